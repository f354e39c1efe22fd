//! The data dictionary as files: for people (HTML, the book's pages), for analysis (CSV) and for programs
//! (JSON Schema).

mod earlier;
mod html;
mod markdown;
mod rows;
mod words;

use std::fs;
use std::path::Path;

use domain::dictionary::Dictionary;

use crate::error::{Doing, Result};
use crate::{schema, write};

pub use html::html;
pub use markdown::{index, page, rules};
pub use rows::{COLUMNS, rows};
pub(crate) use words::{condition, range, type_in_words};

/// The codebook as one CSV table: one row a field, one row a code.
pub fn csv(dictionary: &Dictionary) -> Result<Vec<u8>> {
    let doing = || "writing the codebook".to_owned();
    let mut out = write::csv_writer(Vec::new());
    out.write_record(COLUMNS).doing(doing)?;
    for row in rows(dictionary) {
        out.write_record(row).doing(doing)?;
    }
    out.into_inner().map_err(csv::IntoInnerError::into_error).doing(doing)
}

/// Writes `codebook.html`, `codebook.csv` and `schema/*.json` into a folder that is made for them.
pub fn write_folder(folder: &Path, dictionary: &Dictionary) -> Result<()> {
    let schemas = folder.join("schema");
    fs::create_dir_all(&schemas).doing(|| format!("creating {}", schemas.display()))?;
    let put =
        |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).doing(|| format!("writing {name}"));
    put("codebook.html", html(dictionary).as_bytes())?;
    put("codebook.csv", &csv(dictionary)?)?;
    for form in dictionary.forms() {
        put(
            &format!("schema/{}.json", form.id),
            format!("{:#}\n", schema::document(form, dictionary)).as_bytes(),
        )?;
    }
    Ok(())
}
