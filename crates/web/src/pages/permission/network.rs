//! The permissions of all centres, those that need somebody first.

use axum::extract::State;
use domain::centre::Centre;
use domain::permission::Standing;
use jiff::Timestamp;
use store::KeptPermission;

use super::{
    super::{chrome, html, records::ListPage},
    Answer, route_in_words, state,
};
use crate::{
    App,
    entry::date_in_words,
    gate::Session,
    ui::{Cell, Pagination, Table},
};

const AREA: &str = "/network/permissions";
const HELP: &str = "On which approval each centre submits. A centre whose approval is over cannot save records until its \
    lead has entered the new one; it is warned for ninety days before.";

/// GET /network/permissions
pub(crate) async fn show(State(app): State<App>, session: Session) -> Answer {
    let (directory, now) = (app.store.directory().await?, app.world.now());
    let kept = app.store.permissions(session.actor()).await?;
    let latest = |centre: &Centre| kept.iter().find(|kept| kept.centre == centre.code);
    let mut rows: Vec<_> = directory
        .centres
        .iter()
        .map(|centre| (standing(centre, latest(centre), now), centre, latest(centre)))
        .collect();
    rows.sort_by_key(|(standing, centre, _)| (urgency(*standing), centre.code.clone()));
    let row = |(standing, centre, kept): (Standing, &Centre, Option<&KeptPermission>)| {
        let text = |of: fn(&KeptPermission) -> String| Cell::text(kept.map(of).unwrap_or_default());
        vec![
            Cell::text(directory.in_words(centre.code.as_str())),
            text(|kept| kept.permission.approval.clone()),
            text(|kept| route_in_words(&kept.permission)),
            text(|kept| kept.permission.guardian.clone()),
            text(|kept| date_in_words(kept.permission.last_day)),
            Cell::Tag(state(standing)),
        ]
    };
    html(&ListPage {
        chrome: chrome(&app, &session, "Permissions of the centres", AREA),
        help: HELP.to_owned(),
        new: None,
        table: (!rows.is_empty()).then(|| Table {
            caption: "Permissions".to_owned(),
            heads: vec!["Centre", "Approval", "Legal ground", "Caldicott Guardian", "Last day", "State"],
            rows: rows.into_iter().map(row).collect(),
        }),
        empty: "The directory holds no centre.".to_owned(),
        pages: Pagination { first: None, next: None },
        ways: Vec::new(),
    })
}

fn standing(centre: &Centre, kept: Option<&KeptPermission>, now: Timestamp) -> Standing {
    Standing::of(kept.map(|kept| &kept.permission), centre.zone.to_datetime(now).date())
}

/// What is over before what ends, and that before what is not there.
fn urgency(standing: Standing) -> u8 {
    match standing {
        Standing::Ended(_) => 0,
        Standing::Ends(_) => 1,
        Standing::Missing => 2,
        Standing::Holds => 3,
    }
}
