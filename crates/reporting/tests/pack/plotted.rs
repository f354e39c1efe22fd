//! Whatever the data, a chart shows no number that its table doesn't hold.

use proptest::prelude::*;
use reporting::{
    chart::{Item, Scene, Typeface, palette},
    document::Block,
    indicators::{Flag, Rag, Value},
    pack::{Section, content, facts::Facts},
    statistics::{round_half_away, wilson95},
};

/// Numbers written into the picture, but for the ticks of its axes (`60%`).
fn drawn(scene: &Scene) -> Vec<&str> {
    let texts = scene.items.iter().filter_map(|item| match item {
        // The name of a rule at its point is no number of the data; muted are the ticks of axes and the words of keys.
        Item::Text { text, fill, .. } if text != "2 of 3" && *fill != palette::MUTED => Some(text.as_str()),
        _ => None,
    });
    let words = texts.flat_map(|text| text.split([' ', '(', ')']));
    words.filter(|word| word.parse::<f64>().is_ok()).collect()
}

fn held(scene: &Scene) -> Vec<&str> {
    let table = &scene.table;
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.text.as_str()));
    cells
        .chain(table.context.iter().map(|(_, value)| value.as_str()))
        .flat_map(|text| text.split(' '))
        .collect()
}

/// The fixture with other counts.
fn facts(counts: &[(u32, u32)], months: &[(u32, u32)]) -> Facts {
    let mut facts = crate::facts::facts();
    for measured in &mut facts.indicators {
        for (value, (n, share)) in measured.values.iter_mut().zip(counts) {
            *value = counted(value, *n, n * share / 100);
        }
        for (point, (n, share)) in measured.months.iter_mut().zip(months) {
            *point = crate::facts::point(point.month, *n, n * share / 100);
        }
        measured.quarters = crate::facts::quarters(&measured.months);
    }
    facts
}

pub(crate) fn counted(value: &Value, n: u32, k: u32) -> Value {
    let limits = wilson95(k, n);
    Value {
        n,
        k: Some(k),
        value: (n > 0).then(|| 100.0 * f64::from(k) / f64::from(n)),
        display: round_half_away(i64::from(k) * 100, i64::from(n), 1),
        lower: limits.map(|limits| 100.0 * limits.lower),
        upper: limits.map(|limits| 100.0 * limits.upper),
        rag: Rag::Grey,
        flags: if n < 10 { vec![Flag::LowN] } else { vec![] },
        ..value.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn occurs_in_the_table(
        counts in proptest::collection::vec((0_u32..400, 0_u32..=100), 11),
        months in proptest::collection::vec((0_u32..60, 0_u32..=100), 24),
    ) {
        let mut pack = crate::definition();
        pack.sections = vec![Section::Records, Section::Indicators];
        let typeface = Typeface::load().expect("the fonts");
        let document = content::document(&facts(&counts, &months), &pack, None, &typeface).expect("a document");
        for block in &document.blocks {
            let Block::Figure(scene) = block else { continue };
            let held = held(scene);
            for number in drawn(scene) {
                prop_assert!(held.contains(&number), "{number} is drawn in “{}” and not in its table", scene.title);
            }
        }
    }

    #[test]
    fn has_no_limit_that_a_percentage_cannot_reach(
        months in proptest::collection::vec((12_u32..60, 0_u32..=100), 24),
    ) {
        let mut pack = crate::definition();
        pack.sections = vec![Section::Indicators];
        let typeface = Typeface::load().expect("the fonts");
        let document = content::document(&facts(&[], &months), &pack, None, &typeface).expect("a document");
        let tables: Vec<_> =
            document.tables().into_iter().filter(|table| table.name.ends_with("_months")).collect();
        prop_assert!(!tables.is_empty());
        let rows = tables.iter().flat_map(|table| &table.rows);
        for row in rows.filter(|row| row.cells[0].text.contains(" limit")) {
            let limit: f64 = row.cells[3].text.parse().expect("a number");
            prop_assert!((0.0..=100.0).contains(&limit), "{}: {limit}", row.cells[0].text);
        }
    }
}
