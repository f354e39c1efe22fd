//! The network's cycles and centres: numbers only.

use domain::FormSpec;
use domain::forms::{EcmoActivityReturn, EcmoRun, IcuAdmission, Patient, PhysioContact};
use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use domain::centre::{Centre, Directory};
use jiff::{civil::Date, tz::TimeZone};

use super::{Answer, chrome, cycles, html};
use crate::{
    App,
    gate::AuditLead,
    ui::{Cell, Chrome, Link, Table},
};

#[derive(Template)]
#[template(path = "pages/network.html")]
struct NetworkPage {
    chrome: Chrome,
    /// What is overseen beside them.
    ways: Vec<Link>,
    cycles: Table,
    centres: Table,
}

/// GET /network
pub(crate) async fn show(State(app): State<App>, lead: AuditLead) -> Answer {
    let now = app.world.now();
    let today = TimeZone::UTC.to_datetime(now).date();
    let directory = app.store.directory().await?;
    let mut begun = app.store.cycles().await?;
    begun.retain(|cycle| cycle.dates.start <= today);
    let counts = app.store.counts_by_centre(lead.session.actor(), now).await?;
    let rows =
        directory.centres.iter().map(|centre| centre_row(today, &directory, centre, &counts)).collect();
    html(&NetworkPage {
        chrome: chrome(&app, &lead.session, "Network", "/network"),
        ways: ways(),
        cycles: cycles::list::table(&begun),
        centres: Table {
            caption: "Records entered by each centre".to_owned(),
            heads: ["Centre", "Takes runs now"].into_iter().chain(COUNTED.map(|form| form.plural)).collect(),
            rows,
        },
    })
}

fn ways() -> Vec<Link> {
    [
        ("/network/oversight", "Ascertainment and sign-off by centre"),
        ("/network/findings", "What the rules find, to ask about"),
    ]
    .map(|(href, text)| Link { href: href.to_owned(), text: text.to_owned() })
    .into()
}

/// The forms that are counted.
const COUNTED: [&FormSpec; 5] = [
    Patient::FORM_SPEC,
    IcuAdmission::FORM_SPEC,
    EcmoRun::FORM_SPEC,
    PhysioContact::FORM_SPEC,
    EcmoActivityReturn::FORM_SPEC,
];

fn centre_row(
    today: Date,
    directory: &Directory,
    centre: &Centre,
    counts: &BTreeMap<(String, String), u64>,
) -> Vec<Cell> {
    let designated = directory.designated(&centre.code, today);
    let count =
        |form: &str| counts.get(&(centre.code.to_string(), form.to_owned())).copied().unwrap_or_default();
    let mut row = vec![
        Cell::text(format!("{} ({})", centre.short_name, centre.code)),
        Cell::text(if designated { "Yes" } else { "No" }),
    ];
    row.extend(COUNTED.map(|form| Cell::text(count(form.id).to_string())));
    row
}
