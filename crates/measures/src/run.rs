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
    /// Alive when flow stopped.
    pub alive_at_time_off: Option<bool>,
    /// Left this centre on ECMO.
    pub left_on_ecmo: bool,
}

/// What ended a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Death.
    Died,
    /// Leaving the centre, or critical care, with flow going on.
    Transferred,
    /// Flow stopped.
    Decannulated,
}

impl Ending {
    /// Every ending.
    pub const ALL: [Self; 3] = [Self::Died, Self::Transferred, Self::Decannulated];

    /// The word by which results are told apart.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Died => "died",
            Self::Transferred => "transferred",
            Self::Decannulated => "decannulated",
        }
    }
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
            alive_at_time_off: record.alive_at_time_off.value(),
            left_on_ecmo: record.left_on_ecmo.is(&true),
        })
    }
}

/// A run and what happened on it, as of an extract.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and most are columns of a frame"
)]
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
    /// Minutes from the start of exposure to the first score of at least 3 on ECMO (P08, P09).
    pub minutes_to_ims3: Option<i64>,
    /// The same of at least 4 (P09b).
    pub minutes_to_ims4: Option<i64>,
    /// How many opportunity days it has (G4).
    pub opportunity_days: usize,
    /// Minutes from the start of exposure to the extract, whatever ended it.
    pub minutes_observed: i64,
    /// Flow had stopped by the extract.
    flow_stopped: bool,
    /// As of the extract.
    death: Option<Moment>,
}

impl Run {
    /// A run on which nothing happened yet, as of an extract.
    pub(crate) fn new(facts: RunFacts, age: Option<i64>, extract: Moment) -> Self {
        let known = facts.times.known_by(extract);
        let arrived = known.exposure().start;
        Self {
            facts,
            arrived,
            scope: Scope::of(facts.support, facts.mode, age, Exposure::as_of(facts.times, extract)),
            first_of_stay: false,
            second_of_pair: false,
            assessed_within_24h: false,
            max_ims: None,
            minutes_to_ims3: None,
            minutes_to_ims4: None,
            opportunity_days: 0,
            minutes_observed: extract.minutes_since(arrived),
            flow_stopped: known.time_off.is_some(),
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

    /// What ended it: a death by then, leaving with flow going on, or flow that stopped (clarification 48); `None` while it
    /// is open.
    pub fn ending(&self) -> Option<Ending> {
        let exposure = self.exposure().filter(|exposure| exposure.closed)?;
        let died = self.death.is_some_and(|death| death <= exposure.end);
        Some(if died || self.facts.alive_at_time_off == Some(false) {
            Ending::Died
        } else if self.facts.left_on_ecmo || !self.flow_stopped {
            Ending::Transferred
        } else {
            Ending::Decannulated
        })
    }

    /// Enters a mobility score reached on ECMO.
    pub(crate) fn add_score(&mut self, ims: Option<i64>, at: Moment) {
        self.max_ims = self.max_ims.max(ims);
        let Some((ims, exposure)) = ims.zip(self.exposure().copied()) else { return };
        let minutes = at.minutes_since(exposure.start);
        let earlier = |known: Option<i64>| Some(known.map_or(minutes, |known| known.min(minutes)));
        if ims >= 3 {
            self.minutes_to_ims3 = earlier(self.minutes_to_ims3);
        }
        if ims >= 4 {
            self.minutes_to_ims4 = earlier(self.minutes_to_ims4);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{file, london, run_of};

    fn run(changes: &[(&'static str, &str, &str)]) -> Run {
        let file = file(&run_of("2026-04-10T02:00", "2026-04-09T20:00"), changes);
        let admission = &file.admissions[0];
        let facts = RunFacts::of(0, &admission.runs[0].form, admission).unwrap();
        Run::new(facts, Some(45), london("2026-06-01T12:00"))
    }

    mod an_ending {
        use super::*;

        const STOPPED: (&str, &str, &str) = ("ecmo_run", "time_off", "2026-04-18T10:00");

        fn of(changes: &[(&'static str, &str, &str)]) -> Option<Ending> {
            run(changes).ending()
        }

        #[test]
        fn is_decannulation_where_flow_stopped_and_the_patient_lived() {
            assert_eq!(of(&[STOPPED]), Some(Ending::Decannulated));
            assert_eq!(of(&[]), None, "the run is open");
        }

        #[test]
        fn is_death_by_its_time_or_by_the_tick() {
            assert_eq!(of(&[("discharge", "death_at", "2026-04-18T10:00"), STOPPED]), Some(Ending::Died));
            assert_eq!(of(&[("ecmo_run", "alive_at_time_off", "false"), STOPPED]), Some(Ending::Died));
            assert_eq!(
                of(&[("discharge", "death_at", "2026-04-18T10:01"), STOPPED]),
                Some(Ending::Decannulated),
                "a minute later it is another story"
            );
        }

        #[test]
        fn is_a_transfer_where_flow_went_on() {
            assert_eq!(
                of(&[("ecmo_run", "transferred_out_at", "2026-04-15T08:00")]),
                Some(Ending::Transferred)
            );
            assert_eq!(
                of(&[("discharge", "icu_discharged_at", "2026-04-15T08:00")]),
                Some(Ending::Transferred)
            );
        }
    }

    #[test]
    fn the_first_score_counts_from_the_start_of_exposure() {
        let mut run = run(&[]);
        run.add_score(Some(4), london("2026-04-12T02:00"));
        run.add_score(Some(3), london("2026-04-11T02:00"));
        run.add_score(Some(2), london("2026-04-10T12:00"));
        assert_eq!((run.minutes_to_ims3, run.minutes_to_ims4), (Some(24 * 60), Some(48 * 60)));
        assert_eq!(run.max_ims, Some(4));
    }
}
