//! The home: the folder, its lock, its options, and what is there once it is unlocked.
//!
//! It must not know a kind of server, a run or a page.

pub(crate) mod audit_trail;
pub(crate) mod clock;
pub(crate) mod folder;
pub(crate) mod lock;
pub(crate) mod options;
pub(crate) mod unlocked;
pub(crate) mod wake_watch;
