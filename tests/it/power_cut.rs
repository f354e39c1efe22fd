//! Some trouble of every kind while programs submit, a browser keeps drafts and an import runs. `just kill` makes
//! much more.

use testkit::database::Backend;
use testkit::disk::where_one_may_mount;
use testkit::kill::{self, Machine, Plan, Trouble};

#[test]
fn nothing_acknowledged_is_lost_and_nothing_refused_is_stored_on_sqlite() {
    let name = "power_cut::nothing_acknowledged_is_lost_and_nothing_refused_is_stored_on_sqlite";
    where_one_may_mount(&["--exact", name], || suffer(Backend::Sqlite));
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_refused_is_stored_on_postgres() {
    suffer(Backend::Postgres);
}

fn suffer(on: Backend) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let outcome = runtime.block_on(async {
        let rounds = 2 * u32::try_from(Trouble::of(on).len()).unwrap();
        kill::run(&Machine::new(on), on, Plan { rounds, seed: 7 }).await
    });
    assert_eq!(outcome.lost, [""; 0], "{outcome:?}");
    assert_eq!(outcome.stored_after_refusal, [""; 0], "{outcome:?}");
    assert!(Trouble::of(on).iter().all(|trouble| outcome.troubles[trouble] == 2), "{outcome:?}");
    assert!(outcome.records > 0, "the service was up long enough to acknowledge something: {outcome:?}");
}
