//! The table `[provider]`: sign-in at a hospital's own OpenID Connect provider.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use domain::actor::Post;
use domain::value::CentreCode;
use provider::{Issuer, Provider};
use secrecy::SecretString;
use serde::Deserialize;
use web::Federation;

use crate::cli::{ProviderArgs, RoleArg};
use crate::failure::Failure;
use crate::private;

/// What the client's secret is read from when no file is named. There is no way to say it on the command line, where
/// everybody on the machine could read it.
const SECRET: &str = "ECMOPT_PROVIDER_SECRET";

/// What is set of a provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProviderSettings {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret_file: Option<PathBuf>,
    /// “Sign in with your …”
    name: Option<String>,
    scopes: Option<Vec<String>>,
    local_sign_in: Option<bool>,
    ask_anew: Option<bool>,
    two_factors: Option<Vec<String>>,
    roles: Option<Roles>,
}

/// Which values of a claim confirm which posts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Roles {
    claim: String,
    confirms: BTreeMap<String, Vec<String>>,
}

impl ProviderSettings {
    /// The same with those of the command line over them.
    pub(super) fn served_as(self, args: &ProviderArgs) -> Self {
        Self {
            issuer: args.provider_issuer.clone().or(self.issuer),
            client_id: args.provider_client_id.clone().or(self.client_id),
            client_secret_file: args.provider_secret_file.clone().or(self.client_secret_file),
            ..self
        }
    }

    /// The provider; nothing when none is set.
    pub(super) fn federation(&self) -> Result<Option<Federation>, Failure> {
        let Some(issuer) = &self.issuer else {
            if *self == Self::default() {
                return Ok(None);
            }
            return Err(Failure::usage(
                "[provider] names no issuer. Add issuer = \"https://…\", or take the table out.",
            ));
        };
        let issuer: Issuer = issuer.parse().map_err(Failure::usage)?;
        let client_id = self.client_id.clone().ok_or_else(|| {
            Failure::usage("[provider] names no client_id. Your hospital’s IT knows it: they have registered the service.")
        })?;
        let settings = provider::Settings {
            issuer,
            client_id,
            secret: secret(self.client_secret_file.as_deref(), std::env::var(SECRET).ok())?,
            name: self.name.clone().unwrap_or_else(|| "hospital account".to_owned()),
            scopes: self.scopes.clone().unwrap_or_default(),
            role_claim: self.roles.as_ref().map(|roles| roles.claim.clone()),
        };
        let provider = Provider::new(settings).map_err(|error| Failure::refused(format!("{error}.")))?;
        Ok(Some(Federation {
            provider: Arc::new(provider),
            local: self.local_sign_in.unwrap_or(true),
            ask_anew: self.ask_anew.unwrap_or(true),
            two_factors: self.two_factors.clone().unwrap_or_default(),
            confirms: self.roles.as_ref().map(Roles::confirms).transpose()?,
        }))
    }
}

impl Roles {
    fn confirms(&self) -> Result<BTreeMap<String, Vec<Post>>, Failure> {
        let posts = |(value, posts): (&String, &Vec<String>)| {
            let posts: Result<Vec<_>, _> = posts.iter().map(|text| post(text)).collect();
            posts.map(|posts| (value.clone(), posts))
        };
        self.confirms.iter().map(posts).collect()
    }
}

/// `centre-lead at STH`, `administrator`.
fn post(text: &str) -> Result<Post, Failure> {
    let wrong = |problem: &str| {
        Failure::usage(format!(
            "“{text}” in [provider.roles.confirms] is no role: {problem}. Write it like “centre-lead at STH” or \
             “administrator”."
        ))
    };
    let (role, centre) = text.split_once(" at ").map_or((text, None), |(role, centre)| (role, Some(centre)));
    let role = RoleArg::from_str(role.trim(), false).map_err(|_| wrong("there is none of this name"))?;
    let centre =
        centre.map(|code| CentreCode::parse(code.trim()).ok_or_else(|| wrong("it names no centre’s code")));
    Post::of(role.into(), centre.transpose()?).map_err(|problem| wrong(problem.trim_end_matches('.')))
}

/// The client's secret, from a file or from the environment.
fn secret(file: Option<&Path>, environment: Option<String>) -> Result<SecretString, Failure> {
    let text = match file {
        Some(path) => {
            private::watch("the provider’s secret", path);
            std::fs::read_to_string(path).map_err(|error| {
                Failure::io(&format!("reading the provider’s secret {}", path.display()), &error)
            })?
        }
        None => environment.unwrap_or_default(),
    };
    match text.trim() {
        "" => Err(Failure::usage(format!(
            "[provider] has no secret. Put what your hospital’s IT gave you into a file that only the service can \
             read and name it as client_secret_file, or into {SECRET}."
        ))),
        secret => Ok(SecretString::from(secret)),
    }
}

#[cfg(test)]
mod tests {
    use domain::actor::Role;

    use super::*;

    fn read(text: &str) -> ProviderSettings {
        toml::from_str(text).unwrap()
    }

    const WHOLE: &str = r#"
        issuer = "https://login.example.nhs.uk/realms/staff"
        client_id = "ecmopt"
        name = "Sheffield Teaching Hospitals account"
        scopes = ["groups"]
        local_sign_in = false
        two_factors = ["mfa"]
        [roles]
        claim = "groups"
        [roles.confirms]
        "ecmo-physio-leads" = ["centre-lead at STH", "data-entry at STH"]
        "ecmo-admins" = ["administrator"]
    "#;

    #[test]
    fn none_is_set_without_a_word() {
        assert!(ProviderSettings::default().federation().unwrap().is_none());
    }

    #[test]
    fn everything_is_read_and_the_secret_is_told_to_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "very secret\n").unwrap();
        let args = ProviderArgs { provider_secret_file: Some(file), ..ProviderArgs::default() };
        let federation = read(WHOLE).served_as(&args).federation().unwrap().unwrap();
        assert_eq!(federation.provider.issuer(), "https://login.example.nhs.uk/realms/staff");
        assert!(!federation.local && federation.ask_anew);
        let confirms = federation.confirms.as_ref().unwrap();
        let posts = &confirms["ecmo-physio-leads"];
        assert_eq!((posts[0].role, posts[0].centre.as_ref().unwrap().as_str()), (Role::CentreLead, "STH"));
        assert_eq!(confirms["ecmo-admins"][0].role, Role::Administrator);
        assert!(!format!("{federation:?}").contains("very secret"));
    }

    #[test]
    fn the_command_line_stands_over_the_file() {
        let args = ProviderArgs { provider_client_id: Some("other".to_owned()), ..ProviderArgs::default() };
        let settings = read(WHOLE).served_as(&args);
        assert_eq!(settings.client_id.as_deref(), Some("other"));
        assert_eq!(settings.issuer.as_deref(), Some("https://login.example.nhs.uk/realms/staff"));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let refused = |text: &str| read(text).federation().unwrap_err().to_string();
        assert!(refused("client_id = \"x\"").contains("names no issuer"));
        assert!(refused("issuer = \"https://a.org\"").contains("names no client_id"));
        assert!(refused("issuer = \"http://a.org\"\nclient_id = \"x\"").contains("under “issuer”"));
        assert!(secret(None, None).unwrap_err().to_string().contains("has no secret"));
        assert!(secret(None, Some(" \n".to_owned())).unwrap_err().to_string().contains(SECRET));
        let missing = secret(Some(Path::new("/nowhere/secret")), Some("x".to_owned())).unwrap_err();
        assert!(
            missing.to_string().contains("There is no such file"),
            "a file that is named is the one: {missing}"
        );
        for wrong in ["king", "centre-lead", "administrator at STH", "centre-lead at ???"] {
            assert!(post(wrong).unwrap_err().to_string().contains("centre-lead at STH"), "{wrong}");
        }
        assert!(toml::from_str::<ProviderSettings>("client_secret = \"x\"").is_err(), "not in this file");
    }
}
