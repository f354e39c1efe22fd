//! Asking a centre about a field of one of its records.

use axum::extract::State;
use domain::dictionary::Dictionary;
use domain::rules::{self, Rule};
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

/// What a question is about, as far as a page that leads here knows it: each part may be empty.
pub(crate) struct About<'a> {
    pub centre: &'a str,
    /// The record's key.
    pub key: &'a str,
    /// `form:field`, in a repeated group `form:list.row.field`.
    pub field: &'a str,
    /// The rule that finds something there.
    pub rule: &'a str,
}

impl About<'_> {
    /// The page on which it is asked.
    pub(crate) fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in
            [("centre", self.centre), ("key", self.key), ("field", self.field), ("rule", self.rule)]
        {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("{ADDRESS}?{}", query.finish())
    }
}

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
    /// The rule that found something, where the question comes from a list of what is found.
    #[serde(default)]
    rule: String,
    #[serde(skip)]
    errors: Vec<(&'static str, String)>,
}

/// What is asked about a finding, until something else is typed.
const PLEASE: &str = "Please check this answer against the notes: is it right as it stands?";

/// GET /network/queries/new
pub(crate) async fn show(State(app): State<App>, Query(mut draft): Query<Draft>, lead: AuditLead) -> Answer {
    if draft.rule().is_some() && draft.text.is_empty() {
        PLEASE.clone_into(&mut draft.text);
    }
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
            rule: get("rule"),
            errors: Vec::new(),
        }
    }

    /// The rule, where there is such a one.
    fn rule(&self) -> Option<&'static Rule> {
        rules::rule(&self.rule)
    }

    /// What is sent: the rule comes first, in its own words, so that both sides know what was found.
    fn message(&self) -> String {
        let rule = self.rule().map(|rule| format!("Rule {}: {}\n", rule.id, rule.title));
        format!("{}{}", rule.unwrap_or_default(), self.text)
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
        let Place { form, child, column } = place.filter(|_| self.errors.is_empty())?;
        let child = child.map(|(list, row)| (list.to_owned(), row));
        let (key, text, column) = (self.key.clone(), self.message(), column.to_owned());
        Some(Ask { centre: centre?, form, key, child, column, text })
    }

    fn typed(&self, name: &str, text: &str) -> Typed {
        let error = self.errors.iter().find(|(of, _)| *of == name).map(|(_, error)| error.clone());
        Typed { text: text.to_owned(), error }
    }
}

/// A field of a form, written `form:column`, or in a row of a repeated group `form:list.row.column`.
struct Place<'a> {
    form: &'static FormSpec,
    child: Option<(&'a str, usize)>,
    column: &'a str,
}

impl<'a> Place<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (form, field) = text.split_once(':')?;
        let form = Dictionary::shipped().form(form)?;
        let mut parts = field.split('.');
        match (parts.next()?, parts.next(), parts.next(), parts.next()) {
            (column, None, ..) => {
                form.field(column)?;
                Some(Self { form, child: None, column })
            }
            (list, Some(row), Some(column), None) => {
                form.child(list)?.spec.field(column)?;
                Some(Self { form, child: Some((list, row.parse().ok()?)), column })
            }
            _ => None,
        }
    }

    /// In words, of a row of a repeated group.
    fn label_of_row(&self) -> Option<String> {
        let (list, row) = self.child?;
        let child = self.form.child(list)?;
        let field = child.spec.field(self.column)?;
        Some(format!("{} ({}, {})", field.label, child.spec.title, row + 1))
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
    let mut page = Question::new(app, &lead.session, frame.back("/network/queries", "All queries"), "");
    if let Some(rule) = draft.rule() {
        page = page.tell(format!("The question begins with the rule. {}: {}", rule.id, rule.title));
        page.hidden.push(("rule", rule.id.to_owned()));
    }
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
            .chain(row_of(form, chosen))
            .collect(),
    };
    std::iter::once(blank).chain(Dictionary::shipped().forms().iter().map(group)).collect()
}

/// A field in a row of a repeated group, when it is the one that is chosen: nobody is offered all rows there could be.
fn row_of(form: &FormSpec, chosen: &str) -> Option<SelectOption> {
    let place = Place::parse(chosen).filter(|place| place.form.id == form.id)?;
    let text = place.label_of_row()?;
    Some(SelectOption { value: chosen.to_owned(), text, chosen: true })
}

fn with_blank(mut options: Vec<SelectOption>) -> Vec<SelectOption> {
    options.insert(0, SelectOption::none());
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_field_or_one_of_a_row() {
        let contact = domain::forms::PhysioContact::ID;
        let known =
            |field: &str| Place::parse(&format!("{contact}:{field}")).map(|place| place.child.is_some());
        assert_eq!((known("outcome"), known("staff.1.role")), (Some(false), Some(true)));
        for field in ["", "nothing", "staff.role", "staff.x.role", "staff.1.role.n", "nobody.1.role"] {
            assert_eq!(known(field), None, "{field}");
        }
    }

    #[test]
    fn a_rule_begins_the_question_and_what_is_no_rule_does_not() {
        let draft =
            |rule: &str| Draft { rule: rule.to_owned(), text: "Right?".to_owned(), ..Draft::default() };
        assert!(draft("V-CON-6").message().starts_with("Rule V-CON-6: "));
        assert!(draft("V-CON-6").message().ends_with(".\nRight?"));
        assert_eq!(draft("nonsense").message(), "Right?");
    }
}
