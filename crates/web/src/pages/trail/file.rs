//! The trail as a file.

use axum::extract::State;
use reporting::{
    document::{Cell, Column, Row, Table},
    export::csv,
};
use store::TrailEvent;

use super::{
    super::{Answer, imports},
    ask::Asked,
};
use crate::{App, extract::Query, gate::Session, problem::Problem};

/// A file holds no more events; days narrow it down.
const MOST: usize = 50_000;

/// So many are taken at a time.
const AT_A_TIME: u64 = 5_000;

/// GET /trail/events.csv
pub(crate) async fn download(State(app): State<App>, Query(asked): Query<Asked>, session: Session) -> Answer {
    let (actor, mut filter) = (session.actor(), asked.filter()?);
    let mut events = Vec::new();
    while events.len() < MOST {
        let part = app.store.trail(actor, &filter, AT_A_TIME).await?;
        events.extend(part.events);
        match part.next {
            Some(next) => filter.before = Some(next),
            None => break,
        }
    }
    events.truncate(MOST);
    app.store.trail_taken(actor, app.world.now(), events.len()).await?;
    let bytes = app.acts.desk().moment(move || csv::write(&table(&events))).await?.map_err(Problem::fault)?;
    Ok(imports::attachment("ecmopt-trail.csv", bytes))
}

fn table(events: &[TrailEvent]) -> Table {
    let column = |key: &str| Column::text(key, key, 1.0);
    let keys = ["event", "at", "who", "member", "action", "what", "through", "centre", "subject", "detail"];
    Table {
        name: "trail".to_owned(),
        caption: String::new(),
        context: Vec::new(),
        columns: keys.map(column).into(),
        rows: events.iter().map(row).collect(),
        notes: Vec::new(),
    }
}

fn row(event: &TrailEvent) -> Row {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = [
        event.seq.to_string(),
        event.at.to_string(),
        event.actor.clone(),
        event.member.map(|member| member.to_string()).unwrap_or_default(),
        event.action.clone(),
        event.words.to_owned(),
        or_empty(&event.through),
        or_empty(&event.centre),
        event.subject.clone(),
        event.detail.to_string(),
    ];
    Row::new(cells.map(Cell::new))
}
