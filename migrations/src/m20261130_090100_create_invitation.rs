//! Links that let somebody in once: to join, or to choose a new password. Only the hashes of their secrets.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary_len, string, string_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(Invitation::Table)
            .col(uuid(Invitation::Id).primary_key())
            .col(binary_len(Invitation::SecretHash, 32))
            .col(string(Invitation::Purpose))
            .col(string(Invitation::Login))
            .col(string(Invitation::Name))
            .col(string_null(Invitation::Role))
            .col(string_null(Invitation::Centre))
            .col(big_integer_null(Invitation::EndsAt))
            .col(uuid(Invitation::ByMemberId))
            .col(string(Invitation::Actor))
            .col(big_integer(Invitation::At))
            .col(big_integer(Invitation::ExpiresAt))
            .col(big_integer_null(Invitation::UsedAt))
            .col(big_integer_null(Invitation::RevokedAt))
            .col(uuid_null(Invitation::MemberId))
            .index(Index::create().name("ux_invitation_secret_hash").col(Invitation::SecretHash).unique())
            .foreign_key(
                ForeignKey::create()
                    .name("fk_invitation_centre")
                    .from(Invitation::Table, Invitation::Centre)
                    .to(Centre::Table, Centre::Code),
            )
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Invitation::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Centre {
    Table,
    Code,
}

#[derive(DeriveIden)]
enum Invitation {
    Table,
    Id,
    SecretHash,
    Purpose,
    Login,
    Name,
    Role,
    Centre,
    EndsAt,
    ByMemberId,
    Actor,
    At,
    ExpiresAt,
    UsedAt,
    RevokedAt,
    MemberId,
}
