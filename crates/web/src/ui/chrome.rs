//! What stands around every page: title, header, menu, notices, footer.

use crate::assets;

/// The frame of a page.
pub(crate) struct Chrome {
    /// What the page is.
    pub title: String,
    /// Name of the service in the header.
    pub brand: String,
    /// Who is signed in.
    pub user: Option<SignedIn>,
    /// The menu; empty when nobody is signed in.
    pub nav: Vec<NavItem>,
    /// The data shown are made up.
    pub synthetic: bool,
    /// Sight of a centre's records was taken, and until when it lasts.
    pub glass: Option<String>,
    /// The page above this one.
    pub back: Option<Link>,
    /// What has just been done.
    pub notice: Option<String>,
    /// The page shows errors; the title says so first.
    pub problem: bool,
    /// Where the skip link leads, and its words.
    pub skip: (&'static str, &'static str),
}

impl Chrome {
    /// The address of an asset, with its version.
    #[expect(clippy::unused_self, reason = "templates reach everything of the frame through it")]
    pub(crate) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// Adds the link to the page above.
    pub(crate) fn back(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.back = Some(Link { href: href.into(), text: text.into() });
        self
    }

    /// Leaves the menu out and lets the skip link lead past everything that comes before the work.
    pub(crate) fn minimal(mut self, skip_to: &'static str, words: &'static str) -> Self {
        self.nav.clear();
        self.skip = (skip_to, words);
        self
    }

    /// Marks the page as one that shows errors.
    pub(crate) fn problem(mut self, problem: bool) -> Self {
        self.problem = problem;
        self
    }

    /// Says what has just been done.
    pub(crate) fn notice(mut self, notice: Option<String>) -> Self {
        self.notice = notice;
        self
    }
}

/// The person in the header.
pub(crate) struct SignedIn {
    pub name: String,
    pub role: String,
    pub csrf: String,
}

/// One entry of the menu.
pub(crate) struct NavItem {
    pub href: &'static str,
    pub text: &'static str,
    pub current: bool,
}

/// A link in words.
pub(crate) struct Link {
    pub href: String,
    pub text: String,
}
