//! Rows that would change a locked record: not stored, and never silently.

use std::collections::BTreeMap;

use domain::bundle::{Ready, SetAside};
use domain::life::LifeError;
use domain::{FormSpec, Raw};

use super::KeptAside;

/// The rule that they break, of level E: the centre lead can unlock the record with a reason.
const RULE: &str = "K-LOCKED";

/// The rows that a record came from, as they are kept aside.
pub(super) fn aside(ready: &Ready, why: &LifeError) -> Vec<KeptAside> {
    let finding = (String::new(), RULE.to_owned(), why.to_string());
    let own = std::iter::once((ready.form, &ready.raw));
    let children = ready.form.children.iter().zip(&ready.raw.children);
    let children = children.flat_map(|(child, rows)| rows.iter().map(|row| (child.spec, row)));
    let key = cells(ready.form, &ready.raw, ready.form.key);
    let rows = ready.rows.iter().zip(own.chain(children));
    rows.map(|((file, row), (form, raw))| {
        let names = form.fields.iter().map(|field| &*field.name).collect::<Vec<_>>();
        let mut all = key.clone();
        all.extend(cells(form, raw, &names));
        all.insert("centre_code".to_owned(), ready.centre.to_string());
        let row = SetAside { file: (*file).to_owned(), row: *row, cells: all, rules: vec![RULE.to_owned()] };
        KeptAside { row, origin: String::new(), findings: vec![finding.clone()] }
    })
    .collect()
}

/// Some cells of a record by name; a child leaves out what its record says already.
fn cells(form: &FormSpec, raw: &Raw, names: &[&str]) -> BTreeMap<String, String> {
    let cells = names.iter().map(|name| ((*name).to_owned(), raw.get(form, name).to_owned()));
    cells.filter(|(_, cell)| !cell.is_empty()).collect()
}

#[cfg(test)]
mod tests;
