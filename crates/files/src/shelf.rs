//! Files that are kept under names, in a folder of this machine or in a store that speaks S3.
//!
//! A file appears under its name whole or not at all. Names have parts, with slashes between them; what they begin
//! with in common is put and removed together.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt};
use url::Url;

use crate::error::{Error, IoError, Result};
use crate::make_private;

/// A place for files. Cheap to clone.
#[derive(Clone)]
pub struct Shelf {
    store: Arc<dyn ObjectStore>,
    /// Within the store, what every name begins with.
    root: Name,
    /// The folder of this machine that it is, if it is one.
    folder: Option<PathBuf>,
}

impl Shelf {
    /// A folder of this machine, which only its owner can enter. It is made when it is not there.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        make_private(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|error| failed("opening", &folder.display(), error))?;
        let folder = Some(folder.to_owned());
        Ok(Self { store: Arc::new(store), root: Name::default(), folder })
    }

    /// The place that an address names: `file:///path` or `s3://bucket/path`, the latter with the usual variables
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT`. Refused when it names none.
    pub fn at(address: &str) -> Result<Self> {
        let wrong = |why: &str| Error::Misnamed(format!("“{address}” is no place for files: {why}."));
        let url = Url::parse(address).map_err(|error| wrong(&error.to_string()))?;
        match url.scheme() {
            "file" => Self::in_folder(&url.to_file_path().map_err(|()| wrong("it names no folder"))?),
            "s3" => Self::in_bucket(&url),
            _ => Err(wrong("write file:///path/to/folder or s3://bucket/path")),
        }
    }

    #[cfg(feature = "s3")]
    fn in_bucket(url: &Url) -> Result<Self> {
        let failed = |error| failed("opening", url, error);
        let store =
            object_store::aws::AmazonS3Builder::from_env().with_url(url.as_str()).build().map_err(failed)?;
        let root = Name::from_url_path(url.path()).map_err(|error| failed(error.into()))?;
        Ok(Self { store: Arc::new(store), root, folder: None })
    }

    #[cfg(not(feature = "s3"))]
    fn in_bucket(url: &Url) -> Result<Self> {
        Err(Error::Misnamed(format!(
            "This program was built without what {url} needs. Keep files in a folder, or build it with \
             `--features s3`."
        )))
    }

    /// Keeps a file, on the disk when this returns. One of the same name is replaced.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        let name = self.name(name);
        self.store.put(&name, bytes.into()).await.map_err(|error| failed("writing", &name, error))?;
        let Some(folder) = &self.folder else { return Ok(()) };
        // The library leaves it to the system when a file comes to the disk.
        let path = folder.join(name.as_ref());
        for path in [path.as_path()]
            .into_iter()
            .chain(path.ancestors().skip(1).take_while(|up| up.starts_with(folder)))
        {
            flush(path).await.map_err(IoError::doing::<Error>(|| format!("writing {name}")))?;
        }
        Ok(())
    }

    /// A file's bytes; `None` when there is no file of this name.
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let name = self.name(name);
        let failed = |error| failed("reading", &name, error);
        match self.store.get(&name).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(failed)?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Removes every file whose name begins with these parts. That there is none is as good.
    pub async fn remove_all(&self, prefix: &str) -> Result<()> {
        let prefix = self.name(prefix);
        let files = self.store.list(Some(&prefix)).map_ok(|found| found.location).boxed();
        let removed = self.store.delete_stream(files).try_for_each(|_| async { Ok(()) }).await;
        match removed {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(failed("removing", &prefix, error)),
        }
        // What a process left half written in a folder has no name to the library.
        let Some(folder) = &self.folder else { return Ok(()) };
        match tokio::fs::remove_dir_all(folder.join(prefix.as_ref())).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(IoError::doing::<Error>(|| format!("removing {prefix}"))(error))
            }
            _ => Ok(()),
        }
    }

    fn name(&self, name: &str) -> Name {
        self.root.parts().chain(Name::from(name).parts()).collect()
    }
}

/// Brings a file, or the names in a folder, to the disk.
async fn flush(path: &Path) -> io::Result<()> {
    if cfg!(unix) { tokio::fs::File::open(path).await?.sync_all().await } else { Ok(()) }
}

/// An error of the library, as the one of the disk that is behind it if there is one.
fn failed(doing: &str, what: &dyn fmt::Display, error: object_store::Error) -> Error {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    let mut kind = io::ErrorKind::Other;
    while let Some(error) = source {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            kind = io.kind();
        }
        source = error.source();
    }
    IoError { doing: format!("{doing} {what}"), source: io::Error::new(kind, error) }.into()
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shelf({})", self.store)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf() -> (tempfile::TempDir, Shelf) {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Shelf::in_folder(&dir.path().join("files")).unwrap();
        (dir, shelf)
    }

    #[tokio::test]
    async fn a_file_is_kept_under_its_name_and_replaced() {
        let (_dir, shelf) = shelf();
        assert_eq!(shelf.get("packs/a/csv/x.csv").await.unwrap(), None);
        for bytes in [b"one".to_vec(), b"two".to_vec()] {
            shelf.put("packs/a/csv/x.csv", bytes.clone()).await.unwrap();
            assert_eq!(shelf.get("packs/a/csv/x.csv").await.unwrap(), Some(bytes));
        }
    }

    #[tokio::test]
    async fn what_begins_alike_is_removed_together_and_nothing_else() {
        let (dir, shelf) = shelf();
        for name in ["packs/a/pack.pdf", "packs/a/csv/x.csv", "packs/ab/pack.pdf"] {
            shelf.put(name, vec![1]).await.unwrap();
        }
        // Half a file, as a process leaves it that was killed.
        std::fs::write(dir.path().join("files/packs/a/pack.html#1"), "half").unwrap();
        shelf.remove_all("packs/a").await.unwrap();
        shelf.remove_all("packs/a").await.unwrap();
        assert!(!dir.path().join("files/packs/a").exists());
        assert_eq!(shelf.get("packs/ab/pack.pdf").await.unwrap(), Some(vec![1]));
    }

    #[tokio::test]
    async fn a_name_never_leads_out_of_the_folder() {
        let (dir, shelf) = shelf();
        shelf.put("../secret", vec![1]).await.unwrap();
        assert!(!dir.path().join("secret").exists());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_its_owner_can_enter_a_folder() {
        use std::os::unix::fs::PermissionsExt;
        let (dir, _shelf) = shelf();
        let mode = std::fs::metadata(dir.path().join("files")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }

    #[test]
    fn an_address_that_is_none_says_how_one_is_written() {
        for address in ["packs", "ftp://host/x"] {
            let sentence = Shelf::at(address).unwrap_err().to_string();
            assert!(sentence.starts_with(&format!("“{address}” is no place for files")), "{sentence}");
        }
    }

    #[cfg(not(feature = "s3"))]
    #[test]
    fn a_bucket_needs_a_program_that_was_built_for_it() {
        assert!(Shelf::at("s3://bucket/packs").unwrap_err().to_string().contains("--features s3"));
    }
}
