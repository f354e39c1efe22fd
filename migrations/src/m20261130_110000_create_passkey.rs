//! Passkeys of members, and what a session was asked that one of them is to answer.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, string, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(passkey()).await?;
        let of_member =
            Index::create().name("ix_passkey_member_id").table(Passkey::Table).col(Passkey::MemberId).take();
        manager.create_index(of_member).await?;
        let challenge = Table::create()
            .table(PasskeyChallenge::Table)
            .col(uuid(PasskeyChallenge::SessionId).primary_key())
            .col(binary(PasskeyChallenge::Sealed))
            .col(big_integer(PasskeyChallenge::ExpiresAt))
            .take();
        manager.create_table(challenge).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(PasskeyChallenge::Table).take()).await?;
        manager.drop_table(Table::drop().table(Passkey::Table).take()).await
    }
}

fn passkey() -> TableCreateStatement {
    Table::create()
        .table(Passkey::Table)
        .col(uuid(Passkey::Id).primary_key())
        .col(uuid(Passkey::MemberId))
        .col(string(Passkey::Label))
        .col(binary(Passkey::CredentialId))
        .col(text(Passkey::Credential))
        .col(big_integer(Passkey::MadeAt))
        .col(big_integer_null(Passkey::LastUsedAt))
        .col(big_integer(Passkey::Counter))
        .index(Index::create().name("ux_passkey_credential_id").col(Passkey::CredentialId).unique())
        .foreign_key(
            ForeignKey::create()
                .name("fk_passkey_member")
                .from(Passkey::Table, Passkey::MemberId)
                .to(Member::Table, Member::Id),
        )
        .take()
}

#[derive(DeriveIden)]
enum Member {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Passkey {
    Table,
    Id,
    MemberId,
    Label,
    CredentialId,
    Credential,
    MadeAt,
    LastUsedAt,
    Counter,
}

#[derive(DeriveIden)]
enum PasskeyChallenge {
    Table,
    SessionId,
    Sealed,
    ExpiresAt,
}
