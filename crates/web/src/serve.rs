//! Listening, and stopping without breaking off answers.

use std::{future::Future, io, net::SocketAddr};

use axum::Router;
use tokio::net::TcpListener;
use tracing::info;

/// Why the server does not listen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another program has the port.
    #[error("Port {} is in use by another program. Stop that program, or choose another port with --listen {}:PORT.", .0.port(), .0.ip())]
    PortInUse(SocketAddr),
    /// The address is not this machine's, or not this user's to use.
    #[error("Cannot listen on {0}: {1}. Choose another address with --listen.")]
    Address(SocketAddr, io::Error),
    /// The server stopped by itself.
    #[error("The server stopped: {0}.")]
    Stopped(io::Error),
}

/// Serves until `stop` is ready, then finishes what has begun. `ready` hears the address when it is taken.
pub async fn serve(
    router: Router,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let listener = TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Error::PortInUse(address),
        _ => Error::Address(address, error),
    })?;
    let listening = listener.local_addr().map_err(|error| Error::Address(address, error))?;
    info!(%listening, "serving");
    ready(listening);
    // Small answers leave at once instead of waiting for more to send.
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).with_graceful_shutdown(stop).await.map_err(Error::Stopped)
}
