//! What corrections have moved since a freeze, as the audit lead signed it off. Never changed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text, uuid};

use crate::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(CorrectionSignOff::Table)
            .col(uuid(CorrectionSignOff::Id))
            .col(string(CorrectionSignOff::Cycle))
            .col(string(CorrectionSignOff::Snapshot))
            .col(text(CorrectionSignOff::Moved))
            .col(string(CorrectionSignOff::Hash))
            .col(text(CorrectionSignOff::Why))
            .col(big_integer(CorrectionSignOff::At))
            .col(uuid(CorrectionSignOff::MemberId))
            .col(string(CorrectionSignOff::Actor))
            .primary_key(Index::create().name("pk_correction_sign_off").col(CorrectionSignOff::Id))
            .take();
        manager.create_table(table).await?;
        append_only::guard(manager, "correction_sign_off").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        append_only::unguard(manager, "correction_sign_off").await?;
        manager.drop_table(Table::drop().table(CorrectionSignOff::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum CorrectionSignOff {
    Table,
    Id,
    Cycle,
    Snapshot,
    Moved,
    Hash,
    Why,
    At,
    MemberId,
    Actor,
}
