//! An empty database for one test, on either side.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait as _, Statement};
use store::Store;
use tempfile::TempDir;

use crate::postgres;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file of its own.
    Sqlite,
    /// A database of its own on the server of the test run.
    Postgres,
}

/// A database that is gone after the test.
#[derive(Debug)]
pub struct Database {
    /// Its address.
    pub url: String,
    folder: Option<TempDir>,
}

impl Database {
    /// A database without tables.
    pub async fn empty(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => {
                let folder = TempDir::with_prefix("ecmopt-test-").expect("a temporary folder");
                let url = format!("sqlite://{}/test.db?mode=rwc", folder.path().display());
                Self { url, folder: Some(folder) }
            }
            Backend::Postgres => Self { url: create_on_server().await, folder: None },
        }
    }

    /// A database with the schema of this version.
    pub async fn migrated(backend: Backend) -> Self {
        let database = Self::empty(backend).await;
        database.store().await.migrate(crate::fixtures::now()).await.expect("the migrations apply");
        database
    }

    /// The file of an embedded database.
    pub fn file(&self) -> std::path::PathBuf {
        self.folder.as_ref().expect("an embedded database").path().join("test.db")
    }

    /// Opens it as the program does.
    pub async fn store(&self) -> Store {
        Store::open(&self.url).await.expect("the database opens")
    }

    /// A connection that knows nothing of the rules, for looking and for tampering.
    pub async fn connection(&self) -> sea_orm::DatabaseConnection {
        sea_orm::Database::connect(postgres::as_superuser(&self.url)).await.expect("the database answers")
    }

    /// The texts in the first column of a query, past the program.
    pub async fn strings(&self, sql: &str) -> Vec<String> {
        let connection = self.connection().await;
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let rows = connection.query_all_raw(statement).await.expect("the SQL is right");
        rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
    }

    /// Runs SQL behind the program's back.
    pub async fn tamper(&self, sql: &str) {
        self.try_tamper(sql).await.expect("the SQL is right");
    }

    /// The same, where the database may refuse it.
    pub async fn try_tamper(&self, sql: &str) -> Result<(), sea_orm::DbErr> {
        self.connection().await.execute_unprepared(sql).await.map(drop)
    }
}

async fn create_on_server() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let server = postgres::server_url();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    let connection = sea_orm::Database::connect(format!("{server}/postgres")).await;
    let connection = connection.expect("the server answers");
    connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
    connection.close().await.expect("the connection closes");
    format!("{server}/{name}")
}
