//! A table as CSV: RFC 4180 with LF, units in the header, safe to open in a spreadsheet.

use files::defused;

use crate::document::Table;

/// The table as a CSV file: its context columns first, a `…_rag` column behind each rated one.
///
/// An empty cell means that there is no value. Fails only when memory runs out.
pub fn write(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(header(table))?;
    for row in &table.rows {
        let mut record: Vec<String> =
            table.context.iter().map(|(_, value)| defused(value).into_owned()).collect();
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            record.push(defused(&cell.text).into_owned());
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
}
