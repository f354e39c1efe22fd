//! A page reads as many rows of the database in a large centre as in a small one: every page of the route table is asked
//! for at two sizes, and the rows that came back are counted.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

#[path = "../it/site.rs"]
#[allow(dead_code, reason = "the site serves many tests; this needs a part of it")]
mod site;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::StatusCode;
use store::{Options, Store};
use tempfile::TempDir;
use testkit::copies;
use testkit::example::{Example, Who, now};
use testkit::fixtures::PASSWORD;
use testkit::places::{Ids, places};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::site::{Browser, Site};

/// The patients that are there again and again: one who has left, one who is here.
const AGAIN: [&str; 2] = ["QXQGKXP3R", "8E1THVEWS"];

/// As many that every list is longer than its page.
const FEW: usize = 51;
const MANY: usize = 3 * FEW;

/// Adds up what the driver says of each statement. Only the stores of this test have it say so.
struct Rows;

static READ: AtomicU64 = AtomicU64::new(0);

impl<S: tracing::Subscriber> Layer<S> for Rows {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Returned;
        impl Visit for Returned {
            fn record_u64(&mut self, field: &Field, value: u64) {
                if field.name() == "rows_returned" {
                    READ.fetch_add(value, Ordering::Relaxed);
                }
            }
            fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
        }
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut Returned);
        }
    }
}

fn listen() {
    static LISTENS: OnceLock<()> = OnceLock::new();
    LISTENS.get_or_init(|| {
        let filter =
            tracing_subscriber::filter::Targets::new().with_target("sqlx::query", tracing::Level::TRACE);
        let rows = tracing_subscriber::registry().with(Rows.with_filter(filter));
        tracing::subscriber::set_global_default(rows).expect("nobody else listens");
    });
}

/// The centre of the example with so many patients more.
fn centre_of(copies: usize) -> (TempDir, std::path::PathBuf) {
    let mut files = copies::read(&example_data::path("dirty/base"));
    let again = copies::of_patients(&files, &AGAIN);
    (1..=copies).for_each(|number| copies::join(&mut files, &copies::copy(&again, number)));
    let folder = TempDir::with_prefix("ecmopt-rows-").unwrap();
    let bundle = folder.path().join("bundle");
    copies::write(&bundle, &files);
    (folder, bundle)
}

/// Rows read by each page, the second time it is asked for, by its address as the table of routes has it and where
/// it stands among the pages.
async fn read_at(size: usize) -> BTreeMap<(usize, &'static str), (String, u64)> {
    let example = tokio::task::spawn_blocking(move || {
        let (_folder, bundle) = centre_of(size);
        Example::holding(&bundle)
    });
    let example = example.await.unwrap();
    let ids = Ids::of(&example).await;
    let options = Options { tells_rows: true, ..Options::default() };
    let store = Store::open_with(&example.database_url(), options).await.unwrap();
    store.catch_up(now()).await.unwrap();
    let service = Site::over(store, now()).await;
    // What it reads of the records it reads once for all pages.
    let measure = acts::Call::new(domain::actor::Actor::service("test"), service.clock());
    service.acts.measure_live(&measure).await.unwrap();
    let mut browsers = BTreeMap::new();
    for who in Who::ALL {
        browsers.insert(who, browser(&service, who).await);
    }
    let mut read = BTreeMap::new();
    for (at, place) in places(&ids).into_iter().filter(|place| place.press.is_none()).enumerate() {
        let browser = &browsers[&place.who];
        let status = browser.get(&place.address).await.status;
        assert!(matches!(status, StatusCode::OK | StatusCode::SEE_OTHER), "{}: {status}", place.name());
        read.insert((at, place.route), (place.name(), fewest(browser, &place.address).await));
    }
    read
}

/// Rows read by a page that was asked for before: the first look at an upload judges it among all records of the centre.
/// What the service does by itself meanwhile may add some, so the fewest of three times.
async fn fewest(browser: &Browser, address: &str) -> u64 {
    let mut fewest = u64::MAX;
    for _ in 0..3 {
        settled().await;
        let before = READ.load(Ordering::Relaxed);
        browser.get(address).await;
        settled().await;
        fewest = fewest.min(READ.load(Ordering::Relaxed) - before);
    }
    fewest
}

/// The driver says what came back once the statement is put away, which may be after the answer.
async fn settled() {
    tokio::time::sleep(Duration::from_millis(25)).await;
}

async fn browser(site: &Site, who: Who) -> Browser {
    match who.login() {
        None => site.visitor(),
        Some(login) => {
            let browser = site.visitor();
            assert_eq!(browser.sign_in(login, PASSWORD).await.status(), StatusCode::SEE_OTHER);
            browser
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn are_as_many_in_a_large_centre_as_in_a_small_one() {
    listen();
    let few = read_at(FEW).await;
    let many = read_at(MANY).await;
    assert_eq!(few.len(), many.len());
    let mut table = String::new();
    let mut sinners = Vec::new();
    for ((place, (name, few)), (_, many)) in few.iter().zip(many.values()) {
        writeln!(table, "{few:>8} {many:>8}  {} {name}", place.1).unwrap();
        if few != many {
            sinners.push(format!("{name}: {few} rows, {many} at three times the size"));
        }
    }
    println!("{table}");
    assert!(READ.load(Ordering::Relaxed) > 0, "the driver says nothing");
    assert!(sinners.is_empty(), "pages that read more in a larger centre:\n{}", sinners.join("\n"));
}
