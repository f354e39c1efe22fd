//! A row that is kept aside says what is wrong with it, cell by cell, and where it stood in what was sent.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in
            [text(SetAsideRow::Findings).default("[]").take(), string(SetAsideRow::Origin).default("").take()]
        {
            manager.alter_table(Table::alter().table(SetAsideRow::Table).add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [SetAsideRow::Origin, SetAsideRow::Findings] {
            manager.alter_table(Table::alter().table(SetAsideRow::Table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum SetAsideRow {
    Table,
    Findings,
    Origin,
}
