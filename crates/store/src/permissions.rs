//! Permissions of centres to submit: entered by their leads, asked before every write of records.

use std::collections::BTreeMap;

use domain::actor::{Action, Actor, name_of};
use domain::centre::Directory;
use domain::code::Coded;
use domain::permission::{self, LegalRoute, Permission, Unpermitted, nation_of};
use domain::value::CentreCode;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;

use crate::entity::permission::{Column, Entity, Model};
use crate::error::{Error, Result};
use crate::time::{from_db, to_db};
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, words};

/// A permission as it was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPermission {
    /// The centre.
    pub centre: CentreCode,
    /// What was entered.
    pub permission: Permission,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The latest permission of each centre that has one.
pub(crate) type Latest = BTreeMap<CentreCode, Permission>;

impl Store {
    /// Enters the permission of the actor's own centre ([`Action::KeepPermission`]). It holds from now on, in place of
    /// the one before. Refused with a sentence when it does not hold today.
    pub async fn enter_permission(
        &self,
        actor: &Actor,
        now: Timestamp,
        permission: Permission,
    ) -> Result<()> {
        let centre = actor.own_centre(Action::KeepPermission)?;
        let directory = self.directory().await?;
        let problems = problems(&directory, &centre, &permission, now)?;
        if let Some((_, sentence)) = problems.into_iter().next() {
            return Err(Error::Invalid(format!("{sentence}.")));
        }
        let guardian = name_of(&permission.guardian)
            .map_err(|problem| Error::Invalid(format!("The name of the guardian {problem}")))?;
        let approval = name_of(&words::line("approval", &permission.approval)?)
            .map_err(|problem| Error::Invalid(format!("The approval {problem}")))?;
        let permission = Permission { approval, guardian, ..permission };
        self.writer.write(actor, now, Enter { centre, permission }).await?;
        self.forget_directory().await;
        Ok(())
    }

    /// Every permission that was entered, the latest first: of the actor's own centre, or of all for whoever sees the
    /// network.
    pub async fn permissions(&self, actor: &Actor) -> Result<Vec<KeptPermission>> {
        let own = match actor.permit(Action::SeePermissions) {
            Ok(()) => None,
            Err(_) => Some(actor.own_centre(Action::ReadRecords)?),
        };
        let mut rows = Entity::find().order_by_desc(Column::At).order_by_desc(Column::Id);
        if let Some(own) = own {
            rows = rows.filter(Column::Centre.eq(own.as_str()));
        }
        rows.all(&self.read).await?.into_iter().map(KeptPermission::try_from).collect()
    }

    /// What holds at the actor's own centre, as this process has seen it within the last minute.
    pub async fn own_permission(&self, actor: &Actor, now: Timestamp) -> Result<Option<Permission>> {
        let centre = actor.own_centre(Action::ReadRecords)?;
        let (_, latest) = self.cached_centres(now).await?;
        Ok(latest.get(&centre).cloned())
    }

    /// Why records of one of these centres cannot be written now. One that is in no directory is refused by whoever
    /// asks.
    pub(crate) async fn unpermitted(
        &self,
        centres: impl IntoIterator<Item = &CentreCode>,
        now: Timestamp,
    ) -> Result<Option<Unpermitted>> {
        let (directory, latest) = self.cached_centres(now).await?;
        let refused = centres.into_iter().find_map(|centre| {
            let today = today(&directory, centre, now)?;
            permission::permit(centre, latest.get(centre), today, self.needs_permission).err()
        });
        Ok(refused)
    }

    /// Whether a centre needs a permission, and not only one that holds when it has one.
    pub fn needs_permission(&self) -> bool {
        self.needs_permission
    }
}

/// The day at a centre; nothing when there is no such centre.
fn today(directory: &Directory, centre: &CentreCode, now: Timestamp) -> Option<Date> {
    let centre = directory.centre(centre.as_str())?;
    Some(centre.zone.to_datetime(now).date())
}

/// What is wrong with a permission of a centre today.
fn problems(
    directory: &Directory,
    centre: &CentreCode,
    permission: &Permission,
    now: Timestamp,
) -> Result<Vec<(permission::Part, String)>> {
    let held = directory.centre(centre.as_str()).ok_or(Error::NotFound)?;
    let nation = nation_of(held).ok_or(Error::NotFound)?;
    Ok(permission.problems(nation, held.zone.to_datetime(now).date()))
}

/// The latest permissions, by centre.
pub(crate) async fn latest(db: &impl ConnectionTrait) -> Result<Latest> {
    // Later ones stand over earlier ones.
    let rows = Entity::find().order_by_asc(Column::At).order_by_asc(Column::Id).all(db).await?;
    let kept = rows.into_iter().map(KeptPermission::try_from);
    kept.map(|kept| kept.map(|kept| (kept.centre, kept.permission))).collect()
}

impl TryFrom<Model> for KeptPermission {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self> {
        let wrong = |column, problem: &str| Error::inconsistent("permission", column, row.id, problem);
        let date = |column, date| from_db(date).ok_or_else(|| wrong(column, "it is not a date"));
        let checked = row.opt_out_checked_on.map(|day| date("opt_out_checked_on", day));
        let permission = Permission {
            last_day: date("last_day", row.last_day)?,
            route: LegalRoute::parse(&row.route).ok_or_else(|| wrong("route", "there is no such ground"))?,
            opt_out_checked_on: checked.transpose()?,
            approval: row.approval,
            guardian: row.guardian,
        };
        let centre = CentreCode::parse(&row.centre);
        let centre =
            centre.ok_or_else(|| Error::inconsistent("permission", "centre", row.id, "it is no code"))?;
        Ok(Self { centre, permission, by: row.actor, at: row.at.instant() })
    }
}

struct Enter {
    centre: CentreCode,
    permission: Permission,
}

impl Write for Enter {
    const NAME: &'static str = "permission.enter";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let Permission { approval, last_day, guardian, route, opt_out_checked_on } = &self.permission;
        let far = || Error::Invalid("The date is too far away. Enter the one of the approval.".to_owned());
        let row = Model {
            id: tx.id()?,
            centre: self.centre.to_string(),
            approval: approval.clone(),
            last_day: to_db(*last_day).ok_or_else(far)?,
            guardian: guardian.clone(),
            route: route.code().to_owned(),
            opt_out_checked_on: opt_out_checked_on.and_then(to_db),
            actor: tx.by.actor.name.clone(),
            at: tx.by.now.into(),
        };
        tx.vouch(crate::entity::permission::Entity, &row);
        let detail = json!({ "centre": self.centre, "approval": approval, "last_day": last_day.to_string(), "route": route.code() });
        let id = row.id;
        Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, id, detail)))
    }
}
