//! A record as it comes through a door: text cells in the order of its form's fields.
//!
//! The grammar of a cell is that of the CSV bundle, whichever door it came through, so that one reader
//! judges them all.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use crate::answer::Reason;
use crate::finding::{Finding, Level};
use crate::questions::PREFIX;
use crate::spec::{FieldSpec, FormSpec, Kind};

/// Text cells of one record; an empty cell means that nothing was entered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Raw {
    /// One cell a field, in the order of [`FormSpec::fields`].
    pub cells: Vec<String>,
    /// The rows of each repeated group, in the order of [`FormSpec::children`].
    pub children: Vec<Vec<Raw>>,
    /// Answers to questions that the network added, by name (see [`crate::questions`]).
    pub extra: BTreeMap<String, String>,
}

impl Raw {
    /// A record in which nothing was entered.
    pub fn blank(spec: &FormSpec) -> Self {
        Self {
            cells: vec![String::new(); spec.fields.len()],
            children: vec![Vec::new(); spec.children.len()],
            extra: BTreeMap::new(),
        }
    }

    /// A cell by name; an unknown name reads as empty.
    pub fn get(&self, spec: &FormSpec, name: &str) -> &str {
        spec.index(name).and_then(|index| self.cells.get(index)).map_or("", String::as_str)
    }

    /// Sets a cell by name; `false` when the form has no such field.
    pub fn set(&mut self, spec: &FormSpec, name: &str, value: impl Into<String>) -> bool {
        let Some(cell) = spec.index(name).and_then(|index| self.cells.get_mut(index)) else {
            return false;
        };
        *cell = value.into();
        true
    }

    /// The key after the centre: the cells of the form's key columns joined by `/`.
    pub fn natural_key(&self, spec: &FormSpec) -> String {
        join(spec.key.iter().map(|name| self.get(spec, name)))
    }

    /// The natural key of the record this one belongs to.
    pub fn parent_key(&self, spec: &FormSpec) -> Option<String> {
        spec.parent.map(|parent| join(parent.columns.iter().map(|name| self.get(spec, name))))
    }

    /// The record as the API and the store write it: typed values, blanks left out.
    pub fn to_json(&self, spec: &FormSpec) -> Value {
        let mut object = Map::new();
        for (field, cell) in spec.fields.iter().zip(&self.cells) {
            if !cell.is_empty() {
                object.insert(field.name.to_string(), json_cell(field, cell));
            }
        }
        for (name, cell) in self.extra.iter().filter(|(_, cell)| !cell.is_empty()) {
            object.insert(name.clone(), cell.as_str().into());
        }
        for (child, rows) in spec.children.iter().zip(&self.children) {
            if !rows.is_empty() {
                let rows = rows.iter().map(|row| row.to_json(child.spec)).collect();
                object.insert(child.name.to_owned(), Value::Array(rows));
            }
        }
        Value::Object(object)
    }

    /// Reads a record's JSON. Values are turned to text cells as they stand; whether they are of the
    /// field's type is judged later, with everything else.
    pub fn from_json(spec: &FormSpec, json: &Value) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let raw = object_from_json(spec, json, None, &mut findings);
        if findings.is_empty() { Ok(raw) } else { Err(findings) }
    }
}

fn join<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.collect::<Vec<_>>().join("/")
}

fn json_cell(field: &FieldSpec, cell: &str) -> Value {
    if field.miss && !field.kind.has_code(cell) && Reason::parse(cell).is_some() {
        return Value::Object(Map::from_iter([("missing".to_owned(), cell.into())]));
    }
    match field.kind {
        Kind::Int { .. } | Kind::Dec { .. } => {
            cell.parse::<Number>().map_or_else(|_| cell.into(), Value::Number)
        }
        Kind::Flag => match cell {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            other => other.into(),
        },
        Kind::Codes(_) => cell.split('|').map(Value::from).collect(),
        _ => cell.into(),
    }
}

fn object_from_json(
    spec: &FormSpec,
    json: &Value,
    at: Option<(&str, usize)>,
    findings: &mut Vec<Finding>,
) -> Raw {
    let mut raw = Raw::blank(spec);
    let mut note = |column: &str, rule: &str, message: String| {
        findings.push(Finding {
            child: at.map(|(list, row)| (list.to_owned(), row)),
            ..Finding::new(column, rule, Level::E, message)
        });
    };
    let Value::Object(object) = json else {
        note("", "X-TYPE", "A record must be a JSON object.".to_owned());
        return raw;
    };
    let mut lists = Vec::new();
    for (name, value) in object {
        let cell = match spec.index(name) {
            Some(index) => raw.cells.get_mut(index),
            None if name.starts_with(PREFIX) && at.is_none() => {
                Some(raw.extra.entry(name.clone()).or_default())
            }
            None => None,
        };
        if let Some(cell) = cell {
            match text_from_json(value) {
                Some(text) => *cell = text,
                None => note(
                    name,
                    "X-TYPE",
                    format!("{name} must be a single value, a list of codes, or {{\"missing\": \"NK\"}}."),
                ),
            }
        } else if let Some(index) = spec.child_index(name) {
            match value {
                Value::Array(rows) => lists.push((index, rows)),
                _ => note(name, "X-TYPE", format!("{name} must be a list of objects.")),
            }
        } else {
            let message = format!("{} has no field called {name}. Check the spelling.", spec.title);
            note(name, "F-HEADER-UNKNOWN", message);
        }
    }
    for (index, rows) in lists {
        let child = &spec.children[index];
        raw.children[index] = rows
            .iter()
            .enumerate()
            .map(|(row, json)| object_from_json(child.spec, json, Some((child.name, row)), findings))
            .collect();
    }
    raw
}

fn text_from_json(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            items.iter().map(Value::as_str).collect::<Option<Vec<_>>>().map(|codes| codes.join("|"))
        }
        Value::Object(object) => {
            let reason = object.get("missing").and_then(Value::as_str)?;
            (object.len() == 1).then(|| reason.to_owned())
        }
    }
}

/// A cell's canonical text.
pub fn written<T: crate::value::Cell>(answer: &crate::answer::Answer<T>) -> String {
    match answer {
        crate::answer::Answer::Given(value) => value.write(),
        crate::answer::Answer::Missing(reason) => reason.as_str().to_owned(),
        crate::answer::Answer::Blank | crate::answer::Answer::Unreadable => String::new(),
    }
}

#[cfg(test)]
mod tests;
