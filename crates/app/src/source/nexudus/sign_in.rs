//! What this process remembers of its Nexudus accounts: one sign-in and one pace for each, whatever asks
//! with them, and what was sent. Nothing here asks Nexudus.

use crate::error::AppError;
use crate::home::options::NexudusLimits;
use crate::home::unlocked::UnlockedHome;
use crate::source::list::token_entry;
use crate::source::nexudus::connect::{StoredCredential, credential_text, parse_credential};
use crate::sync::monitor::SyncMonitor;
use ::nexudus::{Credential, NexudusSource, Pace, SignIn, Tally, Timer, TokenKeeper, Tokens};
use async_trait::async_trait;
use cache::SourceRow;
use chrono::{DateTime, Utc};
use model::SourceId;
use serde::{Deserialize, Serialize};
use sources::SourceError;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use sync::SyncClock;
use vault::Vault;

/// How often it is noted during a run what was sent: a process that is killed forgets no more.
const NOTE_EVERY: Duration = Duration::from_secs(60);

/// What this process remembers of its Nexudus accounts.
#[derive(Default)]
pub(crate) struct NexudusSessions {
    sign_ins: Mutex<HashMap<SourceId, SignIn>>,
    /// By address and account. The limits know no sources and no sign-ins, so these outlive both.
    paces: Mutex<HashMap<String, Pace>>,
    /// The paces of sources, where what earlier processes sent is part of them.
    recalled: Mutex<HashMap<SourceId, Pace>>,
    /// The ones that run, for what they send.
    running: Mutex<HashMap<SourceId, Arc<NexudusSource>>>,
    /// Held while a count of requests is read, added to and written.
    counting: tokio::sync::Mutex<()>,
}

/// What was sent since the source was connected.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct RequestTotals {
    pub(crate) reads: u64,
    pub(crate) writes: u64,
}

impl NexudusSessions {
    /// Notes that a run of a source sends with this one.
    pub(crate) fn runs(&self, source: SourceId, server: Arc<NexudusSource>) {
        held(&self.running).insert(source, server);
    }

    /// What the run of a source sends with.
    pub(crate) fn run_of(&self, source: SourceId) -> Option<Arc<NexudusSource>> {
        held(&self.running).get(&source).cloned()
    }

    fn sign_in(&self, source: SourceId) -> Option<SignIn> {
        held(&self.sign_ins).get(&source).cloned()
    }

    /// Waits for renewals that are under way: what they bring is kept then.
    pub(crate) async fn settle(&self) {
        let all: Vec<SignIn> = held(&self.sign_ins).values().cloned().collect();
        for sign_in in all {
            sign_in.settled().await;
        }
    }
}

/// A panic elsewhere cannot leave these maps half changed.
fn held<T>(map: &Mutex<T>) -> MutexGuard<'_, T> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}

impl UnlockedHome {
    /// The sign-in of a source: the one that is in use, or the one that was kept.
    pub(crate) async fn sign_in_of(
        &self,
        source: SourceId,
        kept: &StoredCredential,
    ) -> Result<SignIn, AppError> {
        if let Some(used) = self.nexudus.sign_in(source) {
            let is_basic = matches!(used.credential().await, Credential::Basic { .. });
            // One that lapsed is tried once more by each run, with what is kept now.
            if is_basic != kept.has_tokens() && !used.has_lapsed().await {
                return Ok(used);
            }
            held(&self.nexudus.sign_ins).remove(&source);
        }
        if !kept.has_tokens() {
            // Signed out; or the password went with the process that had it.
            return Err(SourceError::SignInNeeded.into());
        }
        let tokens = kept.tokens().ok_or(AppError::SignInLost(source))?;
        let made = self.new_sign_in(source, &kept.email, Credential::Bearer(tokens));
        let mut all = held(&self.nexudus.sign_ins);
        Ok(all.entry(source).or_insert(made).clone())
    }

    /// Takes a new sign-in over: what runs already asks with it from now on.
    pub(crate) async fn take_sign_in(&self, source: SourceId, email: &str, credential: Credential) {
        match self.nexudus.sign_in(source) {
            Some(used) => used.replace(credential).await,
            None => {
                let made = self.new_sign_in(source, email, credential);
                held(&self.nexudus.sign_ins).insert(source, made);
            }
        }
    }

    fn new_sign_in(&self, source: SourceId, email: &str, credential: Credential) -> SignIn {
        let keeper = VaultTokenStore {
            vault: Arc::clone(&self.vault),
            source,
            email: email.to_owned(),
        };
        SignIn::new(credential, Arc::new(keeper))
    }

    /// Ends the sign-in of a source: a renewal that is under way is waited for, and none follows it.
    pub(crate) async fn end_sign_in(&self, source: SourceId) {
        let used = held(&self.nexudus.sign_ins).remove(&source);
        if let Some(used) = used {
            used.end().await;
        }
    }

    /// The pace of an account: none for plain http, which only leads to this machine, where no Nexudus
    /// counts; unless it is said that one does.
    pub(crate) fn pace(&self, url: &str, email: &str) -> Pace {
        let key = format!("{url} {}", email.trim().to_lowercase());
        let mut paces = held(&self.nexudus.paces);
        let pace = paces.entry(key).or_insert_with(|| {
            let timer = self.timer(None);
            if url.starts_with("http://") && self.options.limits == NexudusLimits::WhereTheyCount {
                Pace::unlimited(timer)
            } else {
                Pace::documented(timer)
            }
        });
        pace.clone()
    }

    /// The pace of a source, with what earlier processes sent, and with the board told of waits.
    pub(crate) async fn pace_of(&self, row: &SourceRow, email: &str) -> Result<Pace, AppError> {
        if let Some(pace) = held(&self.nexudus.recalled).get(&row.id) {
            return Ok(pace.clone());
        }
        let memory = self.reader.recall(&pace_key(row.id)).await?;
        let pace = self.pace(&row.url, email).told_to(self.timer(Some(row.id)));
        let mut recalled = held(&self.nexudus.recalled);
        let pace = recalled.entry(row.id).or_insert_with(|| {
            pace.recall(&memory.unwrap_or_default());
            pace
        });
        Ok(pace.clone())
    }

    fn timer(&self, source: Option<SourceId>) -> Arc<dyn Timer> {
        Arc::new(AppRateClock {
            clock: self.clock(),
            observed: source.map(|source| (Arc::clone(&self.monitor), source)),
        })
    }

    /// What the connecting sent counts too, in both ways.
    pub(crate) async fn settle(
        &self,
        source: SourceId,
        email: &str,
        credential: Credential,
        trial: &NexudusSource,
    ) -> Result<(), AppError> {
        self.take_sign_in(source, email, credential).await;
        self.pace_of(&self.source_row(source).await?, email).await?;
        self.add_sent(source, trial.end().await).await
    }

    /// Ends what the run of a source sends with, and adds it to what was sent before.
    pub(crate) async fn note_requests(&self, source: SourceId) -> Result<(), AppError> {
        let Some(running) = self.nexudus.run_of(source) else {
            return Ok(());
        };
        let tally = running.end().await;
        // A page that looks now counts it either as running or as noted.
        let _counting = self.nexudus.counting.lock().await;
        let added = self.add(source, tally).await;
        held(&self.nexudus.running).remove(&source);
        added
    }

    /// Adds to what was sent, and notes when it was.
    pub(crate) async fn add_sent(&self, source: SourceId, tally: Tally) -> Result<(), AppError> {
        let _counting = self.nexudus.counting.lock().await;
        self.add(source, tally).await
    }

    async fn add(&self, source: SourceId, tally: Tally) -> Result<(), AppError> {
        let mut sent = self.sent_before(source).await?;
        sent.reads += tally.reads;
        sent.writes += tally.writes;
        let json = serde_json::to_string(&sent).unwrap_or_default();
        self.writer.remember(&sent_key(source), &json).await?;
        self.note_pace(source).await
    }

    /// Notes, while a run goes on, when its requests were sent. It has no end.
    pub(crate) async fn keep_noting(&self, source: SourceId) -> Infallible {
        loop {
            tokio::time::sleep(NOTE_EVERY).await;
            if let Err(error) = self.note_pace(source).await {
                tracing::warn!(%source, %error, "what was sent was not noted");
            }
        }
    }

    /// Notes when requests were sent.
    pub(crate) async fn note_pace(&self, source: SourceId) -> Result<(), AppError> {
        let memory = held(&self.nexudus.recalled)
            .get(&source)
            .map(Pace::memory)
            .filter(|memory| !memory.is_empty());
        match memory {
            Some(memory) => Ok(self.writer.remember(&pace_key(source), &memory).await?),
            None => Ok(()),
        }
    }

    /// What was sent until now, by the run under way too.
    pub(crate) async fn sent(&self, source: SourceId) -> Result<RequestTotals, AppError> {
        let _counting = self.nexudus.counting.lock().await;
        let before = self.sent_before(source).await?;
        let running = self.nexudus.run_of(source);
        let running = running.map(|running| running.client().tally());
        let running = running.unwrap_or_default();
        Ok(RequestTotals {
            reads: before.reads + running.reads,
            writes: before.writes + running.writes,
        })
    }

    async fn sent_before(&self, source: SourceId) -> Result<RequestTotals, AppError> {
        let json = self.reader.recall(&sent_key(source)).await?;
        Ok(json
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default())
    }

    /// Forgets what this process knew of a source. How fast its account may be asked is not forgotten.
    pub(crate) async fn forget_account(&self, source: SourceId) {
        self.end_sign_in(source).await;
        held(&self.nexudus.recalled).remove(&source);
        held(&self.nexudus.running).remove(&source);
    }
}

/// Where it is remembered how much was sent.
pub(crate) fn sent_key(source: SourceId) -> String {
    format!("source/{source}/sent")
}

/// Where it is remembered when it was sent, for the limits.
pub(crate) fn pace_key(source: SourceId) -> String {
    format!("source/{source}/pace")
}

/// The application's clock, for the pace, and the board that shows what is waited for.
struct AppRateClock {
    clock: Arc<dyn SyncClock>,
    observed: Option<(Arc<SyncMonitor>, SourceId)>,
}

#[async_trait]
impl Timer for AppRateClock {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.clock.sleep(duration).await;
    }

    fn asked_to_wait(&self, until: DateTime<Utc>) {
        if let Some((board, source)) = &self.observed {
            board.note_wait(*source, until);
        }
    }
}

/// Renewed tokens go to the key store, over the old ones.
struct VaultTokenStore {
    vault: Arc<Vault>,
    source: SourceId,
    email: String,
}

#[async_trait]
impl TokenKeeper for VaultTokenStore {
    async fn keep(&self, tokens: &Tokens) -> Result<(), SourceError> {
        let not_kept = || SourceError::Refused {
            reason: "the key store did not take the renewed sign-in".to_owned(),
        };
        let text = credential_text(&self.email, &Credential::Bearer(tokens.clone()))
            .map_err(|_| not_kept())?;
        let (vault, entry) = (Arc::clone(&self.vault), token_entry(self.source));
        let keeping = tokio::task::spawn_blocking(move || {
            vault.set_secret(&entry, &vault::VaultSecret::new(text.to_string()))
        });
        match keeping.await {
            Ok(Ok(())) => Ok(()),
            _ => Err(not_kept()),
        }
    }

    async fn kept(&self) -> Option<Tokens> {
        let (vault, entry) = (Arc::clone(&self.vault), token_entry(self.source));
        let reading = tokio::task::spawn_blocking(move || vault.secret(&entry));
        let secret = reading.await.ok()?.ok()??;
        parse_credential(&secret)?.tokens()
    }
}
