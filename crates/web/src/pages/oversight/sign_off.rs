//! Who has signed a cycle off, as a table that is shown and taken along.

use domain::centre::Directory;
use jiff::Timestamp;
use reporting::document::{Cell, Column, Row, Table};
use store::CentreStanding;

/// The table's name.
pub(super) const NAME: &str = "sign_off";

/// Each centre of the directory: what is signed off, and what keeps the rest from it.
pub(super) fn table(
    standings: &[CentreStanding],
    directory: &Directory,
    cycle: &str,
    now: Timestamp,
) -> Table {
    let rows = directory.centres.iter().map(|centre| {
        let code = centre.code.as_str();
        let standing = standings.iter().find(|standing| standing.centre.as_str() == code);
        row(directory.in_words(code), standing)
    });
    Table {
        name: NAME.to_owned(),
        caption: format!("Sign-off of {cycle} by centre"),
        context: vec![("cycle".to_owned(), cycle.to_owned()), ("counted_at".to_owned(), now.to_string())],
        columns: vec![
            Column::text("centre", "Centre", 2.4),
            Column::text("state", "Where it stands", 2.2),
            Column::number("records", "Records", 1.0),
            Column::number("signed_off", "Signed off", 1.0),
            Column::number("signed_off_percent", "Signed off, %", 1.0),
            Column::number("locked", "Of these, locked", 1.0),
            Column::number("incomplete", "Answers missing", 1.0),
            Column::number("queried", "Queries open", 1.0),
            Column::number("ready", "Ready, not signed off", 1.2),
            Column::number("drafts", "Drafts", 1.0),
        ],
        rows: rows.collect(),
        notes: vec![
            "Records signed off + answers missing + queries open + ready = records. Drafts are of any date."
                .to_owned(),
        ],
    }
}

fn row(name: String, standing: Option<&CentreStanding>) -> Row {
    let Some(standing) = standing else {
        let nothing = [0; 7].map(|number: u64| Cell::new(number.to_string()));
        let mut cells = vec![Cell::new(name), Cell::new("Nothing entered")];
        cells.extend(nothing);
        cells.insert(4, Cell::default());
        return Row::new(cells);
    };
    let share = (standing.records > 0).then(|| standing.share().trim_end_matches('%').to_owned());
    Row::new([
        Cell::new(name),
        Cell::new(state(standing)),
        Cell::new(standing.records.to_string()),
        Cell::new(standing.signed_off.to_string()),
        Cell::new(share.unwrap_or_default()),
        Cell::new(standing.locked.to_string()),
        Cell::new(standing.incomplete.to_string()),
        Cell::new(standing.queried.to_string()),
        Cell::new(ready(standing).to_string()),
        Cell::new(standing.drafts.to_string()),
    ])
}

/// Nothing keeps them from sign-off but the sign-off.
const fn ready(standing: &CentreStanding) -> u64 {
    standing.unsigned().saturating_sub(standing.incomplete + standing.queried)
}

fn state(standing: &CentreStanding) -> &'static str {
    match (standing.records, standing.unsigned()) {
        (0, _) => "Nothing entered",
        (_, 0) => "Signed off",
        (records, open) if records == open => "Not signed off",
        _ => "Signed off in part",
    }
}

#[cfg(test)]
mod tests {
    use domain::value::CentreCode;

    use super::*;

    fn standing(records: u64, signed_off: u64, incomplete: u64, queried: u64) -> CentreStanding {
        let centre = CentreCode::parse("STH").unwrap();
        CentreStanding { centre, records, signed_off, locked: 0, incomplete, queried, drafts: 1 }
    }

    #[test]
    fn the_parts_add_up_to_the_records() {
        let of = standing(10, 4, 3, 1);
        assert_eq!(of.signed_off + of.incomplete + of.queried + ready(&of), of.records);
    }

    #[test]
    fn where_a_centre_stands_is_told_in_words() {
        let states = [standing(3, 3, 0, 0), standing(3, 1, 2, 0), standing(3, 0, 3, 0), standing(0, 0, 0, 0)];
        assert_eq!(
            states.each_ref().map(state),
            ["Signed off", "Signed off in part", "Not signed off", "Nothing entered"]
        );
    }

    #[test]
    fn a_centre_without_records_has_every_column() {
        let table = table(&[], &Directory::default(), "2026H1", Timestamp::UNIX_EPOCH);
        let cells = row("Papworth".to_owned(), None).cells.len();
        assert_eq!(cells, table.columns.len());
        assert_eq!(row("Papworth".to_owned(), Some(&standing(3, 1, 2, 0))).cells.len(), cells);
    }
}
