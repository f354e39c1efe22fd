//! What corrections have moved since the last freeze: the frozen numbers beside the same period measured now.

use axum::extract::State;
use reporting::{
    board::{Moved, Side},
    document::Rating,
};

use super::{
    super::{Answer, chrome, html, records::ListPage},
    AREA, Numbers, address, age, rated,
};
use crate::{
    App,
    gate::AuditLead,
    problem::Problem,
    ui::{Cell, Pagination, Table},
};

/// GET /indicators/corrections
pub(crate) async fn show(State(app): State<App>, lead: AuditLead, Numbers(live): Numbers) -> Answer {
    const TITLE: &str = "What has moved since the last freeze";
    let age = age(&live, app.world.now())?;
    let Some(frozen) = live.frozen.clone() else {
        return page(
            &app,
            &lead,
            TITLE,
            age,
            "No cycle is frozen yet: there is nothing to compare with.",
            None,
        );
    };
    let cycle = frozen.cycle.id.clone();
    let help = format!(
        "The numbers of {cycle} as they were frozen, and the same dates measured from the records as they are now. {age} The frozen \
         numbers stay as they are; what was corrected since goes into the next snapshot. Differences are those before rounding."
    );
    let measure = move || live.board.moved_since(&frozen.board, &frozen.cycle);
    let moved = app.acts.desk().moment(measure).await?.map_err(Problem::fault)?;
    let table = (!moved.is_empty()).then(|| table(&cycle, &moved));
    page(&app, &lead, TITLE, help, "No number has moved since the freeze.", table)
}

fn page(app: &App, lead: &AuditLead, title: &str, help: String, empty: &str, table: Option<Table>) -> Answer {
    html(&ListPage {
        chrome: chrome(app, &lead.session, title, AREA).back(AREA, "All indicators"),
        help,
        new: None,
        table,
        empty: empty.to_owned(),
        pages: Pagination { first: None, next: None },
        ways: Vec::new(),
    })
}

fn table(cycle: &str, moved: &[Moved]) -> Table {
    let row = |moved: &Moved| {
        vec![
            Cell::link(format!("{}?cycle={cycle}", address(&moved.indicator)), moved.indicator.clone()),
            Cell::text(moved.place.clone()),
            side(&moved.was),
            side(&moved.is),
            Cell::text(moved.says.clone()),
        ]
    };
    Table {
        caption: format!("Numbers of {cycle} that are not what they were"),
        heads: vec!["Indicator", "Of", "Frozen", "Now", "What changed"],
        rows: moved.iter().map(row).collect(),
    }
}

fn side(side: &Side) -> Cell {
    match side {
        Side::Nothing => Cell::text("–"),
        Side::HeldBack => Cell::text("held back: few"),
        Side::Told { value, rating: Rating::Grey } => Cell::text(value.clone()),
        Side::Told { value, rating } => Cell::Tag(rated(value, *rating)),
    }
}
