//! Cases of numbers beyond what chance allows, and what was written in them. Neither is ever changed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, string_null, text, uuid};

use crate::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(case()).await?;
        let once = Index::create()
            .name("ux_governance_case_cycle_centre_indicator")
            .table(GovernanceCase::Table)
            .col(GovernanceCase::Cycle)
            .col(GovernanceCase::Centre)
            .col(GovernanceCase::Indicator)
            .unique()
            .take();
        manager.create_index(once).await?;
        manager.create_table(entry()).await?;
        append_only::guard(manager, "governance_case").await?;
        append_only::guard(manager, "governance_entry").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        append_only::unguard(manager, "governance_entry").await?;
        append_only::unguard(manager, "governance_case").await?;
        manager.drop_table(Table::drop().table(GovernanceEntry::Table).take()).await?;
        manager.drop_table(Table::drop().table(GovernanceCase::Table).take()).await
    }
}

fn case() -> TableCreateStatement {
    Table::create()
        .table(GovernanceCase::Table)
        .col(uuid(GovernanceCase::Id))
        .col(string(GovernanceCase::Cycle))
        .col(string(GovernanceCase::Centre))
        .col(string(GovernanceCase::Indicator))
        .col(string(GovernanceCase::Version))
        .col(string(GovernanceCase::Name))
        .col(string(GovernanceCase::Level))
        .col(string(GovernanceCase::Side))
        .col(integer(GovernanceCase::OwnK))
        .col(integer(GovernanceCase::OwnN))
        .col(integer(GovernanceCase::NetworkK))
        .col(integer(GovernanceCase::NetworkN))
        .col(text(GovernanceCase::Limits))
        .col(text(GovernanceCase::Words))
        .col(string(GovernanceCase::Audience))
        .col(string(GovernanceCase::Snapshot))
        .col(big_integer_null(GovernanceCase::Due))
        .col(big_integer(GovernanceCase::At))
        .col(uuid(GovernanceCase::MemberId))
        .col(string(GovernanceCase::Actor))
        .primary_key(Index::create().name("pk_governance_case").col(GovernanceCase::Id))
        .take()
}

fn entry() -> TableCreateStatement {
    Table::create()
        .table(GovernanceEntry::Table)
        .col(uuid(GovernanceEntry::CaseId))
        .col(integer(GovernanceEntry::Number))
        .col(string(GovernanceEntry::Step))
        .col(string_null(GovernanceEntry::Decision))
        .col(text(GovernanceEntry::Text))
        .col(big_integer(GovernanceEntry::At))
        .col(uuid(GovernanceEntry::MemberId))
        .col(string(GovernanceEntry::Actor))
        .primary_key(
            Index::create()
                .name("pk_governance_entry")
                .col(GovernanceEntry::CaseId)
                .col(GovernanceEntry::Number),
        )
        .foreign_key(
            ForeignKey::create()
                .name("fk_governance_entry_case")
                .from(GovernanceEntry::Table, GovernanceEntry::CaseId)
                .to(GovernanceCase::Table, GovernanceCase::Id),
        )
        .take()
}

#[derive(DeriveIden)]
enum GovernanceCase {
    Table,
    Id,
    Cycle,
    Centre,
    Indicator,
    Version,
    Name,
    Level,
    Side,
    OwnK,
    OwnN,
    NetworkK,
    NetworkN,
    Limits,
    Words,
    Audience,
    Snapshot,
    Due,
    At,
    MemberId,
    Actor,
}

#[derive(DeriveIden)]
enum GovernanceEntry {
    Table,
    CaseId,
    Number,
    Step,
    Decision,
    Text,
    At,
    MemberId,
    Actor,
}
