//! `ecmopt import`, `ecmopt import list` and `ecmopt import undo`

use std::path::Path;

use acts::Acts;
use domain::actor::Actor;
use domain::bundle::{Bundle, BundleFinding, Checked, NO_LONGER_ASKED};
use domain::finding::Level;
use exchange::mapping::{Applied, Places};
use store::{ImportId, ImportSummary, Imported, Store, Undone};

use super::member::centre_code;
use super::upload;
use crate::cli::{ImportArgs, ImportCommand};
use crate::failure::{Failure, Outcome};
use crate::progress::Step;
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: ImportArgs, settings: &Settings) -> Result<Outcome, Failure> {
    match args.command {
        Some(ImportCommand::List) => list(&super::open(settings).await?).await,
        Some(ImportCommand::Undo { id, reason }) => undo(&super::open(settings).await?, &id, &reason).await,
        None => bring(args, settings).await,
    }
}

/// `ecmopt import list`
async fn list(store: &Store) -> Result<Outcome, Failure> {
    for import in store.imports(&Actor::system("import list")).await? {
        let ImportSummary { id, name, by, at, created, updated, aside, undone, .. } = import;
        let undone = undone.map_or_else(String::new, |(by, at)| format!("undone by {by} at {at}"));
        println!("{id}\t{at}\t{by}\t{name}\t{created}\t{updated}\t{aside}\t{undone}");
    }
    Ok(Outcome::Done)
}

/// `ecmopt import undo ID`
async fn undo(store: &Store, id: &str, reason: &str) -> Result<Outcome, Failure> {
    let id = ImportId::parse(id)
        .ok_or_else(|| Failure::usage(format!("“{id}” is no import. `ecmopt import list` names them.")))?;
    let Undone { removed, restored } =
        store.undo_import(&Actor::system("import undo"), world::now(), id, reason).await?;
    eprintln!("Undone: {removed} records are withdrawn, {restored} are as they were before.");
    Ok(Outcome::Done)
}

async fn bring(args: ImportArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let path = args.bundle.ok_or_else(|| Failure::usage("An import needs the folder of a bundle."))?;
    let centre = args.as_centre.as_deref().map(centre_code).transpose()?;
    let acts = Acts::of(super::open_or_make(settings).await?);
    let call = world::call("import");
    let step = Step::begin("Reading the bundle");
    let Applied { files, places } = upload::read(&path, centre.as_ref(), &acts, &call).await?;
    let bundle = Bundle::open(&files, &acts.store().dictionary().await?)?;
    step.end(&format!("{} files", files.len()));
    let hash = store::bundle_hash(&files);
    // What was read is in the bundle now; the bytes are not held beside it.
    drop(files);
    let checked = acts.check_bundle(&call, bundle, centre.as_ref()).await?;
    if let Some(path) = &args.findings {
        write_findings(path, &upload::placed(&checked.findings, &places))?;
    }
    account(&checked, &places);
    let unsound = checked.refused || !checked.set_aside.is_empty();
    if args.dry_run {
        eprintln!("This was a dry run: nothing was stored.");
    } else if checked.refused {
        eprintln!(
            "Nothing was stored: a file as a whole cannot be read. Mend it and import the bundle again."
        );
    } else {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        told(&acts.import_bundle(&call, checked, hash, name).await?);
    }
    Ok(if unsound { Outcome::Refused } else { Outcome::Done })
}

/// What was stored, in words.
pub(crate) fn told(imported: &Imported) {
    let Imported { created, updated, unchanged, set_aside, locked, .. } = imported;
    if created + updated + set_aside == 0 {
        eprintln!(
            "Nothing changed: all {unchanged} records of the bundle were there already, just as they are."
        );
    } else {
        eprintln!(
            "Stored: {created} new records, {updated} changed; {unchanged} were there already. {set_aside} rows are set aside."
        );
    }
    if *locked > 0 {
        eprintln!(
            "{locked} of those rows would change locked records (K-LOCKED): the centre lead unlocks them first."
        );
    }
}

/// The account of every file, on stdout.
fn account(checked: &Checked, places: &Places) {
    println!("{:<24}{:>9}{:>10}{:>11}", "file", "rows", "accepted", "set aside");
    for (file, count) in &checked.files {
        println!("{file:<24}{:>9}{:>10}{:>11}", count.rows, count.accepted, count.set_aside);
    }
    let lost = checked.findings.iter().filter(|finding| finding.rule == NO_LONGER_ASKED);
    let errors = checked.findings.iter().filter(|finding| finding.level == Level::E).take(20);
    for finding in lost.chain(errors) {
        eprintln!("{}: {} ({})", upload::where_of(finding, places), finding.message, finding.rule);
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
    Ok(files::write(path, &bytes)?)
}
