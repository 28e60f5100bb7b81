//! A daybook-server as a source: it is connected with a token and can be waited on for news.
//!
//! The token goes to the key store and nowhere else: not into the database, a log or a message.

use crate::error::{AppError, InputRefusal};
use crate::home::unlocked::UnlockedHome;
use crate::source::driver::{ConnectionDraft, DraftCredential, SourceDriver};
use crate::source::new_source::{
    refuse_connected_store, refuse_taken_name, require_read, save_source, usable_name,
};
use async_trait::async_trait;
use cache::{NewSource, SourceRow};
use model::capability::SourceCapabilities;
use model::{SourceId, SourceKind};
use sources::{SecretText, Source};
use std::sync::Arc;
use vault::VaultSecret;
use zeroize::Zeroizing;

/// Daybook-servers.
pub(crate) struct DaybookDriver {
    home: Arc<UnlockedHome>,
    kind: SourceKind,
}

impl DaybookDriver {
    pub(crate) fn new(home: Arc<UnlockedHome>, kind: SourceKind) -> Self {
        Self { home, kind }
    }
}

#[async_trait]
impl SourceDriver for DaybookDriver {
    fn kind(&self) -> &SourceKind {
        &self.kind
    }

    fn capabilities(&self) -> SourceCapabilities {
        sources::daybook::capabilities()
    }

    async fn connect(&self, draft: ConnectionDraft) -> Result<SourceId, AppError> {
        let DraftCredential::Token(token) = draft.credential else {
            return Err(InputRefusal::TokenEmpty.into());
        };
        let name = usable_name(&draft.name)?.to_owned();
        let url = draft.url.trim().to_owned();
        let token = Zeroizing::new(usable_token(&token)?.to_owned());
        refuse_taken_name(&self.home, &name).await?;
        let identity = identify(&url, &token).await?;
        refuse_connected_store(&self.home, &identity).await?;
        let new = NewSource {
            kind: self.kind.clone(),
            name,
            url,
        };
        let secret = VaultSecret::new(token.to_string());
        save_source(&self.home, new, &identity, secret).await
    }

    async fn open(&self, row: &SourceRow) -> Result<Arc<dyn Source>, AppError> {
        self.home.require_bound(row).await?;
        let token = self.home.source_secret(row.id).await?;
        let token = token.ok_or(AppError::TokenLost(row.id))?;
        Ok(Arc::new(sources::daybook(
            &row.url,
            SecretText::new(token.expose().to_owned()),
        )?))
    }
}

/// Says hello with the token; the answer is the identity of the store behind the address.
async fn identify(url: &str, token: &str) -> Result<String, AppError> {
    let server = sources::daybook(url, SecretText::new(token.to_owned()))?;
    let hello = server.identify().await?;
    require_read(&hello)?;
    Ok(hello.identity)
}

fn usable_token(token: &str) -> Result<&str, AppError> {
    let token = token.trim();
    if token.is_empty() {
        return Err(InputRefusal::TokenEmpty.into());
    }
    if !token.chars().all(|letter| letter.is_ascii_graphic()) {
        return Err(InputRefusal::TokenMalformed.into());
    }
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_trimmed_and_checked() {
        assert_eq!(usable_token("dbk_abc\r\n").expect("a token"), "dbk_abc");
        assert!(usable_token(" ").is_err());
        assert!(usable_token("two words").is_err());
        assert!(usable_token("a\nb").is_err());
    }
}
