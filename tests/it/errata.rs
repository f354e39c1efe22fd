//! From one pack to the next: cases that are opened and responded to, corrections that are signed off, and what the
//! next cycle's packs tell of both.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use acts::{Acts, Places, Signing};
use domain::actor::Actor;
use domain::case::{CaseLevel, CaseStep, Direction};
use files::Shelf;
use reporting::board::Board;
use reporting::indicators::{NETWORK, Period};
use reporting::snapshot::Snapshot;
use reporting::statistics::{Outlier, outlier};
use store::Store;
use testkit::command::Ecmopt;
use testkit::fixtures::{audit_lead, centre_lead};

use crate::corrected::corrected;

const CYCLE: &str = "2026H1";
const NEXT: &str = "2026H2";

fn freeze(ecmopt: &Ecmopt, cycle: &str) {
    for step in ["open", "lock", "freeze"] {
        let insist = ["--reason", "The tests do not wait", "--confirm", cycle];
        let insist = if step == "open" { &[][..] } else { &insist };
        ecmopt.must(&[&["cycle", step, cycle], insist].concat());
    }
}

fn snapshot(ecmopt: &Ecmopt, cycle: &str) -> Snapshot {
    Snapshot::open(&ecmopt.path(&format!("data/snapshots/{cycle}"))).unwrap()
}

fn call(actor: Actor) -> acts::Call {
    let clock = || "2026-11-29T09:00:00Z".parse().unwrap();
    acts::Call::new(actor, Arc::new(clock))
}

/// A pack of the next cycle; the folder of its tables.
fn pack(ecmopt: &Ecmopt, definition: &str, centre: Option<&str>) -> PathBuf {
    let (from, out) = (format!("data/snapshots/{NEXT}"), format!("pack-{definition}"));
    let mut args = vec!["pack", &*from, "--definition", definition, "--out", &*out];
    args.extend(centre.iter().flat_map(|code| ["--centre", code]));
    ecmopt.must(&args);
    ecmopt.must(&["pack", "verify", &out, "--snapshot", &from]);
    ecmopt.path(&out)
}

fn page(pack: &std::path::Path) -> String {
    fs::read_to_string(pack.join("pack.html")).unwrap()
}

fn rows(pack: &std::path::Path, table: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(pack.join(format!("csv/{table}.csv"))).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_and_corrections_are_told_by_the_next_pack() {
    let ecmopt = Ecmopt::new();
    ecmopt.must(&["import", example_data::path("network").to_str().unwrap()]);
    freeze(&ecmopt, CYCLE);
    let store = Store::open(&ecmopt.sqlite()).await.unwrap();
    let files = Shelf::in_folder(&ecmopt.path("data/files")).unwrap();
    let [snapshots, release_keys] = ["data/snapshots", "data/release-keys"].map(|name| ecmopt.path(name));
    let acts = Acts::of(store.clone()).keeping(Places { snapshots, files, release_keys });
    let own = cases_are_what_a_funnel_says(&ecmopt, &acts).await;
    corrections_are_signed_off_as_they_are(&ecmopt, &acts).await;
    freeze(&ecmopt, NEXT);
    the_members_pack_tells_no_word(&ecmopt, &own);
    the_centres_own_tells_everything(&ecmopt, &own);
    let broken = store.verify(&mut |_| {}).await.unwrap().broken;
    assert_eq!(broken, None);
}

/// Opens the cases and responds to one; the centre and indicator of that.
async fn cases_are_what_a_funnel_says(ecmopt: &Ecmopt, acts: &Acts) -> (String, String) {
    let opened = acts.open_cases(&call(audit_lead()), CYCLE).await.unwrap();
    assert!(opened.new > 0 && opened.new == opened.found, "{opened:?}");
    assert_eq!(acts.open_cases(&call(audit_lead()), CYCLE).await.unwrap().new, 0);
    let cases = acts.store().cases(&audit_lead()).await.unwrap();
    assert_eq!(cases.len(), opened.new);
    let board = Board::measure(&snapshot(ecmopt, CYCLE)).unwrap();
    let cycle = board.cycles().iter().find(|cycle| cycle.id == CYCLE).unwrap();
    let period = Period::new(cycle.start, cycle.end).unwrap();
    // The same again, from the numbers alone.
    let mut expected = BTreeSet::new();
    for indicator in cases.iter().map(|kept| kept.case.found.indicator.clone()).collect::<BTreeSet<_>>() {
        let share = |place: &str| {
            let value = board.value(&indicator, place, period)?;
            Some((value.k?, value.n)).filter(|(k, n)| *n > 0 && k <= n)
        };
        let (k, n) = share(NETWORK).unwrap();
        for centre in board.centres() {
            let Some((own_k, own_n)) = share(&centre.code).filter(|(_, n)| *n >= 10) else { continue };
            let is_beyond = |alpha: f64| tail(own_k, own_n, f64::from(k) / f64::from(n)) <= alpha;
            match outlier(own_k, own_n, f64::from(k) / f64::from(n)).unwrap() {
                Outlier::Within => {}
                beyond if is_beyond(0.025) => {
                    let is_alarm = beyond == Outlier::Alarm && is_beyond(0.001);
                    expected.insert((indicator.clone(), centre.code.clone(), is_alarm));
                }
                _ => {}
            }
        }
    }
    let found: BTreeSet<_> = cases
        .iter()
        .map(|kept| &kept.case.found)
        .map(|found| (found.indicator.clone(), found.centre.to_string(), found.level == CaseLevel::Alarm))
        .collect();
    assert_eq!(found, expected);
    assert!(cases.iter().all(|kept| !kept.case.found.indicator.starts_with('S')), "a rate has no funnel");
    for kept in &cases {
        let asks = kept.case.found.level == CaseLevel::Alarm && kept.case.found.direction == Direction::Worse;
        assert_eq!(kept.case.due.is_some(), asks, "{:?}", kept.case.found);
    }
    // Nothing need be due: a response is always welcome.
    let shown = cases.iter().find(|kept| kept.case.found.is_shown).expect("a case that members are told of");
    let found = &shown.case.found;
    let lead = centre_lead(found.centre.as_str());
    let now = call(lead.clone()).now();
    acts.store()
        .take_case(&lead, now, shown.id, CaseStep::Respond, "Two weeks were without staff.")
        .await
        .unwrap();
    (found.centre.to_string(), found.indicator.clone())
}

/// How often chance gives so many of n or more, or so few or fewer, summed term by term.
fn tail(k: u32, n: u32, p: f64) -> f64 {
    let term = |hits: u32| {
        let ways: f64 = (0..hits).map(|i| (f64::from(n - i) / f64::from(i + 1)).ln()).sum();
        (ways + f64::from(hits) * p.ln() + f64::from(n - hits) * (1.0 - p).ln()).exp()
    };
    let is_above = f64::from(k) > p * f64::from(n);
    if is_above { (k..=n).map(term).sum() } else { (0..=k).map(term).sum() }
}

async fn corrections_are_signed_off_as_they_are(ecmopt: &Ecmopt, acts: &Acts) {
    acts.measure_live(&call(Actor::service("test"))).await.unwrap();
    let live =
        async || acts.live(&call(audit_lead()), std::time::Duration::ZERO).await.unwrap().live.unwrap();
    let nothing = acts.corrections(&call(audit_lead()), &*live().await).await.unwrap().unwrap();
    assert!(nothing.moved.lines.is_empty() && !nothing.is_signed());
    corrected(ecmopt);
    ecmopt.must(&["import", "corrected"]);
    let sign = async |hash: &str| {
        acts.sign_corrections(&call(audit_lead()), hash, "A safety screen was not done after all.")
            .await
            .unwrap()
    };
    assert_eq!(sign(&nothing.moved.hash).await, Signing::Moved, "what was shown is not what is there now");
    let delta = acts.corrections(&call(audit_lead()), &*live().await).await.unwrap().unwrap();
    assert!(!delta.is_signed() && delta.moved.lines.len() == 2, "measured anew: {:?}", delta.moved.lines);
    assert!(delta.moved.lines.iter().all(|line| line.indicator == "P16"));
    assert_eq!(sign(&delta.moved.hash).await, Signing::Done);
    assert!(acts.corrections(&call(audit_lead()), &*live().await).await.unwrap().unwrap().is_signed());
}

fn the_members_pack_tells_no_word(ecmopt: &Ecmopt, (centre, indicator): &(String, String)) {
    let pack = pack(ecmopt, "biannual", None);
    let followed = rows(&pack, "cases_followed");
    assert!(!followed.is_empty());
    let snapshot = snapshot(ecmopt, NEXT);
    let governance = &snapshot.manifest().header.governance;
    let shown = governance.cases.iter().filter(|case| case.is_shown).count();
    assert_eq!(followed.len(), shown, "what is held back is not listed");
    let responded: Vec<_> =
        followed.iter().filter(|row| row.iter().any(|cell| cell == "29 November 2026")).collect();
    assert!(!responded.is_empty(), "{followed:?}");
    assert!(
        governance
            .cases
            .iter()
            .any(|case| case.centre == *centre && case.indicator == *indicator && case.said.len() == 1)
    );
    let page = page(&pack);
    assert!(page.contains("Corrected since the last pack"));
    assert!(page.contains("A safety screen was not done after all."), "the audit lead's sentence");
    assert!(!page.contains("Two weeks were without staff."), "no word of a case");
    let corrected = rows(&pack, "corrected");
    assert!(corrected.iter().any(|row| row.iter().any(|cell| cell == "The network")), "{corrected:?}");
    assert!(corrected.iter().all(|row| row.iter().any(|cell| cell == "Yes")), "{corrected:?}");
}

fn the_centres_own_tells_everything(ecmopt: &Ecmopt, (centre, _): &(String, String)) {
    let pack = pack(ecmopt, "centre", Some(centre));
    let page = page(&pack);
    assert!(page.contains("Two weeks were without staff."));
    let names: BTreeSet<String> =
        rows(&pack, "cases_followed").into_iter().map(|row| row[0].clone()).collect();
    let places: BTreeSet<String> = rows(&pack, "cases_followed")
        .into_iter()
        .flat_map(|row| row.into_iter().filter(|cell| !cell.is_empty()))
        .collect();
    let board = Board::measure(&snapshot(ecmopt, NEXT)).unwrap();
    let others: Vec<_> = board.centres().iter().filter(|other| other.code != *centre).collect();
    assert!(others.iter().all(|other| !places.contains(&other.name)), "no case of another centre: {names:?}");
}
