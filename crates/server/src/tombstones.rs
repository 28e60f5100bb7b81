//! What was deleted for privacy, as lines of JSON: written by one store, read for another that was put back
//! from before the deletions. No personal data.

use model::record::Tombstone;

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
pub fn write(tombstones: &[Tombstone]) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for tombstone in tombstones {
        text.push_str(&serde_json::to_string(tombstone)?);
        text.push('\n');
    }
    Ok(text)
}

/// The tombstones of a text; empty lines are passed over.
///
/// # Errors
/// A line is none. Then nothing is read.
pub fn read(text: &str) -> Result<Vec<Tombstone>, BadTombstone> {
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let tombstone = |(at, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|source| BadTombstone {
            line: at + 1,
            source,
        })
    };
    lines.map(tombstone).collect()
}
