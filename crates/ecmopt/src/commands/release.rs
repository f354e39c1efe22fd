//! `ecmopt release`

use std::path::{Path, PathBuf};

use acts::{Release, ReleaseOrder, Wanted, make_release, sign_release};
use desk::Desk;
use disclosure::attack::{Allowed, Finding};
use reporting::research::release::Told;

use super::proven;
use crate::cli::{ReleaseCommand, TableFormat};
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(command: ReleaseCommand, settings: &Settings) -> Result<Outcome, Failure> {
    match command {
        ReleaseCommand::Build { cycle, snapshot, out, new_epoch } => {
            let of_cycle = cycle.map(|cycle| settings.snapshots().join(cycle));
            let Some(snapshot) = snapshot.or(of_cycle) else {
                return Err(Failure::usage("A release needs --cycle ID or --snapshot SNAPSHOT."));
            };
            build(&snapshot, out, new_epoch, settings).await
        }
        ReleaseCommand::Sign { dir, by } => {
            let signature = sign_release(&world::call("release sign"), &dir, &settings.release_keys(), &by)?;
            println!("{} is signed by {}.", dir.display(), signature.by);
            Ok(Outcome::Done)
        }
        ReleaseCommand::Verify { dir } => verify(&dir),
        ReleaseCommand::List { dir } => list(&dir.unwrap_or_else(|| settings.releases())),
        ReleaseCommand::Export { release, format, out } => export(&place(&release, settings), format, &out),
    }
}

async fn build(
    snapshot: &Path,
    out: PathBuf,
    new_epoch: bool,
    settings: &Settings,
) -> Result<Outcome, Failure> {
    let snapshot = proven::open(snapshot, settings).await?;
    let epoch = if new_epoch { Wanted::New } else { Wanted::Last };
    let order = ReleaseOrder { keys: settings.release_keys(), epoch, number: None };
    let (desk, call) = (Desk::of_this_machine(), world::call("release build"));
    let place = out.clone();
    make_release(&desk, &call, snapshot, order, out).await?;
    let release = Release::open(&place)?;
    tell(&release);
    println!("Read the certificate, then: ecmopt release sign {} --by \"YOUR NAME\"", place.display());
    Ok(if release.certificate().stands() { Outcome::Done } else { Outcome::Refused })
}

fn verify(dir: &Path) -> Result<Outcome, Failure> {
    let release = Release::open(dir)?;
    tell(&release);
    let Some(signature) = release.signature() else {
        println!("Every file is what was made. Nobody has signed it: it is no release yet.");
        return Ok(Outcome::Refused);
    };
    println!("Every file is what was made, and signed by {} at {}.", signature.by, signature.at);
    Ok(Outcome::Done)
}

/// What a release is, and its certificate.
fn tell(release: &Release) {
    let manifest = release.manifest();
    let Told { people, cells, shown } = manifest.told;
    let people = people.map_or_else(|| "few".to_owned(), |people| format!("about {people}"));
    println!(
        "{}: {people} people of {}, {shown} of {cells} counts are told",
        manifest.id,
        manifest.years.join(", ")
    );
    for finding in &release.certificate().findings {
        println!("{}", line(finding));
    }
}

fn line(finding: &Finding) -> String {
    let Finding { id, name, figure, allowed, passed, .. } = finding;
    let allowed = match allowed {
        Allowed::AtMost(most) => format!("at most {most}"),
        Allowed::AtLeast(least) => format!("at least {least}"),
        Allowed::Between(least, most) => format!("from {least} to {most}"),
        Allowed::Reported => "told, not judged".to_owned(),
    };
    let mark = if *passed { "ok  " } else { "FAIL" };
    format!("{mark} {id:<4}{name}: {figure} ({allowed})")
}

fn list(dir: &Path) -> Result<Outcome, Failure> {
    let fail = |error| Failure::io(&format!("reading {}", dir.display()), &error);
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(fail)? {
        folders.push(entry.map_err(fail)?.path());
    }
    folders.sort();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        match Release::open(folder) {
            Ok(release) => {
                let signed = release.signature().map_or_else(
                    || "not signed".to_owned(),
                    |signature| format!("signed by {} at {}", signature.by, signature.at),
                );
                let manifest = release.manifest();
                println!(
                    "{:<12}{:<12}made {}  {signed}",
                    manifest.id,
                    manifest.years.join(","),
                    manifest.made_at
                );
            }
            Err(error) => println!("{}: {error}", folder.display()),
        }
    }
    Ok(Outcome::Done)
}

/// The folder of a release by its id, or by itself.
fn place(release: &str, settings: &Settings) -> PathBuf {
    let in_data = settings.releases().join(release);
    if in_data.is_dir() { in_data } else { PathBuf::from(release) }
}

fn export(dir: &Path, format: TableFormat, out: &Path) -> Result<Outcome, Failure> {
    let release = Release::open(dir)?;
    let bytes = match format {
        TableFormat::Csv => release.cube().to_csv(release.schema()).into_bytes(),
        TableFormat::Parquet => release.to_parquet()?,
    };
    files::write(out, &bytes).map_err(|error| Failure::refused(error.to_string()))?;
    println!("{}", out.display());
    Ok(Outcome::Done)
}
