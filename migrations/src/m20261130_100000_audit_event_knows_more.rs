//! An event of the audit trail says by which session or token it came to be, and which centre it is about, so that a
//! lead reads what concerns their centre.
//!
//! Both may be missing, as in every event before; its hash says which. People read newest first, by time.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEX: &str = "idx_audit_event_at";
const INDEX_OF_CENTRE: &str = "idx_audit_event_centre_at";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [string_null(AuditEvent::Through), string_null(AuditEvent::Centre)] {
            manager.alter_table(Table::alter().table(AuditEvent::Table).add_column(column).take()).await?;
        }
        let newest_first = Index::create()
            .name(INDEX)
            .table(AuditEvent::Table)
            .col(AuditEvent::At)
            .col(AuditEvent::Seq)
            .take();
        manager.create_index(newest_first).await?;
        let of_centre = Index::create()
            .name(INDEX_OF_CENTRE)
            .table(AuditEvent::Table)
            .col(AuditEvent::Centre)
            .col(AuditEvent::At)
            .col(AuditEvent::Seq)
            .take();
        manager.create_index(of_centre).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in [INDEX_OF_CENTRE, INDEX] {
            manager.drop_index(Index::drop().name(name).table(AuditEvent::Table).to_owned()).await?;
        }
        for column in [AuditEvent::Centre, AuditEvent::Through] {
            manager.alter_table(Table::alter().table(AuditEvent::Table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum AuditEvent {
    Table,
    At,
    Seq,
    Through,
    Centre,
}
