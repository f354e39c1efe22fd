//! A new record.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::{FormSpec, Kind, value::PatientRef};
use store::{Submit, SubmitError, Submitted};

use super::{
    Answer,
    entry_page::{self, Sheet},
    links, see_other,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::{Entry, Posted, Verdict},
    extract::{self, Path, Query},
    gate::Member,
    problem::Problem,
};

/// GET /records/{form}/new
///
/// What stands behind the question mark is typed in beforehand, so that a link from an admission brings its
/// reference along.
pub(crate) async fn show(
    State(app): State<App>,
    Path(form): Path<String>,
    Query(answers): Query<BTreeMap<String, String>>,
    member: Member,
) -> Answer {
    let form = extract::form(&form)?;
    let mut entry = Entry::blank(form);
    for (name, answer) in &answers {
        entry.suggest(form, name, answer);
    }
    suggest_reference(&app, form, &mut entry)?;
    let back = answers.get("back").map_or("/centre", |back| links::local(back));
    sheet(&app, &member, form, &entry, back).draw(&entry, Verdict::NONE)
}

/// POST /records/{form}/new
pub(crate) async fn submit(
    State(app): State<App>,
    Path(form): Path<String>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let form = extract::form(&form)?;
    let (entry, is_final) = entry_page::read(form, &posted);
    let back = links::local(posted.get("back"));
    let sheet = sheet(&app, &member, form, &entry, back);
    if !is_final {
        return sheet.draw(&entry, Verdict::NONE);
    }
    let submit = new_record(form, &member, &entry, &posted);
    match save(&app, &member, submit.clone()).await {
        Ok(saved) => Ok(see_other(&format!("{}?saved=new", links::details(form, saved.id)))),
        Err(SubmitError::Refused(findings) | SubmitError::NeedsConfirmation(findings)) => {
            sheet.draw(&entry, Verdict { findings: &findings, confirmed: &submit.confirm })
        }
        Err(error) => Err(error.into()),
    }
}

/// Saves a new record once, however often its page is sent. A page that was sent before with other answers
/// is another record.
async fn save(app: &App, member: &Member, submit: Submit) -> Result<Submitted, SubmitError> {
    let (actor, now) = (member.session.actor(), app.world.now());
    match app.store.submit(actor, now, submit.clone()).await {
        Err(SubmitError::KeyReused) => {
            app.store.submit(actor, now, Submit { idempotency_key: None, ..submit }).await
        }
        answer => answer,
    }
}

fn new_record(form: &'static FormSpec, member: &Member, entry: &Entry, posted: &Posted) -> Submit {
    Submit {
        form,
        centre: member.centre.clone(),
        raw: entry.to_raw(form, &member.centre),
        confirm: posted.confirmed(),
        // The token differs from page to page.
        idempotency_key: Some(posted.get("csrf").to_owned()),
        id: None,
        expected: None,
        reason: None,
        draft: None,
        mends: None,
    }
}

fn sheet<'a>(
    app: &'a App,
    member: &'a Member,
    form: &'static FormSpec,
    entry: &Entry,
    back: &str,
) -> Sheet<'a> {
    Sheet {
        app,
        session: &member.session,
        form,
        title: format!("New {}", form.title.to_lowercase()),
        caption: entry_page::caption(form, entry, &member.centre),
        action: links::create(form.id, &[]),
        back: back.to_owned(),
        revision: String::new(),
        reason: None,
    }
}

/// A record's own reference is made here, so that nobody is tempted to use a hospital's number.
fn suggest_reference(app: &App, form: &'static FormSpec, entry: &mut Entry) -> Result<(), Problem> {
    let own = form.key.iter().filter_map(|name| form.field(name));
    for field in own {
        match field.kind {
            Kind::Pseudonym => entry.suggest(form, field.name, &pseudonym(app)?),
            Kind::Ref if !is_parents(form, field.name) => {
                let initial = form.id.rsplit('_').next().and_then(|word| word.chars().next());
                let letter = initial.unwrap_or('r').to_ascii_uppercase();
                let symbols = symbols(app)?;
                entry.suggest(form, field.name, &format!("{letter}-{}", &symbols[..6]));
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_parents(form: &FormSpec, column: &str) -> bool {
    form.parent.is_some_and(|parent| parent.columns.contains(&column))
}

/// Crockford's base 32: no letter that looks like a digit.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The symbols that a check character can be besides.
const CHECKS: &str = "*~$=U";

fn symbols(app: &App) -> Result<String, Problem> {
    let random: [u8; 8] = app.world.random()?;
    Ok(random.iter().map(|byte| char::from(SYMBOLS[usize::from(byte % 32)])).collect())
}

/// A pseudonym with the one check character that belongs to it.
fn pseudonym(app: &App) -> Result<String, Problem> {
    let body = symbols(app)?;
    SYMBOLS
        .iter()
        .map(|byte| char::from(*byte))
        .chain(CHECKS.chars())
        .map(|check| format!("{body}{check}"))
        .find(|candidate| PatientRef::parse(candidate).is_some())
        .ok_or_else(|| Problem::fault("no check character fits a pseudonym"))
}
