//! A service with a hole: SQL made of text. An attack that does not find it proves nothing about another.

#![expect(clippy::disallowed_types, reason = "nobody reads what this service says")]

use axum::extract::Query;
use axum::routing::get;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

/// What is asked for.
#[derive(serde::Deserialize)]
struct Asked {
    id: String,
}

/// Opens it; its address, with the parameter that is text of a query.
pub async fn open() -> String {
    let db = Database::connect("sqlite::memory:").await.expect("a database in memory");
    db.execute_unprepared("CREATE TABLE held (id TEXT, told TEXT)").await.expect("a table");
    db.execute_unprepared("INSERT INTO held VALUES ('1', 'a secret of nobody')").await.expect("a row");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = axum::Router::new().route("/", get(move |query| told(db.clone(), query)));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/?id=1")
}

async fn told(db: DatabaseConnection, Query(Asked { id }): Query<Asked>) -> String {
    let text = format!("SELECT told FROM held WHERE id = '{id}'");
    let found = db.query_all_raw(Statement::from_string(db.get_database_backend(), text)).await;
    let rows = found.unwrap_or_default();
    let told = rows.iter().filter_map(|row| row.try_get_by_index::<String>(0).ok());
    format!("found: {}", told.collect::<Vec<_>>().join(", "))
}
