//! Building what was asked for, one pack after the other, by one process at a time.
//!
//! All files of a pack are kept before the database says that it is whole, in one transaction. A process that ends
//! before leaves a folder that the database names, and a pack that is still to be built: the next one clears the
//! folder away and begins anew. So nobody ever sees half a pack.

use std::io::ErrorKind;
use std::path::PathBuf;

use domain::actor::Action;
use domain::pack::Contents;
use files::IoError;
use store::{Begun, Bench, PackId};

use super::written::{self, Written};
use crate::Acts;
use crate::call::Call;
use crate::error::{Error, Result};
use crate::places::{pack_file, pack_folder};
use crate::releases;

impl Acts {
    /// Builds every pack that is asked for or was left half done, unless another process is at it; how many came to
    /// be whole ([`Action::MakePacks`]).
    pub async fn build_packs(&self, call: &Call) -> Result<usize> {
        call.permit(Action::MakePacks)?;
        let mut built = 0;
        while !self.store().packs_due().await?.is_empty() {
            let Some(bench) = self.store().try_bench(call.actor()).await? else { break };
            // Asked once more: before the bench was ours, somebody else may have built them.
            let due = self.store().packs_due().await?;
            for id in due {
                built += usize::from(self.build_pack(call, &bench, id).await?);
            }
        }
        Ok(built)
    }

    async fn build_pack(&self, call: &Call, bench: &Bench, id: PackId) -> Result<bool> {
        let (store, files) = (self.store(), &self.places()?.files);
        let Some(begun) = store.begin_pack(call.actor(), call.now(), bench, id).await? else {
            return Ok(false);
        };
        if let Some(left) = &begun.left {
            files.remove_all(&pack_folder(left)).await?;
        }
        let why = match self.keep(call, &begun).await {
            Ok(contents) => {
                if store.complete_pack(call.actor(), call.now(), &begun, contents).await? {
                    return Ok(true);
                }
                None
            }
            // There is no place for it now; it stays to be built.
            Err(error @ (Error::Desk(desk::Error::Full) | Error::GivenUp)) => return Err(error),
            Err(error) => Some(error),
        };
        files.remove_all(&pack_folder(&begun.folder)).await?;
        if let Some(error) = why {
            call.note(&format!("The pack {} could not be built: {error}", begun.of));
            store.fail_pack(call.actor(), call.now(), &begun, sentence(&error)).await?;
        }
        Ok(false)
    }

    /// Builds the files of a pack and keeps them all.
    async fn keep(&self, call: &Call, begun: &Begun) -> Result<Contents> {
        let step = call.begin("Building the pack");
        let places = self.places()?;
        let (of, snapshot): (_, PathBuf) = (begun.of.clone(), places.snapshot(&begun.of.cycle));
        let (keys, now) = (places.release_keys.clone(), call.now());
        let write = move |_: &desk::Wanted| match of.release_epoch() {
            Some(epoch) => releases::written(&of, &snapshot, &keys, epoch, now),
            None => written::write(&of, &snapshot),
        };
        let Written { hash, files } = self.desk().long(write).await??;
        let mut kept = Vec::with_capacity(files.len());
        for (file, bytes) in files {
            places.files.put(&pack_file(&begun.folder, &file.path), bytes).await?;
            kept.push(file);
        }
        step.end(&format!("{} files", kept.len()));
        Ok(Contents { hash, at: call.now(), files: kept })
    }
}

/// What a person is told who wants the pack.
fn sentence(error: &Error) -> String {
    let io = |error: &IoError| match error.source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "The disk on which packs are kept is full. Nothing of the pack was kept. Ask whoever runs the service to \
             make room, then try again."
        }
        _ => {
            "The files could not be read or kept. Nothing of the pack was kept. Try again; if it happens again, tell \
             whoever runs the service."
        }
    };
    match error {
        Error::Refused(sentence)
        | Error::Misnamed(sentence)
        | Error::Reporting(reporting::Error::Refused(sentence)) => sentence.clone(),
        Error::Files(files::Error::Io(error))
        | Error::Reporting(reporting::Error::Io(error))
        | Error::Exchange(exchange::Error::Io(error)) => io(error).to_owned(),
        _ => "The program could not build this pack. Nothing of it was kept. Try again; if it happens again, tell \
              whoever runs the service."
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: ErrorKind) -> String {
        let source = std::io::Error::from(kind);
        sentence(&Error::Files(IoError { doing: "writing /var/x".to_owned(), source }.into()))
    }

    #[test]
    fn a_full_disk_is_told_as_one_and_no_place_is_named() {
        assert!(told(ErrorKind::StorageFull).contains("is full"));
        assert!(told(ErrorKind::PermissionDenied).contains("could not be read or kept"));
        for kind in [ErrorKind::StorageFull, ErrorKind::PermissionDenied] {
            assert!(!told(kind).contains("/var"));
        }
    }

    #[test]
    fn what_a_report_refuses_is_told_as_it_says_it() {
        let refused = reporting::Error::refused("There is no centre “XYZ” in the snapshot.");
        assert_eq!(sentence(&refused.into()), "There is no centre “XYZ” in the snapshot.");
    }
}
