//! F18: the month's runs by the ECMO team's own log, the denominator of ascertainment.

use form_derive::Form;
use validator::Validate;

use crate::answer::Answer;
use crate::code_list;
use crate::value::{CentreCode, Month};

code_list! {
    /// Where the counts come from.
    pub enum CountSource "COUNTSRC" {
        EcmoLog = "ECMO_LOG" "ECMO team’s log",
        ElsoReturn = "ELSO_RETURN" "ELSO return",
        ReferralSystem = "REFERRAL_SYSTEM" "Referral system",
        Other = "OTHER" "Other",
    }
}

/// Runs that began here or arrived here on ECMO in one month, counted apart from the physiotherapy records.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "ecmo_activity_return", place = 11, number = "F18", title = "Monthly ECMO activity", plural = "Monthly returns", file = "ecmo_activity_returns",
       key = ["month"], occurred = "month")]
pub struct EcmoActivityReturn {
    #[field(label = "Centre", section = "Month", save, system)]
    pub centre_code: Answer<CentreCode>,
    #[field(label = "Month", save)]
    pub month: Answer<Month>,
    /// By the date on which they were first on ECMO here.
    #[field(label = "Respiratory runs started", unit = "runs", section = "Runs", save, range(min = 0, max = 40))]
    pub runs_started_resp: Answer<i64>,
    #[field(label = "Cardiac runs started", unit = "runs", save, range(min = 0, max = 40))]
    pub runs_started_card: Answer<i64>,
    #[field(label = "ECPR runs started", unit = "runs", save, range(min = 0, max = 40))]
    pub runs_started_ecpr: Answer<i64>,
    #[field(label = "On ECMO at midnight of the last day", unit = "runs", save, range(min = 0, max = 40))]
    pub runs_open_month_end: Answer<i64>,
    #[field(label = "Source of the count", save)]
    pub source_of_count: Answer<CountSource>,
}
