//! What a hospital's IT is asked for.

use std::fmt;
use std::str::FromStr;

use openidconnect::IssuerUrl;
use secrecy::SecretString;

/// A provider, as it is set. Its secret does not stand in `Debug`.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who it is.
    pub issuer: Issuer,
    /// Who we are there.
    pub client_id: String,
    /// What proves it.
    pub secret: SecretString,
    /// What people call an account there: “Sign in with your …”.
    pub name: String,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// The claim that says what somebody is there, where that counts for something.
    pub role_claim: Option<String>,
}

/// The address of a provider, which is also its name in every token. `https`, but on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    text: String,
    url: IssuerUrl,
}

impl Issuer {
    /// As it is set: compared letter by letter.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn url(&self) -> IssuerUrl {
        self.url.clone()
    }

    /// Where its metadata stand.
    pub(crate) fn metadata(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.text.trim_end_matches('/'))
    }

    /// Whether it is reached over TLS alone.
    pub(crate) fn is_https(&self) -> bool {
        self.text.starts_with("https://")
    }

    /// Whether an address that it names may be gone to.
    pub(crate) fn may_name(&self, address: &str) -> bool {
        address.starts_with("https://") || (!self.is_https() && is_of_this_machine(address))
    }
}

impl FromStr for Issuer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "“{text}” is not the address of a provider. Write it as its metadata do under “issuer”, like \
                 https://login.example.nhs.uk/realms/staff."
            )
        };
        let url = IssuerUrl::new(text.to_owned()).map_err(|_| wrong())?;
        let is_plain = url.url().query().is_none() && url.url().fragment().is_none();
        if !is_plain || !(text.starts_with("https://") || is_of_this_machine(text)) {
            return Err(wrong());
        }
        Ok(Self { text: text.to_owned(), url })
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Plain HTTP to this machine alone: to try it out.
fn is_of_this_machine(address: &str) -> bool {
    let Ok(url) = openidconnect::url::Url::parse(address) else { return false };
    url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_reached_over_https_or_on_this_machine() {
        for good in ["https://login.example.nhs.uk/realms/staff", "https://a.org/", "http://127.0.0.1:8081"] {
            assert_eq!(good.parse::<Issuer>().unwrap().to_string(), good);
        }
        for wrong in [
            "http://login.example.nhs.uk",
            "login.example.nhs.uk",
            "",
            "https://a.org/?x=1",
            "http://127.0.0.1.evil.example",
        ] {
            assert!(wrong.parse::<Issuer>().unwrap_err().contains("under “issuer”"), "{wrong}");
        }
    }

    #[test]
    fn its_metadata_stand_below_it_with_one_slash() {
        for issuer in ["https://a.org", "https://a.org/"] {
            let metadata = issuer.parse::<Issuer>().unwrap().metadata();
            assert_eq!(metadata, "https://a.org/.well-known/openid-configuration");
        }
    }

    #[test]
    fn one_on_the_network_names_no_address_without_https() {
        let issuer: Issuer = "https://a.org".parse().unwrap();
        assert!(issuer.may_name("https://keys.a.org/k"));
        assert!(
            !issuer.may_name("http://a.org/k")
                && !issuer.may_name("http://127.0.0.1/k")
                && !issuer.may_name("file:///k")
        );
    }

    #[test]
    fn its_secret_is_in_no_log() {
        let settings = Settings {
            issuer: "https://a.org".parse().unwrap(),
            client_id: "ecmopt".to_owned(),
            secret: "very secret".into(),
            name: "account".to_owned(),
            scopes: Vec::new(),
            role_claim: None,
        };
        assert!(!format!("{settings:?}").contains("very secret"));
    }
}
