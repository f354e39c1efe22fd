//! The outside world: the only place that asks the clock.

use std::sync::Arc;

use acts::Call;
use domain::actor::Actor;
use jiff::Timestamp;

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

/// The same, as if it were asked for at another time: the demonstration lives its year in a minute.
pub(crate) fn call_at(what: &str, at: Timestamp) -> Call {
    Call::new(Actor::system(what), Arc::new(move || at)).heard_by(Terminal)
}

/// An act that the service does by itself, because somebody has asked for it before. The log hears of it.
pub(crate) fn service(what: &str) -> Call {
    Call::new(Actor::service(what), Arc::new(now)).heard_by(Log)
}

/// The log hears how far an act is.
struct Log;

impl acts::Hears for Log {
    fn begin(&self, what: &'static str) -> Box<dyn acts::Step> {
        Box::new(Logged { what })
    }

    fn note(&self, sentence: &str) {
        tracing::warn!("{sentence}");
    }
}

/// A step of which the log says that it has ended.
struct Logged {
    what: &'static str,
}

impl acts::Step for Logged {
    fn at(&self, _: u64, _: u64) {}

    fn end(self: Box<Self>, result: &str) {
        tracing::info!("{}: {result}", self.what);
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
