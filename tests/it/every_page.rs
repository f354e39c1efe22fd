//! What holds for every page and file: each is asked for once, by whom it is for, and looked at for all of it.

use reqwest::header::HeaderMap;
use scraper::{Html, Selector};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};
use testkit::example::{Example, Who};
use testkit::places::{Ids, is_page, places};
use testkit::visitor::Visitor;
use tokio::sync::OnceCell;

use crate::headers::is_guarded;

/// What was answered.
struct Answered {
    route: &'static str,
    address: String,
    who: Who,
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answered {
    fn page(&self) -> Option<Html> {
        is_page(self.route).then(|| Html::parse_document(&String::from_utf8_lossy(&self.body)))
    }
}

/// All that was answered, and what the database held before and after.
struct Walk {
    answers: Vec<Answered>,
    before: Vec<String>,
    after: Vec<String>,
    /// The kinds of events that were written on the way.
    events: Vec<String>,
}

/// The walk, made by the first test that needs it.
async fn walk() -> &'static Walk {
    static WALK: OnceCell<Walk> = OnceCell::const_new();
    WALK.get_or_init(Walk::made).await
}

/// What is no page, at an address that answers.
fn files(ids: &Ids) -> Vec<(&'static str, Who, String)> {
    let (published, ready, upload) = (&ids.life.published, &ids.life.ready, &ids.life.upload);
    vec![
        ("/healthz", Who::Nobody, "/healthz".to_owned()),
        ("/api/openapi.json", Who::Nobody, "/api/openapi.json".to_owned()),
        ("/assets/{name}", Who::Nobody, "/assets/app.css".to_owned()),
        ("/exports/{kind}", Who::Clerk, "/exports/bundle.zip".to_owned()),
        ("/exports/{kind}", Who::Clerk, "/exports/workbook.xlsx".to_owned()),
        ("/templates/{name}", Who::Clerk, "/templates/ecmopt.xlsx".to_owned()),
        ("/templates/{name}", Who::Clerk, "/templates/csv.zip".to_owned()),
        ("/templates/{name}", Who::Clerk, "/templates/codebook.html".to_owned()),
        ("/imports/uploads/{id}/rows/{kind}", Who::Clerk, format!("/imports/uploads/{upload}/rows/csv")),
        ("/indicators/{id}/csv/{table}", Who::Audit, "/indicators/P04/csv/p04_centres.csv".to_owned()),
        ("/network/oversight/csv/{table}", Who::Audit, "/network/oversight/csv/sign_off.csv".to_owned()),
        ("/packs/{id}/read", Who::Audit, format!("/packs/{ready}/read")),
        ("/packs/{id}/files/{file}", Who::Audit, format!("/packs/{ready}/files/pack.pdf")),
        ("/packs/{id}/csv/{table}", Who::Audit, format!("/packs/{published}/csv/matrix.csv")),
        ("/trail/events.csv", Who::Lead, "/trail/events.csv".to_owned()),
    ]
}

impl Walk {
    async fn made() -> Self {
        let example = Example::start();
        let ids = Ids::of(&example).await;
        let pages = places(&ids).into_iter().filter(|place| place.press.is_none());
        let all: Vec<_> =
            pages.map(|place| (place.route, place.who, place.address)).chain(files(&ids)).collect();
        let mut visitors = Vec::new();
        for who in Who::ALL {
            let url = &example.serving.url;
            let visitor = match who.login() {
                Some(login) => Visitor::sign_in(url, login).await,
                None => Visitor::nobody(url),
            };
            visitors.push((who, visitor.unwrap()));
        }
        let db = Database::connect(example.database_url()).await.unwrap();
        let (before, newest) = (held(&db).await, number_of(&db, "SELECT MAX(seq) FROM audit_event").await);
        let mut answers = Vec::new();
        for (route, who, address) in all {
            let visitor = &visitors.iter().find(|(known, _)| *known == who).unwrap().1;
            let answer = visitor.ask(&address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let body = answer.bytes().await.unwrap().to_vec();
            answers.push(Answered { route, address, who, status, headers, body });
        }
        let of_the_walk =
            format!("SELECT DISTINCT action FROM audit_event WHERE seq > {newest} ORDER BY action");
        Self { answers, before, after: held(&db).await, events: texts(&db, &of_the_walk).await }
    }
}

async fn texts(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn number_of(db: &DatabaseConnection, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

/// Tables that move by themselves: when a session was last used, the trail, and what follows from records and is
/// counted anew by whoever comes first.
const MOVING: [&str; 7] =
    ["session", "audit_event", "audit_head", "patient_review", "patient_work", "work_count", "work_line"];

/// Every row of every other table, as text.
async fn held(db: &DatabaseConnection) -> Vec<String> {
    let tables =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut held = Vec::new();
    for table in texts(db, tables).await.into_iter().filter(|table| !MOVING.contains(&table.as_str())) {
        let columns = texts(db, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
        let row = columns
            .iter()
            .map(|column| format!("quote(\"{column}\")"))
            .collect::<Vec<_>>()
            .join(" || '|' || ");
        let rows = texts(db, &format!("SELECT {row} AS line FROM \"{table}\" ORDER BY line")).await;
        held.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    held
}

#[tokio::test]
async fn is_answered_to_whom_it_is_for() {
    for answer in &walk().await.answers {
        let Answered { address, who, status, .. } = answer;
        let is_elsewhere = ["/", "/sign-in/second", "/worklist"].contains(&address.as_str());
        assert_eq!(*status, if is_elsewhere { 303 } else { 200 }, "{address} to {who:?}");
    }
}

#[tokio::test]
async fn carries_the_headers_and_says_its_type() {
    for answer in &walk().await.answers {
        is_guarded(&answer.address, &answer.headers, &answer.body);
    }
}

#[tokio::test]
async fn that_is_a_file_has_a_name_of_ours() {
    let shown = ["/healthz", "/api/openapi.json", "/assets/{name}", "/packs/{id}/read"];
    for Answered { route, address, headers, .. } in &walk().await.answers {
        let name = headers.get("content-disposition").map(|name| name.to_str().unwrap());
        let is_file = !is_page(route) && !shown.contains(route);
        assert_eq!(name.is_some(), is_file, "{address}: {name:?}");
        let is_ours = |name: &str| name.starts_with("attachment; filename=\"") && name.ends_with('"');
        assert!(name.is_none_or(is_ours), "{address}: {name:?}");
    }
}

#[tokio::test]
async fn offers_to_sign_out() {
    let button = Selector::parse("header form[action='/sign-out'][method=post] button").unwrap();
    let routes = web::routes();
    let is_open = |route: &str| {
        routes.iter().any(|row| row.method == "GET" && row.path == route && row.door == web::Door::Open)
    };
    for answer in walk().await.answers.iter().filter(|answer| !is_open(answer.route) && answer.status == 200)
    {
        if let Some(page) = answer.page() {
            assert!(page.select(&button).next().is_some(), "{} has no way out", answer.address);
        }
    }
}

#[tokio::test]
async fn takes_passwords_unseen_and_from_a_password_manager() {
    let boxes = Selector::parse("input").unwrap();
    let mut found = 0;
    for answer in &walk().await.answers {
        for input in answer
            .page()
            .iter()
            .flat_map(|page| page.select(&boxes).map(|input| input.value().clone()).collect::<Vec<_>>())
        {
            let is_password = input.attr("name").is_some_and(|name| name.contains("password"));
            assert_eq!(is_password, input.attr("type") == Some("password"), "{}: {input:?}", answer.address);
            if is_password {
                let helps =
                    ["current-password", "new-password"].map(Some).contains(&input.attr("autocomplete"));
                assert!(
                    helps && input.attr("readonly").is_none() && input.attr("maxlength").is_none(),
                    "{input:?}"
                );
                found += 1;
            }
        }
    }
    // Signing in, proving, changing (three) and joining (two).
    assert!(found >= 7, "{found} boxes");
}

#[tokio::test]
async fn that_is_only_shown_changes_nothing() {
    let walk = walk().await;
    for (before, after) in walk.before.iter().zip(&walk.after) {
        assert_eq!(before, after);
    }
    assert_eq!(walk.before.len(), walk.after.len());
    // What the trail holds of it is who read what, and the files that were taken away.
    for event in &walk.events {
        assert!(READING.contains(&event.as_str()), "a GET wrote {event}");
    }
    assert!(walk.events.len() > 3, "{:?}", walk.events);
}

/// The kinds of events that only say who has seen what; the service reads every centre to measure the indicators of now.
const READING: [&str; 6] =
    ["cycle.standing", "finding.read", "pack.read", "record.extract", "record.read", "trail.read"];
