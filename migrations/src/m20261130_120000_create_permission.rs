//! Permissions of centres to submit.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, date_null, string, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(Permission::Table)
            .col(uuid(Permission::Id).primary_key())
            .col(string(Permission::Centre))
            .col(string(Permission::Approval))
            .col(date(Permission::LastDay))
            .col(string(Permission::Guardian))
            .col(string(Permission::Route))
            .col(date_null(Permission::OptOutCheckedOn))
            .col(string(Permission::Actor))
            .col(big_integer(Permission::At))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_permission_centre")
                    .from(Permission::Table, Permission::Centre)
                    .to(Centre::Table, Centre::Code),
            )
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Permission::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Centre {
    Table,
    Code,
}

#[derive(DeriveIden)]
enum Permission {
    Table,
    Id,
    Centre,
    Approval,
    LastDay,
    Guardian,
    Route,
    OptOutCheckedOn,
    Actor,
    At,
}
