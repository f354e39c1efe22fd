//! Packs of frozen cycles: asked for, built by whoever holds the bench, published to members, withdrawn.
//!
//! The files of a pack lie elsewhere, in a folder of their own; here stands what they are. A folder is named in the
//! database before anything is put into it, so that whoever comes after a crash knows what to clear away.

mod build;
mod row;
mod write;

use domain::actor::{Action, Actor};
use domain::pack::{Done, PackOf, PackState};
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::{EntityTrait, QueryOrder};

pub use self::build::{Begun, Bench};
use crate::Store;
use crate::entity::pack;
use crate::error::{Error, Result};
use crate::ids::PackId;

/// A pack.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its id.
    pub id: PackId,
    /// What it is of.
    pub of: PackOf,
    /// Who asked for it first, and when.
    pub asked: Done,
    /// How far it has come.
    pub state: PackState,
    /// Where its files lie, once it was begun.
    pub folder: Option<String>,
}

impl Store {
    /// Asks for a pack of a frozen cycle ([`Action::MakePacks`]); of one centre, whoever sees each centre's numbers
    /// ([`Action::SeeNetwork`]). Whoever asks for what was asked for before gets
    /// that one; one that could not be built is tried again. Refused before the freeze.
    pub async fn ask_for_pack(
        &self,
        actor: &Actor,
        now: Timestamp,
        definition: &str,
        cycle: &str,
        centre: Option<CentreCode>,
        program: &str,
    ) -> Result<PackId> {
        actor.permit(Action::MakePacks)?;
        if centre.is_some() {
            actor.permit(Action::SeeNetwork)?;
        }
        if definition.starts_with(PackOf::RELEASE) {
            actor.permit(Action::MakeReleases)?;
        }
        if let Some(code) = &centre
            && self.cached_directory(now).await?.centre(code.as_str()).is_none()
        {
            return Err(Error::Invalid(format!("There is no centre {code}. Choose one of the list.")));
        }
        let of = write::Wanted {
            definition: definition.to_owned(),
            cycle: cycle.to_owned(),
            centre,
            program: program.to_owned(),
        };
        self.writer.write(actor, now, write::Ask(of)).await
    }

    /// Gives a pack to members ([`Action::MakePacks`]). A release is signed instead: [`Store::sign_release`].
    pub async fn publish_pack(&self, actor: &Actor, now: Timestamp, id: PackId) -> Result<()> {
        actor.permit(Action::MakePacks)?;
        self.pack(actor, id).await?;
        self.writer.write(actor, now, write::Publish(id)).await
    }

    /// Notes that a release is signed: from then on it answers questions ([`Action::MakeReleases`]).
    pub async fn sign_release(&self, actor: &Actor, now: Timestamp, id: PackId) -> Result<()> {
        self.release(actor, id).await?;
        self.writer.write(actor, now, write::Publish(id)).await
    }

    /// Ends what a release answers, for a reason ([`Action::MakeReleases`]).
    pub async fn withdraw_release(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: PackId,
        reason: &str,
    ) -> Result<()> {
        self.release(actor, id).await?;
        let reason = crate::words::read("reason", reason)?;
        self.writer.write(actor, now, write::Withdraw { id, reason }).await
    }

    /// A release ([`Action::MakeReleases`]). A pack of members is [`Error::NotFound`].
    pub async fn release(&self, actor: &Actor, id: PackId) -> Result<Pack> {
        actor.permit(Action::MakeReleases)?;
        Some(self.kept_pack(id).await?).filter(Pack::is_release).ok_or(Error::NotFound)
    }

    async fn kept_pack(&self, id: PackId) -> Result<Pack> {
        let row = pack::Entity::find_by_id(id.uuid()).one(&self.read).await?.ok_or(Error::NotFound)?;
        row::read(&row)
    }

    /// The releases that there are, newest first ([`Action::MakeReleases`]).
    pub async fn releases(&self, actor: &Actor) -> Result<Vec<Pack>> {
        actor.permit(Action::MakeReleases)?;
        let mut packs = self.all_packs().await?;
        packs.retain(Pack::is_release);
        Ok(packs)
    }

    /// The releases that answer questions, the one that was signed last first ([`Action::AskReleases`]).
    pub async fn signed_releases(&self, actor: &Actor) -> Result<Vec<Pack>> {
        actor.permit(Action::AskReleases)?;
        let mut packs = self.all_packs().await?;
        packs.retain(|pack| pack.is_release() && pack.state.is_published());
        packs.sort_by_key(|pack| std::cmp::Reverse(pack.published_at()));
        Ok(packs)
    }

    /// Takes a pack from members, for a reason that they are shown ([`Action::MakePacks`]).
    pub async fn withdraw_pack(&self, actor: &Actor, now: Timestamp, id: PackId, reason: &str) -> Result<()> {
        actor.permit(Action::MakePacks)?;
        self.pack(actor, id).await?;
        let reason = crate::words::read("reason", reason)?;
        self.writer.write(actor, now, write::Withdraw { id, reason }).await
    }

    /// The packs that somebody may know of ([`Action::ReadPacks`]), newest first: whoever makes packs sees all of
    /// the network, and of each centre if they see its numbers; a member those of the network and of their own centre that are published, or were.
    pub async fn packs(&self, actor: &Actor) -> Result<Vec<Pack>> {
        actor.permit(Action::ReadPacks)?;
        let mut packs = self.all_packs().await?;
        packs.retain(|pack| !pack.is_release() && pack.is_known_to(actor));
        Ok(packs)
    }

    async fn all_packs(&self) -> Result<Vec<Pack>> {
        let rows = pack::Entity::find().order_by_desc(pack::Column::At).order_by_desc(pack::Column::Id);
        rows.all(&self.read).await?.iter().map(row::read).collect()
    }

    /// One of them. Another centre's is [`Error::NotFound`], as a release, and as one that does not exist.
    pub async fn pack(&self, actor: &Actor, id: PackId) -> Result<Pack> {
        actor.permit(Action::ReadPacks)?;
        let pack = self.kept_pack(id).await?;
        Some(pack).filter(|pack| !pack.is_release() && pack.is_known_to(actor)).ok_or(Error::NotFound)
    }

    /// Lets somebody open a file of a pack, and writes that into the audit trail. [`Error::NotFound`] unless the
    /// pack has it and is published to them, or they make packs.
    pub async fn open_pack(&self, actor: &Actor, now: Timestamp, id: PackId, file: &str) -> Result<Pack> {
        let pack = self.pack(actor, id).await?;
        let has = |file: &str| {
            pack.state.contents().is_some_and(|contents| contents.files.iter().any(|held| held.path == file))
        };
        if !pack.is_open_to(actor) || !has(file) {
            return Err(Error::NotFound);
        }
        self.writer.write(actor, now, write::Opened { id, file: file.to_owned() }).await?;
        Ok(pack)
    }
}

impl Pack {
    /// Whether it is a release for researchers and the public, which no pack page shows.
    pub fn is_release(&self) -> bool {
        self.of.release_epoch().is_some()
    }

    /// When it was published, or signed.
    pub fn published_at(&self) -> Option<Timestamp> {
        if let PackState::Published { published, .. } = &self.state { Some(published.at) } else { None }
    }

    fn is_known_to(&self, actor: &Actor) -> bool {
        self.is_made_by(actor) || (self.is_for(actor) && self.state.is_known())
    }

    /// Whether somebody may read its files.
    pub fn is_open_to(&self, actor: &Actor) -> bool {
        if self.is_made_by(actor) {
            return self.state.contents().is_some();
        }
        self.is_for(actor) && self.state.is_published()
    }

    /// A centre's pack holds its numbers as they are, however small.
    fn is_made_by(&self, actor: &Actor) -> bool {
        let sees = self.of.centre.is_none() || actor.permit(Action::SeeNetwork).is_ok();
        sees && actor.permit(Action::MakePacks).is_ok()
    }

    fn is_for(&self, actor: &Actor) -> bool {
        self.of.centre.is_none() || self.of.centre == actor.centre
    }
}
