//! The page of the trail: what is asked for, and the newest events of it.

use acts::london;
use askama::Template;
use axum::extract::State;
use jiff::tz::TimeZone;
use store::{Member, TrailEvent, TrailKind};

use super::{
    super::{Answer, chrome, html},
    AREA,
    ask::Asked,
    event,
};
use crate::{
    App,
    entry::instant_in_words,
    extract::Query,
    gate::Session,
    ui::{Cell, Chrome, Link, Pagination, SelectOption, Table},
};

/// So many events stand on a page.
const SHOWN: u64 = 50;

const OF_CENTRE: &str = "Who signed in, what was entered, changed and read at your centre, and by whom: also by the network and by \
    programs. An event that is changed or removed afterwards is named when the trail is verified.";
const OF_ALL: &str = "Who signed in, and what was done by whom. Which records were entered, changed or read is shown to their \
    centres alone: here stands how many. An event that is changed or \
    removed afterwards is named when the trail is verified.";

#[derive(Template)]
#[template(path = "pages/trail.html")]
struct TrailPage {
    chrome: Chrome,
    help: &'static str,
    action: &'static str,
    /// What the address asks for and no box shows, in words, with the way back to all.
    narrowed: Option<(String, Link)>,
    hidden: Vec<(&'static str, String)>,
    kinds: Vec<SelectOption>,
    people: Vec<SelectOption>,
    from: String,
    to: String,
    table: Option<Table>,
    pages: Pagination,
    file: String,
}

/// GET /trail
pub(crate) async fn show(State(app): State<App>, Query(asked): Query<Asked>, session: Session) -> Answer {
    let actor = session.actor();
    let part = app.store.trail(actor, &asked.filter()?, SHOWN).await?;
    let (members, zone) = (app.store.members(actor).await?, london()?);
    let is_of_all = actor.centre.is_none();
    let row = |told: &TrailEvent| row(told, &asked, &members, &zone, is_of_all);
    let next = part.next.map(|next| Asked { before: next.to_string(), ..asked.clone() }.address(""));
    let newest = Asked { before: String::new(), ..asked.clone() };
    html(&TrailPage {
        chrome: chrome(&app, &session, "Audit trail", AREA),
        help: if is_of_all { OF_ALL } else { OF_CENTRE },
        action: AREA,
        narrowed: narrowed(&asked),
        hidden: [("about", &asked.about), ("through", &asked.through)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.clone()))
            .collect(),
        kinds: kinds(&asked.what),
        people: people(&members, &asked.person),
        from: asked.from.clone(),
        to: asked.to.clone(),
        table: (!part.events.is_empty()).then(|| Table {
            caption: "What was done, newest first".to_owned(),
            heads: heads(is_of_all),
            rows: part.events.iter().map(row).collect(),
        }),
        pages: Pagination { first: (!asked.before.is_empty()).then(|| newest.address("")), next },
        file: newest.address("/events.csv"),
    })
}

fn heads(is_of_all: bool) -> Vec<&'static str> {
    let mut heads = vec!["When", "Who", "What", "More", "From"];
    if is_of_all {
        heads.push("Centre");
    }
    heads
}

fn row(told: &TrailEvent, asked: &Asked, members: &[Member], zone: &TimeZone, is_of_all: bool) -> Vec<Cell> {
    let narrower = |change: &dyn Fn(&mut Asked)| {
        let mut narrower = Asked { before: String::new(), ..asked.clone() };
        change(&mut narrower);
        narrower.address("")
    };
    let who = told.member.map_or_else(
        || Cell::text(told.actor.clone()),
        |id| Cell::link(narrower(&|asked| asked.person = id.to_string()), told.actor.clone()),
    );
    let from = told.through.as_ref().map_or_else(
        || Cell::text(""),
        |from| Cell::link(narrower(&|asked| asked.through.clone_from(from)), event::short(from)),
    );
    let mut cells = vec![
        Cell::text(instant_in_words(told.at, zone)),
        who,
        Cell::text(told.words),
        event::more(told, members),
        from,
    ];
    if is_of_all {
        cells.push(Cell::text(told.centre.clone().unwrap_or_default()));
    }
    cells
}

fn narrowed(asked: &Asked) -> Option<(String, Link)> {
    let words = match (asked.about.is_empty(), asked.through.is_empty()) {
        (true, true) => return None,
        (false, true) => {
            "Only what names one record, person or pack: not the lists and the imports that it was part of."
                .to_owned()
        }
        (true, false) => format!("Only what came from {}.", event::short(&asked.through)),
        (false, false) => "Only what names one thing and came from one place.".to_owned(),
    };
    let all = Asked { about: String::new(), through: String::new(), before: String::new(), ..asked.clone() };
    Some((words, Link { href: all.address(""), text: "Show everything again".to_owned() }))
}

fn kinds(chosen: &str) -> Vec<SelectOption> {
    let option = |kind: TrailKind| (kind.as_str().to_owned(), words(kind).to_owned());
    options("Everything", TrailKind::ALL.into_iter().map(option), chosen)
}

const fn words(kind: TrailKind) -> &'static str {
    match kind {
        TrailKind::SignIn => "Signing in",
        TrailKind::People => "People and programs",
        TrailKind::Records => "Records entered and changed",
        TrailKind::Reads => "Records read",
        TrailKind::Files => "Files and imports",
        TrailKind::Network => "Cycles, packs and cases",
        TrailKind::Service => "The installation",
    }
}

fn people(members: &[Member], chosen: &str) -> Vec<SelectOption> {
    let people = members.iter().map(|member| (member.id.to_string(), member.name.clone()));
    let is_known = members.iter().any(|member| member.id.to_string() == chosen);
    // Whoever is not of the centre any more, or never was, is chosen by their name in a row.
    let other = (!chosen.is_empty() && !is_known).then(|| (chosen.to_owned(), "Somebody else".to_owned()));
    options("Everybody", people.chain(other), chosen)
}

fn options(all: &str, others: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<SelectOption> {
    let all = std::iter::once((String::new(), all.to_owned()));
    all.chain(others).map(|(value, text)| SelectOption { chosen: value == chosen, value, text }).collect()
}
