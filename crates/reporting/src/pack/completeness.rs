//! How often the key fields are filled, field by field: what indicator D02 is made of.

use domain::dictionary::Dictionary;

use crate::error::Result;
use crate::frames::Frames;
use crate::indicators::{Definition, Extra, Indicators, Period};

/// The indicator of completeness.
const COMPLETENESS: &str = "D02";

/// Its stratum.
const FIELDS: &str = "fields";

/// Filled cells among those that apply, of one field at one centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldCount {
    /// Code of the centre.
    pub centre: String,
    /// Name of the field for tables, from the data dictionary.
    pub field: &'static str,
    pub filled: u32,
    pub applicable: u32,
}

/// Every key field at every centre, in the order of the forms.
pub fn count(frames: &Frames, period: Period) -> Result<Vec<FieldCount>> {
    let own = Definition::shipped()?.into_iter().filter(|definition| definition.id == COMPLETENESS);
    let indicators = Indicators::measure(frames, own.collect())?;
    let mut counts = Vec::new();
    for field in Frames::key_fields() {
        for (centre, _) in frames.centre_names() {
            let value = indicators.value(COMPLETENESS, centre, period);
            let Some(Extra::Strata(fields)) = value.as_ref().and_then(|value| value.extra.get(FIELDS)) else {
                continue;
            };
            let [filled, applicable] = fields.get(field.column).copied().unwrap_or_default();
            let spec = Dictionary::shipped().form(field.form).and_then(|form| form.field(field.column));
            let name = spec.map_or(field.column, |spec| &spec.label);
            counts.push(FieldCount { centre: centre.to_owned(), field: name, filled, applicable });
        }
    }
    Ok(counts)
}
