//! ECMO runs with scope, exposure and what happened on them.

use domain::check::exposure::Times;
use domain::check::file::AdmissionFile;
use domain::forms::EcmoRun;
use domain::forms::ecmo_run::{Dx, Mode, Precision, Support};

use crate::exposure::Exposure;
use crate::femoral::Femoral;
use crate::moment::Moment;
use crate::scope::Scope;

/// Minutes of 24 hours.
const DAY_MINUTES: i64 = 24 * 60;

/// What is asked of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunFacts {
    /// The reader's mark: where the record is.
    pub at: usize,
    /// 1, 2, … within the admission.
    pub number: i64,
    /// Respiratory, cardiac or resuscitation.
    pub support: Option<Support>,
    /// The mode at the start.
    pub mode: Option<Mode>,
    /// The primary diagnosis group.
    pub dx_group: Option<Dx>,
    /// How well the start of flow is known.
    pub precision: Option<Precision>,
    /// What decides when it counts here.
    pub times: Times<Moment>,
    /// Cannulae in the groins.
    pub femoral: Femoral,
}

impl RunFacts {
    /// What a record of an admission says; `None` while its number or the start of flow is not known.
    pub fn of(at: usize, record: &EcmoRun, admission: &AdmissionFile) -> Option<Self> {
        let times = Times::of(record, &admission.admission.form, admission.leaving())?;
        Some(Self {
            at,
            number: record.run_no.value()?,
            support: record.support_type.value(),
            mode: record.initial_mode.value(),
            dx_group: record.dx_group.value(),
            precision: record.time_on_precision.value(),
            times: times.map(Moment::from),
            femoral: Femoral::of(record.cannulae.iter().filter_map(|cannula| cannula.site.value())),
        })
    }
}

/// A run and what happened on it, as of an extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What the record says.
    pub facts: RunFacts,
    /// When it began here; also of a run out of scope.
    pub arrived: Moment,
    /// Whether it counts, and for which time on ECMO.
    pub scope: Scope,
    /// First in-scope run of its admission (clarification 6).
    pub first_of_stay: bool,
    /// The receiving run of a linked transfer on ECMO (clarification 5): the network does not count it again.
    pub second_of_pair: bool,
    /// A physiotherapist assessed or treated within 24 h of the start of exposure (P01).
    pub assessed_within_24h: bool,
    /// Highest ICU Mobility Scale on ECMO (G17, clarification 16).
    pub max_ims: Option<i64>,
    /// How many opportunity days it has (G4).
    pub opportunity_days: usize,
    /// As of the extract.
    death: Option<Moment>,
}

impl Run {
    /// A run on which nothing happened yet, as of an extract.
    pub(crate) fn new(facts: RunFacts, age: Option<i64>, extract: Moment) -> Self {
        let known = facts.times.known_by(extract);
        Self {
            facts,
            arrived: known.exposure().start,
            scope: Scope::of(facts.support, facts.mode, age, Exposure::as_of(facts.times, extract)),
            first_of_stay: false,
            second_of_pair: false,
            assessed_within_24h: false,
            max_ims: None,
            opportunity_days: 0,
            death: known.death,
        }
    }

    /// The exposure of a run in scope.
    pub const fn exposure(&self) -> Option<&Exposure> {
        self.scope.exposure()
    }

    /// Something other than the extract ended it.
    pub fn is_closed(&self) -> bool {
        self.exposure().is_some_and(|exposure| exposure.closed)
    }

    /// The start of flow is known by date only (clarification 10).
    pub fn is_date_precision(&self) -> bool {
        self.facts.precision == Some(Precision::Date)
    }

    /// Died less than 24 h after the start of exposure (G10).
    pub fn died_within_24h(&self) -> bool {
        let clock = self.exposure().zip(self.death);
        clock.is_some_and(|(exposure, death)| death.minutes_since(exposure.start) < DAY_MINUTES)
    }

    /// Whether an instant lies in the first 24 h of exposure, the very minute included (clarification 20).
    pub(crate) fn is_first_day(&self, moment: Moment) -> bool {
        self.exposure()
            .is_some_and(|exposure| (0..=DAY_MINUTES).contains(&moment.minutes_since(exposure.start)))
    }

    /// Enters a mobility score reached on ECMO.
    pub(crate) fn add_score(&mut self, ims: Option<i64>) {
        self.max_ims = self.max_ims.max(ims);
    }
}
