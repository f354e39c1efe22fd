//! What a field could tell about one person, for the release of anonymised data.

use crate::spec::Kind;

/// The classes of statistical disclosure control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DisclosureClass {
    /// Names a person, a record or a centre's own numbering; free text, of which nobody knows what it holds.
    Direct,
    /// With others of its kind it singles a person out, because others may know it.
    QuasiIdentifier,
    /// What an attacker would like to learn.
    Sensitive,
    /// A number with so many values that it could join two extracts.
    Linking,
    /// None of these.
    Neutral,
}

impl DisclosureClass {
    /// The class of a field that does not say its own: the most careful one for its kind of answer.
    pub const fn assumed(kind: &Kind) -> Self {
        match kind {
            Kind::Pseudonym | Kind::Ref | Kind::Text { .. } => Self::Direct,
            Kind::Int { .. } | Kind::Dec { .. } | Kind::Token(_) => Self::Linking,
            Kind::Centre
            | Kind::Code(_)
            | Kind::Codes(_)
            | Kind::Flag
            | Kind::WallTime
            | Kind::Date
            | Kind::Month => Self::QuasiIdentifier,
        }
    }

    /// How it is written in a definition and in the codebook.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::QuasiIdentifier => "quasi",
            Self::Sensitive => "sensitive",
            Self::Linking => "linking",
            Self::Neutral => "neutral",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DisclosureClass::*;
    use crate::forms;

    fn of(form: &str, field: &str) -> super::DisclosureClass {
        forms::form(form).and_then(|form| form.field(field)).unwrap().class
    }

    #[test]
    fn what_names_or_singles_out_a_person_is_known_as_such() {
        assert_eq!(of("patient", "patient_ref"), Direct);
        assert_eq!(of("physio_contact", "note"), Direct);
        assert_eq!(of("patient", "age_years"), QuasiIdentifier);
        assert_eq!(of("patient", "height_cm"), QuasiIdentifier);
        assert_eq!(of("icu_admission", "icu_admitted_at"), QuasiIdentifier);
        assert_eq!(of("icu_admission", "sofa_admission"), Linking);
    }

    #[test]
    fn outcomes_are_what_an_attacker_would_like_to_learn() {
        assert_eq!(of("discharge", "icu_outcome"), Sensitive);
        assert_eq!(of("adverse_event", "severity"), Sensitive);
        assert_eq!(of("assessment", "total"), Sensitive);
        assert_eq!(of("physio_contact", "not_treated_reason"), Neutral);
    }
}
