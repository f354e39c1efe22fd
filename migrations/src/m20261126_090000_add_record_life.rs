//! The life of a record: who signed it off or withdrew it, when and why, and how many queries are open.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, integer, string_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in columns() {
            // SQLite adds one column at a time.
            manager.alter_table(Table::alter().table(Record::Table).add_column(column).take()).await?;
        }
        rename(manager, "SAVED", "SUBMITTED").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rename(manager, "SUBMITTED", "SAVED").await?;
        for column in NAMES {
            manager.alter_table(Table::alter().table(Record::Table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}

const NAMES: [Record; 7] = [
    Record::StateBy,
    Record::StateAt,
    Record::StateReason,
    Record::StateCycle,
    Record::LockedAt,
    Record::OpenQueries,
    Record::Steps,
];

fn columns() -> [ColumnDef; 7] {
    let [by, at, reason, cycle, locked, open, steps] = NAMES;
    let counter = |name| {
        let mut column = integer(name);
        column.default(0);
        column
    };
    [
        string_null(by),
        big_integer_null(at),
        string_null(reason),
        string_null(cycle),
        big_integer_null(locked),
        counter(open),
        counter(steps),
    ]
}

async fn rename(manager: &SchemaManager<'_>, from: &str, to: &str) -> Result<(), DbErr> {
    let rows = Query::update()
        .table(Record::Table)
        .value(Record::State, to)
        .and_where(Expr::col(Record::State).eq(from))
        .take();
    manager.execute(rows).await
}

#[derive(DeriveIden, Clone, Copy)]
enum Record {
    Table,
    State,
    StateBy,
    StateAt,
    StateReason,
    StateCycle,
    LockedAt,
    OpenQueries,
    Steps,
}
