//! Packs that were asked for: what each is of, how far it has come, and where its files lie.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, string_null, text_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(Pack::Table)
            .col(uuid(Pack::Id))
            .col(string(Pack::Definition))
            .col(string(Pack::Cycle))
            .col(string_null(Pack::Centre))
            .col(string(Pack::Snapshot))
            .col(string(Pack::Program))
            .col(string(Pack::State))
            .col(uuid(Pack::MemberId))
            .col(string(Pack::Actor))
            .col(big_integer(Pack::At))
            .col(string_null(Pack::Folder))
            .col(big_integer_null(Pack::BegunAt))
            .col(text_null(Pack::Failure))
            .col(string_null(Pack::Hash))
            .col(text_null(Pack::Files))
            .col(big_integer_null(Pack::ReadyAt))
            .col(string_null(Pack::PublishedBy))
            .col(big_integer_null(Pack::PublishedAt))
            .col(string_null(Pack::WithdrawnBy))
            .col(big_integer_null(Pack::WithdrawnAt))
            .col(text_null(Pack::WithdrawnReason))
            .primary_key(Index::create().name("pk_pack").col(Pack::Id))
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Pack::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Pack {
    Table,
    Id,
    Definition,
    Cycle,
    Centre,
    Snapshot,
    Program,
    State,
    MemberId,
    Actor,
    At,
    Folder,
    BegunAt,
    Failure,
    Hash,
    Files,
    ReadyAt,
    PublishedBy,
    PublishedAt,
    WithdrawnBy,
    WithdrawnAt,
    WithdrawnReason,
}
