//! The JSON API as a program meets it.

use domain::dictionary::Dictionary;
use reqwest::{Method, Response, StatusCode};
use rstest::rstest;
use serde_json::{Value, json};
use testkit::database::Backend;
use testkit::fixtures::contact;

use crate::site::{Program, Site};

/// A program of a centre with one patient on ECMO.
async fn program_at_work(on: Backend) -> (Site, Program) {
    let site = Site::start(on).await;
    site.on_ecmo("STH").await;
    let program = site.program("STH").await;
    (site, program)
}

/// The contact with some fields changed.
fn contact_with(number: u32, changes: &Value) -> Value {
    let mut contact = contact(number);
    for (name, value) in changes.as_object().unwrap() {
        contact[name] = value.clone();
    }
    contact
}

async fn problem(response: Response, status: StatusCode) -> Value {
    assert_eq!(response.status(), status);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["status"], status.as_u16());
    assert_eq!(problem["request_id"], id);
    problem
}

mod create {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn saves_and_says_where(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (site, program) = program_at_work(on).await;
        let response = program.create("physio_contact", &contact(1)).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(response.headers()["etag"], "\"1\"");
        let location = response.headers()["location"].to_str().unwrap().to_owned();
        let body: Value = response.json().await.unwrap();
        assert_eq!(location, format!("/api/v1/records/physio_contact/{}", body["id"].as_str().unwrap()));
        assert_eq!((&body["revision"], &body["findings"]), (&json!(1), &json!([])));
        let read = program.request(Method::GET, &location).send().await.unwrap();
        assert_eq!(read.headers()["etag"], "\"1\"");
        let read: Value = read.json().await.unwrap();
        assert_eq!(read["record"]["minutes"], 30);
        assert_eq!(read["record"]["centre_code"], "STH");
        drop(site);
    }

    #[tokio::test]
    async fn refuses_with_every_finding() {
        let (_site, program) = program_at_work(Backend::Sqlite).await;
        let wrong = contact_with(
            1,
            &json!({ "minutes": 400, "airway": "TUBE", "staff": [{ "role": "PT", "band": "6", "n": 0, "ecmo_competent": true }] }),
        );
        let response = program.create("physio_contact", &wrong).await;
        let problem = problem(response, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(problem["type"], "urn:ecmopt:problem:findings");
        let found: Vec<_> = problem["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["level"] == "E")
            .map(|finding| {
                (
                    finding["list"].as_str(),
                    finding["row"].as_u64(),
                    finding["field"].as_str().unwrap(),
                    finding["rule"].as_str().unwrap(),
                )
            })
            .collect();
        assert!(found.contains(&(None, None, "minutes", "X-RANGE")), "{found:?}");
        assert!(found.contains(&(None, None, "airway", "X-CODE")), "{found:?}");
        assert!(found.contains(&(Some("staff"), Some(0), "n", "X-RANGE")), "{found:?}");
    }

    #[tokio::test]
    async fn names_a_field_that_the_form_does_not_have() {
        let (_site, program) = program_at_work(Backend::Sqlite).await;
        let response = program.create("physio_contact", &contact_with(1, &json!({ "minuets": 30 }))).await;
        let problem = problem(response, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(problem["findings"][0]["rule"], "F-HEADER-UNKNOWN");
        assert_eq!(problem["findings"][0]["field"], "minuets");
    }

    #[tokio::test]
    async fn of_a_dictionary_to_come_is_refused_by_what_it_names() {
        let (_site, program) = program_at_work(Backend::Sqlite).await;
        let later = json!({ "$dictionary": "7.0", "interventions": [{ "code": "ASSESS", "hue": "red" }] });
        let response = program.create("physio_contact", &contact_with(1, &later)).await;
        let problem = problem(response, StatusCode::UNPROCESSABLE_ENTITY).await;
        let named =
            |finding: &Value| (finding["list"].clone(), finding["row"].clone(), finding["field"].clone());
        let named: Vec<_> = problem["findings"].as_array().unwrap().iter().map(named).collect();
        assert!(named.contains(&(Value::Null, Value::Null, json!("$dictionary"))), "{named:?}");
        assert!(named.contains(&(json!("interventions"), json!(0), json!("hue"))), "{named:?}");
    }

    #[tokio::test]
    async fn saves_an_unlikely_value_and_says_so() {
        let (_site, program) = program_at_work(Backend::Sqlite).await;
        let response = program.create("physio_contact", &contact_with(1, &json!({ "peep_cmh2o": 20 }))).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["findings"][0]["level"], "W");
        assert_eq!(body["findings"][0]["key"], "X-SOFT@peep_cmh2o");
    }

    #[tokio::test]
    async fn refuses_an_unlikely_value_when_asked_to_until_it_is_confirmed() {
        let (_site, program) = program_at_work(Backend::Sqlite).await;
        let post = |record: Value| {
            let request = program.request(Method::POST, "/api/v1/records/physio_contact");
            request.header("prefer", "handling=strict").json(&record).send()
        };
        let unlikely = contact_with(1, &json!({ "peep_cmh2o": 20 }));
        problem(post(unlikely).await.unwrap(), StatusCode::UNPROCESSABLE_ENTITY).await;
        let confirmed = contact_with(1, &json!({ "peep_cmh2o": 20, "confirm": ["X-SOFT@peep_cmh2o"] }));
        assert_eq!(post(confirmed).await.unwrap().status(), StatusCode::CREATED);
    }

    #[rstest]
    #[tokio::test]
    async fn happens_once_for_an_idempotency_key(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_site, program) = program_at_work(on).await;
        let post = |record: Value| {
            let request = program.request(Method::POST, "/api/v1/records/physio_contact");
            request.header("idempotency-key", "key-1").json(&record).send()
        };
        let first: Value = post(contact(1)).await.unwrap().json().await.unwrap();
        let again = post(contact(1)).await.unwrap();
        assert_eq!(again.status(), StatusCode::CREATED);
        assert_eq!(again.json::<Value>().await.unwrap(), first);
        let other = problem(post(contact(2)).await.unwrap(), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(other["type"], "urn:ecmopt:problem:idempotency-key-reused");
    }

    #[tokio::test]
    async fn is_for_the_tokens_own_centre() {
        let (_site, program) = program_at_work(Backend::Sqlite).await;
        let response = program.create("patient", &json!({ "centre_code": "PAP" })).await;
        let problem = problem(response, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(problem["findings"][0]["rule"], "K-FOREIGN");
    }

    #[tokio::test]
    async fn of_an_unknown_form_is_not_found() {
        let (_site, program) = program_at_work(Backend::Sqlite).await;
        problem(program.create("nothing", &json!({})).await, StatusCode::NOT_FOUND).await;
    }

    #[tokio::test]
    async fn says_what_is_wrong_with_a_body() {
        let (_site, program) = program_at_work(Backend::Sqlite).await;
        let post = || program.request(Method::POST, "/api/v1/records/patient");
        let json = |body: &'static str| post().header("content-type", "application/json").body(body);
        let broken = problem(json("{\"a\":").send().await.unwrap(), StatusCode::BAD_REQUEST).await;
        assert!(broken["detail"].as_str().unwrap().starts_with("The body is not JSON"));
        problem(post().body("a=b").send().await.unwrap(), StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
        let large = json!({ "note": "x".repeat(300 * 1024) });
        let large = problem(post().json(&large).send().await.unwrap(), StatusCode::PAYLOAD_TOO_LARGE).await;
        assert!(large["detail"].as_str().unwrap().contains("256 KB"));
        problem(json("[]").send().await.unwrap(), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
}

mod change {
    use super::*;

    async fn created(program: &Program) -> String {
        let response = program.create("physio_contact", &contact(1)).await;
        response.headers()["location"].to_str().unwrap().to_owned()
    }

    #[rstest]
    #[tokio::test]
    async fn starts_from_the_revision_that_was_read(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_site, program) = program_at_work(on).await;
        let location = created(&program).await;
        let put = |etag: &'static str, minutes: u32| {
            let record = contact_with(1, &json!({ "minutes": minutes, "reason": "Corrected" }));
            program.request(Method::PUT, &location).header("if-match", etag).json(&record).send()
        };
        let changed = put("\"1\"", 45).await.unwrap();
        assert_eq!(
            (changed.status(), &changed.headers()["etag"]),
            (StatusCode::OK, &"\"2\"".parse().unwrap())
        );
        let stale = problem(put("\"1\"", 50).await.unwrap(), StatusCode::CONFLICT).await;
        assert!(stale["detail"].as_str().unwrap().contains("revision 2"));
        assert_eq!(put("\"2\"", 50).await.unwrap().status(), StatusCode::OK);
        problem(put("\"abc\"", 50).await.unwrap(), StatusCode::BAD_REQUEST).await;
    }

    #[tokio::test]
    async fn without_a_revision_is_refused() {
        let (_site, program) = program_at_work(Backend::Sqlite).await;
        let location = created(&program).await;
        let put = program.request(Method::PUT, &location).json(&contact(1)).send().await.unwrap();
        problem(put, StatusCode::PRECONDITION_REQUIRED).await;
    }
}

mod list {
    use super::*;

    #[tokio::test]
    async fn leads_from_page_to_page() {
        let (site, program) = program_at_work(Backend::Sqlite).await;
        for number in 0..5 {
            site.pass(jiff::SignedDuration::from_millis(5));
            let created = program.create("physio_contact", &contact(number)).await;
            assert_eq!(created.status(), StatusCode::CREATED);
        }
        let mut address = Some("/api/v1/records/physio_contact?centre=STH&limit=2".to_owned());
        let mut references = Vec::new();
        while let Some(path) = address {
            let page: Value = program.request(Method::GET, &path).send().await.unwrap().json().await.unwrap();
            for item in page["items"].as_array().unwrap() {
                references.push(item["record"]["contact_ref"].as_str().unwrap().to_owned());
            }
            address = page["next"].as_str().map(str::to_owned);
        }
        assert_eq!(references, ["C00000", "C00001", "C00002", "C00003", "C00004"]);
    }

    #[tokio::test]
    async fn of_another_centre_is_not_found() {
        let (_site, program) = program_at_work(Backend::Sqlite).await;
        let list = program.request(Method::GET, "/api/v1/records/patient?centre=PAP").send().await.unwrap();
        problem(list, StatusCode::NOT_FOUND).await;
    }
}

mod description {
    use std::collections::BTreeSet;

    use super::*;

    async fn document() -> Value {
        let site = Site::start(Backend::Sqlite).await;
        let page = site.visitor().get("/api/openapi.json").await;
        serde_json::from_str(&page.html).unwrap()
    }

    #[tokio::test]
    async fn names_the_routes_of_the_table() {
        let document = document().await;
        let mut described = BTreeSet::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for method in methods.as_object().unwrap().keys() {
                // The router has one route for the forms, the description one for each.
                let form =
                    Dictionary::shipped().forms().iter().find(|form| path.contains(&format!("/{}", form.id)));
                let path = form.map_or(path.clone(), |form| path.replace(form.id, "{form}"));
                described.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
        let routes = web::routes()
            .into_iter()
            .filter(|route| route.path.starts_with("/api/") || route.path == "/healthz");
        let routes: BTreeSet<_> = routes.map(|route| format!("{} {}", route.method, route.path)).collect();
        assert_eq!(described, routes);
    }

    #[tokio::test]
    async fn is_reviewed_when_it_changes() {
        insta::assert_json_snapshot!(document().await);
    }
}

#[tokio::test]
async fn health_asks_the_database() {
    let site = Site::start(Backend::Sqlite).await;
    let page = site.visitor().get("/healthz").await;
    assert_eq!((page.status, page.html.as_str()), (StatusCode::OK, "{\"status\":\"ok\"}"));
}

#[tokio::test]
async fn a_revoked_token_stops_working() {
    let (site, program) = program_at_work(Backend::Sqlite).await;
    let get = || program.request(Method::GET, "/api/v1/records/patient").send();
    assert_eq!(get().await.unwrap().status(), StatusCode::OK);
    let system = domain::actor::Actor::system("test");
    let token = site.store.tokens(&system, testkit::fixtures::now()).await.unwrap()[0].id;
    site.store.token_revoke(&system, testkit::fixtures::now(), token).await.unwrap();
    site.pass(jiff::SignedDuration::from_secs(6));
    let refused = get().await.unwrap();
    assert_eq!(refused.headers()["www-authenticate"], "Bearer realm=\"ecmopt\"");
    problem(refused, StatusCode::UNAUTHORIZED).await;
}
