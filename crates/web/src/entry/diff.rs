//! What differs between two versions of a record.

use domain::{FormSpec, Raw};

use super::answer_in_words;

/// One answer that differs, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// The question, with the row it stands in.
    pub label: String,
    /// The answer before; empty when there was none.
    pub before: String,
    /// The answer after.
    pub after: String,
}

/// Every answer that differs, repeated groups row by row.
pub(crate) fn changes(form: &FormSpec, before: &Raw, after: &Raw) -> Vec<Change> {
    let mut changes = cells(form, before, after, "");
    for (index, child) in form.children.iter().enumerate() {
        let rows = |raw: &Raw| raw.children.get(index).map_or(0, Vec::len);
        for row in 0..rows(before).max(rows(after)) {
            let blank = Raw::blank(child.spec);
            let old = before.children[index].get(row).unwrap_or(&blank);
            let new = after.children[index].get(row).unwrap_or(&blank);
            changes.extend(cells(child.spec, old, new, &format!("{} {}: ", child.spec.title, row + 1)));
        }
    }
    changes
}

fn cells(form: &FormSpec, before: &Raw, after: &Raw, prefix: &str) -> Vec<Change> {
    form.fields
        .iter()
        .zip(before.cells.iter().zip(&after.cells))
        .filter(|(_, (old, new))| old != new)
        .map(|(field, (old, new))| Change {
            label: format!("{prefix}{}", field.label),
            before: answer_in_words(field, old),
            after: answer_in_words(field, new),
        })
        .collect()
}

/// A part of a record that two people have answered differently: a field, or a repeated group as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Name of the field or group.
    pub name: &'static str,
    /// Its question or title.
    pub label: &'static str,
    /// One person's answer in words.
    pub mine: String,
    /// The other's.
    pub theirs: String,
}

/// The parts that differ.
pub(crate) fn differences(form: &'static FormSpec, mine: &Raw, theirs: &Raw) -> Vec<Difference> {
    let fields = form.fields.iter().zip(mine.cells.iter().zip(&theirs.cells));
    let groups = form.children.iter().zip(mine.children.iter().zip(&theirs.children));
    fields
        .filter(|(field, (mine, theirs))| mine != theirs && !field.system)
        .map(|(field, (mine, theirs))| Difference {
            name: field.name,
            label: field.label,
            mine: answer_in_words(field, mine),
            theirs: answer_in_words(field, theirs),
        })
        .chain(groups.filter(|(_, (mine, theirs))| mine != theirs).map(|(child, (mine, theirs))| {
            let words = |rows: &[Raw]| {
                rows.iter().map(|row| row_in_words(child.spec, row)).collect::<Vec<_>>().join("; ")
            };
            Difference { name: child.name, label: child.spec.title, mine: words(mine), theirs: words(theirs) }
        }))
        .collect()
}

/// Takes a part of `from` over into `into`.
pub(crate) fn take(form: &FormSpec, name: &str, from: &Raw, into: &mut Raw) {
    if let Some(index) = form.index(name) {
        into.cells[index].clone_from(&from.cells[index]);
    } else if let Some(index) = form.child_index(name) {
        into.children[index].clone_from(&from.children[index]);
    }
}

/// A row of a repeated group on one line.
pub(crate) fn row_in_words(form: &FormSpec, row: &Raw) -> String {
    form.fields
        .iter()
        .zip(&row.cells)
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(field, cell)| format!("{} {}", field.label, answer_in_words(field, cell)))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(minutes: &str) -> Raw {
        let form = domain::forms::form("physio_contact").unwrap();
        let mut raw = Raw::blank(form);
        raw.set(form, "minutes", minutes);
        raw
    }

    #[test]
    fn a_change_is_told_in_words() {
        let form = domain::forms::form("physio_contact").unwrap();
        let mut after = contact("45");
        after.children[0].push(Raw::blank(form.children[0].spec));
        after.children[0][0].cells[0] = "SOEOB".to_owned();
        let changes = changes(form, &contact("30"), &after);
        assert_eq!(changes.len(), 2);
        assert_eq!((&*changes[0].before, &*changes[0].after), ("30 minutes", "45 minutes"));
        assert!(changes[1].before.is_empty());
    }

    #[test]
    fn a_part_can_be_taken_over() {
        let form = domain::forms::form("physio_contact").unwrap();
        let (mine, mut theirs) = (contact("30"), contact("45"));
        assert_eq!(differences(form, &mine, &theirs)[0].name, "minutes");
        take(form, "minutes", &mine, &mut theirs);
        assert_eq!(theirs, mine);
    }
}
