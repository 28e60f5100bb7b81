//! What every place that keeps secrets can do.

use crate::error::VaultError;
use crate::secret::VaultSecret;

/// A place that keeps named secrets.
pub trait KeyStore: Send + Sync {
    /// What it is called, for people.
    fn name(&self) -> &'static str;

    /// Reads an entry; `None` where there is none.
    ///
    /// # Errors
    /// [`VaultError`], mostly that the store is locked or does not answer.
    fn get(&self, entry: &str) -> Result<Option<VaultSecret>, VaultError>;

    /// Writes an entry, over an older one.
    ///
    /// # Errors
    /// As for [`KeyStore::get`].
    fn set(&self, entry: &str, secret: &VaultSecret) -> Result<(), VaultError>;

    /// Removes an entry; none there is fine.
    ///
    /// # Errors
    /// As for [`KeyStore::get`].
    fn delete(&self, entry: &str) -> Result<(), VaultError>;
}
