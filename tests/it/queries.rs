//! Queries: the network asks about a field, the centre answers, the network closes.

use domain::life::Life;
use domain::query::{QueryState, Side};
use rstest::rstest;
use store::{Ask, Error, LifeStep, QueryId, Store};
use testkit::database::Backend;
use testkit::fixtures::{
    PATIENT, audit_lead, centre, centre_lead, clerk, contact, form, furnished, now, on_ecmo, patient,
    submission,
};

fn ask() -> Ask {
    Ask {
        centre: centre("STH"),
        form: form("physio_contact"),
        key: "C00001".to_owned(),
        child: None,
        column: "minutes".to_owned(),
        text: "Two contacts of the day are equally long. Is that so?".to_owned(),
    }
}

/// A contact of St Thomas' that the network asks about.
async fn asked(store: &Store) -> QueryId {
    on_ecmo(store, &clerk("STH")).await;
    store.submit(&clerk("STH"), now(), submission("physio_contact", &contact(1))).await.unwrap();
    store.ask(&audit_lead(), now(), ask()).await.unwrap()
}

async fn life(store: &Store) -> Life {
    let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
    scope.record_by_key(form("physio_contact"), "C00001").await.unwrap().life
}

#[rstest]
#[tokio::test]
async fn go_back_and_forth_until_they_are_closed(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let id = asked(&store).await;
    assert_eq!(life(&store).await, Life::Queried { open: 1 });
    store.reply(&clerk("STH"), now(), id, "Yes, both took half an hour.".to_owned()).await.unwrap();
    store.reply(&audit_lead(), now(), id, "With two therapists?".to_owned()).await.unwrap();
    store.reply(&centre_lead("STH"), now(), id, "With one.".to_owned()).await.unwrap();
    let query = store.query(&audit_lead(), id).await.unwrap();
    let sides: Vec<_> = query.messages.iter().map(|message| message.side).collect();
    assert_eq!(sides, [Side::Network, Side::Centre, Side::Network, Side::Centre]);
    assert_eq!(query.messages[3].by, "Member lead of STH");
    assert_eq!((query.key.as_str(), query.column.as_str()), ("C00001", "minutes"));
    assert_eq!(query.state, QueryState::Answered);
    store.close_query(&audit_lead(), now(), id).await.unwrap();
    assert_eq!(life(&store).await, Life::Submitted);
    let late = store.reply(&clerk("STH"), now(), id, "One more thing.".to_owned()).await.unwrap_err();
    assert_eq!(late.to_string(), "A query that is closed cannot be answered.");
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

#[rstest]
#[tokio::test]
async fn stand_in_the_life_of_the_record(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let id = asked(&store).await;
    store.close_query(&audit_lead(), now(), id).await.unwrap();
    let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
    let record = scope.record_by_key(form("physio_contact"), "C00001").await.unwrap();
    let events = scope.life_events(form("physio_contact"), record.id).await.unwrap();
    let steps: Vec<_> = events.iter().map(|event| event.what).collect();
    assert_eq!(steps, [LifeStep::QueryClosed, LifeStep::Asked], "newest first");
    assert_eq!(events[1].by, "Member audit lead");
    assert_eq!(scope.queries_of(record.id).await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn of_a_record_are_counted(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let first = asked(&store).await;
    let row = Ask { child: Some(("staff".to_owned(), 0)), column: "band".to_owned(), ..ask() };
    store.ask(&audit_lead(), now(), row).await.unwrap();
    assert_eq!(life(&store).await, Life::Queried { open: 2 });
    store.close_query(&audit_lead(), now(), first).await.unwrap();
    assert_eq!(life(&store).await, Life::Queried { open: 1 });
    let mut edit = submission("physio_contact", &contact(1));
    edit.raw.set(form("physio_contact"), "minutes", "31");
    let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
    edit.id = Some(scope.record_by_key(form("physio_contact"), "C00001").await.unwrap().id);
    store.submit(&clerk("STH"), now(), edit).await.unwrap();
    assert_eq!(life(&store).await, Life::Queried { open: 1 }, "an edit leaves it open");
}

mod are_listed {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn with_those_whose_turn_it_is_first(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let first = asked(&store).await;
        let second =
            store.ask(&audit_lead(), now(), Ask { column: "rass".to_owned(), ..ask() }).await.unwrap();
        store.reply(&clerk("STH"), now(), first, "Yes.".to_owned()).await.unwrap();
        let ids = |queries: Vec<store::Query>| queries.iter().map(|query| query.id).collect::<Vec<_>>();
        let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
        assert_eq!(ids(scope.queries(false).await.unwrap()), [second, first]);
        assert_eq!(ids(store.queries(&audit_lead(), false).await.unwrap()), [first, second]);
        store.close_query(&audit_lead(), now(), first).await.unwrap();
        assert_eq!(ids(scope.queries(true).await.unwrap()), [second]);
        assert_eq!(ids(store.queries(&audit_lead(), false).await.unwrap()), [second, first]);
    }

    #[rstest]
    #[tokio::test]
    async fn for_their_own_centre_only(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let id = asked(&store).await;
        let other = store.scope(&clerk("PAP"), now(), "test").unwrap();
        assert!(other.queries(false).await.unwrap().is_empty());
        assert!(matches!(other.query(id).await, Err(Error::NotFound)));
        let answer = store.reply(&clerk("PAP"), now(), id, "Not ours.".to_owned()).await;
        assert!(matches!(answer, Err(Error::NotFound)));
        assert!(matches!(store.queries(&clerk("STH"), false).await, Err(Error::Forbidden)));
    }
}

mod are_refused {
    use super::*;

    async fn refusal(store: &Store, ask: Ask) -> String {
        store.ask(&audit_lead(), now(), ask).await.unwrap_err().to_string()
    }

    #[rstest]
    #[tokio::test]
    async fn from_anybody_but_the_network(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let id = asked(&store).await;
        for actor in [clerk("STH"), centre_lead("STH")] {
            assert!(matches!(store.ask(&actor, now(), ask()).await, Err(Error::Forbidden)));
            assert!(matches!(store.close_query(&actor, now(), id).await, Err(Error::Forbidden)));
        }
    }

    #[rstest]
    #[tokio::test]
    async fn about_what_is_not_there(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        asked(&store).await;
        let unknown = refusal(&store, Ask { key: "C00099".to_owned(), ..ask() }).await;
        assert_eq!(unknown, "STH has no Physiotherapy contact C00099. Check the key.");
        let field = refusal(&store, Ask { column: "colour".to_owned(), ..ask() }).await;
        assert_eq!(field, "Physiotherapy contact has no field colour. Choose one of its fields.");
        let staff = |row| Some(("staff".to_owned(), row));
        let field = refusal(&store, Ask { child: staff(0), column: "rass".to_owned(), ..ask() }).await;
        assert!(field.contains("no field staff.rass"), "{field}");
        let row = refusal(&store, Ask { child: staff(7), column: "band".to_owned(), ..ask() }).await;
        assert!(row.starts_with("C00001 has no") && row.contains(" 8."), "{row}");
    }

    #[rstest]
    #[tokio::test]
    async fn with_an_identifier_in_them(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let id = asked(&store).await;
        let text = refusal(&store, Ask { text: "Is this 9434765919?".to_owned(), ..ask() }).await;
        assert!(text.contains("identifies a person") && !text.contains("9434765919"), "{text}");
        let answer = store.reply(&clerk("STH"), now(), id, "Born 12/03/1980.".to_owned()).await.unwrap_err();
        assert!(answer.to_string().contains("full date"), "{answer}");
        assert_eq!(store.query(&audit_lead(), id).await.unwrap().messages.len(), 1);
    }

    #[rstest]
    #[tokio::test]
    async fn a_withdrawn_record(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let stored = store.submit(&clerk("STH"), now(), submission("patient", &patient())).await.unwrap();
        let (patient, key) = (form("patient"), PATIENT.to_owned());
        let about = Ask { form: patient, key, column: "cfs".to_owned(), ..ask() };
        let id = store.ask(&audit_lead(), now(), about.clone()).await.unwrap();
        let why = "entered at the wrong centre".to_owned();
        store.withdraw(&clerk("STH"), now(), patient, stored.id, stored.revision, why).await.unwrap();
        assert!(refusal(&store, about).await.contains("Check the key"));
        store.close_query(&audit_lead(), now(), id).await.unwrap();
        assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
    }
}

#[rstest]
#[tokio::test]
async fn that_mean_nothing_name_their_row(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (db, store) = furnished(on).await;
    let id = asked(&store).await;
    db.tamper("UPDATE query SET state = 'CLOSED'").await;
    let error = store.query(&audit_lead(), id).await.unwrap_err();
    assert_eq!(error.detail().unwrap(), format!("query.state of row {id}: its columns do not fit its state"));
}

#[rstest]
#[tokio::test]
async fn have_threads_that_nobody_rewrites(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (db, store) = furnished(on).await;
    asked(&store).await;
    assert!(db.try_tamper("UPDATE query_message SET text = 'nothing'").await.is_err());
    assert!(db.try_tamper("DELETE FROM life_event").await.is_err());
}
