//! The sign-in of an account: the one in use, the one in the key store, and who signs in.

use crate::error::{AppError, InputRefusal};
use crate::source::driver::PasswordDraft;
use crate::source::nexudus::credential::{StoredCredential, parse_credential};
use crate::source::nexudus::driver::NexudusDriver;
use crate::source::nexudus::sessions::held;
use crate::source::nexudus::token_store::VaultTokenStore;
use ::nexudus::{AccountCredential, SignIn, SignInForm};
use cache::SourceRow;
use model::SourceId;
use rand::TryRngCore;
use sources::{SecretText, SourceError};
use std::sync::Arc;

/// The id of this installation, in the manager's own file: it tells two laptops with one account
/// apart.
const INSTALLATION: &str = "installation";

impl NexudusDriver {
    /// The sign-in of a source: the one that is in use, or the one that was kept.
    pub(super) async fn sign_in_of(
        &self,
        source: SourceId,
        stored: &StoredCredential,
    ) -> Result<SignIn, AppError> {
        if let Some(used) = self.sessions.sign_in(source) {
            let is_basic = matches!(used.credential().await, AccountCredential::Basic { .. });
            // One that lapsed is tried once more by each run, with what is kept now.
            if is_basic != stored.has_tokens() && !used.has_lapsed().await {
                return Ok(used);
            }
            held(&self.sessions.sign_ins).remove(&source);
        }
        if !stored.has_tokens() {
            // Signed out; or the password went with the process that had it.
            return Err(SourceError::SignInNeeded.into());
        }
        let tokens = stored.tokens().ok_or(AppError::SignInLost(source))?;
        let made = self.new_sign_in(source, &stored.email, AccountCredential::Bearer(tokens));
        let mut all = held(&self.sessions.sign_ins);
        Ok(all.entry(source).or_insert(made).clone())
    }

    /// Takes a new sign-in over: what runs already asks with it from now on.
    pub(super) async fn take_sign_in(
        &self,
        source: SourceId,
        email: &str,
        credential: AccountCredential,
    ) {
        match self.sessions.sign_in(source) {
            Some(used) => used.replace(credential).await,
            None => {
                let made = self.new_sign_in(source, email, credential);
                held(&self.sessions.sign_ins).insert(source, made);
            }
        }
    }

    fn new_sign_in(&self, source: SourceId, email: &str, credential: AccountCredential) -> SignIn {
        let keeper = VaultTokenStore {
            vault: Arc::clone(&self.home.vault),
            source,
            email: email.to_owned(),
        };
        SignIn::new(credential, Arc::new(keeper))
    }

    /// Ends the sign-in of a source: a renewal that is under way is waited for, and none follows it.
    pub(super) async fn end_sign_in(&self, source: SourceId) {
        let used = held(&self.sessions.sign_ins).remove(&source);
        if let Some(used) = used {
            used.end().await;
        }
    }

    /// Forgets what this process knew of a source. How fast its account may be asked is not forgotten.
    pub(super) async fn forget_session(&self, source: SourceId) {
        self.end_sign_in(source).await;
        held(&self.sessions.recalled).remove(&source);
        held(&self.sessions.running).remove(&source);
    }

    pub(super) async fn stored_credential(
        &self,
        source: SourceId,
    ) -> Result<StoredCredential, AppError> {
        let secret = self.home.source_secret(source).await?;
        let secret = secret.ok_or(AppError::SignInLost(source))?;
        parse_credential(&secret).ok_or(AppError::SignInLost(source))
    }

    /// Who signs in. Where the key store has lost it, the source's identity still names it.
    pub(super) async fn email_of(&self, row: &SourceRow) -> Result<String, AppError> {
        match self.stored_credential(row.id).await {
            Err(AppError::SignInLost(source)) => row
                .identity
                .as_deref()
                .and_then(|identity| identity.rsplit_once(' '))
                .map(|(_, email)| email.to_owned())
                .ok_or(AppError::SignInLost(source)),
            stored => Ok(stored?.email),
        }
    }

    /// What was typed, checked, in the form that is sent.
    pub(super) async fn password(&self, draft: PasswordDraft) -> Result<SignInForm, AppError> {
        let password = SecretText::of_line(draft.password);
        let email = draft.email.trim();
        if email.split('@').count() != 2 || email.contains(char::is_whitespace) {
            return Err(InputRefusal::EmailMalformed.into());
        }
        if password.expose().trim().is_empty() {
            return Err(InputRefusal::PasswordEmpty.into());
        }
        Ok(SignInForm {
            email: email.to_owned(),
            password,
            totp: draft.totp.filter(|code| !code.trim().is_empty()),
            client_id: self.installation().await?,
        })
    }

    /// The id of this installation; made once.
    async fn installation(&self) -> Result<String, AppError> {
        if let Some(id) = self.home.reader.recall(INSTALLATION).await? {
            return Ok(id);
        }
        let id = guid()?;
        self.home.writer.remember(INSTALLATION, &id).await?;
        Ok(id)
    }
}

/// A GUID of version 4.
fn guid() -> Result<String, AppError> {
    let mut bytes = [0_u8; 16];
    rand::rngs::OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| AppError::Vault(vault::VaultError::NoRandomness))?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    Ok(parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_one_of_version_four_and_another_each_time() {
        let (one, other) = (guid().expect("a guid"), guid().expect("a guid"));
        assert_ne!(one, other);
        assert_eq!((one.len(), &one[14..15]), (36, "4"));
        assert!("89ab".contains(&one[19..20]), "{one}");
    }
}
