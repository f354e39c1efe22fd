//! `ecmopt restore`

use std::fs;
use std::path::Path;

use acts::Acts;
use store::{Contents, Store};

use super::backup::{scratch, told};
use crate::archive::{self, DATABASE, Manifest};
use crate::cli::RestoreArgs;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: RestoreArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let scratch = scratch()?;
    let manifest = archive::unpack(&args.file, scratch.path())?;
    let target = Store::open(&settings.new_database()?).await?;
    let differences = bring_back(&manifest, scratch.path(), &target, &settings.data_dir).await?;
    target.close().await;
    if !differences.is_empty() {
        println!("What was restored differs from the backup:\n{}", differences.join("\n"));
        return Ok(Outcome::Refused);
    }
    println!("Restored: {}", told(&manifest));
    Ok(Outcome::Done)
}

/// Restores into a scratch place on the kind of database in use, and tells what differs.
pub(super) async fn try_out(
    backup: &Path,
    settings: &Settings,
    place: &Path,
) -> Result<Vec<String>, Failure> {
    let unpacked = scratch()?;
    let manifest = archive::unpack(backup, unpacked.path())?;
    let settings = settings.clone();
    let url = settings.database();
    if url.starts_with("sqlite:") {
        let scratch = settings.within(place.to_owned());
        let target = Store::open(&scratch.new_database()?).await?;
        let differences = bring_back(&manifest, unpacked.path(), &target, place).await;
        target.close().await;
        return differences;
    }
    files::make_private(place)?;
    let scratch = Store::scratch_schema(&url).await?;
    let differences = bring_back(&manifest, unpacked.path(), scratch.store(), place).await;
    scratch.remove().await?;
    differences
}

/// Fills an empty place from an unpacked backup; tells what is there otherwise than the manifest says.
async fn bring_back(
    manifest: &Manifest,
    unpacked: &Path,
    target: &Store,
    data_dir: &Path,
) -> Result<Vec<String>, Failure> {
    let source = Store::open(&format!("sqlite://{}", unpacked.join(DATABASE).display())).await?;
    let kept = source.contents_or_older().await?;
    source.migrate(world::now()).await?;
    if !target.is_empty().await? {
        return Err(Failure::refused(
            "There are records already. A backup is restored into an empty place only: choose another data folder \
             (--data-dir) or another database.",
        ));
    }
    place_files(manifest, unpacked, data_dir)?;
    target.migrate(world::now()).await?;
    let filled = target.fill_from(&source).await?;
    source.close().await;
    let mut differences = kept.map_or_else(Vec::new, |kept: Contents| manifest.contents.differences(&kept));
    differences.extend(filled.differences(&target.contents().await?));
    if let Some(broken) = Acts::of(target.clone()).verify(&world::call("restore"), &[]).await?.broken {
        differences.push(broken.to_string());
    }
    Ok(differences)
}

/// Puts snapshots and packs in place. One that is there already must be the same.
fn place_files(manifest: &Manifest, unpacked: &Path, data_dir: &Path) -> Result<(), Failure> {
    for name in manifest.files.keys().filter(|name| *name != DATABASE) {
        let (from, to) = (unpacked.join(name), data_dir.join(name));
        let read =
            |path: &Path| fs::read(path).map_err(|error| Failure::io("Reading a file of the backup", &error));
        let bytes = read(&from)?;
        if to.exists() {
            if read(&to)? == bytes {
                continue;
            }
            return Err(Failure::refused(format!(
                "{} is there already and is another one. Restore into an empty data folder.",
                to.display()
            )));
        }
        files::make_private(to.parent().unwrap_or(data_dir))?;
        files::write(&to, &bytes)?;
    }
    Ok(())
}
