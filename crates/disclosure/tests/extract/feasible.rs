//! The dossier's table of what is feasible (§2.2), on its synthetic people.

use disclosure::extract::{Profile, Recipe, Refused, Trial};

use crate::people::{r1, r1_with_outcomes, r2, table};

/// Shares in percent, in the mean of four populations: violating, period, mode, sex and diagnosis hidden, left out; and
/// how many classes there are.
fn seen(count: u32, recipe: &Recipe) -> [f64; 7] {
    let mut sums = [0.0; 7];
    for seed in 500..504 {
        let trial = Trial::of(&table(seed, count), recipe).unwrap();
        let hidden = ["period", "mode", "sex", "dx"].map(|field| trial.share_hidden(field).unwrap());
        let [period, mode, sex, dx] = hidden;
        let classes = f64::from(u32::try_from(trial.classes().count()).unwrap()) / 100.0;
        let all = [trial.share_violating(), period, mode, sex, dx, trial.share_dropped(), classes];
        sums.iter_mut().zip(all).for_each(|(sum, share)| *sum += share * 25.0);
    }
    println!("{count} {} k {}: {sums:.1?}", recipe.id, recipe.profile.k());
    sums
}

fn refused(count: u32, recipe: &Recipe) -> Vec<Refused> {
    Trial::of(&table(500, count), recipe).unwrap().refusals()
}

/// Ages and diagnoses are drawn by shares of our own within the dossier's groups, so that it is near and not the same.
#[test]
fn what_is_hidden_is_about_what_the_dossier_saw() {
    for (count, recipe, dossier) in [
        (1000, r1(Profile::Project), [27.0, 25.0, 25.0, 10.0, 5.0, 0.8, 90.0]),
        (1800, r1(Profile::Project), [15.0, 14.0, 14.0, 8.0, 6.0, 0.3, 118.0]),
        (1800, r1(Profile::Wide), [30.0, 28.0, 28.0, 9.0, 3.0, 0.6, 87.0]),
        (1800, r2(), [8.0, 8.0, 8.0, 5.0, 4.0, 0.0, 55.0]),
        (3000, r2(), [7.0, 7.0, 7.0, 3.0, 1.0, 0.3, 66.0]),
    ] {
        let seen = seen(count, &recipe);
        let off = seen.iter().zip(dossier).map(|(seen, dossier)| (seen - dossier).abs());
        let limits = [8.0, 8.0, 8.0, 5.0, 5.0, 3.5, 20.0];
        assert!(
            off.zip(limits).all(|(off, limit)| off <= limit),
            "{count} {}: {seen:?} {dossier:?}",
            recipe.id
        );
        assert_eq!(refused(count, &recipe), [], "{count} {}", recipe.id);
    }
}

/// The dossier's rows for a year's 400 people: more than 35 % of mode and period would be hidden.
#[test]
fn of_four_hundred_people_neither_recipe_is_feasible() {
    for recipe in [r1(Profile::Project), r2()] {
        let [violating, period, mode, ..] = seen(400, &recipe);
        assert!(violating > 40.0 && period > 35.0 && mode > 35.0);
        let refused = refused(400, &recipe);
        for field in ["mode", "period"] {
            assert!(refused.contains(&Refused::Hidden(field.to_owned())), "{refused:?}");
        }
    }
    assert!(refused(400, &r2()).contains(&Refused::TooFewForWide));
}

/// What the dossier's table does not say: with adverse events, which nine of ten people do not have, groups of ten and more
/// cannot keep to the rule of 90 %, however much is hidden.
#[test]
fn the_rule_of_nine_in_ten_refuses_rare_outcomes_at_every_size() {
    for count in [400, 1000, 1800, 3000] {
        let [violating, .., dropped, _] = seen(count, &r1_with_outcomes());
        assert!(violating > 60.0 && dropped > 50.0);
        assert!(refused(count, &r1_with_outcomes()).contains(&Refused::Dropped));
    }
}
