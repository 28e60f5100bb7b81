//! Nexudus accounts: connecting one, asking what it may read, signing in again, forgetting it. The
//! password is exchanged for tokens and goes nowhere; the tokens lie in the key store alone.

use crate::App;
use crate::account::{settings_key, table_key};
use crate::board::Board;
use crate::connect::usable_name;
use crate::error::{AppError, Refusal};
use crate::open::Open;
use crate::options::Limits;
use crate::source_list::token_entry;
use async_trait::async_trait;
use cache::{NewSource, Reader, SourceRow};
use chrono::{DateTime, Utc};
use model::feed::KeptRecord;
use model::request::{ConnectNexudus, SignInNexudus};
use model::view::{ProbeView, SourceView};
use model::{SourceId, SourceKind};
use rand::TryRngCore;
use serde::{Deserialize, Serialize};
use sources::nexudus::{
    Config, Credential, NexudusSource, Pace, Password, Probed, Settings, Shelf, Timer, TokenKeeper,
    Tokens, api_url, nexudus, sign_in,
};
use sources::{Secret, Source, SourceError};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use sync::Clock;
use vault::Vault;
use zeroize::Zeroizing;

/// The id of this installation, in the manager's own file: it tells two laptops with one account
/// apart.
const INSTALLATION: &str = "installation";

/// What this process remembers of its Nexudus accounts.
#[derive(Default)]
pub(crate) struct Memory {
    accounts: Mutex<HashMap<SourceId, Account>>,
    /// Held while a count of requests is read, added to and written.
    counting: tokio::sync::Mutex<()>,
}

struct Account {
    pace: Pace,
    /// Where no tokens are to be had: it ends with this process.
    basic: Option<Credential>,
    /// The one that runs, for what it sent.
    running: Option<Arc<NexudusSource>>,
}

/// A sign-in as it lies in the key store.
#[derive(Serialize, Deserialize)]
struct Kept {
    email: String,
    /// Absent where no tokens are to be had.
    tokens: Option<String>,
}

/// What was sent since the source was connected.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub(crate) reads: u64,
    pub(crate) writes: u64,
}

impl Memory {
    fn accounts(&self) -> MutexGuard<'_, HashMap<SourceId, Account>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
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
        let open = self.opened().await?;
        let password = open
            .password(&request.email, request.password, request.totp)
            .await?;
        let name = usable_name(&request.name)?.to_owned();
        open.refuse_taken(&name).await?;
        let url = api_url(&request.url)?;
        let credential = sign_in(&url, &password, open.now()).await?;
        let trial = nexudus(Config {
            url: url.clone(),
            account: password.email.clone(),
            credential: credential.clone(),
            keeper: Arc::new(Nowhere),
            shelf: Arc::new(Nowhere),
            pace: open.pace(&url, None),
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
        let kept = kept_text(&password.email, &credential)?;
        let source = open.save(new, &identity, kept).await?;
        open.settle(source, credential, &trial).await?;
        open.remember_table(source, &table).await?;
        open.wake.notify_one();
        open.probe_view(source).await
    }

    /// Asks a Nexudus account what it may read.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where the source is of another kind; else as for a sync.
    pub async fn probe(&self, source: SourceId) -> Result<ProbeView, AppError> {
        let open = self.opened().await?;
        let row = open.source_row(source).await?;
        let server = open.signed_in(&row).await?;
        let table = open.ask(&server).await;
        // Whatever came of it, it was sent.
        let tally = server.client().tally();
        open.add_sent(source, tally.reads, tally.writes).await?;
        open.remember_table(source, &table?).await?;
        open.probe_view(source).await
    }

    /// Signs in again to a Nexudus account, and asks for its sync.
    ///
    /// # Errors
    /// As for [`App::connect_nexudus`]. The old sign-in stays where the new one is not accepted.
    pub async fn sign_in_nexudus(&self, request: SignInNexudus) -> Result<SourceView, AppError> {
        let open = self.opened().await?;
        let row = open.source_row(request.source).await?;
        let email = open.email_of(&row).await?;
        let password = open
            .password(&email, request.password, request.totp)
            .await?;
        let credential = sign_in(&row.url, &password, open.now()).await?;
        let text = kept_text(&password.email, &credential)?;
        open.keep_sign_in(row.id, text).await?;
        open.remember_account(&row, credential);
        open.wake.notify_one();
        open.source_view(row).await
    }
}

impl Open {
    /// The account behind a source, signed in; what it sends counts while it runs.
    pub(crate) async fn nexudus_server(
        &self,
        row: &SourceRow,
    ) -> Result<Arc<NexudusSource>, AppError> {
        let server = Arc::new(self.signed_in(row).await?);
        if let Some(account) = self.nexudus.accounts().get_mut(&row.id) {
            account.running = Some(Arc::clone(&server));
        }
        Ok(server)
    }

    /// The account behind a source, signed in.
    async fn signed_in(&self, row: &SourceRow) -> Result<NexudusSource, AppError> {
        require_nexudus(row)?;
        let kept = self.kept_sign_in(row).await?;
        let credential = self.credential(row.id, &kept)?;
        Ok(nexudus(Config {
            url: row.url.clone(),
            account: kept.email.clone(),
            credential,
            keeper: Arc::new(InVault {
                vault: Arc::clone(&self.vault),
                source: row.id,
                email: kept.email,
            }),
            shelf: Arc::new(InCache {
                reader: self.reader.clone(),
                source: row.id,
            }),
            pace: self.pace_of(row),
            settings: self.rules_of(row.id).await?,
        })?)
    }

    /// Greets, so that a lapsed sign-in is not taken for missing roles, and asks.
    async fn ask(&self, server: &NexudusSource) -> Result<Vec<Probed>, AppError> {
        server.hello().await?;
        Ok(server.probe().await?)
    }

    fn credential(&self, source: SourceId, kept: &Kept) -> Result<Credential, AppError> {
        if let Some(text) = &kept.tokens {
            let tokens = Tokens::of_secret(&Secret::new(text.clone()));
            return tokens
                .map(Credential::Bearer)
                .ok_or(AppError::TokenLost(source));
        }
        let accounts = self.nexudus.accounts();
        let basic = accounts
            .get(&source)
            .and_then(|account| account.basic.clone());
        // The password went with the process that had it.
        basic.ok_or(AppError::Source(SourceError::SignInNeeded))
    }

    async fn kept_sign_in(&self, row: &SourceRow) -> Result<Kept, AppError> {
        require_nexudus(row)?;
        let entry = token_entry(row.id);
        let secret = self.ask_vault(move |vault| vault.secret(&entry)).await?;
        let secret = secret.ok_or(AppError::TokenLost(row.id))?;
        serde_json::from_str(secret.expose()).map_err(|_| AppError::TokenLost(row.id))
    }

    /// Who signs in. Where the key store has lost it, the source's identity still names it.
    pub(crate) async fn email_of(&self, row: &SourceRow) -> Result<String, AppError> {
        match self.kept_sign_in(row).await {
            Err(AppError::TokenLost(source)) => row
                .identity
                .as_deref()
                .and_then(|identity| identity.rsplit_once(' '))
                .map(|(_, email)| email.to_owned())
                .ok_or(AppError::TokenLost(source)),
            kept => Ok(kept?.email),
        }
    }

    pub(crate) async fn keep_sign_in(
        &self,
        source: SourceId,
        text: Zeroizing<String>,
    ) -> Result<(), AppError> {
        let entry = token_entry(source);
        self.ask_vault(move |vault| vault.set_secret(&entry, &vault::Secret::new(text.to_string())))
            .await
    }

    async fn password(
        &self,
        email: &str,
        password: String,
        totp: Option<String>,
    ) -> Result<Password, AppError> {
        let password = Secret::new(password);
        let email = email.trim();
        if email.split('@').count() != 2 || email.contains(char::is_whitespace) {
            return Err(Refusal::EmailMalformed.into());
        }
        if password.expose().is_empty() {
            return Err(Refusal::PasswordEmpty.into());
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

    /// A pace for an address: none for plain http, which only leads to this machine, where no Nexudus
    /// counts; unless it is said that one does.
    fn pace(&self, url: &str, source: Option<SourceId>) -> Pace {
        let timer = Arc::new(Ticking {
            clock: self.clock(),
            told: source.map(|source| (Arc::clone(&self.board), source)),
        });
        if url.starts_with("http://") && self.options.limits == Limits::WhereTheyCount {
            Pace::unlimited(timer)
        } else {
            Pace::documented(timer)
        }
    }

    /// One pace for all runs of an account: the limits know no runs.
    fn pace_of(&self, row: &SourceRow) -> Pace {
        let mut accounts = self.nexudus.accounts();
        let account = accounts.entry(row.id).or_insert_with(|| Account {
            pace: self.pace(&row.url, Some(row.id)),
            basic: None,
            running: None,
        });
        account.pace.clone()
    }

    fn remember_account(&self, row: &SourceRow, credential: Credential) {
        self.pace_of(row);
        if let Some(account) = self.nexudus.accounts().get_mut(&row.id) {
            account.basic = match credential {
                basic @ Credential::Basic { .. } => Some(basic),
                Credential::Bearer(_) => None,
            };
        }
    }

    /// What the connecting sent counts too.
    async fn settle(
        &self,
        source: SourceId,
        credential: Credential,
        trial: &NexudusSource,
    ) -> Result<(), AppError> {
        self.remember_account(&self.source_row(source).await?, credential);
        let tally = trial.client().tally();
        self.add_sent(source, tally.reads, tally.writes).await
    }

    /// Adds what the run of a source sent to what it sent before.
    pub(crate) async fn note_requests(&self, source: SourceId) -> Result<(), AppError> {
        let running = self
            .nexudus
            .accounts()
            .get_mut(&source)
            .and_then(|account| account.running.take());
        let Some(running) = running else {
            return Ok(());
        };
        let tally = running.client().tally();
        self.add_sent(source, tally.reads, tally.writes).await
    }

    async fn add_sent(&self, source: SourceId, reads: u64, writes: u64) -> Result<(), AppError> {
        let _counting = self.nexudus.counting.lock().await;
        let mut sent = self.sent_before(source).await?;
        sent.reads += reads;
        sent.writes += writes;
        let json = serde_json::to_string(&sent).unwrap_or_default();
        Ok(self.writer.remember(&sent_key(source), &json).await?)
    }

    /// What was sent until now, by the run under way too.
    pub(crate) async fn sent(&self, source: SourceId) -> Result<Sent, AppError> {
        let before = self.sent_before(source).await?;
        let accounts = self.nexudus.accounts();
        let running = accounts
            .get(&source)
            .and_then(|account| account.running.as_ref())
            .map(|running| running.client().tally())
            .unwrap_or_default();
        Ok(Sent {
            reads: before.reads + running.reads,
            writes: before.writes + running.writes,
        })
    }

    async fn sent_before(&self, source: SourceId) -> Result<Sent, AppError> {
        let json = self.reader.recall(&sent_key(source)).await?;
        Ok(json
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default())
    }

    /// Forgets the password that this process may have.
    pub(crate) fn forget_sign_in(&self, source: SourceId) {
        self.nexudus.accounts().remove(&source);
    }

    /// Forgets what this laptop knew of an account beside its rows and its token.
    pub(crate) async fn forget_nexudus(&self, source: SourceId) -> Result<(), AppError> {
        self.forget_sign_in(source);
        for key in [settings_key(source), sent_key(source), table_key(source)] {
            if self.reader.recall(&key).await?.is_some() {
                self.writer.remember(&key, "").await?;
            }
        }
        Ok(())
    }
}

pub(crate) fn require_nexudus(row: &SourceRow) -> Result<(), AppError> {
    if row.kind == SourceKind::Nexudus {
        Ok(())
    } else {
        Err(Refusal::NotNexudus.into())
    }
}

fn sent_key(source: SourceId) -> String {
    format!("source/{source}/sent")
}

/// The text for the key store. A password is not in it.
fn kept_text(email: &str, credential: &Credential) -> Result<Zeroizing<String>, AppError> {
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
    let kept = Kept {
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

/// The application's clock, for the pace, and the board that shows what is waited for.
struct Ticking {
    clock: Arc<dyn Clock>,
    told: Option<(Arc<Board>, SourceId)>,
}

#[async_trait]
impl Timer for Ticking {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.clock.sleep(duration).await;
    }

    fn asked_to_wait(&self, until: DateTime<Utc>) {
        if let Some((board, source)) = &self.told {
            board.note_wait(*source, until);
        }
    }
}

/// Renewed tokens go to the key store, over the old ones.
struct InVault {
    vault: Arc<Vault>,
    source: SourceId,
    email: String,
}

#[async_trait]
impl TokenKeeper for InVault {
    async fn keep(&self, tokens: &Tokens) -> Result<(), SourceError> {
        let not_kept = || SourceError::Refused {
            reason: "the key store did not take the renewed sign-in".to_owned(),
        };
        let text =
            kept_text(&self.email, &Credential::Bearer(tokens.clone())).map_err(|_| not_kept())?;
        let (vault, entry) = (Arc::clone(&self.vault), token_entry(self.source));
        let keeping = tokio::task::spawn_blocking(move || {
            vault.set_secret(&entry, &vault::Secret::new(text.to_string()))
        });
        match keeping.await {
            Ok(Ok(())) => Ok(()),
            _ => Err(not_kept()),
        }
    }
}

/// What was kept lies in the cache, beside the rows.
struct InCache {
    reader: Reader,
    source: SourceId,
}

fn unread(error: &cache::CacheError) -> SourceError {
    tracing::warn!(%error, "the store did not answer a source");
    SourceError::Refused {
        reason: "the store on this laptop did not answer".to_owned(),
    }
}

#[async_trait]
impl Shelf for InCache {
    async fn by_id(&self, entity: &str, ids: &[String]) -> Result<Vec<KeptRecord>, SourceError> {
        let found = self.reader.kept(self.source, entity, ids).await;
        found.map_err(|error| unread(&error))
    }

    async fn by_key(&self, entity: &str, keys: &[String]) -> Result<Vec<KeptRecord>, SourceError> {
        let found = self.reader.kept_by_key(self.source, entity, keys).await;
        found.map_err(|error| unread(&error))
    }

    async fn after(
        &self,
        entity: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<KeptRecord>, SourceError> {
        let some = self
            .reader
            .kept_after(self.source, entity, after, limit)
            .await;
        some.map_err(|error| unread(&error))
    }

    async fn count(&self, entity: &str) -> Result<u64, SourceError> {
        let count = self.reader.kept_count(self.source, entity).await;
        count.map_err(|error| unread(&error))
    }
}

/// While an account is only tried, nothing is kept anywhere.
struct Nowhere;

#[async_trait]
impl TokenKeeper for Nowhere {
    async fn keep(&self, _: &Tokens) -> Result<(), SourceError> {
        Ok(())
    }
}

#[async_trait]
impl Shelf for Nowhere {
    async fn by_id(&self, _: &str, _: &[String]) -> Result<Vec<KeptRecord>, SourceError> {
        Ok(Vec::new())
    }

    async fn by_key(&self, _: &str, _: &[String]) -> Result<Vec<KeptRecord>, SourceError> {
        Ok(Vec::new())
    }

    async fn after(&self, _: &str, _: &str, _: u32) -> Result<Vec<KeptRecord>, SourceError> {
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
        let text = kept_text("a@b.example", &basic).expect("a text");
        assert!(!text.contains("hunter2"), "{}", text.as_str());
    }
}
