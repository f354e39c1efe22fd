//! The table builder: one form, one table, one chart. Everything that can be chosen comes from the release's questions.

use acts::Release;
use askama::Template;
use axum::extract::State;
use disclosure::cube::{Schema, Value, Variable};

use super::{
    super::{
        Answer, chrome, html,
        question::{Question, with_status},
    },
    AREA, Asked, answer, release,
    told::{LOW, NOISE, Told, figure_in_words, number, shown},
};
use crate::{
    App,
    extract::Query,
    gate::Session,
    problem::Problem,
    ui::{Cell, Chrome, Link, OptionGroup, Select, SelectOption, Table},
};

#[derive(Template)]
#[template(path = "pages/tables.html")]
struct Page {
    chrome: Chrome,
    population: String,
    what: Select,
    by: Vec<(&'static str, &'static str, Select)>,
    only: Vec<(&'static str, &'static str, Select)>,
    release: String,
    /// Why this cannot be asked.
    refused: Option<String>,
    found: Option<Found>,
    noise: &'static str,
    low: &'static str,
    whole: Vec<Link>,
}

/// What was asked, and what is told.
struct Found {
    title: String,
    /// More than half of it would be hidden.
    is_hidden: bool,
    table: Table,
    chart: Vec<Bar>,
    files: Vec<Link>,
    address: String,
    citation: String,
}

/// One bar of the chart.
struct Bar {
    label: String,
    value: String,
    /// In thousandths of the longest.
    length: u32,
    /// From the top, in pixels.
    top: usize,
}

/// How high a bar is with the space below it, in pixels.
const BAR: usize = 28;

/// GET /tables
pub(crate) async fn show(State(app): State<App>, Query(asked): Query<Asked>, session: Session) -> Answer {
    let frame = chrome(&app, &session, "Build a table", AREA);
    let release = match release(&app, &session, &asked).await {
        Ok(release) => release,
        // Whoever comes by the menu is told what is to be done first.
        Err(Problem::Unaskable(sentence)) if asked.release().is_none() => {
            return Question::new(&app, &session, frame, "").tell(sentence).draw();
        }
        Err(other) => return Err(other),
    };
    let found = match found(&asked, &release, &app.config.brand) {
        Ok(found) => Ok(found),
        Err(Problem::Unaskable(sentence)) => Err(sentence),
        Err(other) => return Err(other),
    };
    let is_refused = found.is_err();
    let page = page(frame, &asked, &release, found);
    Ok(with_status(is_refused, html(&page)?))
}

fn page(chrome: Chrome, asked: &Asked, release: &Release, found: Result<Found, String>) -> Page {
    let schema = release.schema();
    let (found, refused) = match found {
        Ok(found) => (Some(found), None),
        Err(sentence) => (None, Some(sentence)),
    };
    let (by, only): (Vec<&str>, Vec<&str>) = (asked.by().collect(), asked.only().collect());
    let at = |chosen: &[&str], place: usize| chosen.get(place).copied().unwrap_or_default().to_owned();
    let names = [("by", "Rows by"), ("by2", "and by"), ("by3", "and by")];
    let filters = [("only", "Only people with"), ("only2", "and with"), ("only3", "and with")];
    let whole = ["cube.csv", "questions.json", "certificate.json"].map(|file| Link {
        href: format!("{AREA}/release/{file}?release={}", release.manifest().id),
        text: file.to_owned(),
    });
    Page {
        chrome,
        population: release.questions().population.clone(),
        what: select("what", measures(schema, asked.what())),
        by: (0..)
            .zip(names)
            .map(|(place, (name, label))| (name, label, select(name, variables(schema, &at(&by, place)))))
            .collect(),
        only: (0..)
            .zip(filters)
            .map(|(place, (name, label))| (name, label, select(name, nodes(schema, &at(&only, place)))))
            .collect(),
        release: release.manifest().id.clone(),
        refused,
        found,
        noise: NOISE,
        low: LOW,
        whole: whole.into(),
    }
}

fn found(asked: &Asked, release: &Release, brand: &str) -> Result<Found, Problem> {
    let query = asked.query(release)?;
    let answer = answer(release, &query)?;
    let told = Told::of(release, &query, &answer);
    let id = &release.manifest().id;
    let file = |(kind, text): (&str, &str)| Link {
        href: asked.address(&format!("{AREA}/files/{kind}"), id),
        text: text.to_owned(),
    };
    Ok(Found {
        title: told.title(),
        is_hidden: told.is_hidden(),
        table: table(&told),
        chart: chart(&told),
        files: [("csv", "CSV"), ("xlsx", "Workbook (XLSX)"), ("json", "JSON")].map(file).into(),
        address: asked.address(AREA, id),
        citation: told.citation(brand),
    })
}

fn table(told: &Told<'_>) -> Table {
    let is_by = told.variables().next().is_some();
    let label = |nodes: Vec<&str>| nodes.join("; ");
    let row = |label: String, line: &disclosure::cube::Line| {
        let noise = line.noise.map_or_else(|| "–".to_owned(), |noise| format!("{noise:.1}"));
        vec![Cell::text(label), Cell::text(shown(line.value)), Cell::text(noise)]
    };
    let lines = told.lines().filter(|_| is_by).map(|(nodes, line)| row(label(nodes), line));
    let all = row("All of them".to_owned(), told.total());
    Table {
        caption: told.title(),
        heads: vec!["Who", "Value", "Noise (standard deviation)"],
        rows: lines.chain([all]).collect(),
    }
}

/// Bars of what is told; of what is hidden there is none.
fn chart(told: &Told<'_>) -> Vec<Bar> {
    let lines: Vec<_> = told.lines().map(|(nodes, line)| (nodes.join("; "), line.value)).collect();
    let most = lines.iter().filter_map(|(_, value)| number(*value)).fold(0.0, f64::max);
    let bar = |(place, (label, value)): (usize, (String, Value))| {
        let length = number(value).filter(|_| most > 0.0).map_or(0.0, |number| 1000.0 * number / most);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
        let length = length.clamp(0.0, 1000.0).round() as u32;
        Bar { label, value: shown(value), length, top: place * BAR }
    };
    lines.into_iter().enumerate().map(bar).collect()
}

impl Found {
    /// How high the chart is, in pixels.
    fn height(&self) -> usize {
        self.chart.len() * BAR
    }
}

fn select(name: &'static str, groups: Vec<OptionGroup>) -> Select {
    Select { id: name.to_owned(), name: name.to_owned(), groups, described_by: String::new(), invalid: false }
}

fn option(value: String, text: String, chosen: &str) -> SelectOption {
    SelectOption { chosen: value == chosen, value, text }
}

fn group(label: &str, options: Vec<SelectOption>) -> OptionGroup {
    OptionGroup { label: label.to_owned(), options }
}

fn measures(schema: &Schema, chosen: &str) -> Vec<OptionGroup> {
    let count = vec![option("count".to_owned(), "How many people".to_owned(), chosen)];
    let figures = schema.figures().into_iter();
    let figures = figures.map(|figure| option(figure.code(schema), figure_in_words(schema, figure), chosen));
    let share = |variable: &Variable| {
        let share = |node: &disclosure::cube::Node| {
            let text = format!("{}: {}", variable.title, node.title);
            option(format!("share:{}:{}", variable.id, node.code), text, chosen)
        };
        group(&format!("Share of people: {}", variable.title), variable.nodes.iter().map(share).collect())
    };
    let shares = schema.variables().iter().map(share);
    [group("", count), group("Means, medians, quartiles and rates", figures.collect())]
        .into_iter()
        .chain(shares)
        .collect()
}

fn none(text: &str, chosen: &str) -> OptionGroup {
    group("", vec![option(String::new(), text.to_owned(), chosen)])
}

fn variables(schema: &Schema, chosen: &str) -> Vec<OptionGroup> {
    let options = schema.variables().iter();
    let options = options.map(|variable| option(variable.id.clone(), variable.title.clone(), chosen));
    vec![none("Nothing", chosen), group("Variables", options.collect())]
}

fn nodes(schema: &Schema, chosen: &str) -> Vec<OptionGroup> {
    let of = |variable: &Variable| {
        let node = |node: &disclosure::cube::Node| {
            let text = format!("{}: {}", variable.title, node.title);
            option(format!("{}:{}", variable.id, node.code), text, chosen)
        };
        group(&variable.title, variable.nodes.iter().map(node).collect())
    };
    std::iter::once(none("Anybody", chosen)).chain(schema.variables().iter().map(of)).collect()
}
