//! Every route of the service and who may call it, on one screen.
//!
//! The router is made from this table, so a handler that is not here cannot be reached; a test fires each
//! row as nobody, as another centre and as the right caller.

use axum::{
    Router,
    http::Method,
    middleware,
    routing::{MethodRouter, get, post, put},
};

use crate::{
    App, api, assets,
    gate::{
        self,
        Callers::{self, Anyone, AuditLead, CentreMembers, SignedIn, Token},
    },
    pages,
};

/// One route.
#[derive(Debug, Clone)]
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path, with the variable parts in braces.
    pub path: &'static str,
    /// Who may call it.
    pub callers: Callers,
    handler: MethodRouter<App>,
}

/// The table.
#[rustfmt::skip]
pub fn routes() -> Vec<Route> {
    vec![
        // Pages
        row(Method::GET,  "/",                             Anyone,        get(pages::home::start)),
        row(Method::GET,  "/sign-in",                      Anyone,        get(pages::sign_in::show)),
        row(Method::POST, "/sign-in",                      Anyone,        post(pages::sign_in::submit)),
        row(Method::POST, "/sign-out",                     SignedIn,      post(pages::sign_in::sign_out)),
        row(Method::GET,  "/account/password",             SignedIn,      get(pages::password::show)),
        row(Method::POST, "/account/password",             SignedIn,      post(pages::password::submit)),
        row(Method::GET,  "/help",                         Anyone,        get(pages::help::show)),
        row(Method::GET,  "/assets/{name}",                Anyone,        get(assets::serve)),
        row(Method::GET,  "/network",                      AuditLead,     get(pages::network::show)),
        row(Method::GET,  "/network/cycles",               AuditLead,     get(pages::cycles::list::show)),
        row(Method::GET,  "/network/cycles/new",           AuditLead,     get(pages::cycles::new::show)),
        row(Method::POST, "/network/cycles/new",           AuditLead,     post(pages::cycles::new::submit)),
        row(Method::GET,  "/network/cycles/{id}",          AuditLead,     get(pages::cycles::show::show)),
        row(Method::GET,  "/network/cycles/{id}/{step}",   AuditLead,     get(pages::cycles::step::show)),
        row(Method::POST, "/network/cycles/{id}/{step}",   AuditLead,     post(pages::cycles::step::submit)),
        row(Method::GET,  "/network/queries",              AuditLead,     get(pages::queries::network::list)),
        row(Method::GET,  "/network/queries/new",          AuditLead,     get(pages::queries::ask::show)),
        row(Method::POST, "/network/queries/new",          AuditLead,     post(pages::queries::ask::submit)),
        row(Method::GET,  "/network/queries/{id}",         AuditLead,     get(pages::queries::network::show)),
        row(Method::POST, "/network/queries/{id}",         AuditLead,     post(pages::queries::network::reply)),
        row(Method::POST, "/network/queries/{id}/close",   AuditLead,     post(pages::queries::network::close)),
        row(Method::GET,  "/centre",                       CentreMembers, get(pages::home::centre)),
        row(Method::GET,  "/admissions",                   CentreMembers, get(pages::admissions::list)),
        row(Method::GET,  "/admissions/{reference}",       CentreMembers, get(pages::admission::show)),
        row(Method::GET,  "/admissions/{reference}/days/{date}", CentreMembers, get(pages::grid::show)),
        row(Method::POST, "/admissions/{reference}/days/{date}", CentreMembers, post(pages::grid::submit)),
        row(Method::GET,  "/drafts",                       CentreMembers, get(pages::drafts::list)),
        row(Method::POST, "/drafts",                       CentreMembers, post(pages::drafts::autosave)),
        row(Method::GET,  "/drafts/{id}/throw-away",       CentreMembers, get(pages::drafts::ask)),
        row(Method::POST, "/drafts/{id}/throw-away",       CentreMembers, post(pages::drafts::throw_away)),
        row(Method::GET,  "/worklist",                     CentreMembers, get(pages::worklist::current)),
        row(Method::GET,  "/cycles/{id}/worklist",         CentreMembers, get(pages::worklist::show)),
        row(Method::GET,  "/cycles/{id}/sign-off",         CentreMembers, get(pages::sign_off::show)),
        row(Method::POST, "/cycles/{id}/sign-off",         CentreMembers, post(pages::sign_off::submit)),
        row(Method::GET,  "/queries",                      CentreMembers, get(pages::queries::centre::list)),
        row(Method::GET,  "/queries/{id}",                 CentreMembers, get(pages::queries::centre::show)),
        row(Method::POST, "/queries/{id}",                 CentreMembers, post(pages::queries::centre::reply)),
        row(Method::GET,  "/records",                      CentreMembers, get(pages::records::index)),
        row(Method::GET,  "/records/{form}",               CentreMembers, get(pages::records::list)),
        row(Method::GET,  "/records/{form}/new",           CentreMembers, get(pages::create::show)),
        row(Method::POST, "/records/{form}/new",           CentreMembers, post(pages::create::submit)),
        row(Method::GET,  "/records/{form}/{id}",          CentreMembers, get(pages::record::show)),
        row(Method::GET,  "/records/{form}/{id}/edit",     CentreMembers, get(pages::edit::show)),
        row(Method::POST, "/records/{form}/{id}/edit",     CentreMembers, post(pages::edit::submit)),
        row(Method::POST, "/records/{form}/{id}/conflict", CentreMembers, post(pages::conflict::submit)),
        row(Method::GET,  "/records/{form}/{id}/history",  CentreMembers, get(pages::history::show)),
        row(Method::GET,  "/records/{form}/{id}/unlock",   CentreMembers, get(pages::life::unlock::show)),
        row(Method::POST, "/records/{form}/{id}/unlock",   CentreMembers, post(pages::life::unlock::submit)),
        row(Method::GET,  "/records/{form}/{id}/withdraw", CentreMembers, get(pages::life::withdraw::show)),
        row(Method::POST, "/records/{form}/{id}/withdraw", CentreMembers, post(pages::life::withdraw::submit)),
        // Files in and out
        row(Method::GET,  "/imports",                      CentreMembers, get(pages::imports::list::show)),
        row(Method::POST, "/imports",                      CentreMembers, post(pages::imports::list::stage)),
        row(Method::GET,  "/imports/uploads/{id}",         CentreMembers, get(pages::imports::columns::show)),
        row(Method::POST, "/imports/uploads/{id}",         CentreMembers, post(pages::imports::columns::keep)),
        row(Method::GET,  "/imports/uploads/{id}/check",   CentreMembers, get(pages::imports::check::show)),
        row(Method::POST, "/imports/uploads/{id}/accept",  CentreMembers, post(pages::imports::check::accept)),
        row(Method::POST, "/imports/uploads/{id}/throw-away", CentreMembers, post(pages::imports::check::throw_away)),
        row(Method::GET,  "/imports/uploads/{id}/rows/{kind}", CentreMembers, get(pages::imports::check::download)),
        row(Method::GET,  "/imports/{id}",                 CentreMembers, get(pages::imports::done::show)),
        row(Method::GET,  "/imports/{id}/undo",            CentreMembers, get(pages::imports::undo::ask)),
        row(Method::POST, "/imports/{id}/undo",            CentreMembers, post(pages::imports::undo::undo)),
        row(Method::GET,  "/imports/{id}/rows/{file}/{row}", CentreMembers, get(pages::imports::mend::show)),
        row(Method::POST, "/imports/{id}/rows/{file}/{row}", CentreMembers, post(pages::imports::mend::submit)),
        row(Method::GET,  "/exports",                      CentreMembers, get(pages::exports::show)),
        row(Method::GET,  "/exports/{kind}",               CentreMembers, get(pages::exports::download)),
        row(Method::GET,  "/templates/{name}",             SignedIn,      get(pages::exports::template)),
        // The network's questions
        row(Method::GET,  "/questions",                    AuditLead,     get(pages::questions::list)),
        row(Method::GET,  "/questions/{cycle}",            AuditLead,     get(pages::questions::cycle::show)),
        row(Method::POST, "/questions/{cycle}",            AuditLead,     post(pages::questions::cycle::submit)),
        // Programs
        row(Method::GET,  "/healthz",                      Anyone,        get(api::health::show)),
        row(Method::GET,  "/api/openapi.json",             Anyone,        get(api::openapi::show)),
        row(Method::POST, "/api/v1/records/{form}",        Token,         post(api::records::create)),
        row(Method::GET,  "/api/v1/records/{form}",        Token,         get(api::records::list)),
        row(Method::GET,  "/api/v1/records/{form}/{id}",   Token,         get(api::records::show)),
        row(Method::PUT,  "/api/v1/records/{form}/{id}",   Token,         put(api::records::replace)),
    ]
}

fn row(method: Method, path: &'static str, callers: Callers, handler: MethodRouter<App>) -> Route {
    Route { method, path, callers, handler }
}

/// The router, made of the table.
pub(crate) fn router(app: &App) -> Router<App> {
    routes().into_iter().fold(Router::new(), |router, route| {
        let state = (app.clone(), route.callers, gate::Purpose(route.path));
        let gate = middleware::from_fn_with_state(state, gate::check);
        router.route(route.path, route.handler.layer(gate))
    })
}
