//! Dates, numbers and names as people read them.

use jiff::{Timestamp, civil::Date};

use crate::indicators::Period;

/// `1 April 2026`
pub(super) fn date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `1 April 2026 to 30 September 2026`
pub(super) fn period(period: Period) -> String {
    format!("{} to {}", date(period.from()), date(period.to()))
}

/// `October 2024`
pub(super) fn month(month: Date) -> String {
    month.strftime("%B %Y").to_string()
}

/// `15 October 2026 at 11:00 UTC`. Not the local clock: what is printed mustn't depend on a machine's zone tables.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%-d %B %Y at %H:%M UTC").to_string()
}

/// `15 October 2026`, by the universal clock like [`moment`].
pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%-d %B %Y").to_string()
}

pub(super) use crate::chart::decimal;

/// `1 centre`, `3 centres`
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// What an indicator counts one by one, by the name of its frame.
pub(super) fn counted(frame: &str) -> &str {
    match frame {
        "episodes" => "admissions",
        "days" => "ECMO days",
        // Events are told for so many contacts.
        "contacts" | "events" => "contacts on ECMO",
        "rehab_days" => "rehabilitation days",
        "weeks" => "weeks on ECMO",
        "fields" => "key fields",
        "services" => "organisational audits",
        other => other,
    }
}

/// Which records a cohort letter stands for (G7). A letter that is not known stands for itself.
pub(super) fn cohort(letter: &str) -> String {
    match letter.trim_end_matches('*') {
        "A" => "what began in the period, or arrived on ECMO in it".to_owned(),
        "B" => "what ended in the period".to_owned(),
        "C" => "contacts on ECMO in the period".to_owned(),
        "D" => "ECMO days in the period".to_owned(),
        "H" => "patients who left intensive care alive in the period".to_owned(),
        "F" => "patients whose follow-up review fell due in the period".to_owned(),
        "T" => "centres, by their organisational audit".to_owned(),
        other => format!("cohort {other} of the data dictionary"),
    }
}

/// `A`, `A and B`, `A, B and C`
pub(super) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// First letter in upper case and a full stop at the end: clauses of a definition become sentences.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let stop = if text.ends_with('.') { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_full() {
        let april = jiff::civil::date(2026, 4, 1);
        assert_eq!(date(april), "1 April 2026");
        assert_eq!(month(april), "April 2026");
        assert_eq!(moment("2026-10-15T11:00:00Z".parse().unwrap()), "15 October 2026 at 11:00 UTC");
    }

    #[test]
    fn names_are_listed_as_one_says_them() {
        let names = ["STH", "PAP", "LEI"].map(str::to_owned);
        assert_eq!(
            [list(&names[..1]), list(&names[..2]), list(&names)],
            ["STH", "STH and PAP", "STH, PAP and LEI"]
        );
    }

    #[test]
    fn no_cohort_is_a_bare_letter() {
        assert_eq!(cohort("A*"), cohort("A"));
        assert!(cohort("D").starts_with("ECMO days"));
        assert_eq!(cohort("–"), "cohort – of the data dictionary");
    }

    #[test]
    fn clauses_become_sentences() {
        assert_eq!(sentence("opportunity days"), "Opportunity days.");
        assert_eq!(sentence("Done."), "Done.");
    }
}
