//! The record of what is read, as it is looked at, and what points somebody else to it.

use super::dialog::{DialogKind, DialogState};
use super::links::LinksState;
use super::notices::NoticesState;
use super::reading_state::ReadingState;
use crate::i18n::TextKey;
use crate::ipc;
use crate::view_model::reference::reference;
use leptos::prelude::*;
use model::request::RecordRequest;
use model::{ConversationId, MessageId};

/// The record that is looked at.
#[derive(Clone, Copy)]
pub(crate) struct RecordsState {
    /// It, once it is there.
    pub(crate) text: RwSignal<Option<String>>,
    /// Whose it is.
    asked: RwSignal<Option<RecordRequest>>,
    notices: NoticesState,
    dialogs: DialogState,
}

impl RecordsState {
    /// None is looked at.
    pub(super) fn new(notices: NoticesState, dialogs: DialogState) -> Self {
        Self {
            text: RwSignal::new(None),
            asked: RwSignal::new(None),
            notices,
            dialogs,
        }
    }

    /// Whether the record is one of a message.
    pub(crate) fn is_of_message(self) -> bool {
        let of_message = |asked: RecordRequest| asked.message.is_some();
        self.asked.get_untracked().is_some_and(of_message)
    }

    /// Shows the record of a message.
    pub(crate) fn show_message(self, conversation: ConversationId, message: MessageId) {
        self.show(RecordRequest {
            conversation,
            message: Some(message),
        });
    }

    /// Shows the record of the conversation that is read; false where none is.
    pub(crate) fn show_read(self, reading: ReadingState) -> bool {
        let Some(detail) = reading.detail.get_untracked() else {
            return false;
        };
        self.show(RecordRequest {
            conversation: detail.row.id,
            message: None,
        });
        true
    }

    fn show(self, request: RecordRequest) {
        self.text.set(None);
        self.asked.set(Some(request));
        self.dialogs.open(DialogKind::Record);
        self.notices.run(async move {
            let text = ipc::record_text(request).await;
            // Another may have been asked for meanwhile.
            if self.asked.get_untracked() != Some(request) {
                return Ok(());
            }
            match text {
                Ok(text) => self.text.set(Some(text)),
                Err(failure) => {
                    self.dialogs.close();
                    return Err(failure);
                }
            }
            Ok(())
        });
    }

    /// Copies what points to the conversation that is read; false where none is.
    pub(crate) fn copy_reference(self, reading: ReadingState, links: LinksState) -> bool {
        let Some(detail) = reading.detail.get_untracked() else {
            return false;
        };
        links.copy(reference(&detail.row), TextKey::CopiedReference);
        true
    }
}
