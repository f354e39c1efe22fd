//! Where the database is: a mistyped path makes none, and each thing that is wrong with one has its own sentence.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rstest::rstest;
use testkit::command::{Ecmopt, Said};
use testkit::postgres;

const MEMBER: [&str; 10] =
    ["member", "add", "--login", "lead", "--name", "Lead", "--role", "centre-lead", "--centre", "STH"];

fn installed() -> Ecmopt {
    let ecmopt = Ecmopt::new();
    assert_eq!(ecmopt.run_with(&MEMBER, "correct horse battery staple\n").code, 0);
    ecmopt
}

#[track_caller]
fn refused(said: &Said, sentence: &str) {
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains(sentence), "expected “{sentence}” in:\n{}", said.err);
}

#[rstest]
#[case::verify(&["verify"])]
#[case::head(&["head"])]
#[case::migrate_status(&["migrate", "--status"])]
#[case::backup(&["backup", "kept.zip"])]
#[case::drill(&["backup", "--drill"])]
#[case::export(&["export", "--out", "out"])]
#[case::snapshot(&["snapshot", "--out", "out"])]
#[case::members(&["member", "list"])]
#[case::retire(&["member", "retire", "lead"])]
#[case::tokens(&["token", "list"])]
#[case::cycles(&["cycle", "list"])]
#[case::open_a_cycle(&["cycle", "open", "2026H1"])]
#[case::imports(&["import", "list"])]
#[case::questions(&["questions", "list"])]
fn that_are_mistyped_make_no_database(#[case] args: &[&str]) {
    let ecmopt = Ecmopt::new();
    refused(&ecmopt.run(args), "There is no database");
    assert!(!ecmopt.path("data").exists(), "{args:?} made a folder");
    let elsewhere = Ecmopt::on("sqlite://no/such/folder.db?mode=rwc");
    refused(&elsewhere.run(args), "There is no database no/such/folder.db");
    assert!(!elsewhere.path("no").exists(), "{args:?} made a folder");
}

#[test]
fn a_service_makes_no_folder_for_a_database_with_an_address_of_its_own() {
    let ecmopt = Ecmopt::on("sqlite://no/such/folder.db?mode=rwc");
    refused(&ecmopt.run(&["migrate"]), "There is no folder no/such");
}

#[test]
fn something_else_than_a_database_is_told_as_such() {
    let ecmopt = Ecmopt::new();
    std::fs::create_dir_all(ecmopt.path("data")).unwrap();
    std::fs::write(ecmopt.path("data/ecmopt.sqlite"), "a letter to my aunt, longer than a header").unwrap();
    for args in [&["verify"][..], &["cycle", "list"], &["migrate"]] {
        refused(&ecmopt.run(args), "is not a database, or it is damaged");
    }
    let folder = Ecmopt::on("sqlite://data");
    std::fs::create_dir_all(folder.path("data")).unwrap();
    refused(&folder.run(&["verify"]), "is a folder, not a database");
}

#[test]
fn a_damaged_database_is_told_as_such() {
    let ecmopt = installed();
    let path = ecmopt.path("data/ecmopt.sqlite");
    let mut bytes = std::fs::read(&path).unwrap();
    // The header stays; the first page behind it does not mean anything any more.
    bytes[100..4096].fill(0xaa);
    std::fs::write(&path, bytes).unwrap();
    // What was written last may still stand in the log beside it, and would be read instead of the damaged page.
    for log in ["data/ecmopt.sqlite-wal", "data/ecmopt.sqlite-shm"].map(|name| ecmopt.path(name)) {
        if log.exists() {
            std::fs::remove_file(log).unwrap();
        }
    }
    refused(&ecmopt.run(&["verify"]), "The database is damaged");
    refused(&ecmopt.run(&["member", "list"]), "The database is damaged");
}

#[test]
fn an_address_of_no_database_is_told_as_such() {
    refused(&Ecmopt::on("mysql://localhost/ecmopt").run(&["verify"]), "must start with sqlite: or postgres:");
}

#[test]
fn a_server_that_does_not_answer_is_told_as_such() {
    let said = Ecmopt::on("postgres://nobody@127.0.0.1:1/none").run(&["verify"]);
    refused(&said, "The PostgreSQL server does not answer");
}

#[test]
fn a_database_that_the_server_does_not_hold_is_told_as_such() {
    let said = Ecmopt::on(&format!("{}/no_such_database", postgres::server_url())).run(&["verify"]);
    refused(&said, "holds no database of this name");
}

#[test]
fn a_user_whom_the_server_does_not_know_is_told_as_such() {
    let url = postgres::server_url().replace("ecmopt@", "somebody:wrong@");
    refused(
        &Ecmopt::on(&format!("{url}/postgres")).run(&["verify"]),
        "does not accept this user or password",
    );
}

#[test]
fn that_can_only_be_read_are_verified_and_not_changed() {
    let ecmopt = installed();
    let path = ecmopt.path("data/ecmopt.sqlite");
    let before = std::fs::read(&path).unwrap();
    ecmopt.must(&["verify"]);
    assert_eq!(std::fs::read(&path).unwrap(), before, "verify has changed the database");
}

#[test]
fn that_are_read_only_are_told_as_such() {
    let held = installed();
    let url = format!("sqlite://{}?mode=ro", held.path("data/ecmopt.sqlite").display());
    let ecmopt = Ecmopt::on(&url);
    let mut other = MEMBER;
    other[3] = "another";
    refused(&ecmopt.run_with(&other, "correct horse battery staple\n"), "The database is read-only");
    ecmopt.must(&["verify"]);
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn are_for_their_owner_alone() {
    let ecmopt = installed();
    assert_eq!(mode(&ecmopt.path("data")), 0o700);
    assert_eq!(mode(&ecmopt.path("data/ecmopt.sqlite")), 0o600);
    let serving = ecmopt.serve();
    for name in ["ecmopt.sqlite-wal", "ecmopt.sqlite-shm"] {
        assert_eq!(mode(&ecmopt.path("data").join(name)), 0o600, "{name}");
    }
    serving.kill();
}

#[test]
fn that_others_could_read_are_tightened_and_that_is_said() {
    let ecmopt = installed();
    let path = ecmopt.path("data/ecmopt.sqlite");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let said = ecmopt.run(&["member", "list"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(mode(&path), 0o600);
    assert!(said.err.contains("others could read the database"), "{}", said.err);
}
