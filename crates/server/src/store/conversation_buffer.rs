//! The heads of conversations that a transaction has met: each is read once, and written once with all
//! that became of it. It must not know SQL: the transaction writes what it is told here.

use super::ended_by::EndedBy;
use super::table::conversation::{ContinuationTrace, ConversationHead, HeadRow};
use model::{Channel, RemoteId};
use std::collections::{BTreeSet, HashMap, HashSet};

/// More heads than these are forgotten once they are written: an import touches a million.
const MOST_KEPT: usize = 1_024;
/// So many heads wait to be written, and no more.
const MOST_UNWRITTEN: usize = 256;

/// A head as the transaction has left it.
#[derive(Debug)]
struct BufferedConversation {
    head: ConversationHead,
    /// The event of its last change.
    seq: i64,
    thread: ThreadState,
    /// Who ended it in this transaction.
    ended_by: Option<EndedBy>,
}

/// What is known of the thread of a conversation.
#[derive(Debug)]
enum ThreadState {
    /// It was there before, and its thread was not asked for.
    Stored,
    /// It began in this transaction. Until its head is written there is no row to hang anything on.
    New(Option<String>),
    /// The same, and the row is there.
    Made(Option<String>),
}

/// What a transaction knows of heads.
#[derive(Debug, Default)]
pub(super) struct ConversationBuffer {
    kept: HashMap<i64, BufferedConversation>,
    ids: HashMap<RemoteId, i64>,
    sessions: HashMap<String, i64>,
    /// By key, so that a store is written in one order.
    unwritten: BTreeSet<i64>,
    /// Ids that no conversation has, nor ever had.
    free: HashSet<RemoteId>,
}

impl ConversationBuffer {
    /// A head by the conversation's id, if it was met.
    pub(super) fn by_id(&self, id: &RemoteId) -> Option<&ConversationHead> {
        let key = self.ids.get(id)?;
        self.kept.get(key).map(|it| &it.head)
    }

    /// A head by its session, if it was met.
    pub(super) fn by_session(&self, session_id: &str) -> Option<&ConversationHead> {
        let key = self.sessions.get(session_id)?;
        self.kept.get(key).map(|it| &it.head)
    }

    /// Whether an id is known to be nobody's, without asking.
    pub(super) fn is_free(&self, id: &RemoteId) -> bool {
        self.free.contains(id)
    }

    /// Remembers that an id is nobody's.
    pub(super) fn release(&mut self, id: RemoteId) {
        self.free.insert(id);
    }

    /// Remembers a head as the store holds it.
    pub(super) fn load(&mut self, head: ConversationHead) {
        let thread = ThreadState::Stored;
        self.keep(head, 0, thread);
    }

    /// An id is somebody's.
    pub(super) fn set_taken(&mut self, id: &RemoteId) {
        self.free.remove(id);
    }

    /// A conversation begins.
    pub(super) fn begin(&mut self, head: ConversationHead, seq: i64, thread: Option<String>) {
        self.free.remove(&head.record.id);
        self.unwritten.insert(head.key);
        self.keep(head, seq, ThreadState::New(thread));
    }

    /// A conversation changes. Where somebody ended it, that is said by [`ConversationBuffer::end`].
    pub(super) fn change(&mut self, head: ConversationHead, seq: i64) {
        self.unwritten.insert(head.key);
        let Some(kept) = self.kept.get_mut(&head.key) else {
            return self.keep(head, seq, ThreadState::Stored);
        };
        if kept.head.record.session_id != head.record.session_id {
            self.sessions.remove(&kept.head.record.session_id);
            let session_id = head.record.session_id.clone();
            self.sessions.insert(session_id, head.key);
        }
        (kept.head, kept.seq) = (head, seq);
    }

    /// Remembers who ended a conversation that was just changed.
    pub(super) fn end(&mut self, key: i64, by: EndedBy) {
        if let Some(kept) = self.kept.get_mut(&key) {
            kept.ended_by = Some(by);
            self.unwritten.insert(key);
        }
    }

    fn keep(&mut self, head: ConversationHead, seq: i64, thread: ThreadState) {
        self.ids.insert(head.record.id.clone(), head.key);
        let session_id = head.record.session_id.clone();
        self.sessions.insert(session_id, head.key);
        let kept = BufferedConversation {
            seq,
            thread,
            ended_by: None,
            head,
        };
        self.kept.insert(kept.head.key, kept);
    }

    /// A conversation is gone.
    pub(super) fn forget(&mut self, head: &ConversationHead) {
        self.unwritten.remove(&head.key);
        if let Some(kept) = self.kept.remove(&head.key) {
            self.ids.remove(&kept.head.record.id);
            self.sessions.remove(&kept.head.record.session_id);
        }
    }

    /// Whether the store cannot be asked for the open conversations of a trace before the heads are
    /// written: one of these may belong to them, or no longer.
    pub(super) fn may_hide(&self, trace: &ContinuationTrace<'_>) -> bool {
        let unwritten = self.unwritten.iter().filter_map(|key| self.kept.get(key));
        let mut channels = unwritten.map(|kept| (kept, &kept.head.record.channel));
        channels.any(|(kept, channel)| match trace {
            ContinuationTrace::Thread(thread, of) => channel == *of && kept.thread.may_be(thread),
            ContinuationTrace::Number(_) => *channel == Channel::WhatsApp,
            ContinuationTrace::Customer(_, of) => channel == *of,
        })
    }

    /// Whether a conversation began here and has no row yet.
    pub(super) fn is_new(&self, key: i64) -> bool {
        let kept = self.kept.get(&key);
        kept.is_some_and(|kept| matches!(kept.thread, ThreadState::New(_)))
    }

    /// Whether it is time to write.
    pub(super) fn is_full(&self) -> bool {
        self.unwritten.len() >= MOST_UNWRITTEN || self.kept.len() > MOST_KEPT
    }

    /// The heads that are not written.
    pub(super) fn unwritten(&self) -> Vec<HeadRow<'_>> {
        let kept = self.unwritten.iter().filter_map(|key| self.kept.get(key));
        kept.map(BufferedConversation::placed).collect()
    }

    /// All of them are written.
    pub(super) fn written(&mut self) {
        for key in std::mem::take(&mut self.unwritten) {
            if let Some(kept) = self.kept.get_mut(&key) {
                kept.thread.is_written();
            }
        }
        if self.kept.len() > MOST_KEPT {
            *self = Self::default();
        }
    }
}

impl BufferedConversation {
    fn placed(&self) -> HeadRow<'_> {
        HeadRow {
            seq: self.seq,
            key: self.head.key,
            space: self.head.space,
            customer: self.head.customer,
            thread: self.thread.said(),
            ended_by: self.ended_by.map(EndedBy::as_str),
            record: &self.head.record,
        }
    }
}

impl ThreadState {
    fn said(&self) -> Option<&str> {
        match self {
            Self::New(thread) => thread.as_deref(),
            Self::Stored | Self::Made(_) => None,
        }
    }

    fn may_be(&self, thread: &str) -> bool {
        match self {
            Self::Stored => true,
            Self::New(own) | Self::Made(own) => own.as_deref() == Some(thread),
        }
    }

    fn is_written(&mut self) {
        if let Self::New(thread) = self {
            *self = Self::Made(thread.take());
        }
    }
}
