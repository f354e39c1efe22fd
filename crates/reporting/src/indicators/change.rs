//! What a version of a definition changed, in its own words.

use jiff::civil::Date;
use serde::Deserialize;

/// One version of a definition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The version that it made.
    pub version: String,
    /// The day on which that was decided.
    #[serde(deserialize_with = "super::value::iso_date::deserialize")]
    pub since: Date,
    /// What is otherwise, as a sentence.
    pub what: String,
}

impl Change {
    /// Whoever changes a definition says what is otherwise: a version after the first is the last of its changes.
    pub(crate) fn check(changes: &[Self], version: &str) -> Result<(), String> {
        let last = changes.last().map(|change| change.version.as_str());
        if last == Some(version) || (last.is_none() && version == FIRST) {
            return Ok(());
        }
        Err(format!(
            "is of version {version}, and its last change is {}. Say under [[changes]] what version {version} changed.",
            last.map_or_else(|| "none".to_owned(), |last| format!("that of version {last}"))
        ))
    }
}

/// A version that changed nothing.
const FIRST: &str = "1";

#[cfg(test)]
mod tests {
    use super::*;

    fn change(version: &str) -> Change {
        let since = jiff::civil::date(2026, 11, 29);
        Change { version: version.to_owned(), since, what: "Counts otherwise.".to_owned() }
    }

    #[test]
    fn a_first_version_needs_no_word() {
        assert_eq!(Change::check(&[], "1"), Ok(()));
    }

    #[test]
    fn a_later_version_that_says_nothing_is_refused_with_the_way_on() {
        let refusal = Change::check(&[change("2")], "3").expect_err("silent");
        assert!(refusal.contains("that of version 2") && refusal.contains("[[changes]]"), "{refusal}");
        assert!(Change::check(&[], "2").is_err());
        assert_eq!(Change::check(&[change("2"), change("3")], "3"), Ok(()));
    }
}
