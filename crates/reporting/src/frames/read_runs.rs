//! From the snapshot's tables to the facts of runs.

use domain::check::exposure::Times;
use domain::forms::EcmoRun;
use domain::forms::ecmo_run::{Cannula, Dx, Mode, Precision, Site, Support};
use domain::time::WallTime;
use domain::value::{CentreCode, Ref, TransferLink};
use measures::femoral::Femoral;
use measures::run::{Run, RunFacts};
use measures::transfer::{End, second_runs};

use super::centre::Centres;
use super::rows::Rows;
use super::source::columns;
use super::stay::{ByReference, Stay};
use crate::error::{Error, Result};
use crate::snapshot::Tables;

columns! {
    /// The runs' own columns.
    struct Columns of EcmoRun {
        EcmoRun {
            centre_code: CentreCode,
            admission_ref: Ref,
            run_no: i64,
            support_type: Support,
            initial_mode: Mode,
            dx_group: Dx,
            time_on: WallTime,
            time_on_precision: Precision,
            time_off: WallTime,
            transferred_out_at: WallTime,
            alive_at_time_off: bool,
            left_on_ecmo: bool,
            arrived_on_ecmo: bool,
            transfer_link: TransferLink,
        }
    }
}
columns! {
    struct Cannulae of Cannula {
        EcmoRun { centre_code: CentreCode, admission_ref: Ref, run_no: i64 }
        Cannula { site: Site }
    }
}

/// All runs of a snapshot in key order; a run's mark is its place here.
pub(super) struct Runs {
    pub(super) facts: Vec<RunFacts>,
    /// Whose each run is.
    pub(super) owners: Vec<Owner>,
    columns: Columns,
}

/// Where a run belongs.
pub(super) struct Owner {
    pub(super) centre: usize,
    pub(super) admission: String,
    /// The stay's place; none when its admission is not there.
    pub(super) stay: Option<usize>,
}

pub(super) fn read(tables: &dyn Tables, centres: &Centres, stays: &ByReference<Stay>) -> Result<Runs> {
    let (columns, cannulae) = (Columns::read(tables)?, Cannulae::read(tables)?);
    let mut groins = Rows::by([&cannulae.centre_code, &cannulae.admission_ref], cannulae.rows());
    let (mut facts, mut owners) = (Vec::new(), Vec::new());
    for row in 0..columns.rows() {
        let owner = columns.owner(row, centres, stays).ok_or_else(incomplete)?;
        let stay = owner.stay.map(|stay| stays.get(stay));
        let femoral = columns.femoral(row, &mut groins, &cannulae);
        facts.push(columns.facts(row, stay, femoral).ok_or_else(incomplete)?);
        owners.push(owner);
    }
    Ok(Runs { facts, owners, columns })
}

fn incomplete() -> Error {
    Error::Engine {
        doing: "reading ecmo_runs.parquet".to_owned(),
        source: "a mandatory cell is empty, or a centre is not in the directory".into(),
    }
}

impl Columns {
    fn owner(&self, row: usize, centres: &Centres, stays: &ByReference<Stay>) -> Option<Owner> {
        let centre = centres.find(self.centre_code.get(row)?)?;
        let admission = self.admission_ref.get(row)?;
        Some(Owner { centre, admission: admission.to_owned(), stay: stays.find(centre, admission) })
    }

    /// The groins of the next run; runs are asked for in key order.
    fn femoral(&self, row: usize, groins: &mut Rows<'_, 2>, cannulae: &Cannulae) -> Femoral {
        let key = [self.centre_code.get(row), self.admission_ref.get(row)].map(Option::unwrap_or_default);
        let of_run = groins.of_while(key, |cannula| cannulae.run_no.get(cannula) == self.run_no.get(row));
        Femoral::of(of_run.filter_map(|cannula| cannulae.site.get(cannula)))
    }

    fn facts(&self, row: usize, stay: Option<&Stay>, femoral: Femoral) -> Option<RunFacts> {
        let times = Times {
            time_on: self.time_on.get(row)?,
            admitted: stay.and_then(|stay| stay.course.admitted),
            time_off: self.time_off.get(row),
            transferred_out: self.transferred_out_at.get(row),
            death: stay.and_then(|stay| stay.course.death),
            left_icu: stay.and_then(|stay| stay.course.left_icu),
        };
        Some(RunFacts {
            at: row,
            number: self.run_no.get(row)?,
            support: self.support_type.get(row),
            mode: self.initial_mode.get(row),
            dx_group: Some(self.dx_group.get(row)?),
            precision: self.time_on_precision.get(row),
            times,
            femoral,
            alive_at_time_off: self.alive_at_time_off.get(row),
            left_on_ecmo: self.left_on_ecmo.get(row) == Some(true),
        })
    }
}

impl Runs {
    /// The runs of each admission, with whose they are.
    pub(super) fn by_stay(&self) -> impl Iterator<Item = (&Owner, &[RunFacts])> {
        let mut rest = self.facts.as_slice();
        let same = |a: &Owner, b: &Owner| (a.centre, &a.admission) == (b.centre, &b.admission);
        self.owners.chunk_by(same).map(move |owners| {
            let (facts, after) = rest.split_at(owners.len());
            rest = after;
            (&owners[0], facts)
        })
    }

    /// The receiving runs of linked transfers among the runs in scope.
    pub(super) fn second_of_pairs<'r>(&self, runs: &'r [Run]) -> impl Iterator<Item = &'r Run> {
        let end = |(place, run): (usize, &Run)| {
            let row = run.facts.at;
            run.exposure()?;
            Some(End {
                run: place,
                centre: self.owners[row].centre,
                link: self.columns.transfer_link.get(row)?,
                left_on_ecmo: run.facts.left_on_ecmo,
                arrived_on_ecmo: self.columns.arrived_on_ecmo.get(row) == Some(true),
            })
        };
        second_runs(runs.iter().enumerate().filter_map(end)).into_iter().map(|second| &runs[second])
    }
}
