//! Releases for researchers and the public: made of a frozen cycle's snapshot, signed by a person, never changed.
//!
//! ```text
//! snapshot ─► patients ─► with the keys of the epoch: people ─► cube ─► certificate ─► folder
//!                              │ may it be told beside what was told before?                │ sign: a named person
//!                           Keyring  (outside the database and its copies)                  ▼
//!                                                                                       told for ever
//! ```
//!
//! A snapshot and a folder of keys are enough: there need be no database.

mod before;
mod kept;
mod keyring;

use std::io::Write;
use std::path::{Path, PathBuf};

use desk::Desk;
use disclosure::attack::{self, Certificate};
use disclosure::cube::{Cube, Gates, Guard, NoCube, Person};
use domain::actor::Action;
use reporting::research::release::{Files, Manifest, QuestionsFile, SIGNATURE, Signature, Told};
use reporting::research::{AuditYear, Patients, Questions, closed_by, patients};
use reporting::snapshot::Snapshot;

use self::before::{may_end, may_tell};
pub(crate) use self::kept::{Read, written};
use self::keyring::{Epoch, Keyring};
use crate::call::Call;
use crate::error::{Error, Result};

/// A release with its certificate.
pub type Release = reporting::research::release::Release<Certificate>;

/// What release is wanted.
#[derive(Debug, Clone)]
pub struct ReleaseOrder {
    /// The folder of the keys.
    pub keys: PathBuf,
    /// Under which keys.
    pub epoch: Wanted,
    /// The number of a new epoch; the one after the last of which there are keys, when nothing is said.
    pub number: Option<u32>,
}

/// Under which keys a release is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Those of the last epoch: what was told stays as it is.
    Last,
    /// Fresh ones: all noise is drawn anew, corrections and erasures come in.
    New,
}

/// Makes a release of a frozen cycle's snapshot and puts it in its place, still without a signature
/// ([`Action::MakeReleases`]).
pub async fn make_release(
    desk: &Desk,
    call: &Call,
    snapshot: Snapshot,
    order: ReleaseOrder,
    out: PathBuf,
) -> Result<Manifest> {
    call.permit(Action::MakeReleases)?;
    let step = call.begin("Making the release");
    let now = call.now();
    let job = move |_: &desk::Wanted| {
        let made = make(snapshot, &order, now)?;
        Release::write(&out, &made.files)?;
        made.wait()?;
        Ok::<_, Error>(made.manifest)
    };
    let manifest = desk.long(job).await??;
    let Told { cells, shown, .. } = manifest.told;
    step.end(&format!("{}: {shown} of {cells} counts are told", manifest.id));
    Ok(manifest)
}

/// Signs the release in a folder in somebody's name ([`Action::MakeReleases`]).
pub fn sign_release(call: &Call, dir: &Path, keys: &Path, by: &str) -> Result<Signature> {
    call.permit(Action::MakeReleases)?;
    let by = by.trim();
    if by.is_empty() {
        return Err(Error::misnamed("A release is signed by a person: say their name."));
    }
    let (signature, bytes) = sign(&Release::open(dir)?, keys, by, call.now())?;
    let path = dir.join(SIGNATURE);
    files::create(&path, |file| file.write_all(&bytes)).map_err(|error| {
        Error::Files(files::Error::Io(files::IoError::doing(|| format!("writing {}", path.display()))(error)))
    })?;
    Ok(signature)
}

/// Signs a release: from then on what is told next must go with it. Asked again it does the same again, so that what was cut
/// off is finished.
pub(crate) fn sign(
    release: &Release,
    keys: &Path,
    by: &str,
    at: jiff::Timestamp,
) -> Result<(Signature, Vec<u8>)> {
    let id = &release.manifest().id;
    let failed: Vec<&str> = release.certificate().failed().map(|finding| finding.name.as_str()).collect();
    if !failed.is_empty() {
        return Err(Error::refused(format!(
            "{id} cannot be signed: it does not withstand every attack ({}). Its certificate says more. Make another with its \
             noise drawn anew, or wait until there are more people.",
            failed.join("; ")
        )));
    }
    let keyring = Keyring::open(keys)?;
    let mut epoch = keyring.epoch(release.manifest().epoch)?;
    let signed = release.sign(by, at, &keyring.signing_key()?)?;
    epoch.tell(release.hash(), id)?;
    keyring.keep(&epoch)?;
    Ok(signed)
}

/// A release that was made.
pub(crate) struct Made {
    pub(crate) manifest: Manifest,
    pub(crate) files: Files,
    keyring: Keyring,
    epoch: Epoch,
}

impl Made {
    /// Notes that it waits for a signature.
    pub(crate) fn wait(&self) -> Result<()> {
        self.keyring.keep(&self.epoch)
    }
}

/// Makes the files of a release.
pub(crate) fn make(snapshot: Snapshot, order: &ReleaseOrder, now: jiff::Timestamp) -> Result<Made> {
    Job::new(snapshot, order, now)?.carry_out()
}

/// Everything that a release is made of.
struct Job {
    snapshot: Snapshot,
    questions: Questions,
    file: QuestionsFile,
    patients: Patients,
    years: Vec<AuditYear>,
    keyring: Keyring,
    epoch: Epoch,
    cycle: String,
    now: jiff::Timestamp,
}

impl Job {
    fn new(snapshot: Snapshot, order: &ReleaseOrder, now: jiff::Timestamp) -> Result<Self> {
        let header = &snapshot.manifest().header;
        let (Some(cycle), Some(period)) = (header.cycle.clone(), header.period) else {
            return Err(Error::refused(
                "A release is made of a frozen cycle, and this snapshot is of none. Give the snapshot that a cycle was \
                 frozen with.",
            ));
        };
        let questions = Questions::shipped()?;
        let patients = patients(&snapshot, &questions)?;
        let years = patients.years(closed_by(&snapshot.cycles()?, period.to()));
        let schema = questions.schema(&years)?;
        let file = QuestionsFile::of(&schema, &questions.version, &questions.population);
        let keyring = Keyring::open_or_make(&order.keys)?;
        let now_told = |epoch: &Epoch| before::Told::of(&patients, &years, &file, epoch.keys());
        let epoch = match (keyring.last()?, order.epoch) {
            (Some(last), Wanted::New) => {
                may_end(last.told(), &now_told(&last)?, (last.number(), last.began()), now)?;
                keyring.begin(order.number.unwrap_or(last.number() + 1), now)?
            }
            (None, Wanted::New) => keyring.begin(order.number.unwrap_or(1), now)?,
            (Some(last), Wanted::Last) => {
                may_tell(last.told(), &now_told(&last)?, &file)?;
                last
            }
            (None, Wanted::Last) => return Err(keyring.is_empty()),
        };
        Ok(Self { snapshot, questions, file, patients, years, keyring, epoch, cycle, now })
    }

    fn carry_out(mut self) -> Result<Made> {
        let schema = self.file.schema()?;
        let people = self.patients.people(&self.years, &schema, self.epoch.keys())?;
        let people: Vec<Person> = people.into_iter().map(|(_, person)| person).collect();
        let guard = Guard::new(Gates::USUAL, self.epoch.keys(), self.epoch.number());
        let cube = Cube::of(&schema, &people, guard).map_err(refused)?;
        let certificate = attack::certify(&schema, &people, &cube, guard).map_err(refused)?;
        let (manifest, files) = Release::files(self.about(), &self.file, &cube, &certificate)?;
        let told = before::Told::of(&self.patients, &self.years, &self.file, self.epoch.keys())?;
        self.epoch.made(Release::read(&manifest.id, &files)?.hash().to_owned(), told);
        Ok(Made { manifest, files, keyring: self.keyring, epoch: self.epoch })
    }

    fn about(&self) -> Manifest {
        let header = &self.snapshot.manifest().header;
        Manifest {
            format: 0,
            id: format!("{}.e{}", self.cycle, self.epoch.number()),
            cycle: self.cycle.clone(),
            epoch: self.epoch.number(),
            years: self.years.iter().map(|year| year.id.clone()).collect(),
            questions: self.questions.version.clone(),
            dictionary: header.dictionary_version.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            snapshot: self.snapshot.hash().to_owned(),
            synthetic: header.synthetic,
            made_at: self.now,
            told: Told { people: None, cells: 0, shown: 0 },
            files: std::collections::BTreeMap::new(),
        }
    }
}

fn refused(why: NoCube) -> Error {
    Error::refused(format!(
        "No release is made: {why} With fewer, what is told could not be kept apart from one person. Wait for the next \
         audit year."
    ))
}
