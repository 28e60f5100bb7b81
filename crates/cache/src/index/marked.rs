//! What the manager noted, as passes and rows need it: by the conversation's own name as it is stored, and by its
//! local id as it is found in this cache. The second is made of the first, whole; nothing is counted on.
//!
//! It must not know the database.

use crate::name_words::has_words;
use model::marks::{ConversationMarks, MessageFlag, RowMarks, TagCount};
use model::search::{CountSpan, FieldTest};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The name of a conversation that holds in any cache.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct MarkKey {
    /// The server's own id of its store.
    pub(crate) store: String,
    /// The server's id of the conversation.
    pub(crate) conversation: String,
}

impl MarkKey {
    /// The name of a store's conversation.
    pub(crate) fn new(store: String, conversation: String) -> Self {
        Self {
            store,
            conversation,
        }
    }
}

/// What is noted about a conversation and its messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MarkedConversation {
    pub(crate) marks: ConversationMarks,
    /// By the server's id of the message.
    pub(crate) flags: BTreeMap<String, MessageFlag>,
}

impl MarkedConversation {
    fn is_empty(&self) -> bool {
        self.marks.is_empty() && self.flags.is_empty()
    }

    /// Whether a question about what is noted is fulfilled; no other one is.
    pub(crate) fn fulfils(&self, test: &FieldTest) -> bool {
        let marks = &self.marks;
        let mut flags = self.flags.values();
        match test {
            FieldTest::Starred => marks.starred,
            FieldTest::Reviewed => marks.reviewed_at.is_some(),
            FieldTest::Rated(span) => marks
                .rating
                .is_some_and(|rating| is_within(u32::from(rating.get()), *span)),
            FieldTest::Tag(tag) => marks.tags.contains(tag),
            FieldTest::Tagged => !marks.tags.is_empty(),
            FieldTest::Flagged => !self.flags.is_empty(),
            FieldTest::FlaggedAs(kind) => flags.any(|flag| flag.kind == *kind),
            FieldTest::HasNote => marks.note.is_some(),
            FieldTest::NoteSays(words) => self.notes().any(|note| has_words(note, words)),
            _ => false,
        }
    }

    fn notes(&self) -> impl Iterator<Item = &str> {
        let flags = self.flags.values();
        let of_flags = flags.filter_map(|flag| flag.note.as_deref());
        self.marks.note.as_deref().into_iter().chain(of_flags)
    }
}

fn is_within(number: u32, span: CountSpan) -> bool {
    span.least.is_none_or(|least| number >= least) && span.most.is_none_or(|most| number <= most)
}

/// Everything that is noted, as work.db has it.
pub(crate) type StoredMarks = HashMap<MarkKey, Arc<MarkedConversation>>;

/// What is noted about the conversations that are in the cache.
#[derive(Clone, Debug, Default)]
pub(crate) struct FoundMarks {
    /// The version of the marks that it was made of.
    pub(crate) version: u64,
    /// The generation of the cache in which the conversations were looked up.
    pub(crate) generation: u64,
    pub(crate) by_id: HashMap<u32, Arc<MarkedConversation>>,
}

impl FoundMarks {
    /// What is noted about a conversation.
    pub(crate) fn of(&self, id: i64) -> Option<&MarkedConversation> {
        let id = u32::try_from(id).ok()?;
        self.by_id.get(&id).map(Arc::as_ref)
    }

    /// What its row shows.
    pub(crate) fn row(&self, id: i64) -> RowMarks {
        self.of(id)
            .map(|marked| marked.marks.for_row())
            .unwrap_or_default()
    }

    /// The conversations that fulfil a question about what is noted, ascending.
    pub(crate) fn ids_with(&self, test: &FieldTest) -> Vec<u32> {
        let with = self.by_id.iter();
        let with = with.filter(|(_, marked)| marked.fulfils(test));
        let mut ids: Vec<u32> = with.map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids
    }

    /// The tags of the conversations that are asked about, the most used first.
    pub(crate) fn tags(&self, is_asked: impl Fn(u32) -> bool) -> Vec<TagCount> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for (_, marked) in self.by_id.iter().filter(|(id, _)| is_asked(**id)) {
            for tag in &marked.marks.tags {
                *counts.entry(tag).or_default() += 1;
            }
        }
        let tag = |(tag, conversations): (&str, u64)| TagCount {
            tag: tag.to_owned(),
            conversations,
        };
        let mut tags: Vec<TagCount> = counts.into_iter().map(tag).collect();
        tags.sort_by_key(|tag| std::cmp::Reverse(tag.conversations));
        tags
    }
}

/// The marks as readers and the writer share them. What is not held is read from work.db by whoever needs it.
#[derive(Debug, Default)]
pub(crate) struct SharedMarks {
    state: Mutex<MarkState>,
}

#[derive(Debug, Default)]
struct MarkState {
    /// Moves with every change.
    version: u64,
    stored: Option<Arc<StoredMarks>>,
    found: Option<Arc<FoundMarks>>,
}

impl SharedMarks {
    /// Moves with every change.
    pub(crate) fn version(&self) -> u64 {
        self.state().version
    }

    /// What is held of work.db, and its version.
    pub(crate) fn stored(&self) -> Option<(Arc<StoredMarks>, u64)> {
        let state = self.state();
        let stored = state.stored.as_ref().map(Arc::clone)?;
        Some((stored, state.version))
    }

    /// Holds what was read of work.db. Whoever reads it holds its connection, so that nothing changes meanwhile.
    pub(crate) fn hold(&self, stored: HashMap<MarkKey, MarkedConversation>) {
        let stored = stored.into_iter();
        let stored = stored.map(|(key, marked)| (key, Arc::new(marked)));
        self.state().stored = Some(Arc::new(stored.collect()));
    }

    /// What was found in the cache of this generation.
    pub(crate) fn found(&self, generation: u64) -> Option<Arc<FoundMarks>> {
        let state = self.state();
        let found = state.found.as_ref()?;
        let holds = found.version == state.version && found.generation == generation;
        holds.then(|| Arc::clone(found))
    }

    /// Holds what was found, unless a mark changed meanwhile.
    pub(crate) fn hold_found(&self, found: &Arc<FoundMarks>) {
        let mut state = self.state();
        if found.version == state.version {
            state.found = Some(Arc::clone(found));
        }
    }

    /// What work.db says of a conversation now takes the place of what was held of it, and nothing else is read
    /// again: with many marks, a star would else wait for all of them.
    pub(crate) fn replace(&self, key: MarkKey, id: u32, marked: MarkedConversation) {
        let mut state = self.state();
        state.version += 1;
        let version = state.version;
        let marked = (!marked.is_empty()).then(|| Arc::new(marked));
        if let Some(stored) = &mut state.stored {
            put(Arc::make_mut(stored), key, marked.clone());
        }
        if let Some(found) = &mut state.found {
            let found = Arc::make_mut(found);
            found.version = version;
            put(&mut found.by_id, id, marked);
        }
    }

    /// Says that something else of work.db changed that a search may ask for: what was found before is asked anew.
    pub(crate) fn touch(&self) {
        let mut state = self.state();
        state.version += 1;
        let version = state.version;
        if let Some(found) = &mut state.found {
            Arc::make_mut(found).version = version;
        }
    }

    /// Forgets what is held, because a change may have been missed.
    pub(crate) fn distrust(&self) {
        let mut state = self.state();
        state.version += 1;
        state.stored = None;
        state.found = None;
    }

    // What a panic left behind is a cache of what is stored, so a poisoned lock is taken over.
    fn state(&self) -> MutexGuard<'_, MarkState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn put<K: std::hash::Hash + Eq, V>(map: &mut HashMap<K, V>, key: K, value: Option<V>) {
    match value {
        Some(value) => map.insert(key, value),
        None => map.remove(&key),
    };
}
