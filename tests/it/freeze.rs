//! Freezing with the real binary: two at once, ended in the middle, over a place that is taken.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rstest::rstest;
use testkit::command::Ecmopt;
use testkit::database::{Backend, Database};

const FREEZE: &[&str] =
    &["cycle", "freeze", "2025H2", "--reason", "The tests do not wait", "--confirm", "2025H2"];
const LOCK: &[&str] =
    &["cycle", "lock", "2025H2", "--reason", "The tests do not wait", "--confirm", "2025H2"];

fn locked(database: &Database) -> Ecmopt {
    let ecmopt = Ecmopt::on(&database.url);
    ecmopt.must(&["migrate"]);
    ecmopt.must(&["cycle", "open", "2025H2"]);
    ecmopt.must(LOCK);
    ecmopt
}

fn snapshots(ecmopt: &Ecmopt) -> PathBuf {
    ecmopt.path("data/snapshots")
}

/// What stands among the snapshots, by name.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

/// The cycle is frozen, with the snapshot that stands in its place, and nothing else lies there.
async fn is_frozen(ecmopt: &Ecmopt, database: &Database) {
    let frozen = database.strings("SELECT snapshot_hash FROM cycle WHERE state = 'FROZEN'").await;
    let manifest = fs::read(snapshots(ecmopt).join("2025H2/manifest.json")).unwrap();
    assert_eq!(frozen, [files::sha256(&manifest)]);
    assert_eq!(names(&snapshots(ecmopt)), ["2025H2"]);
    ecmopt.must(&["indicators", "data/snapshots/2025H2"]);
}

async fn thaw(ecmopt: &Ecmopt, database: &Database) {
    database
        .tamper(
            "UPDATE cycle SET state = 'LOCKING', locking_since = 0, frozen_at = NULL, snapshot_hash = NULL, \
             dictionary_version = NULL, indicator_version = NULL",
        )
        .await;
    fs::remove_dir_all(snapshots(ecmopt)).unwrap();
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn twice_at_once_is_one_freeze(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let database = Database::empty(on).await;
    let ecmopt = locked(&database);
    for _ in 0..6 {
        let start = || ecmopt.command(FREEZE).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let said = [start(), start()].map(|child| child.wait_with_output().unwrap());
        assert!(said.iter().any(|said| said.status.success()), "{said:?}");
        is_frozen(&ecmopt, &database).await;
        thaw(&ecmopt, &database).await;
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn ended_at_any_point_is_finished_by_the_same_command(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    #[values(".partial", ".whole", "2025H2")] seen: &str,
) {
    let database = Database::empty(on).await;
    let ecmopt = locked(&database);
    let mut child = ecmopt.command(FREEZE).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let end = Instant::now() + Duration::from_mins(1);
    // Ended as soon as a folder of this kind is seen, or when it has ended by itself.
    while !names(&snapshots(&ecmopt)).iter().any(|name| name.ends_with(seen)) && Instant::now() < end {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    ecmopt.must(FREEZE);
    is_frozen(&ecmopt, &database).await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn ended_between_the_commit_and_the_place_is_finished(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let database = Database::empty(on).await;
    let ecmopt = locked(&database);
    ecmopt.must(FREEZE);
    let folder = snapshots(&ecmopt);
    fs::rename(folder.join("2025H2"), folder.join(".2025H2.abc123.whole")).unwrap();
    ecmopt.must(FREEZE);
    is_frozen(&ecmopt, &database).await;
    fs::remove_dir_all(folder.join("2025H2")).unwrap();
    let lost = ecmopt.run(FREEZE);
    assert!(lost.code == 1 && lost.err.contains("Restore that folder from a copy"), "{}", lost.err);
}

#[test]
fn of_a_cycle_that_cannot_be_frozen_leaves_nothing() {
    let ecmopt = Ecmopt::new();
    ecmopt.must(&["migrate"]);
    for sentence in ["There is no cycle 2025H2.", "A cycle that is OPEN cannot become FROZEN."] {
        let refused = ecmopt.run(FREEZE);
        assert_eq!(refused.code, 1);
        assert!(refused.err.contains(sentence), "{}", refused.err);
        assert_eq!(names(&snapshots(&ecmopt)), [""; 0]);
        ecmopt.run(&["cycle", "open", "2025H2"]);
    }
    ecmopt.must(LOCK);
    ecmopt.must(FREEZE);
}

#[test]
fn before_the_deadline_needs_a_reason_and_the_name() {
    let ecmopt = Ecmopt::new();
    ecmopt.must(&["migrate"]);
    ecmopt.must(&["cycle", "open", "2026H2"]);
    let refused = ecmopt.run(&["cycle", "lock", "2026H2"]);
    assert!(
        refused.code == 1 && refused.err.contains("give a reason and the cycle’s name"),
        "{}",
        refused.err
    );
    let half = ecmopt.run(&["cycle", "lock", "2026H2", "--reason", "early"]);
    assert_eq!(half.code, 2, "{}", half.err);
    ecmopt.must(&["cycle", "lock", "2026H2", "--reason", "early", "--confirm", "2026H2"]);
    ecmopt.must(&["cycle", "unlock", "2026H2", "--reason", "a mistake"]);
    assert!(ecmopt.must(&["cycle", "list"]).contains("OPEN"));
    ecmopt.must(&["verify"]);
}

#[test]
fn another_snapshot_of_a_frozen_cycle_makes_no_pack() {
    let ecmopt = Ecmopt::new();
    ecmopt.must(&["migrate"]);
    for step in [&["cycle", "open", "2025H2"][..], LOCK, FREEZE] {
        ecmopt.must(step);
    }
    ecmopt.must(&["snapshot", "--cycle", "2025H2", "--extract-at", "2026-01-01T12:00", "--out", "later"]);
    for command in [&["indicators", "later"][..], &["pack", "later", "--out", "pack"]] {
        let refused = ecmopt.run(command);
        assert_eq!(refused.code, 1, "{}", refused.err);
        assert!(
            refused.err.contains("is not the snapshot that cycle 2025H2 was frozen with"),
            "{}",
            refused.err
        );
    }
    ecmopt.must(&["pack", "data/snapshots/2025H2", "--out", "pack"]);
    ecmopt.must(&["pack", "verify", "pack", "--snapshot", "data/snapshots/2025H2"]);
    let manifest = ecmopt.path("data/snapshots/2025H2/manifest.json");
    let edited =
        fs::read_to_string(&manifest).unwrap().replace("\"synthetic\": false", "\"synthetic\": true");
    fs::write(&manifest, edited).unwrap();
    for command in [
        &["indicators", "data/snapshots/2025H2"][..],
        &["pack", "data/snapshots/2025H2", "--out", "pack"],
        &["pack", "verify", "pack", "--snapshot", "data/snapshots/2025H2"],
    ] {
        let refused = ecmopt.run(command);
        assert!(refused.code == 1 && refused.err.contains("manifest.json was changed"), "{}", refused.err);
    }
}
