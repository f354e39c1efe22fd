//! The dossier's synthetic people as an extract takes them, with finer categories that recipes coarsen; and its recipes.

use disclosure::extract::{Column, Kept, Level, Person, Profile, Recipe, Role, Scale, Table};

use crate::population::{keys, people};

/// Ages in bands of five years, by the generator's five groups.
const AGES: [&[&str]; 5] = [
    &["18-24", "25-29"],
    &["30-34", "35-39", "40-44"],
    &["45-49", "50-54"],
    &["55-59", "60-64"],
    &["65-69", "70+"],
];

fn words(of: &[&str]) -> Vec<String> {
    of.iter().map(|word| (*word).to_owned()).collect()
}

/// A level by its codes, each with how many of the column's own codes are in it.
fn level(of: &[(&str, usize)]) -> Level {
    let places = (0..).zip(of).flat_map(|(place, (_, own))| std::iter::repeat_n(place, *own));
    Level { codes: of.iter().map(|(code, _)| (*code).to_owned()).collect(), of: places.collect() }
}

fn column(name: &str, role: Role, scale: Scale, codes: &[&str], coarser: Vec<Level>) -> Column {
    Column { name: name.to_owned(), role, scale, codes: words(codes), coarser }
}

pub(crate) fn columns() -> Vec<Column> {
    use Role::{Other, QuasiIdentifier as Quasi, Sensitive};
    use Scale::{Ordered, Unordered};
    let years = ["year-1", "year-2", "year-3", "year-4", "year-5", "year-6"];
    let dx = [
        "bacterial",
        "aspiration",
        "covid",
        "influenza",
        "asthma",
        "copd",
        "ards",
        "trauma",
        "bridge",
        "graft",
        "cardiac",
        "other",
    ];
    let ages = [("18-34", 3), ("35-49", 3), ("50-64", 3), ("65+", 2)];
    vec![
        column(
            "age",
            Quasi,
            Ordered,
            &AGES.concat(),
            vec![level(&ages), level(&[("18-39", 4), ("40-54", 3), ("55+", 4)])],
        ),
        column("sex", Quasi, Unordered, &["male", "female"], vec![]),
        column(
            "period",
            Quasi,
            Ordered,
            &years,
            vec![level(&[("first", 2), ("second", 2), ("third", 2)]), level(&[("early", 3), ("late", 3)])],
        ),
        column(
            "dx",
            Quasi,
            Unordered,
            &dx,
            vec![
                level(&[
                    ("bacterial", 2),
                    ("viral", 2),
                    ("airways", 2),
                    ("other ards", 2),
                    ("transplant", 2),
                    ("other", 2),
                ]),
                level(&[("infection", 4), ("airways", 2), ("other ards", 2), ("other", 4)]),
            ],
        ),
        column(
            "mode",
            Quasi,
            Unordered,
            &["vv", "va", "vav"],
            vec![level(&[("venous", 1), ("arterial", 2)])],
        ),
        column(
            "bmi",
            Other,
            Ordered,
            &["normal", "raised", "obese"],
            vec![level(&[("under 30", 2), ("from 30", 1)])],
        ),
        column(
            "duration",
            Other,
            Ordered,
            &["under 7", "7-13", "14-27", "28+"],
            vec![level(&[("under 14", 2), ("from 14", 2)])],
        ),
        column("mobility", Sensitive, Ordered, &["ims 0-2", "ims 3-4", "ims 5-6", "ims 7-10"], vec![]),
        column("survival", Sensitive, Unordered, &["died", "alive"], vec![]),
        column("adverse", Sensitive, Unordered, &["none", "any"], vec![]),
    ]
}

/// So many people. Year and everything that is finer than the generator's groups hang on the person's number alone.
pub(crate) fn table(seed: u64, count: u32) -> Table {
    let drawn = people(seed, count, &keys(u8::try_from(seed % 250).unwrap()));
    let person = |(number, drawn): (u32, &disclosure::cube::Person)| {
        let of = |variable: usize| drawn.leaves[variable];
        let first: usize = AGES[..usize::from(of(1))].iter().map(|bands| bands.len()).sum();
        let age = first + spread(number, 1, AGES[usize::from(of(1))].len());
        let mode = of(3) + of(3) * u16::try_from(spread(number, 2, 4) / 3).unwrap();
        let year = u16::try_from(spread(number, 3, 6)).unwrap();
        let dx = 2 * of(4) + u16::try_from(spread(number, 4, 3) / 2).unwrap();
        let codes = [u16::try_from(age).unwrap(), of(2), year, dx, mode, of(5), of(6), of(8), of(9), of(10)];
        Person { uid: drawn.key, codes: codes.map(Some).to_vec() }
    };
    Table::of(columns(), (0..).zip(&drawn).map(person).collect()).unwrap()
}

/// A number below a limit that hangs on a person's number and on what for.
fn spread(number: u32, what: u64, below: usize) -> usize {
    let mut bits =
        u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ what.wrapping_mul(0xd1b5_4a32_d192_ed03);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((bits ^ (bits >> 31)) >> 33).unwrap() % below
}

/// A recipe of these columns on these levels.
pub(crate) fn recipe(id: &str, profile: Profile, columns: &[(&str, usize)]) -> Recipe {
    let kept =
        |(name, level): &(&str, usize)| Kept { name: (*name).to_owned(), level: *level, merges: Vec::new() };
    Recipe {
        id: id.to_owned(),
        version: 1,
        profile,
        columns: columns.iter().map(kept).collect(),
        order: words(&["mode", "period", "sex", "dx", "age"]),
        close: if profile == Profile::Wide { words(&["mobility"]) } else { Vec::new() },
    }
}

const QUASI_R1: [(&str, usize); 5] = [("age", 1), ("sex", 0), ("period", 1), ("dx", 1), ("mode", 1)];
const QUASI_R2: [(&str, usize); 5] = [("age", 2), ("sex", 0), ("period", 2), ("dx", 2), ("mode", 1)];

/// The dossier's R1 with the highest mobility as its outcome. Survival and adverse events are not in it: nine of ten of the
/// synthetic people have none, and in many groups nine of ten live, so that the rule of 90 % refuses them at every size.
pub(crate) fn r1(profile: Profile) -> Recipe {
    recipe("R1", profile, &[QUASI_R1.as_slice(), &[("bmi", 0), ("duration", 0), ("mobility", 0)]].concat())
}

/// R1 with every outcome.
pub(crate) fn r1_with_outcomes() -> Recipe {
    let outcomes = [("mobility", 0), ("survival", 0), ("adverse", 0)];
    recipe("R1", Profile::Project, &[QUASI_R1.as_slice(), &outcomes].concat())
}

/// The dossier's R2 with mobility, survival and adverse events.
pub(crate) fn r2() -> Recipe {
    let told = [("duration", 1), ("mobility", 0), ("survival", 0), ("adverse", 0)];
    recipe("R2", Profile::Wide, &[QUASI_R2.as_slice(), &told].concat())
}

/// A recipe whose categories are all made of whole ones of R1, for both to be out at once.
pub(crate) fn nested_in_r1() -> Recipe {
    let quasi = [("age", 1), ("sex", 0), ("period", 1), ("dx", 2), ("mode", 1)];
    recipe("R1 coarser", Profile::Project, &[quasi.as_slice(), &[("mobility", 0)]].concat())
}
