//! From the snapshot's tables to runs.

use domain::check::exposure::Times;
use domain::code::Coded;
use domain::forms::ecmo_run::{Mode, Support};
use polars::prelude::{BooleanChunked, Int64Chunked, StringChunked};

use super::centre::Centres;
use super::femoral::{Cannulae, Femoral};
use super::run::{Run, Runs};
use super::source::{Moments, Table};
use super::stay::{ByReference, Stay};
use super::transfer::{End, second_runs};
use crate::error::{Error, Result};
use crate::snapshot::Tables;
use measures::{Exposure, Scope};

const COLUMNS: [&str; 16] = [
    "centre_code",
    "admission_ref",
    "run_no",
    "support_type",
    "initial_mode",
    "dx_group",
    "time_on",
    "time_on_local",
    "time_on_precision",
    "time_off",
    "time_off_local",
    "transferred_out_at",
    "transferred_out_at_local",
    "left_on_ecmo",
    "arrived_on_ecmo",
    "transfer_link",
];

/// All runs of the snapshot, as of its extract.
pub(super) fn read(snapshot: &dyn Tables, centres: &Centres, stays: &ByReference<Stay>) -> Result<Runs> {
    let table = Table::read(snapshot, "ecmo_runs", &COLUMNS)?;
    let columns = Columns::of(&table)?;
    let cannulae = Table::read(snapshot, "cannulae", &Cannulae::COLUMNS)?;
    let mut cannulae = Cannulae::of(&cannulae)?;
    let run = |row| {
        let (code, admission) = (columns.centre.get(row)?, columns.admission.get(row)?);
        let run_no = columns.run_no.get(row)?;
        let femoral = cannulae.next(code, admission, run_no);
        let centre = centres.find(code)?;
        let stay = stays.find(centre, admission);
        columns.run(row, centres, stay.map(|stay| (stay, stays.get(stay))), femoral)
    };
    let list: Option<Vec<Run>> = (0..table.rows()).map(run).collect();
    let mut list = list.ok_or_else(|| Error::Engine {
        doing: "reading ecmo_runs.parquet".to_owned(),
        source: "a mandatory cell is empty, or a centre is not in the directory".into(),
    })?;
    for second in second_runs(columns.ends(&list)) {
        list[second].second_of_pair = true;
    }
    Ok(Runs::new(list, stays.len()))
}

struct Columns<'t> {
    centre: &'t StringChunked,
    admission: &'t StringChunked,
    run_no: &'t Int64Chunked,
    support: &'t StringChunked,
    mode: &'t StringChunked,
    dx_group: &'t StringChunked,
    precision: &'t StringChunked,
    time_on: Moments<'t>,
    time_off: Moments<'t>,
    transferred: Moments<'t>,
    left_on_ecmo: &'t BooleanChunked,
    arrived_on_ecmo: &'t BooleanChunked,
    link: &'t StringChunked,
}

impl<'t> Columns<'t> {
    fn of(table: &'t Table) -> Result<Self> {
        Ok(Self {
            centre: table.text("centre_code")?,
            admission: table.text("admission_ref")?,
            run_no: table.int("run_no")?,
            support: table.text("support_type")?,
            mode: table.text("initial_mode")?,
            dx_group: table.text("dx_group")?,
            precision: table.text("time_on_precision")?,
            time_on: table.moments("time_on")?,
            time_off: table.moments("time_off")?,
            transferred: table.moments("transferred_out_at")?,
            left_on_ecmo: table.flag("left_on_ecmo")?,
            arrived_on_ecmo: table.flag("arrived_on_ecmo")?,
            link: table.text("transfer_link")?,
        })
    }

    fn run(
        &self,
        row: usize,
        centres: &Centres,
        stay: Option<(usize, &Stay)>,
        femoral: Femoral,
    ) -> Option<Run> {
        let centre = centres.find(self.centre.get(row)?)?;
        let extract = centres.0[centre].extract;
        let time_on = self.time_on.get(row)?;
        let facts = stay.map(|(_, facts)| facts);
        let admitted = facts.and_then(|stay| stay.admitted);
        let death = facts.and_then(|stay| stay.death);
        let times = Times {
            time_on,
            admitted,
            time_off: self.time_off.get(row),
            transferred_out: self.transferred.get(row),
            death,
            left_icu: facts.and_then(|stay| stay.discharged),
        };
        let exposure = Exposure::as_of(times, extract);
        let age = facts.and_then(|stay| stay.age);
        Some(Run {
            centre,
            admission: self.admission.get(row)?.to_owned(),
            run_no: self.run_no.get(row)?,
            stay: stay.map(|(place, _)| place),
            dx_group: self.dx_group.get(row)?.to_owned(),
            femoral,
            date_precision: self.precision.get(row) == Some("DATE"),
            arrived: admitted.map_or(time_on, |admitted| admitted.max(time_on)),
            scope: Scope::of(
                self.support.get(row).and_then(Support::parse),
                self.mode.get(row).and_then(Mode::parse),
                age,
                exposure,
            ),
            death,
            first_of_stay: false,
            second_of_pair: false,
            assessed_within_24h: false,
            max_ims: None,
        })
    }

    /// The linked ends of transfers among the runs in scope.
    fn ends<'a>(&'a self, runs: &'a [Run]) -> impl Iterator<Item = End<'a>> {
        runs.iter().enumerate().filter(|(_, run)| run.exposure().is_some()).filter_map(|(row, run)| {
            Some(End {
                run: row,
                centre: run.centre,
                link: self.link.get(row)?,
                left_on_ecmo: self.left_on_ecmo.get(row) == Some(true),
                arrived_on_ecmo: self.arrived_on_ecmo.get(row) == Some(true),
            })
        })
    }
}
