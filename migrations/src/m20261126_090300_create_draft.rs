//! Drafts: what somebody has typed and not yet handed in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string, text, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Draft::Table)
                    .col(uuid(Draft::Id).primary_key())
                    .col(string(Draft::Centre))
                    .col(string(Draft::Form))
                    .col(uuid_null(Draft::RecordId))
                    .col(text(Draft::Fields))
                    .col(integer(Draft::Version))
                    .col(uuid(Draft::MemberId))
                    .col(string(Draft::Actor))
                    .col(big_integer(Draft::CreatedAt))
                    .col(big_integer(Draft::UpdatedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_draft_centre")
                            .from(Draft::Table, Draft::Centre)
                            .to(Centre::Table, Centre::Code),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_draft_record")
                            .from(Draft::Table, Draft::RecordId)
                            .to(Record::Table, Record::Id),
                    )
                    .take(),
            )
            .await?;
        let of_centre = Index::create()
            .name("ix_draft_centre_updated_at")
            .table(Draft::Table)
            .col(Draft::Centre)
            .col(Draft::UpdatedAt)
            .take();
        manager.create_index(of_centre).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Draft::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Centre {
    Table,
    Code,
}

#[derive(DeriveIden)]
enum Record {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Draft {
    Table,
    Id,
    Centre,
    Form,
    RecordId,
    Fields,
    Version,
    MemberId,
    Actor,
    CreatedAt,
    UpdatedAt,
}
