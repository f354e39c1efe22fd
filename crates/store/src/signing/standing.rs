//! How far every centre is with a cycle, in counts: what a pack's flow diagram is drawn from.

use domain::dictionary::Dictionary;
use std::collections::BTreeMap;

use domain::FormSpec;
use domain::actor::{Action, Actor};
use domain::centre::Centre;
use domain::check::Around;
use domain::life::Life;
use domain::reference::CycleDates;
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{Reviewed, load};
use crate::Store;
use crate::entity::draft;
use crate::entity::record::{self, Column};
use crate::error::{Error, Result};
use crate::record::live;
use crate::writer::{Step, Trace, Tx, Write};

/// How the records of a form stand at a centre. `records` is the sum of the five counts after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The centre.
    pub centre: CentreCode,
    /// The form's id.
    pub form: &'static str,
    /// Records of the cycle that count.
    pub records: u64,
    /// Signed off and locked.
    pub locked: u64,
    /// Signed off, not locked yet.
    pub signed_off: u64,
    /// With open queries.
    pub queried: u64,
    /// Something that they need is missing.
    pub incomplete: u64,
    /// Complete, and not signed off.
    pub unsigned: u64,
    /// Withdrawn records of the cycle; they count nowhere.
    pub withdrawn: u64,
    /// Drafts of new records that lie at the centre now, whatever their dates.
    pub drafts: u64,
}

impl Standing {
    /// Of a form of which a centre has nothing yet.
    pub(crate) fn none(centre: &CentreCode, form: &'static str) -> Self {
        Self {
            centre: centre.clone(),
            form,
            records: 0,
            locked: 0,
            signed_off: 0,
            queried: 0,
            incomplete: 0,
            unsigned: 0,
            withdrawn: 0,
            drafts: 0,
        }
    }

    fn add(&mut self, reviewed: &Reviewed) {
        self.records += 1;
        let count = match reviewed.record.life {
            Life::Locked { .. } => &mut self.locked,
            Life::SignedOff(_) => &mut self.signed_off,
            Life::Queried { .. } => &mut self.queried,
            Life::Submitted if reviewed.is_complete() => &mut self.unsigned,
            Life::Submitted => &mut self.incomplete,
            Life::Withdrawn(_) => &mut self.withdrawn,
        };
        *count += 1;
    }
}

/// Counts by form.
struct Counts<'a> {
    centre: &'a Centre,
    by_form: BTreeMap<&'static str, Standing>,
}

impl Counts<'_> {
    fn of(&mut self, form: &'static str) -> &mut Standing {
        self.by_form.entry(form).or_insert_with(|| Standing::none(&self.centre.code, form))
    }

    fn in_order(mut self) -> Vec<Standing> {
        Dictionary::shipped().forms().iter().filter_map(|form| self.by_form.remove(form.id)).collect()
    }
}

impl Store {
    /// How the records of a cycle stand now, by centre and form, where there is anything; counts only. Every record
    /// is judged, for a snapshot; pages take [`Store::kept_standing`].
    pub async fn cycle_standing(
        &self,
        actor: &Actor,
        now: Timestamp,
        cycle: &CycleDates,
    ) -> Result<Vec<Standing>> {
        actor.permit(Action::SeeNetwork)?;
        self.log_standing(actor, now, cycle).await?;
        let (directory, dictionary) = (self.cached_directory(now).await?, self.cached_dictionary(now).await?);
        let around = Around { now, directory: &directory, exported: false, dictionary: &dictionary };
        let db = self.still(&actor.sight()).await?;
        let mut standing = Vec::new();
        for centre in &directory.centres {
            standing.extend(of_centre(&db, centre, cycle, &around).await?);
        }
        Ok(standing)
    }
}

impl Store {
    /// Says in the audit trail who asked.
    pub(crate) async fn log_standing(&self, actor: &Actor, now: Timestamp, cycle: &CycleDates) -> Result<()> {
        self.writer.write(actor, now, LogStanding(cycle.id.clone())).await
    }
}

/// How many drafts of new records lie at each centre, by form.
pub(crate) async fn drafts_by_centre(db: &impl ConnectionTrait) -> Result<Vec<(String, String, i64)>> {
    let query = draft::Entity::find()
        .select_only()
        .columns([draft::Column::Centre, draft::Column::Form])
        .column_as(draft::Column::Id.count(), "drafts")
        .filter(draft::Column::RecordId.is_null())
        .group_by(draft::Column::Centre)
        .group_by(draft::Column::Form);
    Ok(query.into_tuple().all(db).await?)
}

async fn of_centre(
    db: &impl ConnectionTrait,
    centre: &Centre,
    cycle: &CycleDates,
    around: &Around<'_>,
) -> Result<Vec<Standing>> {
    let mut counts = Counts { centre, by_form: BTreeMap::new() };
    for (_, reviewed) in load::review(db, centre, cycle, around).await? {
        counts.of(reviewed.record.form.id).add(&reviewed);
    }
    for form in withdrawn(db, centre, cycle).await? {
        counts.of(known(&form)?.id).withdrawn += 1;
    }
    for form in drafts(db, centre).await? {
        counts.of(known(&form)?.id).drafts += 1;
    }
    Ok(counts.in_order())
}

/// The forms of the cycle's withdrawn records.
async fn withdrawn(db: &impl ConnectionTrait, centre: &Centre, cycle: &CycleDates) -> Result<Vec<String>> {
    let span = load::Span::of(cycle, &centre.zone)?;
    let undated = Condition::all()
        .add(Column::OccurredAt.is_null())
        .add(Column::PatientRef.in_subquery(span.patients(centre)));
    let query = record::Entity::find()
        .select_only()
        .column(Column::Form)
        .filter(Column::Centre.eq(centre.code.as_str()))
        .filter(live().not())
        .filter(Condition::any().add(span.occurred()).add(undated));
    Ok(query.into_tuple().all(db).await?)
}

/// The forms of the drafts of new records.
async fn drafts(db: &impl ConnectionTrait, centre: &Centre) -> Result<Vec<String>> {
    let query = draft::Entity::find()
        .select_only()
        .column(draft::Column::Form)
        .filter(draft::Column::Centre.eq(centre.code.as_str()))
        .filter(draft::Column::RecordId.is_null());
    Ok(query.into_tuple().all(db).await?)
}

fn known(form: &str) -> Result<&'static FormSpec> {
    let wrong = || Error::inconsistent("record", "form", form, "there is no such form");
    Dictionary::shipped().form(form).ok_or_else(wrong)
}

struct LogStanding(String);

impl Write for LogStanding {
    const NAME: &'static str = "cycle.standing";
    type Out = ();

    async fn run(&mut self, _: &mut Tx<'_>) -> Result<Step<()>> {
        Ok(Step::Done((), Trace::new(Self::NAME, &self.0, json!({}))))
    }
}
