//! The audit trail: an append-only chain of events, and its head.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary_len, integer, string, text, uuid};

use crate::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(AuditEvent::Table)
                    .col(big_integer(AuditEvent::Seq).primary_key())
                    .col(big_integer(AuditEvent::At))
                    .col(uuid(AuditEvent::MemberId))
                    .col(string(AuditEvent::Actor))
                    .col(string(AuditEvent::Action))
                    .col(string(AuditEvent::Subject))
                    .col(text(AuditEvent::Detail))
                    .col(binary_len(AuditEvent::PrevHash, 32))
                    .col(binary_len(AuditEvent::Hash, 32))
                    .take(),
            )
            .await?;
        append_only::guard(manager, "audit_event").await?;
        manager
            .create_table(
                Table::create()
                    .table(AuditHead::Table)
                    .col(integer(AuditHead::Id).primary_key())
                    .col(big_integer(AuditHead::Seq))
                    .col(binary_len(AuditHead::Hash, 32))
                    .take(),
            )
            .await?;
        let first = Query::insert()
            .into_table(AuditHead::Table)
            .columns([AuditHead::Id, AuditHead::Seq, AuditHead::Hash])
            .values_panic([1.into(), 0_i64.into(), vec![0_u8; 32].into()])
            .take();
        manager.execute(first).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(AuditHead::Table).take()).await?;
        append_only::unguard(manager, "audit_event").await?;
        manager.drop_table(Table::drop().table(AuditEvent::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum AuditEvent {
    Table,
    Seq,
    At,
    MemberId,
    Actor,
    Action,
    Subject,
    Detail,
    PrevHash,
    Hash,
}

#[derive(DeriveIden)]
enum AuditHead {
    Table,
    Id,
    Seq,
    Hash,
}
