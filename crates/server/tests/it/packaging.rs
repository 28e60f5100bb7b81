//! packaging/server: the example settings can be used as they stand, what is commented out in them as well,
//! and systemd understands the unit.

use server::settings::{self, KEYS, ServerSettings, SettingSources, SettingsError};
use std::path::{Path, PathBuf};
use std::process::Command;

fn dist(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging/server");
    std::fs::read_to_string(path.join(name)).unwrap()
}

fn load(file: PathBuf) -> Result<ServerSettings, SettingsError> {
    settings::load(&SettingSources {
        file: Some(file),
        ..SettingSources::default()
    })
}

#[test]
fn the_example_settings_can_be_used_as_they_stand() {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging/server/config.example.toml");
    let settings = load(file).unwrap();
    let defaults = ServerSettings::default();
    assert_eq!(settings.limits, defaults.limits, "it shows the defaults");
    assert_eq!(settings.log, defaults.log);
    assert_eq!(settings.listen, defaults.listen);
    let text = dist("config.example.toml");
    for key in KEYS.iter().filter(|key| !key.path.contains('*')) {
        let last = key.path.rsplit('.').next().unwrap();
        let environment_only = ["db_password", "smtp.password"].contains(&key.path);
        let said = text.contains(&format!("{last} = "));
        assert!(
            said || environment_only || key.path == "smtp.port",
            "{}",
            key.path
        );
    }
}

#[test]
fn what_is_commented_out_can_be_used_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    for name in ["db.password", "smtp.password", "billing.secret"] {
        std::fs::write(folder.path().join(name), "a secret of many bytes\n").unwrap();
        crate::file::close_to_others(&folder.path().join(name));
    }
    let mut seen = 0;
    let lines = dist("config.example.toml")
        .lines()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    let uncommented = lines.iter().filter_map(|line| {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        let setting = bare.starts_with('[') || bare.contains(" = ");
        if line.starts_with("# ") && setting {
            seen += 1;
        }
        // The file names a store twice, as a choice: the second one is taken.
        (setting && !bare.contains("store.db")).then(|| bare.to_owned())
    });
    let text = uncommented.collect::<Vec<_>>().join("\n");
    assert_eq!(seen, 11, "lines that are commented out");
    let file = folder.path().join("daybook.toml");
    std::fs::write(&file, text.replace("/etc/daybook-server", path)).unwrap();
    let settings = load(file).unwrap();
    assert!(settings.smtp.is_some() && settings.public_url.is_some());
    assert!(settings.webhooks.contains_key("billing"));
    assert!(
        settings
            .db
            .unwrap()
            .reveal()
            .starts_with("postgres://daybook:")
    );
}

/// The unit, checked by systemd itself where the machine has it.
#[cfg(target_os = "linux")]
#[test]
fn systemd_understands_the_unit() {
    let unit = dist("daybook-server.service");
    for hardening in [
        "DynamicUser=yes",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
    ] {
        assert!(unit.contains(hardening), "{hardening}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("daybook-server.service");
    let here = unit.replace(
        "/usr/bin/daybook-server",
        env!("CARGO_BIN_EXE_daybook-server"),
    );
    std::fs::write(&file, here).unwrap();
    let checked = Command::new("systemd-analyze")
        .arg("verify")
        .arg(&file)
        .output();
    let Ok(checked) = checked else {
        eprintln!("skipped: this machine has no systemd-analyze");
        return;
    };
    let words = String::from_utf8_lossy(&checked.stderr);
    let ours = words.lines().filter(|line| line.contains("daybook-server"));
    assert_eq!(ours.collect::<Vec<_>>(), Vec::<&str>::new());
}
