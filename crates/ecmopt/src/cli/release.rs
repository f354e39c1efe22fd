//! What can be typed after `ecmopt release`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum ReleaseCommand {
    /// Make a release of a frozen cycle: every table that can be asked for, adjusted once and attacked.
    Build {
        /// The cycle, e.g. 2026H1: its snapshot is taken from the data folder.
        #[arg(long, value_name = "ID", required_unless_present = "snapshot")]
        cycle: Option<String>,
        /// The snapshot of a frozen cycle, wherever it is.
        #[arg(long, value_name = "SNAPSHOT", conflicts_with = "cycle")]
        snapshot: Option<PathBuf>,
        /// Folder to make.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Draw all noise anew: corrections and erasures come in. Needed for the first release, and once a year at most.
        #[arg(long)]
        new_epoch: bool,
    },
    /// Sign a release off in your name, once its certificate was read.
    Sign {
        /// Folder of the release.
        dir: PathBuf,
        /// The person who answers for it.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Check that a release is what was made and signed, and print its certificate.
    Verify {
        /// Folder of the release.
        dir: PathBuf,
    },
    /// List the releases in a folder.
    List {
        /// The folder [default: `releases` in the data folder].
        dir: Option<PathBuf>,
    },
    /// Write all that a release tells into one file.
    Export {
        /// The release's id in the data folder, or its folder.
        release: String,
        /// As which kind of file.
        #[arg(long, default_value = "csv", value_name = "FORMAT")]
        format: TableFormat,
        /// The file to make.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// A table as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// Text, readable everywhere.
    Csv,
    /// Columns, for programs of analysis.
    Parquet,
}
