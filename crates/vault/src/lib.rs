//! SECRETS: where the database key and the sign-ins live. In the operating system's key store where
//! one answers; else wrapped under a passphrase; never in the clear on a disk.
//!
//! This crate must never know what the secrets are for. Its functions block (a key store may ask the
//! person at the screen, the passphrase costs time on purpose): call them off the asynchronous threads.

mod error;
mod key_store;
mod os_store;
mod passphrase;
mod random;
mod recovery_key;
mod secret;
mod vault_file;

pub use error::VaultError;
pub use key_store::KeyStore;
pub use os_store::OsKeyStore;
pub use recovery_key::read as read_recovery_key;
pub use secret::VaultSecret;

use passphrase::WrappedStore;
use random::random;
use std::path::Path;
use vault_file::{SecretsLocation, VaultFile, VaultRecord};
use zeroize::Zeroizing;

/// The entry of the database key.
const DATABASE_KEY: &str = "database-key";
/// Bytes of the database key.
const KEY_BYTES: usize = 32;

/// Where this home's secrets are, or will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VaultBackend {
    /// The operating system's key store.
    OsKeyStore,
    /// A passphrase.
    Passphrase {
        /// Whether one was chosen already: then it unlocks; else it must be chosen.
        exists: bool,
    },
}

/// The secrets of one home, open.
pub struct Vault {
    file: VaultFile,
    store: Box<dyn KeyStore>,
}

impl Vault {
    /// Where the secrets of this home are. Answers within about two seconds, asks nobody anything,
    /// writes nothing.
    ///
    /// # Errors
    /// [`VaultError::StoreUnavailable`] where the key is in the key store of the operating system and
    /// that does not answer now: a passphrase could not open anything. Retryable.
    /// [`VaultError::Damaged`], [`VaultError::NewerVersion`] and [`VaultError::Io`] about `vault.json`.
    pub fn locate(home: &Path) -> Result<VaultBackend, VaultError> {
        match VaultFile::at(home).read()?.map(|record| record.location) {
            Some(SecretsLocation::Passphrase(_)) => Ok(VaultBackend::Passphrase { exists: true }),
            Some(SecretsLocation::OsKeyStore { .. }) => {
                if os_store::probe().is_some() {
                    Ok(VaultBackend::OsKeyStore)
                } else {
                    Err(VaultError::StoreUnavailable)
                }
            }
            None if os_store::probe().is_some() => Ok(VaultBackend::OsKeyStore),
            None => Ok(VaultBackend::Passphrase { exists: false }),
        }
    }

    /// Opens the secrets in the operating system's key store. The person may be asked to unlock it.
    ///
    /// # Errors
    /// [`VaultError::StoreUnavailable`], [`VaultError::OtherBackend`] where this home uses a
    /// passphrase, and those about `vault.json`.
    pub fn open_os(home: &Path) -> Result<Self, VaultError> {
        let home = VaultFile::at(home);
        // Whoever only reads a home that is there needs no turn, and no right to write in it.
        let _turn = match home.read()? {
            Some(_) => None,
            None => Some(home.lock_for_setup()?),
        };
        let known = home.read()?;
        let record = match &known {
            Some(record) => record.clone(),
            None => VaultRecord::fresh(SecretsLocation::OsKeyStore { key_made: false })?,
        };
        if !matches!(record.location, SecretsLocation::OsKeyStore { .. }) {
            return Err(VaultError::OtherBackend);
        }
        let store = OsKeyStore::connect(&record.key_id)?;
        // Only a key store that answers makes this home one that needs it.
        if known.is_none() {
            home.write(record)?;
        }
        Ok(Self {
            file: home,
            store: Box::new(store),
        })
    }

    /// Opens the secrets under the passphrase. Takes a noticeable moment, on purpose.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], [`VaultError::OtherBackend`] where no passphrase was chosen,
    /// and those about `vault.json`.
    pub fn open_passphrase(home: &Path, passphrase: &str) -> Result<Self, VaultError> {
        let home = VaultFile::at(home);
        let record = home.read()?.ok_or(VaultError::OtherBackend)?;
        let SecretsLocation::Passphrase(wrapped) = &record.location else {
            return Err(VaultError::OtherBackend);
        };
        let store = WrappedStore::open(home.clone(), wrapped, passphrase)?;
        Ok(Self {
            file: home,
            store: Box::new(store),
        })
    }

    /// Chooses the passphrase of a home that has no secrets yet.
    ///
    /// # Errors
    /// [`VaultError::AlreadyExists`], [`VaultError::EmptyPassphrase`], [`VaultError::Io`].
    pub fn create_passphrase(home: &Path, passphrase: &str) -> Result<Self, VaultError> {
        if passphrase.is_empty() {
            return Err(VaultError::EmptyPassphrase);
        }
        let home = VaultFile::at(home);
        let _turn = home.lock_for_setup()?;
        if home.read()?.is_some() {
            return Err(VaultError::AlreadyExists);
        }
        let (store, wrapped) = WrappedStore::create(home.clone(), passphrase)?;
        home.write(VaultRecord::fresh(SecretsLocation::Passphrase(wrapped))?)?;
        Ok(Self {
            file: home,
            store: Box::new(store),
        })
    }

    /// What keeps the secrets, for people.
    #[must_use]
    pub fn backend_name(&self) -> &'static str {
        self.store.name()
    }

    /// The key of the databases; made on first use, and from then on the same.
    ///
    /// # Errors
    /// [`VaultError::KeyLost`] where a key was made before and the store has it no more: what it
    /// encrypted cannot be opened again. Else what the store says.
    pub fn database_key(&self) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError> {
        if let Some(secret) = self.store.get(DATABASE_KEY)? {
            let key = decode_key(&secret)?;
            self.file.note_key_made()?;
            return Ok(key);
        }
        if self.file.key_was_made()? {
            return Err(VaultError::KeyLost);
        }
        self.make_key()
    }

    /// The key of the databases on paper: who has it opens them without this vault.
    ///
    /// # Errors
    /// As [`Vault::database_key`].
    pub fn recovery_key(&self) -> Result<VaultSecret, VaultError> {
        Ok(recovery_key::written(&*self.database_key()?))
    }

    /// Takes over the key of databases that are there, in a vault that has none yet.
    ///
    /// # Errors
    /// [`VaultError::AlreadyExists`] where it has one; else what the store or the file says.
    pub fn adopt_database_key(&self, key: &[u8; KEY_BYTES]) -> Result<(), VaultError> {
        let _turn = self.file.lock_for_setup()?;
        if self.store.get(DATABASE_KEY)?.is_some() {
            return Err(VaultError::AlreadyExists);
        }
        self.store
            .set(DATABASE_KEY, &VaultSecret::new(hex::encode(key)))?;
        self.store.get(DATABASE_KEY)?.ok_or(VaultError::NotKept)?;
        self.file.note_key_made()
    }

    /// Puts the secrets of a home aside, with this suffix to the names of their files.
    ///
    /// # Errors
    /// [`VaultError::Io`].
    pub fn retire(home: &Path, suffix: &str) -> Result<(), VaultError> {
        Ok(VaultFile::at(home).retire(suffix)?)
    }

    /// Removes the key of the databases from the store, and this home's record of its secrets: what the key encrypted can
    /// be read by nobody any more. Secrets under other names are the caller's to remove before.
    ///
    /// # Errors
    /// What the store says, with nothing removed; [`VaultError::Io`] where the record cannot be removed, with the key
    /// gone.
    pub fn destroy(&self) -> Result<(), VaultError> {
        self.store.delete(DATABASE_KEY)?;
        Ok(self.file.remove()?)
    }

    /// Whether the operating system's key store would keep the secrets of a new home.
    #[must_use]
    pub fn has_os_store() -> bool {
        os_store::probe().is_some()
    }

    /// Whether a home has secrets, or had them.
    #[must_use]
    pub fn exists(home: &Path) -> bool {
        VaultFile::at(home).exists()
    }

    /// Gives up a lost key, so that the next [`Vault::database_key`] makes another. What the old one
    /// encrypted must be wiped by the caller.
    ///
    /// # Errors
    /// What the store or the file says.
    pub fn forget_database_key(&self) -> Result<(), VaultError> {
        self.store.delete(DATABASE_KEY)?;
        self.file.note_key_gone()
    }

    /// A secret by name.
    ///
    /// # Errors
    /// What the store says.
    pub fn secret(&self, entry: &str) -> Result<Option<VaultSecret>, VaultError> {
        self.store.get(&named(entry))
    }

    /// Keeps a secret under a name.
    ///
    /// # Errors
    /// What the store says.
    pub fn set_secret(&self, entry: &str, secret: &VaultSecret) -> Result<(), VaultError> {
        self.store.set(&named(entry), secret)
    }

    /// Removes a secret; none there is fine.
    ///
    /// # Errors
    /// What the store says.
    pub fn delete_secret(&self, entry: &str) -> Result<(), VaultError> {
        self.store.delete(&named(entry))
    }

    /// The key is in the store, and seen to be there, before the home says so, and the home says so
    /// before anything is encrypted with it.
    fn make_key(&self) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError> {
        let _turn = self.file.lock_for_setup()?;
        // Another instance may have made it while this one waited for its turn.
        if let Some(secret) = self.store.get(DATABASE_KEY)? {
            return decode_key(&secret);
        }
        let key = random::<KEY_BYTES>()?;
        self.store
            .set(DATABASE_KEY, &VaultSecret::new(hex::encode(*key)))?;
        let kept = self.store.get(DATABASE_KEY)?.ok_or(VaultError::NotKept)?;
        let key = decode_key(&kept)?;
        self.file.note_key_made()?;
        Ok(key)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault")
            .field("store", &self.store.name())
            .finish_non_exhaustive()
    }
}

/// Callers' entries live apart from our own.
fn named(entry: &str) -> String {
    format!("secret/{entry}")
}

fn decode_key(secret: &VaultSecret) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    hex::decode_to_slice(secret.expose(), key.as_mut_slice()).map_err(|_| VaultError::KeyLost)?;
    Ok(key)
}
