//! What was deleted for privacy, as lines of JSON: written by one store, read for another that was put back
//! from before the deletions. No personal data.

use chrono::{DateTime, Utc};
use model::record::Tombstone;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Something that was deleted: a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum DeletionRecord {
    /// A conversation or a customer, by its id.
    Thing(Tombstone),
    /// The session of a conversation: what comes late for it is refused.
    Session(DeletedSession),
}

/// A session that was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedSession {
    /// Which.
    pub session: SessionDigest,
    /// When it went.
    pub deleted_at: DateTime<Utc>,
}

/// The SHA-256 of a session id, in hex: the id itself is gone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SessionDigest(String);

impl SessionDigest {
    /// The digest of a session id.
    #[must_use]
    pub fn of(session_id: &str) -> Self {
        use sha2::Digest as _;
        Self(hex::encode(sha2::Sha256::digest(session_id.as_bytes())))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is no digest.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a session is named by 64 digits of hex in small letters")]
pub struct BadDigest;

impl BadDigest {
    /// Whether the same text may be read later: never.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        false
    }
}

impl TryFrom<String> for SessionDigest {
    type Error = BadDigest;

    fn try_from(text: String) -> Result<Self, BadDigest> {
        let hex = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
        let good = text.len() == 64 && text.bytes().all(hex);
        good.then_some(Self(text)).ok_or(BadDigest)
    }
}

impl From<SessionDigest> for String {
    fn from(digest: SessionDigest) -> Self {
        digest.0
    }
}

/// A line that is no tombstone.
#[derive(Debug, thiserror::Error)]
#[error("line {line} is no tombstone: {source}")]
pub struct BadTombstone {
    /// Which, from 1.
    pub line: usize,
    /// Why.
    source: serde_json::Error,
}

impl BadTombstone {
    /// Whether the same text may be read later: never.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        false
    }
}

/// One line each.
///
/// # Errors
/// Never for what a store holds.
pub fn write(gone: &[DeletionRecord]) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for gone in gone {
        text.push_str(&serde_json::to_string(gone)?);
        text.push('\n');
    }
    Ok(text)
}

/// What the lines of a text say; empty ones are passed over.
///
/// # Errors
/// A line says nothing of the kind. Then nothing is read.
pub fn read(text: &str) -> Result<Vec<DeletionRecord>, BadTombstone> {
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let gone = |(at, line): (usize, &str)| {
        read_line(line).map_err(|source| BadTombstone {
            line: at + 1,
            source,
        })
    };
    lines.map(gone).collect()
}

fn read_line(line: &str) -> Result<DeletionRecord, serde_json::Error> {
    let line: Value = serde_json::from_str(line)?;
    if line.get("session").is_some() {
        serde_json::from_value(line).map(DeletionRecord::Session)
    } else {
        serde_json::from_value(line).map(DeletionRecord::Thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::record::TombstoneKind;

    #[test]
    fn what_is_written_is_read_again() {
        let deleted_at = DateTime::from_timestamp(1_000_000_000, 0).unwrap();
        let thing = Tombstone {
            kind: TombstoneKind::Conversation,
            id: "c-1".into(),
            deleted_at,
        };
        let session = DeletedSession {
            session: SessionDigest::of("s-1"),
            deleted_at,
        };
        let gone = [
            DeletionRecord::Thing(thing),
            DeletionRecord::Session(session),
        ];
        let text = write(&gone).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(!text.contains("s-1"), "{text}");
        assert_eq!(read(&format!("\n{text}\n")).unwrap(), gone);
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let at = "\"deleted_at\":\"2026-11-21T09:00:00Z\"";
        let good = format!("{{\"kind\":\"customer\",\"id\":\"p\",{at}}}");
        for bad in [
            "nonsense".to_owned(),
            format!("{{\"session\":\"short\",{at}}}"),
            format!("{{\"session\":\"{}\",{at}}}", "G".repeat(64)),
            format!("{{\"kind\":\"cat\",\"id\":\"p\",{at}}}"),
            "{\"session\": null}".to_owned(),
        ] {
            let refused = read(&format!("{good}\n{bad}\n")).unwrap_err();
            assert_eq!(refused.line, 2, "{refused}");
        }
    }
}
