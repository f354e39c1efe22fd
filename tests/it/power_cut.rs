//! A few power cuts while programs submit, a browser keeps drafts and an import runs. `just kill` makes many.

use rstest::rstest;
use testkit::command::Ecmopt;
use testkit::database::{Backend, Database};
use testkit::kill::{self, Plan};

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_no_import_is_half_there(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let database = Database::empty(on).await;
    let ecmopt = Ecmopt::on(&database.url);
    let outcome = kill::run(&ecmopt, &database.url, Plan { kills: 5, seed: 7 }).await;
    assert_eq!(outcome.lost, [""; 0], "{outcome:?}");
    assert_eq!(outcome.kills, 5);
    assert!(outcome.records > 0, "the service was up long enough to acknowledge something: {outcome:?}");
}
