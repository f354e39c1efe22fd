//! The tables of a worklist.

use domain::forms::EcmoActivityReturn;
use jiff::tz::TimeZone;
use measures::{Standing, ascertainment::MonthCount, completeness::FieldFill};
use store::{GapFilter, StoredRecord};

use super::super::{life, links};
use crate::{
    entry::{day_in_words, number_in_words},
    ui::{Cell, SummaryItem, Table},
    worklist::Gap,
};

/// The records that are listed, each with one link to every field that needs somebody.
pub(super) fn gaps(gaps: &[Gap<'_>], filter: &GapFilter, zone: &TimeZone) -> Table {
    let row = |gap: &Gap<'_>| {
        let record = gap.record;
        vec![
            Cell::link(links::details(record.form, record.id), name(record)),
            Cell::text(record.occurred_at.map_or_else(|| "No date".to_owned(), |at| day_in_words(at, zone))),
            Cell::Links(to_do(gap)),
            Cell::Tag(life::standing_tag(gap.standing)),
        ]
    };
    let caption = match &filter.field {
        Some(_) => "Records without a value in this field",
        None => "Records to complete, oldest first",
    };
    Table {
        caption: caption.to_owned(),
        heads: vec!["Record", "When", "What to do", "State"],
        rows: gaps.iter().map(row).collect(),
    }
}

fn name(record: &StoredRecord) -> String {
    format!("{} {}", record.form.title, record.natural_key)
}

fn to_do(gap: &Gap<'_>) -> Vec<SummaryItem> {
    let record = gap.record;
    let query = (gap.standing == Standing::Queried).then(|| {
        let href = format!("{}#queries", links::details(record.form, record.id));
        SummaryItem::link(href, "Answer the network’s query")
    });
    let lacks = gap.lacks.iter().map(|lack| links::lack(record.form, record.id, lack.clone()));
    query.into_iter().chain(lacks).collect()
}

/// Months with the runs declared and those entered.
pub(super) fn months(months: &[MonthCount]) -> Table {
    let row = |count: &MonthCount| {
        let month = count.month.first().strftime("%B %Y").to_string();
        vec![
            Cell::text(month),
            match count.declared {
                Some(declared) => Cell::text(declared.to_string()),
                None => new_return(count),
            },
            Cell::text(count.entered.to_string()),
            Cell::text(share(count)),
        ]
    };
    Table {
        caption: "Respiratory runs entered against runs declared".to_owned(),
        heads: vec!["Month", "Declared in the monthly return", "Entered", "Share entered"],
        rows: months.iter().map(row).collect(),
    }
}

fn new_return(count: &MonthCount) -> Cell {
    let month = count.month.to_string();
    let href =
        links::create(EcmoActivityReturn::ID, &[(EcmoActivityReturn::MONTH, &month), ("back", "/worklist")]);
    Cell::link(href, format!("Enter the return for {}", count.month.first().strftime("%B")))
}

fn share(count: &MonthCount) -> String {
    match count.declared {
        None => "Not known yet".to_owned(),
        Some(0) if count.entered == 0 => "No runs".to_owned(),
        Some(declared) if count.entered > declared => {
            format!("{} more than declared: please check the return", count.entered - declared)
        }
        Some(declared) if count.entered < declared => {
            let missing = usize::try_from(declared - count.entered).unwrap_or(usize::MAX);
            let per_cent = 100 * count.entered / declared;
            format!("{per_cent}%: {} missing", number_in_words(missing, "run is", "runs are"))
        }
        Some(_) => "100%".to_owned(),
    }
}

/// The fields that some record lacks, worst first; nothing when all are filled.
pub(super) fn fields(fills: &[FieldFill], address: &str) -> Option<Table> {
    let mut open: Vec<_> = fills.iter().filter(|fill| fill.filled < fill.needed).collect();
    open.sort_by_key(|fill| fill.per_cent());
    let row = |fill: &&FieldFill| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("form", fill.form.id)
            .append_pair("field", &fill.name())
            .finish();
        let lacking = fill.needed - fill.filled;
        vec![
            Cell::text(&*fill.field.label),
            Cell::text(fill.child.map_or(fill.form.title, |child| child.spec.title)),
            Cell::text(format!("{} of {}", fill.filled, fill.needed)),
            Cell::text(format!("{}%", fill.per_cent())),
            Cell::link(format!("{address}?{query}#blockers"), format!("Show {}", records(lacking))),
        ]
    };
    (!open.is_empty()).then(|| Table {
        caption: "Fields that are not complete".to_owned(),
        heads: vec!["Field", "Form", "Filled", "Per cent", "Without a value"],
        rows: open.iter().map(row).collect(),
    })
}

fn records(count: usize) -> String {
    number_in_words(count, "gap", "gaps")
}

/// How many fields are filled wherever they are needed.
pub(super) fn complete_fields(fills: &[FieldFill]) -> String {
    let complete = fills.iter().filter(|fill| fill.filled == fill.needed).count();
    match complete {
        0 => String::new(),
        _ if complete == fills.len() => "Every field is filled wherever it is needed.".to_owned(),
        _ => format!(
            "{} filled wherever {} needed.",
            number_in_words(complete, "other field is", "other fields are"),
            if complete == 1 { "it is" } else { "they are" }
        ),
    }
}

#[cfg(test)]
mod tests {
    use domain::value::Month;

    use super::*;

    fn shared(declared: Option<i64>, entered: i64) -> String {
        let month = Month::parse("2026-04").unwrap();
        share(&MonthCount { month, declared, entered })
    }

    #[test]
    fn a_share_says_what_is_missing() {
        assert_eq!(shared(Some(8), 6), "75%: 2 runs are missing");
        assert_eq!(shared(Some(8), 8), "100%");
        assert_eq!(shared(Some(2), 3), "1 more than declared: please check the return");
        assert_eq!(shared(Some(0), 0), "No runs");
        assert_eq!(shared(None, 1), "Not known yet");
    }
}
