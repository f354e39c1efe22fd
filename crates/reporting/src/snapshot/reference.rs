//! The reference tables that travel with the records.

use domain::centre::Directory;
use domain::forms::OrgAudit;
use domain::reference::{CycleDates, Holiday};
use jiff::civil::Date;
use polars::prelude::*;

use crate::time;

pub(super) const CENTRES: &str = "centres";
pub(super) const HOLIDAYS: &str = "public_holidays";
pub(super) const CYCLES: &str = "audit_cycles";

/// Whether a table is one of these, whose columns no version of the data dictionary asks for.
pub(super) fn is_one(stem: &str) -> bool {
    [CENTRES, HOLIDAYS, CYCLES].contains(&stem)
}

/// The centres in the order of their codes.
pub(super) fn centres(directory: &Directory) -> PolarsResult<DataFrame> {
    let mut centres: Vec<_> = directory.centres.iter().collect();
    centres.sort_by(|a, b| a.code.cmp(&b.code));
    let text = |name: &'static str, of: fn(&domain::centre::Centre) -> String| {
        Column::new(name.into(), centres.iter().map(|centre| of(centre)).collect::<Vec<_>>())
    };
    let beds = |name: &'static str, of: fn(&domain::centre::Centre) -> Option<i64>| {
        Column::new(name.into(), centres.iter().map(|centre| of(centre)).collect::<Vec<_>>())
    };
    DataFrame::new_infer_height(vec![
        text("centre_code", |centre| centre.code.to_string()),
        text("centre_name", |centre| centre.name.clone()),
        text("short_name", |centre| centre.short_name.clone()),
        text("site_name", |centre| centre.site_name.clone()),
        text("trust_name", |centre| centre.trust_name.clone()),
        text("nation", |centre| centre.nation.clone()),
        text("tz", |centre| centre.zone.iana_name().unwrap_or("UTC").to_owned()),
        beds("adult_resp_ecmo_beds", |centre| centre.adult_resp_ecmo_beds),
        beds("l3_beds", |centre| centre.l3_beds),
    ])
}

/// What a centre is called by: its code, and its short name.
pub(super) const NAMES: [&str; 2] = [OrgAudit::CENTRE_CODE, "short_name"];

/// The names that such a table holds.
pub(super) fn names_of(table: &DataFrame) -> PolarsResult<Vec<(String, String)>> {
    let [codes, names] = NAMES.map(|name| table.column(name).and_then(Column::str));
    let pairs = codes?.iter().zip(names?.iter());
    Ok(pairs.filter_map(|(code, name)| Some((code?.to_owned(), name?.to_owned()))).collect())
}

/// The public holidays by nation and date.
pub(super) fn holidays(holidays: &[Holiday]) -> PolarsResult<DataFrame> {
    let mut holidays: Vec<_> = holidays.iter().collect();
    holidays.sort_by(|a, b| (&a.nation, a.date, &a.name).cmp(&(&b.nation, b.date, &b.name)));
    let text = |name: &'static str, of: fn(&Holiday) -> &str| {
        Column::new(name.into(), holidays.iter().map(|holiday| of(holiday)).collect::<Vec<_>>())
    };
    let dates: Vec<i32> = holidays.iter().map(|holiday| time::days(holiday.date)).collect();
    DataFrame::new_infer_height(vec![
        text("nation", |holiday| &holiday.nation),
        Series::new("date".into(), dates).into_date().into(),
        text("name", |holiday| &holiday.name),
        text("calendar_version", |holiday| &holiday.calendar_version),
    ])
}

/// The cycles of the audit in the order of their names.
pub(super) fn cycles(cycles: &[CycleDates]) -> PolarsResult<DataFrame> {
    let mut cycles: Vec<_> = cycles.iter().collect();
    cycles.sort_by(|a, b| a.id.cmp(&b.id));
    let date = |name: &'static str, of: fn(&CycleDates) -> Date| {
        let days: Vec<i32> = cycles.iter().map(|cycle| time::days(of(cycle))).collect();
        Column::from(Series::new(name.into(), days).into_date())
    };
    let ids: Vec<&str> = cycles.iter().map(|cycle| cycle.id.as_str()).collect();
    DataFrame::new_infer_height(vec![
        Column::new(OrgAudit::CYCLE_ID.into(), ids),
        date("start_date", |cycle| cycle.start),
        date("end_date", |cycle| cycle.end),
        date("lock_deadline", |cycle| cycle.lock_deadline),
    ])
}

/// The cycles that such a table holds.
pub(super) fn cycles_of(table: &DataFrame) -> PolarsResult<Vec<CycleDates>> {
    let ids = table.column(OrgAudit::CYCLE_ID)?.str()?;
    let date = |name: &str| Ok::<_, PolarsError>(table.column(name)?.date()?.physical().clone());
    let (starts, ends, deadlines) = (date("start_date")?, date("end_date")?, date("lock_deadline")?);
    let rows = ids.iter().zip(starts.iter().zip(ends.iter())).zip(deadlines.iter());
    let cycles = rows.filter_map(|((id, (start, end)), deadline)| {
        Some(CycleDates {
            id: id?.to_owned(),
            start: time::date_of(start?),
            end: time::date_of(end?),
            lock_deadline: time::date_of(deadline?),
        })
    });
    Ok(cycles.collect())
}

#[cfg(test)]
mod tests {
    use domain::reference::Calendar;

    use super::*;

    #[test]
    fn cycles_are_read_as_they_were_written() {
        let shipped = Calendar::shipped().unwrap().cycles;
        assert!(!shipped.is_empty());
        assert_eq!(cycles_of(&cycles(&shipped).unwrap()).unwrap(), shipped);
    }
}
