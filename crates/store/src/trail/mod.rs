//! The audit trail as people read it: who did what, when, from which session or token, and where.
//!
//! A lead reads what concerns their centre, whoever did it; an administrator reads everything, but of what names
//! records no more than how many there were. Newest first; a look goes back over [`LOOKS_AT`] events at most, so that
//! a rare thing in a long trail takes several looks, and none of them long.

mod forget;
mod kind;

use domain::actor::{Action, Actor, MemberId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Store;
use crate::entity::audit_event::{Column, Entity, Model};
use crate::error::{Error, Result};
use crate::life::LIFE;
use crate::time::Millis;
use crate::vouch::VOUCHED;
use crate::writer::{Step, Trace, Tx, Write};

pub(crate) use self::forget::Forgotten;
pub use self::kind::TrailKind;

/// So many events are looked at for one part of the trail.
const LOOKS_AT: u64 = 20_000;

/// The counts of an event, which name nothing.
const COUNTS: [&str; 9] =
    ["rows", "records", "signed", "created", "updated", "unchanged", "set_aside", "withdrawn", "restored"];

/// What stands in an event for `verify`: hashes, of rows that hold a session or a code as well. No reader needs them.
const FOR_VERIFY: [&str; 3] = [VOUCHED, LIFE, "digest"];

/// Which events somebody looks for.
#[derive(Debug, Clone, Default)]
pub struct TrailFilter {
    /// Of one kind.
    pub kind: Option<TrailKind>,
    /// Done by a member.
    pub by: Option<MemberId>,
    /// That name something by its id: a record, a member, a pack.
    pub about: Option<Uuid>,
    /// By what they came, as the trail writes it.
    pub through: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Those before an event.
    pub before: Option<i64>,
}

impl TrailFilter {
    /// Reads an id as it is written in an address.
    pub fn id(text: &str) -> Option<Uuid> {
        Uuid::try_parse(text).ok()
    }
}

/// An event of the trail.
#[derive(Debug, Clone, PartialEq)]
pub struct TrailEvent {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who, by the name that they had.
    pub actor: String,
    /// The member, if one did it.
    pub member: Option<MemberId>,
    /// By what they came: `session …` or `token …`.
    pub through: Option<String>,
    /// The centre that it concerns.
    pub centre: Option<String>,
    /// What the trail calls it: `record.edit`.
    pub action: String,
    /// What was done, in words.
    pub words: &'static str,
    /// To what; empty for whoever sees no records, where it names one.
    pub subject: String,
    /// More of it, as the trail writes it, without what stands there for `verify`; counts alone for whoever sees no records, where it names one.
    pub detail: Value,
}

/// A part of the trail, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct TrailPart {
    /// The events.
    pub events: Vec<TrailEvent>,
    /// Before which event to go on, where there is more to look at.
    pub next: Option<i64>,
}

impl Store {
    /// The newest events that a filter lets through, `limit` at most ([`Action::ReadTrail`]).
    pub async fn trail(&self, actor: &Actor, filter: &TrailFilter, limit: u64) -> Result<TrailPart> {
        actor.permit(Action::ReadTrail)?;
        let within = self.within(actor, filter).await?;
        let oldest: Option<i64> = within
            .clone()
            .select_only()
            .column(Column::Seq)
            .offset(LOOKS_AT)
            .limit(1)
            .into_tuple()
            .one(&self.read)
            .await?;
        let looked_at = match oldest {
            Some(oldest) => within.filter(self.beyond(oldest).await?.not()),
            None => within,
        };
        let mut rows =
            looked_at.filter(matching(filter, sees_records(actor))).limit(limit + 1).all(&self.read).await?;
        let is_more = rows.len() as u64 > limit;
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = if is_more { rows.last().map(|row| row.seq) } else { oldest };
        let events = rows.into_iter().map(|row| event(row, actor)).collect::<Result<_>>()?;
        Ok(TrailPart { events, next })
    }

    /// Says in the trail that somebody took a part of it out in a file.
    pub async fn trail_taken(&self, actor: &Actor, now: Timestamp, events: usize) -> Result<()> {
        actor.permit(Action::ReadTrail)?;
        self.writer.write(actor, now, Taken(events)).await
    }

    /// What of the trail somebody may read, between the days and before the event that they ask for, newest first.
    async fn within(&self, actor: &Actor, filter: &TrailFilter) -> Result<Select<Entity>> {
        let mut events = Entity::find().order_by_desc(Column::At).order_by_desc(Column::Seq);
        // Of what was forgotten nothing is left that a reader looks for.
        events = events.filter(Column::Actor.ne(""));
        if let Some(centre) = &actor.centre {
            events = events.filter(Column::Centre.eq(centre.as_str()));
        }
        if let Some(from) = filter.from {
            events = events.filter(Column::At.gte(Millis::from(from)));
        }
        if let Some(until) = filter.until {
            events = events.filter(Column::At.lt(Millis::from(until)));
        }
        if let Some(before) = filter.before {
            events = events.filter(self.beyond(before).await?);
        }
        Ok(events)
    }

    /// Events that are older than one.
    async fn beyond(&self, seq: i64) -> Result<Condition> {
        let at = Entity::find_by_id(seq).one(&self.read).await?.ok_or(Error::NotFound)?.at;
        let same = Condition::all().add(Column::At.eq(at)).add(Column::Seq.lt(seq));
        Ok(Condition::any().add(Column::At.lt(at)).add(same))
    }
}

struct Taken(usize);

impl Write for Taken {
    const NAME: &'static str = "trail.read";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, _: &mut Tx<'_>) -> Result<Step<()>> {
        Ok(Step::Done((), Trace::new(Self::NAME, "trail", json!({ "rows": self.0 }))))
    }
}

/// Whether somebody sees of which records an event is: those of their centre.
const fn sees_records(actor: &Actor) -> bool {
    actor.centre.is_some()
}

fn matching(filter: &TrailFilter, sees_records: bool) -> Condition {
    let kind = filter.kind.map(|kind| Column::Action.is_in(kind.actions()));
    let by = filter.by.map(|member| Column::MemberId.eq(member.uuid()));
    let through = filter.through.as_ref().map(|through| Column::Through.eq(through.as_str()));
    let about = filter.about.map(|id| {
        let id = id.to_string();
        let named = Condition::any().add(Column::Subject.contains(&id)).add(Column::Detail.contains(&id));
        // Whoever sees no records does not find them by guessing either.
        let hidden = TrailKind::ALL.into_iter().filter(|kind| !sees_records && kind.names_records());
        Condition::all().add(named).add(Column::Action.is_not_in(hidden.flat_map(TrailKind::actions)))
    });
    Condition::all().add_option(kind).add_option(by).add_option(through).add_option(about)
}

/// An event as somebody may see it.
fn event(row: Model, actor: &Actor) -> Result<TrailEvent> {
    let (kind, words) = kind::told(&row.action);
    let wrong = |error| Error::inconsistent("audit_event", "detail", row.seq, error);
    let mut detail: Value = serde_json::from_str(&row.detail).map_err(wrong)?;
    let mut subject = row.subject;
    let hides_records = kind.names_records() && !sees_records(actor);
    if hides_records {
        subject.clear();
    }
    if let Value::Object(fields) = &mut detail {
        let is_count = |name: &str, value: &Value| COUNTS.contains(&name) && value.is_number();
        fields.retain(|name, value| {
            !FOR_VERIFY.contains(&name.as_str()) && (!hides_records || is_count(name, value))
        });
    }
    let member = MemberId::new(row.member_id);
    Ok(TrailEvent {
        seq: row.seq,
        at: row.at.instant(),
        actor: row.actor,
        member: (member != MemberId::SYSTEM).then_some(member),
        through: row.through,
        centre: row.centre,
        action: row.action,
        words,
        subject,
        detail,
    })
}
