//! From text cells to typed answers.

use jiff::tz::TimeZone;

use crate::answer::{Answer, Reason};
use crate::characters;
use crate::finding::Notes;
use crate::identifier::{self, Scan};
use crate::raw::Raw;
use crate::spec::{ChildSpec, FieldSpec, Form, Kind};
use crate::value::{Cell, Fault};

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
        let read = T::read(text, self.zone).and_then(|value| guard(text, field).map(|()| value));
        match read {
            Ok(value) => Answer::Given(value),
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

/// Whether what was typed into a field seems to identify a person. A number is scanned too: people paste into
/// the wrong box.
pub fn identifies(typed: &str, field: &FieldSpec) -> bool {
    match field.kind {
        Kind::Int { .. } | Kind::Dec { .. } => {
            identifier::find(&characters::without(typed), Scan::Plain).is_some()
        }
        _ => guard(typed, field).is_err(),
    }
}

/// Text and references are scanned for identifiers, each kind of field for its own.
pub(crate) fn guard(text: &str, field: &FieldSpec) -> Result<(), Fault> {
    let scan = match (&field.kind, &*field.name) {
        (Kind::Ref, _) => Scan::Reference,
        (Kind::Text { .. }, "note" | "narrative") => Scan::Narrative,
        (Kind::Text { .. }, "version" | "language" | "item") => Scan::Code,
        (Kind::Text { .. }, _) => Scan::Plain,
        _ => return Ok(()),
    };
    // A number may not hide behind characters that are taken out.
    identifier::find(&characters::without(text), scan).map_or(Ok(()), |masked| Err(Fault::Identifier(masked)))
}
