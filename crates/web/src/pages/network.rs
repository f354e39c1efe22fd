//! The network's cycles and centres: numbers only.

use askama::Template;
use axum::extract::State;
use domain::{
    actor::Actor,
    centre::{Centre, Directory},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{Answer, chrome, cycles, html};
use crate::{
    App,
    gate::AuditLead,
    problem::Problem,
    ui::{Cell, Chrome, Table},
};

#[derive(Template)]
#[template(path = "pages/network.html")]
struct NetworkPage {
    chrome: Chrome,
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
    let mut rows = Vec::new();
    for centre in &directory.centres {
        rows.push(centre_row(&app, now, today, &directory, centre).await?);
    }
    html(&NetworkPage {
        chrome: chrome(&app, &lead.session, "Network", "/network"),
        cycles: cycles::list::table(&begun),
        centres: Table {
            caption: "Records entered by each centre".to_owned(),
            heads: ["Centre", "Takes runs now"].into_iter().chain(COUNTED.map(|(_, head)| head)).collect(),
            rows,
        },
    })
}

/// The forms that are counted, and what they are called there.
const COUNTED: [(&str, &str); 5] = [
    ("patient", "Patients"),
    ("icu_admission", "Admissions"),
    ("ecmo_run", "Runs"),
    ("physio_contact", "Contacts"),
    ("ecmo_activity_return", "Monthly returns"),
];

async fn centre_row(
    app: &App,
    now: Timestamp,
    today: Date,
    directory: &Directory,
    centre: &Centre,
) -> Result<Vec<Cell>, Problem> {
    let designated = directory.designated(&centre.code, today);
    // The audit lead has no scope over a centre's rows, and gets none here: the service counts.
    let service = Actor::system("network page");
    let counts = app.store.scope_of(&service, now, "/network", centre.code.clone())?.counts().await?;
    let count =
        |form: &str| counts.iter().find(|(counted, _)| counted.id == form).map_or(0, |(_, count)| *count);
    let mut row = vec![
        Cell::text(format!("{} ({})", centre.short_name, centre.code)),
        Cell::text(if designated { "Yes" } else { "No" }),
    ];
    row.extend(COUNTED.map(|(form, _)| Cell::text(count(form).to_string())));
    Ok(row)
}
