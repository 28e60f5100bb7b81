//! Reads the conversation index from its table. It must not be kept here: `state` does that.

use crate::error::Result;
use crate::index::ConversationIndex;
use crate::table::space::CachedSpace;
use crate::table::{channel, meta, packed_index, space};
use sqlx::SqliteConnection;

/// The index as the store has it.
pub(crate) async fn load(conn: &mut SqliteConnection) -> Result<ConversationIndex> {
    let entries = packed_index::load(conn).await?;
    // Spaces and channels after the entries, so that every one that an entry names is there.
    let spaces = space::all(conn).await?;
    let channels = channel::all(conn).await?;
    let generation = meta::generation(conn).await?;
    Ok(ConversationIndex::new(
        entries,
        spaces.iter().filter_map(CachedSpace::index_entry),
        channels,
        generation,
    ))
}
