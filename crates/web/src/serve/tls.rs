//! HTTPS by the service itself, for an installation without a proxy in front.
//!
//! TLS 1.3 and 1.2 with the suites that rustls knows, all of them with forward secrecy. Certificate and key are looked at
//! again while the service runs, so that a renewed pair is served without a restart; a pair that does not fit leaves the
//! one before in force.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
    version::{TLS12, TLS13},
};
use tokio_rustls::TlsAcceptor;
use tracing::{error, info};

/// So long a pair is served without a look at its files.
const LOOKED_AT_ONCE_IN: Duration = Duration::from_mins(1);

/// Why a certificate and its key are not served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or holds no such thing.
    #[error("{file}: {problem}. It must be in the form of PEM: “-----BEGIN {holds}-----”.", file = .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What it must hold.
        holds: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// They do not belong together, or not to a server.
    #[error(
        "The certificate and the key cannot be served: {0}. Give the key that the certificate was made for."
    )]
    Pair(rustls::Error),
}

/// A certificate with its key, and where they come from.
#[derive(Clone)]
pub struct Tls(Arc<Files>);

struct Files {
    certificate: PathBuf,
    key: PathBuf,
    served: Mutex<Served>,
}

/// What is served now.
struct Served {
    config: Arc<ServerConfig>,
    looked: Instant,
    /// When the files were last changed, as far as they were looked at.
    changed: [Option<SystemTime>; 2],
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("certificate", &self.0.certificate).finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads a certificate, with those between it and its root, and its key.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let served = Served {
            changed: [certificate, key].map(changed),
            config: configured(certificate, key)?,
            looked: Instant::now(),
        };
        let (certificate, key) = (certificate.to_owned(), key.to_owned());
        Ok(Self(Arc::new(Files { certificate, key, served: Mutex::new(served) })))
    }

    /// What takes a connection now. Changed files are read again, at most once in [`LOOKED_AT_ONCE_IN`].
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor_after(LOOKED_AT_ONCE_IN)
    }

    fn acceptor_after(&self, pause: Duration) -> TlsAcceptor {
        let Files { certificate, key, served } = &*self.0;
        // Whole values are put there only, so that what a panic left is as good as any.
        let mut served = served.lock().unwrap_or_else(PoisonError::into_inner);
        if served.looked.elapsed() >= pause {
            served.looked = Instant::now();
            let now = [certificate, key].map(|file| changed(file));
            if now != served.changed {
                served.changed = now;
                match configured(certificate, key) {
                    Ok(config) => {
                        info!(certificate = %certificate.display(), "the renewed certificate is served");
                        served.config = config;
                    }
                    Err(error) => error!(%error, "the certificate before it is served on"),
                }
            }
        }
        TlsAcceptor::from(served.config.clone())
    }
}

fn changed(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|about| about.modified()).ok()
}

fn configured(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let wrong = |file: &Path, holds, problem: pem::Error| {
        let problem = match problem {
            pem::Error::Io(error) => in_words(&error),
            pem::Error::NoItemsFound => "it holds none".to_owned(),
            other => other.to_string(),
        };
        TlsError::File { file: file.to_owned(), holds, problem }
    };
    let of_certificate = |problem| wrong(certificate, "CERTIFICATE", problem);
    let chain = CertificateDer::pem_file_iter(certificate).map_err(of_certificate)?;
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(of_certificate)?;
    if chain.is_empty() {
        return Err(of_certificate(pem::Error::NoItemsFound));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|problem| wrong(key, "PRIVATE KEY", problem))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(TlsError::Pair)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(TlsError::Pair)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read by this user".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with the certificates and keys of two hosts.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for host in ["one", "two"] {
            let made = rcgen::generate_simple_self_signed([format!("{host}.example.org")]).unwrap();
            std::fs::write(folder.path().join(format!("{host}.crt")), made.cert.pem()).unwrap();
            std::fs::write(folder.path().join(format!("{host}.key")), made.signing_key.serialize_pem())
                .unwrap();
        }
        folder
    }

    fn refused(folder: &tempfile::TempDir, certificate: &str, key: &str) -> String {
        Tls::read(&folder.path().join(certificate), &folder.path().join(key)).unwrap_err().to_string()
    }

    #[test]
    fn files_that_cannot_be_served_are_refused_with_what_is_wrong() {
        let folder = folder();
        std::fs::write(folder.path().join("empty"), "").unwrap();
        assert!(refused(&folder, "none.crt", "one.key").contains("none.crt: there is no such file"));
        assert!(refused(&folder, "empty", "one.key").contains("empty: it holds none"));
        assert!(refused(&folder, "one.crt", "one.crt").contains("“-----BEGIN PRIVATE KEY-----”"));
        assert!(
            refused(&folder, "one.crt", "two.key").contains("Give the key that the certificate was made for")
        );
    }

    #[test]
    fn a_renewed_pair_is_served_and_one_that_does_not_fit_is_not() {
        let folder = folder();
        let at = |name: &str| folder.path().join(name);
        let tls = Tls::read(&at("one.crt"), &at("one.key")).unwrap();
        let served = || tls.acceptor_after(Duration::ZERO).config().clone();
        let before = served();
        let touch = |name: &str, with: &str| {
            std::fs::copy(at(with), at(name)).unwrap();
            let later = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
            std::fs::File::options().write(true).open(at(name)).unwrap().set_modified(later).unwrap();
        };
        touch("one.crt", "two.crt");
        assert!(Arc::ptr_eq(&before, &served()), "the key is still that of the certificate before");
        touch("one.key", "two.key");
        let renewed = served();
        assert!(!Arc::ptr_eq(&before, &renewed));
        assert!(Arc::ptr_eq(&renewed, &served()), "it is read once");
    }
}
