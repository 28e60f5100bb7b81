//! What every request finds: the store, what the operator decided, and who came how often.

use super::rate_gate::RateGate;
use crate::settings::{RecordAccess, RequestLimits, ServerSettings};
use crate::store::Store;
use crate::telemetry::HttpMetrics;
use std::sync::Arc;
use tokio::sync::Notify;
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
}
