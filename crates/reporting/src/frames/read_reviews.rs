//! Follow-up reviews (O07).

use domain::forms::FollowUp;
use domain::forms::follow_up::{Mode, Status};
use domain::value::{CentreCode, Date, Ref};
use measures::review::Review;

use super::by_stay::ByStay;
use super::centre::Centres;
use super::source::columns;
use super::stay::{ByReference, Stay};
use crate::error::Result;
use crate::snapshot::Tables;

columns! {
    struct Columns of FollowUp {
        FollowUp {
            centre_code: CentreCode,
            admission_ref: Ref,
            performed_at: Date,
            status: Status,
            mode: Mode,
            done_elsewhere: bool,
        }
    }
}

/// Reads every follow-up.
pub(super) fn read(
    tables: &dyn Tables,
    centres: &Centres,
    stays: &ByReference<Stay>,
) -> Result<ByStay<Review>> {
    let table = Columns::read(tables)?;
    let mut reviews = ByStay::new(stays.len());
    for row in 0..table.rows() {
        let centre = table.centre_code.get(row).and_then(|code| centres.find(code));
        let stay = centre.zip(table.admission_ref.get(row)).and_then(|(c, a)| stays.find(c, a));
        if let Some(stay) = stay {
            let review = Review {
                performed: table.performed_at.get(row),
                status: table.status.get(row),
                mode: table.mode.get(row),
                elsewhere: table.done_elsewhere.get(row) == Some(true),
            };
            reviews.push(stay, review);
        }
    }
    Ok(reviews)
}
