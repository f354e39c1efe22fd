//! The outside world: the only place that asks the clock.

use std::sync::Arc;

use acts::Call;
use domain::actor::Actor;
use jiff::Timestamp;
use tracing_subscriber::EnvFilter;

use crate::cli::LogFormat;
use crate::progress::Terminal;

/// The time. Everything below takes it as a parameter.
#[expect(clippy::disallowed_methods, reason = "the binary is where time comes in")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// An act, asked for by the operator at the command line, who sees how far it is.
pub(crate) fn call(what: &str) -> Call {
    Call::new(Actor::system(what), Arc::new(now)).heard_by(Terminal)
}

/// Starts the log on stderr. `RUST_LOG` chooses what is logged.
pub(crate) fn log(format: LogFormat) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,web=info,ecmopt=info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()));
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
}

/// Waits for Ctrl-C or, on Unix, for SIGTERM.
pub(crate) async fn stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate() => {}
    }
}

#[cfg(unix)]
async fn terminate() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            terminated.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending().await
}
