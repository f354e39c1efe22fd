//! Daily mobility scores taken by any member of staff (G17), and the assessments that indicators read.

use domain::forms::Assessment;
use domain::forms::assessment::{AssessmentItem, Instrument, Timepoint};
use domain::instruments::ItemValue;
use domain::time::WallTime;
use domain::value::{Cell, CentreCode, Ref, Text};
use measures::graded::{Found, Graded};
use measures::stay::{IMS_ITEM, Score, whole};

use super::by_stay::ByStay;
use super::centre::Centres;
use super::rows::Rows;
use super::source::columns;
use super::stay::{ByReference, Stay};
use crate::error::Result;
use crate::snapshot::Tables;

columns! {
    struct Columns of Assessment {
        Assessment {
            centre_code: CentreCode,
            assessment_ref: Ref,
            admission_ref: Ref,
            instrument: Instrument,
            timepoint: Timepoint,
            taken_at: WallTime,
        }
    }
}
columns! {
    struct Items of AssessmentItem {
        Assessment { centre_code: CentreCode, assessment_ref: Ref }
        AssessmentItem { item: Text<30>, value: ItemValue }
    }
}

/// Reads every assessment that a measure asks for.
pub(super) fn read(
    tables: &dyn Tables,
    centres: &Centres,
    stays: &ByReference<Stay>,
) -> Result<(ByStay<Score>, ByStay<Graded>)> {
    let (columns, items) = (Columns::read(tables)?, Items::read(tables)?);
    let mut rows = Rows::by([&items.centre_code, &items.assessment_ref], items.rows());
    let (mut scores, mut graded) = (ByStay::new(stays.len()), ByStay::new(stays.len()));
    for row in 0..columns.rows() {
        let key = (columns.centre_code.get(row), columns.assessment_ref.get(row));
        let (Some(code), Some(reference)) = key else { continue };
        let of_row = rows.of([code, reference]);
        let item = |code: &str| {
            let item = of_row.clone().find(|item| items.item.get(*item) == Some(code))?;
            ItemValue::read(items.value.get(item)?, &jiff::tz::TimeZone::UTC).ok()
        };
        let admission = centres.find(code).zip(columns.admission_ref.get(row));
        let stay = admission.and_then(|(centre, admission)| stays.find(centre, admission));
        let asked = (stay, columns.instrument.get(row), columns.taken_at.get(row));
        let (Some(stay), Some(instrument), Some(taken)) = asked else { continue };
        if instrument == Instrument::ImsDaily {
            if let Some(ims) = item(IMS_ITEM).and_then(whole) {
                scores.push(stay, Score { taken, ims });
            }
        } else if let Some(found) =
            columns.timepoint.get(row).and_then(|timepoint| Found::of(instrument, timepoint, item))
        {
            graded.push(stay, Graded { taken, found });
        }
    }
    Ok((scores, graded))
}
