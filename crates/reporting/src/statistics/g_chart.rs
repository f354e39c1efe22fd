//! The g chart for events so rare that most months have none.

use serde::Serialize;

use super::mean;

/// A chart of the opportunities between events.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GChart {
    pub mean: f64,
    pub lower: f64,
    pub upper: f64,
}

/// Limits `ḡ ± 3 √(ḡ (ḡ + 1))`, not below 0, of the gaps between events (Benneyan, Health Care Manag Sci 2001;4:305).
///
/// A gap counts the opportunities, for example treated contacts, between one event and the next. `None` without gaps.
pub fn g_chart(gaps: &[u32]) -> Option<GChart> {
    let gaps: Vec<f64> = gaps.iter().copied().map(f64::from).collect();
    let centre = mean(&gaps)?;
    let reach = 3.0 * (centre * (centre + 1.0)).sqrt();
    Some(GChart { mean: centre, lower: (centre - reach).max(0.0), upper: centre + reach })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_limit_stops_at_nothing() {
        let chart = g_chart(&[210, 88, 402, 35, 150]).expect("five gaps");
        assert_eq!((chart.mean, chart.lower), (177.0, 0.0));
        assert!((chart.upper - 709.497_887_319_752_6).abs() < 1e-9);
    }

    #[test]
    fn no_gaps_make_no_chart() {
        assert_eq!(g_chart(&[]), None);
    }
}
