//! The key that signs production sets: minisign's, so that its own programs verify them too. It must not print or
//! write itself: where it is kept is the caller's business.

use crate::error::{ExportError, Result};
use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox};
use std::fmt;
use std::io::Cursor;

/// What stands above a signature; nobody signs that line, so it says nothing else.
const COMMENT: &str = "signature of a Daybook production set";

/// A key pair.
#[derive(Clone)]
pub struct SigningKey {
    secret: SecretKey,
    public: PublicKey,
}

impl SigningKey {
    /// Makes a new one.
    ///
    /// # Errors
    /// [`ExportError::Signature`] where the system gives no random numbers.
    pub fn generate() -> Result<Self> {
        let pair = KeyPair::generate_unencrypted_keypair().map_err(ExportError::Signature)?;
        Ok(Self {
            secret: pair.sk,
            public: pair.pk,
        })
    }

    /// Reads one that was kept.
    ///
    /// # Errors
    /// [`ExportError::Signature`] where the text is none.
    pub fn from_text(text: &str) -> Result<Self> {
        let read = || {
            let secret = SecretKeyBox::from_string(text)?.into_unencrypted_secret_key()?;
            let public = PublicKey::from_secret_key(&secret)?;
            Ok(Self { secret, public })
        };
        read().map_err(ExportError::Signature)
    }

    /// The text to keep. It is the secret itself.
    ///
    /// # Errors
    /// [`ExportError::Signature`] where it cannot be written.
    pub fn to_text(&self) -> Result<String> {
        let kept = self.secret.to_box(None).map_err(ExportError::Signature)?;
        Ok(kept.into_string())
    }

    /// The public key, as it is told to others: one line.
    #[must_use]
    pub fn public_key(&self) -> String {
        self.public.to_base64()
    }

    /// The file of the public key.
    pub(crate) fn public_file(&self) -> Result<String> {
        let file = self.public.to_box().map_err(ExportError::Signature)?;
        Ok(file.into_string())
    }

    /// Signs bytes; the comment is signed with them.
    pub(crate) fn sign(&self, bytes: &[u8], comment: &str) -> Result<String> {
        let signed = minisign::sign(
            Some(&self.public),
            &self.secret,
            Cursor::new(bytes),
            Some(comment),
            Some(COMMENT),
        );
        Ok(signed.map_err(ExportError::Signature)?.into_string())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public_key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minisign::SignatureBox;

    #[test]
    fn a_key_that_was_kept_signs_as_before_and_minisign_agrees() {
        let made = SigningKey::generate().expect("a key");
        let kept = SigningKey::from_text(&made.to_text().expect("a text")).expect("read back");
        assert_eq!(kept.public_key(), made.public_key());
        let signature = kept.sign(b"a set", "12 pages").expect("signed");
        let read = SignatureBox::from_string(&signature).expect("a signature");
        let verify = |bytes: &'static [u8]| {
            minisign::verify(&made.public, &read, Cursor::new(bytes), true, false, false)
        };
        assert!(verify(b"a set").is_ok());
        assert!(verify(b"a sea").is_err());
        assert!(SigningKey::from_text("no key").is_err());
        assert!(!format!("{kept:?}").contains(&made.to_text().expect("a text")));
    }
}
