//! Pages for people and a JSON API for programs, over one [`store::Store`].
//!
//! ```text
//! request ─► respond::around   id, security headers; draws problems as page or problem+json, logs them once
//!         ─► routes            every route with its door and its action, on one screen
//!         ─► again::layer      after signing in again, the page that was sent too late, filled as it was
//!         ─► gate::check       may this caller call it? leaves who they are for the handler
//!         ─► a handler         takes authorised things (gate), a checked form (csrf), asks the store once, answers
//! ```
//!
//! * `entry` turns what people type into the text cells that every door hands in, and draws a form from its
//!   dictionary entry alone: a new form needs nothing here.
//! * `ui` holds the components, `pages` one file per page, `api` the JSON side.
//!
//! To add a page: its file in `pages`, its template in `templates/pages`, its row in `routes`.

mod address;
mod again;
mod api;
mod assets;
mod config;
mod cookie;
mod csrf;
mod entry;
mod extract;
mod federation;
mod freezes;
mod gate;
mod headers;
mod holders;
mod kept;
mod logged;
mod mailed;
mod menu;
mod once;
mod pages;
mod passkeys;
mod problem;
mod respond;
mod routes;
mod serve;
mod timeline;
mod ui;
mod upload;
mod worklist;

use std::sync::Arc;

use acts::{Acts, Call};
use axum::{Router, middleware};
use domain::actor::Actor;
use store::Store;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, predicate::SizeAbove},
};

pub use address::PublicUrl;
pub use config::{Config, Demand, World};
pub use federation::Federation;
pub use gate::Door;
pub use routes::{Route, routes};
pub use serve::{Entrance, Error as ServeError, Limits, Tls, TlsError, serve};

/// What handlers share. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    store: Store,
    acts: Acts,
    config: Arc<Config>,
    world: World,
    holders: Arc<holders::Holders>,
    freezes: freezes::Freezes,
    /// Links that are being mailed.
    under_way: mailed::UnderWay,
    described: Arc<api::openapi::Made>,
    /// Seconds since 1970 at the start, which begin every request's id.
    started: i64,
}

impl App {
    /// An act, asked for by whoever sent a request.
    fn call(&self, actor: &Actor) -> Call {
        Call::new(actor.clone(), self.world.clock())
    }
}

/// The service as a router, for a server and for tests alike.
pub fn app(acts: Acts, config: Config, world: World) -> Router {
    let app = App {
        store: acts.store().clone(),
        acts,
        started: world.now().as_second(),
        config: Arc::new(config),
        world,
        holders: Arc::default(),
        freezes: freezes::Freezes::default(),
        under_way: mailed::UnderWay::default(),
        described: Arc::default(),
    };
    let routes = routes::router(&app);
    let again = again::Asked::new(app.clone(), routes.clone().with_state(app.clone()));
    routes
        .layer(middleware::from_fn_with_state(again, again::layer))
        .layer(CatchPanicLayer::custom(respond::panicked))
        .layer(middleware::from_fn(respond::in_time))
        // Answers of the API are small, and their senders busy.
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(1024)))
        .layer(middleware::from_fn_with_state(app.clone(), respond::around))
        .with_state(app)
}
