//! What records contribute is what a pack counts: of every patient of the example network.

#![expect(clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use domain::dictionary::Dictionary;
use std::collections::{BTreeMap, HashMap};

use domain::centre::Directory;
use domain::reference::Holiday;
use domain::{FormSpec, Raw};
use reporting::contribution::{Contribution, Patient, Standing, contributions};
use reporting::indicators::{Better, Counted, Definition, Indicators, Period};
use reporting::snapshot::Snapshot;
use support::network;

type Records = Vec<(&'static FormSpec, Raw)>;

/// The records of a centre by patient; what belongs to no patient is left out.
fn patients(centre: &str) -> BTreeMap<String, Records> {
    let of_centre = |form: &'static FormSpec| {
        let records = network::records(form).into_iter();
        records.filter(move |raw| raw.get(form, "centre_code") == centre).map(move |raw| (form, raw))
    };
    let all: Records = Dictionary::shipped().forms().iter().flat_map(|form| of_centre(form)).collect();
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
        Self { directory: network::directory(), holidays: network::calendar().holidays }
    }

    fn contributions(&self, records: &Records, at: &str) -> Vec<Contribution> {
        self.contributions_of(records, at, &|_, _| true)
    }

    fn contributions_of(
        &self,
        records: &Records,
        at: &str,
        asked: &dyn Fn(&str, &str) -> bool,
    ) -> Vec<Contribution> {
        let records: Vec<_> = records.iter().map(|(form, raw)| (*form, raw)).collect();
        let patient = Patient {
            directory: &self.directory,
            holidays: &self.holidays,
            extract_at: at.parse().expect("an instant"),
            records: &records,
        };
        contributions(&patient, asked).expect("contributions")
    }
}

/// Counted and as it should be, counted and not, counted with a value, and left out, by indicator.
type Sums = BTreeMap<String, [u32; 4]>;

/// A page of one record asks for less, and shows what a page of all would show of it.
#[test]
fn of_one_record_are_those_of_all_that_bear_on_it() {
    let (world, at) = (World::shipped(), "2026-10-15T11:00:00Z");
    for records in patients("BAR").values().take(2) {
        let all = world.contributions(records, at);
        assert!(!all.is_empty());
        for (form, raw) in records {
            let key = raw.natural_key(form);
            let bears = |of: &str, its: &str| of == form.id && its == key;
            let also = |one: &Contribution| one.also.iter().any(|(of, its)| bears(of, its));
            let whole: Vec<_> =
                all.iter().filter(|one| bears(one.form, &one.key) || also(one)).cloned().collect();
            assert_eq!(world.contributions_of(records, at, &bears), whole, "{} {key}", form.id);
        }
    }
}

/// A contribution says when a run began, and not by which date of its stay an indicator is cut: those are summed over all
/// time.
fn sums(contributions: &[Contribution], period: Period, ever: &[String]) -> Sums {
    let mut sums = Sums::new();
    for one in contributions.iter().filter(|one| ever.contains(&one.indicator) || period.contains(one.date)) {
        let [met, not_met, counted, other] = sums.entry(one.indicator.clone()).or_default();
        match one.standing {
            Standing::Met => *met += 1,
            Standing::NotMet => *not_met += 1,
            Standing::Counted => *counted += 1,
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
    let indicators =
        Indicators::of(&snapshot, Definition::shipped().expect("definitions")).expect("measured");
    let at = snapshot.manifest().header.extract_at.to_string();
    let cycle: Period = "2026-04-01..2026-09-30".parse().expect("a period");
    let ever: Period = "2000-01-01..2100-01-01".parse().expect("a period");
    let is_by_date = |definition: &&Definition| match definition.counts {
        Counted::Runs | Counted::Episodes => definition.cohort == "A",
        _ => true,
    };
    // The months of ascertainment are the centre's.
    let is_told = |definition: &Definition| definition.counts.is_of_patient() && definition.id != "D01";
    let not_by_date: Vec<String> = indicators
        .definitions()
        .filter(|definition| !is_by_date(definition))
        .map(|definition| definition.id.clone())
        .collect();
    let world = World::shipped();
    for centre in ["BAR", "RBH"] {
        let each = patients(centre);
        let all: Vec<Contribution> =
            each.values().flat_map(|records| world.contributions(records, &at)).collect();
        let sums = sums(&all, cycle, &not_by_date);
        for definition in indicators.definitions().filter(|definition| is_told(definition)) {
            let period = if not_by_date.contains(&definition.id) { ever } else { cycle };
            let value = indicators.value(&definition.id, centre, period).expect("an indicator");
            let [met, not_met, counted, _] = sums[&definition.id];
            let k = if definition.better == Better::High { met } else { not_met };
            let (k, n) = match definition.counts {
                // Events are told one by one, the contacts that they are set against are not.
                Counted::Events => (Some(k), value.n),
                _ => (value.k.filter(|_| counted == 0).map(|_| k), met + not_met + counted),
            };
            let wanted = (value.k.filter(|_| counted == 0), value.n);
            assert_eq!((k, n), wanted, "{} at {centre}", definition.id);
        }
    }
}

mod of_one_patient {
    use super::*;
    use serde_json::{Value, json};

    fn record(id: &str, json: &Value) -> (&'static FormSpec, Raw) {
        let form = Dictionary::shipped().form(id).expect("a form");
        (form, Raw::from_json(form, json).expect("fields of the form"))
    }

    /// On ECMO since 4 May 2026, 10:00.
    fn on_ecmo() -> Records {
        vec![
            record("patient", &json!({ "centre_code": "STH", "patient_ref": "7K2M9QX4J", "age_years": 45 })),
            record(
                "icu_admission",
                &json!({ "centre_code": "STH", "admission_ref": "A1", "patient_ref": "7K2M9QX4J",
                        "icu_admitted_at": "2026-05-03T08:00" }),
            ),
            record(
                "ecmo_run",
                &json!({ "centre_code": "STH", "admission_ref": "A1", "run_no": 1, "support_type": "PULM",
                        "initial_mode": "VV", "dx_group": "VIRAL", "time_on": "2026-05-04T10:00",
                        "time_on_precision": "MIN" }),
            ),
        ]
    }

    fn contact(reference: &str, start: &str, more: &Value) -> (&'static FormSpec, Raw) {
        let mut json = json!({ "centre_code": "STH", "contact_ref": reference, "admission_ref": "A1",
            "start_at": start, "outcome": "TREATED", "domain": ["RESP"], "minutes": 30, "delivered_by": "PT",
            "staff": [{ "role": "PT", "n": 1 }] });
        for (name, value) in more.as_object().expect("fields") {
            json[name] = value.clone();
        }
        record("physio_contact", &json)
    }

    fn standing(
        records: &Records,
        at: &str,
        indicator: &str,
        form: &str,
        key: &str,
    ) -> Vec<(String, Standing)> {
        let all = World::shipped().contributions_of(records, at, &|of, its| of == form && its == key);
        let shown = all.into_iter().filter(|one| one.indicator == indicator);
        shown.map(|one| (one.unit, one.standing)).collect()
    }

    fn set_on_run(records: &mut Records, field: &str, cell: &str) {
        let (form, raw) = &mut records[2];
        assert!(raw.set(form, field, cell), "a field of the run");
    }

    fn excluded(reason: &str) -> Standing {
        Standing::Excluded(reason.to_owned())
    }

    fn not_yet(reason: &str) -> Standing {
        Standing::NotYet(reason.to_owned())
    }

    #[test]
    fn a_contact_makes_its_day_treated() {
        let mut records = on_ecmo();
        records.push(contact("C1", "2026-05-05T09:00", &json!({})));
        let of = |indicator| standing(&records, "2026-05-08T09:00:00Z", indicator, "physio_contact", "C1");
        let day = || "5 May 2026".to_owned();
        assert_eq!(of("P04"), [(day(), Standing::Met)]);
        assert_eq!(of("P05"), [(day(), Standing::NotMet)]);
        assert_eq!(of("P14"), [(day(), Standing::Met)], "documented, where a low value is the better one");
        assert_eq!(of("P16"), [("contact of 5 May 2026".to_owned(), excluded("no rehabilitation in it"))]);
    }

    #[test]
    fn every_day_of_a_run_is_told_until_today() {
        let days = standing(&on_ecmo(), "2026-05-07T15:00:00Z", "P04", "ecmo_run", "A1/1");
        let expected = [
            ("5 May 2026".to_owned(), Standing::NotMet),
            ("6 May 2026".to_owned(), Standing::NotMet),
            ("7 May 2026".to_owned(), not_yet("the day is not over")),
        ];
        assert_eq!(days, expected);
    }

    #[test]
    fn a_contact_outside_the_opportunity_days_says_why() {
        let mut records = on_ecmo();
        records.push(contact("BEFORE", "2026-05-03T09:00", &json!({})));
        records.push(contact("ARRIVAL", "2026-05-04T16:00", &json!({})));
        records.push(contact("TODAY", "2026-05-07T08:00", &json!({})));
        records.push(contact("LATER", "2026-05-09T08:00", &json!({})));
        let of = |key| standing(&records, "2026-05-07T09:00:00Z", "P04", "physio_contact", key)[0].1.clone();
        assert_eq!(of("BEFORE"), excluded("not on ECMO in a run that counts"));
        assert_eq!(of("ARRIVAL"), excluded("the date of cannulation or arrival is no opportunity day"));
        assert_eq!(of("TODAY"), not_yet("the day counts from noon on"));
        assert_eq!(of("LATER"), not_yet("its time is still to come"));
    }

    #[test]
    fn the_first_24_hours_are_waited_for() {
        let mut records = on_ecmo();
        let of = |records: &Records, at| standing(records, at, "P01", "ecmo_run", "A1/1")[0].1.clone();
        assert_eq!(of(&records, "2026-05-04T20:00:00Z"), not_yet("24 h on ECMO are not over"));
        assert_eq!(of(&records, "2026-05-06T09:00:00Z"), Standing::NotMet);
        records.push(contact("C1", "2026-05-04T16:00", &json!({})));
        assert_eq!(of(&records, "2026-05-06T09:00:00Z"), Standing::Met);
        set_on_run(&mut records, "time_off", "2026-05-04T22:00");
        assert_eq!(of(&records, "2026-05-06T09:00:00Z"), excluded("less than 24 h on ECMO here"));
    }

    #[test]
    fn an_open_run_and_a_month_without_its_return_are_waited_for() {
        let of = |indicator| {
            standing(&on_ecmo(), "2026-05-08T09:00:00Z", indicator, "ecmo_run", "A1/1")[0].1.clone()
        };
        assert_eq!(of("P07"), not_yet("the run is open"));
        assert_eq!(of("D01"), not_yet("the activity return of its month is not there"));
    }

    #[test]
    fn a_run_out_of_scope_says_why_to_every_indicator_of_runs() {
        let mut records = on_ecmo();
        set_on_run(&mut records, "support_type", "CARD");
        for indicator in ["D01", "P01", "P07"] {
            let found = standing(&records, "2026-05-08T09:00:00Z", indicator, "ecmo_run", "A1/1");
            assert_eq!(found[0].1, excluded("not respiratory support"), "{indicator}");
        }
    }
}
