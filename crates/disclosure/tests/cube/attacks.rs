//! The attacks of §5.1 with what they may find, and what the dossier's own prototype found (§5.2).
//!
//! Our people are drawn as the dossier says but not by numpy: no figure is the same, all are held within three points of
//! the dossier's. Where one is not, the test says what was seen and why that is allowed.

use disclosure::attack::{
    Allowed, Chart, Reconstruction, Stated, alike, certify_values, channel, differences, labels, matched,
};
use disclosure::cube::Count;

use super::consistency::with_a_roll_up;
use super::population::{counted, days, shares};
use super::*;

/// A figure is the dossier's to three points.
#[track_caller]
fn is_near(seen: f64, dossier: f64) {
    assert!((seen - dossier).abs() <= 0.03, "{seen}, where the dossier saw {dossier}");
}

mod a_release_as_it_is {
    use super::*;

    /// One certificate for each of the dossier's eight networks, as the job would make it.
    #[test]
    fn stands_against_all_of_them() {
        for (seed, count) in SEEDS.into_iter().flat_map(|seed| SIZES.map(|count| (seed, count))) {
            let certificate = certificate(&Release::of(seed, count));
            let failed: Vec<_> = certificate.failed().collect();
            assert!(certificate.stands(), "{seed} {count}: {failed:#?}");
        }
    }

    /// A node that rolls others up is one more question, and one more way to a small cell.
    #[test]
    fn stands_with_roll_ups_too() {
        for count in SIZES {
            let release = Release { schema: with_a_roll_up(), ..Release::of(0, count) };
            let cube = Cube::of(&release.schema, &release.people, guard(&release.keys)).unwrap();
            assert!(cube.counts().len() > release.cube.counts().len());
            let certificate = certificate(&Release { cube, ..release });
            let failed: Vec<_> = certificate.failed().collect();
            assert!(certificate.stands(), "{count}: {failed:#?}");
        }
    }

    #[test]
    fn has_the_same_certificate_on_every_day() {
        assert_eq!(certificate(&Release::of(0, 400)), certificate(&Release::of(0, 400)));
    }
}

mod a1_asking_again {
    use super::*;

    #[test]
    fn tells_the_same_to_whoever_asks_in_whatever_order() {
        withstands(Attack::AskingAgain);
    }
}

mod a2_differencing {
    use super::*;

    #[test]
    fn finds_out_nothing_of_the_one_person_between_two_questions() {
        let found = differences(&scenes(&releases(&MORE_SEEDS, 400)));
        println!("{found:?}");
        for found in found {
            let share = |of: usize| {
                f64::from(u32::try_from(of).unwrap()) / f64::from(u32::try_from(found.pairs).unwrap())
            };
            assert!(found.pairs > 500, "{found:?}");
            assert_eq!(found.certain, 0, "{found:?}");
            // The dossier saw 0 to 0.3 %.
            assert!(share(found.newly) <= 0.01, "{found:?}");
            assert!(share(found.right) - share(found.right_before) <= 0.04, "{found:?}");
        }
    }

    /// The dossier: "at N = 1,800 the 3-way universe contained no such pair at all".
    #[test]
    fn has_no_pair_to_try_in_six_years() {
        let [one, few] = differences(&scenes(&releases(&SEEDS, 1800)));
        assert_eq!(one.pairs, 0);
        assert_eq!((few.certain, few.newly), (0, 0), "{few:?}");
    }
}

mod a3_filtering_by_uniqueness {
    use super::*;

    #[test]
    fn shows_no_count_below_eight_and_tells_nobody_from_seven() {
        withstands(Attack::Uniqueness);
    }
}

mod a4_tracker {
    use super::*;

    #[test]
    fn finds_no_question_beyond_the_grammar_and_is_off_by_four_people() {
        withstands(Attack::Tracker);
    }
}

mod a5_back_solving {
    use super::*;

    /// The dossier saw 15 people of range for every cell. So do we for 192 and 193 of 200; the others have 12, where a row
    /// is told as 10 and a neighbour is told, and one has 7. The dossier's own prototype tried 50 cells in all.
    #[test]
    fn rules_out_no_number_from_nought_to_seven() {
        withstands(Attack::Solving);
    }
}

mod a6_reconstruction {
    use super::*;

    #[test]
    fn finds_no_more_small_cells_than_guessing_does() {
        withstands(Attack::Reconstruction);
    }

    #[test]
    fn of_a_year_finds_what_the_dossier_found() {
        let Reconstruction { plain, assisted, reference } =
            Reconstruction::of(&scenes(&releases(&SEEDS, 400)));
        println!("{plain:?} {assisted:?} {reference:?}");
        is_near(plain.small_exact(), 0.20);
        is_near(plain.precision(), 0.28);
        is_near(assisted.small_exact(), 0.34);
        is_near(assisted.precision(), 0.40);
        is_near(reference.small_exact(), 0.41);
        is_near(reference.precision(), 0.47);
    }

    /// Not held to three points: how often a cell that looks like one person is one. It rests on some 400 cells in all four
    /// networks. We see 0.21 where the dossier saw 0.16, with a model 0.44 for 0.38, and of the yardstick, where there is no
    /// noise at all, 0.48 for 0.39. Over five lots of four networks the yardstick goes from 0.40 to 0.48: our people differ,
    /// not our release. It is held below the yardstick, and below its limit by ten points.
    #[test]
    fn of_six_years_finds_what_the_dossier_found() {
        let Reconstruction { plain, assisted, reference } =
            Reconstruction::of(&scenes(&releases(&SEEDS, 1800)));
        println!("{plain:?} {assisted:?} {reference:?}");
        is_near(plain.small_exact(), 0.16);
        is_near(assisted.small_exact(), 0.31);
        is_near(reference.small_exact(), 0.28);
        assert!(assisted.precision() < reference.precision());
        assert!(plain.precision() < 0.25, "{plain:?}");
    }
}

/// An extract gives the exact counts of its classes away. It is refused where they and the release together say too much.
mod a6_beside_an_extract {
    use super::*;

    #[test]
    fn a_release_does_not_stand_when_large_tables_are_known_exactly() {
        let release = Release::of(0, 1800);
        // Age, sex, diagnosis and mode: all tables of three of them.
        let of_class = |of: &Predicate| {
            of.parts().len() == 3 && of.parts().iter().all(|(at, _)| [1, 2, 3, 4].contains(at))
        };
        let truth = |of: &Predicate| counted(&release.people, of);
        let classes =
            release.cube.counts().filter(|(of, _)| of_class(of)).map(|(of, _)| (of.clone(), truth(of)));
        let scene = release.scene().knowing(classes.collect::<Vec<_>>());
        let alone = Reconstruction::of(&[release.scene()]);
        let beside = Reconstruction::of(&[scene]);
        println!("{alone:?} {beside:?}");
        assert!(beside.plain.exact > alone.plain.exact + 20, "{alone:?} {beside:?}");
    }
}

mod a7_the_next_release {
    use super::*;

    #[test]
    fn does_not_show_where_somebody_came_went_or_was_corrected() {
        withstands(Attack::Releases);
    }

    /// Why a release is made once in an epoch: half of the cells of somebody who came would differ, and no others.
    #[test]
    fn would_show_it_within_an_epoch() {
        let findings = found(Attack::Releases, 400);
        let within = findings.iter().find(|finding| finding.allowed == Allowed::Reported).unwrap();
        assert!((0.4..0.6).contains(&within.figure) && within.words.contains("0.0 %"), "{within:?}");
    }
}

mod a8_centre_subtraction {
    use super::*;

    #[test]
    fn leaves_five_people_of_the_others_and_says_little_of_a_third() {
        withstands(Attack::Centres);
    }
}

mod a9_means_and_medians {
    use super::*;

    #[test]
    fn say_nothing_of_the_one_person_between_two_groups_and_nobodys_own_value() {
        let releases = releases(&MORE_SEEDS, 400);
        let scenes: Vec<_> = releases.iter().map(Release::scene).collect();
        let days = releases.iter().zip(0..).map(|(release, seed)| days(seed, &release.people));
        let measured = scenes.iter().zip(days);
        let certificate = certify_values(&measured.collect::<Vec<_>>());
        certificate.findings.iter().for_each(|one| println!("{}: {} {}", one.name, one.figure, one.words));
        assert!(certificate.stands(), "{certificate:#?}");
        assert!(
            certificate.findings.iter().all(|finding| finding.allowed != Allowed::Reported),
            "there are such pairs"
        );
    }
}

mod a10_set_equality {
    use super::*;

    #[test]
    fn cannot_be_told_from_a_difference_of_one() {
        for count in SIZES {
            let [same, one_off] = alike(&scenes(&releases(&SEEDS, count)));
            println!("{same:?} {one_off:?}");
            assert!(same.all > 300 && one_off.all > 300, "{same:?} {one_off:?}");
            // The dossier reckons with 0.02; where the noise hangs on the people alone it is 0.5.
            assert!((same.share() - one_off.share()).abs() <= 0.05, "{same:?} {one_off:?}");
        }
        withstands(Attack::SamePeople);
    }
}

mod a11_other_ways_out {
    use super::*;

    #[test]
    fn say_what_the_release_says() {
        let release = Release::of(0, 1800);
        let counts = release.cube.counts().map(|(of, told)| Stated::Count(of.clone(), told));
        let shares = shares(&release.cube, |of| release.cube.count(of).unwrap());
        let finding = channel(&release.cube, &counts.chain(shares).collect::<Vec<_>>());
        assert!(finding.passed, "{finding:?}");
        let wrong = Stated::Count(predicate(&[]), Count::Shown(1801));
        assert!(!channel(&release.cube, &[wrong]).passed);
    }
}

mod a12_keys {
    use super::*;

    #[test]
    fn foretell_nothing_when_they_are_unknown_or_nearly_right() {
        withstands(Attack::Keys);
    }

    /// One bit of either key: of people, of noise.
    #[test]
    fn change_four_tenths_of_all_cells_with_any_bit() {
        let usual = Release::of(0, 1800);
        let shown =
            |release: &Release| -> Vec<Count> { release.cube.counts().map(|(_, told)| told).collect() };
        let (people, noise) = ([0; 32], [100; 32]);
        for bit in [0, 77, 255_usize] {
            let turned = |mut key: [u8; 32]| {
                key[bit / 8] ^= 1 << (bit % 8);
                key
            };
            for keys in [Keys::new(turned(people), noise), Keys::new(people, turned(noise))] {
                let other = shown(&Release::with(keys, 0, 1800));
                let told = shown(&usual).into_iter().zip(other).filter(|(one, _)| *one != Count::Low);
                let (all, changed) = told.fold((0, 0), |(all, changed), (one, other)| {
                    (all + 1, changed + u32::from(one != other))
                });
                assert!(f64::from(changed) >= 0.4 * f64::from(all), "{bit}: {changed} of {all}");
            }
        }
    }
}

mod a13_labels {
    use super::*;

    /// About 200 runs a year, as the dossier's centres share them.
    const VOLUMES: [u32; 8] = [40, 34, 34, 32, 28, 12, 12, 8];

    #[test]
    fn anew_on_each_chart_of_standardised_dots_are_matched_by_luck_alone() {
        let finding = labels(&VOLUMES, 40);
        assert!(finding.passed && (finding.figure - 1.0).abs() < 0.2, "{finding:?}");
    }

    /// That the attack is one: with the same labels on forty charts of rates the small centres stand out.
    #[test]
    fn that_stay_are_matched() {
        let kept = matched(&VOLUMES, 40, Chart { labels_anew: false, standardised: false });
        let once = matched(&VOLUMES, 40, Chart { labels_anew: true, standardised: false });
        println!("{kept} {once}");
        assert!(kept > 2.5 && once < 2.0, "{kept} {once}");
    }
}

mod a14_membership {
    use super::*;

    /// A residual that is said openly: no bound is asked of it.
    #[test]
    fn is_found_by_whoever_knows_everybody_else() {
        for finding in found(Attack::Membership, 400) {
            assert!(finding.allowed == Allowed::Reported && finding.figure > 0.9, "{finding:?}");
        }
    }
}
