//! What records contribute is what a pack counts: of every patient of the example network.

#![expect(clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::collections::{BTreeMap, HashMap};

use domain::centre::Directory;
use domain::forms::forms;
use domain::reference::Holiday;
use domain::{FormSpec, Raw};
use reporting::contribution::{Contribution, Patient, Standing, contributions};
use reporting::frames::Frames;
use reporting::indicators::{Better, Definition, Indicators, Period};
use reporting::snapshot::Snapshot;
use support::network;

type Records = Vec<(&'static FormSpec, Raw)>;

/// The records of a centre by patient; what belongs to no patient is left out.
fn patients(centre: &str) -> BTreeMap<String, Records> {
    let of_centre = |form: &'static FormSpec| {
        let records = network::records(form).into_iter();
        records.filter(move |raw| raw.get(form, "centre_code") == centre).map(move |raw| (form, raw))
    };
    let all: Records = forms().iter().flat_map(|form| of_centre(form)).collect();
    let admissions = all.iter().filter(|(form, _)| form.id == "icu_admission");
    let patient_of: HashMap<String, String> = admissions
        .map(|(form, raw)| (raw.natural_key(form), raw.get(form, "patient_ref").to_owned()))
        .collect();
    let mut patients: BTreeMap<String, Records> = BTreeMap::new();
    for (form, raw) in all {
        let own = Some(raw.get(form, "patient_ref").to_owned()).filter(|patient| !patient.is_empty());
        if let Some(patient) = own.or_else(|| patient_of.get(raw.get(form, "admission_ref")).cloned()) {
            patients.entry(patient).or_default().push((form, raw));
        }
    }
    patients
}

struct World {
    directory: Directory,
    holidays: Vec<Holiday>,
}

impl World {
    fn shipped() -> Self {
        Self { directory: network::directory(), holidays: network::holidays() }
    }

    fn contributions(&self, records: &Records, at: &str) -> Vec<Contribution> {
        let records: Vec<_> = records.iter().map(|(form, raw)| (*form, raw)).collect();
        contributions(&Patient {
            directory: &self.directory,
            holidays: &self.holidays,
            extract_at: at.parse().expect("an instant"),
            records: &records,
        })
        .expect("contributions")
    }
}

/// Counted and as it should be, counted and not, and left out, by indicator.
type Sums = BTreeMap<String, [u32; 3]>;

/// A run belongs to the period in which it ended, which a contribution does not say: P07 is summed over all time.
fn sums(contributions: &[Contribution], period: Period) -> Sums {
    let mut sums = Sums::new();
    for one in contributions.iter().filter(|one| one.indicator == "P07" || period.contains(one.date)) {
        let [met, not_met, other] = sums.entry(one.indicator.clone()).or_default();
        match one.standing {
            Standing::Met => *met += 1,
            Standing::NotMet => *not_met += 1,
            Standing::Excluded(_) | Standing::NotYet(_) => *other += 1,
        }
    }
    sums
}

#[test]
fn they_add_up_to_the_numbers_of_a_pack() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path().join("snapshot");
    network::snapshot(&dir);
    let snapshot = Snapshot::open(&dir).expect("the snapshot");
    let frames = Frames::of(&snapshot).expect("the frames");
    let indicators =
        Indicators::measure(&frames, Definition::shipped().expect("definitions")).expect("measured");
    let at = snapshot.manifest().header.extract_at.to_string();
    let cycle: Period = "2026-04-01..2026-09-30".parse().expect("a period");
    let ever: Period = "2000-01-01..2100-01-01".parse().expect("a period");
    let world = World::shipped();
    for centre in ["STH", "RBH"] {
        let each = patients(centre);
        let all: Vec<Contribution> =
            each.values().flat_map(|records| world.contributions(records, &at)).collect();
        let sums = sums(&all, cycle);
        for definition in indicators.definitions().filter(|definition| definition.id != "D01") {
            let period = if definition.id == "P07" { ever } else { cycle };
            let value = indicators.value(&definition.id, centre, period).expect("an indicator");
            let [met, not_met, _] = sums[&definition.id];
            let k = if definition.better == Better::High { met } else { not_met };
            assert_eq!((k, met + not_met), (value.k, value.n), "{} at {centre}", definition.id);
            assert!(value.n > 0, "{} counts something at {centre}", definition.id);
        }
    }
}
