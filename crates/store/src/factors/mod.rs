//! Second factors: an authenticator app, passkeys, and codes for the day on which they are lost.
//!
//! ```text
//! begin ─► a secret, sealed ─► the app shows a code ─► confirm ─► counts, with ten recovery codes
//!                                                         │
//!                       try_code at each sign-in ◄────────┘        remove │ a link for a new password that clears
//! ```

mod app;
mod held;
mod passkey;
mod recovery;
mod seal;

use domain::actor::{Actor, MemberId};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, Set,
};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde_json::json;
use uuid::Uuid;

use crate::entity::recovery_code;
use crate::entity::second_factor::{ActiveModel, Column, Entity, Model};
use crate::error::{Error, Result};
use crate::sign_in::SignInError;
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, secret, sessions};

pub use self::held::Factors;
pub use self::passkey::{Passkey, RelyingParty};
pub use self::seal::SealKey;

/// The only kind so far.
const APP: &str = "TOTP";

/// What an authenticator app is given.
#[derive(Debug, Clone)]
pub struct HandedOver {
    /// The address in the picture that the app reads.
    pub address: SecretString,
    /// The key, for whoever types it.
    pub key: SecretString,
}

impl Store {
    /// Whether second factors can be set up here: a key to seal them with was given.
    pub const fn seals(&self) -> bool {
        self.seal.is_some()
    }

    /// The second factors of a member.
    pub async fn factors(&self, id: MemberId) -> Result<Factors> {
        held::factors(&self.read, id.uuid()).await
    }

    /// Begins to set an authenticator app up, with a secret that nobody has seen before: it counts once a code of it was
    /// typed. What was begun before is forgotten. The app lists it under the name of the service.
    pub async fn begin_app(&self, actor: &Actor, now: Timestamp, service: &str) -> Result<HandedOver> {
        let (seal, login) = (self.seal_key()?, self.login_of(actor).await?);
        let member = actor.member.uuid();
        if held::app(&self.read, member).await?.is_some() {
            return Err(Error::Invalid("You have an authenticator app already. Remove it first.".to_owned()));
        }
        let secret = app::fresh(self.entropy.as_ref())?;
        let sealed = seal.seal(secret.expose_secret(), member.as_bytes(), self.entropy.as_ref())?;
        self.writer.write(actor, now, BeginApp { sealed }).await?;
        app::handed_over(secret.expose_secret(), service, &login)
    }

    /// What was begun, to be shown again after a typing error; nothing when it was not, or is over.
    pub async fn begun_app(
        &self,
        actor: &Actor,
        now: Timestamp,
        service: &str,
    ) -> Result<Option<HandedOver>> {
        let Some(row) = begun(&self.read, actor.member.uuid(), now).await? else { return Ok(None) };
        let secret = open(self.seal_key()?, &row)?;
        let login = self.login_of(actor).await?;
        app::handed_over(secret.expose_secret(), service, &login).map(Some)
    }

    /// Counts the app from now on, because its code was typed. All other sessions end that have not shown a second
    /// factor. Whoever had none so far gets recovery codes, which are shown once. A code is counted before it is tried, as
    /// at sign-in.
    pub async fn confirm_app(
        &self,
        actor: &Actor,
        now: Timestamp,
        session: &str,
        code: &str,
    ) -> Result<Vec<SecretString>, SignInError> {
        let row = begun(&self.read, actor.member.uuid(), now).await?;
        let row =
            row.ok_or_else(|| Error::Invalid("Begin again: nothing was begun, or too long ago.".to_owned()))?;
        let secret = open(self.seal_key()?, &row)?;
        let counted = self.count_code(actor, now).await?;
        let step = app::step(&secret, &app::typed(code), now, None)?;
        self.settle_code(actor, now, counted, step.is_some()).await?;
        let codes = recovery::fresh(self.entropy.as_ref())?;
        let hashes = codes.iter().map(recovery::hash_of).collect();
        let stays = secret::hash(session);
        let confirm = ConfirmApp { id: row.id, step: step.unwrap_or_default(), hashes, stays };
        let is_first = self.writer.write(actor, now, confirm).await?;
        Ok(if is_first { codes } else { Vec::new() })
    }

    /// New recovery codes, which are shown once; those before work no longer.
    pub async fn renew_codes(&self, actor: &Actor, now: Timestamp) -> Result<Vec<SecretString>> {
        let codes = recovery::fresh(self.entropy.as_ref())?;
        let hashes = codes.iter().map(recovery::hash_of).collect();
        self.writer.write(actor, now, RenewCodes(hashes)).await?;
        Ok(codes)
    }

    /// Takes one's own second factors away, with the recovery codes.
    pub async fn remove_factors(&self, actor: &Actor, now: Timestamp) -> Result<()> {
        self.writer.write(actor, now, Remove).await
    }

    /// Tries a code of the app, or a recovery code: counted before it is tried, like a password, but for the member
    /// wherever they are. Each code is taken once.
    pub async fn try_code(&self, actor: &Actor, code: &str, now: Timestamp) -> Result<(), SignInError> {
        let counted = self.count_code(actor, now).await?;
        let is_right = if recovery::is_one(code) {
            let hash = recovery::hash(code);
            self.writer.write(actor, now, Recover(hash)).await?
        } else {
            self.try_app(actor, code, now).await?
        };
        self.settle_code(actor, now, counted, is_right).await
    }

    async fn try_app(&self, actor: &Actor, code: &str, now: Timestamp) -> Result<bool> {
        let Some(row) = held::app(&self.read, actor.member.uuid()).await? else { return Ok(false) };
        let secret = open(self.seal_key()?, &row)?;
        match app::step(&secret, &app::typed(code), now, row.last_step)? {
            Some(step) => self.writer.write(actor, now, UseApp { id: row.id, step }).await,
            None => Ok(false),
        }
    }

    fn seal_key(&self) -> Result<&SealKey> {
        self.seal.as_ref().ok_or_else(|| Error::Unusable {
            sentence: "Second factors cannot be used here: the operator has not given a key for them.",
            detail: "no key was given to seal second factors with (key_file)".to_owned(),
        })
    }
}

fn open(seal: &SealKey, row: &Model) -> Result<SecretSlice<u8>> {
    Ok(SecretSlice::from(seal.open(&row.sealed, row.member_id.as_bytes())?))
}

/// How long somebody may take to read the key into their app.
const BEGUN_LASTS: SignedDuration = SignedDuration::from_mins(30);

/// What was begun last, not too long ago, and not confirmed.
async fn begun(db: &impl ConnectionTrait, member: Uuid, now: Timestamp) -> Result<Option<Model>> {
    let own = Entity::find().filter(Column::MemberId.eq(member)).filter(Column::ConfirmedAt.is_null());
    let last = own.order_by_desc(Column::Id).one(db).await?;
    Ok(last.filter(|row| now.duration_since(row.made_at.instant()) <= BEGUN_LASTS))
}

/// Forgets what a member has begun and not confirmed, in the transaction of a write.
pub(crate) async fn forget_begun(tx: &Tx<'_>, member: Uuid) -> Result<()> {
    let own = Entity::find().filter(Column::MemberId.eq(member)).filter(Column::ConfirmedAt.is_null());
    for row in own.all(tx.db).await? {
        Entity::delete_by_id(row.id).exec(tx.db).await?;
        tx.gone(Entity, row.id);
    }
    Ok(())
}

struct BeginApp {
    sealed: Vec<u8>,
}

impl Write for BeginApp {
    const NAME: &'static str = "factor.begin";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        forget_begun(tx, tx.by.actor.member.uuid()).await?;
        let row = Model {
            id: tx.id()?,
            member_id: tx.by.actor.member.uuid(),
            kind: APP.to_owned(),
            sealed: self.sealed.clone(),
            made_at: tx.by.now.into(),
            confirmed_at: None,
            last_step: None,
        };
        tx.vouch(Entity, &row);
        let id = row.id;
        Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, tx.by.actor.member, json!({ "factor": id }))))
    }
}

struct ConfirmApp {
    id: Uuid,
    step: i64,
    hashes: Vec<Vec<u8>>,
    /// The session that does not end.
    stays: Vec<u8>,
}

impl Write for ConfirmApp {
    const NAME: &'static str = "factor.confirm";
    type Out = bool;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<bool>> {
        let member = tx.by.actor.member.uuid();
        let is_first = !held::factors(tx.db, member).await?.is_any();
        if held::app(tx.db, member).await?.is_some() {
            return Err(Error::Invalid("You have an authenticator app already. Remove it first.".to_owned()));
        }
        sessions::end_those_of_one_factor(tx, member, &self.stays).await?;
        let row = ActiveModel {
            id: Set(self.id),
            confirmed_at: Set(Some(tx.by.now.into())),
            last_step: Set(Some(self.step)),
            ..Default::default()
        };
        tx.vouch(Entity, &row.update(tx.db).await?);
        if is_first {
            recovery::put(tx, &self.hashes).await?;
        }
        Ok(Step::Done(is_first, Trace::new(Self::NAME, tx.by.actor.member, json!({ "factor": self.id }))))
    }
}

struct RenewCodes(Vec<Vec<u8>>);

impl Write for RenewCodes {
    const NAME: &'static str = "factor.codes";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        if !held::factors(tx.db, tx.by.actor.member.uuid()).await?.is_any() {
            return Err(Error::Invalid(
                "You have no second factor that codes could stand in for.".to_owned(),
            ));
        }
        recovery::put(tx, &self.0).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, tx.by.actor.member, json!({}))))
    }
}

struct UseApp {
    id: Uuid,
    step: i64,
}

impl Write for UseApp {
    const NAME: &'static str = "factor.use";
    const SAVES: bool = false;
    type Out = bool;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<bool>> {
        // Whoever sends the same code at the same time finds it used.
        let used = Entity::update_many()
            .set(ActiveModel { last_step: Set(Some(self.step)), ..Default::default() })
            .filter(Column::Id.eq(self.id))
            .filter(Condition::any().add(Column::LastStep.is_null()).add(Column::LastStep.lt(self.step)))
            .exec(tx.db)
            .await?;
        Ok(if used.rows_affected == 0 { Step::Declined(false) } else { Step::Quiet(true) })
    }
}

struct Recover(Vec<u8>);

impl Write for Recover {
    const NAME: &'static str = "factor.recover";
    const SAVES: bool = false;
    type Out = bool;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<bool>> {
        let member = tx.by.actor.member.uuid();
        let found = recovery::unused(member)
            .filter(recovery_code::Column::CodeHash.eq(self.0.clone()))
            .one(tx.db)
            .await?;
        let Some(row) = found else { return Ok(Step::Declined(false)) };
        let now = Some(tx.by.now.into());
        // Whoever sends the same code at the same time finds it used.
        let used = recovery_code::Entity::update_many()
            .set(recovery_code::ActiveModel { used_at: Set(now), ..Default::default() })
            .filter(recovery_code::Column::MemberId.eq(member))
            .filter(recovery_code::Column::CodeHash.eq(self.0.clone()))
            .filter(recovery_code::Column::UsedAt.is_null())
            .exec(tx.db)
            .await?;
        if used.rows_affected == 0 {
            return Ok(Step::Declined(false));
        }
        tx.vouch(recovery_code::Entity, &recovery_code::Model { used_at: now, ..row });
        let left = recovery::unused(member).count(tx.db).await?;
        Ok(Step::Done(true, Trace::new(Self::NAME, member, json!({ "left": left }))))
    }
}

struct Remove;

impl Write for Remove {
    const NAME: &'static str = "factor.remove";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let member = tx.by.actor.member.uuid();
        if remove(tx, member).await? == 0 {
            return Ok(Step::Declined(()));
        }
        sessions::back_to_one(tx, member).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, member, json!({}))))
    }
}

/// Takes a member's second factors and recovery codes away in the transaction of a write; how many factors there were.
pub(crate) async fn remove(tx: &Tx<'_>, member: Uuid) -> Result<usize> {
    let own = Entity::find().filter(Column::MemberId.eq(member)).all(tx.db).await?;
    let mut count = own.len();
    for row in own {
        Entity::delete_by_id(row.id).exec(tx.db).await?;
        tx.gone(Entity, row.id);
    }
    count += passkey::remove_all(tx, member).await?;
    recovery::take(tx, member).await?;
    Ok(count)
}
