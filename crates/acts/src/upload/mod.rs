//! Files that people bring, as the bundle that they are: for the command line and for the browser.

mod check;
mod stage;
mod verdicts;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::bundle::{Direction, Meta};
use domain::dictionary::Dictionary;
use domain::value::CentreCode;
use exchange::mapping::{self, Applied, Choice, How, Mapped};
use exchange::read::{self, Tables};

use crate::Acts;
use crate::call::Call;
use crate::error::{Error, Result};
use crate::reference::minute_of;

pub use check::{Judged, Verdict};
pub(crate) use verdicts::Verdicts;

/// What the columns of files mean: as somebody said before or, where nobody did, as it seems.
pub fn columns(
    tables: &Tables,
    dictionary: &Dictionary,
    said: &store::Mapping,
) -> BTreeMap<String, Vec<Mapped>> {
    mapping::suggest_all(tables, dictionary, said)
}

impl Acts {
    /// Reads files as people keep them, where nobody is there to be asked what a column means: every one must be
    /// known by its name.
    pub async fn bring(
        &self,
        call: &Call,
        files: Vec<(String, Vec<u8>)>,
        centre: Option<&CentreCode>,
    ) -> Result<Applied> {
        let known = Known {
            centre: centre.cloned(),
            meta: self.meta(Direction::Upload, minute_of(call.now())).await?,
            dictionary: self.store().dictionary().await?,
        };
        let (ignored, applied) = self.desk().long(move |_| known.read(&files)).await?;
        for table in &ignored {
            call.note(&format!("“{table}” is no table of the audit and is left out."));
        }
        applied
    }
}

/// What files are read by.
struct Known {
    centre: Option<CentreCode>,
    meta: Meta,
    dictionary: Arc<Dictionary>,
}

impl Known {
    /// The tables that are left out, and the bundle.
    fn read(&self, files: &[(String, Vec<u8>)]) -> (Vec<String>, Result<Applied>) {
        let tables = match read::files(files, &self.dictionary) {
            Ok(tables) => tables,
            Err(error) => return (Vec::new(), Err(error.into())),
        };
        let suggested = columns(&tables, &self.dictionary, &BTreeMap::new());
        let is_left_out = |columns: &[Mapped]| columns.iter().all(|column| column.how == How::LeftOut);
        let left_out = suggested.iter().filter(|(_, columns)| is_left_out(columns)).map(|(sheet, _)| sheet);
        let ignored = tables.ignored.iter().chain(left_out).cloned().collect();
        (ignored, all_known(suggested).and_then(|choice| self.apply(&tables, &choice, true)))
    }

    fn apply(&self, tables: &Tables, choice: &Choice, trust_bundle_csv: bool) -> Result<Applied> {
        let about = mapping::Upload {
            centre: self.centre.as_ref(),
            synthetic: self.meta.synthetic,
            at: self.meta.extract_at,
            calendar_version: self.meta.calendar_version.clone(),
            dictionary: &self.dictionary,
            trust_bundle_csv,
        };
        Ok(mapping::apply(tables, choice, &about)?)
    }
}

fn all_known(suggested: BTreeMap<String, Vec<Mapped>>) -> Result<Choice> {
    let unknown: Vec<String> = suggested
        .iter()
        .flat_map(|(sheet, columns)| columns.iter().map(move |column| (sheet, column)))
        .filter(|(_, column)| column.how == How::Unknown)
        .map(|(sheet, column)| format!("“{}” on {sheet}", column.header))
        .collect();
    if unknown.is_empty() {
        return Ok(suggested.into_iter().collect());
    }
    Err(Error::refused(format!(
        "Nobody knows what these columns are: {}. Name them as the codebook does, delete them, or upload the file in the browser and say there what they are.",
        unknown.join(", ")
    )))
}
