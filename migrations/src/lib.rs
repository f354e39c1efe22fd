//! The schema's history: one change a file, never edited once released.
//!
//! To change the schema: add `mYYYYMMDD_HHMMSS_what.rs` with its own `Iden` enum, append it to the list
//! below, and read `README.md` about changing a database that older processes still use. The tests run
//! every migration up, down and up again on SQLite and on PostgreSQL.

use sea_orm_migration::prelude::*;

pub mod append_only;
mod m20261125_090000_create_centre;
mod m20261125_090100_create_member;
mod m20261125_090200_create_cycle;
mod m20261125_090300_create_import;
mod m20261125_090400_create_record;
mod m20261125_090500_create_record_revision;
mod m20261125_090600_create_audit_event;
mod m20261125_090700_create_idempotency_key;
mod m20261125_090800_create_setting;
mod m20261126_090000_add_record_life;
mod m20261126_090100_free_key_of_withdrawn_record;
mod m20261126_090200_create_life_event;
mod m20261126_090300_create_draft;
mod m20261126_090400_create_query;
mod m20261126_090500_add_cycle_grace;
mod m20261126_090600_create_cycle_extension;
mod m20261126_100000_create_upload;
mod m20261126_100100_create_import_mapping;
mod m20261126_100200_import_has_a_name;
mod m20261126_100300_set_aside_row_has_findings;
mod m20261126_100400_create_question_set;
mod m20261128_100000_create_freeze_claim;
mod m20261128_120000_rows_are_vouched_for;
mod m20261128_140000_session_knows_last_request;
mod m20261128_140100_create_sign_in_attempt;
mod m20261128_200000_keep_standing;
mod m20261129_100000_keep_work;
mod m20261129_110000_create_calendar;
mod m20261129_130000_create_pack;
mod m20261129_200000_create_governance_case;
mod m20261129_200100_create_correction_sign_off;
mod m20261130_090000_create_membership;
mod m20261130_090100_create_invitation;
mod m20261130_090200_session_and_token_know_more;
mod m20261130_090300_create_second_factor;
mod m20261130_100000_audit_event_knows_more;
mod m20261130_110000_create_passkey;
mod m20261130_110000_token_knows_more;
mod m20261130_120000_create_permission;
mod m20261130_120000_create_provider_account;
mod m20261130_130000_rows_are_seen_by_centre;
mod m20261130_210000_membership_has_a_reason;
mod m20261130_220000_create_research_project;

/// Applies and reverts the migrations in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261125_090000_create_centre::Migration),
            Box::new(m20261125_090100_create_member::Migration),
            Box::new(m20261125_090200_create_cycle::Migration),
            Box::new(m20261125_090300_create_import::Migration),
            Box::new(m20261125_090400_create_record::Migration),
            Box::new(m20261125_090500_create_record_revision::Migration),
            Box::new(m20261125_090600_create_audit_event::Migration),
            Box::new(m20261125_090700_create_idempotency_key::Migration),
            Box::new(m20261125_090800_create_setting::Migration),
            Box::new(m20261126_090000_add_record_life::Migration),
            Box::new(m20261126_090100_free_key_of_withdrawn_record::Migration),
            Box::new(m20261126_090200_create_life_event::Migration),
            Box::new(m20261126_090300_create_draft::Migration),
            Box::new(m20261126_090400_create_query::Migration),
            Box::new(m20261126_090500_add_cycle_grace::Migration),
            Box::new(m20261126_090600_create_cycle_extension::Migration),
            Box::new(m20261126_100000_create_upload::Migration),
            Box::new(m20261126_100100_create_import_mapping::Migration),
            Box::new(m20261126_100200_import_has_a_name::Migration),
            Box::new(m20261126_100300_set_aside_row_has_findings::Migration),
            Box::new(m20261126_100400_create_question_set::Migration),
            Box::new(m20261128_100000_create_freeze_claim::Migration),
            Box::new(m20261128_120000_rows_are_vouched_for::Migration),
            Box::new(m20261128_140000_session_knows_last_request::Migration),
            Box::new(m20261128_140100_create_sign_in_attempt::Migration),
            Box::new(m20261128_200000_keep_standing::Migration),
            Box::new(m20261129_100000_keep_work::Migration),
            Box::new(m20261129_110000_create_calendar::Migration),
            Box::new(m20261129_130000_create_pack::Migration),
            Box::new(m20261129_200000_create_governance_case::Migration),
            Box::new(m20261129_200100_create_correction_sign_off::Migration),
            Box::new(m20261130_090000_create_membership::Migration),
            Box::new(m20261130_090100_create_invitation::Migration),
            Box::new(m20261130_090200_session_and_token_know_more::Migration),
            Box::new(m20261130_090300_create_second_factor::Migration),
            Box::new(m20261130_100000_audit_event_knows_more::Migration),
            Box::new(m20261130_110000_token_knows_more::Migration),
            Box::new(m20261130_110000_create_passkey::Migration),
            Box::new(m20261130_120000_create_permission::Migration),
            Box::new(m20261130_120000_create_provider_account::Migration),
            Box::new(m20261130_130000_rows_are_seen_by_centre::Migration),
            Box::new(m20261130_210000_membership_has_a_reason::Migration),
            Box::new(m20261130_220000_create_research_project::Migration),
        ]
    }
}
