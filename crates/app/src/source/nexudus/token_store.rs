//! Where tokens go when they were renewed.

use crate::home::unlocked::secret_entry;
use crate::source::nexudus::credential::{credential_secret, parse_credential};
use ::nexudus::{AccountCredential, AccountTokens, TokenKeeper};
use async_trait::async_trait;
use model::SourceId;
use sources::SourceError;
use std::sync::Arc;
use vault::Vault;

/// Renewed tokens go to the key store, over the old ones.
pub(super) struct VaultTokenStore {
    pub(super) vault: Arc<Vault>,
    pub(super) source: SourceId,
    pub(super) email: String,
}

#[async_trait]
impl TokenKeeper for VaultTokenStore {
    async fn keep(&self, tokens: &AccountTokens) -> Result<(), SourceError> {
        let not_kept = || SourceError::Refused {
            reason: "the key store did not take the renewed sign-in".to_owned(),
        };
        let secret = credential_secret(&self.email, &AccountCredential::Bearer(tokens.clone()))
            .map_err(|_| not_kept())?;
        let (vault, entry) = (Arc::clone(&self.vault), secret_entry(self.source));
        let keeping = tokio::task::spawn_blocking(move || vault.set_secret(&entry, &secret));
        match keeping.await {
            Ok(Ok(())) => Ok(()),
            _ => Err(not_kept()),
        }
    }

    async fn kept(&self) -> Option<AccountTokens> {
        let (vault, entry) = (Arc::clone(&self.vault), secret_entry(self.source));
        let reading = tokio::task::spawn_blocking(move || vault.secret(&entry));
        let secret = reading.await.ok()?.ok()??;
        parse_credential(&secret)?.tokens()
    }
}

/// While an account is only tried, nothing is kept anywhere.
pub(super) struct NullTokenStore;

#[async_trait]
impl TokenKeeper for NullTokenStore {
    async fn keep(&self, _: &AccountTokens) -> Result<(), SourceError> {
        Ok(())
    }
}
