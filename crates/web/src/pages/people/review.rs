//! The yearly look at who is what: is it still right?

use acts::london;
use axum::extract::State;
use domain::actor::{Membership, MembershipId};
use store::Member;

use super::{
    super::{Answer, chrome, question::Question, see_other},
    AREA, is_to_review, post_in_words, term,
};
use crate::{
    App,
    csrf::ProtectedForm,
    gate::Session,
    problem::Problem,
    ui::{Aside, Checks, Complaint, Control, Field, SelectOption},
};

const ADDRESS: &str = "/people/review";

/// GET /people/review
pub(crate) async fn show(State(app): State<App>, session: Session) -> Answer {
    page(&app, &session, None).await?.draw()
}

/// POST /people/review
pub(crate) async fn submit(
    State(app): State<App>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let ids: Vec<_> = posted.all("right").filter_map(MembershipId::parse).collect();
    if ids.is_empty() {
        return page(&app, &session, Some("Tick at least one that is still right")).await?.draw();
    }
    app.store.review_memberships(session.actor(), app.world.now(), &ids).await?;
    Ok(see_other("/people?done=reviewed"))
}

async fn page(app: &App, session: &Session, wrong: Option<&str>) -> Result<Question, Problem> {
    let now = app.world.now();
    let members = app.store.members(session.actor()).await?;
    let due: Vec<(&Member, &Membership)> = members
        .iter()
        .flat_map(|member| member.held(now).map(move |held| (member, held)))
        .filter(|(_, held)| is_to_review(held, now))
        .collect();
    let frame = chrome(app, session, "Who is still what they are?", AREA).back(AREA, "People");
    let page = Question::new(app, session, frame, "");
    if due.is_empty() {
        return Ok(page.tell("Everybody was looked at within the last year.").way(AREA, "Back to people"));
    }
    let (directory, zone) = (app.store.directory().await?, london()?);
    let option = |(member, held): (&Member, &Membership)| SelectOption {
        value: held.id.to_string(),
        text: format!("{}: {}, {}", member.name, post_in_words(&held.post, &directory), term(held, &zone)),
        chosen: false,
    };
    let options = due.into_iter().map(option).collect();
    Ok(page
        .tell("Nobody has looked at these for a year. Tick those that are still right; end the others from the person’s page.")
        .ask(ticks(options, wrong))
        .send(ADDRESS, "They are still right")
        .way(AREA, "Cancel"))
}

fn ticks(options: Vec<SelectOption>, wrong: Option<&str>) -> Field {
    Field {
        id: "f-right".to_owned(),
        label: "Still right".to_owned(),
        need: String::new(),
        hint: String::new(),
        errors: wrong.map(|text| Complaint::of_page(text.to_owned())).into_iter().collect(),
        confirmations: Vec::new(),
        control: Control::Checks(Checks {
            id: "f-right".to_owned(),
            name: "right".to_owned(),
            options,
            reasons: Vec::new(),
        }),
        aside: Aside::default(),
    }
}
