//! The hash chain of the audit trail: each event's hash covers the one before it, so that no event can be
//! changed, removed or put in without every later hash changing.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use uuid::Uuid;

use crate::entity::audit_event;

/// The hash of nothing: what the first event follows.
const GENESIS: [u8; 32] = [0; 32];

/// The last link of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many events there are.
    pub seq: i64,
    /// The hash of the last one.
    pub hash: blake3::Hash,
}

impl Head {
    /// The head of an empty chain.
    pub(crate) const EMPTY: Self = Self { seq: 0, hash: blake3::Hash::from_bytes(GENESIS) };

    /// The event that follows this head, and the head after it.
    #[cfg(test)]
    fn append(self, event: Event) -> (audit_event::Model, Self) {
        let mut row = event.unlinked();
        let head = self.link(&mut row);
        (row, head)
    }

    /// Makes an event follow this head; the head after it.
    pub(crate) fn link(self, event: &mut audit_event::Model) -> Self {
        event.seq = self.seq + 1;
        event.prev_hash = self.hash.as_bytes().to_vec();
        let hash = hash(event);
        event.hash = hash.as_bytes().to_vec();
        Self { seq: event.seq, hash }
    }

    /// Checks that an event of which less is left than was hashed follows this head, by the hash that it had: the event
    /// after it holds on to that.
    pub(crate) fn follow_what_is_left(self, event: &audit_event::Model) -> Result<Self, String> {
        if event.seq != self.seq + 1 {
            return Err(format!("event {} is missing", self.seq + 1));
        }
        if event.prev_hash != self.hash.as_bytes() {
            return Err("it does not follow the event before it".to_owned());
        }
        let hash = blake3::Hash::from_slice(&event.hash).map_err(|_| "its hash was changed".to_owned())?;
        Ok(Self { seq: event.seq, hash })
    }

    /// Checks that a stored event follows this head; the head after it, or what is wrong.
    pub(crate) fn follow(self, event: &audit_event::Model) -> Result<Self, String> {
        self.follow_what_is_left(event)?;
        let hash = hash(event);
        if event.hash != hash.as_bytes() {
            return Err("its content was changed".to_owned());
        }
        Ok(Self { seq: event.seq, hash })
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

/// A head that was noted somewhere else, and must lie on the chain for ever: a pack prints it, a person keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// The number of its event; packs of earlier versions carry the hash alone.
    pub seq: Option<i64>,
    /// The hash of its event.
    pub hash: blake3::Hash,
}

impl FromStr for Anchor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let problem = || {
            format!(
                "“{text}” is no head of an audit trail. It looks like 1234:9f86d0…, as “ecmopt head” prints it."
            )
        };
        let (seq, hash) = match text.trim().split_once(':') {
            Some((seq, hash)) => (Some(seq.parse().ok().filter(|seq| *seq >= 0).ok_or_else(problem)?), hash),
            None => (None, text.trim()),
        };
        Ok(Self { seq, hash: blake3::Hash::from_hex(hash).map_err(|_| problem())? })
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.seq {
            Some(seq) => write!(f, "{seq}:{}", self.hash),
            None => write!(f, "{}", self.hash),
        }
    }
}

/// An event that waits for its place in the chain.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    pub(crate) member: Uuid,
    pub(crate) actor: String,
    pub(crate) action: &'static str,
    pub(crate) subject: String,
    pub(crate) detail: String,
    pub(crate) through: Option<String>,
    pub(crate) centre: Option<String>,
}

impl Event {
    /// The event as it is stored, before it has its place.
    pub(crate) fn unlinked(self) -> audit_event::Model {
        audit_event::Model {
            seq: 0,
            at: self.at.into(),
            member_id: self.member,
            actor: self.actor,
            action: self.action.to_owned(),
            subject: self.subject,
            detail: self.detail,
            through: self.through,
            centre: self.centre,
            prev_hash: Vec::new(),
            hash: Vec::new(),
        }
    }
}

fn hash(event: &audit_event::Model) -> blake3::Hash {
    let (seq, at) = (event.seq.to_be_bytes(), event.at.0.to_be_bytes());
    let mut fields = vec![
        event.prev_hash.as_slice(),
        &seq,
        &at,
        event.member_id.as_bytes(),
        event.actor.as_bytes(),
        event.action.as_bytes(),
        event.subject.as_bytes(),
        event.detail.as_bytes(),
    ];
    let (through, centre) = (event.through.as_deref(), event.centre.as_deref());
    if through.or(centre).is_none() {
        // As every event was hashed before these two were kept; whoever takes them away ends here, at another hash.
        return hash_fields("ecmopt audit event, version 1", &fields);
    }
    fields.extend([optional(through), optional(centre)]);
    hash_fields("ecmopt audit event, version 2", &fields)
}

/// Every field with its length before it, so that no two lists of fields read the same. The context keeps
/// hashes of different things apart.
pub(crate) fn hash_fields(context: &str, fields: &[&[u8]]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    for field in fields {
        hasher.update(&(field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    hasher.finalize()
}

/// A text that may be absent, as a field. An empty one is not the same as none; the program stores none.
pub(crate) fn optional(text: Option<&str>) -> &[u8] {
    match text {
        None => b"",
        Some("") => b"\0",
        Some(text) => text.as_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(subject: &str, detail: &str) -> Event {
        Event {
            at: Timestamp::UNIX_EPOCH,
            member: Uuid::nil(),
            actor: "somebody".to_owned(),
            action: "record.create",
            subject: subject.to_owned(),
            detail: detail.to_owned(),
            through: Some("session 1".to_owned()),
            centre: Some("STH".to_owned()),
        }
    }

    #[test]
    fn what_was_appended_follows() {
        let (first, after_first) = Head::EMPTY.append(event("a", "{}"));
        let (second, after_second) = after_first.append(event("b", "{}"));
        assert_eq!(Head::EMPTY.follow(&first), Ok(after_first));
        assert_eq!(after_first.follow(&second), Ok(after_second));
    }

    #[test]
    fn a_changed_event_does_not_follow() {
        let (mut first, _) = Head::EMPTY.append(event("a", "{}"));
        first.actor = "somebody else".to_owned();
        assert_eq!(Head::EMPTY.follow(&first), Err("its content was changed".to_owned()));
    }

    #[test]
    fn an_event_without_session_and_centre_is_hashed_as_it_always_was() {
        let event = Event { through: None, centre: None, ..event("a", "{}") };
        let (first, _) = Head::EMPTY.append(event);
        let put_in = audit_event::Model { centre: Some("STH".to_owned()), ..first.clone() };
        assert!(Head::EMPTY.follow(&first).is_ok() && Head::EMPTY.follow(&put_in).is_err());
        let hash = blake3::Hash::from_slice(&first.hash).unwrap().to_hex();
        assert_eq!(hash.as_str(), "4c96e0e1eba68c753b28268ecd0e54a41e5845ebc7a59caf37f914733487d20d");
    }

    #[test]
    fn a_head_is_read_as_it_is_written_and_its_hash_alone() {
        let (_, head) = Head::EMPTY.append(event("a", "{}"));
        let read = head.to_string().parse::<Anchor>();
        assert_eq!(read, Ok(Anchor { seq: Some(1), hash: head.hash }));
        assert_eq!(head.hash.to_string().parse(), Ok(Anchor { seq: None, hash: head.hash }));
        for wrong in ["", "1:", "x:12", "-1:ab", "7"] {
            assert!(wrong.parse::<Anchor>().unwrap_err().contains("ecmopt head"), "{wrong}");
        }
    }

    #[test]
    fn fields_do_not_run_into_each_other() {
        let (one, _) = Head::EMPTY.append(event("ab", "c"));
        let (other, _) = Head::EMPTY.append(event("a", "bc"));
        assert_ne!(one.hash, other.hash);
    }

    /// Three events that follow each other, and the head after each.
    fn three() -> (Vec<audit_event::Model>, Vec<Head>) {
        let mut head = Head::EMPTY;
        let step = |subject| {
            let (model, next) = head.append(event(subject, "{}"));
            head = next;
            (model, next)
        };
        ["a", "b", "c"].map(step).into_iter().unzip()
    }

    #[test]
    fn an_event_that_was_taken_out_is_missed_by_its_number() {
        let (events, heads) = three();
        assert_eq!(heads[0].follow(&events[2]), Err("event 2 is missing".to_owned()));
        assert_eq!(Head::EMPTY.follow(&events[1]), Err("event 1 is missing".to_owned()));
    }

    #[test]
    fn an_event_that_was_put_in_the_place_of_another_does_not_follow() {
        let (events, heads) = three();
        let (forged, _) = Head::EMPTY.append(event("x", "{}"));
        let forged = audit_event::Model { seq: 2, ..forged };
        assert_eq!(heads[0].follow(&forged), Err("it does not follow the event before it".to_owned()));
        let moved = audit_event::Model { seq: 3, ..events[1].clone() };
        assert!(heads[1].follow(&moved).is_err());
    }

    #[test]
    fn every_column_of_an_event_is_covered() {
        let (first, _) = Head::EMPTY.append(event("a", "{}"));
        for changed in [
            audit_event::Model { at: Timestamp::MAX.into(), ..first.clone() },
            audit_event::Model { member_id: Uuid::from_u128(1), ..first.clone() },
            audit_event::Model { action: "record.edit".to_owned(), ..first.clone() },
            audit_event::Model { subject: "b".to_owned(), ..first.clone() },
            audit_event::Model { detail: "{ }".to_owned(), ..first.clone() },
            audit_event::Model { through: None, ..first.clone() },
            audit_event::Model { through: None, centre: None, ..first.clone() },
            audit_event::Model {
                through: first.centre.clone(),
                centre: first.through.clone(),
                ..first.clone()
            },
            audit_event::Model { hash: vec![0; 32], ..first.clone() },
        ] {
            assert_eq!(Head::EMPTY.follow(&changed), Err("its content was changed".to_owned()));
        }
    }

    #[test]
    fn no_text_and_an_empty_one_are_not_the_same() {
        assert_ne!(optional(None), optional(Some("")));
        assert_eq!(optional(Some("why")), b"why");
    }

    #[test]
    fn hashes_of_different_things_are_kept_apart() {
        assert_ne!(hash_fields("one thing", &[b"a"]), hash_fields("another", &[b"a"]));
        assert_ne!(hash_fields("one thing", &[b"a", b""]), hash_fields("one thing", &[b"a"]));
    }
}
