//! An event of the trail in words: what it was about, and what more it says.

use domain::{
    actor::{MemberId, Role},
    dictionary::Dictionary,
};
use serde_json::Value;
use store::{Member, RecordId, TrailEvent};

use super::super::links;
use crate::{
    entry::number_in_words,
    ui::{Cell, SummaryItem},
};

/// Parts of an event's detail that are words or numbers, and how they begin a sentence. What is not here, such as a
/// digest, tells a reader nothing.
const TOLD: [(&str, &str); 17] = [
    ("is", "as"),
    ("key", "record"),
    ("cycle", "cycle"),
    ("definition", "pack"),
    ("file", "file"),
    ("name", "files"),
    ("label", "for"),
    ("until", "until"),
    ("decision", "decision"),
    ("from", "from"),
    ("proof", "by"),
    ("by", "with"),
    ("why", "because"),
    ("failures", "failed in a row"),
    ("left", "recovery codes left"),
    ("purpose", "for"),
    ("reason", "because"),
];

/// Counts, with what is counted.
const COUNTED: [(&str, &str, &str); 9] = [
    ("rows", "row", "rows"),
    ("records", "record", "records"),
    ("signed", "record signed off", "records signed off"),
    ("created", "record entered", "records entered"),
    ("updated", "record changed", "records changed"),
    ("set_aside", "row kept aside", "rows kept aside"),
    ("withdrawn", "record withdrawn", "records withdrawn"),
    ("restored", "record restored", "records restored"),
    ("sessions", "session", "sessions"),
];

/// What an event was about, and what more it says: what leads somewhere on a line of its own, the rest on one.
pub(super) fn more(event: &TrailEvent, members: &[Member]) -> Cell {
    let mut lines: Vec<SummaryItem> = subject(event, members).into_iter().collect();
    lines.extend(reads(&event.detail));
    let form = event.detail["form"].as_str().and_then(|form| Dictionary::shipped().form(form));
    lines.extend(form.map(|form| plain(form.title.to_owned())));
    for (before, after) in [("before", "was"), ("after", "is now")] {
        lines.extend(event.detail[before]["is"].as_str().map(|is| plain(format!("{after} {}", role(is)))));
    }
    for (name, begins) in TOLD {
        lines.extend(value(name, &event.detail[name]).map(|value| plain(format!("{begins} {value}"))));
    }
    for (name, one, many) in COUNTED {
        let count = event.detail[name].as_u64().filter(|count| *count > 0);
        let words = |count: u64| number_in_words(usize::try_from(count).unwrap_or(usize::MAX), one, many);
        lines.extend(count.map(|count| plain(words(count))));
    }
    let (mut lines, rest): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| !line.href.is_empty());
    let rest: Vec<String> = rest.into_iter().map(|line| line.text).collect();
    lines.extend((!rest.is_empty()).then(|| plain(rest.join("; "))));
    Cell::Links(lines)
}

fn plain(text: String) -> SummaryItem {
    SummaryItem { text, ..SummaryItem::default() }
}

/// To whom or to what it was done, where that has a name or a page.
fn subject(event: &TrailEvent, members: &[Member]) -> Option<SummaryItem> {
    if let Some(id) = MemberId::parse(&event.subject) {
        let member = members.iter().find(|member| member.id == id && event.member != Some(id));
        if let Some(member) = member {
            return Some(SummaryItem::link(format!("/people/{id}"), member.name.clone()));
        }
        let form = event.detail["form"].as_str().and_then(|form| Dictionary::shipped().form(form))?;
        let is_record = event.action.starts_with("record.");
        return is_record.then(|| {
            SummaryItem::link(links::history(form, RecordId::new(id.uuid())), "Its history".to_owned())
        });
    }
    let is_told = event.action.starts_with("record.read") && event.detail["reads"].is_null();
    let is_told = is_told || !event.action.starts_with("record.") && !event.subject.is_empty();
    is_told.then(|| of(&event.subject)).filter(|line| !line.text.is_empty())
}

/// What one request read.
fn reads(detail: &Value) -> Vec<SummaryItem> {
    let reads = detail["reads"].as_array().into_iter().flatten();
    reads.filter_map(|read| read["what"].as_str()).map(of).collect()
}

/// `physio_contact 0192…` as the form's title that leads to the record; anything else as the trail writes it.
fn of(what: &str) -> SummaryItem {
    let named = what
        .split_once(' ')
        .and_then(|(form, id)| Some((Dictionary::shipped().form(form)?, RecordId::parse(id)?)));
    match named {
        Some((form, id)) => SummaryItem::link(links::details(form, id), form.title),
        None => plain(in_words(what)),
    }
}

/// The same text with forms by their titles, and without ids, which nobody reads.
fn in_words(what: &str) -> String {
    let words = what.split(' ').filter(|word| RecordId::parse(word).is_none());
    let title = |word: &str| {
        let id = word.trim_end_matches(',');
        let title = Dictionary::shipped().form(id).map_or(id, |form| form.title);
        format!("{title}{}", &word[id.len()..])
    };
    words.map(title).collect::<Vec<_>>().join(" ")
}

fn value(name: &str, value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) if !text.is_empty() => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(match (name, text.as_str()) {
        ("is", code) => role(code),
        ("proof", "HALF") => "a password; a code was to follow".to_owned(),
        ("proof", "ONE") => "one factor".to_owned(),
        ("proof", "TWO") => "two factors".to_owned(),
        ("by", "PASSWORD") => "a password".to_owned(),
        ("by", "PROVIDER") => "the account of their hospital".to_owned(),
        ("purpose", "JOIN") => "joining".to_owned(),
        ("purpose", code) if code.starts_with("PASSWORD") => "a new password".to_owned(),
        // Reads are for a page, by its route: the file has it, and nobody knows pages by that.
        ("purpose", route) if route.starts_with('/') => return None,
        ("decision", code) => code.to_lowercase(),
        _ => text,
    })
}

fn role(code: &str) -> String {
    Role::held(code).map_or_else(|| code.to_owned(), |role| role.label().to_owned())
}

/// `session 7c1d0a`: enough of it to tell two apart on a page.
pub(super) fn short(through: &str) -> String {
    match through.split_once(' ') {
        Some((what, id)) => {
            let start = id.char_indices().rev().nth(5).map_or(0, |(place, _)| place);
            format!("{what} {}", &id[start..])
        }
        None => through.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_known_by_its_end() {
        assert_eq!(short("session 01934b1e-0000-7000-8000-0000007c1d0a"), "session 7c1d0a");
        assert_eq!(short("token é"), "token é");
    }

    #[test]
    fn what_was_read_is_named_by_its_form() {
        let id = "01934b1e-0000-7000-8000-0000007c1d0a";
        let record = of(&format!("physio_contact {id}"));
        assert_eq!(record.href, format!("/records/physio_contact/{id}"));
        assert_eq!(
            of(&format!("history of physio_contact {id}")).text,
            format!("history of {}", record.text)
        );
        assert_eq!(of("worklist of 2026H1").text, "worklist of 2026H1");
        let two = of("patient, physio_contact").text;
        assert_eq!(two, format!("{}, {}", of("patient").text, record.text));
    }
}
