//! Whoever reads leaves one event a page, whatever the page is made of.

use std::collections::BTreeSet;

use domain::actor::Action;
use testkit::example::{CENTRE, Example, LOCKED_CYCLE};
use testkit::visitor::Visitor;
use web::Door;

/// Events of reading so far.
async fn events(example: &Example) -> u64 {
    let file = example.ecmopt.path("data/ecmopt.sqlite");
    let db = sea_orm::Database::connect(format!("sqlite://{}", file.display())).await.unwrap();
    let sql =
        "SELECT COUNT(*) FROM audit_event WHERE action IN ('record.read', 'cycle.standing', 'finding.read')";
    let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, sql);
    let row = sea_orm::ConnectionTrait::query_one_raw(&db, statement).await.unwrap().unwrap();
    u64::try_from(row.try_get_by_index::<i64>(0).unwrap()).unwrap()
}

/// The address of an example of each page that reads, and who may.
pub(crate) async fn addresses(example: &Example) -> Vec<(&'static str, &'static str, String)> {
    let way = example.on_its_way().await;
    let first = |records: &[serde_json::Value]| records[0].clone();
    let admission = first(&example.records("icu_admission").await);
    let key = admission["record"]["admission_ref"].as_str().unwrap().to_owned();
    let day = admission["record"]["icu_admitted_at"].as_str().unwrap()[..10].to_owned();
    let record = |rest: &str| format!("/records/physio_contact/{}{rest}", way.asked);
    let mut all = Vec::new();
    for route in web::routes().iter().filter(|route| route.method == "GET") {
        let who = match (route.door, route.action) {
            // An account, a project and a release hold no record.
            (Door::Open | Door::Token, _)
            | (
                _,
                Action::UseAccount
                | Action::ProposeProjects
                | Action::SeeProjects
                | Action::ApproveProjects
                | Action::MakeReleases
                | Action::AskReleases,
            ) => continue,
            // Who is what holds no record.
            (_, Action::KeepPeople) if route.path.contains('{') => continue,
            (Door::Session | Door::Proven, Action::KeepPeople | Action::ReadTrail) => "lead",
            (Door::Session | Door::Proven, Action::BreakGlass) => "keeper",
            (Door::Session | Door::Proven, action) if action.is_of_a_centre() => "lead",
            (Door::Session | Door::Proven, _) => "audit",
        };
        let address = match route.path {
            "/admissions/{reference}" => format!("/admissions/{key}"),
            "/admissions/{reference}/days/{date}" => format!("/admissions/{key}/days/{day}"),
            "/drafts/{id}/throw-away" => format!("/drafts/{}/throw-away", way.draft),
            "/cycles/{id}/worklist" => format!("/cycles/{LOCKED_CYCLE}/worklist"),
            "/cycles/{id}/sign-off" => format!("/cycles/{LOCKED_CYCLE}/sign-off"),
            "/cases/{id}" => format!("/cases/{}", way.case),
            "/queries/{id}" => format!("/queries/{}", way.query),
            "/network/queries/{id}" => format!("/network/queries/{}", way.query),
            "/network/oversight/csv/{table}" => "/network/oversight/csv/sign_off.csv".to_owned(),
            "/network/findings/records" => {
                format!(
                    "{}?cycle={LOCKED_CYCLE}&centre={CENTRE}&form=patient&level=W&rule=X-SOFT&field=cfs",
                    route.path
                )
            }
            "/network/queries/new" => format!("{}?centre={CENTRE}", route.path),
            "/network/cycles/{id}" => format!("/network/cycles/{LOCKED_CYCLE}"),
            "/network/cycles/{id}/{step}" => format!("/network/cycles/{LOCKED_CYCLE}/extend"),
            "/questions/{cycle}" => format!("/questions/{LOCKED_CYCLE}"),
            "/records/{form}" => "/records/physio_contact".to_owned(),
            "/records/{form}/new" => "/records/physio_contact/new".to_owned(),
            "/records/{form}/{id}" => record(""),
            "/records/{form}/{id}/edit" => record("/edit"),
            "/records/{form}/{id}/history" => record("/history"),
            "/records/{form}/{id}/unlock" => format!("/records/physio_contact/{}/unlock", way.locked),
            "/records/{form}/{id}/withdraw" => record("/withdraw"),
            "/imports/uploads/{id}" => format!("/imports/uploads/{}", way.upload),
            "/imports/uploads/{id}/check" => format!("/imports/uploads/{}/check", way.upload),
            "/imports/uploads/{id}/rows/{kind}" => format!("/imports/uploads/{}/rows/csv", way.upload),
            "/imports/{id}" => format!("/imports/{}", way.import),
            "/imports/{id}/undo" => format!("/imports/{}/undo", way.import),
            "/imports/{id}/rows/{file}/{row}" => way.row_to_mend.clone(),
            "/indicators/{id}" => "/indicators/P04".to_owned(),
            "/indicators/{id}/records" => "/indicators/P04/records".to_owned(),
            "/indicators/{id}/csv/{table}" => "/indicators/P04/csv/p04_centres.csv".to_owned(),
            "/packs/{id}" => format!("/packs/{}", way.ready),
            "/packs/{id}/read" => format!("/packs/{}/read", way.ready),
            "/packs/{id}/files/{file}" => format!("/packs/{}/files/pack.pdf", way.ready),
            "/packs/{id}/csv/{table}" => format!("/packs/{}/csv/network.csv", way.ready),
            "/packs/{id}/publish" => format!("/packs/{}/publish", way.ready),
            "/packs/{id}/withdraw" => format!("/packs/{}/withdraw", way.published),
            "/exports/{kind}" => "/exports/bundle.zip".to_owned(),
            fixed => fixed.to_owned(),
        };
        assert!(!address.contains('{'), "an example of {} is missing", route.path);
        all.push((route.path, who, address));
    }
    all
}

#[tokio::test]
async fn of_each_page_is_one_event_at_most() {
    let example = Example::start();
    let addresses = addresses(&example).await;
    let lead = Visitor::sign_in(&example.serving.url, "lead").await.unwrap();
    let audit = Visitor::sign_in(&example.serving.url, "audit").await.unwrap();
    let (mut several, mut reading) = (Vec::new(), BTreeSet::new());
    for (path, who, address) in addresses {
        let before = events(&example).await;
        let visitor = if who == "lead" { &lead } else { &audit };
        visitor.get(&address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
        match events(&example).await - before {
            0 => {}
            1 => _ = reading.insert(path),
            more => several.push((path, more)),
        }
    }
    assert!(several.is_empty(), "{several:?}");
    for path in [
        "/records/{form}/{id}",
        "/records/{form}/{id}/edit",
        "/admissions/{reference}",
        "/network/cycles/{id}",
        "/network/findings",
        "/network/findings/records",
    ] {
        assert!(reading.contains(path), "{path} reads without leaving an event: {reading:?}");
    }
}
