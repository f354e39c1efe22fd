//! Answers to questions, judged like any other cell.

use jiff::tz::TimeZone;

use super::{PREFIX, Question};
use crate::answer::Reason;
use crate::cells;
use crate::finding::Notes;
use crate::raw::Raw;
use crate::read::{ask, guard};
use crate::spec::FormSpec;
use crate::value::any;

impl Question {
    /// Whether the question applies to a record.
    pub fn applies(&self, form: &FormSpec, raw: &Raw) -> bool {
        let cell = |field: &str| match raw.extra.get(field) {
            Some(answer) if field.starts_with(PREFIX) => answer.as_str(),
            _ => raw.get(form, field),
        };
        self.field.needed_if.as_ref().is_none_or(|condition| condition.may_hold(cell))
    }

    /// Judges the answer of a record, and puts it in canonical spelling.
    pub(crate) fn judge(&self, form: &'static FormSpec, raw: &mut Raw, zone: &TimeZone, notes: &mut Notes) {
        let answer = raw.extra.get(&*self.field.name).cloned().unwrap_or_default();
        if answer.is_empty() {
            raw.extra.remove(&*self.field.name);
            if self.applies(form, raw) {
                cells::empty(&self.field, notes);
            }
            return;
        }
        if self.field.miss && Reason::parse(&answer).is_some() && !self.has_code(&answer) {
            return;
        }
        match any::canonical(&self.field.kind, &answer, zone)
            .and_then(|text| guard(&text, &self.field).map(|likely| (text, likely)))
        {
            Ok((text, likely)) => {
                ask(&likely, &self.field, notes);
                if let Ok(number) = text.parse() {
                    cells::quantity(number, &self.field, notes);
                }
                raw.extra.insert(self.field.name.to_string(), text);
            }
            Err(fault) => notes.refuse(&self.field.name, fault.rule(), self.explain(&answer, &fault)),
        }
    }

    fn has_code(&self, answer: &str) -> bool {
        self.field.kind.has_code(answer)
    }

    /// A retired code is told what stands for it now.
    fn explain(&self, answer: &str, fault: &crate::value::Fault) -> String {
        let retired = answer.split('|').find_map(|code| self.retired.iter().find(|old| old.code == code));
        let label = &*self.field.label;
        match retired {
            None => fault.sentence(&self.field, answer),
            Some(old) => {
                let mend = old
                    .into
                    .as_ref()
                    .map_or_else(|| "Choose another code.".to_owned(), |into| format!("Use {into} instead."));
                format!("{label}: the code {} was retired. {} {mend}", old.code, old.because)
            }
        }
    }
}
