//! Settings as an operator meets them: which source wins, what an error says, what is never shown.

use super::*;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

const FULL: &str = r#"
listen = "[::1]:9000"
db = "data/folder.db"
public_url = "https://daybook.example/base"
records = "open"
metrics = "open"
client_address = "forwarded"
stale_hours = 48
stale_check_minutes = 1

[dead_letters]
keep_days = 0

[links]
day_pass = "https://h.example/day-pass?s={session_id}"
plan = "https://h.example/plans/{target}?s={session_id}"
tour = "http://localhost:9/{session_id}"
booking = "https://h.example/bookings/{target}#{session_id}"

[spaces."Harbour \"Lane\"".links]
tour = "https://harbour.example/tour?s={session_id}"

[smtp]
host = "mail.example"
port = 2525
tls = "starttls"
user = "folder"
password_file = "mail.secret"
from = "Harbour Lane <folder@harbour.example>"

[brand]
name = "Harbour Lane"
contact = "folder@harbour.example\n+44 20 0000"

[webhooks.billing]
secret_file = "billing.secret"

[limits]
body_bytes = 2_048
message_bytes = 1024
request_seconds = 35
requests_per_second = 1
anonymous_per_minute = 2
clicks_per_minute = 3
connections = 64
connections_per_address = 8
transcripts_per_hour = 4
transcripts_per_hour_of_space = 5
transcripts_per_hour_of_server = 6

[log]
format = "json"
filter = "debug"
"#;

struct SettingsFolder(tempfile::TempDir);

impl SettingsFolder {
    fn new(text: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        std::fs::write(folder.file(), text).unwrap();
        for (name, text) in [
            ("mail.secret", "hunter2\n"),
            ("billing.secret", "correct horse battery\n"),
            ("empty.secret", "\n"),
        ] {
            std::fs::write(folder.0.path().join(name), text).unwrap();
            folder.set_mode(name, 0o600);
        }
        folder
    }

    /// Opens a file to others, or closes it, where a system has modes.
    fn set_mode(&self, name: &str, mode: u32) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(self.0.path().join(name), mode).unwrap();
        }
        #[cfg(not(unix))]
        let _no_modes = (name, mode);
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("daybook.toml")
    }

    fn load(&self, environment: &[(&str, &str)]) -> Result<ServerSettings, SettingsError> {
        load(&SettingSources {
            file: Some(self.file()),
            environment: pairs(environment),
            flags: Vec::new(),
        })
    }
}

fn pairs(environment: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    environment.iter().map(owned).collect()
}

fn from_environment(environment: &[(&str, &str)]) -> Result<ServerSettings, SettingsError> {
    load(&SettingSources {
        environment: pairs(environment),
        ..SettingSources::default()
    })
}

#[test]
fn every_key_of_a_file_arrives() {
    let folder = SettingsFolder::new(FULL);
    let settings = folder.load(&[]).unwrap();
    let db = folder.0.path().join("data/folder.db");
    assert_eq!(settings.db.as_ref().unwrap().reveal(), db.to_str().unwrap());
    assert_eq!(settings.listen.to_string(), "[::1]:9000");
    assert_eq!(settings.records, RecordAccess::Open);
    assert_eq!(settings.client_address, ClientAddress::Forwarded);
    assert_eq!(
        (settings.stale_hours, settings.stale_check_minutes),
        (48, 1)
    );
    let smtp = settings.smtp.as_ref().unwrap();
    assert_eq!((smtp.port, smtp.tls), (2525, SmtpTls::StartTls));
    assert_eq!(smtp.password.as_ref().unwrap().reveal(), "hunter2");
    assert_eq!(
        settings.webhooks["billing"].reveal(),
        "correct horse battery"
    );
    assert_eq!(settings.dead_letters.keep(), None);
    assert_eq!(settings.limits.body_bytes, 2048);
    assert_eq!(settings.log.format, LogFormat::Json);
    let tour = |space| {
        settings
            .link(CallToActionKind::Tour, space)
            .unwrap()
            .as_str()
    };
    assert_eq!(
        tour("Harbour \"Lane\""),
        "https://harbour.example/tour?s={session_id}"
    );
    assert_eq!(tour("elsewhere"), "http://localhost:9/{session_id}");
    assert!(
        settings
            .link(CallToActionKind::Plan, "Harbour \"Lane\"")
            .is_some()
    );
    // Every key that a file may hold stands in FULL: a new one that is forgotten here is noticed.
    let said = raw::file(Path::new("f"), FULL).unwrap();
    for key in KEYS
        .iter()
        .filter(|key| key.place != key::KeyPlace::Environment)
    {
        let last = key.path.rsplit('.').next().unwrap();
        let stands = said.iter().any(|said| said.path.last().unwrap() == last);
        assert!(stands || key.path == "db_password_file", "{}", key.path);
    }
}

#[test]
fn what_is_printed_reads_back_the_same_and_tells_no_secret() {
    let mut settings = SettingsFolder::new(FULL).load(&[]).unwrap();
    let printed = settings.to_toml();
    assert!(
        !printed.contains("hunter2") && !printed.contains("horse"),
        "{printed}"
    );
    assert!(!format!("{settings:?}").contains("hunter2"));
    assert!(!format!("{settings:?}").contains("horse"));
    let smtp = settings.smtp.as_mut().unwrap();
    (smtp.password, smtp.user) = (None, None);
    settings.webhooks.clear();
    let again = SettingsFolder::new(&settings.to_toml()).load(&[]).unwrap();
    assert_eq!(again, settings);
    let bare = ServerSettings::default();
    assert_eq!(
        SettingsFolder::new(&bare.to_toml()).load(&[]).unwrap(),
        bare
    );
}

#[test]
fn a_flag_beats_the_environment_and_that_the_file() {
    let folder =
        SettingsFolder::new("listen = \"127.0.0.1:1\"\nstale_hours = 2\nrecords = \"open\"\n");
    let sources = SettingSources {
        file: Some(folder.file()),
        environment: pairs(&[
            ("DAYBOOK_SERVER_LISTEN", "127.0.0.1:2"),
            ("DAYBOOK_SERVER_STALE_HOURS", "3"),
            ("DAYBOOK_SERVER_CONFIG", "elsewhere.toml"),
            ("DAYBOOK_TEST_POSTGRES", "required"),
        ]),
        flags: vec![("--listen", "listen", "127.0.0.1:3".to_owned())],
    };
    let settings = load(&sources).unwrap();
    assert_eq!(settings.listen.port(), 3);
    assert_eq!(settings.stale_hours, 3);
    assert_eq!(settings.records, RecordAccess::Open);
}

#[test]
fn every_variable_names_its_key() {
    for key in KEYS {
        let Some(variable) = key.variable() else {
            continue;
        };
        let variable = variable.replace('*', "SHOP");
        // A tab is no value that any key takes: what it says must be about this key.
        let error = from_environment(&[(&variable, "\t")]);
        match error {
            Err(
                SettingsError::Bad { key: named, .. }
                | SettingsError::SecretFile { key: named, .. },
            ) => {
                assert_eq!(named, key.path.replace('*', "shop"));
            }
            // Free text and secrets take a tab, and then miss what goes with them.
            other => assert!(
                ["brand.contact", "db_password", "smtp.password"].contains(&key.path),
                "{variable}: {other:?}"
            ),
        }
    }
}

#[test]
fn defaults_are_what_the_table_says() {
    for key in KEYS.iter().filter(|key| !key.default.is_empty()) {
        if key.path.starts_with("smtp.") {
            continue;
        }
        let sources = SettingSources {
            flags: vec![("--x", key.path, key.default.to_owned())],
            ..SettingSources::default()
        };
        assert_eq!(
            load(&sources).unwrap(),
            ServerSettings::default(),
            "{}",
            key.path
        );
    }
}

#[test]
fn an_error_says_where_which_key_and_what_is_allowed() {
    let cases = [
        (
            "\nlisten = \"here\"\n",
            "line 2: listen must be an address and a port",
        ),
        (
            "listne = \"127.0.0.1:1\"\n",
            "line 1: there is no setting “listne”; there are listen, db",
        ),
        (
            "stale_hours = 0\n",
            "stale_hours must be a whole number of hours from 1",
        ),
        ("stale_hours = 1.5\n", "stale_hours must be a whole number"),
        (
            "stale_hours = \"many\"\n",
            "stale_hours must be a whole number",
        ),
        ("records = \"all\"\n", "records must be “token” or “open”"),
        (
            "records = [\"open\"]\n",
            "records must be “token” or “open”",
        ),
        (
            "[limits]\nbody_bytes = 1\n",
            "line 2: limits.body_bytes must be",
        ),
        (
            "[links]\ntour = \"https://h.example/\"\n",
            "{session_id} is missing",
        ),
        (
            "[links]\ntour = \"http://h.example/{session_id}\"\n",
            "must begin with https://",
        ),
        (
            "[links]\nboat = \"https://h.example/{session_id}\"\n",
            "no setting “links.boat”",
        ),
        (
            "[spaces.\"A b\".links]\ntour = \"x\"\n",
            "spaces.\"A b\".links.tour must be",
        ),
        (
            "[smtp]\npassword = \"hunter2\"\n",
            "no setting “smtp.password”; a secret comes from",
        ),
        ("[smtp]\nhost = \"mail.example\"\n", "smtp.from is missing"),
        ("[smtp]\nfrom = \"a@b\"\n", "smtp.host is missing"),
        (
            "[smtp]\nhost=\"h\"\nfrom=\"a@b\"\nuser=\"u\"\n",
            "smtp.password_file is missing",
        ),
        (
            "[smtp]\nhost=\"h\"\nfrom=\"a@b\"\ntls=\"none\"\n",
            "in the clear",
        ),
        (
            "[smtp]\nfrom = \"no address\"\n",
            "smtp.from must be an e-mail address",
        ),
        ("[smtp]\npassword_file = \"nowhere\"\n", "cannot be read"),
        ("[smtp]\npassword_file = \"empty.secret\"\n", "is empty"),
        (
            "[webhooks.shop]\nsecret_file = \"mail.secret\"\n",
            "too short",
        ),
        (
            "[webhooks.Shop]\nsecret_file = \"billing.secret\"\n",
            "must be a readable file",
        ),
        ("db = \"postgres://u:hunter2@h/d\"\n", "db_password_file"),
        (
            "db = \"mysql://h/d\"\n",
            "db must be a file, sqlite:FILE or postgres:",
        ),
        ("public_url = \"https://h/?q\"\n", "public_url must be"),
        ("db_password_file = \"mail.secret\"\n", "db is missing"),
        ("[link]\n", "line 1: there is no setting “link”"),
        ("listen = \n", "line 1: this is not TOML"),
        (
            "listen = \"127.0.0.1:1\"\nlisten = \"127.0.0.1:2\"\n",
            "this is not TOML",
        ),
    ];
    for (text, words) in cases {
        let error = SettingsFolder::new(text).load(&[]).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(error.to_string().contains(words), "{text}: {error}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    let unread = load(&SettingSources {
        file: Some("/nowhere/daybook.toml".into()),
        ..SettingSources::default()
    });
    assert!(
        unread
            .unwrap_err()
            .to_string()
            .contains("/nowhere/daybook.toml")
    );
    let variable = from_environment(&[("DAYBOOK_SERVER_LISTNE", "x")]).unwrap_err();
    assert!(
        variable.to_string().contains("DAYBOOK_SERVER_LISTEN,"),
        "{variable}"
    );
    let filter = from_environment(&[("DAYBOOK_SERVER_LOG_FILTER", "a=b=c")]).unwrap_err();
    assert!(
        filter.to_string().contains("log.filter must be a level"),
        "{filter}"
    );
}

#[test]
fn a_password_joins_its_address_and_is_never_shown() {
    let folder = SettingsFolder::new(
        "db = \"postgres://folder@db.example/daybook\"\ndb_password_file = \"mail.secret\"\n",
    );
    let settings = folder.load(&[]).unwrap();
    let db = |settings: &ServerSettings| settings.db.clone().unwrap().reveal().to_owned();
    assert_eq!(
        db(&settings),
        "postgres://folder:hunter2@db.example/daybook"
    );
    assert!(
        settings
            .to_toml()
            .contains("postgres://folder@db.example/daybook")
    );
    assert!(!format!("{settings:?}").contains("hunter2"));
    let settings = folder
        .load(&[("DAYBOOK_SERVER_DB_PASSWORD", "p@ss/word")])
        .unwrap();
    assert_eq!(
        db(&settings),
        "postgres://folder:p%40ss%2Fword@db.example/daybook"
    );
    let whole = from_environment(&[("DAYBOOK_SERVER_DB", "postgres://u:hunter2@h/d")]).unwrap();
    assert_eq!(db(&whole), "postgres://u:hunter2@h/d");
    assert!(!whole.to_toml().contains("hunter2"));
    let hook = [("DAYBOOK_SERVER_WEBHOOKS_SHOP_SECRET", "0123456789abcdef")];
    assert_eq!(
        from_environment(&hook).unwrap().webhooks["shop"].reveal(),
        "0123456789abcdef"
    );
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(text in "[a-z_.=\\[\\]\"{} \\n0-9]{0,200}") {
        let _ = raw::file(Path::new("f"), &text);
    }

    #[test]
    fn any_text_of_a_brand_survives_printing(name in "[^\\p{Cc}]{1,60}", contact in "[^\\x00]{0,60}") {
        prop_assume!(!name.trim().is_empty());
        let settings = ServerSettings {
            brand: BrandSettings { name, contact },
            ..ServerSettings::default()
        };
        prop_assert_eq!(SettingsFolder::new(&settings.to_toml()).load(&[]).unwrap(), settings);
    }
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_read_is_refused_with_the_command_that_closes_it() {
    let folder = SettingsFolder::new("[webhooks.billing]\nsecret_file = \"billing.secret\"\n");
    for (mode, is_refused) in [
        (0o644, true),
        (0o604, true),
        (0o660, true),
        (0o666, true),
        (0o640, false),
        (0o400, false),
        (0o600, false),
    ] {
        folder.set_mode("billing.secret", mode);
        let loaded = folder.load(&[]);
        assert_eq!(loaded.is_err(), is_refused, "{mode:o}");
        if let Err(refused) = loaded {
            let said = refused.to_string();
            assert!(said.contains("chmod 600 '"), "{mode:o}: {said}");
            assert!(!said.contains("correct horse"), "{said}");
        }
    }
}
