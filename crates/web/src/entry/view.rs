//! The entry page of a form, drawn from its dictionary entry alone.

use domain::{
    FieldSpec, Finding, FormSpec, Level, condition::Condition, forms::Assessment, instruments,
    spec::ChildSpec,
};

use super::{Entry, Suggestions, control, instrument, instrument::ScoreSheet, typed::Typed};
use crate::ui::{Aside, ErrorSummary, Field, SummaryItem};

/// What was found about an entry, and what of it has been confirmed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verdict<'a> {
    pub findings: &'a [Finding],
    pub confirmed: &'a [String],
}

impl Verdict<'_> {
    /// Nothing was found, or nothing was judged yet.
    pub(crate) const NONE: Verdict<'static> = Verdict { findings: &[], confirmed: &[] };
}

/// What a page suggests, and which suggestions were taken over and wait to be looked at.
#[derive(Clone, Copy, Default)]
pub(crate) struct Beside<'a> {
    pub suggestions: Option<&'a Suggestions>,
    pub marked: &'a [String],
}

/// Sections of the form, its repeated groups, and what is wrong.
pub(crate) struct EntryView {
    pub sections: Vec<Section>,
    /// Sections that follow from the items and stand after them.
    pub closing: Vec<Section>,
    /// The items of an assessment's instrument.
    pub score: Option<ScoreSheet>,
    pub groups: Vec<Group>,
    pub summary: Option<ErrorSummary>,
}

/// The section of an assessment that follows from its items.
const TOTAL: &str = "Total";

/// Fields that belong together.
pub(crate) struct Section {
    pub title: &'static str,
    pub fields: Vec<Field>,
}

/// A repeated group with its rows.
pub(crate) struct Group {
    pub name: &'static str,
    pub title: &'static str,
    pub help: &'static str,
    pub rows: Vec<Vec<Field>>,
    /// The rows were taken over from the last contact and wait to be looked at.
    pub to_check: bool,
}

/// Where a cell stands: the record's own, or a row of a repeated group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    row: Option<(&'static str, usize)>,
}

impl Place {
    pub(super) const RECORD: Self = Self { row: None };

    pub(super) const fn of_row(list: &'static str, row: usize) -> Self {
        Self { row: Some((list, row)) }
    }

    fn holds(self, finding: &Finding) -> bool {
        match (self.row, &finding.child) {
            (None, None) => true,
            (Some((list, row)), Some((of, at))) => list == of && row == *at,
            _ => false,
        }
    }

    /// The name of a field's control.
    pub(super) fn name(self, field: &str) -> String {
        match self.row {
            None => field.to_owned(),
            Some((list, row)) => format!("{list}.{row}.{field}"),
        }
    }

    /// The id of a field's control.
    pub(super) fn id(self, field: &str) -> String {
        format!("f-{}", self.name(field).replace('.', "-"))
    }
}

impl EntryView {
    /// Draws the page.
    pub(crate) fn new(
        spec: &'static FormSpec,
        entry: &Entry,
        verdict: Verdict<'_>,
        beside: Beside<'_>,
    ) -> Self {
        let mut drawn = Vec::new();
        let instrument = instrument::of(spec, entry);
        let asks = |field: &FieldSpec| {
            control::is_asked(field)
                && (field.name != Assessment::TOTAL || instrument.is_none_or(instrument::asks_total))
                && (field.name != Assessment::INSTRUMENT || instrument.is_none())
        };
        let answers = spec.fields.iter().zip(&entry.answers).filter(|(field, _)| asks(field));
        let mut sections = Sections { verdict, drawn: &mut drawn, list: Vec::new() };
        for (field, typed) in answers {
            sections.add(field, typed, aside(field, typed, beside));
        }
        for (ask, typed) in &entry.extra {
            sections.add(&ask.field, typed, Aside { when: ask.when(), ..Aside::default() });
        }
        let (closing, sections) =
            sections.list.into_iter().partition(|section| instrument.is_some() && section.title == TOTAL);
        let score = instrument.filter(|instrument| !instrument.items.is_empty()).and_then(|instrument| {
            let rows = entry.rows(spec, instrument::ITEMS);
            let child = spec.child(instrument::ITEMS)?;
            Some(ScoreSheet::new(instrument, child.spec, rows, verdict, &mut drawn))
        });
        let groups = spec.children.iter().zip(&entry.children);
        let groups = groups
            .filter(|(child, _)| instrument.is_none() || child.name != instrument::ITEMS)
            .map(|(child, rows)| group(child, rows, verdict, beside, &mut drawn))
            .collect();
        Self { sections, closing, score, groups, summary: summary(verdict, &drawn) }
    }
}

/// Sections as they fill up.
struct Sections<'a> {
    verdict: Verdict<'a>,
    drawn: &'a mut Vec<String>,
    list: Vec<Section>,
}

impl Sections<'_> {
    fn add(&mut self, field: &FieldSpec, typed: &Typed, aside: Aside) {
        self.drawn.push(Place::RECORD.id(&field.name));
        let drawn = control::draw(field, typed, Place::RECORD, self.verdict, aside);
        match self.list.iter_mut().find(|section| section.title == field.section) {
            Some(section) => section.fields.push(drawn),
            None => self.list.push(Section { title: field.section, fields: vec![drawn] }),
        }
    }
}

/// What stands beside a field of the record's own.
fn aside(field: &FieldSpec, typed: &Typed, beside: Beside<'_>) -> Aside {
    let marked = beside.marked.iter().any(|name| name == &field.name);
    Aside {
        when: asked(field),
        last: beside.suggestions.map(|known| known.words(&field.name)).unwrap_or_default(),
        to_check: beside.suggestions.filter(|_| marked).map_or("", |known| known.mark(&field.name, typed)),
        levels: levels(field),
    }
}

/// When a field is asked, as the page's script reads it.
pub(super) fn asked(field: &FieldSpec) -> String {
    field.asked_if.as_ref().map(Condition::to_string).unwrap_or_default()
}

/// The meaning of a scale's values.
fn levels(field: &FieldSpec) -> Vec<(String, &'static str)> {
    let scale = field.presented.scale.and_then(instruments::instrument);
    let items = scale.map_or(&[][..], |instrument| instrument.items);
    items.iter().flat_map(|item| item.levels).map(|level| (level.score.to_string(), level.text)).collect()
}

fn group(
    child: &'static ChildSpec,
    rows: &[Entry],
    verdict: Verdict<'_>,
    beside: Beside<'_>,
    drawn: &mut Vec<String>,
) -> Group {
    let blank = [Entry::blank(child.spec)];
    let shown = if rows.is_empty() { &blank } else { rows };
    let mut draw_row = |(index, row): (usize, &Entry)| {
        let place = Place::of_row(child.name, index);
        child
            .spec
            .fields
            .iter()
            .zip(&row.answers)
            .filter(|(field, _)| control::is_asked(field))
            .map(|(field, typed)| {
                drawn.push(place.id(&field.name));
                let when = asked(field);
                control::draw(field, typed, place, verdict, Aside { when, ..Aside::default() })
            })
            .collect()
    };
    Group {
        name: child.name,
        title: child.spec.title,
        help: child.spec.help,
        rows: shown.iter().enumerate().map(&mut draw_row).collect(),
        to_check: beside.marked.iter().any(|name| name == child.name),
    }
}

impl Verdict<'_> {
    /// What was found on one field.
    pub(super) fn on(&self, place: Place, column: &str) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.column == column && place.holds(finding))
    }
}

/// Every finding that must be dealt with before saving, linked to its control when there is one.
fn summary(verdict: Verdict<'_>, drawn: &[String]) -> Option<ErrorSummary> {
    let open = |finding: &&Finding| match finding.level {
        Level::E => true,
        Level::W => !verdict.confirmed.contains(&finding.key()),
        Level::S => false,
    };
    let refused = verdict.findings.iter().any(|finding| finding.level == Level::E);
    let items: Vec<_> =
        verdict.findings.iter().filter(open).map(|finding| summary_item(finding, drawn)).collect();
    let heading = if refused { "There is a problem" } else { "Please check and confirm" };
    (!items.is_empty()).then(|| ErrorSummary { heading: heading.to_owned(), items })
}

/// What stands at its control is marked there.
fn summary_item(finding: &Finding, drawn: &[String]) -> SummaryItem {
    let href = link(finding, drawn);
    let key = if href.is_empty() { finding.key() } else { String::new() };
    SummaryItem { href, text: finding.message.clone(), finding: key }
}

fn link(finding: &Finding, drawn: &[String]) -> String {
    let id = match &finding.child {
        None => format!("f-{}", finding.column),
        Some((list, row)) => format!("f-{list}-{row}-{}", finding.column),
    };
    match (drawn.contains(&id), finding.level) {
        (false, _) => String::new(),
        (true, Level::W) => format!("#{}", control::confirmation_id(&id, finding)),
        (true, _) => format!("#{id}"),
    }
}
