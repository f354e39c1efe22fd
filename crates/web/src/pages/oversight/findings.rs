//! Contradictions and unlikely values that stand in a cycle, counted by rule, field and centre.

use acts::london;
use askama::Template;
use axum::extract::State;
use domain::{FormSpec, Level, centre::Directory, dictionary::Dictionary};
use store::{Found, FoundCount};

use super::{
    super::{Answer, chrome, html},
    Cycles, FINDINGS, OVERSIGHT, rule_in_words,
};
use crate::{
    App,
    entry::number_in_words,
    extract::Query,
    gate::AuditLead,
    ui::{Cell, Chrome, SelectOption, SummaryItem, Table},
};

#[derive(Template)]
#[template(path = "pages/findings.html")]
struct FindingsPage {
    chrome: Chrome,
    help: &'static str,
    action: &'static str,
    cycles: Vec<SelectOption>,
    centres: Vec<SelectOption>,
    contradictions: Option<Table>,
    unlikely: Option<Table>,
}

/// Which of them are counted.
#[derive(serde::Deserialize)]
pub(crate) struct Which {
    cycle: Option<String>,
    #[serde(default)]
    centre: String,
}

/// GET /network/findings
pub(crate) async fn show(State(app): State<App>, Query(which): Query<Which>, lead: AuditLead) -> Answer {
    let now = app.world.now();
    let cycles = Cycles::read(&app, london()?.to_datetime(now).date(), which.cycle.as_deref()).await?;
    let cycle = &cycles.chosen().dates;
    let mut counts = app.store.found(lead.session.actor(), now, cycle).await?;
    counts.retain(|count| which.centre.is_empty() || count.centre.as_str() == which.centre);
    let directory = app.store.directory().await?;
    let of = |level, caption: &str| table(&counts, level, caption, &cycle.id, &directory);
    html(&FindingsPage {
        chrome: chrome(&app, &lead.session, "What the rules find", "/network")
            .back(format!("{OVERSIGHT}?cycle={}", cycle.id), "Ascertainment and sign-off"),
        help: "Records on which a rule finds something, by field and centre. What a record says is shown to nobody but its centre: \
               from a list a question can be asked, and the centre answers.",
        action: FINDINGS,
        cycles: cycles.options(),
        centres: centres(&directory, &which.centre),
        contradictions: of(Level::S, "Contradictions that stand"),
        unlikely: of(Level::W, "Unlikely values that were confirmed, or that another record made unlikely"),
    })
}

fn centres(directory: &Directory, chosen: &str) -> Vec<SelectOption> {
    let all =
        SelectOption { value: String::new(), text: "Every centre".to_owned(), chosen: chosen.is_empty() };
    let option = |code: &str| SelectOption {
        value: code.to_owned(),
        text: directory.in_words(code),
        chosen: code == chosen,
    };
    std::iter::once(all).chain(directory.centres.iter().map(|centre| option(centre.code.as_str()))).collect()
}

fn table(
    counts: &[FoundCount],
    level: Level,
    caption: &str,
    cycle: &str,
    directory: &Directory,
) -> Option<Table> {
    let counts: Vec<&FoundCount> = counts.iter().filter(|count| count.found.level == level).collect();
    let centre = |count: &&FoundCount| {
        let records = usize::try_from(count.records).unwrap_or(usize::MAX);
        let records = number_in_words(records, "record", "records");
        let name = directory.in_words(count.centre.as_str());
        SummaryItem::link(address(count, cycle), format!("{name}: {records}"))
    };
    // The counts come in the order of what is found.
    let row = |of_one: &[&FoundCount]| {
        let found = of_one.first().map(|count| &count.found);
        vec![
            Cell::text(found.map_or_else(String::new, |found| rule_in_words(&found.rule))),
            Cell::text(found.map_or_else(String::new, field_in_words)),
            Cell::Links(of_one.iter().map(centre).collect()),
        ]
    };
    (!counts.is_empty()).then(|| Table {
        caption: caption.to_owned(),
        heads: vec!["Rule", "Field", "Found at"],
        rows: counts.chunk_by(|one, other| one.found == other.found).map(row).collect(),
    })
}

/// Where the records are listed.
fn address(count: &FoundCount, cycle: &str) -> String {
    let Found { form, level, rule, field } = &count.found;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("cycle", cycle).append_pair("centre", count.centre.as_str());
    query.append_pair("form", form).append_pair("level", level.as_str());
    query.append_pair("rule", rule).append_pair("field", field);
    format!("{FINDINGS}/records?{}", query.finish())
}

/// `Depth of sedation (Physiotherapy contact)`
pub(super) fn field_in_words(found: &Found) -> String {
    let form = Dictionary::shipped().form(&found.form);
    let title = form.map_or(found.form.as_str(), |form| form.title);
    let label = form.and_then(|form| label(form, &found.field));
    match label {
        Some(label) => format!("{label} ({title})"),
        None if found.field.is_empty() => format!("The record as a whole ({title})"),
        None => format!("{} ({title})", found.field),
    }
}

fn label(form: &'static FormSpec, field: &str) -> Option<&'static str> {
    let field = match field.split_once('.') {
        None => form.field(field),
        Some((list, column)) => form.child(list)?.spec.field(column),
    };
    field.map(|field| &*field.label)
}

#[cfg(test)]
mod tests {
    use domain::{forms::PhysioContact, value::CentreCode};

    use super::*;

    fn count(centre: &str, field: &str, records: u64) -> FoundCount {
        let found = Found {
            form: PhysioContact::ID.to_owned(),
            level: Level::W,
            rule: "V-CON-6".to_owned(),
            field: field.to_owned(),
        };
        FoundCount { centre: CentreCode::parse(centre).unwrap(), found, records }
    }

    #[test]
    fn one_rule_in_one_field_is_one_line_with_its_centres() {
        let counts = [count("PAP", "minutes", 1), count("STH", "minutes", 12), count("STH", "staff.n", 2)];
        let table = table(&counts, Level::W, "Unlikely", "2026H1", &Directory::default()).unwrap();
        let centres: Vec<usize> = table
            .rows
            .iter()
            .map(|row| if let Cell::Links(links) = &row[2] { links.len() } else { 0 })
            .collect();
        assert_eq!(centres, [2, 1]);
        let Cell::Links(links) = &table.rows[0][2] else { panic!("links") };
        assert_eq!((&*links[0].text, &*links[1].text), ("PAP: 1 record", "STH: 12 records"));
        assert!(super::table(&counts, Level::S, "", "2026H1", &Directory::default()).is_none());
    }

    #[test]
    fn a_list_is_addressed_with_everything_that_it_needs() {
        let address = address(&count("STH", "staff.n", 2), "2026H1");
        assert_eq!(
            address,
            "/network/findings/records?cycle=2026H1&centre=STH&form=physio_contact&level=W&rule=V-CON-6&field=staff.n"
        );
    }

    #[test]
    fn a_field_is_named_with_its_form_and_never_left_blank() {
        let words = |field: &str| field_in_words(&count("STH", field, 1).found);
        assert_eq!(words("minutes"), "Minutes with the patient (Physiotherapy contact)");
        assert_eq!(words(""), "The record as a whole (Physiotherapy contact)");
        assert_eq!(words("staff.unheard_of"), "staff.unheard_of (Physiotherapy contact)");
    }
}
