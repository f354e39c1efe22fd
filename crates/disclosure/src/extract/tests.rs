//! What every table has to keep to, and every way of being refused.

use proptest::prelude::*;

use super::*;

fn words(of: &[&str]) -> Vec<String> {
    of.iter().map(|word| (*word).to_owned()).collect()
}

fn column(name: &str, role: Role, scale: Scale, codes: &[&str]) -> Column {
    Column { name: name.to_owned(), role, scale, codes: words(codes), coarser: Vec::new() }
}

fn columns() -> Vec<Column> {
    vec![
        column("age", Role::QuasiIdentifier, Scale::Ordered, &["young", "old"]),
        column("sex", Role::QuasiIdentifier, Scale::Unordered, &["female", "male"]),
        column("mobility", Role::Sensitive, Scale::Ordered, &["low", "middle", "high"]),
    ]
}

/// People in classes of many, their mobility in turn.
fn codes(number: u16) -> Codes {
    vec![Some(number % 2), Some(number / 2 % 2), Some(number / 4 % 3)]
}

fn table(count: u16, codes: impl Fn(u16) -> Codes) -> Table {
    let person = |number| Person { uid: u128::from(number), codes: codes(number) };
    Table::of(columns(), (0..count).map(person).collect()).unwrap()
}

fn recipe(profile: Profile) -> Recipe {
    let kept = |column: Column| Kept { name: column.name, level: 0, merges: Vec::new() };
    Recipe {
        id: "test".to_owned(),
        version: 1,
        profile,
        columns: columns().into_iter().map(kept).collect(),
        order: words(&["sex", "age"]),
        close: words(&["mobility"]),
    }
}

fn refused(table: &Table, recipe: &Recipe) -> Vec<Refused> {
    Extract::of(table, recipe, || 7).map(|_| ()).unwrap_err()
}

mod is_refused {
    use super::*;

    #[test]
    fn below_four_hundred_people_and_below_a_thousand_for_many() {
        assert_eq!(refused(&table(399, codes), &recipe(Profile::Project)), [Refused::TooFew]);
        assert!(Extract::of(&table(400, codes), &recipe(Profile::Project), || 7).is_ok());
        assert_eq!(refused(&table(999, codes), &recipe(Profile::Wide)), [Refused::TooFewForWide]);
        assert!(Extract::of(&table(1000, codes), &recipe(Profile::Wide), || 7).is_ok());
        assert_eq!(refused(&table(90, codes), &recipe(Profile::Wide)), [Refused::TooFew]);
    }

    #[test]
    fn when_a_rare_category_is_not_merged_by_the_recipe() {
        let rare = table(400, |number| {
            let mut codes = codes(number);
            codes[2] = if number < 9 { Some(2) } else { Some(number / 4 % 2) };
            codes
        });
        let mut recipe = recipe(Profile::Project);
        assert_eq!(refused(&rare, &recipe), [Refused::Rare("mobility".to_owned())]);
        recipe.columns[2].merges =
            vec![Merge { codes: words(&["middle", "high"]), into: "middle or high".to_owned() }];
        let extract = Extract::of(&rare, &recipe, || 7).unwrap();
        assert_eq!(extract.fields()[2].codes, ["low", "middle or high"]);
    }

    #[test]
    fn when_too_much_is_hidden() {
        let unknown = |share: u16| {
            table(400, move |number| {
                let mut codes = codes(number);
                codes[1] = codes[1].filter(|_| number % 100 >= share);
                codes
            })
        };
        assert!(Extract::of(&unknown(35), &recipe(Profile::Project), || 7).is_ok());
        let hidden = Refused::Hidden("sex".to_owned());
        assert_eq!(refused(&unknown(36), &recipe(Profile::Project)), [hidden]);
    }

    /// Of 30 people everything is alike, and no hiding makes them less so.
    #[test]
    fn when_too_many_would_be_left_out() {
        let alike = table(400, |number| {
            let mut codes = codes(number);
            if number < 30 {
                codes = vec![None, None, Some(0)];
            }
            codes
        });
        assert_eq!(refused(&alike, &recipe(Profile::Project)), [Refused::Dropped]);
    }

    #[test]
    fn when_a_class_is_far_from_everybody_and_the_recipe_is_wide() {
        let far = table(1200, |number| {
            let mut codes = codes(number);
            let ends = [0, 0, 0, 1, 1, 2][usize::from(number / 4 % 6)];
            codes[2] = Some(if codes[0] == Some(0) { ends } else { 2 - ends });
            codes
        });
        assert!(Extract::of(&far, &recipe(Profile::Project), || 7).is_ok());
        assert!(Extract::of(&far, &recipe(Profile::Wide), || 7).is_ok(), "a sixth is near enough");
        let further = table(1200, |number| {
            let mut codes = codes(number);
            let ends = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2][usize::from(number / 4 % 12)];
            codes[2] = Some(if codes[0] == Some(0) { ends } else { 2 - ends });
            codes
        });
        assert_eq!(refused(&further, &recipe(Profile::Wide)), [Refused::Far("mobility".to_owned())]);
    }

    #[test]
    fn when_the_recipe_does_not_hold_together() {
        let people = table(400, codes);
        let flaw = |change: fn(&mut Recipe)| {
            let mut recipe = recipe(Profile::Wide);
            change(&mut recipe);
            refused(&people, &recipe)
        };
        assert_eq!(flaw(|recipe| recipe.close.clear()), [Flaw::NothingClose.into()]);
        assert_eq!(flaw(|recipe| recipe.close = words(&["sex"])), [Flaw::Close("sex".to_owned()).into()]);
        assert_eq!(flaw(|recipe| recipe.order = words(&["sex"])), [Flaw::Order.into()]);
        assert_eq!(flaw(|recipe| recipe.order = words(&["sex", "sex"])), [Flaw::Order.into()]);
        assert_eq!(flaw(|recipe| recipe.columns[0].level = 1), [Flaw::Level("age".to_owned()).into()]);
        assert_eq!(
            flaw(|recipe| recipe.columns[0].name = "sex".to_owned()),
            [Flaw::Unknown("sex".to_owned()).into()]
        );
    }

    #[test]
    fn of_people_who_do_not_fit() {
        let person = |uid: u128, codes: Codes| Person { uid, codes };
        let of = |people: Vec<Person>| Table::of(columns(), people).map(|_| ()).unwrap_err();
        assert_eq!(of(vec![person(1, codes(0)), person(1, codes(1))]), Flaw::Twice);
        assert_eq!(of(vec![person(1, vec![Some(2), None, None])]), Flaw::Unfitting);
        assert_eq!(of(vec![person(1, vec![None])]), Flaw::Unfitting);
        let mut hidden = columns();
        hidden[0].codes[0] = HIDDEN.to_owned();
        assert_eq!(Table::of(hidden, Vec::new()), Err(Flaw::Column("age".to_owned())));
        let mut numbered = columns();
        numbered[0].name = NUMBER.to_owned();
        assert_eq!(Table::of(numbered, Vec::new()), Err(Flaw::Column(NUMBER.to_owned())));
    }
}

#[test]
fn reasons_are_sentences_without_numbers_of_people() {
    let said = |refused: Refused| refused.to_string();
    assert_eq!(said(Refused::TooFew), "An extract needs 400 people in scope.");
    assert_eq!(
        said(Refused::Hidden("mode".to_owned())),
        "More than 35 % of mode would be hidden: the recipe has to be coarser."
    );
}

/// Three people of a kind are too few; with their sex hidden they are like four others whose sex is hidden too.
#[test]
fn hides_in_the_recipes_order_and_only_where_it_must() {
    let few = table(420, |number| match number {
        0..3 => vec![Some(0), Some(0), Some(number % 3)],
        3..7 => vec![Some(0), Some(1), Some(number % 3)],
        _ => vec![Some(1), Some(number % 2), Some(number % 3)],
    });
    let trial = Trial::of(&few, &recipe(Profile::Project)).unwrap();
    assert_eq!(trial.classes().iter().map(<[usize]>::len).collect::<Vec<_>>(), [7, 206, 207]);
    assert!((trial.share_violating() - 7.0 / 420.0).abs() < 1e-12);
    assert!((trial.share_hidden("sex").unwrap() - 7.0 / 420.0).abs() < 1e-12);
    assert!(trial.share_hidden("age").unwrap() < 1e-12 && trial.share_dropped() < 1e-12);
}

#[test]
fn rows_are_shuffled_numbered_anew_and_do_not_hang_on_the_order_of_arrival() {
    let mut seed = 0_u64;
    let mut draws = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed
    };
    let one = Extract::of(&table(400, codes), &recipe(Profile::Project), &mut draws).unwrap();
    let other = Extract::of(&table(400, codes), &recipe(Profile::Project), &mut draws).unwrap();
    assert_ne!(one, other);
    assert_eq!(one.header(), ["row", "age", "sex", "mobility"]);
    let numbers: Vec<String> = one.rows().map(|row| row[0].clone()).collect();
    assert_eq!(numbers, (1..=400).map(|number| number.to_string()).collect::<Vec<_>>());
    let mut people = table(400, codes).people().to_vec();
    people.reverse();
    let turned = Table::of(columns(), people).unwrap();
    let still = |table: &Table| Extract::of(table, &recipe(Profile::Project), || 7).unwrap();
    assert_eq!(still(&turned), still(&table(400, codes)));
}

#[test]
fn nothing_of_people_is_written_into_a_log() {
    let extract = Extract::of(&table(400, codes), &recipe(Profile::Project), || 7).unwrap();
    let written = format!("{extract:?}");
    assert!(written.contains("recipe") && !written.contains("uid") && !written.contains("399"));
}

/// The last check is no echo: what is hidden or changed after everything else is found.
#[test]
fn the_last_check_finds_somebody_who_is_alone_and_an_outcome_that_all_have() {
    let extract = Extract::of(&table(400, codes), &recipe(Profile::Project), || 7).unwrap();
    assert!(extract.is_sound());
    let mut alone = extract.clone();
    alone.trial.people[3].told[0] = None;
    assert!(!alone.is_sound());
    let mut alike = extract.clone();
    for person in alike.trial.people.iter_mut().filter(|person| person.told[0] == Some(0)) {
        person.told[2] = Some(1);
    }
    assert!(!alike.is_sound());
    let mut nearly = extract;
    let one_kind = nearly.trial.people.iter_mut().filter(|person| person.told[..2] == [Some(0), Some(0)]);
    one_kind.skip(9).for_each(|person| person.told[2] = Some(1));
    assert!(!nearly.is_sound(), "more than nine in ten of a hundred");
}

prop_compose! {
    /// Rows of three quasi-identifiers and two sensitive values, many of them not told.
    fn rows()(rows in proptest::collection::vec(proptest::collection::vec(proptest::option::weighted(0.8, 0_u16..3), 5), 1..60))
        -> Vec<Codes> { rows }
}

proptest! {
    /// T-X1: by words in a hash map it comes to the same.
    #[test]
    fn k_l_and_t_are_those_of_a_brute_force(rows in rows()) {
        let vocabulary = words(&["a", "b", "c"]);
        let word = |code: &Option<u16>| code.map_or(HIDDEN.to_owned(), |code| vocabulary[usize::from(code)].clone());
        let told: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(word).collect()).collect();
        let scales = [Scale::Ordered, Scale::Unordered];
        let protected = |(at, scale): (usize, Scale)| Protected { at, scale, words: vocabulary.clone() };
        let found = checked(&told, &[0, 1, 2], &[protected((3, scales[0])), protected((4, scales[1]))]);
        let classes = Classes::of(rows.iter().map(|row| row[..3].to_vec()));
        prop_assert_eq!(found.k, classes.k());
        for (sensitive, scale) in scales.into_iter().enumerate() {
            let values: Vec<_> = rows.iter().map(|row| row[3 + sensitive]).collect();
            prop_assert_eq!(found.l[sensitive], classes.l(&values));
            prop_assert!((found.t[sensitive] - classes.t(&values, scale)).abs() < 1e-9);
        }
    }

    #[test]
    fn nobody_is_less_safe_when_what_is_hidden_fits_all(rows in rows()) {
        let keys: Vec<Codes> = rows.iter().map(|row| row[..3].to_vec()).collect();
        let classes = Classes::of(keys.clone());
        prop_assert!(classes.k_when_hidden_fits_all() >= classes.k());
        prop_assert_eq!(Some(classes.k_when_hidden_fits_all()), fitting(&keys).into_iter().min());
    }

    /// Whatever the people are like, what is left of them keeps to the profile before anybody asks whether it may leave.
    #[test]
    fn what_a_trial_leaves_keeps_to_its_profile(rows in rows()) {
        let person = |(uid, row): (u128, &Codes)| {
            let code = |at: usize, below: u16| row[at].map(|code| code % below);
            Person { uid, codes: vec![code(0, 2), code(1, 2), row[3]] }
        };
        let table = Table::of(columns(), (0..).zip(&rows).map(person).collect()).unwrap();
        for profile in [Profile::Project, Profile::Wide] {
            let trial = Trial::of(&table, &recipe(profile)).unwrap();
            if trial.classes().count() > 0 {
                prop_assert!(trial.classes().k() >= profile.k());
                prop_assert!(trial.classes().l(&trial.told(2)) >= 2);
            }
        }
    }
}
