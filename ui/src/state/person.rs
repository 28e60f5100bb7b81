//! Everything on one person: what is held, what of it the manager leaves out, and the ways on: to a file and to the two
//! questions of a deletion.

use super::browsing::BrowsingState;
use super::deletion::DeletionState;
use super::dialog::{DialogKind, DialogState};
use super::hand_over::HandOverState;
use crate::ipc;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::ConversationId;
use model::failure::Failure;
use model::handover::HandOverOrder;
use model::person::{OwnNotes, PersonExport, PersonHoldings, PersonQuestion, PersonRequest};

/// What is held on a person.
#[derive(Clone, Copy)]
pub(crate) struct PersonState {
    /// What is held; none while it is looked for.
    pub(crate) holdings: RwSignal<Option<PersonHoldings>>,
    /// Whether what the manager noted goes into a file.
    pub(crate) notes: RwSignal<OwnNotes>,
    /// Why it is not known, or why no file was begun.
    pub(crate) failed: RwSignal<Option<Failure>>,
    /// Whether what is shown is what was asked for last: nothing is erased that was left out a moment ago.
    pub(crate) is_settled: RwSignal<bool>,
    of: RwSignal<Option<ConversationId>>,
    left_out: RwSignal<Vec<ConversationId>>,
    browse: BrowsingState,
    dialogs: DialogState,
    hand_over: HandOverState,
    deletion: DeletionState,
}

impl PersonState {
    /// Nobody is asked about.
    pub(super) fn new(
        browse: BrowsingState,
        dialogs: DialogState,
        hand_over: HandOverState,
        deletion: DeletionState,
    ) -> Self {
        Self {
            holdings: RwSignal::new(None),
            notes: RwSignal::new(OwnNotes::Kept),
            failed: RwSignal::new(None),
            is_settled: RwSignal::new(false),
            of: RwSignal::new(None),
            left_out: RwSignal::new(Vec::new()),
            browse,
            dialogs,
            hand_over,
            deletion,
        }
    }

    /// Shows what is held on the person of the selected conversation; false where none is selected.
    pub(crate) fn show_selected(self) -> bool {
        let selected = self.browse.list.selected.get_untracked();
        selected.map(|it| self.show(it.id)).is_some()
    }

    /// Shows what is held on the person of a conversation.
    pub(crate) fn show(self, conversation: ConversationId) {
        self.of.set(Some(conversation));
        self.left_out.set(Vec::new());
        self.holdings.set(None);
        self.notes.set(OwnNotes::Kept);
        self.dialogs.open(DialogKind::Person);
        self.look();
    }

    /// Takes a conversation for theirs, or leaves it out.
    pub(crate) fn turn(self, conversation: ConversationId) {
        self.left_out.update(|left_out| {
            let before = left_out.len();
            left_out.retain(|id| *id != conversation);
            if left_out.len() == before {
                left_out.push(conversation);
            }
        });
        self.look();
    }

    /// What is asked; none before anybody is.
    fn request(self) -> Option<PersonRequest> {
        Some(PersonRequest {
            who: PersonQuestion::Conversation(self.of.get_untracked()?),
            left_out: self.left_out.get_untracked(),
        })
    }

    fn look(self) {
        let Some(request) = self.request() else {
            return;
        };
        self.failed.set(None);
        self.is_settled.set(false);
        spawn_local(async move {
            let answer = ipc::person_holdings(request.clone()).await;
            // Something else may be asked by now.
            if Some(request) != self.request() {
                return;
            }
            match answer {
                Ok(holdings) => {
                    self.holdings.set(Some(holdings));
                    self.is_settled.set(true);
                }
                Err(failure) => self.failed.set(Some(failure)),
            }
        });
    }

    /// Has a place chosen, and begins to write the file. Where no place was chosen the dialog stays.
    pub(crate) fn export(self) {
        let Some(request) = self.request() else {
            return;
        };
        let notes = self.notes.get_untracked();
        self.failed.set(None);
        spawn_local(async move {
            let order = HandOverOrder::Person(PersonExport { request, notes });
            match ipc::hand_over(order).await {
                Ok(Some(view)) => self.hand_over.follow(view),
                Ok(None) => {}
                Err(failure) => self.failed.set(Some(failure)),
            }
        });
    }

    /// Goes on to the two questions about all that is taken for theirs.
    pub(crate) fn erase(self) {
        let ids = self
            .holdings
            .with_untracked(|it| it.as_ref().map(PersonHoldings::included));
        if let Some(ids) = ids.filter(|ids| !ids.is_empty()) {
            self.deletion.begin(ids);
        }
    }
}
