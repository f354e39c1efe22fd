//! Sheets and files by the names that people give them.

use crate::layout::{Sheet, sheets};

/// How surely a name is that of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sure {
    /// It is its name, in any spelling.
    Name,
    /// It is the end of its name, that belongs to no other: `Contacts`.
    End,
    /// It has its name in it: `Contacts 2026`, but also `Patients per month`.
    Part,
}

/// The table of a bundle that a sheet or file is named after: its stem, id or title, in any spelling,
/// singular or plural, the last word of it that belongs to no other, or one of these among other words.
pub fn sheet_called(name: &str) -> Option<&'static Sheet> {
    known(name).map(|(sheet, _)| sheet)
}

/// The table of a bundle that a name is of, and how surely.
pub(crate) fn known(name: &str) -> Option<(&'static Sheet, Sure)> {
    by_name(&plain(name))
        .or_else(|| by_part(name).or_else(|| longest(&plain(name))).map(|sheet| (sheet, Sure::Part)))
}

fn by_name(wanted: &str) -> Option<(&'static Sheet, Sure)> {
    if wanted.is_empty() {
        return None;
    }
    let names = |sheet: &'static Sheet| {
        let spec = sheet.spec();
        [sheet.stem, spec.id, spec.title].map(plain)
    };
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut found = sheets().iter().filter(|sheet| names(sheet).iter().any(|name| fits(name)));
        found.next().filter(|_| found.next().is_none())
    };
    let end = || only(&|name| name.ends_with(wanted) && wanted.len() >= 3);
    only(&|name| name == wanted)
        .map(|sheet| (sheet, Sure::Name))
        .or_else(|| end().map(|sheet| (sheet, Sure::End)))
}

/// The table that the most words in a row are the name of.
fn by_part(name: &str) -> Option<&'static Sheet> {
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let runs = (1..words.len()).rev().flat_map(|length| words.windows(length));
    runs.filter_map(|run| by_name(&plain(&run.join(" ")))).map(|(sheet, _)| sheet).next()
}

/// The table with the longest stem inside a name, like `STH physio contacts March`.
fn longest(wanted: &str) -> Option<&'static Sheet> {
    let inside = sheets().iter().filter(|sheet| wanted.contains(&plain(sheet.stem)));
    inside.max_by_key(|sheet| sheet.stem.len())
}

/// A name without capitals, spaces and signs, its words in the singular.
pub(crate) fn plain(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.map(|word| word.strip_suffix('s').map(str::to_owned).unwrap_or(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(name: &str) -> Option<&'static str> {
        sheet_called(name).map(|sheet| sheet.stem)
    }

    #[test]
    fn sheets_are_known_by_many_names() {
        for (name, stem) in [
            ("physio_contacts", "physio_contacts"),
            ("Physio contacts", "physio_contacts"),
            ("PHYSIO CONTACT", "physio_contacts"),
            ("Physiotherapy contact", "physio_contacts"),
            ("Contacts", "physio_contacts"),
            ("Staff", "contact_staff"),
            ("Interventions", "contact_interventions"),
            ("Runs", "ecmo_runs"),
            ("patients", "patients"),
            ("STH physio_contacts 2026-03", "physio_contacts"),
            ("Discharge", "discharges"),
            ("Contacts 2026", "physio_contacts"),
            ("2026 Q1 Contacts", "physio_contacts"),
            ("Contacts (2)", "physio_contacts"),
            ("Contact staff March", "contact_staff"),
            ("Patients per month", "patients"),
        ] {
            assert_eq!(called(name), Some(stem), "{name}");
        }
    }

    #[test]
    fn other_sheets_are_no_table() {
        for name in ["Sheet1", "Codebook", "About", "", "s", "Notes"] {
            assert_eq!(called(name), None, "{name}");
        }
    }

    #[test]
    fn a_name_with_other_words_is_less_sure() {
        assert_eq!(known("patients").unwrap().1, Sure::Name);
        assert_eq!(known("Contacts").unwrap().1, Sure::End);
        assert_eq!(known("Patients per month").unwrap().1, Sure::Part);
    }
}
