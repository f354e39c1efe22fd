//! From facts to a document: what the meeting reads.

mod agenda;
mod bars;
pub(crate) mod board;
mod case_mix;
mod changes;
mod compared;
mod completeness;
mod dots;
mod errata;
mod events;
mod figures;
mod front;
mod funnel;
mod glossary;
mod governance;
mod indicator;
mod made;
mod matrix;
mod methods;
mod months;
mod over_time;
mod own;
mod parts;
mod places;
mod reading;
mod records;
mod shown;
mod standing;
mod structure;

use domain::case::Outlying;

use super::{
    definition::{PackDefinition, Section},
    facts::{Facts, Source},
    protection::Protection,
    words,
};
use crate::{
    chart::{FlowChartError, Typeface, TypefaceError},
    document::{Block, Document, Meta},
    indicators::{Concern, Definition},
};

/// Facts that can't be put into words.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    #[error(transparent)]
    Typeface(#[from] TypefaceError),
    #[error(transparent)]
    Flow(#[from] FlowChartError),
}

/// The pack's document. `centre`, a code, is the centre that the copy is for: its rows are set in bold, and whole.
pub fn document(
    facts: &Facts,
    pack: &PackDefinition,
    centre: Option<&str>,
    typeface: &Typeface,
) -> Result<Document, ContentError> {
    let protection = Protection::of(facts, pack);
    let view = View { facts, pack, centre, protection };
    let mut blocks = Vec::new();
    for section in &pack.sections {
        if !blocks.is_empty() && !section.follows_on() {
            blocks.push(Block::PageBreak);
        }
        match section {
            Section::Cover => front::write(&view, &mut blocks),
            Section::Contents => blocks.push(Block::Contents),
            Section::Reading => reading::write(&view, &mut blocks),
            Section::Records => records::write(&view, typeface, &mut blocks)?,
            Section::Completeness => completeness::write(&view, &mut blocks),
            Section::Matrix => matrix::write(&view, &mut blocks),
            Section::CaseMix => case_mix::write(&view, &mut blocks),
            Section::Indicators => indicator::write_all(&view, &mut blocks),
            Section::Contacts => bars::write(&view, &mut blocks),
            Section::Events => events::write(&view, &mut blocks),
            Section::Changes => changes::write(&view, &mut blocks),
            Section::Months => months::write(&view, &mut blocks),
            Section::Methods => methods::write(&view, &mut blocks),
            Section::Glossary => glossary::write(&view, &mut blocks),
            Section::Made => made::write(&view, &mut blocks),
            Section::Structure => structure::write(&view, &mut blocks),
            Section::Governance => governance::write(&view, &mut blocks),
            Section::Errata => errata::write(&view, &mut blocks),
        }
    }
    Ok(Document { meta: meta(facts, pack), blocks })
}

/// The cases that a frozen cycle gives, by the rules of a pack.
pub(crate) fn outlying(facts: &Facts, pack: &PackDefinition, cycle: &str) -> Vec<Outlying> {
    let protection = Protection::of(facts, pack);
    governance::outlying(&View { facts, pack, centre: None, protection }, cycle)
}

/// What each section looks at.
struct View<'a> {
    facts: &'a Facts,
    pack: &'a PackDefinition,
    centre: Option<&'a str>,
    protection: Protection,
}

impl View<'_> {
    fn is_own(&self, centre: &str) -> bool {
        self.centre == Some(centre)
    }

    /// Whether other centres have no name where this is told of them.
    fn hides_names(&self, definition: &Definition) -> bool {
        definition.concerns == Concern::Outcome && !self.pack.names_outcomes
    }

    /// Whether this copy has such a section, so that a sentence can lead there.
    fn has(&self, section: Section) -> bool {
        self.pack.sections.contains(&section)
    }
}

fn meta(facts: &Facts, pack: &PackDefinition) -> Meta {
    let source = &facts.source;
    let period = words::period(source.period);
    let synthetic = if source.synthetic { "SYNTHETIC DATA · " } else { "" };
    let cycle = source.cycle.clone().unwrap_or_else(|| source.period.to_string());
    Meta {
        title: format!("{}: {period}", pack.title),
        subject: format!("{} of the reporting period {period}", pack.kind),
        author: pack.author.clone(),
        language: "en-GB".to_owned(),
        created: source.extract_at,
        header: format!("{synthetic}{} · {cycle}", pack.title),
        footer: format!("{} · records as of {}", pack.audience, words::day(source.extract_at)),
        identity: format!("{} {} {} {}", source.snapshot, pack.name, pack.version, source.code_version),
    }
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

/// The context of an indicator's table, and its target or aspiration.
fn with_goals(view: &View<'_>, definition: &Definition) -> Vec<(String, String)> {
    let mut context = context(&view.facts.source, definition);
    let goals = [("target", definition.target), ("aspiration", definition.aspiration)];
    let unit = shown::unit(definition).name;
    context.extend(
        goals.into_iter().filter_map(|(name, goal)| Some((format!("{name}_{unit}"), goal?.to_string()))),
    );
    context
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
