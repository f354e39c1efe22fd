//! What a session and a token act as; when a session last proved who it is.
//!
//! All of it may be missing: sessions and tokens of the version before act as whatever their member is first.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, binary_len_null, string_null, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in session() {
            manager.alter_table(Table::alter().table(Session::Table).add_column(column).take()).await?;
        }
        for column in token() {
            manager.alter_table(Table::alter().table(ApiToken::Table).add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in token().iter().rev() {
            let drop = Table::alter().table(ApiToken::Table).drop_column(column.get_column_name()).take();
            manager.alter_table(drop).await?;
        }
        for column in session().iter().rev() {
            let drop = Table::alter().table(Session::Table).drop_column(column.get_column_name()).take();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}

fn session() -> [ColumnDef; 7] {
    [
        uuid_null(Session::Id),
        uuid_null(Session::MembershipId),
        string_null(Session::Proof),
        binary_len_null(Session::FormKey, 32),
        big_integer_null(Session::ProvenAt),
        string_null(Session::Source),
        string_null(Session::Agent),
    ]
}

fn token() -> [ColumnDef; 1] {
    [uuid_null(ApiToken::MembershipId)]
}

#[derive(DeriveIden)]
enum Session {
    Table,
    Id,
    MembershipId,
    Proof,
    FormKey,
    ProvenAt,
    Source,
    Agent,
}

#[derive(DeriveIden)]
enum ApiToken {
    Table,
    MembershipId,
}
