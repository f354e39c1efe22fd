//! What pages show of many records is kept, patient by patient, so that a page looks it up: lines of lists, and counts.
//! All of it follows from the records and is made from them again at any time; here it is only given a place, and every
//! patient becomes due. A change of a record's state makes its patient due as well, because states are counted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text, uuid};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [patients(), lines(), counts()] {
            manager.create_table(table).await?;
        }
        let of_patient = Index::create()
            .name("ix_work_line_centre_patient_ref")
            .table(WorkLine::Table)
            .col(WorkLine::Centre)
            .col(WorkLine::PatientRef)
            .take();
        manager.create_index(of_patient).await?;
        let db = manager.get_connection();
        db.execute_unprepared(&due_after(COUNTED, manager.get_database_backend())).await?;
        db.execute_unprepared("UPDATE patient_review SET written = written + 1").await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(&due_after(JUDGED, manager.get_database_backend())).await?;
        for table in
            [WorkCount::Table.into_iden(), WorkLine::Table.into_iden(), PatientWork::Table.into_iden()]
        {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        db.execute_unprepared("UPDATE patient_review SET written = written + 1").await.map(drop)
    }
}

/// What a patient adds to the counts, and when that was made.
fn patients() -> TableCreateStatement {
    Table::create()
        .table(PatientWork::Table)
        .col(string(PatientWork::Centre))
        .col(string(PatientWork::PatientRef))
        .col(big_integer(PatientWork::MadeAt))
        .col(text(PatientWork::Adds))
        .primary_key(
            Index::create().name("pk_patient_work").col(PatientWork::Centre).col(PatientWork::PatientRef),
        )
        .take()
}

/// The lines of lists, in the order in which a page shows them.
fn lines() -> TableCreateStatement {
    Table::create()
        .table(WorkLine::Table)
        .col(string(WorkLine::Centre))
        .col(string(WorkLine::List))
        .col(big_integer(WorkLine::At))
        .col(uuid(WorkLine::RecordId))
        .col(string(WorkLine::Form))
        .col(string(WorkLine::State))
        .col(string(WorkLine::PatientRef))
        .col(text(WorkLine::Detail))
        .primary_key(
            Index::create()
                .name("pk_work_line")
                .col(WorkLine::Centre)
                .col(WorkLine::List)
                .col(WorkLine::At)
                .col(WorkLine::RecordId),
        )
        .take()
}

/// Sums over the patients of a centre.
fn counts() -> TableCreateStatement {
    Table::create()
        .table(WorkCount::Table)
        .col(string(WorkCount::Centre))
        .col(string(WorkCount::Cycle))
        .col(string(WorkCount::Kind))
        .col(string(WorkCount::Form))
        .col(string(WorkCount::Name))
        .col(big_integer(WorkCount::Number))
        .col(big_integer(WorkCount::Lacking))
        .primary_key(
            Index::create()
                .name("pk_work_count")
                .col(WorkCount::Centre)
                .col(WorkCount::Cycle)
                .col(WorkCount::Kind)
                .col(WorkCount::Form)
                .col(WorkCount::Name),
        )
        .take()
}

/// What made a patient due before: what the records are judged by.
const JUDGED: &str = "OLD.payload <> NEW.payload OR COALESCE(OLD.patient_ref, '') <> COALESCE(NEW.patient_ref, '') \
    OR (OLD.state = 'WITHDRAWN') <> (NEW.state = 'WITHDRAWN')";

/// The same, and what they are counted by.
const COUNTED: &str = "OLD.payload <> NEW.payload OR COALESCE(OLD.patient_ref, '') <> COALESCE(NEW.patient_ref, '') \
    OR OLD.state <> NEW.state";

/// Forms that were once thought to bear on what a centre reports of itself; the triggers of insertions and deletions
/// name them too.
const RUNS: &str = "('icu_admission', 'ecmo_run', 'discharge')";

/// Puts the trigger of changes anew.
fn due_after(change: &str, on: DbBackend) -> String {
    if on == DbBackend::Postgres {
        return format!(
            "DROP TRIGGER record_updated ON record;
             CREATE TRIGGER record_updated AFTER UPDATE OF payload, patient_ref, state ON record
                 FOR EACH ROW WHEN ({change}) EXECUTE FUNCTION record_was_written();"
        );
    }
    let due = |row: &str| {
        let conflict = "ON CONFLICT (centre, patient_ref) DO UPDATE SET written = written + 1;";
        let into = "INSERT INTO patient_review (centre, patient_ref, written, reviewed)";
        format!(
            "{into} VALUES ({row}.centre, COALESCE({row}.patient_ref, ''), 1, 0) {conflict}
             {into} SELECT {row}.centre, '', 1, 0 WHERE {row}.form IN {RUNS} {conflict}"
        )
    };
    let (old, new) = (due("OLD"), due("NEW"));
    format!(
        "DROP TRIGGER record_updated;
         CREATE TRIGGER record_updated AFTER UPDATE OF payload, patient_ref, state ON record WHEN {change}
         BEGIN {old} {new} END;"
    )
}

#[derive(DeriveIden)]
enum PatientWork {
    Table,
    Centre,
    PatientRef,
    MadeAt,
    Adds,
}

#[derive(DeriveIden)]
enum WorkLine {
    Table,
    Centre,
    List,
    At,
    RecordId,
    Form,
    State,
    PatientRef,
    Detail,
}

#[derive(DeriveIden)]
enum WorkCount {
    Table,
    Centre,
    Cycle,
    Kind,
    Form,
    Name,
    Number,
    Lacking,
}
