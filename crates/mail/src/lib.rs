//! Leaf: sends a message by SMTP.
//!
//! ```text
//! Outbox::new    the server and the sender, as they are set; a sentence when they cannot be used
//! Outbox::send   one connection, one message of plain text, within twenty seconds; it is not tried again
//! ```
//!
//! Whom a message is for is said to the server alone: no error holds it, nor a word of the server, which may repeat it.

mod error;
mod server;

use std::fmt;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

pub use error::Error;
pub use server::Unusable;

/// A server that has not taken a message by then is down.
const PATIENCE: Duration = Duration::from_secs(20);

/// Nobody's note of absence answers what a program has sent (RFC 3834).
const SENT_BY: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// Where messages go out, and in whose name. Cheap to clone.
#[derive(Clone)]
pub struct Outbox {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Outbox {
    /// By a server's address, which may hold a password, and a sender like `ECMO audit <audit@example.org>`. Nothing is
    /// asked of the server yet.
    pub fn new(server: &SecretString, from: &str) -> Result<Self, Unusable> {
        let address = server.expose_secret();
        server::check(address)?;
        let from = from.parse().map_err(|_| Unusable::Sender(from.to_owned()))?;
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(address).map_err(|_| Unusable::Server)?;
        Ok(Self { server: server.timeout(Some(PATIENCE)).build(), from })
    }

    /// Sends a message of plain text. `Ok` says that the server has taken it, not that it has arrived.
    pub async fn send(&self, to: &str, subject: &str, text: String) -> Result<(), Error> {
        let message = self.message(to, subject, text)?;
        // The library's own patience is one for each step.
        match tokio::time::timeout(PATIENCE, self.server.send(message)).await {
            Ok(sent) => sent.map(drop).map_err(|error| Error::of(&error)),
            Err(_) => Err(Error::Late),
        }
    }

    fn message(&self, to: &str, subject: &str, text: String) -> Result<Message, Error> {
        let to: Address = to.parse().map_err(|_| Error::NoAddress)?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .message_id(None)
            .raw_header(HeaderValue::new(SENT_BY, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|error| Error::Unwritten(error.to_string()))
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbox")
    }
}

/// Whether a text is an address that a message can be sent to.
pub fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;

    use super::*;

    const FROM: &str = "ECMO audit <audit@example.org>";

    fn outbox(server: &str) -> Result<Outbox, Unusable> {
        Outbox::new(&server.into(), FROM)
    }

    /// A server that answers each line with the next of these, and is gone after the last; its address.
    fn answering(answers: &'static [&'static str]) -> String {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("smtp://{}", server.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut far, _) = server.accept().unwrap();
            let mut lines = BufReader::new(far.try_clone().unwrap()).lines();
            for answer in answers {
                far.write_all(answer.as_bytes()).unwrap();
                far.write_all(b"\r\n").unwrap();
                if lines.next().is_none() {
                    break;
                }
            }
        });
        address
    }

    async fn refused(answers: &'static [&'static str]) -> String {
        let outbox = outbox(&answering(answers)).unwrap();
        outbox.send("robin@example.org", "A subject", "A text".to_owned()).await.unwrap_err().to_string()
    }

    #[test]
    fn a_login_may_be_an_address_or_not() {
        for good in ["robin@example.org", "r.o'dyke+ecmo@sth.nhs.uk"] {
            assert!(is_address(good), "{good}");
        }
        for wrong in [
            "robin",
            "",
            "robin@",
            "Robin <robin@example.org>",
            "a@b.org\r\nBcc: c@d.org",
            "a@b.org, c@d.org",
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_message_is_plain_text_of_one_sender_to_one_address() {
        let outbox = outbox("smtp://127.0.0.1:25").unwrap();
        let message = outbox.message("robin@example.org", "Neu\r\nBcc: c@d.org", "Grüße".to_owned()).unwrap();
        let envelope = message.envelope();
        assert_eq!(envelope.to().len(), 1, "nobody is added by a subject");
        let text = String::from_utf8(message.formatted()).unwrap();
        for line in
            ["audit@example.org", "To: robin@example.org", "Auto-Submitted: auto-generated", "charset=utf-8"]
        {
            assert!(text.contains(line), "{line} is not in {text}");
        }
        assert!(!text.contains("\r\nBcc:"), "{text}");
        let nobody = outbox.message("robin", "A subject", String::new());
        assert_eq!(nobody.unwrap_err(), Error::NoAddress);
    }

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        assert!(Outbox::new(&"smtp://127.0.0.1:25".into(), "audit@example.org").is_ok());
        let wrong = Outbox::new(&"smtp://127.0.0.1:25".into(), "ECMO audit").unwrap_err();
        assert!(wrong.to_string().contains("“ECMO audit” is no sender"), "{wrong}");
    }

    #[test]
    fn its_password_is_in_no_log() {
        let outbox = outbox("smtps://audit:very%20secret@mail.example.org").unwrap();
        assert!(!format!("{outbox:?}").contains("secret"));
    }

    #[tokio::test]
    async fn what_a_server_says_of_somebody_is_not_repeated() {
        let told =
            refused(&["220 here", "250 here", "250 go on", "550 5.1.1 <robin@example.org> is unknown"]).await;
        assert_eq!(told, "the mail server answers 550");
        let told = refused(&["robin@example.org is no answer"]).await;
        assert_eq!(told, "the mail server cannot be used: its answer cannot be read");
    }

    #[tokio::test]
    async fn a_server_that_is_down_is_told_with_the_reason() {
        let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let outbox = outbox(&format!("smtp://{gone}")).unwrap();
        let told =
            outbox.send("robin@example.org", "A subject", String::new()).await.unwrap_err().to_string();
        assert!(told.starts_with("the mail server cannot be used: "), "{told}");
        assert!(!told.contains("robin"), "{told}");
    }
}
