//! The calendar: public holidays by nation, and the dates of the audit's cycles. It is put by the program's first start,
//! and later by whoever keeps the installation.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date, string};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let holidays = Table::create()
            .table(PublicHoliday::Table)
            .col(string(PublicHoliday::Nation))
            .col(date(PublicHoliday::Date))
            .col(string(PublicHoliday::Name))
            .col(string(PublicHoliday::CalendarVersion))
            .primary_key(
                Index::create()
                    .name("pk_public_holiday")
                    .col(PublicHoliday::Nation)
                    .col(PublicHoliday::Date)
                    .col(PublicHoliday::Name),
            )
            .take();
        manager.create_table(holidays).await?;
        let cycles = Table::create()
            .table(CalendarCycle::Table)
            .col(string(CalendarCycle::Id).primary_key())
            .col(date(CalendarCycle::PeriodStart))
            .col(date(CalendarCycle::PeriodEnd))
            .col(date(CalendarCycle::LockDeadline))
            .take();
        manager.create_table(cycles).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(CalendarCycle::Table).take()).await?;
        manager.drop_table(Table::drop().table(PublicHoliday::Table).take()).await
    }
}

#[derive(DeriveIden)]
enum PublicHoliday {
    Table,
    Nation,
    Date,
    Name,
    CalendarVersion,
}

#[derive(DeriveIden)]
enum CalendarCycle {
    Table,
    Id,
    PeriodStart,
    PeriodEnd,
    LockDeadline,
}
