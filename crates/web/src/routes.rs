//! Every route of the service, how its caller says who they are and which action it is, on one screen.
//!
//! Who may do an action is said by the policy alone ([`domain::actor::Actor::may`]). The router is made from this
//! table, so a handler that is not here cannot be reached; a test fires each row as nobody, as every role, and as
//! another centre.

use axum::{
    Router,
    http::Method,
    middleware,
    routing::{MethodRouter, get, post, put},
};
use domain::actor::Action::{
    self, AnswerCases, ApproveProjects, Arrive, AskQueries, AskReleases, BreakGlass, ExportRecords,
    ImportFiles, KeepPeople, KeepPermission, MakePacks, MakeReleases, MakeTokens, ProposeProjects,
    PutQuestions, ReadPacks, ReadRecords, ReadTrail, RunCases, RunCycles, SeeCases, SeeIndicators,
    SeeNetwork, SeePermissions, SeeProjects, SeeWork, SignCorrections, SignOff, TraceIndicators, Unlock,
    UseAccount, WriteRecords,
};

use crate::{
    App, api, assets,
    gate::{
        self,
        Door::{self, Open, Proven, Session, Token},
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
    /// How its caller says who they are.
    pub door: Door,
    /// What its caller does, and must be allowed to do.
    pub action: Action,
    handler: MethodRouter<App>,
}

/// The table.
#[rustfmt::skip]
#[expect(clippy::too_many_lines, reason = "it is a table: one line a route")]
pub fn routes() -> Vec<Route> {
    vec![
        // Pages
        row(Method::GET,  "/",                             Open,    Arrive,        get(pages::home::start)),
        row(Method::GET,  "/sign-in",                      Open,    Arrive,        get(pages::sign_in::show)),
        row(Method::POST, "/sign-in",                      Open,    Arrive,        post(pages::sign_in::submit)),
        row(Method::GET,  "/sign-in/second",               Open,    Arrive,        get(pages::second::show)),
        row(Method::POST, "/sign-in/second",               Open,    Arrive,        post(pages::second::submit)),
        row(Method::GET,  "/sign-in/forgotten",            Open,    Arrive,        get(pages::forgotten::show)),
        row(Method::POST, "/sign-in/forgotten",            Open,    Arrive,        post(pages::forgotten::submit)),
        row(Method::POST, "/sign-in/provider",             Open,    Arrive,        post(pages::provider::leave::to_sign_in)),
        row(Method::GET,  "/sign-in/provider/back",        Open,    Arrive,        get(pages::provider::back::show)),
        row(Method::POST, "/sign-in/again",                Open,    Arrive,        post(pages::provider::again::submit)),
        row(Method::GET,  "/sign-in/done",                 Open,    Arrive,        get(pages::provider::again::done)),
        row(Method::POST, "/sign-out",                     Session, UseAccount,    post(pages::sign_in::sign_out)),
        row(Method::GET,  "/join/{link}",                  Open,    Arrive,        get(pages::join::show)),
        row(Method::POST, "/join",                         Open,    Arrive,        post(pages::join::submit)),
        row(Method::POST, "/join/provider",                Open,    Arrive,        post(pages::join::at_provider)),
        row(Method::GET,  "/account",                      Session, UseAccount,    get(pages::account::show)),
        row(Method::POST, "/account/act-as",               Session, UseAccount,    post(pages::account::act_as)),
        row(Method::POST, "/account/sessions",             Proven,  UseAccount,    post(pages::account::end_sessions)),
        row(Method::GET,  "/account/confirm",              Session, UseAccount,    get(pages::account::confirm::show)),
        row(Method::POST, "/account/confirm",              Session, UseAccount,    post(pages::account::confirm::submit)),
        row(Method::POST, "/account/confirm/provider",     Session, UseAccount,    post(pages::provider::leave::to_prove)),
        row(Method::GET,  "/account/provider",             Session, UseAccount,    get(pages::provider::account::show)),
        row(Method::POST, "/account/provider/connect",     Proven,  UseAccount,    post(pages::provider::account::connect)),
        row(Method::POST, "/account/provider/disconnect",  Proven,  UseAccount,    post(pages::provider::account::disconnect)),
        row(Method::GET,  "/account/password",             Session, UseAccount,    get(pages::account::password::show)),
        row(Method::POST, "/account/password",             Session, UseAccount,    post(pages::account::password::submit)),
        row(Method::GET,  "/account/second-factor",        Session, UseAccount,    get(pages::account::factor::show)),
        row(Method::POST, "/account/second-factor/app",    Proven,  UseAccount,    post(pages::account::factor::begin)),
        row(Method::POST, "/account/second-factor/app/code", Session, UseAccount,    post(pages::account::factor::confirm)),
        row(Method::GET,  "/account/second-factor/codes",  Session, UseAccount,    get(pages::account::factor::ask_for_codes)),
        row(Method::POST, "/account/second-factor/codes",  Proven,  UseAccount,    post(pages::account::factor::renew_codes)),
        row(Method::GET,  "/account/second-factor/remove", Session, UseAccount,    get(pages::account::factor::ask_to_remove)),
        row(Method::POST, "/account/second-factor/remove", Proven,  UseAccount,    post(pages::account::factor::remove)),
        row(Method::GET,  "/account/passkeys",             Session, UseAccount,    get(pages::account::passkeys::show)),
        row(Method::POST, "/account/passkeys",             Proven,  UseAccount,    post(pages::account::passkeys::begin)),
        row(Method::POST, "/account/passkeys/answer",      Session, UseAccount,    post(pages::account::passkeys::confirm)),
        row(Method::POST, "/account/passkeys/remove",      Proven,  UseAccount,    post(pages::account::passkeys::remove)),
        row(Method::GET,  "/people",                       Session, KeepPeople,    get(pages::people::list::show)),
        row(Method::GET,  "/people/invite",                Session, KeepPeople,    get(pages::people::invite::show)),
        row(Method::POST, "/people/invite",                Proven,  KeepPeople,    post(pages::people::invite::submit)),
        row(Method::GET,  "/people/invitations/{id}",      Session, KeepPeople,    get(pages::people::invitation::show)),
        row(Method::POST, "/people/invitations/{id}",      Proven,  KeepPeople,    post(pages::people::invitation::revoke)),
        row(Method::GET,  "/people/review",                Session, KeepPeople,    get(pages::people::review::show)),
        row(Method::POST, "/people/review",                Proven,  KeepPeople,    post(pages::people::review::submit)),
        row(Method::GET,  "/people/posts/{id}/change",     Session, KeepPeople,    get(pages::people::posts::ask_to_change)),
        row(Method::POST, "/people/posts/{id}/change",     Proven,  KeepPeople,    post(pages::people::posts::change)),
        row(Method::GET,  "/people/posts/{id}/end",        Session, KeepPeople,    get(pages::people::end::show)),
        row(Method::POST, "/people/posts/{id}/end",        Proven,  KeepPeople,    post(pages::people::end::submit)),
        row(Method::GET,  "/people/programs",              Session, KeepPeople,    get(pages::people::programs::list::show)),
        row(Method::GET,  "/people/programs/new",          Session, MakeTokens,    get(pages::people::programs::new::show)),
        row(Method::POST, "/people/programs/new",          Proven,  MakeTokens,    post(pages::people::programs::new::submit)),
        row(Method::GET,  "/people/programs/{id}/end",     Session, KeepPeople,    get(pages::people::programs::end::show)),
        row(Method::POST, "/people/programs/{id}/end",     Proven,  KeepPeople,    post(pages::people::programs::end::submit)),
        row(Method::GET,  "/people/{id}",                  Session, KeepPeople,    get(pages::people::person::show)),
        row(Method::GET,  "/people/{id}/posts",            Session, KeepPeople,    get(pages::people::posts::ask)),
        row(Method::POST, "/people/{id}/posts",            Proven,  KeepPeople,    post(pages::people::posts::give)),
        row(Method::GET,  "/people/{id}/password",         Session, KeepPeople,    get(pages::people::password::show)),
        row(Method::POST, "/people/{id}/password",         Proven,  KeepPeople,    post(pages::people::password::submit)),
        row(Method::GET,  "/people/{id}/sign-out",         Session, KeepPeople,    get(pages::people::sign_out::show)),
        row(Method::POST, "/people/{id}/sign-out",         Proven,  KeepPeople,    post(pages::people::sign_out::submit)),
        row(Method::GET,  "/people/{id}/retire",           Session, KeepPeople,    get(pages::people::retire::show)),
        row(Method::POST, "/people/{id}/retire",           Proven,  KeepPeople,    post(pages::people::retire::submit)),
        row(Method::GET,  "/break-glass",                  Session, BreakGlass,    get(pages::glass::show)),
        row(Method::POST, "/break-glass",                  Proven,  BreakGlass,    post(pages::glass::submit)),
        row(Method::POST, "/people/glass/{id}/seen",       Session, KeepPeople,    post(pages::glass::seen)),
        row(Method::GET,  "/trail",                        Session, ReadTrail,     get(pages::trail::show::show)),
        row(Method::GET,  "/trail/events.csv",             Proven,  ReadTrail,     get(pages::trail::file::download)),
        row(Method::GET,  "/help",                         Open,    Arrive,        get(pages::help::show)),
        row(Method::GET,  "/assets/{name}",                Open,    Arrive,        get(assets::serve)),
        row(Method::GET,  "/network",                      Session, SeeNetwork,    get(pages::network::show)),
        row(Method::GET,  "/network/oversight",            Session, SeeNetwork,    get(pages::oversight::show::show)),
        row(Method::GET,  "/network/oversight/csv/{table}", Session, SeeNetwork,    get(pages::oversight::show::table)),
        row(Method::GET,  "/network/permissions",          Session, SeePermissions, get(pages::permission::network::show)),
        row(Method::GET,  "/network/findings",             Session, AskQueries,    get(pages::oversight::findings::show)),
        row(Method::GET,  "/network/findings/records",     Session, AskQueries,    get(pages::oversight::records::show)),
        row(Method::GET,  "/network/cycles",               Session, RunCycles,     get(pages::cycles::list::show)),
        row(Method::GET,  "/network/cycles/new",           Session, RunCycles,     get(pages::cycles::new::show)),
        row(Method::POST, "/network/cycles/new",           Session, RunCycles,     post(pages::cycles::new::submit)),
        row(Method::GET,  "/network/cycles/{id}",          Session, RunCycles,     get(pages::cycles::show::show)),
        row(Method::GET,  "/network/cycles/{id}/{step}",   Session, RunCycles,     get(pages::cycles::step::show)),
        // Locking, freezing, reporting: each changes what others can do.
        row(Method::POST, "/network/cycles/{id}/{step}",   Proven,  RunCycles,     post(pages::cycles::step::submit)),
        row(Method::GET,  "/network/queries",              Session, AskQueries,    get(pages::queries::network::list)),
        row(Method::GET,  "/network/queries/new",          Session, AskQueries,    get(pages::queries::ask::show)),
        row(Method::POST, "/network/queries/new",          Session, AskQueries,    post(pages::queries::ask::submit)),
        row(Method::GET,  "/network/queries/{id}",         Session, AskQueries,    get(pages::queries::network::show)),
        row(Method::POST, "/network/queries/{id}",         Session, AskQueries,    post(pages::queries::network::reply)),
        row(Method::POST, "/network/queries/{id}/close",   Session, AskQueries,    post(pages::queries::network::close)),
        row(Method::GET,  "/centre",                       Session, SeeWork,       get(pages::home::centre)),
        row(Method::GET,  "/centre/permission",            Session, SeeWork,       get(pages::permission::centre::show)),
        row(Method::POST, "/centre/permission",            Proven,  KeepPermission, post(pages::permission::centre::submit)),
        row(Method::GET,  "/admissions",                   Session, ReadRecords,   get(pages::admissions::list)),
        row(Method::GET,  "/admissions/{reference}",       Session, ReadRecords,   get(pages::admission::show)),
        row(Method::GET,  "/admissions/{reference}/days/{date}", Session, SeeWork,       get(pages::grid::show)),
        row(Method::POST, "/admissions/{reference}/days/{date}", Session, WriteRecords,  post(pages::grid::submit)),
        row(Method::GET,  "/drafts",                       Session, SeeWork,       get(pages::drafts::list)),
        row(Method::POST, "/drafts",                       Session, WriteRecords,  post(pages::drafts::autosave)),
        row(Method::GET,  "/drafts/{id}/throw-away",       Session, WriteRecords,  get(pages::drafts::ask)),
        row(Method::POST, "/drafts/{id}/throw-away",       Session, WriteRecords,  post(pages::drafts::throw_away)),
        row(Method::GET,  "/worklist",                     Session, SeeWork,       get(pages::worklist::current)),
        row(Method::GET,  "/cycles/{id}/worklist",         Session, SeeWork,       get(pages::worklist::show)),
        row(Method::GET,  "/cycles/{id}/sign-off",         Session, SeeWork,       get(pages::sign_off::show)),
        row(Method::POST, "/cycles/{id}/sign-off",         Proven,  SignOff,       post(pages::sign_off::submit)),
        row(Method::GET,  "/queries",                      Session, SeeWork,       get(pages::queries::centre::list)),
        row(Method::GET,  "/queries/{id}",                 Session, SeeWork,       get(pages::queries::centre::show)),
        row(Method::POST, "/queries/{id}",                 Session, WriteRecords,  post(pages::queries::centre::reply)),
        row(Method::GET,  "/records",                      Session, ReadRecords,   get(pages::records::index)),
        row(Method::GET,  "/records/{form}",               Session, ReadRecords,   get(pages::records::list)),
        row(Method::GET,  "/records/{form}/new",           Session, WriteRecords,  get(pages::create::show)),
        row(Method::POST, "/records/{form}/new",           Session, WriteRecords,  post(pages::create::submit)),
        row(Method::GET,  "/records/{form}/{id}",          Session, ReadRecords,   get(pages::record::show)),
        row(Method::GET,  "/records/{form}/{id}/edit",     Session, WriteRecords,  get(pages::edit::show)),
        row(Method::POST, "/records/{form}/{id}/edit",     Session, WriteRecords,  post(pages::edit::submit)),
        row(Method::POST, "/records/{form}/{id}/conflict", Session, WriteRecords,  post(pages::conflict::submit)),
        row(Method::GET,  "/records/{form}/{id}/history",  Session, ReadRecords,   get(pages::history::show)),
        row(Method::GET,  "/records/{form}/{id}/unlock",   Session, Unlock,        get(pages::life::unlock::show)),
        row(Method::POST, "/records/{form}/{id}/unlock",   Proven,  Unlock,        post(pages::life::unlock::submit)),
        row(Method::GET,  "/records/{form}/{id}/withdraw", Session, WriteRecords,  get(pages::life::withdraw::show)),
        row(Method::POST, "/records/{form}/{id}/withdraw", Session, WriteRecords,  post(pages::life::withdraw::submit)),
        // Files in and out
        row(Method::GET,  "/imports",                      Session, ImportFiles,   get(pages::imports::list::show)),
        row(Method::POST, "/imports",                      Session, ImportFiles,   post(pages::imports::list::stage)),
        row(Method::GET,  "/imports/uploads/{id}",         Session, ImportFiles,   get(pages::imports::columns::show)),
        row(Method::POST, "/imports/uploads/{id}",         Session, ImportFiles,   post(pages::imports::columns::keep)),
        row(Method::GET,  "/imports/uploads/{id}/check",   Session, ImportFiles,   get(pages::imports::check::show)),
        row(Method::POST, "/imports/uploads/{id}/accept",  Session, ImportFiles,   post(pages::imports::check::accept)),
        row(Method::POST, "/imports/uploads/{id}/throw-away", Session, ImportFiles,   post(pages::imports::check::throw_away)),
        row(Method::GET,  "/imports/uploads/{id}/rows/{kind}", Session, ImportFiles,   get(pages::imports::check::download)),
        row(Method::GET,  "/imports/{id}",                 Session, ImportFiles,   get(pages::imports::done::show)),
        row(Method::GET,  "/imports/{id}/undo",            Session, ImportFiles,   get(pages::imports::undo::ask)),
        row(Method::POST, "/imports/{id}/undo",            Session, ImportFiles,   post(pages::imports::undo::undo)),
        row(Method::GET,  "/imports/{id}/rows/{file}/{row}", Session, ImportFiles,   get(pages::imports::mend::show)),
        row(Method::POST, "/imports/{id}/rows/{file}/{row}", Session, ImportFiles,   post(pages::imports::mend::submit)),
        row(Method::GET,  "/exports",                      Session, ExportRecords, get(pages::exports::show)),
        row(Method::GET,  "/exports/{kind}",               Proven,  ExportRecords, get(pages::exports::download)),
        row(Method::GET,  "/templates/{name}",             Session, UseAccount,    get(pages::exports::template)),
        // Indicators
        row(Method::GET,  "/indicators",                   Session, SeeIndicators, get(pages::indicators::list::show)),
        row(Method::GET,  "/indicators/corrections",       Session, SignCorrections, get(pages::indicators::corrections::show)),
        row(Method::POST, "/indicators/corrections",       Proven,  SignCorrections, post(pages::indicators::corrections::sign)),
        row(Method::GET,  "/indicators/{id}",              Session, SeeIndicators, get(pages::indicators::show::show)),
        row(Method::GET,  "/indicators/{id}/csv/{table}",  Session, SeeIndicators, get(pages::indicators::show::table)),
        row(Method::GET,  "/indicators/{id}/records",      Session, TraceIndicators, get(pages::indicators::records::show)),
        // Packs
        row(Method::GET,  "/releases",                     Session, MakeReleases,  get(pages::releases::list::show)),
        row(Method::GET,  "/releases/new",                 Session, MakeReleases,  get(pages::releases::new::show)),
        row(Method::POST, "/releases/new",                 Session, MakeReleases,  post(pages::releases::new::submit)),
        row(Method::GET,  "/releases/{id}",                Session, MakeReleases,  get(pages::releases::show::show)),
        row(Method::POST, "/releases/{id}/again",          Session, MakeReleases,  post(pages::releases::new::again)),
        row(Method::GET,  "/releases/{id}/sign",           Session, MakeReleases,  get(pages::releases::step::ask_to_sign)),
        row(Method::POST, "/releases/{id}/sign",           Proven,  MakeReleases,  post(pages::releases::step::sign)),
        row(Method::GET,  "/releases/{id}/withdraw",       Session, MakeReleases,  get(pages::releases::step::ask_to_withdraw)),
        row(Method::POST, "/releases/{id}/withdraw",       Session, MakeReleases,  post(pages::releases::step::withdraw)),
        row(Method::GET,  "/tables",                       Session, AskReleases,   get(pages::tables::show::show)),
        row(Method::GET,  "/tables/files/{kind}",          Session, AskReleases,   get(pages::tables::files::table)),
        row(Method::GET,  "/tables/release/{file}",        Session, AskReleases,   get(pages::tables::files::whole)),
        row(Method::GET,  "/packs",                        Session, ReadPacks,     get(pages::packs::list::show)),
        row(Method::GET,  "/packs/new",                    Session, MakePacks,     get(pages::packs::new::show)),
        row(Method::POST, "/packs/new",                    Session, MakePacks,     post(pages::packs::new::submit)),
        row(Method::GET,  "/packs/{id}",                   Session, ReadPacks,     get(pages::packs::show::show)),
        row(Method::GET,  "/packs/{id}/read",              Session, ReadPacks,     get(pages::packs::files::read)),
        row(Method::GET,  "/packs/{id}/files/{file}",      Session, ReadPacks,     get(pages::packs::files::download)),
        row(Method::GET,  "/packs/{id}/csv/{table}",       Session, ReadPacks,     get(pages::packs::files::table)),
        row(Method::POST, "/packs/{id}/again",             Session, MakePacks,     post(pages::packs::new::again)),
        row(Method::GET,  "/packs/{id}/publish",           Session, MakePacks,     get(pages::packs::step::ask_to_publish)),
        row(Method::POST, "/packs/{id}/publish",           Session, MakePacks,     post(pages::packs::step::publish)),
        row(Method::GET,  "/packs/{id}/withdraw",          Session, MakePacks,     get(pages::packs::step::ask_to_withdraw)),
        row(Method::POST, "/packs/{id}/withdraw",          Session, MakePacks,     post(pages::packs::step::withdraw)),
        // Cases
        row(Method::GET,  "/cases",                        Session, SeeCases,      get(pages::cases::list::show)),
        row(Method::GET,  "/cases/open",                   Session, RunCases,      get(pages::cases::open::show)),
        row(Method::POST, "/cases/open",                   Session, RunCases,      post(pages::cases::open::submit)),
        row(Method::GET,  "/cases/{id}",                   Session, SeeCases,      get(pages::cases::show::show)),
        row(Method::POST, "/cases/{id}/centre",            Session, AnswerCases,   post(pages::cases::step::of_centre)),
        row(Method::POST, "/cases/{id}/network",           Session, RunCases,      post(pages::cases::step::of_network)),
        // Research projects
        row(Method::GET,  "/research",                     Open,    Arrive,        get(pages::projects::public::show)),
        row(Method::GET,  "/projects",                     Session, ProposeProjects, get(pages::projects::own::list)),
        row(Method::GET,  "/projects/new",                 Session, ProposeProjects, get(pages::projects::form::new)),
        row(Method::POST, "/projects/new",                 Session, ProposeProjects, post(pages::projects::form::register)),
        row(Method::GET,  "/projects/{id}",                Session, ProposeProjects, get(pages::projects::show::own)),
        row(Method::GET,  "/projects/{id}/edit",           Session, ProposeProjects, get(pages::projects::form::edit)),
        row(Method::POST, "/projects/{id}/edit",           Session, ProposeProjects, post(pages::projects::form::change)),
        row(Method::GET,  "/projects/{id}/{step}",         Session, ProposeProjects, get(pages::projects::step::ask_own)),
        row(Method::POST, "/projects/{id}/{step}",         Session, ProposeProjects, post(pages::projects::step::take_own)),
        row(Method::GET,  "/network/projects",             Session, SeeProjects,   get(pages::projects::network::list)),
        row(Method::GET,  "/network/projects/{id}",        Session, SeeProjects,   get(pages::projects::show::of_network)),
        row(Method::GET,  "/network/projects/{id}/{step}", Session, ApproveProjects, get(pages::projects::step::ask_network)),
        // Approving, refusing, stopping: each decides for others.
        row(Method::POST, "/network/projects/{id}/{step}", Proven,  ApproveProjects, post(pages::projects::step::take_network)),
        // The network's questions
        row(Method::GET,  "/questions",                    Session, PutQuestions,  get(pages::questions::list)),
        row(Method::GET,  "/questions/{cycle}",            Session, PutQuestions,  get(pages::questions::cycle::show)),
        row(Method::POST, "/questions/{cycle}",            Session, PutQuestions,  post(pages::questions::cycle::submit)),
        // Programs
        row(Method::GET,  "/healthz",                      Open,    Arrive,        get(api::health::show)),
        row(Method::GET,  "/api/openapi.json",             Open,    Arrive,        get(api::openapi::show)),
        row(Method::POST, "/api/v1/records/{form}",        Token,   WriteRecords,  post(api::records::create)),
        row(Method::GET,  "/api/v1/records/{form}",        Token,   ReadRecords,   get(api::records::list)),
        row(Method::GET,  "/api/v1/records/{form}/{id}",   Token,   ReadRecords,   get(api::records::show)),
        row(Method::PUT,  "/api/v1/records/{form}/{id}",   Token,   WriteRecords,  put(api::records::replace)),
    ]
}

fn row(method: Method, path: &'static str, door: Door, action: Action, handler: MethodRouter<App>) -> Route {
    Route { method, path, door, action, handler }
}

/// The router, made of the table.
pub(crate) fn router(app: &App) -> Router<App> {
    routes().into_iter().fold(Router::new(), |router, route| {
        let state = (app.clone(), route.door, route.action, gate::Purpose(route.path));
        let gate = middleware::from_fn_with_state(state, gate::check);
        router.route(route.path, route.handler.layer(gate))
    })
}
