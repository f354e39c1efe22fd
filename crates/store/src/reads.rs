//! What one request reads, told by one durable event: noted as it is read, written down before the answer leaves.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use crate::error::Result;
use crate::scope::Scoped;
use crate::writer::{Step, Trace, Tx, Write};

/// What was read, and of how many rows.
type Note = (String, usize);

/// The notes of one request; nothing once they were written down.
#[derive(Debug, Clone)]
pub(crate) struct Notes(Arc<Mutex<Option<Vec<Note>>>>);

impl Notes {
    /// Keeps a note, unless it is too late for that.
    fn keep(&self, what: &str, rows: usize) -> bool {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.as_mut().map(|notes| notes.push((what.to_owned(), rows))).is_some()
    }
}

/// What a request reads through a scope. Whoever answers the request writes it down first.
#[derive(Debug)]
pub struct Reads {
    scope: Scoped,
    notes: Notes,
}

impl Reads {
    /// Writes what was read into the audit trail: one event, or none when nothing was. What is read through
    /// the scope from here on is an event of its own.
    pub async fn write_down(self) -> Result<()> {
        let notes = self.notes.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        match notes.unwrap_or_default().as_slice() {
            [] => Ok(()),
            [(what, rows)] => self.scope.write_read(what, *rows, None).await,
            notes => {
                let rows = notes.iter().map(|(_, rows)| rows).sum();
                let each: Value =
                    notes.iter().map(|(what, rows)| json!({ "what": what, "rows": rows })).collect();
                self.scope.write_read(self.scope.purpose(), rows, Some(each)).await
            }
        }
    }
}

impl Scoped {
    /// The same sight, whose reads are noted, to be written down together.
    pub fn noting(self) -> (Self, Reads) {
        let notes = Notes(Arc::new(Mutex::new(Some(Vec::new()))));
        let mut scope = self.clone();
        scope.notes = Some(notes.clone());
        (scope, Reads { scope: self, notes })
    }

    /// Says who reads what, and why: in the audit trail, or in the notes that will stand there.
    pub(crate) async fn log(&self, what: &str, rows: usize) -> Result<()> {
        match &self.notes {
            Some(notes) if notes.keep(what, rows) => Ok(()),
            _ => self.write_read(what, rows, None).await,
        }
    }

    async fn write_read(&self, what: &str, rows: usize, each: Option<Value>) -> Result<()> {
        let mut detail = json!({
            "centre": self.centre().as_str(),
            "role": self.actor.role.as_str(),
            "purpose": self.purpose(),
            "rows": rows,
        });
        if let Some(each) = each {
            detail["reads"] = each;
        }
        let read = LogRead(Trace::new(LogRead::NAME, what, detail));
        self.store.writer.write(&self.actor, self.now, read).await
    }
}

struct LogRead(Trace);

impl Write for LogRead {
    const NAME: &'static str = "record.read";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, _: &mut Tx<'_>) -> Result<Step<()>> {
        Ok(Step::Done((), self.0.clone()))
    }
}
