//! Bad input at the command line: one sentence, what to do about it, a non-zero exit, nothing half written.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use testkit::command::{Ecmopt, Said};
use testkit::disk::{Disk, where_one_may_mount};

/// The small clean bundle of one centre in the folder `bundle`, some files replaced or taken away.
fn bundle(ecmopt: &Ecmopt, changes: &[(&str, Option<&str>)]) {
    let folder = ecmopt.path("bundle");
    fs::create_dir(&folder).unwrap();
    for entry in fs::read_dir(example_data::path("dirty/base")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    for (name, text) in changes {
        match text {
            Some(text) => fs::write(folder.join(name), text).unwrap(),
            None => fs::remove_file(folder.join(name)).unwrap(),
        }
    }
}

fn meta(key: &str, value: &str) -> String {
    let mut pairs = BTreeMap::from([
        ("format_version", "1"),
        ("dictionary_version", "0.1"),
        ("kind", "EXPORT"),
        ("synthetic", "true"),
        ("extract_at", "2026-10-15T12:00"),
        ("calendar_version", "UK-IE-2026.1"),
    ]);
    pairs.insert(key, value);
    pairs.iter().fold("key,value\n".to_owned(), |text, (key, value)| format!("{text}{key},{value}\n"))
}

#[track_caller]
fn refuses(said: &Said, code: i32, words: &[&str]) {
    assert_eq!(said.code, code, "{}{}", said.out, said.err);
    for word in words {
        assert!(said.err.contains(word), "“{word}” is not in: {}", said.err);
    }
    assert!(!said.err.contains("panicked"), "{}", said.err);
}

mod import {
    use super::*;

    #[test]
    fn of_the_example_network_takes_every_row_and_a_second_time_changes_nothing() {
        let ecmopt = Ecmopt::new();
        let (packed, network) =
            (example_data::copies::folder().join("network.zip"), example_data::path("network"));
        let first = ecmopt.run(&["import", packed.to_str().unwrap()]);
        assert_eq!(first.code, 0, "{}", first.err);
        assert!(first.err.contains("0 E,"), "{}", first.err);
        let again = ecmopt.run(&["import", network.to_str().unwrap()]);
        assert_eq!(again.code, 0);
        assert!(again.err.contains("Nothing changed"), "{}", again.err);
    }

    #[test]
    fn reports_every_finding_as_csv_and_as_json() {
        let ecmopt = Ecmopt::new();
        let case = example_data::path("dirty/cases/code_unknown/ecmo_runs.csv");
        bundle(&ecmopt, &[("ecmo_runs.csv", Some(&fs::read_to_string(case).unwrap()))]);
        let json =
            ecmopt.run(&["import", "bundle", "--as-centre", "BRI", "--dry-run", "--findings", "f.json"]);
        refuses(&json, 1, &["dry run", "X-CODE"]);
        let findings: Vec<Value> = serde_json::from_slice(&fs::read(ecmopt.path("f.json")).unwrap()).unwrap();
        let found = findings.iter().find(|finding| finding["level"] == "E").unwrap();
        assert_eq!(
            (&found["file"], &found["row"], &found["column"]),
            (&"ecmo_runs".into(), &1.into(), &"dx_group".into())
        );
        ecmopt.run(&["import", "bundle", "--as-centre", "BRI", "--dry-run", "--findings", "f.csv"]);
        let csv = fs::read_to_string(ecmopt.path("f.csv")).unwrap();
        assert!(
            csv.starts_with("file,row,column,rule,level,message\n")
                && csv.contains("ecmo_runs,1,dx_group,X-CODE,E,")
        );
    }

    #[test]
    fn sets_a_bad_row_and_what_belongs_to_it_aside_and_takes_the_mended_bundle() {
        let ecmopt = Ecmopt::new();
        let case = example_data::path("dirty/cases/code_unknown/ecmo_runs.csv");
        bundle(&ecmopt, &[("ecmo_runs.csv", Some(&fs::read_to_string(case).unwrap()))]);
        refuses(&ecmopt.run(&["import", "bundle"]), 1, &["are set aside"]);
        fs::copy(example_data::path("dirty/base/ecmo_runs.csv"), ecmopt.path("bundle/ecmo_runs.csv"))
            .unwrap();
        let mended = ecmopt.run(&["import", "bundle"]);
        assert_eq!(mended.code, 0, "{}", mended.err);
        assert!(mended.err.contains("0 rows are set aside"), "{}", mended.err);
    }

    #[test]
    fn stores_nothing_of_a_bundle_with_an_unreadable_file() {
        let ecmopt = Ecmopt::new();
        bundle(&ecmopt, &[("cannulae.csv", None)]);
        refuses(&ecmopt.run(&["import", "bundle"]), 1, &["cannulae.csv", "missing", "Nothing was stored"]);
        fs::copy(example_data::path("dirty/base/cannulae.csv"), ecmopt.path("bundle/cannulae.csv")).unwrap();
        let whole = ecmopt.run(&["import", "bundle"]);
        assert!(whole.err.contains("0 changed; 0 were there already"), "{}", whole.err);
    }

    #[test]
    fn needs_a_bundle() {
        let ecmopt = Ecmopt::new();
        refuses(&ecmopt.run(&["import", "nowhere"]), 1, &["nowhere", "check the path"]);
        fs::create_dir(ecmopt.path("empty")).unwrap();
        refuses(&ecmopt.run(&["import", "empty"]), 1, &["no bundle.csv"]);
    }

    #[test]
    fn refuses_another_format_and_a_wrong_extract() {
        for (key, value) in
            [("format_version", "2"), ("extract_at", "yesterday"), ("kind", "DUMP"), ("synthetic", "yes")]
        {
            let ecmopt = Ecmopt::new();
            bundle(&ecmopt, &[("bundle.csv", Some(&meta(key, value)))]);
            refuses(&ecmopt.run(&["import", "bundle"]), 1, &[key, value, "must be"]);
        }
    }

    #[test]
    fn keeps_synthetic_and_real_records_apart() {
        let ecmopt = Ecmopt::new();
        bundle(&ecmopt, &[]);
        ecmopt.must(&["import", "bundle"]);
        fs::write(ecmopt.path("bundle/bundle.csv"), meta("synthetic", "false")).unwrap();
        refuses(&ecmopt.run(&["import", "bundle"]), 1, &["synthetic", "another data folder"]);
    }
}

mod snapshot {
    use super::*;

    fn taken(ecmopt: &Ecmopt) {
        bundle(ecmopt, &[]);
        ecmopt.must(&["import", "bundle"]);
        ecmopt.must(&["snapshot", "--out", "snapshot"]);
    }

    #[test]
    fn is_the_same_bytes_for_the_same_records() {
        let ecmopt = Ecmopt::new();
        taken(&ecmopt);
        ecmopt.must(&["snapshot", "--out", "again"]);
        for entry in fs::read_dir(ecmopt.path("snapshot")).unwrap() {
            let name = entry.unwrap().file_name();
            let read = |folder: &str| fs::read(ecmopt.path(folder).join(&name)).unwrap();
            assert!(read("snapshot") == read("again"), "{} differs", name.display());
        }
    }

    #[test]
    fn is_not_written_over_another() {
        let ecmopt = Ecmopt::new();
        taken(&ecmopt);
        refuses(&ecmopt.run(&["snapshot", "--out", "snapshot"]), 1, &["snapshot"]);
    }

    #[test]
    fn with_a_missing_or_changed_file_gives_no_number() {
        let ecmopt = Ecmopt::new();
        taken(&ecmopt);
        let file = ecmopt.path("snapshot/patients.parquet");
        let whole = fs::read(&file).unwrap();
        let mut changed = whole.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        fs::write(&file, changed).unwrap();
        refuses(&ecmopt.run(&["indicators", "snapshot"]), 1, &["patients.parquet"]);
        refuses(&ecmopt.run(&["pack", "snapshot", "--out", "pack"]), 1, &["patients.parquet"]);
        fs::remove_file(&file).unwrap();
        refuses(&ecmopt.run(&["indicators", "snapshot"]), 1, &["patients.parquet"]);
        assert!(!ecmopt.path("pack").exists());
    }

    #[test]
    fn refuses_a_wrong_period_and_an_unknown_cycle() {
        let ecmopt = Ecmopt::new();
        taken(&ecmopt);
        refuses(
            &ecmopt.run(&["indicators", "snapshot", "--period", "2026-05-01..2026-04-01"]),
            2,
            &["ends before it begins"],
        );
        refuses(&ecmopt.run(&["indicators", "snapshot", "--period", "spring"]), 2, &["is not a period"]);
        refuses(&ecmopt.run(&["snapshot", "--out", "x", "--cycle", "2026H3"]), 2, &["2026H3", "2026H1"]);
        refuses(
            &ecmopt.run(&["snapshot", "--out", "x", "--from", "2026-05-01", "--to", "2026-04-01"]),
            1,
            &["ends before it begins"],
        );
        refuses(
            &ecmopt.run(&["pack", "snapshot", "--definition", "weekly", "--out", "pack"]),
            1,
            &["weekly", "biannual"],
        );
        assert!(!ecmopt.path("x").exists() && !ecmopt.path("pack").exists());
    }
}

mod pack {
    use super::*;

    #[test]
    fn is_verified_byte_for_byte_and_names_what_was_changed() {
        let ecmopt = Ecmopt::new();
        bundle(&ecmopt, &[]);
        ecmopt.must(&["import", "bundle"]);
        ecmopt.must(&["snapshot", "--out", "snapshot", "--from", "2026-01-01", "--to", "2026-03-31"]);
        ecmopt.must(&["pack", "snapshot", "--definition", "biannual", "--out", "pack"]);
        ecmopt.must(&["pack", "verify", "pack", "--snapshot", "snapshot"]);
        let html = ecmopt.path("pack/pack.html");
        let changed = fs::read_to_string(&html).unwrap().replacen("Network", "network", 1);
        fs::write(&html, changed).unwrap();
        let said = ecmopt.run(&["pack", "verify", "pack", "--snapshot", "snapshot"]);
        assert_eq!(said.code, 1);
        assert!(said.out.contains("pack.html"), "{}", said.out);
    }

    #[test]
    fn is_not_written_over_something_else() {
        let ecmopt = Ecmopt::new();
        bundle(&ecmopt, &[]);
        ecmopt.must(&["import", "bundle"]);
        ecmopt.must(&["snapshot", "--out", "snapshot", "--from", "2026-01-01", "--to", "2026-03-31"]);
        fs::create_dir(ecmopt.path("letters")).unwrap();
        fs::write(ecmopt.path("letters/dear.txt"), "Dear colleague").unwrap();
        refuses(&ecmopt.run(&["pack", "snapshot", "--out", "letters"]), 1, &["letters"]);
        assert_eq!(fs::read_to_string(ecmopt.path("letters/dear.txt")).unwrap(), "Dear colleague");
    }
}

mod demo {
    use domain::actor::{Actor, Role};
    use domain::pack::PackState;
    use domain::query::QueryState;
    use store::Store;

    use super::*;

    /// What its year has left behind.
    async fn is_lived(store: &Store) {
        let cycles = store.cycles().await.unwrap();
        assert_eq!(cycles.len(), 2);
        assert!(cycles.iter().all(|cycle| cycle.state.freeze_facts().is_some()), "both are frozen");
        let [before, last] = [&cycles[0], &cycles[1]];
        assert!(before.dates.end < last.dates.start);
        let demo = Actor::system("demo");
        let imports = store.imports(&demo).await.unwrap();
        assert_eq!(imports.len(), 3, "before each deadline, and what has come since");
        assert!(imports.iter().all(|import| import.created > 0));
        let packs = store.packs(&demo).await.unwrap();
        let published = packs.iter().filter(|pack| matches!(pack.state, PackState::Published { .. }));
        assert_eq!(published.count(), 4, "the meeting's and one centre's of each cycle");
        let members = store.members(&demo).await.unwrap();
        let first = |member: &store::Member| Some(member.acting_as(member.memberships.first()?));
        let actors: Vec<Actor> = members.iter().filter_map(first).collect();
        let leads = actors.iter().filter(|actor| actor.role == Role::CentreLead).count();
        assert_eq!(leads, store.directory().await.unwrap().centres.len(), "each centre has one");
        let audit = actors.into_iter().find(|actor| actor.role == Role::AuditLead).unwrap();
        let queries = store.queries(&audit, false).await.unwrap();
        let open = queries.iter().filter(|query| !matches!(query.state, QueryState::Closed { .. }));
        assert_eq!(open.count(), 1, "one is left of {}", queries.len());
        for kept in store.cases(&audit).await.unwrap() {
            assert!(cycles.iter().any(|cycle| cycle.dates.id == kept.case.found.cycle));
            if kept.case.found.cycle == before.dates.id && kept.case.due.is_some() {
                assert!(!kept.case.is_open(), "what asked for a response is closed a cycle later");
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn goes_from_nothing_to_a_pack_and_lives_a_year() {
        let ecmopt = Ecmopt::new();
        let said = ecmopt.run(&["demo", "--dir", "demo", "--once"]);
        assert_eq!(said.code, 0, "{}", said.err);
        let pdf = said.err.lines().find_map(|line| line.strip_prefix("The meeting pack: ")).unwrap();
        assert!(ecmopt.path(pdf).is_file(), "{pdf}");
        assert!(said.err.contains("0 E,") && said.err.contains("nothing here is a secret"), "{}", said.err);
        let database = format!("sqlite://{}", ecmopt.path("demo/ecmopt.sqlite").display());
        is_lived(&Store::open(&database).await.unwrap()).await;
        // A second start finds everything in place.
        let again = ecmopt.run(&["demo", "--dir", "demo", "--once"]);
        assert_eq!(again.code, 0, "{}", again.err);
        assert!(!again.err.contains("Storing"), "{}", again.err);
        let data = ecmopt.path("demo");
        assert_eq!(ecmopt.run(&["--data-dir", data.to_str().unwrap(), "verify"]).code, 0);
    }
}

mod cycle {
    use super::*;

    #[test]
    fn gives_more_time_and_lists_it() {
        let ecmopt = Ecmopt::new();
        ecmopt.must(&["migrate"]);
        ecmopt.must(&["cycle", "open", "2026H1"]);
        ecmopt.must(&["cycle", "grace", "2026H1", "--until", "2026-11-30"]);
        let why = "The ward moved.";
        let until = ["--until", "2026-12-07", "--reason", why];
        ecmopt.must(&[&["cycle", "extend", "2026H1", "--centre", "STH"][..], &until].concat());
        let listed = ecmopt.must(&["cycle", "list"]);
        let lines: Vec<_> = listed.lines().collect();
        assert!(lines[0].starts_with("2026H1\t") && lines[0].ends_with("\tGRACE\t2026-11-30"), "{listed}");
        assert_eq!(lines[1], format!("2026H1\tSTH\t2026-12-07\t{why}"));
    }

    #[test]
    fn refuses_more_time_that_is_none() {
        let ecmopt = Ecmopt::new();
        ecmopt.must(&["migrate"]);
        ecmopt.must(&["cycle", "open", "2026H1"]);
        let early = ecmopt.run(&["cycle", "grace", "2026H1", "--until", "2026-04-01"]);
        refuses(&early, 1, &["Grace ends after the deadline"]);
        let extend = ["cycle", "extend", "2026H1", "--until", "2026-12-07", "--reason", "late", "--centre"];
        refuses(&ecmopt.run(&[&extend[..], &["sth!"]].concat()), 2, &["is not a centre code"]);
        refuses(&ecmopt.run(&[&extend[..], &["ZZZ"]].concat()), 1, &["There is no centre ZZZ"]);
    }
}

mod serve {
    use super::*;

    #[test]
    fn says_when_the_port_is_taken() {
        let ecmopt = Ecmopt::new();
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        refuses(&ecmopt.run(&["serve", "--listen", &address]), 1, &[&address[10..], "in use", "--listen"]);
    }
}

mod findings {
    use super::*;

    #[test]
    fn follow_no_link_that_lies_beside_their_place() {
        let ecmopt = Ecmopt::new();
        bundle(&ecmopt, &[]);
        fs::write(ecmopt.path("letter"), "Dear colleague").unwrap();
        std::os::unix::fs::symlink(ecmopt.path("letter"), ecmopt.path("f.part")).unwrap();
        ecmopt.must(&["import", "bundle", "--dry-run", "--findings", "f.json"]);
        assert!(fs::read_to_string(ecmopt.path("f.json")).unwrap().starts_with('['));
        assert_eq!(fs::read_to_string(ecmopt.path("letter")).unwrap(), "Dear colleague");
    }

    #[test]
    fn that_no_longer_fit_on_the_disk_leave_the_last_ones_as_they_are() {
        let own = "command_line::findings::that_no_longer_fit_on_the_disk_leave_the_last_ones_as_they_are";
        where_one_may_mount(&["--exact", own], || {
            let (ecmopt, disk) = (Ecmopt::new(), Disk::of(1));
            bundle(&ecmopt, &[]);
            let place = disk.path().join("findings.json");
            fs::write(&place, "those of last week").unwrap();
            disk.fill();
            let said = ecmopt.run(&["import", "bundle", "--dry-run", "--findings", place.to_str().unwrap()]);
            refuses(&said, 1, &["findings.json", "disk is full"]);
            assert_eq!(fs::read_to_string(&place).unwrap(), "those of last week");
            let mut left: Vec<_> =
                fs::read_dir(disk.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            left.sort();
            assert_eq!(left, ["ballast", "findings.json"]);
        });
    }
}

mod verify {
    use super::*;

    #[test]
    fn names_a_broken_link() {
        let ecmopt = Ecmopt::new();
        bundle(&ecmopt, &[]);
        ecmopt.must(&["import", "bundle"]);
        assert!(ecmopt.must(&["verify"]).contains("head"));
    }

    #[test]
    fn refuses_wrong_words_with_code_2() {
        let ecmopt = Ecmopt::new();
        assert_eq!(ecmopt.run(&["veryfy"]).code, 2);
        assert_eq!(ecmopt.run(&["import"]).code, 2);
        fs::write(ecmopt.path("ecmopt.toml"), "listn = 1\n").unwrap();
        refuses(&ecmopt.run(&["verify"]), 2, &["ecmopt.toml", "listn"]);
    }
}
