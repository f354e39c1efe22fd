//! From records entered to records counted.

use domain::FormSpec;
use domain::forms::{EcmoRun, PhysioContact};

use super::{ContentError, View, origin, places::Place, standing};
use crate::{
    chart::{Exclusion, FlowChart, Stage, Typeface, flow_chart},
    document::{Block, Cell, Column, Row, Table},
    indicators::{Flow, LeftOut, RunCounts},
    pack::words,
};

pub(super) fn write(
    view: &View<'_>,
    typeface: &Typeface,
    blocks: &mut Vec<Block>,
) -> Result<(), ContentError> {
    blocks.push(Block::section(&Place::Records.anchor(), "From records entered to records counted"));
    blocks.push(Block::body(
        "Every record that was entered is counted, or left out for one reason. Reasons are applied in the order shown: \
         a record that meets two is left out for the first.",
    ));
    if let [held, in_scope, contacts] = view.facts.flows.as_slice() {
        draw(view, &runs(view, held, in_scope)?, "flow_runs", typeface, blocks)?;
        blocks.push(Block::Table(run_counts(view)));
        draw(view, &contact_chart(view, contacts)?, "flow_contacts", typeface, blocks)?;
    }
    if !view.facts.intake.is_empty() {
        blocks.push(Block::Table(intake(view)));
    }
    if !view.facts.standing.is_empty() {
        draw(view, &standing::chart(view)?, "flow_standing", typeface, blocks)?;
        blocks.push(Block::body(standing::NOTE));
        blocks.push(Block::Table(standing::table(view)));
    }
    Ok(())
}

fn draw(
    view: &View<'_>,
    chart: &FlowChart,
    name: &str,
    typeface: &Typeface,
    blocks: &mut Vec<Block>,
) -> Result<(), ContentError> {
    let mut scene = flow_chart(chart, name, typeface)?;
    scene.table.context = origin(&view.facts.source);
    blocks.push(Block::Figure(scene));
    Ok(())
}

/// Every count of runs in the pack follows from here: entered, held, in scope, in the period, begun in it.
fn runs(view: &View<'_>, held: &Flow, in_scope: &Flow) -> Result<FlowChart, ContentError> {
    let counts = view.facts.runs;
    let mut stages = entered(view, EcmoRun::FORM_SPEC);
    stages.extend([
        stage("ECMO runs held in the snapshot", held.entered, &held.left_out),
        stage("respiratory runs of adults: in scope", in_scope.entered, &in_scope.left_out),
        Stage {
            label: "on ECMO in the period".to_owned(),
            count: counts.all().into(),
            exclusions: vec![Exclusion {
                reason: "began, or arrived on ECMO, before the period".to_owned(),
                count: counts.began_before.into(),
            }],
        },
        stage("began, or arrived on ECMO, in the period", counts.began, &[]),
    ]);
    Ok(FlowChart::new("ECMO runs, from entry to the period", "Runs", stages)?)
}

fn contact_chart(view: &View<'_>, contacts: &Flow) -> Result<FlowChart, ContentError> {
    let mut stages = entered(view, PhysioContact::FORM_SPEC);
    stages.extend([
        stage("contacts held in the snapshot", contacts.entered, &contacts.left_out),
        stage("contacts on ECMO in the period", contacts.included, &[]),
    ]);
    Ok(FlowChart::new("Physiotherapy contacts, from entry to the period", "Contacts", stages)?)
}

/// The records of a form as they were entered, where not all of them are held.
fn entered(view: &View<'_>, form: &FormSpec) -> Vec<Stage> {
    let some = |flow: &&Flow| flow.what == form.title && flow.entered != flow.included;
    let intake = view.facts.intake.iter().filter(some);
    intake.map(|flow| stage("entered", flow.entered, &flow.left_out)).collect()
}

fn stage(label: &str, count: u32, left_out: &[LeftOut]) -> Stage {
    let exclusion = |out: &LeftOut| Exclusion { reason: out.reason.clone(), count: out.n.into() };
    Stage {
        label: label.to_owned(),
        count: count.into(),
        exclusions: left_out.iter().map(exclusion).collect(),
    }
}

/// The runs of the period counted in the two ways that indicators count them.
fn run_counts(view: &View<'_>) -> Table {
    let RunCounts { began_before, began, ended, went_on } = view.facts.runs;
    let row = |what: &str, runs: u32, of: &str| {
        Row::new([Cell::new(what), Cell::new(runs.to_string()), Cell::new(of)])
    };
    Table {
        name: "run_counts".to_owned(),
        caption: "Runs on ECMO in the period, and which indicators count them".to_owned(),
        context: origin(&view.facts.source),
        columns: vec![
            Column::text("runs_that", "Runs that", 2.6),
            Column::number("runs", "Runs", 0.8),
            Column::text("indicators", "Counted by", 3.4),
        ],
        rows: vec![
            row("began, or arrived on ECMO, in the period", began, &counting(view, "A")),
            row("began before it", began_before, "by their ECMO days and contacts in the period alone"),
            row("ended in the period", ended, &counting(view, "B")),
            row("were still on ECMO at its end", went_on, "by their ECMO days and contacts in the period alone"),
            row("All runs on ECMO in the period", view.facts.runs.all(), "").strong(),
        ],
        notes: vec![
            "Began + began before = all; ended + still on ECMO = all. An indicator counts fewer where it takes the first run of an \
             admission only, or leaves some out: its page says how many and why. Of two linked runs of a transfer on ECMO the network \
             counts the first."
                .to_owned(),
        ],
    }
}

/// The indicators of a cohort that count runs or admissions.
fn counting(view: &View<'_>, cohort: &str) -> String {
    let definitions = view.facts.indicators.iter().map(|measured| &measured.definition);
    let of = definitions.filter(|d| {
        d.cohort.trim_end_matches('*') == cohort && ["runs", "episodes"].contains(&d.counts.frame())
    });
    let ids: Vec<String> =
        of.map(|definition| format!("{} ({})", definition.short_name, definition.id)).collect();
    if ids.is_empty() { "no indicator of this pack".to_owned() } else { words::list(&ids) }
}

/// Form by form: entered, set aside, held.
fn intake(view: &View<'_>) -> Table {
    let rows = view.facts.intake.iter().map(|flow| {
        let left_out: u32 = flow.left_out.iter().map(|out| out.n).sum();
        let numbers = [flow.entered, left_out, flow.included].map(|n| Cell::new(n.to_string()));
        Row::new(std::iter::once(Cell::new(&flow.what)).chain(numbers))
    });
    let mut reasons: Vec<&str> = Vec::new();
    for left_out in view.facts.intake.iter().flat_map(|flow| &flow.left_out) {
        if !reasons.contains(&left_out.reason.as_str()) {
            reasons.push(&left_out.reason);
        }
    }
    let why = (!reasons.is_empty()).then(|| words::sentence(&format!("Left out: {}", reasons.join("; "))));
    Table {
        name: "records".to_owned(),
        caption: "Records of each form, from entry to the snapshot".to_owned(),
        context: origin(&view.facts.source),
        columns: vec![
            Column::text("form", "Form", 4.0),
            Column::number("entered", "Entered", 1.0),
            Column::number("left_out", "Left out", 1.0),
            Column::number("held", "Held", 1.0),
        ],
        rows: rows.collect(),
        notes: why.into_iter().collect(),
    }
}
