//! Trips to the provider: begun in a browser, and ended once.

use domain::actor::MemberId;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
};

use crate::entity::provider_trip::{Column, Entity, Model};
use crate::error::{Error, Result};
use crate::sign_in::{Source, doorkeeper};
use crate::time::Millis;
use crate::writer::{Step, Tx, Write};
use crate::{Store, secret};

/// So long somebody may take to sign in at the provider.
const LASTS: SignedDuration = SignedDuration::from_mins(10);
/// So many are on their way at a time, and of one source only some: nobody fills the table.
const ALL: u64 = 2048;
const OF_ONE_SOURCE: u64 = 64;
/// No address of ours that is worth going back to is longer.
const LONGEST_NEXT: usize = 2000;

/// What a trip is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// To sign in.
    SignIn,
    /// To prove once more who one is.
    Prove(MemberId),
    /// To connect the account.
    Connect(MemberId),
    /// To use a link, by the hash of its secret.
    Accept(Vec<u8>),
}

/// A trip that has come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    /// What it is for.
    pub errand: Errand,
    /// Where to go afterwards.
    pub next: String,
    /// When it began.
    pub begun_at: Timestamp,
}

impl Store {
    /// What a link is known by, for [`Errand::Accept`].
    pub fn link_hash(link: &str) -> Vec<u8> {
        secret::hash(link)
    }

    /// Remembers that a browser goes to the provider. [`Error::Crowded`] when too many are on their way.
    pub async fn begin_trip(
        &self,
        now: Timestamp,
        state: &str,
        source: &Source,
        errand: &Errand,
        next: &str,
    ) -> Result<()> {
        let (word, member_id, link_hash) = match errand {
            Errand::SignIn => (SIGN_IN, None, None),
            Errand::Prove(member) => (PROVE, Some(member.uuid()), None),
            Errand::Connect(member) => (CONNECT, Some(member.uuid()), None),
            Errand::Accept(hash) => (ACCEPT, None, Some(hash.clone())),
        };
        let row = Model {
            state_hash: secret::hash(state),
            errand: word.to_owned(),
            member_id,
            link_hash,
            next: if next.len() > LONGEST_NEXT { String::new() } else { next.to_owned() },
            source: source.as_str().to_owned(),
            begun_at: now.into(),
        };
        let begun = self.writer.write(&doorkeeper(), now, Begin(row)).await?;
        if begun { Ok(()) } else { Err(Error::Crowded) }
    }

    /// Ends a trip: it is given out once, and not when it took too long.
    pub async fn end_trip(&self, now: Timestamp, state: &str) -> Result<Option<Trip>> {
        let row = self.writer.write(&doorkeeper(), now, End(secret::hash(state))).await?;
        row.filter(|row| now.duration_since(row.begun_at.instant()) <= LASTS).map(read).transpose()
    }
}

const SIGN_IN: &str = "SIGN_IN";
const PROVE: &str = "PROVE";
const CONNECT: &str = "CONNECT";
const ACCEPT: &str = "ACCEPT";

fn read(row: Model) -> Result<Trip> {
    let errand = match (row.errand.as_str(), row.member_id, row.link_hash) {
        (SIGN_IN, None, None) => Errand::SignIn,
        (PROVE, Some(member), None) => Errand::Prove(MemberId::new(member)),
        (CONNECT, Some(member), None) => Errand::Connect(MemberId::new(member)),
        (ACCEPT, None, Some(hash)) => Errand::Accept(hash),
        _ => return Err(Error::inconsistent("provider_trip", "errand", "", "it is for nothing")),
    };
    Ok(Trip { errand, next: row.next, begun_at: row.begun_at.instant() })
}

struct Begin(Model);

impl Write for Begin {
    const NAME: &'static str = "provider.begin";
    const SAVES: bool = false;
    type Out = bool;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<bool>> {
        let long_ago = tx.by.now.checked_sub(LASTS).unwrap_or(Timestamp::MIN);
        Entity::delete_many().filter(Column::BegunAt.lt(Millis::from(long_ago))).exec(tx.db).await?;
        let all = Entity::find().count(tx.db).await?;
        let own = Entity::find().filter(Column::Source.eq(&self.0.source)).count(tx.db).await?;
        if all >= ALL || own >= OF_ONE_SOURCE {
            return Ok(Step::Declined(false));
        }
        Entity::insert(self.0.clone().into_active_model()).exec_without_returning(tx.db).await?;
        Ok(Step::Quiet(true))
    }
}

struct End(Vec<u8>);

impl Write for End {
    const NAME: &'static str = "provider.end";
    const SAVES: bool = false;
    type Out = Option<Model>;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Option<Model>>> {
        let Some(row) = locked(tx.db, &self.0).await? else { return Ok(Step::Declined(None)) };
        // Of two who bring the same answer at the same moment one has deleted it.
        let gone = Entity::delete_by_id(self.0.clone()).exec(tx.db).await?;
        Ok(if gone.rows_affected == 0 { Step::Declined(None) } else { Step::Quiet(Some(row)) })
    }
}

async fn locked(db: &DatabaseTransaction, hash: &[u8]) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(hash.to_vec()).lock_exclusive().one(db).await?)
}
