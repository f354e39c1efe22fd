//! Numbers that are written in groups: telephone numbers, and NHS numbers whatever their grouping.

use std::ops::Range;

use super::{What, is_nhs_number};

/// No telephone number of these countries has fewer.
const LEAST_DIGITS: usize = 9;
/// A number that is written digit by digit has as many groups.
const MOST_GROUPS: usize = 15;

/// Digits that stand together.
#[derive(Debug, Clone, Copy)]
struct Group<'t> {
    from: usize,
    digits: &'t str,
}

impl Group<'_> {
    fn end(&self) -> usize {
        self.from + self.digits.len()
    }
}

/// Every telephone number, and NHS number in another grouping than its own, of a plain text.
pub(super) fn find(text: &str, digits: usize, hits: &mut Vec<(What, Range<usize>)>) {
    if digits < LEAST_DIGITS {
        return;
    }
    for run in runs(text) {
        telephones(text, &run, hits);
        hits.extend(nhs_number(&run).map(|range| (What::TenDigits, range)));
    }
}

/// Groups of digits with no more than blanks, dots, dashes or brackets between them.
fn runs(text: &str) -> Vec<Vec<Group<'_>>> {
    let mut runs: Vec<Vec<Group<'_>>> = Vec::new();
    let mut rest = 0;
    while let Some(from) = text[rest..].find(|c: char| c.is_ascii_digit()).map(|at| rest + at) {
        let length = text[from..].bytes().take_while(u8::is_ascii_digit).count();
        let group = Group { from, digits: &text[from..from + length] };
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| joins(&text[last.end()..from])) => run.push(group),
            _ => runs.push(vec![group]),
        }
        rest = from + length;
    }
    runs
}

fn joins(between: &str) -> bool {
    (1..=4).contains(&between.len()) && between.bytes().all(|sign| b" ().-_/,:".contains(&sign))
}

/// Numbers of the United Kingdom or Ireland with their 0, or of any country with + or 00.
fn telephones(text: &str, run: &[Group<'_>], hits: &mut Vec<(What, Range<usize>)>) {
    let mut first = 0;
    while first < run.len() {
        let ends = first + 1..=run.len().min(first + MOST_GROUPS);
        let end = ends.into_iter().find(|end| is_telephone(&text[..run[first].from], &run[first..*end]));
        hits.extend(end.map(|end| (What::Telephone, run[first].from..run[end - 1].end())));
        first = end.unwrap_or(first + 1);
    }
}

fn is_telephone(before: &str, groups: &[Group<'_>]) -> bool {
    let (first, others) = (groups[0].digits, &groups[1..]);
    let total: usize = groups.iter().map(|group| group.digits.len()).sum();
    if before.trim_end_matches([' ', '(']).ends_with('+') {
        return !first.starts_with('0') && (10..=15).contains(&total);
    }
    if first.starts_with("00") && first.len() > 2 {
        return first.len() <= 6 && !first.starts_with("000") && (11..=17).contains(&total);
    }
    let shortest = others.iter().map(|group| group.digits.len()).min().unwrap_or(0);
    is_without_sign(first, others, total) || is_mobile(groups, total) || {
        // Shorter first groups are hours, days and doses.
        first.starts_with('0') && first.len() >= 3 && (10..=11).contains(&total) && shortest >= 3
    }
}

/// 07700 900123 in groups of any length, or digit by digit. A group of two is an hour as often as not.
fn is_mobile(groups: &[Group<'_>], total: usize) -> bool {
    let mut digits = groups.iter().flat_map(|group| group.digits.bytes());
    if total != 11 || digits.next() != Some(b'0') || digits.next() != Some(b'7') {
        return false;
    }
    let shortest = groups[1..].iter().map(|group| group.digits.len()).min().unwrap_or(0);
    match groups[0].digits.len() {
        1 => groups.iter().all(|group| group.digits.len() == 1),
        2 => shortest >= 3,
        _ => shortest >= 2,
    }
}

/// 44 7700 900123 without its +, 01 234 5678 in Dublin, 00 44 with a blank.
fn is_without_sign(first: &str, others: &[Group<'_>], total: usize) -> bool {
    let second = others.first().map_or("", |group| group.digits);
    match first {
        "44" => total == 12 && second.starts_with('7') && second.len() >= 3,
        "00" => (11..=17).contains(&total) && matches!(second, "44" | "353") && others.len() > 1,
        "01" => others.len() == 2 && second.len() == 3 && others[1].digits.len() == 4,
        _ => false,
    }
}

/// Ten digits that pass Modulus 11, in a few groups or each by itself.
fn nhs_number(run: &[Group<'_>]) -> Option<Range<usize>> {
    let (first, last) = (run.first()?, run.last()?);
    let digits: String = run.iter().map(|group| group.digits).collect();
    let is_grouped = matches!(run.len(), 2..=4 | 10);
    (is_grouped && is_nhs_number(&digits)).then(|| first.from..last.end())
}
