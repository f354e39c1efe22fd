//! Centres by size: how far each lies from what chance allows around the network's value.

mod by_size;
mod input;
mod scores;
mod symbols;

pub use input::{Funnel, FunnelCentre, Volumes};

use super::Scene;

/// Draws the funnel, or, where volumes are hidden, the scores of the centres.
pub fn funnel(chart: &Funnel) -> Scene {
    match chart.volumes {
        Volumes::Shown => by_size::draw(chart),
        Volumes::Hidden => scores::draw(chart),
    }
}

/// The centres by their scores, highest first, each but the own with a letter for its name: the order says no more than the
/// scores do.
pub fn lettered(mut centres: Vec<FunnelCentre>, centre_line: f64) -> Vec<FunnelCentre> {
    let height = |centre: &FunnelCentre| scores::of(centre, centre_line).unwrap_or_default();
    centres.sort_by(|a, b| height(b).total_cmp(&height(a)));
    let mut letters = ('A'..='Z').map(|letter| format!("Centre {letter}"));
    for centre in centres.iter_mut().filter(|centre| !centre.own) {
        centre.label = letters.next().unwrap_or_else(|| "Another centre".to_owned());
    }
    centres
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::{
        check::{fits, says, tables},
        words,
    };
    use proptest::prelude::*;

    fn centre(label: &str, k: u32, n: u32) -> FunnelCentre {
        FunnelCentre { label: label.to_owned(), k, n, own: label == "Leeds" }
    }

    pub(in crate::chart) fn treated(volumes: Volumes) -> Funnel {
        let centres = vec![
            centre("Leeds", 152, 210),
            centre("Papworth", 160, 180),
            centre("Aberdeen", 3, 4),
            centre("Cardiff", 40, 62),
            centre("Wythenshawe", 100, 190),
            centre("Leicester", 105, 130),
            centre("Royal Brompton", 95, 128),
            centre("St Thomas'", 210, 290),
        ];
        let (k, n) = centres.iter().fold((0, 0), |(k, n), c| (k + c.k, n + c.n));
        Funnel {
            name: "p04_funnel".to_owned(),
            subject: "P04 Treated days".to_owned(),
            unit: "opportunity days".to_owned(),
            centre_line: f64::from(k) / f64::from(n),
            centres,
            volumes,
        }
    }

    #[test]
    fn the_title_names_who_lies_beyond_which_limit() {
        assert_eq!(
            treated(Volumes::Shown).finding(),
            "P04 Treated days: Papworth lies above the upper 99.8% limit; \
             Wythenshawe lies below the lower 99.8% limit; Leicester lies above the upper 95% limit"
        );
        let alike = Funnel {
            centres: vec![centre("Leeds", 7, 10), centre("Cardiff", 70, 100)],
            centre_line: 0.7,
            ..treated(Volumes::Shown)
        };
        assert_eq!(
            alike.finding(),
            "P04 Treated days: no centre differs from 70.0% by more than chance allows"
        );
    }

    #[test]
    fn the_own_centre_and_those_beyond_a_limit_are_named_in_the_picture() {
        let scene = funnel(&treated(Volumes::Shown));
        for name in ["Leeds", "Papworth", "Wythenshawe", "Your centre", "Open: fewer than 5"] {
            assert!(says(&scene, name), "{name}");
        }
        assert!(tables(&scene, "72.4") && tables(&scene, "Above the upper 99.8% limit"));
    }

    #[test]
    fn letters_follow_the_scores_and_the_own_centre_keeps_its_name() {
        let chart = treated(Volumes::Hidden);
        let names: Vec<String> = lettered(chart.centres.clone(), chart.centre_line)
            .into_iter()
            .map(|centre| centre.label)
            .collect();
        assert_eq!(names.iter().filter(|name| *name == "Leeds").count(), 1);
        assert_eq!((names[0].as_str(), names.len()), ("Centre A", 8));
        let sorted: Vec<&String> = names.iter().filter(|name| *name != "Leeds").collect();
        assert!(sorted.is_sorted(), "{names:?}");
    }

    #[test]
    fn without_volumes_no_count_and_no_value_is_left() {
        let chart = treated(Volumes::Hidden);
        let scene = funnel(&chart);
        assert!(scene.title.contains("standardised scores: the size of a centre would name it"));
        for p in chart.placed() {
            for number in [p.centre.k.to_string(), p.centre.n.to_string(), words::decimal(100.0 * p.value)] {
                assert!(!says(&scene, &number) && !tables(&scene, &number), "{number}");
            }
        }
        assert!(!scene.desc.contains('('), "no k of n: {}", scene.desc);
    }

    proptest! {
        #[test]
        fn no_text_meets_another(
            sizes in prop::collection::vec((1_u32..700, 0.0..=1.0_f64), 1..12), line in 0.0..=1.0_f64, hidden: bool,
        ) {
            let names = ["Leeds", "Royal Brompton and Harefield Hospitals", "Papworth", "St Thomas'"];
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of n")]
            let centres = sizes.iter().zip(names.iter().cycle()).map(|((n, share), name)| centre(name, (share * f64::from(*n)) as u32, *n));
            let volumes = if hidden { Volumes::Hidden } else { Volumes::Shown };
            fits(&funnel(&Funnel { centres: centres.collect(), centre_line: line, ..treated(volumes) }))?;
        }
    }
}
