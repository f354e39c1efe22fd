//! Who may call what: every route, fired as nobody, as the wrong caller, as another centre and as the right one.
//!
//! A 404 for a stranger proves nothing unless the right caller gets through, so each probe is fired by both.
//! A route without a probe fails the test, and so does a probe without a route. Long because the probes are one table,
//! a line a route.

use std::collections::BTreeSet;

use domain::actor::{Action, Actor, MemberId, Role};
use jiff::SignedDuration;
use reqwest::{Client, Method, StatusCode, redirect::Policy};
use testkit::database::Backend;
use testkit::fixtures::{centre, contact, member, now, question};
use web::{Door, Route};

use crate::site::{Browser, Site};
use crate::source::files_with;

/// A request that a route's right caller can make.
struct Probe {
    method: Method,
    /// As it stands in the table of routes.
    route: &'static str,
    /// With the variable parts filled in.
    path: String,
    /// It names a record of one centre.
    names_a_record: bool,
    /// What the right caller gets.
    right: StatusCode,
}

/// A probe of a route without variable parts.
fn probe_as_it_is(method: Method, route: &'static str, right: StatusCode) -> Probe {
    probe(method, route, route, right)
}

fn probe(method: Method, route: &'static str, path: &str, right: StatusCode) -> Probe {
    Probe { method, route, path: path.to_owned(), names_a_record: false, right }
}

/// What the probes name: a patient of the centre that the right caller belongs to, and a query about it.
struct Known {
    record: String,
    query: String,
}

impl Known {
    fn nothing() -> Self {
        Self { record: "x".to_owned(), query: "x".to_owned() }
    }

    /// Puts both in place, and the cycle that they belong to.
    async fn at(site: &Site, code: &str) -> Self {
        site.open_cycle().await;
        let record = site.on_ecmo(code).await[0].id.to_string();
        let lead = member(&site.store, "asking", Role::AuditLead, None).await;
        let ask = question(code, "Is this from before the illness?");
        let query = site.store.ask(&lead, now(), ask).await.unwrap().to_string();
        crate::packs::measure(site).await;
        Self { record, query }
    }
}

/// One probe a route.
#[expect(clippy::too_many_lines, reason = "it is a table: one line a route")]
fn probes(known: &Known) -> Vec<Probe> {
    use StatusCode as S;
    let id = known.record.as_str();
    let of_record = |method, route: &'static str, right| Probe {
        names_a_record: true,
        ..probe(method, route, &route.replace("{form}", "patient").replace("{id}", id), right)
    };
    let of_query = |method, route: &'static str, right| {
        probe(method, route, &route.replace("{id}", &known.query), right)
    };
    let of_nobody = |method, route: &'static str, right| {
        let path = route.replace("{id}", "01900000-0000-7000-8000-000000000000").replace("{step}", "submit");
        probe(method, route, &path, right)
    };
    // Refused for its missing token before anybody looks for the record.
    let of_record_posted =
        |route: &'static str| Probe { names_a_record: false, ..of_record(Method::POST, route, S::FORBIDDEN) };
    vec![
        probe(Method::GET, "/", "/", S::SEE_OTHER),
        probe(Method::GET, "/sign-in", "/sign-in", S::OK),
        // Forms without a token are refused after the caller was let in.
        probe(Method::POST, "/sign-in", "/sign-in", S::FORBIDDEN),
        probe(Method::GET, "/sign-in/second", "/sign-in/second", S::SEE_OTHER),
        probe(Method::POST, "/sign-in/second", "/sign-in/second", S::FORBIDDEN),
        probe(Method::GET, "/sign-in/forgotten", "/sign-in/forgotten", S::OK),
        probe(Method::POST, "/sign-in/forgotten", "/sign-in/forgotten", S::FORBIDDEN),
        // Without a provider nobody comes back from one; with one, see `provider`.
        probe(Method::POST, "/sign-in/provider", "/sign-in/provider", S::FORBIDDEN),
        probe(Method::GET, "/sign-in/provider/back", "/sign-in/provider/back", S::NOT_FOUND),
        probe(Method::POST, "/sign-in/again", "/sign-in/again", S::FORBIDDEN),
        probe(Method::GET, "/sign-in/done", "/sign-in/done", S::OK),
        probe(Method::POST, "/sign-out", "/sign-out", S::FORBIDDEN),
        probe(Method::GET, "/join/{link}", "/join/0123456789abcdef", S::OK),
        probe(Method::POST, "/join", "/join", S::FORBIDDEN),
        probe(Method::POST, "/join/provider", "/join/provider", S::FORBIDDEN),
        probe(Method::GET, "/account", "/account", S::OK),
        probe(Method::POST, "/account/act-as", "/account/act-as", S::FORBIDDEN),
        probe(Method::POST, "/account/sessions", "/account/sessions", S::FORBIDDEN),
        probe(Method::GET, "/account/confirm", "/account/confirm", S::OK),
        probe(Method::POST, "/account/confirm", "/account/confirm", S::FORBIDDEN),
        probe_as_it_is(Method::POST, "/account/confirm/provider", S::FORBIDDEN),
        probe_as_it_is(Method::GET, "/account/provider", S::OK),
        probe_as_it_is(Method::POST, "/account/provider/connect", S::FORBIDDEN),
        probe_as_it_is(Method::POST, "/account/provider/disconnect", S::FORBIDDEN),
        probe(Method::GET, "/account/password", "/account/password", S::OK),
        probe(Method::POST, "/account/password", "/account/password", S::FORBIDDEN),
        probe(Method::GET, "/account/second-factor", "/account/second-factor", S::OK),
        probe_as_it_is(Method::POST, "/account/second-factor/app", S::FORBIDDEN),
        probe_as_it_is(Method::POST, "/account/second-factor/app/code", S::FORBIDDEN),
        probe_as_it_is(Method::GET, "/account/second-factor/codes", S::OK),
        probe_as_it_is(Method::POST, "/account/second-factor/codes", S::FORBIDDEN),
        probe_as_it_is(Method::GET, "/account/second-factor/remove", S::OK),
        probe_as_it_is(Method::POST, "/account/second-factor/remove", S::FORBIDDEN),
        probe_as_it_is(Method::GET, "/account/passkeys", S::OK),
        probe_as_it_is(Method::POST, "/account/passkeys", S::FORBIDDEN),
        probe_as_it_is(Method::POST, "/account/passkeys/answer", S::FORBIDDEN),
        probe_as_it_is(Method::POST, "/account/passkeys/remove", S::FORBIDDEN),
        probe(Method::GET, "/people", "/people", S::OK),
        probe(Method::GET, "/people/invite", "/people/invite", S::OK),
        probe(Method::POST, "/people/invite", "/people/invite", S::FORBIDDEN),
        probe(Method::GET, "/people/programs", "/people/programs", S::OK),
        probe(Method::GET, "/people/programs/new", "/people/programs/new", S::OK),
        probe(Method::POST, "/people/programs/new", "/people/programs/new", S::FORBIDDEN),
        of_nobody(Method::GET, "/people/programs/{id}/end", S::NOT_FOUND),
        of_nobody(Method::POST, "/people/programs/{id}/end", S::FORBIDDEN),
        probe(Method::GET, "/people/review", "/people/review", S::OK),
        probe(Method::POST, "/people/review", "/people/review", S::FORBIDDEN),
        probe(Method::GET, "/break-glass", "/break-glass", S::OK),
        probe(Method::POST, "/break-glass", "/break-glass", S::FORBIDDEN),
        of_nobody(Method::POST, "/people/glass/{id}/seen", S::FORBIDDEN),
        // There are no such people; whose people are whose is told in `people` and `people_page`.
        of_nobody(Method::GET, "/people/invitations/{id}", S::NOT_FOUND),
        of_nobody(Method::POST, "/people/invitations/{id}", S::FORBIDDEN),
        of_nobody(Method::GET, "/people/posts/{id}/change", S::NOT_FOUND),
        of_nobody(Method::POST, "/people/posts/{id}/change", S::FORBIDDEN),
        of_nobody(Method::GET, "/people/posts/{id}/end", S::NOT_FOUND),
        of_nobody(Method::POST, "/people/posts/{id}/end", S::FORBIDDEN),
        of_nobody(Method::GET, "/people/{id}", S::NOT_FOUND),
        of_nobody(Method::GET, "/people/{id}/posts", S::NOT_FOUND),
        of_nobody(Method::POST, "/people/{id}/posts", S::FORBIDDEN),
        of_nobody(Method::GET, "/people/{id}/password", S::NOT_FOUND),
        of_nobody(Method::POST, "/people/{id}/password", S::FORBIDDEN),
        of_nobody(Method::GET, "/people/{id}/sign-out", S::NOT_FOUND),
        of_nobody(Method::POST, "/people/{id}/sign-out", S::FORBIDDEN),
        of_nobody(Method::GET, "/people/{id}/retire", S::NOT_FOUND),
        of_nobody(Method::POST, "/people/{id}/retire", S::FORBIDDEN),
        probe(Method::GET, "/trail", "/trail", S::OK),
        probe(Method::GET, "/trail/events.csv", "/trail/events.csv", S::OK),
        probe(Method::GET, "/help", "/help", S::OK),
        probe(Method::GET, "/assets/{name}", "/assets/app.css", S::OK),
        probe(Method::GET, "/centre/permission", "/centre/permission", S::OK),
        probe(Method::POST, "/centre/permission", "/centre/permission", S::FORBIDDEN),
        probe(Method::GET, "/network/permissions", "/network/permissions", S::OK),
        probe(Method::GET, "/network", "/network", S::OK),
        probe(Method::GET, "/network/oversight", "/network/oversight", S::OK),
        probe(Method::GET, "/network/oversight/csv/{table}", "/network/oversight/csv/sign_off.csv", S::OK),
        probe(Method::GET, "/network/findings", "/network/findings", S::OK),
        probe(
            Method::GET,
            "/network/findings/records",
            "/network/findings/records?cycle=2025H2&centre=STH&form=patient&level=W&rule=X-SOFT&field=cfs",
            S::OK,
        ),
        probe(Method::GET, "/network/cycles", "/network/cycles", S::OK),
        probe(Method::GET, "/network/cycles/new", "/network/cycles/new", S::OK),
        probe(Method::POST, "/network/cycles/new", "/network/cycles/new", S::FORBIDDEN),
        probe(Method::GET, "/network/cycles/{id}", "/network/cycles/2025H2", S::OK),
        probe(Method::GET, "/network/cycles/{id}/{step}", "/network/cycles/2025H2/lock", S::OK),
        probe(Method::POST, "/network/cycles/{id}/{step}", "/network/cycles/2025H2/lock", S::FORBIDDEN),
        probe(Method::GET, "/network/queries", "/network/queries", S::OK),
        probe(Method::GET, "/network/queries/new", "/network/queries/new", S::OK),
        probe(Method::POST, "/network/queries/new", "/network/queries/new", S::FORBIDDEN),
        of_query(Method::GET, "/network/queries/{id}", S::OK),
        of_query(Method::POST, "/network/queries/{id}", S::FORBIDDEN),
        of_query(Method::POST, "/network/queries/{id}/close", S::FORBIDDEN),
        probe(Method::GET, "/centre", "/centre", S::OK),
        probe(Method::GET, "/worklist", "/worklist", S::SEE_OTHER),
        probe(Method::GET, "/cycles/{id}/worklist", "/cycles/2025H2/worklist", S::OK),
        probe(Method::GET, "/cycles/{id}/sign-off", "/cycles/2025H2/sign-off", S::OK),
        probe(Method::POST, "/cycles/{id}/sign-off", "/cycles/2025H2/sign-off", S::FORBIDDEN),
        probe(Method::GET, "/queries", "/queries", S::OK),
        Probe { names_a_record: true, ..of_query(Method::GET, "/queries/{id}", S::OK) },
        of_query(Method::POST, "/queries/{id}", S::FORBIDDEN),
        probe(Method::GET, "/records", "/records", S::OK),
        probe(Method::GET, "/admissions", "/admissions", S::OK),
        Probe {
            names_a_record: true,
            ..probe(Method::GET, "/admissions/{reference}", "/admissions/A00001", S::OK)
        },
        Probe {
            names_a_record: true,
            ..probe(
                Method::GET,
                "/admissions/{reference}/days/{date}",
                "/admissions/A00001/days/2026-03-25",
                S::OK,
            )
        },
        probe(
            Method::POST,
            "/admissions/{reference}/days/{date}",
            "/admissions/A00001/days/2026-03-25",
            S::FORBIDDEN,
        ),
        probe(Method::GET, "/drafts", "/drafts", S::OK),
        probe(Method::POST, "/drafts", "/drafts", S::FORBIDDEN),
        // There is no such draft; that another centre's is not found either is told in `drafts_page`.
        probe(
            Method::GET,
            "/drafts/{id}/throw-away",
            "/drafts/0195d1f0-0000-7000-8000-000000000000/throw-away",
            S::NOT_FOUND,
        ),
        probe(
            Method::POST,
            "/drafts/{id}/throw-away",
            "/drafts/0195d1f0-0000-7000-8000-000000000000/throw-away",
            S::FORBIDDEN,
        ),
        probe(Method::GET, "/records/{form}", "/records/patient", S::OK),
        probe(Method::GET, "/records/{form}/new", "/records/patient/new", S::OK),
        probe(Method::POST, "/records/{form}/new", "/records/patient/new", S::FORBIDDEN),
        of_record(Method::GET, "/records/{form}/{id}", S::OK),
        of_record(Method::GET, "/records/{form}/{id}/edit", S::OK),
        probe(
            Method::POST,
            "/records/{form}/{id}/edit",
            &format!("/records/patient/{id}/edit"),
            S::FORBIDDEN,
        ),
        probe(
            Method::POST,
            "/records/{form}/{id}/conflict",
            &format!("/records/patient/{id}/conflict"),
            S::FORBIDDEN,
        ),
        of_record(Method::GET, "/records/{form}/{id}/history", S::OK),
        of_record(Method::GET, "/records/{form}/{id}/unlock", S::OK),
        of_record_posted("/records/{form}/{id}/unlock"),
        of_record(Method::GET, "/records/{form}/{id}/withdraw", S::OK),
        of_record_posted("/records/{form}/{id}/withdraw"),
        probe(Method::GET, "/imports", "/imports", S::OK),
        probe(Method::POST, "/imports", "/imports", S::FORBIDDEN),
        // No such upload or import; whose they are is tested beside their pages.
        probe(
            Method::GET,
            "/imports/uploads/{id}",
            "/imports/uploads/01900000-0000-7000-8000-000000000000",
            S::NOT_FOUND,
        ),
        probe(
            Method::POST,
            "/imports/uploads/{id}",
            "/imports/uploads/01900000-0000-7000-8000-000000000000",
            S::FORBIDDEN,
        ),
        probe(
            Method::GET,
            "/imports/uploads/{id}/check",
            "/imports/uploads/01900000-0000-7000-8000-000000000000/check",
            S::NOT_FOUND,
        ),
        probe(
            Method::POST,
            "/imports/uploads/{id}/accept",
            "/imports/uploads/01900000-0000-7000-8000-000000000000/accept",
            S::FORBIDDEN,
        ),
        probe(
            Method::POST,
            "/imports/uploads/{id}/throw-away",
            "/imports/uploads/01900000-0000-7000-8000-000000000000/throw-away",
            S::FORBIDDEN,
        ),
        probe(
            Method::GET,
            "/imports/uploads/{id}/rows/{kind}",
            "/imports/uploads/01900000-0000-7000-8000-000000000000/rows/csv",
            S::NOT_FOUND,
        ),
        probe(Method::GET, "/imports/{id}", "/imports/01900000-0000-7000-8000-000000000000", S::NOT_FOUND),
        probe(
            Method::GET,
            "/imports/{id}/undo",
            "/imports/01900000-0000-7000-8000-000000000000/undo",
            S::NOT_FOUND,
        ),
        probe(
            Method::POST,
            "/imports/{id}/undo",
            "/imports/01900000-0000-7000-8000-000000000000/undo",
            S::FORBIDDEN,
        ),
        probe(
            Method::GET,
            "/imports/{id}/rows/{file}/{row}",
            "/imports/01900000-0000-7000-8000-000000000000/rows/physio_contacts/1",
            S::NOT_FOUND,
        ),
        probe(
            Method::POST,
            "/imports/{id}/rows/{file}/{row}",
            "/imports/01900000-0000-7000-8000-000000000000/rows/physio_contacts/1",
            S::FORBIDDEN,
        ),
        probe(Method::GET, "/exports", "/exports", S::OK),
        probe(Method::GET, "/exports/{kind}", "/exports/bundle.zip", S::OK),
        probe(Method::GET, "/templates/{name}", "/templates/csv.zip", S::OK),
        probe(Method::GET, "/indicators", "/indicators", S::OK),
        probe(Method::GET, "/indicators/corrections", "/indicators/corrections", S::OK),
        probe(Method::POST, "/indicators/corrections", "/indicators/corrections", S::FORBIDDEN),
        probe(Method::GET, "/indicators/{id}", "/indicators/P04", S::OK),
        // A centre's tables are not the network's.
        probe(Method::GET, "/indicators/{id}/csv/{table}", "/indicators/P04/csv/matrix.csv", S::NOT_FOUND),
        probe(Method::GET, "/indicators/{id}/records", "/indicators/P04/records", S::OK),
        // No such pack; whose packs are whose is tested beside their pages.
        probe(Method::GET, "/packs", "/packs", S::OK),
        probe(Method::GET, "/packs/new", "/packs/new", S::OK),
        probe(Method::POST, "/packs/new", "/packs/new", S::FORBIDDEN),
        probe(Method::GET, "/packs/{id}", "/packs/01900000-0000-7000-8000-000000000000", S::NOT_FOUND),
        probe(
            Method::GET,
            "/packs/{id}/read",
            "/packs/01900000-0000-7000-8000-000000000000/read",
            S::NOT_FOUND,
        ),
        probe(
            Method::GET,
            "/packs/{id}/files/{file}",
            "/packs/01900000-0000-7000-8000-000000000000/files/pack.pdf",
            S::NOT_FOUND,
        ),
        probe(
            Method::GET,
            "/packs/{id}/csv/{table}",
            "/packs/01900000-0000-7000-8000-000000000000/csv/matrix.csv",
            S::NOT_FOUND,
        ),
        probe(
            Method::POST,
            "/packs/{id}/again",
            "/packs/01900000-0000-7000-8000-000000000000/again",
            S::FORBIDDEN,
        ),
        probe(
            Method::GET,
            "/packs/{id}/publish",
            "/packs/01900000-0000-7000-8000-000000000000/publish",
            S::NOT_FOUND,
        ),
        probe(
            Method::POST,
            "/packs/{id}/publish",
            "/packs/01900000-0000-7000-8000-000000000000/publish",
            S::FORBIDDEN,
        ),
        probe(
            Method::GET,
            "/packs/{id}/withdraw",
            "/packs/01900000-0000-7000-8000-000000000000/withdraw",
            S::NOT_FOUND,
        ),
        probe(
            Method::POST,
            "/packs/{id}/withdraw",
            "/packs/01900000-0000-7000-8000-000000000000/withdraw",
            S::FORBIDDEN,
        ),
        // No such release, and none to ask.
        probe(Method::GET, "/releases", "/releases", S::OK),
        probe(Method::GET, "/releases/new", "/releases/new", S::OK),
        probe(Method::POST, "/releases/new", "/releases/new", S::FORBIDDEN),
        probe(Method::GET, "/tables", "/tables", S::OK),
        probe(Method::GET, "/tables/files/{kind}", "/tables/files/csv", S::UNPROCESSABLE_ENTITY),
        probe(Method::GET, "/tables/release/{file}", "/tables/release/cube.csv", S::UNPROCESSABLE_ENTITY),
        probe(Method::GET, "/releases/{id}", "/releases/01900000-0000-7000-8000-000000000000", S::NOT_FOUND),
        probe(
            Method::POST,
            "/releases/{id}/again",
            "/releases/01900000-0000-7000-8000-000000000000/again",
            S::FORBIDDEN,
        ),
        probe(
            Method::GET,
            "/releases/{id}/sign",
            "/releases/01900000-0000-7000-8000-000000000000/sign",
            S::NOT_FOUND,
        ),
        probe(
            Method::POST,
            "/releases/{id}/sign",
            "/releases/01900000-0000-7000-8000-000000000000/sign",
            S::FORBIDDEN,
        ),
        probe(
            Method::GET,
            "/releases/{id}/withdraw",
            "/releases/01900000-0000-7000-8000-000000000000/withdraw",
            S::NOT_FOUND,
        ),
        probe(
            Method::POST,
            "/releases/{id}/withdraw",
            "/releases/01900000-0000-7000-8000-000000000000/withdraw",
            S::FORBIDDEN,
        ),
        // No such case; whose cases are whose is tested beside their pages.
        probe(Method::GET, "/cases", "/cases", S::OK),
        probe(Method::GET, "/cases/open", "/cases/open", S::OK),
        probe(Method::POST, "/cases/open", "/cases/open", S::FORBIDDEN),
        probe(Method::GET, "/cases/{id}", "/cases/01900000-0000-7000-8000-000000000000", S::NOT_FOUND),
        probe(
            Method::POST,
            "/cases/{id}/centre",
            "/cases/01900000-0000-7000-8000-000000000000/centre",
            S::FORBIDDEN,
        ),
        probe(
            Method::POST,
            "/cases/{id}/network",
            "/cases/01900000-0000-7000-8000-000000000000/network",
            S::FORBIDDEN,
        ),
        // No such project; whose projects are whose is tested beside their pages.
        probe(Method::GET, "/research", "/research", S::OK),
        probe(Method::GET, "/projects", "/projects", S::OK),
        probe(Method::GET, "/projects/new", "/projects/new", S::OK),
        probe(Method::POST, "/projects/new", "/projects/new", S::FORBIDDEN),
        of_nobody(Method::GET, "/projects/{id}", S::NOT_FOUND),
        of_nobody(Method::GET, "/projects/{id}/edit", S::NOT_FOUND),
        of_nobody(Method::POST, "/projects/{id}/edit", S::FORBIDDEN),
        of_nobody(Method::GET, "/projects/{id}/{step}", S::NOT_FOUND),
        of_nobody(Method::POST, "/projects/{id}/{step}", S::FORBIDDEN),
        probe(Method::GET, "/network/projects", "/network/projects", S::OK),
        of_nobody(Method::GET, "/network/projects/{id}", S::NOT_FOUND),
        of_nobody(Method::GET, "/network/projects/{id}/{step}", S::NOT_FOUND),
        of_nobody(Method::POST, "/network/projects/{id}/{step}", S::FORBIDDEN),
        probe(Method::GET, "/questions", "/questions", S::OK),
        probe(Method::GET, "/questions/{cycle}", "/questions/2026H1", S::OK),
        probe(Method::POST, "/questions/{cycle}", "/questions/2026H1", S::FORBIDDEN),
        probe(Method::GET, "/healthz", "/healthz", S::OK),
        probe(Method::GET, "/api/openapi.json", "/api/openapi.json", S::OK),
        probe(Method::POST, "/api/v1/records/{form}", "/api/v1/records/physio_contact", S::CREATED),
        probe(Method::GET, "/api/v1/records/{form}", "/api/v1/records/patient", S::OK),
        of_record(Method::GET, "/api/v1/records/{form}/{id}", S::OK),
        Probe {
            names_a_record: true,
            ..probe(
                Method::PUT,
                "/api/v1/records/{form}/{id}",
                &format!("/api/v1/records/patient/{id}"),
                S::OK,
            )
        },
    ]
}

fn route(probe: &Probe) -> Route {
    let route =
        web::routes().into_iter().find(|route| route.method == probe.method && route.path == probe.route);
    route.expect("a route of the table")
}

/// Whether the policy lets a member with this role call the route.
fn may(role: Role, probe: &Probe) -> bool {
    let at = role.has_centre().then(|| centre("STH"));
    let actor =
        Actor { member: MemberId::SYSTEM, name: "anybody".to_owned(), role, centre: at, through: None };
    actor.may(route(probe).action)
}

#[test]
fn every_route_has_a_probe_and_every_probe_a_route() {
    let routes: BTreeSet<_> =
        web::routes().into_iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let probes: BTreeSet<_> =
        probes(&Known::nothing()).iter().map(|probe| format!("{} {}", probe.method, probe.route)).collect();
    assert_eq!(routes, probes);
}

#[test]
fn the_table_of_actions() {
    let table: Vec<_> = web::routes()
        .into_iter()
        .map(|route| {
            let Route { method, path, door, action, .. } = route;
            format!("{:4} {path:38} {:7} {action:?}", method.as_str(), format!("{door:?}"))
        })
        .collect();
    insta::assert_snapshot!(table.join("\n"));
}

/// What is open to everybody is nobody's in particular, and what is not is somebody's.
#[test]
fn only_open_doors_ask_for_nothing() {
    for route in web::routes() {
        let asks_nobody = route.door == Door::Open;
        assert_eq!(asks_nobody, route.action == Action::Arrive, "{} {}", route.method, route.path);
    }
}

/// No router is put together anywhere else, so nothing can be reached past the table.
#[test]
fn no_route_is_added_beside_the_table() {
    assert_eq!(files_with(".route("), BTreeSet::from(["web/src/routes.rs".to_owned()]));
}

/// Fires a probe and returns its status.
async fn fire(client: &Client, site: &Site, probe: &Probe, token: Option<&str>) -> StatusCode {
    let mut request = client.request(probe.method.clone(), format!("{}{}", site.url, probe.path));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if probe.route.starts_with("/api/v1") && probe.method != Method::GET {
        let record = match probe.method {
            Method::PUT => testkit::fixtures::patient(),
            _ => contact(1),
        };
        request = request.header("if-match", "\"1\"").json(&record);
    }
    request.send().await.unwrap().status()
}

fn nobody() -> Client {
    Client::builder().redirect(Policy::none()).build().unwrap()
}

#[tokio::test]
async fn nobody_gets_past_the_gate() {
    let site = Site::start(Backend::Sqlite).await;
    let known = Known::at(&site, "STH").await;
    for probe in probes(&known) {
        let status = fire(&nobody(), &site, &probe, None).await;
        let expected = match route(&probe).door {
            Door::Open => probe.right,
            // A page leads to the sign-in page; a form or a program is told.
            Door::Session | Door::Proven if probe.method == Method::GET => StatusCode::SEE_OTHER,
            Door::Session | Door::Proven | Door::Token => StatusCode::UNAUTHORIZED,
        };
        assert_eq!(status, expected, "{} {}", probe.method, probe.path);
    }
}

#[tokio::test]
async fn a_forged_token_is_nobody() {
    let site = Site::start(Backend::Sqlite).await;
    let known = Known::at(&site, "STH").await;
    for probe in probes(&known).iter().filter(|probe| route(probe).door == Door::Token) {
        let status = fire(&nobody(), &site, probe, Some("ecmopt_0123456789")).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{} {}", probe.method, probe.path);
    }
}

#[tokio::test]
async fn a_role_that_may_not_is_refused() {
    let site = Site::start(Backend::Sqlite).await;
    let known = Known::at(&site, "STH").await;
    let members = Members::of(&site).await;
    for probe in probes(&known).iter().filter(|probe| is_of_a_session(probe)) {
        for (role, browser) in members.all().into_iter().filter(|(role, _)| !may(*role, probe)) {
            let status = fire(browser.client(), &site, probe, None).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{role}: {} {}", probe.method, probe.path);
        }
    }
}

/// Whether a probe's route is for whoever is signed in.
fn is_of_a_session(probe: &Probe) -> bool {
    matches!(route(probe).door, Door::Session | Door::Proven)
}

/// Somebody of each role.
struct Members(Vec<(Role, Browser)>);

impl Members {
    async fn of(site: &Site) -> Self {
        let mut members = Vec::new();
        for role in Role::OF_MEMBERS {
            let login = format!("the-{}", role.as_str());
            member(&site.store, &login, role, role.has_centre().then_some("STH")).await;
            members.push((role, site.signed_in(&login).await));
        }
        members.push((Role::BreakGlass, site.broke_the_glass("STH").await));
        Self(members)
    }

    fn all(&self) -> Vec<(Role, &Browser)> {
        self.0.iter().map(|(role, browser)| (*role, browser)).collect()
    }
}

/// The same as a record that does not exist: 404, and never a word about it.
#[tokio::test]
async fn another_centre_does_not_learn_of_a_record() {
    let site = Site::start(Backend::Sqlite).await;
    let known = Known::at(&site, "STH").await;
    // Who may do most there: nothing is hidden by the role.
    let other = site.centre_lead("PAP").await;
    let program = site.program("PAP").await;
    for probe in probes(&known).iter().filter(|probe| probe.names_a_record) {
        let status = match route(probe).door {
            Door::Token => fire(&nobody(), &site, probe, Some(program.token())).await,
            _ => fire(other.client(), &site, probe, None).await,
        };
        assert_eq!(status, StatusCode::NOT_FOUND, "{} {}", probe.method, probe.path);
    }
}

#[tokio::test]
async fn every_role_that_may_gets_through() {
    let site = Site::start(Backend::Sqlite).await;
    let known = Known::at(&site, "STH").await;
    let members = Members::of(&site).await;
    let program = site.program("STH").await;
    for probe in probes(&known) {
        let mut got = Vec::new();
        match route(&probe).door {
            Door::Open => got.push(("nobody", fire(&nobody(), &site, &probe, None).await)),
            Door::Token => got.push(("program", fire(&nobody(), &site, &probe, Some(program.token())).await)),
            Door::Session | Door::Proven => {
                for (role, browser) in members.all().into_iter().filter(|(role, _)| may(*role, &probe)) {
                    got.push((role.label(), fire(browser.client(), &site, &probe, None).await));
                }
            }
        }
        assert!(!got.is_empty(), "nobody may {} {}", probe.method, probe.path);
        for (who, status) in got {
            assert_eq!(status, probe.right, "{who}: {} {}", probe.method, probe.path);
        }
    }
}

/// What has consequences for others asks for the password once a while has passed; all else does not.
#[tokio::test]
async fn a_proof_that_is_too_old_is_asked_for_again_at_the_doors_that_need_one() {
    let site = Site::start(Backend::Sqlite).await;
    let known = Known::at(&site, "STH").await;
    let members = Members::of(&site).await;
    site.pass(SignedDuration::from_mins(16));
    let mut asked = BTreeSet::new();
    for probe in probes(&known).iter().filter(|probe| is_of_a_session(probe)) {
        for (role, browser) in members.all().into_iter().filter(|(role, _)| may(*role, probe)) {
            let status = fire(browser.client(), &site, probe, None).await;
            // A form without a token is refused before anybody is asked for a password.
            let expected = match route(probe).door {
                Door::Proven if probe.method == Method::GET => StatusCode::UNAUTHORIZED,
                _ => probe.right,
            };
            assert_eq!(status, expected, "{role}: {} {}", probe.method, probe.path);
            asked.extend((route(probe).door == Door::Proven).then_some(probe.route));
        }
    }
    assert!(asked.contains("/cycles/{id}/sign-off") && asked.contains("/exports/{kind}"), "{asked:?}");
}

/// What the audit lead sees of the network holds no row of any centre.
#[tokio::test]
async fn the_network_page_shows_no_row() {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    let page = site.audit_lead().await.get("/network").await;
    assert_eq!(page.status, StatusCode::OK);
    for secret in [testkit::fixtures::PATIENT, "A00001"] {
        assert!(!page.html.contains(secret));
    }
}
