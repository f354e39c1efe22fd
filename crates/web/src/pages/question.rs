//! A page that asks one thing before something of consequence is done.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{Answer, html};
use crate::{
    App, csrf,
    gate::Session,
    problem::Problem,
    ui::{
        Aside, Beside, Checks, Chrome, Complaint, Control, ErrorSummary, Field, Link, OptionGroup,
        PasskeyBox, SecretBox, Select, SelectOption, SummaryItem, SummaryList, Table, TextArea, TextBox,
        described_by,
    },
};

/// The page. Without a button it only tells.
#[derive(Template)]
#[template(path = "pages/question.html")]
pub(super) struct Question {
    pub chrome: Chrome,
    pub summary: Option<ErrorSummary>,
    /// What it is about.
    pub caption: String,
    pub paragraphs: Vec<String>,
    pub facts: Option<SummaryList>,
    /// To whom it happens.
    pub table: Option<Table>,
    /// Where the form is sent.
    pub action: String,
    pub csrf: String,
    pub hidden: Vec<(&'static str, String)>,
    /// For the browser's own store of passwords, where one is asked for.
    pub login: String,
    /// A passkey that may stand in place of the fields.
    pub passkey: Option<PasskeyBox>,
    pub fields: Vec<Field>,
    pub button: Option<Button>,
    /// Another way to do it: at the provider.
    pub beside: Option<Beside>,
    /// Where else to go.
    pub ways: Vec<Link>,
    /// Why what was asked for was not done.
    refusals: Vec<String>,
}

/// The button that does it.
pub(super) struct Button {
    pub text: String,
    /// It cannot be undone.
    pub is_warning: bool,
}

impl Question {
    /// A page that only tells, so far.
    pub(super) fn new(app: &App, session: &Session, chrome: Chrome, caption: impl Into<String>) -> Self {
        Self::marked(csrf::token(session, app.world.now()), chrome, caption)
    }

    /// The same, whose form is marked for whoever sends it.
    pub(super) fn marked(csrf: String, chrome: Chrome, caption: impl Into<String>) -> Self {
        Self {
            chrome,
            summary: None,
            caption: caption.into(),
            paragraphs: Vec::new(),
            facts: None,
            table: None,
            action: String::new(),
            csrf,
            hidden: Vec::new(),
            login: String::new(),
            passkey: None,
            fields: Vec::new(),
            button: None,
            beside: None,
            ways: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// Says something above the form.
    pub(super) fn tell(mut self, paragraph: impl Into<String>) -> Self {
        self.paragraphs.push(paragraph.into());
        self
    }

    /// The same of what there may be.
    pub(super) fn tell_if(self, paragraph: Option<String>) -> Self {
        match paragraph {
            Some(paragraph) => self.tell(paragraph),
            None => self,
        }
    }

    /// Shows to whom it happens.
    pub(super) fn show(mut self, table: Option<Table>) -> Self {
        self.table = table;
        self
    }

    /// Asks something.
    pub(super) fn ask(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// Sends the answers to an address.
    pub(super) fn send(mut self, action: impl Into<String>, text: impl Into<String>) -> Self {
        self.action = action.into();
        self.button = Some(Button { text: text.into(), is_warning: false });
        self
    }

    /// Marks the button as one that cannot be undone.
    pub(super) fn warn(mut self) -> Self {
        if let Some(button) = &mut self.button {
            button.is_warning = true;
        }
        self
    }

    /// Offers a way out.
    pub(super) fn way(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.ways.push(Link { href: href.into(), text: text.into() });
        self
    }

    /// Says why what was asked for was not done, when no field is to blame.
    pub(super) fn refuse(mut self, sentence: impl Into<String>) -> Self {
        self.refusals.push(sentence.into());
        self
    }

    /// Draws the page; with status 422 when an answer has to be mended.
    pub(super) fn draw(mut self) -> Answer {
        let item = |href: String, text: &String| SummaryItem::link(href, text.as_str());
        let wrong = self.fields.iter().flat_map(|field| {
            field.errors.iter().map(move |error| item(format!("#{}", field.id), &error.message))
        });
        let refused = self.refusals.iter().map(|sentence| item(String::new(), sentence));
        let items: Vec<_> = refused.chain(wrong).collect();
        let is_wrong = !items.is_empty();
        if is_wrong {
            self.summary = Some(ErrorSummary { heading: "There is a problem".to_owned(), items });
        }
        self.chrome.problem |= is_wrong;
        let page = html(&self)?;
        Ok(with_status(is_wrong, page))
    }
}

/// A page on which an answer has to be mended has status 422.
pub(super) fn with_status(is_wrong: bool, mut page: Response) -> Response {
    if is_wrong {
        *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    page
}

/// Something typed, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub text: String,
    pub error: Option<String>,
}

impl Typed {
    /// A text that is right as far as is known.
    pub(super) fn of(text: &str) -> Self {
        Self { text: text.to_owned(), error: None }
    }

    /// A text that must be mended.
    pub(super) fn wrong(text: &str, error: impl Into<String>) -> Self {
        Self { text: text.to_owned(), error: Some(error.into()) }
    }
}

/// Asks for a few lines of text.
pub(super) fn area(name: &'static str, label: &str, hint: &str, typed: Typed) -> Field {
    draw(name, label, hint, typed, |id, value, described_by, invalid| {
        Control::Area(TextArea { id, name: name.to_owned(), value, described_by, invalid })
    })
}

/// Asks for one line of text.
pub(super) fn line(name: &'static str, label: &str, hint: &str, width: &'static str, typed: Typed) -> Field {
    text_box(name, label, hint, width, "", typed)
}

/// Asks for one's own user name, which the browser may know.
pub(super) fn user_name(typed: Typed) -> Field {
    text_box("login", "User name", "", "20", "username", typed)
}

fn text_box(
    name: &'static str,
    label: &str,
    hint: &str,
    width: &'static str,
    autocomplete: &'static str,
    typed: Typed,
) -> Field {
    draw(name, label, hint, typed, |id, value, described_by, invalid| {
        let (name, inputmode, suffix) = (name.to_owned(), "", String::new());
        Control::Text(TextBox {
            id,
            name,
            value,
            width,
            inputmode,
            autocomplete,
            suffix,
            described_by,
            invalid,
        })
    })
}

/// Asks for something that nobody else may read; `autocomplete` says what the browser may fill in.
pub(super) fn secret(
    name: &'static str,
    label: &str,
    hint: &str,
    autocomplete: &'static str,
    error: Option<String>,
) -> Field {
    draw(name, label, hint, Typed { text: String::new(), error }, |id, _, described_by, invalid| {
        Control::Secret(SecretBox { id, name: name.to_owned(), autocomplete, described_by, invalid })
    })
}

/// Asks for a code that is read off somewhere. What was typed is not shown again: it may be right a moment later.
pub(super) fn code(hint: &str, error: Option<String>) -> Field {
    line("digits", "Code", hint, "20", Typed { text: String::new(), error })
}

/// Asks to choose one of many.
pub(super) fn select(
    name: &'static str,
    label: &str,
    hint: &str,
    groups: Vec<OptionGroup>,
    typed: Typed,
) -> Field {
    draw(name, label, hint, typed, |id, _, described_by, invalid| {
        Control::Select(Select { id, name: name.to_owned(), groups, described_by, invalid })
    })
}

/// Asks for a tick.
pub(super) fn tick(name: &'static str, label: &str, text: &str, error: Option<String>) -> Field {
    let option = SelectOption { value: "yes".to_owned(), text: text.to_owned(), chosen: false };
    ticks(name, label, "", vec![option], error)
}

/// Asks for as many ticks as are right.
pub(super) fn ticks(
    name: &'static str,
    label: &str,
    hint: &str,
    options: Vec<SelectOption>,
    error: Option<String>,
) -> Field {
    draw(name, label, hint, Typed { text: String::new(), error }, |id, _, _, _| {
        Control::Checks(Checks { id, name: name.to_owned(), options, reasons: Vec::new() })
    })
}

fn draw(
    name: &str,
    label: &str,
    hint: &str,
    typed: Typed,
    control: impl FnOnce(String, String, String, bool) -> Control,
) -> Field {
    let id = format!("f-{name}");
    let errors: Vec<_> = typed.error.into_iter().map(Complaint::of_page).collect();
    let control = control(id.clone(), typed.text, described_by(&id, hint, &errors), !errors.is_empty());
    Field {
        id,
        label: label.to_owned(),
        need: String::new(),
        hint: hint.to_owned(),
        errors,
        confirmations: Vec::new(),
        control,
        aside: Aside::default(),
    }
}

/// The sentence with which the store refuses what was asked; any other failure is a problem of its own.
pub(super) fn refusal(error: store::Error) -> Result<String, Problem> {
    match error {
        store::Error::Invalid(sentence) => Ok(sentence),
        other => Err(other.into()),
    }
}

/// The same for a step in the life of a record.
pub(super) fn refused_step(error: store::SubmitError) -> Result<String, Problem> {
    match error {
        store::SubmitError::Refused(findings) => {
            Ok(findings.into_iter().map(|finding| finding.message).collect::<Vec<_>>().join(" "))
        }
        store::SubmitError::Life(error) => Ok(error.to_string()),
        store::SubmitError::Store(error) => refusal(error),
        other => Err(other.into()),
    }
}
