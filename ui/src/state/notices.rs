//! Lines that appear over the page and go again: what was done, what failed.

use super::annotation_undo::AnnotationUndo;
use crate::i18n::{Phrase, explain, say};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::{Failure, FailureCode};
use model::opening_hours::SetOpeningHours;
use model::rule::SavedRule;
use model::saved_view::ViewDraft;
use model::theme::ThemeDecision;
use model::view::StartupStage;
use std::time::Duration;

/// How long a passing notice stays.
const PASSING: Duration = Duration::from_secs(4);
/// How long one stays that offers to undo what was done.
const OFFERING: Duration = Duration::from_secs(8);

/// A line that appears over the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PageNotice {
    pub(crate) id: u32,
    pub(crate) text: String,
    pub(crate) kind: NoticeKind,
    pub(crate) remedy: NoticeRemedy,
}

/// What a notice offers to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoticeRemedy {
    /// Nothing.
    None,
    /// To make a damaged cache anew.
    Repair,
    /// To undo a change, by its number.
    Undo(u32),
    /// To copy a link that nothing opened.
    CopyLink(String),
    /// To save a removed view again.
    SaveAgain(Box<ViewDraft>),
    /// To have a removed rule back.
    RestoreRule(Box<SavedRule>),
    /// To say of a space what was said before.
    SetHours(Box<SetOpeningHours>),
    /// To take back what was done to an annotation of the trend.
    Annotation(Box<AnnotationUndo>),
    /// To take a change of themes back.
    RestoreThemes(Vec<ThemeDecision>),
}

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    /// Something was done; it goes by itself.
    Done,
    /// Something failed; it stays until it is closed.
    Failed,
}

/// The notices over the page.
#[derive(Clone, Copy)]
pub(crate) struct NoticesState {
    /// The lines that are shown.
    pub(crate) lines: RwSignal<Vec<PageNotice>>,
    last: RwSignal<u32>,
    stage: RwSignal<Option<StartupStage>>,
}

impl NoticesState {
    /// No line yet. A store that turns out to be locked changes the stage.
    pub(super) fn new(stage: RwSignal<Option<StartupStage>>) -> Self {
        Self {
            lines: RwSignal::new(Vec::new()),
            last: RwSignal::new(0),
            stage,
        }
    }

    /// Says what failed. A store that turns out to be locked shows the unlock page instead.
    pub(crate) fn failed(self, failure: &Failure) {
        self.failed_with(failure, remedy_of(failure));
    }

    /// The same, with something that can be done about it.
    pub(crate) fn failed_with(self, failure: &Failure, remedy: NoticeRemedy) {
        if failure.code() == FailureCode::Locked {
            self.stage.set(Some(StartupStage::Locked));
            return;
        }
        let words = explain(failure);
        let known = self
            .lines
            .with_untracked(|lines| lines.iter().any(|line| line.text == words));
        if !known {
            self.show(words, NoticeKind::Failed, remedy);
        }
    }

    /// Says that something was done.
    pub(crate) fn done(self, words: &Phrase) {
        self.show(say(words), NoticeKind::Done, NoticeRemedy::None);
    }

    /// Says that something was done, and offers something about it. One line offers that at a time: the others
    /// can be undone by their key.
    pub(crate) fn done_with(self, words: &Phrase, remedy: NoticeRemedy) {
        self.lines.update(|lines| {
            lines.retain(|line| !matches!(line.remedy, NoticeRemedy::Undo(_)));
        });
        self.show(say(words), NoticeKind::Done, remedy);
    }

    /// Takes the notice away that offers this.
    pub(crate) fn dismiss_remedy(self, remedy: &NoticeRemedy) {
        self.lines
            .update(|lines| lines.retain(|line| line.remedy != *remedy));
    }

    fn show(self, text: String, kind: NoticeKind, remedy: NoticeRemedy) {
        let stays = match &remedy {
            NoticeRemedy::Undo(_)
            | NoticeRemedy::SaveAgain(_)
            | NoticeRemedy::RestoreRule(_)
            | NoticeRemedy::SetHours(_)
            | NoticeRemedy::Annotation(_)
            | NoticeRemedy::RestoreThemes(_) => OFFERING,
            NoticeRemedy::None | NoticeRemedy::Repair | NoticeRemedy::CopyLink(_) => PASSING,
        };
        let id = self.last.get_untracked().wrapping_add(1);
        self.last.set(id);
        self.lines.update(|lines| {
            lines.push(PageNotice {
                id,
                text,
                kind,
                remedy,
            });
        });
        if kind == NoticeKind::Done {
            set_timeout(move || self.dismiss(id), stays);
        }
    }

    /// Takes a notice away.
    pub(crate) fn dismiss(self, id: u32) {
        self.lines
            .update(|lines| lines.retain(|line| line.id != id));
    }

    /// Runs something that may fail, and says so if it does.
    pub(crate) fn run(self, work: impl Future<Output = Result<(), Failure>> + 'static) {
        spawn_local(async move {
            if let Err(failure) = work.await {
                self.failed(&failure);
            }
        });
    }
}

fn remedy_of(failure: &Failure) -> NoticeRemedy {
    match failure.code() {
        FailureCode::Damaged => NoticeRemedy::Repair,
        _ => NoticeRemedy::None,
    }
}
