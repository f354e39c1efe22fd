//! Texts that people write about a record, beside its fields: questions, answers, reasons.

use domain::identifier::{self, Scan};

use crate::error::{Error, Result};

/// The most characters of one.
const MAX_CHARS: usize = 1000;

/// A text without the white space around it, or the sentence that says why it is none. `what` names it,
/// e.g. `reason`.
pub(crate) fn read(what: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::Invalid(format!("The {what} is empty. Write it down: it is kept for good.")));
    }
    if text.chars().count() > MAX_CHARS {
        return Err(Error::Invalid(format!("The {what} is longer than 1,000 characters. Shorten it.")));
    }
    if let Some(found) = identifier::find(text, Scan::Narrative) {
        return Err(Error::Invalid(format!(
            "The {what} must not hold “{found}”: it looks like an identifier or a full date. \
             Take it out; the record is known by its key."
        )));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_trimmed() {
        assert_eq!(read("reason", " typed twice\n").expect("a reason"), "typed twice");
    }

    #[test]
    fn say_what_is_wrong_with_them() {
        let wrong = |text: &str| read("answer", text).expect_err("no answer").to_string();
        assert!(wrong("  ").starts_with("The answer is empty."));
        assert!(wrong(&"a".repeat(1001)).contains("1,000"));
        assert!(wrong("seen on 12/03/2026").contains("full date"));
        assert!(!wrong("see 9434765919").contains("9434765919"));
    }
}
