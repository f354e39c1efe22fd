//! What comes back: forged, late, replayed, of another, wrong. Each has its sentence, its event, and nothing is shown.

use std::time::Duration;

use domain::actor::Role;
use jiff::SignedDuration;
use provider::{Answer, Ask, Error, Going, Trip};
use reqwest::StatusCode;
use rstest::rstest;
use testkit::provider::{Key, Provider, Wrong};

use super::{Hospital, federation};
use crate::site::{Browser, Page};

const NOT_TRUSTED: &str = "cannot be trusted, so you are not signed in";
const CLOCKS: &str = "disagree by more than two minutes";
const DOWN: &str = "cannot be reached at the moment";
const ASTRAY: &str = "was begun in another browser or tab";

async fn with_robin() -> Hospital {
    let hospital = Hospital::start().await;
    hospital.connected("robin", Role::DataEntry, Some("STH")).await;
    hospital
}

async fn is_nobody(browser: &Browser, page: &Page, words: &str) {
    page.shows(words);
    page.hides("u-robin");
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER, "nobody is signed in");
}

#[rstest]
#[case(Wrong::Nonce, NOT_TRUSTED)]
#[case(Wrong::Audience, NOT_TRUSTED)]
#[case(Wrong::TwoAudiences, NOT_TRUSTED)]
#[case(Wrong::Party, NOT_TRUSTED)]
#[case(Wrong::Issuer, NOT_TRUSTED)]
#[case(Wrong::Unsigned, NOT_TRUSTED)]
#[case(Wrong::Symmetric, NOT_TRUSTED)]
#[case(Wrong::OtherKey, NOT_TRUSTED)]
#[case(Wrong::OwnKey, NOT_TRUSTED)]
#[case(Wrong::Kind, NOT_TRUSTED)]
#[case(Wrong::Changed, NOT_TRUSTED)]
#[case(Wrong::NoToken, NOT_TRUSTED)]
#[case(Wrong::TakesNoCode, NOT_TRUSTED)]
#[case(Wrong::Expired, CLOCKS)]
#[case(Wrong::NotYet, CLOCKS)]
#[tokio::test]
async fn a_token_that_is_wrong_lets_nobody_in(#[case] wrong: Wrong, #[case] words: &str) {
    let hospital = with_robin().await;
    hospital.provider.be(|conduct| conduct.wrong = wrong);
    let browser = hospital.site.visitor();
    let refused = hospital.sign_in(&browser).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    is_nobody(&browser, &refused, words).await;
    let told = if words == CLOCKS { "the clocks disagree" } else { "the answer was not right" };
    assert_eq!(hospital.why().await, told);
    hospital.provider.be(|conduct| conduct.wrong = Wrong::Nothing);
    hospital.signed_in().await;
}

#[rstest]
#[case(119, None)]
#[case(-419, None)]
#[case(121, Some(CLOCKS))]
#[case(3600, Some(CLOCKS))]
#[case(-421, Some(CLOCKS))]
#[tokio::test]
async fn clocks_may_differ_by_two_minutes(#[case] ahead: i64, #[case] words: Option<&str>) {
    let hospital = with_robin().await;
    // A token lasts five minutes: one of a provider whose clock is behind is over earlier.
    hospital.provider.be(|conduct| {
        conduct.ahead = ahead;
        // That it was asked anew is another matter.
        conduct.person = Some(serde_json::json!({ "sub": "u-robin", "auth_time": null }));
    });
    let browser = hospital.site.visitor();
    let back = hospital.sign_in(&browser).await;
    match words {
        None => assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.html),
        Some(words) => is_nobody(&browser, &back, words).await,
    }
}

#[tokio::test]
async fn keys_that_the_provider_has_changed_are_read_again_and_the_old_ones_count_no_more() {
    let hospital = with_robin().await;
    hospital.signed_in().await;
    hospital.provider.be(|conduct| (conduct.key, conduct.published) = (Key::Second, vec![Key::Second]));
    hospital.signed_in().await;
    hospital.provider.be(|conduct| conduct.key = Key::First);
    let browser = hospital.site.visitor();
    let refused = hospital.sign_in(&browser).await;
    is_nobody(&browser, &refused, NOT_TRUSTED).await;
}

#[tokio::test]
async fn a_key_that_was_taken_back_counts_for_an_hour_at_most() {
    let hospital = with_robin().await;
    hospital.signed_in().await;
    hospital.provider.be(|conduct| conduct.published = vec![Key::Second]);
    hospital.site.pass(SignedDuration::from_mins(61));
    let browser = hospital.site.visitor();
    let refused = hospital.sign_in(&browser).await;
    is_nobody(&browser, &refused, NOT_TRUSTED).await;
}

mod an_answer_that_belongs_to_no_request {
    use super::*;

    #[tokio::test]
    async fn of_another_browser_signs_nobody_in() {
        let hospital = with_robin().await;
        let (robin, other) = (hospital.site.visitor(), hospital.site.visitor());
        let back = hospital.visit(&hospital.leave(&robin).await).await;
        // Somebody sends the address on which they would be signed in to somebody else.
        let refused = other.get(&back).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        is_nobody(&other, &refused, ASTRAY).await;
        // Also to somebody who is on their way themselves.
        hospital.leave(&other).await;
        is_nobody(&other, &other.get(&back).await, ASTRAY).await;
        assert_eq!(robin.get(&back).await.status, StatusCode::SEE_OTHER, "nothing is lost for who began it");
    }

    #[tokio::test]
    async fn is_used_once() {
        let hospital = with_robin().await;
        let browser = hospital.site.visitor();
        let back = hospital.visit(&hospital.leave(&browser).await).await;
        assert_eq!(browser.get(&back).await.status, StatusCode::SEE_OTHER);
        let replayed = browser.get(&back).await;
        assert_eq!(replayed.status, StatusCode::FORBIDDEN);
        replayed.shows(ASTRAY);
    }

    #[tokio::test]
    async fn by_two_at_the_same_moment_signs_one_in() {
        let hospital = with_robin().await;
        let browser = hospital.site.visitor();
        let back = hospital.visit(&hospital.leave(&browser).await).await;
        let (one, two) = tokio::join!(browser.get(&back), browser.get(&back));
        let mut both = [one.status, two.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::FORBIDDEN]);
    }

    #[tokio::test]
    async fn waits_for_ten_minutes() {
        let hospital = with_robin().await;
        let browser = hospital.site.visitor();
        let back = hospital.visit(&hospital.leave(&browser).await).await;
        hospital.site.pass(SignedDuration::from_secs(601));
        is_nobody(&browser, &browser.get(&back).await, ASTRAY).await;
    }

    #[rstest]
    #[tokio::test]
    async fn with_nothing_or_something_made_up_in_it(
        #[values("", "?code=x", "?code=x&state=y", "?error=access_denied&state=")] query: &str,
    ) {
        let hospital = with_robin().await;
        let browser = hospital.site.visitor();
        hospital.leave(&browser).await;
        let refused = browser.get(&format!("/sign-in/provider/back{query}")).await;
        is_nobody(&browser, &refused, ASTRAY).await;
    }
}

#[tokio::test]
async fn an_answer_in_the_name_of_another_provider_is_refused_before_its_code_is_used() {
    let hospital = with_robin().await;
    hospital.provider.be(|conduct| conduct.answers_as = Some("https://other.example.org".to_owned()));
    let browser = hospital.site.visitor();
    let refused = hospital.sign_in(&browser).await;
    is_nobody(&browser, &refused, NOT_TRUSTED).await;
    hospital.provider.be(|conduct| conduct.answers_as = None);
    let refused = hospital.sign_in(&browser).await;
    is_nobody(&browser, &refused, NOT_TRUSTED).await;
}

#[tokio::test]
async fn a_provider_that_does_not_promise_its_name_need_not_say_it() {
    let hospital = with_robin().await;
    hospital.provider.be(|conduct| (conduct.promises_name, conduct.answers_as) = (false, None));
    hospital.signed_in().await;
}

#[tokio::test]
async fn a_no_of_the_provider_is_told_in_our_words() {
    let hospital = with_robin().await;
    hospital.provider.be(|conduct| conduct.person = None);
    let browser = hospital.site.visitor();
    let refused = hospital.sign_in(&browser).await;
    is_nobody(&browser, &refused, "You did not sign in with your Sheffield account").await;
    refused.hides("not you");
    assert_eq!(hospital.why().await, "the provider let nobody in");
}

#[tokio::test]
async fn who_tries_again_and_again_waits() {
    let hospital = with_robin().await;
    hospital.provider.be(|conduct| conduct.wrong = Wrong::TakesNoCode);
    let browser = hospital.site.visitor();
    for _ in 0..5 {
        assert_eq!(hospital.sign_in(&browser).await.status, StatusCode::FORBIDDEN);
    }
    let waits = hospital.sign_in(&browser).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    waits.shows("Too many sign-ins from here have failed. Wait 1 second");
    hospital.site.pass(SignedDuration::from_secs(2));
    hospital.provider.be(|conduct| conduct.wrong = Wrong::Nothing);
    hospital.signed_in().await;
}

mod a_provider_that_is_down {
    use super::*;

    #[tokio::test]
    async fn is_told_on_the_sign_in_page_and_passwords_still_work() {
        let mut hospital = with_robin().await;
        hospital.provider.goes_down().await;
        let browser = hospital.site.visitor();
        let refused = hospital.leave(&browser).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        is_nobody(&browser, &refused, DOWN).await;
        refused.shows("You can sign in with your user name and password meanwhile");
        hospital.site.signed_in("robin").await;
    }

    #[tokio::test]
    async fn while_somebody_is_there_loses_nothing_and_is_no_attempt_of_theirs() {
        let mut hospital = with_robin().await;
        let browser = hospital.site.visitor();
        let back = hospital.visit(&hospital.leave(&browser).await).await;
        hospital.provider.goes_down().await;
        let refused = browser.get(&back).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        is_nobody(&browser, &refused, DOWN).await;
        assert!(hospital.told("sign_in.refuse").await.is_none());
    }

    #[tokio::test]
    async fn that_answers_too_slowly_is_not_waited_for() {
        let hospital = with_robin().await;
        hospital.provider.be(|conduct| conduct.takes = Duration::from_secs(30));
        let browser = hospital.site.visitor();
        let begun = std::time::Instant::now();
        let refused = hospital.sign_in(&browser).await;
        assert!(begun.elapsed() < Duration::from_secs(20));
        is_nobody(&browser, &refused, DOWN).await;
    }

    #[rstest]
    #[tokio::test]
    async fn or_is_none(
        #[values(Wrong::OtherMetadata, Wrong::NoMetadata, Wrong::Huge, Wrong::Moved)] wrong: Wrong,
    ) {
        let hospital = with_robin().await;
        hospital.provider.be(|conduct| conduct.wrong = wrong);
        let browser = hospital.site.visitor();
        let refused = match wrong {
            Wrong::Huge | Wrong::Moved => hospital.sign_in(&browser).await,
            _ => hospital.leave(&browser).await,
        };
        is_nobody(&browser, &refused, DOWN).await;
        // It is asked again a few seconds later.
        hospital.provider.be(|conduct| conduct.wrong = Wrong::Nothing);
        hospital.site.pass(SignedDuration::from_secs(6));
        hospital.signed_in().await;
    }
}

/// What the log says is what the error says, and holds neither a token nor the secret.
mod the_log {
    use super::*;

    async fn said(wrong: impl FnOnce(&mut testkit::provider::Conduct)) -> Error {
        let local = Provider::start().await;
        let provider = federation(&local).provider;
        let (trip, now) = (Trip::of("a secret of a browser"), testkit::fixtures::now());
        let back = "http://127.0.0.1:1/sign-in/provider/back";
        let going = Going { trip: &trip, back, ask: Ask::Anew, begun_at: now };
        local.be(wrong);
        let address = match provider.address(now, going).await {
            Ok(address) => address,
            Err(error) => return error,
        };
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let answer = client.get(address).send().await.unwrap();
        let location =
            openidconnect::url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        let query: std::collections::BTreeMap<_, _> = location.query_pairs().into_owned().collect();
        let of = |name: &str| query.get(name).cloned().unwrap_or_default();
        let answer = Answer {
            code: of("code"),
            state: of("state"),
            iss: of("iss"),
            error: of("error"),
            error_description: of("error_description"),
        };
        provider.identity(now, going, &answer).await.unwrap_err()
    }

    #[rstest]
    #[case(Wrong::Nonce, "Invalid nonce")]
    #[case(Wrong::Audience, "Invalid audiences: must contain `ecmopt`")]
    #[case(Wrong::TwoAudiences, "`another service` is not a trusted audience")]
    #[case(Wrong::Party, "it was made for “another service”")]
    #[case(Wrong::Issuer, "Invalid issuer: expected")]
    #[case(Wrong::Expired, "the clocks disagree by more than two minutes: ID token expired at")]
    #[case(Wrong::Unsigned, "No signature found")]
    #[case(Wrong::Symmetric, "Disallowed signature algorithm: algorithm `HS256`")]
    #[case(Wrong::OtherKey, "Crypto error")]
    #[case(Wrong::Changed, "Crypto error")]
    #[case(Wrong::NoToken, "there is no ID token in it")]
    #[case(Wrong::TakesNoCode, "the code is not taken: invalid_grant")]
    #[case(Wrong::Huge, "an answer has more than 262144 bytes")]
    #[case(Wrong::OtherMetadata, "is of “https://other.example.org”, and “http://127.0.0.1")]
    #[case(Wrong::NoMetadata, "cannot be read: expected value at line 1 column 1")]
    #[case(Wrong::PlainAddress, "names http://keys.example.org/keys, which is not https")]
    #[tokio::test]
    async fn names_what_was_wrong(#[case] wrong: Wrong, #[case] words: &str) {
        let told = said(|conduct| conduct.wrong = wrong).await.to_string();
        assert!(told.contains(words), "{told}");
        assert!(!told.contains("eyJ") && !told.contains("a secret"), "{told}");
    }

    #[tokio::test]
    async fn says_by_how_much_the_clocks_differ() {
        let told = said(|conduct| conduct.ahead = 3600).await.to_string();
        assert!(told.contains("3600 seconds after our time"), "{told}");
    }

    #[tokio::test]
    async fn says_that_a_key_is_not_published() {
        let told = said(|conduct| conduct.key = Key::Second).await.to_string();
        assert!(told.contains("a key that the provider does not publish"), "{told}");
    }
}
