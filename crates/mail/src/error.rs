//! Why a message was not sent.

use crate::PATIENCE;

/// `Display` is for the log: neither an address stands in it nor what the server says in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nobody can be sent a message there.
    #[error("it is for no address")]
    NoAddress,
    /// It cannot be put into the form of a message.
    #[error("the message cannot be written: {0}")]
    Unwritten(String),
    /// The server takes too long.
    #[error("the mail server has not taken the message within {} seconds", PATIENCE.as_secs())]
    Late,
    /// The server does not take it; its number says why (RFC 5321): 535 is a wrong password, 550 an address that it
    /// does not know.
    #[error("the mail server answers {0}")]
    Refused(String),
    /// It cannot be reached, or does not speak as a mail server does.
    #[error("the mail server cannot be used: {0}")]
    Down(String),
}

impl Error {
    pub(crate) fn of(error: &lettre::transport::smtp::Error) -> Self {
        if let Some(code) = error.status() {
            return Self::Refused(code.to_string());
        }
        if error.is_response() {
            return Self::Down("its answer cannot be read".to_owned());
        }
        Self::Down(error.to_string())
    }
}
