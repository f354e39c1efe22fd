//! Limits on what is sent, checked before anything reads it. Each limit says so in a sentence.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::error::{Error, Result};

/// A file as it is sent, in bytes.
pub const LARGEST_FILE: usize = 20 << 20;
/// A ZIP or a workbook when it is unpacked, in bytes; and all cells of a workbook together.
pub const LARGEST_UNPACKED: u64 = 200 << 20;
/// Rows of one sheet.
pub const MOST_ROWS: usize = 200_000;
/// Columns of one sheet.
pub const MOST_COLUMNS: usize = 200;
/// Files in one ZIP. A workbook has a dozen.
const MOST_FILES: usize = 500;
/// Text packs to a tenth, repetitive text to a fiftieth. A bomb packs to a thousandth.
const STEEPEST: u64 = 150;
/// Below this, how steep it is does not matter.
const HARMLESS: u64 = 20 << 20;

/// Refuses a file that is too large.
pub(crate) fn file(name: &str, bytes: &[u8]) -> Result<()> {
    if bytes.len() <= LARGEST_FILE {
        return Ok(());
    }
    let formatted = if name.to_ascii_lowercase().ends_with(".xlsx") {
        " If it has few rows, borders or colours go far down an empty part: delete the rows below the table (mark them, then Delete rows), and save it again."
    } else {
        ""
    };
    Err(Error::refused(format!(
        "{name} has {} MB; a file of up to {} MB can be sent. Send it in parts: fewer forms, or fewer months, at a time.{formatted}",
        bytes.len().div_ceil(1 << 20),
        LARGEST_FILE >> 20
    )))
}

/// Refuses a file whose name says that it is something else.
pub(crate) fn ending(name: &str, ending: &str, what: &str) -> Result<()> {
    if name.to_ascii_lowercase().ends_with(ending) {
        return Ok(());
    }
    Err(Error::refused(format!(
        "{name} is {what}, and its name does not end in {ending}. Give it that ending if it is what you mean to send."
    )))
}

/// What a packed file is when it is neither a ZIP of CSV files nor an XLSX workbook.
pub(crate) fn other_format(name: &str, bytes: &[u8]) -> Result<Option<&'static str>> {
    let mut archive = open(name, bytes)?;
    let mut kind = String::new();
    if let Ok(entry) = archive.by_name("mimetype") {
        entry.take(100).read_to_string(&mut kind).map_err(|_| damaged(name))?;
    }
    if kind.contains("opendocument.spreadsheet") {
        return Ok(Some("an OpenDocument spreadsheet (.ods)"));
    }
    if kind.contains("opendocument") {
        return Ok(Some("an OpenDocument file, and no spreadsheet"));
    }
    let holds = |name: &str| archive.index_for_name(name).is_some();
    Ok(if holds("xl/workbook.bin") {
        Some("a binary workbook (.xlsb)")
    } else if holds("Index/Document.iwa") || holds("Index.zip") {
        Some("a Numbers or Pages document")
    } else if holds("word/document.xml") {
        Some("a text document (.docx), and no spreadsheet")
    } else {
        None
    })
}

/// Refuses a ZIP that unpacks to too much. What its directory claims is not believed: every file is
/// unpacked and counted, and nothing is kept.
pub(crate) fn zip(name: &str, bytes: &[u8]) -> Result<()> {
    file(name, bytes)?;
    let mut archive = open(name, bytes)?;
    if archive.len() > MOST_FILES {
        return Err(Error::refused(format!(
            "{name} holds {} files; up to {MOST_FILES} can be sent. Pack the sixteen CSV files alone.",
            archive.len()
        )));
    }
    let mut unpacked = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| damaged(name))?;
        // One byte more than allowed tells that it is more.
        let mut rest = entry.take(LARGEST_UNPACKED + 1 - unpacked);
        unpacked += std::io::copy(&mut rest, &mut std::io::sink()).map_err(|_| damaged(name))?;
        if unpacked > LARGEST_UNPACKED {
            return Err(Error::refused(format!(
                "{name} unpacks to more than {} MB, which is the limit. Send it in parts.",
                LARGEST_UNPACKED >> 20
            )));
        }
        if unpacked > HARMLESS && unpacked / STEEPEST > bytes.len() as u64 {
            return Err(Error::refused(format!(
                "{name} unpacks to more than {STEEPEST} times its size, as no spreadsheet does; it is not opened. Save it again from your spreadsheet, or send CSV files."
            )));
        }
    }
    Ok(())
}

pub(crate) fn open<'a>(name: &str, bytes: &'a [u8]) -> Result<ZipArchive<Cursor<&'a [u8]>>> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged(name))
}

pub(crate) fn damaged(name: &str) -> Error {
    Error::refused(format!("{name} is damaged or protected by a password. Save it again and send that file."))
}

/// Refuses a sheet with too many rows.
pub(crate) fn rows(sheet: &str, rows: usize) -> Result<()> {
    if rows <= MOST_ROWS {
        return Ok(());
    }
    Err(Error::refused(format!(
        "{sheet} has more than 200,000 rows, which is the limit. Send it in parts, some months at a time."
    )))
}

/// Refuses a sheet with too many columns.
pub(crate) fn columns(sheet: &str, columns: usize) -> Result<()> {
    if columns <= MOST_COLUMNS {
        return Ok(());
    }
    Err(Error::refused(format!(
        "{sheet} has something in column {columns}; {MOST_COLUMNS} columns are the limit. Delete what stands far to the right of the table."
    )))
}

/// Counts the text of all cells: one text that a workbook repeats in every cell unpacks in memory only.
#[derive(Debug, Default)]
pub(crate) struct Budget(u64);

impl Budget {
    pub(crate) fn spend(&mut self, sheet: &str, bytes: usize) -> Result<()> {
        self.0 += bytes as u64;
        if self.0 <= LARGEST_UNPACKED {
            return Ok(());
        }
        Err(Error::refused(format!(
            "The cells up to {sheet} hold more than {} MB of text, which is the limit. Send the file in parts.",
            LARGEST_UNPACKED >> 20
        )))
    }
}
