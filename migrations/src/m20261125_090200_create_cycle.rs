//! Audit cycles and how far each has come.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, date, string, string_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Cycle::Table)
                    .col(string(Cycle::Id).primary_key())
                    .col(date(Cycle::PeriodStart))
                    .col(date(Cycle::PeriodEnd))
                    .col(date(Cycle::LockDeadline))
                    .col(string(Cycle::State))
                    .col(big_integer_null(Cycle::LockingSince))
                    .col(big_integer_null(Cycle::FrozenAt))
                    .col(string_null(Cycle::SnapshotHash))
                    .col(string_null(Cycle::DictionaryVersion))
                    .col(string_null(Cycle::IndicatorVersion))
                    .col(big_integer_null(Cycle::ReportedAt))
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Cycle::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Cycle {
    Table,
    Id,
    PeriodStart,
    PeriodEnd,
    LockDeadline,
    State,
    LockingSince,
    FrozenAt,
    SnapshotHash,
    DictionaryVersion,
    IndicatorVersion,
    ReportedAt,
}
