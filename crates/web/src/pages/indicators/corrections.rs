//! What corrections have moved since the last freeze: the frozen numbers beside the same period measured now, and the
//! audit lead's sign-off of them.

use std::sync::Arc;

use acts::{Delta, Live, Signing, london};
use axum::extract::State;
use reporting::{
    board::{Moved, Side},
    document::Rating,
};

use super::{
    super::{
        Answer, chrome,
        question::{self, Question, Typed},
        see_other,
    },
    AREA, Numbers, PATIENCE, address, age, rated,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::instant_in_words,
    gate::AuditLead,
    problem::Problem,
    ui::{Cell, Table},
};

const ADDRESS: &str = "/indicators/corrections";
const NO_REASON: &str = "Enter why these numbers moved";
const MOVED_ON: &str = "Nothing was signed off: the numbers have moved again since this page was shown. Here is what has moved now; look at it, then \
                        sign it off.";

/// GET /indicators/corrections
pub(crate) async fn show(State(app): State<App>, lead: AuditLead, Numbers(live): Numbers) -> Answer {
    page(&app, &lead, &live, Typed::default()).await?.draw()
}

/// POST /indicators/corrections
pub(crate) async fn sign(
    State(app): State<App>,
    lead: AuditLead,
    Numbers(live): Numbers,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let why = posted.get("why").trim();
    if why.is_empty() {
        return page(&app, &lead, &live, Typed::wrong(why, NO_REASON)).await?.draw();
    }
    let call = app.call(lead.session.actor());
    match app.acts.sign_corrections(&call, posted.get("hash"), why).await {
        Ok(Signing::Done) => Ok(see_other(ADDRESS)),
        Ok(Signing::Moved) => {
            let live = app.acts.live(&call, PATIENCE).await?.live.unwrap_or(live);
            page(&app, &lead, &live, Typed::of(why)).await?.refuse(MOVED_ON).draw()
        }
        Err(acts::Error::Store(error)) => {
            let refused = Typed::wrong(why, question::refusal(error)?);
            page(&app, &lead, &live, refused).await?.draw()
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(app: &App, lead: &AuditLead, live: &Arc<Live>, why: Typed) -> Result<Question, Problem> {
    let frame = chrome(app, &lead.session, "What has moved since the last freeze", AREA);
    let page = Question::new(app, &lead.session, frame.back(AREA, "All indicators"), "");
    let age = age(live, app.world.now())?;
    let Some(delta) = app.acts.corrections(&app.call(lead.session.actor()), live).await? else {
        return Ok(page.tell(age).tell("No cycle is frozen yet: there is nothing to compare with."));
    };
    let cycle = &delta.cycle.id;
    let page = page.tell(format!(
        "The numbers of {cycle} as they were frozen, and the same dates measured from the records as they are now. {age} The frozen \
         numbers stay as they are; what was corrected since goes into the next snapshot, and its pack tells it. Differences are those before rounding."
    ));
    if delta.moved.lines.is_empty() {
        return Ok(page.tell("No number has moved since the freeze."));
    }
    let told = live.board.told(&delta.moved.lines);
    let hidden = delta.moved.lines.len() - told.len();
    let page = page.show((!told.is_empty()).then(|| table(cycle, &told))).tell(signed(&delta)?);
    let page = if hidden == 0 { page } else { page.tell(held_back(hidden)) };
    if delta.is_signed() {
        return Ok(page);
    }
    let mut page = page
        .ask(question::area(
            "why",
            "Why did these numbers move?",
            "One sentence for the next pack: what was corrected or came late. No name, date of birth or number.",
            why,
        ))
        .send(ADDRESS, "Sign these corrections off");
    page.hidden.push(("hash", delta.moved.hash.clone()));
    Ok(page)
}

fn held_back(hidden: usize) -> String {
    match hidden {
        1 => "One number more has moved that is held back here: few are behind it. It is signed off with the others.".to_owned(),
        _ => format!(
            "{hidden} numbers more have moved that are held back here: few are behind them. They are signed off with the others."
        ),
    }
}

/// Who has signed what off, or that nobody has.
fn signed(delta: &Delta) -> Result<String, Problem> {
    let Some(signed) = &delta.signed else { return Ok("Nobody has signed this off yet.".to_owned()) };
    let at = instant_in_words(signed.signed.at, &london()?);
    let (by, why) = (&signed.signed.by, &signed.what.why);
    Ok(if delta.is_signed() {
        format!("Signed off by {by} on {at}: {why}")
    } else {
        format!("Numbers have moved since the last sign-off, by {by} on {at}: {why}")
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
        Side::Told { value, rating: Rating::Grey, .. } => Cell::text(value.clone()),
        Side::Told { value, rating, .. } => Cell::Tag(rated(value, *rating)),
    }
}
