//! Failed sign-ins, counted in the database so that several processes agree.
//!
//! The first failures cost nothing: people mistype. After those each one delays the next attempt of the same
//! login from the same source, by more each time and never by much: nobody is shut out, and nobody who guesses
//! gets far. An attempt within the delay is turned away without being looked at, and does not lengthen it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, Set,
};
use serde_json::json;
use uuid::Uuid;

use super::Source;
use crate::entity::member;
use crate::entity::sign_in_attempt::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use crate::people::acting;
use crate::time::Millis;
use crate::writer::{Step, Trace, Tx, Write};

/// So many failures in a row are a person who looks for a password.
const FREE: i32 = 5;
/// The longest delay.
const LONGEST: Duration = Duration::from_secs(30);
/// Failures are forgotten when the last one is so long ago.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// A source that fails at more logins than this is counted as a whole for those that come after.
const LOGINS_OF_ONE_SOURCE: u64 = 32;
/// So many failures of all sources together have events of their own; beyond that the trail tells of all
/// together, so that nobody can fill the disk with it.
const TOLD_ONE_BY_ONE: i32 = 256;

/// How long the next attempt waits after so many failures in a row.
fn delay(failures: i32) -> Duration {
    match u32::try_from(failures - FREE) {
        Ok(over) => Duration::from_secs(1_u64.checked_shl(over).unwrap_or(u64::MAX)).min(LONGEST),
        Err(_) => Duration::ZERO,
    }
}

/// Whether the trail tells of it: the first failure and each time that their number has doubled.
fn is_told(failures: i32) -> bool {
    u32::try_from(failures).is_ok_and(u32::is_power_of_two)
}

/// A login at a source. The login is kept as a hash: people type a password into the wrong box.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    source: String,
    login_hash: Vec<u8>,
}

impl Pair {
    pub(super) fn of(login: &str, source: &Source) -> Self {
        Self { source: source.as_str().to_owned(), login_hash: hash(login) }
    }

    /// All logins of the source that are not counted one by one.
    fn rest(source: &str) -> Self {
        Self { source: source.to_owned(), login_hash: hash("") }
    }

    /// All failures of all sources.
    fn all() -> Self {
        Self::rest("")
    }

    fn id(&self) -> (String, Vec<u8>) {
        (self.source.clone(), self.login_hash.clone())
    }

    /// What is counted for it; nothing when that is to be forgotten.
    async fn find(&self, db: &DatabaseTransaction, now: Timestamp) -> Result<Option<Model>> {
        let found = Entity::find_by_id(self.id()).one(db).await?;
        Ok(found.filter(|row| now.duration_since(row.last_at.instant()) < WINDOW))
    }

    /// Counts one more; how many there are now.
    async fn count(&self, db: &DatabaseTransaction, now: Timestamp) -> Result<i32> {
        let before = self.find(db, now).await?.map_or(0, |row| row.failures);
        let failures = before.saturating_add(1);
        let open = now.checked_add(delay(failures)).unwrap_or(Timestamp::MAX);
        let row = ActiveModel {
            source: Set(self.source.clone()),
            login_hash: Set(self.login_hash.clone()),
            failures: Set(failures),
            last_at: Set(now.into()),
            open_at: Set(open.into()),
        };
        let same = OnConflict::columns([Column::Source, Column::LoginHash])
            .update_columns([Column::Failures, Column::LastAt, Column::OpenAt])
            .to_owned();
        Entity::insert(row).on_conflict(same).exec_without_returning(db).await?;
        Ok(failures)
    }
}

fn hash(login: &str) -> Vec<u8> {
    blake3::hash(login.as_bytes()).as_bytes().to_vec()
}

/// Counts an attempt before it is made, so that many at once count too; `Err` holds the seconds to wait.
pub(super) struct Begin(pub Pair);

impl Write for Begin {
    const NAME: &'static str = "sign_in.begin";
    const SAVES: bool = false;
    type Out = Result<Begun, u32>;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Self::Out>> {
        let now = tx.by.now;
        let mut pair = self.0.clone();
        let mut row = pair.find(tx.db, now).await?;
        if row.is_none() {
            sweep(tx.db, now).await?;
            if is_crowded(tx.db, &pair.source).await? {
                pair = Pair::rest(&pair.source);
                row = pair.find(tx.db, now).await?;
            }
        }
        let wait = row.map_or(SignedDuration::ZERO, |row| row.open_at.instant().duration_since(now));
        if wait.is_positive() {
            let seconds = wait.as_secs() + i64::from(wait.subsec_nanos() > 0);
            return Ok(Step::Declined(Err(u32::try_from(seconds).unwrap_or(u32::MAX))));
        }
        let failures = pair.count(tx.db, now).await?;
        Ok(Step::Quiet(Ok(Begun { pair, failures })))
    }
}

/// What an attempt was counted as.
#[derive(Debug)]
pub(super) struct Begun {
    /// The login at its source, or the rest of the source.
    pair: Pair,
    /// How many failures in a row there are with it.
    pub(super) failures: i32,
}

async fn sweep(db: &DatabaseTransaction, now: Timestamp) -> Result<()> {
    let before = now.checked_sub(WINDOW).unwrap_or(Timestamp::MIN);
    Entity::delete_many().filter(Column::LastAt.lte(Millis::from(before))).exec(db).await?;
    Ok(())
}

async fn is_crowded(db: &DatabaseTransaction, source: &str) -> Result<bool> {
    Ok(Entity::find().filter(Column::Source.eq(source)).count(db).await? >= LOGINS_OF_ONE_SOURCE)
}

/// Takes an attempt's count back: it was a good one. What the same login failed before is forgiven with it; what
/// others failed at the source is not.
pub(super) struct Forgive {
    /// Whose failures are forgiven; nobody's where it was neither good nor bad.
    pub(super) login: Option<Pair>,
    pub(super) counted: Begun,
}

impl Write for Forgive {
    const NAME: &'static str = "sign_in.good";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        if let Some(login) = &self.login {
            Entity::delete_by_id(login.id()).exec(tx.db).await?;
        }
        let counted = &self.counted.pair;
        let is_gone = self.login.as_ref().is_some_and(|login| login.login_hash == counted.login_hash);
        if !is_gone && let Some(rest) = counted.find(tx.db, tx.by.now).await? {
            let failures = rest.failures.saturating_sub(1).max(0);
            let last = rest.last_at.instant();
            let open = last.checked_add(delay(failures)).unwrap_or(Timestamp::MAX);
            let before = ActiveModel { failures: Set(failures), open_at: Set(open.into()), ..rest.into() };
            before.update(tx.db).await?;
        }
        Ok(Step::Quiet(()))
    }
}

/// Writes down that an attempt failed.
pub(super) struct Fail {
    pub member: Option<Uuid>,
    pub source: Source,
    pub failures: i32,
    /// Why, when it was at a provider; otherwise the password or the code was wrong.
    pub at_provider: Option<&'static str>,
}

impl Write for Fail {
    const NAME: &'static str = "sign_in.refuse";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let all = Pair::all().count(tx.db, tx.by.now).await?;
        if all > TOLD_ONE_BY_ONE {
            let detail = json!({ "failures": all, "from": "all" });
            return Ok(step(is_told(all), "all", detail));
        }
        let centre = match self.member {
            Some(member) => centre_of(tx.db, member, tx.by.now).await?,
            None => None,
        };
        let mut detail = json!({ "failures": self.failures, "from": self.source.as_str(), "centre": centre });
        if let Some(why) = self.at_provider {
            detail["by"] = json!("PROVIDER");
            detail["why"] = json!(why);
        }
        // What was typed as an unknown login may be a password.
        let subject = self.member.map_or_else(|| "unknown".to_owned(), |id| id.to_string());
        Ok(step(is_told(self.failures), &subject, detail))
    }
}

/// Where the lead is told that somebody tried to sign in as one of theirs.
async fn centre_of(db: &DatabaseTransaction, member: Uuid, now: Timestamp) -> Result<Option<String>> {
    let Some(row) = member::Entity::find_by_id(member).one(db).await? else { return Ok(None) };
    let actor = acting(db, row, None, now).await?;
    Ok(actor.and_then(|actor| actor.centre).map(|centre| centre.to_string()))
}

fn step(is_told: bool, subject: &str, detail: serde_json::Value) -> Step<()> {
    if is_told { Step::Done((), Trace::new(Fail::NAME, subject, detail)) } else { Step::Quiet(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_stay_short() {
        let seconds: Vec<_> = (1..=12).map(|failures| delay(failures).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(delay(i32::MAX), LONGEST);
    }

    #[test]
    fn a_thousand_failures_leave_ten_events() {
        assert_eq!((1..=1000).filter(|failures| is_told(*failures)).count(), 10);
    }
}
