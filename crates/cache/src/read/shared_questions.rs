//! The groups of what is asked, as readers share them: of which moment they are, and the answers to the one that was looked
//! at last. How they are made is not known here.

use super::text_facts::ReadingProgress;
use insights::{AnswerBook, QuestionGroups};
use model::SourceId;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The groups as they are held.
#[derive(Debug, Default)]
pub(crate) struct SharedQuestions {
    held: Mutex<Option<HeldQuestions>>,
    /// Held by whoever makes them, so that it is done once.
    pub(super) making: tokio::sync::Mutex<()>,
    pub(super) progress: ReadingProgress,
    /// Grows with every decision.
    decisions: AtomicU64,
}

/// Of when groups are, and of which sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct QuestionStamp {
    pub(super) generation: u64,
    pub(super) decisions: u64,
    pub(super) only: Option<Vec<SourceId>>,
}

#[derive(Debug)]
struct HeldQuestions {
    stamp: QuestionStamp,
    groups: Arc<QuestionGroups>,
    /// The answers to the group that was looked at last.
    answers: Option<(u32, Arc<ReadAnswers>)>,
}

/// The answers to a group of questions.
#[derive(Debug)]
pub(super) struct ReadAnswers {
    pub(super) book: AnswerBook,
    /// Conversations that were not read, ascending.
    pub(super) unread: Vec<u32>,
}

impl SharedQuestions {
    /// Notes that something was decided.
    pub(crate) fn decided(&self) {
        self.decisions.fetch_add(1, Ordering::Relaxed);
    }

    /// All is made anew, since a commit may have been missed.
    pub(super) fn forget(&self) {
        *self.held() = None;
    }

    /// How many conversations are read of how many, while they are.
    pub(super) fn progress(&self) -> Option<(u64, u64)> {
        self.progress.told()
    }

    /// How many decisions were noted.
    pub(super) fn decisions(&self) -> u64 {
        self.decisions.load(Ordering::Relaxed)
    }

    /// Those of a moment, where they are held.
    pub(super) fn current(&self, stamp: &QuestionStamp) -> Option<Arc<QuestionGroups>> {
        let held = self.held();
        held.as_ref()
            .filter(|it| it.stamp == *stamp)
            .map(|it| Arc::clone(&it.groups))
    }

    /// The answers to a group, where they are held.
    pub(super) fn known_answers(
        &self,
        groups: &Arc<QuestionGroups>,
        group: u32,
    ) -> Option<Arc<ReadAnswers>> {
        let held = self.held();
        let held = held.as_ref().filter(|it| Arc::ptr_eq(&it.groups, groups))?;
        held.answers
            .as_ref()
            .filter(|(of, _)| *of == group)
            .map(|(_, answers)| Arc::clone(answers))
    }

    /// Holds the answers to a group.
    pub(super) fn hold_answers(
        &self,
        groups: &Arc<QuestionGroups>,
        group: u32,
        answers: &Arc<ReadAnswers>,
    ) {
        if let Some(held) = self
            .held()
            .as_mut()
            .filter(|it| Arc::ptr_eq(&it.groups, groups))
        {
            held.answers = Some((group, Arc::clone(answers)));
        }
    }

    /// Holds groups in the place of others.
    pub(super) fn hold(&self, stamp: QuestionStamp, groups: &Arc<QuestionGroups>) {
        *self.held() = Some(HeldQuestions {
            stamp,
            groups: Arc::clone(groups),
            answers: None,
        });
    }

    // What a panic left behind here is made anew at worst, so a poisoned lock is taken over.
    fn held(&self) -> MutexGuard<'_, Option<HeldQuestions>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
