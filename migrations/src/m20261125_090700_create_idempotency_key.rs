//! Keys under which a client may repeat a submission without making a second record.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary_len, integer, string, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(IdempotencyKey::Table)
                    .col(uuid(IdempotencyKey::MemberId))
                    .col(string(IdempotencyKey::Key))
                    .col(binary_len(IdempotencyKey::BodyHash, 32))
                    .col(uuid(IdempotencyKey::RecordId))
                    .col(integer(IdempotencyKey::Revision))
                    .col(big_integer(IdempotencyKey::At))
                    .primary_key(
                        Index::create()
                            .name("pk_idempotency_key")
                            .col(IdempotencyKey::MemberId)
                            .col(IdempotencyKey::Key),
                    )
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(IdempotencyKey::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum IdempotencyKey {
    Table,
    MemberId,
    Key,
    BodyHash,
    RecordId,
    Revision,
    At,
}
