//! Numbers that are written in groups: telephone numbers, and NHS numbers whatever their grouping.

use super::is_nhs_number;

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

/// The first telephone number, or NHS number in another grouping than its own, of a plain text.
pub(super) fn find(text: &str) -> Option<&str> {
    runs(text).iter().find_map(|run| telephone(text, run).or_else(|| nhs_number(text, run)))
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
    (1..=4).contains(&between.len()) && between.bytes().all(|sign| b" ().-_".contains(&sign))
}

/// A number of the United Kingdom or Ireland with its 0, or one of any country with + or 00.
fn telephone<'t>(text: &'t str, run: &[Group<'t>]) -> Option<&'t str> {
    let starts = 0..run.len();
    let found = starts.flat_map(|first| (first + 1..=run.len()).map(move |end| (first, end)));
    let mut found = found.filter(|(first, end)| is_telephone(&text[..run[*first].from], &run[*first..*end]));
    found.next().map(|(first, end)| &text[run[first].from..run[end - 1].end()])
}

fn is_telephone(before: &str, groups: &[Group<'_>]) -> bool {
    let (first, others) = (groups[0].digits, &groups[1..]);
    let total: usize = groups.iter().map(|group| group.digits.len()).sum();
    if before.trim_end_matches(' ').ends_with('+') {
        return !first.starts_with('0') && (10..=15).contains(&total);
    }
    if first.starts_with("00") {
        return (3..=6).contains(&first.len()) && !first.starts_with("000") && (11..=17).contains(&total);
    }
    // Shorter first groups are hours, days and doses.
    if !first.starts_with('0') || first.len() < 3 {
        return false;
    }
    let shortest = others.iter().map(|group| group.digits.len()).min().unwrap_or(0);
    let is_mobile = first.starts_with("07") && total == 11 && shortest >= 2;
    is_mobile || ((10..=11).contains(&total) && shortest >= 3)
}

/// Ten digits that pass Modulus 11, in a few groups or each by itself.
fn nhs_number<'t>(text: &'t str, run: &[Group<'t>]) -> Option<&'t str> {
    let (first, last) = (run.first()?, run.last()?);
    let digits: String = run.iter().map(|group| group.digits).collect();
    let is_grouped = matches!(run.len(), 2..=4 | 10);
    (is_grouped && is_nhs_number(&digits)).then(|| &text[first.from..last.end()])
}
