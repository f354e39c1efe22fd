//! How often each field is filled, among the records where it is needed (D02, clarification 18).
//!
//! NK, NR and UTA are not filled, nor are the codes of [`says_nothing`]; NA takes the record out. A reader decides
//! which records are looked at, and with [`Asked`] what an empty cell means.

use domain::code::{CodeList, Coded};
use domain::dictionary::Dictionary;
use domain::forms::discharge::CentreOutcome;
use domain::forms::patient::Ethnic;
use domain::forms::physio_contact::SafetyScreen;
use domain::spec::ChildSpec;
use domain::{FieldSpec, Finding, FormSpec, Kind, Level, Need, Raw, Reason};

/// The code of a list that stands for no value although the list holds it: `99` of the ethnic categories. D02 counts it
/// as not filled.
pub fn says_nothing(list: &CodeList) -> Option<&'static str> {
    let codes = [
        (Ethnic::LIST, Ethnic::NotKnown.code()),
        (SafetyScreen::LIST, SafetyScreen::NotApplicable.code()),
        (CentreOutcome::LIST, CentreOutcome::NotKnown.code()),
    ];
    codes.into_iter().find(|(of, _)| of.name == list.name).map(|(_, code)| code)
}

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A value.
    Value,
    /// A reason, or a code that says nothing, in place of a value.
    NoValue,
    /// The question does not apply to the record.
    NotApplicable,
    /// Nothing.
    Empty,
}

impl Content {
    /// What stands in a cell of a field. A code of the field's own list is a value, even when a reason has the same
    /// letters, unless it says nothing.
    pub fn of(field: &FieldSpec, cell: &str) -> Self {
        match &field.kind {
            _ if cell.is_empty() => Self::Empty,
            Kind::Code(list) if list.get(cell).is_some() => match says_nothing(list) {
                Some(nothing) if nothing == cell => Self::NoValue,
                _ => Self::Value,
            },
            _ => match Reason::parse(cell).filter(|_| field.miss) {
                Some(Reason::NotApplicable) => Self::NotApplicable,
                Some(_) => Self::NoValue,
                None => Self::Value,
            },
        }
    }
}

/// Whether a cell counts, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// It is needed and there.
    Filled,
    /// It is needed and not there.
    Lacking,
    /// Nobody asks for it.
    NotNeeded,
}

/// When an empty cell is needed. A cell with a value or a reason in it always is.
pub trait Asked {
    /// Whether the empty cell at a place is asked for.
    fn asks(&self, place: &Place<'_>) -> bool;
}

/// What the sign-off waits for: the worklist's way to ask.
impl Asked for [Finding] {
    fn asks(&self, place: &Place<'_>) -> bool {
        let mut holds = self.iter().filter(|finding| finding.level == Level::S);
        holds.any(|finding| {
            let child = finding.child.as_ref().map(|(list, row)| (list.as_str(), *row));
            finding.column == place.field.name && child == place.child.map(|(child, row)| (child.name, row))
        })
    }
}

/// A cell that is counted, and where it is.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The repeated group and the row, when it is not the record's own.
    pub child: Option<(&'static ChildSpec, usize)>,
    /// The field.
    pub field: &'static FieldSpec,
    /// What was entered.
    pub cell: &'a str,
}

impl Place<'_> {
    /// The field's name in its form: `rass`, or `cannulae.site` in a repeated group.
    pub fn name(&self) -> String {
        name(self.child.map(|(child, _)| child), self.field)
    }

    /// Whether the cell counts, and how.
    pub fn fill(&self, asked: &(impl Asked + ?Sized)) -> Fill {
        match Content::of(self.field, self.cell) {
            Content::Value => Fill::Filled,
            Content::NoValue => Fill::Lacking,
            Content::Empty if asked.asks(self) => Fill::Lacking,
            Content::Empty | Content::NotApplicable => Fill::NotNeeded,
        }
    }

    /// Why there is no value, when a person said why.
    pub fn reason(&self) -> Option<Reason> {
        match Content::of(self.field, self.cell) {
            Content::NoValue | Content::NotApplicable => Reason::parse(self.cell),
            Content::Value | Content::Empty => None,
        }
    }
}

/// The cells of a record that are counted: those that can be empty in a saved record and are still wanted.
pub fn places<'a>(form: &'static FormSpec, raw: &'a Raw) -> impl Iterator<Item = Place<'a>> {
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

fn name(child: Option<&ChildSpec>, field: &FieldSpec) -> String {
    child.map_or_else(|| field.name.to_string(), |child| format!("{}.{}", child.name, field.name))
}

/// Filled cells among those that are needed, of one field.
#[derive(Debug, Clone)]
pub struct FieldFill {
    /// The form.
    pub form: &'static FormSpec,
    /// The repeated group of the field, when it is not the record's own.
    pub child: Option<&'static ChildSpec>,
    /// The field.
    pub field: &'static FieldSpec,
    /// Cells with a value.
    pub filled: usize,
    /// Cells that are needed.
    pub needed: usize,
}

impl FieldFill {
    /// The field's name in its form: `rass`, or `cannulae.site` in a repeated group.
    pub fn name(&self) -> String {
        name(self.child, self.field)
    }

    /// Of a field by its name in its form; none when the form has no such field.
    pub fn named(form: &'static FormSpec, name: &str, filled: usize, needed: usize) -> Option<Self> {
        let (child, field) = match name.split_once('.') {
            None => (None, form.field(name)?),
            Some((list, column)) => {
                let child = form.child(list)?;
                (Some(child), child.spec.field(column)?)
            }
        };
        Some(Self { form, child, field, filled, needed })
    }

    /// Where the field stands in the dictionary.
    pub fn order(&self) -> impl Ord + use<> {
        let form = Dictionary::shipped().place(self.form.id);
        let child = self.child.and_then(|child| self.form.child_index(child.name));
        let spec = self.child.map_or(self.form, |child| child.spec);
        (form, child, spec.index(&self.field.name))
    }

    /// Whole per cent, rounded down: 100 means all.
    pub fn per_cent(&self) -> usize {
        (100 * self.filled).checked_div(self.needed).unwrap_or(100)
    }
}

/// Counts fields over many records.
#[derive(Debug, Clone, Default)]
pub struct Fills(Vec<FieldFill>);

impl Fills {
    /// Counts a record with what is found on it.
    pub fn add(&mut self, form: &'static FormSpec, raw: &Raw, asked: &(impl Asked + ?Sized)) {
        for place in places(form, raw) {
            let fill = place.fill(asked);
            if fill == Fill::NotNeeded {
                continue;
            }
            let counted = self.entry(form, place.child.map(|(child, _)| child), place.field);
            counted.needed += 1;
            counted.filled += usize::from(fill == Fill::Filled);
        }
    }

    /// The fields that some record needs, in the order of the dictionary.
    pub fn in_order(mut self) -> Vec<FieldFill> {
        self.0.sort_by_key(FieldFill::order);
        self.0
    }

    fn entry(
        &mut self,
        form: &'static FormSpec,
        child: Option<&'static ChildSpec>,
        field: &'static FieldSpec,
    ) -> &mut FieldFill {
        let is_same = |known: &FieldFill| std::ptr::eq(known.field, field);
        let index = self.0.iter().position(is_same).unwrap_or_else(|| {
            self.0.push(FieldFill { form, child, field, filled: 0, needed: 0 });
            self.0.len() - 1
        });
        &mut self.0[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::raw;

    const CONTACT: &str = "physio_contact";

    fn counted(form: &str, records: &[(Raw, Vec<Finding>)]) -> Vec<(String, usize, usize)> {
        let form = Dictionary::shipped().form(form).unwrap();
        let mut fills = Fills::default();
        for (raw, findings) in records {
            fills.add(form, raw, findings.as_slice());
        }
        fills.in_order().iter().map(|fill| (fill.name(), fill.filled, fill.needed)).collect()
    }

    fn with(field: &str, cell: &str) -> (Raw, Vec<Finding>) {
        (raw(CONTACT, &[(field, cell)]), Vec::new())
    }

    fn held(field: &'static str) -> (Raw, Vec<Finding>) {
        (raw(CONTACT, &[]), vec![Finding::new(field, "L-REQ", Level::S, format!("Enter {field}."))])
    }

    #[test]
    fn a_value_is_filled_and_a_gap_is_not() {
        assert_eq!(counted(CONTACT, &[with("rass", "-2"), held("rass")]), [("rass".to_owned(), 1, 2)]);
    }

    #[test]
    fn not_recorded_is_not_filled_and_not_applicable_takes_the_record_out() {
        let records = [with("rass", "NR"), with("rass", "NA")];
        assert_eq!(counted(CONTACT, &records), [("rass".to_owned(), 0, 1)]);
    }

    #[test]
    fn a_screen_that_was_not_applicable_is_not_filled_and_stays_in() {
        let records = [with("safety_screen", "NA"), with("safety_screen", "DONE_PASS")];
        assert_eq!(counted(CONTACT, &records), [("safety_screen".to_owned(), 1, 2)]);
    }

    #[test]
    fn an_ethnic_category_that_is_not_known_is_not_filled() {
        let patient = |code| (raw("patient", &[("ethnic_category", code)]), Vec::new());
        assert_eq!(
            counted("patient", &[patient("99"), patient("A")]),
            [("ethnic_category".to_owned(), 1, 2)]
        );
    }

    #[test]
    fn an_empty_field_that_nothing_asks_for_is_not_needed() {
        assert!(counted(CONTACT, &[with("rass", "")]).is_empty());
    }

    #[test]
    fn fields_stand_in_the_order_of_the_dictionary() {
        let names: Vec<_> = counted(CONTACT, &[with("airway", "ETT"), with("rass", "-2")])
            .into_iter()
            .map(|(name, ..)| name)
            .collect();
        assert_eq!(names, ["rass", "airway"]);
    }

    #[test]
    fn a_hundred_per_cent_means_all() {
        let form = Dictionary::shipped().form(CONTACT).unwrap();
        let field = form.field("rass").unwrap();
        let fill = FieldFill { form, child: None, field, filled: 999, needed: 1000 };
        assert_eq!(fill.per_cent(), 99);
    }
}
