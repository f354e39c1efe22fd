//! Text that would be SQL is text: in every field, on every page, on both databases.

use domain::dictionary::Dictionary;
use reqwest::StatusCode;
use rstest::rstest;
use serde_json::Value;
use testkit::database::Backend;
use testkit::fixtures::{admission, contact, patient, run};

use crate::site::Site;

/// Text that ends a text of SQL, in the ways that both databases know.
const ENDS: [&str; 4] = [
    "x\'; DROP TABLE record; --",
    "\' OR \'1\'=\'1",
    "\\\'; DELETE FROM audit_event; --",
    "$$; SELECT pg_sleep(10); -- \" ` %_ /*",
];

#[rstest]
#[tokio::test]
async fn in_a_field_of_a_record_is_kept_as_it_is_or_refused(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let site = Site::start(on).await;
    site.on_ecmo("STH").await;
    let program = site.program("STH").await;
    let examples = [
        ("patient", patient()),
        ("icu_admission", admission()),
        ("ecmo_run", run()),
        ("physio_contact", contact(1)),
    ];
    let mut kept = 0;
    for form in Dictionary::shipped().forms() {
        let example = examples
            .iter()
            .find(|(id, _)| *id == form.id)
            .map_or(Value::default(), |(_, value)| value.clone());
        for field in form.fields {
            let name = &*field.name;
            for text in ENDS {
                let mut record = example.clone();
                record[name] = text.into();
                let answer = program.create(form.id, &record).await;
                let status = answer.status();
                let is_told =
                    [StatusCode::CREATED, StatusCode::UNPROCESSABLE_ENTITY, StatusCode::BAD_REQUEST];
                assert!(is_told.contains(&status), "{}.{}: {status}", form.id, name);
                if status == StatusCode::CREATED {
                    let place = answer.headers()["location"].to_str().unwrap().to_owned();
                    let read = program.request(reqwest::Method::GET, &place).send().await.unwrap();
                    let read: Value = read.json().await.unwrap();
                    assert_eq!(read["record"][name], text, "{}.{}", form.id, name);
                    kept += 1;
                }
            }
        }
    }
    assert!(kept > 0, "no field takes text");
    assert!(!site.strings("SELECT action FROM audit_event").await.is_empty());
}

#[rstest]
#[tokio::test]
async fn in_an_address_is_looked_for_and_not_found(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let site = Site::start(on).await;
    site.open_cycle().await;
    site.on_ecmo("STH").await;
    let people = [site.centre_lead("STH").await, site.audit_lead().await];
    let asked = [
        "q", "page", "show", "cycle", "centre", "form", "key", "field", "rule", "who", "what", "from", "to",
        "record", "stratum", "next", "sort", "after", "limit", "person", "about", "through", "before",
        "kind", "day", "done", "code", "state",
    ];
    // Each route with one of the texts to each person, in turn: pages are slow to draw, and there are many.
    let texts = ENDS.map(form_urlencoded);
    for (number, route) in web::routes().iter().filter(|route| route.method == "GET").enumerate() {
        for (turn, who) in people.iter().enumerate() {
            let text = &texts[(number + turn) % texts.len()];
            let query: Vec<_> = asked.iter().map(|name| format!("{name}={text}")).collect();
            let filled = |part: &str| if part.starts_with('{') { text.clone() } else { part.to_owned() };
            let path = route.path.split('/').map(filled).collect::<Vec<_>>().join("/");
            // One that is refused hides those after it, so each is asked alone as well, by one of the two.
            let alone =
                query.iter().skip(turn).step_by(people.len()).map(|one| format!("{}?{one}", route.path));
            let together = [path.clone(), format!("{path}?{}", query.join("&"))];
            for address in together.into_iter().chain(alone.filter(|_| !route.path.contains('{'))) {
                let page = who.get(&address).await;
                assert!(!page.status.is_server_error(), "{address}: {}", page.status);
            }
        }
    }
    let program = site.program("STH").await;
    for text in &texts {
        let list = "/api/v1/records/patient";
        for address in [
            format!("{list}?after={text}"),
            format!("{list}?limit={text}"),
            format!("{list}/{text}"),
            format!("/api/v1/records/{text}"),
        ] {
            let answer = program.request(reqwest::Method::GET, &address).send().await.unwrap();
            assert!(answer.status().is_client_error(), "{address}: {}", answer.status());
        }
    }
    for login in ENDS {
        assert_eq!(
            site.visitor().sign_in(login, login).await.status(),
            StatusCode::OK,
            "{login} is not let in"
        );
    }
    assert_eq!(site.strings("SELECT form FROM record").await.len(), 3);
}

/// As a browser writes a text into an address.
fn form_urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}
