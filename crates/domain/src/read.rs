//! From text cells to typed answers.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::answer::{Answer, Reason};
use crate::characters;
use crate::finding::Notes;
use crate::identifier::{self, Hit, Scan};
use crate::raw::Raw;
use crate::spec::{ChildSpec, FieldSpec, Form, Kind};
use crate::spelling;
use crate::value::{Cell, Fault, any};

/// Reads the cells of one record and notes what it cannot read.
#[derive(Debug)]
pub struct Reader<'a> {
    zone: &'a TimeZone,
    /// What was noted so far.
    pub notes: Notes,
}

impl<'a> Reader<'a> {
    /// A reader for a centre's wall clock.
    pub fn new(zone: &'a TimeZone) -> Self {
        Self { zone, notes: Notes::new() }
    }

    /// Reads the cell of a field.
    pub fn cell<T: Cell>(&mut self, raw: &Raw, index: usize, field: &'static FieldSpec) -> Answer<T> {
        let text = raw.cells.get(index).map_or("", String::as_str);
        if text.is_empty() {
            return Answer::Blank;
        }
        let read = T::read(text, self.zone).and_then(|value| Ok((value, guard(text, field)?)));
        match read {
            Ok((value, likely)) => {
                ask(&likely, field, &mut self.notes);
                Answer::Given(value)
            }
            Err(fault) => self.no_value(text, field, &fault),
        }
    }

    /// A text that is not a value may still be a reason why there is none.
    fn no_value<T>(&mut self, text: &str, field: &FieldSpec, fault: &Fault) -> Answer<T> {
        match Reason::parse(text) {
            Some(reason) if field.miss => return Answer::Missing(reason),
            Some(reason) => self.notes.refuse(
                &field.name,
                "X-MISS",
                format!("{} must have a value: “{}” may not stand here.", field.label, reason.label()),
            ),
            None => self.notes.refuse(&field.name, fault.rule(), fault.sentence(field, text)),
        }
        Answer::Unreadable
    }

    /// Reads the rows of a repeated group.
    pub fn rows<T: Form>(&mut self, raw: &Raw, index: usize, child: &'static ChildSpec) -> Vec<T> {
        let rows = raw.children.get(index).map_or(&[][..], Vec::as_slice);
        let mut read = Vec::with_capacity(rows.len());
        for (row, raw) in rows.iter().enumerate() {
            let outer = std::mem::take(&mut self.notes);
            let mut inner = Self { zone: self.zone, notes: outer.at_row(child.name, row) };
            read.push(T::read(raw, &mut inner));
            self.notes = inner.notes.at_record();
        }
        read
    }
}

/// Whether what was typed into a field, or into one of its boxes, seems to identify a person. Every box is scanned:
/// people paste into the wrong one. What is an answer to the field, like a day in a box for a date, does not.
pub fn identifies(typed: &str, field: &FieldSpec) -> bool {
    let scan = match field.kind {
        Kind::Ref | Kind::Text { .. } => return guard(typed, field).is_err(),
        Kind::Int { .. } | Kind::Dec { .. } => Scan::Plain,
        _ if answers(typed, field) => return false,
        _ => Scan::Narrative,
    };
    !identifier::find(&characters::without(typed), scan).is_empty()
}

/// Whether what was typed is an answer of the field's kind, or the day or the time of one.
fn answers(typed: &str, field: &FieldSpec) -> bool {
    let part = || spelling::date(typed).is_some() || spelling::time(typed).is_some() || is_bare_day(typed);
    any::is_canonical(&field.kind, &spelling::tidy(field, typed))
        || matches!(field.kind, Kind::WallTime | Kind::Date) && part()
}

/// Whether eight digits are a day, like `27032026`: not read as one, and no number of a person in a box for a day.
fn is_bare_day(typed: &str) -> bool {
    let digits = typed.trim();
    let is_day = |format: &&str| Date::strptime(format, digits).is_ok();
    digits.len() == 8
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && ["%d%m%Y", "%Y%m%d"].iter().any(is_day)
}

/// Text and references are scanned for identifiers, each kind of field for its own. What is left is probably a name:
/// the person who wrote it is [asked](ask).
pub(crate) fn guard(text: &str, field: &FieldSpec) -> Result<Vec<Hit>, Fault> {
    let scan = match (&field.kind, &*field.name) {
        (Kind::Ref, _) => Scan::Reference,
        (Kind::Text { .. }, "note" | "narrative") => Scan::Narrative,
        (Kind::Text { .. }, "version" | "language" | "item") => Scan::Code,
        (Kind::Text { .. }, _) => Scan::Plain,
        _ => return Ok(Vec::new()),
    };
    // A number may not hide behind characters that are taken out.
    let found = identifier::look(&characters::without(text), scan);
    if found.certain.is_empty() { Ok(found.likely) } else { Err(Fault::Identifier(found.certain)) }
}

/// V-PAT-5: a likely name in a text.
pub(crate) fn ask(likely: &[Hit], field: &FieldSpec, notes: &mut Notes) {
    if !likely.is_empty() {
        let masked: Vec<_> = likely.iter().map(|hit| format!("“{}”", hit.masked)).collect();
        let message = format!(
            "{}: does {} name somebody? Take it out if it does; confirm if it does not.",
            field.label,
            masked.join(" or ")
        );
        notes.warn(&field.name, "V-PAT-5", message);
    }
}
