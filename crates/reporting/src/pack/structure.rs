//! How each centre is staffed, equipped and organised: its organisational audit (F17) of the period, in words.

use std::collections::BTreeMap;

use domain::forms::OrgAudit;
use domain::{FieldSpec, Kind, Leaves};
use polars::prelude::*;

use crate::{
    error::{Doing, Error, Result},
    indicators::Period,
    snapshot::{Snapshot, Tables as _},
};

/// The questions of one part of the form, with each centre's answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `Physiotherapy posts`
    pub title: &'static str,
    /// Each question with its column's name.
    pub questions: Vec<Question>,
    /// Answers in the order of the questions, by centre. A centre without an organisational audit has none.
    pub answers: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub key: String,
    /// With its unit.
    pub label: String,
}

/// The last organisational audit of each centre whose census lies in the period. Only what may go to the network is read.
pub(super) fn read(snapshot: &Snapshot, period: Period) -> Result<Vec<Group>> {
    let form = OrgAudit::FORM_SPEC;
    let asked: Vec<&FieldSpec> = form.fields.iter().filter(|field| is_shown(field)).collect();
    let mut names = vec![OrgAudit::CENTRE_CODE, OrgAudit::CENSUS_DATE];
    names.extend(asked.iter().map(|field| &*field.name));
    let table = snapshot.table(form.file, &names)?;
    let rows = rows_of(&table, period).doing(|| format!("reading {}", form.title))?;
    let mut groups: Vec<Group> = Vec::new();
    for fields in asked.chunk_by(|one, next| one.section == next.section) {
        let questions = fields.iter().map(|field| question(field)).collect();
        let mut answers = BTreeMap::new();
        for (centre, row) in &rows {
            let said = fields.iter().map(|field| said(&table, field, *row)).collect::<Result<_>>()?;
            answers.insert(centre.clone(), said);
        }
        groups.push(Group { title: fields[0].section, questions, answers });
    }
    Ok(groups)
}

/// Sign-off and cycle are no structure.
fn is_shown(field: &FieldSpec) -> bool {
    !field.system && field.section != "Sign-off" && field.leaves == Leaves::Network
}

fn question(field: &FieldSpec) -> Question {
    let unit = match &*field.unit {
        "" => String::new(),
        "whole-time equivalents" => ", WTE".to_owned(),
        unit => format!(", {unit}"),
    };
    Question { key: field.name.to_string(), label: format!("{}{unit}", field.label) }
}

/// The row of each centre whose census is the latest in the period.
fn rows_of(table: &DataFrame, period: Period) -> PolarsResult<BTreeMap<String, usize>> {
    let centres = table.column(OrgAudit::CENTRE_CODE)?.str()?.clone();
    let dates = table.column(OrgAudit::CENSUS_DATE)?.date()?.physical().clone();
    let within = crate::time::days(period.from())..=crate::time::days(period.to());
    let mut latest: BTreeMap<String, (i32, usize)> = BTreeMap::new();
    for row in 0..table.height() {
        let (Some(centre), Some(date)) = (centres.get(row), dates.get(row)) else { continue };
        if within.contains(&date) && latest.get(centre).is_none_or(|(known, _)| *known <= date) {
            latest.insert(centre.to_owned(), (date, row));
        }
    }
    Ok(latest.into_iter().map(|(centre, (_, row))| (centre, row)).collect())
}

/// An answer in words; nothing where there is none.
fn said(table: &DataFrame, field: &FieldSpec, row: usize) -> Result<String> {
    let doing = || format!("reading {}", field.label);
    let value = table.column(&field.name).doing(doing)?.get(row).doing(doing)?;
    let label = |code: &str| {
        let found = field.kind.list().and_then(|list| list.get(code));
        found.map_or_else(|| code.to_owned(), |code| code.label.to_string())
    };
    Ok(match (value, &field.kind) {
        (AnyValue::Null, _) => String::new(),
        (AnyValue::Boolean(yes), _) => if yes { "Yes" } else { "No" }.to_owned(),
        (AnyValue::Float64(number), Kind::Dec { scale, .. }) => format!("{number:.*}", usize::from(*scale)),
        (AnyValue::Int64(number), _) => number.to_string(),
        (AnyValue::String(codes), _) => codes.split('|').map(label).collect::<Vec<_>>().join(", "),
        (AnyValue::StringOwned(codes), _) => codes.split('|').map(label).collect::<Vec<_>>().join(", "),
        (other, _) => {
            return Err(Error::refused(format!("{} holds {other}, which no answer is.", field.label)));
        }
    })
}
