//! Nexudus accounts: connecting one, asking what it may read, signing in again, forgetting it. The
//! password is exchanged for tokens and goes nowhere; the tokens lie in the key store alone.

use crate::App;
use crate::error::{AppError, InputRefusal};
use crate::home::unlocked::UnlockedHome;
use crate::source::daybook::usable_name;
use crate::source::list::token_entry;
use crate::source::nexudus::account_page::{settings_key, table_key};
use crate::source::nexudus::sign_in::{pace_key, sent_key};
use ::nexudus::{
    Config, Credential, NexudusSource, Password, Probed, Settings, Shelf, SignIn, TokenKeeper,
    Tokens, api_url, nexudus, sign_in,
};
use async_trait::async_trait;
use cache::{CacheReader, NewSource, SourceRow};
use model::feed::StagedRecord;
use model::request::{ConnectNexudus, SignInNexudus};
use model::view::{ProbeView, SourceView};
use model::{SourceId, SourceKind};
use rand::TryRngCore;
use serde::{Deserialize, Serialize};
use sources::{Secret, Source, SourceError};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The id of this installation, in the manager's own file: it tells two laptops with one account
/// apart.
const INSTALLATION: &str = "installation";

/// A sign-in as it lies in the key store.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredCredential {
    pub(crate) email: String,
    /// Absent where no tokens are to be had.
    tokens: Option<String>,
}

impl StoredCredential {
    /// The tokens; `None` where none are kept, or nothing that is ours.
    pub(crate) fn tokens(&self) -> Option<Tokens> {
        let text = self.tokens.as_ref()?;
        Tokens::of_secret(&Secret::new(text.clone()))
    }

    /// Whether there is a text for tokens.
    pub(crate) fn has_tokens(&self) -> bool {
        self.tokens.is_some()
    }
}

impl App {
    /// Connects a Nexudus account, says what it may read, and asks for its first sync.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a name, e-mail or password that cannot be used;
    /// [`AppError::AlreadyConnected`] for an account that is;
    /// [`AppError::SignIn`] where Nexudus does not accept the sign-in, or wants a code;
    /// [`AppError::Source`] where it cannot be reached, is none, or lets this account read nothing.
    /// Nothing is saved then.
    pub async fn connect_nexudus(&self, request: ConnectNexudus) -> Result<ProbeView, AppError> {
        let open = self.unlocked().await?;
        let password = open
            .password(&request.email, request.password, request.totp)
            .await?;
        let name = usable_name(&request.name)?.to_owned();
        open.refuse_taken(&name).await?;
        let url = api_url(&request.url)?;
        let pace = open.pace(&url, &password.email);
        let sign_in = sign_in(&url, &password, &pace).await?;
        // What it is renewed to meanwhile is kept with the source.
        let sign_in = SignIn::new(sign_in, Arc::new(NullStore));
        let trial = nexudus(Config {
            url: url.clone(),
            account: password.email.clone(),
            sign_in: sign_in.clone(),
            shelf: Arc::new(NullStore),
            pace,
            settings: Settings::default(),
        })?;
        let identity = trial.hello().await?.identity;
        open.refuse_connected(&identity).await?;
        let table = trial.probe().await?;
        let new = NewSource {
            kind: SourceKind::Nexudus,
            name,
            url,
        };
        let credential = sign_in.credential().await;
        let kept = credential_text(&password.email, &credential)?;
        let source = open.save(new, &identity, kept).await?;
        open.settle(source, &password.email, credential, &trial)
            .await?;
        open.remember_table(source, &table).await?;
        open.wake.notify_one();
        open.probe_view(source).await
    }

    /// Asks a Nexudus account what it may read.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where the source is of another kind; else as for a sync.
    pub async fn probe(&self, source: SourceId) -> Result<ProbeView, AppError> {
        let open = self.unlocked().await?;
        let row = open.source_row(source).await?;
        let server = open.signed_in(&row).await?;
        let table = open.ask(&server).await;
        // Whatever came of it, it was sent.
        open.add_sent(source, server.end().await).await?;
        open.remember_table(source, &table?).await?;
        open.probe_view(source).await
    }

    /// Signs in again to a Nexudus account, and asks for its sync.
    ///
    /// # Errors
    /// As for [`App::connect_nexudus`]. The old sign-in stays where the new one is not accepted.
    pub async fn sign_in_nexudus(&self, request: SignInNexudus) -> Result<SourceView, AppError> {
        let open = self.unlocked().await?;
        let row = open.source_row(request.source).await?;
        let email = open.email_of(&row).await?;
        let password = open
            .password(&email, request.password, request.totp)
            .await?;
        let pace = open.pace_of(&row, &email).await?;
        let credential = sign_in(&row.url, &password, &pace).await?;
        let text = credential_text(&password.email, &credential)?;
        // A renewal of the one before that is under way is kept first, and not over this one.
        open.take_sign_in(row.id, &email, credential).await;
        open.store_credential(row.id, text).await?;
        open.note_pace(row.id).await?;
        open.wake.notify_one();
        open.source_view(row).await
    }
}

impl UnlockedHome {
    /// The account behind a source, signed in; what it sends counts while it runs.
    pub(crate) async fn nexudus_server(
        &self,
        row: &SourceRow,
    ) -> Result<Arc<NexudusSource>, AppError> {
        let server = Arc::new(self.signed_in(row).await?);
        self.nexudus.runs(row.id, Arc::clone(&server));
        Ok(server)
    }

    /// The account behind a source, signed in.
    async fn signed_in(&self, row: &SourceRow) -> Result<NexudusSource, AppError> {
        require_nexudus(row)?;
        let kept = self.stored_credential(row).await?;
        Ok(nexudus(Config {
            url: row.url.clone(),
            sign_in: self.sign_in_of(row.id, &kept).await?,
            pace: self.pace_of(row, &kept.email).await?,
            account: kept.email,
            shelf: Arc::new(CacheStagingStore {
                reader: self.reader.clone(),
                source: row.id,
            }),
            settings: self.rules_of(row.id).await?,
        })?)
    }

    /// Greets, so that a lapsed sign-in is not taken for missing roles, and asks.
    async fn ask(&self, server: &NexudusSource) -> Result<Vec<Probed>, AppError> {
        server.hello().await?;
        Ok(server.probe().await?)
    }

    async fn stored_credential(&self, row: &SourceRow) -> Result<StoredCredential, AppError> {
        require_nexudus(row)?;
        let entry = token_entry(row.id);
        let secret = self.ask_vault(move |vault| vault.secret(&entry)).await?;
        let secret = secret.ok_or(AppError::SignInLost(row.id))?;
        parse_credential(&secret).ok_or(AppError::SignInLost(row.id))
    }

    /// Who signs in. Where the key store has lost it, the source's identity still names it.
    pub(crate) async fn email_of(&self, row: &SourceRow) -> Result<String, AppError> {
        match self.stored_credential(row).await {
            Err(AppError::SignInLost(source)) => row
                .identity
                .as_deref()
                .and_then(|identity| identity.rsplit_once(' '))
                .map(|(_, email)| email.to_owned())
                .ok_or(AppError::SignInLost(source)),
            kept => Ok(kept?.email),
        }
    }

    pub(crate) async fn store_credential(
        &self,
        source: SourceId,
        text: Zeroizing<String>,
    ) -> Result<(), AppError> {
        let entry = token_entry(source);
        self.ask_vault(move |vault| {
            vault.set_secret(&entry, &vault::VaultSecret::new(text.to_string()))
        })
        .await
    }

    async fn password(
        &self,
        email: &str,
        password: String,
        totp: Option<String>,
    ) -> Result<Password, AppError> {
        let password = Secret::of_line(password);
        let email = email.trim();
        if email.split('@').count() != 2 || email.contains(char::is_whitespace) {
            return Err(InputRefusal::EmailMalformed.into());
        }
        if password.expose().trim().is_empty() {
            return Err(InputRefusal::PasswordEmpty.into());
        }
        Ok(Password {
            email: email.to_owned(),
            password,
            totp: totp.filter(|code| !code.trim().is_empty()),
            client_id: self.installation().await?,
        })
    }

    /// The id of this installation; made once.
    async fn installation(&self) -> Result<String, AppError> {
        if let Some(id) = self.reader.recall(INSTALLATION).await? {
            return Ok(id);
        }
        let id = guid()?;
        self.writer.remember(INSTALLATION, &id).await?;
        Ok(id)
    }

    /// Forgets what this laptop knew of an account beside its rows and its token.
    pub(crate) async fn forget_nexudus(&self, source: SourceId) -> Result<(), AppError> {
        let keys = [
            settings_key(source),
            sent_key(source),
            pace_key(source),
            table_key(source),
        ];
        for key in keys {
            if self.reader.recall(&key).await?.is_some() {
                self.writer.remember(&key, "").await?;
            }
        }
        Ok(())
    }
}

/// A sign-in, out of the key store's text.
pub(crate) fn parse_credential(secret: &vault::VaultSecret) -> Option<StoredCredential> {
    serde_json::from_str(secret.expose()).ok()
}

pub(crate) fn require_nexudus(row: &SourceRow) -> Result<(), AppError> {
    if row.kind == SourceKind::Nexudus {
        Ok(())
    } else {
        Err(InputRefusal::NotNexudus.into())
    }
}

/// The text for the key store. A password is not in it.
pub(crate) fn credential_text(
    email: &str,
    credential: &Credential,
) -> Result<Zeroizing<String>, AppError> {
    let tokens = match credential {
        Credential::Bearer(tokens) => Some(tokens.to_secret().expose().to_owned()),
        Credential::Basic { .. } => None,
    };
    text_of(email, tokens)
}

/// The text of an account that nobody is signed in to.
pub(crate) fn signed_out_text(email: &str) -> Result<Zeroizing<String>, AppError> {
    text_of(email, None)
}

fn text_of(email: &str, tokens: Option<String>) -> Result<Zeroizing<String>, AppError> {
    let kept = StoredCredential {
        email: email.to_owned(),
        tokens,
    };
    let text = serde_json::to_string(&kept).map_err(|error| AppError::Files(error.into()))?;
    Ok(Zeroizing::new(text))
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

/// What was kept lies in the cache, beside the rows.
struct CacheStagingStore {
    reader: CacheReader,
    source: SourceId,
}

fn unread(error: &cache::CacheError) -> SourceError {
    tracing::warn!(%error, "the store did not answer a source");
    SourceError::Refused {
        reason: "the store on this laptop did not answer".to_owned(),
    }
}

#[async_trait]
impl Shelf for CacheStagingStore {
    async fn by_id(&self, entity: &str, ids: &[String]) -> Result<Vec<StagedRecord>, SourceError> {
        let found = self.reader.staged(self.source, entity, ids).await;
        found.map_err(|error| unread(&error))
    }

    async fn by_key(
        &self,
        entity: &str,
        keys: &[String],
    ) -> Result<Vec<StagedRecord>, SourceError> {
        let found = self.reader.staged_by_key(self.source, entity, keys).await;
        found.map_err(|error| unread(&error))
    }

    async fn after(
        &self,
        entity: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StagedRecord>, SourceError> {
        let some = self
            .reader
            .staged_after(self.source, entity, after, limit)
            .await;
        some.map_err(|error| unread(&error))
    }

    async fn count(&self, entity: &str) -> Result<u64, SourceError> {
        let count = self.reader.staged_count(self.source, entity).await;
        count.map_err(|error| unread(&error))
    }
}

/// While an account is only tried, nothing is kept anywhere.
struct NullStore;

#[async_trait]
impl TokenKeeper for NullStore {
    async fn keep(&self, _: &Tokens) -> Result<(), SourceError> {
        Ok(())
    }
}

#[async_trait]
impl Shelf for NullStore {
    async fn by_id(&self, _: &str, _: &[String]) -> Result<Vec<StagedRecord>, SourceError> {
        Ok(Vec::new())
    }

    async fn by_key(&self, _: &str, _: &[String]) -> Result<Vec<StagedRecord>, SourceError> {
        Ok(Vec::new())
    }

    async fn after(&self, _: &str, _: &str, _: u32) -> Result<Vec<StagedRecord>, SourceError> {
        Ok(Vec::new())
    }

    async fn count(&self, _: &str) -> Result<u64, SourceError> {
        Ok(0)
    }
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

    #[test]
    fn a_password_is_never_part_of_what_is_kept() {
        let basic = Credential::Basic {
            email: "a@b.example".to_owned(),
            password: Secret::new("hunter2".to_owned()),
        };
        let text = credential_text("a@b.example", &basic).expect("a text");
        assert!(!text.contains("hunter2"), "{}", text.as_str());
    }
}
