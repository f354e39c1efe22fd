//! The centre directory and each centre's designation in time.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date, date_null, integer_null, string, string_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Centre::Table)
                    .col(string(Centre::Code).primary_key())
                    .col(string(Centre::Name))
                    .col(string(Centre::ShortName))
                    .col(string(Centre::SiteName))
                    .col(string(Centre::TrustName))
                    .col(string_null(Centre::OdsCode))
                    .col(string(Centre::Nation))
                    .col(string(Centre::Tz))
                    .col(integer_null(Centre::AdultRespEcmoBeds))
                    .col(integer_null(Centre::L3Beds))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(CentreDesignation::Table)
                    .col(string(CentreDesignation::Centre))
                    .col(string(CentreDesignation::Kind))
                    .col(date(CentreDesignation::ValidFrom))
                    .col(date_null(CentreDesignation::ValidTo))
                    .primary_key(
                        Index::create()
                            .name("pk_centre_designation")
                            .col(CentreDesignation::Centre)
                            .col(CentreDesignation::ValidFrom),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_centre_designation_centre")
                            .from(CentreDesignation::Table, CentreDesignation::Centre)
                            .to(Centre::Table, Centre::Code),
                    )
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(CentreDesignation::Table).take()).await?;
        manager.drop_table(Table::drop().table(Centre::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Centre {
    Table,
    Code,
    Name,
    ShortName,
    SiteName,
    TrustName,
    OdsCode,
    Nation,
    Tz,
    AdultRespEcmoBeds,
    L3Beds,
}

#[derive(DeriveIden)]
enum CentreDesignation {
    Table,
    Centre,
    Kind,
    ValidFrom,
    ValidTo,
}
