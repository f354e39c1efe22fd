//! A forgotten password: a link by e-mail, where the service sends some. Whoever asks reads the same whether there is such
//! a member or not.

use axum::{extract::State, http::HeaderMap};

use super::{
    Answer, plain_chrome,
    question::{self, Question, Typed},
    signing::{Refusal, with_cookie},
};
use crate::{
    App,
    address::From,
    cookie::Token,
    csrf::{self, ProtectedForm},
    mailed,
    problem::Problem,
};

const ADDRESS: &str = "/sign-in/forgotten";

const OFFERED: &str = "If your user name is an e-mail address, you can be sent a link with which you choose a new \
    password. If it is none, ask the lead of your centre, or an administrator of the network, for a link.";

const NOT_OFFERED: &str = "No links are mailed from here. Ask the lead of your centre, or an administrator of the network, \
    for a link to choose a new password.";

const ASKED: &str = "If there is an account with this user name, and the user name is an e-mail address, a link is on its \
    way to it. It works once, for an hour.";

const NOTHING_CAME: &str = "Nothing has come? Look among the unwanted mail. Another link is sent after a quarter of an hour \
    at the earliest. Or ask the lead of your centre, or an administrator of the network, for a link.";

/// GET /sign-in/forgotten
pub(crate) async fn show(State(app): State<App>, headers: HeaderMap) -> Answer {
    Visit::of(&app, &headers)?.ask(Typed::default())
}

/// POST /sign-in/forgotten
pub(crate) async fn submit(
    State(app): State<App>,
    From(source): From,
    headers: HeaderMap,
    ProtectedForm(form): ProtectedForm,
) -> Answer {
    let visit = Visit::of(&app, &headers)?;
    let login = form.get("login").trim();
    if app.config.mails_passwords().is_none() {
        return visit.ask(Typed::default());
    }
    if login.is_empty() {
        return visit.ask(Typed::wrong("", "Enter your user name"));
    }
    if let Err(error) = app.store.count_forgotten(&source, app.world.now()).await {
        let refusal = Refusal::of_forgotten(error)?;
        return Ok(refusal.on(visit.ask(Typed::wrong(login, refusal.words.as_str()))?));
    }
    mailed::begin(&app, login)?;
    visit.draw(visit.titled("Look into your e-mail").tell(ASKED).tell(NOTHING_CAME))
}

/// Somebody at the page, in their browser.
struct Visit<'a> {
    app: &'a App,
    token: Token,
}

impl<'a> Visit<'a> {
    fn of(app: &'a App, headers: &HeaderMap) -> Result<Self, Problem> {
        Ok(Self { app, token: Token::of_visit(headers, &app.config, &app.world)? })
    }

    /// The page that asks for the user name or, where no link can be mailed, says so.
    fn ask(&self, login: Typed) -> Answer {
        let page = self.titled("Forgotten your password?");
        self.draw(match self.app.config.mails_passwords() {
            Some(_) => page.tell(OFFERED).ask(question::user_name(login)).send(ADDRESS, "Send the link"),
            None => page.tell(NOT_OFFERED),
        })
    }

    fn titled(&self, title: &str) -> Question {
        let csrf = csrf::token_of_visit(&self.token, self.app.world.now());
        Question::marked(csrf, plain_chrome(self.app, title), "")
    }

    fn draw(&self, page: Question) -> Answer {
        let page = page.way("/sign-in", "Back to signing in").draw()?;
        Ok(with_cookie(page, self.token.set(&self.app.config)))
    }
}
