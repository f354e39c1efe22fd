//! Recomputes the chain and holds what is there against the events that vouch for it, and what they vouch for
//! against what is there.

use domain::actor::Sight;
use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Deserialize;
use uuid::Uuid;

use super::breaks::Break;
use super::rows::Fold;
use super::{head_of, life, records};
use crate::Store;
use crate::chain::{Anchor, Head};
use crate::entity::{audit_event, audit_head, life_event, record_revision};
use crate::error::Result;
use crate::import::Digest;
use crate::life::Vouched;
use crate::paging;
use crate::rows::digest;
use crate::trail::Forgotten;

/// How many rows are in memory at a time.
const PAGE: u64 = 1000;

/// What was checked, and the first thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The head of the chain as recomputed, up to the first broken link.
    pub head: Head,
    /// How many versions of records are vouched for.
    pub revisions: u64,
    /// The first broken link; `None` when everything holds.
    pub broken: Option<Break>,
}

impl Store {
    /// Checks the whole audit trail as it is now. `progress` hears how many events are done.
    pub async fn verify(&self, progress: &mut (dyn FnMut(i64) + Send)) -> Result<Verified> {
        self.verify_against(&[], progress).await
    }

    /// The same, and that heads which were noted elsewhere lie on the trail: without one, nobody can tell a trail
    /// that was computed anew from its beginning, with everything that it vouches for.
    pub async fn verify_against(
        &self,
        anchors: &[Anchor],
        progress: &mut (dyn FnMut(i64) + Send),
    ) -> Result<Verified> {
        let db = self.still(&Sight::Every).await?;
        let mut walk = Walk {
            db: &db,
            head: Head::EMPTY,
            revisions: 0,
            steps: 0,
            fold: Fold::default(),
            anchors: anchors.to_vec(),
            left: Forgotten::NOTHING,
            forgotten: Forgotten::kept(&db).await?,
        };
        walk.pass_anchors();
        let broken = walk.all(progress).await?;
        Ok(Verified { head: walk.head, revisions: walk.revisions, broken })
    }
}

struct Walk<'a> {
    db: &'a DatabaseTransaction,
    head: Head,
    revisions: u64,
    /// How many steps in the life of records are vouched for.
    steps: u64,
    /// What each row must be.
    fold: Fold,
    /// The heads that the walk has not come by yet.
    anchors: Vec<Anchor>,
    /// What is left of the events that were forgotten, as far as the walk has come.
    left: Forgotten,
    /// The same as it was written down when they were.
    forgotten: Forgotten,
}

/// What an event says of the version that it vouches for.
#[derive(Debug, Deserialize)]
struct VouchedVersion {
    revision: i32,
    digest: String,
}

/// What an event says of the versions that an import stored.
#[derive(Debug, Deserialize)]
struct VouchedImport {
    digest: String,
}

/// What an event says of the steps that it vouches for.
#[derive(Debug, Deserialize)]
struct VouchedLife {
    life: Vec<Vouched>,
}

/// Which of the versions that an import brought an event vouches for: a record has one, and a second one when
/// the import was undone and the record is as before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    There,
    Back,
}

impl Walk<'_> {
    async fn all(&mut self, progress: &mut (dyn FnMut(i64) + Send)) -> Result<Option<Break>> {
        loop {
            let events = audit_event::Entity::find()
                .filter(audit_event::Column::Seq.gt(self.head.seq))
                .order_by_asc(audit_event::Column::Seq)
                .limit(PAGE)
                .all(self.db)
                .await?;
            if events.is_empty() {
                break;
            }
            if let Some(broken) = self.page(&events).await? {
                return Ok(Some(broken));
            }
            progress(self.head.seq);
        }
        let events = self.head.seq;
        if let Some(anchor) = self.anchors.first() {
            return Ok(Some(Break::Anchor { head: anchor.to_string(), events }));
        }
        let heads = audit_head::Entity::find().all(self.db).await?;
        let is_right =
            |row: &audit_head::Model| row.id == 1 && head_of(row).is_ok_and(|head| head == self.head);
        if heads.len() != 1 || !heads.iter().all(is_right) {
            return Ok(Some(Break::Head { claimed: heads.first().map_or(0, |row| row.seq) }));
        }
        if let Some(broken) = self.unvouched().await? {
            return Ok(Some(broken));
        }
        if let Some(broken) = std::mem::take(&mut self.fold).compare(self.db).await? {
            return Ok(Some(broken));
        }
        if let Some(broken) = records::differing(self.db).await? {
            return Ok(Some(broken));
        }
        crate::projection::differing(self.db).await
    }

    /// Crosses off the noted heads that are where the walk is.
    fn pass_anchors(&mut self) {
        let Head { seq, hash } = self.head;
        self.anchors.retain(|anchor| anchor.hash != hash || anchor.seq.is_some_and(|noted| noted != seq));
    }

    async fn page(&mut self, events: &[audit_event::Model]) -> Result<Option<Break>> {
        let revisions = self.revisions_of(events).await?;
        for event in events {
            match self.follow(event) {
                Ok(head) => {
                    self.head = head;
                    self.pass_anchors();
                }
                Err(problem) => {
                    return Ok(Some(Break::Event { seq: event.seq, problem }));
                }
            }
            if !self.fold.take(event) {
                let problem = "what it vouches for cannot be read".to_owned();
                return Ok(Some(Break::Event { seq: event.seq, problem }));
            }
            let holds = match event.action.as_str() {
                "record.create" | "record.edit" => self.vouched(event, &revisions),
                "import" => self.imported(event, Turn::There).await?,
                "import.undo" => self.imported(event, Turn::Back).await?,
                _ => true,
            };
            if !holds {
                let subject = format!("{} {}", event.action, event.subject);
                return Ok(Some(Break::Revision { seq: Some(event.seq), subject }));
            }
            if !self.life(event).await? {
                return Ok(Some(Break::Life { seq: Some(event.seq) }));
            }
        }
        Ok(None)
    }

    /// Checks that an event follows the one before it: one that was forgotten by what is left of it.
    fn follow(&mut self, event: &audit_event::Model) -> std::result::Result<Head, String> {
        if event.seq > self.forgotten.until {
            return self.head.follow(event);
        }
        self.left = self.left.and(event);
        if self.left.until == self.forgotten.until && self.left != self.forgotten {
            return Err("what is left of it, or of an event before it, was changed".to_owned());
        }
        self.head.follow_what_is_left(event)
    }

    /// The versions that a page of events may vouch for.
    async fn revisions_of(
        &self,
        events: &[audit_event::Model],
    ) -> Result<HashMap<(Uuid, i32), blake3::Hash>> {
        let saved = events.iter().filter(|event| event.action.starts_with("record."));
        let records = saved.filter_map(|event| event.subject.parse::<Uuid>().ok());
        let rows = record_revision::Entity::find()
            .filter(record_revision::Column::RecordId.is_in(records))
            .filter(record_revision::Column::ImportId.is_null())
            .all(self.db)
            .await?;
        Ok(rows.iter().map(|row| ((row.record_id, row.revision), digest(row))).collect())
    }

    fn vouched(
        &mut self,
        event: &audit_event::Model,
        revisions: &HashMap<(Uuid, i32), blake3::Hash>,
    ) -> bool {
        let detail: Option<VouchedVersion> = serde_json::from_str(&event.detail).ok();
        let (Some(detail), Ok(record)) = (detail, event.subject.parse()) else {
            return false;
        };
        self.revisions += 1;
        let held = revisions.get(&(record, detail.revision));
        held.is_some_and(|held| held.to_hex().as_str() == detail.digest)
    }

    async fn imported(&mut self, event: &audit_event::Model, turn: Turn) -> Result<bool> {
        let detail: Option<VouchedImport> = serde_json::from_str(&event.detail).ok();
        let (Some(detail), Ok(import)) = (detail, event.subject.parse::<Uuid>()) else {
            return Ok(false);
        };
        let mut total = Digest::default();
        let order = [record_revision::Column::RecordId, record_revision::Column::Revision];
        let (mut last, mut after) = (None, None);
        loop {
            let of_import =
                record_revision::Entity::find().filter(record_revision::Column::ImportId.eq(import));
            let rows = paging::page(of_import, &order, after.as_ref(), PAGE).all(self.db).await?;
            for row in &rows {
                let again = last.replace(row.record_id) == Some(row.record_id);
                if again == (turn == Turn::Back) {
                    total.add(&digest(row));
                    self.revisions += 1;
                }
            }
            if (rows.len() as u64) < PAGE {
                break;
            }
            after = rows.into_iter().next_back();
        }
        Ok(total.finish().to_hex().as_str() == detail.digest)
    }

    /// The steps in the life of records that an event vouches for.
    async fn life(&mut self, event: &audit_event::Model) -> Result<bool> {
        // Most events vouch for none, and need not be read.
        if !event.detail.contains("\"life\"") {
            return Ok(true);
        }
        let Ok(detail) = serde_json::from_str::<VouchedLife>(&event.detail) else {
            return Ok(false);
        };
        for vouched in detail.life {
            let (digest, steps) = life::digest_of(self.db, vouched.batch).await?;
            self.steps += steps;
            if digest.to_hex().as_str() != vouched.digest {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Versions or steps beside those that events vouch for.
    async fn unvouched(&self) -> Result<Option<Break>> {
        let stored = record_revision::Entity::find().count(self.db).await?;
        if stored > self.revisions {
            let subject = format!("{} versions of records", stored - self.revisions);
            return Ok(Some(Break::Revision { seq: None, subject }));
        }
        let steps = life_event::Entity::find().count(self.db).await?;
        Ok((steps > self.steps).then_some(Break::Life { seq: None }))
    }
}
