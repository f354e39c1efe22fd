//! Queries: the network asks about a field, the centre answers, the network closes. Both see the thread.

mod load;
mod write;

use domain::FormSpec;
use domain::actor::{Action, Actor};
use domain::query::{Message, QueryState, Side};
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use crate::entity::query::{self, Column};
use crate::error::{Error, Result};
use crate::ids::{QueryId, RecordId};
use crate::{Scoped, Store, words};

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
    /// Asks about a field ([`Action::AskQueries`]). [`Error::NotFound`] without such a record,
    /// [`Error::Invalid`] with the sentence to show when the text or the record's life forbids it.
    pub async fn ask(&self, actor: &Actor, now: Timestamp, ask: Ask) -> Result<QueryId> {
        actor.permit(Action::AskQueries)?;
        let text = words::read("question", &ask.text)?;
        known_field(&ask)?;
        self.writer.write(actor, now, write::AskQuery(Ask { text, ..ask })).await
    }

    /// Adds to the thread: a centre member answers, the audit lead asks again.
    pub async fn reply(&self, actor: &Actor, now: Timestamp, id: QueryId, text: String) -> Result<()> {
        let centre = self.centre_of(actor, id).await?;
        let side = if actor.own_centre(Action::WriteRecords).as_ref() == Ok(&centre) {
            Side::Centre
        } else if actor.permit(Action::AskQueries).is_ok() {
            Side::Network
        } else {
            return Err(Error::NotFound);
        };
        let text = words::read(if side == Side::Centre { "answer" } else { "question" }, &text)?;
        self.writer.write(actor, now, write::Reply { id, centre, side, text }).await
    }

    /// Closes a query ([`Action::AskQueries`]).
    pub async fn close_query(&self, actor: &Actor, now: Timestamp, id: QueryId) -> Result<()> {
        actor.permit(Action::AskQueries)?;
        let centre = self.centre_of(actor, id).await?;
        self.writer.write(actor, now, write::Close { id, centre }).await
    }

    /// Every centre's queries, for the audit lead, those whose turn is the network's first.
    pub async fn queries(&self, actor: &Actor, open_only: bool) -> Result<Vec<Query>> {
        actor.permit(Action::AskQueries)?;
        let rows = unless_closed(query::Entity::find(), open_only);
        let db = self.see(&actor.sight()).await?;
        let mut queries = load::threads(&db, rows.all(&db).await?).await?;
        queries.sort_by_key(|query| (turn(query.state, Side::Network), waiting_since(query)));
        Ok(queries)
    }

    /// One query, for the audit lead.
    pub async fn query(&self, actor: &Actor, id: QueryId) -> Result<Query> {
        actor.permit(Action::AskQueries)?;
        let db = self.see(&actor.sight()).await?;
        let rows = query::Entity::find_by_id(id.uuid()).all(&db).await?;
        load::threads(&db, rows).await?.pop().ok_or(Error::NotFound)
    }

    /// The centre that a query asks.
    async fn centre_of(&self, actor: &Actor, id: QueryId) -> Result<CentreCode> {
        let db = self.see(&actor.sight()).await?;
        let row = query::Entity::find_by_id(id.uuid()).one(&db).await?.ok_or(Error::NotFound)?;
        load::centre(&row)
    }
}

impl Scoped {
    /// The centre's queries, those that wait for an answer first.
    pub async fn queries(&self, open_only: bool) -> Result<Vec<Query>> {
        self.queries_where("queries", unless_closed(self.own_queries(), open_only)).await
    }

    /// The queries about a record.
    pub async fn queries_of(&self, record: RecordId) -> Result<Vec<Query>> {
        let of_record = self.own_queries().filter(Column::RecordId.eq(record.uuid()));
        self.queries_where(&format!("queries about {record}"), of_record).await
    }

    /// One query of the centre.
    pub async fn query(&self, id: QueryId) -> Result<Query> {
        let one = self.own_queries().filter(Column::Id.eq(id.uuid()));
        self.queries_where(&format!("query {id}"), one).await?.pop().ok_or(Error::NotFound)
    }

    /// The queries that this scope may see.
    fn own_queries(&self) -> Select<query::Entity> {
        query::Entity::find().filter(Column::Centre.eq(self.centre().as_str()))
    }

    async fn queries_where(&self, what: &str, which: Select<query::Entity>) -> Result<Vec<Query>> {
        let db = self.see().await?;
        let mut queries = load::threads(&db, which.all(&db).await?).await?;
        drop(db);
        if !queries.is_empty() {
            self.log(what, queries.len()).await?;
        }
        queries.sort_by_key(|query| (turn(query.state, Side::Centre), waiting_since(query)));
        Ok(queries)
    }
}

fn unless_closed(queries: Select<query::Entity>, open_only: bool) -> Select<query::Entity> {
    if open_only { queries.filter(Column::ClosedAt.is_null()) } else { queries }
}

/// What waits for a side comes first, what is closed last.
fn turn(state: QueryState, side: Side) -> u8 {
    match (state, side) {
        (QueryState::Asked, Side::Centre) | (QueryState::Answered, Side::Network) => 0,
        (QueryState::Asked | QueryState::Answered, _) => 1,
        (QueryState::Closed { .. }, _) => 2,
    }
}

fn waiting_since(query: &Query) -> Option<Timestamp> {
    query.messages.last().map(|message| message.at)
}

/// A query is about a field of the form, or of one of its repeated groups.
fn known_field(ask: &Ask) -> Result<()> {
    let spec = match &ask.child {
        None => Some(ask.form),
        Some((list, _)) => ask.form.child(list).map(|child| child.spec),
    };
    let known = spec.is_some_and(|spec| spec.field(&ask.column).is_some());
    let question = ask.child.is_none() && ask.column.starts_with(domain::questions::PREFIX);
    if known || question {
        return Ok(());
    }
    let place = ask.child.as_ref().map_or_else(String::new, |(list, _)| format!("{list}."));
    Err(Error::Invalid(format!(
        "{} has no field {place}{}. Choose one of its fields.",
        ask.form.title, ask.column
    )))
}

#[cfg(test)]
mod tests;
