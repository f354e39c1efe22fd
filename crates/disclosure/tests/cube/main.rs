//! The cube attacked: what the anonymity dossier (§5) asks of it, and mutants of it that must be caught.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod population;

use std::collections::BTreeMap;

use disclosure::cube::{Count, Cube, Gates, Guard, Keys, Person, Predicate, Tally};
use population::{SENSITIVE, VARIABLES, keys, people, schema};

/// A population, and what is told of it.
struct Release {
    keys: Keys,
    people: Vec<Person>,
}

impl Release {
    fn of(seed: u8, count: u32) -> Self {
        let keys = keys(seed);
        let people = people(u64::from(seed) + 500, count, &keys);
        Self { keys, people }
    }

    fn cube(&self) -> Cube {
        Cube::of(&schema(), &self.people, guard(&self.keys)).unwrap()
    }

    fn counted(&self, parts: &[(usize, u16)]) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| parts.iter().all(|(at, leaf)| person.leaves[*at] == *leaf))
    }

    fn tally(&self, parts: &[(usize, u16)]) -> Tally {
        let mut tally = Tally::default();
        self.counted(parts).for_each(|person| tally.add(person.key, person.centre));
        tally
    }

    /// What is told of a predicate as the cube does, or by a mutant whose noise hangs on the people alone.
    fn told(&self, parts: &[(usize, u16)], by: Seed) -> Count {
        let of = match by {
            Seed::QuestionAndPeople => predicate(parts),
            Seed::PeopleAlone => Predicate::ALL,
        };
        self.tally(parts).protect(&of, guard(&self.keys))
    }
}

/// What the noise hangs on.
#[derive(Clone, Copy, PartialEq)]
enum Seed {
    QuestionAndPeople,
    /// The dossier's mutant M1, as classical cell keys are.
    PeopleAlone,
}

fn guard(keys: &Keys) -> Guard<'_> {
    Guard { gates: Gates::USUAL, keys, epoch: 1 }
}

fn predicate(parts: &[(usize, u16)]) -> Predicate {
    Predicate::at(parts.iter().map(|(at, leaf)| (u16::try_from(*at).unwrap(), *leaf)).collect()).unwrap()
}

fn leaves(variable: usize) -> std::ops::Range<u16> {
    0..VARIABLES[variable].1
}

mod a1_asking_again {
    use super::*;

    #[test]
    fn tells_the_same_to_whoever_asks_in_whatever_order() {
        let release = Release::of(0, 400);
        let (cube, mut turned) = (release.cube(), Release::of(0, 400));
        turned.people.reverse();
        assert_eq!(turned.cube(), cube);
        for [a, b, c] in [[0, 4, 9], [1, 2, 8], [6, 7, 11]] {
            let asked = [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]];
            let told: Vec<_> =
                asked.iter().map(|order| cube.count(&predicate(&order.map(|at| (at, 1)))).unwrap()).collect();
            assert!(told.iter().all(|count| *count == told[0]), "{told:?}");
        }
    }
}

mod a3_filter_by_uniqueness {
    use super::*;

    #[test]
    fn shows_no_count_below_eight_and_tells_nobody_from_seven() {
        for count in [400, 1800] {
            let release = Release::of(1, count);
            let mut truth = BTreeMap::<usize, usize>::new();
            for (of, told) in release.cube().counts() {
                let parts: Vec<_> = of.parts().iter().map(|(at, leaf)| (usize::from(*at), *leaf)).collect();
                let people = release.counted(&parts).count();
                if people < 8 {
                    assert_eq!(told, Count::Low, "{parts:?} of {people}");
                    *truth.entry(people).or_default() += 1;
                }
            }
            assert!(truth[&0] > 0 && truth[&7] > 0, "there are such cells: {truth:?}");
        }
    }
}

/// What of a count's outcomes an attacker knows: the chance of each, by the true count. Read off many draws, because that is
/// what the published table says.
struct Mechanism(BTreeMap<u32, BTreeMap<Option<u32>, f64>>);

impl Mechanism {
    fn learnt() -> Self {
        let keys = keys(99);
        let mut by_count = BTreeMap::new();
        // Of larger counts only the remainder by 5 matters.
        for count in 0..=45_u32 {
            let mut tally = Tally::default();
            for number in 0..count {
                tally.add(keys.person(&number.to_be_bytes()), u16::try_from(number % 8).unwrap());
            }
            let mut seen = BTreeMap::new();
            for draw in 0..20_000_u32 {
                let of = Predicate::at(vec![(
                    u16::try_from(draw % 200).unwrap(),
                    u16::try_from(draw / 200).unwrap(),
                )]);
                let told = match tally.protect(&of.unwrap(), guard(&keys)) {
                    Count::Shown(told) => Some(told),
                    Count::Low => None,
                };
                *seen.entry(told).or_insert(0.0) += 1.0 / 20_000.0;
            }
            by_count.insert(count, seen);
        }
        Self(by_count)
    }

    /// The chance that a true count is told as this.
    fn chance(&self, count: u32, told: Count) -> f64 {
        let shift = count.saturating_sub(36) / 5 * 5;
        let told = match told {
            Count::Low => None,
            Count::Shown(told) if told < shift => return 0.0,
            Count::Shown(told) => Some(told - shift),
        };
        self.0[&(count - shift)].get(&told).copied().unwrap_or(0.0)
    }
}

/// What differencing of pairs finds out: questions about the same people but for one, who is known to be the one.
#[derive(Debug, Default)]
struct Found {
    pairs: u32,
    /// Of which both answers are told.
    shown: u32,
    certain: u32,
    newly: u32,
    right: u32,
    right_before: u32,
}

impl Found {
    fn share(&self, of: u32) -> f64 {
        f64::from(of) / f64::from(self.pairs)
    }
}

/// A group in which exactly one person has another leaf of a second variable than all others, who is known to be the one.
struct Group<'a> {
    of: (usize, u16),
    without: (usize, u16),
    people: Vec<&'a Person>,
    one: &'a Person,
}

impl Group<'_> {
    fn all(release: &Release) -> Vec<Group<'_>> {
        let leaf_of = |variable| leaves(variable).map(move |leaf| (variable, leaf));
        let every = || (0..VARIABLES.len()).flat_map(leaf_of);
        let pairs = every().flat_map(|of| every().map(move |without| (of, without)));
        let group = |(of, without): ((usize, u16), (usize, u16))| {
            let people: Vec<&Person> = release.counted(&[of]).collect();
            let mut others = people.iter().filter(|person| person.leaves[without.0] != without.1);
            let (Some(one), None) = (others.next().copied(), others.next()) else { return None };
            Some(Group { of, without, people, one })
        };
        pairs.filter(|(of, without)| of.0 != without.0).filter_map(group).collect()
    }

    /// Has the one person an outcome? Asked with and without them.
    fn ask(
        &self,
        outcome: (usize, u16),
        release: &Release,
        by: Seed,
        mechanism: &Mechanism,
        found: &mut Found,
    ) {
        let with = self.people.iter().filter(|person| person.leaves[outcome.0] == outcome.1).count();
        #[expect(clippy::cast_precision_loss, reason = "hundreds of people")]
        let prior = with as f64 / self.people.len() as f64;
        if prior == 0.0 || prior >= 1.0 {
            return;
        }
        let told =
            (release.told(&[self.of, outcome], by), release.told(&[self.of, self.without, outcome], by));
        let posterior = posterior(prior, told, by, mechanism);
        let beyond = |chance: f64, limit: f64| !(limit..=1.0 - limit).contains(&chance);
        let is_right = |chance: f64| (chance > 0.5) == (self.one.leaves[outcome.0] == outcome.1);
        found.pairs += 1;
        found.shown += u32::from(told.0 != Count::Low && told.1 != Count::Low);
        found.certain += u32::from(beyond(posterior, 1e-9));
        found.newly += u32::from(beyond(posterior, 0.05) && !beyond(prior, 0.05));
        found.right += u32::from(is_right(posterior));
        found.right_before += u32::from(is_right(prior));
    }
}

/// Every such group, asked for every outcome (A2).
fn differencing(release: &Release, by: Seed, mechanism: &Mechanism, found: &mut Found) {
    for group in Group::all(release) {
        let others = SENSITIVE.into_iter().filter(|at| *at != group.of.0 && *at != group.without.0);
        for outcome in others.flat_map(|at| leaves(at).map(move |code| (at, code))) {
            group.ask(outcome, release, by, mechanism, found);
        }
    }
}

/// What an attacker who knows how counts are told believes of the one person.
fn posterior(prior: f64, (whole, without): (Count, Count), by: Seed, mechanism: &Mechanism) -> f64 {
    let middle = match without {
        Count::Shown(told) => told,
        Count::Low => 7,
    };
    let counts = middle.saturating_sub(13)..=middle + 13;
    let (mut has, mut has_not) = (0.0, 0.0);
    for count in counts {
        let alone = mechanism.chance(count, without);
        has += alone * mechanism.chance(count + 1, whole);
        has_not += match by {
            Seed::QuestionAndPeople => alone * mechanism.chance(count, whole),
            // The same people have the same noise, whatever is asked.
            Seed::PeopleAlone if whole == without => alone,
            Seed::PeopleAlone => 0.0,
        };
    }
    let all = prior * has + (1.0 - prior) * has_not;
    if all == 0.0 { prior } else { prior * has / all }
}

mod a2_differencing {
    use super::*;

    fn attacked(by: Seed) -> Found {
        let mechanism = Mechanism::learnt();
        let mut found = Found::default();
        for seed in 0..10 {
            differencing(&Release::of(seed, 400), by, &mechanism, &mut found);
        }
        println!("{found:?}");
        assert!(found.pairs > 200, "{found:?}");
        found
    }

    #[test]
    fn finds_out_nothing_of_the_one_person_between_two_questions() {
        let found = attacked(Seed::QuestionAndPeople);
        assert_eq!(found.certain, 0, "{found:?}");
        assert!(found.share(found.newly) <= 0.01, "{found:?}");
        let gain = found.share(found.right) - found.share(found.right_before);
        assert!(gain <= 0.04, "{found:?}");
    }

    #[test]
    fn finds_out_a_fifth_where_the_noise_hangs_on_the_people_alone() {
        let found = attacked(Seed::PeopleAlone);
        assert!(f64::from(found.certain) >= 0.2 * f64::from(found.shown), "{found:?}");
    }
}

mod a10_set_equality {
    use super::*;

    /// Variables whose first leaf is nearly everybody's: asking for it changes little.
    const NEARLY_ALL: [usize; 2] = [3, 10];

    fn pairs() -> impl Iterator<Item = [usize; 2]> {
        (0..VARIABLES.len()).flat_map(|first| (first + 1..VARIABLES.len()).map(move |second| [first, second]))
    }

    /// Of questions that count the same people, and of such that differ by one: how often their answers are the same.
    fn alike(by: Seed) -> [f64; 2] {
        let (mut same, mut one_off) = ([0_u32; 2], [0_u32; 2]);
        for seed in 10..30 {
            let release = Release::of(seed, 400);
            for [first, second] in pairs() {
                for (a, b) in leaves(first).flat_map(|a| leaves(second).map(move |b| (a, b))) {
                    let many = [(first, a), (second, b)];
                    let of_many = release.counted(&many).count();
                    for third in NEARLY_ALL.into_iter().filter(|third| *third != first && *third != second) {
                        let few = [(first, a), (second, b), (third, 0)];
                        let seen = match of_many - release.counted(&few).count() {
                            _ if of_many < 20 => continue,
                            0 => &mut same,
                            1 => &mut one_off,
                            _ => continue,
                        };
                        seen[0] += u32::from(release.told(&few, by) == release.told(&many, by));
                        seen[1] += 1;
                    }
                }
            }
        }
        assert!(same[1] > 300 && one_off[1] > 300, "{same:?} {one_off:?}");
        [same, one_off].map(|[alike, all]| f64::from(alike) / f64::from(all))
    }

    #[test]
    fn cannot_be_told_from_a_difference_of_one() {
        let [same, one_off] = alike(Seed::QuestionAndPeople);
        println!("{same} {one_off}");
        assert!((same - one_off).abs() <= 0.05, "{same} {one_off}");
    }

    #[test]
    fn can_where_the_noise_hangs_on_the_people_alone() {
        let [same, one_off] = alike(Seed::PeopleAlone);
        assert!(same > 0.999 && one_off < 0.8, "{same} {one_off}");
    }
}
