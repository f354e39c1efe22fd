//! `ecmopt member`

use std::io::{BufRead, IsTerminal};

use domain::actor::Actor;
use domain::value::CentreCode;
use secrecy::SecretString;
use store::{Member, NewMember, Store};

use crate::cli::MemberCommand;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(command: MemberCommand, settings: &Settings) -> Result<Outcome, Failure> {
    if matches!(command, MemberCommand::Add { .. } | MemberCommand::Password { .. }) {
        settings.look_at_breached()?;
    }
    // The first member may be added before the service has ever run.
    let store = match command {
        MemberCommand::Add { .. } => super::open_or_make(settings).await?,
        MemberCommand::List | MemberCommand::Password { .. } | MemberCommand::Retire { .. } => {
            super::open(settings).await?
        }
    };
    let actor = Actor::system("member");
    match command {
        MemberCommand::Add { login, name, role, centre } => {
            let centre = centre.map(|code| centre_code(&code)).transpose()?;
            let member = NewMember {
                login: login.clone(),
                name,
                role: role.into(),
                centre,
                password: password("First password")?,
            };
            store.add_member(&actor, world::now(), member).await?;
            eprintln!("{login} can sign in now.");
        }
        MemberCommand::Password { login } => {
            let member = find(&store, &actor, &login).await?;
            store.reset_password(&actor, world::now(), member.id, password("New password")?).await?;
            eprintln!("{login} signs in with the new password now; all their sessions have ended.");
        }
        MemberCommand::List => {
            let now = world::now();
            for member in store.members(&actor).await? {
                let posts: Vec<_> = member.held(now).map(|held| held.post.to_string()).collect();
                let posts = if posts.is_empty() { "–".to_owned() } else { posts.join(", ") };
                println!("{}\t{}\t{posts}", member.login, member.name);
            }
        }
        MemberCommand::Retire { login } => {
            let member = find(&store, &actor, &login).await?;
            store.retire_member(&actor, world::now(), member.id).await?;
            eprintln!("{login} can no longer sign in.");
        }
    }
    Ok(Outcome::Done)
}

/// A member by login.
pub(crate) async fn find(store: &Store, actor: &Actor, login: &str) -> Result<Member, Failure> {
    let members = store.members(actor).await?;
    let found = members.into_iter().find(|member| member.login.eq_ignore_ascii_case(login));
    found.ok_or_else(|| {
        Failure::refused(format!("There is no member {login}. “ecmopt member list” shows all."))
    })
}

/// A centre's code as it was typed.
pub(crate) fn centre_code(text: &str) -> Result<CentreCode, Failure> {
    CentreCode::parse(text).ok_or_else(|| Failure::usage(format!("“{text}” is not a centre code, like STH.")))
}

/// The first line of standard input.
fn password(what: &str) -> Result<SecretString, Failure> {
    if std::io::stdin().is_terminal() {
        eprintln!("{what} (it is shown while you type; the member should change it):");
    }
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure::io("Reading the password", &error))?;
    Ok(SecretString::from(line.trim_end_matches(['\r', '\n']).to_owned()))
}
