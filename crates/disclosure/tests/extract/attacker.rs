//! Somebody who knows a person's own quasi-identifiers, the recipe, and how hiding works.

use std::collections::BTreeMap;

use disclosure::extract::{Codes, Extract, HIDDEN, Profile, Recipe, Table};

use crate::people::{nested_in_r1, r1, r2, table};

/// Sizes and recipes that are feasible.
const CASES: [(u32, fn() -> Recipe); 4] =
    [(1000, for_a_project), (1800, for_a_project), (1800, r2), (3000, r2)];

fn for_a_project() -> Recipe {
    r1(Profile::Project)
}

/// Rows in the order of the people's uids, those left out not among them: the draws that leave every row where it is.
fn unshuffled(table: &Table, recipe: &Recipe) -> Extract {
    Extract::of(table, recipe, || u64::MAX).unwrap()
}

/// The quasi-identifiers in the order of the columns, as everybody in scope has them by the recipe, by uid.
fn recoded(table: &Table, extract: &Extract) -> BTreeMap<u128, Vec<String>> {
    let word = |(at, code): (usize, &Option<u16>)| {
        let field = &extract.fields()[at];
        code.map_or(HIDDEN.to_owned(), |code| field.codes[usize::from(field.of[usize::from(code)])].clone())
    };
    let key = |codes: &Codes| codes[..5].iter().enumerate().map(word).collect();
    table.people().iter().map(|person| (person.uid, key(&person.codes))).collect()
}

/// The quasi-identifiers of each row.
fn told(extract: &Extract) -> Vec<Vec<String>> {
    extract.rows().map(|row| row[1..6].to_vec()).collect()
}

fn fits(row: &[String], person: &[String]) -> bool {
    row.iter().zip(person).all(|(row, person)| row == HIDDEN || row == person)
}

fn share(part: usize, of: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(of).unwrap())
}

/// T-X4.
mod linkage {
    use super::*;

    /// Of 200 targets, the fewest rows that one of them could be, and how many are expected to be picked rightly. Rows that
    /// are just like a target are the best match; without any, all that fit.
    fn linked(rows: &[Vec<String>], known: &BTreeMap<u128, Vec<String>>) -> (usize, f64) {
        // Every so manieth person is as good as drawn: uids are keyed hashes.
        let targets: Vec<_> = known.values().step_by(known.len() / 200).take(200).collect();
        assert_eq!(targets.len(), 200);
        let candidates = targets.into_iter().filter_map(|target| {
            let alike = rows.iter().filter(|row| *row == target).count();
            let fitting = rows.iter().filter(|row| fits(row, target)).count();
            [alike, fitting].into_iter().find(|rows| *rows > 0)
        });
        candidates.fold((usize::MAX, 0.0), |(least, right), rows| (least.min(rows), right + share(1, rows)))
    }

    #[test]
    fn finds_nobody_with_more_certainty_than_one_in_k() {
        for (count, recipe) in CASES {
            let (people, recipe) = (table(500, count), recipe());
            let extract = unshuffled(&people, &recipe);
            let (least, right) = linked(&told(&extract), &recoded(&people, &extract));
            let k = recipe.profile.k();
            println!("T-X4 {count} {}: one of {least}, {right:.1} of 200 expected right", recipe.id);
            assert!(least >= k && right <= share(200, k));
        }
    }

    /// The attack works: with nothing hidden it finds people.
    #[test]
    fn finds_people_when_nothing_is_hidden() {
        let people = table(500, 1800);
        let known = recoded(&people, &unshuffled(&people, &r1(Profile::Project)));
        let rows: Vec<Vec<String>> = known.values().cloned().collect();
        assert_eq!(linked(&rows, &known).0, 1);
    }
}

/// T-X5.
mod intersection {
    use super::*;

    #[test]
    fn of_an_extract_with_itself_adds_nothing() {
        let people = table(500, 1800);
        let (one, again) = (
            unshuffled(&people, &r1(Profile::Project)),
            Extract::of(&people, &r1(Profile::Project), || 1 << 60).unwrap(),
        );
        assert_eq!(one.k_with(&again), Some(one.classes().k()));
        assert!(one.is_safe_with(&again));
    }

    /// What somebody is hidden with in one extract tells them apart in the other.
    #[test]
    fn of_other_categories_or_of_another_year_is_refused() {
        let (people, next_year) = (table(500, 1800), table(500, 2000));
        let one = unshuffled(&people, &r1(Profile::Project));
        let others = [
            unshuffled(&people, &r2()),
            unshuffled(&people, &nested_in_r1()),
            unshuffled(&next_year, &r1(Profile::Project)),
        ];
        for other in others {
            println!("T-X5 k of both: {:?}", one.k_with(&other));
            assert!(!one.is_safe_with(&other) && one.k_with(&other) < Some(5));
        }
    }

    /// And rows can be brought together, by the outcomes that both tell: it is no idle fear.
    #[test]
    fn rows_of_two_recipes_can_be_brought_together() {
        let people = table(500, 1800);
        let (one, other) = (unshuffled(&people, &r1(Profile::Project)), unshuffled(&people, &r2()));
        let (matched, right, chance) = matches(&people, &one, &other);
        println!("T-X5 one to one: {matched} rows, {right} rightly, {chance:.1} by chance");
        assert!(share(right, matched) > 0.5);
    }

    /// Of every column of the table, the own codes that a row may stand for; none when it is not told.
    type Meanings = Vec<Option<Vec<usize>>>;

    /// Rows that fit one row of the other extract each, and no other; how many of them are the same person's; and how many
    /// would be if a row were drawn.
    fn matches(people: &Table, one: &Extract, other: &Extract) -> (usize, usize, f64) {
        let (left, right) = (owned(people, one), owned(people, other));
        let fitting = |row: &Meanings, of: &[(u128, Meanings)]| {
            let fit = |(at, (_, other)): (usize, &(u128, Meanings))| meet(row, other).then_some(at);
            of.iter().enumerate().filter_map(fit).collect::<Vec<_>>()
        };
        let (mut matched, mut rightly) = (0, 0);
        for (place, (uid, row)) in left.iter().enumerate() {
            if let [only] = fitting(row, &right)[..]
                && fitting(&right[only].1, &left) == [place]
            {
                matched += 1;
                rightly += usize::from(right[only].0 == *uid);
            }
        }
        (matched, rightly, share(matched, right.len()))
    }

    /// Each row with its owner.
    fn owned(people: &Table, extract: &Extract) -> Vec<(u128, Meanings)> {
        let mut uids: Vec<u128> = people.people().iter().map(|person| person.uid).collect();
        uids.retain(|uid| !extract.dropped().contains(uid));
        uids.sort_unstable();
        let own = |row: &[String], column: &str| {
            let at = extract.fields().iter().position(|field| field.name == column)?;
            let field = &extract.fields()[at];
            let code = field.codes.iter().position(|code| *code == row[at + 1])?;
            Some((0..field.of.len()).filter(|own| usize::from(field.of[*own]) == code).collect())
        };
        let row = |row: Vec<String>| people.columns().iter().map(|column| own(&row, &column.name)).collect();
        uids.into_iter().zip(extract.rows().map(row)).collect()
    }

    fn meet(one: &Meanings, other: &Meanings) -> bool {
        let both = one.iter().zip(other).filter_map(|(one, other)| Some((one.as_ref()?, other.as_ref()?)));
        both.into_iter().all(|(one, other)| one.iter().any(|code| other.contains(code)))
    }
}

/// T-X6.
mod what_hiding_tells {
    use super::*;

    /// The places of the quasi-identifiers among the columns, in the order of hiding.
    const ORDER: [usize; 5] = [4, 2, 1, 3, 0];

    fn with_hidden(key: &[String], steps: usize) -> Vec<String> {
        let hidden = &ORDER[..steps];
        let word = |(at, word): (usize, &String)| {
            if hidden.contains(&at) { HIDDEN.to_owned() } else { word.clone() }
        };
        key.iter().enumerate().map(word).collect()
    }

    /// Somebody who knows the order of hiding, and everybody's quasi-identifiers, rules out whom a finer row would show.
    #[test]
    fn leaves_k_people_at_least_for_every_row_with_something_hidden() {
        for (count, recipe) in CASES {
            let (people, recipe) = (table(500, count), recipe());
            let extract = unshuffled(&people, &recipe);
            let (rows, known) = (told(&extract), recoded(&people, &extract));
            let hidden: std::collections::BTreeSet<_> =
                rows.iter().filter(|row| row.contains(&HIDDEN.to_owned())).collect();
            let mut least = usize::MAX;
            for row in hidden {
                let steps = row.iter().filter(|word| *word == HIDDEN).count();
                assert_eq!(*row, with_hidden(row, steps), "hidden in another order");
                let could_be = |key: &&Vec<String>| {
                    with_hidden(key, steps) == *row
                        && !(0..steps).any(|fewer| rows.contains(&with_hidden(key, fewer)))
                };
                let candidates = known.values().filter(could_be).count();
                assert!(candidates >= recipe.profile.k(), "{row:?} is one of {candidates}");
                least = least.min(candidates);
            }
            println!("T-X6 {count} {}: {least} candidates at least", recipe.id);
        }
    }

    /// The minimality attack (Wong, Fu, Wang, Pei 2007): a group that had enough people and was hidden all the same had one
    /// outcome, or nearly. Whoever knows everybody's quasi-identifiers learns that of it. It is not ruled out by the recipe,
    /// and measured here.
    #[test]
    fn tells_of_some_groups_that_they_had_one_outcome() {
        for (count, recipe) in [(1800, r1(Profile::Project)), (1800, r2()), (3000, r2())] {
            let people = table(500, count);
            let extract = unshuffled(&people, &recipe);
            let (rows, known) = (told(&extract), recoded(&people, &extract));
            let mut groups = BTreeMap::<&Vec<String>, usize>::new();
            for key in known.values() {
                *groups.entry(key).or_default() += 1;
            }
            let told_of = |(key, size): (&&Vec<String>, &usize)| {
                (*size >= recipe.profile.k() && !rows.contains(key)).then_some(*size)
            };
            let exposed: usize = groups.iter().filter_map(told_of).sum();
            println!(
                "minimality {count} {}: {exposed} of {count} people in groups hidden for their outcomes",
                recipe.id
            );
            assert!(share(exposed, people.people().len()) < 0.05);
        }
    }
}
