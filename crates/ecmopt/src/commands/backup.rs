//! `ecmopt backup`

use std::path::{Path, PathBuf};

use acts::Acts;
use domain::actor::Actor;
use store::Store;

use super::restore;
use crate::archive::{self, DATABASE, Manifest};
use crate::cli::BackupArgs;
use crate::failure::{Failure, Outcome};
use crate::progress::Step;
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: BackupArgs, settings: &Settings) -> Result<Outcome, Failure> {
    match (args.file, args.drill) {
        (Some(file), false) => make(&file, settings).await,
        (file, _) => drill(file, settings).await,
    }
}

async fn make(file: &Path, settings: &Settings) -> Result<Outcome, Failure> {
    let (manifest, sound) = write(file, settings).await?;
    println!("{}: {}", file.display(), told(&manifest));
    for (table, held) in &manifest.contents.tables {
        println!("{table:<22}{:>10}", held.rows);
    }
    Ok(if sound { Outcome::Done } else { Outcome::Refused })
}

/// Writes a backup; tells what is in it, and whether the trail in it holds.
async fn write(file: &Path, settings: &Settings) -> Result<(Manifest, bool), Failure> {
    if file.exists() {
        let there = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(Failure::io(&format!("Writing the backup {}", file.display()), &there));
    }
    let store = super::open(settings).await?;
    let scratch = scratch()?;
    let copy = scratch.path().join(DATABASE);
    let step = Step::begin("Copying the database");
    let contents = store.copy_to(&copy, world::now()).await?;
    step.end(&format!("{} rows", contents.rows()));
    let sound = is_sound(&copy).await?;
    // After the database: a snapshot or pack that it knows is there, one that came since does no harm.
    let mut files = archive::snapshots(&settings.data_dir)?;
    if settings.keeps_files() {
        files.extend(archive::packs(&settings.data_dir, pack_folders(&store).await?.into_iter())?);
    } else {
        eprintln!(
            "Packs are kept elsewhere (ECMOPT_FILES_URL) and are not in this backup. Copy that place as well."
        );
    }
    files.insert(DATABASE.to_owned(), copy);
    let step = Step::begin("Packing");
    let manifest = archive::write(file, world::now(), contents, &files)?;
    step.end(&format!("{} files", files.len()));
    Ok((manifest, sound))
}

/// Where the files lie of packs that are whole: what is being built is not part of a backup.
async fn pack_folders(store: &Store) -> Result<Vec<String>, Failure> {
    let packs = store.packs(&Actor::system("backup")).await?.into_iter();
    let whole = packs.filter(|pack| pack.state.contents().is_some());
    Ok(whole.filter_map(|pack| pack.folder).map(|folder| format!("packs/{folder}")).collect())
}

/// Whether the trail of a copy holds, said when it does not.
async fn is_sound(copy: &Path) -> Result<bool, Failure> {
    let store = Store::open(&format!("sqlite://{}", copy.display())).await?;
    let verified = Acts::of(store.clone()).verify(&world::call("backup"), &[]).await?;
    store.close().await;
    if let Some(broken) = &verified.broken {
        eprintln!("The backup is an exact copy, but the database itself does not verify: {broken}");
    }
    Ok(verified.broken.is_none())
}

/// Restores into a scratch place and compares.
async fn drill(file: Option<PathBuf>, settings: &Settings) -> Result<Outcome, Failure> {
    let scratch = scratch()?;
    let made = scratch.path().join("drill.zip");
    let file = if let Some(file) = file {
        file
    } else {
        write(&made, settings).await?;
        made
    };
    let step = Step::begin("Restoring into a scratch place");
    let differences = restore::try_out(&file, settings, &scratch.path().join("restored")).await?;
    step.end("compared");
    if differences.is_empty() {
        println!("PASS");
        return Ok(Outcome::Done);
    }
    println!("FAIL");
    for difference in differences {
        println!("{difference}");
    }
    Ok(Outcome::Refused)
}

pub(super) fn told(manifest: &Manifest) -> String {
    format!(
        "{} rows in {} tables and {} files of snapshots and packs, made at {}, head {}, schema {}",
        manifest.contents.rows(),
        manifest.contents.tables.len(),
        manifest.files.len() - 1,
        manifest.made_at,
        manifest.contents.head,
        manifest.contents.schema,
    )
}

pub(super) fn scratch() -> Result<tempfile::TempDir, Failure> {
    tempfile::TempDir::with_prefix("ecmopt-")
        .map_err(|error| Failure::io("Making a temporary folder", &error))
}
