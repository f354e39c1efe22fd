//! What was typed on a page whose session had ended, given back after signing in again.
//!
//! ```text
//! a form is posted, nobody is signed in   ─► kept::needed   the sign-in page holds what was typed, in hidden boxes
//! the right password                      ─► layer          asks the page as the member, fills it, shows it
//! ```
//!
//! * What was typed stays in the browser that sent it, so there is nothing for a stranger to fill a disk with,
//!   nothing to clear away, and it works without JavaScript. It is shown to a member of the centre whose page
//!   it was typed on, which the form's token says, and to nobody else.
//! * A page that draws itself from what is posted (it takes a [`RedrawnForm`]) is asked to; every other page is
//!   drawn as it is and its boxes are filled ([`fill`]). A new form needs nothing here.
//! * Nothing is saved on the way: a [`ProtectedForm`] refuses to be read for showing, and a [`RedrawnForm`] hands
//!   out the button that only draws.
//!
//! [`RedrawnForm`]: crate::csrf::RedrawnForm
//! [`ProtectedForm`]: crate::csrf::ProtectedForm

mod fill;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use crate::{App, cookie::Token, csrf::ShowAgain, gate::Session, kept::Kept, pages, serve::Peer};

/// Larger pages are not filled.
const LARGEST_PAGE: usize = 8 << 20;

/// Somebody has signed in, or proved who they are, on a page that held what was typed before; left on the answer for
/// [`layer`].
#[derive(Clone)]
pub(crate) struct ShownAgain {
    pub session: Session,
    pub kept: Kept,
    pub after: After,
}

/// After what a page is shown again.
#[derive(Debug, Clone, Copy)]
pub(crate) enum After {
    /// Somebody has signed in.
    SignIn,
    /// Somebody has proved once more who they are.
    Proof,
}

/// After signing in again, the answer is the page that was sent too late.
pub(crate) async fn layer(State(asked): State<Asked>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let mut answer = next.run(request).await;
    let Some(ShownAgain { session, kept, after }) = answer.extensions_mut().remove() else { return answer };
    let mut page = match asked.filled(session.cookie(), &kept, after, peer).await {
        Some(page) => page,
        None => pages::kept::page(&asked.app, &session, &kept).into_response(),
    };
    page.headers_mut().extend(cookies(answer.headers()));
    page
}

fn cookies(
    headers: &HeaderMap,
) -> impl Iterator<Item = (Option<header::HeaderName>, header::HeaderValue)> + '_ {
    headers.get_all(header::SET_COOKIE).iter().map(|cookie| (Some(header::SET_COOKIE), cookie.clone()))
}

/// The routes, to be asked once more.
#[derive(Clone)]
pub(crate) struct Asked {
    app: App,
    routes: TowerToHyperService<Router>,
}

impl Asked {
    pub(crate) fn new(app: App, routes: Router) -> Self {
        Self { app, routes: TowerToHyperService::new(routes) }
    }

    /// The page with everything in it that was typed; nothing when it is not there any more.
    async fn filled(
        &self,
        cookie: &Token,
        kept: &Kept,
        after: After,
        peer: Option<Peer>,
    ) -> Option<Response> {
        let own = (Method::POST, kept.to.as_str());
        let before = (Method::GET, kept.page.as_str());
        let same = (Method::GET, kept.to.as_str());
        for (method, address) in [own, before, same] {
            let is_redrawn = method == Method::POST;
            let Some(page) = self.page(self.request(cookie, method, address, kept, peer)?).await else {
                continue;
            };
            if let Some(page) = fill::fill(&page, kept, after, !is_redrawn) {
                return Some(Html(page).into_response());
            }
        }
        None
    }

    /// A request in the name of whoever has signed in, which only asks to be shown something.
    fn request(
        &self,
        cookie: &Token,
        method: Method,
        address: &str,
        kept: &Kept,
        peer: Option<Peer>,
    ) -> Option<Request> {
        let body = if method == Method::POST { Body::from(kept.fields.clone()) } else { Body::empty() };
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header(header::COOKIE, cookie.sent(&self.app.config))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let mut request = request.extension(ShowAgain::mark()).body(body).ok()?;
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        Some(request)
    }

    /// The HTML of a page, when there is one.
    async fn page(&self, request: Request) -> Option<String> {
        let Ok(answer) = self.routes.call(request).await;
        let is_page = matches!(
            answer.status(),
            StatusCode::OK | StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY
        );
        let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !is_page || !kind.is_some_and(|kind| kind.starts_with("text/html")) {
            return None;
        }
        let bytes = to_bytes(answer.into_body(), LARGEST_PAGE).await.ok()?;
        String::from_utf8(bytes.to_vec()).ok()
    }
}
