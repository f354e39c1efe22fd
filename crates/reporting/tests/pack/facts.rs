//! A small network for the pack's tests: real-looking values of ten centres, no snapshot needed.

use jiff::civil::{Date, date};
use reporting::statistics::round_half_away;
use reporting::{
    indicators::{Definition, Flow, NETWORK, Period, Point, RunCounts, Value},
    pack::{
        completeness::FieldCount,
        facts::{Centre, Facts, Measured, Source},
        structure::{Group, Question},
    },
    snapshot::{Governance, LifeCount, Lives},
};

const VALUES: &str = include_str!("values.json");

const CENTRES: [(&str, &str); 10] = [
    ("STH", "St Thomas'"),
    ("RBH", "Royal Brompton"),
    ("PAP", "Papworth"),
    ("LEI", "Glenfield"),
    ("MAN", "Wythenshawe"),
    ("ABE", "Aberdeen"),
    ("BAR", "Barts"),
    ("NEW", "Newcastle"),
    ("BRI", "Bristol"),
    ("DUB", "Mater"),
];

pub(crate) fn facts() -> Facts {
    let values: Vec<Value> = serde_json::from_str(VALUES).expect("the fixture");
    let measured = [
        ("D01", "Case ascertainment", "target = 95.0", "high", 20),
        ("P04", "ECMO days with any physiotherapy", "target = 90.0", "high", 230),
        ("P05", "ECMO days with rehabilitation", "target = 70.0", "high", 230),
        ("P05adj", "ECMO days with rehabilitation, excusable days removed", "target = 90.0", "high", 180),
        ("P06", "ECMO days mobilised (IMS 3 or more)", "", "high", 230),
        ("P07", "Runs ever mobilised (IMS 3 or more)", "", "high", 9),
        ("P14", "ECMO days with nothing documented", "target = 10.0", "low", 230),
        ("P16", "Safety screen before mobilisation", "aspiration = 100.0", "high", 40),
    ]
    .map(|(id, name, goal, better, n)| Measured {
        definition: definition(id, name, goal, better),
        values: values.iter().filter(|value| value.indicator == id).cloned().collect(),
        quarters: quarters(&months(n)),
        before: before(&values, id),
        months: months(n),
        followed: None,
        gaps: None,
    });
    Facts {
        source: source(),
        centres: CENTRES.map(|(code, name)| Centre { code: code.into(), name: name.into() }).into(),
        intake: vec![
            Flow::new("Patient", 371, [("set aside at import with an error", 0)]),
            Flow::new("ECMO run", 415, [("set aside at import with an error", 3)]),
            Flow::new("Physiotherapy contact", 9126, [("set aside at import with an error", 6)]),
        ],
        standing: standing(),
        flows: vec![
            Flow::new(
                "ECMO runs",
                412,
                [
                    ("not respiratory support", 31),
                    ("carbon dioxide removal only", 14),
                    ("under 16, or age not known", 0),
                ],
            ),
            Flow::new("Respiratory ECMO runs in scope", 367, [("ended before the period", 201)]),
            Flow::new(
                "Physiotherapy contacts",
                9120,
                [("outside the period", 5344), ("not on ECMO in a run that counts", 890)],
            ),
        ],
        runs: RunCounts { began_before: 12, began: 154, ended: 150, went_on: 16 },
        indicators: measured.into(),
        completeness: completeness(),
        completeness_target: Some(95.0),
        case_mix: crate::parts::case_mix(),
        parts: crate::parts::bars(),
        severe: crate::parts::severe(),
        structure: structure(),
        governance: Governance::default(),
    }
}

/// A part of the organisational audit with more questions than a page is wide for; the Mater sent none.
fn structure() -> Vec<Group> {
    let question = |i: usize| Question { key: format!("post_{i}"), label: format!("Band {i}, WTE") };
    let answers = CENTRES.iter().filter(|(code, _)| *code != "DUB");
    let answers = answers.map(|(code, _)| ((*code).to_owned(), (0..8).map(|i| format!("{i}.25")).collect()));
    vec![Group {
        title: "Physiotherapy posts",
        questions: (0..8).map(question).collect(),
        answers: answers.collect(),
    }]
}

/// The period before: the network's P05 was far lower, all else was the same.
fn before(values: &[Value], id: &str) -> Vec<Value> {
    let mut before: Vec<Value> = values.iter().filter(|value| value.indicator == id).cloned().collect();
    for value in before.iter_mut().filter(|value| value.indicator == "P05" && value.centre == NETWORK) {
        (value.value, value.display) = (Some(31.0), Some("31.0".into()));
        (value.lower, value.upper) = (Some(28.8), Some(33.3));
    }
    before
}

/// Two forms at three centres.
fn standing() -> Vec<LifeCount> {
    let count =
        |centre: &str, form: &str, counts| LifeCount { centre: centre.into(), form: form.into(), counts };
    let lives = |locked, signed_off, queried, incomplete, unsigned| Lives {
        locked,
        signed_off,
        queried,
        incomplete,
        unsigned,
        ..Lives::default()
    };
    vec![
        count("STH", "ecmo_run", lives(71, 0, 0, 0, 0)),
        count("STH", "physio_contact", Lives { withdrawn: 17, ..lives(1903, 0, 3, 41, 0) }),
        count("RBH", "physio_contact", Lives { drafts: 13, ..lives(1544, 29, 0, 0, 88) }),
        count("DUB", "ecmo_run", Lives { drafts: 2, ..lives(0, 0, 0, 7, 19) }),
    ]
}

fn source() -> Source {
    Source {
        period: Period::new(date(2026, 4, 1), date(2026, 9, 30)).expect("a period"),
        before: Period::new(date(2025, 10, 1), date(2026, 3, 31)).expect("a period"),
        cycle: Some("2026H1".into()),
        extract_at: "2026-10-15T11:00:00Z".parse().expect("a time"),
        dictionary_version: "0.1".into(),
        snapshot: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        audit_head: Some("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae".into()),
        code_version: "0.1.0".into(),
        synthetic: true,
    }
}

fn definition(id: &str, name: &str, goal: &str, better: &str) -> Definition {
    let text = format!(
        r#"
id = "{id}"
version = "1"
name = "{name}"
short_name = "{name}"
kind = "proportion"
unit = "percent"
cohort = "D"
core = true
better = "{better}"
{goal}
rationale = "early rehabilitation shortens the stay"
source = "network standard, proposed"
numerator = "opportunity days with at least one treated contact"
denominator = "opportunity days of runs in scope, cut to the period"
exclusions = "the day of arrival; a last day that ends before noon"
missing = "not documented counts as not met"
counts = "days"
sql = "SELECT 1"
"#
    );
    toml::from_str(&text).expect("a definition")
}

/// Two years with one quiet month and one jump.
fn months(n: u32) -> Vec<Point> {
    (0..24_i8)
        .map(|i| {
            let month = date(2024 + i16::from(i + 9) / 12, (i + 9) % 12 + 1, 1);
            let wobble = (u32::from(i.unsigned_abs()) * 37) % 11;
            let jump = if i == 17 { n / 4 } else { 0 };
            point(month, n, n * (70 + wobble) / 100 - jump)
        })
        .collect()
}

/// A month or a quarter of a share of n.
pub(crate) fn point(month: Date, n: u32, k: u32) -> Point {
    let value = (n > 0).then(|| 100.0 * f64::from(k) / f64::from(n));
    Point { month, n, k: Some(k), value, display: round_half_away(i64::from(k) * 100, i64::from(n), 1) }
}

/// The quarters of two years of months.
pub(crate) fn quarters(months: &[Point]) -> Vec<Point> {
    let sum = |three: &[Point], of: fn(&Point) -> u32| three.iter().map(of).sum();
    let quarter = |three: &[Point]| {
        point(three[0].month, sum(three, |point| point.n), sum(three, |point| point.k.unwrap_or(0)))
    };
    months.chunks(3).map(quarter).collect()
}

fn completeness() -> Vec<FieldCount> {
    let fields =
        ["Ethnic category", "Clinical frailty", "RASS at the contact", "SpO₂ at its start", "ICU outcome"];
    let mut counts = Vec::new();
    for (i, (code, _)) in (0_u32..).zip(CENTRES) {
        for (j, field) in (0_u32..).zip(fields) {
            let applicable = (i * 31 + j * 17) % 90;
            counts.push(FieldCount {
                column: code.into(),
                field,
                filled: applicable * (85 + j) / 100,
                applicable,
                way: None,
            });
        }
    }
    counts
}
