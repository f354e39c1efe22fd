//! From a snapshot to the facts of a pack.

use std::collections::BTreeMap;

use super::{
    completeness,
    definition::{PackDefinition, Section},
    facts::{Centre, Facts, Measured, Source},
    structure,
};
use crate::{
    error::{Error, Result},
    frames::Frames,
    indicators::{Breakdown, Concern, Definition, Indicators, Parts, Period},
    snapshot::{Header, Snapshot},
};
use domain::reference::CycleDates;
use jiff::ToSpan;

/// Computes everything that the pack shows.
pub(super) fn gather(
    snapshot: &Snapshot,
    pack: &PackDefinition,
    definitions: &[Definition],
    period: Period,
) -> Result<Facts> {
    let manifest = snapshot.manifest();
    let frames = Frames::of(snapshot)?;
    let indicators = Indicators::measure(&frames, chosen(pack, definitions)?)?;
    let source = source(&manifest.header, snapshot.hash(), &snapshot.cycles()?, period)?;
    let shows = |section| pack.sections.contains(&section);
    Ok(Facts {
        centres: centres(&frames, &indicators),
        intake: manifest.header.flow.clone(),
        standing: manifest.header.standing.clone(),
        flows: frames.flows(None, period),
        runs: frames.run_counts(period),
        indicators: indicators
            .definitions()
            .map(|definition| Measured::of_indicator(&indicators, definition, &source, pack.months, None))
            .collect(),
        completeness: completeness::count(&frames, period)?,
        completeness_target: completeness::target(definitions),
        case_mix: parts(&frames, period, |id| shows(Section::CaseMix) && id == Breakdown::CASE_MIX)?,
        parts: parts(&frames, period, |id| shows(Section::Contacts) && id != Breakdown::CASE_MIX)?,
        severe: if shows(Section::Events) { frames.severe_events(period) } else { Vec::new() },
        structure: if shows(Section::Structure) { structure::read(snapshot, period)? } else { Vec::new() },
        source,
    })
}

/// The definitions that the pack names, in its order.
fn chosen(pack: &PackDefinition, definitions: &[Definition]) -> Result<Vec<Definition>> {
    let find = |id: &String| {
        let found = definitions.iter().find(|definition| definition.id == *id);
        found.cloned().ok_or_else(|| {
            Error::refused(format!(
                "The pack “{}” asks for the indicator {id}, which has no definition. Add reports/indicators/{id}.toml, \
                 or take {id} out of the pack's list.",
                pack.name
            ))
        })
    };
    let chosen: Vec<Definition> = pack.indicators.iter().map(find).collect::<Result<_>>()?;
    let is_outcome =
        |id: &str| chosen.iter().any(|known| known.id == id && known.concerns == Concern::Outcome);
    pack.has_case_mix_first(is_outcome)
        .map_err(|problem| Error::refused(format!("The pack definition “{}” {problem}", pack.name)))?;
    Ok(chosen)
}

/// The variables of those breakdowns that are wanted.
fn parts(frames: &Frames, period: Period, wanted: impl Fn(&str) -> bool) -> Result<Vec<Parts>> {
    let mut parts = Vec::new();
    for breakdown in Breakdown::shipped()?.iter().filter(|breakdown| wanted(&breakdown.id)) {
        parts.extend(breakdown.count(frames, period)?);
    }
    Ok(parts)
}

/// What the numbers of a period rest on; `hash` is the snapshot's.
pub(crate) fn source(header: &Header, hash: &str, cycles: &[CycleDates], period: Period) -> Result<Source> {
    let dated = cycles.iter().find(|cycle| cycle.start == period.from() && cycle.end == period.to());
    Ok(Source {
        period,
        before: before(cycles, period)?,
        cycle: dated.map(|cycle| cycle.id.clone()),
        extract_at: header.extract_at,
        dictionary_version: header.dictionary_version.clone(),
        snapshot: hash.to_owned(),
        audit_head: header.audit_head.clone(),
        code_version: env!("CARGO_PKG_VERSION").to_owned(),
        synthetic: header.synthetic,
    })
}

/// The cycle that ended on the day before the period, else as many months before it.
pub(crate) fn before(cycles: &[CycleDates], period: Period) -> Result<Period> {
    let eve = period.from().saturating_sub(1.day());
    if let Some(cycle) = cycles.iter().find(|cycle| cycle.end == eve) {
        return Period::new(cycle.start, cycle.end);
    }
    let months = i64::try_from(period.months().len()).unwrap_or(1);
    Period::new(period.from().saturating_sub(months.months()), eve)
}

/// Codes and short names as they were when the snapshot was taken, in the order of the directory.
pub(crate) fn centres(frames: &Frames, indicators: &Indicators) -> Vec<Centre> {
    let names: BTreeMap<&str, &str> = frames.centre_names().collect();
    let name =
        |code: &String| names.get(code.as_str()).map_or_else(|| code.clone(), |name| (*name).to_owned());
    indicators.centres().iter().map(|code| Centre { code: code.clone(), name: name(code) }).collect()
}
