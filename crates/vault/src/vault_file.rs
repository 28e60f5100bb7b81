//! `vault.json`: how this home keeps its secrets. It never holds a key or a secret in the clear.
//!
//! Every write is whole or not at all (temporary file, fsync, rename), readable by the owner alone,
//! and happens under a lock, since a window and a terminal may run at once. The file carries a checksum and
//! is kept twice: without it nothing that is stored opens, so one damaged file must not be enough.

use crate::error::VaultError;
use crate::random::random;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The format that this version writes, and the newest that it reads.
const VERSION: u32 = 1;
const NAME: &str = "vault.json";
const TEMPORARY: &str = "vault.json.new";
/// The same once more, written after it.
const COPY: &str = "vault.copy.json";
const COPY_TEMPORARY: &str = "vault.copy.json.new";
/// Held while a vault is opened for the first time or its key is made.
const TURN_LOCK: &str = "vault.lock";
/// Held for one read, change and write of the file; always taken after the other.
const WRITE_LOCK: &str = "vault.json.lock";

/// The whole file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VaultRecord {
    version: u32,
    /// Random, made once: sets this home's entries apart from another home's in the key store.
    pub(crate) key_id: String,
    #[serde(flatten)]
    pub(crate) location: SecretsLocation,
    /// Over the rest of the file; files of before have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    checksum: Option<String>,
}

/// Where the secrets are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "backend", rename_all = "snake_case")]
pub(crate) enum SecretsLocation {
    /// In the key store of the operating system; the file says only whether a key was made.
    OsKeyStore { key_made: bool },
    /// Here, wrapped.
    Passphrase(WrappedSecrets),
}

/// Secrets wrapped under a passphrase.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WrappedSecrets {
    #[serde(default)]
    pub(crate) key_made: bool,
    pub(crate) kdf: KdfParameters,
    /// Opens with the right passphrase; it wraps nothing of worth.
    pub(crate) check: SealedSecret,
    #[serde(default)]
    pub(crate) entries: BTreeMap<String, SealedSecret>,
}

/// How the passphrase becomes a key. Recorded, so that the figures can grow with the machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KdfParameters {
    pub(crate) algorithm: String,
    pub(crate) memory_kib: u32,
    pub(crate) passes: u32,
    pub(crate) lanes: u32,
    pub(crate) salt: String,
}

/// A sealed secret, base64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SealedSecret {
    pub(crate) nonce: String,
    pub(crate) sealed: String,
}

impl VaultRecord {
    pub(crate) fn fresh(kept: SecretsLocation) -> Result<Self, VaultError> {
        Ok(Self {
            version: VERSION,
            key_id: hex::encode(*random::<16>()?),
            location: kept,
            checksum: None,
        })
    }

    /// The record with its checksum.
    fn sealed(self) -> Result<Self, VaultError> {
        let bare = Self {
            checksum: None,
            ..self
        };
        let sum = Sha256::digest(serde_json::to_vec(&bare).map_err(io::Error::from)?);
        Ok(Self {
            checksum: Some(hex::encode(sum)),
            ..bare
        })
    }

    fn is_as_written(&self) -> bool {
        let Some(written) = &self.checksum else {
            return true;
        };
        let counted = self.clone().sealed();
        counted.is_ok_and(|sealed| sealed.checksum.as_ref() == Some(written))
    }
}

/// The folder of a store.
#[derive(Clone, Debug)]
pub(crate) struct VaultFile {
    folder: PathBuf,
}

/// A turn, given back on drop.
pub(crate) struct VaultFileLock {
    _lock: File,
}

impl VaultFile {
    pub(crate) fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Waits for the turn to open the vault for the first time or to make its key.
    pub(crate) fn lock_for_setup(&self) -> Result<VaultFileLock, VaultError> {
        self.lock(TURN_LOCK)
    }

    /// What stands in the file, or in its copy where the file is damaged or gone.
    pub(crate) fn read(&self) -> Result<Option<VaultRecord>, VaultError> {
        let read = self.read_one(NAME);
        if !matches!(read, Ok(None) | Err(VaultError::Damaged { .. })) {
            return read;
        }
        match self.read_one(COPY) {
            Ok(Some(record)) => {
                if read.is_err() {
                    self.put_aside();
                }
                Ok(Some(record))
            }
            _ => read,
        }
    }

    fn read_one(&self, name: &str) -> Result<Option<VaultRecord>, VaultError> {
        let text = match fs::read(self.folder.join(name)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        check_version(&text)?;
        let unreadable = VaultError::Damaged {
            reason: "it does not read as one",
        };
        match serde_json::from_slice::<VaultRecord>(&text) {
            Ok(record) if record.is_as_written() => Ok(Some(record)),
            _ => Err(unreadable),
        }
    }

    /// Keeps a damaged file for whoever can read it, and puts the copy in its place. A disk that takes no
    /// writes is no reason not to read the copy.
    fn put_aside(&self) {
        let aside = (1..)
            .map(|number: u32| self.folder.join(format!("vault.damaged-{number}.json")))
            .find(|aside| !aside.exists());
        let name = self.folder.join(NAME);
        if let Some(aside) = aside
            && fs::copy(&name, aside).is_ok()
            && let Ok(text) = fs::read(self.folder.join(COPY))
        {
            let _the_copy_is_read_again = self.write_one(&text, TEMPORARY, NAME);
        }
    }

    /// Writes the file and its copy; gives the record back.
    pub(crate) fn write(&self, record: VaultRecord) -> Result<VaultRecord, VaultError> {
        let record = record.sealed()?;
        let text = serde_json::to_vec_pretty(&record).map_err(io::Error::from)?;
        self.write_one(&text, TEMPORARY, NAME)?;
        self.write_one(&text, COPY_TEMPORARY, COPY)?;
        Ok(record)
    }

    fn write_one(&self, text: &[u8], temporary: &str, name: &str) -> io::Result<()> {
        let temporary = self.folder.join(temporary);
        let mut file =
            private(OpenOptions::new().write(true).create(true).truncate(true)).open(&temporary)?;
        file.write_all(text)?;
        file.sync_all()?;
        fs::rename(&temporary, self.folder.join(name))?;
        sync_folder(&self.folder)
    }

    /// Puts the file and its copy aside, so that other secrets can be kept here. Answers their new names.
    pub(crate) fn retire(&self, suffix: &str) -> io::Result<()> {
        for name in [NAME, COPY] {
            let aside = format!("{name}.{suffix}");
            match fs::rename(self.folder.join(name), self.folder.join(aside)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Removes the file, its copy, and those that were put aside.
    pub(crate) fn remove(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let is_ours = |kept: &&str| {
                let rest = name.to_str().and_then(|name| name.strip_prefix(*kept));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            if [NAME, COPY].iter().any(is_ours) && name != WRITE_LOCK {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Whether there is a file, or its copy.
    pub(crate) fn exists(&self) -> bool {
        [NAME, COPY]
            .iter()
            .any(|name| self.folder.join(name).exists())
    }

    /// Reads, changes and writes the file, with nobody between.
    pub(crate) fn change(
        &self,
        change: impl FnOnce(&mut SecretsLocation) -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let _turn = self.lock(WRITE_LOCK)?;
        let mut record = self.read()?.ok_or(VaultError::Damaged {
            reason: "it is gone",
        })?;
        change(&mut record.location)?;
        self.write(record).map(drop)
    }

    pub(crate) fn key_was_made(&self) -> Result<bool, VaultError> {
        Ok(self
            .read()?
            .is_some_and(|record| key_made(&record.location)))
    }

    pub(crate) fn note_key_made(&self) -> Result<(), VaultError> {
        if self.key_was_made()? {
            Ok(())
        } else {
            self.note_key(true)
        }
    }

    pub(crate) fn note_key_gone(&self) -> Result<(), VaultError> {
        self.note_key(false)
    }

    fn note_key(&self, made: bool) -> Result<(), VaultError> {
        self.change(|kept| {
            match kept {
                SecretsLocation::OsKeyStore { key_made } => *key_made = made,
                SecretsLocation::Passphrase(wrapped) => wrapped.key_made = made,
            }
            Ok(())
        })
    }

    fn lock(&self, name: &str) -> Result<VaultFileLock, VaultError> {
        create_private_folder(&self.folder)?;
        let file = private(OpenOptions::new().write(true).create(true).truncate(false))
            .open(self.folder.join(name))?;
        file.lock()?;
        Ok(VaultFileLock { _lock: file })
    }
}

fn key_made(kept: &SecretsLocation) -> bool {
    match kept {
        SecretsLocation::OsKeyStore { key_made } => *key_made,
        SecretsLocation::Passphrase(wrapped) => wrapped.key_made,
    }
}

/// The version is looked at first and alone: a newer file need not read as one of ours.
fn check_version(text: &[u8]) -> Result<(), VaultError> {
    #[derive(Deserialize)]
    struct VersionHeader {
        version: u32,
    }
    let head: VersionHeader = serde_json::from_slice(text).map_err(|_| VaultError::Damaged {
        reason: "it does not read as one",
    })?;
    if head.version > VERSION {
        Err(VaultError::NewerVersion)
    } else {
        Ok(())
    }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn create_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn create_private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// A rename lasts only once its folder is on the disk.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
