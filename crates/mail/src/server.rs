//! Which servers may be set: none to which a link could be read on the way.

use std::net::IpAddr;

use url::Url;

/// Why a server or a sender cannot be used, in a sentence for whoever has set it. What was set as the server is never
/// repeated: a password may stand in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It is no address of a server.
    #[error(
        "smtp_url is not the address of a mail server. Write it like smtps://USER:PASSWORD@mail.example.org:465 or \
         smtp://USER:PASSWORD@mail.example.org:587?tls=required, with every sign in the password that is neither a \
         letter nor a digit as % and its two digits, such as %40 for @."
    )]
    Server,
    /// It is reached without encryption.
    #[error(
        "smtp_url reaches the mail server without encryption, so that passwords and links could be read on the way. \
         Begin it with smtps://, or end it with ?tls=required."
    )]
    Unencrypted,
    /// It is no address of a sender.
    #[error("“{0}” is no sender. Write mail_from like ECMO audit <audit@example.org>.")]
    Sender(String),
}

/// Refuses an address that names no server, and one without encryption unless it names this machine.
pub(crate) fn check(address: &str) -> Result<(), Unusable> {
    let url = Url::parse(address).map_err(|_| Unusable::Server)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(Unusable::Server)?;
    // A user without a password would be left out without a word.
    if url.username().is_empty() == url.password().is_some() {
        return Err(Unusable::Server);
    }
    let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value);
    match (url.scheme(), tls.as_deref()) {
        ("smtps", _) | ("smtp", Some("required")) => Ok(()),
        ("smtp", None | Some("opportunistic")) if is_this_machine(host) => Ok(()),
        ("smtp", None | Some("opportunistic")) => Err(Unusable::Unencrypted),
        _ => Err(Unusable::Server),
    }
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_reached_encrypted_or_on_this_machine() {
        for good in [
            "smtps://audit:secret@mail.example.org:465",
            "smtps://mail.example.org/audit.example.org",
            "smtp://audit:secret@mail.example.org:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtp://127.0.0.1?tls=opportunistic",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for open in [
            "smtp://audit:secret@mail.example.org:25",
            "smtp://mail.example.org?tls=opportunistic",
            "smtp://127.0.0.1.evil.example",
            "smtp://10.0.0.1",
        ] {
            assert_eq!(check(open), Err(Unusable::Unencrypted), "{open}");
        }
    }

    #[test]
    fn anything_else_is_refused_without_being_repeated() {
        for wrong in [
            "",
            "mail.example.org",
            "smtps:",
            "https://audit:secret@mail.example.org",
            "smtp://mail.example.org?tls=secret",
            "smtps://audit@mail.example.org",
            "smtps://:secret@mail.example.org",
            "smtps://audit:secret@mail.example.org:port",
        ] {
            let refused = check(wrong).unwrap_err();
            assert_eq!(refused, Unusable::Server, "{wrong}");
            assert!(!refused.to_string().contains("secret"));
        }
    }
}
