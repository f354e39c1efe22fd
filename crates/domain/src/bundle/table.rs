//! One file of a bundle as rows of cells, judged by the file rules.

use std::collections::BTreeSet;

use super::BundleFinding;
use crate::finding::Level;

/// No cell is longer, in characters.
const LONGEST_CELL: usize = 4096;

/// A file's rows.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The file as a whole cannot be used.
    pub(super) broken: bool,
    /// The header as it came.
    pub(super) header: Vec<String>,
    /// The rows as they came; a row that is not as long as the header is there, too.
    pub(super) rows: Vec<csv::StringRecord>,
    /// Rows of which nothing but the file rule is said (from 1).
    pub(super) ragged: BTreeSet<usize>,
    /// Cells that are too long: row (from 1) and column. They read as empty.
    pub(super) oversized: BTreeSet<(usize, usize)>,
}

/// The columns of a file.
pub(super) struct Columns<'a> {
    /// Those it must have.
    pub(super) needed: &'a [&'a str],
    /// Those it may have besides: questions that the network added.
    pub(super) asked: &'a [String],
}

impl Columns<'_> {
    fn include(&self, name: &str) -> bool {
        self.needed.contains(&name) || self.asked.iter().any(|asked| asked == name)
    }
}

/// Notes what is wrong with a file.
struct Pen<'a> {
    file: &'a str,
    findings: &'a mut Vec<BundleFinding>,
}

impl Pen<'_> {
    fn note(&mut self, row: usize, column: &str, rule: &str, message: impl Into<String>) {
        self.findings.push(BundleFinding {
            file: self.file.to_owned(),
            row,
            column: column.to_owned(),
            rule: rule.to_owned(),
            level: Level::E,
            message: message.into(),
        });
    }
}

impl Table {
    /// Reads a file.
    pub(super) fn read(
        file: &str,
        bytes: &[u8],
        columns: &Columns<'_>,
        findings: &mut Vec<BundleFinding>,
    ) -> Self {
        let mut pen = Pen { file, findings };
        let Some(text) = text(bytes, &mut pen) else { return Self { broken: true, ..Self::default() } };
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut records = reader.records();
        let Some(Ok(header)) = records.next() else {
            pen.note(0, "", "F-FILE-EMPTY", "The file is empty. It must hold at least its header.");
            return Self { broken: true, ..Self::default() };
        };
        let header: Vec<String> = header.iter().map(str::to_owned).collect();
        let mut table =
            Self { broken: header_is_wrong(&header, columns, &mut pen), header, ..Self::default() };
        for record in records.map_while(Result::ok) {
            table.push(record, &mut pen);
        }
        table
    }

    fn push(&mut self, record: csv::StringRecord, pen: &mut Pen<'_>) {
        let row = self.rows.len() + 1;
        if record.len() != self.header.len() {
            self.ragged.insert(row);
            pen.note(
                row,
                "",
                "F-RAGGED",
                format!(
                    "The row has {} cells, the header {}. Check for a missing or extra comma.",
                    record.len(),
                    self.header.len()
                ),
            );
        }
        for (column, cell) in record.iter().enumerate() {
            if cell.len() > LONGEST_CELL && cell.chars().count() > LONGEST_CELL {
                self.oversized.insert((row, column));
                let name = self.header.get(column).map_or("", String::as_str);
                pen.note(
                    row,
                    name,
                    "F-CELL-SIZE",
                    format!(
                        "The cell has {} characters; {LONGEST_CELL} are allowed. Shorten it.",
                        cell.chars().count()
                    ),
                );
            }
        }
        self.rows.push(record);
    }

    /// A cell by row (from 1) and column; one that is too long reads as empty.
    pub(super) fn cell(&self, row: usize, column: usize) -> &str {
        if self.oversized.contains(&(row, column)) {
            return "";
        }
        self.rows.get(row - 1).and_then(|record| record.get(column)).unwrap_or("")
    }

    /// The place of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|header| header == name)
    }
}

/// Whether a file can be read as text in cells: UTF-8, without a NUL, its quotes whole.
pub fn is_readable(bytes: &[u8]) -> bool {
    text(bytes, &mut Pen { file: "", findings: &mut Vec::new() }).is_some()
}

/// F-ENCODING, F-NUL, F-QUOTE.
fn text<'a>(bytes: &'a [u8], pen: &mut Pen<'_>) -> Option<&'a str> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        pen.note(0, "", "F-ENCODING", "The file is not UTF-8. Save it again as “CSV UTF-8”.");
        return None;
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        pen.note(0, "", "F-NUL", "The file holds a NUL byte. Save it again as “CSV UTF-8”.");
        return None;
    }
    if let Some(line) = broken_quote(text) {
        pen.note(0, "", "F-QUOTE", format!("The quotes are broken at line {line}. A cell with quotes begins and ends with one, and doubles those inside."));
        return None;
    }
    Some(text)
}

/// The line of the first quote that breaks RFC 4180; the CSV reader would guess at it.
fn broken_quote(text: &str) -> Option<usize> {
    // Most files have none, and finding that out takes no walk through their rows.
    if !text.contains('"') {
        return None;
    }
    let (mut line, mut opened, mut in_quotes, mut at_start, mut closed) = (1, 1, false, true, false);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if in_quotes && bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            b'"' if in_quotes => (in_quotes, closed) = (false, true),
            b'"' if at_start => (in_quotes, opened) = (true, line),
            b'"' => return Some(line),
            b',' | b'\n' if !in_quotes => closed = false,
            b'\r' if closed && bytes.peek() == Some(&b'\n') => {}
            _ if closed => return Some(line),
            _ => {}
        }
        at_start = !in_quotes && matches!(byte, b',' | b'\n');
        line += usize::from(byte == b'\n');
    }
    in_quotes.then_some(opened)
}

/// F-HEADER-MISSING, F-HEADER-UNKNOWN, F-HEADER-DUP.
fn header_is_wrong(header: &[String], columns: &Columns<'_>, pen: &mut Pen<'_>) -> bool {
    let before = pen.findings.len();
    for column in columns.needed.iter().filter(|column| !header.iter().any(|name| name == *column)) {
        pen.note(
            0,
            column,
            "F-HEADER-MISSING",
            format!("The column {column} is missing. Add it, spelled exactly so; its cells may be empty."),
        );
    }
    let mut seen = BTreeSet::new();
    for name in header {
        let (again, known) = (!seen.insert(name.as_str()), columns.include(name));
        if again && known {
            pen.note(0, name, "F-HEADER-DUP", format!("The column {name} is there twice. Take one out."));
        } else if !again && !known {
            pen.note(
                0,
                name,
                "F-HEADER-UNKNOWN",
                format!(
                    "The column “{}” does not belong to this file. Take it out, or correct its spelling.",
                    excerpt(name)
                ),
            );
        }
    }
    pen.findings.len() > before
}

fn excerpt(name: &str) -> String {
    name.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::broken_quote;

    #[test]
    fn quotes_that_follow_the_rules_pass() {
        for text in ["a,b\n1,2\n", "\"a\",\"b\"\r\n\"1\"\"x\",\"2\n3\"", "", "a\n\"\""] {
            assert_eq!(broken_quote(text), None, "{text:?}");
        }
    }

    #[test]
    fn broken_quotes_are_named_by_their_line() {
        assert_eq!(broken_quote("a,b\n\"1,2\n"), Some(2));
        assert_eq!(broken_quote("a,b\n\"1\"x,2\n"), Some(2));
        assert_eq!(broken_quote("a,b\n1\"x,2\n"), Some(2));
    }
}
