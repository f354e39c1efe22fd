//! What an indicator's number of one's own centre was made of, record by record.

use std::collections::{BTreeMap, BTreeSet};

use acts::london;
use axum::extract::State;
use domain::dictionary::Dictionary;
use reporting::contribution::{Contribution, Standing};
use store::RecordId;

use super::{
    super::{Answer, chrome, contribution, html, links, records::ListPage},
    AREA, Numbers, address, age,
    period::{Asked, Chosen},
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
    Query(asked): Query<Asked>,
    Query(part): Query<Part>,
    member: Member,
    Numbers(live): Numbers,
) -> Answer {
    let definition = live.board.definition(&id).cloned().ok_or(Problem::NotFound)?;
    let now = app.world.now();
    let Chosen { period, query, .. } = asked.choose(&live.board, london()?.to_datetime(now).date())?;
    let age = age(&live, now)?;
    let call = app.call(member.session.actor());
    let mut behind = app.acts.behind(&call, live, &id, period).await?;
    let summed = contribution::summed(&behind);
    let only = part.only.as_deref() == Some(NOT_MET);
    let all = format!("{}/records{query}", address(&id));
    let not_met = format!("{all}&only={NOT_MET}");
    if only {
        behind.retain(|row| row.standing == Standing::NotMet);
    }
    let after = part.after.unwrap_or_default().min(behind.len());
    let rows = &behind[after..behind.len().min(after + PAGE)];
    let ids = ids(&member, rows).await?;
    let page = |after: usize| format!("{}&after={after}", if only { &not_met } else { &all });
    let is_told = only || behind.iter().any(|row| row.standing == Standing::NotMet);
    let (href, text) =
        if only { (&all, "Show all of them") } else { (&not_met, "Show only what is not met") };
    let way = Link { href: href.clone(), text: text.to_owned() };
    html(&ListPage {
        chrome: chrome(&app, &member.session, format!("Records behind {id}"), AREA)
            .back(format!("{}{query}", address(&id)), definition.name.clone()),
        help: format!(
            "{}, {} to {}: {summed} {age} A record that was changed since shows what it is now.",
            definition.name,
            date_in_words(period.from()),
            date_in_words(period.to())
        ),
        new: None,
        table: (!rows.is_empty()).then(|| table(rows, &ids)),
        empty: "No record was counted or left out in this period.".to_owned(),
        pages: Pagination {
            first: (after > 0).then(|| page(0)),
            next: (after + PAGE < behind.len()).then(|| page(after + PAGE)),
        },
        ways: is_told.then_some(way).into_iter().collect(),
    })
}

/// The ids of the records, by form and key.
async fn ids(
    member: &Member,
    rows: &[Contribution],
) -> Result<BTreeMap<(&'static str, String), RecordId>, Problem> {
    let forms: BTreeSet<&'static str> = rows.iter().map(|row| row.form).collect();
    let mut ids = BTreeMap::new();
    for form in forms.into_iter().filter_map(|id| Dictionary::shipped().form(id)) {
        let keys: BTreeSet<String> =
            rows.iter().filter(|row| row.form == form.id).map(|row| row.key.clone()).collect();
        let found = member.records.ids(form, keys).await?;
        ids.extend(found.into_iter().map(|(key, id)| ((form.id, key), id)));
    }
    Ok(ids)
}

fn table(rows: &[Contribution], ids: &BTreeMap<(&'static str, String), RecordId>) -> Table {
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
