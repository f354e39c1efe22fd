//! What a token lets a program do, and when and from where it was last used.
//!
//! All of it may be missing: tokens of the version before let a program do whatever programs can.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, string_null, text_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in columns() {
            manager.alter_table(Table::alter().table(ApiToken::Table).add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in columns().iter().rev() {
            let drop = Table::alter().table(ApiToken::Table).drop_column(column.get_column_name()).take();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}

fn columns() -> [ColumnDef; 3] {
    [text_null(ApiToken::Remit), big_integer_null(ApiToken::UsedAt), string_null(ApiToken::UsedFrom)]
}

#[derive(DeriveIden)]
enum ApiToken {
    Table,
    Remit,
    UsedAt,
    UsedFrom,
}
