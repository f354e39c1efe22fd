//! `ecmopt token`

use domain::actor::{Actor, Remit};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use store::{NewToken, Token, TokenId, TokenState};

use super::member;
use crate::cli::{ProgramMay, TokenCommand};
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(command: TokenCommand, settings: &Settings) -> Result<Outcome, Failure> {
    let store = super::open(settings).await?;
    let actor = Actor::system("token");
    let now = world::now();
    match command {
        TokenCommand::Create { member, label, days, may, forms } => {
            let member = member::find(&store, &actor, &member).await?;
            let expires = now + SignedDuration::from_hours(24 * i64::from(days));
            let remit = remit(&may, forms)?;
            let purpose = remit.purpose();
            let new = NewToken { member: member.id, label, remit, expires_at: Some(expires) };
            let (id, secret) = store.token_create(&actor, now, new).await?;
            eprintln!(
                "Token {id} for {}, to {purpose}, expires on {}. Its secret is not kept; this is the only time it is \
                 shown:",
                member.login,
                expires.strftime("%-d %B %Y")
            );
            println!("{}", secret.expose_secret());
        }
        TokenCommand::List => {
            for token in store.tokens(&actor, now).await? {
                println!("{}", line(&token));
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

fn remit(may: &[ProgramMay], forms: Vec<String>) -> Result<Remit, Failure> {
    let is = |what| may.is_empty() || may.contains(&what);
    Remit::of(is(ProgramMay::Send), is(ProgramMay::Read), forms).map_err(Failure::usage)
}

/// Id, holder, label, what it may do, until when, last use and state, with tabs between.
fn line(token: &Token) -> String {
    let or_none = |at: Option<jiff::Timestamp>| at.map_or_else(|| "–".to_owned(), |at| at.to_string());
    let state = match token.state {
        TokenState::Valid => "valid",
        TokenState::Ended(_) => "ended",
        TokenState::Over => "over",
        TokenState::HolderLeft => "its holder has left",
    };
    let forms =
        if token.remit.forms.is_empty() { "every form".to_owned() } else { token.remit.forms.join(",") };
    let (until, used) = (or_none(token.expires_at), or_none(token.used_at));
    let (id, holder, label, purpose) = (token.id, &token.holder, &token.label, token.remit.purpose());
    format!("{id}\t{holder}\t{label}\t{purpose}\t{forms}\t{until}\t{used}\t{state}")
}
