//! Who is freezing a cycle: there while the snapshot is written, gone once the cycle is frozen.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(FreezeClaim::Table)
                    .col(string(FreezeClaim::Cycle).primary_key())
                    .col(uuid(FreezeClaim::Nonce))
                    .col(string(FreezeClaim::Actor))
                    .col(big_integer(FreezeClaim::At))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_freeze_claim_cycle")
                            .from(FreezeClaim::Table, FreezeClaim::Cycle)
                            .to(Cycle::Table, Cycle::Id),
                    )
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(FreezeClaim::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Cycle {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum FreezeClaim {
    Table,
    Cycle,
    Nonce,
    Actor,
    At,
}
