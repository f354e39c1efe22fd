//! Settings: command line over environment over `ecmopt.toml`.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use acts::Places;
use files::Shelf;
use serde::Deserialize;
use store::SealKey;
use web::{Demand, Federation, PublicUrl};

use crate::cli::{Global, LogFormat, SecondFactor, ServeArgs};
use crate::failure::Failure;
use crate::key;

mod provider;

use provider::ProviderSettings;

/// The folder of kept files within the data folder.
pub(crate) const FILES: &str = "files";

/// `ecmopt.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data_dir: Option<PathBuf>,
    database_url: Option<String>,
    files_url: Option<String>,
    listen: Option<SocketAddr>,
    log_format: Option<LogFormat>,
    public_url: Option<String>,
    trusted_proxies: Option<Vec<IpAddr>>,
    insecure_cookies: Option<bool>,
    brand: Option<String>,
    #[serde(rename = "key_file")]
    key: Option<PathBuf>,
    second_factor: Option<SecondFactor>,
    provider: Option<ProviderSettings>,
}

/// The settings in force.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Holds the embedded database and files.
    pub(crate) data_dir: PathBuf,
    database_url: Option<String>,
    /// Where packs are kept; in the data folder when nothing is said.
    files_url: Option<String>,
    /// Where to serve.
    pub(crate) listen: SocketAddr,
    pub(crate) log_format: LogFormat,
    /// The address that people type.
    pub(crate) public_url: Option<PublicUrl>,
    /// Proxies whose word about where a request comes from is taken.
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// Sign-in without HTTPS: wanted, not wanted, or as the addresses say.
    insecure_cookies: Option<bool>,
    /// The service's name on its pages.
    pub(crate) brand: Option<String>,
    /// Where the key lies that seals second factors; in the data folder when nothing is said.
    key_file: Option<PathBuf>,
    /// Of whom a second factor is asked.
    pub(crate) second_factor: Demand,
    /// A hospital's provider.
    provider: ProviderSettings,
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
            files_url: global.files_url.clone().or(file.files_url),
            listen: file.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            log_format: global.log_format.or(file.log_format).unwrap_or_default(),
            public_url: file.public_url.map(|text| text.parse()).transpose().map_err(Failure::usage)?,
            trusted_proxies: file.trusted_proxies.unwrap_or_default(),
            insecure_cookies: file.insecure_cookies,
            brand: file.brand,
            key_file: global.key_file.clone().or(file.key),
            second_factor: file.second_factor.unwrap_or_default().into(),
            provider: file.provider.unwrap_or_default(),
        })
    }

    /// The same settings with those of the command line over them.
    pub(crate) fn served_as(self, args: &ServeArgs) -> Self {
        let over = |given: &[IpAddr], own| if given.is_empty() { own } else { given.to_vec() };
        Self {
            listen: args.listen.unwrap_or(self.listen),
            public_url: args.public_url.clone().or(self.public_url),
            trusted_proxies: over(&args.trusted_proxies, self.trusted_proxies),
            insecure_cookies: args.insecure_cookies.then_some(true).or(self.insecure_cookies),
            second_factor: args.second_factor.map_or(self.second_factor, Into::into),
            provider: self.provider.served_as(&args.provider),
            ..self
        }
    }

    /// Whether cookies are made for HTTPS only. The address that people type decides; without one, a service on
    /// this machine alone is tried out without HTTPS, and any other is taken to stand behind it.
    pub(crate) fn secure_cookies(&self, listen: SocketAddr) -> Result<bool, Failure> {
        match (&self.public_url, self.insecure_cookies) {
            (Some(url), _) if url.is_https() => Ok(true),
            (Some(url), insecure) if url.is_local() || insecure == Some(true) => Ok(false),
            (Some(url), _) => Err(Failure::usage(format!(
                "{url} is reached without HTTPS, so that passwords could be read on the way. Put a proxy with HTTPS \
                 in front and give its address, or say --insecure-cookies if you accept that."
            ))),
            (None, insecure) => Ok(!insecure.unwrap_or_else(|| listen.ip().is_loopback())),
        }
    }

    /// The same settings with all data in another folder, to be tried out: nobody needs a second factor there, and no provider.
    pub(crate) fn within(self, data_dir: PathBuf) -> Self {
        let (second_factor, provider) = (Demand::Nobody, ProviderSettings::default());
        Self {
            data_dir,
            database_url: None,
            files_url: None,
            key_file: None,
            second_factor,
            provider,
            ..self
        }
    }

    /// The provider at which people sign in; nothing when none is set. It has to know where to send them back to.
    pub(crate) fn federation(&self, listen: SocketAddr) -> Result<Option<Federation>, Failure> {
        let federation = self.provider.federation()?;
        if federation.is_some() && self.public_url.is_none() && self.secure_cookies(listen)? {
            return Err(Failure::usage(
                "A provider is set, and no public address that it can send people back to. Set \
                 ECMOPT_PUBLIC_URL=https://…",
            ));
        }
        Ok(federation)
    }

    /// The key that seals second factors; made when it is asked for first.
    pub(crate) fn seal_key(&self) -> Result<SealKey, Failure> {
        if let Some(path) = &self.key_file {
            return key::read_or_make(path);
        }
        files::make_private(&self.data_dir)?;
        key::read_or_make(&self.data_dir.join(key::NAME))
    }

    /// The folder of snapshots.
    pub(crate) fn snapshots(&self) -> PathBuf {
        self.data_dir.join("snapshots")
    }

    /// Whether packs are kept in the data folder, and so are part of a backup.
    pub(crate) fn keeps_files(&self) -> bool {
        self.files_url.is_none()
    }

    /// Where files are kept.
    pub(crate) fn places(&self) -> Result<Places, Failure> {
        let files = match &self.files_url {
            Some(url) => Shelf::at(url)?,
            None => Shelf::in_folder(&self.data_dir.join(FILES))?,
        };
        Ok(Places { snapshots: self.snapshots(), files })
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

#[cfg(test)]
mod tests;
