//! Files that people send for an import wait in the database, for their centre only.

use jiff::SignedDuration;
use rstest::rstest;
use store::{Error, Import, Mapping, NewUpload, Store, UploadId};
use testkit::database::Backend;
use testkit::fixtures::{centre, centre_lead, clerk, furnished, member, now};

use crate::import::{bundle, extract_at};

fn sent() -> NewUpload {
    NewUpload {
        name: "march.xlsx".to_owned(),
        files: vec![("a.csv".to_owned(), vec![0, 159, 146, 150]), ("b.csv".to_owned(), b"x,y\n".to_vec())],
    }
}

fn mapping(column: Option<&str>) -> Mapping {
    let columns = [("Mins".to_owned(), column.map(str::to_owned))];
    [("Contacts".to_owned(), columns.into())].into()
}

async fn staged(store: &Store) -> UploadId {
    store.stage_upload(&clerk("STH"), now(), sent()).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn come_back_byte_for_byte(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let id = staged(&store).await;
    let upload = store.scope(&clerk("STH"), now(), "test").unwrap().upload(id).await.unwrap();
    assert_eq!((upload.name, upload.files, upload.by), (sent().name, sent().files, clerk("STH").name));
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

#[rstest]
#[tokio::test]
async fn are_their_centres_alone(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let id = staged(&store).await;
    let other = store.scope(&clerk("PAP"), now(), "test").unwrap();
    assert!(matches!(other.upload(id).await, Err(Error::NotFound)));
    let mapped = store.map_upload(&clerk("PAP"), now(), id, Mapping::new()).await;
    assert!(matches!(mapped, Err(Error::NotFound)));
    assert!(matches!(store.drop_upload(&clerk("PAP"), now(), id).await, Err(Error::NotFound)));
    let lead = member(&store, "audit", domain::actor::Role::AuditLead, None).await;
    assert!(matches!(store.stage_upload(&lead, now(), sent()).await, Err(Error::Forbidden)));
}

#[rstest]
#[tokio::test]
async fn are_remembered_by_their_columns(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let id = staged(&store).await;
    store.map_upload(&clerk("STH"), now(), id, mapping(Some("minutes"))).await.unwrap();
    let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
    assert_eq!(scope.upload(id).await.unwrap().mapping, mapping(Some("minutes")));
    assert_eq!(scope.remembered_mapping().await.unwrap(), mapping(Some("minutes")));
    // Somebody has thought better of it.
    store.map_upload(&clerk("STH"), now(), id, mapping(None)).await.unwrap();
    assert_eq!(scope.remembered_mapping().await.unwrap(), mapping(None));
    let other = store.scope(&clerk("PAP"), now(), "test").unwrap();
    assert!(other.remembered_mapping().await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn go_when_they_are_thrown_away_or_a_week_old(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
    let (first, second) = (staged(&store).await, staged(&store).await);
    store.drop_upload(&clerk("STH"), now(), first).await.unwrap();
    assert!(matches!(scope.upload(first).await, Err(Error::NotFound)));
    let in_a_week = now() + SignedDuration::from_hours(24 * 7);
    store.stage_upload(&clerk("PAP"), in_a_week, sent()).await.unwrap();
    scope.upload(second).await.unwrap();
    let after_it = in_a_week + SignedDuration::from_secs(1);
    store.stage_upload(&clerk("PAP"), after_it, sent()).await.unwrap();
    assert!(matches!(scope.upload(second).await, Err(Error::NotFound)));
}

/// As the service does from time to time, of whichever centre they are.
#[rstest]
#[tokio::test]
async fn go_after_a_week_although_nobody_sends_others(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let id = staged(&store).await;
    let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
    let in_a_week = now() + SignedDuration::from_hours(24 * 7);
    store.forget_uploads(in_a_week).await.unwrap();
    scope.upload(id).await.unwrap();
    store.forget_uploads(in_a_week + SignedDuration::from_secs(1)).await.unwrap();
    assert!(matches!(scope.upload(id).await, Err(Error::NotFound)));
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

#[rstest]
#[tokio::test]
async fn are_imported_once_however_often_it_is_asked(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let id = staged(&store).await;
    let import = || Import {
        name: "march.xlsx".to_owned(),
        centre: Some(centre("STH")),
        upload: Some(id),
        bundle_hash: "5f".repeat(32),
        extract_at: extract_at(),
        records: bundle(2),
        set_aside: Vec::new(),
        progress: Box::new(|_| {}),
    };
    let actor = clerk("STH");
    let (once, twice) =
        tokio::join!(store.import(&actor, now(), import()), store.import(&actor, now(), import()));
    assert_eq!(once.unwrap(), twice.unwrap());
    let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
    let listed = scope.imports().await.unwrap();
    assert_eq!((listed.len(), listed[0].created, listed[0].name.as_str()), (1, 5, "march.xlsx"));
    assert!(matches!(scope.upload(id).await, Err(Error::NotFound)));
    assert!(store.scope(&clerk("PAP"), now(), "test").unwrap().imports().await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn are_refused_when_too_many_wait(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    for _ in 0..10 {
        staged(&store).await;
    }
    let refused = store.stage_upload(&clerk("STH"), now(), sent()).await.unwrap_err().to_string();
    assert!(refused.starts_with("You have 10 files that were sent and not imported"), "{refused}");
    assert!(refused.contains("at most 10") && refused.contains("page “Imports”"), "{refused}");
    store.stage_upload(&centre_lead("STH"), now(), sent()).await.expect("a colleague has room");
    store.stage_upload(&clerk("PAP"), now(), sent()).await.expect("another centre has room");
}

#[rstest]
#[tokio::test]
async fn are_refused_when_they_are_too_large_together(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let large = || NewUpload {
        name: "large.csv".to_owned(),
        files: vec![("a.csv".to_owned(), vec![b'x'; 20 << 20])],
    };
    for _ in 0..3 {
        store.stage_upload(&clerk("STH"), now(), large()).await.unwrap();
    }
    let refused = store.stage_upload(&clerk("STH"), now(), large()).await.unwrap_err().to_string();
    assert!(refused.starts_with("You have 3 files") && refused.contains("(60.0 MB)"), "{refused}");
}
