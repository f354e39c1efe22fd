//! The door of people: the form as a browser sends it.

use std::collections::BTreeSet;

use domain::{FieldSpec, FormSpec, Kind, Raw, Reason};
use reqwest::StatusCode;
use scraper::{Html, Selector};

use super::Case;
use super::room::Room;

/// Sends the form and reads the findings from the page that comes back; none when the record was saved.
pub(super) async fn hand_in(room: &Room, case: &Case<'_>) -> BTreeSet<String> {
    let path = match room.earlier(case).await {
        None => format!("/records/{}/new", case.form.id),
        Some(id) => format!("/records/{}/{id}/edit", case.form.id),
    };
    let page = room.browser.get(&path).await;
    let mut fields = controls(case.form, &case.raw, "");
    for (place, child) in case.form.children.iter().enumerate() {
        for (row, raw) in case.raw.children[place].iter().enumerate() {
            fields.extend(controls(child.spec, raw, &format!("{}.{row}.", child.name)));
        }
    }
    fields.extend(
        [("revision", "1"), ("reason", "corrected"), ("action", "save")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = room.browser.post(&path, &page, &fields).await;
    match answer.status {
        StatusCode::SEE_OTHER => BTreeSet::new(),
        StatusCode::UNPROCESSABLE_ENTITY => on_page(&answer.html),
        status => panic!("{}: {status}\n{}", case.name, answer.main()),
    }
}

/// Every finding that the page marks.
fn on_page(html: &str) -> BTreeSet<String> {
    let marked = Selector::parse("[data-finding]").unwrap();
    let page = Html::parse_document(html);
    page.select(&marked).filter_map(|element| element.attr("data-finding")).map(str::to_owned).collect()
}

/// Whether a person can type the record: an offset that the clock never has cannot be named in words.
pub(super) fn can_type(case: &Case<'_>) -> bool {
    !["X-OFFSET", "X-NUMBER"].contains(&case.example.rule.as_str())
}

/// The controls of a record's own fields with what is typed into them.
fn controls(spec: &FormSpec, raw: &Raw, prefix: &str) -> Vec<(String, String)> {
    let asked = spec.fields.iter().zip(&raw.cells).filter(|(field, _)| !field.system);
    asked.flat_map(|(field, cell)| control(field, cell, &format!("{prefix}{}", field.name))).collect()
}

fn control(field: &FieldSpec, cell: &str, name: &str) -> Vec<(String, String)> {
    let is_reason = Reason::parse(cell).is_some();
    match &field.kind {
        Kind::Centre => Vec::new(),
        Kind::WallTime if !is_reason => {
            let (date, time) = cell.split_once('T').unwrap_or((cell, ""));
            vec![(format!("{name}.date"), date.to_owned()), (format!("{name}.time"), time.to_owned())]
        }
        Kind::WallTime => {
            vec![(format!("{name}.date"), cell.to_owned()), (format!("{name}.time"), String::new())]
        }
        Kind::Codes(list) if is_reason && list.get(cell).is_none() => {
            vec![(format!("{name}.missing"), cell.to_owned())]
        }
        Kind::Codes(_) => cell.split('|').map(|code| (name.to_owned(), code.to_owned())).collect(),
        _ => vec![(name.to_owned(), cell.to_owned())],
    }
}
