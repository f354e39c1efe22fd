//! Backups: made while the service writes, brought back into an empty place, tried out; on both databases.

use rstest::rstest;
use serde_json::json;
use testkit::command::Ecmopt;
use testkit::database::{Backend, Database};

const BUNDLE_MEMBER: [&str; 10] = [
    "member",
    "add",
    "--login",
    "lead",
    "--name",
    "Lead of St Thomas'",
    "--role",
    "centre-lead",
    "--centre",
    "STH",
];

/// An installation with a member, a snapshot and records in it.
async fn installed(on: Backend) -> (Database, Ecmopt) {
    let database = Database::empty(on).await;
    let ecmopt = match on {
        Backend::Sqlite => Ecmopt::new(),
        Backend::Postgres => Ecmopt::on(&database.url),
    };
    let said = ecmopt.run_with(&BUNDLE_MEMBER, "correct horse battery staple\n");
    assert_eq!(said.code, 0, "{}", said.err);
    std::fs::create_dir_all(ecmopt.path("data/snapshots/2025H2")).unwrap();
    std::fs::write(ecmopt.path("data/snapshots/2025H2/manifest.json"), json!({"a": 1}).to_string()).unwrap();
    (database, ecmopt)
}

/// Another empty installation on the same kind of database.
async fn empty(on: Backend) -> (Database, Ecmopt) {
    let database = Database::empty(on).await;
    match on {
        Backend::Sqlite => (database, Ecmopt::new()),
        Backend::Postgres => {
            let ecmopt = Ecmopt::on(&database.url);
            (database, ecmopt)
        }
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn brings_everything_back_into_an_empty_place(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_held, ecmopt) = installed(on).await;
    let head = ecmopt.must(&["head"]);
    let said = ecmopt.must(&["backup", "kept.zip"]);
    assert!(said.contains(head.trim()), "the backup names the head: {said}");
    assert!(said.contains("member"), "and counts each table: {said}");

    let (_fresh, other) = empty(on).await;
    let file = ecmopt.path("kept.zip");
    other.must(&["restore", file.to_str().unwrap()]);
    assert_eq!(other.must(&["head"]), head);
    other.must(&["verify", "--expect-head", head.trim()]);
    assert!(other.must(&["member", "list"]).contains("lead"));
    let snapshot = std::fs::read_to_string(other.path("data/snapshots/2025H2/manifest.json")).unwrap();
    assert_eq!(snapshot, json!({"a": 1}).to_string());

    let again = other.run(&["restore", file.to_str().unwrap()]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("into an empty place only"), "{}", again.err);
}

/// A pack that was made in the browser is kept, and comes back as it was.
#[tokio::test(flavor = "multi_thread")]
async fn brings_packs_back() {
    use acts::{Acts, Places};
    use domain::actor::Actor;
    use testkit::fixtures::audit_lead;
    let ecmopt = Ecmopt::new();
    ecmopt.must(&["migrate"]);
    ecmopt.must(&["cycle", "open", "2025H2"]);
    for step in ["lock", "freeze"] {
        ecmopt.must(&["cycle", step, "2025H2", "--reason", "The tests do not wait", "--confirm", "2025H2"]);
    }
    let store = store::Store::open(&ecmopt.sqlite()).await.unwrap();
    let shelf = files::Shelf::in_folder(&ecmopt.path("data/files")).unwrap();
    let acts = Acts::of(store).keeping(Places {
        snapshots: ecmopt.path("data/snapshots"),
        files: shelf,
        release_keys: ecmopt.path("keys"),
    });
    acts.ask_for_pack(&crate::packs::call(audit_lead()), "biannual", "2025H2", None).await.unwrap();
    assert_eq!(acts.build_packs(&crate::packs::call(Actor::service("test"))).await.unwrap(), 1);
    acts.store().close().await;
    ecmopt.must(&["backup", "kept.zip"]);
    let other = Ecmopt::new();
    other.must(&["restore", ecmopt.path("kept.zip").to_str().unwrap()]);
    other.must(&["verify"]);
    std::fs::remove_dir_all(other.path("data/files")).unwrap();
    let lost = other.run(&["verify"]);
    assert!(
        lost.code == 1 && lost.out.contains("pack.pdf of the pack biannual 2025H2 is missing"),
        "{}",
        lost.out
    );
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn of_one_database_is_brought_back_to_the_other() {
    let (_held, ecmopt) = installed(Backend::Postgres).await;
    let head = ecmopt.must(&["head"]);
    ecmopt.must(&["backup", "kept.zip"]);
    let (_fresh, other) = empty(Backend::Sqlite).await;
    other.must(&["restore", ecmopt.path("kept.zip").to_str().unwrap()]);
    other.must(&["verify", "--expect-head", head.trim()]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn is_tried_out_and_passes(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (database, ecmopt) = installed(on).await;
    assert_eq!(ecmopt.must(&["backup", "--drill"]), "PASS\n");
    ecmopt.must(&["backup", "kept.zip"]);
    assert_eq!(ecmopt.must(&["backup", "--drill", "kept.zip"]), "PASS\n");
    if on == Backend::Postgres {
        let left = "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'ecmopt_drill%'";
        assert_eq!(database.strings(left).await, Vec::<String>::new(), "the scratch place is gone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn that_was_damaged_is_refused_and_restores_nothing() {
    let (_held, ecmopt) = installed(Backend::Sqlite).await;
    ecmopt.must(&["backup", "kept.zip"]);
    let mut bytes = std::fs::read(ecmopt.path("kept.zip")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(ecmopt.path("bad.zip"), bytes).unwrap();
    let said = ecmopt.run(&["backup", "--drill", "bad.zip"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("damaged"), "{}", said.err);
    let (_fresh, other) = empty(Backend::Sqlite).await;
    let refused = other.run(&["restore", ecmopt.path("bad.zip").to_str().unwrap()]);
    assert_eq!(refused.code, 1);
    assert!(!other.path("data/ecmopt.sqlite").exists(), "nothing was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn is_never_written_over_anything() {
    let (_held, ecmopt) = installed(Backend::Sqlite).await;
    std::fs::write(ecmopt.path("kept.zip"), "the last good one").unwrap();
    let said = ecmopt.run(&["backup", "kept.zip"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("It is there already"), "{}", said.err);
    assert_eq!(std::fs::read_to_string(ecmopt.path("kept.zip")).unwrap(), "the last good one");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn is_one_moment_while_the_service_writes(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    use testkit::fixtures::{clerk, contact, directory, now, on_ecmo, submission};
    let database = Database::migrated(on).await;
    let store = database.store().await;
    store.put_directory(&domain::actor::Actor::system("test"), now(), directory()).await.unwrap();
    on_ecmo(&store, &clerk("STH")).await;
    let ecmopt = Ecmopt::on(&database.url);
    let writer = {
        let store = store.clone();
        tokio::spawn(async move {
            for number in 0.. {
                let submit = submission("physio_contact", &contact(number % 80));
                // From the 81st on the keys are taken; trying goes on.
                _ = store.submit(&clerk("STH"), now(), submit).await;
                tokio::task::yield_now().await;
            }
        })
    };
    let file = ecmopt.path("kept.zip");
    let drilled = tokio::task::spawn_blocking(move || {
        ecmopt.must(&["backup", "kept.zip"]);
        let other = Ecmopt::new();
        other.must(&["restore", file.to_str().unwrap()]);
        other.must(&["verify"])
    });
    let verified = drilled.await.unwrap();
    writer.abort();
    assert!(verified.contains("head"), "{verified}");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_copying_the_file_is_whole_after_the_service_was_told_to_stop() {
    let (_held, ecmopt) = installed(Backend::Sqlite).await;
    let serving = ecmopt.serve();
    // What a service has written lies in the log beside the file.
    let mut other_login = BUNDLE_MEMBER;
    other_login[3] = "another";
    assert_eq!(ecmopt.run_with(&other_login, "correct horse battery staple\n").code, 0);
    let head = ecmopt.must(&["head"]);
    let pid = serving.pid().to_string();
    assert!(std::process::Command::new("kill").arg(&pid).status().unwrap().success());
    let ended = || {
        std::fs::read_to_string(format!("/proc/{pid}/status"))
            .map_or(true, |status| status.contains("State:\tZ"))
    };
    for _ in 0..200 {
        if ended() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(ended(), "the service did not stop");
    let other = Ecmopt::new();
    std::fs::create_dir_all(other.path("data")).unwrap();
    std::fs::copy(ecmopt.path("data/ecmopt.sqlite"), other.path("data/ecmopt.sqlite")).unwrap();
    other.must(&["verify", "--expect-head", head.trim()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_copying_the_file_is_whole_after_a_command_has_ended() {
    let (_held, ecmopt) = installed(Backend::Sqlite).await;
    let head = ecmopt.must(&["head"]);
    let other = Ecmopt::new();
    std::fs::create_dir_all(other.path("data")).unwrap();
    std::fs::copy(ecmopt.path("data/ecmopt.sqlite"), other.path("data/ecmopt.sqlite")).unwrap();
    other.must(&["verify", "--expect-head", head.trim()]);
}
