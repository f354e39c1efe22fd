//! Asking a centre about a field of one of its records.

use axum::extract::State;
use domain::dictionary::Dictionary;
use domain::{FormSpec, value::CentreCode};
use serde::Deserialize;
use store::Ask;

use super::super::{
    Answer, chrome,
    question::{self, Question, Typed},
    see_other,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::Posted,
    extract::Query,
    gate::AuditLead,
    problem::Problem,
    ui::{OptionGroup, SelectOption},
};

const ADDRESS: &str = "/network/queries/new";

/// What has been chosen so far, and what is wrong with it.
#[derive(Default, Deserialize)]
pub(crate) struct Draft {
    #[serde(default)]
    centre: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    text: String,
    #[serde(skip)]
    errors: Vec<(&'static str, String)>,
}

/// GET /network/queries/new
pub(crate) async fn show(State(app): State<App>, Query(draft): Query<Draft>, lead: AuditLead) -> Answer {
    page(&app, &lead, &draft).await?.draw()
}

/// POST /network/queries/new
pub(crate) async fn submit(
    State(app): State<App>,
    lead: AuditLead,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let mut draft = Draft::of(&posted);
    if let Some(ask) = draft.read() {
        match app.store.ask(lead.session.actor(), app.world.now(), ask).await {
            Ok(id) => return Ok(see_other(&format!("/network/queries/{id}"))),
            Err(error) => {
                let sentence = question::refusal(error)?;
                return page(&app, &lead, &draft).await?.refuse(sentence).draw();
            }
        }
    }
    page(&app, &lead, &draft).await?.draw()
}

impl Draft {
    fn of(posted: &Posted) -> Self {
        let get = |name| posted.get(name).trim().to_owned();
        Self {
            centre: get("centre"),
            key: get("key"),
            field: get("field"),
            text: get("text"),
            errors: Vec::new(),
        }
    }

    /// The question, or nothing and what is wrong with it.
    fn read(&mut self) -> Option<Ask> {
        let centre = CentreCode::parse(&self.centre);
        let place = Place::parse(&self.field);
        for (name, is_missing, error) in [
            ("centre", centre.is_none(), "Choose a centre"),
            ("key", self.key.is_empty(), "Enter the key of the record, like C00012"),
            ("field", place.is_none(), "Choose what you ask about"),
            ("text", self.text.is_empty(), "Enter what you ask"),
        ] {
            if is_missing {
                self.errors.push((name, error.to_owned()));
            }
        }
        let Place { form, column } = place.filter(|_| self.errors.is_empty())?;
        let (key, text, column) = (self.key.clone(), self.text.clone(), column.to_owned());
        Some(Ask { centre: centre?, form, key, child: None, column, text })
    }

    fn typed(&self, name: &str, text: &str) -> Typed {
        let error = self.errors.iter().find(|(of, _)| *of == name).map(|(_, error)| error.clone());
        Typed { text: text.to_owned(), error }
    }
}

/// A field of a form, written `form:column`.
struct Place<'a> {
    form: &'static FormSpec,
    column: &'a str,
}

impl<'a> Place<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (form, column) = text.split_once(':')?;
        let form = Dictionary::shipped().form(form)?;
        form.field(column)?;
        Some(Self { form, column })
    }
}

async fn page(app: &App, lead: &AuditLead, draft: &Draft) -> Result<Question, Problem> {
    let directory = app.store.directory().await?;
    let centres = directory.centres.iter().map(|centre| SelectOption {
        value: centre.code.to_string(),
        text: format!("{} ({})", centre.short_name, centre.code),
        chosen: centre.code.as_str() == draft.centre,
    });
    let centres = vec![OptionGroup { label: String::new(), options: with_blank(centres.collect()) }];
    let frame = chrome(app, &lead.session, "Ask a centre", "/network/queries");
    let page = Question::new(app, &lead.session, frame.back("/network/queries", "All queries"), "");
    Ok(page
        .tell("The centre sees the question at the field. Its record cannot be signed off until you close the query.")
        .ask(question::select("centre", "Centre", "", centres, draft.typed("centre", "")))
        .ask(question::select("field", "What you ask about", "", fields(&draft.field), draft.typed("field", "")))
        .ask(question::line(
            "key",
            "Key of the record",
            "As the centre names it: C00012, or A00012/1 for the first run of an admission.",
            "20",
            draft.typed("key", &draft.key),
        ))
        .ask(question::area(
            "text",
            "Your question",
            "No name, date of birth or number.",
            draft.typed("text", &draft.text),
        ))
        .send(ADDRESS, "Send to the centre")
        .way("/network/queries", "Cancel"))
}

/// Every field of every form, by form.
fn fields(chosen: &str) -> Vec<OptionGroup> {
    let blank = OptionGroup { label: String::new(), options: with_blank(Vec::new()) };
    let group = |form: &&'static FormSpec| OptionGroup {
        label: form.title.to_owned(),
        options: form
            .fields
            .iter()
            .filter(|field| !field.system)
            .map(|field| {
                let value = format!("{}:{}", form.id, field.name);
                SelectOption { chosen: value == chosen, text: field.label.to_string(), value }
            })
            .collect(),
    };
    std::iter::once(blank).chain(Dictionary::shipped().forms().iter().map(group)).collect()
}

fn with_blank(mut options: Vec<SelectOption>) -> Vec<SelectOption> {
    options.insert(0, SelectOption { value: String::new(), text: "Choose one".to_owned(), chosen: false });
    options
}
