use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use proptest::prelude::*;

use super::{Files, Plan, network, rows as made};
use domain::dictionary::Dictionary;
use domain::{
    bundle::{Against, Bundle},
    finding::Level,
    time::WallTime,
    value::{Cell as _, PatientRef},
};

/// A tenth of the network: every kind of record, in a fraction of the time.
const SMALL: f64 = 0.1;

fn plan(seed: u64, scale: f64) -> Plan {
    let london = TimeZone::get("Europe/London").unwrap();
    let extract: DateTime = "2026-10-15T12:00".parse().unwrap();
    let extract = WallTime::of(extract, false, &london).unwrap();
    let mut plan =
        Plan::network(seed, "2024-10-01".parse().unwrap(), "2026-09-30".parse().unwrap(), extract).unwrap();
    plan.scale = scale;
    plan
}

/// The network as it is.
static WHOLE: LazyLock<Files> = LazyLock::new(|| network(&plan(1, 1.0)));

/// The rows of a file, each by column.
fn rows<'a>(files: &'a Files, stem: &str) -> Vec<BTreeMap<&'a str, &'a str>> {
    let table = files.get(stem).unwrap();
    table.rows().map(|cells| table.header.iter().map(String::as_str).zip(cells).collect()).collect()
}

/// Every non-empty time of a file with the centre's zone, read as the bundle's readers read it.
fn times(plan: &Plan, files: &Files, stem: &str) -> Vec<(String, Timestamp)> {
    let is_time = |column: &str| {
        column.ends_with("_at") && column != "performed_at"
            || matches!(column, "time_on" | "time_off" | "seg_start" | "seg_stop")
    };
    let mut times = Vec::new();
    for row in rows(files, stem) {
        let zone = &plan.directory.centre(row["centre_code"]).unwrap().zone;
        for (column, cell) in row.iter().filter(|(column, cell)| is_time(column) && cell.len() > 3) {
            let time = WallTime::read(cell, zone)
                .unwrap_or_else(|fault| panic!("{stem}.{column} {cell}: {fault:?}"));
            times.push((format!("{stem}.{column} {cell}"), time.instant()));
        }
    }
    times
}

fn errors(plan: &Plan, files: &Files) -> Vec<String> {
    let bytes = files.iter().map(|(stem, _)| (format!("{stem}.csv"), files.csv(stem).into_bytes())).collect();
    let against = Against {
        directory: &plan.directory,
        as_centre: None,
        now: plan.extract_at.instant(),
        held: Vec::new(),
    };
    let checked = Bundle::open(&bytes, Dictionary::shipped()).unwrap().check(against, &mut |_, _| ());
    let errors = checked.findings.iter().filter(|finding| finding.level == Level::E);
    errors
        .map(|finding| format!("{} {} {} {}", finding.file, finding.row, finding.column, finding.rule))
        .collect()
}

mod the_dictionary {
    use super::*;

    #[test]
    fn has_every_column_that_is_made() {
        let files = Files::empty();
        for (stem, columns) in made::ALL {
            let header = &files.get(stem).unwrap_or_else(|| panic!("no file {stem}")).header;
            for column in *columns {
                assert!(header.iter().any(|known| known == column), "{stem}.{column}");
            }
        }
    }
}

mod the_same_plan {
    use super::*;

    #[test]
    fn gives_the_same_bytes() {
        assert_eq!(network(&plan(7, SMALL)), network(&plan(7, SMALL)));
    }

    #[test]
    fn gives_other_bytes_for_another_seed() {
        assert_ne!(network(&plan(7, SMALL)).csv("patients"), network(&plan(8, SMALL)).csv("patients"));
    }
}

mod the_network {
    use super::*;

    #[test]
    fn has_the_volume_of_the_dossier() {
        let files = &*WHOLE;
        let declared: i64 = rows(files, "ecmo_activity_returns")
            .iter()
            .map(|row| row["runs_started_resp"].parse::<i64>().unwrap())
            .sum();
        // Two years of ten centres: 600 expected, give or take three standard deviations.
        assert!((430..=770).contains(&declared), "{declared} runs declared");
        let contacts = files.get("physio_contacts").unwrap().len();
        assert!((12_000..=28_000).contains(&contacts), "{contacts} contacts");
    }

    #[test]
    fn says_that_it_is_synthetic() {
        assert!(network(&plan(1, SMALL)).csv("bundle").contains("\nsynthetic,true\n"));
    }

    #[test]
    fn holds_every_stratum_and_way_out() {
        let files = &*WHOLE;
        let seen = |stem: &str, column: &str| -> BTreeSet<String> {
            rows(files, stem).iter().map(|row| row[column].to_owned()).collect()
        };
        let includes = |seen: BTreeSet<String>, codes: &[&str]| {
            for code in codes {
                assert!(seen.contains(*code), "{code} is missing from {seen:?}");
            }
        };
        includes(seen("ecmo_runs", "support_type"), &["PULM", "CARD", "ECPR"]);
        includes(seen("ecmo_runs", "time_on_precision"), &["MIN", "HOUR", "DATE"]);
        includes(seen("ecmo_runs", "run_no"), &["1", "2"]);
        includes(seen("ecmo_runs", "arrived_on_ecmo"), &["", "true"]);
        includes(seen("ecmo_runs", "time_off"), &[""]);
        includes(seen("icu_admissions", "source"), &["RETR_ON", "OTHER_ECMO_CENTRE", "WARD"]);
        includes(seen("discharges", "icu_outcome"), &["WARD", "REPAT_ICU", "DIED", "OTHER_ECMO_CENTRE"]);
        includes(seen("follow_ups", "status"), &["DONE", "BOOKED", "DNA", "DIED"]);
    }

    #[test]
    fn links_transfers_in_pairs_of_two_centres() {
        let files = &*WHOLE;
        let runs = rows(files, "ecmo_runs");
        let mut links: BTreeMap<&str, Vec<&BTreeMap<&str, &str>>> = BTreeMap::new();
        for run in runs.iter().filter(|run| !run["transfer_link"].is_empty()) {
            links.entry(run["transfer_link"]).or_default().push(run);
        }
        assert!(!links.is_empty());
        for pair in links.values() {
            let [first, second] = pair[..] else { panic!("{} runs under one link", pair.len()) };
            assert_ne!(first["centre_code"], second["centre_code"]);
            assert_eq!(first["time_on"], second["time_on"]);
            assert_eq!(
                [first["left_on_ecmo"], second["left_on_ecmo"]].iter().filter(|c| **c == "true").count(),
                1
            );
        }
    }

    #[test]
    fn breaks_no_rule() {
        assert_eq!(errors(&plan(1, 1.0), &WHOLE), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn any_seed_keeps_to_the_rules(seed: u64) {
        let plan = plan(seed, SMALL);
        let files = network(&plan);
        prop_assert_eq!(errors(&plan, &files), Vec::<String>::new());
    }

    #[test]
    fn any_seed_tells_nothing_later_than_the_extract(seed: u64) {
        let plan = plan(seed, SMALL);
        let files = network(&plan);
        for (stem, table) in files.iter().filter(|(_, table)| table.header[0] == "centre_code") {
            prop_assert!(table.rows().all(|cells| cells.len() == table.header.len()), "{} is ragged", stem);
            for (what, time) in times(&plan, &files, stem) {
                prop_assert!(time <= plan.extract_at.instant(), "{} is after the extract", what);
            }
        }
    }

    #[test]
    fn any_seed_tiles_its_runs_with_segments(seed: u64) {
        let files = network(&plan(seed, SMALL));
        let segments = rows(&files, "ecmo_mode_segments");
        for run in rows(&files, "ecmo_runs") {
            let of_run = segments.iter().filter(|segment| {
                ["centre_code", "admission_ref", "run_no"].iter().all(|column| segment[column] == run[column])
            });
            let mut expected = run["time_on"];
            for segment in of_run {
                prop_assert_eq!(segment["seg_start"], expected);
                expected = segment["seg_stop"];
            }
            prop_assert_eq!(expected, run["time_off"]);
        }
    }

    #[test]
    fn any_seed_gives_pseudonyms_with_their_check_character(seed: u64) {
        let files = network(&plan(seed, SMALL));
        for patient in rows(&files, "patients") {
            prop_assert!(PatientRef::parse(patient["patient_ref"]).is_some());
        }
    }
}

mod known_by {
    use super::*;

    fn earlier() -> (Plan, Files, WallTime) {
        let mut plan = plan(3, SMALL);
        let london = TimeZone::get("Europe/London").unwrap();
        let at = WallTime::of("2026-05-05T12:00".parse().unwrap(), false, &london).unwrap();
        let known = network(&plan).known_by(at, &plan.cycles);
        plan.extract_at = at;
        (plan, known, at)
    }

    #[test]
    fn nothing_is_later_and_nothing_lacks_what_it_belongs_to() {
        let (plan, known, at) = earlier();
        for (stem, _) in known.iter().filter(|(stem, _)| *stem != "bundle" && *stem != "patients") {
            let late = times(&plan, &known, stem).into_iter().find(|(_, time)| *time > at.instant());
            assert_eq!(late, None, "{stem}");
        }
        assert_eq!(errors(&plan, &known), Vec::<String>::new());
    }

    #[test]
    fn what_was_known_is_still_the_same_later() {
        let (_, known, _) = earlier();
        let whole = network(&plan(3, SMALL));
        for stem in ["physio_contacts", "ecmo_runs", "rehab_pathways"] {
            let all: BTreeSet<Vec<&str>> = whole.get(stem).unwrap().rows().collect();
            let (before, now) = (known.get(stem).unwrap(), whole.get(stem).unwrap());
            assert!(before.rows().all(|row| all.contains(&row)), "{stem}");
            assert!(before.len() > now.len() / 2 && before.len() < now.len(), "{stem}");
        }
    }
}
