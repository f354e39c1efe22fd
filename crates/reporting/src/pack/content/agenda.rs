//! What a meeting needs first: what asks for a decision, what signals, what changed. Each is a sentence with its page.

use super::{
    View,
    places::{Place, indicator},
    shown::{self, network, rated, rating, said, unit},
};
use crate::{
    document::Pointer,
    indicators::{Definition, NETWORK, Rag, Value},
    pack::{Section, facts::Measured, series::Charted, special::Special, words},
};

/// More sentences than this are no agenda: the rest is counted, and found in the table of all.
const MOST: usize = 6;

/// Indicators that miss their target beyond chance, at the network or at a centre: those with most centres first.
pub(super) fn decisions(view: &View<'_>) -> Vec<Pointer> {
    let mut found: Vec<(usize, Pointer)> = view
        .facts
        .indicators
        .iter()
        .filter_map(|measured| {
            let (definition, value) = (&measured.definition, network(view, measured).whole()?);
            let (target, red) = (definition.target?, rated(view, measured, Rag::Red));
            let missed = value.rag == Rag::Red;
            (missed || red > 0).then(|| {
                let text = format!(
                    "{}: {}, target {target}{}.{}",
                    definition.name,
                    said(definition, value),
                    unit(definition).sign,
                    centres_red(view, measured, red)
                );
                // The network's own miss weighs more than any number of centres.
                let weight = red + if missed { view.facts.centres.len() + 1 } else { 0 };
                (weight, Pointer::new(text, &indicator(view, &definition.id)).rated(rating(value.rag)))
            })
        })
        .collect();
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    few(view, found.into_iter().map(|(_, pointer)| pointer).collect())
}

/// ` 5 of 8 rated centres are red.`
fn centres_red(view: &View<'_>, measured: &Measured, red: usize) -> String {
    let all = [Rag::Green, Rag::Amber, Rag::Red].map(|rag| rated(view, measured, rag)).iter().sum::<usize>();
    match (red, all) {
        (_, 0) => String::new(),
        (0, _) => " No centre alone is red.".to_owned(),
        (1, _) => format!(" 1 of {} is red.", words::count(all, "rated centre")),
        _ => format!(" {red} of {} are red.", words::count(all, "rated centre")),
    }
}

/// Special causes of the network's run charts whose last point lies in the period.
pub(super) fn signals(view: &View<'_>) -> Vec<Pointer> {
    let found = view.facts.indicators.iter().flat_map(|measured| {
        let definition = &measured.definition;
        let to = indicator(view, &definition.id);
        of_period(view, measured)
            .into_iter()
            .map(move |special| Pointer::new(format!("{}: {}.", definition.name, special.words), &to))
    });
    few(view, found.collect())
}

/// The special causes of an indicator that end in the period.
pub(super) fn of_period(view: &View<'_>, measured: &Measured) -> Vec<Special> {
    let first = view.facts.source.period.from().first_of_month();
    let charted = Charted::of(measured);
    let all =
        charted.map(|charted| Special::all(&charted, unit(&measured.definition).sign)).unwrap_or_default();
    all.into_iter().filter(|special| special.last >= first).collect()
}

/// Values of the network that moved by more than chance explains, or into another colour.
pub(super) fn changes(view: &View<'_>) -> Vec<Pointer> {
    let found = view.facts.indicators.iter().filter_map(|measured| {
        let (definition, now) = (&measured.definition, network(view, measured).whole()?);
        let before = shown::before(view, measured, NETWORK)?;
        let text = changed(definition, before, now)?;
        Some(Pointer::new(text, &indicator(view, &definition.id)).rated(rating(now.rag)))
    });
    few(view, found.collect())
}

/// Whether and how a value moved.
pub(super) fn changed(definition: &Definition, before: &Value, now: &Value) -> Option<String> {
    let apart = now.lower.zip(now.upper).zip(before.lower.zip(before.upper)).is_some_and(
        |((lower, upper), (lower_before, upper_before))| upper < lower_before || upper_before < lower,
    );
    let recoloured = now.rag != before.rag && now.rag != Rag::Grey && before.rag != Rag::Grey;
    let (was, is) = (before.value?, now.value?);
    let way = if is > was { "rose" } else { "fell" };
    let from_to = format!("{way} from {} to {}", said(definition, before), said(definition, now));
    let colours = || {
        format!(
            "was {}, is {}",
            rating(before.rag).word().to_lowercase(),
            rating(now.rag).word().to_lowercase()
        )
    };
    match (apart, recoloured) {
        (true, true) => {
            Some(format!("{}: {from_to}, more than chance explains; {}.", definition.name, colours()))
        }
        (true, false) => Some(format!("{}: {from_to}, more than chance explains.", definition.name)),
        (false, true) => Some(format!("{}: {from_to}; {}.", definition.name, colours())),
        (false, false) => None,
    }
}

/// As many as a page holds; the others are counted.
fn few(view: &View<'_>, mut found: Vec<Pointer>) -> Vec<Pointer> {
    let over = found.len().saturating_sub(MOST);
    // The line that counts the others takes as much room as one of them.
    if over > 1 && view.has(Section::Matrix) {
        found.truncate(MOST);
        found.push(Pointer::new(
            format!("And {over} more: see the table of all centres and indicators."),
            &Place::Matrix.anchor(),
        ));
    }
    found
}
