//! Writes the page `docs/anonymity.md`: what attacks find of releases of made-up people, and of releases that are weakened
//! on purpose. `just anonymity` runs it.

#![allow(clippy::unwrap_used, reason = "a page that cannot be made is not written")]

#[path = "../tests/cube/population.rs"]
mod population;

use disclosure::attack::{
    Allowed, Attack, Finding, Reconstruction, Scene, attacked, certify_values, channel, differences, labels,
};
use disclosure::cube::{Count, Cube, Gates, Guard, Keys, Mutant, Person, Predicate, Schema};

/// The dossier's seeds are 500 to 503.
const SEEDS: [u8; 4] = [0, 1, 2, 3];

/// One year of the network, and six.
const SIZES: [u32; 2] = [400, 1800];

/// What the dossier's prototype saw, in one year and in six.
const DOSSIER: [(&str, [&str; 2]); 8] = [
    ("outcomes newly surer than 95 %, one person apart", ["0 to 0.003", "no such pair"]),
    ("ranges of small cells narrower than ten", ["0", "0"]),
    ("small cells guessed rightly", ["0.20", "0.16"]),
    ("cells thought to be of one person that are", ["0.28", "0.16"]),
    ("small cells guessed rightly with a model", ["0.34", "0.31"]),
    ("cells thought with a model to be of one person that are", ["0.40", "0.38"]),
    ("same people told from one fewer", ["0.02", "0.02"]),
    ("cells of a person added that change within an epoch", ["0.51", "0.51"]),
];

/// Each way to weaken a release, what it is, and what must notice.
const MUTANTS: [(&str, Mutant, &str, Attack); 8] = [
    (
        "M1",
        Mutant::QuestionIgnored,
        "noise hangs on the people alone, as with classical cell keys",
        Attack::Differencing,
    ),
    (
        "M2",
        Mutant::NearestFive,
        "0 is told, 1 to 7 are not, the rest is rounded to the nearest 5",
        Attack::Reconstruction,
    ),
    ("M3", Mutant::NoGates, "small counts and counts of few centres are not held back", Attack::Uniqueness),
    ("M4", Mutant::ExactMargins, "counts with one or two variables are exact", Attack::Reconstruction),
    ("M5", Mutant::EpochIgnored, "a new epoch keeps the old noise", Attack::Releases),
    ("M6", Mutant::FourVariables, "a question may have four variables", Attack::Tracker),
    ("M7", Mutant::ReasonsTold, "what is low says why", Attack::Uniqueness),
    ("M9", Mutant::FreshNoise, "whoever asks again gets other noise", Attack::AskingAgain),
];

/// A release with what it was made of.
struct Release {
    schema: Schema,
    keys: Keys,
    people: Vec<Person>,
    cube: Cube,
}

impl Release {
    fn of(seed: u8, count: u32, mutant: Option<Mutant>) -> Self {
        let keys = population::keys(seed);
        let keys = if let Some(mutant) = mutant { keys.weakened(mutant) } else { keys };
        let people = population::people(u64::from(seed) + 500, count, &keys);
        let schema = population::schema();
        let cube = Cube::of(&schema, &people, Guard::new(Gates::USUAL, &keys, 1)).unwrap();
        Self { schema, keys, people, cube }
    }

    fn scene(&self) -> Scene<'_> {
        let guard = Guard::new(Gates::USUAL, &self.keys, 1);
        Scene::of(&self.schema, &self.people, &self.cube, guard).unwrap()
    }
}

fn main() {
    println!("{}", include_str!("anonymity/before.md").trim_end());
    let [year, years] = SIZES.map(findings);
    let weakened = weakened();
    println!("\n{} {}", in_short(&year, &years), noticed(&weakened));
    println!("\n## What the attacks find\n");
    println!(
        "| attack | what is measured | one year | six years | allowed (one year; six) | the dossier's \
            prototype |"
    );
    println!("|---|---|---|---|---|---|");
    for (one, six) in pairs(&year, &years) {
        println!("{}", row(one, six));
    }
    println!("\n{}", include_str!("anonymity/read.md").trim_end());
    println!("\n### What was tried\n");
    for finding in &years {
        println!("* **{}, {}.** {}", finding.id, finding.name, finding.words);
    }
    println!("\n## Weakened on purpose\n");
    println!("{}\n", include_str!("anonymity/mutants.md").trim_end());
    println!("| | weakened by | noticed by | figure | allowed |\n|---|---|---|---|---|");
    for (id, words, noticed) in &weakened {
        println!("{}", noticed_row(id, words, noticed.as_ref()));
    }
    println!("\n{}\n", four_variables());
    println!("{}", include_str!("anonymity/after.md").trim_end());
}

/// What everything finds of the networks of a size.
fn findings(count: u32) -> Vec<Finding> {
    let releases = SEEDS.map(|seed| Release::of(seed, count, None));
    let scenes = releases.each_ref().map(Release::scene);
    let mut findings = attacked(&scenes).findings;
    let days = releases.iter().zip(0..).map(|(release, seed)| population::days(seed, &release.people));
    let measured = scenes.iter().zip(days);
    findings.extend(certify_values(&measured.collect::<Vec<_>>()).findings);
    // About 200 runs a year, as the dossier's centres share them.
    findings.push(labels(&[40, 34, 34, 32, 28, 12, 12, 8], 40));
    findings.sort_by_key(|finding| {
        (finding.id[..1].to_owned(), finding.id[1..].parse::<u8>().unwrap_or_default())
    });
    findings
}

/// How many figures are beyond what is allowed.
fn in_short(year: &[Finding], years: &[Finding]) -> String {
    let judged = year.iter().chain(years).filter(|finding| finding.allowed != Allowed::Reported);
    let beyond = judged.clone().filter(|finding| !finding.passed).count();
    let beyond = if beyond == 0 { "none is".to_owned() } else { format!("**{beyond} are**") };
    format!("**In short.** Of {} figures that are judged, {beyond} beyond what is allowed.", judged.count())
}

/// The findings of both sizes by what is measured: an attack may have nothing to try in one of them.
fn pairs<'f>(year: &'f [Finding], years: &'f [Finding]) -> Vec<(&'f Finding, Option<&'f Finding>)> {
    year.iter().map(|one| (one, years.iter().find(|six| six.id == one.id && six.name == one.name))).collect()
}

fn row(year: &Finding, years: Option<&Finding>) -> String {
    let dossier = DOSSIER.iter().find(|(name, _)| *name == year.name);
    let dossier = dossier.map_or("–".to_owned(), |(_, [one, six])| format!("{one}; {six}"));
    let six = years.map_or("nothing to try".to_owned(), judged);
    let allowed = years.map_or(String::new(), |six| format!("; {}", allowed(six.allowed)));
    let allowed = format!("{}{allowed}", self::allowed(year.allowed));
    let first = self::allowed(year.allowed);
    // Both the same: once is enough.
    let allowed = if allowed == format!("{first}; {first}") { first } else { allowed };
    format!("| {} | {} | {} | {six} | {allowed} | {dossier} |", year.id, year.name, judged(year))
}

/// A figure, and whether it may be.
fn judged(finding: &Finding) -> String {
    let figure = number(finding.figure);
    if finding.passed { figure } else { format!("**{figure}, not allowed**") }
}

fn number(figure: f64) -> String {
    if figure.fract() == 0.0 { format!("{figure:.0}") } else { format!("{figure:.3}") }
}

fn allowed(allowed: Allowed) -> String {
    match allowed {
        Allowed::AtMost(most) => format!("≤ {}", number(most)),
        Allowed::AtLeast(least) => format!("≥ {}", number(least)),
        Allowed::Between(least, most) => format!("{} to {}", number(least), number(most)),
        Allowed::Reported => "not judged".to_owned(),
    }
}

/// A way to weaken a release by its name, in words, and what noticed it.
type Weakened = (&'static str, &'static str, Option<Finding>);

/// The first thing that is found of each weakened release and may not be.
fn weakened() -> Vec<Weakened> {
    let mut all: Vec<Weakened> =
        MUTANTS.map(|(id, mutant, words, attack)| (id, words, caught(mutant, attack))).into();
    all.push(("M8", "percentages are made of raw counts", raw_shares()));
    all.sort_by_key(|(id, ..)| *id);
    all
}

fn caught(mutant: Mutant, attack: Attack) -> Option<Finding> {
    // Differencing needs few people, reconstruction needs many; both are seen where they are sharpest.
    let count = if attack == Attack::Reconstruction { 1800 } else { 400 };
    // Four variables make a release of 50,000 cells: one will do.
    let seeds = if mutant == Mutant::FourVariables { &SEEDS[..1] } else { &SEEDS };
    let releases: Vec<_> = seeds.iter().map(|seed| Release::of(*seed, count, Some(mutant))).collect();
    let findings = attack.on(&releases.iter().map(Release::scene).collect::<Vec<_>>());
    findings.into_iter().find(|finding| !finding.passed)
}

/// M8: percentages of raw counts, held against the release.
fn raw_shares() -> Option<Finding> {
    let release = Release::of(0, 1800, None);
    let raw = |of: &Predicate| Count::Shown(population::counted(&release.people, of));
    Some(channel(&release.cube, &population::shares(&release.cube, raw))).filter(|finding| !finding.passed)
}

fn noticed_row(id: &str, words: &str, noticed: Option<&Finding>) -> String {
    let found = noticed.map_or("**nothing** | | |".to_owned(), |finding| {
        format!(
            "{}: {} | {} | {} |",
            finding.id,
            finding.name,
            number(finding.figure),
            allowed(finding.allowed)
        )
    });
    format!("| {id} | {words} | {found}")
}

/// How many ways to weaken a release are noticed.
fn noticed(weakened: &[Weakened]) -> String {
    let noticed = weakened.iter().filter(|(.., finding)| finding.is_some()).count();
    format!(
        "Of {} ways to weaken a release {noticed} are noticed. What is not promised stands at the end.",
        weakened.len()
    )
}

/// The dossier's open question: what a release with four variables would give away.
fn four_variables() -> String {
    let found = SIZES.map(|count| {
        let releases = SEEDS.map(|seed| Release::of(seed, count, Some(Mutant::FourVariables)));
        let scenes = releases.each_ref().map(Release::scene);
        (Reconstruction::of(&scenes), differences(&scenes)[0])
    });
    let [(year, apart), (years, six_apart)] = found;
    let plain = [year.plain, years.plain].map(|found| found.small_exact());
    let model = [year.assisted, years.assisted].map(|found| found.small_exact());
    let most = [year.reference, years.reference].map(|found| found.small_exact() + 0.05);
    let beyond = plain.iter().filter(|share| **share > 0.25).count();
    let beyond = beyond + model.iter().zip(most).filter(|(share, most)| **share > *most).count();
    let percent =
        |[one, six]: [f64; 2]| format!("{:.1} % in a year and {:.1} % in six", 100.0 * one, 100.0 * six);
    format!(
        "**Four variables (M6).** The dossier left open what they would give away. By differencing, \
            nothing: of {} pairs of questions in a year and {} in six, {} and {} made an attacker newly \
            sure. By solving all tables together, too much: of the small cells of four variables, {} \
            come out right, where 25 % are allowed; with a model {}, where {} are allowed. Beyond what \
            is allowed: {beyond} of these four figures. A question has three variables at most, and \
            that stays so.",
        apart.pairs,
        six_apart.pairs,
        apart.newly,
        six_apart.newly,
        percent(plain),
        percent(model),
        percent(most),
    )
}
