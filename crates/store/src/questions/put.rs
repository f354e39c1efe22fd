//! The write of a question set, which must not make an answer meaningless.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use domain::answer::Reason;
use domain::dictionary::Dictionary;
use domain::questions::{Question, QuestionSet};
use domain::value::any;
use domain::{FormSpec, Kind};
use jiff::tz::TimeZone;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::{latest, read, stored};
use crate::calendar;
use crate::entity::{cycle, question_set, record};
use crate::error::{Error, Result};
use crate::payload;
use crate::projection::all_are_due;
use crate::writer::{Step, Trace, Tx, Write};

/// How many records are in memory at a time.
const PAGE: u64 = 1000;

pub(super) struct PutQuestions {
    pub(super) text: String,
    pub(super) set: QuestionSet,
}

impl Write for PutQuestions {
    const NAME: &'static str = "questions.put";
    const ALONE: bool = true;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let id = &self.set.cycle.id;
        if let Some(cycle) = cycle::Entity::find_by_id(id).one(tx.db).await?
            && cycle.snapshot_hash.is_some()
        {
            return Err(Error::Invalid(format!(
                "The cycle {id} is frozen: its numbers are taken. Ask in a later cycle instead."
            )));
        }
        let held = latest(tx.db, id).await?;
        if held.as_ref().is_some_and(|row| row.text == self.text) {
            return Ok(Step::Declined(()));
        }
        self.agrees_with_other_cycles(&read(tx.db).await?)?;
        if let Some(held) = &held {
            self.keeps_every_answer(stored(held, &calendar::standing(tx.db).await?)?, tx).await?;
        }
        let version = held.map_or(1, |row| row.version + 1);
        let row = question_set::Model {
            cycle: id.clone(),
            version,
            text: self.text.clone(),
            member_id: tx.by.actor.member.uuid(),
            actor: tx.by.actor.name.clone(),
            at: tx.by.now.into(),
        };
        tx.vouch(question_set::Entity, &row);
        question_set::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        all_are_due(tx).await?;
        let digest = blake3::hash(self.text.as_bytes());
        let detail = json!({
            "version": version,
            "questions": self.set.questions.len(),
            "digest": digest.to_hex().as_str(),
        });
        Ok(Step::Done((), Trace::new(Self::NAME, id, detail)))
    }
}

impl PutQuestions {
    /// Refuses a name under which another cycle asks something else: the answers of all cycles are one column.
    fn agrees_with_other_cycles(&self, held: &Dictionary) -> Result<()> {
        for question in &self.set.questions {
            let name = &question.field.name;
            for set in held.question_sets().filter(|set| set.cycle.id != self.set.cycle.id) {
                let Some(other) = set.of(question.form).find(|other| other.field.name == *name) else {
                    continue;
                };
                let cycle = &set.cycle.id;
                if discriminant(&other.field.kind) != discriminant(&question.field.kind) {
                    return Err(Error::Invalid(format!(
                        "{name}: cycle {cycle} asks for an answer of another type under this name, and the answers \
                         of all cycles are one column. Ask this under another name."
                    )));
                }
                if question.field.leaves > other.field.leaves {
                    return Err(Error::Invalid(format!(
                        "{name}: cycle {cycle} asks this, and people are told there that it goes to {}. \
                         Ask this under another name.",
                        other.field.leaves.in_words()
                    )));
                }
            }
        }
        Ok(())
    }

    /// Refuses to take away what was answered.
    async fn keeps_every_answer(&self, held: QuestionSet, tx: &Tx<'_>) -> Result<()> {
        let forms: BTreeMap<&str, &'static FormSpec> =
            held.questions.iter().map(|asked| (asked.form.id, asked.form)).collect();
        let held = Dictionary::shipped().asking([held]);
        for form in forms.into_values() {
            let asked = held.asked_on(form);
            for ((name, answer), count) in answers(&held, form, tx).await? {
                let question = asked.iter().find(|asked| asked.field.name == name);
                let spreads = question.and_then(|question| self.spreads(question));
                if let Some(problem) = spreads.or_else(|| self.loses(form, &name, &answer)) {
                    let records = if count == 1 { "record answers" } else { "records answer" };
                    return Err(Error::Invalid(format!("{name}: {count} {records} {problem}")));
                }
            }
        }
        Ok(())
    }

    /// Where the new set lets an answer go, of which people were told that it does not.
    fn spreads(&self, held: &Question) -> Option<String> {
        let question = self.set.of(held.form).find(|asked| asked.field.name == held.field.name)?;
        (question.field.leaves > held.field.leaves).then(|| {
            let told = held.field.leaves.in_words();
            format!("it already, told that the answer goes to {told}. Ask this under another name.")
        })
    }

    /// What the new set does not say about an answer that was given.
    fn loses(&self, form: &FormSpec, name: &str, answer: &str) -> Option<String> {
        let Some(question) = self.set.of(form).find(|asked| asked.field.name == name) else {
            return Some(format!(
                "it already. Keep the question, or ask it no more in the next cycle ({} has none of it).",
                form.title
            ));
        };
        let lost: BTreeSet<&str> = parts(question, answer).filter(|part| !is_known(question, part)).collect();
        (!lost.is_empty()).then(|| {
            let lost = lost.into_iter().collect::<Vec<_>>().join(", ");
            format!(
                "“{lost}”, which the question would no longer take. Keep it, or declare it under \
                 retired = [{{ code = \"…\", into = \"…\", because = \"…\" }}]."
            )
        })
    }
}

/// The codes of an answer, or the answer.
fn parts<'a>(question: &Question, answer: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
    let several = matches!(question.field.kind, Kind::Codes(_));
    let whole = if several { None } else { Some(answer) };
    let codes = several.then(|| answer.split('|'));
    whole.into_iter().chain(codes.into_iter().flatten())
}

/// Whether an answer can still be given, or is declared retired.
fn is_known(question: &Question, answer: &str) -> bool {
    let retired = || question.retired.iter().any(|old| old.code == answer);
    let reason = || question.field.miss && Reason::parse(answer).is_some();
    any::canonical(&question.field.kind, answer, &TimeZone::UTC).is_ok() || retired() || reason()
}

/// The answers that were given to the questions of a set on a form, and how often.
async fn answers(
    asked: &Dictionary,
    form: &'static FormSpec,
    tx: &Tx<'_>,
) -> Result<BTreeMap<(String, String), usize>> {
    let mut answers = BTreeMap::new();
    let mut cursor = record::Entity::find()
        .filter(record::Column::Form.eq(form.id))
        .filter(record::Column::Payload.contains("\"q_"))
        .cursor_by(record::Column::Id);
    loop {
        let rows = cursor.first(PAGE).all(tx.db).await?;
        for row in &rows {
            let raw = payload::read(form, &row.payload)
                .map_err(|problem| Error::inconsistent("record", "payload", row.id, problem))?;
            for question in asked.asked_of(form, &raw) {
                if let Some(answer) = raw.extra.get(&*question.field.name).filter(|answer| !answer.is_empty())
                {
                    *answers.entry((question.field.name.to_string(), answer.clone())).or_default() += 1;
                }
            }
        }
        match rows.last() {
            Some(last) if rows.len() as u64 == PAGE => {
                cursor.after(last.id);
            }
            _ => return Ok(answers),
        }
    }
}

#[cfg(test)]
mod tests;
