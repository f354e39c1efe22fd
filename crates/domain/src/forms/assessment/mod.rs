//! F12: the score of one instrument at one time. The instruments themselves are in [`crate::instruments`].

mod rules;

use form_derive::Form;
use jiff::tz::TimeZone;
use validator::Validate;

use super::physio_contact::Role;
use crate::answer::Answer;
use crate::code::Coded;
use crate::code_list;
use crate::instruments::{self, ItemValue, Score, Total};
use crate::spec::{Grammar, Kind};
use crate::time::WallTime;
use crate::value::{Cell, CentreCode, Fault, Ref, Text};

code_list! {
    /// Instruments of the audit. What each asks is in [`crate::instruments`].
    pub enum Instrument "INSTRUMENT" {
        ImsDaily = "IMS_DAILY" "ICU Mobility Scale, highest of the day" in "Core",
        Cpax = "CPAX" "Chelsea Critical Care Physical Assessment (CPAx)" in "Core",
        Mms = "MMS" "Manchester Mobility Score" in "Optional",
        Mrcss = "MRCSS" "MRC sum score" in "Optional",
        Fssicu = "FSSICU" "Functional Status Score for the ICU" in "Optional",
        Pfits = "PFITS" "Physical Function ICU Test, scored" in "Optional",
        Rass = "RASS" "Richmond Agitation-Sedation Scale" in "Core",
        CamIcu = "CAMICU" "CAM-ICU" in "Optional",
        Cfs = "CFS" "Clinical Frailty Scale" in "Core",
        Barthel20 = "BARTHEL20" "Barthel index, 0 to 20" in "Optional",
        Eq5d5l = "EQ5D5L" "EQ-5D-5L with visual analogue scale" in "Core",
        Smwt = "SMWT" "6-minute walk test" in "Optional",
        Sts30 = "STS30" "30-second chair stand" in "Optional",
        Sts60 = "STS60" "1-minute sit-to-stand" in "Core",
        Grip = "GRIP" "Grip strength" in "Core",
        BorgCr10 = "BORG_CR10" "Borg CR10" in "Optional",
        Picups = "PICUPS" "Post-ICU presentation screen (PICUPS)" in "Optional",
        Hads = "HADS" "Hospital Anxiety and Depression Scale" in "Optional",
        Moca = "MOCA" "Montreal Cognitive Assessment" in "Optional",
        Sf36 = "SF36" "SF-36" in "Optional",
    }
}

impl Instrument {
    /// Its items, ranges and total.
    pub fn table(self) -> &'static instruments::Instrument {
        instruments::INSTRUMENTS[self.index()]
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
pub enum StatedTotal {
    /// The number made from the items.
    Number(Score),
    /// An item is missing, so there is none.
    Incomplete,
}

impl Cell for StatedTotal {
    const KIND: Kind = Kind::Token(Grammar {
        words: "a number, or INCOMPLETE",
        pattern: r"^(-?(0|[1-9][0-9]{0,8})(\.[0-9])?|INCOMPLETE)$",
        number: true,
    });

    fn read(text: &str, zone: &TimeZone) -> Result<Self, Fault> {
        if text == "INCOMPLETE" { Ok(Self::Incomplete) } else { Score::read(text, zone).map(Self::Number) }
    }

    fn write(&self) -> String {
        match self {
            Self::Number(total) => total.write(),
            Self::Incomplete => "INCOMPLETE".to_owned(),
        }
    }
}

/// Scores of one instrument at one time.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "assessment", place = 8, number = "F12", title = "Assessment", plural = "Assessments", file = "assessments",
       key = ["assessment_ref"], parent = "icu_admission" by ["admission_ref"],
       names = "follow_up" by ["admission_ref", "follow_up_no"], occurred = "taken_at",
       offer(4, "Enter an assessment"), facts = AssessmentFacts, completed = with_what_the_instrument_brings)]
#[validate(schema(function = "rules::complete"))]
#[validate(schema(function = "rules::stated_total"))]
#[validate(schema(function = "rules::strength_of_who_follows"))]
pub struct Assessment {
    #[field(label = "Centre", section = "Assessment", save, system)]
    pub centre_code: Answer<CentreCode>,
    /// A reference made for the audit, unique in your centre.
    #[field(label = "Assessment reference", save)]
    pub assessment_ref: Answer<Ref>,
    #[field(label = "Admission reference", save)]
    pub admission_ref: Answer<Ref>,
    /// When it was taken at a follow-up, its number.
    #[field(label = "Follow-up number", range(min = 1, max = 20))]
    pub follow_up_no: Answer<i64>,
    #[field(label = "Instrument", save, gist, class = neutral)]
    pub instrument: Answer<Instrument>,
    /// As printed on the form: 2.0 for the Clinical Frailty Scale, 20 for the 20-point Barthel index.
    #[field(label = "Version of the instrument", save, leaves = network)]
    pub version: Answer<Text<20>>,
    /// The language it was used in, e.g. en.
    #[field(label = "Language", save, leaves = network)]
    pub language: Answer<Text<10>>,
    #[field(label = "Taken", section = "When and who", save)]
    pub taken_at: Answer<WallTime>,
    #[field(label = "By", save)]
    pub by_role: Answer<Role>,
    #[field(label = "Time point", save, gist, class = neutral)]
    pub timepoint: Answer<Timepoint>,
    /// Made from the items: leave it empty. Only for the Montreal Cognitive Assessment enter it, from 0 to 30.
    #[field(label = "Total", section = "Total", gist, class = sensitive)]
    pub total: Answer<StatedTotal>,
    #[field(label = "Why an item is missing", save if incomplete, when = "an item is missing")]
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

/// An instrument brings its version, and the language that most use, unless another was sent.
fn with_what_the_instrument_brings(assessment: &mut Assessment) {
    let Some(instrument) = assessment.instrument.value() else { return };
    if assessment.version.is_blank() {
        assessment.version = Text::read(instrument.table().version, &TimeZone::UTC).map_or(Answer::Blank, Answer::Given);
    }
    if assessment.language.is_blank() {
        assessment.language = Text::read(instruments::LANGUAGE, &TimeZone::UTC).map_or(Answer::Blank, Answer::Given);
    }
}

impl Assessment {
    /// The total made from the items; `None` while the instrument is not known.
    pub fn made_total(&self) -> Option<Total> {
        Some(self.instrument.value()?.table().total(|code| self.item(code)))
    }

    /// An item of the complete set without a value: absent, empty or with a missing reason. One that could not be
    /// read, or lies outside its range, has its finding.
    pub fn lacks_an_item(&self) -> bool {
        let without =
            |code| self.row(code).is_none_or(|row| matches!(row.value, Answer::Missing(_) | Answer::Blank));
        self.instrument.value().is_some_and(|instrument| {
            instrument.table().items.iter().any(|item| item.in_total && without(item.code))
        })
    }

    /// The value of an item.
    pub fn item(&self, code: &str) -> Option<ItemValue> {
        self.row(code)?.value.value()
    }

    /// The row of an item.
    pub fn row(&self, code: &str) -> Option<&AssessmentItem> {
        self.items.iter().find(|row| row.item.get().is_some_and(|name| name.as_str() == code))
    }
}

/// One item of an assessment.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "assessment_item", number = "F12", title = "Item", file = "assessment_items",
       key = ["assessment_ref", "item"])]
pub struct AssessmentItem {
    /// The item's code in the table of its instrument.
    #[field(label = "Item", save, leaves = network)]
    pub item: Answer<Text<30>>,
    #[field(label = "Value", save, miss, class = sensitive)]
    pub value: Answer<ItemValue>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Raw;
    use crate::check::judge;

    fn stored(instrument: &str, version: &str) -> [String; 2] {
        let form = Assessment::FORM_SPEC;
        let mut raw = Raw::blank(form);
        raw.set(form, Assessment::INSTRUMENT, instrument);
        raw.set(form, Assessment::VERSION, version);
        let stored = judge::read(form, &raw, &TimeZone::UTC).0.write();
        [Assessment::VERSION, Assessment::LANGUAGE].map(|name| stored.get(form, name).to_owned())
    }

    #[test]
    fn an_instrument_brings_its_version_and_language() {
        assert_eq!(stored("CFS", ""), ["2.0", "en"]);
        assert_eq!(stored("BARTHEL20", ""), ["20", "en"]);
        assert_eq!(stored("CPAX", "2"), ["2", "en"]);
        assert_eq!(stored("", ""), ["", ""]);
    }
}
