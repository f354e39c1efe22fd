//! Whose an account at a hospital's provider is, who is on the way there, and by which way a session began.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary_len, binary_len_null, string, text, text_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(account()).await?;
        let of_member = Index::create()
            .name("uq_provider_account_member_id")
            .table(ProviderAccount::Table)
            .col(ProviderAccount::MemberId)
            .unique()
            .take();
        manager.create_index(of_member).await?;
        let of_subject = Index::create()
            .name("uq_provider_account_issuer_subject")
            .table(ProviderAccount::Table)
            .col(ProviderAccount::Issuer)
            .col(ProviderAccount::Subject)
            .unique()
            .take();
        manager.create_index(of_subject).await?;
        manager.create_table(trip()).await?;
        let way = Table::alter().table(Session::Table).add_column(text_null(Session::Way)).take();
        manager.alter_table(way).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let way = Table::alter().table(Session::Table).drop_column(Session::Way).take();
        manager.alter_table(way).await?;
        manager.drop_table(Table::drop().table(ProviderTrip::Table).take()).await?;
        manager.drop_table(Table::drop().table(ProviderAccount::Table).take()).await
    }
}

fn account() -> TableCreateStatement {
    Table::create()
        .table(ProviderAccount::Table)
        .col(uuid(ProviderAccount::Id).primary_key())
        .col(uuid(ProviderAccount::MemberId))
        .col(string(ProviderAccount::Issuer))
        .col(string(ProviderAccount::Subject))
        .col(big_integer(ProviderAccount::ConnectedAt))
        .foreign_key(
            ForeignKey::create()
                .name("fk_provider_account_member")
                .from(ProviderAccount::Table, ProviderAccount::MemberId)
                .to(Member::Table, Member::Id),
        )
        .take()
}

fn trip() -> TableCreateStatement {
    Table::create()
        .table(ProviderTrip::Table)
        .col(binary_len(ProviderTrip::StateHash, 32).primary_key())
        .col(string(ProviderTrip::Errand))
        .col(uuid_null(ProviderTrip::MemberId))
        .col(binary_len_null(ProviderTrip::LinkHash, 32))
        .col(text(ProviderTrip::Next))
        .col(string(ProviderTrip::Source))
        .col(big_integer(ProviderTrip::BegunAt))
        .take()
}

#[derive(DeriveIden)]
enum Member {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum ProviderAccount {
    Table,
    Id,
    MemberId,
    Issuer,
    Subject,
    ConnectedAt,
}

#[derive(DeriveIden)]
enum ProviderTrip {
    Table,
    StateHash,
    Errand,
    MemberId,
    LinkHash,
    Next,
    Source,
    BegunAt,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    Way,
}
