//! How far a group's values are from everybody's: the earth mover's distance of t-closeness.

use serde::Serialize;

/// Whether the codes of a column have an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Each is further from those that lie further.
    Ordered,
    /// Each is as far from any other.
    Unordered,
}

/// The earth mover's distance of two distributions, from 0 to 1, given as counts of the same values in the same order.
///
/// On an ordered scale neighbours are 1 / (m − 1) apart, m the number of values; on an unordered one any two are 1 apart.
/// Source: Li, Li, Venkatasubramanian: t-Closeness (2007), §4.2 and 4.3. The same as pyCANON for numbers and for words.
pub fn distance(group: &[usize], everybody: &[usize], scale: Scale) -> f64 {
    let (one, all) = (shares(group), shares(everybody));
    let differences = one.iter().zip(&all).map(|(one, all)| one - all);
    match scale {
        Scale::Unordered => differences.map(f64::abs).sum::<f64>() / 2.0,
        Scale::Ordered if group.len() < 2 => 0.0,
        Scale::Ordered => {
            let running = differences.scan(0.0, |sum, difference| {
                *sum += difference;
                Some(*sum)
            });
            running.map(f64::abs).sum::<f64>() / float(group.len() - 1)
        }
    }
}

fn shares(counts: &[usize]) -> Vec<f64> {
    let sum = float(counts.iter().sum::<usize>().max(1));
    counts.iter().map(|count| float(*count) / sum).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a count of people or of values")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Salaries of 3 to 11 thousand, each once; a group with these.
    fn salaries(of: [usize; 3]) -> f64 {
        let group: Vec<usize> = (3..=11).map(|salary| usize::from(of.contains(&salary))).collect();
        distance(&group, &[1; 9], Scale::Ordered)
    }

    #[test]
    fn is_that_of_the_published_example() {
        assert!((salaries([3, 4, 5]) - 0.375).abs() < 1e-12);
        assert!((salaries([6, 8, 11]) - 1.0 / 6.0).abs() < 1e-12);
    }

    #[test]
    fn without_an_order_it_is_the_share_that_would_have_to_move() {
        assert!((distance(&[3, 0, 0], &[1, 1, 1], Scale::Unordered) - 2.0 / 3.0).abs() < 1e-12);
        assert!(distance(&[2, 4], &[1, 2], Scale::Unordered).abs() < 1e-12);
    }

    #[test]
    fn of_a_single_value_there_is_none() {
        assert!(distance(&[4], &[9], Scale::Ordered).abs() < 1e-12);
    }
}
