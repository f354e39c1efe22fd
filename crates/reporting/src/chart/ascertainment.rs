//! Case ascertainment by centre in bands: what share of the declared runs is in the audit.

use super::{
    Anchor, Item, Point, Scene, Stroke, Weight,
    axis::{Scale, columns},
    key::{Entry, SIZE, key, room_for},
    marks,
    measure::{shorten, widest},
    palette::{self, Colour},
    words::{self, percent},
};
use crate::document::{Cell, Column, Rating, Row, Table};

/// What the chart draws.
#[derive(Debug, Clone)]
pub struct Ascertainment {
    /// Stem of the CSV file.
    pub name: String,
    /// `D01 Case ascertainment`
    pub subject: String,
    /// In the order in which they are drawn.
    pub centres: Vec<Ascertained>,
}

/// One centre.
#[derive(Debug, Clone)]
pub struct Ascertained {
    pub label: String,
    pub share: Share,
    /// The network: written in bold.
    pub strong: bool,
}

/// How many runs of those declared are in the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    Counted {
        in_audit: u32,
        declared: u32,
    },
    HeldBack,
    /// The centre sent no return: there is nothing to compare with.
    NoReturn,
}

/// Where the bands of the National Emergency Laparotomy Audit meet, in percent: red lies below the first, green above the
/// second.
const BOUNDS: (f64, f64) = (60.0, 80.0);

/// The bands: where each ends, its rating, its words and its tint.
const BANDS: [(f64, Rating, &str, Colour); 3] = [
    (BOUNDS.0, Rating::Red, "Below 60%", palette::RED_TINT),
    (BOUNDS.1, Rating::Amber, "60 to 80%", palette::WARNING_TINT),
    (f64::INFINITY, Rating::Green, "Above 80%", palette::GREEN_TINT),
];

impl Ascertained {
    fn percent(&self) -> Option<f64> {
        match self.share {
            Share::Counted { in_audit, declared } if declared > 0 => {
                Some(100.0 * f64::from(in_audit) / f64::from(declared))
            }
            _ => None,
        }
    }

    fn figures(&self) -> String {
        match (self.share, self.percent()) {
            (Share::Counted { in_audit, declared }, Some(share)) => {
                format!("{} ({in_audit} of {declared})", percent(share))
            }
            (Share::HeldBack, _) => "held back".to_owned(),
            (Share::NoReturn, _) => "no return".to_owned(),
            (Share::Counted { .. }, None) => "none declared".to_owned(),
        }
    }
}

/// The band of a share in percent; 80 itself is amber, 60 too.
fn band(percent: f64) -> Rating {
    if percent < BOUNDS.0 {
        Rating::Red
    } else if percent <= BOUNDS.1 {
        Rating::Amber
    } else {
        Rating::Green
    }
}

fn band_words(rating: Rating) -> &'static str {
    BANDS.iter().find(|band| band.1 == rating).map_or("", |band| band.2)
}

impl Ascertainment {
    /// The finding: who lies below which bound, and who has not said.
    pub fn finding(&self) -> String {
        let centres = || self.centres.iter().filter(|c| !c.strong);
        let names = |wanted: Rating| -> Vec<&str> {
            let those = centres().filter(|c| c.percent().is_some_and(|p| band(p) == wanted));
            those.map(|c| c.label.as_str()).collect()
        };
        let silent: Vec<&str> =
            centres().filter(|c| c.share == Share::NoReturn).map(|c| c.label.as_str()).collect();
        let (red, amber) = (names(Rating::Red), names(Rating::Amber));
        let mut clauses = Vec::new();
        if !red.is_empty() {
            clauses.push(format!("below 60% at {}", words::list(&red)));
        }
        if !amber.is_empty() {
            clauses.push(format!("60 to 80% at {}", words::list(&amber)));
        }
        if !silent.is_empty() {
            clauses.push(format!("no return from {}", words::list(&silent)));
        }
        if clauses.is_empty() {
            clauses.push("above 80% at every centre shown".to_owned());
        }
        format!("{}: {}", self.subject, clauses.join("; "))
    }

    fn desc(&self) -> String {
        let told: Vec<String> = self.centres.iter().map(|c| format!("{} {}", c.label, c.figures())).collect();
        format!("Runs in the audit among those declared in monthly returns. {}.", told.join("; "))
    }

    fn table(&self) -> Table {
        let columns = vec![
            Column::text("centre", "Centre", 2.6),
            Column::number("declared", "Declared", 1.1),
            Column::number("in_audit", "In the audit", 1.1),
            Column::number("value_percent", "Ascertained, %", 1.4).rated(),
            Column::text("band", "Band", 1.4),
        ];
        let row = |centre: &Ascertained| {
            let row = Row::new(cells(centre));
            if centre.strong { row.strong() } else { row }
        };
        words::table(&self.name, &self.subject, columns, self.centres.iter().map(row).collect())
    }
}

fn cells(centre: &Ascertained) -> Vec<Cell> {
    let (declared, in_audit) = match centre.share {
        Share::Counted { in_audit, declared } => (declared.to_string(), in_audit.to_string()),
        Share::HeldBack => (words::HELD_BACK.to_owned(), words::HELD_BACK.to_owned()),
        Share::NoReturn => (String::new(), String::new()),
    };
    let (value, band) = match centre.percent() {
        Some(share) => (Cell::rated(words::decimal(share), band(share)), band_words(band(share)).to_owned()),
        None => (Cell::default(), words::capital(&centre.figures())),
    };
    vec![Cell::new(&centre.label), Cell::new(declared), Cell::new(in_audit), value, Cell::new(band)]
}

const WIDTH: f32 = 475.0;
const TOP: f32 = 4.0;
const ROW: f32 = 13.0;

/// Draws the centres in the order given, over the bands.
pub fn ascertainment(chart: &Ascertainment) -> Scene {
    let figures: Vec<String> = chart.centres.iter().map(Ascertained::figures).collect();
    let right = WIDTH - widest(figures.iter().map(String::as_str), SIZE, Weight::Bold).max(40.0) - 14.0;
    let largest = chart.centres.iter().filter_map(Ascertained::percent).fold(100.0, f64::max);
    let start = room_for(chart.centres.iter().map(|c| c.label.as_str()));
    let x = Scale { low: 0.0, high: (largest / 20.0).ceil() * 20.0, start, end: right };
    #[expect(clippy::cast_precision_loss, reason = "a handful of centres")]
    let bottom = TOP + ROW * chart.centres.len() as f32 + 4.0;
    let mut items = bands(&x, bottom);
    items.extend(columns(&x, TOP, bottom, "%"));
    items.extend([60.0, 80.0].map(|bound| {
        let at = x.at(bound);
        Item::line(
            Point::new(at, TOP),
            Point::new(at, bottom),
            Stroke::dashed(palette::MUTED, 0.9, [3.0, 2.0]),
        )
    }));
    let mut y = TOP + 2.0 + ROW / 2.0;
    for (centre, figures) in chart.centres.iter().zip(figures) {
        items.extend(row(&x, y, centre, figures));
        y += ROW;
    }
    let entries: Vec<Entry> = BANDS
        .iter()
        .map(|&(_, rating, words, _)| Entry::new(words, move |at| vec![marks::rating(at, rating)]))
        .collect();
    let (explained, height) = key(&entries, start, WIDTH, bottom + 23.0);
    items.extend(explained);
    Scene {
        width: WIDTH,
        height: bottom + 17.0 + height,
        title: chart.finding(),
        desc: chart.desc(),
        items,
        table: chart.table(),
    }
}

fn bands(x: &Scale, bottom: f32) -> Vec<Item> {
    let mut from = x.at(0.0);
    let band = |(end, _, _, colour): &(f64, Rating, &str, Colour)| {
        let to = x.at(*end);
        let item = Item::rect(Point::new(from, TOP), to - from, bottom - TOP, Some(*colour), None);
        from = to;
        item
    };
    BANDS.iter().map(band).collect()
}

fn row(x: &Scale, y: f32, centre: &Ascertained, figures: String) -> Vec<Item> {
    let weight = if centre.strong { Weight::Bold } else { Weight::Regular };
    let write = |x: f32, anchor, text: String| {
        Item::weighted(Point::new(x, y + 2.8), SIZE, weight, palette::INK, anchor, text)
    };
    let label = shorten(&centre.label, x.start - 10.0, SIZE, weight);
    let mut items = vec![write(0.0, Anchor::Start, label), write(WIDTH, Anchor::End, figures)];
    if let Some(share) = centre.percent() {
        let (from, to) = (Point::new(x.at(0.0), y), Point::new(x.at(share), y));
        items.push(Item::line(from, to, Stroke::line(palette::MUTED, 1.1)));
        items.push(marks::rating(to, band(share)));
    }
    items
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::check::{fits, says, tables};
    use proptest::prelude::*;

    fn centre(label: &str, share: Share) -> Ascertained {
        Ascertained { label: label.to_owned(), share, strong: label == "Network" }
    }

    fn counted(in_audit: u32, declared: u32) -> Share {
        Share::Counted { in_audit, declared }
    }

    pub(in crate::chart) fn returns() -> Ascertainment {
        Ascertainment {
            name: "ascertainment".to_owned(),
            subject: "D01 Case ascertainment".to_owned(),
            centres: vec![
                centre("Leeds", counted(38, 42)),
                centre("Papworth", counted(20, 25)),
                centre("Aberdeen", counted(5, 12)),
                centre("Cardiff", Share::NoReturn),
                centre("Wythenshawe", counted(24, 22)),
                centre("Leicester", Share::HeldBack),
                centre("Network", counted(87, 101)),
            ],
        }
    }

    #[test]
    fn the_title_names_who_lies_below_which_bound() {
        assert_eq!(
            returns().finding(),
            "D01 Case ascertainment: below 60% at Aberdeen; 60 to 80% at Papworth; no return from Cardiff"
        );
        let mut good = returns();
        good.centres.truncate(1);
        assert_eq!(good.finding(), "D01 Case ascertainment: above 80% at every centre shown");
    }

    #[test]
    fn more_runs_than_were_declared_are_drawn_beyond_100() {
        let scene = ascertainment(&returns());
        assert!(says(&scene, "109.1% (24 of 22)") && says(&scene, "120%") && tables(&scene, "109.1"));
        assert!(says(&scene, "no return") && says(&scene, "held back"));
    }

    #[test]
    fn exactly_80_is_not_yet_above() {
        assert_eq!(
            [59.9, 60.0, 80.0, 80.1].map(band),
            [Rating::Red, Rating::Amber, Rating::Amber, Rating::Green]
        );
    }

    proptest! {
        #[test]
        fn no_text_meets_another(centres in prop::collection::vec((0_u32..9_000, 0_u32..6_000), 1..14)) {
            let centres = centres.into_iter().map(|(k, n)| centre("Queen Elizabeth University Hospital", counted(k.min(2 * n), n)));
            fits(&ascertainment(&Ascertainment { centres: centres.collect(), ..returns() }))?;
        }
    }
}
