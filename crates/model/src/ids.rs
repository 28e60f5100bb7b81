//! Identifiers. A local id is an integer of this laptop's cache; a remote id is the server's own
//! text. They are different types, so that one is never passed for the other.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! local_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

local_id! {
    /// A configured server account.
    SourceId;
    /// A location in the cache.
    SpaceId;
    /// A known person in the cache.
    CustomerId;
    /// A conversation in the cache: dense, from 1, never reused.
    ConversationId;
    /// A message in the cache: the conversation's id in the high bits, the arrival ordinal in the low ones.
    MessageId;
    /// A queue of conversations that are reviewed, in work.db.
    QueueId;
    /// A result set that the back end holds for one list on the screen.
    ListId;
    /// A view of the list that the manager saved.
    SavedViewId;
    /// What the manager wrote at a day of the trend, in work.db.
    AnnotationId;
}

/// An identifier as the server gave it. Opaque; compared byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RemoteId(pub String);

impl RemoteId {
    /// The identifier's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RemoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<&str> for RemoteId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for RemoteId {
    fn from(text: String) -> Self {
        Self(text)
    }
}
