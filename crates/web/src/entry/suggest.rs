//! What the contact before says about the next one: suggestions that a person sees and takes over, or not.

use domain::{
    FieldSpec, FormSpec, Raw,
    forms::{EcmoRun, PhysioContact},
    presented::Carried,
};
use jiff::civil::DateTime;
use store::StoredRecord;

use super::{Entry, answer_in_words, typed::Typed, wall_time_in_words};

/// Suggestions for a contact.
pub(crate) struct Suggestions {
    form: &'static FormSpec,
    cells: Vec<Suggestion>,
    staff: Vec<Raw>,
    /// When the contact before took place, in words; nothing when there was none.
    pub last: Option<String>,
}

struct Suggestion {
    name: &'static str,
    cell: String,
    /// Why it is suggested.
    because: String,
    /// It is the answer of the contact before.
    is_carried: bool,
}

impl Suggestions {
    /// What an admission's records suggest for a contact at a local time, on this run if on any; nothing for other forms.
    pub(crate) fn of(
        form: &'static FormSpec,
        records: &[StoredRecord],
        run: Option<&StoredRecord>,
        at: DateTime,
    ) -> Option<Self> {
        if form.id != PhysioContact::ID {
            return None;
        }
        let before = |record: &&StoredRecord| {
            record.form.id == form.id
                && local(record, PhysioContact::START_AT).is_some_and(|start| start < at)
        };
        let last = records.iter().filter(before).max_by_key(|record| local(record, PhysioContact::START_AT));
        let mut cells = vec![Suggestion {
            name: PhysioContact::START_AT,
            cell: at.date().to_string(),
            because: "Today".to_owned(),
            is_carried: false,
        }];
        cells.extend(run.map(|run| Suggestion {
            name: PhysioContact::RUN_NO,
            cell: run.raw.get(run.form, EcmoRun::RUN_NO).to_owned(),
            because: "The run at this time".to_owned(),
            is_carried: false,
        }));
        let is_carried = |field: &&FieldSpec| match field.presented.carried {
            Carried::Never => false,
            Carried::Always => true,
            Carried::OnEcmo => run.is_some(),
        };
        let words = last.map(|last| wall_time_in_words(last.raw.get(form, PhysioContact::START_AT)));
        if let (Some(last), Some(words)) = (last, &words) {
            cells.extend(form.fields.iter().filter(is_carried).map(|field| Suggestion {
                name: &field.name,
                cell: last.raw.get(form, &field.name).to_owned(),
                because: format!("Last contact, {words}"),
                is_carried: true,
            }));
        }
        cells.retain(|suggestion| !suggestion.cell.is_empty());
        let staff =
            last.and_then(|last| Some(last.raw.children[form.child_index(PhysioContact::STAFF)?].clone()));
        Some(Self { form, cells, staff: staff.unwrap_or_default(), last: words })
    }

    /// Types the suggestions into what is still empty; the names of what was typed.
    pub(crate) fn fill(&self, entry: &mut Entry) -> Vec<String> {
        let mut filled = Vec::new();
        for suggestion in &self.cells {
            if entry.suggest(self.form, suggestion.name, &suggestion.cell) {
                filled.push(suggestion.name.to_owned());
            }
        }
        if entry.suggest_rows(self.form, PhysioContact::STAFF, &self.staff) {
            filled.push(PhysioContact::STAFF.to_owned());
        }
        filled
    }

    /// A suggestion in words, for the line beside its question.
    pub(crate) fn words(&self, name: &str) -> String {
        let Some((suggestion, field)) = self.find(name).zip(self.form.field(name)) else {
            return String::new();
        };
        let answer = match Typed::from_suggestion(field, &suggestion.cell) {
            Typed::When { date, time } if time.is_empty() => date,
            _ => answer_in_words(field, &suggestion.cell),
        };
        format!("{}: {answer}", suggestion.because)
    }

    /// The mark of an answer that still is the suggested one; nothing of any other.
    pub(crate) fn mark(&self, name: &str, typed: &Typed) -> &'static str {
        let Some((suggestion, field)) = self.find(name).zip(self.form.field(name)) else { return "" };
        let is_kept = typed.agrees_with(&Typed::from_suggestion(field, &suggestion.cell));
        match (is_kept, suggestion.is_carried) {
            (false, _) => "",
            (true, true) => "From the last contact: check",
            (true, false) => "Suggested: check",
        }
    }

    fn find(&self, name: &str) -> Option<&Suggestion> {
        self.cells.iter().find(|suggestion| suggestion.name == name)
    }
}

/// A wall time of a record; nothing when none was entered.
fn local(record: &StoredRecord, name: &str) -> Option<DateTime> {
    record.raw.get(record.form, name).get(..16)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use domain::dictionary::Dictionary;
    use domain::{life::Life, value::CentreCode};
    use jiff::{Timestamp, civil::date};
    use serde_json::{Value, json};
    use store::{RecordId, Revision};

    use super::*;

    fn stored(form: &str, json: &Value) -> StoredRecord {
        let form = Dictionary::shipped().form(form).unwrap();
        StoredRecord {
            id: RecordId::parse("0195d1f0-0000-7000-8000-000000000000").unwrap(),
            form,
            centre: CentreCode::parse("STH").unwrap(),
            natural_key: String::new(),
            parent_key: None,
            patient: None,
            occurred_at: None,
            holds: 0,
            revision: Revision::FIRST,
            life: Life::Submitted,
            raw: Raw::from_json(form, json).unwrap(),
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn records() -> Vec<StoredRecord> {
        let run = json!({ "run_no": 2, "time_on": "2026-03-20T14:00", "time_off": "2026-03-28T10:00" });
        let contact = |start: &str, flow: f64| {
            stored(
                "physio_contact",
                &json!({ "start_at": start, "airway": "ETT", "ecmo_flow_l_min": flow, "minutes": 30,
                         "staff": [{ "role": "PT", "band": "6", "n": 1, "ecmo_competent": true }] }),
            )
        };
        vec![
            stored("ecmo_run", &run),
            contact("2026-03-25T09:40", 4.2),
            contact("2026-03-26T09:40", 4.0),
            contact("2026-03-29T09:40", 3.0),
        ]
    }

    /// The run is on up to 28 March.
    fn at(day: i8) -> Suggestions {
        let form = Dictionary::shipped().form("physio_contact").unwrap();
        let records = records();
        let run = records.first().filter(|_| day < 28);
        Suggestions::of(form, &records, run, date(2026, 3, day).at(11, 0, 0, 0)).unwrap()
    }

    #[test]
    fn come_from_the_contact_before_the_time_of_this_one() {
        let words = at(27).words("ecmo_flow_l_min");
        assert_eq!(words, "Last contact, 26 March 2026 at 09:40: 4.0 litres a minute");
        assert_eq!(at(27).words("airway"), "Last contact, 26 March 2026 at 09:40: Endotracheal tube");
        assert_eq!(at(27).words("run_no"), "The run at this time: 2");
        assert_eq!(at(27).words("start_at"), "Today: 27 March 2026");
    }

    #[test]
    fn leave_out_what_belongs_to_one_contact_alone() {
        assert_eq!(at(27).words("minutes"), "");
    }

    #[test]
    fn leave_out_the_circuit_once_ecmo_has_ended() {
        assert_eq!(at(30).words("ecmo_flow_l_min"), "");
        assert_eq!(at(30).words("run_no"), "");
        assert_ne!(at(30).words("airway"), "");
    }

    #[test]
    fn fill_what_is_empty_and_nothing_else() {
        let form = Dictionary::shipped().form("physio_contact").unwrap();
        let mut entry = Entry::blank(form);
        entry.suggest(form, "airway", "MASK");
        let filled = at(27).fill(&mut entry);
        assert!(filled.contains(&"staff".to_owned()) && filled.contains(&"start_at".to_owned()));
        assert!(!filled.contains(&"airway".to_owned()));
        let mark = |name| at(27).mark(name, entry.answer(form, name).unwrap());
        assert_eq!(mark("ecmo_flow_l_min"), "From the last contact: check");
        assert_eq!(mark("run_no"), "Suggested: check");
        assert_eq!(mark("airway"), "");
        let start = entry.answer(form, "start_at").unwrap();
        assert_eq!(*start, Typed::When { date: "27 March 2026".to_owned(), time: String::new() });
    }
}
