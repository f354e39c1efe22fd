//! Codes that a definition's SQL writes out, held to the lists of the data dictionary.
//!
//! A code that was renamed, or mistyped, would compare with nothing and count nothing, and nobody would see it. So each text
//! that is compared with a column of codes must be a code of its list, and each text that is compared with a word of the
//! query's own (`CASE … THEN 'short' … END AS why`) must be one that the query gives.

use domain::code::CodeList;

use crate::frames::{Words, vocabulary};

/// The first text of a query that nothing can be equal to, in a sentence with the way on.
pub(crate) fn check(sql: &str) -> Result<(), String> {
    check_by(sql, &vocabulary())
}

fn check_by(sql: &str, vocabulary: &[Words]) -> Result<(), String> {
    let tokens = tokens(sql);
    for (column, text) in comparisons(&tokens) {
        if let Some(words) = vocabulary.iter().find(|words| words.column.eq_ignore_ascii_case(column)) {
            if !words.holds(text) {
                return Err(not_a_code(words, text));
            }
        } else if is_named(&tokens, column) && !is_given(&tokens, text) {
            return Err(format!(
                "compares {column} with “{text}”, which the query never gives it. Correct one of the two."
            ));
        }
    }
    Ok(())
}

fn not_a_code(words: &Words, text: &str) -> String {
    let Words { column, list, .. } = words;
    let way_on = match list.retired(text).and_then(|retired| retired.into) {
        Some(into) => format!("It was renamed: write {into}."),
        None => format!("Write one of {}.", words.all().join(", ")),
    };
    format!(
        "compares {column} with “{text}”, which is not in the list {} of the data dictionary. {way_on}",
        list.name
    )
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'s> {
    /// A name or a keyword; of `runs.dx_group` the last part.
    Word(&'s str),
    /// A text in quotes.
    Text(&'s str),
    Sign(&'s str),
}

fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = |test: fn(char) -> bool| rest.find(|c| !test(c)).unwrap_or(rest.len());
        let (token, used) = if first == '\'' {
            let end = rest[1..].find('\'').map_or(rest.len(), |end| end + 1);
            (Token::Text(&rest[1..end]), (end + 1).min(rest.len()))
        } else if first.is_alphanumeric() || first == '_' {
            let end = length(|c| c.is_alphanumeric() || c == '_' || c == '.');
            (Token::Word(rest[..end].rsplit('.').next().unwrap_or_default()), end)
        } else if matches!(first, '<' | '>' | '!' | '=') {
            let end = length(|c| matches!(c, '<' | '>' | '!' | '='));
            (Token::Sign(&rest[..end]), end)
        } else {
            let end = first.len_utf8();
            (Token::Sign(&rest[..end]), end)
        };
        tokens.push(token);
        rest = rest[used..].trim_start();
    }
    tokens
}

/// Each text with the column that it is compared with.
fn comparisons<'s>(tokens: &[Token<'s>]) -> Vec<(&'s str, &'s str)> {
    let text = |(at, token): (usize, &Token<'s>)| match token {
        Token::Text(text) => Some((at, *text)),
        _ => None,
    };
    let texts = tokens.iter().enumerate().filter_map(text);
    texts.filter_map(|(at, text)| Some((compared(tokens, at)?, text))).collect()
}

/// The column that the text at a place is compared with: `c = 'X'`, `'X' = c`, `c IN ('X', 'Y')`, `CASE c WHEN 'X'`.
fn compared<'s>(tokens: &[Token<'s>], at: usize) -> Option<&'s str> {
    let (before, after) = tokens.split_at(at);
    match (before, after) {
        ([.., Token::Word(column), Token::Sign("=" | "<>" | "!=")], _)
        | (_, [_, Token::Sign("=" | "<>" | "!="), Token::Word(column), ..]) => Some(column),
        ([.., Token::Word(word)], _) if is(word, "when") => case_of(before),
        ([.., Token::Sign("(" | ",")], _) => in_list(before),
        _ => None,
    }
}

/// `c IN (… `, `c NOT IN (…`
fn in_list<'s>(before: &[Token<'s>]) -> Option<&'s str> {
    let open = before.iter().rposition(|token| !matches!(token, Token::Text(_) | Token::Sign(",")))?;
    match &before[..=open] {
        [.., Token::Word(column), Token::Word(not), Token::Word(word), Token::Sign("(")]
            if is(not, "not") && is(word, "in") =>
        {
            Some(column)
        }
        [.., Token::Word(column), Token::Word(word), Token::Sign("(")] if is(word, "in") => Some(column),
        _ => None,
    }
}

/// The operand of the CASE that is open at the end.
fn case_of<'s>(before: &[Token<'s>]) -> Option<&'s str> {
    let mut depth = 0;
    let case = before.iter().rposition(|token| {
        match token {
            Token::Word(word) if is(word, "end") => depth += 1,
            Token::Word(word) if is(word, "case") && depth == 0 => return true,
            Token::Word(word) if is(word, "case") => depth -= 1,
            _ => {}
        }
        false
    })?;
    match &before[case + 1..] {
        [Token::Word(column), Token::Word(word), ..] if is(word, "when") => Some(column),
        _ => None,
    }
}

/// Whether the query names a column so itself.
fn is_named(tokens: &[Token<'_>], column: &str) -> bool {
    tokens.windows(2).any(
        |pair| matches!(pair, [Token::Word(word), Token::Word(name)] if is(word, "as") && *name == column),
    )
}

/// Whether the query gives a text as a value.
fn is_given(tokens: &[Token<'_>], text: &str) -> bool {
    tokens.windows(2).any(|pair| match pair {
        [Token::Word(word), Token::Text(given)] => {
            *given == text && ["then", "else", "select"].iter().any(|before| is(word, before))
        }
        [Token::Sign(","), Token::Text(given)] => *given == text,
        _ => false,
    })
}

fn is(word: &str, keyword: &str) -> bool {
    word.eq_ignore_ascii_case(keyword)
}

impl Words {
    /// Whether a text can stand in the column.
    fn holds(&self, text: &str) -> bool {
        self.all().contains(&text)
    }

    /// Every text that can stand in the column.
    fn all(&self) -> Vec<&str> {
        let CodeList { codes, .. } = &self.list;
        let mut all: Vec<&str> =
            codes.iter().map(|code| if self.is_class { code.group } else { &*code.code }).collect();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::Definition;

    #[test]
    fn every_way_to_compare_is_seen() {
        let column = |sql: &str| check(sql).expect_err(sql);
        for sql in [
            "SELECT 1 FROM contacts WHERE outcome = 'TREATD'",
            "SELECT 1 FROM contacts WHERE 'TREATD' <> contacts.outcome",
            "SELECT 1 FROM contacts WHERE outcome IN ('TREATED', 'TREATD')",
            "SELECT 1 FROM contacts WHERE outcome NOT IN ('TREATD')",
            "SELECT CASE outcome WHEN 'TREATED' THEN 1 WHEN 'TREATD' THEN 2 END AS n FROM contacts",
        ] {
            assert!(column(sql).starts_with("compares outcome with “TREATD”"), "{}", column(sql));
        }
    }

    #[test]
    fn classes_of_reasons_are_held_to_their_list_too() {
        assert_eq!(check("SELECT 1 FROM contacts WHERE reason_class = 'CLIN'"), Ok(()));
        assert!(check("SELECT 1 FROM contacts WHERE reason_class = 'CLINICAL'").is_err());
    }

    #[test]
    fn a_word_of_the_querys_own_must_be_given_somewhere() {
        let sql = |word| {
            format!(
                "SELECT SUM(CASE WHEN why = '{word}' THEN 1 ELSE 0 END) AS n FROM (SELECT CASE WHEN ims > 2 THEN 'high' ELSE 'low' END AS why FROM days) AS d"
            )
        };
        assert_eq!(check(&sql("high")), Ok(()));
        assert!(check(&sql("hihg")).expect_err("mistyped").contains("never gives it"));
    }

    mod when_a_code_is_renamed {
        use std::borrow::Cow;

        use super::*;

        /// The dictionary with one code under another name.
        fn renamed(column: &str, code: &str, name: &'static str) -> Vec<Words> {
            let mut vocabulary = vocabulary();
            let words =
                vocabulary.iter_mut().find(|words| words.column == column).expect("a column of codes");
            let codes = words.list.codes.to_mut();
            codes.iter_mut().find(|known| known.code == code).expect("a code").code = Cow::Borrowed(name);
            vocabulary
        }

        #[test]
        fn the_definition_that_writes_it_out_is_refused_with_the_codes_there_are() {
            let definitions = Definition::shipped().expect("definitions");
            let screen = definitions.iter().find(|definition| definition.id == "P16").expect("P16");
            let refusal =
                check_by(&screen.sql, &renamed("safety_screen", "DONE_PASS", "PASSED")).expect_err("renamed");
            assert!(
                refusal.contains("“DONE_PASS”") && refusal.contains("Write one of PASSED, "),
                "{refusal}"
            );
        }

        #[test]
        fn no_shipped_definition_writes_out_what_no_list_holds() {
            for definition in Definition::shipped().expect("definitions") {
                assert_eq!(check(&definition.sql), Ok(()), "{}", definition.id);
            }
        }
    }
}
