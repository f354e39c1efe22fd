//! When a question applies or must be answered: by other answers of the same record, and by facts that the patient's
//! other records decide.
//!
//! A condition is data. The field says it once; the rules, the page's script, the paper form and the codebook read
//! it. On a form it is written in `#[field(save if outcome is Treated | AssessedOnly && domain is Resp)]`, where
//! the derive makes typed code of it as well; in a question set of the network as TOML.

use std::borrow::Cow;
use std::fmt;

use crate::answer::{Answer, Reason};
use crate::value::Quantity;

/// Holds when one of its alternatives does.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// At least one; mostly exactly one.
    pub any: Cow<'static, [All]>,
}

/// Holds when each of its terms does.
#[derive(Debug, Clone, PartialEq)]
pub struct All(pub Cow<'static, [Term]>);

/// What one answer, or one fact, must say.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The field that decides; of [`Test::Fact`], the fact's name.
    pub field: Cow<'static, str>,
    /// What it must say.
    pub test: Test,
}

/// What a deciding answer must say.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// One of these codes (of a set: at least one of them), or this number.
    Is(Cow<'static, [Cow<'static, str>]>),
    /// Anything but nothing or a missing reason.
    Given,
    /// A number of at least this.
    AtLeast(f64),
    /// Decided by the patient's other records: the form's facts.
    Fact,
}

impl Condition {
    /// A condition on one field.
    pub fn on(field: impl Into<String>, test: Test) -> Self {
        let term = Term { field: Cow::Owned(field.into()), test };
        Self { any: vec![All(vec![term].into())].into() }
    }

    /// Whether it can hold, as far as the record's own answers tell; facts are taken to hold. `cell` gives the cell
    /// of a field.
    pub fn may_hold<'c>(&self, cell: impl Fn(&str) -> &'c str) -> bool {
        let holds = |all: &All| all.0.iter().all(|term| term.test.may_hold(cell(&term.field)));
        self.any.iter().any(holds)
    }

    /// The fields that decide.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let terms = self.any.iter().flat_map(|all| all.0.iter());
        terms.filter(|term| term.test != Test::Fact).map(|term| &*term.field)
    }
}

impl Test {
    fn may_hold(&self, cell: &str) -> bool {
        let number = || cell.parse::<f64>().ok();
        match self {
            Self::Is(wanted) => {
                cell.split('|').any(|code| wanted.iter().any(|wanted| wanted == code))
                    || number().is_some_and(|number| wanted.iter().any(|code| is_number(code, number)))
            }
            Self::Given => !cell.is_empty() && Reason::parse(cell).is_none(),
            Self::AtLeast(least) => number().is_some_and(|number| number >= *least),
            Self::Fact => true,
        }
    }
}

/// Whether a text is a number, in whatever spelling: 0.0 is 0.
fn is_number(text: &str, number: f64) -> bool {
    text.parse::<f64>().is_ok_and(|wanted| (wanted - number).abs() < f64::EPSILON)
}

/// As the page's script reads it: `outcome=TREATED|ASSESSED_ONLY` (one of these), `load` (any answer),
/// `ims_achieved>=2`; a space between terms, ` || ` between alternatives. Facts, which no page can see, are left out.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alternatives: Vec<String> = self.any.iter().map(All::to_string).collect();
        f.write_str(&alternatives.join(" || "))
    }
}

impl fmt::Display for All {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seen = self.0.iter().filter(|term| term.test != Test::Fact);
        let terms: Vec<String> = seen.map(Term::to_string).collect();
        f.write_str(&terms.join(" "))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, test } = self;
        match test {
            Test::Is(codes) => write!(f, "{field}={}", codes.join("|")),
            Test::AtLeast(least) => write!(f, "{field}>={least}"),
            Test::Given | Test::Fact => f.write_str(field),
        }
    }
}

/// For the derive: a number of at least this was given.
#[doc(hidden)]
pub fn is_at_least<T: Quantity>(answer: &Answer<T>, least: f64) -> bool {
    answer.get().is_some_and(|value| value.quantity() >= least)
}

/// For the derive: this number was given.
#[doc(hidden)]
pub fn is_equal<T: Quantity>(answer: &Answer<T>, wanted: f64) -> bool {
    answer.get().is_some_and(|value| (value.quantity() - wanted).abs() < f64::EPSILON)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(field: &'static str, test: Test) -> Term {
        Term { field: field.into(), test }
    }

    fn treated_for_the_chest() -> Condition {
        let is = |codes: &'static [&'static str]| Test::Is(codes.iter().map(|code| (*code).into()).collect());
        let terms = vec![
            of("outcome", is(&["TREATED", "ASSESSED_ONLY"])),
            of("domain", is(&["RESP"])),
            of("on_ecmo", Test::Fact),
        ];
        Condition { any: vec![All(terms.into())].into() }
    }

    #[test]
    fn every_term_must_hold_and_a_set_needs_one_of_the_codes() {
        let holds = |outcome: &'static str, domain: &'static str| {
            treated_for_the_chest().may_hold(|field| if field == "outcome" { outcome } else { domain })
        };
        assert!(holds("TREATED", "REHAB|RESP"));
        assert!(!holds("NOT_TREATED", "RESP"));
        assert!(!holds("TREATED", "REHAB"));
        assert!(!holds("", ""));
    }

    #[test]
    fn a_number_is_a_number_in_any_spelling_and_a_reason_is_no_answer() {
        let zero = Condition::on("sweep", Test::Is(vec!["0".into()].into()));
        assert!(zero.may_hold(|_| "0.0"));
        assert!(!zero.may_hold(|_| "0.5"));
        assert!(!Condition::on("load", Test::Given).may_hold(|_| "NK"));
        assert!(Condition::on("ims", Test::AtLeast(2.0)).may_hold(|_| "2"));
        assert!(!Condition::on("ims", Test::AtLeast(2.0)).may_hold(|_| "1"));
    }

    #[test]
    fn one_alternative_is_enough() {
        let given = |field| All(vec![of(field, Test::Given)].into());
        let either = Condition { any: vec![given("icu_outcome"), given("left_centre_at")].into() };
        let holds =
            |answered: &'static str| either.may_hold(|field| if field == answered { "X" } else { "" });
        assert!(holds("icu_outcome"));
        assert!(holds("left_centre_at"));
        assert!(!holds("death_at"));
        assert_eq!(either.to_string(), "icu_outcome || left_centre_at");
    }

    #[test]
    fn the_script_of_a_page_reads_what_it_can_see() {
        assert_eq!(treated_for_the_chest().to_string(), "outcome=TREATED|ASSESSED_ONLY domain=RESP");
        assert_eq!(Condition::on("ims", Test::AtLeast(2.0)).to_string(), "ims>=2");
        assert_eq!(Condition::on("load", Test::Given).to_string(), "load");
    }
}
