//! Settings: command line over environment over `ecmopt.toml`.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use acts::Places;
use files::Shelf;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use mail::Outbox;
use serde::Deserialize;
use store::{Breached, SealKey, Store};
use web::{Demand, Federation, PublicUrl, Tls};

use crate::cli::{Global, LogFormat, MailArgs, SecondFactor, ServeArgs};
use crate::failure::Failure;
use crate::{key, private};

mod provider;

use provider::ProviderSettings;

/// So many years the audit trail says who did what, unless it is said otherwise (data dictionary §7.1).
const TRAIL_YEARS: u8 = 10;

fn years(given: Option<u8>) -> Result<u8, Failure> {
    let years = given.unwrap_or(TRAIL_YEARS);
    let short = "The audit trail says for a year at least who did what. Set trail_years to 1 or more.";
    if years > 0 { Ok(years) } else { Err(Failure::usage(short)) }
}

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
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    release_keys: Option<PathBuf>,
    #[serde(rename = "key_file")]
    key: Option<PathBuf>,
    breached_passwords: Option<PathBuf>,
    second_factor: Option<SecondFactor>,
    permission_needed: Option<bool>,
    trail_years: Option<u8>,
    provider: Option<ProviderSettings>,
    smtp_url: Option<String>,
    mail_from: Option<String>,
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
    /// The certificate and its key, where the service speaks HTTPS itself.
    tls: [Option<PathBuf>; 2],
    /// The service's name on its pages.
    pub(crate) brand: Option<String>,
    /// Where the key lies that seals second factors; in the data folder when nothing is said.
    key_file: Option<PathBuf>,
    release_keys: Option<PathBuf>,
    /// A list of stolen passwords beside that of the program.
    breached_passwords: Option<PathBuf>,
    /// Of whom a second factor is asked.
    pub(crate) second_factor: Demand,
    /// Whether a centre without a permission cannot submit.
    permission_needed: bool,
    /// How long events of the audit trail say who did them.
    trail_years: u8,
    /// The settings file, when there is one.
    file: Option<PathBuf>,
    /// A hospital's provider.
    provider: ProviderSettings,
    /// By what links for new passwords are mailed.
    mail: MailArgs,
}

impl Settings {
    /// Reads the settings file and lays the command line and the environment over it.
    pub(crate) fn read(global: &Global) -> Result<Self, Failure> {
        let usual = || Some(PathBuf::from("ecmopt.toml")).filter(|path| path.is_file());
        let place = global.config.clone().or_else(usual);
        let file = place.as_deref().map(File::read).transpose()?.unwrap_or_default();
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
            tls: [file.tls_certificate, file.tls_key],
            key_file: global.key_file.clone().or(file.key),
            release_keys: global.release_keys.clone().or(file.release_keys),
            breached_passwords: global.breached_passwords.clone().or(file.breached_passwords),
            second_factor: file.second_factor.unwrap_or_default().into(),
            permission_needed: global.permission_needed || file.permission_needed.unwrap_or_default(),
            trail_years: years(global.trail_years.or(file.trail_years))?,
            file: place,
            provider: file.provider.unwrap_or_default(),
            mail: MailArgs { smtp_url: file.smtp_url.map(Into::into), mail_from: file.mail_from },
        })
    }

    /// Warns when others may read the settings file, in which the password of a database may stand.
    pub(crate) fn watch_over_its_file(&self) {
        if let Some(path) = &self.file {
            private::watch("the settings", path);
        }
    }

    /// The same settings with those of the command line over them.
    pub(crate) fn served_as(self, args: &ServeArgs) -> Self {
        let over = |given: &[IpAddr], own| if given.is_empty() { own } else { given.to_vec() };
        Self {
            listen: args.listen.unwrap_or(self.listen),
            public_url: args.public_url.clone().or(self.public_url),
            trusted_proxies: over(&args.trusted_proxies, self.trusted_proxies),
            insecure_cookies: args.insecure_cookies.then_some(true).or(self.insecure_cookies),
            tls: {
                let [certificate, key] = self.tls;
                [args.tls_certificate.clone().or(certificate), args.tls_key.clone().or(key)]
            },
            second_factor: args.second_factor.map_or(self.second_factor, Into::into),
            provider: self.provider.served_as(&args.provider),
            mail: MailArgs {
                smtp_url: args.mail.smtp_url.clone().or(self.mail.smtp_url),
                mail_from: args.mail.mail_from.clone().or(self.mail.mail_from),
            },
            ..self
        }
    }

    /// Whether cookies are made for HTTPS only. The address that people type decides; without one, a service on
    /// this machine alone is tried out without HTTPS, and any other is taken to stand behind it.
    pub(crate) fn secure_cookies(&self, listen: SocketAddr) -> Result<bool, Failure> {
        let is_encrypted = self.tls.iter().any(Option::is_some);
        match (&self.public_url, self.insecure_cookies) {
            (Some(url), _) if is_encrypted && !url.is_https() => Err(Failure::usage(format!(
                "{url} is not the address of a service with a certificate. Begin the public address with https://."
            ))),
            _ if is_encrypted => Ok(true),
            (Some(url), _) if url.is_https() => Ok(true),
            (Some(url), insecure) if url.is_local() || insecure == Some(true) => Ok(false),
            (Some(url), _) => Err(Failure::usage(format!(
                "{url} is reached without HTTPS, so that passwords could be read on the way. Put a proxy with HTTPS \
                 in front and give its address, or say --insecure-cookies if you accept that."
            ))),
            (None, insecure) => Ok(!insecure.unwrap_or_else(|| listen.ip().is_loopback())),
        }
    }

    /// The certificate and key of a service that speaks HTTPS itself.
    pub(crate) fn tls(&self) -> Result<Option<Tls>, Failure> {
        match &self.tls {
            [None, None] => Ok(None),
            [Some(certificate), Some(key)] => {
                private::watch("the certificate’s key", key);
                Ok(Some(Tls::read(certificate, key).map_err(|error| Failure::usage(error.to_string()))?))
            }
            _ => Err(Failure::usage(
                "HTTPS needs a certificate and its key. Give both, as tls_certificate and tls_key, or neither.",
            )),
        }
    }

    /// Before which instant events of the audit trail no longer say who did them.
    pub(crate) fn forgets_before(&self, now: Timestamp) -> Timestamp {
        let then = now.to_zoned_datetime(TimeZone::UTC).checked_sub(i64::from(self.trail_years).years());
        then.map_or(Timestamp::MIN, |then| then.timestamp())
    }

    /// A store that asks centres for their permission, where that is set, and members for a password that is on no list
    /// of stolen ones.
    pub(crate) fn asking(&self, store: Store) -> Store {
        store.needing_permission(self.permission_needed).refusing(self.breached())
    }

    /// The same settings with all data in another folder, to be tried out: nobody needs a second factor there, no provider is
    /// asked, and nothing is mailed.
    pub(crate) fn within(self, data_dir: PathBuf) -> Self {
        let (second_factor, provider) = (Demand::Nobody, ProviderSettings::default());
        Self {
            data_dir,
            database_url: None,
            files_url: None,
            key_file: None,
            release_keys: None,
            second_factor,
            provider,
            mail: MailArgs::default(),
            tls: [None, None],
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

    /// By what links for new passwords are mailed; nothing when none are. They need an address to begin with.
    pub(crate) fn outbox(&self) -> Result<Option<Outbox>, Failure> {
        let (server, from) = match (&self.mail.smtp_url, &self.mail.mail_from) {
            (None, None) => return Ok(None),
            (Some(server), Some(from)) => (server, from),
            _ => {
                return Err(Failure::usage(
                    "Mail needs a server and a sender. Give both, as smtp_url and mail_from, or neither.",
                ));
            }
        };
        if self.public_url.is_none() {
            return Err(Failure::usage(
                "A mail server is set, and no public address that links in messages can begin with. Set \
                 ECMOPT_PUBLIC_URL=https://…",
            ));
        }
        Outbox::new(server, from).map(Some).map_err(|error| Failure::usage(error.to_string()))
    }

    /// The key that seals second factors; made when it is asked for first.
    pub(crate) fn seal_key(&self) -> Result<SealKey, Failure> {
        if let Some(path) = &self.key_file {
            return key::read_or_make(path);
        }
        files::make_private(&self.data_dir)?;
        key::read_or_make(&self.data_dir.join(key::NAME))
    }

    /// The lists of stolen passwords that no member may choose.
    fn breached(&self) -> Breached {
        self.breached_passwords.as_deref().map(Breached::with).unwrap_or_default()
    }

    /// Says before anything is served, and before a password is chosen here, what is wrong with the operator's list of stolen
    /// ones. Other commands go on without it.
    pub(crate) fn look_at_breached(&self) -> Result<(), Failure> {
        Ok(self.breached().look()?)
    }

    /// The folder of snapshots.
    pub(crate) fn snapshots(&self) -> PathBuf {
        self.data_dir.join("snapshots")
    }

    /// The folder of releases that were made at the command line.
    pub(crate) fn releases(&self) -> PathBuf {
        self.data_dir.join("releases")
    }

    /// The folder of the keys of releases.
    pub(crate) fn release_keys(&self) -> PathBuf {
        self.release_keys.clone().unwrap_or_else(|| self.data_dir.join("release-keys"))
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
        Ok(Places { snapshots: self.snapshots(), files, release_keys: self.release_keys() })
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
