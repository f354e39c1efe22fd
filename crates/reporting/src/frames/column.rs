//! Columns of the frames.

use polars::prelude::*;

/// A column of values.
pub(super) fn column<T>(name: &'static str, values: impl IntoIterator<Item = T>) -> Column
where
    Vec<T>: AsRef<[T]>,
    Series: NamedFrom<Vec<T>, [T]>,
{
    let values: Vec<T> = values.into_iter().collect();
    Column::new(name.into(), values)
}

/// A column of dates, in days since 1970.
pub(super) fn date(name: &'static str, values: impl Iterator<Item = Option<i32>>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into_date().into()
}
