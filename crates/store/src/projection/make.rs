//! From all records of some patients to what is kept of each. Pure but for the reading of the rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::centre::{Centre, Directory};
use domain::check::Around;
use domain::check::file::{AdmissionFile, PatientFile};
use domain::check::review::{Held, review};
use domain::dictionary::Dictionary;
use domain::value::PatientRef;
use domain::{Finding, Level};
use jiff::Timestamp;
use measures::completeness::{self, Fill};
use measures::{Moment, Standing, ascertainment, follow_up, scope, whereabouts};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::found::{self, Kept};
use super::{Adds, Kind, List};
use crate::entity::record::{self, Column};
use crate::entity::work_line;
use crate::error::Result;
use crate::record::{StoredRecord, WITHDRAWN};
use crate::signing::Span;
use crate::{cycles, directory, questions};

/// What records are judged and counted by.
pub(super) struct Basis {
    pub(super) directory: Directory,
    pub(super) dictionary: Arc<Dictionary>,
    pub(super) cycles: Vec<domain::reference::CycleDates>,
}

impl Basis {
    /// As it stands in the database.
    pub(super) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let cycles = cycles::all(db).await?.into_iter().map(|cycle| cycle.dates).collect();
        Ok(Self {
            directory: directory::read(db).await?,
            dictionary: Arc::new(questions::read(db).await?),
            cycles,
        })
    }
}

/// Lines by list, time and record.
pub(super) type Lines = BTreeMap<(String, i64, Uuid), work_line::Model>;

/// Where a line stands.
pub(super) fn key(line: &work_line::Model) -> (String, i64, Uuid) {
    (line.list.clone(), line.at, line.record_id)
}

/// What is kept of one patient.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) adds: Adds,
    /// In the order of the lists.
    pub(super) lines: Lines,
}

/// All records of some patients of a centre, withdrawn ones too; an empty patient stands for what the centre
/// reports of itself.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    centre: &Centre,
    patients: &[&str],
) -> Result<Vec<record::Model>> {
    let mut which = Condition::any().add(Column::PatientRef.is_in(patients.iter().copied()));
    if patients.contains(&"") {
        which = which.add(Column::PatientRef.is_null());
    }
    let of_centre = record::Entity::find().filter(Column::Centre.eq(centre.code.as_str()));
    let mut rows = of_centre.filter(which).all(db).await?;
    rows.sort_by_key(|row| (row.occurred_at, row.id));
    Ok(rows)
}

/// What is to be kept of the patients whose records these are, as of a moment.
pub(super) fn make(
    rows: Vec<record::Model>,
    centre: &Centre,
    basis: &Basis,
    now: Timestamp,
) -> Result<BTreeMap<String, Work>> {
    let spans = basis.cycles.iter().map(|cycle| Ok((cycle.id.as_str(), Span::of(cycle, &centre.zone)?)));
    let mut maker = Maker { centre, spans: spans.collect::<Result<_>>()?, works: BTreeMap::new() };
    let ever = maker.present(&rows);
    let (withdrawn, live): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.state == WITHDRAWN);
    let present = maker.present(&live);
    let records = live.into_iter().map(StoredRecord::try_from).collect::<Result<Vec<_>>>()?;
    let held: Vec<Held<'_>> = records.iter().map(StoredRecord::held).collect();
    let around = Around { now, directory: &basis.directory, exported: false, dictionary: &basis.dictionary };
    for (record, findings) in records.iter().zip(review(&held, &centre.zone, &around)) {
        maker.record(record, &findings, &present);
    }
    for row in &withdrawn {
        maker.withdrawn(row, &ever);
    }
    let now = Moment::at(now, &centre.zone);
    for file in measures::patient_files(&held, &centre.zone) {
        maker.file(&file, &records, now);
    }
    Ok(maker.works)
}

/// The patients to whom anything happened in a cycle, by the cycle's place.
type Present = BTreeSet<(String, usize)>;

struct Maker<'a> {
    centre: &'a Centre,
    spans: Vec<(&'a str, Span)>,
    works: BTreeMap<String, Work>,
}

impl<'a> Maker<'a> {
    fn present(&self, rows: &[record::Model]) -> Present {
        let within = |row: &record::Model| {
            let at = row.occurred_at.map(crate::time::Millis::instant);
            let patient = row.patient_ref.clone();
            let spans = self.spans.iter().enumerate();
            let held = spans.filter(move |(_, (_, span))| at.is_some_and(|at| span.holds(at)));
            held.filter_map(move |(place, _)| Some((patient.clone()?, place))).collect::<Vec<_>>()
        };
        rows.iter().flat_map(within).collect()
    }

    /// The cycles that a record belongs to: that of its time; without one, all in which anything happened to its
    /// patient.
    fn cycles(&self, at: Option<Timestamp>, patient: &str, present: &Present) -> Vec<&'a str> {
        let belongs = |place: usize, span: &Span| match at {
            Some(at) => span.holds(at),
            None => present.contains(&(patient.to_owned(), place)),
        };
        let spans = self.spans.iter().enumerate();
        spans.filter(|(place, (_, span))| belongs(*place, span)).map(|(_, (id, _))| *id).collect()
    }

    fn record(&mut self, record: &StoredRecord, findings: &[Finding], present: &Present) {
        let holds: Vec<_> = findings.iter().filter(|finding| finding.level == Level::S).cloned().collect();
        let Some(standing) = Standing::of(&record.life, !holds.is_empty()) else { return };
        let patient = patient_of(record);
        let cycles = self.cycles(record.occurred_at, patient, present);
        let lacking = lacking(record, &holds);
        let is_lacking = |finding: &Finding| lacking.values().flatten().any(|lack| lack == finding);
        let found = found::of_record(record.form, findings, is_lacking);
        let mut lines = Vec::new();
        for cycle in &cycles {
            if standing.is_open() {
                lines.push(self.line(List::Gaps { cycle }, record, &json!(holds)));
            }
            for (field, holds) in &lacking {
                lines.push(self.line(List::Lacks { cycle, field }, record, &json!(holds)));
            }
            for (found, rows) in &found {
                let kept = Kept { key: record.natural_key.clone(), rows: rows.clone() };
                lines.push(self.line(List::Found { cycle, name: &found.name() }, record, &json!(kept)));
            }
        }
        let Work { adds, lines: kept } = self.works.entry(patient.to_owned()).or_default();
        kept.extend(lines.into_iter().map(|line| (key(&line), line)));
        let form = record.form.id;
        adds.one("", Kind::Records, form, "", false);
        for cycle in cycles {
            adds.one(cycle, Kind::Standing, form, code(standing), false);
            for found in found.keys() {
                adds.one(cycle, Kind::Found, form, found.name(), false);
            }
            for place in completeness::places(record.form, &record.raw) {
                match place.fill(&holds[..]) {
                    Fill::NotNeeded => {}
                    fill => adds.one(cycle, Kind::Field, form, place.name(), fill == Fill::Lacking),
                }
            }
        }
    }

    fn withdrawn(&mut self, row: &record::Model, ever: &Present) {
        let patient = row.patient_ref.as_deref().unwrap_or_default();
        let cycles = self.cycles(row.occurred_at.map(crate::time::Millis::instant), patient, ever);
        let adds = &mut self.works.entry(patient.to_owned()).or_default().adds;
        for cycle in cycles {
            adds.one(cycle, Kind::Standing, &row.form, WITHDRAWN, false);
        }
    }

    fn file(&mut self, file: &PatientFile, records: &[StoredRecord], now: Moment) {
        let Some(patient) = file.admissions.first().map(|held| patient_of(&records[held.admission.at]))
        else {
            return;
        };
        let mut lines = Vec::new();
        for held in &file.admissions {
            let admission = &records[held.admission.at];
            if is_open(held, records) {
                let counts = json!({ "runs": held.runs.len(), "contacts": held.contacts.len() });
                lines.push(self.line(List::Open, admission, &counts));
                let runs = whereabouts::on_ecmo(held, now).map(|run| &records[run.at]);
                lines.extend(runs.map(|run| self.line(List::OnEcmo, run, &Value::Null)));
            }
            if let Some(due) = follow_up::of_admission(file, held, now) {
                let detail = json!({ "admission": due.admission.as_str(), "from": due.from.to_string(), "until": due.until.to_string() });
                let at = day(due.from);
                lines.push(work_line::Model { at, ..self.line(List::FollowUps, admission, &detail) });
            }
        }
        let work = self.works.entry(patient.to_owned()).or_default();
        work.lines.extend(lines.into_iter().map(|line| (key(&line), line)));
        for counted in scope::counted(file, now) {
            let month = ascertainment::month_of(counted.exposure.start);
            work.adds.one("", Kind::Entered, "ecmo_run", month.to_string(), false);
        }
    }

    fn line(&self, list: List<'_>, record: &StoredRecord, detail: &Value) -> work_line::Model {
        work_line::Model {
            centre: self.centre.code.to_string(),
            list: list.to_string(),
            at: record.occurred_at.map_or(i64::MIN, Timestamp::as_millisecond),
            record_id: record.id.uuid(),
            form: record.form.id.to_owned(),
            state: record.life.as_str().to_owned(),
            patient_ref: patient_of(record).to_owned(),
            detail: detail.to_string(),
        }
    }
}

/// Where a record stands, as it is counted.
pub(super) const fn code(standing: Standing) -> &'static str {
    match standing {
        Standing::Complete => "COMPLETE",
        Standing::Blocked => "BLOCKED",
        Standing::Queried => "QUERIED",
        Standing::SignedOff => "SIGNED_OFF",
        Standing::Locked => "LOCKED",
    }
}

/// A day as lists are ordered by it.
pub(super) fn day(date: jiff::civil::Date) -> i64 {
    let midnight = jiff::tz::TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0));
    midnight.map_or(i64::MAX, Timestamp::as_millisecond)
}

fn patient_of(record: &StoredRecord) -> &str {
    record.patient.as_ref().map_or("", PatientRef::as_str)
}

/// The fields in which a record lacks a value, each with the findings that say so.
fn lacking(record: &StoredRecord, holds: &[Finding]) -> BTreeMap<String, Vec<Finding>> {
    let mut fields = BTreeMap::<String, Vec<Finding>>::new();
    for place in completeness::places(record.form, &record.raw) {
        if place.fill(holds) == Fill::Lacking {
            let child = place.child.map(|(child, row)| (child.name, row));
            let is_here = |finding: &&Finding| {
                let at = finding.child.as_ref().map(|(list, row)| (list.as_str(), *row));
                finding.column == place.field.name && at == child
            };
            fields.entry(place.name()).or_default().extend(holds.iter().filter(is_here).cloned());
        }
    }
    fields
}

/// Nobody has said when the stay ended.
fn is_open(held: &AdmissionFile, records: &[StoredRecord]) -> bool {
    held.discharges.iter().all(|discharge| records[discharge.at].occurred_at.is_none())
}
