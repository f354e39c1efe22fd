//! From a snapshot to the facts of a pack.

use std::ops::AddAssign;

use super::{
    completeness::{self, COMPLETENESS},
    definition::{PackDefinition, Section},
    facts::{Centre, Facts, Measured, Source},
    structure,
};
use crate::{
    error::{Error, Result},
    frames::{Frames, Pace, SevereEvent},
    indicators::{Breakdown, Concern, Definition, Flow, Indicators, Parts, Period, RunCounts},
    snapshot::{Header, Snapshot},
};
use domain::reference::CycleDates;
use jiff::ToSpan;
use rayon::prelude::*;

/// Computes everything that the pack shows.
pub(super) fn gather(
    snapshot: &Snapshot,
    pack: &PackDefinition,
    definitions: &[Definition],
    period: Period,
) -> Result<Facts> {
    let manifest = snapshot.manifest();
    let Counted { indicators, flows, runs, case_mix, parts, severe } =
        count(snapshot, pack, definitions, period)?;
    let source = source(&manifest.header, snapshot.hash(), &snapshot.cycles()?, period)?;
    let shows = |section| pack.sections.contains(&section);
    Ok(Facts {
        centres: centres(snapshot)?,
        intake: manifest.header.flow.clone(),
        standing: manifest.header.standing.clone(),
        flows,
        runs,
        // Each is summed over all rows for every period: the longest part of a large network once it is counted.
        indicators: indicators
            .definitions()
            .filter(|definition| pack.indicators.contains(&definition.id))
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|definition| {
                Measured::of_indicator(&indicators, definition, &source, pack.months, None, None)
            })
            .collect(),
        completeness: completeness::count(&indicators, period),
        completeness_target: completeness::target(definitions),
        case_mix,
        parts,
        severe,
        structure: if shows(Section::Structure) { structure::read(snapshot, period)? } else { Vec::new() },
        governance: manifest.header.governance.clone(),
        source,
    })
}

/// What is counted of the records, in one pass over them.
struct Counted {
    indicators: Indicators,
    flows: Vec<Flow>,
    runs: RunCounts,
    case_mix: Vec<Parts>,
    parts: Vec<Parts>,
    severe: Vec<SevereEvent>,
}

fn count(
    snapshot: &Snapshot,
    pack: &PackDefinition,
    definitions: &[Definition],
    period: Period,
) -> Result<Counted> {
    let shows = |section| pack.sections.contains(&section);
    let mut all = Counted {
        indicators: Indicators::none(measured(pack, definitions)?),
        flows: Vec::new(),
        runs: RunCounts::default(),
        case_mix: Vec::new(),
        parts: Vec::new(),
        severe: Vec::new(),
    };
    Frames::each(snapshot, Pace::Ahead, |frames| {
        all.indicators.add(frames)?;
        all.runs += frames.run_counts(period);
        add(&mut all.flows, frames.flows(None, period));
        let is_case_mix = |id: &str| id == Breakdown::CASE_MIX;
        add(&mut all.case_mix, parts(frames, period, |id| shows(Section::CaseMix) && is_case_mix(id))?);
        add(&mut all.parts, parts(frames, period, |id| shows(Section::Contacts) && !is_case_mix(id))?);
        if shows(Section::Events) {
            all.severe.extend(frames.severe_events(period));
        }
        Ok(())
    })?;
    Ok(all)
}

/// Adds the same counts of other centres, in the same order.
fn add<T: for<'t> AddAssign<&'t T>>(all: &mut Vec<T>, more: Vec<T>) {
    if all.is_empty() {
        *all = more;
    } else {
        all.iter_mut().zip(&more).for_each(|(counts, more)| *counts += more);
    }
}

/// The definitions that the pack shows, and those that its sections are made of.
fn measured(pack: &PackDefinition, definitions: &[Definition]) -> Result<Vec<Definition>> {
    let mut measured = chosen(pack, definitions)?;
    let is_missing = !measured.iter().any(|definition| definition.id == COMPLETENESS);
    if pack.sections.contains(&Section::Completeness) && is_missing {
        measured.extend(definitions.iter().find(|definition| definition.id == COMPLETENESS).cloned());
    }
    Ok(measured)
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
pub(crate) fn centres(snapshot: &Snapshot) -> Result<Vec<Centre>> {
    Ok(snapshot.centres()?.into_iter().map(|(code, name)| Centre { code, name }).collect())
}
