//! The key of a withdrawn record can be used again: only records that count need different keys.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const OF_ALL: &str = "ux_record_form_centre_natural_key";
const OF_LIVE: &str = "ux_record_form_centre_natural_key_live";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(OF_ALL).table(Record::Table).to_owned()).await?;
        let live = Expr::cust("state <> 'WITHDRAWN'");
        manager.create_index(keys(OF_LIVE).cond_where(live).take()).await
    }

    // Refused by the database while a withdrawn record shares its key with another: no record is lost.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(OF_LIVE).table(Record::Table).to_owned()).await?;
        manager.create_index(keys(OF_ALL)).await
    }
}

fn keys(name: &str) -> IndexCreateStatement {
    Index::create()
        .name(name)
        .table(Record::Table)
        .col(Record::Form)
        .col(Record::Centre)
        .col(Record::NaturalKey)
        .unique()
        .take()
}

#[derive(DeriveIden)]
enum Record {
    Table,
    Form,
    Centre,
    NaturalKey,
}
