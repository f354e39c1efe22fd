//! A funnel of centres: who differs from the network by more than chance, where neither a target nor an aspiration says what to
//! reach.

use super::{
    View, context,
    shown::{self, LEAST_CENTRES},
};
use crate::{
    chart::{Funnel, FunnelCentre, Volumes, funnel, lettered},
    document::Block,
    indicators::{Kind, Value},
    pack::{facts::Measured, words},
    statistics::{MIN_CENTRES_TO_ADJUST, Overdispersion, overdispersion},
};

/// The funnel of a share without a goal, and how far the centres differ altogether; `None` where the caterpillar says more.
pub(super) fn blocks(view: &View<'_>, measured: &Measured) -> Option<[Block; 2]> {
    let definition = &measured.definition;
    let goal = definition.target.or(definition.aspiration);
    if definition.kind != Kind::Proportion || goal.is_some() {
        return None;
    }
    let network = shown::network(view, measured).whole()?;
    let centre_line = f64::from(network.k?) / f64::from(network.n);
    let hides_names = view.hides_names(definition);
    let centres = if hides_names {
        lettered(centres(view, &shown::unnamed(view, measured), measured), centre_line)
    } else {
        let values = shown::centres(view, measured).into_iter().filter_map(|(_, shown)| shown.whole());
        centres(view, &values.collect::<Vec<_>>(), measured)
    };
    let counts: Vec<(u32, u32)> = centres.iter().map(|centre| (centre.k, centre.n)).collect();
    if centres.len() < LEAST_CENTRES || counts.iter().any(|(k, n)| k > n) {
        return None;
    }
    let mut scene = funnel(&Funnel {
        name: format!("{}_funnel", definition.id.to_lowercase()),
        subject: definition.short_name.clone(),
        unit: words::counted(definition.counts.frame()).to_owned(),
        centre_line,
        centres,
        volumes: if hides_names { Volumes::Hidden } else { Volumes::Shown },
    });
    scene.table.context = context(&view.facts.source, definition);
    let spread = spread(overdispersion(&counts).as_ref(), counts.len());
    scene.table.notes.push(spread.clone());
    Some([Block::Figure(scene), Block::note(spread)])
}

/// Those that may be shown, and the reader's own, in the order of the directory.
fn centres(view: &View<'_>, others: &[&Value], measured: &Measured) -> Vec<FunnelCentre> {
    let value = |code: &str| {
        let own = measured.of(code).filter(|value| value.n > 0 && view.is_own(code));
        own.or_else(|| others.iter().find(|value| value.centre == code).copied())
    };
    let centre = |centre: &crate::pack::facts::Centre| {
        let value = value(&centre.code)?;
        Some(FunnelCentre {
            label: centre.name.clone(),
            k: value.k?,
            n: value.n,
            own: view.is_own(&centre.code),
        })
    };
    view.facts.centres.iter().filter_map(centre).collect()
}

/// How much more the centres differ than chance explains, in words.
fn spread(found: Option<&Overdispersion>, centres: usize) -> String {
    let Some(found) = found else {
        return "Overdispersion: none can be worked out where all centres met it always, or never."
            .to_owned();
    };
    let caveat = if found.adjust {
        "Limits drawn without widening them for it.".to_owned()
    } else {
        format!("Limits not widened: it is unstable below {MIN_CENTRES_TO_ADJUST} centres.")
    };
    format!(
        "Overdispersion of the {centres} centres shown: φ = {} (1 is what chance gives). {caveat}",
        words::decimal(found.phi)
    )
}
