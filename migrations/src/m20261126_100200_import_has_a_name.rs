//! An import has the name of its file, the centre that sent it, and whoever undid it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, string, string_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column a statement.
        for column in [
            string(Import::Name).default("").take(),
            string_null(Import::Centre),
            string_null(Import::UndoneBy),
            big_integer_null(Import::UndoneAt),
        ] {
            manager.alter_table(Table::alter().table(Import::Table).add_column(column).take()).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("ix_import_centre_at")
                    .table(Import::Table)
                    .col(Import::Centre)
                    .col(Import::At)
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("ix_import_centre_at").table(Import::Table).to_owned()).await?;
        for column in [Import::UndoneAt, Import::UndoneBy, Import::Centre, Import::Name] {
            manager.alter_table(Table::alter().table(Import::Table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Import {
    Table,
    Name,
    Centre,
    At,
    UndoneBy,
    UndoneAt,
}
