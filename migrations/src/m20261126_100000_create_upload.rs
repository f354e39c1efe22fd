//! Files that people send for an import: kept here until they decide, because any process may answer next.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, integer, string, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Upload::Table)
                    .col(uuid(Upload::Id).primary_key())
                    .col(string(Upload::Centre))
                    .col(string(Upload::Name))
                    .col(uuid(Upload::MemberId))
                    .col(string(Upload::Actor))
                    .col(big_integer(Upload::At))
                    .col(text(Upload::Mapping))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_upload_centre")
                            .from(Upload::Table, Upload::Centre)
                            .to(Centre::Table, Centre::Code),
                    )
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(UploadFile::Table)
                    .col(uuid(UploadFile::UploadId))
                    .col(integer(UploadFile::Place))
                    .col(string(UploadFile::Name))
                    .col(binary(UploadFile::Bytes))
                    .primary_key(
                        Index::create()
                            .name("pk_upload_file")
                            .col(UploadFile::UploadId)
                            .col(UploadFile::Place),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_upload_file_upload")
                            .from(UploadFile::Table, UploadFile::UploadId)
                            .to(Upload::Table, Upload::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(UploadFile::Table).take()).await?;
        manager.drop_table(Table::drop().table(Upload::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum Centre {
    Table,
    Code,
}

#[derive(DeriveIden)]
enum Upload {
    Table,
    Id,
    Centre,
    Name,
    MemberId,
    Actor,
    At,
    Mapping,
}

#[derive(DeriveIden)]
enum UploadFile {
    Table,
    UploadId,
    Place,
    Name,
    Bytes,
}
