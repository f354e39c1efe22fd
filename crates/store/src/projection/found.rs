//! What the rules find on records, for whoever leads the audit: counts, and records by their references. A value stands nowhere here,
//! not even in a finding's sentence: of a record nothing is kept but its key and the rows of its groups.

use std::collections::BTreeMap;

use domain::actor::{Action, Actor};
use domain::dictionary::Dictionary;
use domain::reference::CycleDates;
use domain::value::CentreCode;
use domain::{Finding, FormSpec, Level};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::counted::counts;
use super::{Kind, List, Part};
use crate::entity::work_line::{self, Column as Line};
use crate::error::{Error, Result};
use crate::writer::{Step, Trace, Tx, Write};
use crate::{LIST_LIMIT, Store};

/// What stands for the record as a whole where a field's name stands otherwise.
const WHOLE: &str = "-";

/// What is found: a rule in a field of a form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The form's id.
    pub form: String,
    /// A contradiction keeps the record from its sign-off; what is unlikely was confirmed.
    pub level: Level,
    /// The rule's id.
    pub rule: String,
    /// The field: `rass`, or `cannulae.site` in a repeated group; empty where it is about the whole record.
    pub field: String,
}

/// On how many records of a centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCount {
    /// The centre.
    pub centre: CentreCode,
    /// What is found.
    pub found: Found,
    /// Records of the cycle.
    pub records: u64,
}

/// A record by its reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRecord {
    /// Its natural key.
    pub key: String,
    /// Whether it can be asked about.
    pub stage: Stage,
    /// The rows of the repeated group, from 0; none when the field is the record's own.
    pub rows: Vec<usize>,
}

/// How far a record is, as far as that bears on a question about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It can be asked about.
    Open,
    /// It is asked about already.
    Queried,
    /// A question takes the sign-off back.
    SignedOff,
    /// It takes no question.
    Locked,
}

impl Stage {
    fn of(state: &str) -> Option<Self> {
        Some(match state {
            "SUBMITTED" => Self::Open,
            "QUERIED" => Self::Queried,
            "SIGNED_OFF" => Self::SignedOff,
            "LOCKED" => Self::Locked,
            _ => return None,
        })
    }
}

impl Found {
    /// As it is named among the counts and the lists of a cycle.
    pub(super) fn name(&self) -> String {
        let field = if self.field.is_empty() { WHOLE } else { &self.field };
        format!("{} {} {field}", self.level, self.rule)
    }

    fn named(form: &str, name: &str) -> Option<Self> {
        let mut parts = name.split(' ');
        let level = match parts.next()? {
            "S" => Level::S,
            "W" => Level::W,
            _ => return None,
        };
        let (rule, field) = (parts.next()?, parts.next()?);
        let field = if field == WHOLE { "" } else { field };
        Some(Self { form: form.to_owned(), level, rule: rule.to_owned(), field: field.to_owned() })
    }
}

/// What is kept of a record that is found.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) key: String,
    #[serde(default)]
    pub(super) rows: Vec<usize>,
}

/// The findings of a record by what they find, with the rows in which they do. A field that only lacks a value is not among them:
/// that is told by completeness.
pub(super) fn of_record(
    form: &FormSpec,
    findings: &[Finding],
    is_lacking: impl Fn(&Finding) -> bool,
) -> BTreeMap<Found, Vec<usize>> {
    let mut all = BTreeMap::<Found, Vec<usize>>::new();
    let told = findings.iter().filter(|finding| matches!(finding.level, Level::S | Level::W));
    for finding in told.filter(|finding| !is_lacking(finding)) {
        let field = match &finding.child {
            Some((list, _)) => format!("{list}.{}", finding.column),
            None => finding.column.clone(),
        };
        let found =
            Found { form: form.id.to_owned(), level: finding.level, rule: finding.rule.clone(), field };
        let rows = all.entry(found).or_default();
        rows.extend(finding.child.as_ref().map(|(_, row)| *row).filter(|row| !rows.contains(row)));
    }
    all
}

impl Store {
    /// What the rules find on the records of a cycle, by centre ([`Action::AskQueries`]). Counts only.
    pub async fn found(&self, actor: &Actor, now: Timestamp, cycle: &CycleDates) -> Result<Vec<FoundCount>> {
        actor.permit(Action::AskQueries)?;
        self.settle(now, None).await?;
        let rows = counts(self, None, &cycle.id, Kind::Found).await?;
        let seen = Seen { subject: format!("findings of {}", cycle.id), centre: None, records: 0 };
        self.writer.write(actor, now, seen).await?;
        let count = |row: crate::entity::work_count::Model| {
            let wrong =
                || Error::inconsistent("work_count", "name", &row.name, "it is nothing that is found");
            Ok(FoundCount {
                centre: CentreCode::parse(&row.centre).ok_or_else(wrong)?,
                found: Found::named(&row.form, &row.name).ok_or_else(wrong)?,
                records: u64::try_from(row.number).unwrap_or_default(),
            })
        };
        let mut found = rows.into_iter().map(count).collect::<Result<Vec<_>>>()?;
        let place = |count: &FoundCount| Dictionary::shipped().place(&count.found.form);
        found.sort_by(|a, b| (place(a), &a.found, &a.centre).cmp(&(place(b), &b.found, &b.centre)));
        Ok(found)
    }

    /// The records of a centre on which something is found, oldest first, some of them: by their references alone
    /// ([`Action::AskQueries`]).
    pub async fn found_records(
        &self,
        actor: &Actor,
        now: Timestamp,
        (cycle, centre): (&CycleDates, &CentreCode),
        found: &Found,
        (from, limit): (u64, u64),
    ) -> Result<Part<FoundRecord>> {
        actor.permit(Action::AskQueries)?;
        self.settle(now, None).await?;
        let list = List::Found { cycle: &cycle.id, name: &found.name() }.to_string();
        let lines = work_line::Entity::find()
            .filter(Line::Centre.eq(centre.as_str()))
            .filter(Line::List.eq(list))
            .filter(Line::Form.eq(&found.form));
        let db = self.see(&actor.sight()).await?;
        let all = lines.clone().count(&db).await?;
        let lines = lines.order_by_asc(Line::At).order_by_asc(Line::RecordId).offset(from);
        let lines = lines.limit(limit.min(LIST_LIMIT)).all(&db).await?;
        drop(db);
        let subject = format!("records of {centre} in {}: {} of {}", cycle.id, found.name(), found.form);
        self.writer
            .write(actor, now, Seen { subject, centre: Some(centre.to_string()), records: lines.len() })
            .await?;
        let record = |line: work_line::Model| {
            let wrong = |error| Error::inconsistent("work_line", "detail", line.record_id, error);
            let Kept { key, rows } = serde_json::from_str(&line.detail).map_err(wrong)?;
            let unknown =
                || Error::inconsistent("work_line", "state", line.record_id, "there is no such state");
            Ok(FoundRecord { key, stage: Stage::of(&line.state).ok_or_else(unknown)?, rows })
        };
        let shown = lines.into_iter().map(record).collect::<Result<_>>()?;
        Ok(Part { all: usize::try_from(all).unwrap_or(usize::MAX), shown })
    }
}

/// Says in the audit trail who looked.
struct Seen {
    subject: String,
    centre: Option<String>,
    records: usize,
}

impl Write for Seen {
    const NAME: &'static str = "finding.read";
    type Out = ();

    async fn run(&mut self, _: &mut Tx<'_>) -> Result<Step<()>> {
        let detail = json!({ "centre": self.centre, "records": self.records });
        Ok(Step::Done((), Trace::new(Self::NAME, &self.subject, detail)))
    }
}

#[cfg(test)]
mod tests {
    use domain::forms::PhysioContact;

    use super::*;

    fn finding(child: Option<(&str, usize)>, column: &str, level: Level) -> Finding {
        let finding = Finding::new(column, "X-SOFT", level, "Is 8.9 right?");
        Finding { child: child.map(|(list, row)| (list.to_owned(), row)), ..finding }
    }

    #[test]
    fn is_read_as_it_is_named() {
        for field in ["minutes", "staff.n", ""] {
            let found = Found {
                form: PhysioContact::ID.to_owned(),
                level: Level::W,
                rule: "X-SOFT".to_owned(),
                field: field.to_owned(),
            };
            assert_eq!(Found::named(&found.form, &found.name()), Some(found));
        }
        assert_eq!(Found::named("form", "E X-REQ minutes"), None, "what is refused is not kept");
    }

    #[test]
    fn one_record_is_found_once_with_its_rows_and_without_a_word_of_the_value() {
        let findings = [
            finding(Some(("staff", 2)), "n", Level::W),
            finding(Some(("staff", 0)), "n", Level::W),
            finding(None, "minutes", Level::S),
            finding(None, "rass", Level::S),
        ];
        let found = of_record(PhysioContact::FORM_SPEC, &findings, |finding| finding.column == "rass");
        let told: Vec<_> = found.iter().map(|(found, rows)| (found.name(), rows.clone())).collect();
        assert_eq!(
            told,
            [("S X-SOFT minutes".to_owned(), vec![]), ("W X-SOFT staff.n".to_owned(), vec![2, 0])]
        );
    }
}
