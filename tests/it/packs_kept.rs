//! Packs on their way to the place where they are kept: two who ask at once, a process that is killed, files that
//! were altered, a disk that is full.

use std::path::Path;
use std::time::{Duration, Instant};

use acts::{Acts, Places};
use domain::actor::Actor;
use files::Shelf;
use rstest::rstest;
use store::Store;
use testkit::command::Ecmopt;
use testkit::database::{Backend, Database};
use testkit::disk::{Disk, where_one_may_mount};
use testkit::fixtures::{audit_lead, now};

use crate::packs::{build, call, frozen, packs_on_disk};

const ASKED: &str = "2025H2";

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn two_who_ask_at_once_get_one_pack(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (site, _lead) = frozen(on).await;
    let other = Acts::of(Store::open(site.database_url()).await.unwrap());
    let call = call(audit_lead());
    let ask = |acts: &Acts| {
        let (acts, call) = (acts.clone(), call.clone());
        async move { acts.ask_for_pack(&call, "biannual", ASKED, None).await.unwrap() }
    };
    let (first, second, third) = tokio::join!(ask(&site.acts), ask(&other), ask(&site.acts));
    assert_eq!([first, second], [third, third]);
    assert_eq!(build(&site).await, 1);
    assert_eq!(ask(&other).await, first, "also once it is built");
    assert_eq!(packs_on_disk(&site), 1);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn two_who_build_at_once_build_it_once(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (site, _lead) = frozen(on).await;
    site.acts.ask_for_pack(&call(audit_lead()), "biannual", ASKED, None).await.unwrap();
    let (one, another) = tokio::join!(build(&site), build(&site));
    assert_eq!(one + another, 1);
    assert_eq!(packs_on_disk(&site), 1);
    let begun = "SELECT action FROM audit_event WHERE action = 'pack.begin'";
    assert_eq!(site.strings(begun).await.len(), 1);
}

/// What was begun by a builder that lost its hold is not completed by it.
#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_that_was_begun_anew_elsewhere_cannot_be_completed() {
    let (site, _lead) = frozen(Backend::Sqlite).await;
    let (store, builder) = (&site.store, Actor::service("test"));
    let id = site.acts.ask_for_pack(&call(audit_lead()), "biannual", ASKED, None).await.unwrap();
    let bench = store.try_bench(&builder).await.unwrap().unwrap();
    let first = store.begin_pack(&builder, now(), &bench, id).await.unwrap().unwrap();
    let second = store.begin_pack(&builder, now(), &bench, id).await.unwrap().unwrap();
    assert_eq!(second.left.as_ref(), Some(&first.folder), "what is left is named, to be cleared away");
    let contents = || domain::pack::Contents { hash: String::new(), at: now(), files: Vec::new() };
    assert!(!store.complete_pack(&builder, now(), &first, contents()).await.unwrap());
    assert!(store.complete_pack(&builder, now(), &second, contents()).await.unwrap());
}

/// A killed process leaves no half pack, and the next one builds it whole.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn killed_during_a_build_it_is_built_after_the_restart(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    #[values("while it is computed", "while files are kept")] when: &str,
) {
    let database = Database::empty(on).await;
    let ecmopt = Ecmopt::on(&database.url);
    ecmopt.must(&["migrate"]);
    for step in ["open", "lock", "freeze"] {
        let insist = ["--reason", "The tests do not wait", "--confirm", "2025H2"];
        let insist = if step == "open" { &[][..] } else { &insist };
        ecmopt.must(&[&["cycle", step, "2025H2"], insist].concat());
    }
    let store = database.store().await;
    let id =
        Acts::of(store.clone()).ask_for_pack(&call(audit_lead()), "biannual", ASKED, None).await.unwrap();
    let kept = ecmopt.path("data/files/packs");
    let serving = ecmopt.serve();
    let code = async || store.pack(&audit_lead(), id).await.unwrap().state.as_str();
    until(async || match when {
        "while it is computed" => code().await != "ASKED",
        _ => folders(&kept) > 0,
    })
    .await;
    serving.kill();
    // Killed or a moment too late: it is never whole without every file.
    if code().await == "BUILDING" {
        let pack = store.pack(&audit_lead(), id).await.unwrap();
        assert!(pack.state.contents().is_none() && !pack.is_open_to(&audit_lead()));
    } else {
        assert_ne!(when, "while it is computed", "the build takes longer than a look at the database");
    }
    let serving = ecmopt.serve();
    until(async || code().await == "READY").await;
    drop(serving);
    assert_eq!(folders(&kept), 1, "nothing half done stays");
    let places = Places {
        snapshots: ecmopt.path("data/snapshots"),
        files: Shelf::in_folder(&ecmopt.path("data/files")).unwrap(),
        release_keys: ecmopt.path("keys"),
    };
    let acts = Acts::of(store).keeping(places);
    assert_eq!(acts.verify_packs(&call(Actor::system("test"))).await.unwrap(), [""; 0]);
    ecmopt.must(&["verify"]);
}

fn folders(kept: &Path) -> usize {
    std::fs::read_dir(kept).map_or(0, Iterator::count)
}

/// Waits until something is so.
async fn until(is_so: impl AsyncFn() -> bool) {
    let end = Instant::now() + Duration::from_mins(2);
    while !is_so().await {
        assert!(Instant::now() < end, "it never came to be");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_altered_is_given_to_nobody_and_found_by_verify() {
    let (site, lead) = frozen(Backend::Sqlite).await;
    let id = site.acts.ask_for_pack(&call(audit_lead()), "biannual", ASKED, None).await.unwrap();
    build(&site).await;
    let verify = async || site.acts.verify_packs(&call(Actor::system("test"))).await.unwrap();
    assert_eq!(verify().await, [""; 0]);
    let folder = site.store.pack(&audit_lead(), id).await.unwrap().folder.unwrap();
    let pdf = site.file(&format!("files/packs/{folder}/pack.pdf"));
    let mut bytes = std::fs::read(&pdf).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&pdf, bytes).unwrap();
    let page = lead.get(&format!("/packs/{id}/files/pack.pdf")).await;
    assert_eq!(page.status, reqwest::StatusCode::CONFLICT);
    page.shows("pack.pdf of the pack biannual 2025H2 was changed since it was built.");
    std::fs::remove_file(&pdf).unwrap();
    let broken = verify().await;
    assert!(broken.len() == 1 && broken[0].contains("is missing"), "{broken:?}");
}

#[test]
fn on_a_full_disk_nothing_half_made_stays_and_it_is_tried_again() {
    let test = "packs_kept::on_a_full_disk_nothing_half_made_stays_and_it_is_tried_again";
    where_one_may_mount(&["--exact", test], || {
        tokio::runtime::Runtime::new().unwrap().block_on(full_disk());
    });
}

async fn full_disk() {
    let (site, _lead) = frozen(Backend::Sqlite).await;
    let disk = Disk::of(8);
    let shelf = Shelf::in_folder(&disk.path().join("files")).unwrap();
    let places = Places { snapshots: site.file("snapshots"), files: shelf, release_keys: site.file("keys") };
    let acts = Acts::of(site.store.clone()).keeping(places);
    let ask = async || acts.ask_for_pack(&call(audit_lead()), "biannual", ASKED, None).await.unwrap();
    let build = async || acts.build_packs(&call(Actor::service("test"))).await.unwrap();
    let id = ask().await;
    disk.fill();
    assert_eq!(build().await, 0);
    let domain::pack::PackState::Failed { why } = site.store.pack(&audit_lead(), id).await.unwrap().state
    else {
        panic!("a full disk takes no pack");
    };
    assert!(why.starts_with("The disk on which packs are kept is full."), "{why}");
    assert_eq!(folders(&disk.path().join("files/packs")), 0);
    disk.free();
    assert_eq!(ask().await, id);
    assert_eq!(build().await, 1);
    assert_eq!(acts.verify_packs(&call(Actor::system("test"))).await.unwrap(), [""; 0]);
}
