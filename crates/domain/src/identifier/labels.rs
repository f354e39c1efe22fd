//! Numbers that are called a person's, or a report's of a person, and hospital numbers by their form.

use std::ops::Range;

use super::What;
use super::lexicon::{List, Lists, lists_of};
use super::words::Word;

/// Fewer digits than that are a count: patient no 3, case 12.
const LEAST_DIGITS: usize = 4;

/// The numbers of a text that are called one, and those of one to three letters and six or seven digits.
pub(super) fn find(text: &str, digits: usize, words: &[Word<'_>], hits: &mut Vec<(What, Range<usize>)>) {
    if digits < LEAST_DIGITS {
        return;
    }
    for at in (0..words.len()).filter(|at| may_begin_a_number(words, *at)) {
        let found = labelled(text, words, at).or_else(|| by_form(text, words, at));
        hits.extend(found.map(|range| (What::HospitalNumber, range)));
    }
}

/// Most words of a note begin none: they are no label, hold no digit, and no digit follows a few letters.
fn may_begin_a_number(words: &[Word<'_>], at: usize) -> bool {
    let word = &words[at];
    let digit_follows = || words.get(at + 1).is_some_and(|next| next.text.as_bytes()[0].is_ascii_digit());
    word.lists.meet(LABEL) || !word.is_small || word.text.len() <= 3 && digit_follows()
}

/// What a number may follow.
const LABEL: Lists = Lists::of(&[List::Labels, List::Owners]);

/// The number behind a label.
fn labelled(text: &str, words: &[Word<'_>], at: usize) -> Option<Range<usize>> {
    let label = &words[at];
    let letters = label.folded.bytes().take_while(u8::is_ascii_lowercase).count();
    let (name, rest) = label.folded.split_at_checked(letters).filter(|(name, _)| name.len() > 1)?;
    let lists = if rest.is_empty() { label.lists } else { lists_of(name, true) };
    let is_label = lists.has(List::Labels);
    if !is_label && !lists.has(List::Owners) {
        return None;
    }
    // MRN123456: the number follows at once.
    if !rest.is_empty() {
        return (is_label && rest.len() >= LEAST_DIGITS).then(|| label.from..label.end());
    }
    let mut next = at + 1;
    let mut is_called = is_label || gap(text, words, at).contains(['#', '№']);
    while let Some(link) = words.get(next).filter(|_| is_link_gap(gap(text, words, next - 1))) {
        if !link.lists.has(List::Links) || next > at + 3 {
            break;
        }
        is_called |= link.lists.has(List::Number);
        next += 1;
    }
    (is_called && is_link_gap(gap(text, words, next - 1))).then(|| value(text, words, next))?
}

/// The value itself: groups with digits, perhaps letters before them.
fn value(text: &str, words: &[Word<'_>], at: usize) -> Option<Range<usize>> {
    let mut last = at;
    let first = words.get(at)?;
    let has_prefix = first.is_letters() && first.text.len() <= 3;
    if first.digits() == 0 {
        words.get(at + 1).filter(|next| has_prefix && next.digits() > 0 && is_joint(gap(text, words, at)))?;
        last += 1;
    }
    let mut digits = words[last].digits();
    while let Some(next) = words.get(last + 1)
        && is_joint(gap(text, words, last))
        && next.digits() > 0
    {
        digits += next.digits();
        last += 1;
    }
    (digits >= LEAST_DIGITS).then(|| first.from..words[last].end())
}

/// RJ1234567, K-123456, RXH 1234567, RJ-123-4567.
fn by_form(text: &str, words: &[Word<'_>], at: usize) -> Option<Range<usize>> {
    let first = &words[at];
    let letters = first.text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (prefix, rest) = first.text.split_at_checked(letters)?;
    if !(1..=3).contains(&letters) || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if (6..=7).contains(&rest.len()) {
        return Some(first.from..first.end());
    }
    // A blank parts capital letters from seven digits that stand together; signs stand anywhere.
    if rest.is_empty() && gap(text, words, at) == " " {
        let is_upper = prefix.bytes().all(|byte| byte.is_ascii_uppercase());
        let next = words.get(at + 1).filter(|next| is_upper && next.is_digits() && next.text.len() == 7)?;
        return Some(first.from..next.end());
    }
    let (mut digits, mut last) = (rest.len(), at);
    while let Some(next) = words.get(last + 1)
        && matches!(gap(text, words, last), "-" | "." | "_")
        && next.is_digits()
    {
        digits += next.text.len();
        last += 1;
    }
    // A00012-1 is the audit's own.
    let is_number = digits == 7 || digits == 6 && rest.is_empty() && last == at + 1;
    (last > at && is_number).then(|| first.from..words[last].end())
}

/// What stands between a word and the next.
fn gap<'t>(text: &'t str, words: &[Word<'_>], at: usize) -> &'t str {
    let end = words[at].end();
    words.get(at + 1).map_or("", |next| &text[end..next.from])
}

fn is_link_gap(gap: &str) -> bool {
    (1..=5).contains(&gap.chars().count()) && gap.chars().all(|sign| " .:#№=-/()_,".contains(sign))
}

fn is_joint(gap: &str) -> bool {
    (1..=3).contains(&gap.len()) && gap.bytes().all(|sign| b" .-/_".contains(&sign))
}
