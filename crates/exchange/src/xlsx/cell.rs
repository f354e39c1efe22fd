//! A cell of a workbook as the person sees it, where its format changes what it means.

use calamine::{DataRef, ExcelDateTime};
use jiff::civil::{DateTime, Time};
use jiff::{RoundMode, Unit};

use super::format::{Format, Shown};

/// A cell's text. A value that is none (#REF!) is told as it is.
pub(super) fn text(value: &DataRef<'_>, format: &Format) -> String {
    let shown = format.shown;
    match value {
        DataRef::Empty => String::new(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) if shown == Shown::Percent => percent(&number.to_string()),
        DataRef::Int(number) => format.worded(&number.to_string()),
        DataRef::Float(number) if shown == Shown::Percent => percent(&decimal(*number)),
        DataRef::Float(number) => format.worded(&decimal(*number)),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(time) if time.is_datetime() => date_and_time(time, shown),
        DataRef::DateTime(duration) => clock_of(duration.as_f64()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A number in the fifteen digits that a spreadsheet keeps and shows; what lies behind them is left from its
/// binary arithmetic.
fn decimal(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// `0.94` → `94%`, by moving the point.
fn percent(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let part = format!("{part:0<2}");
    let whole = format!("{whole}{}", &part[..2]);
    let whole = whole.trim_start_matches('0');
    let (whole, part) = (if whole.is_empty() { "0" } else { whole }, &part[2..]);
    let dot = if part.is_empty() { "" } else { "." };
    format!("{sign}{whole}{dot}{part}%")
}

/// A duration in days as hours and minutes, whatever of it is shown; its seconds only when it has some.
fn clock_of(days: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a spreadsheet's durations are some thousands of days"
    )]
    let seconds = (days * 86_400.0).round() as i64;
    let (sign, seconds) = if seconds < 0 { ("-", -seconds) } else { ("", seconds) };
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match seconds {
        0 => format!("{sign}{hours}:{minutes:02}"),
        _ => format!("{sign}{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// A spreadsheet's date and time to the minute, or to the second where its format shows them; a time without a
/// date as a time. A number that is no date of the calendar stays a number.
fn date_and_time(time: &ExcelDateTime, shown: Shown) -> String {
    let Some(when) = civil(time) else { return decimal(time.as_f64()) };
    let clock = match when.second() {
        second if second > 0 && shown == Shown::Seconds => {
            format!("{:02}:{:02}:{second:02}", when.hour(), when.minute())
        }
        _ => format!("{:02}:{:02}", when.hour(), when.minute()),
    };
    if (0.0..1.0).contains(&time.as_f64()) {
        clock
    } else if when.time() == Time::midnight() && shown == Shown::Plain {
        when.date().to_string()
    } else {
        format!("{}T{clock}", when.date())
    }
}

/// To the second; a time that lacks some milliseconds of a second was written as that second.
fn civil(time: &ExcelDateTime) -> Option<DateTime> {
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let small = |part: u8| i8::try_from(part).ok();
    let date = DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        i32::from(milli) * 1_000_000,
    );
    let rounding = jiff::civil::DateTimeRound::new().smallest(Unit::Second).mode(RoundMode::HalfExpand);
    date.ok()?.round(rounding).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_of_a_spreadsheet() {
        assert_eq!(decimal(4.600_000_000_000_000_5), "4.6");
        assert_eq!(decimal(0.1 + 0.2), "0.3");
        assert_eq!(decimal(4.64), "4.64");
        assert_eq!(decimal(46_043.655_555_555_55), "46043.6555555556");
        assert_eq!(decimal(-4.0), "-4");
    }

    #[test]
    fn percentages_are_moved_points() {
        for (number, expected) in
            [("0.94", "94%"), ("0.29", "29%"), ("1", "100%"), ("0.005", "0.5%"), ("-0.1", "-10%")]
        {
            assert_eq!(percent(number), expected);
        }
    }

    #[test]
    fn durations_are_hours_and_minutes() {
        for (days, expected) in
            [(2.0, "48:00"), (0.031_25, "0:45"), (1.5 / 24.0, "1:30"), (30.0 / 86_400.0, "0:00:30")]
        {
            assert_eq!(clock_of(days), expected);
        }
    }
}
