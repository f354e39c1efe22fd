//! The files of a release: written whole, read only when everything in them is what was written.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use disclosure::cube::{Count, Cube, Predicate, Schema};
use files::Folder;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::manifest::{self, FORMAT, Manifest, Told};
use super::questions::QuestionsFile;
use super::signature::{self, Signature, SigningKey};
use crate::error::{Doing, Error, Result};

const CUBE: &str = "cube.csv";
const QUESTIONS: &str = "questions.json";
const CERTIFICATE: &str = "certificate.json";

/// The files of every release, to which a signature is added.
const NAMES: [&str; 4] = [manifest::FILE, CUBE, QUESTIONS, CERTIFICATE];

/// A release.
#[derive(Debug, Clone)]
pub struct Release<C> {
    manifest: Manifest,
    hash: String,
    questions: QuestionsFile,
    schema: Schema,
    cube: Cube,
    certificate: C,
    signature: Option<Signature>,
}

/// The files of a release by their names.
pub type Files = BTreeMap<String, Vec<u8>>;

impl<C: Serialize + DeserializeOwned> Release<C> {
    /// The files of a release, with its manifest; `about` is that, whose counts and files are still to be filled in.
    pub fn files(
        about: Manifest,
        questions: &QuestionsFile,
        cube: &Cube,
        certificate: &C,
    ) -> Result<(Manifest, Files)> {
        let schema = questions.schema()?;
        let mut files = Files::from([
            (CUBE.to_owned(), cube.to_csv(&schema).into_bytes()),
            (QUESTIONS.to_owned(), json(questions)?),
            (CERTIFICATE.to_owned(), json(certificate)?),
        ]);
        let hashes = files.iter().map(|(name, bytes)| (name.clone(), files::sha256(bytes))).collect();
        let manifest = Manifest { format: FORMAT, told: told(cube), files: hashes, ..about };
        files.insert(manifest::FILE.to_owned(), json(&manifest)?);
        Ok((manifest, files))
    }

    /// Puts the files of a release into a folder where nothing is yet.
    pub fn write(target: &Path, files: &Files) -> Result<()> {
        let folder = Folder::begin(target)?;
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::write(&path, bytes).doing(|| format!("writing {}", path.display()))?;
        }
        Ok(folder.finish()?)
    }

    /// Reads a release in a folder.
    pub fn open(dir: &Path) -> Result<Self> {
        let mut files = Files::new();
        for name in NAMES.into_iter().chain([signature::FILE]) {
            let path = dir.join(name);
            match fs::read(&path) {
                Ok(bytes) => drop(files.insert(name.to_owned(), bytes)),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error).doing(|| format!("reading {}", path.display())),
            }
        }
        Self::read(&dir.display().to_string(), &files)
    }

    /// Reads a release, called by its place; refused when a file is missing or changed, or when a signature is not that of
    /// this release.
    pub fn read(place: &str, files: &Files) -> Result<Self> {
        let files = Found { place, files };
        let bytes = files.get(manifest::FILE)?;
        let manifest: Manifest = files.parse(manifest::FILE)?;
        let named: Vec<&str> = manifest.files.keys().map(String::as_str).collect();
        if manifest.format != FORMAT || json(&manifest)? != bytes || named != [CERTIFICATE, CUBE, QUESTIONS] {
            return Err(files.changed(manifest::FILE));
        }
        for (name, hash) in &manifest.files {
            if files::sha256(files.get(name)?) != *hash {
                return Err(files.changed(name));
            }
        }
        let questions: QuestionsFile = files.parse(QUESTIONS)?;
        let schema = questions.schema()?;
        let text = std::str::from_utf8(files.get(CUBE)?).map_err(|_| files.changed(CUBE))?;
        let cube = Cube::from_csv(&schema, text)
            .map_err(|damaged| Error::refused(format!("The cube of {place} cannot be read: {damaged}.")))?;
        let certificate = files.parse(CERTIFICATE)?;
        let hash = files::sha256(bytes);
        let signature = match files.files.get(signature::FILE) {
            Some(_) => Some(files.parse::<Signature>(signature::FILE)?),
            None => None,
        };
        if let Some(signature) = &signature {
            signature.check(&hash)?;
        }
        Ok(Self { manifest, hash, questions, schema, cube, certificate, signature })
    }
}

impl<C> Release<C> {
    /// The signature of somebody, and the file that it is kept in; refused when the release is signed already.
    pub fn sign(&self, by: &str, at: Timestamp, key: &SigningKey) -> Result<(Signature, Vec<u8>)> {
        if let Some(signature) = &self.signature {
            return Err(Error::refused(format!(
                "{} is signed already, by {}. A release is signed once.",
                self.manifest.id, signature.by
            )));
        }
        let made = Signature::make(&self.hash, by, at, key);
        let bytes = json(&made)?;
        Ok((made, bytes))
    }
}

impl<C> Release<C> {
    /// What it is.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of `release.json`, and through it of every file.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What may be asked, in words.
    pub const fn questions(&self) -> &QuestionsFile {
        &self.questions
    }

    /// What may be asked.
    pub const fn schema(&self) -> &Schema {
        &self.schema
    }

    /// What is told.
    pub const fn cube(&self) -> &Cube {
        &self.cube
    }

    /// What it withstood.
    pub const fn certificate(&self) -> &C {
        &self.certificate
    }

    /// Who signed it off, if anybody has.
    pub const fn signature(&self) -> Option<&Signature> {
        self.signature.as_ref()
    }
}

/// Files that were found, and where.
struct Found<'f> {
    place: &'f str,
    files: &'f Files,
}

impl<'f> Found<'f> {
    fn get(&self, name: &str) -> Result<&'f [u8]> {
        let missing = || {
            Error::refused(format!(
                "{} is not a whole release: {name} is missing. Name the folder that “ecmopt release build” made, or \
                 take it from a copy.",
                self.place
            ))
        };
        self.files.get(name).map(Vec::as_slice).ok_or_else(missing)
    }

    fn parse<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        serde_json::from_slice(self.get(name)?).map_err(|_| self.changed(name))
    }

    fn changed(&self, name: &str) -> Error {
        Error::refused(format!(
            "{name} of {} is not what the release was made with: it was changed, or another version of the program wrote \
             it. Nothing of the release can be believed; take it from a copy.",
            self.place
        ))
    }
}

/// How much of a cube is told.
fn told(cube: &Cube) -> Told {
    let people = match cube.count(&Predicate::ALL) {
        Ok(Count::Shown(people)) => Some(people),
        _ => None,
    };
    let shown = cube.counts().filter(|(_, count)| *count != Count::Low).count();
    Told { people, cells: cube.counts().len(), shown }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(value)
        .map_err(|error| Error::Engine { doing: "writing a release".to_owned(), source: Box::new(error) })
}
