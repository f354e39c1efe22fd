//! Why somebody took a membership that nobody gave them: sight of a centre's records in an emergency.
//!
//! It is missing for every other.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter().table(Membership::Table).add_column(text_null(Membership::Reason)).take();
        manager.alter_table(add).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Table::alter().table(Membership::Table).drop_column(Membership::Reason).take();
        manager.alter_table(drop).await
    }
}

#[derive(DeriveIden)]
enum Membership {
    Table,
    Reason,
}
