//! `ecmopt token`

use domain::actor::Actor;
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use store::TokenId;

use super::member;
use crate::cli::TokenCommand;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(command: TokenCommand, settings: &Settings) -> Result<Outcome, Failure> {
    let store = super::open(settings).await?;
    let actor = Actor::system("token");
    let now = world::now();
    match command {
        TokenCommand::Create { member, label, days } => {
            let member = member::find(&store, &actor, &member).await?;
            let expires = now + SignedDuration::from_hours(24 * i64::from(days));
            let (id, secret) = store.token_create(&actor, now, member.id, &label, Some(expires)).await?;
            eprintln!(
                "Token {id} for {} expires on {}. Its secret is not kept; this is the only time it is shown:",
                member.login,
                expires.strftime("%-d %B %Y")
            );
            println!("{}", secret.expose_secret());
        }
        TokenCommand::List => {
            for token in store.tokens(&actor).await? {
                let state = if token.revoked_at.is_some() { "revoked" } else { "valid" };
                let until = token.expires_at.map_or_else(|| "–".to_owned(), |at| at.to_string());
                println!("{}\t{}\t{until}\t{state}", token.id, token.label);
            }
        }
        TokenCommand::Revoke { id } => {
            let id = TokenId::parse(&id).ok_or_else(|| {
                Failure::usage(format!("“{id}” is not a token's id. “ecmopt token list” shows them."))
            })?;
            store.token_revoke(&actor, now, id).await?;
            eprintln!("Token {id} no longer works.");
        }
    }
    Ok(Outcome::Done)
}
