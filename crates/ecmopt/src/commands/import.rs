//! `ecmopt import`

use std::collections::BTreeMap;
use std::path::Path;

use domain::actor::Actor;
use domain::bundle::{Against, Bundle, BundleFinding, Checked};
use domain::finding::Level;
use domain::value::CentreCode;
use domain::{FormSpec, Raw};
use store::{Import, Imported, Store};

use super::member::centre_code;
use crate::cli::ImportArgs;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::progress::Step;
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: ImportArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let centre = args.as_centre.as_deref().map(centre_code).transpose()?;
    let store = super::open(settings).await?;
    let step = Step::begin("Reading the bundle");
    let files = files::read_folder(&args.bundle)?;
    let bundle = Bundle::open(&files, &store.questions().await?)?;
    step.end(&format!("{} files", files.len()));
    let checked = check(&store, bundle, centre.as_ref()).await?;
    if let Some(path) = &args.findings {
        write_findings(path, &checked.findings)?;
    }
    account(&checked);
    let unsound = checked.refused || !checked.set_aside.is_empty();
    if args.dry_run {
        eprintln!("This was a dry run: nothing was stored.");
    } else if checked.refused {
        eprintln!(
            "Nothing was stored: a file as a whole cannot be read. Mend it and import the bundle again."
        );
    } else {
        told(&keep(&store, checked, &files).await?);
    }
    Ok(if unsound { Outcome::Refused } else { Outcome::Done })
}

/// Judges a bundle against what is held already of its centres.
pub(crate) async fn check(
    store: &Store,
    bundle: Bundle,
    as_centre: Option<&CentreCode>,
) -> Result<Checked, Failure> {
    same_world(store.synthetic().await?, bundle.meta.synthetic)?;
    let directory = store.directory().await?;
    let questions = store.questions().await?;
    let held = held(store, &bundle).await?;
    let step = Step::begin("Checking every row");
    let against =
        Against { directory: &directory, as_centre, now: world::now(), questions: &questions, held };
    let checked = bundle.check(against, &mut |done, total| step.at(done as u64, total as u64));
    step.end(&format!(
        "{} E, {} S and {} W findings",
        checked.count(Level::E),
        checked.count(Level::S),
        checked.count(Level::W)
    ));
    Ok(checked)
}

/// Synthetic and real records never meet.
fn same_world(held: Option<bool>, coming: bool) -> Result<(), Failure> {
    match (held, coming) {
        (Some(false), true) => Err(Failure::refused(
            "This database holds real records; a synthetic bundle is refused. Use another data folder for it.",
        )),
        (Some(true), false) => Err(Failure::refused(
            "This database holds synthetic records; a bundle of real ones is refused. Use another data folder for it.",
        )),
        _ => Ok(()),
    }
}

/// The records held of the bundle's centres.
async fn held(store: &Store, bundle: &Bundle) -> Result<Vec<(&'static FormSpec, Raw)>, Failure> {
    let extract =
        store.extract_every_centre(&Actor::system("import"), world::now(), "check of an import").await?;
    let mut held = Vec::new();
    for code in bundle.centres() {
        let Some(centre) = CentreCode::parse(&code) else { continue };
        for form in domain::forms::forms() {
            let mut records = extract.records(form, Some(&centre));
            while let Some(record) = records.next().await? {
                held.push((*form, record.raw));
            }
        }
    }
    Ok(held)
}

/// Stores what can be stored and keeps what was set aside, in one transaction.
pub(crate) async fn keep(
    store: &Store,
    checked: Checked,
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<Imported, Failure> {
    let actor = Actor::system("import");
    if store.synthetic().await?.is_none() {
        store.declare_synthetic(&actor, world::now(), checked.meta.synthetic).await?;
    }
    let step = std::sync::Arc::new(Step::begin("Storing"));
    let total = checked.records.len() as u64;
    let bar = step.clone();
    let import = Import {
        bundle_hash: digest(files),
        extract_at: checked.meta.now(),
        records: checked.records,
        set_aside: checked.set_aside,
        progress: Box::new(move |done| bar.at(done as u64, total)),
    };
    let imported = store.import(&actor, world::now(), import).await?;
    if let Some(step) = std::sync::Arc::into_inner(step) {
        step.end("done");
    }
    Ok(imported)
}

/// Names a bundle by its content.
fn digest(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, bytes) in files {
        hasher.update(name.as_bytes()).update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    }
    hasher.finalize().to_hex().to_string()
}

/// What was stored, in words.
pub(crate) fn told(imported: &Imported) {
    let Imported { created, updated, unchanged, set_aside, .. } = imported;
    if created + updated + set_aside == 0 {
        eprintln!(
            "Nothing changed: all {unchanged} records of the bundle were there already, just as they are."
        );
    } else {
        eprintln!(
            "Stored: {created} new records, {updated} changed; {unchanged} were there already. {set_aside} rows are set aside."
        );
    }
}

/// The account of every file, on stdout.
fn account(checked: &Checked) {
    println!("{:<24}{:>9}{:>10}{:>11}", "file", "rows", "accepted", "set aside");
    for (file, count) in &checked.files {
        println!("{file:<24}{:>9}{:>10}{:>11}", count.rows, count.accepted, count.set_aside);
    }
    for finding in checked.findings.iter().filter(|finding| finding.level == Level::E).take(20) {
        eprintln!(
            "{}.csv row {} {}: {} ({})",
            finding.file, finding.row, finding.column, finding.message, finding.rule
        );
    }
    if checked.count(Level::E) > 20 {
        eprintln!("… and {} more errors. --findings FILE.csv writes them all.", checked.count(Level::E) - 20);
    }
}

/// Writes the findings report by the file's ending.
fn write_findings(path: &Path, findings: &[BundleFinding]) -> Result<(), Failure> {
    let fail =
        |error: &dyn std::fmt::Display| Failure::refused(format!("The findings cannot be written: {error}."));
    let bytes = match path.extension().and_then(std::ffi::OsStr::to_str) {
        Some("json") => serde_json::to_vec_pretty(findings).map_err(|error| fail(&error))?,
        Some("csv") => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for finding in findings {
                writer.serialize(finding).map_err(|error| fail(&error))?;
            }
            writer.into_inner().map_err(|error| fail(&error))?
        }
        _ => return Err(Failure::usage("--findings needs a file that ends in .csv or .json.")),
    };
    files::write(path, &bytes)
}
