//! The vault where no key store answers: a passphrase, and nothing in the clear.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use daybook_vault::{Vault, VaultBackend, VaultError, VaultSecret};
use std::fs;
use std::path::Path;

fn everything_in(home: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(home).unwrap() {
        all.extend(fs::read(entry.unwrap().path()).unwrap());
    }
    all
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

#[test]
fn a_passphrase_opens_the_same_key_and_secrets_again() {
    let home = tempfile::tempdir().unwrap();
    let vault = Vault::create_passphrase(home.path(), "correct horse").unwrap();
    let key = vault.database_key().unwrap();
    vault
        .set_secret("source/1", &VaultSecret::new("dbk_canary".to_owned()))
        .unwrap();
    drop(vault);

    assert_eq!(
        Vault::locate(home.path()).unwrap(),
        VaultBackend::Passphrase { exists: true }
    );
    let vault = Vault::open_passphrase(home.path(), "correct horse").unwrap();
    assert_eq!(*vault.database_key().unwrap(), *key);
    assert_eq!(
        vault.secret("source/1").unwrap().unwrap().expose(),
        "dbk_canary"
    );
    assert!(vault.secret("source/2").unwrap().is_none());

    vault.delete_secret("source/1").unwrap();
    vault.delete_secret("source/1").unwrap();
    assert!(vault.secret("source/1").unwrap().is_none());
}

#[test]
fn a_wrong_passphrase_is_told_apart_from_damage() {
    let home = tempfile::tempdir().unwrap();
    Vault::create_passphrase(home.path(), "right")
        .unwrap()
        .database_key()
        .unwrap();
    for wrong in ["wrong", "", "Right", "right "] {
        let opened = Vault::open_passphrase(home.path(), wrong);
        assert!(
            matches!(opened, Err(VaultError::WrongPassphrase)),
            "{wrong:?}: {opened:?}"
        );
    }
    for name in ["vault.json", "vault.copy.json"] {
        fs::write(home.path().join(name), b"{\"version\": 1").unwrap();
    }
    assert!(matches!(
        Vault::open_passphrase(home.path(), "right"),
        Err(VaultError::Damaged { .. })
    ));
    assert!(
        matches!(Vault::locate(home.path()), Err(VaultError::Damaged { .. })),
        "never taken for an empty home"
    );
}

#[test]
fn nothing_on_the_disk_holds_a_key_or_a_secret() {
    let home = tempfile::tempdir().unwrap();
    let vault = Vault::create_passphrase(home.path(), "correct horse").unwrap();
    let key = vault.database_key().unwrap();
    vault
        .set_secret("source/1", &VaultSecret::new("dbk_canary".to_owned()))
        .unwrap();
    let disk = everything_in(home.path());
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    for (name, needle) in [
        ("key", key.as_slice()),
        ("hex key", hex.as_bytes()),
        ("secret", b"dbk_canary"),
        ("passphrase", b"correct horse"),
    ] {
        assert!(!holds(&disk, needle), "the {name} is on the disk");
    }
    assert!(
        holds(&disk, b"argon2id"),
        "the figures of the derivation are"
    );
}

#[cfg(unix)]
#[test]
fn the_files_are_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let home = parent.path().join("new/home");
    Vault::create_passphrase(&home, "x")
        .unwrap()
        .database_key()
        .unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home), 0o700);
    for entry in fs::read_dir(&home).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn a_passphrase_is_chosen_once_and_is_not_empty() {
    let home = tempfile::tempdir().unwrap();
    assert!(matches!(
        Vault::create_passphrase(home.path(), ""),
        Err(VaultError::EmptyPassphrase)
    ));
    assert!(matches!(
        Vault::open_passphrase(home.path(), "x"),
        Err(VaultError::OtherBackend)
    ));
    Vault::create_passphrase(home.path(), "x").unwrap();
    assert!(matches!(
        Vault::create_passphrase(home.path(), "y"),
        Err(VaultError::AlreadyExists)
    ));
    assert!(matches!(
        Vault::open_os(home.path()),
        Err(VaultError::OtherBackend)
    ));
}

#[test]
fn a_key_that_went_missing_is_lost_and_not_made_anew_by_itself() {
    let home = tempfile::tempdir().unwrap();
    let vault = Vault::create_passphrase(home.path(), "x").unwrap();
    let key = vault.database_key().unwrap();
    let path = home.path().join("vault.json");
    let mut record: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    record["entries"]
        .as_object_mut()
        .unwrap()
        .remove("database-key")
        .unwrap();
    record.as_object_mut().unwrap().remove("checksum");
    fs::write(&path, serde_json::to_vec(&record).unwrap()).unwrap();

    assert!(matches!(vault.database_key(), Err(VaultError::KeyLost)));
    vault.forget_database_key().unwrap();
    assert_ne!(
        *vault.database_key().unwrap(),
        *key,
        "only after it was given up"
    );
}

#[test]
fn swapped_blobs_do_not_open() {
    let home = tempfile::tempdir().unwrap();
    let vault = Vault::create_passphrase(home.path(), "x").unwrap();
    vault
        .set_secret("a", &VaultSecret::new("one".to_owned()))
        .unwrap();
    vault
        .set_secret("b", &VaultSecret::new("two".to_owned()))
        .unwrap();
    let path = home.path().join("vault.json");
    let mut record: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    record["entries"]["secret/a"] = record["entries"]["secret/b"].clone();
    record.as_object_mut().unwrap().remove("checksum");
    fs::write(&path, serde_json::to_vec(&record).unwrap()).unwrap();
    assert!(matches!(vault.secret("a"), Err(VaultError::Damaged { .. })));
}

#[test]
fn two_instances_do_not_lose_each_others_secrets() {
    let home = tempfile::tempdir().unwrap();
    let first = Vault::create_passphrase(home.path(), "x").unwrap();
    let second = Vault::open_passphrase(home.path(), "x").unwrap();
    std::thread::scope(|scope| {
        for (vault, name) in [(&first, "first"), (&second, "second")] {
            scope.spawn(move || {
                for n in 0..20 {
                    vault
                        .set_secret(&format!("{name}/{n}"), &VaultSecret::new(n.to_string()))
                        .unwrap();
                }
            });
        }
    });
    for name in ["first", "second"] {
        for n in 0..20 {
            assert!(
                first.secret(&format!("{name}/{n}")).unwrap().is_some(),
                "{name}/{n}"
            );
        }
    }
    let keys: Vec<_> = std::thread::scope(|scope| {
        [&first, &second]
            .map(|vault| scope.spawn(|| *vault.database_key().unwrap()))
            .map(|made| made.join().unwrap())
            .to_vec()
    });
    assert_eq!(keys[0], keys[1], "one key, whoever came first");
}

#[test]
fn a_newer_file_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let newer = br#"{"version": 2, "backend": "quantum"}"#;
    fs::write(home.path().join("vault.json"), newer).unwrap();
    assert!(matches!(
        Vault::locate(home.path()),
        Err(VaultError::NewerVersion)
    ));
    assert!(matches!(
        Vault::create_passphrase(home.path(), "x"),
        Err(VaultError::NewerVersion)
    ));
    assert_eq!(fs::read(home.path().join("vault.json")).unwrap(), newer);
}

#[test]
fn one_damaged_file_is_not_enough_to_lose_the_key() {
    let home = tempfile::tempdir().unwrap();
    let vault = Vault::create_passphrase(home.path(), "right").unwrap();
    let key = vault.database_key().unwrap();
    let path = home.path().join("vault.json");
    let whole = fs::read(&path).unwrap();
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 7);
        bytes
    };
    let mut images = vec![
        Vec::new(),
        whole[..whole.len() / 2].to_vec(),
        b"\0\0\0".to_vec(),
    ];
    // Every part of the file is hit: names, figures, salt, seals.
    images.extend((0..whole.len()).step_by(whole.len() / 12).map(flipped));
    for image in images {
        fs::write(&path, &image).unwrap();
        let opened = Vault::open_passphrase(home.path(), "right").unwrap();
        assert_eq!(*opened.database_key().unwrap(), *key);
        fs::write(&path, &whole).unwrap();
    }
    fs::remove_file(&path).unwrap();
    let opened = Vault::open_passphrase(home.path(), "right").unwrap();
    assert_eq!(*opened.database_key().unwrap(), *key, "the file is gone");
    assert!(matches!(
        Vault::create_passphrase(home.path(), "another"),
        Err(VaultError::AlreadyExists)
    ));
}

#[test]
fn a_key_on_paper_opens_what_it_opened_under_another_passphrase() {
    let home = tempfile::tempdir().unwrap();
    let vault = Vault::create_passphrase(home.path(), "forgotten").unwrap();
    let key = vault.database_key().unwrap();
    let paper = vault.recovery_key().unwrap();
    Vault::retire(home.path(), "retired").unwrap();
    assert!(!Vault::exists(home.path()));
    let again = Vault::create_passphrase(home.path(), "remembered").unwrap();
    let read = daybook_vault::read_recovery_key(paper.expose()).unwrap();
    again.adopt_database_key(&read).unwrap();
    assert_eq!(*again.database_key().unwrap(), *key);
    assert!(matches!(
        again.adopt_database_key(&read),
        Err(VaultError::AlreadyExists)
    ));
}
