//! Codes by their label or in other capitals; yes and no.

use crate::code::CodeList;

/// A code in other capitals, or its label, when that names one code only.
pub(super) fn one<'l>(list: &'l CodeList, cell: &str) -> Option<&'l str> {
    let wanted = cell.to_lowercase();
    let only = |fits: &dyn Fn(&str, &str) -> bool| {
        let mut found = list.codes.iter().filter(|entry| fits(&entry.code, &entry.label));
        found.next().filter(|_| found.next().is_none()).map(|entry| &*entry.code)
    };
    only(&|code, _| code.to_lowercase() == wanted)
        .or_else(|| only(&|_, label| label.to_lowercase() == wanted))
}

/// Codes or labels one after another. Labels may hold commas, so stronger signs are tried first.
pub(super) fn set(list: &CodeList, cell: &str) -> Option<String> {
    if let Some(code) = one(list, cell) {
        return Some(code.to_owned());
    }
    let split = |signs: &[char]| {
        let parts = cell.split(signs).map(super::trim).filter(|part| !part.is_empty());
        parts.map(|part| one(list, part)).collect::<Option<Vec<_>>>().map(|codes| codes.join("|"))
    };
    split(&['|', ';', '\n']).or_else(|| split(&['|', ';', '\n', ',', '/', '+']))
}

pub(super) fn flag(cell: &str) -> Option<&'static str> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "y" => Some("true"),
        "false" | "no" | "n" => Some("false"),
        _ => None,
    }
}
