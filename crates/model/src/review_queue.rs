//! Review queues: conversations that were drawn to be reviewed, by one person or by two who do not see each
//! other's marks before. What leaves the laptop of one is [`QueueFile`]: names of the server's, the seed and marks,
//! and no word of a conversation.

use crate::marks::Rating;
use crate::request::ListFilter;
use crate::{Channel, ConversationId, ConversionKind, FlagKind, QueueId, RemoteId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What [`QueueFile::format`] says.
pub const QUEUE_FORMAT: &str = "daybook-review-queue";
/// The version of [`QueueFile`] that this program writes.
pub const QUEUE_VERSION: u32 = 1;

/// Draws a queue; the answer is [`QueueView`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawQueue {
    /// What the manager calls it; unique.
    pub name: String,
    /// Of which conversations.
    pub filter: ListFilter,
    /// How many are drawn by chance; none for all of them.
    pub sample: Option<u32>,
    /// Where chance begins; none to begin anywhere.
    pub seed: Option<u64>,
}

/// A random sample, by which the same conversations are drawn again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleOrder {
    /// How many.
    pub size: u32,
    /// Where chance begins.
    pub seed: u64,
}

/// A part of what was drawn from: conversations of one channel and one outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueStratum {
    /// Where.
    pub channel: Channel,
    /// Their first confirmed outcome in the order of display; none for conversations without one.
    pub outcome: Option<ConversionKind>,
    /// How many there were.
    pub conversations: u64,
    /// How many of them were drawn.
    pub drawn: u64,
}

/// How a queue came to be; alike wherever it is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueHead {
    /// What it is known by, on any laptop.
    pub key: String,
    /// What the manager calls it.
    pub name: String,
    /// How it was sampled; none where all were drawn.
    pub sample: Option<SampleOrder>,
    /// What it was drawn from.
    pub strata: Vec<QueueStratum>,
    /// When.
    pub drawn_at: DateTime<Utc>,
}

/// A queue, with how far it is reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    /// Local id.
    pub id: QueueId,
    /// How it came to be.
    pub head: QueueHead,
    /// Conversations in it.
    pub conversations: u32,
    /// Those of them that were reviewed here.
    pub reviewed: u32,
    /// Those of them that are not on this laptop.
    pub missing: u32,
    /// The first that is on this laptop and was not reviewed.
    pub next: Option<ConversationId>,
    /// Others whose marks stand beside.
    pub reviewers: Vec<String>,
    /// The rule that it measures, where it was drawn to try one.
    pub rule: Option<QueueRule>,
}

/// The rule that a queue measures. A conversation that is what the rule means is tagged with its id; one that was
/// reviewed without the tag is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRule {
    /// By what searches know it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it finds: in a sentence, or the search that the manager wrote.
    pub definition: String,
}

/// A conversation of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueItemView {
    /// Its place, from 1.
    pub place: u32,
    /// Local id, where it is on this laptop.
    pub conversation: Option<ConversationId>,
    /// The server's id.
    pub remote_id: RemoteId,
    /// What was noted here.
    pub marks: QueueMarks,
}

/// What one reviewer noted about a conversation, as far as it leaves the laptop. Notes stay: they may repeat what
/// somebody said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueMarks {
    /// Whether it has a star.
    pub starred: bool,
    /// When it was reviewed.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// How good it was.
    pub rating: Option<Rating>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its flagged messages.
    pub flags: Vec<QueueFlag>,
}

/// A flagged message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFlag {
    /// The server's id of the message.
    pub message: RemoteId,
    /// What is wrong with it.
    pub kind: FlagKind,
}

/// A queue with the marks of one reviewer, as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFile {
    /// [`QUEUE_FORMAT`].
    pub format: String,
    /// [`QUEUE_VERSION`].
    pub version: u32,
    /// How the queue came to be.
    pub queue: QueueHead,
    /// Whose marks they are.
    pub reviewer: String,
    /// Its conversations, in their order.
    pub items: Vec<QueueFileItem>,
}

/// A conversation of a queue, in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFileItem {
    /// The server's own id of its store.
    pub store: String,
    /// The server's id.
    pub conversation: RemoteId,
    /// What the reviewer noted.
    pub marks: QueueMarks,
}

/// Asks for a queue as a file; the answer is [`QueueFile`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportQueue {
    /// Which.
    pub queue: QueueId,
    /// Who reviewed it here.
    pub reviewer: String,
}

/// How far another reviewer agrees with what was noted here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgreementView {
    /// The other one.
    pub reviewer: String,
    /// Over the ratings, of conversations that both rated.
    pub rating: Option<KappaView>,
    /// Over whether a message is flagged, of conversations that both reviewed.
    pub flagged: Option<KappaView>,
    /// Where they differ, in the order of the queue.
    pub disagreements: Vec<DisagreementView>,
}

/// Cohen's kappa.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct KappaView {
    /// Conversations that both judged.
    pub pairs: u64,
    /// The share judged alike, from 0 to 1.
    pub observed: f64,
    /// From -1 to 1; none where chance explains everything.
    pub kappa: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
}

/// A conversation that two reviewers judged differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisagreementView {
    /// It.
    pub item: QueueItemView,
    /// What the other one noted.
    pub theirs: QueueMarks,
}
