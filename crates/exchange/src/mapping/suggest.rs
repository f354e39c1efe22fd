//! What the columns of a sheet probably mean.

use std::collections::BTreeMap;

use domain::dictionary::Dictionary;
use domain::{Audience, Need};

use super::Choice;
use super::mapped::{How, Mapped};
use super::older::Older;
use crate::layout;
use crate::mend;
use crate::read::{self, Sure, Tables};

/// What the columns of earlier uploads meant, by header; none for those that were left out.
pub type Remembered = BTreeMap<String, Option<String>>;

/// The ways of finding what a column means, the surest first.
const WAYS: [How; 5] = [How::Exact, How::Remembered, How::Ours, How::Spelling, How::Label];

/// What each column of a header means, the surest first. A column that means what another means already says so:
/// nobody is to lose the one of the two that was left out unseen.
pub fn suggest(header: &[String], table: &layout::Table, remembered: &Remembered) -> Vec<Mapped> {
    let unknown = |header: &String| Mapped { header: header.clone(), column: None, how: How::Unknown };
    let mut mapped: Vec<Mapped> = header.iter().map(unknown).collect();
    for how in WAYS {
        for place in 0..mapped.len() {
            if mapped[place].how != How::Unknown {
                continue;
            }
            let taken: Vec<_> = mapped.iter().filter_map(|other| other.column.as_deref()).collect();
            let column = match find(&mapped[place].header, how, table, remembered) {
                Some(Meaning::Column(column)) if !taken.contains(&column) => Some(column.to_owned()),
                Some(Meaning::LeftOut) => None,
                Some(Meaning::Column(_)) | None => continue,
            };
            mapped[place] = Mapped { header: mapped[place].header.clone(), column, how };
        }
    }
    for one in mapped.iter_mut().filter(|one| one.how == How::Unknown) {
        if let Some(column) =
            WAYS.into_iter().find_map(|how| find(&one.header, how, table, remembered)?.column())
        {
            *one = Mapped { header: one.header.clone(), column: Some(column.to_owned()), how: How::Twice };
        }
    }
    mapped
}

/// What a header means.
enum Meaning<'t> {
    /// A column of the table.
    Column(&'t str),
    /// Nothing that the table holds.
    LeftOut,
}

impl<'t> Meaning<'t> {
    fn column(self) -> Option<&'t str> {
        match self {
            Self::Column(column) => Some(column),
            Self::LeftOut => None,
        }
    }
}

/// What a header means in one way of finding it.
fn find<'t>(
    header: &str,
    how: How,
    table: &'t layout::Table,
    remembered: &Remembered,
) -> Option<Meaning<'t>> {
    let by = |fits: &dyn Fn(&domain::FieldSpec) -> bool| {
        let mut found = table.fields().filter(|field| fits(field));
        found.next().filter(|_| found.next().is_none()).map(|field| Meaning::Column(&field.name))
    };
    match how {
        How::Exact => by(&|field| field.name == header),
        How::Spelling => by(&|field| read::plain(&field.name) == read::plain(header)),
        How::Label => by(&|field| is_label(field, header)),
        How::Remembered => match remembered.get(header)? {
            None => Some(Meaning::LeftOut),
            Some(column) => by(&|field| field.name == **column),
        },
        How::Ours => mend::is_ours(header).then_some(Meaning::LeftOut),
        How::Twice | How::LeftOut | How::Unknown => None,
    }
}

/// The label, with or without its unit: `Minutes with the patient (minutes)`.
fn is_label(field: &domain::FieldSpec, header: &str) -> bool {
    let label = read::plain(&field.label);
    let header = read::plain(header);
    header == label || (!field.unit.is_empty() && header == label + &read::plain(&field.unit))
}

/// What all sheets mean, as the choice of somebody who agrees with every suggestion.
pub fn suggest_all(
    tables: &Tables,
    dictionary: &Dictionary,
    remembered: &BTreeMap<String, Remembered>,
) -> BTreeMap<String, Vec<Mapped>> {
    let nothing = Remembered::new();
    let one = |table: &read::Table| {
        let sheet = table.sheet()?;
        let remembered = remembered.get(&table.name).unwrap_or(&nothing);
        let today = sheet.with(dictionary, Audience::Desk);
        let mut mapped = match tables.older() {
            Some(of) => Older::of(table, &today, of).mapped(),
            None => suggest(&table.header, &today, remembered),
        };
        let means_nothing = mapped.iter().all(|one| one.column.is_none());
        let is_beside = is_less_sure(table, tables) && !could_stand(sheet, &mapped);
        if is_beside || (means_nothing && table.sure() == Some(Sure::Part)) {
            for one in &mut mapped {
                (one.column, one.how) = (None, How::LeftOut);
            }
        }
        Some((table.name.clone(), mapped))
    };
    tables.tables.iter().filter_map(one).collect()
}

/// Whether the columns are enough for records: such a sheet is never left out unasked.
fn could_stand(sheet: &layout::Sheet, mapped: &[Mapped]) -> bool {
    let needed = |field: &&domain::FieldSpec| field.need == Need::Save && field.name != "centre_code";
    sheet
        .fields()
        .filter(needed)
        .all(|field| mapped.iter().any(|one| one.column.as_deref() == Some(&*field.name)))
}

/// Whether another sheet is the same table more surely: beside `patients`, `Patients per month` is none.
fn is_less_sure(table: &read::Table, tables: &Tables) -> bool {
    let of_its_form =
        |other: &&read::Table| other.sheet().map(|sheet| sheet.stem) == table.sheet().map(|sheet| sheet.stem);
    tables.tables.iter().filter(of_its_form).any(|other| other.sure() < table.sure())
}

/// The choice of somebody who agrees with a suggestion.
impl FromIterator<(String, Vec<Mapped>)> for Choice {
    fn from_iter<I: IntoIterator<Item = (String, Vec<Mapped>)>>(sheets: I) -> Self {
        let columns = |mapped: Vec<Mapped>| mapped.into_iter().map(|one| (one.header, one.column)).collect();
        Self(sheets.into_iter().map(|(sheet, mapped)| (sheet, columns(mapped))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(headers: &[&str], remembered: &[(&str, Option<&str>)]) -> Vec<(Option<&'static str>, How)> {
        let sheet = layout::sheet("physio_contacts").unwrap();
        let table = sheet.with(Dictionary::shipped(), Audience::Desk);
        let named = |column: Option<String>| column.map(|name| &*sheet.field(&name).unwrap().name);
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let remembered = remembered
            .iter()
            .map(|(header, column)| ((*header).to_owned(), column.map(str::to_owned)))
            .collect();
        suggest(&headers, &table, &remembered).into_iter().map(|one| (named(one.column), one.how)).collect()
    }

    #[test]
    fn columns_are_known_by_name_spelling_and_label() {
        let found =
            suggested(&["rass", "Contact Ref", "Airway", "Minutes with the patient (minutes)", "Mood"], &[]);
        assert_eq!(
            found,
            [
                (Some("rass"), How::Exact),
                (Some("contact_ref"), How::Spelling),
                (Some("airway"), How::Spelling),
                (Some("minutes"), How::Label),
                (None, How::Unknown),
            ]
        );
    }

    #[test]
    fn what_the_centre_said_before_counts() {
        let found = suggested(&["Tube", "Mood"], &[("Tube", Some("airway")), ("Mood", None)]);
        assert_eq!(found, [(Some("airway"), How::Remembered), (None, How::Remembered)]);
    }

    #[test]
    fn a_column_that_stands_twice_says_so() {
        let found = suggested(&["Airway", "airway"], &[]);
        assert_eq!(found, [(Some("airway"), How::Twice), (Some("airway"), How::Exact)]);
        let found = suggested(&["hr_max", "hr_max"], &[]);
        assert_eq!(found, [(Some("hr_max"), How::Exact), (Some("hr_max"), How::Twice)]);
    }

    #[test]
    fn what_a_download_added_is_left_out() {
        assert_eq!(suggested(&[mend::WRONG], &[]), [(None, How::Ours)]);
    }
}
