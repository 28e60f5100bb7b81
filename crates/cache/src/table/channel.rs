//! Codes of channels: an open set of texts on the wire, two bytes in memory.

use crate::error::Result;
use model::Channel;
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// More channels than this is a server's mistake; a conversation beyond goes to quarantine.
const MOST: usize = 4096;

/// The codes that exist, and those that a transaction adds.
pub(crate) struct ChannelCodes {
    known: HashMap<String, u16>,
    added: Vec<(u16, Channel)>,
}

/// Every channel with its code.
pub(crate) async fn all(conn: &mut SqliteConnection) -> Result<Vec<(u16, Channel)>> {
    let rows: Vec<(i64, String)> = sqlx::query_as("SELECT code, name FROM channel ORDER BY code")
        .fetch_all(conn)
        .await?;
    let row = |(code, name): (i64, String)| {
        Some((u16::try_from(code).ok()?, Channel::from(name.as_str())))
    };
    Ok(rows.into_iter().filter_map(row).collect())
}

/// Reads the codes for a transaction.
pub(crate) async fn load(conn: &mut SqliteConnection) -> Result<ChannelCodes> {
    let mut known = HashMap::new();
    for (code, channel) in all(conn).await? {
        // A word that an older version did not know may have a code beside that of what it means.
        known.entry(channel.as_str().to_owned()).or_insert(code);
    }
    Ok(ChannelCodes {
        known,
        added: Vec::new(),
    })
}

impl ChannelCodes {
    /// The code of a channel, a new one where needed; none when there are too many.
    pub(crate) async fn code(
        &mut self,
        conn: &mut SqliteConnection,
        channel: &Channel,
    ) -> Result<Option<u16>> {
        if let Some(code) = self.known.get(channel.as_str()) {
            return Ok(Some(*code));
        }
        let Some(code) = self.free() else {
            return Ok(None);
        };
        sqlx::query("INSERT INTO channel (code, name) VALUES (?, ?)")
            .bind(i64::from(code))
            .bind(channel.as_str())
            .execute(conn)
            .await?;
        self.known.insert(channel.as_str().to_owned(), code);
        self.added.push((code, channel.clone()));
        Ok(Some(code))
    }

    /// What this transaction added.
    pub(crate) fn into_added(self) -> Vec<(u16, Channel)> {
        self.added
    }

    fn free(&self) -> Option<u16> {
        if self.known.len() >= MOST {
            None
        } else {
            u16::try_from(self.known.len()).ok()
        }
    }
}
