//! SQL that alters a database, made from its own schema.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

/// A column of the live schema.
pub(super) struct Column {
    pub(super) name: String,
    kind: String,
    /// It is of the key, or must be unique.
    key: bool,
    on: DbBackend,
}

impl Column {
    /// The columns of a table.
    pub(super) async fn of(db: &DatabaseConnection, table: &str) -> Vec<Self> {
        let on = db.get_database_backend();
        let sql = match on {
            DbBackend::Postgres => format!(
                "SELECT column_name || '/' || data_type || '/' || EXISTS (
                     SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                     WHERE i.indrelid = '{table}'::regclass AND i.indisunique AND a.attname = column_name)
                 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'
                 ORDER BY ordinal_position"
            ),
            _ => format!(
                "SELECT name || '/' || lower(type) || '/' || iif(pk OR name IN (
                     SELECT i.name FROM pragma_index_list('{table}') l, pragma_index_info(l.name) i
                     WHERE l.origin = 'u'), 'true', 'false') FROM pragma_table_info('{table}')"
            ),
        };
        let read = |text: &String| {
            let parts: Vec<&str> = text.split('/').collect();
            Self { name: parts[0].to_owned(), kind: parts[1].to_owned(), key: parts[2] == "true", on }
        };
        strings(db, &sql).await.iter().map(read).collect()
    }

    /// Another value of its kind.
    fn other(&self) -> String {
        let name = &self.name;
        let postgres = self.on == DbBackend::Postgres;
        if self.kind.contains("int") {
            format!("coalesce({name}, 0) + 1")
        } else if self.kind.contains("date") && postgres {
            format!("coalesce({name}, date '2026-01-01') + 1")
        } else if self.kind.contains("date") {
            format!("coalesce(date({name}, '+1 day'), '2026-01-01')")
        } else if self.kind.contains("uuid") && postgres {
            "'00112233-4455-6677-8899-aabbccddeeff'::uuid".to_owned()
        } else if self.kind.contains("uuid") {
            "X'00112233445566778899AABBCCDDEEFF'".to_owned()
        } else if self.kind.contains("bytea") {
            format!("'\\x{}'::bytea", "AB".repeat(32))
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

    /// Gives the first row another value in it.
    pub(super) fn altered(&self, table: &str) -> String {
        let (name, value) = (&self.name, self.unheard(table));
        format!("UPDATE {table} SET {name} = {value} WHERE {}", first(table, self.on))
    }

    /// Whether it is a text that some row lacks.
    pub(super) async fn has_none(&self, db: &DatabaseConnection, table: &str) -> bool {
        let name = &self.name;
        let of = format!("SELECT CAST(count(*) AS TEXT) FROM {table} WHERE {name} IS NULL");
        let is_text = self.kind.contains("char") || self.kind.contains("text") && !self.kind.contains('_');
        is_text && strings(db, &of).await[0] != "0"
    }

    /// Gives a row that has none an empty text in it.
    pub(super) fn emptied(&self, table: &str) -> String {
        let (name, place) = (&self.name, place(self.on));
        format!(
            "UPDATE {table} SET {name} = '' WHERE {place} = (SELECT min({place}) FROM {table} WHERE {name} IS NULL)"
        )
    }
}

/// Takes the first row of a table away.
pub(super) fn removed(table: &str, columns: &[Column]) -> String {
    format!("DELETE FROM {table} WHERE {}", first(table, columns[0].on))
}

/// Puts a copy of the first row in, under another key.
pub(super) fn added(table: &str, columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let value = |column: &Column| if column.key { column.unheard(table) } else { column.name.clone() };
    let values: Vec<String> = columns.iter().map(value).collect();
    format!(
        "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE {}",
        names.join(", "),
        values.join(", "),
        first(table, columns[0].on)
    )
}

fn first(table: &str, on: DbBackend) -> String {
    let place = place(on);
    format!("{place} = (SELECT min({place}) FROM {table})")
}

/// Where a row lies.
fn place(on: DbBackend) -> &'static str {
    if on == DbBackend::Postgres { "ctid" } else { "rowid" }
}

/// The texts in the first column of a query.
pub(super) async fn strings(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}
