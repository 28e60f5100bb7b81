//! A conversation as it is read: who said what when, ready to be written in any form, with people masked. It must
//! not know a markup.

use crate::columns::{messages, outcome_words};
use crate::format::local_instant;
use crate::line::{ExportItem, SpaceNames, SpokenText, local, title};
use crate::redact::{MaskClass, MaskSession};
use cache::{StoredConversation, StoredMessage};
use catalogue::{TextKey, text};
use chrono::{DateTime, FixedOffset};
use model::Sender;
use model::handover::SystemMessages;
use model::view::{ConversationRow, PersonView};

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Transcript {
    pub(crate) conversation: String,
    pub(crate) title: String,
    /// Name and value of what stands above it.
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) started: DateTime<FixedOffset>,
    pub(crate) lines: Vec<TranscriptLine>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TranscriptLine {
    pub(crate) message: String,
    pub(crate) sent: DateTime<FixedOffset>,
    pub(crate) sender: Sender,
    /// What the sender is called.
    pub(crate) speaker: String,
    pub(crate) text: String,
    /// What the sender hid; empty where nothing was.
    pub(crate) hidden: String,
    /// What it said before it was changed, and until when.
    pub(crate) earlier: Vec<(DateTime<FixedOffset>, String)>,
}

impl Transcript {
    /// Of a conversation.
    pub(crate) fn of(
        stored: &StoredConversation,
        (names, system): (&SpaceNames, SystemMessages),
        masks: &mut MaskSession,
    ) -> Self {
        let row = &stored.row;
        let said = messages(stored, system);
        Self {
            conversation: row.remote_id.to_string(),
            title: masks.title(stored, &title(row)),
            facts: facts(row, names, masks),
            started: local(row.started_at, &row.time_zone),
            lines: said.map(|message| line(message, row, masks)).collect(),
        }
    }

    /// Of a step of a walk; none where only its head is there.
    pub(crate) fn of_item(
        item: &ExportItem,
        with: (&SpaceNames, SystemMessages),
        masks: &mut MaskSession,
    ) -> Option<Self> {
        masks.enter(item);
        match item {
            ExportItem::Whole(stored) => Some(Self::of(stored, with, masks)),
            ExportItem::Head(_) => None,
        }
    }
}

fn facts(
    row: &ConversationRow,
    names: &SpaceNames,
    masks: &mut MaskSession,
) -> Vec<(&'static str, String)> {
    let (space, source) = names.of(row.space);
    let session = masks.field(MaskClass::Session, &row.session_id);
    let outcomes = outcome_words(row);
    let span = [row.started_at, row.last_activity_at]
        .map(|at| local_instant(&local(at, &row.time_zone)))
        .join(" – ");
    let all = [
        (TextKey::TranscriptWho, who(&row.person, masks)),
        (TextKey::TranscriptChannel, row.channel.to_string()),
        (TextKey::TranscriptSpace, format!("{space} ({source})")),
        (
            TextKey::TranscriptTime,
            format!("{span} ({})", row.time_zone),
        ),
        (TextKey::TranscriptSession, session),
        (TextKey::TranscriptOutcomes, outcomes),
    ];
    let told = all.into_iter().filter(|(_, value)| !value.is_empty());
    told.map(|(key, value)| (text(key), value)).collect()
}

fn who(person: &PersonView, masks: &mut MaskSession) -> String {
    match person {
        PersonView::Customer { name, company, .. } => {
            let name = masks.field(MaskClass::Person, name);
            match company {
                Some(company) => {
                    format!("{name} • {}", masks.field(MaskClass::Company, company))
                }
                None => name,
            }
        }
        PersonView::External { identifier } => masks.field(MaskClass::Contact, identifier),
        PersonView::Visitor { token } => masks.field(MaskClass::Session, token),
        PersonView::Unknown => String::new(),
    }
}

fn line(message: &StoredMessage, row: &ConversationRow, masks: &mut MaskSession) -> TranscriptLine {
    let spoken = SpokenText::of_message(message);
    let earlier = message.earlier.iter().map(|earlier| {
        let said = SpokenText::of_earlier(earlier).shown;
        (
            local(earlier.until, &row.time_zone),
            masks.said(message, &said),
        )
    });
    let earlier = earlier.collect();
    TranscriptLine {
        message: message.remote_id.to_string(),
        sent: local(message.sent_at, &row.time_zone),
        sender: message.sender.clone(),
        speaker: speaker(message, masks),
        text: masks.said(message, &spoken.shown),
        hidden: masks.said(message, &spoken.hidden),
        earlier,
    }
}

/// A person by the name, everybody else by the part that they play.
fn speaker(message: &StoredMessage, masks: &mut MaskSession) -> String {
    let part = match &message.sender {
        Sender::AiAgent => return text(TextKey::TranscriptAssistant).to_owned(),
        Sender::Operator => text(TextKey::TranscriptOperator),
        Sender::Customer => text(TextKey::TranscriptCustomer),
        Sender::System | Sender::Tool => text(TextKey::TranscriptSystem),
        Sender::Other(other) => other.as_str(),
    };
    match &message.sender_name {
        Some(name) => format!("{part}: {}", masks.sender_name(message, name)),
        None => part.to_owned(),
    }
}
