//! Opening the cases of a frozen cycle, and telling a snapshot of those that are known.

use domain::actor::Action;
use domain::case::{Case, CaseEntry, CaseStep};
use domain::reference::CycleDates;
use jiff::{Timestamp, tz::TimeZone};
use reporting::pack;
use reporting::snapshot::{CaseNote, Day, Found, Noted, Saying};

use crate::Acts;
use crate::call::Call;
use crate::error::{Error, Result};

/// What came of opening the cases of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// How many numbers lie beyond what chance allows.
    pub found: usize,
    /// How many cases are new.
    pub new: usize,
}

impl Acts {
    /// Opens a case for every number of a frozen cycle that lies beyond what chance allows, found in the snapshot that
    /// it was frozen with ([`Action::RunCases`]). Done again, nothing is opened twice.
    pub async fn open_cases(&self, call: &Call, cycle: &str) -> Result<Opened> {
        call.permit(Action::RunCases)?;
        let unknown = || Error::misnamed(format!("There is no cycle {cycle}."));
        let kept = self.store().cycle(cycle).await?.ok_or_else(unknown)?;
        let Some(freeze) = kept.state.freeze_facts() else {
            return Err(Error::refused(format!(
                "Cycle {cycle} is not frozen yet. Cases are opened of the numbers that a freeze has fixed: freeze it first."
            )));
        };
        let (place, hash, dates) =
            (self.places()?.snapshot(cycle), freeze.snapshot_hash.clone(), kept.dates.clone());
        let snapshot = hash.clone();
        let found = self.desk().long(move |_| {
            let snapshot = Found::open(&place)?.frozen_as(&snapshot)?;
            Ok::<_, Error>(pack::cases(&snapshot, &dates)?)
        });
        let outlying = found.await??;
        let found = outlying.len();
        let new = self.store().open_cases(call.actor(), call.now(), cycle, &hash, outlying).await?;
        Ok(Opened { found, new })
    }

    /// The cases that a snapshot tells of: those that are open, and those that were closed since the last freeze of
    /// another cycle.
    pub(crate) async fn case_notes(&self, call: &Call, cycle: Option<&CycleDates>) -> Result<Vec<CaseNote>> {
        let cycles = self.store().cycles().await?;
        let others = cycles.iter().filter(|other| cycle.is_none_or(|own| own.id != other.dates.id));
        let since = others.filter_map(|other| Some(other.state.freeze_facts()?.at)).max();
        let cases = self.store().cases(call.actor()).await?;
        let mut notes: Vec<CaseNote> = cases
            .iter()
            .map(|kept| &kept.case)
            .filter(|case| is_followed(case, since))
            .map(|case| note(case, call.now()))
            .collect();
        let place = |note: &CaseNote| (note.cycle.clone(), note.centre.clone(), note.indicator.clone());
        notes.sort_by_key(place);
        Ok(notes)
    }
}

fn is_followed(case: &Case, since: Option<Timestamp>) -> bool {
    case.closed().is_none_or(|closing| since.is_none_or(|since| closing.at >= since))
}

fn note(case: &Case, now: Timestamp) -> CaseNote {
    let found = &case.found;
    CaseNote {
        cycle: found.cycle.clone(),
        centre: found.centre.to_string(),
        indicator: found.indicator.clone(),
        name: found.name.clone(),
        level: found.level,
        direction: found.direction,
        words: found.words.clone(),
        is_shown: found.is_shown,
        notified: day(case.notified.at),
        due: case.due.map(day),
        is_overdue: case.is_overdue(now),
        said: case.entries().iter().map(saying).collect(),
    }
}

fn saying(entry: &CaseEntry) -> Saying {
    let what = match entry.step {
        CaseStep::Respond => Noted::Response,
        CaseStep::NoteOfCentre => Noted::ByCentre,
        CaseStep::NoteOfNetwork => Noted::ByNetwork,
        CaseStep::Decide(_) => Noted::Decision,
        CaseStep::Close => Noted::Closing,
    };
    Saying { what, decision: entry.step.decision(), day: day(entry.at), text: entry.text.clone() }
}

fn day(at: Timestamp) -> Day {
    Day(TimeZone::UTC.to_datetime(at).date())
}

#[cfg(test)]
mod tests {
    use domain::case::{CaseLevel, Decision, Direction, Outlying};
    use domain::pack::Done;
    use domain::value::CentreCode;

    use super::*;

    fn at(day: &str) -> Timestamp {
        format!("{day}T12:00:00Z").parse().unwrap()
    }

    fn alarm() -> Case {
        let found = Outlying {
            cycle: "2025H2".to_owned(),
            centre: CentreCode::parse("STH").unwrap(),
            indicator: "P04".to_owned(),
            version: "1".to_owned(),
            name: "ECMO days with any physiotherapy".to_owned(),
            level: CaseLevel::Alarm,
            direction: Direction::Worse,
            counted: (30, 60),
            network: (740, 1000),
            limits: [0.55, 0.62, 0.84, 0.9],
            words: "50.0%".to_owned(),
            is_shown: true,
        };
        Case::opened(found, Done { by: "Sam".to_owned(), at: at("2026-05-01") })
    }

    fn entry(step: CaseStep, day: &str) -> CaseEntry {
        CaseEntry { step, text: "as it was".to_owned(), by: "Robin".to_owned(), at: at(day) }
    }

    #[test]
    fn a_snapshot_is_told_of_the_clocks_and_of_nobodys_name() {
        let told = note(&alarm(), at("2026-07-01"));
        assert_eq!(
            (told.due.map(|day| day.to_string()).as_deref(), told.is_overdue),
            (Some("2026-06-30"), true)
        );
        let responded = alarm().take(entry(CaseStep::Respond, "2026-05-20")).unwrap();
        let told = note(&responded, at("2026-07-01"));
        assert!(!told.is_overdue && told.said[0].what == Noted::Response);
        let all = format!("{told:?}");
        assert!(!all.contains("Robin") && !all.contains("Sam"), "{all}");
    }

    #[test]
    fn a_closed_case_is_followed_into_the_next_snapshot_and_no_further() {
        let closed = [
            entry(CaseStep::Respond, "2026-05-20"),
            entry(CaseStep::Decide(Decision::Accepted), "2026-05-21"),
            entry(CaseStep::Close, "2026-05-22"),
        ];
        let closed = closed.into_iter().try_fold(alarm(), Case::take).unwrap();
        assert!(is_followed(&closed, Some(at("2026-05-01"))), "closed since the freeze before");
        assert!(!is_followed(&closed, Some(at("2026-11-01"))), "told in the pack between");
        assert!(is_followed(&alarm(), Some(at("2027-11-01"))), "open, however long");
    }
}
