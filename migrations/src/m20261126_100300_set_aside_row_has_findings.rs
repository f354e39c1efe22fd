//! A row that is kept aside says what is wrong with it, cell by cell.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = text(SetAsideRow::Findings).default("[]").take();
        manager.alter_table(Table::alter().table(SetAsideRow::Table).add_column(column).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter().table(SetAsideRow::Table).drop_column(SetAsideRow::Findings).take();
        manager.alter_table(table).await
    }
}

#[derive(DeriveIden)]
enum SetAsideRow {
    Table,
    Findings,
}
