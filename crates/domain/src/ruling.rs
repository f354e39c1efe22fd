//! Rules of a form whose facts lie in a record's own answers. They stand beside the form and `validator` calls them:
//!
//! ```text
//! #[derive(Debug, Clone, PartialEq, Form, Validate)]
//! #[form(id = "discharge", …)]
//! #[validate(schema(function = "straight_home"))]
//! pub struct Discharge { … }
//!
//! fn straight_home(discharge: &Discharge) -> Ruling {
//!     if discharge.icu_outcome.is(&IcuOutcome::Home) {
//!         return ruling::ask(Discharge::ICU_OUTCOME, "V-DC-2", "Going home straight from critical care is unusual. Is it correct?");
//!     }
//!     Ok(())
//! }
//! ```
//!
//! Each function says one thing or nothing, and all of a struct speak. What needs the patient's other records, the clock
//! or the centre stands in [`crate::check`].

use std::borrow::Cow;

use serde::Deserialize as _;
use validator::{ValidationError, ValidationErrors};

use crate::finding::{Level, Notes};

/// What a rule says of a record: nothing, or what is wrong with it.
pub type Ruling = Result<(), ValidationError>;

/// The column that a finding is on.
const COLUMN: &str = "column";
/// How much it weighs.
const LEVEL: &str = "level";

/// The record cannot be saved (E).
///
/// # Errors
/// Always: with the finding on `column` by `rule`, as `words` tell it.
pub fn refuse(column: &'static str, rule: &'static str, words: impl Into<Cow<'static, str>>) -> Ruling {
    ruling(column, rule, Level::E, words.into())
}

/// The record can be saved once somebody has confirmed it (W).
///
/// # Errors
/// Always: with the finding on `column` by `rule`, as `words` tell it.
pub fn ask(column: &'static str, rule: &'static str, words: impl Into<Cow<'static, str>>) -> Ruling {
    ruling(column, rule, Level::W, words.into())
}

/// The record can be saved, but not signed off (S).
///
/// # Errors
/// Always: with the finding on `column` by `rule`, as `words` tell it.
pub fn hold(column: &'static str, rule: &'static str, words: impl Into<Cow<'static, str>>) -> Ruling {
    ruling(column, rule, Level::S, words.into())
}

fn ruling(column: &'static str, rule: &'static str, level: Level, words: Cow<'static, str>) -> Ruling {
    let mut error = ValidationError::new(rule).with_message(words);
    error.add_param(COLUMN.into(), &column);
    error.add_param(LEVEL.into(), &level);
    Err(error)
}

/// Notes all that the rules of a record said, in the order in which they stand at its struct.
pub fn note(said: Result<(), ValidationErrors>, notes: &mut Notes) {
    let Err(said) = said else { return };
    for error in said.field_errors().into_values().flatten() {
        let column = error.params.get(COLUMN).and_then(|column| column.as_str()).unwrap_or_default();
        // An error that was not made here has no level of its own: it refuses.
        let level =
            error.params.get(LEVEL).and_then(|level| Level::deserialize(level).ok()).unwrap_or(Level::E);
        let words =
            error.message.as_deref().unwrap_or("The answers of this record do not fit together. Check them.");
        notes.add(column, &error.code, level, words);
    }
}

#[cfg(test)]
mod tests {
    use validator::Validate;

    use super::*;
    use crate::Form;
    use crate::answer::Answer;
    use crate::finding::Finding;

    /// A walk in the corridor.
    #[derive(Debug, Clone, PartialEq, Form, Validate)]
    #[form(id = "walk", title = "Walk", file = "walks")]
    #[validate(schema(function = "no_further_than_planned"))]
    #[validate(schema(function = "long"))]
    #[validate(schema(function = "unplanned"))]
    struct Walk {
        #[field(label = "Planned", unit = "metres", range(min = 0, max = 100))]
        planned: Answer<i64>,
        #[field(label = "Walked", unit = "metres", range(min = 0, max = 100))]
        walked: Answer<i64>,
    }

    fn no_further_than_planned(walk: &Walk) -> Ruling {
        match (walk.planned.value(), walk.walked.value()) {
            (Some(planned), Some(walked)) if walked > planned => {
                refuse(Walk::WALKED, "T-FAR", format!("{walked} metres were walked of {planned}."))
            }
            _ => Ok(()),
        }
    }

    fn long(walk: &Walk) -> Ruling {
        if walk.walked.value().is_some_and(|walked| walked > 50) {
            return ask(Walk::WALKED, "T-LONG", "A long way. Is it correct?");
        }
        Ok(())
    }

    fn unplanned(walk: &Walk) -> Ruling {
        if walk.planned.is_blank() {
            return hold(Walk::PLANNED, "T-PLAN", "Enter what was planned.");
        }
        Ok(())
    }

    fn found(planned: Answer<i64>, walked: i64) -> Vec<Finding> {
        let mut notes = Notes::new();
        let walk = Walk { planned, walked: Answer::Given(walked) };
        crate::spec::Record::check_rules(&walk, &mut notes);
        notes.into_findings()
    }

    #[test]
    fn every_rule_of_a_struct_speaks_in_its_place() {
        assert_eq!(
            found(Answer::Given(40), 60),
            [
                Finding::new("walked", "T-FAR", Level::E, "60 metres were walked of 40."),
                Finding::new("walked", "T-LONG", Level::W, "A long way. Is it correct?"),
            ]
        );
    }

    #[test]
    fn what_blocks_the_sign_off_is_said_as_such() {
        assert_eq!(
            found(Answer::Blank, 10),
            [Finding::new("planned", "T-PLAN", Level::S, "Enter what was planned.")]
        );
    }

    #[test]
    fn a_record_without_a_fault_has_no_finding() {
        assert_eq!(found(Answer::Given(40), 40), []);
    }

    #[test]
    fn a_finding_on_a_row_stands_at_the_row() {
        let mut notes = Notes::new();
        let walk = Walk { planned: Answer::Given(0), walked: Answer::Given(9) };
        notes.at("walks", 2, |notes| crate::spec::Record::check_rules(&walk, notes));
        assert_eq!(notes.findings()[0].child, Some(("walks".to_owned(), 2)));
    }

    #[test]
    fn an_error_that_says_nothing_of_itself_refuses_the_record() {
        let mut errors = ValidationErrors::new();
        errors.add("__all__", ValidationError::new("T-BARE"));
        let mut notes = Notes::new();
        note(Err(errors), &mut notes);
        let found = &notes.findings()[0];
        assert_eq!((found.rule.as_str(), found.level, found.column.as_str()), ("T-BARE", Level::E, ""));
    }
}
