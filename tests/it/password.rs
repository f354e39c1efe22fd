//! Passwords and names of members: good enough, and theirs to change.

use domain::actor::{Actor, Role};
use reqwest::StatusCode;
use secrecy::SecretString;
use store::NewMember;
use testkit::command::Ecmopt;
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, centre, furnished, now};

use crate::site::{Browser, Site};

const NEW: &str = "pelican rhubarb violet tin";
/// The SHA-1 of [`NEW`], as lists of stolen passwords hold it.
const SHA1_OF_NEW: &str = "0D228D52CDA2D9C16F56F5C58642DA2246FEDB82";
const PAGE: &str = "/account/password";

#[tokio::test]
async fn a_member_changes_their_own_and_every_other_session_ends() {
    let site = Site::start(Backend::Sqlite).await;
    let here = site.clerk("STH").await;
    let elsewhere = site.signed_in("clerk-sth").await;
    let page = here.get(PAGE).await;
    let before = here.session();
    let done = here
        .post(PAGE, &page, &[("old_password", PASSWORD), ("new_password", NEW), ("again_password", NEW)])
        .await;
    assert_eq!(done.location, "/account/password?changed=1", "{}", done.main());
    here.get(&done.location).await.shows("Your password is changed. You are signed out everywhere else.");
    assert_eq!(elsewhere.get("/centre").await.status, StatusCode::SEE_OTHER);
    // So is whoever has copied the session: it goes on under another token.
    let copied = Browser::with_session(&site.url, &before);
    assert_eq!(copied.get("/centre").await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.visitor().sign_in("clerk-sth", PASSWORD).await.status(), StatusCode::OK);
    assert_eq!(site.visitor().sign_in("clerk-sth", NEW).await.status(), StatusCode::SEE_OTHER);
    let events = site.strings("SELECT action FROM audit_event WHERE action = 'member.password'").await;
    assert_eq!(events.len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_said_and_no_password_is_shown_again() {
    let site = Site::start(Backend::Sqlite).await;
    let clerk = site.clerk("STH").await;
    let page = clerk.get(PAGE).await;
    for (old, new, again, says) in [
        ("not the password", NEW, NEW, "The password that you have now is not right"),
        (PASSWORD, NEW, "pelican rhubarb violet tim", "not typed the same twice"),
        (PASSWORD, PASSWORD, PASSWORD, "is the one that you have now"),
        (PASSWORD, "passwordpassword", "passwordpassword", "easy to guess. Take four or more words"),
        (PASSWORD, "Mailcreated5240", "Mailcreated5240", "in lists of passwords that were stolen elsewhere"),
        (PASSWORD, "short", "short", "at least 12 characters"),
    ] {
        let refused = clerk
            .post(PAGE, &page, &[("old_password", old), ("new_password", new), ("again_password", again)])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        refused.shows(says);
        refused.hides(&format!("value=\"{new}\""));
    }
    assert_eq!(site.visitor().sign_in("clerk-sth", PASSWORD).await.status(), StatusCode::SEE_OTHER);
}

#[test]
fn an_operator_gives_a_new_one() {
    let ecmopt = Ecmopt::new();
    let add =
        ["member", "add", "--login", "robin", "--name", "Robin", "--role", "data-entry", "--centre", "STH"];
    let weak = ecmopt.run_with(&add, "passwordpassword\n");
    assert_eq!(weak.code, 1);
    assert!(weak.err.contains("easy to guess. Take four or more words"), "{}", weak.err);
    assert_eq!(ecmopt.run_with(&add, &format!("{PASSWORD}\n")).code, 0);
    let weak = ecmopt.run_with(&["member", "password", "robin"], "robin robin robin\n");
    assert!(weak.err.contains("easy to guess"), "{}", weak.err);
    let said = ecmopt.run_with(&["member", "password", "robin"], &format!("{NEW}\n"));
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("robin signs in with the new password now"), "{}", said.err);
}

#[test]
fn one_of_the_operators_list_is_refused_too() {
    let ecmopt = Ecmopt::new();
    let list = ecmopt.path("pwned.txt");
    let add =
        ["member", "add", "--login", "robin", "--name", "Robin", "--role", "data-entry", "--centre", "STH"];
    let with = [&["--breached-passwords", "pwned.txt"], &add[..]].concat();
    let missing = ecmopt.run_with(&with, &format!("{NEW}\n"));
    assert!(missing.code != 0 && missing.err.contains("cannot be read"), "{}", missing.err);
    std::fs::write(
        &list,
        "0018A45C4D1DEF81644B54AB7F969B88D65FFFFF:1\n6F3D7C4E0BBA13C0A1F4B0F9A2C7D5E8B9A6C3D1:2\n",
    )
    .unwrap();
    let said = ecmopt.run_with(&with, &format!("{NEW}\n"));
    assert_eq!(said.code, 0, "{}", said.err);
    std::fs::write(&list, format!("0018A45C4D1DEF81644B54AB7F969B88D65FFFFF:1\n{SHA1_OF_NEW}:2\n")).unwrap();
    let said = ecmopt
        .run_with(&["--breached-passwords", "pwned.txt", "member", "password", "robin"], &format!("{NEW}\n"));
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("stolen elsewhere"), "{}", said.err);
}

#[tokio::test]
async fn names_and_logins_are_one_line_that_shows_what_it_is() {
    let (db, store) = furnished(Backend::Sqlite).await;
    let new = |login: &str, name: &str| NewMember {
        login: login.to_owned(),
        name: name.to_owned(),
        role: Role::DataEntry,
        centre: Some(centre("STH")),
        password: SecretString::from(PASSWORD),
    };
    let system = Actor::system("test");
    for (login, name) in [
        ("robin", "Robin\nAdmin"),
        ("robin", "\u{1b}[2KRobin"),
        ("ro\u{202e}bin", "Robin"),
        ("a\0b", "Robin"),
    ] {
        let refused = store.add_member(&system, now(), new(login, name)).await.unwrap_err().to_string();
        assert!(refused.contains("holds a character that is not seen"), "{refused}");
    }
    store.add_member(&system, now(), new(" Robin@Example.org ", "  Robin   van Dyke ")).await.unwrap();
    let kept = db.strings("SELECT login || '|' || name FROM member").await;
    assert_eq!(kept, ["robin@example.org|Robin van Dyke"]);
}
