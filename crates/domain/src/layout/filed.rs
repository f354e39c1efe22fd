//! The order of the columns in a bundle's files, where it is another than on the form: a form may come to ask in
//! another order, the files stay as the audit's data dictionary laid them down.

/// Columns that stand elsewhere in a file than on its form.
pub(super) struct Moved {
    /// The stem of the file.
    pub(super) file: &'static str,
    /// They keep the order that they have on the form.
    pub(super) columns: &'static [&'static str],
    /// The column that they follow.
    pub(super) after: &'static str,
}

pub(super) const MOVED: &[Moved] = &[
    // A run's end is asked after what is known of its beginning.
    Moved { file: "ecmo_runs", columns: &["time_off", "decannulated_at"], after: "time_on_precision" },
    // Why nobody was treated is asked at once, who delivered it before how it went.
    Moved {
        file: "physio_contacts",
        columns: &["not_treated_reason", "other_reasons", "delivered_by"],
        after: "progression",
    },
    // The safety screen is asked before the session that it allowed.
    Moved {
        file: "physio_contacts",
        columns: &["safety_screen", "screen_flags", "mdt_agreed"],
        after: "goal_met",
    },
    // The airway is asked of those who live.
    Moved { file: "discharges", columns: &["death_at"], after: "icu_outcome" },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::Dictionary;
    use crate::layout::Table;
    use crate::leaves::Audience;

    fn tables() -> Vec<Table> {
        let dictionary = Dictionary::shipped();
        let forms = dictionary.forms().iter();
        forms.flat_map(|form| Table::all_of(form, dictionary, Audience::Desk)).collect()
    }

    fn names(table: &Table) -> Vec<&str> {
        table.fields().map(|field| &*field.name).collect()
    }

    #[test]
    fn files_stand_as_the_example_bundle_has_them() {
        for table in tables() {
            let bundle = example_data::text(&format!("network/{}.csv", table.stem));
            let header: Vec<&str> = bundle.lines().next().unwrap().split(',').collect();
            assert_eq!(names(&table.filed()), header);
        }
    }

    #[test]
    fn every_column_that_moves_is_one_of_the_file() {
        for moved in MOVED {
            let table = tables().into_iter().find(|table| table.stem == moved.file).unwrap();
            for column in moved.columns.iter().chain([&moved.after]) {
                assert!(table.field(column).is_some(), "{}.{column}", moved.file);
            }
        }
    }
}
