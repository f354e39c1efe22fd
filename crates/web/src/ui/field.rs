//! A question with its control.

use askama::{Template, filters::HtmlSafe};

/// A question: label, hint, what is wrong with the answer, and the control.
#[derive(Template)]
#[template(path = "components/field.html")]
pub(crate) struct Field {
    /// Id of the control, where links of the error summary lead.
    pub id: String,
    /// The question, with its unit in words.
    pub label: String,
    /// When an answer is needed, or nothing.
    pub need: String,
    /// Help, or nothing.
    pub hint: String,
    /// What must be mended.
    pub errors: Vec<Complaint>,
    /// Unlikely answers that a click confirms.
    pub confirmations: Vec<Confirmation>,
    /// Where the answer goes.
    pub control: Control,
    /// What stands beside the question.
    pub aside: Aside,
}

/// What is wrong with an answer.
pub(crate) struct Complaint {
    /// Rule and place of the finding; empty when no rule of the dictionary stands behind it.
    pub finding: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl Complaint {
    /// A complaint of the page itself; no rule of the dictionary stands behind it.
    pub(crate) fn of_page(message: String) -> Self {
        Self { finding: String::new(), message }
    }
}

/// What stands beside a question, when anything does.
#[derive(Default)]
pub(crate) struct Aside {
    /// When the question can apply, for the page's script; nothing when always.
    pub when: String,
    /// What was answered last time.
    pub last: String,
    /// The answer was taken from there and waits to be looked at: the words of the mark, or nothing.
    pub to_check: &'static str,
    /// What each value means.
    pub levels: Vec<(String, &'static str)>,
}

impl Field {
    /// Ids of the texts that explain the control.
    fn described_by(&self) -> String {
        described_by(&self.id, &self.hint, &self.errors)
    }

    fn is_described(&self) -> bool {
        !self.hint.is_empty() || !self.errors.is_empty()
    }
}

/// Ids of the hint and the error message of a control.
pub(crate) fn described_by(id: &str, hint: &str, errors: &[Complaint]) -> String {
    match (hint.is_empty(), errors.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("{id}-hint"),
        (true, false) => format!("{id}-error"),
        (false, false) => format!("{id}-hint {id}-error"),
    }
}

/// An unlikely answer and the box that confirms it.
#[derive(Template)]
#[template(path = "components/confirmation.html")]
pub(crate) struct Confirmation {
    /// Id of the question.
    pub id: String,
    /// What is unlikely.
    pub message: String,
    /// Names rule and place.
    pub key: String,
    /// It was confirmed before.
    pub checked: bool,
}

/// The control of a question.
pub(crate) enum Control {
    Text(TextBox),
    Secret(SecretBox),
    Area(TextArea),
    When(When),
    Radios(Radios),
    Checks(Checks),
    Select(Select),
}

impl Control {
    /// Several inputs under one legend.
    fn is_group(&self) -> bool {
        matches!(self, Self::When(_) | Self::Radios(_) | Self::Checks(_))
    }

    /// How much of a row of the grid it takes, as a class.
    fn place(&self) -> &'static str {
        match self {
            Self::Radios(_) | Self::Checks(_) | Self::Area(_) => " app-grid__wide",
            Self::When(_) => " app-grid__pair",
            Self::Text(_) | Self::Secret(_) | Self::Select(_) => "",
        }
    }
}

/// One line of text or a number.
#[derive(Template)]
#[template(path = "components/text_box.html")]
pub(crate) struct TextBox {
    pub id: String,
    pub name: String,
    pub value: String,
    /// Width in characters as the design system names it, or nothing for full width.
    pub width: &'static str,
    /// Keypad on a phone, or nothing.
    pub inputmode: &'static str,
    /// What the browser may fill in, or nothing.
    pub autocomplete: &'static str,
    /// The unit's symbol behind the box, or nothing; the label has it in words.
    pub suffix: String,
    pub described_by: String,
    pub invalid: bool,
}

/// One line that nobody else may read. What was typed is never shown again.
#[derive(Template)]
#[template(path = "components/secret_box.html")]
pub(crate) struct SecretBox {
    pub id: String,
    pub name: String,
    /// What the browser may fill in.
    pub autocomplete: &'static str,
    pub described_by: String,
    pub invalid: bool,
}

/// Several lines of text.
#[derive(Template)]
#[template(path = "components/text_area.html")]
pub(crate) struct TextArea {
    pub id: String,
    pub name: String,
    pub value: String,
    pub described_by: String,
    pub invalid: bool,
}

/// A wall-clock time: one box for the date, one for the time.
#[derive(Template)]
#[template(path = "components/when.html")]
pub(crate) struct When {
    pub id: String,
    pub name: String,
    pub label: String,
    pub date: String,
    pub time: String,
    pub invalid: bool,
}

/// One of a few.
#[derive(Template)]
#[template(path = "components/radios.html")]
pub(crate) struct Radios {
    pub id: String,
    pub name: String,
    pub options: Vec<SelectOption>,
    /// So many options at the head stand one below the other; the others stand beside each other.
    pub stacked: usize,
}

/// Any of a list.
#[derive(Template)]
#[template(path = "components/checks.html")]
pub(crate) struct Checks {
    pub id: String,
    pub name: String,
    pub options: Vec<SelectOption>,
    /// Reasons that may stand in place of an answer.
    pub reasons: Vec<SelectOption>,
}

/// One of many.
#[derive(Template)]
#[template(path = "components/select.html")]
pub(crate) struct Select {
    pub id: String,
    pub name: String,
    pub groups: Vec<OptionGroup>,
    pub described_by: String,
    pub invalid: bool,
}

/// Options of a select under one heading; no heading, no group.
pub(crate) struct OptionGroup {
    pub label: String,
    pub options: Vec<SelectOption>,
}

/// One thing to choose.
pub(crate) struct SelectOption {
    pub value: String,
    pub text: String,
    pub chosen: bool,
}

impl SelectOption {
    /// With which a select begins in which nothing is chosen yet.
    pub(crate) fn none() -> Self {
        Self { value: String::new(), text: "Choose one".to_owned(), chosen: false }
    }
}

impl HtmlSafe for Field {}
impl HtmlSafe for Confirmation {}
impl HtmlSafe for TextBox {}
impl HtmlSafe for SecretBox {}
impl HtmlSafe for TextArea {}
impl HtmlSafe for When {}
impl HtmlSafe for Radios {}
impl HtmlSafe for Checks {}
impl HtmlSafe for Select {}
