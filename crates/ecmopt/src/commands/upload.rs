//! What is brought for an import: the folder of a bundle, or a file as people keep them.

use std::path::Path;

use acts::{Acts, Call};
use domain::bundle::BundleFinding;
use domain::value::CentreCode;
use exchange::mapping::{Applied, Places};

use crate::failure::Failure;
use crate::folder;

/// The files of a bundle. A folder is one; of a ZIP or workbook, the columns are told by their names.
pub(super) async fn read(
    path: &Path,
    centre: Option<&CentreCode>,
    acts: &Acts,
    call: &Call,
) -> Result<Applied, Failure> {
    if path.is_dir() || !path.exists() {
        return Ok(Applied { files: folder::read(path)?, places: Places::default() });
    }
    let bytes =
        std::fs::read(path).map_err(|error| Failure::io(&format!("Reading {}", path.display()), &error))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(acts.bring(call, vec![(name, bytes)], centre).await?)
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
