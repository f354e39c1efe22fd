//! HTTPS by the service itself: what it speaks, what it refuses, and a certificate that is renewed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion, version};
use testkit::command::{Ecmopt, Serving};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use web::{Entrance, Limits, Tls};

const HOST: &str = "audit.example.org";

/// A certificate that signs itself, in a folder with its key.
struct Pair {
    folder: tempfile::TempDir,
    root: CertificateDer<'static>,
}

impl Pair {
    fn new() -> Self {
        let (folder, made) =
            (tempfile::tempdir().unwrap(), rcgen::generate_simple_self_signed([HOST.to_owned()]).unwrap());
        std::fs::write(folder.path().join("audit.crt"), made.cert.pem()).unwrap();
        std::fs::write(folder.path().join("audit.key"), made.signing_key.serialize_pem()).unwrap();
        let root = CertificateDer::from_pem_slice(made.cert.pem().as_bytes()).unwrap();
        Self { folder, root }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn args(&self) -> [String; 4] {
        let file = |name| self.file(name).display().to_string();
        ["--tls-certificate".to_owned(), file("audit.crt"), "--tls-key".to_owned(), file("audit.key")]
    }

    /// A client that trusts this certificate alone and speaks some versions.
    fn client(&self, versions: &[&'static SupportedProtocolVersion]) -> TlsConnector {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
        TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
    }
}

fn authority(serving: &Serving) -> String {
    serving.url.strip_prefix("https://").expect("it says that it speaks HTTPS").to_owned()
}

async fn handshake(client: &TlsConnector, at: &str) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(at).await.unwrap();
    client.connect(ServerName::try_from(HOST).unwrap(), stream).await
}

/// The answer to a request for the sign-in page.
async fn answer(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin) -> String {
    let request = format!("GET /sign-in HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn served(pair: &Pair, ecmopt: &Ecmopt) -> Serving {
    let args = pair.args();
    ecmopt.serve_with(&args.each_ref().map(String::as_str))
}

#[tokio::test]
async fn pages_are_served_in_both_versions_with_cookies_and_orders_for_https() {
    let (pair, ecmopt) = (Pair::new(), Ecmopt::new());
    let serving = served(&pair, &ecmopt);
    for (version, spoken) in
        [(&version::TLS13, ProtocolVersion::TLSv1_3), (&version::TLS12, ProtocolVersion::TLSv1_2)]
    {
        let stream = handshake(&pair.client(&[version]), &authority(&serving)).await.unwrap();
        let connection = stream.get_ref().1;
        assert_eq!(connection.protocol_version(), Some(spoken));
        let page = answer(stream).await.to_lowercase();
        assert!(page.starts_with("http/1.1 200 ok"), "{page}");
        assert!(page.contains("strict-transport-security: max-age=63072000; includesubdomains"), "{page}");
        let cookie = page.lines().find(|line| line.starts_with("set-cookie:")).expect("a visit has a cookie");
        assert!(cookie.contains("__host-") && cookie.contains("; secure"), "{cookie}");
    }
}

/// What a record is, and why it refuses (RFC 8446, section 6.2).
const ALERT: u8 = 0x15;
const HANDSHAKE: u8 = 0x16;
const NO_COMMON_SUITE: u8 = 40;
const VERSION: u8 = 70;
/// ECDHE with ECDSA and AES-128-GCM; RSA without forward secrecy.
const GOOD: [u8; 2] = [0xc0, 0x2b];
const OLD: [u8; 2] = [0, 0x9c];

/// The beginning of a handshake that names no version later than its own.
fn hello(minor: u8, suite: [u8; 2]) -> Vec<u8> {
    let extensions: [&[u8]; 3] = [
        // ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256; the curve P-256; points as they are.
        &[0, 13, 0, 6, 0, 4, 4, 3, 8, 4],
        &[0, 10, 0, 4, 0, 2, 0, 23],
        &[0, 11, 0, 2, 1, 0],
    ];
    let extensions = extensions.concat();
    let length = |bytes: usize| u8::try_from(bytes).unwrap();
    let mut body = [&[3, minor][..], &[7; 32], &[0, 0, 2], &suite, &[1, 0]].concat();
    body.extend([0, length(extensions.len())]);
    body.extend(extensions);
    let message = [&[1, 0, 0, length(body.len())][..], &body].concat();
    [&[HANDSHAKE, 3, 1, 0, length(message.len())][..], &message].concat()
}

/// The first record of the answer: what it is and, of a refusal, why.
async fn answer_to(at: &str, hello: &[u8]) -> (u8, Option<u8>) {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(hello).await.unwrap();
    let mut answer = [0; 7];
    stream.read_exact(&mut answer).await.unwrap();
    (answer[0], (answer[0] == ALERT).then_some(answer[6]))
}

#[tokio::test]
async fn an_older_version_and_suites_without_forward_secrecy_are_refused() {
    let (pair, ecmopt) = (Pair::new(), Ecmopt::new());
    let serving = served(&pair, &ecmopt);
    let at = authority(&serving);
    assert_eq!(answer_to(&at, &hello(3, GOOD)).await, (HANDSHAKE, None), "TLS 1.2 is spoken");
    for older in [1, 2] {
        assert_eq!(answer_to(&at, &hello(older, GOOD)).await, (ALERT, Some(VERSION)));
    }
    assert_eq!(answer_to(&at, &hello(3, OLD)).await, (ALERT, Some(NO_COMMON_SUITE)));
}

#[tokio::test]
async fn handshakes_that_do_not_end_give_their_places_away_and_do_not_hold_up_the_end() {
    let pair = Pair::new();
    let limits = Limits { connections: 4, ..Limits::default() };
    let tls = Some(Tls::read(&pair.file("audit.crt"), &pair.file("audit.key")).unwrap());
    let entrance = Entrance { tls, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
    let (ready, listening) = tokio::sync::oneshot::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let at = |address| _ = ready.send(address);
    let serving =
        tokio::spawn(web::serve(axum::Router::new(), entrance, limits, at, async { _ = stopped.await }));
    let address = listening.await.unwrap().to_string();
    let mut silent = Vec::new();
    for _ in 0..8 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(&[HANDSHAKE, 3, 1]).await.unwrap();
        silent.push(stream);
    }
    let stream = handshake(&pair.client(&[&version::TLS13]), &address).await.unwrap();
    assert!(answer(stream).await.starts_with("HTTP/1.1 404"), "a newcomer is answered");
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(5), silent[0].read_to_end(&mut rest)).await;
    assert!(closed.is_ok(), "whoever came first has given way, long before the time of a handshake is over");
    stop.send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(5), serving).await;
    assert!(ended.is_ok(), "what is not asked is not waited for");
}

#[tokio::test]
async fn whoever_asks_without_it_reads_what_to_type_and_nothing_else() {
    let (pair, ecmopt) = (Pair::new(), Ecmopt::new());
    let serving = served(&pair, &ecmopt);
    let stream = TcpStream::connect(authority(&serving)).await.unwrap();
    let told = answer(stream).await;
    assert!(told.starts_with("HTTP/1.1 400 Bad Request"), "{told}");
    assert!(told.ends_with("Type https:// before its address."), "{told}");
    let (head, words) = told.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("content-length: {}", words.len())), "{head}");
    assert!(head.contains("content-security-policy: "), "as every other answer: {head}");
}

#[tokio::test]
async fn a_client_that_does_not_know_the_certificate_gets_no_further() {
    let (pair, ecmopt) = (Pair::new(), Ecmopt::new());
    let serving = served(&pair, &ecmopt);
    let stranger = Pair::new().client(&[&version::TLS13]);
    assert!(handshake(&stranger, &authority(&serving)).await.is_err());
}

#[tokio::test]
async fn half_a_handshake_is_closed_and_others_go_on() {
    let pair = Pair::new();
    let moment = Duration::from_secs(2);
    let limits = Limits { silence: moment, header: moment, ..Limits::default() };
    let tls = Some(Tls::read(&pair.file("audit.crt"), &pair.file("audit.key")).unwrap());
    let entrance = Entrance { tls, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
    let (ready, listening) = tokio::sync::oneshot::channel();
    let at = |address| _ = ready.send(address);
    tokio::spawn(web::serve(axum::Router::new(), entrance, limits, at, std::future::pending()));
    let address = listening.await.unwrap().to_string();
    let mut half = TcpStream::connect(&address).await.unwrap();
    half.write_all(&[0x16, 3, 1]).await.unwrap();
    let stream = handshake(&pair.client(&[&version::TLS13]), &address).await.unwrap();
    assert!(answer(stream).await.starts_with("HTTP/1.1 404"), "somebody else is answered meanwhile");
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_mins(1), half.read_to_end(&mut rest)).await;
    assert!(closed.is_ok() && rest.is_empty(), "{rest:?}");
}

#[test]
fn settings_that_cannot_be_served_are_refused_before_anything_is_made() {
    let (pair, ecmopt) = (Pair::new(), Ecmopt::new());
    let [certificate_of, certificate, key_of, key] = pair.args();
    let refused = |args: &[&str]| {
        let said = ecmopt.run(&[&["serve", "--listen", "127.0.0.1:0"], args].concat());
        assert_eq!(said.code, 2, "{}", said.err);
        said.err
    };
    assert!(refused(&[&certificate_of, &certificate]).contains("Give both"));
    assert!(refused(&[&certificate_of, &key, &key_of, &key]).contains("it holds none"));
    let plain = [&*certificate_of, &certificate, &key_of, &key, "--public-url", "http://audit.example.org"];
    assert!(refused(&plain).contains("Begin the public address with https://"));
    assert!(!ecmopt.path("data").exists(), "no database was made");
}
