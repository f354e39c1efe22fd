//! Who the patients of the admissions are: the columns that the tables of case mix ask for (data dictionary, 8.1).

use polars::prelude::Column;

use domain::code::Coded;
use domain::forms::{EcmoRun, IcuAdmission, Patient};
use measures::run::Run;

use super::Facts;
use super::column::column;
use super::stay::Mix;

/// The case mix of admissions, each known by its first run.
pub(super) fn columns(facts: &Facts, first: &[&Run]) -> Vec<Column> {
    let mixes: Vec<Mix> = first.iter().map(|run| facts.mix(run)).collect();
    vec![
        column(Patient::AGE_YEARS, mixes.iter().map(|mix| mix.age)),
        column(Patient::SEX_PHENOTYPIC, mixes.iter().map(|mix| mix.sex.map(Coded::code))),
        column(Patient::CFS, mixes.iter().map(|mix| mix.frailty)),
        column(IcuAdmission::SOURCE, mixes.iter().map(|mix| mix.came_from.map(Coded::code))),
        column(EcmoRun::DX_GROUP, first.iter().map(|run| run.facts.dx_group.map(Coded::code))),
        column(EcmoRun::INITIAL_MODE, first.iter().map(|run| run.facts.mode.map(Coded::code))),
        column("femoral", first.iter().map(|run| run.facts.femoral.as_str())),
    ]
}
