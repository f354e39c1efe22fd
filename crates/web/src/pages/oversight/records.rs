//! The records of a centre on which a rule finds something: their references, and a question about each.

use acts::london;
use axum::extract::State;
use domain::{FormSpec, Level, value::CentreCode};
use store::{Found, FoundRecord, Stage};

use super::{
    super::{
        Answer, chrome, html,
        queries::ask::About,
        records::{ListPage, ROWS},
    },
    Cycles, FINDINGS, findings, rule_in_words,
};
use crate::{
    App,
    extract::{self, Query},
    gate::AuditLead,
    problem::Problem,
    ui::{Cell, Colour, Pagination, Table, Tag},
};

/// Which records are listed.
#[derive(serde::Deserialize)]
pub(crate) struct Which {
    cycle: String,
    centre: String,
    form: String,
    level: String,
    rule: String,
    field: String,
    #[serde(default)]
    after: u64,
}

/// GET /network/findings/records
pub(crate) async fn show(State(app): State<App>, Query(which): Query<Which>, lead: AuditLead) -> Answer {
    let now = app.world.now();
    let cycles = Cycles::read(&app, london()?.to_datetime(now).date(), Some(&which.cycle)).await?;
    let cycle = &cycles.chosen().dates;
    let form = extract::form(&which.form)?;
    let centre = CentreCode::parse(&which.centre).ok_or(Problem::NotFound)?;
    let found = which.found().ok_or(Problem::NotFound)?;
    let part = (which.after, ROWS);
    let records = app.store.found_records(lead.session.actor(), now, (cycle, &centre), &found, part).await?;
    let directory = app.store.directory().await?;
    let end = which.after.saturating_add(ROWS);
    let all = u64::try_from(records.all).unwrap_or(u64::MAX);
    html(&ListPage {
        chrome: chrome(&app, &lead.session, format!("Records found by {}", found.rule), "/network")
            .back(format!("{FINDINGS}?cycle={}", cycle.id), "What the rules find"),
        help: format!(
            "{} {}, at {} in {}. Nothing but the reference of a record is shown; the centre sees the answer beside the question.",
            rule_in_words(&found.rule),
            findings::field_in_words(&found),
            directory.in_words(centre.as_str()),
            cycle.id
        ),
        new: None,
        table: (!records.shown.is_empty()).then(|| table(&records.shown, form, &centre, &found)),
        empty: "No record is found any more.".to_owned(),
        pages: Pagination {
            first: (which.after > 0).then(|| which.address(0)),
            next: (end < all).then(|| which.address(end)),
        },
        ways: Vec::new(),
    })
}

impl Which {
    /// What is looked for; nothing where the address names no rule's finding.
    fn found(&self) -> Option<Found> {
        let level = [Level::S, Level::W].into_iter().find(|level| level.as_str() == self.level)?;
        domain::rules::rule(&self.rule)?;
        Some(Found { form: self.form.clone(), level, rule: self.rule.clone(), field: self.field.clone() })
    }

    fn address(&self, after: u64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("cycle", &self.cycle),
            ("centre", &self.centre),
            ("form", &self.form),
            ("level", &self.level),
            ("rule", &self.rule),
            ("field", &self.field),
        ] {
            query.append_pair(name, value);
        }
        query.append_pair("after", &after.to_string());
        format!("{FINDINGS}/records?{}", query.finish())
    }
}

fn table(records: &[FoundRecord], form: &'static FormSpec, centre: &CentreCode, found: &Found) -> Table {
    let row = |record: &FoundRecord| {
        let about = About {
            centre: centre.as_str(),
            key: &record.key,
            field: &place(form, found, record),
            rule: &found.rule,
        };
        let question = match record.stage {
            Stage::Locked => Cell::text("A locked record takes no question: its centre unlocks it first."),
            _ => Cell::link(about.address(), format!("Ask about {}", record.key)),
        };
        vec![Cell::text(format!("{} {}", form.title, record.key)), Cell::Tag(tag(record.stage)), question]
    };
    Table {
        caption: "Records, the oldest first".to_owned(),
        heads: vec!["Record", "State", "Question"],
        rows: records.iter().map(row).collect(),
    }
}

/// How far a record is. Whether it is complete is its centre's affair.
fn tag(stage: Stage) -> Tag {
    match stage {
        Stage::Open => Tag::new(Colour::Blue, "Not signed off"),
        Stage::Queried => Tag::new(Colour::Yellow, "Query open"),
        Stage::SignedOff => Tag::new(Colour::Grey, "Signed off"),
        Stage::Locked => Tag::new(Colour::Grey, "Locked"),
    }
}

/// The field as a question names it: `form:field`, in a repeated group `form:list.row.field` with the first row in which it is found.
fn place(form: &FormSpec, found: &Found, record: &FoundRecord) -> String {
    match (found.field.split_once('.'), record.rows.first()) {
        (Some((list, column)), Some(row)) => format!("{}:{list}.{row}.{column}", form.id),
        _ => format!("{}:{}", form.id, found.field),
    }
}

#[cfg(test)]
mod tests {
    use domain::forms::PhysioContact;

    use super::*;

    fn which() -> Which {
        Which {
            cycle: "2026H1".to_owned(),
            centre: "STH".to_owned(),
            form: PhysioContact::ID.to_owned(),
            level: "W".to_owned(),
            rule: "V-CON-6".to_owned(),
            field: "staff.role".to_owned(),
            after: 0,
        }
    }

    #[test]
    fn a_row_of_a_group_is_asked_about_where_it_was_found_first() {
        let found = which().found().unwrap();
        let record = |rows: Vec<usize>| FoundRecord { key: "C00001".to_owned(), stage: Stage::Open, rows };
        let place = |found: &Found, rows| place(PhysioContact::FORM_SPEC, found, &record(rows));
        assert_eq!(place(&found, vec![2, 0]), "physio_contact:staff.2.role");
        let own = Found { field: "minutes".to_owned(), ..found };
        assert_eq!(place(&own, vec![]), "physio_contact:minutes");
    }

    #[test]
    fn the_next_page_is_of_the_same_list() {
        assert!(which().address(50).ends_with("level=W&rule=V-CON-6&field=staff.role&after=50"));
    }

    #[test]
    fn nothing_is_looked_for_that_no_rule_finds() {
        assert!(Which { level: "E".to_owned(), ..which() }.found().is_none(), "what is refused is not kept");
        assert!(Which { rule: "V-NO-1".to_owned(), ..which() }.found().is_none());
    }
}
