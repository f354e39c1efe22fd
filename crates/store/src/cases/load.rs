//! Cases on their way out of the database.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use domain::case::{Case, CaseEntry, CaseLevel, CaseState, CaseStep, Direction, Outlying};
use domain::pack::Done;
use domain::value::CentreCode;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::KeptCase;
use crate::entity::{governance_case, governance_entry};
use crate::error::{Error, Result};
use crate::ids::CaseId;

/// How many are looked up in one statement.
const CHUNK: usize = 1000;

/// Who may be told of a case in a pack, as it is stored.
pub(super) const MEMBERS: &str = "MEMBERS";
pub(super) const CENTRE: &str = "CENTRE";

/// What is due first, then what is open, then what is closed; newest cycle first, alarms before alerts.
pub(super) fn order(a: &KeptCase, b: &KeptCase) -> Ordering {
    let place = |kept: &KeptCase| {
        let case = &kept.case;
        let turn = match case.state() {
            CaseState::Closed => 2,
            _ if case.awaits_response() => 0,
            _ => 1,
        };
        let found = &case.found;
        (
            turn,
            Reverse(found.cycle.clone()),
            Reverse(found.level),
            found.centre.to_string(),
            found.indicator.clone(),
        )
    };
    place(a).cmp(&place(b))
}

/// Cases with what was written in them.
pub(super) async fn cases(
    db: &impl ConnectionTrait,
    rows: Vec<governance_case::Model>,
) -> Result<Vec<KeptCase>> {
    let mut cases = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(CHUNK) {
        let mut entries = entries(db, chunk).await?;
        for row in chunk {
            let case = whole(row, entries.remove(&row.id).unwrap_or_default())?;
            cases.push(KeptCase { id: CaseId::new(row.id), case });
        }
    }
    Ok(cases)
}

async fn entries(
    db: &impl ConnectionTrait,
    rows: &[governance_case::Model],
) -> Result<HashMap<Uuid, Vec<CaseEntry>>> {
    let found = governance_entry::Entity::find()
        .filter(governance_entry::Column::CaseId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(governance_entry::Column::CaseId)
        .order_by_asc(governance_entry::Column::Number)
        .all(db)
        .await?;
    let mut entries = HashMap::<Uuid, Vec<CaseEntry>>::new();
    for row in found {
        let key = || format!("{} {}", row.case_id, row.number);
        let step = CaseStep::parse(&row.step, row.decision.as_deref());
        let step = step
            .ok_or_else(|| Error::inconsistent("governance_entry", "step", key(), "there is no such step"))?;
        let entry = CaseEntry { step, text: row.text, by: row.actor, at: row.at.instant() };
        entries.entry(row.case_id).or_default().push(entry);
    }
    Ok(entries)
}

/// A stored case, read again step by step: entries that could not have been written name the row.
fn whole(row: &governance_case::Model, entries: Vec<CaseEntry>) -> Result<Case> {
    let wrong = |column, problem: &str| Error::inconsistent("governance_case", column, row.id, problem);
    let count =
        |column, number: i32| u32::try_from(number).map_err(|_| wrong(column, "it is less than nothing"));
    let found = Outlying {
        cycle: row.cycle.clone(),
        centre: CentreCode::parse(&row.centre).ok_or_else(|| wrong("centre", "it is no centre"))?,
        indicator: row.indicator.clone(),
        version: row.version.clone(),
        name: row.name.clone(),
        level: CaseLevel::parse(&row.level).ok_or_else(|| wrong("level", "there is no such level"))?,
        direction: Direction::parse(&row.side).ok_or_else(|| wrong("side", "there is no such side"))?,
        counted: (count("own_k", row.own_k)?, count("own_n", row.own_n)?),
        network: (count("network_k", row.network_k)?, count("network_n", row.network_n)?),
        limits: serde_json::from_str(&row.limits)
            .map_err(|_| wrong("limits", "they are not four numbers"))?,
        words: row.words.clone(),
        is_shown: match row.audience.as_str() {
            MEMBERS => true,
            CENTRE => false,
            _ => return Err(wrong("audience", "there is no such audience")),
        },
    };
    let notified = Done { by: row.actor.clone(), at: row.at.instant() };
    let opened = Case::kept(found, notified, row.due.map(crate::time::Millis::instant));
    let take = |case: Case, entry: CaseEntry| case.take(entry);
    entries.into_iter().try_fold(opened, take).map_err(|why| wrong("id", &why.to_string()))
}
