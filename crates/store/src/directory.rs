//! The directory of centres in the database.

use std::sync::Arc;

use domain::actor::{Action, Actor};
use domain::centre::{Centre, Designation, Directory};
use domain::value::CentreCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, ModelTrait, QueryFilter, QueryOrder,
};
use serde_json::json;

use crate::entity::{centre, centre_designation};
use crate::error::{Error, Result};
use crate::permissions::{self, Latest};
use crate::projection::all_are_due;
use crate::time::{from_db, to_db};
use crate::writer::{Step, Trace, Tx, Write};
use crate::{FRESH, Store};

/// The directory as it was read.
#[derive(Debug)]
pub(crate) struct Held {
    seen: Timestamp,
    directory: Arc<Directory>,
    permissions: Arc<Latest>,
}

impl Store {
    /// Makes the directory hold these centres and their designations. A centre that is not among them
    /// stays: its code is stable for ever.
    pub async fn put_directory(&self, actor: &Actor, now: Timestamp, directory: Directory) -> Result<()> {
        actor.permit(Action::Operate)?;
        if let Some(later) = directory.overlapping().first() {
            let held = &directory.designations[*later];
            return Err(Error::Invalid(format!(
                "{} has two designations on {}. End one before the other begins.",
                held.centre, held.from
            )));
        }
        self.writer.write(actor, now, PutDirectory(directory)).await?;
        self.forget_directory().await;
        Ok(())
    }

    /// What this process has put is seen by it at once.
    pub(crate) async fn forget_directory(&self) {
        *self.directory.write().await = None;
    }

    /// The directory as it stands.
    pub async fn directory(&self) -> Result<Directory> {
        read(&self.read).await
    }

    /// The directory as it stood within the last minute, or as it was last put by this process: it changes once in
    /// years, and another process's change is seen soon.
    pub(crate) async fn cached_directory(&self, now: Timestamp) -> Result<Arc<Directory>> {
        Ok(self.cached_centres(now).await?.0)
    }

    /// The same, with what gives each centre the right to submit.
    pub(crate) async fn cached_centres(&self, now: Timestamp) -> Result<(Arc<Directory>, Arc<Latest>)> {
        let is_fresh = |held: &Held| now.duration_since(held.seen).abs() < FRESH;
        let known = |held: &Held| (Arc::clone(&held.directory), Arc::clone(&held.permissions));
        if let Some(held) = self.directory.read().await.as_ref().filter(|held| is_fresh(held)) {
            return Ok(known(held));
        }
        // Read with the place in hand: what is put meanwhile is forgotten after this, and read anew.
        let mut place = self.directory.write().await;
        if let Some(held) = place.as_ref().filter(|held| is_fresh(held)) {
            return Ok(known(held));
        }
        let directory = Arc::new(self.directory().await?);
        let permissions = Arc::new(permissions::latest(&self.read).await?);
        *place = Some(Held { seen: now, directory: directory.clone(), permissions: permissions.clone() });
        Ok((directory, permissions))
    }
}

/// Reads the whole directory: a few dozen rows.
pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Directory> {
    let centres = centre::Entity::find().order_by_asc(centre::Column::Code).all(db).await?;
    let designations = centre_designation::Entity::find()
        .order_by_asc(centre_designation::Column::Centre)
        .order_by_asc(centre_designation::Column::ValidFrom)
        .all(db)
        .await?;
    Ok(Directory {
        centres: centres.into_iter().map(read_centre).collect::<Result<_>>()?,
        designations: designations.into_iter().map(read_designation).collect::<Result<_>>()?,
    })
}

fn read_centre(row: centre::Model) -> Result<Centre> {
    let wrong = |column, problem: String| Error::inconsistent("centre", column, &row.code, problem);
    Ok(Centre {
        code: CentreCode::parse(&row.code)
            .ok_or_else(|| wrong("code", "it is not a centre's code".to_owned()))?,
        zone: TimeZone::get(&row.tz).map_err(|error| wrong("tz", error.to_string()))?,
        name: row.name,
        short_name: row.short_name,
        site_name: row.site_name,
        trust_name: row.trust_name,
        ods_code: row.ods_code.unwrap_or_default(),
        nation: row.nation,
        adult_resp_ecmo_beds: row.adult_resp_ecmo_beds.map(Into::into),
        l3_beds: row.l3_beds.map(Into::into),
    })
}

fn read_designation(row: centre_designation::Model) -> Result<Designation> {
    let key = format!("{} {}", row.centre, row.valid_from);
    let wrong = |column, problem| Error::inconsistent("centre_designation", column, &key, problem);
    let date = |column, date| from_db(date).ok_or_else(|| wrong(column, "it is not a date"));
    Ok(Designation {
        centre: CentreCode::parse(&row.centre).ok_or_else(|| wrong("centre", "it is not a centre's code"))?,
        kind: row.kind,
        from: date("valid_from", row.valid_from)?,
        to: row.valid_to.map(|to| date("valid_to", to)).transpose()?,
    })
}

struct PutDirectory(Directory);

impl Write for PutDirectory {
    const NAME: &'static str = "directory.put";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let Directory { centres, designations } = &self.0;
        if read(tx.db).await? == self.0 || centres.is_empty() {
            return Ok(Step::Declined(()));
        }
        let rows = centres.iter().map(write_centre).collect::<Result<Vec<_>>>()?;
        let codes: Vec<String> = rows.iter().map(|row| row.code.clone()).collect();
        for row in &rows {
            tx.vouch(centre::Entity, row);
        }
        centre::Entity::insert_many(rows.into_iter().map(IntoActiveModel::into_active_model))
            .on_conflict(
                OnConflict::column(centre::Column::Code).update_columns(centre::Column::iter()).to_owned(),
            )
            .exec_without_returning(tx.db)
            .await?;
        let held = centre_designation::Column::Centre.is_in(&codes);
        for row in centre_designation::Entity::find().filter(held.clone()).all(tx.db).await? {
            tx.gone(centre_designation::Entity, row.get_primary_key_value());
        }
        centre_designation::Entity::delete_many().filter(held).exec(tx.db).await?;
        let rows = designations.iter().map(write_designation).collect::<Result<Vec<_>>>()?;
        for row in &rows {
            tx.vouch(centre_designation::Entity, row);
        }
        if !rows.is_empty() {
            let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
            centre_designation::Entity::insert_many(rows).exec_without_returning(tx.db).await?;
        }
        all_are_due(tx).await?;
        let detail = json!({ "centres": codes, "designations": designations.len() });
        Ok(Step::Done((), Trace::new(Self::NAME, "directory", detail)))
    }
}

fn write_centre(centre: &Centre) -> Result<centre::Model> {
    let code = &centre.code;
    let beds = |beds: Option<i64>| {
        beds.map(i32::try_from)
            .transpose()
            .map_err(|_| Error::Invalid(format!("{code} cannot have that many beds.")))
    };
    let zone = centre.zone.iana_name();
    Ok(centre::Model {
        code: code.to_string(),
        name: centre.name.clone(),
        short_name: centre.short_name.clone(),
        site_name: centre.site_name.clone(),
        trust_name: centre.trust_name.clone(),
        ods_code: Some(centre.ods_code.clone()).filter(|code| !code.is_empty()),
        nation: centre.nation.clone(),
        tz: zone.ok_or_else(|| Error::Invalid(format!("{code} needs a named time zone.")))?.to_owned(),
        adult_resp_ecmo_beds: beds(centre.adult_resp_ecmo_beds)?,
        l3_beds: beds(centre.l3_beds)?,
    })
}

fn write_designation(held: &Designation) -> Result<centre_designation::Model> {
    let date = |date| to_db(date).ok_or_else(|| Error::Invalid(format!("{date} is not a date.")));
    Ok(centre_designation::Model {
        centre: held.centre.to_string(),
        kind: held.kind.clone(),
        valid_from: date(held.from)?,
        valid_to: held.to.map(date).transpose()?,
    })
}

#[cfg(test)]
mod tests;
