//! Contacts on ECMO and what they count as (G6).

/// A contact in phase ON of a run in scope.
pub(super) struct Contact {
    /// The run's place.
    pub(super) run: usize,
    pub(super) reference: String,
    /// Local date of its start, in days since 1970.
    pub(super) date: i32,
    pub(super) outcome: String,
    /// Treated by physiotherapy: TREATED, a minute or more, led by PT, TA or both kinds.
    pub(super) treated: bool,
    /// Treated, with rehabilitation among its domains.
    pub(super) rehab: bool,
    /// Treated, with an active rehabilitation intervention.
    pub(super) active: bool,
    /// Highest ICU Mobility Scale of the contact, whoever led it.
    pub(super) ims: Option<i64>,
    /// Minutes of rehabilitation: all of them when that is the only domain.
    pub(super) minutes_rehab: Option<i64>,
    pub(super) safety_screen: Option<String>,
    /// The primary reason of a decision not to treat.
    pub(super) reason: Option<String>,
    /// The reason's class: CLIN, PAT, SVC or GOAL.
    pub(super) reason_class: Option<&'static str>,
}

impl Contact {
    /// A decision not to treat, with its reason.
    pub(super) fn is_documented_rest(&self) -> bool {
        self.outcome == "NOT_TREATED" && self.reason.is_some()
    }

    /// A decision not to treat for a clinical contraindication (clarification 23).
    pub(super) fn is_excusable(&self) -> bool {
        self.outcome == "NOT_TREATED" && self.reason_class == Some("CLIN")
    }
}

/// Whether an intervention is active exercise (clarification 9): the tilt table is not; the in-bed cycle is
/// when the patient takes part.
pub(super) fn is_active(code: &str, effort: Option<&str>) -> bool {
    match code {
        "CPM_BIKE" => matches!(effort, Some("AA" | "A" | "R")),
        "BEDEX" | "SOEOB" | "SIT_EX" | "STS" | "STAND" | "TRANSF" | "MARCH" | "WALK" | "STAIRS"
        | "UL_FUNC" | "STRENGTH" | "VR_ERGO" => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_active;

    #[test]
    fn the_cycle_needs_the_patients_effort() {
        assert!(is_active("CPM_BIKE", Some("AA")));
        assert!(!is_active("CPM_BIKE", Some("P")) && !is_active("CPM_BIKE", None));
    }

    #[test]
    fn the_tilt_table_is_not_active() {
        assert!(!is_active("TILT", None) && !is_active("PROM", Some("A")));
    }
}
