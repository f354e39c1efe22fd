//! Medians side by side with their quartiles. Outcomes of other centres have letters for names, and no numbers of records:
//! the size of a centre would name it (anonymity of members' packs, labels).

use super::{
    View,
    shown::{self, LEAST_CENTRES},
    with_goals,
};
use crate::{
    chart::{DotPlot, Dots, Scene, dot_plot},
    indicators::{Definition, Extra, NETWORK, Value},
    pack::{facts::Measured, words},
};

/// The centres and the network; what is held back stands as held back, or where centres have no names in a note.
pub(super) fn scene(view: &View<'_>, measured: &Measured) -> Scene {
    let definition = &measured.definition;
    let hides_names = view.hides_names(definition);
    let mut groups = if hides_names { by_letter(view, measured) } else { by_name(view, measured) };
    groups.push(Dots { label: "Network".to_owned(), strong: true, ..of(shown::network(view, measured)) });
    let mut scene = dot_plot(&DotPlot {
        name: format!("{}_quartiles", definition.id.to_lowercase()),
        subject: definition.short_name.clone(),
        unit: shown::unit(definition).sign.trim().to_owned(),
        bounds: (0.0, definition.scores_up_to.map_or(f64::INFINITY, f64::from)),
        groups,
    });
    scene.table.context = with_goals(view, definition);
    scene.table.notes = notes(view, measured, &scene);
    scene
}

/// Every centre by its name, in the order of the directory.
fn by_name(view: &View<'_>, measured: &Measured) -> Vec<Dots> {
    let centre = |(centre, shown): (&crate::pack::facts::Centre, shown::Shown<'_>)| Dots {
        label: centre.name.clone(),
        values: if view.is_own(&centre.code) { values(measured, &centre.code) } else { Vec::new() },
        ..of(shown)
    };
    shown::centres(view, measured).into_iter().map(centre).collect()
}

/// Highest median first, and a letter by that order: it says no more than the values do. The own centre has its name.
fn by_letter(view: &View<'_>, measured: &Measured) -> Vec<Dots> {
    let own = view.facts.centres.iter().find(|centre| view.is_own(&centre.code));
    let own_value = own.and_then(|own| measured.of(&own.code)).filter(|value| value.n > 0);
    let others = shown::unnamed(view, measured);
    let others = if others.len() + own.iter().len() < LEAST_CENTRES { Vec::new() } else { others };
    let mut all: Vec<(&Value, bool)> = others.into_iter().map(|value| (value, false)).collect();
    all.extend(own_value.map(|value| (value, true)));
    let height = |value: &Value| quartiles(value).map(|[low, median, high]| [median, high, low]);
    all.sort_by(|a, b| height(b.0).partial_cmp(&height(a.0)).unwrap_or(std::cmp::Ordering::Equal));
    let mut letters = ('A'..='Z').map(|letter| format!("Centre {letter}"));
    let mut label = |is_own: bool| match own.filter(|_| is_own) {
        Some(own) => own.name.clone(),
        None => letters.next().unwrap_or_else(|| "Another centre".to_owned()),
    };
    let dots = |(value, is_own): (&Value, bool)| Dots {
        label: label(is_own),
        n: Some(value.n),
        quartiles: quartiles(value),
        values: if is_own { values(measured, &value.centre) } else { Vec::new() },
        strong: false,
        without_size: !is_own,
    };
    all.into_iter().map(dots).collect()
}

fn of(shown: shown::Shown<'_>) -> Dots {
    let none = Dots {
        label: String::new(),
        n: Some(0),
        quartiles: None,
        values: Vec::new(),
        strong: false,
        without_size: false,
    };
    match shown {
        shown::Shown::Nothing => none,
        shown::Shown::Hidden | shown::Shown::Part(..) => Dots { n: None, ..none },
        shown::Shown::Value(value) => Dots { n: Some(value.n), quartiles: quartiles(value), ..none },
    }
}

fn quartiles(value: &Value) -> Option<[f64; 3]> {
    let number = |key: &str| match value.extra.get(key) {
        Some(Extra::Number(number)) => Some(*number),
        _ => None,
    };
    Some([number("q1")?, value.value?, number("q3")?])
}

/// The scores of a centre one by one, where there are so few levels that they are counted level by level.
fn values(measured: &Measured, code: &str) -> Vec<f64> {
    let Some(Extra::Distribution(had)) = measured.of(code).and_then(|value| value.extra.get("distribution"))
    else {
        return Vec::new();
    };
    let level = |(score, times): (u32, &u32)| {
        std::iter::repeat_n(f64::from(score), usize::try_from(*times).unwrap_or_default())
    };
    (0..).zip(had).flat_map(level).collect()
}

fn notes(view: &View<'_>, measured: &Measured, scene: &Scene) -> Vec<String> {
    let definition: &Definition = &measured.definition;
    if !view.hides_names(definition) {
        let least = view.pack.least_denominator;
        let is_held = scene.table.rows.iter().any(|row| row.cells[1].text == shown::HELD_BACK);
        let held = format!(
            "{} Held back: fewer than {least} were counted, or the number would give such a small one away.",
            shown::HELD_BACK
        );
        return is_held.then_some(held).into_iter().collect();
    }
    let counted = |code: &str| code != NETWORK && measured.of(code).is_some_and(|value| value.n > 0);
    let centres = view.facts.centres.iter().filter(|centre| counted(&centre.code)).count();
    let shown = scene.table.rows.len().saturating_sub(1);
    let mut notes = vec![
        "Other centres have letters by their medians, in this table alone, and no number of records: it would name them.".to_owned(),
    ];
    if centres > shown {
        notes.push(format!(
            "Held back: {}, with fewer than {} counted, or with a number that would give such a small one away.",
            words::count(centres - shown, "centre"),
            view.pack.least_denominator
        ));
    }
    notes
}
