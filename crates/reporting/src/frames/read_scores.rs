//! Daily mobility scores taken by any member of staff (G17).

use domain::forms::Assessment;
use domain::forms::assessment::{AssessmentItem, Instrument};
use domain::instruments::ItemValue;
use domain::time::WallTime;
use domain::value::{CentreCode, Ref, Text};
use measures::ledger::{IMS_ITEM, Score};

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

/// Reads every daily mobility score.
pub(super) fn read(
    tables: &dyn Tables,
    centres: &Centres,
    stays: &ByReference<Stay>,
) -> Result<ByStay<Score>> {
    let (columns, items) = (Columns::read(tables)?, Items::read(tables)?);
    let mut rows = Rows::by([&items.centre_code, &items.assessment_ref], items.rows());
    let mut scores = ByStay::new(stays.len());
    for row in 0..columns.rows() {
        let key = (columns.centre_code.get(row), columns.assessment_ref.get(row));
        let (Some(code), Some(reference)) = key else { continue };
        let mut of_row = rows.of([code, reference]);
        if columns.instrument.get(row) != Some(Instrument::ImsDaily) {
            continue;
        }
        let item = of_row.find(|item| items.item.get(*item) == Some(IMS_ITEM));
        let ims = item.and_then(|item| items.value.get(item)?.parse().ok());
        let admission = centres.find(code).zip(columns.admission_ref.get(row));
        let stay = admission.and_then(|(centre, admission)| stays.find(centre, admission));
        if let (Some(ims), Some(stay), Some(taken)) = (ims, stay, columns.taken_at.get(row)) {
            scores.push(stay, Score { taken, ims });
        }
    }
    Ok(scores)
}
