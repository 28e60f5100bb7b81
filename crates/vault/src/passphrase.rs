//! Secrets under a passphrase: Argon2id makes a key of it, XChaCha20-Poly1305 seals each secret with
//! that key, a random nonce, and the entry's name as associated data, so that blobs cannot be swapped.
//! Nothing unwrapped reaches the disk.

use crate::error::VaultError;
use crate::key_store::KeyStore;
use crate::random::random;
use crate::secret::VaultSecret;
use crate::vault_file::{KdfParameters, SealedSecret, SecretsLocation, VaultFile, WrappedSecrets};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

const ALGORITHM: &str = "argon2id";
/// 64 MiB and three passes: about a tenth of a second on a laptop, and a heavy toll on a guesser.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// A file from elsewhere must not make us take all the memory or all the time.
const MAX_MEMORY_KIB: u32 = 1024 * 1024;
const MAX_PASSES: u32 = 64;
const MAX_LANES: u32 = 16;
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 24;
/// The entry that proves the passphrase.
const CHECK: &str = "check";
/// Sets our blobs apart from anybody's, and this format from a later one.
const CONTEXT: &str = "daybook vault 1";

/// The secrets of `vault.json`, open.
pub(crate) struct WrappedStore {
    home: VaultFile,
    cipher: XChaCha20Poly1305,
}

impl WrappedStore {
    pub(crate) fn create(
        home: VaultFile,
        passphrase: &str,
    ) -> Result<(Self, WrappedSecrets), VaultError> {
        let kdf = KdfParameters {
            algorithm: ALGORITHM.to_owned(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: BASE64.encode(*random::<SALT_BYTES>()?),
        };
        let cipher = cipher(&kdf, passphrase)?;
        let check = seal(&cipher, CHECK, &[])?;
        let wrapped = WrappedSecrets {
            key_made: false,
            kdf,
            check,
            entries: BTreeMap::new(),
        };
        Ok((Self { home, cipher }, wrapped))
    }

    pub(crate) fn open(
        home: VaultFile,
        wrapped: &WrappedSecrets,
        passphrase: &str,
    ) -> Result<Self, VaultError> {
        let cipher = cipher(&wrapped.kdf, passphrase)?;
        open_blob(&cipher, CHECK, &wrapped.check).map_err(|error| match error {
            VaultError::Damaged {
                reason: DOES_NOT_OPEN,
            } => VaultError::WrongPassphrase,
            other => other,
        })?;
        Ok(Self { home, cipher })
    }

    /// The file as it is now: another instance may have written to it.
    fn wrapped(&self) -> Result<WrappedSecrets, VaultError> {
        match self.home.read()?.map(|record| record.location) {
            Some(SecretsLocation::Passphrase(wrapped)) => Ok(wrapped),
            _ => Err(VaultError::OtherBackend),
        }
    }

    fn change(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, SealedSecret>),
    ) -> Result<(), VaultError> {
        self.home.change(|kept| match kept {
            SecretsLocation::Passphrase(wrapped) => {
                // A file made anew under another passphrase must not get a blob that it cannot open.
                open_blob(&self.cipher, CHECK, &wrapped.check)?;
                change(&mut wrapped.entries);
                Ok(())
            }
            SecretsLocation::OsKeyStore { .. } => Err(VaultError::OtherBackend),
        })
    }
}

impl KeyStore for WrappedStore {
    fn name(&self) -> &'static str {
        "passphrase"
    }

    fn get(&self, entry: &str) -> Result<Option<VaultSecret>, VaultError> {
        let wrapped = self.wrapped()?;
        let Some(blob) = wrapped.entries.get(entry) else {
            return Ok(None);
        };
        let bytes = open_blob(&self.cipher, entry, blob)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| VaultError::Damaged {
            reason: "an entry is not text",
        })?;
        Ok(Some(VaultSecret::new(text.to_owned())))
    }

    fn set(&self, entry: &str, secret: &VaultSecret) -> Result<(), VaultError> {
        let blob = seal(&self.cipher, entry, secret.expose().as_bytes())?;
        self.change(|entries| drop(entries.insert(entry.to_owned(), blob)))
    }

    fn delete(&self, entry: &str) -> Result<(), VaultError> {
        self.change(|entries| drop(entries.remove(entry)))
    }
}

/// What a blob is called that does not open: by a wrong key, or because it was touched.
const DOES_NOT_OPEN: &str = "an entry does not open";

fn cipher(kdf: &KdfParameters, passphrase: &str) -> Result<XChaCha20Poly1305, VaultError> {
    let damaged = |reason| VaultError::Damaged { reason };
    let sane =
        kdf.memory_kib <= MAX_MEMORY_KIB && kdf.passes <= MAX_PASSES && kdf.lanes <= MAX_LANES;
    if kdf.algorithm != ALGORITHM || !sane {
        return Err(damaged("its key derivation is not one of ours"));
    }
    let salt = BASE64
        .decode(&kdf.salt)
        .map_err(|_| damaged("its salt does not read"))?;
    let params = Params::new(kdf.memory_kib, kdf.passes, kdf.lanes, None)
        .map_err(|_| damaged("its key derivation is not one of ours"))?;
    let mut key = Zeroizing::new([0_u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), &salt, key.as_mut_slice())
        .map_err(|_| damaged("its key derivation is not one of ours"))?;
    Ok(XChaCha20Poly1305::new(Key::from_slice(key.as_slice())))
}

fn associated(entry: &str) -> String {
    format!("{CONTEXT}\n{entry}")
}

fn seal(cipher: &XChaCha20Poly1305, entry: &str, bytes: &[u8]) -> Result<SealedSecret, VaultError> {
    let nonce = random::<NONCE_BYTES>()?;
    let aad = associated(entry);
    let sealed = cipher
        .encrypt(
            XNonce::from_slice(nonce.as_slice()),
            Payload {
                msg: bytes,
                aad: aad.as_bytes(),
            },
        )
        .map_err(|_| VaultError::Damaged {
            reason: "an entry is too large to be sealed",
        })?;
    Ok(SealedSecret {
        nonce: BASE64.encode(nonce.as_slice()),
        sealed: BASE64.encode(sealed),
    })
}

fn open_blob(
    cipher: &XChaCha20Poly1305,
    entry: &str,
    blob: &SealedSecret,
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let unreadable = || VaultError::Damaged {
        reason: "an entry does not read",
    };
    let nonce = BASE64.decode(&blob.nonce).map_err(|_| unreadable())?;
    let sealed = BASE64.decode(&blob.sealed).map_err(|_| unreadable())?;
    if nonce.len() != NONCE_BYTES {
        return Err(unreadable());
    }
    let aad = associated(entry);
    cipher
        .decrypt(
            XNonce::from_slice(&nonce),
            Payload {
                msg: &sealed,
                aad: aad.as_bytes(),
            },
        )
        .map(Zeroizing::new)
        .map_err(|_| VaultError::Damaged {
            reason: DOES_NOT_OPEN,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick(passphrase: &str) -> XChaCha20Poly1305 {
        let kdf = KdfParameters {
            algorithm: ALGORITHM.to_owned(),
            memory_kib: 64,
            passes: 1,
            lanes: 1,
            salt: BASE64.encode([7; 16]),
        };
        cipher(&kdf, passphrase).unwrap()
    }

    #[test]
    fn a_blob_opens_under_its_own_name_and_key_alone() {
        let (mine, other) = (quick("right"), quick("wrong"));
        let blob = seal(&mine, "a", b"secret").unwrap();
        assert_eq!(open_blob(&mine, "a", &blob).unwrap().as_slice(), b"secret");
        assert!(
            open_blob(&mine, "b", &blob).is_err(),
            "the name is part of the seal"
        );
        assert!(open_blob(&other, "a", &blob).is_err(), "the key is");
    }

    #[test]
    fn the_same_secret_is_never_sealed_twice_alike() {
        let mine = quick("right");
        assert_ne!(
            seal(&mine, "a", b"secret").unwrap(),
            seal(&mine, "a", b"secret").unwrap()
        );
    }

    #[test]
    fn a_hostile_file_cannot_ask_for_all_the_memory() {
        let kdf = KdfParameters {
            algorithm: ALGORITHM.to_owned(),
            memory_kib: u32::MAX,
            passes: 1,
            lanes: 1,
            salt: BASE64.encode([7; 16]),
        };
        assert!(matches!(cipher(&kdf, "x"), Err(VaultError::Damaged { .. })));
    }
}
