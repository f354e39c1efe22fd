//! The address that people type decides what cookies are like and where forms may come from.

use reqwest::header::{HeaderMap, SET_COOKIE, STRICT_TRANSPORT_SECURITY};
use testkit::command::Ecmopt;

async fn sign_in_page(args: &[&str]) -> HeaderMap {
    let ecmopt = Ecmopt::new();
    let serving = ecmopt.serve_with(args);
    reqwest::get(format!("{}/sign-in", serving.url)).await.unwrap().headers().clone()
}

#[tokio::test]
async fn with_https_in_front_cookies_are_secure_although_the_service_listens_on_its_own_machine() {
    let headers = sign_in_page(&["--public-url", "https://audit.example.org"]).await;
    let cookie = headers[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-ecmopt=") && cookie.ends_with("; Secure"), "{cookie}");
    assert!(headers.contains_key(STRICT_TRANSPORT_SECURITY));
}

#[tokio::test]
async fn on_its_own_machine_it_can_be_tried_out_without() {
    for args in [&[][..], &["--public-url", "http://localhost:8080"]] {
        let headers = sign_in_page(args).await;
        assert!(headers[SET_COOKIE].to_str().unwrap().starts_with("ecmopt="), "{headers:?}");
        assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY));
    }
}

#[test]
fn without_https_for_others_it_takes_a_flag() {
    let ecmopt = Ecmopt::new();
    let said = ecmopt.run(&["serve", "--listen", "127.0.0.1:0", "--public-url", "http://audit.example.org"]);
    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("passwords could be read on the way") && said.err.contains("--insecure-cookies")
    );
    let said = ecmopt.run(&["serve", "--public-url", "audit.example.org/path"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("is not a public address"), "{}", said.err);
}
