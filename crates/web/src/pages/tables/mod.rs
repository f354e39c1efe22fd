//! Tables out of a release: chosen, shown with a chart, taken away with what they are cited by.
//!
//! ```text
//! /tables?what=…&by=…&only=… ─► the same as a file: /tables/files/{csv|json|xlsx}?…
//!            └► /tables/release/{file}    everything that the release tells, and what may be asked of it
//! ```
//!
//! An address is a question; whoever has the address has the table. Nothing here knows a number that is not released.

pub(crate) mod files;
pub(crate) mod show;
mod told;

use std::sync::Arc;

use acts::Release;
use disclosure::cube::{Answer as Table, Query, Released};

use crate::{App, gate::Session, problem::Problem};

/// The entry of the menu.
const AREA: &str = "/tables";

/// What stands behind the question mark.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub(crate) struct Asked {
    what: Option<String>,
    by: Option<String>,
    by2: Option<String>,
    by3: Option<String>,
    only: Option<String>,
    only2: Option<String>,
    only3: Option<String>,
    release: Option<String>,
}

impl Asked {
    /// Those of some that were chosen.
    fn chosen(of: [&Option<String>; 3]) -> impl Iterator<Item = &str> {
        of.into_iter().filter_map(|text| text.as_deref().map(str::trim).filter(|text| !text.is_empty()))
    }

    fn what(&self) -> &str {
        self.what.as_deref().filter(|what| !what.is_empty()).unwrap_or("count")
    }

    fn by(&self) -> impl Iterator<Item = &str> {
        Self::chosen([&self.by, &self.by2, &self.by3])
    }

    fn only(&self) -> impl Iterator<Item = &str> {
        Self::chosen([&self.only, &self.only2, &self.only3])
    }

    fn release(&self) -> Option<&str> {
        self.release.as_deref().filter(|release| !release.is_empty())
    }

    /// The question as an address, to be kept: with the release that answered it.
    fn address(&self, of: &str, release: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("what", self.what());
        for (name, by) in ["by", "by2", "by3"].into_iter().zip(self.by()) {
            query.append_pair(name, by);
        }
        for (name, only) in ["only", "only2", "only3"].into_iter().zip(self.only()) {
            query.append_pair(name, only);
        }
        query.append_pair("release", release);
        format!("{of}?{}", query.finish())
    }

    /// The question, by what may be asked of a release alone.
    fn query(&self, release: &Release) -> Result<Query, Problem> {
        Query::read(release.schema(), self.what(), self.by(), self.only())
            .map_err(|refused| Problem::Unaskable(refused.to_string()))
    }
}

/// The release that is asked: the one that is named, or the last.
async fn release(app: &App, session: &Session, asked: &Asked) -> Result<Arc<Release>, Problem> {
    match app.acts.released(&app.call(session.actor()), asked.release()).await {
        Ok(release) => Ok(release),
        Err(acts::Error::Refused(sentence)) => Err(Problem::Unaskable(sentence)),
        Err(other) => Err(other.into()),
    }
}

/// What is told of a question.
fn answer(release: &Release, query: &Query) -> Result<Released<Table>, Problem> {
    let told = release.cube().answer(release.schema(), query);
    told.map_err(|refused| Problem::Unaskable(refused.to_string()))
}
