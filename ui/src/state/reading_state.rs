//! The conversation that is read: its last good view, its hidden rows, and the matches in it.

use crate::view_model::timeline::{CHUNK, HiddenRows};
use leptos::prelude::*;
use model::ConversationId;
use model::view::{ConversationDetail, RelatedConversation};
use std::sync::Arc;

/// The id of the pane's element.
pub(crate) const DETAIL: &str = "detail";

/// The id of the element in which the messages scroll.
pub(crate) const TIMELINE: &str = "timeline";

/// The id of the field for words in the conversation.
pub(crate) const FIND: &str = "find-here";

/// The id of the field of a tag.
pub(crate) const TAG_FIELD: &str = "tag-field";

/// The conversation that is read.
#[derive(Clone, Copy)]
pub(crate) struct ReadingState {
    /// It, as last seen.
    pub(crate) detail: RwSignal<Option<Arc<ConversationDetail>>>,
    /// Whether the pane is open where it covers the list.
    pub(crate) shown: RwSignal<bool>,
    /// Whether the conversation went away.
    pub(crate) gone: RwSignal<bool>,
    /// Whether system and tool rows are shown.
    pub(crate) rows: RwSignal<HiddenRows>,
    /// The other conversations of the person, and of which conversation that is.
    pub(crate) related: RwSignal<(Option<ConversationId>, Vec<RelatedConversation>)>,
    /// How many entries of it are drawn so far; the others follow frame by frame.
    pub(crate) drawn: RwSignal<usize>,
    /// Which match is shown, and of how many.
    pub(crate) matches: RwSignal<(usize, usize)>,
    /// The words that are looked for in it alone; none where what the list was searched for is marked.
    pub(crate) find: RwSignal<Option<String>>,
    pub(super) wanted: RwSignal<Option<ConversationId>>,
    pub(super) turn: RwSignal<u32>,
}

impl ReadingState {
    /// Nothing is read.
    pub(super) fn new() -> Self {
        Self {
            detail: RwSignal::new(None),
            shown: RwSignal::new(false),
            gone: RwSignal::new(false),
            rows: RwSignal::new(HiddenRows::Hidden),
            related: RwSignal::new((None, Vec::new())),
            drawn: RwSignal::new(CHUNK),
            matches: RwSignal::new((0, 0)),
            find: RwSignal::new(None),
            wanted: RwSignal::new(None),
            turn: RwSignal::new(0),
        }
    }

    /// Closes what is read.
    pub(super) fn close(self) {
        self.turn.update(|turn| *turn = turn.wrapping_add(1));
        self.wanted.set(None);
        self.find.set(None);
        self.detail.set(None);
        self.gone.set(false);
        self.shown.set(false);
    }

    /// Whether newer data may have changed what is read.
    pub(super) fn is_stale(self) -> bool {
        self.wanted.with_untracked(Option::is_some)
    }
}
