//! What befalls the service while it is written to.

use std::fmt;
use std::process::Command;
use std::time::Duration;

use crate::command::{Ecmopt, Serving};
use crate::database::Backend;
use crate::disk::Disk;
use crate::postgres::Cluster;

/// How long a disk stays full, a process stands still or a database is away.
const LASTS: Duration = Duration::from_millis(400);
/// Megabytes of the disk. A run writes a fraction of them.
const ROOM: u32 = 256;

/// One kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// The service is killed (SIGKILL).
    PowerCut,
    /// The service stands still for a while (SIGSTOP), and is killed later.
    StandStill,
    /// The disk is full for a while.
    FullDisk,
    /// The service is killed and started on a disk that lets nobody write.
    ReadOnlyDisk,
    /// The database server stands still for a while (SIGSTOP).
    DatabaseStandsStill,
    /// The database server is stopped at once, and started again.
    DatabaseStops,
}

impl Trouble {
    /// What can befall a service on a database of this kind.
    pub const fn of(backend: Backend) -> &'static [Self] {
        match backend {
            Backend::Sqlite => &[Self::PowerCut, Self::FullDisk, Self::StandStill, Self::ReadOnlyDisk],
            Backend::Postgres => {
                &[Self::PowerCut, Self::DatabaseStops, Self::StandStill, Self::DatabaseStandsStill]
            }
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PowerCut => "kill -9",
            Self::StandStill => "SIGSTOP of the service",
            Self::FullDisk => "disk full",
            Self::ReadOnlyDisk => "read-only disk",
            Self::DatabaseStandsStill => "SIGSTOP of the database",
            Self::DatabaseStops => "database stopped and started",
        })
    }
}

/// The service's machine: the program, and what lies under its data.
pub struct Machine {
    pub(super) ecmopt: Ecmopt,
    pub(super) url: String,
    under: Under,
}

enum Under {
    Disk(Disk),
    Cluster(Cluster),
}

impl Machine {
    /// A machine with the database on a disk, or on a server, of its own.
    pub fn new(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => {
                let disk = Disk::of(ROOM);
                let ecmopt = Ecmopt::on_disk(&disk);
                Self { url: ecmopt.sqlite(), ecmopt, under: Under::Disk(disk) }
            }
            Backend::Postgres => {
                let cluster = Cluster::start().unwrap_or_else(|problem| panic!("{problem}"));
                let url = cluster.database().unwrap_or_else(|problem| panic!("{problem}"));
                Self { ecmopt: Ecmopt::on(&url), url, under: Under::Cluster(cluster) }
            }
        }
    }

    /// Lets trouble befall a service that is being written to. It is dead afterwards, and the machine sound.
    pub(super) async fn suffer(&self, trouble: Trouble, serving: Serving, later: Duration) {
        match (trouble, &self.under) {
            (Trouble::StandStill, _) => {
                signal("STOP", serving.pid());
                tokio::time::sleep(LASTS).await;
                signal("CONT", serving.pid());
            }
            (Trouble::FullDisk, Under::Disk(disk)) => {
                disk.fill();
                tokio::time::sleep(LASTS).await;
                disk.free();
            }
            (Trouble::DatabaseStandsStill, Under::Cluster(cluster)) => {
                cluster.stand_still();
                tokio::time::sleep(LASTS).await;
                cluster.go_on();
            }
            (Trouble::DatabaseStops, Under::Cluster(cluster)) => {
                cluster.stop();
                tokio::time::sleep(LASTS).await;
                cluster.start_again().unwrap_or_else(|problem| panic!("{problem}"));
            }
            (Trouble::PowerCut | Trouble::ReadOnlyDisk, _) => {}
            (trouble, _) => panic!("{trouble} cannot befall this machine"),
        }
        if trouble != Trouble::PowerCut && trouble != Trouble::ReadOnlyDisk {
            // What is written after the trouble counts as much as before.
            tokio::time::sleep(later).await;
        }
        serving.kill();
    }

    /// What the program says on a disk that lets nobody write. Nothing else of it may be running.
    pub(super) fn start_read_only(&self) {
        let Under::Disk(disk) = &self.under else { return };
        disk.protect();
        let said = self.ecmopt.run_at_most(Duration::from_secs(20), &["serve", "--listen", "127.0.0.1:0"]);
        disk.unprotect();
        let said = said.expect("a service that cannot save does not start");
        assert_ne!(said.code, 0, "{}", said.err);
        assert!(said.err.contains("read-only"), "{}", said.err);
    }
}

fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill").args([format!("-{name}"), pid.to_string()]).status();
    assert!(sent.expect("kill is installed").success(), "signal {name} to {pid}");
}
