//! The reference tables that travel with the records.

use domain::centre::Directory;
use domain::reference::Holiday;
use polars::prelude::*;

use crate::time;

pub(super) const CENTRES: &str = "centres";
pub(super) const HOLIDAYS: &str = "public_holidays";

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
