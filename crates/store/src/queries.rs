//! Queries: the network asks about a field, the centre answers, the network closes. Both see the thread.

use domain::FormSpec;
use domain::actor::Actor;
use domain::query::{Message, QueryState};
use domain::value::CentreCode;
use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::ids::{QueryId, RecordId};
use crate::{Scoped, Store};

/// A query with its thread.
#[derive(Debug, Clone)]
pub struct Query {
    /// Its id.
    pub id: QueryId,
    /// The centre that is asked.
    pub centre: CentreCode,
    /// The form of the record.
    pub form: &'static FormSpec,
    /// The record.
    pub record: RecordId,
    /// The record's key, e.g. `C00012`.
    pub key: String,
    /// The repeated group and row (from 0) of the field, when it is not the record's own.
    pub child: Option<(String, usize)>,
    /// The field.
    pub column: String,
    /// Whose turn it is.
    pub state: QueryState,
    /// The thread, oldest first.
    pub messages: Vec<Message>,
}

/// A question of the network about a field.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The centre.
    pub centre: CentreCode,
    /// The form of the record.
    pub form: &'static FormSpec,
    /// The record's key. The network names records by it and never sees their content.
    pub key: String,
    /// The repeated group and row (from 0) of the field, when it is not the record's own.
    pub child: Option<(String, usize)>,
    /// The field; it must be one of the form.
    pub column: String,
    /// What is asked; scanned for identifiers.
    pub text: String,
}

impl Store {
    /// Asks about a field ([`Action::RunCycles`](domain::actor::Action)). [`Error::NotFound`] without such a
    /// record, [`Error::Invalid`] with the sentence to show when the text or the record's life forbids it.
    pub async fn ask(&self, _actor: &Actor, _now: Timestamp, _ask: Ask) -> Result<QueryId> {
        Err(Error::Invalid("not there yet".into()))
    }

    /// Adds to the thread: a centre member answers, the audit lead asks again.
    pub async fn reply(&self, _actor: &Actor, _now: Timestamp, _id: QueryId, _text: String) -> Result<()> {
        Err(Error::Invalid("not there yet".into()))
    }

    /// Closes a query (the audit lead).
    pub async fn close_query(&self, _actor: &Actor, _now: Timestamp, _id: QueryId) -> Result<()> {
        Err(Error::Invalid("not there yet".into()))
    }

    /// Every centre's queries, for the audit lead, those whose turn is the network's first.
    pub async fn queries(&self, _actor: &Actor, _open_only: bool) -> Result<Vec<Query>> {
        Ok(Vec::new())
    }

    /// One query, for the audit lead.
    pub async fn query(&self, _actor: &Actor, _id: QueryId) -> Result<Query> {
        Err(Error::NotFound)
    }
}

impl Scoped {
    /// The centre's queries, those that wait for an answer first.
    pub async fn queries(&self, _open_only: bool) -> Result<Vec<Query>> {
        Ok(Vec::new())
    }

    /// The queries about a record.
    pub async fn queries_of(&self, _record: RecordId) -> Result<Vec<Query>> {
        Ok(Vec::new())
    }

    /// One query of the centre.
    pub async fn query(&self, _id: QueryId) -> Result<Query> {
        Err(Error::NotFound)
    }
}
