//! The files of a bundle and their columns.

use crate::forms;
use crate::questions::Questions;
use crate::spec::{ChildSpec, FormSpec};

/// All data files, in the order of the bundle's description.
pub(super) const FILES: [&str; 16] = [
    "patients",
    "icu_admissions",
    "ecmo_runs",
    "ecmo_mode_segments",
    "cannulae",
    "physio_contacts",
    "contact_interventions",
    "contact_staff",
    "assessments",
    "assessment_items",
    "adverse_events",
    "rehab_pathways",
    "discharges",
    "follow_ups",
    "org_audits",
    "ecmo_activity_returns",
];

/// What a file holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content {
    /// Records of a form.
    Form(&'static FormSpec),
    /// Rows of a repeated group, and the form they hang below.
    Child(&'static FormSpec, &'static ChildSpec),
    /// A form that is not held yet: read and counted.
    NotHeld,
}

/// What a file holds, by its stem.
pub(super) fn content(stem: &str) -> Content {
    for form in forms::forms() {
        if form.file == stem {
            return Content::Form(form);
        }
        if let Some(child) = form.children.iter().find(|child| child.spec.file == stem) {
            return Content::Child(form, child);
        }
    }
    Content::NotHeld
}

/// The columns that a file may have besides: questions that the network added.
pub(super) fn asked(stem: &str, questions: &Questions) -> Vec<&'static str> {
    match content(stem) {
        Content::Form(form) => questions.columns(form).iter().map(|question| question.field.name).collect(),
        Content::Child(..) | Content::NotHeld => Vec::new(),
    }
}

/// The columns of a file that is held.
pub(super) fn columns(content: Content) -> Vec<&'static str> {
    match content {
        Content::Form(form) => form.fields.iter().map(|field| field.name).collect(),
        Content::Child(parent, child) => {
            let own = child.spec.fields.iter().map(|field| field.name);
            ["centre_code"].into_iter().chain(parent.key.iter().copied()).chain(own).collect()
        }
        Content::NotHeld => Vec::new(),
    }
}
