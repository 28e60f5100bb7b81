//! What a transcript says, before it is written down: who speaks, what is left out, the dates in the
//! space's own time. It must not know HTML or mail.

use crate::settings::BrandSettings;
use crate::store::ConversationPage;
use chrono::{DateTime, Utc};
use model::body_tree::{BodyNote, BodyView};
use model::record::MessageRecord;
use model::{Channel, Sender, visible};
use zone::Zone;

/// Bytes of bodies that one mail holds: what every mail server takes, with room for markup. Of a
/// longer conversation the newest part is sent.
const MOST_BYTES: usize = 2 << 20;

/// A transcript.
#[derive(Clone, Debug)]
pub(super) struct TranscriptContent {
    /// The subject of the mail.
    pub(super) subject: String,
    /// The brand, or the space where that has no name.
    pub(super) brand: String,
    /// What this is, in a sentence.
    pub(super) intro: String,
    /// What was said.
    pub(super) entries: Vec<TranscriptEntry>,
    /// Whether earlier messages were left out for length.
    pub(super) length: TranscriptLength,
    /// How to get in touch, a line or more; may be empty.
    pub(super) contact: String,
}

/// How much of a conversation a transcript holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TranscriptLength {
    /// All of it.
    Whole,
    /// Its newest part.
    Cut,
}

/// One message.
#[derive(Clone, Debug)]
pub(super) struct TranscriptEntry {
    /// Who speaks.
    pub(super) voice: TranscriptSpeaker,
    /// How they are called: the label, and the name where there is one.
    pub(super) label: String,
    /// When, in the space's time.
    pub(super) at: String,
    /// What is said.
    pub(super) body: BodyView,
}

/// Who speaks in a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TranscriptSpeaker {
    /// Who asked for it.
    Visitor,
    /// The assistant.
    Assistant,
    /// A member of staff.
    Team,
}

impl TranscriptSpeaker {
    /// The voice of a sender. None for the platform's own messages and tool calls, and for senders
    /// that this version does not know: a stranger must not be mailed what may be a note among staff.
    fn of(sender: &Sender) -> Option<Self> {
        match sender {
            Sender::Customer => Some(Self::Visitor),
            Sender::AiAgent => Some(Self::Assistant),
            Sender::Operator => Some(Self::Team),
            Sender::System | Sender::Tool | Sender::Other(_) => None,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Visitor => "Visitor",
            Self::Assistant => "Assistant",
            Self::Team => "Team",
        }
    }
}

impl TranscriptContent {
    /// The transcript of a conversation.
    pub(super) fn of(page: &ConversationPage, brand: &BrandSettings) -> Self {
        let zone = zone(page);
        let (messages, length) = newest(&page.change.messages);
        let space = page.space.as_ref().map(|it| one_line(&it.name));
        let space = space.as_deref();
        let name = first_named([&brand.name, space.unwrap_or_default(), "us"]);
        let entries = messages
            .iter()
            .filter_map(|it| TranscriptEntry::of(it, &page.change.conversation.channel, zone));
        Self {
            subject: format!("Your conversation with {name}"),
            brand: name.to_owned(),
            intro: intro(page, space.filter(|it| *it != name), zone),
            entries: entries.collect(),
            length,
            contact: brand.contact.trim().to_owned(),
        }
    }
}

impl TranscriptEntry {
    fn of(message: &MessageRecord, channel: &Channel, zone: Zone) -> Option<Self> {
        let voice = TranscriptSpeaker::of(&message.sender)?;
        let name = message.sender_name.as_deref().and_then(visible);
        let label = match name.map(one_line) {
            Some(name) => format!("{} · {name}", voice.label()),
            None => voice.label().to_owned(),
        };
        Some(Self {
            voice,
            label,
            at: local(message.sent_at, zone, "%-d %B %Y, %H:%M"),
            body: body::view_on(channel, &message.format, &message.body),
        })
    }
}

/// What was given as one line, as one: with a break in it a name could say what nobody said, and with a sign
/// that turns the direction of writing it could turn what stands around it.
fn one_line(text: &str) -> String {
    let breaks =
        |it: char| it.is_control() || it.is_whitespace() || matches!(it, '\u{2028}' | '\u{2029}');
    let turns = |it: &char| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let straight = text.chars().filter(|it| !turns(it)).collect::<String>();
    let words = straight.split(breaks).filter(|it| !it.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn first_named(names: [&str; 3]) -> &str {
    names.into_iter().find_map(visible).unwrap_or_default()
}

fn intro(page: &ConversationPage, space: Option<&str>, zone: Zone) -> String {
    let head = &page.change.conversation;
    let day = local(head.started_at, zone, "%-d %B %Y");
    let place = space.map(|it| format!(" at {it}")).unwrap_or_default();
    let about = head.subject.as_deref().and_then(visible).map(one_line);
    let about = about.map(|it| format!(": {it}")).unwrap_or_default();
    format!("Your conversation of {day}{place}{about}. Times are those of {zone}.")
}

/// Why a message does not stand as it was sent.
pub(super) fn note_text(note: BodyNote) -> &'static str {
    match note {
        BodyNote::Shortened { .. } => "This message is shortened: it is too long for a mail.",
        BodyNote::FormLost => "A part of this message stands without its form.",
        BodyNote::AsItCame => "This message could not be read; it stands as it came.",
    }
}

/// The zone of the space; UTC where it is not known.
fn zone(page: &ConversationPage) -> Zone {
    let zone = page.space.as_ref().map(|it| Zone::named(&it.time_zone));
    zone.and_then(Result::ok).unwrap_or(Zone::UTC)
}

fn local(at: DateTime<Utc>, zone: Zone, format: &str) -> String {
    at.with_timezone(&zone).format(format).to_string()
}

/// The newest messages that one mail holds, at least one.
fn newest(messages: &[MessageRecord]) -> (&[MessageRecord], TranscriptLength) {
    let mut bytes = 0;
    let fit = messages.iter().rev().take_while(|message| {
        let first = bytes == 0;
        bytes += message.body.len().max(1);
        first || bytes <= MOST_BYTES
    });
    let from = messages.len() - fit.count();
    let length = if from == 0 {
        TranscriptLength::Whole
    } else {
        TranscriptLength::Cut
    };
    (&messages[from..], length)
}
