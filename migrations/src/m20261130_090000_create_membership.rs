//! What a member is, where, and for how long: a member may hold several posts, and each has dates.
//!
//! Every member has the post that stood in their own row until now; their role and centre there are for processes of
//! the version before, and go in a later release.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, string_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(membership()).await?;
        for column in [Membership::MemberId, Membership::Centre] {
            let name = format!("ix_membership_{}", column.to_string());
            let index = Index::create().name(name).table(Membership::Table).col(column).take();
            manager.create_index(index).await?;
        }
        // A member's own id serves for the post that they have had so far: it is fresh in this table.
        let fill = "INSERT INTO membership (id, member_id, role, centre, begins_at, ended_at, actor) \
                    SELECT id, id, role, centre, created_at, retired_at, 'migrate' FROM member";
        manager.get_connection().execute_unprepared(fill).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Membership::Table).take()).await
    }
}

fn membership() -> TableCreateStatement {
    Table::create()
        .table(Membership::Table)
        .col(uuid(Membership::Id).primary_key())
        .col(uuid(Membership::MemberId))
        .col(string(Membership::Role))
        .col(string_null(Membership::Centre))
        .col(big_integer(Membership::BeginsAt))
        .col(big_integer_null(Membership::EndsAt))
        .col(big_integer_null(Membership::EndedAt))
        .col(big_integer_null(Membership::ReviewedAt))
        .col(string(Membership::Actor))
        .foreign_key(
            ForeignKey::create()
                .name("fk_membership_member")
                .from(Membership::Table, Membership::MemberId)
                .to(Member::Table, Member::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .name("fk_membership_centre")
                .from(Membership::Table, Membership::Centre)
                .to(Centre::Table, Centre::Code),
        )
        .take()
}

#[derive(DeriveIden)]
enum Centre {
    Table,
    Code,
}

#[derive(DeriveIden)]
enum Member {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Membership {
    Table,
    Id,
    MemberId,
    Role,
    Centre,
    BeginsAt,
    EndsAt,
    EndedAt,
    ReviewedAt,
    Actor,
}
