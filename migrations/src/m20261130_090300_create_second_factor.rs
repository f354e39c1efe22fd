//! Second factors of members, their secrets sealed, and the hashes of codes for the day on which a device is lost.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, binary_len, string, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(factor()).await?;
        let of_member = Index::create()
            .name("ix_second_factor_member_id")
            .table(SecondFactor::Table)
            .col(SecondFactor::MemberId)
            .take();
        manager.create_index(of_member).await?;
        manager.create_table(code()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(RecoveryCode::Table).take()).await?;
        manager.drop_table(Table::drop().table(SecondFactor::Table).take()).await
    }
}

fn factor() -> TableCreateStatement {
    Table::create()
        .table(SecondFactor::Table)
        .col(uuid(SecondFactor::Id).primary_key())
        .col(uuid(SecondFactor::MemberId))
        .col(string(SecondFactor::Kind))
        .col(binary(SecondFactor::Sealed))
        .col(big_integer(SecondFactor::MadeAt))
        .col(big_integer_null(SecondFactor::ConfirmedAt))
        .col(big_integer_null(SecondFactor::LastStep))
        .foreign_key(
            ForeignKey::create()
                .name("fk_second_factor_member")
                .from(SecondFactor::Table, SecondFactor::MemberId)
                .to(Member::Table, Member::Id),
        )
        .take()
}

fn code() -> TableCreateStatement {
    Table::create()
        .table(RecoveryCode::Table)
        .col(uuid(RecoveryCode::MemberId))
        .col(binary_len(RecoveryCode::CodeHash, 32))
        .col(big_integer(RecoveryCode::MadeAt))
        .col(big_integer_null(RecoveryCode::UsedAt))
        .primary_key(
            Index::create().name("pk_recovery_code").col(RecoveryCode::MemberId).col(RecoveryCode::CodeHash),
        )
        .foreign_key(
            ForeignKey::create()
                .name("fk_recovery_code_member")
                .from(RecoveryCode::Table, RecoveryCode::MemberId)
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
enum SecondFactor {
    Table,
    Id,
    MemberId,
    Kind,
    Sealed,
    MadeAt,
    ConfirmedAt,
    LastStep,
}

#[derive(DeriveIden)]
enum RecoveryCode {
    Table,
    MemberId,
    CodeHash,
    MadeAt,
    UsedAt,
}
