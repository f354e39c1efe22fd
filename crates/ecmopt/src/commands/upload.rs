//! What is brought for an import: the folder of a bundle, or a file as people keep them.

use std::collections::BTreeMap;
use std::path::Path;

use domain::bundle::BundleFinding;
use domain::reference;
use domain::time::WallTime;
use domain::value::CentreCode;
use exchange::mapping::{self, Applied, Choice, How, Places, Upload};
use exchange::read::{self, Tables};
use jiff::tz::TimeZone;
use store::Store;

use crate::failure::Failure;
use crate::folder;
use crate::world;

/// The files of a bundle. A folder is one; of a ZIP or workbook, the columns are told by their names.
pub(super) async fn read(
    path: &Path,
    centre: Option<&CentreCode>,
    store: &Store,
) -> Result<Applied, Failure> {
    if path.is_dir() || !path.exists() {
        return Ok(Applied { files: folder::read(path)?, places: Places::default() });
    }
    let bytes =
        std::fs::read(path).map_err(|error| Failure::io(&format!("Reading {}", path.display()), &error))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let tables = read::files(&[(name, bytes)])?;
    for ignored in &tables.ignored {
        eprintln!("“{ignored}” is no table of the audit and is left out.");
    }
    let questions = store.questions().await?;
    let upload = Upload {
        centre,
        synthetic: store.synthetic().await?.unwrap_or(false),
        at: WallTime::at(world::this_minute(), &london()?),
        calendar_version: calendar_version()?,
        questions: &questions,
        trust_bundle_csv: true,
    };
    Ok(mapping::apply(&tables, &choice(&tables, &upload)?, &upload)?)
}

/// Every column must be known: nobody is there to be asked.
fn choice(tables: &Tables, upload: &Upload<'_>) -> Result<Choice, Failure> {
    let suggested = mapping::suggest_all(tables, upload.questions, &BTreeMap::new());
    let unknown: Vec<String> = suggested
        .iter()
        .flat_map(|(sheet, columns)| columns.iter().map(move |column| (sheet, column)))
        .filter(|(_, column)| column.how == How::Unknown)
        .map(|(sheet, column)| format!("“{}” on {sheet}", column.header))
        .collect();
    let is_left_out = |columns: &[mapping::Mapped]| columns.iter().all(|column| column.how == How::LeftOut);
    for sheet in suggested.iter().filter(|(_, columns)| is_left_out(columns)).map(|(sheet, _)| sheet) {
        eprintln!("“{sheet}” is no table of the audit and is left out.");
    }
    if unknown.is_empty() {
        return Ok(suggested.into_iter().collect());
    }
    Err(Failure::refused(format!(
        "Nobody knows what these columns are: {}. Name them as the codebook does, delete them, or upload the file in the browser and say there what they are.",
        unknown.join(", ")
    )))
}

/// The clock of the bundle.
pub(super) fn london() -> Result<TimeZone, Failure> {
    TimeZone::get("Europe/London").map_err(|error| Failure::refused(error.to_string()))
}

/// The version of the calendar in use.
pub(super) fn calendar_version() -> Result<String, Failure> {
    let holidays = reference::holidays(reference::HOLIDAYS)?;
    Ok(holidays.first().map_or_else(String::new, |day| day.calendar_version.clone()))
}

/// Where a finding is, in the words of whoever brought the file.
pub(super) fn where_of(finding: &BundleFinding, places: &Places) -> String {
    places.find(&finding.file, finding.row, &finding.column).map_or_else(
        || format!("{}.csv row {} {}", finding.file, finding.row, finding.column),
        |place| place.to_string(),
    )
}

/// The findings with the sheets, rows and columns of the workbook that was brought.
pub(super) fn placed(findings: &[BundleFinding], places: &Places) -> Vec<BundleFinding> {
    let at_home = |finding: &BundleFinding| {
        let place = places.find(&finding.file, finding.row, &finding.column).filter(|place| !place.is_file);
        place.map_or_else(
            || finding.clone(),
            |place| BundleFinding {
                file: place.sheet,
                row: place.row.unwrap_or(0),
                column: place.header,
                ..finding.clone()
            },
        )
    };
    findings.iter().map(at_home).collect()
}
