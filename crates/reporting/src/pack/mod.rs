//! The meeting pack: `pack.pdf`, `pack.html`, `csv/*.csv` and `manifest.json`.
//!
//! ```text
//! Snapshot ─► Facts ─► Document ─► PDF, HTML, CSV ─► Pack (files in memory) ─► folder
//! ```
//!
//! [`build`] is a pure function of snapshot, pack definition, indicator definitions and this program's version;
//! [`verify`] builds a pack again and compares it byte for byte.

pub mod completeness;
pub mod content;
mod definition;
mod difference;
pub mod facts;
mod folder;
pub(crate) mod gather;
mod manifest;
mod outliers;
mod protection;
mod series;
mod special;
pub mod strata;
pub mod structure;
mod verify;
mod words;

use std::collections::BTreeMap;

use domain::case::Outlying;
use domain::reference::CycleDates;

pub use definition::{Front, PackDefinition, Section};
pub use manifest::{FILE as MANIFEST, Inputs, PackManifest};
pub use verify::{Verdict, verify};

use crate::{
    chart::Typeface,
    document::Document,
    error::{Error, Result},
    export,
    indicators::{Definition, Period},
    snapshot::Snapshot,
};
use facts::Facts;

/// The pack to print.
pub const PDF: &str = "pack.pdf";
/// The pack as a web page of one file.
pub const PAGE: &str = "pack.html";

/// What a pack is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub period: Period,
    /// Code of the centre that the copy is for.
    pub centre: Option<String>,
}

/// The files of a pack by their paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    files: BTreeMap<String, Vec<u8>>,
}

impl Pack {
    /// Bytes by path, e.g. `csv/matrix.csv`.
    pub const fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }
}

/// The pack by whose rules cases are opened: that of the members' meeting.
const MEETING: &str = "biannual";

/// The cases that the frozen cycle of a snapshot gives: what its members' pack finds beyond what chance allows.
pub fn cases(snapshot: &Snapshot, cycle: &CycleDates) -> Result<Vec<Outlying>> {
    let pack = PackDefinition::named(MEETING)?;
    let period = Period::new(cycle.start, cycle.end)?;
    let facts = gather::gather(snapshot, &pack, &Definition::shipped()?, period)?;
    Ok(content::outlying(&facts, &pack, &cycle.id))
}

/// Builds a pack in memory, with the indicator definitions that come with the program.
pub fn build(snapshot: &Snapshot, pack: &PackDefinition, options: &Options) -> Result<Pack> {
    build_with(snapshot, pack, &Definition::shipped()?, options)
}

/// Builds a pack in memory with these indicator definitions.
pub fn build_with(
    snapshot: &Snapshot,
    pack: &PackDefinition,
    definitions: &[Definition],
    options: &Options,
) -> Result<Pack> {
    let centre = options.centre.as_deref();
    pack.permits(centre)?;
    let facts = gather::gather(snapshot, pack, definitions, options.period)?;
    if let Some(code) = centre.filter(|code| facts.centres.iter().all(|centre| centre.code != *code)) {
        return Err(Error::refused(format!(
            "There is no centre “{code}” in the snapshot. Give a code like STH."
        )));
    }
    from_facts(&facts, pack, centre)
}

/// Writes the facts down in every format.
pub fn from_facts(facts: &Facts, pack: &PackDefinition, centre: Option<&str>) -> Result<Pack> {
    let typeface = Typeface::load().map_err(|error| engine(error, "loading the fonts"))?;
    let document = content::document(facts, pack, centre, &typeface)
        .map_err(|error| engine(error, "writing the pack's text"))?;
    let mut files = formats(&document, &typeface)?;
    let definitions = facts.indicators.iter().map(|measured| &measured.definition);
    let manifest = PackManifest::of(&facts.source, pack, centre, definitions, &files);
    let mut json =
        serde_json::to_vec_pretty(&manifest).map_err(|error| engine(error, "writing manifest.json"))?;
    json.push(b'\n');
    files.insert(MANIFEST.to_owned(), json);
    Ok(Pack { files })
}

fn formats(document: &Document, typeface: &Typeface) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for table in document.tables() {
        let bytes = export::csv::write(table).map_err(|error| engine(error, "writing a CSV file"))?;
        files.insert(format!("csv/{}.csv", table.name), bytes);
    }
    files.insert(PAGE.to_owned(), export::html::write(document).into_bytes());
    let pdf = export::pdf::write(document, typeface).map_err(|error| engine(error, "writing pack.pdf"))?;
    files.insert(PDF.to_owned(), pdf);
    Ok(files)
}

fn engine(source: impl std::error::Error + Send + Sync + 'static, doing: &str) -> Error {
    Error::Engine { doing: doing.to_owned(), source: Box::new(source) }
}
