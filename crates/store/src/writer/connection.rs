//! The connection that writes, and the one that looks whether what was written is there.
//!
//! A driver keeps its own account of transactions, and it can be wrong: SQLite rolls back by itself when the disk
//! is full, the driver's ROLLBACK then fails, and from there on each BEGIN is a savepoint inside a transaction that
//! nobody commits. So nothing rests on that account:
//!
//! * a connection on which anything failed is thrown away ([`Connection::throw_away`]);
//! * before a transaction begins, SQLite itself says that none is open ([`Connection::clean`]);
//! * a commit counts when another connection sees its link of the audit chain ([`Witness`]).

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait};

use crate::audit::head_of;
use crate::chain::Head;
use crate::connect::Connector;
use crate::entity::{audit_event, audit_head};
use crate::error::Result;

/// The one connection of a lane.
pub(super) struct Connection {
    connector: Connector,
    held: Option<DatabaseConnection>,
}

impl Connection {
    pub(super) const fn new(connector: Connector) -> Self {
        Self { connector, held: None }
    }

    /// The connection, made anew when the last one was thrown away. Its clones share it.
    async fn get(&mut self) -> Result<DatabaseConnection> {
        if let Some(held) = &self.held {
            return Ok(held.clone());
        }
        let made = self.connector.open(1).await?;
        Ok(self.held.insert(made).clone())
    }

    /// The connection, in no transaction.
    pub(super) async fn clean(&mut self) -> Result<DatabaseConnection> {
        let db = self.get().await?;
        if db.get_database_backend() == DbBackend::Sqlite {
            // SQLite refuses to change this inside a transaction, so this fails in one.
            db.execute_unprepared("PRAGMA synchronous = FULL").await?;
        }
        Ok(db)
    }

    /// The connection as it is, if there is one.
    pub(super) const fn held(&self) -> Option<&DatabaseConnection> {
        self.held.as_ref()
    }

    /// Ends the connection, and with it whatever transaction the database still has open on it.
    pub(super) fn throw_away(&mut self) {
        if let Some(held) = self.held.take() {
            // A server that does not answer must not hold the lane up.
            tokio::spawn(async move {
                if let Err(error) = held.close().await {
                    tracing::warn!(%error, "a connection could not be closed");
                }
            });
        }
    }
}

/// A connection that writes nothing and so sees only what is committed.
pub(super) struct Witness(Connection);

impl Witness {
    pub(super) const fn new(connector: Connector) -> Self {
        Self(Connection::new(connector))
    }

    /// Ends the connection: it did not answer.
    pub(super) fn throw_away(&mut self) {
        self.0.throw_away();
    }

    /// Whether a link of the audit chain is committed. An error says that it cannot be told.
    pub(super) async fn sees(&mut self, link: Head) -> Result<bool> {
        let seen = self.look(link).await;
        if seen.is_err() {
            self.0.throw_away();
        }
        seen
    }

    async fn look(&mut self, link: Head) -> Result<bool> {
        let db = self.0.get().await?;
        let Some(row) = audit_head::Entity::find_by_id(1).one(&db).await? else { return Ok(false) };
        let head = head_of(&row)?;
        if head.seq > link.seq {
            // Another process has written since.
            let event = audit_event::Entity::find_by_id(link.seq).one(&db).await?;
            return Ok(event.is_some_and(|event| event.hash == link.hash.as_bytes()));
        }
        Ok(head == link)
    }
}
