//! The formulas of the audit's reports, one file a method.
//!
//! Every function is pure and takes plain numbers. `None` stands for "there is no such number", never for a failure:
//! a proportion of nothing has no interval. Limits are fractions in `[0, 1]` for proportions and counts for rates.
//! Sources are named at each function; the data dictionary (section 8.2) settles the choices between variants.

mod cumulative_incidence;
mod ewma;
mod funnel;
mod g_chart;
mod interval;
mod overdispersion;
mod p_prime;
mod poisson;
mod polish;
mod quantile;
mod rounding;
mod run_chart;
mod shrinkage;
mod t_chart;
mod verdict;
mod xmr;

pub use cumulative_incidence::{Observation, aalen_johansen, at_risk, incidence_steps};
pub use ewma::{Ewma, Smoothing, ewma, ewma_of_proportions, sigma_of_ranges};
pub use funnel::{
    FUNNEL_Q, FUNNEL_Z, Outlier, funnel_arcsine, funnel_exact, funnel_limits, funnel_overdispersed, outlier,
    outlier_by,
};
pub use g_chart::{GChart, g_chart};
pub use interval::{Interval, Z95, clopper_pearson95, wilson95};
pub use overdispersion::{MIN_CENTRES_TO_ADJUST, Overdispersion, overdispersion};
pub use p_prime::{PPrime, p_prime};
pub use poisson::{Rate, byar95, garwood95_per_1000};
pub use quantile::quantile7;
pub use rounding::round_half_away;
pub use run_chart::{RunChart, run_chart};
pub use shrinkage::{Shrunk, shrink};
pub use t_chart::{TChart, t_chart};
pub use verdict::{LEAST_DAYS, LEAST_POINTS, LEAST_RECORDS, Verdict};
pub use xmr::{Assurance, RUN, Signal, Xmr, assurance, xmr};

/// Mean moving range of a standard normal series: d₂ of two points.
const D2: f64 = 1.128;

/// The length of a list as a number to divide by.
#[expect(clippy::cast_precision_loss, reason = "no list here has 2^53 members")]
pub(crate) fn len(n: usize) -> f64 {
    n as f64
}

/// The arithmetic mean; `None` of nothing.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / len(values.len()))
}

/// The absolute differences of neighbours, as control charts use them.
pub(crate) fn moving_ranges(values: &[f64]) -> Vec<f64> {
    values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect()
}
