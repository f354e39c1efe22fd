//! The content of a stored record: the JSON of [`Raw::to_json`], read straight into its cells.
//!
//! [`Raw::from_json`] reads what people send and collects everything that is wrong with it, from a tree of
//! values. What stands in the database was written by this program, and every submission reads a dozen of
//! them: here the first fault is an error, and there is no tree. Three to four times as fast.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use domain::dictionary::{Dictionary, Reading};
use domain::questions::PREFIX;
use domain::{FormSpec, Raw};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// What stands first in the content: the version of the dictionary that it was written under. No field begins with
/// a sign.
const VERSION: &str = "$dictionary";
/// The version of content from before it named one.
const UNNAMED: &str = "0.1";

/// The content of a record as it is stored.
pub(crate) fn write(form: &'static FormSpec, raw: &Raw) -> String {
    let fields = raw.to_json(form).to_string();
    let more = if fields == "{}" { "" } else { "," };
    format!("{{\"{VERSION}\":\"{}\"{more}{}", domain::DICTIONARY_VERSION, &fields[1..])
}

/// Reads the content of a record by the version it was written under, or tells why it cannot be read.
pub(crate) fn read(form: &'static FormSpec, payload: &str) -> Result<Raw, String> {
    read_by(Dictionary::shipped(), form, payload)
}

/// Whether two contents of a form say the same, whatever version each was written under.
pub(crate) fn is_same(form: &'static FormSpec, one: &str, other: &str) -> bool {
    one == other || matches!((read(form, one), read(form, other)), (Ok(one), Ok(other)) if one == other)
}

fn read_by(dictionary: &Arc<Dictionary>, form: &'static FormSpec, payload: &str) -> Result<Raw, String> {
    let mut json = serde_json::Deserializer::from_str(payload);
    let raw = Content { dictionary, form }.deserialize(&mut json);
    raw.and_then(|raw| json.end().map(|()| raw)).map_err(|error| error.to_string())
}

/// A record with its version.
struct Content<'d> {
    dictionary: &'d Arc<Dictionary>,
    form: &'static FormSpec,
}

impl<'de> DeserializeSeed<'de> for Content<'_> {
    type Value = Raw;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Raw, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Content<'_> {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a {}", self.form.id)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let first = map.next_key::<&str>()?;
        let find = |version: &str| self.dictionary.find(version).map_err(A::Error::custom);
        let (reading, first) = match first {
            Some(VERSION) => (find(map.next_value()?)?, map.next_key()?),
            first => (find(UNNAMED)?, first),
        };
        Record { spec: self.form, reading: &reading }.fields(first, map)
    }
}

/// The fields of a record, or of a row of a repeated group, under the names of a version.
#[derive(Clone, Copy)]
struct Record<'d> {
    spec: &'static FormSpec,
    reading: &'d Reading,
}

impl<'de> DeserializeSeed<'de> for Record<'_> {
    type Value = Raw;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Raw, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Record<'_> {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a {}", self.spec.id)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let first = map.next_key()?;
        self.fields(first, map)
    }
}

impl Record<'_> {
    /// Reads the fields of a map whose first key was taken.
    fn fields<'de, A: MapAccess<'de>>(self, first: Option<&'de str>, mut map: A) -> Result<Raw, A::Error> {
        let mut raw = Raw::blank(self.spec);
        let mut collected = BTreeMap::new();
        let mut next = first;
        while let Some(name) = next {
            if let Some(group) = self.spec.child_index(name) {
                raw.children[group] = map.next_value_seed(Rows(self.within(group)))?;
            } else if name.starts_with(PREFIX) {
                raw.extra.insert(name.to_owned(), map.next_value_seed(Cell)?);
            } else if !self.reading.is_of_today() {
                collected.insert(name, map.next_value_seed(Cell)?);
            } else if let Some(index) = self.spec.index(name) {
                raw.cells[index] = map.next_value_seed(Cell)?;
            } else {
                return Err(self.unknown(name));
            }
            next = map.next_key()?;
        }
        if !self.reading.is_of_today() {
            self.map(&collected, &mut raw)?;
        }
        Ok(raw)
    }

    fn within(self, group: usize) -> Self {
        Self { spec: self.spec.children[group].spec, ..self }
    }

    /// Puts what an older version collected into the fields of today.
    fn map<E: Error>(self, collected: &BTreeMap<&str, String>, raw: &mut Raw) -> Result<(), E> {
        let asked = self.reading.fields(self.spec);
        if let Some(name) = collected.keys().find(|name| !asked.contains(name)) {
            return Err(self.unknown(name));
        }
        let cell = |name: &str| collected.get(name).map_or("", String::as_str);
        let answers = self.reading.answers(self.spec);
        for (field, mapped) in raw.cells.iter_mut().enumerate() {
            *mapped = answers.cell(field, &cell).into_owned();
        }
        Ok(())
    }

    fn unknown<E: Error>(self, name: &str) -> E {
        let version = self.reading.version();
        E::custom(format_args!("{} of dictionary {version} has no field {name}", self.spec.id))
    }
}

/// The rows of a repeated group.
struct Rows<'d>(Record<'d>);

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = Vec<Raw>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Vec<Raw>, D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = Vec<Raw>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {}", self.0.spec.id)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Vec<Raw>, A::Error> {
        let mut read = Vec::new();
        while let Some(row) = rows.next_element_seed(self.0)? {
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
    use domain::dictionary::{Change, Edition, Version, What};
    use serde_json::json;

    use super::*;

    fn contact() -> &'static FormSpec {
        Dictionary::shipped().form("physio_contact").expect("a form")
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
        assert_eq!(read(contact(), &write(contact(), &raw)), Ok(raw.clone()));
        // As it was stored before content named its version.
        assert_eq!(read(contact(), &raw.to_json(contact()).to_string()), Ok(raw));
    }

    #[test]
    fn names_its_version_first() {
        let blank = Raw::blank(contact());
        assert_eq!(write(contact(), &blank), r#"{"$dictionary":"0.2"}"#);
        assert_eq!(read(contact(), &write(contact(), &blank)), Ok(blank));
    }

    #[test]
    fn of_a_version_to_come_says_what_to_do() {
        let told = read(contact(), r#"{"$dictionary":"7.0","hue":"red"}"#).expect_err("nobody knows 7.0 yet");
        assert!(told.contains("version 7.0") && told.contains("Update the program"), "{told}");
        let told = read(contact(), r#"{"$dictionary":"0.0"}"#).expect_err("there was no 0.0");
        assert!(told.contains("never was"), "{told}");
    }

    /// The forms of today as version 0.9; in 0.8 two questions of a contact had other names and one was not asked.
    fn dictionary() -> Arc<Dictionary> {
        let now = Version::new(0, 9);
        let today = Edition::of(now, Dictionary::shipped().forms()).to_csv();
        let last = today.lines().rfind(|line| line.starts_with("physio_contact,"));
        let older = today.replace(&format!("{}\n", last.expect("it is asked")), "");
        let older = older.replace(",rass,", ",sedation,").replace(",metres,", ",walked,");
        let past = Edition::read(Version::new(0, 8), &older).expect("its file");
        let renamed =
            |form, from, to| (now, Change { form, what: What::Renamed { from, to }, why: "of a test" });
        let changes = [
            renamed("physio_contact", "sedation", "rass"),
            renamed("contact_intervention", "walked", "metres"),
        ];
        Arc::new(
            Dictionary::new(now, Dictionary::shipped().forms(), vec![past], &changes).expect("a dictionary"),
        )
    }

    #[test]
    fn of_an_older_version_is_read_by_that_version() {
        let older = r#"{"$dictionary":"0.8","sedation":-4,"interventions":[{"code":"WALK","walked":12}],"q_own":"yes"}"#;
        let raw = read_by(&dictionary(), contact(), older).expect("0.8 asked them");
        let walk = &raw.children[0][0];
        assert_eq!(raw.get(contact(), "rass"), "-4");
        assert_eq!(walk.get(contact().children[0].spec, "metres"), "12");
        assert_eq!((raw.cells.last().map(String::as_str), raw.extra["q_own"].as_str()), (Some(""), "yes"));
    }

    #[test]
    fn under_a_name_that_its_version_did_not_have_is_told() {
        let told = read_by(&dictionary(), contact(), r#"{"$dictionary":"0.8","rass":-4}"#)
            .expect_err("a later name");
        assert!(told.contains("physio_contact of dictionary 0.8 has no field rass"), "{told}");
    }

    #[test]
    fn is_the_same_whether_it_names_its_version_or_is_from_before() {
        let raw = Raw::from_json(contact(), &json!({ "rass": -4 })).expect("the form's fields");
        assert!(is_same(contact(), r#"{"rass":-4}"#, &write(contact(), &raw)));
        assert!(!is_same(contact(), r#"{"rass":-3}"#, &write(contact(), &raw)));
        assert!(!is_same(contact(), "no content", "nor this"));
    }

    #[test]
    fn tells_what_is_wrong() {
        let wrong = |payload: &str| read(contact(), payload).expect_err("it is no contact");
        assert!(wrong(r#"{"rass":"#).contains("EOF"));
        assert!(
            wrong(r#"{"colour":"red"}"#).contains("physio_contact of dictionary 0.1 has no field colour")
        );
        assert!(wrong(r#"{"rass":{"absent":"NK"}}"#).contains("missing reason"));
        assert!(wrong("[]").contains("a physio_contact"));
        assert!(wrong("{} {}").contains("trailing"));
    }
}
