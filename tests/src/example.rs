//! The example centre behind the real binary, with a member of each role.

use reqwest::Client;
use serde_json::Value;

use crate::command::{Ecmopt, Serving, shared};
use crate::fixtures::PASSWORD;

/// The centre of the example bundle.
pub const CENTRE: &str = "BRI";

/// Who looks at a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Nobody signed in.
    Nobody,
    /// A member of the centre who enters records.
    Clerk,
    /// The centre's lead.
    Lead,
    /// The network's audit lead.
    Audit,
}

impl Who {
    /// The login of somebody who is signed in; all have [`PASSWORD`].
    pub const fn login(self) -> Option<&'static str> {
        match self {
            Self::Nobody => None,
            Self::Clerk => Some("clerk"),
            Self::Lead => Some("lead"),
            Self::Audit => Some("audit"),
        }
    }
}

/// A service that holds the records of one centre: of every form at least one.
pub struct Example {
    /// The program with its data folder.
    pub ecmopt: Ecmopt,
    /// The running service.
    pub serving: Serving,
    token: String,
    client: Client,
}

impl Example {
    /// Imports the bundle, makes the members and starts the service.
    pub fn start() -> Self {
        let ecmopt = Ecmopt::new();
        let bundle = shared("dirty/base");
        ecmopt.must(&["import", bundle.to_str().expect("a path")]);
        add(&ecmopt, "clerk", "data-entry", Some(CENTRE));
        add(&ecmopt, "lead", "centre-lead", Some(CENTRE));
        add(&ecmopt, "audit", "audit-lead", None);
        let token = ecmopt.must(&["token", "create", "--member", "lead", "--label", "example"]);
        let serving = ecmopt.serve();
        Self { ecmopt, serving, token: token.trim().to_owned(), client: Client::new() }
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.serving.url)
    }

    /// The first records of a form, as the API gives them.
    pub async fn records(&self, form: &str) -> Vec<Value> {
        let request = self.client.get(self.url(&format!("/api/v1/records/{form}")));
        let answer = request.bearer_auth(&self.token).send().await.expect("an answer");
        let page: Value = answer.json().await.expect("JSON");
        page["items"].as_array().unwrap_or_else(|| panic!("no records of {form} in {page}")).clone()
    }
}

fn add(ecmopt: &Ecmopt, login: &str, role: &str, centre: Option<&str>) {
    let name = format!("Member {login}");
    let mut args = vec!["member", "add", "--login", login, "--name", &name, "--role", role];
    args.extend(centre.iter().flat_map(|code| ["--centre", code]));
    let said = ecmopt.run_with(&args, &format!("{PASSWORD}\n"));
    assert_eq!(said.code, 0, "{}", said.err);
}
