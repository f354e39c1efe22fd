//! Imports of bundles, and the rows they had to set aside: never lost, never half stored.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary_len, string, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Import::Table)
                    .col(uuid(Import::Id).primary_key())
                    .col(big_integer(Import::At))
                    .col(uuid(Import::MemberId))
                    .col(string(Import::Actor))
                    .col(string(Import::BundleHash))
                    .col(big_integer(Import::ExtractAt))
                    .col(big_integer(Import::Created))
                    .col(big_integer(Import::Updated))
                    .col(big_integer(Import::Unchanged))
                    .col(big_integer(Import::SetAside))
                    .col(binary_len(Import::Digest, 32))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(SetAsideRow::Table)
                    .col(uuid(SetAsideRow::ImportId))
                    .col(string(SetAsideRow::File))
                    .col(big_integer(SetAsideRow::Row))
                    .col(text(SetAsideRow::Cells))
                    .col(text(SetAsideRow::Rules))
                    .primary_key(
                        Index::create()
                            .name("pk_set_aside_row")
                            .col(SetAsideRow::ImportId)
                            .col(SetAsideRow::File)
                            .col(SetAsideRow::Row),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_set_aside_row_import")
                            .from(SetAsideRow::Table, SetAsideRow::ImportId)
                            .to(Import::Table, Import::Id),
                    )
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(SetAsideRow::Table).take()).await?;
        manager.drop_table(Table::drop().table(Import::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Import {
    Table,
    Id,
    At,
    MemberId,
    Actor,
    BundleHash,
    ExtractAt,
    Created,
    Updated,
    Unchanged,
    SetAside,
    Digest,
}

#[derive(DeriveIden)]
enum SetAsideRow {
    Table,
    ImportId,
    File,
    Row,
    Cells,
    Rules,
}
