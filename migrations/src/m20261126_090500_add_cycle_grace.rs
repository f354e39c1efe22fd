//! Some days more for every centre, after a cycle's deadline.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::date_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let grace = Table::alter().table(Cycle::Table).add_column(date_null(Cycle::GraceUntil)).take();
        manager.alter_table(grace).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table(Cycle::Table).drop_column(Cycle::GraceUntil).take()).await
    }
}

#[derive(DeriveIden)]
enum Cycle {
    Table,
    GraceUntil,
}
