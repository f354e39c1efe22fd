//! One picture of each kind, shape by shape: it is the same on every machine, and what changes is seen.

use super::{Scene, Volumes};

fn hung(name: &str, scene: &Scene) {
    let lines = scene.svg("f").replace("/><", "/>\n<").replace("</text><", "</text>\n<");
    insta::with_settings!({
        snapshot_path => "../../tests/charts",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, lines);
    });
}

#[test]
fn ascertainment() {
    hung("ascertainment", &super::ascertainment(&super::ascertainment::tests::returns()));
}

#[test]
fn caterpillar() {
    let values = [91.2, 74.0, 66.5, 88.1, 52.9];
    hung("caterpillar", &super::caterpillar(super::caterpillar::tests::chart(&values, 76.4, 90.0)));
}

#[test]
fn dot_plot() {
    hung("dot_plot", &super::dot_plot(&super::dots::tests::mobility()));
}

#[test]
fn funnel() {
    hung("funnel", &super::funnel(&super::funnel::tests::treated(Volumes::Shown)));
}

#[test]
fn funnel_without_volumes() {
    hung("funnel_without_volumes", &super::funnel(&super::funnel::tests::treated(Volumes::Hidden)));
}

#[test]
fn heat_map() {
    hung("heat_map", &super::heat_map(&super::heat::tests::completeness()));
}

#[test]
fn incidence() {
    hung("incidence", &super::incidence(&super::incidence::tests::mobilised()));
}

#[test]
fn matrix() {
    hung("matrix", &super::matrix(&super::matrix::tests::core()));
}

#[test]
fn median_chart() {
    use super::median::tests::{SHIFT_UP, shifted};
    hung("median_chart", &super::median_chart(&shifted(&SHIFT_UP)));
}

#[test]
fn rare_events() {
    use super::rare::tests::{LONG_LAST, contacts, days};
    hung("g_chart", &super::rare_events(&contacts(&LONG_LAST)));
    hung("t_chart", &super::rare_events(&days(&[30, 12, 55, 41, 9, 70])));
}

#[test]
fn run_chart() {
    use super::run::tests::{FALLS_OUT, chart};
    hung("run_chart", &super::run_chart(chart(&FALLS_OUT)));
}

#[test]
fn share_chart() {
    use super::{
        Method,
        shares::tests::{FALLS, months},
    };
    hung("p_chart", &super::share_chart(&months(Method::PPrime, &FALLS)));
    hung("ewma", &super::share_chart(&months(Method::Ewma, &FALLS)));
}

#[test]
fn stacked_bars() {
    hung("stacked_bars", &super::stacked_bars(&super::stacked::tests::reasons()));
}
