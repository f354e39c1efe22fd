//! One pack: how far it is, what it is made from, its files, and what can be done with it.

use acts::{EVERYTHING, TABLES, WORKBOOK, london};
use askama::Template;
use axum::extract::State;
use domain::{
    actor::Action,
    pack::{Contents, Done, PackFile, PackState},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use reporting::pack::{PAGE, PDF};
use store::Pack;

use super::{
    super::{Answer, chrome, html, look_again},
    AREA, address, pack_id, tag, title, whose,
};
use crate::{
    App, csrf,
    entry::instant_in_words,
    extract::{Path, Query},
    gate::Session,
    ui::{Chrome, Link, SummaryList, Tag},
};

#[derive(Template)]
#[template(path = "pages/pack.html")]
struct PackPage {
    chrome: Chrome,
    state: Tag,
    csrf: String,
    address: String,
    /// How far it is, while it is being built.
    progress: Option<String>,
    /// Why it could not be built.
    failure: Option<String>,
    /// That it was withdrawn, by whom and why.
    withdrawn: Option<String>,
    /// Whether its files may be opened.
    is_open: bool,
    /// The files that most people want.
    files: Vec<Link>,
    /// One table each.
    tables: Vec<Link>,
    actions: Vec<Link>,
    facts: SummaryList,
}

/// What has just been done.
#[derive(serde::Deserialize)]
pub(crate) struct Just {
    done: Option<String>,
}

/// A page of a pack that is being built is looked at again by itself for so long.
const WATCHED: SignedDuration = SignedDuration::from_mins(10);

/// GET /packs/{id}
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(just): Query<Just>,
    session: Session,
) -> Answer {
    let pack = app.store.pack(session.actor(), pack_id(&id)?).await?;
    let (zone, now) = (london()?, app.world.now());
    let makes = session.offers(Action::MakePacks);
    let is_open = pack.is_open_to(session.actor());
    let contents = pack.state.contents().filter(|_| is_open);
    let whose = whose(&pack.of, &app.store.directory().await?);
    let frame = chrome(&app, &session, title(&pack.of), AREA).back(AREA, "All packs");
    let page = html(&PackPage {
        chrome: frame.notice(notice(just.done.as_deref(), &pack.state)),
        state: tag(&pack.state),
        csrf: csrf::token(&session, now),
        address: address(pack.id),
        progress: progress(&pack.state, &zone),
        failure: if let PackState::Failed { why } = &pack.state { Some(why.clone()) } else { None },
        withdrawn: withdrawn(&pack.state, &zone),
        is_open,
        files: contents.map(|contents| links(&pack, contents, &FILES)).unwrap_or_default(),
        tables: contents.map(|contents| tables(&pack, contents)).unwrap_or_default(),
        actions: if makes { actions(&pack) } else { Vec::new() },
        facts: SummaryList { rows: facts(&pack, whose, makes, &zone) },
    })?;
    let is_watched = pack.state.is_due() && now.duration_since(begun(&pack)) < WATCHED;
    Ok(if is_watched { look_again(page) } else { page })
}

/// The files by path, and what a person calls them.
const FILES: [(&str, &str); 5] = [
    (PDF, "PDF, to print and to send"),
    (PAGE, "Web page, one file"),
    (WORKBOOK, "Tables as a workbook (XLSX)"),
    (TABLES, "Tables as CSV files (ZIP)"),
    (EVERYTHING, "Everything (ZIP)"),
];

fn notice(done: Option<&str>, state: &PackState) -> Option<String> {
    let notice = match (done?, state) {
        ("published", PackState::Published { .. }) => "The pack is published.",
        ("withdrawn", PackState::Withdrawn { .. }) => "The pack is withdrawn.",
        _ => return None,
    };
    Some(notice.to_owned())
}

fn begun(pack: &Pack) -> Timestamp {
    if let PackState::Building { since } = pack.state { since } else { pack.asked.at }
}

fn progress(state: &PackState, zone: &TimeZone) -> Option<String> {
    match state {
        PackState::Asked => Some("It waits to be built. Packs are built one after the other.".to_owned()),
        PackState::Building { since } => Some(format!(
            "It is being built, since {}. That takes some seconds.",
            instant_in_words(*since, zone)
        )),
        _ => None,
    }
}

fn withdrawn(state: &PackState, zone: &TimeZone) -> Option<String> {
    let PackState::Withdrawn { withdrawn, reason, .. } = state else { return None };
    Some(format!("It was withdrawn by {}: {reason}", told(withdrawn, zone)))
}

fn told(done: &Done, zone: &TimeZone) -> String {
    format!("{} on {}", done.by, instant_in_words(done.at, zone))
}

fn links(pack: &Pack, contents: &Contents, wanted: &[(&str, &str)]) -> Vec<Link> {
    let held = |path: &str| contents.files.iter().find(|file| file.path == path);
    let found = wanted.iter().filter_map(|(path, text)| Some((held(path)?, *text)));
    found.map(|(file, text)| link(pack, &format!("files/{}", file.path), text, file)).collect()
}

fn tables(pack: &Pack, contents: &Contents) -> Vec<Link> {
    let tables = contents.files.iter().filter_map(|file| Some((file.path.strip_prefix("csv/")?, file)));
    tables.map(|(name, file)| link(pack, &file.path, name, file)).collect()
}

fn link(pack: &Pack, way: &str, text: &str, file: &PackFile) -> Link {
    Link { href: format!("{}/{way}", address(pack.id)), text: format!("{text}, {}", size(file.bytes)) }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..0x0010_0000 => format!("{} KB", bytes >> 10),
        _ => format!("{}.{} MB", bytes >> 20, ((bytes & 0x000f_ffff) * 10) >> 20),
    }
}

fn actions(pack: &Pack) -> Vec<Link> {
    let way =
        |step: &str, text: &str| Link { href: format!("{}/{step}", address(pack.id)), text: text.to_owned() };
    match pack.state {
        PackState::Ready(_) => vec![way("publish", "Publish"), way("withdraw", "Withdraw")],
        PackState::Published { .. } => vec![way("withdraw", "Withdraw")],
        _ => Vec::new(),
    }
}

/// Who made what from which snapshot. Members are told what they cite it by.
fn facts(pack: &Pack, whose: String, makes: bool, zone: &TimeZone) -> Vec<(String, String)> {
    let mut facts = vec![("Cycle", pack.of.cycle.clone()), ("Of", whose)];
    if makes {
        facts.push(("Asked for by", told(&pack.asked, zone)));
    }
    if let Some(contents) = pack.state.contents() {
        facts.push(("Built", instant_in_words(contents.at, zone)));
    }
    if let PackState::Published { published, .. } | PackState::Withdrawn { published: Some(published), .. } =
        &pack.state
    {
        facts.push(("Published by", told(published, zone)));
    }
    facts.push(("Snapshot (SHA-256)", pack.of.snapshot.clone()));
    if let Some(contents) = pack.state.contents() {
        facts.push(("Pack (SHA-256 of its manifest)", contents.hash.clone()));
    }
    facts.push(("Program", format!("ecmopt {}", pack.of.program)));
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_in_the_unit_that_fits() {
        let sizes = [0, 1023, 1024, 0x000f_ffff, 0x0010_0000, 0x0018_0000];
        assert_eq!(sizes.map(size), ["0 bytes", "1023 bytes", "1 KB", "1023 KB", "1.0 MB", "1.5 MB"]);
    }

    #[test]
    fn only_what_is_whole_can_be_published_or_withdrawn() {
        let notice = notice(Some("published"), &PackState::Asked);
        assert_eq!(notice, None, "an address that was edited says nothing");
    }
}
