use super::*;
use crate::cli::{MailArgs, ProviderArgs};

/// A settings file with this text, and the folder that it lies in.
fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ecmopt.toml");
    std::fs::write(&path, text).unwrap();
    (dir, path)
}

/// What is in force when the file says `text` and the command line nothing but its place.
fn read(text: &str) -> Result<Settings, Failure> {
    let (_dir, path) = file(text);
    Settings::read(&given(path))
}

fn given(config: PathBuf) -> Global {
    Global {
        data_dir: None,
        database_url: None,
        files_url: None,
        key_file: None,
        release_keys: None,
        permission_needed: false,
        trail_years: None,
        breached_passwords: None,
        config: Some(config),
        log_format: None,
    }
}

fn args() -> ServeArgs {
    ServeArgs {
        listen: None,
        public_url: None,
        trusted_proxies: Vec::new(),
        insecure_cookies: false,
        tls_certificate: None,
        tls_key: None,
        second_factor: None,
        provider: ProviderArgs::default(),
        mail: MailArgs::default(),
    }
}

mod without_a_word {
    use super::*;

    #[test]
    fn data_lie_in_the_working_folder_and_this_machine_alone_is_served() {
        let settings = read("").unwrap();
        assert_eq!(settings.data_dir, Path::new("ecmopt-data"));
        assert_eq!(settings.database(), "sqlite://ecmopt-data/ecmopt.sqlite?mode=rwc");
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(settings.log_format, LogFormat::Text);
        assert!(settings.trusted_proxies.is_empty(), "nobody is believed");
    }
}

mod the_trail {
    use super::*;

    #[test]
    fn says_for_ten_years_who_did_what_or_as_long_as_is_set() {
        let now = "2026-02-28T12:00:00Z".parse().unwrap();
        let before = |text| read(text).unwrap().forgets_before(now).to_string();
        assert_eq!(before(""), "2016-02-28T12:00:00Z");
        assert_eq!(before("trail_years = 2"), "2024-02-28T12:00:00Z");
        assert!(read("trail_years = 0").unwrap_err().to_string().contains("1 or more"));
    }
}

mod the_command_line {
    use super::*;

    #[test]
    fn stands_over_the_file() {
        let (_dir, path) = file(
            "data_dir = \"file\"\ndatabase_url = \"sqlite://file.sqlite\"\nlog_format = \"json\"\nbrand = \"Audit\"",
        );
        let global = Global {
            data_dir: Some("typed".into()),
            database_url: Some("sqlite://typed.sqlite".to_owned()),
            log_format: Some(LogFormat::Text),
            ..given(path.clone())
        };
        let settings = Settings::read(&global).unwrap();
        assert_eq!(settings.data_dir, Path::new("typed"));
        assert_eq!(settings.database(), "sqlite://typed.sqlite");
        assert_eq!(settings.log_format, LogFormat::Text);
        let settings = Settings::read(&given(path)).unwrap();
        assert_eq!((settings.data_dir.as_path(), settings.log_format), (Path::new("file"), LogFormat::Json));
        assert_eq!(settings.brand.as_deref(), Some("Audit"));
    }

    #[test]
    fn of_serve_stands_over_the_file_and_leaves_what_it_does_not_name() {
        let text = "listen = \"127.0.0.1:1\"\npublic_url = \"https://file.example.org\"\ntrusted_proxies = [\"10.0.0.1\"]";
        let kept = read(text).unwrap().served_as(&args());
        assert_eq!(kept.listen.port(), 1);
        assert_eq!(kept.public_url.unwrap().to_string(), "https://file.example.org");
        assert_eq!(kept.trusted_proxies, ["10.0.0.1".parse::<IpAddr>().unwrap()]);
        let typed = ServeArgs {
            listen: Some("127.0.0.1:2".parse().unwrap()),
            public_url: Some("https://typed.example.org".parse().unwrap()),
            trusted_proxies: vec!["10.0.0.2".parse().unwrap()],
            ..args()
        };
        let over = read(text).unwrap().served_as(&typed);
        assert_eq!(over.listen.port(), 2);
        assert_eq!(over.public_url.unwrap().to_string(), "https://typed.example.org");
        assert_eq!(over.trusted_proxies, ["10.0.0.2".parse::<IpAddr>().unwrap()], "they are not added up");
    }
}

mod a_settings_file {
    use super::*;

    fn refused(text: &str) -> Failure {
        read(text).unwrap_err()
    }

    #[test]
    fn with_a_word_that_nobody_knows_is_refused_by_it() {
        let failure = refused("data_dri = \"x\"");
        assert!(failure.to_string().contains("data_dri"), "{failure}");
        assert_eq!(failure.code(), 2);
    }

    #[test]
    fn with_an_address_that_people_cannot_type_shows_one_that_they_can() {
        let failure = refused("public_url = \"audit.example.org/ecmopt\"");
        assert!(failure.to_string().contains("like https://audit.example.org"), "{failure}");
        assert_eq!(failure.code(), 2);
    }

    #[test]
    fn that_is_named_must_be_there() {
        let (dir, _) = file("");
        let failure = Settings::read(&given(dir.path().join("other.toml"))).unwrap_err();
        assert!(failure.to_string().contains("There is no such file or folder"), "{failure}");
    }
}

mod the_database {
    use super::*;

    #[test]
    fn is_not_made_by_asking_whether_it_is_there() {
        let (dir, path) = file("");
        let data = dir.path().join("data");
        let settings = Settings::read(&Global { data_dir: Some(data.clone()), ..given(path) }).unwrap();
        assert!(!settings.has_database());
        assert!(!data.exists());
        assert!(settings.new_database().unwrap().ends_with("data/ecmopt.sqlite?mode=rwc"));
        assert!(data.is_dir() && !settings.has_database());
        std::fs::write(data.join("ecmopt.sqlite"), "").unwrap();
        assert!(settings.has_database());
    }

    #[test]
    fn of_the_demonstration_is_never_the_one_of_the_audit() {
        let settings = read("database_url = \"postgres://audit@host/ecmopt\"").unwrap();
        assert!(settings.has_database());
        let demo = settings.within("demo".into());
        assert_eq!(demo.database(), "sqlite://demo/ecmopt.sqlite?mode=rwc");
    }
}

mod cookies {
    use super::*;

    fn secure(text: &str, listen: &str) -> Result<bool, Failure> {
        read(text).unwrap().secure_cookies(listen.parse().unwrap())
    }

    const HERE: &str = "127.0.0.1:8080";
    const EVERYWHERE: &str = "0.0.0.0:8080";

    #[test]
    fn are_for_https_when_the_address_that_people_type_is() {
        let text = "public_url = \"https://audit.example.org\"";
        assert!(secure(text, HERE).unwrap() && secure(text, EVERYWHERE).unwrap());
        let careless = format!("{text}\ninsecure_cookies = true");
        assert!(secure(&careless, HERE).unwrap(), "who has HTTPS does not lose it");
    }

    #[test]
    fn need_no_https_where_the_service_is_tried_out_on_one_machine() {
        assert!(!secure("", HERE).unwrap());
        assert!(!secure("public_url = \"http://localhost:8080\"", HERE).unwrap());
    }

    #[test]
    fn are_for_https_where_other_machines_reach_the_service() {
        assert!(secure("", EVERYWHERE).unwrap());
    }

    #[test]
    fn go_without_https_over_a_network_only_for_who_says_so() {
        let text = "public_url = \"http://audit.example.org\"";
        let failure = secure(text, EVERYWHERE).unwrap_err();
        assert!(failure.to_string().contains("--insecure-cookies"), "{failure}");
        assert_eq!(failure.code(), 2);
        assert!(!secure(&format!("{text}\ninsecure_cookies = true"), EVERYWHERE).unwrap());
        let typed = ServeArgs { insecure_cookies: true, ..args() };
        let settings = read(text).unwrap().served_as(&typed);
        assert!(!settings.secure_cookies(EVERYWHERE.parse().unwrap()).unwrap());
    }
}

#[test]
fn a_provider_has_to_know_where_to_send_people_back_to() {
    let (_dir, secret) = file("very secret");
    let provider = format!(
        "[provider]\nissuer = \"https://login.example.nhs.uk\"\nclient_id = \"ecmopt\"\nclient_secret_file = \"{}\"",
        secret.display()
    );
    let everywhere = "0.0.0.0:8080".parse().unwrap();
    let failure = read(&provider).unwrap().federation(everywhere).unwrap_err();
    assert!(failure.to_string().contains("ECMOPT_PUBLIC_URL"), "{failure}");
    let public = format!("public_url = \"https://audit.example.org\"\n{provider}");
    assert!(read(&public).unwrap().federation(everywhere).unwrap().is_some());
    assert!(read(&public).unwrap().within("demo".into()).federation(everywhere).unwrap().is_none());
}

mod mail {
    use super::*;

    const SERVER: &str = "smtp_url = \"smtps://audit:very-secret@mail.example.org\"";
    const SENDER: &str = "mail_from = \"ECMO audit <audit@example.org>\"";
    const PUBLIC: &str = "public_url = \"https://audit.example.org\"";

    fn refused(lines: &[&str]) -> String {
        let failure = read(&lines.join("\n")).unwrap().outbox().unwrap_err();
        assert_eq!(failure.code(), 2);
        failure.to_string()
    }

    #[test]
    fn is_sent_where_a_server_a_sender_and_a_public_address_are_set() {
        assert!(read("").unwrap().outbox().unwrap().is_none());
        let settings = read(&[SERVER, SENDER, PUBLIC].join("\n")).unwrap();
        assert!(settings.outbox().unwrap().is_some());
        assert!(settings.within("demo".into()).outbox().unwrap().is_none(), "a demonstration mails nobody");
    }

    #[test]
    fn is_refused_where_something_is_missing_or_wrong_and_no_password_is_told() {
        assert!(refused(&[SERVER, PUBLIC]).contains("smtp_url and mail_from"));
        assert!(refused(&[SENDER, PUBLIC]).contains("smtp_url and mail_from"));
        assert!(refused(&[SERVER, SENDER]).contains("ECMOPT_PUBLIC_URL"));
        assert!(refused(&[SERVER, "mail_from = \"nobody\"", PUBLIC]).contains("“nobody” is no sender"));
        let open = refused(&["smtp_url = \"smtp://audit:very-secret@mail.example.org\"", SENDER, PUBLIC]);
        assert!(open.contains("?tls=required") && !open.contains("secret"), "{open}");
        let wrong = refused(&["smtp_url = \"mail:very-secret\"", SENDER, PUBLIC]);
        assert!(wrong.contains("smtps://USER:PASSWORD@") && !wrong.contains("secret"), "{wrong}");
    }

    #[test]
    fn is_set_at_the_command_line_over_the_file_and_stands_in_no_log() {
        let mail = MailArgs { smtp_url: Some("smtp://127.0.0.1:25".into()), mail_from: None };
        let settings = read(&[SERVER, SENDER, PUBLIC].join("\n")).unwrap();
        assert!(!format!("{settings:?}").contains("very-secret"));
        let settings = settings.served_as(&ServeArgs { mail, ..args() });
        assert!(settings.outbox().unwrap().is_some(), "the sender of the file stays");
    }
}
