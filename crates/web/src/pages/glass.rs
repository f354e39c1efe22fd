//! Breaking the glass: an administrator's sight of one centre's records in an emergency, and the centre's word that it
//! knows.

use acts::london;
use axum::{extract::State, http::HeaderMap};
use domain::{
    actor::{Action, MembershipId},
    value::CentreCode,
};
use jiff::tz::TimeZone;
use store::BrokenGlass;

use super::{
    Answer, chrome,
    people::centres,
    question::{self, Question, Typed},
    see_other, signing, trail,
};
use crate::{
    App, address::From, csrf::ProtectedForm, entry::instant_in_words, extract::Path, gate::Session, menu,
    problem::Problem,
};

const ADDRESS: &str = "/break-glass";
const AREA: &str = "/people";

/// GET /break-glass
pub(crate) async fn show(State(app): State<App>, session: Session) -> Answer {
    page(&app, &session, Typed::default(), Typed::default()).await?.draw()
}

/// POST /break-glass: the session goes on as whoever may read the records, and ends with that.
pub(crate) async fn submit(
    State(app): State<App>,
    From(source): From,
    headers: HeaderMap,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (actor, now) = (session.actor(), app.world.now());
    let (centre, reason) = (posted.get("centre"), posted.get("reason"));
    let Some(code) = CentreCode::parse(centre) else {
        let wrong = Typed::wrong(centre, "Choose the centre whose records you need to see");
        return page(&app, &session, wrong, Typed::of(reason)).await?.draw();
    };
    match app.store.break_glass(actor, now, code, reason).await {
        Ok(sees) => signing::go_on_as(&app, &session, &sees, source, &headers).await,
        Err(error) => {
            let wrong = Typed::wrong(reason, question::refusal(error)?);
            page(&app, &session, Typed::of(centre), wrong).await?.draw()
        }
    }
}

async fn page(app: &App, session: &Session, centre: Typed, reason: Typed) -> Result<Question, Problem> {
    let directory = app.store.directory().await?;
    let frame = chrome(app, session, "See a centre’s records in an emergency", AREA).back(AREA, "People");
    Ok(Question::new(app, session, frame, "Break-glass access")
        .tell(
            "For an hour you can read the records of one centre, and change none. Use it only when nobody of the \
             centre can look for you and it cannot wait.",
        )
        .tell(
            "The centre’s leads see who you are, when and why, until one of them has said that they know. They can end \
             it at any time. Every page that you open is written down in the audit trail.",
        )
        .ask(centres(&directory, "", centre))
        .ask(question::area("reason", "Why you need to see them", "Name no patient.", reason))
        .send(ADDRESS, "Break the glass")
        .warn()
        .way(AREA, "Cancel"))
}

/// POST /people/glass/{id}/seen
pub(crate) async fn seen(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let id = MembershipId::parse(&id).ok_or(Problem::NotFound)?;
    match app.store.glass_seen(session.actor(), app.world.now(), id).await {
        Ok(()) => Ok(see_other(menu::first_page(session.actor()))),
        Err(error) => {
            let frame = chrome(&app, &session, "Sight of your centre’s records", AREA).back(AREA, "People");
            Question::new(&app, &session, frame, "").refuse(question::refusal(error)?).draw()
        }
    }
}

/// What every page says to whoever broke the glass.
pub(super) fn banner(session: &Session) -> Option<String> {
    let centre = session.actor().centre.as_ref().filter(|_| session.actor().broke_the_glass())?;
    let until = london().ok().map(|zone| instant_in_words(session.expires_at(), &zone))?;
    Some(format!(
        "You read the records of {centre} by break-glass access until {until}. The centre is told, and every page that \
         you open is written down."
    ))
}

/// What a centre's leads are told until one of them has said that they know.
pub(super) struct Told {
    pub words: String,
    /// What was done with it.
    pub trail: String,
    /// Where to say that one knows.
    pub seen: String,
}

impl Told {
    /// Of whoever broke the glass of the session's centre, to whoever keeps its people.
    pub(super) async fn all(app: &App, session: &Session, zone: &TimeZone) -> Result<Vec<Self>, Problem> {
        if !session.offers(Action::KeepPeople) {
            return Ok(Vec::new());
        }
        let broken = app.store.broken_glass(session.actor()).await?;
        Ok(broken.iter().map(|broken| Self::of(broken, zone)).collect())
    }

    fn of(broken: &BrokenGlass, zone: &TimeZone) -> Self {
        let BrokenGlass { id, member, name, at, until, reason } = broken;
        let (at, until) = (instant_in_words(*at, zone), instant_in_words(*until, zone));
        Self {
            words: format!(
                "{name}, an administrator of the network, took sight of your centre’s records from {at} until {until}. \
                 Their reason: {reason}"
            ),
            trail: trail::Asked::by(*member).address(""),
            seen: format!("{AREA}/glass/{id}/seen"),
        }
    }
}
