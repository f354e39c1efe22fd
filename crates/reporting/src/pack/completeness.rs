//! How often the key fields are filled, field by field: what indicator D02 is made of.

use domain::dictionary::Dictionary;

use crate::document::Way;
use crate::frames::Frames;
use crate::indicators::{Definition, Extra, Indicators, Period, Value};

/// The indicator of completeness.
pub const COMPLETENESS: &str = "D02";

/// Its stratum.
pub const FIELDS: &str = "fields";

/// Filled cells among those that apply, of one field at one centre or in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldCount {
    /// Code of the centre, or name of the month: whatever a column of the map is.
    pub column: String,
    /// Name of the field for tables, from the data dictionary.
    pub field: &'static str,
    pub filled: u32,
    pub applicable: u32,
    /// Where the records that lack it can be asked for, on a screen, when there are any.
    pub way: Option<Way>,
}

/// What the indicator is to reach, in percent.
pub(crate) fn target<'a>(definitions: impl IntoIterator<Item = &'a Definition>) -> Option<f64> {
    definitions.into_iter().find(|definition| definition.id == COMPLETENESS)?.target
}

/// Every key field at every centre, where the indicator of completeness was measured.
pub fn count(indicators: &Indicators, period: Period) -> Vec<FieldCount> {
    let values = indicators
        .centres()
        .iter()
        .filter_map(|centre| Some((centre.clone(), None, indicators.value(COMPLETENESS, centre, period)?)));
    of_values(values)
}

/// The key fields of some values of the indicator, each with the name of its column, in the order of the forms; on a screen also
/// with what the column stands for.
pub(crate) fn of_values(values: impl Iterator<Item = (String, Option<String>, Value)>) -> Vec<FieldCount> {
    let values: Vec<(String, Option<String>, Value)> = values.collect();
    let mut counts = Vec::new();
    for field in Frames::key_fields() {
        let spec = Dictionary::shipped().form(field.form).and_then(|form| form.field(field.column));
        let name = spec.map_or(field.column, |spec| &spec.label);
        for (column, of, value) in &values {
            let Some(Extra::Strata(fields)) = value.extra.get(FIELDS) else { continue };
            let [filled, applicable] = fields.get(field.column).copied().unwrap_or_default();
            let way = of.as_ref().filter(|_| filled < applicable);
            let way = way.map(|of| Way { form: field.form, field: field.column, of: of.clone() });
            counts.push(FieldCount { column: column.clone(), field: name, filled, applicable, way });
        }
    }
    counts
}
