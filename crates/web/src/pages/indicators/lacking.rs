//! The records of one's own centre behind completeness: each that lacks a value in a key field where one is needed.

use domain::{FormSpec, dictionary::Dictionary};
use reporting::{board::COMPLETENESS, contribution::Lacking, document::Way, pack::strata::FIELDS};

use super::{super::links, Ids};
use crate::{
    entry::{date_in_words, in_sentence},
    ui::{Cell, Table},
    worklist::control,
};

/// Where the records of a month that lack a field are listed. The period of the map's column stands in the address as dates of one's
/// own.
pub(super) fn address(way: &Way) -> String {
    let (from, to) = way.of.split_once("..").unwrap_or((&way.of, &way.of));
    let page = super::address(COMPLETENESS);
    format!("{page}/records?from={from}&to={to}&stratum={FIELDS}:{}", way.field)
}

/// How many there are, in a sentence.
pub(super) fn summed(lacking: &[Lacking]) -> String {
    match lacking.len() {
        0 => "No value is lacking.".to_owned(),
        1 => "1 value is lacking.".to_owned(),
        many => format!("{many} values are lacking."),
    }
}

/// The records, each with the field that it lacks; both lead to where it is mended.
pub(super) fn table(rows: &[Lacking], ids: &Ids) -> Table {
    let row = |row: &Lacking| {
        let form = Dictionary::shipped().form(row.form);
        let label = form.and_then(|form| form.field(row.field)).map_or(row.field, |field| &field.label);
        let id = ids.get(&(row.form, row.key.clone())).copied();
        let [record, field] = match (form, id) {
            (Some(form), Some(id)) => [
                Cell::link(links::details(form, id), format!("{} {}", form.title, row.key)),
                Cell::link(links::control(form, id, &control(None, row.field)), label),
            ],
            (Some(form), None) => [absent(form, &row.key), Cell::text(label)],
            (None, _) => [Cell::text(row.key.as_str()), Cell::text(label)],
        };
        vec![record, field, Cell::text(date_in_words(row.date))]
    };
    Table {
        caption: "Records without a value, by the arrival of their run".to_owned(),
        heads: vec!["Record", "Field without a value", "Run arrived"],
        rows: rows.iter().map(row).collect(),
    }
}

/// What was never entered is missing where it belongs: in its admission.
fn absent(form: &FormSpec, key: &str) -> Cell {
    Cell::link(format!("/admissions/{key}"), format!("No {} of {key} is held", in_sentence(form.title)))
}

#[cfg(test)]
mod tests {
    use domain::forms::{PhysioContact, RehabPathway};
    use reporting::contribution::Lacking;
    use store::RecordId;

    use super::*;

    fn lacking(form: &'static str, key: &str, field: &'static str) -> Lacking {
        Lacking { form, key: key.to_owned(), field, date: jiff::civil::date(2026, 4, 3) }
    }

    #[test]
    fn a_cell_of_the_map_is_addressed_by_month_and_field() {
        let way = Way {
            form: PhysioContact::ID,
            field: PhysioContact::RASS,
            of: "2026-04-01..2026-04-30".to_owned(),
        };
        assert_eq!(
            address(&way),
            "/indicators/D02/records?from=2026-04-01&to=2026-04-30&stratum=fields:rass"
        );
    }

    #[test]
    fn a_record_leads_to_itself_and_its_field_to_where_it_is_entered() {
        let id = RecordId::parse("01900000-0000-7000-8000-000000000000").unwrap();
        let ids = Ids::from([((PhysioContact::ID, "C1".to_owned()), id)]);
        let table = table(&[lacking(PhysioContact::ID, "C1", PhysioContact::RASS)], &ids);
        let [Cell::Link { href: record, .. }, Cell::Link { href: field, .. }, _] = &table.rows[0][..] else {
            panic!("two links and a date")
        };
        assert!(field.starts_with(record.as_str()) && field.ends_with("/edit#f-rass"), "{record} {field}");
    }

    #[test]
    fn what_was_never_entered_leads_to_its_admission() {
        let row = lacking(RehabPathway::ID, "A00012", RehabPathway::GOALS_AGREED_AT);
        let table = table(&[row], &Ids::new());
        let Cell::Link { href, text } = &table.rows[0][0] else { panic!("a link") };
        assert_eq!(href, "/admissions/A00012");
        assert!(text.starts_with("No ") && text.ends_with(" of A00012 is held"), "{text}");
    }

    #[test]
    fn one_value_is_not_many() {
        let rows = [lacking(PhysioContact::ID, "C1", "rass"), lacking(PhysioContact::ID, "C2", "rass")];
        assert_eq!(
            [summed(&[]), summed(&rows[..1]), summed(&rows)],
            ["No value is lacking.", "1 value is lacking.", "2 values are lacking."]
        );
    }
}
