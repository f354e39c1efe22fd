//! An admission as a picture: its runs as bars and its contacts as marks on one line of days.
//!
//! The table on the same page holds everything that the picture shows.

use std::fmt::{self, Write};

use askama::filters::HtmlSafe;
use files::escape;
use jiff::civil::DateTime;

/// A stretch of time that ends with `end`, or with the picture while it is still open.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub label: String,
    pub start: DateTime,
    pub end: Option<DateTime>,
}

/// A moment, drawn in one of two shapes so that colour is never needed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub at: DateTime,
    /// The patient was treated; otherwise the contact was missed or an assessment only.
    pub treated: bool,
}

/// What is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    pub title: String,
    pub stay: Bar,
    pub runs: Vec<Bar>,
    pub contacts: Vec<Mark>,
    /// The end of the picture: the present, or the last thing that happened.
    pub until: DateTime,
}

/// A drawn picture, safe to stand in a page: all of its text is escaped.
#[derive(Debug)]
pub(crate) struct Svg(String);

impl fmt::Display for Svg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Svg {}

const LEFT: f64 = 12.0;
const RIGHT: f64 = 12.0;
const LANE: f64 = 34.0;
const TOP: f64 = 40.0;

impl Timeline {
    /// The picture, `width` units wide. Presentation attributes only: the security policy refuses styles.
    pub(crate) fn svg(&self, width: u16, id: &str) -> Svg {
        let scale = Scale::new(self, f64::from(width));
        let lanes = self.runs.len() + 2;
        let height = TOP + LANE * f64::from(u8::try_from(lanes.min(40)).unwrap_or(40)) + 8.0;
        let mut svg = String::new();
        let _ = write!(
            svg,
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="{id}-t {id}-d" font-family="Arial, 'Liberation Sans', sans-serif" font-size="14" fill="#212b32"><title id="{id}-t">{}</title><desc id="{id}-d">{}</desc><g aria-hidden="true">"##,
            escape(&self.title),
            escape(&self.description()),
        );
        scale.draw_days(&mut svg, height);
        scale.draw_bar(&mut svg, &self.stay, TOP, "#d8dde0");
        let mut y = TOP + LANE;
        for run in &self.runs {
            scale.draw_bar(&mut svg, run, y, "#7fb6bf");
            y += LANE;
        }
        scale.draw_marks(&mut svg, &self.contacts, y);
        svg.push_str("</g></svg>");
        Svg(svg)
    }

    fn description(&self) -> String {
        let treated = self.contacts.iter().filter(|contact| contact.treated).count();
        format!(
            "{} with {} and {}, {treated} of them treated. The table below holds the same.",
            self.stay.label,
            crate::entry::number_in_words(self.runs.len(), "run", "runs"),
            crate::entry::number_in_words(self.contacts.len(), "contact", "contacts"),
        )
    }
}

/// Places moments on the width of the picture.
struct Scale {
    start: DateTime,
    days: f64,
    width: f64,
}

impl Scale {
    fn new(timeline: &Timeline, width: f64) -> Self {
        let earliest = timeline.runs.iter().map(|run| run.start).chain([timeline.stay.start]).min();
        let start = earliest.unwrap_or(timeline.stay.start);
        Self { start, days: days_between(start, timeline.until).max(1.0), width }
    }

    fn x(&self, at: DateTime) -> f64 {
        let share = (days_between(self.start, at) / self.days).clamp(0.0, 1.0);
        LEFT + share * (self.width - LEFT - RIGHT)
    }

    /// A thin line at midnight, named every so many days that the names do not touch.
    fn draw_days(&self, svg: &mut String, height: f64) {
        let room = (self.width - LEFT - RIGHT) / self.days;
        let step = [1_i64, 2, 5, 7, 14, 28, 56, 112, 365]
            .into_iter()
            .find(|days| room * f64::from(i32::try_from(*days).unwrap_or(1)) >= 96.0)
            .unwrap_or(730);
        // The first midnight on the line: that of the first day lies before it.
        let first = self.start.date();
        let mut day = if self.days > 1.0 { first.tomorrow().unwrap_or(first) } else { first };
        loop {
            let Ok(next) = day.checked_add(jiff::Span::new().days(step)) else { return };
            let x = self.x(day.to_datetime(jiff::civil::Time::midnight()));
            let _ = write!(
                svg,
                r##"<path d="M{x:.1} 26V{:.1}" stroke="#aeb7bd"/><text x="{:.1}" y="18">{}</text>"##,
                height - 8.0,
                x,
                day.strftime("%-d %B"),
            );
            if days_between(self.start, next.to_datetime(jiff::civil::Time::midnight()))
                > self.days - 0.5 * f64::from(i32::try_from(step).unwrap_or(1))
            {
                return;
            }
            day = next;
        }
    }

    fn draw_bar(&self, svg: &mut String, bar: &Bar, y: f64, fill: &str) {
        let x = self.x(bar.start);
        let end = bar.end.map_or(self.width - RIGHT, |end| self.x(end));
        let _ = write!(
            svg,
            r##"<rect x="{x:.1}" y="{y:.1}" width="{:.1}" height="24" fill="{fill}" stroke="#425563"/>"##,
            (end - x).max(2.0),
        );
        // A name that does not fit to the right of its bar's start ends at the bar's end.
        let room_needed = 7.0 * f64::from(u16::try_from(bar.label.chars().count()).unwrap_or(0));
        let (text_x, anchor) = if x + room_needed + 6.0 <= self.width - RIGHT {
            (x + 6.0, "start")
        } else {
            (self.width - RIGHT - 4.0, "end")
        };
        let _ = write!(
            svg,
            r#"<text x="{text_x:.1}" y="{:.1}" text-anchor="{anchor}">{}</text>"#,
            y + 17.0,
            escape(&bar.label),
        );
    }

    fn draw_marks(&self, svg: &mut String, marks: &[Mark], y: f64) {
        for mark in marks {
            let x = self.x(mark.at);
            let _ = if mark.treated {
                write!(svg, r##"<circle cx="{x:.1}" cy="{:.1}" r="5" fill="#0b4f5c"/>"##, y + 12.0)
            } else {
                write!(
                    svg,
                    r##"<path d="M{:.1} {:.1}l8 8m0 -8l-8 8" stroke="#425563" stroke-width="2"/>"##,
                    x - 4.0,
                    y + 8.0,
                )
            };
        }
    }
}

fn days_between(start: DateTime, end: DateTime) -> f64 {
    let seconds = end.duration_since(start).as_secs();
    f64::from(i32::try_from(seconds / 60).unwrap_or(i32::MAX)) / 1440.0
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    fn timeline() -> Timeline {
        Timeline {
            title: "Admission <A00012>".to_owned(),
            stay: Bar {
                label: "In critical care".to_owned(),
                start: datetime(2026, 3, 1, 10, 0, 0, 0),
                end: None,
            },
            runs: vec![Bar {
                label: "Run 1".to_owned(),
                start: datetime(2026, 3, 2, 9, 0, 0, 0),
                end: Some(datetime(2026, 3, 9, 12, 0, 0, 0)),
            }],
            contacts: vec![
                Mark { at: datetime(2026, 3, 3, 9, 0, 0, 0), treated: true },
                Mark { at: datetime(2026, 3, 4, 9, 0, 0, 0), treated: false },
            ],
            until: datetime(2026, 3, 12, 0, 0, 0, 0),
        }
    }

    #[test]
    fn the_picture_says_what_it_shows() {
        let svg = timeline().svg(640, "line").to_string();
        assert!(svg.contains("In critical care with 1 run and 2 contacts, 1 of them treated."));
        assert!(svg.contains("Admission &lt;A00012&gt;"));
        assert_eq!(svg.matches("<circle").count(), 1);
    }

    #[test]
    fn no_style_attribute_is_written() {
        assert!(!timeline().svg(340, "narrow").to_string().contains("style="));
    }
}
