//! Whole-time equivalents for four level 3 beds, by the latest organisation audit (T01, clarification 42).

use std::collections::BTreeMap;

use domain::forms::OrgAudit;

use super::{Estimator, Taken, Unit};
use crate::indicators::Definition;
use crate::indicators::tally::Sum;
use crate::indicators::value::Extra;
use crate::statistics::round_half_away;

/// The kind of staffing. Its query counts `wte_hundredths` and `l3_beds`; `n` is the centres with both.
#[derive(Debug)]
pub(super) struct Staffing;

const WTE: &str = "wte_hundredths";
const BEDS: &str = OrgAudit::L3_BEDS;

impl Estimator for Staffing {
    fn unit(&self) -> Unit {
        Unit { name: "WTE_per_4_beds", sign: " WTE per 4 beds" }
    }

    fn family(&self) -> &'static str {
        "structure"
    }

    fn bounds(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn needs(&self) -> &'static [&'static str] {
        &[WTE, BEDS]
    }

    fn taken(&self) -> Taken {
        Taken::Latest
    }

    fn enough(&self) -> u32 {
        0
    }

    fn numerator(&self, _: &Sum) -> Option<u32> {
        None
    }

    fn value(&self, sum: &Sum) -> Option<f64> {
        let beds = sum.count(BEDS);
        (beds > 0).then(|| f64::from(sum.count(WTE)) / 100.0 * 4.0 / f64::from(beds))
    }

    fn display(&self, sum: &Sum) -> Option<String> {
        round_half_away(i64::from(sum.count(WTE)) * 4, i64::from(sum.count(BEDS)) * 100, 2)
    }

    fn extra(&self, sum: &Sum, _: &Definition) -> BTreeMap<String, Extra> {
        let mut extra = sum.extra.clone();
        extra.remove(WTE);
        extra.insert("wte".to_owned(), Extra::Number(f64::from(sum.count(WTE)) / 100.0));
        extra
    }
}
