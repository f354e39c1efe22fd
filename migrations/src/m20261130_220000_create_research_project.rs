//! Research projects as their applicants write them, and what was done with them; that is never changed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, date_null, integer, string, text, uuid};

use crate::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(project()).await?;
        let of_member = Index::create()
            .name("ix_research_project_member_id")
            .table(ResearchProject::Table)
            .col(ResearchProject::MemberId)
            .take();
        manager.create_index(of_member).await?;
        manager.create_table(entry()).await?;
        append_only::guard(manager, "research_entry").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        append_only::unguard(manager, "research_entry").await?;
        manager.drop_table(Table::drop().table(ResearchEntry::Table).take()).await?;
        manager.drop_table(Table::drop().table(ResearchProject::Table).take()).await
    }
}

fn project() -> TableCreateStatement {
    Table::create()
        .table(ResearchProject::Table)
        .col(uuid(ResearchProject::Id).primary_key())
        .col(text(ResearchProject::Title))
        .col(text(ResearchProject::Question))
        .col(text(ResearchProject::Summary))
        .col(text(ResearchProject::Investigators))
        .col(string(ResearchProject::Basis))
        .col(text(ResearchProject::Reference))
        .col(text(ResearchProject::Funding))
        .col(date(ResearchProject::FirstDay))
        .col(date(ResearchProject::LastDay))
        .col(big_integer(ResearchProject::At))
        .col(uuid(ResearchProject::MemberId))
        .col(string(ResearchProject::Actor))
        .foreign_key(
            ForeignKey::create()
                .name("fk_research_project_member")
                .from(ResearchProject::Table, ResearchProject::MemberId)
                .to(Member::Table, Member::Id),
        )
        .take()
}

fn entry() -> TableCreateStatement {
    Table::create()
        .table(ResearchEntry::Table)
        .col(uuid(ResearchEntry::ProjectId))
        .col(integer(ResearchEntry::Number))
        .col(string(ResearchEntry::Step))
        .col(date_null(ResearchEntry::Until))
        .col(text(ResearchEntry::Text))
        .col(big_integer(ResearchEntry::At))
        .col(uuid(ResearchEntry::MemberId))
        .col(string(ResearchEntry::Actor))
        .primary_key(
            Index::create()
                .name("pk_research_entry")
                .col(ResearchEntry::ProjectId)
                .col(ResearchEntry::Number),
        )
        .foreign_key(
            ForeignKey::create()
                .name("fk_research_entry_project")
                .from(ResearchEntry::Table, ResearchEntry::ProjectId)
                .to(ResearchProject::Table, ResearchProject::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .name("fk_research_entry_member")
                .from(ResearchEntry::Table, ResearchEntry::MemberId)
                .to(Member::Table, Member::Id),
        )
        .take()
}

#[derive(DeriveIden)]
enum Member {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum ResearchProject {
    Table,
    Id,
    Title,
    Question,
    Summary,
    Investigators,
    Basis,
    Reference,
    Funding,
    FirstDay,
    LastDay,
    At,
    MemberId,
    Actor,
}

#[derive(DeriveIden)]
enum ResearchEntry {
    Table,
    ProjectId,
    Number,
    Step,
    Until,
    Text,
    At,
    MemberId,
    Actor,
}
