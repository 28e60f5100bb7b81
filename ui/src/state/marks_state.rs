//! What is noted about the conversation that is read, and the changes that can be undone. What is done with them
//! is in `marks`.

use leptos::prelude::*;
use model::MessageId;
use model::marks::{ConversationMarks, FlagMessage, MessageFlag, SetMarks};
use model::view::{ConversationDetail, TimelineItem};
use std::collections::HashMap;

/// The most changes that can be undone one after the other.
const STEPS: usize = 100;

/// A change that can be undone.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum UndoStep {
    Marks(SetMarks),
    /// Of several conversations.
    Many(Vec<SetMarks>),
    Flag(FlagMessage),
}

/// What is noted about the conversation that is read, apart from the conversation: a star does not draw all
/// messages anew.
#[derive(Clone, Copy)]
pub(crate) struct MarksState {
    /// About the conversation.
    pub(crate) marks: RwSignal<ConversationMarks>,
    /// About its messages.
    pub(crate) flags: RwSignal<HashMap<MessageId, MessageFlag>>,
    /// The message whose flag is being chosen.
    pub(crate) flagging: RwSignal<Option<MessageId>>,
    /// Whether a note is being written.
    pub(crate) noting: RwSignal<bool>,
    steps: StoredValue<Vec<(u32, UndoStep)>>,
    last: StoredValue<u32>,
}

impl MarksState {
    /// Nothing is noted.
    pub(super) fn new() -> Self {
        Self {
            marks: RwSignal::new(ConversationMarks::default()),
            flags: RwSignal::new(HashMap::new()),
            flagging: RwSignal::new(None),
            noting: RwSignal::new(false),
            steps: StoredValue::new(Vec::new()),
            last: StoredValue::new(0),
        }
    }

    /// Takes what is noted out of a conversation that was opened.
    pub(super) fn take(self, detail: &mut ConversationDetail) {
        detail.row.marks = model::marks::RowMarks::default();
        let marks = std::mem::take(&mut detail.marks);
        let messages = detail.timeline.iter_mut().filter_map(|item| match item {
            TimelineItem::Message(message) => Some(message),
            TimelineItem::Escalation(_) | TimelineItem::Outcome(_) => None,
        });
        let flags = messages.filter_map(|message| Some((message.id, message.flag.take()?)));
        let flags = flags.collect();
        put_if_new(self.marks, marks);
        put_if_new(self.flags, flags);
    }

    /// Another conversation is opened: nothing is being written about it.
    pub(super) fn leave_fields(self) {
        self.flagging.set(None);
        self.noting.set(false);
    }

    pub(super) fn remember(self, step: UndoStep) -> u32 {
        let id = self.last.get_value().wrapping_add(1);
        self.last.set_value(id);
        self.steps.update_value(|steps| {
            steps.push((id, step));
            let over = steps.len().saturating_sub(STEPS);
            steps.drain(..over);
        });
        id
    }

    /// Takes a step out of the history; none for the last one.
    pub(super) fn recall(self, wanted: Option<u32>) -> Option<(u32, UndoStep)> {
        self.steps
            .try_update_value(|steps| {
                let at = match wanted {
                    Some(wanted) => steps.iter().position(|(id, _)| *id == wanted)?,
                    None => steps.len().checked_sub(1)?,
                };
                Some(steps.remove(at))
            })
            .flatten()
    }
}

fn put_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|before| *before != value) {
        signal.set(value);
    }
}
