//! Questions that the network adds for a cycle: every version of their text, append-only.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string, text, uuid};

use crate::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(QuestionSet::Table)
                    .col(string(QuestionSet::Cycle))
                    .col(integer(QuestionSet::Version))
                    .col(text(QuestionSet::Text))
                    .col(uuid(QuestionSet::MemberId))
                    .col(string(QuestionSet::Actor))
                    .col(big_integer(QuestionSet::At))
                    .primary_key(
                        Index::create()
                            .name("pk_question_set")
                            .col(QuestionSet::Cycle)
                            .col(QuestionSet::Version),
                    )
                    .take(),
            )
            .await?;
        append_only::guard(manager, "question_set").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        append_only::unguard(manager, "question_set").await?;
        manager.drop_table(Table::drop().table(QuestionSet::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum QuestionSet {
    Table,
    Cycle,
    Version,
    Text,
    MemberId,
    Actor,
    At,
}
