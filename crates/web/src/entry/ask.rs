//! The network's questions on a page.

use std::sync::Arc;

use domain::{FieldSpec, FormSpec, Raw, dictionary::Dictionary};
use jiff::civil::Date;

use super::{spelling, view};

/// A question on a page.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// The question as a field.
    pub field: Arc<FieldSpec>,
    /// The record is asked it. One that is not may still hold an answer, which must be seen to be mended.
    pub is_asked: bool,
}

impl Ask {
    /// When it applies, as the page's script reads it; nothing when always, or when it is not asked at all.
    pub(super) fn when(&self) -> String {
        if self.is_asked { view::asked(&self.field) } else { String::new() }
    }
}

/// The questions of a record: those of the cycle of its date, of today's before it has one; then all others
/// ever asked on the form, so that an answer given under another date stays on the page.
pub(crate) fn asks(dictionary: &Dictionary, form: &'static FormSpec, raw: &Raw, today: Date) -> Vec<Ask> {
    let date = form.occurred.and_then(|column| date_in(raw.get(form, column))).unwrap_or(today);
    let mut asks: Vec<Ask> = dictionary
        .questions_on(date)
        .into_iter()
        .flat_map(|set| set.of(form))
        .map(|question| Ask { field: Arc::clone(&question.field), is_asked: true })
        .collect();
    for other in dictionary.asked_on(form) {
        if asks.iter().all(|ask| ask.field.name != other.field.name) {
            asks.push(Ask { field: Arc::clone(&other.field), is_asked: false });
        }
    }
    asks
}

/// The fields of all questions that a record answers, in the words of its own cycle.
pub(crate) fn answered<'q>(
    dictionary: &'q Dictionary,
    form: &'static FormSpec,
    raw: &Raw,
) -> Vec<&'q FieldSpec> {
    let asked = dictionary.asked_of(form, raw).into_iter().map(|question| &*question.field);
    let mut fields: Vec<_> = asked.filter(|field| raw.extra.contains_key(&*field.name)).collect();
    for other in dictionary.asked_on(form) {
        let is_new = fields.iter().all(|field| field.name != other.field.name);
        if is_new && raw.extra.contains_key(&*other.field.name) {
            fields.push(&other.field);
        }
    }
    fields
}

/// The date at the beginning of a time, date or month; or a date that was typed and has no time yet.
fn date_in(cell: &str) -> Option<Date> {
    let day = cell.get(..10).map_or_else(|| format!("{cell}-01"), str::to_owned);
    day.parse().ok().or_else(|| spelling::date(cell))
}

#[cfg(test)]
pub(super) mod tests {
    use domain::{questions::QuestionSet, reference};
    use jiff::civil::date;

    use super::*;

    /// A set of the first half of 2026 for contacts.
    pub(in crate::entry) fn dictionary() -> Arc<Dictionary> {
        let cycles = reference::cycles(reference::CYCLES).unwrap();
        let set = r#"
            cycle = "2026H1"
            [[question]]
            name = "q_device"
            form = "physio_contact"
            label = "Device used for cough"
            type = "code"
            codes = [{ code = "MIE", label = "In-exsufflator" }, { code = "NONE", label = "None" }]
            missing = true
            when = { field = "domain", is = ["RESP"] }
        "#;
        Arc::new(Dictionary::shipped().asking([QuestionSet::parse(set, &cycles).unwrap()]))
    }

    fn names(start: &str, today: Date) -> Vec<(String, bool)> {
        let form = Dictionary::shipped().form("physio_contact").unwrap();
        let mut raw = Raw::blank(form);
        raw.set(form, "start_at", start);
        let asks = asks(&dictionary(), form, &raw, today);
        asks.iter().map(|ask| (ask.field.name.to_string(), ask.is_asked)).collect()
    }

    #[test]
    fn are_those_of_the_cycle_of_the_record() {
        let later = date(2027, 5, 4);
        assert_eq!(names("2026-05-04T09:40", later), [("q_device".to_owned(), true)]);
        assert_eq!(names("2027-05-04T09:40", later), [("q_device".to_owned(), false)]);
    }

    #[test]
    fn are_those_of_today_before_there_is_a_date() {
        assert_eq!(names("", date(2026, 5, 4)), [("q_device".to_owned(), true)]);
        assert_eq!(names("some day", date(2027, 5, 4)), [("q_device".to_owned(), false)]);
        assert_eq!(names("4 May 2026", date(2027, 5, 4)), [("q_device".to_owned(), true)]);
    }

    #[test]
    fn carry_their_condition() {
        let form = Dictionary::shipped().form("physio_contact").unwrap();
        let asks = asks(&dictionary(), form, &Raw::blank(form), date(2026, 5, 4));
        assert_eq!(asks[0].when(), "domain=RESP");
    }
}
