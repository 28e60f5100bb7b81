//! What every request finds: the store, what the operator decided, and who came how often.

use super::compute_pool::ComputePool;
use super::rate_gate::RateGate;
use crate::settings::{RecordAccess, RequestLimits, ServerSettings};
use crate::store::Store;
use crate::telemetry::HttpMetrics;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};
use url::Url;

/// What an operator decided, ready for the routes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// Every setting.
    pub settings: Arc<ServerSettings>,
    /// Rung when a transcript was asked for, so that the courier need not look all the time.
    pub mail: Arc<Notify>,
}

impl HttpConfig {
    /// A server for this machine alone: links to its own host, record pages open, no hurry.
    #[must_use]
    pub fn loopback() -> Self {
        Self::from(ServerSettings {
            records: RecordAccess::Open,
            limits: RequestLimits::unhurried(),
            ..ServerSettings::default()
        })
    }

    /// A server for others: record pages need a token.
    #[must_use]
    pub fn guarded(public_url: Option<Url>) -> Self {
        Self::from(ServerSettings {
            public_url,
            ..ServerSettings::default()
        })
    }
}

impl From<ServerSettings> for HttpConfig {
    fn from(settings: ServerSettings) -> Self {
        Self {
            settings: Arc::new(settings),
            mail: Arc::default(),
        }
    }
}

#[derive(Clone)]
pub(crate) struct ServerState {
    pub(crate) store: Store,
    pub(crate) config: HttpConfig,
    pub(crate) gate: Arc<RateGate>,
    pub(crate) meter: Arc<HttpMetrics>,
    /// Writes record pages.
    pub(crate) pages: ComputePool,
    /// Writes pages of the feed.
    pub(crate) feeds: ComputePool,
    /// Places for bodies that are read before it is known who sent them.
    pub(crate) unsigned: Arc<Semaphore>,
}

/// How long anything that is computed for an answer may take.
const COMPUTE_TIME: Duration = Duration::from_secs(15);
/// Record pages that are written at a time: a browser or two.
const PAGES: usize = 2;
/// Pages of the feed that are written at a time. More of them only queue inside the machine.
const FEEDS: usize = 4;
/// Bodies that are read at a time before it is known who sent them.
const UNSIGNED: usize = 16;

impl ServerState {
    pub(crate) fn new(store: Store, config: HttpConfig) -> Self {
        Self {
            store,
            config,
            gate: Arc::default(),
            meter: Arc::new(HttpMetrics::new()),
            pages: ComputePool::new(PAGES, COMPUTE_TIME),
            feeds: ComputePool::new(FEEDS, COMPUTE_TIME),
            unsigned: Arc::new(Semaphore::new(UNSIGNED)),
        }
    }
}
