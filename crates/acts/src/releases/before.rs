//! Whether something may be told beside what was told before (dossier, §3.9).
//!
//! Within an epoch nobody's noise is drawn again, so a change of a number would show that a record was changed. Years that were
//! told stay as they were; corrections and erasures come in with the next epoch, when all numbers change.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::cube::{Keys, Person};
use jiff::Timestamp;
use reporting::research::release::QuestionsFile;
use reporting::research::{AuditYear, Patients};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// So many people come in with a year, of so many centres.
const LEAST_NEW: usize = 50;
const LEAST_CENTRES: usize = 3;

/// An epoch lasts a year, or until so many people have changed.
const DAYS: i64 = 365;
const CHANGED: usize = 20;

/// The people of a release, as digests under the keys of its epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    questions: QuestionsFile,
    years: Vec<String>,
    people: BTreeMap<String, Digest>,
}

/// What is kept of one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digest {
    year: String,
    centre: u16,
    all: String,
}

/// How people differ from those who were told of before.
struct Difference {
    /// Whose records have changed, or who have come into or gone from a year that was told.
    changed: usize,
    /// Who have come in with other years.
    new: usize,
    /// Of how many centres these are.
    centres: usize,
}

impl Told {
    /// The people of some years under the keys of an epoch.
    pub(super) fn of(
        patients: &Patients,
        years: &[AuditYear],
        questions: &QuestionsFile,
        keys: &Keys,
    ) -> Result<Self> {
        let digest = |(year, person): (&AuditYear, Person)| {
            let all = format!("{:032x}", keys.digest(&person));
            (format!("{:032x}", person.key), Digest { year: year.id.clone(), centre: person.centre, all })
        };
        let people = patients.people(years, &questions.schema()?, keys)?;
        let people = people.into_iter().map(digest).collect();
        let years = years.iter().map(|year| year.id.clone()).collect();
        Ok(Self { questions: questions.clone(), years, people })
    }

    fn since(&self, before: &Self) -> Difference {
        let was_told = |digest: &&Digest| before.years.contains(&digest.year);
        let gone = before.people.keys().filter(|key| !self.people.contains_key(*key)).count();
        let now = self.people.iter().filter(|(key, digest)| {
            was_told(digest) && before.people.get(*key).is_none_or(|before| before.all != digest.all)
        });
        let new: Vec<&Digest> = self.people.values().filter(|digest| !was_told(digest)).collect();
        let centres: BTreeSet<u16> = new.iter().map(|digest| digest.centre).collect();
        Difference { changed: gone + now.count(), new: new.len(), centres: centres.len() }
    }
}

/// Refused when something that was told in an epoch would be told otherwise, or too little new.
pub(super) fn may_tell(before: Option<&Told>, now: &Told, questions: &QuestionsFile) -> Result<()> {
    let Some(before) = before else { return Ok(()) };
    if !questions.goes_on_from(&before.questions) {
        return Err(Error::refused(
            "What may be asked has changed since the last release. With the same noise that would tell too much: begin a \
             new epoch (--new-epoch).",
        ));
    }
    let Difference { changed, new, centres } = now.since(before);
    if changed > 0 {
        return Err(Error::refused(format!(
            "Records of {changed} people in years that are released already have changed since. Within an epoch a changed \
             number would show whose: corrections wait for a new epoch (--new-epoch), once a year or when {CHANGED} people \
             have changed."
        )));
    }
    if new < LEAST_NEW || centres < LEAST_CENTRES {
        return Err(Error::refused(format!(
            "Only {new} people of {centres} centres have come in since the last release. Fewer than {LEAST_NEW}, or of \
             fewer than {LEAST_CENTRES} centres, could be told from it. Wait for the next audit year."
        )));
    }
    Ok(())
}

/// Refused when an epoch began less than a year ago and few people have changed: each epoch is another draw of noise.
pub(super) fn may_end(
    before: Option<&Told>,
    now: &Told,
    (epoch, began): (u32, Timestamp),
    at: Timestamp,
) -> Result<()> {
    let Some(before) = before else { return Ok(()) };
    let days = at.duration_since(began).as_hours() / 24;
    let changed = now.since(before).changed;
    if days < DAYS && changed < CHANGED {
        return Err(Error::refused(format!(
            "Epoch {epoch} began {days} days ago, and records of {changed} people have changed since its release. Each \
             epoch draws the noise anew, and several draws together tell more than one. Wait until {DAYS} days have passed \
             or {CHANGED} people have changed."
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: &str = "2026-01-10T12:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn questions(years: &[&str]) -> QuestionsFile {
        let day = jiff::civil::date(2025, 4, 1);
        let year = |id: &&str| AuditYear { id: (*id).to_owned(), start: day, end: day };
        let questions = reporting::research::Questions::shipped().unwrap();
        let schema = questions.schema(&years.iter().map(year).collect::<Vec<_>>()).unwrap();
        QuestionsFile::of(&schema, &questions.version, &questions.population)
    }

    /// People of the years: so many of each, at ten centres in turn.
    fn people(years: &[&str], each: u16) -> Told {
        let person = |year: &str, number: u16| {
            let digest = Digest { year: year.to_owned(), centre: number % 10, all: format!("{number}") };
            (format!("{year}/{number}"), digest)
        };
        let people = years.iter().flat_map(|year| (0..each).map(move |number| person(year, number)));
        Told {
            questions: questions(years),
            years: years.iter().map(|year| (*year).to_owned()).collect(),
            people: people.collect(),
        }
    }

    /// Two years that were told.
    fn told() -> Told {
        people(&["2024-25", "2025-26"], 200)
    }

    const LONGER: [&str; 3] = ["2024-25", "2025-26", "2026-27"];

    fn refused(result: Result<()>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn a_year_may_be_added_with_enough_people() {
        let before = told();
        let longer = people(&LONGER, 200);
        may_tell(Some(&before), &longer, &longer.questions).unwrap();
        let mut few = longer.clone();
        few.people.retain(|_, digest| digest.year != "2026-27" || digest.centre < 2);
        assert!(refused(may_tell(Some(&before), &few, &few.questions)).contains("40 people of 2 centres"));
        let same = people(&["2024-25", "2025-26"], 200);
        assert!(refused(may_tell(Some(&before), &same, &same.questions)).contains("Only 0 people"));
    }

    /// Appending, removing and editing one person within an epoch (A7).
    #[test]
    fn nobody_of_a_year_that_was_told_may_change_come_or_go() {
        let before = told();
        let longer = people(&LONGER, 200);
        let changed = |change: &dyn Fn(&mut BTreeMap<String, Digest>)| {
            let mut now = longer.clone();
            change(&mut now.people);
            refused(may_tell(Some(&before), &now, &now.questions))
        };
        let one = "Records of 1 people in years that are released already have changed";
        assert!(
            changed(&|people| people.get_mut("2024-25/7").unwrap().all = "other".to_owned()).contains(one)
        );
        assert!(changed(&|people| drop(people.remove("2025-26/7"))).contains(one));
        let added = |people: &mut BTreeMap<String, Digest>| {
            let digest = people["2025-26/7"].clone();
            people.insert("2025-26/new".to_owned(), digest);
        };
        assert!(changed(&added).contains(one));
    }

    #[test]
    fn other_questions_wait_for_an_epoch_of_their_own() {
        let before = told();
        let mut longer = people(&LONGER, 200);
        longer.questions.measures.pop();
        assert!(
            refused(may_tell(Some(&before), &longer, &longer.questions))
                .contains("What may be asked has changed")
        );
    }

    #[test]
    fn an_epoch_lasts_a_year_or_until_twenty_people_have_changed() {
        let (before, mut now) = (told(), told());
        let in_a_year = at("2027-01-10T12:00:00Z");
        let soon = at("2026-06-01T12:00:00Z");
        may_end(Some(&before), &now, (1, at(BEGAN)), in_a_year).unwrap();
        assert!(
            refused(may_end(Some(&before), &now, (1, at(BEGAN)), soon))
                .contains("Epoch 1 began 142 days ago")
        );
        for number in 0..20 {
            assert!(may_end(Some(&before), &now, (1, at(BEGAN)), soon).is_err(), "{number}");
            now.people.remove(&format!("2024-25/{number}"));
        }
        may_end(Some(&before), &now, (1, at(BEGAN)), soon).unwrap();
    }
}
