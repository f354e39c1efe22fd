//! Every version of every record, append-only.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string, string_null, text, uuid, uuid_null};

use crate::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(RecordRevision::Table)
                    .col(uuid(RecordRevision::RecordId))
                    .col(integer(RecordRevision::Revision))
                    .col(big_integer(RecordRevision::At))
                    .col(uuid(RecordRevision::MemberId))
                    .col(string(RecordRevision::Actor))
                    .col(string_null(RecordRevision::Reason))
                    .col(text(RecordRevision::Payload))
                    .col(text(RecordRevision::Findings))
                    .col(uuid_null(RecordRevision::ImportId))
                    .primary_key(
                        Index::create()
                            .name("pk_record_revision")
                            .col(RecordRevision::RecordId)
                            .col(RecordRevision::Revision),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_record_revision_record")
                            .from(RecordRevision::Table, RecordRevision::RecordId)
                            .to(Record::Table, Record::Id),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_record_revision_import")
                            .from(RecordRevision::Table, RecordRevision::ImportId)
                            .to(Import::Table, Import::Id),
                    )
                    .take(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_record_revision_import_id")
                    .table(RecordRevision::Table)
                    .col(RecordRevision::ImportId)
                    .take(),
            )
            .await?;
        append_only::guard(manager, "record_revision").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        append_only::unguard(manager, "record_revision").await?;
        manager.drop_table(Table::drop().table(RecordRevision::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Record {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Import {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum RecordRevision {
    Table,
    RecordId,
    Revision,
    At,
    MemberId,
    Actor,
    Reason,
    Payload,
    Findings,
    ImportId,
}
