//! What the manager notes about conversations and messages. It stays on this laptop.
//!
//! Texts are checked here by one rule, and kept as that rule makes them.

use crate::error::{AppError, InputRefusal};
use crate::home::unlocked::UnlockedHome;
use cache::CacheError;
use model::marks::{
    FlagMessage, MarkChange, MarkTextFault, MarksChanged, MessageFlag, MessageFlagged, SetMarks,
    note_of, tag_of,
};

/// Changes what is noted about a conversation.
pub(crate) async fn set_marks(
    home: &UnlockedHome,
    request: SetMarks,
) -> Result<MarksChanged, AppError> {
    let changes = request.changes.into_iter().map(checked);
    let set = SetMarks {
        changes: changes.collect::<Result<_, _>>()?,
        conversation: request.conversation,
    };
    let changed = home.writer.set_marks(set, home.now()).await;
    changed.map_err(no_conversation)
}

/// Flags a message, or takes its flag away.
pub(crate) async fn flag_message(
    home: &UnlockedHome,
    request: FlagMessage,
) -> Result<MessageFlagged, AppError> {
    let flag = request.flag.map(checked_flag).transpose()?;
    let flagged = home.writer.flag_message(FlagMessage { flag, ..request });
    flagged.await.map_err(no_conversation)
}

fn no_conversation(error: CacheError) -> AppError {
    match error {
        CacheError::NotFound => AppError::NoConversation,
        other => other.into(),
    }
}

fn checked(change: MarkChange) -> Result<MarkChange, InputRefusal> {
    Ok(match change {
        MarkChange::Tag(tag) => MarkChange::Tag(checked_tag(&tag)?),
        MarkChange::Untag(tag) => MarkChange::Untag(checked_tag(&tag)?),
        MarkChange::Note(note) => MarkChange::Note(checked_note(&note)?),
        other => other,
    })
}

/// A flag needs no words; blank ones are none.
fn checked_flag(flag: MessageFlag) -> Result<MessageFlag, InputRefusal> {
    let note = flag.note.filter(|note| !note.trim().is_empty());
    let note = note.map(|note| checked_note(&note)).transpose()?;
    Ok(MessageFlag { note, ..flag })
}

fn checked_tag(tag: &str) -> Result<String, InputRefusal> {
    tag_of(tag).map_err(|fault| match fault {
        MarkTextFault::Empty => InputRefusal::TagEmpty,
        MarkTextFault::TooLong => InputRefusal::TagTooLong,
        MarkTextFault::ControlCharacter => InputRefusal::MarkNoText,
    })
}

fn checked_note(note: &str) -> Result<String, InputRefusal> {
    note_of(note).map_err(|fault| match fault {
        MarkTextFault::Empty => InputRefusal::NoteEmpty,
        MarkTextFault::TooLong => InputRefusal::NoteTooLong,
        MarkTextFault::ControlCharacter => InputRefusal::MarkNoText,
    })
}
