//! What can go wrong with secrets, in words for people: what happened, what is safe, what to do. No
//! text here holds a secret or a path.

use std::io;

/// A failure of the vault.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The passphrase does not open this store.
    #[error("That is not the passphrase of this store. Nothing was changed; try again.")]
    WrongPassphrase,
    /// An empty passphrase protects nothing.
    #[error("A passphrase cannot be empty.")]
    EmptyPassphrase,
    /// The key that encrypted this home's databases is gone.
    #[error(
        "The key that opens this store is gone from the system's key store. What was synced can be fetched again from the server after the store is wiped; until then nothing is changed."
    )]
    KeyLost,
    /// The key store is locked, and was not unlocked.
    #[error(
        "The system's key store is locked and was not unlocked. Nothing was lost; unlock it and try again."
    )]
    StoreLocked,
    /// No key store answers.
    #[error(
        "The system's key store does not answer, and it holds this store's key. Nothing was lost; sign in to the desktop (or start its key store) and try again."
    )]
    StoreUnavailable,
    /// The key store answers and fails.
    #[error("The system's key store failed: {reason}. Nothing was lost; try again.")]
    StoreFailed {
        /// Its own words, free of secrets.
        reason: String,
    },
    /// The key store said that it kept a secret, and has it not.
    #[error(
        "The system's key store did not keep what it was given. Nothing was encrypted with it."
    )]
    NotKept,
    /// The home keeps its secrets in the other way.
    #[error("This store keeps its secrets in another way than the one that was tried.")]
    OtherBackend,
    /// A vault is there already.
    #[error("This store has a passphrase (or a key) already. Nothing was changed.")]
    AlreadyExists,
    /// `vault.json` or one of its entries cannot be read.
    #[error(
        "The file vault.json is damaged: {reason}. Put it back from a backup, or wipe the store and sync again."
    )]
    Damaged {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// `vault.json` is gone, and what it opened is there.
    #[error(
        "The file vault.json, with the key to what is stored here, is gone. Nothing was changed. Put it back from a backup, or open the store with its recovery key."
    )]
    Gone,
    /// What was given is no recovery key.
    #[error("That is no recovery key: a character is wrong or missing. Nothing was changed.")]
    NoRecoveryKey,
    /// `vault.json` was written by a newer Daybook.
    #[error("This store was written by a newer Daybook. Nothing was changed; update Daybook.")]
    NewerVersion,
    /// The operating system gives no random numbers.
    #[error("The system gives no random numbers, so no key can be made.")]
    NoRandomness,
    /// The home cannot be read or written.
    #[error("The folder of this store cannot be used: {0}")]
    Io(#[from] io::Error),
}

impl VaultError {
    /// Whether the same can succeed later, after the person unlocked something or typed again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::WrongPassphrase
                | Self::StoreLocked
                | Self::StoreUnavailable
                | Self::StoreFailed { .. }
                | Self::Io(_)
        )
    }
}
