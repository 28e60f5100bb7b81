//! A sign-in as it lies in the key store. A password is never part of it.

use crate::error::AppError;
use ::nexudus::{AccountCredential, AccountTokens};
use serde::{Deserialize, Serialize};
use sources::SecretText;
use vault::VaultSecret;
use zeroize::Zeroizing;

/// A sign-in as it lies in the key store.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredCredential {
    pub(super) email: String,
    /// Absent where no tokens are to be had.
    tokens: Option<String>,
}

impl StoredCredential {
    /// The tokens; `None` where none are kept, or nothing that is ours.
    pub(super) fn tokens(&self) -> Option<AccountTokens> {
        let text = self.tokens.as_ref()?;
        AccountTokens::of_secret(&SecretText::new(text.clone()))
    }

    /// Whether there is a text for tokens.
    pub(super) fn has_tokens(&self) -> bool {
        self.tokens.is_some()
    }
}

/// A sign-in, out of the key store's text.
pub(super) fn parse_credential(secret: &VaultSecret) -> Option<StoredCredential> {
    serde_json::from_str(secret.expose()).ok()
}

/// What the key store is to keep.
pub(super) fn credential_secret(
    email: &str,
    credential: &AccountCredential,
) -> Result<VaultSecret, AppError> {
    let tokens = match credential {
        AccountCredential::Bearer(tokens) => {
            let text = tokens.to_secret().map_err(AppError::Json)?;
            Some(text.expose().to_owned())
        }
        AccountCredential::Basic { .. } => None,
    };
    secret_of(email, tokens)
}

/// What the key store is to keep of an account that nobody is signed in to.
pub(super) fn signed_out_secret(email: &str) -> Result<VaultSecret, AppError> {
    secret_of(email, None)
}

fn secret_of(email: &str, tokens: Option<String>) -> Result<VaultSecret, AppError> {
    let stored = StoredCredential {
        email: email.to_owned(),
        tokens,
    };
    let text = Zeroizing::new(serde_json::to_string(&stored).map_err(AppError::Json)?);
    Ok(VaultSecret::new(text.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_part_of_what_is_kept() {
        let basic = AccountCredential::Basic {
            email: "a@b.example".to_owned(),
            password: SecretText::new("hunter2".to_owned()),
        };
        let secret = credential_secret("a@b.example", &basic).expect("a text");
        assert!(!secret.expose().contains("hunter2"), "{}", secret.expose());
    }
}
