//! How an [`crate::App`] is to behave. There is no `Default`: each kind of process says what it wants.

use crate::home::clock::SystemClock;
use server::embedded::PracticePlan;
use std::sync::Arc;
use std::time::Duration;
use sync::SyncClock;
use zeroize::Zeroizing;

/// How often a window syncs unasked: often enough that a morning's conversations are there when one
/// looks, seldom enough that a quiet server hardly notices.
const SYNC_EVERY: Duration = Duration::from_secs(60);

/// What kind of process this is.
#[derive(Clone)]
pub struct AppOptions {
    /// The time.
    pub clock: Arc<dyn SyncClock>,
    /// When sources are synced.
    pub schedule: SyncSchedule,
    /// What happens when another process has the home.
    pub sharing: HomeSharing,
    /// Where the keys lie.
    pub key_storage: KeyStorage,
    /// A passphrase that was handed in (from `DAYBOOK_PASSPHRASE`, say). It is used where no OS key
    /// store answers; on a new home it becomes the home's passphrase.
    pub passphrase: Option<Zeroizing<String>>,
    /// What happens on a home without any source.
    pub first_start: FirstStart,
    /// The practice space.
    pub practice: PracticeOptions,
    /// Where the limits of Nexudus hold.
    pub limits: NexudusLimits,
}

/// Where the limits of Nexudus hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NexudusLimits {
    /// Everywhere but on this computer itself, where no Nexudus runs.
    WhereTheyCount,
    /// On this computer too: what listens there may be a way to Nexudus.
    Everywhere,
}

impl NexudusLimits {
    /// The variable of the environment that says so.
    pub const VARIABLE: &'static str = "DAYBOOK_LIMITS";

    /// What its text means: `everywhere`, or anything else.
    #[must_use]
    pub fn named(text: Option<&str>) -> Self {
        match text {
            Some("everywhere") => Self::Everywhere,
            _ => Self::WhereTheyCount,
        }
    }
}

/// When sources are synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncSchedule {
    /// On start, on demand, and then at this interval.
    Every(Duration),
    /// On demand alone: for a terminal and for tests.
    OnDemand,
}

/// What happens when another process has the home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HomeSharing {
    /// The home is refused.
    Refuse,
    /// The home is read beside the other process; whatever would write is refused.
    ReadBeside,
}

/// Where the keys lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStorage {
    /// In the OS key store where one answers, else behind a passphrase.
    OsFirst,
    /// Behind a passphrase, whatever the machine offers.
    Passphrase,
}

/// What happens on a home without any source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstStart {
    /// The person is asked.
    Ask,
    /// The practice space opens by itself.
    Practice,
}

/// What the practice space holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PracticeOptions {
    /// The seed it is generated from.
    pub seed: u64,
    /// How many conversations.
    pub conversations: u32,
}

impl PracticeOptions {
    /// The practice space that everybody gets: screenshots, tests and questions agree on it.
    pub const USUAL: Self = Self {
        seed: PracticePlan::SEED,
        conversations: PracticePlan::CONVERSATIONS,
    };
}

impl AppOptions {
    /// A window: syncs by itself.
    #[must_use]
    pub fn window() -> Self {
        Self {
            schedule: SyncSchedule::Every(SYNC_EVERY),
            ..Self::terminal()
        }
    }

    /// A terminal: does what it is told and nothing else.
    #[must_use]
    pub fn terminal() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            schedule: SyncSchedule::OnDemand,
            sharing: HomeSharing::Refuse,
            key_storage: KeyStorage::OsFirst,
            passphrase: None,
            first_start: FirstStart::Ask,
            practice: PracticeOptions::USUAL,
            limits: NexudusLimits::WhereTheyCount,
        }
    }
}

impl std::fmt::Debug for AppOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("rhythm", &self.schedule)
            .field("company", &self.sharing)
            .field("keys", &self.key_storage)
            .field("first_start", &self.first_start)
            .field("practice", &self.practice)
            .finish_non_exhaustive()
    }
}
