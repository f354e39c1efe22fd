//! Every column of every table is altered once behind the program's back, a row of every table is removed and one
//! is put in: `verify` names the table and the row, or the column's class in `visibility.toml` says why not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::actor::Role;
use domain::cycle::{Extension, Freeze};
use domain::reference::CycleDates;
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, Database as Orm, DatabaseConnection, Statement};
use store::{Ask, Break, Import, KeptAside, NewUpload, SaveDraft, Store};
use testkit::database::{Backend, Database};
use testkit::fixtures::{
    audit_lead, centre, centre_lead, clerk, contact, form, furnished, member, now, on_ecmo, submission,
};

use crate::import::{bad_row, bundle, extract_at, ready};
use crate::visibility::{Decided, decided};

/// A network in which every act was done, so that every table holds rows.
async fn lived_in(store: &Store) {
    let (sth, lead) = (clerk("STH"), audit_lead());
    let system = domain::actor::Actor::system("test");
    store.declare_synthetic(&system, now(), true).await.unwrap();
    people(store).await;
    cycles(store).await;
    let set = "cycle = \"2026H1\"\n\n[[question]]\nname = \"q_device\"\nform = \"physio_contact\"\n\
               label = \"Device used\"\ntype = \"text\"\n";
    store.put_questions(&lead, now(), set.to_owned()).await.unwrap();
    on_ecmo(store, &sth).await;
    records(store).await;
    imports(store).await;
}

async fn people(store: &Store) {
    let system = domain::actor::Actor::system("test");
    let gone = member(store, "gone@example.org", Role::DataEntry, Some("STH")).await;
    let stays = member(store, "stays@example.org", Role::DataEntry, Some("STH")).await;
    for somebody in [&gone, &stays, &stays] {
        store.session_create(somebody, now(), SignedDuration::from_hours(8)).await.unwrap();
        store.token_create(&system, now(), somebody.member, "import", Some(now())).await.unwrap();
    }
    let ended = store.session_create(&stays, now(), SignedDuration::from_hours(8)).await.unwrap();
    store.session_delete(&stays, now(), secrecy::ExposeSecret::expose_secret(&ended)).await.unwrap();
    let token = store.tokens(&system).await.unwrap().pop().unwrap();
    store.token_revoke(&system, now(), token.id).await.unwrap();
    store.retire_member(&system, now(), gone.member).await.unwrap();
}

async fn cycles(store: &Store) {
    let lead = audit_lead();
    let date = |text: &str| text.parse().unwrap();
    let dates = |id: &str, start, end, lock_deadline| CycleDates {
        id: id.to_owned(),
        start: date(start),
        end: date(end),
        lock_deadline: date(lock_deadline),
    };
    let freeze = Freeze {
        at: now(),
        snapshot_hash: "ab".repeat(32),
        dictionary_version: "0.1".to_owned(),
        indicator_version: "0.1".to_owned(),
    };
    let before = dates("2025H1", "2025-04-01", "2025-09-30", "2025-11-12");
    store.open_cycle(&lead, now(), before).await.unwrap();
    store.lock_cycle(&lead, now(), "2025H1").await.unwrap();
    store.freeze_cycle(&lead, now(), "2025H1", freeze).await.unwrap();
    store.report_cycle(&lead, now(), "2025H1").await.unwrap();
    store.open_cycle(&lead, now(), dates("2025H2", "2025-10-01", "2026-03-31", "2026-05-12")).await.unwrap();
    store.cycle_grace(&lead, now(), "2025H2", date("2026-05-19")).await.unwrap();
    let reason = "The ward moved.".to_owned();
    let extension = Extension { centre: centre("STH"), until: date("2026-05-27"), reason };
    store.extend_cycle(&lead, now(), "2025H2", extension).await.unwrap();
}

/// Records that were saved, edited, asked about, signed off, locked, unlocked and withdrawn.
async fn records(store: &Store) {
    let (sth, lead, charge) = (clerk("STH"), audit_lead(), centre_lead("STH"));
    let mut ids = Vec::new();
    for number in 1..6 {
        let mut submit = submission("physio_contact", &contact(number));
        submit.idempotency_key = Some(format!("key {number}"));
        ids.push(store.submit(&sth, now(), submit).await.unwrap().id);
    }
    store.sign_off(&charge, now(), "2025H2").await.unwrap();
    let contacts = form("physio_contact");
    let edit = |minutes: &str| {
        let mut edit = submission("physio_contact", &contact(1));
        edit.raw.set(contacts, "minutes", minutes);
        edit.id = Some(ids[0]);
        edit
    };
    store.submit(&sth, now(), edit("31")).await.unwrap();
    let ask = |key: &str| Ask {
        centre: centre("STH"),
        form: contacts,
        key: key.to_owned(),
        child: None,
        column: "minutes".to_owned(),
        text: "Is that so?".to_owned(),
    };
    let query = store.ask(&lead, now(), ask("C00002")).await.unwrap();
    store.reply(&sth, now(), query, "It is.".to_owned()).await.unwrap();
    store.close_query(&lead, now(), query).await.unwrap();
    store.ask(&lead, now(), ask("C00003")).await.unwrap();
    store.lock_cycle(&lead, now(), "2025H2").await.unwrap();
    let fourth = store.scope(&sth, now(), "test").unwrap().record(contacts, ids[3]).await.unwrap();
    let reason = "entered twice".to_owned();
    // The cycle's extension keeps the centre's records open.
    store.withdraw(&sth, now(), contacts, fourth.id, fourth.revision, reason).await.unwrap();
    let draft = |id| SaveDraft {
        id,
        form: contacts,
        record: None,
        expected: None,
        fields: vec![("minutes".to_owned(), "3".to_owned())],
    };
    store.save_draft(&sth, now(), draft(None)).await.unwrap();
    let dropped = store.save_draft(&sth, now(), draft(None)).await.unwrap();
    store.delete_draft(&sth, now(), dropped.id).await.unwrap();
    let taken = store.save_draft(&sth, now(), draft(None)).await.unwrap();
    let mut from_draft = submission("physio_contact", &contact(6));
    from_draft.draft = Some(taken.id);
    store.submit(&sth, now(), from_draft).await.unwrap();
}

async fn imports(store: &Store) {
    let sth = clerk("STH");
    let sent = || NewUpload {
        name: "march.xlsx".to_owned(),
        files: vec![("a.csv".to_owned(), vec![1, 2, 3]), ("b.csv".to_owned(), b"x,y\n".to_vec())],
    };
    let columns = [("Mins".to_owned(), Some("minutes".to_owned())), ("Colour".to_owned(), None)];
    let staged = store.stage_upload(&sth, now(), sent()).await.unwrap();
    store.map_upload(&sth, now(), staged, [("Contacts".to_owned(), columns.into())].into()).await.unwrap();
    let dropped = store.stage_upload(&sth, now(), sent()).await.unwrap();
    store.drop_upload(&sth, now(), dropped).await.unwrap();
    let used = store.stage_upload(&sth, now(), sent()).await.unwrap();
    let import = |records, upload| Import {
        name: "march.xlsx".to_owned(),
        centre: Some(centre("STH")),
        upload,
        bundle_hash: "5f".repeat(32),
        extract_at: extract_at(),
        records,
        set_aside: vec![KeptAside {
            row: bad_row(),
            origin: "Contacts, row 18".to_owned(),
            findings: Vec::new(),
        }],
        progress: Box::new(|_| {}),
    };
    store.import(&sth, now(), import(bundle(0), Some(used))).await.unwrap();
    let more = vec![ready("physio_contact", &contact(20)), ready("physio_contact", &contact(21))];
    let undone = store.import(&sth, now(), import(more, None)).await.unwrap();
    store.undo_import(&sth, now(), undone.id.unwrap()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_any_column_or_row_is_named_on_sqlite() {
    let (db, store) = furnished(Backend::Sqlite).await;
    lived_in(&store).await;
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
    let file = db.file();
    db.tamper("PRAGMA wal_checkpoint(TRUNCATE)").await;
    let connection = db.connection().await;
    let Decided { tables, .. } = decided();
    let mut missed = Vec::new();
    for (table, classes) in &tables {
        let columns = Column::of(&connection, table).await;
        let rows = count(&connection, table).await;
        assert!(rows > 0, "no act of this test writes into {table}");
        for column in &columns {
            let free = classes[&column.name].contains(", free");
            let found = after(&file, &column.altered(table)).await;
            if free != found.is_none() || found.is_some_and(|found| !names(&found, table)) {
                missed.push(format!("{table}.{}", column.name));
            }
        }
        let free = classes.values().all(|class| class.contains(", free"));
        for (what, sql) in [("a row less", removed(table)), ("a row more", added(table, &columns))] {
            let found = after(&file, &sql).await;
            if free != found.is_none() || found.is_some_and(|found| !names(&found, table)) {
                missed.push(format!("{table}: {what}"));
            }
        }
    }
    assert!(missed.is_empty(), "verify does not name: {missed:#?}");
}

/// Whether what was found says where it is.
fn names(found: &Break, table: &str) -> bool {
    let named = match found {
        Break::Row { table: named, key, .. } => !key.is_empty() && *named == table,
        Break::Record { .. } | Break::Missing { .. } => table == "record",
        Break::Revision { .. } => table == "record_revision",
        Break::Life { .. } => table == "life_event",
        Break::Event { .. } => table == "audit_event",
        Break::Head { .. } => table == "audit_head" || table == "audit_event",
        Break::Anchor { .. } => false,
    };
    // A version that is gone may be missed first by its record, a record by its version.
    named || matches!(found, Break::Missing { .. }) && table == "record_revision"
}

/// What is found in a copy of a database after SQL was run on it with all guards down.
async fn after(file: &Path, sql: &str) -> Option<Break> {
    let folder = tempfile::TempDir::new().unwrap();
    let copy = folder.path().join("copy.db");
    std::fs::copy(file, &copy).unwrap();
    let url = format!("sqlite://{}?mode=rw", copy.display());
    let connection = Orm::connect(&url).await.unwrap();
    let guards: Vec<String> = strings(
        &connection,
        "SELECT 'DROP ' || type || ' ' || name || ';' FROM sqlite_master \
         WHERE type = 'trigger' OR (type = 'index' AND sql IS NOT NULL)",
    )
    .await;
    let sql = format!("PRAGMA foreign_keys = OFF; {} {sql}", guards.concat());
    connection.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.unwrap();
    let store = Store::open(&url).await.unwrap();
    store.verify(&mut |_| {}).await.unwrap_or_else(|error| panic!("{sql}: {error:?}")).broken
}

async fn strings(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn count(db: &DatabaseConnection, table: &str) -> usize {
    strings(db, &format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await[0].parse().unwrap()
}

struct Column {
    name: String,
    kind: String,
    key: bool,
}

impl Column {
    async fn of(db: &DatabaseConnection, table: &str) -> Vec<Self> {
        // What must be unique besides the key is changed with it, in a row that is put in.
        let unique = format!(
            "SELECT i.name FROM pragma_index_list('{table}') l, pragma_index_info(l.name) i WHERE l.origin = 'u'"
        );
        let sql = format!(
            "SELECT name || '/' || lower(type) || '/' || (pk OR name IN ({unique})) FROM pragma_table_info('{table}')"
        );
        let read = |text: &String| {
            let parts: Vec<&str> = text.split('/').collect();
            Self { name: parts[0].to_owned(), kind: parts[1].to_owned(), key: parts[2] != "0" }
        };
        strings(db, &sql).await.iter().map(read).collect()
    }

    /// Another value of its kind.
    fn other(&self) -> String {
        let name = &self.name;
        if self.kind.contains("int") {
            format!("coalesce({name}, 0) + 1")
        } else if self.kind.contains("date") {
            format!("coalesce(date({name}, '+1 day'), '2026-01-01')")
        } else if self.kind.contains("uuid") {
            "X'00112233445566778899AABBCCDDEEFF'".to_owned()
        } else if self.kind.contains("blob") || self.kind.contains("binary") {
            format!("X'{}'", "AB".repeat(32))
        } else {
            format!("coalesce({name}, '') || 'x'")
        }
    }

    /// A value that no other row of the table has, when it must have none.
    fn unheard(&self, table: &str) -> String {
        let number = self.key && self.kind.contains("int");
        if number { format!("(SELECT max({}) + 1 FROM {table})", self.name) } else { self.other() }
    }

    fn altered(&self, table: &str) -> String {
        let (name, value) = (&self.name, self.unheard(table));
        format!("UPDATE {table} SET {name} = {value} WHERE rowid = (SELECT min(rowid) FROM {table})")
    }
}

fn removed(table: &str) -> String {
    format!("DELETE FROM {table} WHERE rowid = (SELECT min(rowid) FROM {table})")
}

/// A copy of the first row under another key.
fn added(table: &str, columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let value = |column: &Column| if column.key { column.unheard(table) } else { column.name.clone() };
    let values: Vec<String> = columns.iter().map(value).collect();
    format!(
        "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE rowid = (SELECT min(rowid) FROM {table})",
        names.join(", "),
        values.join(", ")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn is_found_by_events_that_the_classes_name() {
    let (db, store) = furnished(Backend::Sqlite).await;
    lived_in(&store).await;
    let Decided { vouched_by, .. } = decided();
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in db.strings("SELECT action || ' ' || detail FROM audit_event").await {
        let (action, detail) = line.split_once(' ').unwrap();
        let detail: serde_json::Value = serde_json::from_str(detail).unwrap();
        for (table, _) in detail["vouched"].as_object().into_iter().flatten() {
            seen.entry(table.clone()).or_default().insert(action.to_owned());
        }
    }
    for (table, actions) in seen {
        let said: BTreeSet<String> = vouched_by[&table].split(", ").map(str::to_owned).collect();
        let unsaid: Vec<_> = actions.difference(&said).collect();
        assert!(unsaid.is_empty(), "[vouched_by] does not say of {table}: {unsaid:?}");
    }
}
