//! From facts to a document: what the meeting reads.

mod completeness;
mod cover;
mod figures;
mod indicator;
mod matrix;
mod methods;
mod months;
mod records;
mod shown;
mod standing;

use super::{
    definition::{PackDefinition, Section},
    facts::{Facts, Source},
    words,
};
use crate::{
    chart::{FlowChartError, Typeface, TypefaceError},
    document::{Block, Document, Meta},
    indicators::Definition,
};

/// Facts that can't be put into words.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    #[error(transparent)]
    Typeface(#[from] TypefaceError),
    #[error(transparent)]
    Flow(#[from] FlowChartError),
}

/// The pack's document. `centre`, a code, is the centre that the copy is for: its rows are set in bold.
pub fn document(
    facts: &Facts,
    pack: &PackDefinition,
    centre: Option<&str>,
    typeface: &Typeface,
) -> Result<Document, ContentError> {
    let view = View { facts, pack, centre };
    let mut blocks = Vec::new();
    for section in &pack.sections {
        if !blocks.is_empty() {
            blocks.push(Block::PageBreak);
        }
        match section {
            Section::Cover => cover::write(&view, &mut blocks),
            Section::Records => records::write(&view, typeface, &mut blocks)?,
            Section::Completeness => completeness::write(&view, &mut blocks),
            Section::Matrix => matrix::write(&view, &mut blocks),
            Section::Indicators => indicator::write_all(&view, &mut blocks),
            Section::Months => months::write(&view, &mut blocks),
            Section::Methods => methods::write(&view, &mut blocks),
        }
    }
    Ok(Document { meta: meta(facts, pack), blocks })
}

/// What each section looks at.
struct View<'a> {
    facts: &'a Facts,
    pack: &'a PackDefinition,
    centre: Option<&'a str>,
}

impl View<'_> {
    fn is_own(&self, centre: &str) -> bool {
        self.centre == Some(centre)
    }
}

fn meta(facts: &Facts, pack: &PackDefinition) -> Meta {
    let source = &facts.source;
    let period = words::period(source.period);
    let synthetic = if source.synthetic { "SYNTHETIC DATA · " } else { "" };
    Meta {
        title: format!("{}: {period}", pack.title),
        subject: format!("Meeting pack of the reporting period {period}"),
        author: pack.author.clone(),
        language: "en-GB".to_owned(),
        created: source.extract_at,
        header: format!("{synthetic}{} · {period}", pack.title),
        footer: format!("Snapshot {}", short(&source.snapshot)),
        identity: format!("{} {} {} {}", source.snapshot, pack.name, pack.version, source.code_version),
    }
}

/// The first digits of a hash: enough to tell two copies apart by eye.
fn short(hash: &str) -> &str {
    hash.get(..16).unwrap_or(hash)
}

/// The constant columns of an indicator's CSV files (G15).
fn context(source: &Source, definition: &Definition) -> Vec<(String, String)> {
    let mut columns = vec![
        ("indicator".to_owned(), definition.id.clone()),
        ("indicator_version".to_owned(), definition.version.clone()),
        ("cohort".to_owned(), definition.cohort.clone()),
    ];
    columns.extend(origin(source));
    columns
}

/// The constant columns of every other CSV file.
fn origin(source: &Source) -> Vec<(String, String)> {
    vec![
        ("dictionary_version".to_owned(), source.dictionary_version.clone()),
        ("extract_at".to_owned(), source.extract_at.to_string()),
        ("period_from".to_owned(), source.period.from().to_string()),
        ("period_to".to_owned(), source.period.to().to_string()),
    ]
}

/// The same in small print below a table.
fn provenance(source: &Source, definition: Option<&Definition>) -> String {
    let indicator = definition
        .map_or(String::new(), |d| format!("{} version {}, cohort {}, ", d.id, d.version, d.cohort));
    format!(
        "Source: {indicator}data dictionary {}, extract {}, period {} to {}.",
        source.dictionary_version,
        source.extract_at,
        source.period.from(),
        source.period.to()
    )
}
