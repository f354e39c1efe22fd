//! One release: how far it is, what it withstood, and what can be done with it.

use acts::{Release, london};
use askama::Template;
use axum::extract::State;
use disclosure::attack::{Allowed, Finding};
use domain::pack::{Done, PackState};
use jiff::tz::TimeZone;
use store::Pack;

use super::{
    super::{Answer, chrome, html, look_again},
    AREA, address, found, name, tag,
};
use crate::{
    App, csrf,
    entry::instant_in_words,
    extract::Path,
    gate::Session,
    ui::{Cell, Chrome, Colour, Link, SummaryList, Table, Tag},
};

#[derive(Template)]
#[template(path = "pages/release.html")]
struct ReleasePage {
    chrome: Chrome,
    state: Tag,
    csrf: String,
    address: String,
    progress: Option<String>,
    failure: Option<String>,
    withdrawn: Option<String>,
    actions: Vec<Link>,
    certificate: Option<Certificate>,
    facts: SummaryList,
}

/// What was tried and what came of it.
struct Certificate {
    stands: bool,
    table: Table,
}

/// GET /releases/{id}
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    let pack = found(&app, &session, &id).await?;
    let zone = london()?;
    let release = match pack.state.contents() {
        Some(_) => Some(app.acts.release(&app.call(session.actor()), pack.id).await?),
        None => None,
    };
    let page = html(&ReleasePage {
        chrome: chrome(&app, &session, format!("Release {}", name(&pack.of)), AREA)
            .back(AREA, "All releases"),
        state: tag(&pack.state),
        csrf: csrf::token(&session, app.world.now()),
        address: address(pack.id),
        progress: progress(&pack.state),
        failure: if let PackState::Failed { why } = &pack.state { Some(why.clone()) } else { None },
        withdrawn: withdrawn(&pack.state, &zone),
        actions: actions(&pack, release.as_ref()),
        certificate: release.as_ref().map(certificate),
        facts: SummaryList { rows: facts(&pack, release.as_ref(), &zone) },
    })?;
    Ok(if pack.state.is_due() { look_again(page) } else { page })
}

fn progress(state: &PackState) -> Option<String> {
    match state {
        PackState::Asked => Some("It waits to be made, after what was asked for before.".to_owned()),
        PackState::Building { .. } => {
            Some("It is being made and attacked. That takes up to a minute.".to_owned())
        }
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

fn actions(pack: &Pack, release: Option<&Release>) -> Vec<Link> {
    let way =
        |step: &str, text: &str| Link { href: format!("{}/{step}", address(pack.id)), text: text.to_owned() };
    let stands = release.is_some_and(|release| release.certificate().stands());
    match pack.state {
        PackState::Ready(_) if stands => vec![way("sign", "Sign"), way("withdraw", "Withdraw")],
        PackState::Ready(_) | PackState::Published { .. } => vec![way("withdraw", "Withdraw")],
        _ => Vec::new(),
    }
}

fn certificate(release: &Release) -> Certificate {
    let certificate = release.certificate();
    let row = |finding: &Finding| {
        let tag = match (finding.passed, finding.allowed) {
            (_, Allowed::Reported) => Tag::new(Colour::Grey, "Told"),
            (true, _) => Tag::new(Colour::Green, "Withstood"),
            (false, _) => Tag::new(Colour::Red, "Did not"),
        };
        vec![
            Cell::text(format!("{} {}", finding.id, finding.name)),
            Cell::Tag(tag),
            Cell::text(finding.figure.to_string()),
            Cell::text(allowed(finding.allowed)),
            Cell::text(finding.words.clone()),
        ]
    };
    let table = Table {
        caption: "What was tried, and what came of it".to_owned(),
        heads: vec!["Attack", "", "Found", "Allowed", "In words"],
        rows: certificate.findings.iter().map(row).collect(),
    };
    Certificate { stands: certificate.stands(), table }
}

fn allowed(allowed: Allowed) -> String {
    match allowed {
        Allowed::AtMost(most) => format!("{most} at most"),
        Allowed::AtLeast(least) => format!("{least} at least"),
        Allowed::Between(least, most) => format!("{least} to {most}"),
        Allowed::Reported => "–".to_owned(),
    }
}

fn facts(pack: &Pack, release: Option<&Release>, zone: &TimeZone) -> Vec<(String, String)> {
    let mut facts = vec![("Cycle", pack.of.cycle.clone()), ("Asked for by", told(&pack.asked, zone))];
    if let Some(release) = release {
        let manifest = release.manifest();
        let told = manifest.told;
        let people = told.people.map_or_else(|| "hidden".to_owned(), |people| format!("about {people}"));
        facts.push(("Audit years", manifest.years.join(", ")));
        facts.push(("People", people));
        facts.push(("Counts that are told", format!("{} of {}", told.shown, told.cells)));
        facts.push(("Made", instant_in_words(manifest.made_at, zone)));
        facts.push(("Release (SHA-256)", release.hash().to_owned()));
    }
    if let PackState::Published { published, .. } | PackState::Withdrawn { published: Some(published), .. } =
        &pack.state
    {
        facts.push(("Signed by", told(published, zone)));
    }
    facts.push(("Snapshot (SHA-256)", pack.of.snapshot.clone()));
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
