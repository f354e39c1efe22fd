//! Daily mobility scores taken by any member of staff (G17).

use super::centre::Centres;
use super::day::Days;
use super::run::Runs;
use super::source::{Rows, Table};
use super::stay::{ByReference, Stay};
use crate::error::Result;
use crate::snapshot::Tables;

/// Enters every `IMS_DAILY` assessment on its run and day.
pub(super) fn read(
    snapshot: &dyn Tables,
    centres: &Centres,
    stays: &ByReference<Stay>,
    runs: &mut Runs,
    days: &mut Days,
) -> Result<()> {
    let columns =
        ["centre_code", "assessment_ref", "admission_ref", "instrument", "taken_at", "taken_at_local"];
    let table = Table::read(snapshot, "assessments", &columns)?;
    let items =
        Table::read(snapshot, "assessment_items", &["centre_code", "assessment_ref", "item", "value"])?;
    let (centre_code, reference) = (table.text("centre_code")?, table.text("assessment_ref")?);
    let (admission, instrument) = (table.text("admission_ref")?, table.text("instrument")?);
    let taken_at = table.moments("taken_at")?;
    let mut rows = Rows::by(&items, &["centre_code", "assessment_ref"])?;
    let (item, value) = (items.text("item")?, items.text("value")?);
    for row in 0..table.rows() {
        let (Some(code), Some(reference)) = (centre_code.get(row), reference.get(row)) else { continue };
        let mut rows = rows.of(&[code, reference]);
        let score =
            rows.find(|&row| item.get(row) == Some("ims")).and_then(|row| value.get(row)?.parse().ok());
        let place = centres.find(code);
        let stay =
            place.zip(admission.get(row)).and_then(|(centre, admission)| stays.find(centre, admission));
        let taken = place.and_then(|centre| taken_at.known(row, centres.0[centre].extract));
        if let (Some("IMS_DAILY"), Some(ims), Some(stay), Some(taken)) =
            (instrument.get(row), score, stay, taken)
        {
            enter(runs, days, stay, taken.date(), ims);
        }
    }
    Ok(())
}

fn enter(runs: &mut Runs, days: &mut Days, stay: usize, date: i32, ims: i64) {
    for place in runs.of_stay(stay) {
        let run = &mut runs.list[place];
        if run.exposure().is_some_and(|exposure| exposure.strictly_spans(date)) {
            run.max_ims = run.max_ims.max(Some(ims));
            days.add_score(place, date, ims);
        }
    }
}
