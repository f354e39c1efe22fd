//! One table a file: primitives only; none of it leaves the crate.

#![expect(unreachable_pub, reason = "the macros of sea-orm need an entity's items to be public")]

pub(crate) mod api_token;
pub(crate) mod audit_event;
pub(crate) mod audit_head;
pub(crate) mod calendar_cycle;
pub(crate) mod centre;
pub(crate) mod centre_designation;
pub(crate) mod correction_sign_off;
pub(crate) mod cycle;
pub(crate) mod cycle_extension;
pub(crate) mod draft;
pub(crate) mod freeze_claim;
pub(crate) mod governance_case;
pub(crate) mod governance_entry;
pub(crate) mod idempotency_key;
pub(crate) mod import;
pub(crate) mod import_mapping;
pub(crate) mod invitation;
pub(crate) mod life_event;
pub(crate) mod member;
pub(crate) mod membership;
pub(crate) mod pack;
pub(crate) mod passkey;
pub(crate) mod passkey_challenge;
pub(crate) mod patient_review;
pub(crate) mod patient_work;
pub(crate) mod permission;
pub(crate) mod provider_account;
pub(crate) mod provider_trip;
pub(crate) mod public_holiday;
pub(crate) mod query;
pub(crate) mod query_message;
pub(crate) mod question_set;
pub(crate) mod record;
pub(crate) mod record_revision;
pub(crate) mod recovery_code;
pub(crate) mod second_factor;
pub(crate) mod session;
pub(crate) mod set_aside_row;
pub(crate) mod setting;
pub(crate) mod sign_in_attempt;
pub(crate) mod upload;
pub(crate) mod upload_file;
pub(crate) mod work_count;
pub(crate) mod work_line;
