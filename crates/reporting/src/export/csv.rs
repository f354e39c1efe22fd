//! A table as CSV: RFC 4180 with LF, units in the header, safe to open in a spreadsheet.

use crate::document::Table;

/// The table as a CSV file: its context columns first, a `…_rag` column behind each rated one.
///
/// An empty cell means that there is no value. Fails only when memory runs out.
pub fn write(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(header(table))?;
    for row in &table.rows {
        let mut record: Vec<String> = table.context.iter().map(|(_, value)| guarded(value)).collect();
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            record.push(guarded(&cell.text));
            if column.rated {
                record.push(cell.rating.map_or("", |rating| rating.code()).to_owned());
            }
        }
        writer.write_record(record)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn header(table: &Table) -> Vec<String> {
    let mut names: Vec<String> = table.context.iter().map(|(key, _)| key.clone()).collect();
    for column in &table.columns {
        names.push(column.key.clone());
        if column.rated {
            names.push(format!("{}_rag", column.key));
        }
    }
    names
}

/// Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers keep their sign.
fn guarded(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if risky { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Column, Rating, Row};

    #[test]
    fn header_has_context_keys_and_ratings() {
        let table = Table {
            name: "t".into(),
            caption: "T".into(),
            context: vec![("indicator".into(), "P04".into())],
            columns: vec![
                Column::text("centre", "Centre", 1.0),
                Column::number("value_percent", "%", 1.0).rated(),
            ],
            rows: vec![Row::new([Cell::new("Barts, London"), Cell::rated("91.2", Rating::Green)])],
            notes: vec![],
        };
        let text = String::from_utf8(write(&table).unwrap()).unwrap();
        assert_eq!(
            text,
            "indicator,centre,value_percent,value_percent_rag\nP04,\"Barts, London\",91.2,GREEN\n"
        );
    }

    #[test]
    fn formulas_are_defused_and_numbers_left_alone() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(guarded("-0.4"), "-0.4");
        assert_eq!(guarded("-cmd"), "'-cmd");
    }
}
