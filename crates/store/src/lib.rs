//! The only crate that knows the database: records and their versions, the audit trail, cycles, members.
//!
//! ```text
//! Store::open(url)            SQLite inside the program or PostgreSQL beside it, one history of schema
//!   .submit(actor, now, …)    one record through the rules, in one transaction with its audit event
//!   .import(actor, now, …)    many records that the rules have passed, all or nothing
//!   .save_draft(actor, …)     what is typed and not handed in yet
//!   .ask, .reply              queries about a field, with their threads
//!   .sign_off, .withdraw      steps in the life of records
//!   .invite, .accept          people, from a link to leaving
//!   .forgotten                a link for whoever has forgotten their password
//!   .member_at, .connect      accounts at a hospital's own provider
//!   .scope(actor, now, why)   the only way to read a centre's records; every read is logged
//!   .ask_for_pack, .packs     packs of frozen cycles, from being asked for to being withdrawn
//!   .open_cases, .take_case   cases of frozen numbers beyond what chance allows, to their closing
//!   .sign_corrections         what was corrected since a freeze, signed off by the audit lead
//!   .register_project         research projects, from a draft to two approvals and their end
//!   .extract(actor, now, why) every centre's records, for a snapshot
//!   .trail(actor, …)           the audit trail as people read it
//!   .verify(…)                the audit trail, link by link, and every row against it
//!   .copy_to(file, now)       everything, as it is at one moment, in a file
//! ```
//!
//! Times and random bytes come from the caller. Domain types go in and out; entities stay inside.
//!
//! To add a table: a migration in `migrations/`, an entity in `entity/`, a line in `tables.rs`, its columns in
//! `visibility.toml`, and functions here that take an actor. Everything that writes is a [`writer::Write`] and
//! hands the rows that it leaves to [`writer::Tx::vouch`].

mod audit;
mod calendar;
mod cases;
mod chain;
mod connect;
mod copy;
mod corrections;
mod cycles;
mod directory;
mod drafts;
mod entity;
mod error;
mod extract;
mod factors;
mod health;
mod ids;
mod import;
mod instance;
mod kept;
mod life;
mod packs;
mod paging;
mod password;
mod payload;
mod people;
mod permissions;
mod place;
mod projection;
mod projects;
mod provider;
mod queries;
mod questions;
mod quota;
mod reads;
mod record;
mod rows;
mod schema;
mod scope;
mod secret;
mod sessions;
mod sight;
mod sign_in;
mod signing;
mod stamp;
mod submit;
mod tables;
mod time;
mod tokens;
mod trail;
mod uploads;
mod vouch;
mod way;
mod words;
mod writer;

use std::sync::Arc;
use std::time::Duration;

use desk::Desk;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use tokio::sync::RwLock;

pub use audit::{Break, Fate, Verified};
pub use cases::KeptCase;
pub use chain::{Anchor, Head};
pub use connect::Options;
pub use copy::{Contents, ScratchSchema, TableContents};
pub use corrections::{SignCorrections, SignedCorrections};
pub use cycles::{Closed, FreezeClaim, Freezing};
pub use drafts::{Draft, DraftError, SaveDraft};
pub use error::{Error, Result};
pub use extract::{Extract, Records};
pub use factors::{Factors, HandedOver, Passkey, RelyingParty, SealKey};
pub use ids::{
    CaseId, DraftId, Entropy, ImportId, InvitationId, OsEntropy, PackId, PasskeyId, ProjectId, QueryId,
    RecordId, Revision, SessionId, TokenId, UploadId,
};
pub use import::{
    Import, ImportSummary, Imported, Judging, KeptAside, Progress, UndoError, UndoPreview, Undone,
    bundle_hash,
};
pub use life::{LifeEvent, LifeStep};
pub use packs::{Begun, Bench, Pack};
pub use password::{Breached, PASSWORD_MIN_CHARS, WORDS_OF_THE_SERVICE};
pub use people::{
    BrokenGlass, FORGOTTEN_LASTS, Forgotten, GLASS_LASTS, INVITATION_LASTS, Invitation, InvitationState,
    Invite, Member, NO_LINK, NewMember, Purpose,
};
pub use permissions::KeptPermission;
pub use place::Access;
pub use projection::{Found, FoundCount, FoundRecord, GapFilter, OpenAdmission, Overview, Part, Stage};
pub use projects::KeptProject;
pub use provider::{Account, Errand, Trip, WaysIn};
pub use queries::{Ask, Query};
pub use questions::QuestionVersion;
pub use reads::Reads;
pub use record::StoredRecord;
pub use schema::SchemaStatus;
pub use scope::{AdmissionRecords, LIST_LIMIT, Scoped, Version};
pub use sessions::{NewSession, OwnSession, Proof, Session, SessionState};
pub use sign_in::{AtProvider, Counted, SignInError, Source};
pub use signing::{Belonging, CentreStanding, Review, Reviewed, SignedOff, Standing};
pub use stamp::CentreStamp;
pub use submit::{Mended, Submit, SubmitError, Submitted};
pub use tokens::{NewToken, TOKEN_LASTS_AT_MOST, Token, TokenState};
pub use trail::{TrailEvent, TrailFilter, TrailKind, TrailPart};
pub use uploads::{KEPT_DAYS, Mapping, NewUpload, Upload};
pub use way::Way;
pub use writer::{Saved, noticing_saves};

use connect::Connector;
use writer::Writer;

/// How long closing may take.
const CLOSING: Duration = Duration::from_secs(5);

/// How long a process goes on with what it has read of the directory and the questions: another process may have put
/// something new.
const FRESH: SignedDuration = SignedDuration::from_secs(60);

/// The network's database. Cheap to clone; all clones share their connections.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    writer: Writer,
    entropy: Arc<dyn Entropy>,
    desk: Desk,
    directory: Arc<RwLock<Option<directory::Held>>>,
    asked: Arc<RwLock<questions::Cached>>,
    seal: Option<SealKey>,
    needs_permission: bool,
    breached: Breached,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// Connects to `sqlite://PATH?mode=rwc` or `postgres://…`. Nothing is created or changed but an empty
    /// SQLite file, which only its owner may read; a database that a newer program has changed is refused.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_with(url, Options::default()).await
    }

    /// As [`Store::open`], of a database that is there: with [`Access::Read`] to look at it and nothing else.
    pub async fn open_existing(url: &str, access: Access) -> Result<Self> {
        Self::open_at(&place::look(url, access)?, Options::default()).await
    }

    /// As [`Store::open`], with other settings than usual.
    pub async fn open_with(url: &str, options: Options) -> Result<Self> {
        Self::open_at(&place::look(url, Access::Open)?, options).await
    }

    async fn open_at(url: &str, options: Options) -> Result<Self> {
        let connector = Connector::new(url, &options)?;
        let read = connector.open(options.readers).await?;
        schema::status(&read).await?;
        let entropy = options.entropy;
        Ok(Self {
            writer: Writer::new(&connector, &entropy, options.deadline),
            read,
            entropy,
            desk: options.desk,
            directory: Arc::default(),
            asked: Arc::default(),
            seal: None,
            needs_permission: false,
            breached: Breached::default(),
        })
    }

    /// The same store, which seals second factors with a key: without one none can be set up or used.
    #[must_use]
    pub fn sealing_with(self, key: SealKey) -> Self {
        Self { seal: Some(key), ..self }
    }

    /// The same store, in which a centre cannot submit before its lead has entered its permission.
    #[must_use]
    pub fn needing_permission(self, is_needed: bool) -> Self {
        Self { needs_permission: is_needed, ..self }
    }

    /// The same store, which looks new passwords up in these lists of stolen ones.
    #[must_use]
    pub fn refusing(self, breached: Breached) -> Self {
        Self { breached, ..self }
    }

    /// The place for work that keeps a processor busy.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Which changes of schema the database holds and which it lacks.
    pub async fn schema_status(&self) -> Result<SchemaStatus> {
        schema::status(&self.read).await
    }

    /// Applies the changes that the database lacks. Rows that were there before their changes could be found are
    /// vouched for from now on.
    pub async fn migrate(&self, now: Timestamp) -> Result<SchemaStatus> {
        schema::migrate(&self.read, now).await
    }

    /// Writes what is in SQLite's write-ahead log into the database's own file and closes the connections for
    /// reading, so that the file is whole by itself once the program has ended.
    pub async fn close(&self) {
        if self.read.get_database_backend() == DbBackend::Sqlite
            && let Err(error) = self.read.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await
        {
            tracing::warn!(%error, "the write-ahead log could not be written into the database's file");
        }
        // A server that does not answer must not keep the process from ending.
        match tokio::time::timeout(CLOSING, self.read.close_by_ref()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the database could not be closed"),
            Err(_) => tracing::warn!("the database was not closed in time"),
        }
    }

    /// Refuses to go on with a database whose schema is not this program's.
    pub async fn ready(&self) -> Result<()> {
        if self.schema_status().await?.pending.is_empty() { Ok(()) } else { Err(Error::Behind) }
    }
}
