//! How often each field is filled, among the records where it is needed.
//!
//! Counted as indicator D02 counts (clarification 18): NK, NR and UTA are not filled; NA takes the record out.
//! A field that is empty is needed when its absence keeps the record from sign-off.

use domain::{FieldSpec, FormSpec, Kind, Need, Raw, Reason, spec::ChildSpec};
use store::{Review, Reviewed};

use super::Standing;
use super::gaps::{Lack, control};

/// Filled cells among those that are needed, of one field.
pub(crate) struct FieldFill {
    pub form: &'static FormSpec,
    /// The repeated group of the field, when it is not the record's own.
    pub child: Option<&'static ChildSpec>,
    pub field: &'static FieldSpec,
    pub filled: usize,
    pub needed: usize,
}

impl FieldFill {
    /// The field's name in a filter: `rass`, or `cannulae.site` in a repeated group.
    pub(crate) fn name(&self) -> String {
        name(self.child, self.field)
    }

    /// Whole per cent, rounded down: 100 means all.
    pub(crate) fn per_cent(&self) -> usize {
        (100 * self.filled).checked_div(self.needed).unwrap_or(100)
    }
}

/// A cell that is counted, and where it is.
struct Place<'a> {
    child: Option<(&'static ChildSpec, usize)>,
    field: &'static FieldSpec,
    cell: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fill {
    Filled,
    Lacking,
    NotNeeded,
}

/// The fields that some record needs, in the order of the dictionary.
pub(crate) fn by_field(review: &Review) -> Vec<FieldFill> {
    let mut fills: Vec<FieldFill> = Vec::new();
    for reviewed in review.records.iter().filter(|reviewed| Standing::of(reviewed).is_some()) {
        let form = reviewed.record.form;
        for place in places(form, &reviewed.record.raw) {
            let fill = fill(reviewed, &place);
            if fill == Fill::NotNeeded {
                continue;
            }
            let child = place.child.map(|(child, _)| child);
            let counted = entry(&mut fills, form, child, place.field);
            counted.needed += 1;
            counted.filled += usize::from(fill == Fill::Filled);
        }
    }
    fills.sort_by_key(order);
    fills
}

fn entry<'a>(
    fills: &'a mut Vec<FieldFill>,
    form: &'static FormSpec,
    child: Option<&'static ChildSpec>,
    field: &'static FieldSpec,
) -> &'a mut FieldFill {
    let is_same = |known: &FieldFill| std::ptr::eq(known.field, field);
    let index = fills.iter().position(is_same).unwrap_or_else(|| {
        fills.push(FieldFill { form, child, field, filled: 0, needed: 0 });
        fills.len() - 1
    });
    &mut fills[index]
}

/// Where a field stands in the dictionary.
fn order(fill: &FieldFill) -> (Option<usize>, Option<usize>, Option<usize>) {
    let form = domain::forms::forms().iter().position(|form| form.id == fill.form.id);
    let child = fill.child.and_then(|child| fill.form.child_index(child.name));
    let spec = fill.child.map_or(fill.form, |child| child.spec);
    (form, child, spec.index(&fill.field.name))
}

/// What a record lacks in one field, as [`FieldFill::name`] names it.
pub(super) fn lacking(reviewed: &Reviewed, wanted: &str) -> Vec<Lack> {
    let is_wanted = |place: &Place<'_>| {
        name(place.child.map(|(child, _)| child), place.field) == wanted
            && fill(reviewed, place) == Fill::Lacking
    };
    let lack = |place: Place<'_>| {
        let why = reason(&place).map_or("nothing was entered", Reason::label);
        let child = place.child.map(|(child, row)| (child.name.to_owned(), row));
        let control = control(child.as_ref(), &place.field.name);
        Lack { control, text: format!("{}: {why}", place.field.label) }
    };
    places(reviewed.record.form, &reviewed.record.raw).filter(is_wanted).map(lack).collect()
}

fn name(child: Option<&ChildSpec>, field: &FieldSpec) -> String {
    child.map_or_else(|| field.name.to_string(), |child| format!("{}.{}", child.name, field.name))
}

/// The cells of a record that are counted.
fn places<'a>(form: &'static FormSpec, raw: &'a Raw) -> impl Iterator<Item = Place<'a>> {
    let own = cells(form, raw).map(|(field, cell)| Place { child: None, field, cell });
    let rows = form.children.iter().zip(&raw.children).flat_map(|(child, rows)| {
        rows.iter().enumerate().flat_map(move |(row, raw)| {
            cells(child.spec, raw).map(move |(field, cell)| Place { child: Some((child, row)), field, cell })
        })
    });
    own.chain(rows)
}

fn cells<'a>(spec: &'static FormSpec, raw: &'a Raw) -> impl Iterator<Item = (&'static FieldSpec, &'a str)> {
    let cells = spec.fields.iter().zip(&raw.cells).filter(|(field, _)| is_counted(field));
    cells.map(|(field, cell)| (field, cell.as_str()))
}

/// A record is not saved without the others, so they are always filled.
fn is_counted(field: &FieldSpec) -> bool {
    !field.system
        && match field.need {
            Need::Lock | Need::LockIf => true,
            Need::Save | Need::SaveIf => field.miss,
            Need::Optional => false,
        }
}

fn fill(reviewed: &Reviewed, place: &Place<'_>) -> Fill {
    match reason(place) {
        Some(Reason::NotApplicable) => Fill::NotNeeded,
        Some(_) => Fill::Lacking,
        None if !place.cell.is_empty() => Fill::Filled,
        None if is_held(reviewed, place) => Fill::Lacking,
        None => Fill::NotNeeded,
    }
}

/// Why a cell holds no value. A code of the field's own list is a value, whatever it means.
fn reason(place: &Place<'_>) -> Option<Reason> {
    match &place.field.kind {
        Kind::Code(list) if list.get(place.cell).is_some() => None,
        _ => Reason::parse(place.cell).filter(|_| place.field.miss),
    }
}

/// Whether the empty cell keeps the record from sign-off.
fn is_held(reviewed: &Reviewed, place: &Place<'_>) -> bool {
    reviewed.holds().any(|finding| {
        let child = finding.child.as_ref().map(|(list, row)| (list.as_str(), *row));
        finding.column == place.field.name && child == place.child.map(|(child, row)| (child.name, row))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worklist::samples::{contact, held, review, with_cell};

    fn rass(review: &Review) -> (usize, usize) {
        let fills = by_field(review);
        let fill = fills.iter().find(|fill| fill.name() == "rass");
        fill.map_or((0, 0), |fill| (fill.filled, fill.needed))
    }

    #[test]
    fn a_value_is_filled_and_a_gap_is_not() {
        let review = review([with_cell(contact("C1"), "rass", "-2"), held(contact("C2"), "rass")]);
        assert_eq!(rass(&review), (1, 2));
    }

    #[test]
    fn not_recorded_is_not_filled_and_not_applicable_takes_the_record_out() {
        let not_recorded = with_cell(contact("C1"), "rass", "NR");
        let not_applicable = with_cell(contact("C2"), "rass", "NA");
        assert_eq!(rass(&review([not_recorded, not_applicable])), (0, 1));
    }

    #[test]
    fn an_empty_field_that_nothing_asks_for_is_not_needed() {
        assert_eq!(rass(&review([contact("C1")])), (0, 0));
    }

    #[test]
    fn fields_stand_in_the_order_of_the_dictionary() {
        let all = with_cell(with_cell(contact("C1"), "airway", "ETT"), "rass", "-2");
        let names: Vec<_> = by_field(&review([all])).iter().map(FieldFill::name).collect();
        assert_eq!(names, ["rass", "airway"]);
    }

    #[test]
    fn a_hundred_per_cent_means_all() {
        let form = domain::forms::form("physio_contact").unwrap();
        let field = form.field("rass").unwrap();
        let fill = FieldFill { form, child: None, field, filled: 999, needed: 1000 };
        assert_eq!(fill.per_cent(), 99);
    }
}
