//! Every page of the route table over many times the example network: p50 and p95 of each, and the memory of the
//! service that served them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::files::{cost, peak_kib};
use super::{Table, http};
use crate::copies::{self, Files};
use crate::example::{CENTRE, Example, Who};
use crate::places::{Ids, places, reads_all_at_first};
use crate::visitor::Visitor;

/// How often the network is there, unless somebody says otherwise: 406,960 contacts. A million are 50.
pub const COPIES: usize = 20;

/// The centre with most contacts; it takes the place of the example's centre, whose members look at it.
const LARGEST: &str = "STH";

/// How often each page is asked for.
const TIMES: usize = 20;

/// Measures them over so many copies of the network.
pub async fn measure(table: &mut Table, copies: usize) {
    let example = tokio::task::spawn_blocking(Example::start).await.expect("an example");
    let ids = Ids::of(&example).await;
    let Example { ecmopt, serving, .. } = example;
    serving.kill();
    let network = swapped(&copies::read(&example_data::path("network")));
    let contacts = network["physio_contacts"].lines().count() - 1;
    let began = Instant::now();
    for number in 1..=copies {
        let name = format!("copy-{number}");
        copies::write(std::path::Path::new(&ecmopt.path(&name)), &copies::copy(&network, number));
        // What a locked cycle keeps out is set aside; the command says so.
        ecmopt.run(&["import", &name]);
    }
    let took = began.elapsed().as_secs_f64();
    table.add(
        &format!("{} contacts imported as {copies} bundles", contacts * copies),
        format!("{took:.0} s"),
        "–",
    );
    let rebuilt = cost(ecmopt.command(&["rebuild"]));
    let figure = format!("{:.1} s, peak {:.0} MB", rebuilt.seconds, rebuilt.peak_mb);
    table.add("counts and worklists of every centre made anew", figure, "–");
    let serving = ecmopt.serve();
    let visitors = visitors(&serving.url).await;
    let unpressed = places(&ids).into_iter().filter(|place| place.press.is_none());
    // Those that may read all records of a centre come last, so that the memory of the others can be told.
    let (all, usual): (Vec<_>, Vec<_>) = unpressed.partition(|place| reads_all_at_first(place.route));
    for (pages, which) in [(usual, "all pages but those that read all records at first"), (all, "every page")]
    {
        if which == "every page" {
            let took = measured(&visitors[&Who::Lead]).await;
            table.add("indicators of now, measured beside the service", format!("{took:.1} s"), "–");
        }
        let mut slowest = Duration::ZERO;
        for place in pages {
            let times = times(&visitors[&place.who], &place.address).await;
            slowest = slowest.max(times[(TIMES - 1) * 95 / 100]);
            let figure = format!("p50 {:.1} ms, p95 {:.1} ms", http::at(&times, 500), http::at(&times, 950));
            table.add(&format!("{} as {:?}", place.route, place.who), figure, "p95 ≤ 50 ms");
        }
        let figure = format!(
            "{} MB, slowest p95 {:.1} ms",
            peak_kib(serving.pid()) / 1024,
            slowest.as_secs_f64() * 1000.0
        );
        table.add(&format!("memory of the service at most: {which}"), figure, "≤ 300 MB");
    }
}

/// Has the indicators measured; how many seconds that took.
async fn measured(lead: &Visitor) -> f64 {
    let began = Instant::now();
    while lead.get("/indicators").await.expect("a page").contains("being worked out") {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    began.elapsed().as_secs_f64()
}

/// How long a page takes, shortest first.
async fn times(visitor: &Visitor, address: &str) -> Vec<Duration> {
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let start = Instant::now();
        visitor.get(address).await.expect("a page");
        times.push(start.elapsed());
    }
    times.sort();
    times
}

async fn visitors(url: &str) -> BTreeMap<Who, Visitor> {
    let mut visitors = BTreeMap::new();
    for who in Who::ALL {
        let visitor = match who.login() {
            Some(login) => Visitor::sign_in(url, login).await,
            None => Visitor::nobody(url),
        };
        visitors.insert(who, visitor.expect("the service is there"));
    }
    visitors
}

/// The network with the largest centre and the example's in each other's place.
fn swapped(network: &Files) -> Files {
    copies::with_cells(network, |_, cell| match cell {
        LARGEST => CENTRE.to_owned(),
        CENTRE => LARGEST.to_owned(),
        other => other.to_owned(),
    })
}
