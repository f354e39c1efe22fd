//! Members, their sessions and their tokens. Only hashes of secrets are kept.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary_len, string, string_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(member()).await?;
        manager.create_table(session()).await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_session_expires_at")
                    .table(Session::Table)
                    .col(Session::ExpiresAt)
                    .take(),
            )
            .await?;
        manager.create_table(api_token()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(ApiToken::Table).take()).await?;
        manager.drop_table(Table::drop().table(Session::Table).take()).await?;
        manager.drop_table(Table::drop().table(Member::Table).take()).await
    }
}

fn member() -> TableCreateStatement {
    Table::create()
        .table(Member::Table)
        .col(uuid(Member::Id).primary_key())
        .col(string(Member::Login))
        .col(string(Member::Name))
        .col(string(Member::Role))
        .col(string_null(Member::Centre))
        .col(string(Member::PasswordHash))
        .col(big_integer(Member::CreatedAt))
        .col(big_integer_null(Member::RetiredAt))
        .index(Index::create().name("ux_member_login").col(Member::Login).unique())
        .foreign_key(
            ForeignKey::create()
                .name("fk_member_centre")
                .from(Member::Table, Member::Centre)
                .to(Centre::Table, Centre::Code),
        )
        .take()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table(Session::Table)
        .col(binary_len(Session::TokenHash, 32).primary_key())
        .col(uuid(Session::MemberId))
        .col(big_integer(Session::CreatedAt))
        .col(big_integer(Session::ExpiresAt))
        .foreign_key(
            ForeignKey::create()
                .name("fk_session_member")
                .from(Session::Table, Session::MemberId)
                .to(Member::Table, Member::Id),
        )
        .take()
}

fn api_token() -> TableCreateStatement {
    Table::create()
        .table(ApiToken::Table)
        .col(uuid(ApiToken::Id).primary_key())
        .col(binary_len(ApiToken::TokenHash, 32))
        .col(uuid(ApiToken::MemberId))
        .col(string(ApiToken::Label))
        .col(big_integer(ApiToken::CreatedAt))
        .col(big_integer_null(ApiToken::ExpiresAt))
        .col(big_integer_null(ApiToken::RevokedAt))
        .index(Index::create().name("ux_api_token_token_hash").col(ApiToken::TokenHash).unique())
        .foreign_key(
            ForeignKey::create()
                .name("fk_api_token_member")
                .from(ApiToken::Table, ApiToken::MemberId)
                .to(Member::Table, Member::Id),
        )
        .take()
}

#[derive(DeriveIden)]
enum Centre {
    Table,
    Code,
}

#[derive(DeriveIden)]
enum Member {
    Table,
    Id,
    Login,
    Name,
    Role,
    Centre,
    PasswordHash,
    CreatedAt,
    RetiredAt,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    TokenHash,
    MemberId,
    CreatedAt,
    ExpiresAt,
}

#[derive(DeriveIden)]
enum ApiToken {
    Table,
    Id,
    TokenHash,
    MemberId,
    Label,
    CreatedAt,
    ExpiresAt,
    RevokedAt,
}
