//! Making a token, for a program that acts for whoever makes it.

use acts::london;
use axum::{extract::State, http::HeaderMap};
use domain::{actor::Remit, dictionary::Dictionary};
use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use store::{NewToken, TOKEN_LASTS_AT_MOST};

use super::{
    super::{
        super::{
            chrome,
            question::{self, Question, Typed},
        },
        AREA, origin,
    },
    ADDRESS, Answer, remit_in_words,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::{Posted, instant_in_words},
    gate::Session,
    ui::{Field, OptionGroup, SelectOption, SummaryList},
};

const SENDS: &str = "SEND";
const READS: &str = "READ";

/// For how many days a token may work, beside as long as any may: that of a year is renewed once a year, like a
/// membership is reviewed.
const DAYS: [i64; 3] = [30, 90, 180];
const DAYS_FIRST: i64 = 90;

/// Every number of days that is offered.
fn all_days() -> impl Iterator<Item = i64> {
    DAYS.into_iter().chain([TOKEN_LASTS_AT_MOST.as_hours() / 24])
}

/// How long a token works for which so many days were chosen; nothing when they were not offered.
fn lasts(days: &str) -> Option<SignedDuration> {
    let days = all_days().find(|offered| offered.to_string() == days)?;
    Some(SignedDuration::from_hours(24 * days))
}

/// What is wrong with the answers.
#[derive(Default)]
struct Wrong {
    label: Option<String>,
    does: Option<String>,
    days: Option<String>,
}

/// GET /people/programs/new
pub(crate) async fn show(State(app): State<App>, session: Session) -> Answer {
    let first =
        Posted(vec![("does".to_owned(), SENDS.to_owned()), ("days".to_owned(), DAYS_FIRST.to_string())]);
    page(&app, &session, &first, Wrong::default()).draw()
}

/// POST /people/programs/new
pub(crate) async fn submit(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (actor, now) = (session.actor(), app.world.now());
    let label = posted.get("label").trim().to_owned();
    let chosen = |value| posted.all("does").any(|does| does == value);
    let remit = Remit::of(chosen(SENDS), chosen(READS), posted.all("forms").map(str::to_owned).collect());
    let lasts = lasts(posted.get("days"));
    let wrong = Wrong {
        label: label.is_empty().then(|| "Enter what the token is for".to_owned()),
        does: remit.as_ref().err().cloned(),
        days: lasts.is_none().then(|| "Choose how long it may work".to_owned()),
    };
    let (Ok(remit), Some(lasts), None) = (remit, lasts, &wrong.label) else {
        return page(&app, &session, &posted, wrong).draw();
    };
    let new = NewToken { member: actor.member, label, remit, expires_at: Some(now + lasts) };
    match app.store.token_create(actor, now, new.clone()).await {
        Ok((_, secret)) => handed_out(&app, &session, &headers, &new, &secret),
        Err(error) => {
            let refused = question::refusal(error)?;
            page(&app, &session, &posted, Wrong::default()).refuse(refused).draw()
        }
    }
}

fn page(app: &App, session: &Session, posted: &Posted, wrong: Wrong) -> Question {
    let frame = chrome(app, session, "Make a token for a program", AREA).back(ADDRESS, "Programs");
    let label = Typed { text: posted.get("label").to_owned(), error: wrong.label };
    let hint = "So that you know it again. For example: contacts from the ICU’s own system.";
    Question::new(app, session, frame, "")
        .tell(
            "The program acts for you, at your centre, and the audit trail says what it did. When you leave, it stops: \
             make its token as somebody who stays.",
        )
        .ask(question::line("label", "What is the token for?", hint, "", label))
        .ask(does(posted, wrong.does))
        .ask(forms(posted))
        .ask(days(posted, wrong.days))
        .send(format!("{ADDRESS}/new"), "Make the token")
        .way(ADDRESS, "Cancel")
}

fn does(posted: &Posted, error: Option<String>) -> Field {
    let option = |value: &str, text: &str| SelectOption {
        value: value.to_owned(),
        text: text.to_owned(),
        chosen: posted.all("does").any(|chosen| chosen == value),
    };
    let options = vec![option(SENDS, "Send records, and change them"), option(READS, "Read records")];
    question::ticks("does", "What does the program do?", "", options, error)
}

fn forms(posted: &Posted) -> Field {
    let option = |form: &&'static domain::FormSpec| SelectOption {
        value: form.id.to_owned(),
        text: form.title.to_owned(),
        chosen: posted.all("forms").any(|chosen| chosen == form.id),
    };
    let options = Dictionary::shipped().forms().iter().map(option).collect();
    let hint = "Tick those that it needs. With none ticked it is for every form.";
    question::ticks("forms", "Which forms?", hint, options, None)
}

fn days(posted: &Posted, error: Option<String>) -> Field {
    let option = |days: i64| SelectOption {
        value: days.to_string(),
        text: format!("{days} days"),
        chosen: posted.get("days") == days.to_string(),
    };
    let groups = vec![OptionGroup { label: String::new(), options: all_days().map(option).collect() }];
    let hint = "After that it stops by itself. You can end it at any time.";
    question::select("days", "How long may it work?", hint, groups, Typed { text: String::new(), error })
}

/// The page that shows a token once.
fn handed_out(
    app: &App,
    session: &Session,
    headers: &HeaderMap,
    new: &NewToken,
    secret: &SecretString,
) -> Answer {
    let zone = london()?;
    let frame = chrome(app, session, "The token is made", AREA).back(ADDRESS, "Programs");
    let mut page = Question::new(app, session, frame, new.label.clone()).tell(
        "Copy it into the program now, over a way that only its operator reads. It is not kept here and cannot be shown \
         again; you can make another, and end this one.",
    );
    let until = new.expires_at.map(|end| instant_in_words(end, &zone)).unwrap_or_default();
    page.facts = Some(SummaryList::of([
        ("Token", secret.expose_secret().to_owned()),
        ("What it may do", remit_in_words(&new.remit)),
        ("Works until", until),
        ("Sent as", "The header “Authorization: Bearer”, a space, and the token".to_owned()),
        ("Sent to", format!("{}/api/v1/records/…", origin(app, headers))),
    ]));
    page.way(ADDRESS, "Back to programs").draw()
}
