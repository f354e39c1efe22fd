//! Asking, answering and closing.

use domain::FormSpec;
use domain::query::{QueryState, Side, WrongTurn};
use domain::value::CentreCode;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, Set,
};
use serde_json::json;
use uuid::Uuid;

use super::{Ask, load};
use crate::entity::{query, query_message, record};
use crate::error::{Error, Result};
use crate::ids::QueryId;
use crate::life::{LifeStep, Subject, step_all};
use crate::record::{life_of, live, payload_of};
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct AskQuery(pub(super) Ask);

impl Write for AskQuery {
    const NAME: &'static str = "query.ask";
    type Out = QueryId;

    fn centres(&self) -> Vec<CentreCode> {
        vec![self.0.centre.clone()]
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<QueryId>> {
        let Ask { centre, form, key, child, column, text } = &self.0;
        let row = subject(tx, centre, form, key).await?;
        has_row(&row, child.as_ref())?;
        let life = life_of(&row)?.ask().map_err(refused)?;
        let id = tx.id()?;
        let query = query::Model {
            id,
            centre: centre.to_string(),
            record_id: row.id,
            child_list: child.as_ref().map(|(list, _)| list.clone()),
            child_row: child.as_ref().and_then(|(_, row)| i32::try_from(*row).ok()),
            field: column.clone(),
            state: QueryState::Asked.as_str().to_owned(),
            closed_at: None,
        };
        tx.vouch(query::Entity, &query);
        query::Entity::insert(query.into_active_model()).exec_without_returning(tx.db).await?;
        say(tx, id, Side::Network, text).await?;
        let vouched = step_all(tx, LifeStep::Asked, None, vec![(Subject::from(&row), life)]).await?;
        let mut detail = json!({ "centre": centre.as_str(), "form": form.id, "key": key, "field": column });
        vouched.stand_in(&mut detail);
        Ok(Step::Done(QueryId::new(id), Trace::new(Self::NAME, id, detail)))
    }
}

async fn subject(tx: &Tx<'_>, centre: &CentreCode, form: &FormSpec, key: &str) -> Result<record::Model> {
    let row = record::Entity::find()
        .filter(record::Column::Form.eq(form.id))
        .filter(record::Column::Centre.eq(centre.as_str()))
        .filter(record::Column::NaturalKey.eq(key))
        .filter(live());
    let unknown = || Error::Invalid(format!("{centre} has no {} {key}. Check the key.", form.title));
    row.one(tx.db).await?.ok_or_else(unknown)
}

/// A query about a repeated group names one of its rows.
fn has_row(row: &record::Model, child: Option<&(String, usize)>) -> Result<()> {
    let Some((list, number)) = child else { return Ok(()) };
    let (form, raw) = payload_of(row)?;
    let rows = form.child_index(list).map_or(0, |index| raw.children[index].len());
    if *number < rows {
        return Ok(());
    }
    let title = form.child(list).map_or("row", |child| child.spec.title);
    Err(Error::Invalid(format!(
        "{} has no {title} {}. Ask about the record itself.",
        row.natural_key,
        number + 1
    )))
}

pub(super) struct Reply {
    pub(super) id: QueryId,
    pub(super) centre: CentreCode,
    pub(super) side: Side,
    pub(super) text: String,
}

impl Write for Reply {
    const NAME: &'static str = "query.reply";
    type Out = ();

    fn centres(&self) -> Vec<CentreCode> {
        vec![self.centre.clone()]
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let state = load::state(&held(tx, self.id).await?)?;
        let next = match self.side {
            Side::Centre => state.answer(),
            Side::Network => state.ask_again(),
        };
        turn(tx, self.id, next).await?;
        say(tx, self.id.uuid(), self.side, &self.text).await?;
        let detail = json!({ "centre": self.centre.as_str(), "side": self.side.as_str() });
        Ok(Step::Done((), Trace::new(Self::NAME, self.id, detail)))
    }
}

pub(super) struct Close {
    pub(super) id: QueryId,
    pub(super) centre: CentreCode,
}

impl Write for Close {
    const NAME: &'static str = "query.close";
    type Out = ();

    fn centres(&self) -> Vec<CentreCode> {
        vec![self.centre.clone()]
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let query = held(tx, self.id).await?;
        turn(tx, self.id, load::state(&query)?.close(tx.by.now)).await?;
        let absent = || Error::inconsistent("query", "record_id", self.id, "there is no such record");
        let row = record::Entity::find_by_id(query.record_id).one(tx.db).await?.ok_or_else(absent)?;
        let before = life_of(&row)?;
        let life = before.clone().close_query().map_err(refused)?;
        let mut detail = json!({ "centre": self.centre.as_str() });
        if life != before {
            let moved = vec![(Subject::from(&row), life)];
            step_all(tx, LifeStep::QueryClosed, None, moved).await?.stand_in(&mut detail);
        }
        Ok(Step::Done((), Trace::new(Self::NAME, self.id, detail)))
    }
}

async fn held(tx: &Tx<'_>, id: QueryId) -> Result<query::Model> {
    query::Entity::find_by_id(id.uuid()).one(tx.db).await?.ok_or(Error::NotFound)
}

/// Writes whose turn it is now.
async fn turn(tx: &Tx<'_>, id: QueryId, next: Result<QueryState, WrongTurn>) -> Result<()> {
    let next = next.map_err(refused)?;
    let closed_at = if let QueryState::Closed { at } = next { Some(at.into()) } else { None };
    let state = Set(next.as_str().to_owned());
    let row =
        query::ActiveModel { id: Set(id.uuid()), state, closed_at: Set(closed_at), ..Default::default() };
    tx.vouch(query::Entity, &row.update(tx.db).await?);
    Ok(())
}

/// Adds to a thread.
async fn say(tx: &Tx<'_>, query: Uuid, side: Side, text: &str) -> Result<()> {
    let thread = query_message::Entity::find().filter(query_message::Column::QueryId.eq(query));
    let message = query_message::Model {
        query_id: query,
        number: i32::try_from(thread.count(tx.db).await?).unwrap_or(i32::MAX - 1) + 1,
        side: side.as_str().to_owned(),
        at: tx.by.now.into(),
        member_id: tx.by.actor.member.uuid(),
        actor: tx.by.actor.name.clone(),
        text: text.to_owned(),
    };
    tx.vouch(query_message::Entity, &message);
    query_message::Entity::insert(message.into_active_model()).exec_without_returning(tx.db).await?;
    Ok(())
}

fn refused(error: impl std::fmt::Display) -> Error {
    Error::Invalid(error.to_string())
}
