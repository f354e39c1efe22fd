//! What is told in the audit trail, by kind and in words.

/// What an event of the trail is about, as far as people look for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrailKind {
    /// Signing in and out, and what one signs in with.
    SignIn,
    /// Who becomes, is and ceases to be what.
    People,
    /// Records entered, changed, signed off and asked about.
    Records,
    /// Records that somebody looked at or took out.
    Reads,
    /// Files that were sent for an import, and what was imported.
    Files,
    /// Cycles, packs, cases and what the network decides.
    Network,
    /// The installation: its directory, its calendar, its questions, its schema.
    Service,
}

impl TrailKind {
    /// Each of them, in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::SignIn, Self::People, Self::Records, Self::Reads, Self::Files, Self::Network, Self::Service];

    /// As it stands in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::People => "members",
            Self::Records => "records",
            Self::Reads => "reads",
            Self::Files => "files",
            Self::Network => "network",
            Self::Service => "service",
        }
    }

    /// The kind that an address names.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether its events name records, so that whoever sees no records sees how many there were and no more.
    pub(super) const fn names_records(self) -> bool {
        matches!(self, Self::Records | Self::Reads | Self::Files)
    }

    /// The actions of its events.
    pub(super) fn actions(self) -> impl Iterator<Item = &'static str> {
        ACTIONS.iter().filter(move |(_, kind, _)| *kind == self).map(|(action, ..)| *action)
    }
}

/// What the trail calls an action, its kind, and what was done in words.
type Told = (&'static str, TrailKind, &'static str);

use TrailKind::{Files, Network, People, Reads, Records, Service, SignIn};

#[rustfmt::skip]
const ACTIONS: [Told; 84] = [
    ("session.begin",      SignIn,  "Signed in"),
    ("session.prove",      SignIn,  "Proved again who they are"),
    ("session.end",        SignIn,  "Signed out"),
    ("sign_in.refuse",     SignIn,  "Was not signed in"),
    ("provider.connect",   SignIn,  "Connected an account of their hospital"),
    ("provider.disconnect", SignIn, "Disconnected the account of their hospital"),
    ("factor.begin",       SignIn,  "Began to set an authenticator app up"),
    ("factor.confirm",     SignIn,  "Set an authenticator app up"),
    ("factor.codes",       SignIn,  "Made new recovery codes"),
    ("factor.recover",     SignIn,  "Used a recovery code"),
    ("factor.remove",      SignIn,  "Took the second factor away"),
    ("passkey.add",        SignIn,  "Set a passkey up"),
    ("passkey.suspect",    SignIn,  "Was refused: a passkey may have been copied"),
    ("passkey.remove",     SignIn,  "Took a passkey away"),
    ("member.password",    SignIn,  "Changed a password"),
    ("member.add",         People,  "Added a member"),
    ("member.retire",      People,  "Retired a member"),
    ("membership.give",    People,  "Gave a membership"),
    ("membership.change",  People,  "Changed a membership"),
    ("membership.end",     People,  "Ended a membership"),
    ("membership.review",  People,  "Looked at memberships again"),
    ("glass.break",        People,  "Took sight of a centre’s records in an emergency"),
    ("glass.see",          People,  "Said that the centre knows of an emergency’s sight of its records"),
    ("invitation.make",    People,  "Made a link"),
    ("invitation.revoke",  People,  "Took a link back"),
    ("invitation.accept",  People,  "Used a link"),
    ("token.create",       People,  "Made a token for a program"),
    ("token.revoke",       People,  "Ended a program’s token"),
    ("permission.enter",   People,  "Entered a centre’s permission to submit"),
    ("record.create",      Records, "Entered a record"),
    ("record.edit",        Records, "Changed a record"),
    ("record.settle",      Records, "Settled a row that was kept aside"),
    ("record.withdraw",    Records, "Withdrew a record"),
    ("record.unlock",      Records, "Unlocked a record"),
    ("draft.save",         Records, "Saved a draft"),
    ("draft.delete",       Records, "Threw a draft away"),
    ("query.ask",          Records, "Asked about a record"),
    ("query.reply",        Records, "Replied to a query"),
    ("query.close",        Records, "Closed a query"),
    ("cycle.sign_off",     Records, "Signed records off"),
    ("record.read",        Reads,   "Read records"),
    ("record.extract",     Reads,   "Read every centre’s records"),
    ("finding.read",       Reads,   "Read which records a rule finds"),
    ("cycle.standing",     Reads,   "Read how far each centre is"),
    ("trail.read",         Reads,   "Took the audit trail out in a file"),
    ("upload.stage",       Files,   "Sent files"),
    ("upload.map",         Files,   "Said what the columns of files mean"),
    ("upload.drop",        Files,   "Threw sent files away"),
    ("upload.forget",      Files,   "Deleted sent files that were a week old"),
    ("import",             Files,   "Imported records"),
    ("import.undo",        Files,   "Undid an import"),
    ("cycle.open",         Network, "Opened a cycle"),
    ("cycle.grace",        Network, "Gave a cycle more time"),
    ("cycle.extend",       Network, "Gave a centre more time"),
    ("cycle.lock",         Network, "Locked a cycle"),
    ("cycle.unlock",       Network, "Unlocked a cycle"),
    ("cycle.freeze.begin", Network, "Began to freeze a cycle"),
    ("cycle.freeze",       Network, "Froze a cycle"),
    ("cycle.report",       Network, "Reported a cycle"),
    ("pack.ask",           Network, "Asked for a pack"),
    ("pack.begin",         Network, "Began to make a pack"),
    ("pack.ready",         Network, "Made a pack"),
    ("pack.fail",          Network, "Could not make a pack"),
    ("pack.publish",       Network, "Published a pack"),
    ("pack.withdraw",      Network, "Withdrew a pack"),
    ("pack.read",          Network, "Read a pack"),
    ("case.open",          Network, "Opened cases"),
    ("case.respond",       Network, "Responded to a case"),
    ("case.note",          Network, "Added to a case"),
    ("case.decide",        Network, "Decided a case"),
    ("case.close",         Network, "Closed a case"),
    ("corrections.sign",   Network, "Signed corrections off"),
    ("project.register",   Network, "Registered a research project"),
    ("project.edit",       Network, "Changed a research project"),
    ("project.submit",     Network, "Submitted a research project"),
    ("project.approve",    Network, "Approved a research project"),
    ("project.refuse",     Network, "Refused a research project"),
    ("project.withdraw",   Network, "Ended the approval of a research project"),
    ("project.close",      Network, "Closed a research project"),
    ("trail.forget",       Service, "Took from old events who did them"),
    ("directory.put",      Service, "Put the directory"),
    ("calendar.put",       Service, "Put the calendar"),
    ("questions.put",      Service, "Put the network’s questions"),
    ("instance.declare",   Service, "Said what the installation is for"),
];

/// What the program does of itself, and what leaves no event.
#[cfg(test)]
const UNTOLD: [&str; 18] = [
    "vouch.baseline",
    "cycle.judge_anew",
    "projection.settle",
    "health",
    "factor.use",
    "passkey.ask",
    "passkey.answer",
    "session.note",
    "token.note",
    "sign_in.begin",
    "sign_in.good",
    "provider.begin",
    "provider.end",
    // The names of writes that leave an event of another name.
    "passkey.use",
    "record.submit",
    "case.step",
    "project.step",
    "cycle.step",
];

/// The kind of an action, and what was done in words.
pub(super) fn told(action: &str) -> (TrailKind, &'static str) {
    let found = ACTIONS.iter().find(|(known, ..)| *known == action);
    found.map_or((Service, "Kept the database in order"), |(_, kind, words)| (*kind, words))
}

/// Whether the trail's readers are told of an action in words of its own.
#[cfg(test)]
fn is_told(action: &str) -> bool {
    UNTOLD.contains(&action) || ACTIONS.iter().any(|(known, ..)| *known == action)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn what_is_done_is_told_once() {
        let mut actions: Vec<_> = ACTIONS.iter().map(|(action, ..)| *action).collect();
        actions.sort_unstable();
        actions.dedup();
        assert_eq!(actions.len(), ACTIONS.len());
    }

    #[test]
    fn the_book_lists_every_event_by_its_kind() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/book/security/logging.md");
        let page = std::fs::read_to_string(page).unwrap();
        for kind in TrailKind::ALL {
            let events: Vec<_> = kind.actions().map(|action| format!("`{action}`")).collect();
            let row = format!("| {} | {} |", kind.as_str(), events.join(", "));
            assert!(page.contains(&row), "docs/book/security/logging.md should hold:\n{row}");
        }
    }

    #[test]
    fn whatever_vouches_for_rows_is_told_in_words() {
        let (_, vouched_by) = include_str!("../../visibility.toml").split_once("\n[vouched_by]\n").unwrap();
        let tables = vouched_by.lines().filter(|line| !line.starts_with("audit_event"));
        let mut actions = tables.filter_map(|line| line.split('"').nth(1)).flat_map(|all| all.split(", "));
        assert_eq!(actions.find(|action| !is_told(action)), None);
    }

    #[test]
    fn every_write_is_told_in_words() {
        let names = sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
        let names: Vec<_> =
            names.iter().flat_map(|text| text.split("const NAME: &'static str = \"").skip(1)).collect();
        assert!(names.len() > 40);
        let untold: Vec<_> =
            names.iter().filter_map(|name| name.split('"').next()).filter(|name| !is_told(name)).collect();
        assert_eq!(untold, [] as [&str; 0]);
    }

    fn sources(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let read = |path: PathBuf| {
            if path.is_dir() { sources(&path) } else { vec![std::fs::read_to_string(path).unwrap()] }
        };
        entries.flat_map(read).collect()
    }

    #[test]
    fn a_kind_is_read_as_it_is_written() {
        for kind in TrailKind::ALL {
            assert_eq!(TrailKind::parse(kind.as_str()), Some(kind));
            assert!(kind.actions().next().is_some());
        }
        assert_eq!(TrailKind::parse("everything"), None);
    }
}
