//! From here on every event of the audit trail vouches for the rows that its write leaves.
//!
//! Nothing changes in the schema. The mark keeps programs out that would write rows without vouching for them, and
//! tells `ecmopt migrate` that a database which holds rows already needs the event that vouches for those.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
