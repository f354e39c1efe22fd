//! What keeps a record from sign-off depends on the patient's other records. The number is kept with the record, and a
//! row for each patient says whether anything was written since it was counted. Triggers write that row, so that no way
//! of writing a record can forget it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let blocks = integer(Record::Blocks).default(0).take();
        manager.alter_table(Table::alter().table(Record::Table).add_column(blocks).take()).await?;
        let table = Table::create()
            .table(PatientReview::Table)
            .col(string(PatientReview::Centre))
            .col(string(PatientReview::PatientRef))
            .col(big_integer(PatientReview::Written))
            .col(big_integer(PatientReview::Reviewed))
            .primary_key(
                Index::create()
                    .name("pk_patient_review")
                    .col(PatientReview::Centre)
                    .col(PatientReview::PatientRef),
            )
            .take();
        manager.create_table(table).await?;
        let due = Index::create()
            .name("ix_patient_review_due")
            .table(PatientReview::Table)
            .col(PatientReview::Centre)
            .cond_where(Expr::cust("written > reviewed"))
            .take();
        manager.create_index(due).await?;
        let db = manager.get_connection();
        db.execute_unprepared(
            "INSERT INTO patient_review (centre, patient_ref, written, reviewed)
             SELECT DISTINCT centre, COALESCE(patient_ref, ''), 1, 0 FROM record",
        )
        .await?;
        let triggers = match manager.get_database_backend() {
            DbBackend::Postgres => postgres(),
            _ => sqlite(),
        };
        db.execute_unprepared(&triggers).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let triggers = match manager.get_database_backend() {
            DbBackend::Postgres => {
                "DROP TRIGGER record_inserted ON record; DROP TRIGGER record_updated ON record;
                 DROP TRIGGER record_deleted ON record; DROP FUNCTION record_was_written();
                 DROP FUNCTION patient_is_due(text, text, text);"
            }
            _ => "DROP TRIGGER record_inserted; DROP TRIGGER record_updated; DROP TRIGGER record_deleted;",
        };
        manager.get_connection().execute_unprepared(triggers).await?;
        manager.drop_table(Table::drop().table(PatientReview::Table).take()).await?;
        manager.alter_table(Table::alter().table(Record::Table).drop_column(Record::Blocks).take()).await
    }
}

/// What a write must change for the patient's records to be judged again; a sign-off is none of it.
const CHANGED: &str = "OLD.payload <> NEW.payload OR COALESCE(OLD.patient_ref, '') <> COALESCE(NEW.patient_ref, '') \
    OR (OLD.state = 'WITHDRAWN') <> (NEW.state = 'WITHDRAWN')";

/// Forms that say which runs a centre had: its monthly returns are judged against all of them.
const RUNS: &str = "('icu_admission', 'ecmo_run', 'discharge')";

fn sqlite() -> String {
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
        "CREATE TRIGGER record_inserted AFTER INSERT ON record BEGIN {new} END;
         CREATE TRIGGER record_deleted AFTER DELETE ON record BEGIN {old} END;
         CREATE TRIGGER record_updated AFTER UPDATE OF payload, patient_ref, state ON record WHEN {CHANGED}
         BEGIN {old} {new} END;"
    )
}

fn postgres() -> String {
    format!(
        "CREATE FUNCTION patient_is_due(of_centre text, of_patient text, of_form text) RETURNS void LANGUAGE sql AS $$
             INSERT INTO patient_review (centre, patient_ref, written, reviewed)
             SELECT of_centre, patient, 1, 0 FROM (
                 SELECT COALESCE(of_patient, '') AS patient UNION SELECT '' WHERE of_form IN {RUNS}
             ) AS due
             ON CONFLICT (centre, patient_ref) DO UPDATE SET written = patient_review.written + 1 $$;
         CREATE FUNCTION record_was_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF TG_OP <> 'INSERT' THEN PERFORM patient_is_due(OLD.centre, OLD.patient_ref, OLD.form); END IF;
             IF TG_OP <> 'DELETE' THEN PERFORM patient_is_due(NEW.centre, NEW.patient_ref, NEW.form); END IF;
             RETURN NULL; END $$;
         CREATE TRIGGER record_inserted AFTER INSERT ON record
             FOR EACH ROW EXECUTE FUNCTION record_was_written();
         CREATE TRIGGER record_deleted AFTER DELETE ON record
             FOR EACH ROW EXECUTE FUNCTION record_was_written();
         CREATE TRIGGER record_updated AFTER UPDATE OF payload, patient_ref, state ON record
             FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION record_was_written();"
    )
}

#[derive(DeriveIden)]
enum Record {
    Table,
    Blocks,
}

#[derive(DeriveIden)]
enum PatientReview {
    Table,
    Centre,
    PatientRef,
    Written,
    Reviewed,
}
