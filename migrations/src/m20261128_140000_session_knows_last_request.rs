//! When each session was last used, so that every process agrees on when it has ended of itself.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let seen =
            Table::alter().table(Session::Table).add_column(big_integer_null(Session::LastSeenAt)).take();
        manager.alter_table(seen).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(Table::alter().table(Session::Table).drop_column(Session::LastSeenAt).take())
            .await
    }
}

#[derive(DeriveIden)]
enum Session {
    Table,
    LastSeenAt,
}
