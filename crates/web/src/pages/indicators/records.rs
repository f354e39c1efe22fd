//! What an indicator's number of one's own centre was made of, record by record.

use std::collections::{BTreeMap, BTreeSet};

use acts::london;
use axum::extract::State;
use domain::dictionary::Dictionary;
use reporting::{
    contribution::{Contribution, Lacking, Standing},
    indicators::Counted,
};

use super::{
    super::{Answer, chrome, contribution, html, links, records::ListPage},
    AREA, Ids, Numbers, address, age, lacking,
    period::{Asked, Chosen},
    stratum::{self, Narrowed},
};
use crate::{
    App,
    entry::date_in_words,
    extract::{Path, Query},
    gate::Member,
    problem::Problem,
    ui::{Cell, Link, Pagination, Table},
};

/// So many are shown on one page, as of every list.
const PAGE: usize = 50;

/// Which part of a long list.
#[derive(serde::Deserialize)]
pub(crate) struct Part {
    after: Option<usize>,
    only: Option<String>,
}

/// How an address says that nothing but what is not met is wanted.
const NOT_MET: &str = "not-met";

/// GET /indicators/{id}/records
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    (Query(asked), Query(narrowed), Query(part)): (Query<Asked>, Query<Narrowed>, Query<Part>),
    member: Member,
    Numbers(live): Numbers,
) -> Answer {
    let definition = live.board.definition(&id).cloned().ok_or(Problem::NotFound)?;
    let now = app.world.now();
    let Chosen { period, query, .. } = asked.choose(&live.board, london()?.to_datetime(now).date())?;
    let within = narrowed.within(&live.board, &id)?;
    let query = stratum::query(&query, within.as_ref());
    let age = age(&live, now)?;
    let of = within.as_ref().and_then(|stratum| live.board.words(&id, stratum));
    let of = of.map_or_else(String::new, |words| format!(", {words}"));
    let call = app.call(member.session.actor());
    let list = if definition.counts == Counted::Fields {
        let field = within.map(|stratum| stratum.value);
        let lacking = app.acts.lacking(&call, live, period, field).await?;
        lacking_list(&member, &lacking, &part, &format!("{}/records{query}", address(&id))).await?
    } else {
        let behind = app.acts.behind(&call, live, &id, period, within).await?;
        contributions(&member, behind, &part, &format!("{}/records{query}", address(&id))).await?
    };
    html(&ListPage {
        chrome: chrome(&app, &member.session, format!("Records behind {id}"), AREA)
            .back(format!("{}{query}", address(&id)), definition.name.clone()),
        help: format!(
            "{}{of}, {} to {}: {} {age} A record that was changed since shows what it is now.",
            definition.name,
            date_in_words(period.from()),
            date_in_words(period.to()),
            list.summed
        ),
        new: None,
        table: list.table,
        empty: list.empty.to_owned(),
        pages: list.pages,
        ways: list.way.into_iter().collect(),
    })
}

/// What the page lists.
struct List {
    /// All of it in a sentence.
    summed: String,
    table: Option<Table>,
    empty: &'static str,
    pages: Pagination,
    way: Option<Link>,
}

async fn contributions(
    member: &Member,
    mut behind: Vec<Contribution>,
    part: &Part,
    all: &str,
) -> Result<List, Problem> {
    let summed = contribution::summed(&behind);
    let only = part.only.as_deref() == Some(NOT_MET);
    let not_met = format!("{all}&only={NOT_MET}");
    if only {
        behind.retain(|row| row.standing == Standing::NotMet);
    }
    let is_told = only || behind.iter().any(|row| row.standing == Standing::NotMet);
    let rows = part.rows(&behind);
    let ids = ids(member, rows.iter().map(|row| (row.form, &row.key))).await?;
    let (href, text) =
        if only { (all, "Show all of them") } else { (&*not_met, "Show only what is not met") };
    Ok(List {
        summed,
        table: (!rows.is_empty()).then(|| table(rows, &ids)),
        empty: "No record was counted or left out in this period.",
        pages: part.pages(if only { &not_met } else { all }, behind.len()),
        way: is_told.then(|| Link { href: href.to_owned(), text: text.to_owned() }),
    })
}

async fn lacking_list(member: &Member, lacking: &[Lacking], part: &Part, all: &str) -> Result<List, Problem> {
    let rows = part.rows(lacking);
    let ids = ids(member, rows.iter().map(|row| (row.form, &row.key))).await?;
    Ok(List {
        summed: lacking::summed(lacking),
        table: (!rows.is_empty()).then(|| lacking::table(rows, &ids)),
        empty: "No record lacks a value here in this period.",
        pages: part.pages(all, lacking.len()),
        way: None,
    })
}

impl Part {
    /// How many rows stand before the page.
    fn before(&self, all: usize) -> usize {
        self.after.unwrap_or_default().min(all)
    }

    fn rows<'r, T>(&self, all: &'r [T]) -> &'r [T] {
        let from = self.before(all.len());
        &all[from..all.len().min(from + PAGE)]
    }

    /// The ways through a list whose whole stands at an address.
    fn pages(&self, address: &str, all: usize) -> Pagination {
        let from = self.before(all);
        let page = |after: usize| format!("{address}&after={after}");
        Pagination {
            first: (from > 0).then(|| page(0)),
            next: (from + PAGE < all).then(|| page(from + PAGE)),
        }
    }
}

async fn ids<'r>(
    member: &Member,
    rows: impl Iterator<Item = (&'static str, &'r String)>,
) -> Result<Ids, Problem> {
    let mut keys: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for (form, key) in rows {
        keys.entry(form).or_default().insert(key.clone());
    }
    let mut ids = BTreeMap::new();
    for (id, keys) in keys {
        let Some(form) = Dictionary::shipped().form(id) else { continue };
        let found = member.records.ids(form, keys).await?;
        ids.extend(found.into_iter().map(|(key, id)| ((form.id, key), id)));
    }
    Ok(ids)
}

fn table(rows: &[Contribution], ids: &Ids) -> Table {
    let cell = |row: &Contribution| {
        let form = Dictionary::shipped().form(row.form);
        let name = form.map_or(row.form, |form| form.title);
        let text = format!("{name} {}", row.key);
        match ids.get(&(row.form, row.key.clone())).zip(form) {
            Some((id, form)) => Cell::link(links::details(form, *id), text),
            None => Cell::text(format!("{text}, not held any more")),
        }
    };
    let row = |row: &Contribution| {
        vec![
            cell(row),
            Cell::text(row.unit.clone()),
            Cell::Tag(contribution::tag(&row.standing)),
            Cell::text(contribution::why(&row.standing)),
        ]
    };
    Table {
        caption: "Counted and left out, by date".to_owned(),
        heads: vec!["Record", "Counted", "Contribution", "Why"],
        rows: rows.iter().map(row).collect(),
    }
}
