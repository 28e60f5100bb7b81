//! A conversation as it was told last. It is written whole whenever the conversation is derived, never
//! amended: it says which rows are its own, so that they are found again, and what has to be taken back
//! where it is told otherwise.

use crate::decode::record::NexudusRecord;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sources::SourceError;

/// From when to when a conversation lasted, by its messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MessageSpan {
    /// The time of its first message; absent where nobody knows one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<DateTime<Utc>>,
    /// And of its last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last: Option<DateTime<Utc>>,
}

impl MessageSpan {
    /// Takes a message of this time in.
    pub(crate) fn add(&mut self, at: DateTime<Utc>) {
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
    }
}

/// What was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ConversationSnapshot {
    #[serde(flatten)]
    pub(crate) span: MessageSpan,
    /// Its messages: each id but the smallest by how far it is from the one before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    messages: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tickets: Vec<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) items: Vec<i64>,
    /// What stands for its session, where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<Value>,
    /// A fingerprint of its head and of all that hangs on it but messages.
    pub(crate) print: String,
    /// The full pass in which it was told last.
    pub(crate) told_in: u64,
}

impl ConversationSnapshot {
    /// Reads one; `None` for what an earlier version left under the same name.
    pub(crate) fn of_body(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }

    /// As it is kept.
    ///
    /// # Errors
    /// [`SourceError::Refused`] where it cannot be written.
    pub(crate) fn to_body(&self) -> Result<String, SourceError> {
        serde_json::to_string(self)
            .map_err(|_| SourceError::refused("a conversation could not be kept"))
    }

    /// One of messages that lasted from when to when.
    pub(crate) fn of(span: MessageSpan, messages: impl IntoIterator<Item = i64>) -> Self {
        Self {
            span,
            messages: written_ids(messages.into_iter().collect()),
            ..Self::default()
        }
    }

    /// Its messages, ascending.
    pub(crate) fn messages(&self) -> impl Iterator<Item = i64> {
        read_ids(&self.messages)
    }

    /// Whether it is of the same messages, and stands for the same.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        self.span == other.span && self.messages == other.messages && self.group == other.group
    }

    /// Whether its session was not known.
    pub(crate) fn is_group(&self) -> bool {
        self.group.is_some()
    }

    /// What stands for its session.
    pub(crate) fn group(&self) -> Option<NexudusRecord> {
        Some(NexudusRecord::of_body(&self.group.as_ref()?.to_string()))
    }

    pub(crate) fn set_group(&mut self, group: &NexudusRecord) {
        self.group = serde_json::from_str(&group.to_body()).ok();
    }
}

/// Ids as text: each but the smallest by how far it is from the one before. There may be a million.
pub(crate) fn written_ids(mut ids: Vec<i64>) -> String {
    ids.sort_unstable();
    let mut before = 0;
    let steps = ids.into_iter().map(|id| {
        let step = id - before;
        before = id;
        step.to_string()
    });
    steps.collect::<Vec<_>>().join(",")
}

/// The ids of such a text.
pub(crate) fn read_ids(text: &str) -> impl Iterator<Item = i64> {
    let steps = text.split(',').filter_map(|step| step.parse::<i64>().ok());
    steps.scan(0, |before, step| {
        *before += step;
        Some(*before)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_survive_their_text() {
        assert_eq!(
            written_ids(vec![1_414_000_003, 1_414_000_001]),
            "1414000001,2"
        );
        for ids in [vec![], vec![7], vec![-3, 0, 5], vec![1, 2, i64::MAX]] {
            assert_eq!(read_ids(&written_ids(ids.clone())).collect::<Vec<_>>(), ids);
        }
    }

    #[test]
    fn what_was_told_survives_its_text_and_what_an_earlier_version_left_is_not_taken_for_it() {
        let mut told = ConversationSnapshot {
            tickets: vec![7],
            print: "p".to_owned(),
            told_in: 3,
            ..ConversationSnapshot::of(MessageSpan::default(), [5, 9, 6])
        };
        told.set_group(&NexudusRecord::of_body(
            r#"{"Channel":"Chat","BusinessId":5}"#,
        ));
        let body = told.to_body().unwrap();
        assert_eq!(ConversationSnapshot::of_body(&body), Some(told));
        for earlier in [
            r#"{"Channel":"Chat"}"#,
            r#"{"first":"2026-11-20T12:00:00Z"}"#,
        ] {
            assert_eq!(ConversationSnapshot::of_body(earlier), None, "{earlier}");
        }
    }
}
