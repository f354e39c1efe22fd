//! What can be typed after `ecmopt cycle`.

use clap::{Args, Subcommand};
use jiff::civil::Date;

#[derive(Debug, Subcommand)]
pub(crate) enum CycleCommand {
    /// Open a cycle of the calendar.
    Open {
        /// Its id, e.g. 2026H1.
        id: String,
    },
    /// List cycles.
    List,
    /// Give every centre some days more after the deadline.
    Grace {
        /// Its id.
        id: String,
        /// The last date.
        #[arg(long, value_name = "DATE")]
        until: Date,
    },
    /// Give one centre more time.
    Extend {
        /// Its id.
        id: String,
        /// The centre.
        #[arg(long, value_name = "CODE")]
        centre: String,
        /// The last date.
        #[arg(long, value_name = "DATE")]
        until: Date,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Lock what is signed off; again, when extensions have passed.
    Lock {
        /// Its id.
        id: String,
        #[command(flatten)]
        insist: InsistArgs,
    },
    /// Lift the lock, until the freeze: what it locked is signed off as before.
    Unlock {
        /// Its id.
        id: String,
        /// Why; kept for good.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Take the snapshot that every number of the cycle comes from; again, to finish what was cut off.
    Freeze {
        /// Its id.
        id: String,
        #[command(flatten)]
        insist: InsistArgs,
    },
    /// Note that the pack was given to the meeting.
    Report {
        /// Its id.
        id: String,
    },
}

/// For a step that cannot be taken back, while centres still have time.
#[derive(Debug, Args)]
pub(crate) struct InsistArgs {
    /// Why it is done before the deadline; kept for good.
    #[arg(long, value_name = "TEXT", requires = "confirm")]
    pub(crate) reason: Option<String>,
    /// The cycle's id once more.
    #[arg(long, value_name = "CYCLE", requires = "reason")]
    pub(crate) confirm: Option<String>,
}
