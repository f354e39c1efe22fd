//! What imports leave behind beside the records: rows that were kept aside, and how far the data reach.

use domain::dictionary::Dictionary;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::actor::{Action, Actor, Sight};
use domain::bundle::{BundleFinding, SetAside};
use domain::value::CentreCode;
use domain::{FormSpec, Level};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::plan::CHUNK;
use crate::entity::{import, record, set_aside_row};
use crate::error::{Error, Result};
use crate::ids::ImportId;
use crate::record::live;
use crate::writer::Tx;
use crate::{Mended, Store};

/// A record's key: centre and natural key.
type Key = (String, String);

/// A row that an import kept aside, with what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptAside {
    /// File, row, cells and rules.
    pub row: SetAside,
    /// Where it stood in what was sent, in words; empty when that is the file and the row.
    pub origin: String,
    /// What was found on it: column, rule and sentence.
    pub findings: Vec<(String, String, String)>,
}

impl KeptAside {
    /// The rows that a check set aside, each with what refuses it.
    pub fn of(rows: Vec<SetAside>, findings: &[BundleFinding]) -> Vec<Self> {
        let mut found: HashMap<(String, usize), Vec<_>> = HashMap::new();
        for finding in findings.iter().filter(|finding| finding.level == Level::E) {
            let BundleFinding { file, row, column, rule, message, .. } = finding.clone();
            found.entry((file, row)).or_default().push((column, rule, message));
        }
        let kept = |row: SetAside| {
            let findings = found.remove(&(row.file.clone(), row.row)).unwrap_or_default();
            Self { row, origin: String::new(), findings }
        };
        rows.into_iter().map(kept).collect()
    }
}

impl Store {
    /// The rows that an import kept aside, by file and row.
    pub async fn set_aside(&self, actor: &Actor, import: ImportId) -> Result<Vec<SetAside>> {
        actor.permit(Action::Operate)?;
        let rows = set_aside_row::Entity::find()
            .filter(set_aside_row::Column::ImportId.eq(import.uuid()))
            .order_by_asc(set_aside_row::Column::File)
            .order_by_asc(set_aside_row::Column::Row)
            .all(&self.see(&actor.sight()).await?)
            .await?;
        rows.into_iter().map(read_row).collect()
    }

    /// How many records of each form's file are missing because their rows were kept aside. A row that was
    /// corrected since, through whichever door, is not missing; one sent twice is missing once.
    pub async fn set_aside_by_file(&self, actor: &Actor) -> Result<BTreeMap<String, u32>> {
        actor.permit(Action::SeeNetwork)?;
        let mut missing = BTreeMap::new();
        for form in Dictionary::shipped().forms() {
            let rows = set_aside_row::Entity::find()
                .filter(set_aside_row::Column::File.eq(form.file))
                .all(&self.see(&actor.sight()).await?)
                .await?;
            let rows = rows.into_iter().map(read_row).collect::<Result<Vec<_>>>()?;
            let keys: BTreeSet<Key> = rows.iter().map(|row| key_of(form, row)).collect();
            let held = self.held(form, &keys).await?;
            let count = u32::try_from(keys.difference(&held).count()).unwrap_or(u32::MAX);
            if count > 0 {
                missing.insert(form.file.to_owned(), count);
            }
        }
        Ok(missing)
    }

    /// Up to when the records are known: the extract of the latest bundle, as long as nothing was entered
    /// since. `None` when the records are as of now.
    pub async fn as_of(&self) -> Result<Option<Timestamp>> {
        let latest = import::Entity::find().order_by_desc(import::Column::At).one(&self.read).await?;
        let Some(latest) = latest else { return Ok(None) };
        let later = record::Entity::find().filter(record::Column::UpdatedAt.gt(latest.at));
        let later = later.filter(live()).limit(1);
        if later.count(&self.see(&Sight::Every).await?).await? > 0 {
            return Ok(None);
        }
        Ok(Some(latest.extract_at.instant()))
    }

    /// Those of some keys that there are records of.
    async fn held(&self, form: &FormSpec, keys: &BTreeSet<Key>) -> Result<BTreeSet<Key>> {
        let keys: Vec<&str> = keys.iter().map(|(_, key)| key.as_str()).collect();
        let mut held = BTreeSet::new();
        for chunk in keys.chunks(CHUNK) {
            let rows: Vec<Key> = record::Entity::find()
                .select_only()
                .columns([record::Column::Centre, record::Column::NaturalKey])
                .filter(record::Column::Form.eq(form.id))
                .filter(live())
                .filter(record::Column::NaturalKey.is_in(chunk.iter().copied()))
                .into_tuple()
                .all(&self.see(&Sight::Every).await?)
                .await?;
            held.extend(rows);
        }
        Ok(held)
    }
}

/// Rows that somebody has put right with a record of a centre are no longer kept aside. Tells whether there
/// were any.
pub(crate) async fn mend(tx: &Tx<'_>, mended: &Mended, centre: &CentreCode) -> Result<bool> {
    let mut any = false;
    for (file, number) in &mended.rows {
        let key = (mended.import.uuid(), file.clone(), i64::try_from(*number).unwrap_or(i64::MAX));
        let Some(row) = set_aside_row::Entity::find_by_id(key.clone()).one(tx.db).await? else { continue };
        if read_row(row)?.cells.get("centre_code").map(String::as_str) == Some(centre.as_str()) {
            set_aside_row::Entity::delete_by_id(key.clone()).exec(tx.db).await?;
            tx.gone(set_aside_row::Entity, key);
            any = true;
        }
    }
    Ok(any)
}

fn key_of(form: &FormSpec, row: &SetAside) -> Key {
    let cell = |name: &str| row.cells.get(name).map_or("", String::as_str);
    let key: Vec<&str> = form.key.iter().map(|name| cell(name)).collect();
    (cell("centre_code").to_owned(), key.join("/"))
}

fn read_row(row: set_aside_row::Model) -> Result<SetAside> {
    read_kept(row).map(|kept| kept.row)
}

pub(super) fn read_kept(row: set_aside_row::Model) -> Result<KeptAside> {
    let key = format!("{} {} {}", row.import_id, row.file, row.row);
    let wrong = |column, error| Error::inconsistent("set_aside_row", column, &key, error);
    let findings = serde_json::from_str(&row.findings).map_err(|error| wrong("findings", error))?;
    let origin = row.origin;
    let row = SetAside {
        cells: serde_json::from_str(&row.cells).map_err(|error| wrong("cells", error))?,
        rules: serde_json::from_str(&row.rules).map_err(|error| wrong("rules", error))?,
        row: usize::try_from(row.row).unwrap_or_default(),
        file: row.file,
    };
    Ok(KeptAside { row, origin, findings })
}
