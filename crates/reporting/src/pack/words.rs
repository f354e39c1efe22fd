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

pub(super) use crate::chart::decimal;

/// `1 centre`, `3 centres`
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
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
    fn clauses_become_sentences() {
        assert_eq!(sentence("opportunity days"), "Opportunity days.");
        assert_eq!(sentence("Done."), "Done.");
    }
}
