//! A question set as a file that an audit lead can write: TOML.

use std::sync::Arc;

use serde::Deserialize;

use super::{PREFIX, Question, QuestionSet, Retired};
use crate::code::{Code, CodeList};
use crate::condition::{Condition, Test};
use crate::disclosure_class::DisclosureClass;
use crate::forms;
use crate::leaves::Leaves;
use crate::presented::Presented;
use crate::reference::CycleDates;
use crate::shared::Shared;
use crate::spec::{FieldSpec, FormSpec, Kind, Need};

/// What is wrong with a question set, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct QuestionError {
    /// The question, or the file.
    pub place: String,
    /// What is wrong and how to mend it.
    pub problem: String,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    cycle: String,
    #[serde(default, rename = "question")]
    questions: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    form: String,
    label: String,
    #[serde(default)]
    help: String,
    #[serde(default)]
    unit: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    codes: Vec<CodeEntry>,
    min: Option<f64>,
    max: Option<f64>,
    #[serde(default)]
    decimals: u8,
    max_length: Option<usize>,
    #[serde(default)]
    need: NeedEntry,
    #[serde(default)]
    missing: bool,
    when: Option<WhenEntry>,
    /// How far the answers may go; those to a text question stay in the centre unless it says otherwise.
    leaves: Option<LeavesEntry>,
    #[serde(default)]
    retired: Vec<RetiredEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeEntry {
    code: String,
    label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RetiredEntry {
    code: String,
    into: Option<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhenEntry {
    field: String,
    #[serde(default)]
    is: Vec<String>,
    #[serde(default)]
    given: bool,
    at_least: Option<f64>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum LeavesEntry {
    Never,
    Centre,
    Network,
}

impl From<LeavesEntry> for Leaves {
    fn from(entry: LeavesEntry) -> Self {
        match entry {
            LeavesEntry::Never => Self::Never,
            LeavesEntry::Centre => Self::Centre,
            LeavesEntry::Network => Self::Network,
        }
    }
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum NeedEntry {
    Save,
    Lock,
    #[default]
    Optional,
}

impl QuestionSet {
    /// Reads a set from TOML. `cycles` are those that the audit knows.
    pub fn parse(text: &str, cycles: &[CycleDates]) -> Result<Self, QuestionError> {
        let file: File = toml::from_str(text).map_err(|error| wrong("The file", error.message()))?;
        let unknown = || wrong("cycle", format!("there is no cycle {}. Name one like 2026H2.", file.cycle));
        let cycle = cycles.iter().find(|dates| dates.id == file.cycle).cloned().ok_or_else(unknown)?;
        let mut questions: Vec<Question> = Vec::new();
        for entry in file.questions {
            let question = entry.read(&questions)?;
            questions.push(question);
        }
        Ok(Self { cycle, questions })
    }
}

fn wrong(place: &str, problem: impl Into<String>) -> QuestionError {
    QuestionError { place: place.to_owned(), problem: problem.into() }
}

impl Entry {
    fn read(self, earlier: &[Question]) -> Result<Question, QuestionError> {
        let name = self.name.clone();
        let wrong = |problem: &str| wrong(&name, problem);
        if !is_name(&self.name) {
            return Err(wrong(
                "a name begins with q_ and goes on with small letters, digits and _, like q_device.",
            ));
        }
        let form = forms::form(&self.form)
            .ok_or_else(|| wrong("there is no such form. Name one like physio_contact."))?;
        if form.occurred.is_none() {
            return Err(wrong("records of this form have no time of their own, so they belong to no cycle."));
        }
        if earlier.iter().any(|asked| asked.field.name == self.name && asked.form.id == form.id) {
            return Err(wrong("this name is there already. Choose another."));
        }
        if self.label.trim().is_empty() {
            return Err(wrong("it needs a label: the words of the question."));
        }
        let when = self.when.as_ref().map(|when| when.read(form, earlier)).transpose().map_err(wrong)?;
        let retired = self.retired()?;
        let kind = self.kind()?;
        let field = self.field(kind, when);
        Ok(Question { form, field: Arc::new(field), retired })
    }

    fn kind(&self) -> Result<Kind, QuestionError> {
        let wrong = |problem: &str| wrong(&self.name, problem);
        if self.min.zip(self.max).is_some_and(|(min, max)| min > max) {
            return Err(wrong("min is more than max."));
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a bound written with decimals is cut to a whole one"
        )]
        let whole = |bound: Option<f64>| bound.map(|bound| bound as i64);
        Ok(match self.kind.as_str() {
            "code" => Kind::Code(self.list()?),
            "codes" => Kind::Codes(self.list()?),
            "number" if self.decimals == 0 => Kind::Int { min: whole(self.min), max: whole(self.max) },
            "number" if self.decimals <= 3 => {
                Kind::Dec { min: self.min, max: self.max, scale: self.decimals }
            }
            "number" => return Err(wrong("decimals must be 0 to 3.")),
            "yes-no" => Kind::Flag,
            "date" => Kind::Date,
            "time" => Kind::WallTime,
            "text" => Kind::Text { max: self.max_length.unwrap_or(280).min(500) },
            _ => return Err(wrong("type must be code, codes, number, yes-no, date, time or text.")),
        })
    }

    fn list(&self) -> Result<Shared<CodeList>, QuestionError> {
        let wrong = |problem: String| wrong(&self.name, problem);
        if self.codes.is_empty() {
            return Err(wrong("it needs codes: [{ code = \"A\", label = \"…\" }, …].".to_owned()));
        }
        for (index, entry) in self.codes.iter().enumerate() {
            if !is_code(&entry.code) {
                return Err(wrong(format!(
                    "“{}” is no code: use capital letters, digits and _.",
                    entry.code
                )));
            }
            if self.codes[..index].iter().any(|other| other.code == entry.code) {
                return Err(wrong(format!("the code {} is there twice.", entry.code)));
            }
        }
        let codes: Vec<Code> = self
            .codes
            .iter()
            .map(|entry| Code {
                code: entry.code.clone().into(),
                label: entry.label.clone().into(),
                group: "",
            })
            .collect();
        Ok(Shared::read(CodeList { name: self.name.clone().into(), codes: codes.into(), retired: &[] }))
    }

    fn retired(&self) -> Result<Vec<Retired>, QuestionError> {
        let offered = |code: &str| self.codes.iter().any(|entry| entry.code == code);
        let read = |old: &RetiredEntry| {
            if offered(&old.code) {
                return Err(wrong(&self.name, format!("{} is retired and offered at once.", old.code)));
            }
            if let Some(into) = old.into.as_ref().filter(|into| !offered(into)) {
                return Err(wrong(&self.name, format!("{} becomes {into}, which is not offered.", old.code)));
            }
            Ok(Retired { code: old.code.clone(), into: old.into.clone(), because: old.because.clone() })
        };
        self.retired.iter().map(read).collect()
    }

    fn field(&self, kind: Kind, when: Option<(Condition, String)>) -> FieldSpec {
        let (condition, words) = when.unzip();
        let need = match (self.need, condition.is_some()) {
            (NeedEntry::Save, false) => Need::Save,
            (NeedEntry::Save, true) => Need::SaveIf,
            (NeedEntry::Lock, false) => Need::Lock,
            (NeedEntry::Lock, true) => Need::LockIf,
            (NeedEntry::Optional, _) => Need::Optional,
        };
        let assumed = Leaves::assumed(&kind).unwrap_or(Leaves::Never);
        FieldSpec {
            name: self.name.clone().into(),
            label: self.label.clone().into(),
            help: self.help.clone().into(),
            unit: self.unit.clone().into(),
            section: "Questions of this cycle",
            class: DisclosureClass::assumed(&kind),
            kind,
            need,
            when: words.unwrap_or_default().into(),
            asked_if: condition.clone(),
            needed_if: condition,
            rule: match need {
                Need::Save => "X-REQ",
                Need::SaveIf => "X-COND",
                Need::Lock | Need::LockIf => "L-REQ",
                Need::Optional => "",
            },
            miss: self.missing,
            warn: None,
            system: false,
            leaves: self.leaves.map_or(assumed, Leaves::from),
            presented: Presented::PLAIN,
        }
    }
}

impl WhenEntry {
    /// The condition, as data and in words.
    fn read(&self, form: &FormSpec, earlier: &[Question]) -> Result<(Condition, String), &'static str> {
        let mut asked = earlier.iter().filter(|asked| asked.form.id == form.id).map(|asked| &*asked.field);
        let field = form
            .field(&self.field)
            .or_else(|| asked.find(|field| field.name == self.field))
            .ok_or("its condition names a field that the form does not have, and no question before it.")?;
        let test = match (self.is.is_empty(), self.given, self.at_least) {
            (false, false, None) => Test::Is(self.is.iter().map(|code| code.clone().into()).collect()),
            (true, true, None) => Test::Given,
            (true, false, Some(least)) => Test::AtLeast(least),
            _ => return Err("its condition says one of: is = [\"CODE\"], given = true, at_least = 1."),
        };
        Ok((Condition::on(self.field.clone(), test), self.words(field)))
    }

    /// In the words of the form: `“Domain” is Respiratory`.
    fn words(&self, field: &FieldSpec) -> String {
        let words = |code: &String| match (code.as_str(), field.kind.list().and_then(|list| list.get(code))) {
            (_, Some(listed)) => listed.label.to_string(),
            ("true", None) => "yes".to_owned(),
            ("false", None) => "no".to_owned(),
            (other, None) => other.to_owned(),
        };
        let label = &field.label;
        match self.at_least {
            Some(least) => format!("“{label}” is {least} or more"),
            None if self.given => format!("“{label}” is given"),
            None => format!("“{label}” is {}", self.is.iter().map(words).collect::<Vec<_>>().join(" or ")),
        }
    }
}

fn is_name(name: &str) -> bool {
    let rest = name.strip_prefix(PREFIX).unwrap_or_default();
    !rest.is_empty()
        && name.len() <= 40
        && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.len() <= 24
        && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::Dictionary;
    use crate::{Raw, reference};
    use jiff::tz::TimeZone;

    const SET: &str = r#"
        cycle = "2026H1"

        [[question]]
        name = "q_device"
        form = "physio_contact"
        label = "Device used for cough"
        type = "code"
        codes = [{ code = "MIE", label = "Cough assist" }, { code = "NONE", label = "None" }]
        need = "lock"
        missing = true
        when = { field = "domain", is = ["RESP"] }
        retired = [{ code = "IPPB", into = "MIE", because = "Both are one device." }]

        [[question]]
        name = "q_pressure"
        form = "physio_contact"
        label = "Highest pressure"
        unit = "cmH2O"
        type = "number"
        min = 0
        max = 60
        when = { field = "q_device", is = ["MIE"] }
        need = "save"
    "#;

    fn dictionary() -> Dictionary {
        let cycles = reference::cycles(reference::CYCLES).unwrap();
        Dictionary::shipped().asking([QuestionSet::parse(SET, &cycles).unwrap()])
    }

    fn judged(start: &str, answers: &[(&str, &str)]) -> Vec<String> {
        let form = forms::form("physio_contact").unwrap();
        let mut raw = Raw::blank(form);
        raw.set(form, "start_at", start);
        raw.set(form, "domain", "RESP");
        raw.extra = answers.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect();
        let findings = dictionary().judge_answers(form, &mut raw, &TimeZone::UTC);
        findings.iter().map(|finding| format!("{} {}", finding.key(), finding.level)).collect()
    }

    #[test]
    fn is_asked_in_its_own_cycle_only() {
        assert_eq!(judged("2026-05-04T09:40", &[]), ["L-REQ@q_device S"]);
        assert!(judged("2025-05-04T09:40", &[]).is_empty());
        assert_eq!(judged("2025-05-04T09:40", &[("q_device", "MIE")]), ["F-HEADER-UNKNOWN@q_device E"]);
    }

    #[test]
    fn a_condition_on_another_question_decides() {
        let day = "2026-05-04T09:40";
        assert_eq!(judged(day, &[("q_device", "MIE")]), ["X-COND@q_pressure E"]);
        assert!(judged(day, &[("q_device", "NONE")]).is_empty());
        assert!(judged(day, &[("q_device", "NK")]).is_empty());
        assert_eq!(judged(day, &[("q_device", "MIE"), ("q_pressure", "61")]), ["X-RANGE@q_pressure E"]);
    }

    #[test]
    fn is_told_in_the_words_of_a_form() {
        let form = forms::form("physio_contact").unwrap();
        let told = |answers: &[(&str, &str)]| {
            let mut raw = Raw::blank(form);
            raw.set(form, "start_at", "2026-05-04T09:40");
            raw.set(form, "domain", "RESP");
            raw.extra = answers.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect();
            dictionary().judge_answers(form, &mut raw, &TimeZone::UTC).remove(0).message
        };
        assert_eq!(
            told(&[]),
            "Choose “Device used for cough”, or NR if it is not recorded. It is needed because “Domain” is Respiratory. \
             The record can be saved, but not signed off without it."
        );
        assert_eq!(
            told(&[("q_device", "MIE")]),
            "Enter “Highest pressure, in cmH2O”. It is needed because “Device used for cough” is Cough assist."
        );
        assert_eq!(
            told(&[("q_device", "MIE"), ("q_pressure", "61")]),
            "Highest pressure must be between 0 and 60 cmH2O."
        );
    }

    #[test]
    fn a_retired_code_is_told_its_successor() {
        let form = forms::form("physio_contact").unwrap();
        let mut raw = Raw::blank(form);
        raw.set(form, "start_at", "2026-05-04T09:40");
        raw.extra.insert("q_device".into(), "IPPB".into());
        let findings = dictionary().judge_answers(form, &mut raw, &TimeZone::UTC);
        assert_eq!(
            findings[0].message,
            "Device used for cough: the code IPPB was retired. Both are one device. Use MIE instead."
        );
    }

    #[test]
    fn a_mistake_in_the_file_is_named() {
        let cycles = reference::cycles(reference::CYCLES).unwrap();
        let refused = |text: &str| QuestionSet::parse(text, &cycles).unwrap_err().to_string();
        assert!(refused("cycle = \"1999H1\"").contains("there is no cycle 1999H1"));
        assert!(refused(&SET.replace("q_pressure", "minutes")).contains("a name begins with q_"));
        assert!(refused(&SET.replace("into = \"MIE\"", "into = \"BIKE\"")).contains("which is not offered"));
        assert!(
            refused(&SET.replace("field = \"q_device\"", "field = \"q_later\""))
                .contains("no question before it")
        );
    }

    #[test]
    fn a_set_goes_with_the_last_who_holds_it() {
        let held = dictionary();
        let field = std::sync::Arc::downgrade(&held.question_sets().next().unwrap().questions[0].field);
        assert!(field.upgrade().is_some());
        drop(held);
        assert!(field.upgrade().is_none());
    }

    #[test]
    fn answers_in_free_text_stay_in_the_centre_unless_the_question_says_otherwise() {
        let cycles = reference::cycles(reference::CYCLES).unwrap();
        let leaves = |kind: &str, more: &str| {
            let text = format!(
                "cycle = \"2026H1\"\n[[question]]\nname = \"q_x\"\nform = \"physio_contact\"\nlabel = \"X\"\ntype = \"{kind}\"\n{more}"
            );
            QuestionSet::parse(&text, &cycles).map(|set| set.questions[0].field.leaves)
        };
        assert_eq!(leaves("text", ""), Ok(Leaves::Never));
        assert_eq!(leaves("text", "leaves = \"centre\""), Ok(Leaves::Centre));
        assert_eq!(leaves("text", "leaves = \"network\""), Ok(Leaves::Network));
        assert_eq!(leaves("number", ""), Ok(Leaves::Network));
        assert_eq!(leaves("number", "leaves = \"never\""), Ok(Leaves::Never));
        assert!(leaves("text", "leaves = \"everybody\"").is_err());
    }
}
