//! How each subject stands to an indicator: the definition's own query, and its own words.

use std::collections::HashMap;

use polars::prelude::{DataType, LazyFrame};
use polars::sql::SQLContext;

use super::subject::Subject;
use super::{Contribution, Standing};
use crate::error::{Doing, Result};
use crate::frames::row_of;
use crate::indicators::{Better, Definition, Period, Stratum, Tally, Why};
use crate::time::date_of;

/// How the subjects that an indicator counts stand to it.
pub(super) fn standings(
    units: &SQLContext,
    subjects: &[Subject],
    definition: &Definition,
) -> Result<Vec<Contribution>> {
    let counted: Vec<_> = subjects.iter().filter(|subject| subject.counted == definition.counts).collect();
    if counted.is_empty() {
        return Ok(Vec::new());
    }
    let counts = counts(units, definition)?;
    let outside = outside(units, definition)?;
    let standing = |subject: &&Subject| {
        let decided = subject.decided.clone();
        let standing = decided.or_else(|| {
            let row = subject.row.as_deref()?;
            let (count, why) = (counts.get(row), outside.get(row).copied());
            Some(judge(definition, count, why, subject.unfinished))
        });
        contribution(definition, subject, standing.unwrap_or_else(|| not_among(definition)))
    };
    Ok(counted.iter().map(standing).collect())
}

/// Each subject that the query names in a period, counted or left out, as it stands to the indicator; of a stratum alone where
/// one is asked for. `subject` is the one at a row of the frame.
pub(super) fn counted(
    units: &SQLContext,
    subject: &dyn Fn(usize) -> Option<Subject>,
    definition: &Definition,
    period: Period,
    within: Option<&Stratum>,
) -> Result<Vec<Contribution>> {
    let tally = Tally::ask_within(units.clone(), definition, period)?;
    let counted = tally.rows_of(period, within).filter_map(|(row, n, k, left_out)| {
        let count = Count { n, k, left_out: left_out.map(str::to_owned) };
        let is_named = n > 0 || k > 0 || count.left_out.is_some();
        let subject = is_named.then(|| row_of(row).and_then(subject)).flatten()?;
        // The day goes on, but the number has it as it is now.
        Some(contribution(definition, &subject, judge(definition, Some(&count), None, false)))
    });
    Ok(counted.collect())
}

fn contribution(definition: &Definition, subject: &Subject, standing: Standing) -> Contribution {
    Contribution {
        indicator: definition.id.clone(),
        name: definition.name.clone(),
        unit: subject.words.clone(),
        date: date_of(subject.date),
        form: subject.form,
        key: subject.key.clone(),
        also: subject.also.clone(),
        standing,
    }
}

/// What the query counts of one row.
struct Count {
    n: u32,
    k: u32,
    left_out: Option<String>,
}

fn counts(units: &SQLContext, definition: &Definition) -> Result<HashMap<String, Count>> {
    let tally = Tally::ask(units.clone(), definition)?;
    let count = |(row, n, k, left_out): (&str, u32, u32, Option<&str>)| {
        (row.to_owned(), Count { n, k, left_out: left_out.map(str::to_owned) })
    };
    Ok(tally.rows().map(count).collect())
}

/// The first reason that holds for each row, by its place in the definition.
fn outside(units: &SQLContext, definition: &Definition) -> Result<HashMap<String, usize>> {
    if definition.outside.is_empty() {
        return Ok(HashMap::new());
    }
    let whens = definition.outside.iter().enumerate();
    let cases: Vec<String> = whens.map(|(place, why)| format!("WHEN {} THEN {place}", why.when)).collect();
    let cases = cases.join(" ");
    let sql = format!("SELECT centre, CASE {cases} ELSE -1 END AS reason FROM {}", definition.counts.frame());
    let table = units.clone().execute(&sql).and_then(LazyFrame::collect);
    let table = table.doing(|| format!("asking what is outside {}", definition.id))?;
    let doing = || format!("reading what is outside {}", definition.id);
    let reasons = table.column("reason").and_then(|column| column.cast(&DataType::Int64)).doing(doing)?;
    let rows = table.column("centre").and_then(|column| column.str()).doing(doing)?;
    let reasons = reasons.i64().doing(doing)?;
    let place = |reason: Option<i64>| reason.and_then(|reason| usize::try_from(reason).ok());
    let pairs = rows.iter().zip(reasons.iter());
    Ok(pairs.filter_map(|(row, reason)| Some((row?.to_owned(), place(reason)?))).collect())
}

fn judge(definition: &Definition, count: Option<&Count>, why: Option<usize>, unfinished: bool) -> Standing {
    match count {
        Some(count) if count.n > 0 || count.k > 0 => {
            if !definition.kind.estimator().is_met_or_not() {
                return Standing::Counted;
            }
            let met = (count.k > 0) == (definition.better == Better::High);
            match (met, unfinished) {
                (true, _) => Standing::Met,
                (false, true) => Standing::NotYet("the day is not over".to_owned()),
                (false, false) => Standing::NotMet,
            }
        }
        _ => match why.and_then(|place| definition.outside.get(place)).map(|outside| &outside.standing) {
            Some(Why::Excluded(reason)) => Standing::Excluded(reason.clone()),
            Some(Why::NotYet(reason)) => Standing::NotYet(reason.clone()),
            None => left_out(definition, count),
        },
    }
}

fn left_out(definition: &Definition, count: Option<&Count>) -> Standing {
    let name = count.and_then(|count| count.left_out.as_ref());
    let reason = name.and_then(|name| definition.left_out.get(name));
    reason.map_or_else(|| not_among(definition), |reason| Standing::Excluded(reason.clone()))
}

/// Where a definition gives no reason of its own, its denominator is the reason.
fn not_among(definition: &Definition) -> Standing {
    Standing::Excluded(format!("not among those counted: {}", definition.denominator))
}
