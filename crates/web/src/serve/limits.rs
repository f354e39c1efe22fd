//! How long a connection may take over each thing, and how many there may be.

use std::time::Duration;

/// The most connections, where the machine allows it: several times what all wards of the network have open.
const MOST: usize = 8192;
/// Descriptors that are left for the database, files and the log.
const RESERVED: u64 = 256;
/// Fewer would turn people away in ordinary use.
const FEWEST: u64 = 64;

/// How long a connection may take over each thing, and how many there may be.
#[derive(Debug, Clone)]
pub struct Limits {
    /// From the connection to its first byte.
    pub silence: Duration,
    /// From the first byte of a request to the end of its header, and from one request to the next.
    pub header: Duration,
    /// How long an answer waits for a reader who takes none of it.
    pub stall: Duration,
    /// How long requests may go on after the service was told to stop.
    pub grace: Duration,
    /// So many connections at once.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            silence: Duration::from_secs(10),
            header: Duration::from_secs(15),
            stall: Duration::from_secs(30),
            grace: Duration::from_secs(10),
            connections: MOST,
        }
    }
}

impl Limits {
    /// The usual limits, and no more connections than the machine has descriptors for: asks it for as many as
    /// it allows.
    pub fn of_this_machine() -> Self {
        // Where it cannot be raised, what is usual on Linux is assumed.
        let descriptors = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
        let room = descriptors.saturating_sub(RESERVED).max(FEWEST);
        let connections = usize::try_from(room).unwrap_or(MOST).min(MOST);
        Self { connections, ..Self::default() }
    }
}
