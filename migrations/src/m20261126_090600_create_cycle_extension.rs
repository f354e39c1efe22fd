//! More time for one centre in a cycle. The last one granted stands.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, string, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(CycleExtension::Table)
                    .col(string(CycleExtension::Cycle))
                    .col(string(CycleExtension::Centre))
                    .col(date(CycleExtension::Until))
                    .col(text(CycleExtension::Reason))
                    .col(string(CycleExtension::Actor))
                    .col(big_integer(CycleExtension::At))
                    .primary_key(
                        Index::create()
                            .name("pk_cycle_extension")
                            .col(CycleExtension::Cycle)
                            .col(CycleExtension::Centre),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_cycle_extension_cycle")
                            .from(CycleExtension::Table, CycleExtension::Cycle)
                            .to(Cycle::Table, Cycle::Id),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_cycle_extension_centre")
                            .from(CycleExtension::Table, CycleExtension::Centre)
                            .to(Centre::Table, Centre::Code),
                    )
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(CycleExtension::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Cycle {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Centre {
    Table,
    Code,
}

#[derive(DeriveIden)]
enum CycleExtension {
    Table,
    Cycle,
    Centre,
    Until,
    Reason,
    Actor,
    At,
}
