//! What whoever leads the audit oversees: whether the runs that were declared are in the audit.

use jiff::tz::TimeZone;

use super::{Board, LATELY};
use crate::document::{Document, Table};
use crate::error::Result;
use crate::indicators::{NETWORK, Period};
use crate::pack::content::board::oversight::{self, ASCERTAINMENT, Place};

impl Board {
    /// Case ascertainment by centre and month, as a chart and a table.
    pub fn ascertainment(&self, period: Period) -> Result<Document> {
        let facts = self.facts_of(&[], period, None, None, LATELY)?;
        let today = TimeZone::UTC.to_datetime(self.as_of()).date();
        Ok(oversight::page(&facts, &self.rules, &self.places(period), today))
    }

    /// The same in a line for each centre and month; it has the name of the table of months.
    pub fn ascertainment_lines(&self, period: Period) -> Result<Table> {
        let facts = self.facts_of(&[], period, None, None, LATELY)?;
        let mut places = self.places(period);
        places.retain(|place| place.code != NETWORK);
        Ok(oversight::lines(&facts, &places))
    }

    fn places(&self, period: Period) -> Vec<Place> {
        let value = |code: &str, period| self.indicators.value(ASCERTAINMENT, code, period);
        let place = |code: &str, name: &str| {
            let months = period.months().into_iter().filter_map(|month| Some((month, value(code, month)?)));
            let (months, whole) = (months.collect(), value(code, period)?);
            Some(Place { code: code.to_owned(), name: name.to_owned(), months, whole })
        };
        let centres = self.centres.iter().filter_map(|centre| place(&centre.code, &centre.name));
        centres.chain(place(NETWORK, "Network")).collect()
    }
}
