//! Settings: command line over environment over `ecmopt.toml`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Deserialize;

use crate::cli::Global;
use crate::failure::Failure;
use crate::files;

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    #[default]
    Text,
    Json,
}

/// `ecmopt.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data_dir: Option<PathBuf>,
    database_url: Option<String>,
    listen: Option<SocketAddr>,
    log_format: Option<LogFormat>,
    insecure_cookies: Option<bool>,
    brand: Option<String>,
}

/// The settings in force.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Holds the embedded database and files.
    pub(crate) data_dir: PathBuf,
    database_url: Option<String>,
    /// Where to serve.
    pub(crate) listen: SocketAddr,
    pub(crate) log_format: LogFormat,
    /// The service is reached without HTTPS, on this machine alone.
    pub(crate) insecure_cookies: Option<bool>,
    /// The service's name on its pages.
    pub(crate) brand: Option<String>,
}

impl Settings {
    /// Reads the settings file and lays the command line and the environment over it.
    pub(crate) fn read(global: &Global) -> Result<Self, Failure> {
        let file = match &global.config {
            Some(path) => File::read(path)?,
            None if Path::new("ecmopt.toml").is_file() => File::read(Path::new("ecmopt.toml"))?,
            None => File::default(),
        };
        let data_dir = global.data_dir.clone().or(file.data_dir).unwrap_or_else(|| "ecmopt-data".into());
        Ok(Self {
            data_dir,
            database_url: global.database_url.clone().or(file.database_url),
            listen: file.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            log_format: global.log_format.or(file.log_format).unwrap_or_default(),
            insecure_cookies: file.insecure_cookies,
            brand: file.brand,
        })
    }

    /// The same settings with all data in another folder.
    pub(crate) fn within(self, data_dir: PathBuf) -> Self {
        Self { data_dir, database_url: None, ..self }
    }

    /// Whether there is a database to ask, without making one.
    pub(crate) fn has_database(&self) -> bool {
        self.database_url.is_some() || self.data_dir.join("ecmopt.sqlite").is_file()
    }

    /// Where the database is.
    pub(crate) fn database(&self) -> String {
        let embedded = || format!("sqlite://{}?mode=rwc", self.data_dir.join("ecmopt.sqlite").display());
        self.database_url.clone().unwrap_or_else(embedded)
    }

    /// The same, where the embedded one may be made: the data folder is made when it is not there.
    pub(crate) fn new_database(&self) -> Result<String, Failure> {
        if self.database_url.is_none() {
            files::make_private(&self.data_dir)?;
        }
        Ok(self.database())
    }
}

impl File {
    fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::io(&format!("reading {}", path.display()), &error))?;
        toml::from_str(&text).map_err(|error| {
            Failure::usage(format!(
                "{} cannot be read: {}. Correct the line.",
                path.display(),
                error.message()
            ))
        })
    }
}
