//! What rows are made of: a conversation's head, or the whole of it, with what the cache keeps apart (the names of
//! its space and its source). It must not know which columns are wanted.

use crate::error::Result;
use cache::{CacheReader, StoredConversation, StoredMessage};
use chrono::{DateTime, FixedOffset, Utc};
use model::record::EarlierText;
use model::view::ConversationRow;
use model::{BodyFormat, SpaceId};
use std::collections::HashMap;
use zone::Zone;

/// A step of the walk.
#[derive(Debug)]
pub(crate) enum ExportItem {
    /// The head alone, which is all that a row of a conversation needs.
    Head(Box<ConversationRow>),
    /// Everything.
    Whole(Box<StoredConversation>),
}

impl ExportItem {
    /// The head.
    pub(crate) fn row(&self) -> &ConversationRow {
        match self {
            Self::Head(row) => row,
            Self::Whole(stored) => &stored.row,
        }
    }
}

/// The names of spaces and of their sources.
#[derive(Clone, Debug, Default)]
pub(crate) struct SpaceNames(HashMap<SpaceId, (String, String)>);

impl SpaceNames {
    /// Reads them.
    pub(crate) async fn read(reader: &CacheReader) -> Result<Self> {
        let sources = reader.sources().await?;
        let source = |id| sources.iter().find(|row| row.id == id);
        let spaces = reader.spaces(None).await?.into_iter();
        let named = spaces.map(|space| {
            let source = source(space.source).map(|row| row.name.clone());
            (space.id, (space.name, source.unwrap_or_default()))
        });
        Ok(Self(named.collect()))
    }

    /// Space and source of a conversation.
    pub(crate) fn of(&self, space: SpaceId) -> (&str, &str) {
        let found = self.0.get(&space);
        found.map_or(("", ""), |(space, source)| (space, source))
    }
}

/// The text of a message as a reader sees it, and what its sender hid in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SpokenText {
    pub(crate) shown: String,
    pub(crate) hidden: String,
}

impl SpokenText {
    pub(crate) fn of_message(message: &StoredMessage) -> Self {
        Self::of(&message.format, &message.body)
    }

    pub(crate) fn of_earlier(earlier: &EarlierText) -> Self {
        Self::of(&earlier.format, &earlier.body)
    }

    fn of(format: &BodyFormat, body: &str) -> Self {
        let text = body::text(format, body);
        Self {
            shown: text.shown,
            hidden: text.hidden,
        }
    }
}

/// Subject, or the first line.
pub(crate) fn title(row: &ConversationRow) -> String {
    row.subject
        .iter()
        .map(|piece| piece.text.as_str())
        .collect()
}

/// An instant by the clocks of a space; by UTC where nobody knows its zone.
pub(crate) fn local(at: DateTime<Utc>, time_zone: &str) -> DateTime<FixedOffset> {
    let seconds = Zone::named(time_zone).map_or(0, |zone| zone.offset_at(at.timestamp()));
    match FixedOffset::east_opt(seconds) {
        Some(offset) => at.with_timezone(&offset),
        None => at.fixed_offset(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_told_by_the_clocks_of_its_space() {
        let at = DateTime::from_timestamp(1_790_000_000, 0).expect("a time");
        let told = |zone| local(at, zone).to_rfc3339();
        assert_eq!(told("Europe/London"), "2026-09-21T15:13:20+01:00");
        assert_eq!(told("Mars/Olympus"), "2026-09-21T14:13:20+00:00");
    }
}
