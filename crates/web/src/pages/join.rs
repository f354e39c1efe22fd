//! A link that lets somebody in once: to become a member, or to choose a new password.
//!
//! The secret stands in the address of the page and in its form, nowhere else: the log leaves it out, and no other
//! site learns where a visitor came from.

use axum::{extract::State, http::HeaderMap};
use secrecy::SecretString;
use store::{Errand, Invitation, NO_LINK, Proof, Purpose, SessionState, Store};
use tracing::{info, warn};

use super::{
    Answer,
    account::password::{Wrong, boxes, typed_twice},
    people::post_in_words,
    plain_chrome,
    provider::leave::leave,
    question::{self, Question},
    see_other, signing,
};
use crate::{
    App,
    address::From,
    cookie::Token,
    csrf::{self, ProtectedForm},
    extract::Path,
    menu,
    problem::Problem,
    ui::Beside,
};

/// GET /join/{link}
pub(crate) async fn show(State(app): State<App>, Path(link): Path<String>, headers: HeaderMap) -> Answer {
    let visitor = Visitor::of(&app, &headers).await?;
    let invitation = match opened(&app, &link).await? {
        Ok(invitation) => invitation,
        Err(sentence) => return visitor.tell(&app, sentence),
    };
    visitor.page(&app, &link, &invitation, None).await
}

/// POST /join
pub(crate) async fn submit(
    State(app): State<App>,
    From(source): From,
    headers: HeaderMap,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (link, now) = (posted.get("link"), app.world.now());
    let visitor = Visitor::of(&app, &headers).await?;
    let invitation = match opened(&app, link).await? {
        Ok(invitation) => invitation,
        Err(sentence) => return visitor.tell(&app, sentence),
    };
    if is_join(&invitation) && invitation.is_known {
        return accept_as_member(&app, &visitor, link, &invitation).await;
    }
    if !app.config.takes_passwords() {
        return visitor.page(&app, link, &invitation, None).await;
    }
    if let Err(wrong) = typed_twice(&posted) {
        return visitor.page(&app, link, &invitation, Some(&wrong)).await;
    }
    let password = SecretString::from(posted.get("new_password"));
    let member = match app.store.accept(now, link, password.clone()).await {
        Ok(member) => member,
        Err(error) => {
            let wrong = ("new_password", question::refusal(error)?);
            return visitor.page(&app, link, &invitation, Some(&wrong)).await;
        }
    };
    info!(%member, "came in by a link");
    // They have just chosen the password: there is no need to ask for it.
    match app.store.sign_in(&invitation.login, password, &source, now).await {
        // Whoever has a second factor shows it, also after a new password.
        Ok(actor) if !app.store.factors(actor.member).await?.is_any() => {
            signing::end_session_before(&app, &headers).await?;
            let session = signing::begin(&app, &actor, source, &headers, Proof::One).await?;
            let answer = see_other(menu::first_page(session.actor()));
            Ok(signing::with_cookie(answer, session.cookie().set(&app.config)))
        }
        _ => Ok(see_other("/sign-in")),
    }
}

/// POST /join/provider: the same with an account of the provider in place of a password.
pub(crate) async fn at_provider(
    State(app): State<App>,
    From(source): From,
    headers: HeaderMap,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let link = posted.get("link");
    let visitor = Visitor::of(&app, &headers).await?;
    match opened(&app, link).await? {
        Err(sentence) => visitor.tell(&app, sentence),
        Ok(invitation) if is_join(&invitation) && invitation.is_known => {
            visitor.page(&app, link, &invitation, None).await
        }
        Ok(_) => leave(&app, &headers, &source, Errand::Accept(Store::link_hash(link)), "").await,
    }
}

/// What a link is; the sentence that says why it leads nowhere.
async fn opened(app: &App, link: &str) -> Result<Result<Invitation, &'static str>, Problem> {
    let Some(invitation) = app.store.invitation(link, app.world.now()).await? else {
        warn!("a link that was never given");
        return Ok(Err(NO_LINK));
    };
    Ok(match invitation.state.closed() {
        Some(sentence) => {
            warn!(invitation = %invitation.id, "a link that is used up or over");
            Err(sentence)
        }
        None => Ok(invitation),
    })
}

/// Somebody who is a member already, and is let in at one more place.
async fn accept_as_member(app: &App, visitor: &Visitor, link: &str, invitation: &Invitation) -> Answer {
    let Some(session) = &visitor.session else {
        return visitor.page(app, link, invitation, None).await;
    };
    match app.store.accept_as(&session.actor, app.world.now(), link).await {
        Ok(_) => Ok(see_other("/account")),
        Err(error) => visitor.tell(app, &question::refusal(error)?),
    }
}

fn is_join(invitation: &Invitation) -> bool {
    matches!(invitation.purpose, Purpose::Join { .. })
}

/// Whoever has opened the link, signed in or not.
struct Visitor {
    token: Token,
    session: Option<store::Session>,
}

impl Visitor {
    async fn of(app: &App, headers: &HeaderMap) -> Result<Self, Problem> {
        let token = Token::of_visit(headers, &app.config, &app.world)?;
        let found = app.store.session_find(token.as_str(), app.world.now(), app.config.idle).await?;
        let session = match found {
            SessionState::Live(session) => Some(session),
            _ => None,
        };
        Ok(Self { token, session })
    }

    fn marked(&self, app: &App, title: &str) -> Question {
        let csrf = csrf::token_of_visit(&self.token, app.world.now());
        Question::marked(csrf, plain_chrome(app, title), "")
    }

    fn drawn(&self, app: &App, page: Question) -> Answer {
        Ok(signing::with_cookie(page.draw()?, self.token.set(&app.config)))
    }

    /// A page that only tells why the link leads nowhere.
    fn tell(&self, app: &App, sentence: &str) -> Answer {
        let page = self.marked(app, "This link cannot be used").tell(sentence).way("/sign-in", "Sign in");
        self.drawn(app, page)
    }

    async fn page(&self, app: &App, link: &str, invitation: &Invitation, wrong: Option<&Wrong>) -> Answer {
        let directory = app.store.directory().await?;
        let mut page = match &invitation.purpose {
            Purpose::Password { .. } => self
                .marked(app, "Choose a new password")
                .tell("When it is chosen, you are signed out everywhere else."),
            Purpose::Join { post, .. } if invitation.is_known => {
                return self.page_of_member(app, link, invitation, &post_in_words(post, &directory));
            }
            Purpose::Join { post, .. } => self.marked(app, "Become a member").tell(format!(
                "{} invites you to this audit. You will be: {}.",
                invitation.by,
                post_in_words(post, &directory)
            )),
        };
        if app.config.takes_passwords() {
            let text = if is_join(invitation) { "Become a member" } else { "Choose this password" };
            page = page.send("/join", text);
            page.fields.extend(boxes(wrong));
            page.login.clone_from(&invitation.login);
        }
        page.beside = app.config.federation.as_ref().map(|federation| Beside {
            action: "/join/provider",
            csrf: page.csrf.clone(),
            hidden: vec![("link", link.to_owned())],
            text: format!("Use your {}", federation.provider.name()),
            is_first: !federation.local,
            kept: Vec::new(),
        });
        let page = page.tell(format!("Your user name is {}.", invitation.login));
        self.drawn(app, with_link(page, link))
    }

    /// Somebody with this user name is a member: they accept when they are signed in.
    fn page_of_member(&self, app: &App, link: &str, invitation: &Invitation, post: &str) -> Answer {
        let page = self
            .marked(app, "Be a member at one more place")
            .tell(format!("{} invites {} to be something more: {post}.", invitation.by, invitation.login));
        let is_theirs = self.session.is_some();
        let page = if is_theirs {
            with_link(page.send("/join", "Accept"), link)
        } else {
            let next: String = form_urlencoded::byte_serialize(format!("/join/{link}").as_bytes()).collect();
            page.tell("You have an account already. Sign in with it, and accept then.")
                .way(format!("/sign-in?next={next}"), "Sign in")
        };
        self.drawn(app, page)
    }
}

fn with_link(mut page: Question, link: &str) -> Question {
    page.hidden.push(("link", link.to_owned()));
    page
}
