//! The house itself: how long files are, how much is tests, and which modules stand in circles. What is reached is
//! held; `just figures` prints it.

use std::collections::BTreeMap;

use testkit::circles::circles;
use testkit::figures::Figures;
use testkit::source;

/// How many modules of a crate stand in circles. The numbers may only shrink; a crate that is not named has none.
const IN_CIRCLES: [(&str, usize); 7] = [
    ("acts", 2),
    ("domain", 20),
    ("ecmopt", 2),
    ("reporting", 7),
    ("store", 8),
    ("synthetic", 15),
    ("web", 15),
];

/// No file has more lines of code.
const LONGEST: usize = 400;

#[test]
fn files_are_short() {
    let figures = Figures::of(&source::files(source::root()));
    assert!(figures.median <= 90 && figures.p90 <= 300, "{}", figures.told());
    assert!(figures.longest[0].1 <= LONGEST, "{}", figures.told());
}

/// Lines of tests in a hundred, at least. It may only grow.
const TESTS: f64 = 30.0;

#[test]
fn enough_of_the_lines_are_tests() {
    let figures = Figures::of(&source::files(source::root()));
    assert!(figures.all.percent() >= TESTS, "{}", figures.told());
    for name in ["store", "ecmopt"] {
        assert!(figures.crates[name].percent() >= 10.0, "{}", figures.told());
    }
}

#[test]
fn no_module_comes_into_a_circle() {
    let files = source::files(source::root());
    let allowed = BTreeMap::from(IN_CIRCLES);
    for name in Figures::of(&files).crates.keys() {
        let circles = circles(&files, name);
        let count: usize = circles.iter().map(Vec::len).sum();
        let most = allowed.get(name.as_str()).copied().unwrap_or_default();
        assert!(count <= most, "{name}: {count} modules stand in circles, {most} may: {circles:?}");
    }
}
