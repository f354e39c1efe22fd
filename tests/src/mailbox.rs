//! A mail server on this machine that takes every message and keeps it for the test.

use std::io;
use std::time::Duration;

use mail::Outbox;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

/// A message has come by then.
const PATIENCE: Duration = Duration::from_secs(20);

/// One that was sent although it should not have been would have come by then.
const LONG_ENOUGH: Duration = Duration::from_millis(500);

/// A message as it was taken.
#[derive(Debug, Default)]
pub struct Letter {
    /// For whom, as the server was told.
    pub to: Vec<String>,
    /// What stands above the text.
    pub headers: String,
    /// What somebody reads.
    pub text: String,
}

/// A server that runs until the test is over.
#[derive(Debug)]
pub struct Mailbox {
    /// Its address, as it is set.
    pub address: String,
    letters: UnboundedReceiver<Letter>,
}

/// Sends by a server's address.
pub fn outbox(address: &str) -> Outbox {
    Outbox::new(&address.into(), "ECMO audit <audit@example.org>").expect("an address of this machine")
}

impl Mailbox {
    /// Starts one that is empty.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("smtp://{}", listener.local_addr().expect("an address"));
        let (taken, letters) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((far, _)) = listener.accept().await {
                tokio::spawn(talk(far, taken.clone()));
            }
        });
        Self { address, letters }
    }

    /// Sends by it.
    pub fn outbox(&self) -> Outbox {
        outbox(&self.address)
    }

    /// The next message, once it has come.
    pub async fn next(&mut self) -> Letter {
        let next = tokio::time::timeout(PATIENCE, self.letters.recv()).await;
        next.expect("a message comes").expect("the server runs")
    }

    /// Asserts that none comes.
    pub async fn stays_empty(&mut self) {
        let next = tokio::time::timeout(LONG_ENOUGH, self.letters.recv()).await;
        assert!(next.is_err(), "{next:?}");
    }
}

/// Speaks with whoever has connected, as far as SMTP needs it.
async fn talk(far: TcpStream, taken: UnboundedSender<Letter>) -> io::Result<()> {
    let (read, mut write) = far.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut letter = Letter::default();
    write.write_all(b"220 mailbox\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        if let Some(to) = line.strip_prefix("RCPT TO:") {
            letter.to.push(to.trim_matches(['<', '>']).to_owned());
        }
        if line == "DATA" {
            write.write_all(b"354 go on\r\n").await?;
            (letter.headers, letter.text) = content(&mut lines).await?;
            let _ = taken.send(std::mem::take(&mut letter));
        }
        write.write_all(b"250 well\r\n").await?;
    }
    Ok(())
}

/// Headers and text, up to the dot that ends a message.
async fn content(lines: &mut Lines<BufReader<OwnedReadHalf>>) -> io::Result<(String, String)> {
    let mut all = String::new();
    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
        all.push_str(line.strip_prefix('.').unwrap_or(&line));
        all.push('\n');
    }
    let (headers, text) = all.split_once("\n\n").expect("headers and a text");
    let is_quoted = headers.contains("quoted-printable");
    Ok((headers.to_owned(), if is_quoted { plain(text) } else { text.to_owned() }))
}

/// What was written as quoted-printable (RFC 2045).
fn plain(quoted: &str) -> String {
    let joined = quoted.replace("=\n", "");
    let mut parts = joined.split('=');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).expect("two digits"));
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8(bytes).expect("a text")
}
