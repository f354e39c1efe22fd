//! What every line of the log says of the request that it belongs to: which, from where, by whom. Never what was typed.

use axum::extract::{MatchedPath, Request};
use domain::actor::Actor;
use store::Source;
use tracing::{Span, field, info_span};

/// The span of a request; by whom it is the gate adds ([`known`]).
pub(crate) fn span(id: &str, request: &Request, Asked(route): &Asked, from: &Source) -> Span {
    info_span!("request", id, method = %request.method(), route, %from, by = field::Empty)
}

/// The gate knows who makes the request that is being answered.
pub(crate) fn known(actor: &Actor) {
    match &actor.through {
        Some(through) => {
            Span::current().record("by", format_args!("{}, {through}", actor.member).to_string())
        }
        None => Span::current().record("by", actor.member.to_string()),
    };
}

/// The route that was asked for, as it stands in the table. The address itself, with references of admissions and the
/// secrets of links, is not for the log.
pub(crate) struct Asked(pub String);

impl Asked {
    pub(crate) fn of(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>();
        Self(route.map_or("none", MatchedPath::as_str).to_owned())
    }

    /// Whether it names something that may be another centre's.
    pub(crate) fn names_something(&self) -> bool {
        self.0.contains('{') && !self.0.starts_with("/assets/")
    }
}
