//! Rows that the audit trail vouches for.
//!
//! A write hands every row that it leaves to [`Tx::vouch`](crate::writer::Tx::vouch) and every row that it
//! takes away to [`Tx::gone`](crate::writer::Tx::gone). Its event carries, as `vouched`, a digest of each:
//!
//! ```json
//! {"vouched": {"member": {"0198…": "5f0c…"}, "session": {"77ab…": null}}}
//! ```
//!
//! Folded from the first event to the last, the chain says of each row what it must be now, and
//! `ecmopt verify` compares: a row that nobody vouches for, one that is gone, one that is different.
//!
//! Which columns a digest covers is decided in `visibility.toml`, beside who may see them: all but those that
//! are said to be free or derived. A column that is empty leaves no trace in the digest, so that adding one
//! changes the digest of no row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use files::hex;
use sea_orm::sea_query::{Value, ValueTuple};
use sea_orm::{IdenStatic, Iterable, ModelTrait, PrimaryKeyToColumn};
use serde_json::json;

use crate::chain::hash_fields;
use crate::tables::Table;

/// Tables whose rows are vouched for in their own way: versions and steps by the digests of their writes,
/// records by being derived from both, the chain by itself.
const OWN_WAY: [&str; 5] = ["record", "record_revision", "life_event", "audit_event", "audit_head"];

/// Under this name an event's detail holds the rows that it vouches for.
pub(crate) const VOUCHED: &str = "vouched";

/// What the detail of such an event contains, and no other: in a text a quotation mark is escaped.
pub(crate) const MARK: &str = "\"vouched\":";

/// Columns that no digest covers, by table and name.
static UNCOVERED: LazyLock<BTreeSet<(&str, &str)>> =
    LazyLock::new(|| uncovered(include_str!("../visibility.toml")));

/// A row's digest: half a BLAKE3 hash, in hexadecimal.
pub(crate) type Digest = String;

/// The rows that a write leaves, and the keys of those that it took away.
#[derive(Debug, Default)]
pub(crate) struct Rows(BTreeMap<&'static str, BTreeMap<String, Option<Digest>>>);

impl Rows {
    /// A row as the write leaves it.
    pub(crate) fn add<E: Table>(&mut self, row: &E::Model) {
        self.put::<E>(key(&row.get_primary_key_value()), Some(digest::<E>(row)));
    }

    /// A row that the write took away.
    pub(crate) fn remove<E: Table>(&mut self, key_of_row: &ValueTuple) {
        self.put::<E>(key(key_of_row), None);
    }

    fn put<E: Table>(&mut self, key: String, digest: Option<Digest>) {
        if is_vouched(E::name()) {
            self.0.entry(E::name()).or_default().insert(key, digest);
        }
    }

    /// Puts them into an event's detail.
    pub(crate) fn stand_in(&self, detail: &mut serde_json::Value) {
        if !self.0.is_empty() {
            detail[VOUCHED] = json!(self.0);
        }
    }
}

/// Whether events vouch for the single rows of a table.
pub(crate) fn is_vouched(table: &str) -> bool {
    !OWN_WAY.contains(&table) && !UNCOVERED.contains(&(table, "*"))
}

/// Whether a digest covers a column.
pub(crate) fn is_covered(table: &str, column: &str) -> bool {
    !UNCOVERED.contains(&(table, column))
}

/// What an event vouches for: the covered columns that hold something, each with its name.
pub(crate) fn digest<E: Table>(row: &E::Model) -> Digest {
    let columns = E::Column::iter().filter(|column| is_covered(E::name(), column.as_str()));
    hash::<E>(row, columns).to_hex()[..32].to_owned()
}

/// A hash of everything in a row.
pub(crate) fn whole<E: Table>(row: &E::Model) -> blake3::Hash {
    hash::<E>(row, E::Column::iter())
}

fn hash<E: Table>(row: &E::Model, columns: impl Iterator<Item = E::Column>) -> blake3::Hash {
    let held = columns.filter_map(|column| Some((column.as_str(), bytes(row.get(column))?)));
    let held: Vec<(&str, Vec<u8>)> = held.collect();
    let mut fields: Vec<&[u8]> = vec![E::name().as_bytes()];
    for (name, value) in &held {
        fields.extend([name.as_bytes(), value.as_slice()]);
    }
    hash_fields("ecmopt row, version 1", &fields)
}

/// A row's key, to be read by people: its parts with a slash between them.
pub(crate) fn key(parts: &ValueTuple) -> String {
    let parts = parts.clone().into_iter().map(|part| match part {
        Value::Bytes(Some(bytes)) => hex(&bytes),
        part => String::from_utf8_lossy(&bytes(part).unwrap_or_default())
            .replace('\\', "\\\\")
            .replace('/', "\\/"),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The key of a row.
pub(crate) fn key_of<E: Table>(row: &E::Model) -> String {
    let parts: Vec<Value> = E::PrimaryKey::iter().map(|key| row.get(key.into_column())).collect();
    key(&ValueTuple::Many(parts))
}

/// A value in one form for both databases; nothing when there is none.
fn bytes(value: Value) -> Option<Vec<u8>> {
    Some(match value {
        Value::Bytes(bytes) => bytes?,
        Value::String(text) => text?.into_bytes(),
        Value::Uuid(id) => id?.to_string().into_bytes(),
        Value::Int(number) => number?.to_string().into_bytes(),
        Value::BigInt(number) => number?.to_string().into_bytes(),
        Value::Bool(flag) => flag?.to_string().into_bytes(),
        Value::TimeDate(date) => date?.to_string().into_bytes(),
        // Our tables hold nothing else; what it would be is written as the database is told it.
        other => other.to_string().into_bytes(),
    })
}

/// Reads which columns of the classes' file are free or derived; `*` stands for a table without a vouched one.
fn uncovered(text: &str) -> BTreeSet<(&str, &str)> {
    let mut uncovered = BTreeSet::new();
    let mut vouched = BTreeSet::new();
    let mut tables = BTreeSet::new();
    let mut table = "";
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = name;
            tables.insert(name);
        } else if let Some((column, class)) = line.split_once(" = ") {
            if class.contains(", vouched") {
                vouched.insert(table);
            } else {
                uncovered.insert((table, column));
            }
        }
    }
    uncovered.extend(tables.difference(&vouched).map(|table| (*table, "*")));
    uncovered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_and_derived_columns_are_not_covered() {
        let text =
            "[a]\nx = \"public, vouched\"\ny = \"public, free: why\"\n\n[b]\nz = \"internal, free: why\"";
        let expected = BTreeSet::from([("a", "y"), ("b", "z"), ("b", "*")]);
        assert_eq!(uncovered(text), expected);
    }

    #[test]
    fn parts_of_a_key_do_not_run_into_each_other() {
        let of = |parts: [&str; 2]| key(&ValueTuple::Two(parts[0].into(), parts[1].into()));
        assert_eq!(of(["STH", "Sheet 1"]), "STH/Sheet 1");
        assert_ne!(of(["a/b", "c"]), of(["a", "b/c"]));
    }

    use crate::entity::{centre, session, setting};

    fn setting(name: &str, value: &str) -> setting::Model {
        setting::Model { name: name.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn a_row_is_vouched_for_by_its_key_and_all_that_it_holds() {
        assert_eq!(key_of::<setting::Entity>(&setting("synthetic", "true")), "synthetic");
        let digests = [("synthetic", "true"), ("synthetic", "false"), ("other", "true")]
            .map(|(name, value)| digest::<setting::Entity>(&setting(name, value)));
        assert!(digests[0] != digests[1] && digests[0] != digests[2], "{digests:?}");
        assert_eq!(digests[0].len(), 32);
    }

    #[test]
    fn a_column_that_is_empty_leaves_no_trace_and_one_that_is_not_does() {
        let row = |beds| centre::Model {
            code: "STH".to_owned(),
            name: "A".to_owned(),
            short_name: "A".to_owned(),
            site_name: "A".to_owned(),
            trust_name: "A".to_owned(),
            ods_code: None,
            nation: "ENG".to_owned(),
            tz: "Europe/London".to_owned(),
            adult_resp_ecmo_beds: beds,
            l3_beds: None,
        };
        let moved = centre::Model { adult_resp_ecmo_beds: None, l3_beds: Some(6), ..row(None) };
        assert_ne!(digest::<centre::Entity>(&row(None)), digest::<centre::Entity>(&row(Some(6))));
        assert_ne!(
            digest::<centre::Entity>(&moved),
            digest::<centre::Entity>(&row(Some(6))),
            "a column is its name"
        );
    }

    #[test]
    fn an_event_says_of_each_row_what_it_left_and_what_it_took_away() {
        let mut rows = Rows::default();
        let mut detail = json!({ "centres": 1 });
        rows.stand_in(&mut detail);
        assert_eq!(detail, json!({ "centres": 1 }), "nothing was written");
        rows.add::<setting::Entity>(&setting("synthetic", "true"));
        rows.remove::<setting::Entity>(&ValueTuple::One("brand".into()));
        rows.stand_in(&mut detail);
        assert_eq!(detail["vouched"]["setting"]["brand"], serde_json::Value::Null);
        assert_eq!(detail["vouched"]["setting"]["synthetic"].as_str().map(str::len), Some(32));
        assert!(detail.to_string().contains(MARK));
    }

    #[test]
    fn tables_that_vouch_in_their_own_way_stand_in_no_event() {
        for table in OWN_WAY {
            assert!(!is_vouched(table), "{table}");
        }
        assert!(is_vouched(setting::Entity::name()) && is_vouched(session::Entity::name()));
    }

    #[test]
    fn a_key_of_bytes_is_read_as_digits() {
        assert_eq!(key(&ValueTuple::One(Value::Bytes(Some(vec![0x0f, 0xa0])))), "0fa0");
        assert_ne!(key(&ValueTuple::One("a\\/b".into())), key(&ValueTuple::One("a/b".into())));
    }
}
