//! What the book says of the service's safety is what the service is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use domain::actor::{Action, Actor, MemberId, Role};
use domain::value::CentreCode;
use regex::Regex;
use testkit::source;

fn read(path: &str) -> String {
    fs::read_to_string(source::root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn page(name: &str) -> String {
    read(&format!("docs/book/security/{name}.md"))
}

/// What stands on a page between two marks.
fn between(page: &str, mark: &str) -> String {
    let (_, rest) = page.split_once(&format!("<!-- {mark} -->")).unwrap_or_else(|| panic!("no {mark}"));
    rest.split_once(&format!("<!-- /{mark} -->")).unwrap().0.trim().to_owned()
}

/// The texts between grave accents.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What an action is, for a reader.
const fn words(action: Action) -> &'static str {
    match action {
        Action::Arrive => "see the start page, sign in, read the help",
        Action::UseAccount => "use the own account, take templates without a record in them",
        Action::ReadRecords => "read records",
        Action::SeeWork => "see what is to be done: worklists, queries, drafts, sign-offs, the permission",
        Action::WriteRecords => "enter, change and withdraw records, keep drafts, answer queries",
        Action::ImportFiles => "bring files, check and import them, undo an import",
        Action::ExportRecords => "take all records out in files",
        Action::SignOff => "sign records off",
        Action::Unlock => "open a locked record for a correction",
        Action::SeeNetwork => "see how many records each centre has and how far it is",
        Action::RunCycles => "open, extend, lock and report cycles",
        Action::FreezeCycle => "freeze a cycle",
        Action::AskQueries => "ask centres about fields of their records, named by key",
        Action::PutQuestions => "set the questions that the network adds",
        Action::MakePacks => "make packs, publish and withdraw them",
        Action::MakeReleases => "make releases for research, sign and withdraw them",
        Action::AskReleases => "ask releases for tables",
        Action::ReadPacks => "read published packs",
        Action::SeeIndicators => "see indicators of now",
        Action::TraceIndicators => "open the records behind a number",
        Action::SeeCases => "see cases",
        Action::AnswerCases => "respond to a case, add to it",
        Action::RunCases => "open, decide and close cases",
        Action::ProposeProjects => "register research projects, submit them, see the own ones",
        Action::SeeProjects => "see research projects that were submitted",
        Action::ApproveProjects => "approve research projects as one of two, refuse and stop them",
        Action::SignCorrections => "sign corrections off",
        Action::KeepPeople => "invite people, change and end what they are, sign them out",
        Action::KeepPermission => "enter on which approval a centre submits",
        Action::SeePermissions => "see every centre’s approval",
        Action::MakeTokens => "make tokens for programs",
        Action::ReadTrail => "read the audit trail",
        Action::BreakGlass => "take sight of one centre’s records for an hour, in an emergency",
        Action::ReadEveryCentre => "read every centre’s rows, for a snapshot",
        Action::Operate => "keep the installation",
    }
}

const BEFORE: &str = "# Who may do what

One policy answers this for pages, menus, buttons, the API and the command line (`crates/domain/src/actor/action.rs`). This page is made from it.

**O** at the own centre, **N** in the whole network, as far as it says below. Nobody has what is empty. The operator has what is marked **C**, at the
command line.

";

const AFTER: &str = "
## Rules about the data themselves

* **Whose record it is** decides before the role does: members of a centre reach its records alone, and another centre’s look as if they were not there, in
  pages, the API, exports, searches, counts and messages. Nobody of the network reads a record: they see numbers.
* **Where a record is in its life**: one that is signed off is changed with a reason and loses its sign-off; a locked one is first unlocked by the lead,
  with a reason; what is frozen is never changed, a correction goes beside it. A withdrawn one stays, and counts nowhere.
* **As which one they act**: somebody with two memberships acts as one at a time, and sees that centre alone.
* **Fields**: who enters a record may set its questions and nothing else; its id, version, state, times and whose it is are the system’s. Which role sees
  which column is in the [data dictionary](../dictionary/README.md), and what leaves a centre goes through disclosure control ([reading a pack](../pack.md)).
* **Numbers of others**: other centres’ outcomes have letters for names; small numbers are withheld.
* **Break-glass access** is taken by an administrator for one centre, ends within the hour and reads alone: the centre’s leads see who took it, when and why until
  one of them has said that they know, and may end it. Nobody can be given it.
* **Tokens** send or read records of one centre through the API, of the forms that they are for, never more than their member may, while the member holds that
  membership. **Permission**: a centre whose approval is over stores no record.
* **Questions** of the network are the audit lead’s; **corrections** after a freeze are signed off by the audit lead, not by the centre that made them.
* **Research projects** are approved by two different people, neither of them the applicant and none the operator; a researcher sees the own ones, and what is approved
  everybody reads ([research](../research.md)).
* **Time**: what has consequences for others asks for the password again after a quarter of an hour; roles that lead need a second factor
  ([signing in](signing-in.md)).
";

fn roles() -> String {
    let actor = |role: Role| {
        let centre = role.has_centre().then(|| CentreCode::parse("STH").unwrap());
        let member = MemberId::new(sea_orm::prelude::Uuid::nil());
        Actor { member, name: String::new(), role, centre, through: None }
    };
    let columns: Vec<_> = Role::OF_MEMBERS.into_iter().chain([Role::BreakGlass, Role::System]).collect();
    let heads = columns.iter().map(|role| if *role == Role::System { "operator" } else { role.label() });
    let mut text = format!(
        "{BEFORE}| | {} |\n|---|{}\n",
        heads.collect::<Vec<_>>().join(" | "),
        "---|".repeat(columns.len())
    );
    for action in Action::ALL {
        let cell = |role: &Role| match (actor(*role).may(action), role) {
            (false, _) => "",
            (true, Role::System) => "C",
            (true, role) if role.has_centre() => "O",
            (true, _) => "N",
        };
        let cells: Vec<_> = columns.iter().map(cell).collect();
        text = format!("{text}| {} | {} |\n", words(action), cells.join(" | "));
    }
    text + AFTER
}

/// Made from the policy, and committed. `ECMOPT_BLESS=1` writes it anew.
#[test]
fn who_may_do_what_is_the_policy() {
    if std::env::var_os("ECMOPT_BLESS").is_some() {
        fs::write(source::root().join("docs/book/security/roles.md"), roles()).unwrap();
    }
    assert!(
        page("roles") == roles(),
        "the page is not fresh: run this test with ECMOPT_BLESS=1 and commit what it writes"
    );
}

#[test]
fn the_words_of_passwords_and_the_size_of_the_list_are_those_of_the_program() {
    let signing_in = page("signing-in");
    let words: Vec<_> = between(&signing_in, "words").split(", ").map(str::to_owned).collect();
    assert_eq!(words, store::WORDS_OF_THE_SERVICE);
    let list = read("crates/store/src/password/breached.txt").lines().count().to_string();
    let (thousands, rest) = list.split_at(list.len() - 3);
    assert!(signing_in.contains(&format!("those of {thousands},{rest} passwords")), "the list holds {list}");
}

/// What goes to the log, by the messages in the source: the last text of each call.
fn messages() -> BTreeSet<String> {
    let call = Regex::new(r"\b(?:info|warn|error)!\(").unwrap();
    let text = Regex::new(r#""((?:[^"\\]|\\(?s:.))*)""#).unwrap();
    let joined = Regex::new(r"\\\n\s*").unwrap();
    let mut found = BTreeSet::new();
    for file in source::files(source::root()).into_iter().filter(|file| file.path.starts_with("crates/")) {
        for start in call.find_iter(&file.text) {
            let call = &file.text[start.end()..start.end() + closes_at(&file.text[start.end()..])];
            let message =
                text.captures_iter(call).last().map(|text| joined.replace_all(&text[1], "").into_owned());
            found
                .insert(message.unwrap_or_else(|| panic!("{}: a call without a message: {call}", file.path)));
        }
    }
    found
}

/// Where the bracket closes that was opened before a text.
fn closes_at(text: &str) -> usize {
    let mut depth = 1;
    let end = text.char_indices().find(|(_, c)| {
        depth += i32::from(*c == '(') - i32::from(*c == ')');
        depth == 0
    });
    end.map_or(text.len(), |(place, _)| place)
}

#[test]
fn every_line_of_the_log_is_in_its_inventory() {
    let logging = page("logging");
    let (_, told) = logging.split_once("| Line | Grave | When |").unwrap();
    let told = quoted(told.split_once("**Watch for**").unwrap().0);
    let messages = messages();
    assert!(messages.len() > 25, "{messages:?}");
    // What an error says is the failure itself.
    let missing: Vec<_> = messages.iter().filter(|line| *line != "{}" && !told.contains(*line)).collect();
    assert!(missing.is_empty(), "not in docs/book/security/logging.md: {missing:#?}");
}

/// Nothing is logged elsewhere than on standard error, and nothing but the progress of a command and its result is
/// printed.
#[test]
fn the_log_goes_where_the_inventory_says() {
    let log = crate::source::files_with("with_writer(");
    assert_eq!(log, BTreeSet::from(["ecmopt/src/log.rs".to_owned()]));
    for way in ["tracing_appender", "syslog", "opentelemetry", "File::options().append"] {
        assert!(crate::source::files_with(way).is_empty(), "{way}");
    }
    for file in crate::source::files_with("println!(") {
        // The second packs the data of the tests, and is no part of the program.
        let may = ["ecmopt/src/", "example-data/src/"].iter().any(|folder| file.starts_with(folder));
        assert!(may, "{file} prints");
    }
}

/// Crates of cryptography, by the words that their names are made of.
const CRYPTOGRAPHY: &str = r"^(aead|aes.*|argon2.*|aws-lc.*|bcrypt.*|blake.*|blowfish|boring.*|camellia|cbc|ccm|chacha20.*|cipher|cmac|constant_time_eq|crypto-.*|crypto_box|ctr|curve25519.*|des|digest|dsa|ecdsa|ed25519.*|eax|elliptic-curve|ff|fiat-crypto|getrandom|ghash|group|hkdf|hmac.*|hyper-rustls|josekit|jsonwebtoken|jwt.*|k256|kbkdf|md-?[245]|mbedtls.*|native-tls|num-bigint-dig|oauth2|ocb3|openidconnect|openssl|openssl-sys|p256|p384|p521|password-hash|pbkdf2|picky.*|pkcs.*|poly1305|polyval|primeorder|rc[245]|rfc6979|ring|ripemd|rsa|rustls.*|salsa20|scrypt|sec1|secp256k1.*|sha-?[123].*|signature|sm[234]|sodium.*|spki|stringprep|subtle|tokio-rustls|totp.*|twofish|universal-hash|webauthn.*|webpki-roots|whirlpool|x25519.*|x509.*|zeroize)$";

#[test]
fn only_the_cryptography_of_the_inventory_is_part_of_the_program() {
    let name = Regex::new(CRYPTOGRAPHY).unwrap();
    let there: BTreeSet<String> =
        packages().into_iter().map(|(name, _)| name).filter(|package| name.is_match(package)).collect();
    assert_eq!(there, quoted(&between(&page("keys"), "crates")));
}

/// The packages of `Cargo.lock` with what it says of each.
fn packages() -> Vec<(String, BTreeMap<String, String>)> {
    let lock = read("Cargo.lock");
    let entry = |text: &str| {
        let pairs = text.lines().filter_map(|line| line.split_once(" = "));
        let said: BTreeMap<_, _> =
            pairs.map(|(key, value)| (key.to_owned(), value.trim_matches('"').to_owned())).collect();
        (said["name"].clone(), said)
    };
    lock.split("[[package]]\n").skip(1).map(entry).collect()
}

#[test]
fn every_component_comes_from_one_registry_with_its_hash() {
    let packages = packages();
    let ours: BTreeSet<_> = packages
        .iter()
        .filter(|(_, said)| !said.contains_key("source"))
        .map(|(name, _)| name.as_str())
        .collect();
    for crate_of_ours in &ours {
        let folders = [format!("crates/{crate_of_ours}"), (*crate_of_ours).to_owned(), "tests".to_owned()];
        let is_here = folders.iter().any(|folder| source::root().join(folder).join("Cargo.toml").is_file());
        assert!(is_here, "{crate_of_ours} comes from nowhere");
    }
    for (name, said) in packages.iter().filter(|(name, _)| !ours.contains(name.as_str())) {
        assert_eq!(said["source"], "registry+https://github.com/rust-lang/crates.io-index", "{name}");
        assert_eq!(said["checksum"].len(), 64, "{name}");
    }
}

#[test]
fn every_file_of_others_is_in_the_inventory() {
    let told = quoted(&between(&page("components"), "files"));
    let named = |name: &str| told.iter().any(|told| told == name || told.ends_with(&format!("/{name}")));
    let ours = ["app.js", "app.css", "favicon.svg", "README.md"];
    for folder in ["crates/web/assets", "reports/fonts", "crates/store/src/password"] {
        for entry in fs::read_dir(source::root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let is_ours = ours.contains(&name.trim_end_matches(".br")) || source_of_ours(&name);
            assert!(is_ours || named(name.trim_end_matches(".br")), "{folder}/{name} is in no inventory");
        }
    }
}

fn source_of_ours(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|kind| kind == "rs")
}

/// What is outside is reached in few files. A new place belongs into the book's list first.
#[test]
fn nothing_is_reached_that_the_book_does_not_name() {
    for way in [
        "TcpStream::connect",
        "UnixStream::connect",
        "UdpSocket",
        "to_socket_addrs",
        "lookup_host",
        "reqwest::",
        "ureq::",
        "hyper::client",
        "Command::new(",
    ] {
        let found = crate::source::files_with(way);
        // `clap` calls what it parses a command as well; the service starts itself anew.
        let own = ["ecmopt/src/cli/help.rs", "ecmopt/src/memory.rs"];
        assert!(found.iter().all(|file| own.contains(&file.as_str())), "{way}: {found:?}");
    }
    let database = crate::source::files_with("ConnectOptions");
    let opened = crate::source::files_with("Database::connect(");
    let store = crate::source::files_with("object_store::");
    assert_eq!(opened, BTreeSet::from(["store/src/connect.rs", "store/src/copy.rs"].map(str::to_owned)));
    assert!(database.iter().all(|file| file.starts_with("store/src/")), "{database:?}");
    assert_eq!(store, BTreeSet::from(["files/src/shelf.rs".to_owned()]));
    let provider = crate::source::files_with("reqwest_tls::");
    assert_eq!(provider, BTreeSet::from(["provider/src/client.rs".to_owned()]));
    let mail = crate::source::files_with("SmtpTransport");
    assert_eq!(mail, BTreeSet::from(["mail/src/lib.rs".to_owned()]));
    assert!(crate::source::files_with("lettre::").iter().all(|file| file.starts_with("mail/src/")));
    let connections = page("connections");
    for place in [
        "store/src/connect.rs",
        "store/src/copy.rs",
        "files/src/shelf.rs",
        "provider/src/client.rs",
        "mail/src/lib.rs",
    ] {
        assert!(connections.contains(&format!("`crates/{place}`")), "{place}");
    }
}
