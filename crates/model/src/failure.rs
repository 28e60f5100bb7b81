//! A failure as it crosses to a window: words for people, and a code only where the interface acts.

use serde::{Deserialize, Serialize};

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What the interface can act on.
    pub code: Code,
    /// What happened, what is safe, what to do. Holds no secret and no personal data.
    pub message: String,
}

/// The codes on which the interface acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The store is locked: show the unlock page.
    Locked,
    /// The passphrase is wrong.
    WrongPassphrase,
    /// The key that opened this store is gone; wipe the cache and sync again.
    KeyLost,
    /// The list handle is no longer held: open it again.
    StaleList,
    /// There is no such conversation (any more).
    NotFound,
    /// The server did not accept the token.
    SignInNeeded,
    /// The account has a second factor: ask for its code.
    CodeNeeded,
    /// The server cannot be reached.
    Offline,
    /// What was typed cannot be used; the message says why.
    Invalid,
    /// Anything else.
    Other,
}
