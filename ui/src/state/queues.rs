//! Review queues: drawn, reviewed one conversation after the other, handed to somebody else and compared. Which
//! conversations a queue holds and what was noted is the back end's business.

use super::browsing::BrowsingState;
use super::dialog::{DialogKind, DialogState};
use super::notices::NoticesState;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use crate::ipc;
use crate::view_model::queues::{QueueStep, neighbour, queue_filter};
use crate::view_model::rules::RuleAnswer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::Failure;
use model::request::ListFilter;
use model::review_queue::{AgreementView, DrawQueue, ExportQueue, QueueView};
use model::{ConversationId, QueueId};

/// The queues, and the one that is reviewed now.
#[derive(Clone, Copy)]
pub(crate) struct QueuesState {
    /// All of them, the newest first.
    pub(crate) lines: RwSignal<Vec<QueueView>>,
    /// The one that is reviewed now.
    pub(crate) open: RwSignal<Option<QueueId>>,
    /// Where the file is that was written last.
    pub(crate) written: RwSignal<Option<String>>,
    /// How others agree with what was noted here, of the queue that is compared.
    pub(crate) agreements: RwSignal<Option<Vec<AgreementView>>>,
    /// The conversation that was answered and is still shown until the next one is here.
    answered: StoredValue<Option<ConversationId>>,
    browse: BrowsingState,
    notices: NoticesState,
    dialogs: DialogState,
}

impl QueuesState {
    /// None are known yet.
    pub(super) fn new(browse: BrowsingState, notices: NoticesState, dialogs: DialogState) -> Self {
        Self {
            lines: RwSignal::new(Vec::new()),
            open: RwSignal::new(None),
            written: RwSignal::new(None),
            agreements: RwSignal::new(None),
            answered: StoredValue::new(None),
            browse,
            notices,
            dialogs,
        }
    }

    /// The queue that is reviewed now.
    pub(crate) fn reviewed(self) -> Option<QueueView> {
        let open = self.open.get()?;
        self.lines
            .with(|lines| lines.iter().find(|queue| queue.id == open).cloned())
    }

    /// Asks how far they are.
    pub(crate) fn ask(self) {
        self.notices.run(async move {
            self.lines.set(ipc::queues().await?);
            Ok(())
        });
    }

    /// Shows all of them, and the form of a new one.
    pub(crate) fn show(self) {
        self.ask();
        self.dialogs.open(DialogKind::Queues);
    }

    /// Draws a queue.
    pub(crate) async fn draw(self, request: DrawQueue) -> Result<QueueView, Failure> {
        let queue = ipc::draw_queue(request).await?;
        self.add(&queue);
        Ok(queue)
    }

    /// Knows a queue that was drawn elsewhere.
    pub(crate) fn add(self, queue: &QueueView) {
        self.lines.update(|lines| lines.insert(0, queue.clone()));
    }

    /// Says of the conversation that is read whether it is what the rule of the queue means, and goes on. False where no
    /// such queue is reviewed, or nothing is read.
    pub(crate) fn answer(self, answer: RuleAnswer) -> bool {
        let open = self.open.get_untracked();
        let rule = self.lines.with_untracked(|lines| {
            let queue = lines.iter().find(|queue| Some(queue.id) == open)?;
            queue.rule.as_ref().map(|rule| rule.id.clone())
        });
        let (Some(rule), Some(here)) = (rule, self.browse.marked()) else {
            return false;
        };
        // A second press before the next one is shown would answer what nobody has read.
        if self.answered.get_value() == Some(here) {
            return true;
        }
        self.answered.set_value(Some(here));
        let then = move |is_kept: bool| {
            if is_kept {
                self.step(QueueStep::Next);
            } else {
                self.answered.set_value(None);
            }
        };
        self.browse.answer_rule(rule, answer, then)
    }

    /// Lists a queue and reads its next conversation.
    pub(crate) fn begin(self, queue: &QueueView) {
        self.dialogs.close();
        self.open.set(Some(queue.id));
        let filter = queue_filter(&queue.head.name);
        match queue.next {
            Some(next) => self.browse.visit(next, filter),
            None => self.browse.filter(filter),
        }
    }

    /// Goes on to the next that was not reviewed. Where no queue is reviewed, all of them are shown.
    pub(crate) fn step(self, step: QueueStep) {
        let Some(queue) = self.open.get_untracked() else {
            return self.show();
        };
        let here = self.here();
        self.notices.run(async move {
            let items = ipc::queue_items(queue).await.inspect_err(|_| {
                self.answered.set_value(None);
            })?;
            let filter = self.browse.list.filter.get_untracked();
            match neighbour(&items, here, step) {
                Some(next) => self.browse.visit(next, filter),
                None => {
                    self.answered.set_value(None);
                    self.notices.done(&TextKey::QueueDone.into());
                }
            }
            self.ask();
            Ok(())
        });
    }

    fn here(self) -> Option<ConversationId> {
        let selected = self.browse.list.selected.get_untracked();
        selected.map(|selected| selected.id)
    }

    /// Walks no queue any more: something else is listed now. False where none was walked.
    pub(crate) fn put_aside(self) -> bool {
        let was_open = self.open.get_untracked().is_some();
        if was_open {
            self.open.set(None);
        }
        was_open
    }

    /// Reviews no queue any more. What was noted stays.
    pub(crate) fn leave(self) {
        self.open.set(None);
        self.browse.filter(ListFilter::default());
    }

    /// Takes a queue away.
    pub(crate) fn remove(self, queue: QueueId) {
        self.notices.run(async move {
            ipc::remove_queue(queue).await?;
            if self.open.get_untracked() == Some(queue) {
                self.open.set(None);
            }
            self.ask();
            Ok(())
        });
    }

    /// Writes a queue into a file for somebody else.
    pub(crate) async fn export(self, queue: QueueId, reviewer: String) -> Result<(), Failure> {
        let path = ipc::export_queue_file(ExportQueue { queue, reviewer }).await?;
        self.written.set(Some(path));
        Ok(())
    }

    /// Opens the text of somebody else's file.
    pub(crate) async fn import(self, text: String) -> Result<(), Failure> {
        let queue = ipc::import_queue(text).await?;
        let name = PhraseArg::Text(queue.head.name);
        let said = Phrase::new(TextKey::QueueImported).with("name", name);
        self.notices.done(&said);
        self.ask();
        Ok(())
    }

    /// Shows how others agree with what was noted here.
    pub(crate) fn compare(self, queue: &QueueView) {
        let id = queue.id;
        self.agreements.set(None);
        self.dialogs
            .open(DialogKind::Agreement(Box::new(queue.clone())));
        self.notices.run(async move {
            self.agreements.set(Some(ipc::queue_agreement(id).await?));
            Ok(())
        });
    }

    /// Reads a conversation on which two differ.
    pub(crate) fn read(self, queue: &QueueView, id: ConversationId) {
        self.dialogs.close();
        self.open.set(Some(queue.id));
        self.browse.visit(id, queue_filter(&queue.head.name));
    }

    /// Follows how far the queue is that is reviewed now, as marks are made.
    pub(crate) fn follow(self) {
        Effect::new(move |_| {
            let shown = self
                .browse
                .reading
                .detail
                .with(|detail| detail.as_ref().map(|detail| detail.row.id));
            // Once another one is shown, going back to this one is to answer it anew.
            if shown != self.answered.get_value() {
                self.answered.set_value(None);
            }
        });
        Effect::new(move |_| {
            self.browse.noted.marks.track();
            if self.open.get().is_some() {
                spawn_local(async move {
                    // Where it fails, the former number stands until the next mark.
                    if let Ok(lines) = ipc::queues().await {
                        self.lines.set(lines);
                    }
                });
            }
        });
    }
}
