//! How much was written about a centre's patients, told without reading a row of them.

use sea_orm::sea_query::{Alias, Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait};

use crate::Scoped;
use crate::entity::{patient_review, question_set};
use crate::error::Result;

/// Stands for what a judgement of a centre's records depends on: equal ones, equal judgements. It tells nothing of a
/// record and only grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CentreStamp {
    written: i64,
    questions: u64,
}

impl CentreStamp {
    /// A stamp after so many writes, for a test.
    pub const fn of(written: i64) -> Self {
        Self { written, questions: 0 }
    }
}

impl Scoped {
    /// The centre's stamp now. Triggers count what is written about each patient, in the write's own transaction; a
    /// changed directory or question set counts for all of them.
    pub async fn stamp(&self) -> Result<CentreStamp> {
        let sum = Expr::cust("CAST(COALESCE(SUM(written), 0) AS BIGINT)");
        let query = Query::select()
            .expr_as(sum, Alias::new("written"))
            .from(patient_review::Entity)
            .and_where(patient_review::Column::Centre.eq(self.centre().as_str()))
            .take();
        let row = self.see().await?.query_one(&query).await?;
        let written = row.map(|row| row.try_get("", "written")).transpose()?.unwrap_or_default();
        // A centre without a patient has none of them: a new question set counts by itself.
        let questions = question_set::Entity::find().count(&self.store.read).await?;
        Ok(CentreStamp { written, questions })
    }
}
