//! A question and what is told of it, in words and as rows.

use acts::Release;
use disclosure::cube::{Answer, Figure, Line, Query, Released, Schema, Value, What};

/// How the noise of counts is told, wherever a table is.
pub(super) const NOISE: &str = "Counts are randomly adjusted to multiples of 5 (standard deviation 2.8; 95 in 100 are within 5, \
    and none is further off than 10). Rows need not add up: use the total that is shown, not the sum.";

/// How a value that is not told is told.
pub(super) const LOW: &str =
    "hidden: fewer than 8 people, too few centres, or withheld at random near the limit";

/// A table with all its words.
pub(super) struct Told<'r> {
    release: &'r Release,
    query: &'r Query,
    answer: &'r Released<Answer>,
}

impl<'r> Told<'r> {
    pub(super) const fn of(release: &'r Release, query: &'r Query, answer: &'r Released<Answer>) -> Self {
        Self { release, query, answer }
    }

    fn schema(&self) -> &'r Schema {
        self.release.schema()
    }

    /// What is told, as the head of a column.
    pub(super) fn measure(&self) -> String {
        let schema = self.schema();
        match self.query.what() {
            What::Count => "People".to_owned(),
            What::Share(outcome) => format!("People in a hundred: {}", in_words(schema, outcome)),
            What::Figure(figure) => figure_in_words(schema, figure),
        }
    }

    /// The question as a sentence's worth of words.
    pub(super) fn title(&self) -> String {
        let by: Vec<&str> = self.variables().collect();
        let by = if by.is_empty() { String::new() } else { format!(", by {}", by.join(" and ")) };
        let only: Vec<String> =
            self.query.only().parts().iter().map(|part| in_words(self.schema(), *part)).collect();
        let only = if only.is_empty() { String::new() } else { format!("; only {}", only.join(", ")) };
        format!("{}{by}{only}", self.measure())
    }

    /// The names of the variables that the table is by.
    pub(super) fn variables(&self) -> impl Iterator<Item = &'r str> {
        let schema = self.schema();
        self.query.by().iter().map(move |variable| title_of(schema, *variable))
    }

    /// Each line: its nodes in words, what is told, and the line itself.
    pub(super) fn lines(&self) -> impl Iterator<Item = (Vec<&'r str>, &'r Line)> {
        let (schema, query) = (self.schema(), self.query);
        self.answer.get().lines.iter().map(move |line| {
            let nodes = query.by().iter().zip(&line.nodes);
            (nodes.map(|(variable, node)| node_of(schema, (*variable, *node))).collect(), line)
        })
    }

    pub(super) fn total(&self) -> &'r Line {
        &self.answer.get().total
    }

    /// Whether all of it is hidden because most of it would be.
    pub(super) fn is_hidden(&self) -> bool {
        self.answer.get().is_sparse()
    }

    /// What a table is cited by.
    pub(super) fn citation(&self, brand: &str) -> String {
        let manifest = self.release.manifest();
        let invented = if manifest.synthetic { " Invented data." } else { "" };
        format!(
            "{brand}, release {} (audit years {}; SHA-256 {}): {}. {}{invented}",
            manifest.id,
            manifest.years.join(", "),
            self.release.hash().chars().take(12).collect::<String>(),
            self.title(),
            self.release.questions().population,
        )
    }
}

/// A value as a reader sees it.
pub(super) fn shown(value: Value) -> String {
    match value {
        Value::Low => "hidden".to_owned(),
        Value::People(people) => people.to_string(),
        Value::Percent(percent) => format!("{percent} %"),
        Value::Below5 => "less than 5 %".to_owned(),
        Value::Above95 => "more than 95 %".to_owned(),
        Value::Figure(figure) => figure.to_string(),
    }
}

/// A value as a number of a file; of what is told as less or more than a limit there is none.
pub(super) fn number(value: Value) -> Option<f64> {
    match value {
        Value::People(people) => Some(f64::from(people)),
        Value::Percent(percent) => Some(f64::from(percent)),
        Value::Figure(figure) => Some(figure),
        Value::Low | Value::Below5 | Value::Above95 => None,
    }
}

/// How a file says whether something is told.
pub(super) const fn state(value: Value) -> &'static str {
    match value {
        Value::Low => "low",
        Value::Below5 => "below_5",
        Value::Above95 => "above_95",
        Value::People(_) | Value::Percent(_) | Value::Figure(_) => "shown",
    }
}

fn title_of(schema: &Schema, variable: u16) -> &str {
    schema.variables().get(usize::from(variable)).map_or("", |variable| &variable.title)
}

fn node_of(schema: &Schema, (variable, node): (u16, u16)) -> &str {
    let variable = schema.variables().get(usize::from(variable));
    variable.and_then(|variable| variable.nodes.get(usize::from(node))).map_or("", |node| &node.title)
}

/// `Sex at birth: male`.
fn in_words(schema: &Schema, part: (u16, u16)) -> String {
    format!("{}: {}", title_of(schema, part.0), node_of(schema, part))
}

pub(super) fn figure_in_words(schema: &Schema, figure: Figure) -> String {
    let measure = |at: u16| schema.measures().get(usize::from(at)).map_or("", |measure| &measure.title);
    match figure {
        Figure::Mean(at) => format!("Mean of: {}", measure(at)),
        Figure::Median(at) => format!("Median of: {}", measure(at)),
        Figure::FirstQuartile(at) => format!("First quartile of: {}", measure(at)),
        Figure::ThirdQuartile(at) => format!("Third quartile of: {}", measure(at)),
        Figure::Rate(at) => {
            schema.rates().get(usize::from(at)).map_or_else(String::new, |rate| rate.title.clone())
        }
    }
}
