//! Every record of an extract, from the database to a desk where it is put into files.
//!
//! Reading waits for the database, writing keeps a processor busy: the one is done where requests are answered, the
//! other at the desk, and a few hundred records lie between them.

use domain::dictionary::Dictionary;
use std::collections::VecDeque;

use desk::Desk;
use domain::FormSpec;
use domain::value::CentreCode;
use store::{Extract, StoredRecord};
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::call::Step;
use crate::error::{Error, Result};

/// How many records go over at a time.
const BATCH: usize = 256;
/// How many batches may lie between reading and writing.
const AHEAD: usize = 4;

enum Part {
    Form(&'static FormSpec),
    Records(Vec<StoredRecord>),
    /// All was read: what has come is complete.
    End,
}

/// Records as they come, form by form, by centre and key.
pub(crate) struct Inflow {
    parts: Receiver<Part>,
    ahead: VecDeque<Part>,
}

impl Inflow {
    /// The next form; `None` after the last. An error when the reading broke off: what was written is not complete.
    pub(crate) fn form(&mut self) -> Result<Option<&'static FormSpec>> {
        loop {
            match self.ahead.pop_front().or_else(|| self.parts.blocking_recv()) {
                Some(Part::Form(form)) => return Ok(Some(form)),
                Some(Part::Records(_)) => {}
                Some(Part::End) => return Ok(None),
                None => return Err(Error::GivenUp),
            }
        }
    }

    /// The next records of the form; nothing after its last.
    pub(crate) fn records(&mut self) -> Vec<StoredRecord> {
        match self.parts.blocking_recv() {
            Some(Part::Records(records)) => records,
            Some(other) => {
                self.ahead.push_back(other);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Hands on every record of the form; how many they were.
    pub(crate) fn each(&mut self, mut put: impl FnMut(StoredRecord) -> Result<()>) -> Result<u32> {
        let mut count = 0;
        loop {
            let records = self.records();
            if records.is_empty() {
                return Ok(count);
            }
            for record in records {
                put(record)?;
                count += 1;
            }
        }
    }
}

/// Reads every record of one centre or of all, and writes them at the desk.
pub(crate) async fn stream<T: Send + 'static>(
    desk: &Desk,
    extract: &Extract,
    centre: Option<&CentreCode>,
    step: &dyn Step,
    write: impl FnOnce(Inflow) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (send, parts) = mpsc::channel(AHEAD);
    let inflow = Inflow { parts, ahead: VecDeque::new() };
    let writing = async { desk.long(move |_| write(inflow)).await? };
    let (read, written) = tokio::join!(read(extract, centre, step, send), writing);
    // Reading stops when the writing did, and says nothing then: why it stopped, the writing knows.
    read?;
    written
}

async fn read(
    extract: &Extract,
    centre: Option<&CentreCode>,
    step: &dyn Step,
    send: Sender<Part>,
) -> Result<()> {
    let forms = Dictionary::shipped().forms();
    for (done, form) in forms.iter().enumerate() {
        let mut records = extract.records(form, centre);
        let mut batch = Vec::with_capacity(BATCH);
        if send.send(Part::Form(form)).await.is_err() {
            return Ok(());
        }
        while let Some(record) = records.next().await? {
            batch.push(record);
            if batch.len() == BATCH {
                let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                if send.send(Part::Records(full)).await.is_err() {
                    return Ok(());
                }
            }
        }
        if !batch.is_empty() && send.send(Part::Records(batch)).await.is_err() {
            return Ok(());
        }
        step.at(done as u64 + 1, forms.len() as u64);
    }
    // Nobody takes it when the writing has stopped already.
    let _ = send.send(Part::End).await;
    Ok(())
}
