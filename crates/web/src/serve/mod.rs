//! Listening, and stopping without breaking off answers.
//!
//! Anybody can open a connection, so one that asks for nothing costs little and not for long:
//!
//! * Until its first byte a connection is a socket and a task; HTTP begins with the first byte ([`connection`]).
//! * Silence, half a header, a slow body and an answer that nobody takes each end after their time ([`Limits`]).
//! * When all places are taken, the connection that has waited longest without a request gives up its own; when
//!   every one is being answered, a newcomer hears at once that the service is busy ([`waiting`]).
//! * With a certificate, connections begin with a handshake ([`tls`]), within the time of a header.
//! * What is said where there is no request, a busy house or bytes that are no HTTP, carries the headers of every other
//!   answer ([`unasked`], [`worded`]).
//! * Told to stop, the service finishes what it is answering, and after [`Limits::grace`] it is closed whatever
//!   is open.

mod connection;
mod limits;
mod tls;
mod unasked;
mod waiting;
mod worded;

use std::{future::Future, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tracing::{debug, info, warn};

pub(crate) use connection::Peer;
pub use limits::Limits;
pub use tls::{Tls, TlsError};
pub(crate) use unasked::Unasked;

use self::{unasked::Said, waiting::Waiting};

/// Why the server does not listen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another program has the port.
    #[error("Port {} is in use by another program. Stop that program, or choose another port with --listen {}:PORT.", .0.port(), .0.ip())]
    PortInUse(SocketAddr),
    /// The address is not this machine's, or not this user's to use.
    #[error("Cannot listen on {0}: {1}. Choose another address with --listen.")]
    Address(SocketAddr, io::Error),
}

/// A pause after a connection could not be taken, because the machine has no descriptor or memory for it.
const BREATH: Duration = Duration::from_millis(50);

/// Where people come in.
#[derive(Debug, Clone)]
pub struct Entrance {
    /// The address that is listened on.
    pub address: SocketAddr,
    /// With what connections are encrypted; nothing behind a proxy that does it.
    pub tls: Option<Tls>,
}

impl From<SocketAddr> for Entrance {
    /// An entrance behind a proxy, or on this machine alone.
    fn from(address: SocketAddr) -> Self {
        Self { address, tls: None }
    }
}

/// Serves until `stop` is ready, then finishes what has begun. `ready` hears the address when it is taken.
pub async fn serve(
    router: Router,
    entrance: Entrance,
    limits: Limits,
    ready: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()>,
) -> Result<(), Error> {
    let Entrance { address, tls } = entrance;
    let listener = TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Error::PortInUse(address),
        _ => Error::Address(address, error),
    })?;
    let listening = listener.local_addr().map_err(|error| Error::Address(address, error))?;
    info!(%listening, connections = limits.connections, "serving");
    ready(listening);
    let mut house = House::new(router, tls, limits).await;
    tokio::select! {
        () = house.receive(&listener) => {}
        () = stop => {}
    }
    drop(listener);
    house.close().await;
    Ok(())
}

/// All connections.
struct House {
    router: Router,
    tls: Option<Tls>,
    limits: Arc<Limits>,
    waiting: Arc<Waiting>,
    stopping: watch::Sender<bool>,
    open: JoinSet<()>,
    said: Said,
}

impl House {
    async fn new(router: Router, tls: Option<Tls>, limits: Limits) -> Self {
        Self {
            said: Said::by(&router).await,
            router,
            tls,
            limits: Arc::new(limits),
            waiting: Arc::default(),
            stopping: watch::Sender::new(false),
            open: JoinSet::new(),
        }
    }

    /// Takes connections for ever.
    async fn receive(&mut self, listener: &TcpListener) {
        loop {
            tokio::select! {
                Some(_) = self.open.join_next() => {}
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => self.admit(stream, peer),
                    Err(error) => {
                        warn!(%error, "a connection could not be taken");
                        self.waiting.close_oldest();
                        tokio::time::sleep(BREATH).await;
                    }
                },
            }
        }
    }

    fn admit(&mut self, stream: TcpStream, peer: SocketAddr) {
        if self.open.len() >= self.limits.connections && !self.waiting.close_oldest() {
            debug!("all connections are being answered");
            // An answer in plain words is none to whoever begins a handshake.
            if self.tls.is_none() {
                connection::decline(stream, &self.said.full);
            }
            return;
        }
        // Small answers leave at once instead of waiting for more to send.
        let _ = stream.set_nodelay(true);
        let connection = connection::Connection {
            place: Waiting::place(&self.waiting),
            stream,
            peer,
            tls: self.tls.clone(),
            limits: self.limits.clone(),
            stopping: self.stopping.subscribe(),
            said: self.said.clone(),
        };
        self.open.spawn(connection.run(self.router.clone()));
    }

    /// Ends every connection: at once where nothing is answered, else when it is or when the grace is over.
    async fn close(mut self) {
        self.stopping.send_replace(true);
        let over =
            tokio::time::timeout(self.limits.grace, async { while self.open.join_next().await.is_some() {} });
        if over.await.is_err() {
            warn!(connections = self.open.len(), "closed before they were answered");
            self.open.shutdown().await;
        }
    }
}
