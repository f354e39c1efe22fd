//! Texts that people write beside a record's fields: questions, answers, reasons, names.

use domain::characters;
use domain::identifier::{self, Scan};

use crate::error::{Error, Result};

/// The most characters of one.
const MAX_CHARS: usize = 1000;

/// A text without the white space around it, or the sentence that says why it is none. `what` names it,
/// e.g. `reason`.
pub(crate) fn read(what: &str, text: &str) -> Result<String> {
    let text = characters::fit(text).map_err(|unfit| {
        Error::Invalid(format!("The {what} holds {unfit}. Delete it, or type the text again."))
    })?;
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::Invalid(format!("The {what} is empty. Write it down: it is kept for good.")));
    }
    if text.chars().count() > MAX_CHARS {
        return Err(Error::Invalid(format!("The {what} is longer than 1,000 characters. Shorten it.")));
    }
    let found = identifier::find(text, Scan::Narrative);
    if !found.is_empty() {
        return Err(Error::Invalid(format!(
            "The {what} seems to hold what identifies a person: {}. Take it out; the record is known by its key.",
            identifier::told(&found)
        )));
    }
    Ok(text.to_owned())
}

/// The rule that a text breaks which is none.
pub(crate) fn rule(text: &str) -> &'static str {
    match characters::fit(text) {
        Err(_) => "X-CHAR",
        Ok(text) if text.trim().chars().count() > MAX_CHARS => "X-LENGTH",
        Ok(_) => "V-PAT-1",
    }
}

/// A name of something, of one line: it may be empty, and nothing is kept but what can be seen.
pub(crate) fn line(what: &str, text: &str) -> Result<String> {
    let text = characters::fit(text)
        .map_err(|unfit| Error::Invalid(format!("The {what} holds {unfit}. Delete it, or type it again.")))?;
    if text.contains('\n') {
        return Err(Error::Invalid(format!("The {what} holds a line break. Write it on one line.")));
    }
    Ok(text.into_owned())
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
        assert!(wrong("see\0").contains("(U+0000) after “see”"));
        assert!(!wrong("see 943\u{200b}476\u{200b}5919").contains("476"));
    }

    #[test]
    fn names_stand_on_one_line() {
        assert_eq!(line("label", "ward\u{a0}PC").expect("a name"), "ward PC");
        let wrong = |text: &str| line("label", text).expect_err("no name").to_string();
        assert!(wrong("a\nb").contains("line break"));
        assert!(wrong("a\u{1b}b").contains("(U+001B)"));
    }

    #[test]
    fn that_are_none_break_a_rule_of_the_catalogue() {
        assert_eq!(rule("see\0"), "X-CHAR");
        assert_eq!(rule(&"a".repeat(1001)), "X-LENGTH");
        assert_eq!(rule("born 12/03/1970"), "V-PAT-1");
        let known = |id: &str| domain::rules::rule(id).is_some();
        assert!(known("X-CHAR") && known("X-LENGTH") && known("V-PAT-1"));
    }

    #[test]
    fn may_be_a_thousand_letters_of_any_alphabet() {
        let long = "ä".repeat(1000);
        assert_eq!(read("reason", &format!(" {long}\n")).expect("a reason"), long);
    }

    #[test]
    fn a_name_may_be_empty() {
        assert_eq!(line("label", "").expect("a name"), "");
    }
}
