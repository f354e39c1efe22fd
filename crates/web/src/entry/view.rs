//! The entry page of a form, drawn from its dictionary entry alone.

use domain::{Finding, FormSpec, Level, spec::ChildSpec};

use super::{Entry, control};
use crate::ui::{ErrorSummary, Field, SummaryItem};

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

/// Sections of the form, its repeated groups, and what is wrong.
pub(crate) struct EntryView {
    pub sections: Vec<Section>,
    pub groups: Vec<Group>,
    pub summary: Option<ErrorSummary>,
}

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
}

/// Where a cell stands: the record's own, or a row of a repeated group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    row: Option<(&'static str, usize)>,
}

impl Place {
    const RECORD: Self = Self { row: None };

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
    pub(crate) fn new(spec: &'static FormSpec, entry: &Entry, verdict: Verdict<'_>) -> Self {
        let mut drawn = Vec::new();
        let sections = sections(spec, entry, verdict, &mut drawn);
        let groups = spec
            .children
            .iter()
            .zip(&entry.children)
            .map(|(child, rows)| group(child, rows, verdict, &mut drawn))
            .collect();
        Self { sections, groups, summary: summary(verdict, &drawn) }
    }
}

fn sections(
    spec: &'static FormSpec,
    entry: &Entry,
    verdict: Verdict<'_>,
    drawn: &mut Vec<String>,
) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for (field, typed) in spec.fields.iter().zip(&entry.answers) {
        if !control::is_asked(field) {
            continue;
        }
        drawn.push(Place::RECORD.id(field.name));
        let field_view = control::draw(field, typed, Place::RECORD, verdict);
        match sections.iter_mut().find(|section| section.title == field.section) {
            Some(section) => section.fields.push(field_view),
            None => sections.push(Section { title: field.section, fields: vec![field_view] }),
        }
    }
    sections
}

fn group(child: &'static ChildSpec, rows: &[Entry], verdict: Verdict<'_>, drawn: &mut Vec<String>) -> Group {
    let blank = [Entry::blank(child.spec)];
    let shown = if rows.is_empty() { &blank } else { rows };
    let mut draw_row = |(index, row): (usize, &Entry)| {
        let place = Place { row: Some((child.name, index)) };
        child
            .spec
            .fields
            .iter()
            .zip(&row.answers)
            .filter(|(field, _)| control::is_asked(field))
            .map(|(field, typed)| {
                drawn.push(place.id(field.name));
                control::draw(field, typed, place, verdict)
            })
            .collect()
    };
    Group {
        name: child.name,
        title: child.spec.title,
        help: child.spec.help,
        rows: shown.iter().enumerate().map(&mut draw_row).collect(),
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
    let items: Vec<_> = verdict
        .findings
        .iter()
        .filter(open)
        .map(|finding| SummaryItem { href: link(finding, drawn), text: finding.message.clone() })
        .collect();
    let heading = if refused { "There is a problem" } else { "Please check and confirm" };
    (!items.is_empty()).then(|| ErrorSummary { heading: heading.to_owned(), items })
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
