//! Patients moved on ECMO between two centres of the network (clarification 5).

use std::collections::HashMap;

/// A run as a transfer sees it.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    /// The run's place in its list.
    pub run: usize,
    /// Where its centre stands in the reader's list.
    pub centre: usize,
    /// The token that both centres agreed.
    pub link: &'a str,
    /// The patient left this centre on ECMO.
    pub left_on_ecmo: bool,
    /// The patient came to this centre on ECMO.
    pub arrived_on_ecmo: bool,
}

/// The places of the receiving runs of linked pairs.
///
/// A token on one run, on more than two, or on two runs of one centre links nothing.
pub fn second_runs<'a>(ends: impl Iterator<Item = End<'a>>) -> Vec<usize> {
    let mut by_link: HashMap<&str, Vec<End<'a>>> = HashMap::new();
    for end in ends {
        by_link.entry(end.link).or_default().push(end);
    }
    let mut second: Vec<usize> = by_link.values().filter_map(|pair| second_of(pair)).collect();
    second.sort_unstable();
    second
}

fn second_of(pair: &[End<'_>]) -> Option<usize> {
    let [a, b] = pair else { return None };
    if a.centre == b.centre {
        return None;
    }
    let receives = |from: &End<'_>, to: &End<'_>| from.left_on_ecmo && to.arrived_on_ecmo;
    if receives(a, b) {
        Some(b.run)
    } else if receives(b, a) {
        Some(a.run)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: End<'static> =
        End { run: 0, centre: 0, link: "7K2M9QX4J0", left_on_ecmo: true, arrived_on_ecmo: false };
    const RECEIVED: End<'static> =
        End { run: 1, centre: 1, left_on_ecmo: false, arrived_on_ecmo: true, ..SENT };

    #[test]
    fn the_receiving_run_is_the_second() {
        assert_eq!(second_runs([SENT, RECEIVED].into_iter()), [1]);
        assert_eq!(second_runs([RECEIVED, SENT].into_iter()), [1]);
    }

    #[test]
    fn a_token_on_one_run_or_three_or_within_a_centre_links_nothing() {
        assert!(second_runs([SENT].into_iter()).is_empty());
        assert!(second_runs([SENT, RECEIVED, End { run: 2, centre: 2, ..RECEIVED }].into_iter()).is_empty());
        assert!(second_runs([SENT, End { centre: 0, ..RECEIVED }].into_iter()).is_empty());
    }

    #[test]
    fn without_leaving_and_arriving_on_ecmo_there_is_no_pair() {
        assert!(second_runs([SENT, End { arrived_on_ecmo: false, ..RECEIVED }].into_iter()).is_empty());
    }
}
