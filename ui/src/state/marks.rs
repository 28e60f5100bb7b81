//! Marking what is read: stars, reviews, ratings, tags, notes, and flags of messages. Each change can be undone,
//! from its notice and by Ctrl+Z, in the order in which they were made.

use super::browsing::BrowsingState;
use super::list_state::PICK_TAG;
use super::marks_state::UndoStep;
use super::notices::NoticeRemedy;
use super::reading_state::TAG_FIELD;
use crate::browser::dom;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use crate::ipc;
use crate::view_model::rules::RuleAnswer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::Failure;
use model::marks::{
    ConversationMarks, FlagMessage, MarkChange, MarksChanged, MessageFlag, MessageFlagged, Rating,
    SetMarks,
};
use model::{ConversationId, MessageId};

impl BrowsingState {
    /// The conversation that is read.
    pub(super) fn marked(self) -> Option<ConversationId> {
        self.reading
            .detail
            .with_untracked(|detail| detail.as_ref().map(|detail| detail.row.id))
    }

    /// A star, or none. False where nothing is read.
    pub(crate) fn toggle_star(self) -> bool {
        if self.has_picked() {
            self.mark_picked(MarkChange::Star);
            return true;
        }
        let is_on = self.noted.marks.with_untracked(|marks| marks.starred);
        if is_on {
            self.mark(MarkChange::Unstar, TextKey::SaidUnstarred.into())
        } else {
            self.mark(MarkChange::Star, TextKey::SaidStarred.into())
        }
    }

    /// Reviewed, or not. False where nothing is read.
    pub(crate) fn toggle_reviewed(self) -> bool {
        if self.has_picked() {
            self.mark_picked(MarkChange::Review);
            return true;
        }
        let is_on = |marks: &ConversationMarks| marks.reviewed_at.is_some();
        if self.noted.marks.with_untracked(is_on) {
            self.mark(MarkChange::Unreview, TextKey::SaidUnreviewed.into())
        } else {
            self.mark(MarkChange::Review, TextKey::SaidReviewed.into())
        }
    }

    /// This rating; the one that stands takes itself away.
    pub(crate) fn rate(self, rating: Rating) {
        let is_on = self.noted.marks.with_untracked(|marks| marks.rating) == Some(rating);
        if is_on {
            self.mark(MarkChange::Unrate, TextKey::SaidUnrated.into());
        } else {
            let words = Phrase::new(TextKey::SaidRated).number("rating", u32::from(rating.get()));
            self.mark(MarkChange::Rate(rating), words);
        }
    }

    /// One more tag, or one less.
    pub(crate) fn tag(self, change: MarkChange) {
        let (key, tag) = match &change {
            MarkChange::Untag(tag) => (TextKey::SaidUntagged, tag.clone()),
            MarkChange::Tag(tag) => (TextKey::SaidTagged, tag.clone()),
            _ => return,
        };
        self.mark(change, Phrase::new(key).with("tag", PhraseArg::Text(tag)));
    }

    /// Goes to the field of a tag: that of what is picked, or of what is read. False where there is neither.
    pub(crate) fn begin_tag(self) -> bool {
        if self.has_picked() {
            dom::select(PICK_TAG);
            return true;
        }
        let is_read = self.marked().is_some();
        if is_read {
            dom::select(TAG_FIELD);
        }
        is_read
    }

    /// Keeps a note; an empty one takes it away.
    pub(crate) fn note(self, note: String) {
        self.noted.noting.set(false);
        let before = self
            .noted
            .marks
            .with_untracked(|marks| marks.note.clone().unwrap_or_default());
        match note.trim() {
            kept if kept == before => {}
            "" => {
                self.mark(MarkChange::Unnote, TextKey::SaidUnnoted.into());
            }
            _ => {
                self.mark(MarkChange::Note(note), TextKey::SaidNoted.into());
            }
        }
    }

    fn mark(self, change: MarkChange, words: Phrase) -> bool {
        self.mark_all(vec![change], words, |_| {})
    }

    /// Says whether the conversation is what a rule means: its tag says that it is, and the review that somebody looked.
    /// A review of before the rule was tried said nothing of it, so it is made anew.
    pub(super) fn answer_rule(
        self,
        tag: String,
        answer: RuleAnswer,
        then: impl FnOnce(bool) + 'static,
    ) -> bool {
        let (label, words) = match answer {
            RuleAnswer::Meant => (MarkChange::Tag(tag), TextKey::RuleSaidYes),
            RuleAnswer::NotMeant => (MarkChange::Untag(tag), TextKey::RuleSaidNo),
        };
        let changes = vec![label, MarkChange::Unreview, MarkChange::Review];
        self.mark_all(changes, words.into(), then)
    }

    /// Makes changes to what is read, in one step that is undone at once; `then` is told whether they were made.
    fn mark_all(
        self,
        changes: Vec<MarkChange>,
        words: Phrase,
        then: impl FnOnce(bool) + 'static,
    ) -> bool {
        let Some(conversation) = self.marked() else {
            return false;
        };
        self.settle_on_selected();
        let set = SetMarks {
            conversation,
            changes,
        };
        spawn_local(async move {
            match ipc::set_marks(set).await {
                Ok(changed) => {
                    self.show_marks(&changed);
                    self.offer_undo(undo_of(changed), &words);
                    then(true);
                }
                Err(failure) => {
                    self.notices.failed(&failure);
                    then(false);
                }
            }
        });
        true
    }

    /// Flags a message; none takes its flag away.
    pub(crate) fn flag(self, message: MessageId, flag: Option<MessageFlag>) {
        self.noted.flagging.set(None);
        let words = match &flag {
            Some(_) => TextKey::SaidFlagged,
            None => TextKey::SaidUnflagged,
        };
        spawn_local(async move {
            match ipc::flag_message(FlagMessage { message, flag }).await {
                Ok(flagged) => {
                    self.show_flag(&flagged);
                    let undo = UndoStep::Flag(FlagMessage {
                        message,
                        flag: flagged.before,
                    });
                    self.offer_undo(Some(undo), &words.into());
                }
                Err(failure) => self.notices.failed(&failure),
            }
        });
    }

    fn offer_undo(self, step: Option<UndoStep>, words: &Phrase) {
        if let Some(step) = step {
            let id = self.noted.remember(step);
            self.notices.done_with(words, NoticeRemedy::Undo(id));
        }
    }

    /// Undoes a change; none for the last one. False where there is nothing to undo.
    pub(crate) fn undo(self, wanted: Option<u32>) -> bool {
        let Some((id, step)) = self.noted.recall(wanted) else {
            return false;
        };
        self.notices.dismiss_remedy(&NoticeRemedy::Undo(id));
        spawn_local(async move {
            let undone = match step {
                UndoStep::Marks(set) => {
                    let changed = ipc::set_marks(set).await;
                    changed.map(|changed| self.show_marks(&changed))
                }
                UndoStep::Many(sets) => self.unmark_each(sets).await,
                UndoStep::Flag(flag) => {
                    let flagged = ipc::flag_message(flag).await;
                    flagged.map(|flagged| self.show_flag(&flagged))
                }
            };
            match undone {
                Ok(()) => self.notices.done(&TextKey::SaidUndone.into()),
                Err(failure) => self.notices.failed(&failure),
            }
        });
        true
    }

    /// Takes back what was noted about several.
    async fn unmark_each(self, sets: Vec<SetMarks>) -> Result<(), Failure> {
        for set in sets {
            let changed = ipc::set_marks(set).await?;
            self.show_marks(&changed);
        }
        Ok(())
    }

    pub(super) fn show_marks(self, changed: &MarksChanged) {
        if self.marked() == Some(changed.conversation) {
            self.noted.marks.set(changed.marks.clone());
        }
        let row = changed.marks.for_row();
        self.list
            .pages
            .update(|pages| pages.mark(changed.conversation, row));
    }

    fn show_flag(self, flagged: &MessageFlagged) {
        self.noted.flags.update(|flags| {
            match &flagged.flag {
                Some(flag) => flags.insert(flagged.message, flag.clone()),
                None => flags.remove(&flagged.message),
            };
        });
    }
}

fn undo_of(changed: MarksChanged) -> Option<UndoStep> {
    (!changed.undo.is_empty()).then_some(UndoStep::Marks(SetMarks {
        conversation: changed.conversation,
        changes: changed.undo,
    }))
}
