//! What the handlers share: the application, the page and its policy.

use app::App;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct WebHost {
    pub(crate) app: App,
    pub(crate) pages: PathBuf,
    pub(crate) policy: String,
    pub(crate) on_change: OnChange,
    /// The origins that the page may have connected.
    pub(crate) connects: BTreeSet<String>,
}

/// What the page does when its files change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnChange {
    /// It stays as it was loaded.
    Stay,
    /// It loads itself again.
    Reload,
}
