//! Review queues: drawn, reviewed one conversation after the other, handed to somebody else and compared. Which
//! conversations a queue holds and what was noted is the back end's business.

use super::browsing::{BrowsingState, WorkspacePage};
use super::dialog::{DialogKind, DialogState};
use super::notices::NoticesState;
use crate::browser::dom;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use crate::ipc;
use crate::view_model::queues::{QueueStep, lists_queue, neighbour, queue_filter};
use crate::view_model::rules::RuleAnswer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::Failure;
use model::marks::ConversationMarks;
use model::request::ListFilter;
use model::review_queue::{AgreementView, DrawQueue, ExportQueue, QueueItemView, QueueView};
use model::{ConversationId, QueueId};
use std::collections::BTreeSet;

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
    /// The conversations of the queue that is reviewed, once they are known.
    held: RwSignal<Option<(QueueId, BTreeSet<ConversationId>)>>,
    /// The conversation that was answered, until the next one is known.
    answered: StoredValue<Option<ConversationId>>,
    browse: BrowsingState,
    notices: NoticesState,
    dialogs: DialogState,
}

/// Where a reader of a queue is.
#[derive(Clone, Copy, PartialEq)]
struct QueuePlace {
    queue: Option<QueueId>,
    selected: Option<ConversationId>,
    page: WorkspacePage,
}

impl QueuesState {
    /// None are known yet.
    pub(super) fn new(browse: BrowsingState, notices: NoticesState, dialogs: DialogState) -> Self {
        Self {
            lines: RwSignal::new(Vec::new()),
            open: RwSignal::new(None),
            written: RwSignal::new(None),
            agreements: RwSignal::new(None),
            held: RwSignal::new(None),
            answered: StoredValue::new(None),
            browse,
            notices,
            dialogs,
        }
    }

    /// The queue that is reviewed now: the one that was opened, as long as the list shows it.
    pub(crate) fn reviewed(self) -> Option<QueueView> {
        let open = self.open.get()?;
        let of_id = |lines: &Vec<QueueView>| lines.iter().find(|it| it.id == open).cloned();
        let queue = self.lines.with(of_id)?;
        let filter = self.browse.list.filter;
        let is_listed = filter.with(|filter| lists_queue(filter, &queue.head.name));
        is_listed.then_some(queue)
    }

    /// Whether what is selected is of the queue, whatever its list is searched for.
    pub(crate) fn asks(self) -> bool {
        let selected = self.browse.list.selected.get().map(|it| it.id);
        let open = self.open.get();
        let is_of = |held: &Option<(QueueId, BTreeSet<ConversationId>)>| {
            let held = held.as_ref().filter(|(queue, _)| Some(*queue) == open);
            held.is_some_and(|(_, ids)| selected.is_some_and(|id| ids.contains(&id)))
        };
        self.held.with(is_of)
    }

    fn hold(self, queue: QueueId, items: &[QueueItemView]) {
        let ids = items.iter().filter_map(|item| item.conversation);
        self.held.set(Some((queue, ids.collect())));
    }

    /// Opens a queue, and asks which conversations are of it.
    fn enter(self, queue: QueueId) {
        self.dialogs.close();
        self.open.set(Some(queue));
        self.notices.run(async move {
            let items = ipc::queue_items(queue).await?;
            self.hold(queue, &items);
            Ok(())
        });
    }

    /// The conversation of the queue that somebody sees now; none while it is on its way, or behind the list.
    fn seen(self) -> Option<ConversationId> {
        let is_covered = dom::is_narrow() && !self.browse.reading.shown.get_untracked();
        let shown = self.browse.marked().filter(|_| !is_covered);
        let is_selected = shown.is_some() && shown == self.here();
        shown.filter(|_| is_selected && untrack(|| self.asks()))
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

    /// Says of the conversation that is seen whether it is what the rule of the queue means, and goes on. False where no
    /// such queue is reviewed, or nothing of it is seen.
    pub(crate) fn answer(self, answer: RuleAnswer) -> bool {
        let queue = untrack(|| self.reviewed());
        let asked = queue.and_then(|queue| Some((queue.id, queue.rule?.id)));
        let (Some((queue, rule)), Some(here)) = (asked, self.seen()) else {
            return false;
        };
        // A second press before the first one is kept would answer what was answered.
        if self.answered.get_value() == Some(here) {
            return true;
        }
        self.answered.set_value(Some(here));
        let from = self.place();
        let then = move |is_kept: bool| {
            if is_kept {
                self.notices.run(self.walk(queue, QueueStep::Next, from));
            } else {
                self.answered.set_value(None);
            }
        };
        self.browse.answer_rule(rule, answer, then)
    }

    /// Lists a queue and reads its next conversation.
    pub(crate) fn begin(self, queue: &QueueView) {
        self.enter(queue.id);
        let filter = queue_filter(&queue.head.name);
        match queue.next {
            Some(next) => self.browse.visit(next, filter),
            None => self.browse.filter(filter),
        }
    }

    /// Goes on to the next that was not reviewed. Where no queue is reviewed, all of them are shown.
    pub(crate) fn step(self, step: QueueStep) {
        let Some(queue) = untrack(|| self.reviewed()) else {
            return self.show();
        };
        self.notices.run(async move {
            self.walk(queue.id, step, self.place()).await?;
            self.ask();
            Ok(())
        });
    }

    /// Reads the next of a queue, unless somebody went elsewhere while it was looked for.
    async fn walk(self, queue: QueueId, step: QueueStep, from: QueuePlace) -> Result<(), Failure> {
        let items = ipc::queue_items(queue).await;
        self.answered.set_value(None);
        let items = items?;
        self.hold(queue, &items);
        if self.place() != from {
            return Ok(());
        }
        match neighbour(&items, from.selected, step) {
            Some(next) => {
                let filter = self.browse.list.filter.get_untracked();
                self.browse.visit(next, filter);
            }
            None => self.notices.done(&TextKey::QueueDone.into()),
        }
        Ok(())
    }

    /// Where the reader is now.
    fn place(self) -> QueuePlace {
        QueuePlace {
            queue: untrack(|| self.reviewed()).map(|queue| queue.id),
            selected: self.here(),
            page: self.browse.page.get_untracked(),
        }
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
        self.enter(queue.id);
        self.browse.visit(id, queue_filter(&queue.head.name));
    }

    /// Follows how far the queue is that is reviewed now, as marks are made.
    pub(crate) fn follow(self) {
        let reading = self.browse.reading;
        Effect::new(
            move |before: Option<(Option<ConversationId>, ConversationMarks)>| {
                let shown = reading.detail.with(|detail| Some(detail.as_ref()?.row.id));
                let now = (shown, self.browse.noted.marks.get());
                // What another conversation has noted about it is no news.
                let is_noted = before.is_some_and(|it| it.0 == now.0 && it.1 != now.1);
                if is_noted && untrack(|| self.reviewed()).is_some() {
                    self.count();
                }
                now
            },
        );
    }

    /// Counts how far they are. Where it fails, the former numbers stand until the next mark.
    fn count(self) {
        spawn_local(async move {
            if let Ok(lines) = ipc::queues().await {
                self.lines.set(lines);
            }
        });
    }
}
