//! The audit log, as the use cases write it: who and when come from here, what from them. Reading goes on where no
//! entry can be kept (a full disk is no reason not to read), and the next entry says how many are missing; handing
//! something over does not.
//!
//! It must not hold a word that was searched or said: ids, counts and keyed hashes alone.

use cache::{AuditDraft, AuditSeal, CacheError, CacheKey, CacheWriter};
use chrono::{DateTime, Utc};
use model::AuditAction;
use model::audit::AuditEntry;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A search that goes on is typed on within this time.
const TYPED_ON_WITHIN: Duration = Duration::from_secs(10);

/// What an entry says beside who, when and what for.
pub(crate) type AuditFacts = Map<String, Value>;

/// Writes the log of one home.
pub(crate) struct AuditTrail {
    seal: AuditSeal,
    dir: PathBuf,
    who: String,
    writer: CacheWriter,
    access: TrailAccess,
    /// Entries that could not be kept since the last one that could.
    missed: AtomicU64,
    latest: Mutex<LatestEntries>,
}

/// Whether this process writes the log itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TrailAccess {
    Writes,
    /// Another one does: entries wait for it, sealed.
    Leaves,
}

/// What was noted last, so that opening the same once more, or typing on, is not noted again.
#[derive(Default)]
struct LatestEntries {
    viewed: Option<Value>,
    /// A search that may still be typed on, and when it was last changed.
    typed: Option<(String, AuditFacts, DateTime<Utc>)>,
}

impl AuditTrail {
    pub(crate) fn new(
        key: &CacheKey,
        dir: &Path,
        writer: CacheWriter,
        access: TrailAccess,
    ) -> Self {
        Self {
            seal: AuditSeal::new(key),
            dir: dir.to_owned(),
            who: user(),
            writer,
            access,
            missed: AtomicU64::new(0),
            latest: Mutex::default(),
        }
    }

    /// Takes over what programs left that only read.
    pub(crate) async fn take_in(&self) {
        if self.access == TrailAccess::Writes
            && let Err(error) = self.writer.take_in_audit(&self.seal, &self.dir).await
        {
            tracing::warn!(%error, "entries of the audit log wait on");
        }
    }

    /// A hash in the place of words.
    pub(crate) fn keyed_hash(&self, words: &str) -> String {
        self.seal.keyed_hash(words)
    }

    /// Entries that wait.
    pub(crate) fn waiting(&self) -> u64 {
        self.seal.waiting(&self.dir)
    }

    /// Notes something before it is handed over: where that cannot be, it must not be. Answers the entry, or nothing
    /// where it waits for the program that has the home.
    pub(crate) async fn require(
        &self,
        at: DateTime<Utc>,
        action: AuditAction,
        facts: AuditFacts,
    ) -> Result<Option<AuditEntry>, CacheError> {
        self.settle_search(None).await;
        self.keep(at, action, facts).await
    }

    /// Notes something that was done.
    pub(crate) async fn note(&self, at: DateTime<Utc>, action: AuditAction, facts: AuditFacts) {
        self.settle_search(None).await;
        self.note_now(at, action, facts).await;
    }

    /// Notes that a conversation was opened; again the same is no other view.
    pub(crate) async fn note_view(&self, at: DateTime<Utc>, facts: AuditFacts) {
        let conversation = Value::Object(facts.clone());
        if self.latest().viewed.replace(conversation.clone()) == Some(conversation) {
            return;
        }
        self.note(at, AuditAction::View, facts).await;
    }

    /// Notes a search, once it is not typed on any more: another one, or anything else, ends it.
    pub(crate) async fn note_search(&self, at: DateTime<Utc>, text: &str, facts: AuditFacts) {
        let text = text.trim().to_owned();
        self.settle_search(Some((&text, at))).await;
        self.latest().typed = (!text.is_empty()).then_some((text, facts, at));
    }

    /// Notes the search that is still held back, at the end.
    pub(crate) async fn end(&self) {
        self.settle_search(None).await;
    }

    /// Writes the search that was typed, unless the next one goes on from it.
    async fn settle_search(&self, next: Option<(&str, DateTime<Utc>)>) {
        let typed = self.latest().typed.take();
        let Some((text, facts, at)) = typed else {
            return;
        };
        let goes_on = next.is_some_and(|(next, now)| {
            let is_soon = (now - at).to_std().is_ok_and(|it| it <= TYPED_ON_WITHIN);
            next == text || (is_soon && next.starts_with(&text))
        });
        if !goes_on {
            self.note_now(at, AuditAction::Search, facts).await;
        }
    }

    async fn note_now(&self, at: DateTime<Utc>, action: AuditAction, facts: AuditFacts) {
        if let Err(error) = self.keep(at, action, facts).await {
            self.missed.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(%error, "the audit log could not be written");
        }
    }

    async fn keep(
        &self,
        at: DateTime<Utc>,
        action: AuditAction,
        mut facts: AuditFacts,
    ) -> Result<Option<AuditEntry>, CacheError> {
        let missed = self.missed.load(Ordering::Relaxed);
        if missed > 0 {
            facts.insert("entries_missed_before".to_owned(), missed.into());
        }
        let draft = AuditDraft {
            at,
            who: self.who.clone(),
            action,
            what: serde_json::to_string(&facts)?,
        };
        let kept = match self.access {
            TrailAccess::Writes => Some(self.writer.append_audit(draft).await?),
            TrailAccess::Leaves => {
                self.seal.leave(&self.dir, &draft)?;
                None
            }
        };
        self.missed.fetch_sub(missed, Ordering::Relaxed);
        Ok(kept)
    }

    // What a panic left behind is an entry more or less, so a poisoned lock is taken over.
    fn latest(&self) -> std::sync::MutexGuard<'_, LatestEntries> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Facts out of names and values.
pub(crate) fn facts<const N: usize>(pairs: [(&str, Value); N]) -> AuditFacts {
    let pairs = pairs.into_iter();
    pairs
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The user of the operating system: the name says who, the number cannot be given by a variable.
fn user() -> String {
    let name = ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|variable| std::env::var(variable).ok().filter(|name| !name.is_empty()));
    let name = name.unwrap_or_else(|| "unknown".to_owned());
    #[cfg(unix)]
    let name = format!("{name} (uid {})", rustix::process::getuid().as_raw());
    name
}
