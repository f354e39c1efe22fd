//! Whether a centre has something, by its latest organisation audit: 0 or 100 %, and of the network the share of centres
//! that answered (T02, T03, clarification 42).

use super::{Estimator, Taken, Unit, proportion::Proportion};
use crate::indicators::tally::Sum;

/// The kind of structures.
#[derive(Debug)]
pub(super) struct YesNo;

impl Estimator for YesNo {
    fn unit(&self) -> Unit {
        Proportion.unit()
    }

    fn family(&self) -> &'static str {
        "structure"
    }

    fn bounds(&self) -> (f64, f64) {
        Proportion.bounds()
    }

    fn taken(&self) -> Taken {
        Taken::Latest
    }

    fn enough(&self) -> u32 {
        0
    }

    fn value(&self, sum: &Sum) -> Option<f64> {
        Proportion.value(sum)
    }

    fn display(&self, sum: &Sum) -> Option<String> {
        Proportion.display(sum)
    }
}
