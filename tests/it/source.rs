//! What is done in one place is done nowhere else: told by the source itself.

use std::collections::BTreeSet;

use testkit::source;

/// The files of our own crates that hold a text, tests left aside.
pub(crate) fn files_with(text: &str) -> BTreeSet<String> {
    let files = source::files(source::root()).into_iter();
    let with = files.filter(|file| file.text.contains(text));
    let ours = with.filter_map(|file| Some(file.path.strip_prefix("crates/")?.to_owned()));
    ours.filter(|path| path.split('/').nth(1) == Some("src")).collect()
}

fn named(files: &[&str]) -> BTreeSet<String> {
    files.iter().map(|file| (*file).to_owned()).collect()
}

/// Whether somebody may is answered by the policy, and asked where a request comes in and where a page offers
/// something. What has no door asks once more, where it begins (`permit`).
#[test]
fn permission_is_asked_in_one_way() {
    let policy = ["domain/src/actor/membership.rs", "domain/src/actor/mod.rs"];
    let sight = ["domain/src/actor/sight.rs"];
    let doors = ["web/src/gate.rs", "web/src/menu.rs"];
    assert_eq!(files_with(".may("), named(&[&policy[..], &sight, &doors].concat()));
    // Nobody looks at a role: it is given to a member, kept, and named.
    for role in ["Role::DataEntry", "Role::CentreLead", "Role::AuditLead"] {
        assert_eq!(files_with(role), named(&["ecmopt/src/commands/demo/people.rs"]), "{role}");
    }
    assert_eq!(files_with(".role =="), named(&policy));
    assert!(files_with(".role !=").is_empty());
    assert!(files_with("match actor.role").is_empty());
}

/// Work that keeps a processor busy has one place, which is bounded.
#[test]
fn work_is_done_at_the_desk() {
    for way in ["spawn_blocking", "block_in_place", "thread::spawn"] {
        let ours = if way == "spawn_blocking" { named(&["desk/src/lib.rs"]) } else { BTreeSet::new() };
        assert_eq!(files_with(way), ours, "{way}");
    }
}

/// A freeze, an export or a snapshot begins in one crate, whatever door it is asked for at.
#[test]
fn what_reads_every_centre_is_an_act() {
    for step in ["extract_every_centre(", "begin_freeze("] {
        let found = files_with(step);
        assert!(
            found.iter().all(|file| file.starts_with("acts/src/") || file.starts_with("store/src/")),
            "{step} {found:?}"
        );
    }
}

/// Rows of every centre are read where the policy is over centres, or where no person asks. A new place belongs here, with
/// its reason.
#[test]
fn every_centre_is_seen_in_few_places() {
    let places = [
        // The trail vouches for every row; a backup and a change of schema hold them all.
        "store/src/audit/verify.rs",
        "store/src/copy.rs",
        "store/src/schema/mod.rs",
        // Whoever may freeze, or read every centre, was asked before.
        "store/src/extract.rs",
        // How current the records are, and how many rows of files still lack: counts.
        "store/src/import/aside.rs",
        // What pages are made of is made by the service, for all centres or for one.
        "store/src/projection/counted.rs",
        "store/src/projection/settle.rs",
        // Versions of several writes' records are stored together.
        "store/src/writer/tx.rs",
    ];
    let mut found = files_with("Sight::Every");
    found.extend(files_with("Sight::of("));
    assert!(found.remove("domain/src/actor/sight.rs"), "the policy is there");
    assert_eq!(found, named(&places));
    assert_eq!(files_with("ecmopt.sees"), named(&["store/src/sight.rs"]));
}

/// Tables are read on by pages in one way where two columns make the order: the other makes PostgreSQL begin anew each time.
#[test]
fn a_place_in_two_columns_is_one_comparison() {
    assert!(files_with("cursor_by((").is_empty());
    assert_eq!(files_with("Expr::tuple("), named(&["store/src/paging.rs"]));
}

/// Queries are made by sea-orm, which binds what they are asked with. SQL as text stands in these files alone, and holds
/// names of ours: no text of anybody.
#[test]
fn no_query_is_made_of_text() {
    let by_hand = [
        // The database as a whole: the level of its transactions, its statistics, checkpoints, one lock for migrations.
        "store/src/connect.rs",
        "store/src/copy.rs",
        "store/src/lib.rs",
        "store/src/schema/baseline.rs",
        "store/src/trail/forget.rs",
        "store/src/schema/mod.rs",
        "store/src/writer/commit.rs",
        "store/src/writer/connection.rs",
        "store/src/cycles/alive.rs",
        // Whose rows a transaction is for.
        "store/src/sight.rs",
    ];
    for way in ["execute_unprepared(", "Statement::from_string(", "from_sql_and_values(", "query(&format!"] {
        let found = files_with(way);
        assert!(found.iter().all(|file| by_hand.contains(&file.as_str())), "{way}: {found:?}");
    }
    let parts = [
        "store/src/projection/settle.rs",
        "store/src/projection/verify.rs",
        "store/src/quota.rs",
        "store/src/record.rs",
        "store/src/scope.rs",
        "store/src/stamp.rs",
    ];
    assert_eq!(files_with("Expr::cust("), named(&parts));
    for way in ["cust_with_expr", "sqlx::query", "raw_sql("] {
        assert!(files_with(way).iter().all(|file| file == "store/src/connect.rs"), "{way}");
    }
}
