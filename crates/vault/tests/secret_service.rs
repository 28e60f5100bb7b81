//! The vault on a real Secret Service. Each test starts a private one and runs a second test of this
//! same program in a child process that lives in that session.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]
#![cfg(target_os = "linux")]
#![allow(clippy::print_stderr, reason = "a test that is passed over says so")]

#[path = "../../testkit/src/secret_service.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with testkit, whole")]
mod secret_service;

use daybook_vault::{KeyStore, OsKeyStore, Vault, VaultBackend, VaultError, VaultSecret};
use secret_service::{PrivateKeyring, SecretService, missing_programs};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const HOME: &str = "DAYBOOK_TEST_VAULT_HOME";
/// Two seconds are promised; a loaded machine gets a little more.
const QUICK: Duration = Duration::from_millis(2800);

fn session(keyring: PrivateKeyring) -> Option<SecretService> {
    let missing = missing_programs();
    if missing.is_empty() {
        return Some(SecretService::start(keyring).unwrap());
    }
    eprintln!("SKIPPED: a real Secret Service needs {missing:?}; install dbus and gnome-keyring");
    None
}

/// Runs a test of this program in a session.
fn child(test: &str, home: &Path, envs: &[(&'static str, PathBuf)]) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            test,
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("XDG_RUNTIME_DIR")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .envs(envs.iter().map(|(name, value)| (name, value)))
        .env(HOME, home)
        .output()
        .unwrap();
    let text = format!(
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{test}:\n{text}");
    assert!(text.contains("1 passed"), "{test} did not run:\n{text}");
}

/// The home, in a child; `None` where somebody ran the ignored tests by hand.
fn home() -> Option<PathBuf> {
    std::env::var_os(HOME).map(PathBuf::from)
}

fn key_id(home: &Path) -> String {
    let record: serde_json::Value =
        serde_json::from_slice(&fs::read(home.join("vault.json")).unwrap()).unwrap();
    record["key_id"].as_str().unwrap().to_owned()
}

#[test]
fn the_key_lives_in_the_key_store_and_nowhere_on_the_disk() {
    let Some(session) = session(PrivateKeyring::Unlocked) else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    child("child_makes_a_key", home.path(), &session.envs());
    child("child_finds_the_key_again", home.path(), &session.envs());
}

#[test]
#[ignore = "run by the_key_lives_in_the_key_store_and_nowhere_on_the_disk"]
fn child_makes_a_key() {
    let Some(home) = home() else { return };
    assert_eq!(Vault::locate(&home).unwrap(), VaultBackend::OsKeyStore);
    let vault = Vault::open_os(&home).unwrap();
    assert_eq!(vault.backend_name(), "Secret Service");
    let key = vault.database_key().unwrap();
    assert_eq!(*vault.database_key().unwrap(), *key);
    vault
        .set_secret("check", &VaultSecret::new(hex::encode(*key)))
        .unwrap();
    vault
        .set_secret("source/1", &VaultSecret::new("dbk_canary".to_owned()))
        .unwrap();
    vault
        .set_secret("source/1", &VaultSecret::new("dbk_canary2".to_owned()))
        .unwrap();
    for entry in fs::read_dir(&home).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for needle in [key.as_slice(), hex::encode(*key).as_bytes(), b"dbk_canary"] {
            assert!(
                !bytes.windows(needle.len()).any(|window| window == needle),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
#[ignore = "run by the_key_lives_in_the_key_store_and_nowhere_on_the_disk"]
fn child_finds_the_key_again() {
    let Some(home) = home() else { return };
    let vault = Vault::open_os(&home).unwrap();
    let key = hex::encode(*vault.database_key().unwrap());
    assert_eq!(vault.secret("check").unwrap().unwrap().expose(), key);
    assert_eq!(
        vault.secret("source/1").unwrap().unwrap().expose(),
        "dbk_canary2"
    );
    vault.delete_secret("source/1").unwrap();
    vault.delete_secret("source/1").unwrap();
    assert!(vault.secret("source/1").unwrap().is_none());

    let other = tempfile::tempdir().unwrap();
    let other = Vault::open_os(other.path()).unwrap();
    assert_ne!(
        hex::encode(*other.database_key().unwrap()),
        key,
        "each home has its own key"
    );
    assert!(matches!(
        Vault::open_passphrase(&home, "x"),
        Err(VaultError::OtherBackend)
    ));
}

#[test]
fn a_key_that_the_key_store_lost_is_lost() {
    let Some(session) = session(PrivateKeyring::Unlocked) else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    child("child_loses_the_key", home.path(), &session.envs());
    let Some(fresh) = self::session(PrivateKeyring::Unlocked) else {
        return;
    };
    child("child_meets_another_key_store", home.path(), &fresh.envs());
}

#[test]
#[ignore = "run by a_key_that_the_key_store_lost_is_lost"]
fn child_loses_the_key() {
    let Some(home) = home() else { return };
    let vault = Vault::open_os(&home).unwrap();
    let key = vault.database_key().unwrap();
    OsKeyStore::connect(&key_id(&home))
        .unwrap()
        .delete("database-key")
        .unwrap();
    assert!(matches!(vault.database_key(), Err(VaultError::KeyLost)));
    assert!(
        matches!(vault.database_key(), Err(VaultError::KeyLost)),
        "and stays so"
    );
    vault.forget_database_key().unwrap();
    assert_ne!(*vault.database_key().unwrap(), *key);
}

#[test]
#[ignore = "run by a_key_that_the_key_store_lost_is_lost"]
fn child_meets_another_key_store() {
    let Some(home) = home() else { return };
    assert!(matches!(
        Vault::open_os(&home).unwrap().database_key(),
        Err(VaultError::KeyLost)
    ));
}

#[test]
fn a_locked_key_store_is_said_to_be_locked() {
    let Some(session) = session(PrivateKeyring::Unlocked) else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    child("child_makes_a_key", home.path(), &session.envs());
    session.lock().unwrap();
    child(
        "child_meets_a_locked_key_store",
        home.path(),
        &session.envs(),
    );
}

#[test]
#[ignore = "run by a_locked_key_store_is_said_to_be_locked"]
fn child_meets_a_locked_key_store() {
    let Some(home) = home() else { return };
    let start = Instant::now();
    assert_eq!(
        Vault::locate(&home).unwrap(),
        VaultBackend::OsKeyStore,
        "locked is not absent"
    );
    assert!(start.elapsed() < QUICK);
    let vault = Vault::open_os(&home).unwrap();
    let error = vault.database_key().unwrap_err();
    assert!(matches!(error, VaultError::StoreLocked), "{error:?}");
    assert!(error.is_retryable());
    assert!(
        vault
            .set_secret("x", &VaultSecret::new("y".to_owned()))
            .is_err()
    );
}

#[test]
fn without_a_key_store_a_passphrase_is_wanted_at_once() {
    let home = tempfile::tempdir().unwrap();
    child("child_has_no_key_store", home.path(), &[]);
    let Some(bare) = session(PrivateKeyring::Absent) else {
        return;
    };
    child("child_has_no_key_store", home.path(), &bare.envs());
}

#[test]
fn a_bus_that_never_answers_does_not_hang_the_start() {
    let home = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("bus");
    let _silent = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let address = PathBuf::from(format!("unix:path={}", socket.display()));
    child(
        "child_has_no_key_store",
        home.path(),
        &[("DBUS_SESSION_BUS_ADDRESS", address)],
    );
}

#[test]
#[ignore = "run by without_a_key_store_a_passphrase_is_wanted_at_once and others"]
fn child_has_no_key_store() {
    let Some(home) = home() else { return };
    let start = Instant::now();
    assert_eq!(
        Vault::locate(&home).unwrap(),
        VaultBackend::Passphrase { exists: false }
    );
    assert!(start.elapsed() < QUICK, "{:?}", start.elapsed());
    assert!(matches!(
        Vault::open_os(&home),
        Err(VaultError::StoreUnavailable)
    ));
    assert_eq!(
        fs::read_dir(&home)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name() == "vault.json")
            .count(),
        0,
        "a failed try leaves nothing that looks like a vault"
    );
}

#[test]
fn a_home_whose_key_is_in_the_key_store_never_asks_for_a_passphrase() {
    let Some(session) = session(PrivateKeyring::Unlocked) else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    child("child_makes_a_key", home.path(), &session.envs());
    drop(session);
    child("child_cannot_reach_its_key_store", home.path(), &[]);
}

#[test]
#[ignore = "run by a_home_whose_key_is_in_the_key_store_never_asks_for_a_passphrase"]
fn child_cannot_reach_its_key_store() {
    let Some(home) = home() else { return };
    let error = Vault::locate(&home).unwrap_err();
    assert!(matches!(error, VaultError::StoreUnavailable), "{error:?}");
    assert!(error.is_retryable());
    assert!(matches!(
        Vault::create_passphrase(&home, "x"),
        Err(VaultError::AlreadyExists)
    ));
}
