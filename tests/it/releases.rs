//! Releases for researchers and the public, from a frozen cycle to a table: at the command line and in the browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::StatusCode;
use testkit::command::{Ecmopt, Serving};
use testkit::fixtures::PASSWORD;

use crate::site::{Browser, Page};

const CYCLE: &str = "2026H1";

/// An installation that holds the example network with a frozen cycle.
fn network() -> Ecmopt {
    let ecmopt = Ecmopt::new();
    let packed = example_data::copies::folder().join("network.zip");
    ecmopt.must(&["import", packed.to_str().unwrap()]);
    for step in ["open", "lock", "freeze"] {
        let insist = ["--reason", "The tests do not wait", "--confirm", CYCLE];
        let insist = if step == "open" { &[][..] } else { &insist };
        ecmopt.must(&[&["cycle", step, CYCLE], insist].concat());
    }
    ecmopt
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

mod at_the_command_line {
    use super::*;

    /// What a command says when it refuses.
    fn refused(ecmopt: &Ecmopt, command: &[&str]) -> String {
        let said = ecmopt.run(command);
        assert_eq!(said.code, 1, "{command:?}: {}{}", said.out, said.err);
        format!("{}{}", said.err, said.out)
    }

    /// Builds the first release. One in many does not withstand some attack, and cannot be signed: its noise is drawn anew.
    fn withstanding(ecmopt: &Ecmopt, build: &[&str]) -> String {
        for _ in 0..5 {
            let said = ecmopt.run(&[build, &["--new-epoch"]].concat());
            if said.code == 0 {
                assert!(!said.out.contains("FAIL"), "{}", said.out);
                return said.out;
            }
            assert!(said.out.contains("FAIL"), "{}{}", said.out, said.err);
            let signed = refused(ecmopt, &["release", "sign", "release", "--by", "Ana Audit"]);
            assert!(signed.contains("does not withstand every attack"), "{signed}");
            for folder in ["release", "data/release-keys"] {
                fs::remove_dir_all(ecmopt.path(folder)).unwrap();
            }
        }
        panic!("five releases that do not withstand some attack")
    }

    /// Another folder with the files of a release, one of them changed.
    fn with(ecmopt: &Ecmopt, name: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> String {
        let other = format!("changed-{name}");
        let folder = ecmopt.path(&other);
        let _ = fs::remove_dir_all(&folder);
        copy(&ecmopt.path("release"), &folder);
        fs::write(folder.join(name), change(fs::read(folder.join(name)).unwrap())).unwrap();
        other
    }

    #[test]
    fn a_release_is_built_once_signed_once_and_proves_itself() {
        let ecmopt = network();
        let build = ["release", "build", "--cycle", CYCLE, "--out", "release"];
        let no_keys = refused(&ecmopt, &build);
        assert!(no_keys.contains("--new-epoch"), "{no_keys}");
        let first = withstanding(&ecmopt, &build);
        assert!(first.contains("2026H1.e1: about ") && first.contains("ok   A2  "), "{first}");
        let unsigned = refused(&ecmopt, &["release", "verify", "release"]);
        assert!(unsigned.contains("Nobody has signed it"), "{unsigned}");
        let nobody = ecmopt.run(&["release", "sign", "release", "--by", " "]);
        assert_eq!(nobody.code, 2, "{}", nobody.err);
        ecmopt.must(&["release", "sign", "release", "--by", "Ana Audit"]);
        let verified = ecmopt.must(&["release", "verify", "release"]);
        assert!(verified.contains("signed by Ana Audit"), "{verified}");
        assert!(
            refused(&ecmopt, &["release", "sign", "release", "--by", "Ben"])
                .contains("signed already, by Ana Audit")
        );
        a_changed_byte_is_found(&ecmopt);
        it_is_listed_and_exported(&ecmopt);
        nothing_new_is_told_within_a_year(&ecmopt, &build);
        keys_are_private_and_no_part_of_a_copy(&ecmopt);
        without_its_keys_nothing_goes_with_it(&ecmopt, &build);
    }

    fn a_changed_byte_is_found(ecmopt: &Ecmopt) {
        let swap = |from: &'static str, to: &'static str| {
            move |bytes: Vec<u8>| {
                let text = String::from_utf8(bytes).unwrap();
                assert!(text.contains(from), "{from}");
                text.replacen(from, to, 1).into_bytes()
            }
        };
        for other in [
            with(ecmopt, "cube.csv", swap(",shown\n", ",low\n")),
            with(ecmopt, "certificate.json", swap("\"passed\": true", "\"passed\": false")),
            with(ecmopt, "questions.json", swap("under 35", "under 36")),
            with(ecmopt, "release.json", swap("\"epoch\": 1", "\"epoch\": 2")),
            with(ecmopt, "signature.json", swap("Ana Audit", "Ben Audit")),
        ] {
            let said = refused(ecmopt, &["release", "verify", &other]);
            assert!(said.contains("changed"), "{other}: {said}");
        }
        fs::remove_file(ecmopt.path("changed-signature.json/questions.json")).unwrap();
        let missing = refused(ecmopt, &["release", "verify", "changed-signature.json"]);
        assert!(missing.contains("questions.json is missing"), "{missing}");
    }

    fn it_is_listed_and_exported(ecmopt: &Ecmopt) {
        fs::create_dir(ecmopt.path("data/releases")).unwrap();
        copy(&ecmopt.path("release"), &ecmopt.path("data/releases/2026H1.e1"));
        let listed = ecmopt.must(&["release", "list"]);
        assert!(listed.contains("2026H1.e1") && listed.contains("signed by Ana Audit"), "{listed}");
        ecmopt.must(&["release", "export", "2026H1.e1", "--out", "cube.csv"]);
        assert_eq!(
            fs::read(ecmopt.path("cube.csv")).unwrap(),
            fs::read(ecmopt.path("release/cube.csv")).unwrap()
        );
        ecmopt.must(&["release", "export", "release", "--format", "parquet", "--out", "cube.parquet"]);
        assert!(fs::read(ecmopt.path("cube.parquet")).unwrap().starts_with(b"PAR1"));
    }

    fn nothing_new_is_told_within_a_year(ecmopt: &Ecmopt, build: &[&str]) {
        let again = |more: &[&str]| {
            let mut command = [build, more].concat();
            *command.iter_mut().find(|part| **part == "release").unwrap() = "release";
            let at = command.iter().position(|part| *part == "--out").unwrap();
            command[at + 1] = "another";
            refused(ecmopt, &command)
        };
        assert!(again(&[]).contains("Only 0 people of 0 centres"));
        assert!(again(&["--new-epoch"]).contains("Epoch 1 began 0 days ago"));
        assert!(!ecmopt.path("another").exists());
    }

    fn keys_are_private_and_no_part_of_a_copy(ecmopt: &Ecmopt) {
        use std::os::unix::fs::PermissionsExt;
        let keys = ecmopt.path("data/release-keys");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&keys), 0o700);
        let files: Vec<PathBuf> = fs::read_dir(&keys).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 2, "{files:?}");
        ecmopt.must(&["backup", "copy.zip"]);
        let copy = fs::read(ecmopt.path("copy.zip")).unwrap();
        for file in files {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
            let name = file.file_name().unwrap().to_str().unwrap().as_bytes().to_vec();
            assert!(!copy.windows(name.len()).any(|window| window == name), "{}", file.display());
        }
    }

    fn without_its_keys_nothing_goes_with_it(ecmopt: &Ecmopt, build: &[&str]) {
        let (keys, away) = (ecmopt.path("data/release-keys"), ecmopt.path("away"));
        fs::rename(&keys, &away).unwrap();
        assert!(refused(ecmopt, &[build, &[][..]].concat()).contains("There are no keys"));
        fs::remove_dir_all(&keys).unwrap();
        fs::rename(&away, &keys).unwrap();
        fs::write(keys.join("epoch-1.json"), "{}").unwrap();
        assert!(refused(ecmopt, build).contains("does not hold the keys of an epoch"));
    }

    #[test]
    fn of_few_people_or_of_no_cycle_there_is_none() {
        let ecmopt = Ecmopt::new();
        ecmopt.must(&["import", example_data::path("dirty/base").to_str().unwrap()]);
        ecmopt.must(&["snapshot", "--out", "of-no-cycle"]);
        let build = |snapshot: &str| {
            refused(&ecmopt, &["release", "build", "--snapshot", snapshot, "--out", "release", "--new-epoch"])
        };
        assert!(build("of-no-cycle").contains("this snapshot is of none"));
        ecmopt.must(&["snapshot", "--cycle", CYCLE, "--out", "few"]);
        let few = build("few");
        assert!(few.contains("300 people of 3 centres at least"), "{few}");
        assert!(!ecmopt.path("release").exists());
    }
}

mod in_the_browser {
    use super::*;

    struct Service {
        ecmopt: Ecmopt,
        serving: Serving,
        audit: Browser,
    }

    async fn service() -> Service {
        let ecmopt = tokio::task::spawn_blocking(network).await.unwrap();
        for (login, role) in [
            ("audit", "audit-lead"),
            ("safety", "safety-lead"),
            ("researcher", "researcher"),
            ("stranger", "researcher"),
        ] {
            testkit::example::add(&ecmopt, login, role, None);
        }
        let serving = ecmopt.serve();
        let audit = signed_in(&serving, "audit").await;
        Service { ecmopt, serving, audit }
    }

    async fn signed_in(serving: &Serving, login: &str) -> Browser {
        let browser = Browser::at(&serving.url);
        assert_eq!(browser.sign_in(login, PASSWORD).await.status(), StatusCode::SEE_OTHER);
        browser
    }

    impl Service {
        /// Asks for a release and waits until it is made; its address. One that does not withstand some attack is made anew.
        async fn made(&self) -> String {
            for _ in 0..5 {
                let page = self.audit.get("/releases/new").await;
                let fields = [("cycle", CYCLE), ("epoch", "new")];
                let asked = self.audit.post("/releases/new", &page, &fields).await;
                assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.main());
                if self.waited_for(&asked.location).await.html.contains("/sign\"") {
                    return asked.location;
                }
            }
            panic!("five releases that do not withstand some attack")
        }

        async fn waited_for(&self, release: &str) -> Page {
            for _ in 0..240 {
                let page = self.audit.get(release).await;
                if page.main().contains("Made, not signed") {
                    return page;
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            panic!("{}", self.audit.get(release).await.main());
        }

        async fn step(&self, release: &str, step: &str, fields: &[(&str, &str)]) -> Page {
            let address = format!("{release}/{step}");
            let page = self.audit.get(&address).await;
            let answer = self.audit.post(&address, &page, fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.main());
            self.audit.get(&answer.location).await
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_release_is_made_read_signed_asked_and_withdrawn() {
        let service = service().await;
        let audit = &service.audit;
        audit.get("/releases").await.shows("No release has been made yet.");
        let none = async || {
            audit.get("/tables").await.shows("There is no release to ask yet.");
            let file = audit.get("/tables/files/csv").await;
            assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY);
        };
        none().await;
        let release = service.made().await;
        let page = audit.get(&release).await;
        for told in ["Nothing was found that may not be", "A2 ", "Withstood", "no differential privacy"] {
            page.shows(told);
        }
        none().await;
        let id = release.trim_start_matches("/releases/");
        for step in ["publish", "withdraw"] {
            let form = audit.get("/releases/new").await;
            let answer = audit.post(&format!("/packs/{id}/{step}"), &form, &[("reason", "no")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{step}: it is no pack");
        }
        audit.get("/packs").await.hides("2026H1.e1");
        service.step(&release, "sign", &[]).await.shows("Signed");
        a_table_is_told_the_same_everywhere(audit).await;
        what_cannot_be_asked_is_refused_in_the_same_words(audit).await;
        a_researcher_asks_for_an_approved_project_alone(&service).await;
        service
            .step(&release, "withdraw", &[("reason", "A key may have been seen")])
            .await
            .shows("A key may have been seen");
        let gone = audit.get("/tables?release=2026H1.e1").await;
        assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
        fs::remove_dir_all(service.ecmopt.path("data/release-keys")).unwrap();
        assert_ne!(service.made().await, release, "after lost keys an epoch has a number that none had");
        assert_eq!(audit.get(&release).await.status, StatusCode::OK, "what was released can be read");
    }

    /// Page, CSV, JSON, workbook and the whole cube tell one number (A11, C3).
    async fn a_table_is_told_the_same_everywhere(audit: &Browser) {
        let question = "what=count&by=age&by2=sex&only=year:2025-26";
        let page = audit.get(&format!("/tables?{question}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.main());
        for told in ["randomly adjusted to multiples of 5", "Rows need not add up", "Cite it as", "Chart"] {
            page.shows(told);
        }
        let csv = String::from_utf8(audit.download(&format!("/tables/files/csv?{question}")).await).unwrap();
        assert!(csv.starts_with("age,sex,value,state,noise_sd,release\n"), "{csv}");
        let cube = audit.download("/tables/release/cube.csv").await;
        let cube = String::from_utf8(cube).unwrap();
        let json = audit.download(&format!("/tables/files/json?{question}")).await;
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let mut told = 0;
        for (row, line) in csv.lines().skip(1).zip(json["rows"].as_array().unwrap()) {
            let cells: Vec<&str> = row.split(',').collect();
            let [age, sex, value, state, _, release] = cells[..] else { panic!("{row}") };
            assert!(release.starts_with("2026H1.e"), "{row}");
            assert_eq!(line["value"].as_f64().map_or_else(String::new, |value| value.to_string()), value);
            let of = match (age, sex) {
                ("all", "all") => "year,2025-26,,,,".to_owned(),
                _ => format!("year,2025-26,age,{age},sex,{sex}"),
            };
            assert!(cube.contains(&format!("\ncount,{of},{value},{state}\n")), "{row}");
            if state == "shown" {
                assert_eq!(value.parse::<u32>().unwrap() % 5, 0);
                page.shows(&format!(">{value}<"));
                told += 1;
            }
        }
        assert!(told > 4, "{csv}");
        assert!(audit.download(&format!("/tables/files/xlsx?{question}")).await.starts_with(b"PK"));
        let turned = "what=count&by=sex&by2=age&only=year:2025-26";
        let turned = String::from_utf8(audit.download(&format!("/tables/files/csv?{turned}")).await).unwrap();
        let sorted = |text: &str, swap: bool| {
            let mut rows: Vec<String> = text
                .lines()
                .skip(1)
                .map(|row| {
                    let mut cells: Vec<&str> = row.split(',').collect();
                    if swap {
                        cells.swap(0, 1);
                    }
                    cells.join(",")
                })
                .collect();
            rows.sort();
            rows
        };
        assert_eq!(sorted(&csv, false), sorted(&turned, true), "the order of a question changes nothing");
    }

    async fn what_cannot_be_asked_is_refused_in_the_same_words(audit: &Browser) {
        let mut said = std::collections::BTreeSet::new();
        for question in [
            "what=count&by=age&by2=sex&by3=mode&only=year:2025-26",
            "what=count&by=age&by2=age",
            "what=count&only=age:200",
            "what=count&only=centre:STH",
            "what=max:ecmo_days",
            "what=count&only=age:!to_34",
        ] {
            let page = audit.get(&format!("/tables?{question}")).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{question}");
            let alert = page.html.split("role=\"alert\"").nth(1).unwrap().split("</div>").next().unwrap();
            said.insert(alert.to_owned());
            let file = audit.get(&format!("/tables/files/csv?{question}")).await;
            assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY, "{question}");
        }
        assert_eq!(said.len(), 1, "{said:?}");
    }

    /// Sends the form of a page, and goes where it leads.
    async fn send(who: &Browser, address: &str, fields: &[(&str, &str)]) -> Page {
        let page = who.get(address).await;
        let answer = who.post(address, &page, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{address}: {}", answer.main());
        who.get(&answer.location).await
    }

    /// Register, approve, build a table, cite; a stranger and whoever was stopped get nothing.
    async fn a_researcher_asks_for_an_approved_project_alone(service: &Service) {
        let researcher = signed_in(&service.serving, "researcher").await;
        let none = async |who: &Browser| {
            who.get("/tables").await.shows("research projects that two people of the network have approved");
            for path in [
                "/tables?what=count&release=2026H1.e1",
                "/tables/files/csv?what=count",
                "/tables/release/cube.csv",
            ] {
                let page = who.get(path).await;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
                page.shows("research projects that two people of the network have approved");
            }
        };
        none(&researcher).await;
        let project = [
            ("title", "Standing early on ECMO"),
            ("question", "Do patients who stand in their first week stay for fewer days?"),
            ("summary", "Some patients are helped to stand. We ask whether they go home sooner."),
            ("investigators", "Robin Dyke, University of Leeds"),
            ("basis", "ANONYMOUS"),
            ("reference", "UREC 26/017"),
            ("funding", "none"),
            ("first_day", "1 January 2026"),
            ("last_day", "31 December 2035"),
        ];
        let page = researcher.get("/projects/new").await;
        let registered = researcher.post("/projects/new", &page, &project).await;
        assert_eq!(registered.status, StatusCode::SEE_OTHER, "{}", registered.main());
        let own = registered.location.split('?').next().unwrap().to_owned();
        send(&researcher, &format!("{own}/submit"), &[]).await;
        none(&researcher).await;
        let safety = signed_in(&service.serving, "safety").await;
        for lead in [&service.audit, &safety] {
            let approval = [("until", "30 December 2035"), ("conditions", "Cite the release.")];
            send(lead, &format!("/network{own}/approve"), &approval).await;
        }
        let table = researcher.get("/tables?what=share:survival:alive&by=sex").await;
        assert_eq!(table.status, StatusCode::OK, "{}", table.main());
        for told in ["2026H1.e", "Cite it as", " %"] {
            table.shows(told);
        }
        none(&signed_in(&service.serving, "stranger").await).await;
        send(
            &service.audit,
            &format!("/network{own}/withdraw"),
            &[("reason", "The conditions were not kept")],
        )
        .await;
        none(&researcher).await;
    }
}
