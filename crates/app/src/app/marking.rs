//! Noting things about what is on this laptop. No network is touched here, and no server is told.

use crate::app::App;
use crate::error::AppError;
use crate::home::audit_trail::facts;
use crate::home::unlocked::UnlockedHome;
use crate::review::marks;
use crate::sync::world;
use model::marks::{FlagMessage, MarksChanged, MessageFlagged, SetMarks, TagCount};
use model::{AuditAction, ConversationId};

impl App {
    /// Changes what is noted about a conversation: all of the changes, or none.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a tag or a note that cannot be kept; [`AppError::NoConversation`] when it is not
    /// on this laptop; [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn set_marks(&self, request: SetMarks) -> Result<MarksChanged, AppError> {
        let home = &self.unlocked().await?.home;
        let conversation = request.conversation;
        let changed = marks::set_marks(home, request).await?;
        note_marked(home, conversation, "marks").await?;
        Ok(changed)
    }

    /// Flags a message, or takes its flag away.
    ///
    /// # Errors
    /// As [`App::set_marks`].
    pub async fn flag_message(&self, request: FlagMessage) -> Result<MessageFlagged, AppError> {
        let home = &self.unlocked().await?.home;
        let changed = marks::flag_message(home, request).await?;
        let flagged = facts([
            ("kind", "flag".into()),
            ("message", changed.message.0.into()),
        ]);
        home.audit
            .note(home.now(), AuditAction::Annotate, flagged)
            .await;
        Ok(changed)
    }

    /// The tags of the world that is shown, the most used first.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn tags(&self) -> Result<Vec<TagCount>, AppError> {
        let service = self.unlocked().await?;
        let shown = world::shown(&service).await?;
        Ok(service.home.reader.tags(Some(&shown.sources)).await?)
    }
}

/// What was noted is in no entry of the audit log: that it was, about what, and which kind of note.
pub(super) async fn note_marked(
    home: &UnlockedHome,
    conversation: ConversationId,
    kind: &str,
) -> Result<(), AppError> {
    let (store, conversation) = home.reader.lasting_name(conversation).await?;
    let marked = facts([
        ("kind", kind.into()),
        ("store", store.into()),
        ("conversation", conversation.0.into()),
    ]);
    home.audit
        .note(home.now(), AuditAction::Annotate, marked)
        .await;
    Ok(())
}
