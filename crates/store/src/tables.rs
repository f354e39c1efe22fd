//! Every table of the database, once: what goes over all of them (checking, backing up) walks this list.
//!
//! A table that is missing here is found by a test, which compares the list with the live schema.

use std::future::Future;

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, ModelTrait, PrimaryKeyToColumn,
};

use crate::entity;
use crate::error::Result;
use crate::paging;

/// A table of this crate.
pub(crate) trait Table:
    EntityTrait<
        Model: ModelTrait<Entity = Self> + IntoActiveModel<Self::ActiveModel> + Sync,
        ActiveModel: ActiveModelTrait<Entity = Self> + Send,
        Column: Send + Sync,
    >
{
    /// Its name.
    fn name() -> &'static str {
        Self::default().table_name()
    }
}

impl<E> Table for E where
    E: EntityTrait<
            Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel> + Sync,
            ActiveModel: ActiveModelTrait<Entity = E> + Send,
            Column: Send + Sync,
        >
{
}

/// What is done to each table.
pub(crate) trait Visit: Send {
    fn table<E: Table>(&mut self) -> impl Future<Output = Result<()>> + Send;
}

macro_rules! tables {
    ($($table:ident),* $(,)?) => {
        /// Visits every table, those that others point to before the others.
        pub(crate) async fn each<V: Visit>(visit: &mut V) -> Result<()> {
            $(visit.table::<entity::$table::Entity>().await?;)*
            Ok(())
        }
    };
}

tables!(
    centre,
    centre_designation,
    public_holiday,
    calendar_cycle,
    member,
    membership,
    invitation,
    permission,
    second_factor,
    recovery_code,
    passkey,
    passkey_challenge,
    provider_account,
    provider_trip,
    session,
    sign_in_attempt,
    api_token,
    cycle,
    cycle_extension,
    freeze_claim,
    question_set,
    setting,
    import,
    set_aside_row,
    import_mapping,
    upload,
    upload_file,
    record,
    record_revision,
    life_event,
    draft,
    query,
    query_message,
    pack,
    governance_case,
    governance_entry,
    research_project,
    research_entry,
    correction_sign_off,
    idempotency_key,
    audit_event,
    audit_head,
);

/// The rows of a table that follow one, in the order of the key.
pub(crate) async fn page<E: Table>(
    db: &impl ConnectionTrait,
    after: Option<&E::Model>,
) -> Result<Vec<E::Model>> {
    let keys: Vec<E::Column> = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
    Ok(paging::page(E::find(), &keys, after, size::<E>()).all(db).await?)
}

/// How many rows are in memory at a time: few of those that hold whole files.
fn size<E: Table>() -> u64 {
    if E::name() == "upload_file" { 1 } else { 500 }
}
