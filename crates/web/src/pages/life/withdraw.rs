//! Taking a record out.

use axum::extract::State;
use domain::life::Life;
use store::{Belonging, Revision, StoredRecord, SubmitError};

use super::super::{
    Answer, chrome, edit, links,
    question::{self, Question, Typed},
    see_other,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::Posted,
    extract::{self, Path},
    gate::Member,
    problem::Problem,
    ui::{Cell, Table},
};

const HINT: &str = "For example: entered twice. No name, date of birth or number.";
const MISSING: &str = "Enter why this record is withdrawn";
const CHANGED: &str =
    "Somebody else has changed this record in the meantime. Look at it again, then withdraw it.";

/// GET /records/{form}/{id}/withdraw
pub(crate) async fn show(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    member: Member,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let record = member.records.record_even_withdrawn(form, id).await?;
    page(&app, &member, &record, Typed::default()).await?.draw()
}

/// POST /records/{form}/{id}/withdraw
pub(crate) async fn submit(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let record = member.records.record_even_withdrawn(form, id).await?;
    let reason = posted.get("reason").trim();
    if reason.is_empty() {
        return page(&app, &member, &record, Typed::wrong(reason, MISSING)).await?.draw();
    }
    let refused = match withdraw(&app, &member, &record, &posted).await {
        Ok(()) => return Ok(see_other(&format!("{}?saved=withdraw", links::details(form, id)))),
        Err(SubmitError::Conflict { .. }) => CHANGED.to_owned(),
        Err(error) => question::refused_step(error)?,
    };
    page(&app, &member, &record, Typed::wrong(reason, refused)).await?.draw()
}

async fn withdraw(
    app: &App,
    member: &Member,
    record: &StoredRecord,
    posted: &Posted,
) -> Result<(), SubmitError> {
    let (actor, now, reason) = (member.session.actor(), app.world.now(), posted.get("reason").trim());
    // A page without a revision is none of ours: it meets a conflict, as one that is too old does.
    let expected = edit::revision(posted).unwrap_or(Revision(0));
    app.store.withdraw(actor, now, record.form, record.id, expected, reason.to_owned()).await
}

async fn page(app: &App, member: &Member, record: &StoredRecord, reason: Typed) -> Result<Question, Problem> {
    let back = links::details(record.form, record.id);
    let frame = chrome(app, &member.session, "Withdraw this record", links::area(record.form));
    let page = Question::new(
        app,
        &member.session,
        frame.back(back.as_str(), "Back to the record"),
        format!("{} {}", record.form.title, record.natural_key),
    );
    if !super::is_open(record) && reason.error.is_none() {
        return Ok(page
            .tell("This record cannot be withdrawn: it is locked, or it was withdrawn before.")
            .way(back, "Go to the record"));
    }
    let belonging = member.records.belonging_to(record).await?;
    if !belonging.is_empty() && reason.error.is_none() {
        return Ok(page
            .tell("This record cannot be withdrawn while others belong to it. Withdraw these first, or move them.")
            .show(Some(table(&belonging)))
            .way(back, "Go to the record"));
    }
    let mut page = page
        .tell("So far this record counts in the numbers of its cycle, signed off or not. Once withdrawn it is kept with its history and counts nowhere; frozen numbers stay as they are. It cannot be brought back.");
    if let Some(sentence) = what_of_its_life(&record.life) {
        page = page.tell(sentence);
    }
    page = page
        .tell("Your name and the reason stay in its history for good.")
        .ask(question::area("reason", "Why is this record withdrawn?", HINT, reason))
        .send(format!("{back}/withdraw"), "Withdraw this record")
        .warn()
        .way(back, "Cancel");
    page.hidden.push(("revision", record.revision.to_string()));
    Ok(page)
}

/// What the withdrawal does to the record's sign-off or its queries.
fn what_of_its_life(life: &Life) -> Option<String> {
    match life {
        Life::SignedOff(by) => {
            Some(format!("It is signed off for cycle {}, and will be missing there.", by.cycle))
        }
        Life::Queried { .. } => Some(
            "The network has an open query about it, which stays until the network closes it.".to_owned(),
        ),
        _ => None,
    }
}

fn table(belonging: &[Belonging]) -> Table {
    let row = |record: &Belonging| vec![Cell::link(links::details(record.form, record.id), record.name())];
    Table {
        caption: "Records that belong to it".to_owned(),
        heads: vec!["Record"],
        rows: belonging.iter().map(row).collect(),
    }
}
