//! Files that people send: staged, their columns named, judged, taken in, mended, undone.
//!
//! ```text
//! /imports ─► /imports/uploads/{id} ─► …/check ─► /imports/{id} ─► …/rows/{file}/{row}   mend one
//!                                                               └► …/undo
//! ```

pub(crate) mod check;
pub(crate) mod columns;
pub(crate) mod done;
pub(crate) mod list;
pub(crate) mod mend;
pub(crate) mod undo;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use exchange::mend::{BadRow, Wrong};
use store::{ImportId, KeptAside, UploadId};

use crate::problem::Problem;

/// The entry of the menu.
const AREA: &str = "/imports";

fn upload_id(text: &str) -> Result<UploadId, Problem> {
    UploadId::parse(text).ok_or(Problem::NotFound)
}

fn import_id(text: &str) -> Result<ImportId, Problem> {
    ImportId::parse(text).ok_or(Problem::NotFound)
}

/// Where a row stood in what was sent, in words.
fn place_of(kept: &KeptAside) -> String {
    // A header stands above the data.
    let of_file = || format!("{}, row {}", kept.row.file, kept.row.row + 1);
    if kept.origin.is_empty() { of_file() } else { kept.origin.clone() }
}

/// `1 row to mend`, `2 rows to mend`.
fn rows_in_words(rows: u64, what: &str) -> String {
    format!("{rows} {} {what}", if rows == 1 { "row" } else { "rows" })
}

/// A row as a download gives it back.
fn bad_row(kept: &KeptAside) -> BadRow {
    let wrong = |(column, rule, message): &(String, String, String)| Wrong {
        column: column.clone(),
        rule: rule.clone(),
        message: message.clone(),
    };
    BadRow {
        file: kept.row.file.clone(),
        row: kept.row.row,
        place: None,
        cells: kept.row.cells.clone(),
        findings: kept.findings.iter().map(wrong).collect(),
    }
}

/// A file to keep, under a name.
pub(in crate::pages) fn attachment(name: &str, bytes: Vec<u8>) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("csv") => "text/csv; charset=utf-8",
        Some("pdf") => "application/pdf",
        Some("json") => "application/json",
        Some("zip") => "application/zip",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("html") => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    };
    let mut response = ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], bytes).into_response();
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition(name));
    response
}

/// A name as a header says it (RFC 6266): in plain letters for everybody and, where that is not all of it, whole for
/// those who read UTF-8. No name ends the header or begins another part of it.
fn disposition(name: &str) -> HeaderValue {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._ ".contains(c);
    let plain = name.replace(|c| !is_plain(c), "_");
    let mut text = format!("attachment; filename=\"{plain}\"");
    if plain != name {
        let whole = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        text = format!("{text}; filename*=UTF-8''{whole}");
    }
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_a_name_in_its_header() {
        assert_eq!(disposition("ecmopt-STH-bundle.zip"), "attachment; filename=\"ecmopt-STH-bundle.zip\"");
        for (name, said) in [
            ("a\"; x=\"b.csv", "a__ x__b.csv\"; filename*=UTF-8''a%22%3B%20x%3D%22b%2Ecsv"),
            ("a\r\nset-cookie: b", "a__set-cookie_ b\"; filename*=UTF-8''a%0D%0Aset%2Dcookie%3A%20b"),
            ("März/..\\x", "M_rz_.._x\"; filename*=UTF-8''M%C3%A4rz%2F%2E%2E%5Cx"),
        ] {
            assert_eq!(disposition(name), format!("attachment; filename=\"{said}").as_str(), "{name}");
        }
    }
}
