//! Why somebody did not get in by the provider, cut by what they are told.

use openidconnect::{ClaimsVerificationError, ErrorResponse, RequestTokenError, SignatureVerificationError};

/// `Display` is for the log: nothing of it is shown to anybody, and no token stands in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It cannot be reached, or does not answer as a provider does.
    #[error("the provider cannot be used: {0}")]
    Down(String),
    /// Its clock and ours disagree, or its answer came much too late.
    #[error("the clocks disagree by more than two minutes: {0}")]
    Clocks(String),
    /// The person did not sign in there, or may not.
    #[error("the provider let nobody in: {0}")]
    Denied(String),
    /// It was asked to let the person sign in anew, and does not say that it did.
    #[error("the provider did not ask anew: {0}")]
    NotAnew(String),
    /// What came is not an answer to what was asked.
    #[error("the answer is refused: {0}")]
    Refused(String),
    /// The token is signed with a key that is not known yet.
    #[error("the answer is signed with an unknown key")]
    UnknownKey,
}

/// No text of a stranger fills the log.
const LONGEST: usize = 200;

impl Error {
    /// What the provider says against it. Its words come by way of the browser, so they are cut and cleaned.
    pub(crate) fn denied(code: &str, words: &str) -> Self {
        let told = format!("{code} {words}");
        let clean = told.chars().map(|c| if c.is_control() { ' ' } else { c });
        Self::Denied(clean.take(LONGEST).collect::<String>().trim_end().to_owned())
    }

    /// A key that is unknown after the keys were read again stays so.
    pub(crate) fn for_good(self) -> Self {
        match self {
            Self::UnknownKey => {
                Self::Refused("it is signed with a key that the provider does not publish".into())
            }
            other => other,
        }
    }
}

impl<R, E> From<RequestTokenError<R, E>> for Error
where
    R: std::error::Error + 'static,
    E: ErrorResponse + 'static,
{
    fn from(error: RequestTokenError<R, E>) -> Self {
        match error {
            RequestTokenError::ServerResponse(said) => {
                Self::Refused(format!("the code is not taken: {said}"))
            }
            RequestTokenError::Request(error) => Self::Down(error.to_string()),
            // Never with the body: a token may stand in it.
            RequestTokenError::Parse(error, _) => {
                Self::Refused(format!("there is no token that can be read: at {}", error.path()))
            }
            RequestTokenError::Other(text) => Self::Down(text),
        }
    }
}

impl From<ClaimsVerificationError> for Error {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::Expired(text) => Self::Clocks(text),
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
                Self::UnknownKey
            }
            ClaimsVerificationError::SignatureVerification(error) => Self::Refused(error.to_string()),
            other => Self::Refused(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_providers_words_are_cut_and_hold_no_line_break() {
        let Error::Denied(told) =
            Error::denied("access_denied", &format!("no\r\nlogin: admin {}", "x".repeat(9000)))
        else {
            panic!("it is a no")
        };
        assert!(told.starts_with("access_denied no  login: admin x"), "{told}");
        assert_eq!(told.len(), LONGEST);
    }
}
