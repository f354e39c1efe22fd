//! Sign-ins that failed of late, by user name and source: every process delays the next one alike. The user
//! name is kept as a hash, because people type a password into the wrong box.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary_len, integer, string};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(SignInAttempt::Table)
                    .col(string(SignInAttempt::Source))
                    .col(binary_len(SignInAttempt::LoginHash, 32))
                    .col(integer(SignInAttempt::Failures))
                    .col(big_integer(SignInAttempt::LastAt))
                    .col(big_integer(SignInAttempt::OpenAt))
                    .primary_key(
                        Index::create()
                            .name("pk_sign_in_attempt")
                            .col(SignInAttempt::Source)
                            .col(SignInAttempt::LoginHash),
                    )
                    .take(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_sign_in_attempt_last_at")
                    .table(SignInAttempt::Table)
                    .col(SignInAttempt::LastAt)
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(SignInAttempt::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum SignInAttempt {
    Table,
    Source,
    LoginHash,
    Failures,
    LastAt,
    OpenAt,
}
