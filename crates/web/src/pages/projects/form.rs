//! Registering a research project, and changing it until it is submitted.

use axum::extract::State;
use store::{KeptProject, ProjectId};

use super::{
    super::{
        Answer, chrome,
        question::{self, Question},
        see_other,
    },
    OWN,
    answers::Answers,
    project_id, today,
};
use crate::{App, csrf::ProtectedForm, extract::Path, gate::Session};

/// GET /projects/new
pub(crate) async fn new(State(app): State<App>, session: Session) -> Answer {
    page(&app, &session, None, Answers::default()).draw()
}

/// POST /projects/new
pub(crate) async fn register(
    State(app): State<App>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let today = today(&app)?;
    let proposal = match Answers::read(&posted, today) {
        Ok(proposal) => proposal,
        Err(answers) => return page(&app, &session, None, *answers).draw(),
    };
    match app.store.register_project(session.actor(), app.world.now(), today, proposal).await {
        Ok(id) => Ok(see_other(&format!("{OWN}/{id}?done=registered"))),
        Err(error) => {
            let refused = question::refusal(error)?;
            page(&app, &session, None, Answers::typed(&posted)).refuse(refused).draw()
        }
    }
}

/// GET /projects/{id}/edit
pub(crate) async fn edit(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    let KeptProject { id, project } = app.store.own_project(session.actor(), project_id(&id)?).await?;
    if project.is_draft() {
        page(&app, &session, Some(id), Answers::of(&project.proposal)).draw()
    } else {
        Ok(see_other(&format!("{OWN}/{id}")))
    }
}

/// POST /projects/{id}/edit
pub(crate) async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (actor, today) = (session.actor(), today(&app)?);
    let id = app.store.own_project(actor, project_id(&id)?).await?.id;
    let proposal = match Answers::read(&posted, today) {
        Ok(proposal) => proposal,
        Err(answers) => return page(&app, &session, Some(id), *answers).draw(),
    };
    match app.store.edit_project(actor, app.world.now(), today, id, proposal).await {
        Ok(()) => Ok(see_other(&format!("{OWN}/{id}?done=changed"))),
        Err(error) => {
            let refused = question::refusal(error)?;
            page(&app, &session, Some(id), Answers::typed(&posted)).refuse(refused).draw()
        }
    }
}

/// The form; of a project that is there already, or of a new one.
fn page(app: &App, session: &Session, id: Option<ProjectId>, answers: Answers) -> Question {
    let (title, address, back) = match id {
        Some(id) => (
            "Change the research project",
            format!("{OWN}/{id}/edit"),
            (format!("{OWN}/{id}"), "The project"),
        ),
        None => ("Register a research project", format!("{OWN}/new"), (OWN.to_owned(), "Research projects")),
    };
    let frame = chrome(app, session, title, OWN).back(back.0.as_str(), back.1);
    let page = Question::new(app, session, frame, "").tell(
        "Nobody but you sees the project, and you can change it, until you submit it. Then two people of the network \
         decide about it. Name no patient anywhere.",
    );
    answers.ask(page).send(address, "Save the project").way(back.0, "Cancel")
}
