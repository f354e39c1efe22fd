//! Every centre's records in one fixed order, as they are at one moment: what a snapshot is made of.

use std::collections::VecDeque;

use domain::FormSpec;
use domain::actor::{Action, Actor, Sight};
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;

use crate::audit::last_change;
use crate::chain::Head;
use crate::entity::record::{self, Column};
use crate::error::Result;
use crate::paging;
use crate::record::{StoredRecord, live};
use crate::writer::{Step, Trace, Tx, Write};
use crate::{FreezeClaim, Store};

/// How many records are in memory at a time.
const PAGE: u64 = 1000;

/// The database as it was at one moment, whatever is written meanwhile.
#[derive(Debug)]
pub struct Extract {
    db: DatabaseTransaction,
    head: Head,
}

impl Store {
    /// Opens every centre's rows to a snapshot, an export or the check of an import, and writes that into
    /// the audit trail. For the operator only: it passes by every centre's scope.
    pub async fn extract_every_centre(
        &self,
        actor: &Actor,
        now: Timestamp,
        purpose: &'static str,
    ) -> Result<Extract> {
        actor.permit(Action::ReadEveryCentre)?;
        self.open_extract(actor, now, purpose).await
    }

    /// The same for the snapshot of a freeze, by whoever has claimed the cycle: they freeze it and see no row.
    pub async fn extract_for_freeze(
        &self,
        actor: &Actor,
        now: Timestamp,
        _claim: &FreezeClaim,
    ) -> Result<Extract> {
        actor.permit(Action::FreezeCycle)?;
        self.open_extract(actor, now, "snapshot").await
    }

    async fn open_extract(&self, actor: &Actor, now: Timestamp, purpose: &'static str) -> Result<Extract> {
        self.writer.write(actor, now, LogExtract(purpose)).await?;
        let db = self.still(&Sight::Every).await?;
        let head = last_change(&db).await?;
        Ok(Extract { db, head })
    }
}

impl Extract {
    /// The link of the audit chain that made the records what they are: that of the last change. Reading
    /// them is an event too, but leaves them, and so two extracts of equal records, as they were.
    pub fn audit_head(&self) -> Head {
        self.head
    }

    /// The records of a form by centre and key, of one centre or of all; not those withdrawn.
    pub fn records<'a>(&'a self, form: &'static FormSpec, centre: Option<&'a CentreCode>) -> Records<'a> {
        Records { db: &self.db, form, centre, page: VecDeque::new(), after: None, complete: false }
    }
}

/// Records that are read page by page.
#[derive(Debug)]
pub struct Records<'a> {
    db: &'a DatabaseTransaction,
    form: &'static FormSpec,
    centre: Option<&'a CentreCode>,
    page: VecDeque<record::Model>,
    after: Option<record::Model>,
    complete: bool,
}

impl Records<'_> {
    /// The next record; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<StoredRecord>> {
        if self.page.is_empty() && !self.complete {
            self.turn().await?;
        }
        self.page.pop_front().map(StoredRecord::try_from).transpose()
    }

    async fn turn(&mut self) -> Result<()> {
        let mut query = record::Entity::find().filter(Column::Form.eq(self.form.id)).filter(live());
        if let Some(centre) = self.centre {
            query = query.filter(Column::Centre.eq(centre.as_str()));
        }
        let page = paging::page(query, &[Column::Centre, Column::NaturalKey], self.after.as_ref(), PAGE);
        self.page = page.all(self.db).await?.into();
        self.complete = (self.page.len() as u64) < PAGE;
        self.after = self.page.back().cloned();
        Ok(())
    }
}

struct LogExtract(&'static str);

impl Write for LogExtract {
    const NAME: &'static str = "record.extract";
    type Out = ();

    async fn run(&mut self, _: &mut Tx<'_>) -> Result<Step<()>> {
        let detail = json!({ "purpose": self.0 });
        Ok(Step::Done((), Trace::new(Self::NAME, "every centre", detail)))
    }
}
