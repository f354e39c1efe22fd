//! JSON in which no key stands twice. A reader that takes the last of two values, as is usual, stores another
//! one than some senders meant, and nobody is told.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Refuses a text in which an object names a key twice, at any depth; the error names the key.
pub(crate) fn each_key(json: &[u8]) -> Result<(), serde_json::Error> {
    serde_json::from_slice::<Once>(json).map(|_| ())
}

/// Any value, looked through and not kept.
struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Look)
    }
}

struct Look;

impl<'de> Visitor<'de> for Look {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Once, A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = object.next_key::<String>()? {
            if seen.contains(&key) {
                return Err(A::Error::custom(format_args!("“{key}” stands in it twice. Send it once")));
            }
            object.next_value::<Once>()?;
            seen.insert(key);
        }
        Ok(Once)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Once, A::Error> {
        while list.next_element::<Once>()?.is_some() {}
        Ok(Once)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_str<E>(self, _: &str) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_unit<E>(self) -> Result<Once, E> {
        Ok(Once)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(json: &str) -> String {
        each_key(json.as_bytes()).map_or_else(|error| error.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn a_key_that_stands_twice_is_named() {
        assert!(
            said(r#"{"minutes": 10, "rass": 0, "minutes": 30}"#)
                .starts_with("“minutes” stands in it twice. Send it once")
        );
        assert!(said(r#"{"staff": [{"role": "PT", "n": 1, "n": 2}]}"#).starts_with("“n” stands in it twice"));
        assert!(said(r#"{"a": null, "\u0061": 1}"#).starts_with("“a” stands in it twice"));
    }

    #[test]
    fn a_key_may_stand_once_in_each_object() {
        assert_eq!(said(r#"{"a": {"a": [1.5, -2, 3, true, null, "a", {"a": {}}]}, "b": []}"#), "fine");
    }
}
