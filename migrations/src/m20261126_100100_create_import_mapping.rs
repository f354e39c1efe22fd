//! What the columns of a centre's own files mean: said once, remembered for the next upload.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, string_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(ImportMapping::Table)
                    .col(string(ImportMapping::Centre))
                    .col(string(ImportMapping::Sheet))
                    .col(string(ImportMapping::Header))
                    .col(string_null(ImportMapping::ColumnName))
                    .primary_key(
                        Index::create()
                            .name("pk_import_mapping")
                            .col(ImportMapping::Centre)
                            .col(ImportMapping::Sheet)
                            .col(ImportMapping::Header),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_import_mapping_centre")
                            .from(ImportMapping::Table, ImportMapping::Centre)
                            .to(Centre::Table, Centre::Code),
                    )
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(ImportMapping::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Centre {
    Table,
    Code,
}

#[derive(DeriveIden)]
enum ImportMapping {
    Table,
    Centre,
    Sheet,
    Header,
    ColumnName,
}
