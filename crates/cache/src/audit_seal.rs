//! What the audit log needs of the key: keyed hashes in the place of words, and sealed entries of programs that only
//! read. Those may not write work.db, so each of their entries is a small file beside it, until a program that writes
//! takes it into the chain. The key itself is not kept here; what is derived from it says nothing of it.

use crate::audit_chain::AuditDraft;
use crate::error::{CacheError, Result};
use crate::key::CacheKey;
use chacha20poly1305::aead::{Aead, AeadCore, KeyInit, OsRng, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const FOLDER: &str = "audit";
const ENDING: &str = "sealed";
/// What a file that does not open is called from then on.
const REFUSED: &str = "unreadable";
/// Bytes of a nonce.
const NONCE: usize = 24;
/// Binds a sealed entry to what it is.
const PURPOSE: &[u8] = b"daybook audit entry 1";

/// Hashes words and seals entries, with keys of its own.
#[derive(Clone)]
pub struct AuditSeal {
    words: Zeroizing<[u8; 32]>,
    entries: Zeroizing<[u8; 32]>,
}

/// An entry that waits, or a file that is none.
pub(crate) enum WaitingEntry {
    Sound(PathBuf, AuditDraft),
    Unreadable(PathBuf),
}

impl AuditSeal {
    /// Derives the keys.
    #[must_use]
    pub fn new(key: &CacheKey) -> Self {
        Self {
            words: derived(key.bytes(), b"daybook audit words 1"),
            entries: derived(key.bytes(), PURPOSE),
        }
    }

    /// A hash of words that nobody can guess them by who has not the key: the same words have the same.
    #[must_use]
    pub fn keyed_hash(&self, words: &str) -> String {
        hex::encode(&derived(&self.words, words.as_bytes())[..16])
    }

    /// Leaves an entry for the next program that writes.
    ///
    /// # Errors
    /// [`CacheError::Full`] and [`CacheError::Closed`] where the folder takes no file.
    pub fn leave(&self, dir: &Path, draft: &AuditDraft) -> Result<()> {
        let nonce = XChaCha20Poly1305::generate_nonce(&mut OsRng);
        let text = serde_json::to_vec(draft)?;
        let payload = Payload {
            msg: &text,
            aad: PURPOSE,
        };
        let sealed = self
            .cipher()
            .encrypt(&nonce, payload)
            .map_err(|_| CacheError::Closed)?;
        let millis = draft.at.timestamp_millis();
        let name = format!("{millis:015}-{}.{ENDING}", hex::encode(&nonce[..8]));
        write(
            &dir.join(FOLDER),
            &name,
            &[nonce.as_slice(), &sealed].concat(),
        )
        .map_err(|error| refused(&error))
    }

    /// How many entries wait.
    #[must_use]
    pub fn waiting(&self, dir: &Path) -> u64 {
        files(dir).len() as u64
    }

    /// The entries that wait, by time.
    pub(crate) fn read_waiting(&self, dir: &Path) -> Vec<WaitingEntry> {
        let read = |path: PathBuf| match self.opened(&path) {
            Some(draft) => WaitingEntry::Sound(path, draft),
            None => WaitingEntry::Unreadable(path),
        };
        files(dir).into_iter().map(read).collect()
    }

    fn opened(&self, path: &Path) -> Option<AuditDraft> {
        let bytes = fs::read(path).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let payload = Payload {
            msg: sealed,
            aad: PURPOSE,
        };
        let text = self.cipher().decrypt(XNonce::from_slice(nonce), payload);
        serde_json::from_slice(&text.ok()?).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.entries.as_slice().into())
    }
}

impl std::fmt::Debug for AuditSeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuditSeal(…)")
    }
}

/// HMAC-SHA-256.
fn derived(key: &[u8; 32], purpose: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    // A key of any length will do, so that there is none to refuse.
    if let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(key) {
        mac.update(purpose);
        out.copy_from_slice(&mac.finalize().into_bytes());
    }
    out
}

/// Takes a file that was read out of the queue.
pub(crate) fn done_with(waiting: &WaitingEntry) -> io::Result<()> {
    match waiting {
        WaitingEntry::Sound(path, _) => fs::remove_file(path),
        WaitingEntry::Unreadable(path) => fs::rename(path, path.with_extension(REFUSED)),
    }
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir.join(FOLDER)).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == ENDING))
        .collect();
    files.sort_unstable();
    files
}

/// Whole or not at all: the name with the ending appears when everything is written.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    make_folder(folder)?;
    let begun = folder.join(format!("{name}.new"));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&begun)?;
    let done = file.write_all(bytes).and_then(|()| file.sync_all());
    match done.and_then(|()| fs::rename(&begun, folder.join(name))) {
        Ok(()) => Ok(()),
        Err(error) => {
            // Half a file has another ending, so it is none; that it stays is no second failure.
            let _ = fs::remove_file(&begun);
            Err(error)
        }
    }
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

fn refused(error: &io::Error) -> CacheError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => CacheError::Full,
        _ => CacheError::InUse,
    }
}

/// Removes what waits, and the folder where nothing else is in it.
pub(crate) fn wipe(dir: &Path) -> std::io::Result<()> {
    let folder = dir.join(FOLDER);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| [ENDING, REFUSED, "new"].contains(&ending)) {
            fs::remove_file(path)?;
        }
    }
    // A file of somebody else keeps the folder.
    let _ = fs::remove_dir(folder);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use model::AuditAction;

    fn draft() -> AuditDraft {
        AuditDraft {
            at: DateTime::from_timestamp(1_790_000_000, 0).expect("a time"),
            who: "lena".to_owned(),
            action: AuditAction::View,
            what: "{\"conversation\":\"c1\"}".to_owned(),
        }
    }

    fn seal(byte: u8) -> AuditSeal {
        AuditSeal::new(&CacheKey::from_bytes([byte; 32]))
    }

    #[test]
    fn words_are_hashed_alike_under_one_key_and_otherwise_under_another() {
        let hash = seal(1).keyed_hash("grace lin");
        assert_eq!(hash, seal(1).keyed_hash("grace lin"));
        assert_ne!(hash, seal(2).keyed_hash("grace lin"));
        assert_ne!(hash, seal(1).keyed_hash("grace lim"));
    }

    #[test]
    fn an_entry_that_waits_is_read_back_and_says_nothing_to_others() {
        let dir = tempfile::tempdir().expect("a folder");
        seal(1).leave(dir.path(), &draft()).expect("left");
        let file = files(dir.path()).pop().expect("a file");
        let bytes = fs::read(&file).expect("reads");
        assert!(!bytes.windows(4).any(|bytes| bytes == b"lena"));
        let read = seal(1).read_waiting(dir.path());
        assert!(matches!(&read[..], [WaitingEntry::Sound(_, read)] if *read == draft()));
        done_with(&read[0]).expect("done");
        assert_eq!(seal(1).waiting(dir.path()), 0);
    }

    #[test]
    fn a_file_that_was_touched_is_put_aside_and_told() {
        let dir = tempfile::tempdir().expect("a folder");
        seal(1).leave(dir.path(), &draft()).expect("left");
        let file = files(dir.path()).pop().expect("a file");
        let mut bytes = fs::read(&file).expect("reads");
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(&file, bytes).expect("writes");
        let read = seal(1).read_waiting(dir.path());
        assert!(matches!(&read[..], [WaitingEntry::Unreadable(_)]));
        done_with(&read[0]).expect("put aside");
        assert!(file.with_extension(REFUSED).exists());
        assert_eq!(seal(1).waiting(dir.path()), 0);
    }
}
