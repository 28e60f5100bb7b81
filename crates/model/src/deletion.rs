//! Deletion for privacy: what goes for ever, what the server said, and what still waits for it. A deletion is known by
//! ids alone: nothing here holds a word or a name of anybody.

use crate::failure::Failure;
use crate::view::ConversationRow;
use crate::{ConversationId, RemoteId, SourceId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The most conversations of one deletion: nobody can answer for more of them at once.
pub const DELETED_MOST: usize = 500;

/// The most conversations that a preview names.
pub const SHOWN_MOST: usize = 3;

/// Asks to delete conversations for privacy: at their server, and everywhere on this laptop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionRequest {
    /// Which.
    pub conversations: Vec<ConversationId>,
}

/// What a deletion would take away. It is shown before the second question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeletionPreview {
    /// Conversations.
    pub conversations: u32,
    /// The first of them, at most [`SHOWN_MOST`]: who answers sees names and not only numbers.
    pub first: Vec<ConversationRow>,
    /// Messages in them.
    pub messages: u64,
    /// Of the conversations, those about which the manager noted something: notes, tags, ratings and flags go too.
    pub noted: u32,
    /// Files that were put aside after damage, which may hold anything and go as a whole.
    pub set_aside: u32,
    /// The names of sources that cannot delete: none of their conversations goes, and so nothing does.
    pub unable: Vec<String>,
}

/// What became of a deletion at the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeletionStage {
    /// The server has not heard of it yet. Here it is gone already.
    Waiting,
    /// The server said that it is gone there.
    Carried {
        /// When.
        at: DateTime<Utc>,
    },
    /// The server will not delete it.
    Refused {
        /// Why.
        failure: Failure,
    },
}

/// A conversation that was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionLine {
    /// Its source; none where that was removed since.
    pub source: Option<SourceId>,
    /// Which store of a server it was in.
    pub store: String,
    /// The server's id.
    pub conversation: RemoteId,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// What became of it.
    pub state: DeletionStage,
    /// When every trace of it had left the files of this laptop; none while that is still to be done.
    pub erased_at: Option<DateTime<Utc>>,
}

/// A deletion by the names that hold in any cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionName {
    /// Which store of a server it was in.
    pub store: String,
    /// The server's id.
    pub conversation: RemoteId,
}

impl DeletionLine {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> DeletionName {
        DeletionName {
            store: self.store.clone(),
            conversation: self.conversation.clone(),
        }
    }

    /// Whether it may be forgotten: its server refused, or nobody is left who could tell it.
    #[must_use]
    pub fn can_be_withdrawn(&self) -> bool {
        match self.state {
            DeletionStage::Refused { .. } => true,
            DeletionStage::Waiting => self.source.is_none(),
            DeletionStage::Carried { .. } => false,
        }
    }
}

/// What a deletion did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionReport {
    /// Gone here, and at the server or waiting for it.
    pub deleted: Vec<DeletionLine>,
    /// Not deleted, here or there: the server refused at once.
    pub refused: Vec<DeletionLine>,
    /// What of it could not be brought to its end. The next sync takes it up.
    pub unfinished: Option<Failure>,
}

impl DeletionReport {
    /// What did not come to its end, or else why a server refused, if anything went wrong at all.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        let refusal = self.refused.iter().find_map(|line| match &line.state {
            DeletionStage::Refused { failure } => Some(failure),
            _ => None,
        });
        self.unfinished.as_ref().or(refusal)
    }
}
