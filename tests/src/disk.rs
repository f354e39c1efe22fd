//! A disk that can be filled, and one that lets nobody write: a small file system in memory.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Runs a test that mounts disks. Only root may; for anybody else it runs in a copy of this program, with these
/// arguments, that is root in a namespace of its own.
pub fn where_one_may_mount(arguments: &[&str], test: impl FnOnce()) {
    if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        return test();
    }
    let program = std::env::current_exe().expect("this program has a path");
    let mut copy = Command::new("unshare");
    copy.args(["--user", "--map-root-user", "--mount"]).arg(program).args(arguments);
    let status = copy.status().expect("unshare (util-linux) is installed");
    assert!(
        status.success(),
        "{arguments:?} fails, or nobody but root may make a namespace here: run it as root, or set kernel.unprivileged_userns_clone=1"
    );
}

/// A disk of a few megabytes, gone when it is dropped.
pub struct Disk {
    folder: TempDir,
}

impl Disk {
    /// An empty disk.
    pub fn of(megabytes: u32) -> Self {
        let folder = TempDir::with_prefix("ecmopt-disk-").expect("a temporary folder");
        run(Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"])
            .arg(folder.path()));
        Self { folder }
    }

    /// Its root folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes until nothing more fits.
    pub fn fill(&self) {
        let mut ballast = File::options().append(true).create(true).open(self.ballast()).expect("a file");
        for size in [1 << 16, 1 << 12, 1] {
            let block = vec![0_u8; size];
            loop {
                match ballast.write_all(&block) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => panic!("the disk cannot be filled: {error}"),
                }
            }
        }
    }

    /// Gives back what [`Disk::fill`] took.
    pub fn free(&self) {
        fs::remove_file(self.ballast()).expect("the disk was filled");
    }

    /// Lets nobody write any more. Only while no file on it is open for writing.
    pub fn protect(&self) {
        self.remount("remount,ro");
    }

    /// Takes writes again.
    pub fn unprotect(&self) {
        self.remount("remount,rw");
    }

    fn remount(&self, mode: &str) {
        run(Command::new("mount").args(["-o", mode]).arg(self.path()));
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a service that is being killed may still hold a file of it.
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

fn run(command: &mut Command) {
    let output = command.output().expect("mount (util-linux) is installed");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
