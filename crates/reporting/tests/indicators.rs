//! Every indicator of the example network, for every centre, the network, both periods and all quarters.

#![expect(clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::collections::BTreeMap;

use domain::forms::adverse_event::{Relation, Severity};
use domain::forms::physio_contact::SafetyScreen;
use measures::contact::Contact;
use measures::day::Day;
use measures::event::EventOnEcmo;
use reporting::frames::{Frames, Pace};
use reporting::indicators::{Better, Breakdown, Definition, Extra, Indicators, NETWORK, Period, compute};
use reporting::snapshot::Snapshot;
use serde_json::Value;

type Key = (String, String, String, String);

/// One test: writing the snapshot is the slow part.
#[test]
fn the_example_network() {
    definitions_are_those_of_the_catalogue();
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path().join("snapshot");
    support::network::snapshot(&dir);
    let snapshot = Snapshot::open(&dir).expect("the snapshot");
    every_value_is_the_expected_one(&snapshot);
    months_and_flows_add_up(&snapshot);
    parts_come_to_the_whole(&snapshot);
    parts_are_of_what_the_indicators_count(&snapshot);
    typed_records_measure_what_the_tables_do(&snapshot);
}

fn every_value_is_the_expected_one(snapshot: &Snapshot) {
    let expected = example_data::json("expected/indicators.json");
    let periods = expected["periods"].as_array().expect("a list");
    let periods: Vec<Period> =
        periods.iter().map(|text| text.as_str().expect("text").parse().expect("a period")).collect();
    let values = compute(snapshot, &periods).expect("the indicators");
    let found = keyed(serde_json::to_value(values).expect("JSON").as_array().expect("a list"));

    let wanted = keyed(expected["records"].as_array().expect("a list"));
    assert_eq!(wanted.len(), 43 * 11 * 10, "43 indicators, eleven places, ten periods");
    assert!(found.keys().eq(wanted.keys()), "the same records");
    let wrong: Vec<String> = wanted
        .iter()
        .filter(|(key, wanted)| !agree(&found[*key], wanted))
        .map(|(key, wanted)| format!("found  {}\nwanted {wanted}", found[key]))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} differ, the first:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(12)].join("\n")
    );
}

/// Reasons, aims and major events are those of P15, S01 and S02, and every variable of the case mix is of the same admissions.
fn parts_are_of_what_the_indicators_count(snapshot: &Snapshot) {
    let frames = Frames::of(snapshot).expect("the frames");
    let period: Period = "2026-04-01..2026-09-30".parse().expect("a period");
    let indicators =
        Indicators::of(snapshot, Definition::shipped().expect("definitions")).expect("the indicators");
    let value = |id: &str, place: &str| indicators.value(id, place, period).expect("a value");
    for breakdown in Breakdown::shipped().expect("breakdowns") {
        let variables = breakdown.count(&frames, period).expect("counts");
        for variable in &variables {
            assert_eq!(variable.network.iter().sum::<u32>(), variables[0].network.iter().sum::<u32>());
            for (code, parts) in indicators.centres().iter().zip(&variable.centres) {
                let all: u32 = parts.iter().sum();
                match breakdown.id.as_str() {
                    "domains" => assert_eq!(all, value("S01", code).n, "{code}"),
                    "reasons" => {
                        let decisions = value("P15", code);
                        let missing = match decisions.extra.get("n_excluded_reason_missing") {
                            Some(Extra::Count(missing)) => *missing,
                            _ => 0,
                        };
                        assert_eq!(all, decisions.n + missing, "{code}");
                    }
                    _ => {
                        let first = &variables[0].centres[position(&indicators, code)];
                        assert_eq!(all, first.iter().sum::<u32>());
                    }
                }
            }
        }
        assert!(variables[0].network.iter().sum::<u32>() > 50, "{} counts something", breakdown.id);
    }
    let severe = frames.severe_events(period);
    assert_eq!(u32::try_from(severe.len()).ok(), value("S02", NETWORK).k);
    let two_years: Period = "2024-10-01..2026-09-30".parse().expect("a period");
    let all = frames.severe_events(two_years).len();
    let gaps = indicators.gaps("S02", NETWORK, two_years).expect("S02 is rare");
    assert_eq!(gaps.gaps.len() + 1, all, "one gap less than events");
    let between: u32 = gaps.gaps.iter().map(|gap| gap.1).sum::<u32>() + gaps.since_last.expect("events");
    assert!(between <= value_of(&indicators, "S02", two_years), "{between}");
}

fn position(indicators: &Indicators, code: &str) -> usize {
    indicators.centres().iter().position(|centre| centre == code).expect("a centre")
}

fn value_of(indicators: &Indicators, id: &str, period: Period) -> u32 {
    indicators.value(id, NETWORK, period).expect("a value").n
}

/// What the network decides about each indicator is what the data dictionary lists.
fn definitions_are_those_of_the_catalogue() {
    let expected = example_data::json("expected/indicators.json");
    for definition in Definition::shipped().expect("definitions") {
        let listed = &expected["catalogue"][&definition.id];
        assert_eq!(listed["name"], definition.name.as_str(), "{}", definition.id);
        assert_eq!(listed["kind"], definition.kind.family(), "{}", definition.id);
        assert_eq!(listed["unit"], definition.unit.replace('_', " ").as_str(), "{}", definition.id);
        assert_eq!(listed["cohort"], definition.cohort.as_str(), "{}", definition.id);
        assert_eq!(listed["core"], definition.core, "{}", definition.id);
        assert_eq!(listed["better"] == "high", definition.better == Better::High, "{}", definition.id);
        assert_eq!(listed["target"].as_f64(), definition.target, "{}", definition.id);
        assert_eq!(listed["aspiration"].as_f64(), definition.aspiration, "{}", definition.id);
    }
}

/// Two readers, one definition: the columns of a snapshot and the records themselves.
fn typed_records_measure_what_the_tables_do(snapshot: &Snapshot) {
    let ever: Period = "2000-01-01..2100-12-31".parse().expect("a period");
    let values = compute(snapshot, &[ever]).expect("the indicators");
    let found = |indicator: &str, centre: &str| {
        let value = values.iter().find(|value| value.indicator == indicator && value.centre == centre);
        value.map(|value| (value.k.expect("a numerator") as usize, value.n as usize)).expect("a value")
    };
    let number = |indicator: &str, centre: &str| {
        let value = values.iter().find(|value| value.indicator == indicator && value.centre == centre);
        value.map(|value| value.n as usize).expect("a value")
    };
    let directory = support::network::directory();
    let extract = snapshot.manifest().header.extract_at;
    for (centre, ledger) in support::typed::ledgers(&directory.centres, extract) {
        let days = |test: fn(&Day) -> bool| ledger.days.iter().filter(|day| test(day)).count();
        let all = ledger.days.len();
        assert_eq!(found("P04", &centre), (days(|day| day.treated), all), "{centre}");
        assert_eq!(found("P05", &centre), (days(|day| day.rehab), all), "{centre}");
        assert_eq!(found("P06", &centre), (days(|day| day.ims >= Some(3)), all), "{centre}");
        assert_eq!(found("P14", &centre), (days(|day| !day.is_documented()), all), "{centre}");
        let runs = ledger.runs.iter().filter(|run| run.is_closed() && run.opportunity_days > 0);
        let mobilised = runs.clone().filter(|run| run.max_ims >= Some(3));
        assert_eq!(found("P07", &centre), (mobilised.count(), runs.count()), "{centre}");
        let survivors =
            || ledger.episodes.iter().filter(|episode| episode.course.is_survivor() && !episode.left_on_ecmo);
        assert_eq!(
            number("O02", &centre),
            survivors().filter(|episode| episode.ims_at_icu_discharge.is_some()).count()
        );
        let with_cpax = survivors().filter(|episode| episode.course.is_long() && episode.cpax.is_some());
        assert_eq!(number("O03", &centre), with_cpax.count(), "{centre}");
        let reviews = || survivors().filter_map(|episode| Some((episode, episode.review?)));
        let due = reviews().filter(|(episode, due)| {
            let gone = due.died || due.died_undated || (due.transferred && !due.held);
            due.is_past && episode.course.at_risk == Some(true) && !gone
        });
        let held = due.clone().filter(|(_, due)| due.held);
        assert_eq!(found("O07", &centre), (held.count(), due.count()), "{centre}");
        assert_eq!(number("P13", &centre), ledger.weeks.len(), "{centre}");
        let timed = ledger.rehab_days.iter().filter(|day| day.minutes.is_some());
        assert_eq!(number("P10", &centre), timed.count(), "{centre}");
        let caused = |event: &&EventOnEcmo| {
            let likely = [Relation::Definite, Relation::Probable, Relation::Possible];
            event.event.relation.is_some_and(|relation| likely.contains(&relation))
                && event.event.severity.is_some_and(|severity| severity != Severity::S0)
        };
        assert_eq!(found("S01", &centre).0, ledger.events.iter().filter(caused).count(), "{centre}");
        let moved = ledger.contacts.iter().map(|on| &on.contact);
        let moved = moved.filter(|contact| contact.is_rehab() && contact.ims >= Some(2));
        let is_screened = |contact: &&Contact| {
            matches!(contact.safety_screen, Some(SafetyScreen::Pass | SafetyScreen::RiskAccepted))
        };
        assert_eq!(
            found("P16", &centre),
            (moved.clone().filter(is_screened).count(), moved.count()),
            "{centre}"
        );
    }
}

/// However few centres are read together: a linked transfer joins two of them, and is known all the same.
fn parts_come_to_the_whole(snapshot: &Snapshot) {
    let ever: Period = "2000-01-01..2100-01-01".parse().expect("a period");
    let shipped = || Definition::shipped().expect("definitions");
    let mut whole = Indicators::none(shipped());
    whole.add(&Frames::of(snapshot).expect("the frames")).expect("measured");
    for (most, pace) in [(0, Pace::Ahead), (0, Pace::OneByOne), (3_000, Pace::Ahead), (9_000, Pace::OneByOne)]
    {
        let (mut parts, mut by_parts) = (0, Indicators::none(shipped()));
        let mut flows = Vec::new();
        Frames::each_of(snapshot, most, pace, |frames| {
            parts += 1;
            flows.push(frames.flows(None, ever));
            by_parts.add(frames)
        })
        .expect("measured");
        assert!(parts > 1, "{most}");
        assert_eq!(by_parts.values(ever), whole.values(ever), "{most}");
        for definition in shipped() {
            let months = |of: &Indicators| of.monthly(&definition.id, NETWORK, ever);
            assert_eq!(months(&by_parts), months(&whole), "{} by month, {most}", definition.id);
        }
        let entered = flows.iter().map(|flows| flows[2].entered).sum::<u32>();
        let all = Frames::of(snapshot).expect("the frames").flows(None, ever)[2].entered;
        assert_eq!(entered, all, "{most}");
    }
}

fn months_and_flows_add_up(snapshot: &Snapshot) {
    let frames = Frames::of(snapshot).expect("the frames");
    let indicators = Indicators::of(snapshot, Definition::shipped().expect("definitions")).expect("measured");
    let cycle: Period = "2026-04-01..2026-09-30".parse().expect("a period");
    // What a period counts once however many months name it does not add up: completeness, and the latest audit of a service.
    let adds_up = |definition: &&Definition| definition.counts.is_of_patient();
    for definition in indicators.definitions().filter(adds_up) {
        for place in ["STH", NETWORK] {
            let whole = indicators.value(&definition.id, place, cycle).expect("an indicator");
            let months = indicators.monthly(&definition.id, place, cycle);
            assert_eq!(months.len(), 6);
            let sum = months.iter().fold((0, 0), |(k, n), month| (k + month.k.unwrap_or(0), n + month.n));
            assert_eq!(sum, (whole.k.unwrap_or(0), whole.n), "{} {place}", definition.id);
        }
    }
    for flow in frames.flows(None, cycle).iter().chain(&frames.flows(Some("STH"), cycle)) {
        let left_out: u32 = flow.left_out.iter().map(|l| l.n).sum();
        assert_eq!(flow.entered, left_out + flow.included, "{flow:?}");
        assert!(0 < flow.included && flow.included < flow.entered, "{flow:?}");
    }
    let [runs, in_scope, contacts] = &frames.flows(None, cycle)[..] else { panic!("three flows") };
    assert_eq!((runs.entered, contacts.entered), (666, 20_348), "every record of the example data");
    assert_eq!(runs.included, in_scope.entered);
    let counts = frames.run_counts(cycle);
    assert_eq!((counts.all(), counts.ended + counts.went_on), (in_scope.included, in_scope.included));
}

fn keyed(records: &[Value]) -> BTreeMap<Key, Value> {
    let text = |record: &Value, name: &str| record[name].as_str().expect("text").to_owned();
    let key = |record: &Value| {
        (text(record, "indicator"), text(record, "from"), text(record, "to"), text(record, "centre"))
    };
    records.iter().map(|record| (key(record), record.clone())).collect()
}

/// Equal but for fractions, which may differ by a relative 1e-9.
fn agree(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Number(a), Value::Number(b)) if a.is_u64() && b.is_u64() => a == b,
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().expect("a number"), b.as_f64().expect("a number"));
            (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agree(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| agree(a, b)))
        }
        _ => found == wanted,
    }
}
