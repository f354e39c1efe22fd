//! The account of PostgreSQL that serves can serve, and can change neither the trail nor the tables.

use domain::actor::Role;
use sea_orm::{ConnectionTrait as _, Database as Connection, DbBackend, Statement};
use store::Store;
use testkit::database::{Backend, Database};
use testkit::fixtures::{PASSWORD, clerk, contact, directory, member, now, on_ecmo, submission};
use testkit::source;

/// The commands of the book for one database, whose accounts are those of this test.
fn commands(database: &str) -> (String, String) {
    let page = std::fs::read_to_string(source::root().join("docs/book/security/connections.md")).unwrap();
    let (_, rest) = page.split_once("<!-- grants -->\n```sql\n").unwrap();
    let sql =
        rest.split_once("```").unwrap().0.replace("ON DATABASE ecmopt", &format!("ON DATABASE {database}"));
    let sql = sql.replace("ecmopt_", &format!("{database}_"));
    let (before, after) = sql.split_once("-- after").unwrap();
    (before.to_owned(), after.split_once('\n').unwrap().1.to_owned())
}

/// The address of a database for another account.
fn address_for(account: &str, url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{account}@{host}")
}

#[tokio::test]
async fn the_account_that_serves_changes_neither_the_trail_nor_the_tables() {
    let database = Database::empty(Backend::Postgres).await;
    let name = database.url.rsplit('/').next().unwrap().to_owned();
    let (before, after) = commands(&name);
    database.tamper(&before).await;
    let owner = Store::open(&address_for(&format!("{name}_owner"), &database.url)).await.unwrap();
    owner.migrate(now()).await.unwrap();
    database.tamper(&after).await;

    let service_url = address_for(&format!("{name}_service"), &database.url);
    let service = Store::open(&service_url).await.unwrap();
    service.migrate(now()).await.expect("there is nothing to migrate");
    service.health(now()).await.expect("it can save");
    service.put_directory(&domain::actor::Actor::system("test"), now(), directory()).await.unwrap();
    let robin = member(&service, "robin", Role::DataEntry, Some("STH")).await;
    let here = store::Source::of([127, 0, 0, 1].into());
    service.sign_in("robin", PASSWORD.into(), &here, now()).await.expect("people sign in");
    on_ecmo(&service, &clerk("STH")).await;
    service
        .submit(&robin, now(), submission("physio_contact", &contact(1)))
        .await
        .expect("records are entered");
    service.catch_up(now()).await.expect("pages are counted for");
    let verified = service.verify(&mut |_| {}).await.expect("anybody who may read verifies");
    assert_eq!(verified.broken, None);
    let system = domain::actor::Actor::system("test");
    let later = now() + jiff::SignedDuration::from_hours(1);
    service.forget_events(&system, later, later).await.expect_err("the trail is not its to change");
    assert!(owner.forget_events(&system, later, later).await.expect("the owner forgets") > 0);
    assert_eq!(service.verify(&mut |_| {}).await.unwrap().broken, None);

    let tampering = Connection::connect(service_url.as_str()).await.unwrap();
    for sql in [
        "UPDATE audit_event SET action = 'nothing'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "DELETE FROM record_revision",
        "UPDATE life_event SET reason = 'none'",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_event_no_change ON audit_event",
        "ALTER TABLE record ADD COLUMN more text",
        "DROP TABLE session",
        "CREATE TABLE mine (id int)",
        "UPDATE seaql_migrations SET version = 'x'",
        "CREATE ROLE another",
        "SET session_replication_role = replica",
    ] {
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        let refused = tampering.execute_raw(statement).await.expect_err(sql).to_string();
        let is_refused = ["permission denied", "must be owner"].iter().any(|words| refused.contains(words));
        assert!(is_refused, "{sql}: {refused}");
    }
}
