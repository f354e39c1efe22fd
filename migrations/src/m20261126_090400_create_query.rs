//! Queries about fields of records, and their threads.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, integer_null, string, string_null, text, uuid,
};

use crate::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(query()).await?;
        for (name, column) in [("ix_query_centre", Query::Centre), ("ix_query_record_id", Query::RecordId)] {
            let index = Index::create().name(name).table(Query::Table).col(column).take();
            manager.create_index(index).await?;
        }
        manager.create_table(query_message()).await?;
        append_only::guard(manager, "query_message").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        append_only::unguard(manager, "query_message").await?;
        manager.drop_table(Table::drop().table(QueryMessage::Table).take()).await?;
        manager.drop_table(Table::drop().table(Query::Table).take()).await
    }
}

fn query() -> TableCreateStatement {
    Table::create()
        .table(Query::Table)
        .col(uuid(Query::Id).primary_key())
        .col(string(Query::Centre))
        .col(uuid(Query::RecordId))
        .col(string_null(Query::ChildList))
        .col(integer_null(Query::ChildRow))
        .col(string(Query::Field))
        .col(string(Query::State))
        .col(big_integer_null(Query::ClosedAt))
        .foreign_key(
            ForeignKey::create()
                .name("fk_query_record")
                .from(Query::Table, Query::RecordId)
                .to(Record::Table, Record::Id),
        )
        .take()
}

fn query_message() -> TableCreateStatement {
    Table::create()
        .table(QueryMessage::Table)
        .col(uuid(QueryMessage::QueryId))
        .col(integer(QueryMessage::Number))
        .col(string(QueryMessage::Side))
        .col(big_integer(QueryMessage::At))
        .col(uuid(QueryMessage::MemberId))
        .col(string(QueryMessage::Actor))
        .col(text(QueryMessage::Text))
        .primary_key(
            Index::create().name("pk_query_message").col(QueryMessage::QueryId).col(QueryMessage::Number),
        )
        .foreign_key(
            ForeignKey::create()
                .name("fk_query_message_query")
                .from(QueryMessage::Table, QueryMessage::QueryId)
                .to(Query::Table, Query::Id),
        )
        .take()
}

#[derive(DeriveIden)]
enum Record {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Query {
    Table,
    Id,
    Centre,
    RecordId,
    ChildList,
    ChildRow,
    Field,
    State,
    ClosedAt,
}

#[derive(DeriveIden)]
enum QueryMessage {
    Table,
    QueryId,
    Number,
    Side,
    At,
    MemberId,
    Actor,
    Text,
}
