//! The people whom somebody keeps: a lead those of the own centre, an administrator everybody.

pub(crate) mod end;
pub(crate) mod invitation;
pub(crate) mod invite;
pub(crate) mod list;
pub(crate) mod password;
pub(crate) mod person;
pub(crate) mod posts;
pub(crate) mod programs;
pub(crate) mod retire;
pub(crate) mod review;
pub(crate) mod sign_out;

use acts::london;
use axum::http::{HeaderMap, header};
use domain::{
    actor::{Action, Actor, MemberId, Membership, MembershipId, Post, Role},
    centre::Directory,
    value::CentreCode,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use secrecy::{ExposeSecret, SecretString};
use store::{INVITATION_LASTS, Member, Token, TokenState};

use super::{
    Answer, chrome,
    question::{self, Question, Typed},
};
use crate::{
    App,
    entry::{capitalised, date_in_words, day_in_words, instant_in_words, read_date},
    gate::Session,
    problem::Problem,
    ui::{Colour, Field, OptionGroup, SelectOption, SummaryList, Tag},
};

const AREA: &str = "/people";

/// A membership is looked at again after so long.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Where the page of a member is.
fn address(id: MemberId) -> String {
    format!("{AREA}/{id}")
}

/// The member that an address names, when the actor keeps them.
async fn named(app: &App, session: &Session, id: &str) -> Result<Member, Problem> {
    let id = MemberId::parse(id).ok_or(Problem::NotFound)?;
    Ok(app.store.member(session.actor(), id).await?)
}

/// The membership that an address names, with its member, when the actor keeps them.
async fn held(app: &App, session: &Session, id: &str) -> Result<(Member, Membership), Problem> {
    let id = MembershipId::parse(id).ok_or(Problem::NotFound)?;
    let members = app.store.members(session.actor()).await?;
    let mut all = members.into_iter().flat_map(|member| {
        let held = member.memberships.clone();
        held.into_iter().map(move |held| (member.clone(), held))
    });
    all.find(|(_, held)| held.id == id).ok_or(Problem::NotFound)
}

/// `Centre lead at Papworth (PAP)`
pub(super) fn post_in_words(post: &Post, directory: &Directory) -> String {
    let role = capitalised(post.role.label());
    match &post.centre {
        Some(code) => format!("{role} at {}", directory.in_words(code.as_str())),
        None => role,
    }
}

/// The last day on which something holds that ends at an instant.
pub(super) fn last_day(end: Timestamp, zone: &TimeZone) -> String {
    day_in_words(end - SignedDuration::from_secs(1), zone)
}

/// Which programs stop with a post, or with everything that somebody is, so that none does unnoticed.
async fn stopping(
    app: &App,
    session: &Session,
    member: &Member,
    post: Option<&Membership>,
) -> Result<Option<String>, Problem> {
    let tokens = app.store.tokens(session.actor(), app.world.now()).await?;
    let acts = |token: &Token| {
        let is_of_post = post.is_none_or(|held| held.post == token.post);
        token.member == member.id && is_of_post && token.state == TokenState::Valid
    };
    let labels: Vec<_> = tokens.into_iter().filter(acts).map(|token| format!("“{}”", token.label)).collect();
    let who = if session.offers(Action::MakeTokens) {
        "make a token for it as yourself"
    } else {
        "let a lead of its centre make a token for it"
    };
    let labels = (!labels.is_empty()).then(|| labels.join(", "));
    Ok(labels.map(|labels| format!("Programs that stop: {labels}. If one must go on, {who} first.")))
}

/// From when to when a membership holds.
fn term(held: &Membership, zone: &TimeZone) -> String {
    let since = format!("since {}", day_in_words(held.begins_at, zone));
    match (held.ended_at, held.ends_at) {
        (Some(ended), _) => format!("{since}, ended on {}", day_in_words(ended, zone)),
        (None, Some(end)) => format!("{since}, until {}", last_day(end, zone)),
        (None, None) => since,
    }
}

/// Whether a membership holds, and was looked at within a year.
fn state(held: &Membership, now: Timestamp) -> Tag {
    if !held.holds(now) {
        return Tag::new(Colour::Grey, "over");
    }
    if is_to_review(held, now) {
        return Tag::new(Colour::Yellow, "to be looked at");
    }
    Tag::new(Colour::Green, "member")
}

/// Whether nobody has said for a year that a membership is still right.
fn is_to_review(held: &Membership, now: Timestamp) -> bool {
    let seen = held.reviewed_at.unwrap_or(held.begins_at);
    held.holds(now) && now.duration_since(seen) >= YEAR
}

/// What is asked about a post: the role, the centre, the last day.
#[derive(Default)]
struct Answers {
    role: Typed,
    centre: Typed,
    until: Typed,
}

impl Answers {
    /// Reads the post; `Err` holds what must be mended.
    fn read(
        actor: &Actor,
        posted: &crate::entry::Posted,
        now: Timestamp,
    ) -> Result<(Post, Option<Timestamp>), Box<Self>> {
        let typed = |name| Typed::of(posted.get(name).trim());
        let mut answers = Self { role: typed("becomes"), centre: typed("centre"), until: typed("until") };
        let role = Role::parse(&answers.role.text).filter(|role| actor.may_give().any(|own| own == *role));
        if role.is_none() {
            answers.role.error = Some("Choose what they will be".to_owned());
        }
        let centre = match &actor.centre {
            Some(own) => Some(own.clone()),
            None => CentreCode::parse(&answers.centre.text),
        };
        let centre = centre.filter(|_| role.is_some_and(Role::has_centre));
        if role.is_some_and(Role::has_centre) && centre.is_none() {
            answers.centre.error = Some("Choose the centre that they will belong to".to_owned());
        }
        let until = until(&answers.until.text, now);
        answers.until.error = until.as_ref().err().cloned();
        match (role, until) {
            (Some(role), Ok(until)) if answers.centre.error.is_none() => {
                Post::of(role, centre).map(|post| (post, until)).map_err(|sentence| {
                    answers.role.error = Some(sentence);
                    Box::new(answers)
                })
            }
            _ => Err(Box::new(answers)),
        }
    }

    /// The questions.
    fn ask(self, page: Question, actor: &Actor, directory: &Directory) -> Question {
        let page = page.ask(roles(actor, self.role));
        let page = match actor.centre {
            Some(_) => page,
            None => page.ask(centres(directory, "Only for data entry and centre leads.", self.centre)),
        };
        let hint = "Leave it empty when nobody knows. For example: 31 July 2027.";
        page.ask(question::line("until", "Last day (if it is known)", hint, "20", self.until))
    }
}

/// The instant at which a last day is over.
fn until(text: &str, now: Timestamp) -> Result<Option<Timestamp>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || "Enter the last day, like 31 July 2027, or leave it empty".to_owned();
    let day = read_date(text).ok_or_else(wrong)?;
    let zone = london().map_err(|_| wrong())?;
    let midnight = day.tomorrow().map(|next| next.at(0, 0, 0, 0)).map_err(|_| wrong())?;
    let end = zone.to_timestamp(midnight).map_err(|_| wrong())?;
    if end <= now {
        return Err(format!("The last day must be today or later; {} is over", date_in_words(day)));
    }
    Ok(Some(end))
}

fn roles(actor: &Actor, typed: Typed) -> Field {
    let option = |role: Role| SelectOption {
        value: role.as_str().to_owned(),
        text: format!("{}: {}", capitalised(role.label()), role.does()),
        chosen: role.as_str() == typed.text,
    };
    let options = actor.may_give().map(option).collect();
    let groups = vec![OptionGroup { label: String::new(), options: nothing_first(options) }];
    question::select("becomes", "What they will be", "", groups, typed)
}

pub(super) fn centres(directory: &Directory, hint: &str, typed: Typed) -> Field {
    let option = |centre: &domain::centre::Centre| SelectOption {
        value: centre.code.to_string(),
        text: directory.in_words(centre.code.as_str()),
        chosen: centre.code.as_str() == typed.text,
    };
    let options = directory.centres.iter().map(option).collect();
    let groups = vec![OptionGroup { label: String::new(), options: nothing_first(options) }];
    question::select("centre", "Centre", hint, groups, typed)
}

/// A select begins with nothing chosen.
fn nothing_first(options: Vec<SelectOption>) -> Vec<SelectOption> {
    std::iter::once(SelectOption::none()).chain(options).collect()
}

/// The page that shows a link once.
fn handed_out(
    app: &App,
    session: &Session,
    headers: &HeaderMap,
    title: &str,
    to: &str,
    link: &SecretString,
) -> Answer {
    let zone = london()?;
    let until = instant_in_words(app.world.now() + INVITATION_LASTS, &zone);
    let address = format!("{}/join/{}", origin(app, headers), link.expose_secret());
    let frame = chrome(app, session, title, AREA).back(AREA, "People");
    let mut page = Question::new(app, session, frame, "").tell(format!(
        "Send this link to {to}, and to nobody else, in a message that only they read. It works once, until {until}. \
         It is not kept here and cannot be shown again; you can make another, and this one stops working."
    ));
    page.facts = Some(SummaryList::of([("Link", address)]));
    page.way(AREA, "Back to people").draw()
}

/// The address that people reach the service under.
fn origin(app: &App, headers: &HeaderMap) -> String {
    if let Some(public) = &app.config.public_url {
        return public.to_string();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let scheme = if app.config.secure_cookies { "https" } else { "http" };
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_last_day_ends_at_midnight_in_london() {
        let now = at("2026-07-01T12:00:00Z");
        assert_eq!(until("31 July 2026", now).unwrap(), Some(at("2026-07-31T23:00:00Z")));
        assert_eq!(until("1 July 2026", now).unwrap(), Some(at("2026-07-01T23:00:00Z")), "today is a day");
        assert!(until("30 June 2026", now).unwrap_err().contains("30 June 2026 is over"));
        assert!(until("soon", now).unwrap_err().starts_with("Enter the last day"));
        let zone = TimeZone::get("Europe/London").unwrap();
        assert_eq!(last_day(at("2026-07-31T23:00:00Z"), &zone), "31 July 2026");
    }

    mod answers {
        use super::*;
        use crate::{entry::Posted, menu::tests::member};

        fn posted(role: &str, centre: &str, until: &str) -> Posted {
            let fields = [("becomes", role), ("centre", centre), ("until", until)];
            Posted(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
        }

        fn read(actor: &Actor, posted: &Posted) -> Result<Post, [Option<String>; 3]> {
            let now = at("2026-07-01T12:00:00Z");
            let wrong =
                |answers: Box<Answers>| [answers.role.error, answers.centre.error, answers.until.error];
            Answers::read(actor, posted, now).map(|(post, _)| post).map_err(wrong)
        }

        #[test]
        fn of_a_lead_are_about_their_own_centre_whatever_is_sent() {
            let lead = member(Role::CentreLead, Some("STH"));
            let post = read(&lead, &posted("DATA_ENTRY", "PAP", "")).unwrap();
            assert_eq!(post.to_string(), "data entry at STH");
            let [role, ..] = read(&lead, &posted("ADMINISTRATOR", "", "")).unwrap_err();
            assert_eq!(role.as_deref(), Some("Choose what they will be"));
        }

        #[test]
        fn of_an_administrator_need_a_centre_where_the_role_has_one() {
            let administrator = member(Role::Administrator, None);
            let [role, centre, until] = read(&administrator, &posted("CENTRE_LEAD", "", "")).unwrap_err();
            assert_eq!((role, until), (None, None));
            assert_eq!(centre.as_deref(), Some("Choose the centre that they will belong to"));
            let post = read(&administrator, &posted("CENTRE_LEAD", "PAP", "31 July 2026")).unwrap();
            assert_eq!(post.to_string(), "centre lead at PAP");
            let post = read(&administrator, &posted("COORDINATOR", "PAP", "")).unwrap();
            assert_eq!(post.centre, None, "a centre that was chosen before is no part of it");
        }

        #[test]
        fn say_everything_that_is_wrong_at_once() {
            let administrator = member(Role::Administrator, None);
            let wrong = read(&administrator, &posted("DATA_ENTRY", "nowhere", "yesterday")).unwrap_err();
            assert_eq!(wrong.map(|error| error.is_some()), [false, true, true]);
        }
    }
}
