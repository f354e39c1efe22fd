//! Whether the store can do its work: what is written is seen by those who read, and every table is there.

use std::time::Duration;

use domain::actor::Actor;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseConnection, EntityTrait, QuerySelect};

use crate::Store;
use crate::audit::stored_head;
use crate::chain::Head;
use crate::entity::{audit_head, patient_review, patient_work, work_count, work_line};
use crate::error::{Error, Result};
use crate::tables::{self, Table, Visit};
use crate::writer::{Step, Tx, Write};

/// How long a healthy database takes at most, a large import in the way included.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Asks the connection that writes and those that read for the end of the audit trail, and every table for
    /// a row. The error says what is not as it should be.
    pub async fn health(&self, now: Timestamp) -> Result<()> {
        let checked = tokio::time::timeout(PATIENCE, self.check_health(now)).await;
        checked.unwrap_or_else(|_| {
            Err(Error::Late("the database did not answer a check of its health".to_owned()))
        })
    }

    async fn check_health(&self, now: Timestamp) -> Result<()> {
        self.ready().await?;
        let written = self.writer.write(&Actor::system("health"), now, Probe).await?;
        let read = stored_head(&self.read).await?;
        if read.seq < written.seq || (read.seq == written.seq && read.hash != written.hash) {
            return Err(Error::Unavailable(format!(
                "what is written is not seen: the writer is at event {}, readers at {}",
                written.seq, read.seq
            )));
        }
        let mut is_there = IsThere(&self.read);
        is_there.table::<patient_review::Entity>().await?;
        is_there.table::<patient_work::Entity>().await?;
        is_there.table::<work_line::Entity>().await?;
        is_there.table::<work_count::Entity>().await?;
        tables::each(&mut is_there).await
    }
}

/// Reads the columns of a table.
struct IsThere<'a>(&'a DatabaseConnection);

impl Visit for IsThere<'_> {
    async fn table<E: Table>(&mut self) -> Result<()> {
        E::find().limit(0).into_json().one(self.0).await?;
        Ok(())
    }
}

/// Reads the end of the audit trail as the next write will find it, and writes it as it is: SQLite finds out that
/// it may not write only then. Declined, so that it is rolled back.
struct Probe;

impl Write for Probe {
    const NAME: &'static str = "health";
    // It locks the head of the chain at once, which others lock last.
    const ALONE: bool = true;
    const SAVES: bool = false;
    type Out = Head;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Head>> {
        let seq = audit_head::Column::Seq;
        audit_head::Entity::update_many().col_expr(seq, Expr::col(seq)).exec(tx.db).await?;
        Ok(Step::Declined(stored_head(tx.db).await?))
    }
}
