//! Every step in the life of every record, append-only.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string, string_null, uuid};

use crate::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(LifeEvent::Table)
                    .col(uuid(LifeEvent::RecordId))
                    .col(integer(LifeEvent::Step))
                    .col(uuid(LifeEvent::Batch))
                    .col(string(LifeEvent::What))
                    .col(string(LifeEvent::State))
                    .col(integer(LifeEvent::Revision))
                    .col(big_integer(LifeEvent::At))
                    .col(uuid(LifeEvent::MemberId))
                    .col(string(LifeEvent::Actor))
                    .col(string_null(LifeEvent::Reason))
                    .primary_key(
                        Index::create().name("pk_life_event").col(LifeEvent::RecordId).col(LifeEvent::Step),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_life_event_record")
                            .from(LifeEvent::Table, LifeEvent::RecordId)
                            .to(Record::Table, Record::Id),
                    )
                    .take(),
            )
            .await?;
        let batch =
            Index::create().name("ix_life_event_batch").table(LifeEvent::Table).col(LifeEvent::Batch).take();
        manager.create_index(batch).await?;
        append_only::guard(manager, "life_event").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        append_only::unguard(manager, "life_event").await?;
        manager.drop_table(Table::drop().table(LifeEvent::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Record {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum LifeEvent {
    Table,
    RecordId,
    Step,
    Batch,
    What,
    State,
    Revision,
    At,
    MemberId,
    Actor,
    Reason,
}
