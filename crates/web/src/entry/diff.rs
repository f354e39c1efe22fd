//! What differs between two versions of a record.

use domain::{FieldSpec, FormSpec, Raw, dictionary::Dictionary};

use super::{answer_in_words, answered};

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

/// Every answer that differs: fields, the network's questions, repeated groups row by row.
pub(crate) fn changes(
    form: &'static FormSpec,
    dictionary: &Dictionary,
    before: &Raw,
    after: &Raw,
) -> Vec<Change> {
    let mut changes = cells(form, before, after, "");
    changes.extend(extra(dictionary, form, before, after).map(|(field, old, new)| Change {
        label: field.label.to_string(),
        before: answer_in_words(field, old),
        after: answer_in_words(field, new),
    }));
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

/// The questions that either version answers, where the answers differ.
fn extra<'a>(
    dictionary: &'a Dictionary,
    form: &'static FormSpec,
    before: &'a Raw,
    after: &'a Raw,
) -> impl Iterator<Item = (&'a FieldSpec, &'a str, &'a str)> {
    let mut fields = answered(dictionary, form, after);
    for field in answered(dictionary, form, before) {
        if fields.iter().all(|known| known.name != field.name) {
            fields.push(field);
        }
    }
    let cell = |raw: &'a Raw, name: &str| raw.extra.get(name).map_or("", String::as_str);
    let pairs =
        fields.into_iter().map(move |field| (field, cell(before, &field.name), cell(after, &field.name)));
    pairs.filter(|(_, old, new)| old != new)
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

/// A part of a record that two people have answered differently: a field, a question of the network, or a
/// repeated group as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Name of the field or group.
    pub name: String,
    /// Its question or title.
    pub label: String,
    /// One person's answer in words.
    pub mine: String,
    /// The other's.
    pub theirs: String,
}

/// The parts that differ.
pub(crate) fn differences(
    form: &'static FormSpec,
    dictionary: &Dictionary,
    mine: &Raw,
    theirs: &Raw,
) -> Vec<Difference> {
    let field = |field: &FieldSpec, mine: &str, theirs: &str| Difference {
        name: field.name.to_string(),
        label: field.label.to_string(),
        mine: answer_in_words(field, mine),
        theirs: answer_in_words(field, theirs),
    };
    let cells = form.fields.iter().zip(mine.cells.iter().zip(&theirs.cells));
    let cells = cells.filter(|(field, (mine, theirs))| mine != theirs && !field.system);
    let extra = extra(dictionary, form, mine, theirs);
    let groups = form.children.iter().zip(mine.children.iter().zip(&theirs.children));
    let groups = groups.filter(|(_, (mine, theirs))| mine != theirs);
    cells
        .map(|(spec, (mine, theirs))| field(spec, mine, theirs))
        .chain(extra.map(|(spec, mine, theirs)| field(spec, mine, theirs)))
        .chain(groups.map(|(child, (mine, theirs))| Difference {
            name: child.name.to_owned(),
            label: child.spec.title.to_owned(),
            mine: rows_in_words(child.spec, mine),
            theirs: rows_in_words(child.spec, theirs),
        }))
        .collect()
}

/// Whether a part is the same in both.
pub(crate) fn is_same(form: &FormSpec, name: &str, one: &Raw, other: &Raw) -> bool {
    if let Some(index) = form.index(name) {
        one.cells[index] == other.cells[index]
    } else if let Some(index) = form.child_index(name) {
        one.children[index] == other.children[index]
    } else {
        one.extra.get(name) == other.extra.get(name)
    }
}

/// Takes a part of `from` over into `into`.
pub(crate) fn take(form: &FormSpec, name: &str, from: &Raw, into: &mut Raw) {
    if let Some(index) = form.index(name) {
        into.cells[index].clone_from(&from.cells[index]);
    } else if let Some(index) = form.child_index(name) {
        into.children[index].clone_from(&from.children[index]);
    } else if let Some(answer) = from.extra.get(name) {
        into.extra.insert(name.to_owned(), answer.clone());
    } else {
        into.extra.remove(name);
    }
}

fn rows_in_words(form: &FormSpec, rows: &[Raw]) -> String {
    rows.iter().map(|row| row_in_words(form, row)).collect::<Vec<_>>().join("; ")
}

/// A row of a repeated group on one line.
fn row_in_words(form: &FormSpec, row: &Raw) -> String {
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
    use crate::entry::ask::tests::dictionary;

    fn form() -> &'static FormSpec {
        Dictionary::shipped().form("physio_contact").unwrap()
    }

    fn contact(minutes: &str, device: &str) -> Raw {
        let mut raw = Raw::blank(form());
        raw.set(form(), "start_at", "2026-03-25T09:40");
        raw.set(form(), "minutes", minutes);
        if !device.is_empty() {
            raw.extra.insert("q_device".to_owned(), device.to_owned());
        }
        raw
    }

    #[test]
    fn a_change_is_told_in_words() {
        let mut after = contact("45", "MIE");
        after.children[0].push(Raw::blank(form().children[0].spec));
        after.children[0][0].cells[0] = "SOEOB".to_owned();
        let changes = changes(form(), &dictionary(), &contact("30", ""), &after);
        let told: Vec<_> = changes.iter().map(|change| (&*change.before, &*change.after)).collect();
        assert_eq!(
            told,
            [("30 minutes", "45 minutes"), ("", "In-exsufflator"), ("", "Sitting over the edge of the bed"),]
        );
    }

    #[test]
    fn every_part_can_be_taken_over() {
        let mut mine = contact("30", "MIE");
        mine.children[1].push(Raw::blank(form().children[1].spec));
        mine.children[1][0].cells[0] = "PT".to_owned();
        let mut theirs = contact("45", "NONE");
        let differing = differences(form(), &dictionary(), &mine, &theirs);
        let names: Vec<_> = differing.iter().map(|difference| &*difference.name).collect();
        assert_eq!(names, ["minutes", "q_device", "staff"]);
        for name in names {
            assert!(!is_same(form(), name, &mine, &theirs));
            take(form(), name, &mine, &mut theirs);
            assert!(is_same(form(), name, &mine, &theirs));
        }
        assert_eq!(theirs, mine);
    }

    #[test]
    fn an_answer_can_be_taken_away() {
        let mut theirs = contact("30", "NONE");
        take(form(), "q_device", &contact("30", ""), &mut theirs);
        assert_eq!(theirs, contact("30", ""));
    }
}
