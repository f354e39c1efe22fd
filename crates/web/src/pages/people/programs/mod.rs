//! Programs that send and read records by themselves: the tokens by which they come, what each may do, and its end.

pub(crate) mod end;
pub(crate) mod list;
pub(crate) mod new;

use domain::{actor::Remit, dictionary::Dictionary};
use store::{Token, TokenId};

use super::super::Answer;
use crate::{App, entry::capitalised, gate::Session, problem::Problem};

const ADDRESS: &str = "/people/programs";

/// The token that an address names, when the actor keeps its holder.
async fn named(app: &App, session: &Session, id: &str) -> Result<Token, Problem> {
    let id = TokenId::parse(id).ok_or(Problem::NotFound)?;
    let tokens = app.store.tokens(session.actor(), app.world.now()).await?;
    tokens.into_iter().find(|token| token.id == id).ok_or(Problem::NotFound)
}

/// `Send records: physiotherapy contacts, patients`
fn remit_in_words(remit: &Remit) -> String {
    let purpose = capitalised(remit.purpose());
    if remit.forms.is_empty() {
        return format!("{purpose} of every form");
    }
    let title = |form: &String| {
        Dictionary::shipped().form(form).map_or_else(|| form.clone(), |form| form.title.to_owned())
    };
    format!("{purpose}: {}", remit.forms.iter().map(title).collect::<Vec<_>>().join(", "))
}
