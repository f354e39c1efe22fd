//! What holds of any people and any questions (§5.4). What is of one part alone, the table, the question and the gates,
//! stands beside it in `src/cube`.

use disclosure::cube::{Count, Tally};
use proptest::prelude::*;

use super::*;

fn tally(people: &[(u128, u16)]) -> Tally {
    let mut tally = Tally::default();
    for (key, centre) in people {
        tally.add(*key, *centre);
    }
    tally
}

proptest! {
    /// A set's key is the sum of its people's: in any order, and over parts that share nobody.
    #[test]
    fn people_are_the_same_in_any_order_and_put_together_from_parts(
        people in proptest::collection::vec((any::<u128>(), 0_u16..8), 0..60),
        at in 0_usize..60,
    ) {
        let at = at.min(people.len());
        let (one, other) = people.split_at(at);
        let mut joined = tally(other);
        joined.join(&tally(one));
        let turned: Vec<_> = people.iter().rev().copied().collect();
        prop_assert_eq!(&joined, &tally(&people));
        prop_assert_eq!(&tally(&turned), &tally(&people));
    }

    /// Whatever the people, nothing is told but low and multiples of five from ten on.
    #[test]
    fn a_release_holds_low_and_multiples_of_five_and_nothing_else(
        people in proptest::collection::vec((any::<u128>(), 0_u16..8), 0..300),
        node in 0_u16..9,
        epoch in any::<u32>(),
    ) {
        let keys = keys(3);
        match tally(&people).protect(&predicate(&[(0, node)]), Guard::new(Gates::USUAL, &keys, epoch)) {
            Count::Low => {}
            Count::Shown(told) => prop_assert!(told >= 10 && told % 5 == 0 && people.len() >= 8),
        }
    }
}
