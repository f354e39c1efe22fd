//! The content of a stored record: the JSON of [`Raw::to_json`], read straight into its cells.
//!
//! [`Raw::from_json`] reads what people send and collects everything that is wrong with it, from a tree of
//! values. What stands in the database was written by this program, and every submission reads a dozen of
//! them: here the first fault is an error, and there is no tree. Three to four times as fast.

use std::fmt;

use domain::questions::PREFIX;
use domain::{FormSpec, Raw};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// Reads the content of a record, or tells why it is none.
pub(crate) fn read(form: &'static FormSpec, payload: &str) -> Result<Raw, String> {
    let mut json = serde_json::Deserializer::from_str(payload);
    let raw = Record(form).deserialize(&mut json);
    raw.and_then(|raw| json.end().map(|()| raw)).map_err(|error| error.to_string())
}

/// A record, or a row of a repeated group.
struct Record(&'static FormSpec);

impl<'de> DeserializeSeed<'de> for Record {
    type Value = Raw;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Raw, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Record {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a {}", self.0.id)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut raw = Raw::blank(self.0);
        while let Some(name) = map.next_key::<&str>()? {
            if let Some(index) = self.0.index(name) {
                raw.cells[index] = map.next_value_seed(Cell)?;
            } else if let Some(index) = self.0.child_index(name) {
                raw.children[index] = map.next_value_seed(Rows(self.0.children[index].spec))?;
            } else if name.starts_with(PREFIX) {
                raw.extra.insert(name.to_owned(), map.next_value_seed(Cell)?);
            } else {
                return Err(A::Error::custom(format_args!("{} has no field {name}", self.0.id)));
            }
        }
        Ok(raw)
    }
}

/// The rows of a repeated group.
struct Rows(&'static FormSpec);

impl<'de> DeserializeSeed<'de> for Rows {
    type Value = Vec<Raw>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Vec<Raw>, D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows {
    type Value = Vec<Raw>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {}", self.0.id)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Vec<Raw>, A::Error> {
        let mut read = Vec::new();
        while let Some(row) = rows.next_element_seed(Record(self.0))? {
            read.push(row);
        }
        Ok(read)
    }
}

/// A cell: a value, a list of codes, or the reason why there is none.
struct Cell;

impl<'de> DeserializeSeed<'de> for Cell {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<String, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, a list of codes or a missing reason")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<String, E> {
        Ok(flag.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<String, E> {
        Number::from_f64(number).map(|number| number.to_string()).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut codes: A) -> Result<String, A::Error> {
        let mut joined = String::new();
        while let Some(code) = codes.next_element::<&str>()? {
            if !joined.is_empty() {
                joined.push('|');
            }
            joined.push_str(code);
        }
        Ok(joined)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        match map.next_entry::<&str, String>()? {
            Some(("missing", reason)) if map.next_key::<&str>()?.is_none() => Ok(reason),
            _ => Err(A::Error::custom("an object must be a missing reason")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn contact() -> &'static FormSpec {
        domain::forms::form("physio_contact").expect("a form")
    }

    #[test]
    fn reads_what_the_record_writes() {
        let content = json!({
            "contact_ref": "C00001", "run_no": 1, "rass": -4, "ecmo_fdo2": 0.6, "ecmo_flow_l_min": 4.0,
            "airway": {"missing": "NK"}, "domain": ["RESP", "REHAB"], "mdt_agreed": true,
            "note": "“quoted” \"text\" with a \\ and an é",
            "interventions": [{"code": "ASSESS"}, {"code": "WALK", "metres": 12}],
            "staff": [{"role": "PT", "n": 1, "ecmo_competent": false}]
        });
        let raw = Raw::from_json(contact(), &content).expect("the form's fields");
        let payload = raw.to_json(contact()).to_string();
        assert_eq!(read(contact(), &payload), Ok(raw));
    }

    #[test]
    fn tells_what_is_wrong() {
        let wrong = |payload: &str| read(contact(), payload).expect_err("it is no contact");
        assert!(wrong(r#"{"rass":"#).contains("EOF"));
        assert!(wrong(r#"{"colour":"red"}"#).contains("physio_contact has no field colour"));
        assert!(wrong(r#"{"rass":{"absent":"NK"}}"#).contains("missing reason"));
        assert!(wrong("[]").contains("a physio_contact"));
        assert!(wrong("{} {}").contains("trailing"));
    }
}
