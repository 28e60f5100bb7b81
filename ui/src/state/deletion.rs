//! Deletion for privacy: what would go, the second question, and what became of earlier ones.

use super::browsing::BrowsingState;
use super::dialog::{DialogKind, DialogState};
use super::list_state::{LIST, SelectedConversation};
use super::notices::NoticesState;
use crate::browser::dom;
use crate::i18n::{Phrase, TextKey};
use crate::ipc;
use crate::view_model::picked_rows::PickedRows;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::ConversationId;
use model::deletion::{
    DeletionLine, DeletionName, DeletionPreview, DeletionReport, DeletionRequest, DeletionStage,
};
use model::failure::Failure;

/// How far a deletion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeletionStep {
    /// It is said what would go.
    First,
    /// It is asked once more.
    Second,
    /// It is done.
    Running,
}

/// What is deleted.
#[derive(Clone, Copy)]
pub(crate) struct DeletionState {
    /// Which conversations.
    pub(crate) chosen: RwSignal<Vec<ConversationId>>,
    /// What would go with them.
    pub(crate) preview: RwSignal<Option<DeletionPreview>>,
    /// How far it is.
    pub(crate) step: RwSignal<DeletionStep>,
    /// Why it is not known, or why nothing was deleted.
    pub(crate) failed: RwSignal<Option<Failure>>,
    /// Earlier ones, the newest first; none while they are not known.
    pub(crate) lines: RwSignal<Option<Vec<DeletionLine>>>,
    browse: BrowsingState,
    notices: NoticesState,
    dialogs: DialogState,
}

impl DeletionState {
    /// Nothing is deleted.
    pub(super) fn new(browse: BrowsingState, notices: NoticesState, dialogs: DialogState) -> Self {
        Self {
            chosen: RwSignal::new(Vec::new()),
            preview: RwSignal::new(None),
            step: RwSignal::new(DeletionStep::First),
            failed: RwSignal::new(None),
            lines: RwSignal::new(None),
            browse,
            notices,
            dialogs,
        }
    }

    /// Asks about what is picked, or else about what is selected; false where neither is.
    pub(crate) fn ask(self) -> bool {
        let list = self.browse.list;
        let mut ids: Vec<ConversationId> = list.picked.with_untracked(|it| it.ids().collect());
        if ids.is_empty() {
            ids.extend(list.selected.get_untracked().map(|it| it.id));
        }
        let is_any = !ids.is_empty();
        if is_any {
            self.begin(ids);
        }
        is_any
    }

    /// Asks about the selected conversation, with what is picked only where it is among that: a menu is opened over a
    /// row, and acts on it.
    pub(crate) fn ask_here(self) {
        let list = self.browse.list;
        let Some(selected) = list.selected.get_untracked().map(|it| it.id) else {
            return;
        };
        if list.picked.with_untracked(|it| it.contains(selected)) {
            self.ask();
        } else {
            self.begin(vec![selected]);
        }
    }

    /// Asks about these.
    pub(crate) fn begin(self, ids: Vec<ConversationId>) {
        self.chosen.set(ids);
        self.preview.set(None);
        self.failed.set(None);
        self.step.set(DeletionStep::First);
        self.dialogs.open(DialogKind::Delete);
        let request = self.request();
        spawn_local(async move {
            let answer = ipc::deletion_preview(request.clone()).await;
            // Another one may be asked about by now.
            if request != self.request() {
                return;
            }
            match answer {
                Ok(preview) => self.preview.set(Some(preview)),
                Err(failure) => self.failed.set(Some(failure)),
            }
        });
    }

    fn request(self) -> DeletionRequest {
        DeletionRequest {
            conversations: self.chosen.get_untracked(),
        }
    }

    /// Deletes, after both questions.
    pub(crate) fn delete(self) {
        self.step.set(DeletionStep::Running);
        let request = self.request();
        spawn_local(async move {
            match ipc::delete_conversations(request.clone()).await {
                Ok(report) => self.tell(&request, &report),
                Err(failure) => {
                    self.failed.set(Some(failure));
                    self.step.set(DeletionStep::First);
                }
            }
        });
    }

    fn tell(self, request: &DeletionRequest, report: &DeletionReport) {
        self.dialogs.close();
        let list = self.browse.list;
        let selected = list.selected.get_untracked();
        let is_gone = |it: SelectedConversation| request.conversations.contains(&it.id);
        if !report.deleted.is_empty() && selected.is_some_and(is_gone) {
            self.leave(&request.conversations);
        }
        list.picked.set(PickedRows::default());
        self.browse.refresh();
        if let Some((key, count)) = said(report) {
            self.notices.done(&Phrase::count(key, count));
        }
        if let Some(failure) = report.failure() {
            self.notices.failed(failure);
        }
    }

    /// Nothing of what is gone stays in the window: the next conversation of the list stands in its place.
    fn leave(self, gone: &[ConversationId]) {
        let next = self.next_beside(gone);
        self.browse.reading.close();
        self.browse.list.selected.set(None);
        self.browse
            .settings
            .update(|settings| settings.selected = None);
        if let Some((row, id)) = next {
            self.browse.select(id, row);
        }
        dom::focus(LIST);
    }

    fn next_beside(self, gone: &[ConversationId]) -> Option<(u32, ConversationId)> {
        let list = self.browse.list;
        let from = list.selected.get_untracked()?.row?;
        let rows = list.track.with_untracked(|track| track.rows);
        list.pages.with_untracked(|pages| {
            let around = (from..rows).chain((0..from).rev());
            let mut held = around.filter_map(|row| Some((row, pages.row(row)?.id)));
            held.find(|(_, id)| !gone.contains(id))
        })
    }

    /// Shows earlier ones.
    pub(crate) fn show(self) {
        self.lines.set(None);
        self.dialogs.open(DialogKind::Deletions);
        self.load();
    }

    fn load(self) {
        self.notices.run(async move {
            self.lines.set(Some(ipc::deletions().await?));
            Ok(())
        });
    }

    /// Forgets one that its server refused, or that nobody is left to carry.
    pub(crate) fn withdraw(self, deletion: DeletionName) {
        self.notices.run(async move {
            ipc::withdraw_deletion(deletion).await?;
            self.load();
            Ok(())
        });
    }
}

/// What is said of a deletion that was done: whether the servers know is the most important of it.
fn said(report: &DeletionReport) -> Option<(TextKey, usize)> {
    let count = report.deleted.len();
    let mut deleted = report.deleted.iter();
    let key = if deleted.any(|line| line.state == DeletionStage::Waiting) {
        TextKey::DeletionWaits
    } else {
        TextKey::DeletionDone
    };
    (count > 0).then_some((key, count))
}
