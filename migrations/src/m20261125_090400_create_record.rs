//! Records: relational identity, the form's content as one document.
//!
//! Keys are compared byte by byte on both databases, so that records come in one order everywhere.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, string_null, text, uuid};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Record::Table)
                    .col(uuid(Record::Id).primary_key())
                    .col(string(Record::Form))
                    .col(bytewise(manager, Record::Centre))
                    .col(bytewise(manager, Record::NaturalKey))
                    .col(string_null(Record::ParentKey))
                    .col(string_null(Record::PatientRef))
                    .col(string(Record::State))
                    .col(big_integer_null(Record::OccurredAt))
                    .col(integer(Record::Holds))
                    .col(integer(Record::Revision))
                    .col(text(Record::Payload))
                    .col(big_integer(Record::CreatedAt))
                    .col(big_integer(Record::UpdatedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_record_centre")
                            .from(Record::Table, Record::Centre)
                            .to(Centre::Table, Centre::Code),
                    )
                    .take(),
            )
            .await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Record::Table).take()).await
    }
}

/// SQLite compares text byte by byte unless told otherwise, PostgreSQL by the database's language.
fn bytewise(manager: &SchemaManager<'_>, column: Record) -> ColumnDef {
    let mut column = string(column);
    if manager.get_database_backend() == DbBackend::Postgres {
        column.extra(r#"COLLATE "C""#);
    }
    column
}

/// A record's key in its centre; a centre's lists by id; everything about one patient in
/// time; what keeps a centre from sign-off.
fn indexes() -> [IndexCreateStatement; 4] {
    [
        Index::create()
            .name("ux_record_form_centre_natural_key")
            .table(Record::Table)
            .col(Record::Form)
            .col(Record::Centre)
            .col(Record::NaturalKey)
            .unique()
            .take(),
        Index::create()
            .name("ix_record_form_centre_id")
            .table(Record::Table)
            .col(Record::Form)
            .col(Record::Centre)
            .col(Record::Id)
            .take(),
        Index::create()
            .name("ix_record_centre_patient_ref")
            .table(Record::Table)
            .col(Record::Centre)
            .col(Record::PatientRef)
            .col(Record::Form)
            .col(Record::OccurredAt)
            .take(),
        Index::create()
            .name("ix_record_centre_holds")
            .table(Record::Table)
            .col(Record::Centre)
            .col(Record::Holds)
            .cond_where(Expr::cust("holds > 0"))
            .take(),
    ]
}

#[derive(DeriveIden)]
enum Centre {
    Table,
    Code,
}

#[derive(DeriveIden)]
enum Record {
    Table,
    Id,
    Form,
    Centre,
    NaturalKey,
    ParentKey,
    PatientRef,
    State,
    OccurredAt,
    Holds,
    Revision,
    Payload,
    CreatedAt,
    UpdatedAt,
}
