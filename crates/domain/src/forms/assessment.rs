//! F12: instrument scores at a point in time. Two instruments are held: the daily ICU Mobility Scale and RASS.

use form_derive::Form;
use jiff::tz::TimeZone;
use validator::Validate;

use super::physio_contact::Role;
use crate::answer::Answer;
use crate::code_list;
use crate::time::WallTime;
use crate::spec::Kind;
use crate::value::{Cell, CentreCode, Fault, Ref, Text};

code_list! {
    /// Instruments held by the audit.
    pub enum Instrument "INSTRUMENT" {
        ImsDaily = "IMS_DAILY" "ICU Mobility Scale, highest of the day",
        Rass = "RASS" "Richmond Agitation-Sedation Scale",
    }
}

/// Instruments of the dictionary that are not held yet; a bundle's rows of them are counted.
pub const NOT_HELD: [&str; 18] = [
    "CPAX", "MMS", "MRCSS", "FSSICU", "PFITS", "CAMICU", "CFS", "BARTHEL20", "EQ5D5L", "SMWT", "STS30", "STS60", "GRIP",
    "BORG_CR10", "PICUPS", "HADS", "MOCA", "SF36",
];

impl Instrument {
    /// Its items: code, lowest and highest value. The total of both instruments is their one item.
    pub const fn items(self) -> &'static [(&'static str, i64, i64)] {
        match self {
            Self::ImsDaily => &[("ims", 0, 10)],
            Self::Rass => &[("rass", -5, 4)],
        }
    }
}

code_list! {
    /// When in the course an instrument was used.
    pub enum Timepoint "TIMEPOINT" {
        Baseline = "BASELINE" "Baseline",
        Awakening = "AWAKENING" "Awakening",
        IcuWeekly = "ICU_WEEKLY" "Weekly in critical care",
        EcmoOff = "ECMO_OFF" "ECMO stopped",
        IcuDischarge = "ICU_DC" "Leaving critical care",
        HospitalDischarge = "HOSP_DC" "Leaving hospital",
        FollowUp3 = "FU_3M" "3-month follow-up",
        FollowUp6 = "FU_6M" "6-month follow-up",
        FollowUp12 = "FU_12M" "12-month follow-up",
        Other = "OTHER" "Other",
    }
}

code_list! {
    /// Why a total is missing.
    pub enum IncompleteReason "MISSING" {
        NotKnown = "NK" "Not known",
        NotRecorded = "NR" "Not recorded",
        NotApplicable = "NA" "Not applicable",
        UnableToAssess = "UTA" "Unable to assess",
    }
}

/// A total as a sender may state it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// The number made from the items.
    Made(i64),
    /// An item is missing, so there is none.
    Incomplete,
}

impl Cell for Total {
    const KIND: Kind = Kind::Token("a whole number, or INCOMPLETE");

    fn read(text: &str, zone: &TimeZone) -> Result<Self, Fault> {
        if text == "INCOMPLETE" { Ok(Self::Incomplete) } else { i64::read(text, zone).map(Self::Made) }
    }

    fn write(&self) -> String {
        match self {
            Self::Made(total) => total.to_string(),
            Self::Incomplete => "INCOMPLETE".to_owned(),
        }
    }
}

/// Scores of one instrument at one time.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "assessment", number = "F12", title = "Assessment", file = "assessments",
       key = ["assessment_ref"], parent = "icu_admission" by ["admission_ref"], occurred = "taken_at",
       facts = AssessmentFacts)]
pub struct Assessment {
    #[field(label = "Centre", section = "Assessment", save, system)]
    pub centre_code: Answer<CentreCode>,
    /// A reference made for the audit, unique in your centre.
    #[field(label = "Assessment reference", save)]
    pub assessment_ref: Answer<Ref>,
    #[field(label = "Admission reference", save)]
    pub admission_ref: Answer<Ref>,
    /// When it was taken at a follow-up, its number.
    #[field(label = "Follow-up number")]
    #[validate(range(min = 1, max = 20))]
    pub follow_up_no: Answer<i64>,
    #[field(label = "Instrument", save)]
    pub instrument: Answer<Instrument>,
    #[field(label = "Version of the instrument", save)]
    pub version: Answer<Text<20>>,
    #[field(label = "Language", save)]
    pub language: Answer<Text<10>>,
    #[field(label = "Taken", section = "When and who", save)]
    pub taken_at: Answer<WallTime>,
    #[field(label = "By", save)]
    pub by_role: Answer<Role>,
    #[field(label = "Time point", save)]
    pub timepoint: Answer<Timepoint>,
    /// Made from the items; leave it empty.
    #[field(label = "Total", section = "Total")]
    pub total: Answer<Total>,
    #[field(label = "Why an item is missing", save_if = item_missing, when = "an item is missing")]
    pub incomplete_reason: Answer<IncompleteReason>,
    #[children(name = "items")]
    pub items: Vec<AssessmentItem>,
}

/// What an assessment's conditions need to know.
#[derive(Debug, Clone, Copy, Default)]
pub struct AssessmentFacts {
    /// An item that the total needs has no value.
    pub incomplete: bool,
}

fn item_missing(_: &Assessment, facts: &AssessmentFacts) -> bool {
    facts.incomplete
}

impl Assessment {
    /// The total made from the items; `None` when one is missing.
    pub fn made_total(&self) -> Option<i64> {
        let items = self.instrument.value()?.items();
        items.iter().map(|(code, low, high)| self.item(code).filter(|v| (*low..=*high).contains(v))).sum()
    }

    /// The value of an item.
    pub fn item(&self, code: &str) -> Option<i64> {
        let item = self.items.iter().find(|item| item.item.get().is_some_and(|name| name.as_str() == code))?;
        item.value.value()
    }
}

/// One item of an assessment.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "assessment_item", number = "F12", title = "Item", file = "assessment_items",
       key = ["assessment_ref", "item"])]
pub struct AssessmentItem {
    #[field(label = "Item", save)]
    pub item: Answer<Text<30>>,
    #[field(label = "Value", save, miss)]
    pub value: Answer<i64>,
}
