//! Tables, lists and messages.

use askama::{Template, filters::HtmlSafe};

/// What is wrong with the page, each with a link to where it is mended.
#[derive(Template)]
#[template(path = "components/error_summary.html")]
pub(crate) struct ErrorSummary {
    pub heading: String,
    pub items: Vec<SummaryItem>,
}

/// One line of an error summary; no address, no link.
#[derive(Default)]
pub(crate) struct SummaryItem {
    pub href: String,
    pub text: String,
    /// Rule and place of a finding that is shown nowhere else on the page; empty otherwise.
    pub finding: String,
}

impl SummaryItem {
    /// A line that leads somewhere.
    pub(crate) fn link(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into(), ..Self::default() }
    }
}

/// A table that becomes stacked rows on a phone.
#[derive(Template)]
#[template(path = "components/table.html")]
pub(crate) struct Table {
    pub caption: String,
    pub heads: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in a table's cell.
#[derive(Template)]
#[template(path = "components/cell.html")]
pub(crate) enum Cell {
    Text(String),
    Link {
        href: String,
        text: String,
    },
    /// Several links, one a line.
    Links(Vec<SummaryItem>),
    Tag(Tag),
}

impl Cell {
    /// A cell of text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A cell that is a link.
    pub(crate) fn link(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Link { href: href.into(), text: text.into() }
    }
}

/// A state in words, on a tint.
#[derive(Template)]
#[template(path = "components/tag.html")]
pub(crate) struct Tag {
    colour: &'static str,
    text: String,
}

impl Tag {
    /// A state on its tint.
    pub(crate) fn new(colour: Colour, text: impl Into<String>) -> Self {
        Self { colour: colour.class(), text: text.into() }
    }
}

/// The tints of states, one meaning each.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Colour {
    /// Complete.
    Green,
    /// Not finished yet.
    Blue,
    /// A question is open.
    Yellow,
    /// Closed.
    Grey,
    /// Something is wrong.
    Red,
}

impl Colour {
    const fn class(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Grey => "grey",
            Self::Red => "red",
        }
    }
}

/// Work to do, each piece one link.
#[derive(Template)]
#[template(path = "components/task_list.html")]
pub(crate) struct TaskList {
    /// Id of the heading.
    pub id: &'static str,
    pub heading: String,
    /// What to say when there is nothing to do.
    pub empty: &'static str,
    pub tasks: Vec<Task>,
    /// Where the rest is.
    pub more: Option<SummaryItem>,
}

/// A piece of work.
pub(crate) struct Task {
    pub href: String,
    pub text: String,
    /// What it is about, or nothing.
    pub hint: String,
    pub state: Option<Tag>,
}

/// What the state of one record is, who brought it there, and what can be done about it.
#[derive(Template)]
#[template(path = "components/life_panel.html")]
pub(crate) struct LifePanel {
    /// What happened last, or nothing.
    pub words: String,
    pub actions: Vec<SummaryItem>,
    /// Queries about it.
    pub queries: Vec<Task>,
}

/// Names and values of one thing.
#[derive(Template)]
#[template(path = "components/summary_list.html")]
pub(crate) struct SummaryList {
    pub rows: Vec<(String, String)>,
}

impl SummaryList {
    /// A list whose names are known beforehand.
    pub(crate) fn of<const N: usize>(rows: [(&str, String); N]) -> Self {
        Self { rows: rows.map(|(name, value)| (name.to_owned(), value)).into() }
    }
}

/// The way through a list that is read page by page.
#[derive(Template)]
#[template(path = "components/pagination.html")]
pub(crate) struct Pagination {
    pub first: Option<String>,
    pub next: Option<String>,
}

impl Pagination {
    /// Whether there is anywhere to go.
    pub(crate) fn is_needed(&self) -> bool {
        self.first.is_some() || self.next.is_some()
    }
}

impl HtmlSafe for ErrorSummary {}
impl HtmlSafe for Table {}
impl HtmlSafe for Cell {}
impl HtmlSafe for Tag {}
impl HtmlSafe for TaskList {}
impl HtmlSafe for LifePanel {}
impl HtmlSafe for SummaryList {}
impl HtmlSafe for Pagination {}
