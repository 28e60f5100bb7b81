//! What became of calling leads, in work.db. Nothing of it is in cache.db.

use crate::error::Result;
use crate::index::marked::MarkKey;
use crate::table::salvaged::SalvagedTable;
use crate::time;
use chrono::{DateTime, Utc};
use model::{FollowUp, RemoteId};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// What of a damaged work.db is copied over its earlier generation.
pub(crate) const SALVAGED: SalvagedTable = SalvagedTable {
    from_either_end: [
        "SELECT json_array(store, conversation, lead, state, changed_at) FROM lead_follow_up
         ORDER BY store, conversation, lead",
        "SELECT json_array(store, conversation, lead, state, changed_at) FROM lead_follow_up
         ORDER BY store DESC, conversation DESC, lead DESC",
    ],
    put: "INSERT OR REPLACE INTO lead_follow_up (store, conversation, lead, state, changed_at)
         SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4 FROM (SELECT ? AS row)",
};

/// A lead by the names that hold in any cache.
pub(crate) type LeadKey = (MarkKey, String);

/// What became of a lead, and when the manager said so.
pub(crate) type FollowUpMark = (FollowUp, DateTime<Utc>);

/// A row: store, conversation, lead, state, and when it was said.
type FollowUpRow = (String, String, String, String, i64);

/// Everything that was said of leads.
pub(crate) async fn all(work: &mut SqliteConnection) -> Result<HashMap<LeadKey, FollowUpMark>> {
    let rows: Vec<FollowUpRow> =
        sqlx::query_as("SELECT store, conversation, lead, state, changed_at FROM lead_follow_up")
            .fetch_all(work)
            .await?;
    let mark = |(store, conversation, lead, state, at): FollowUpRow| {
        let key = (MarkKey::new(store, conversation), lead);
        (key, (FollowUp::from(state.as_str()), time::instant(at)))
    };
    Ok(rows.into_iter().map(mark).collect())
}

/// What became of a lead.
pub(crate) async fn of(
    work: &mut SqliteConnection,
    key: &MarkKey,
    lead: &RemoteId,
) -> Result<FollowUp> {
    let state: Option<String> = sqlx::query_scalar(
        "SELECT state FROM lead_follow_up WHERE store = ? AND conversation = ? AND lead = ?",
    )
    .bind(key.store.as_str())
    .bind(key.conversation.as_str())
    .bind(lead.as_str())
    .fetch_optional(work)
    .await?;
    Ok(state.map_or(FollowUp::Open, |state| FollowUp::from(state.as_str())))
}

/// Says what became of a lead. Of an open one no row is kept.
pub(crate) async fn put(
    work: &mut SqliteConnection,
    key: &MarkKey,
    lead: &RemoteId,
    (follow_up, at): &FollowUpMark,
) -> Result<()> {
    if *follow_up == FollowUp::Open {
        sqlx::query("DELETE FROM lead_follow_up WHERE store = ? AND conversation = ? AND lead = ?")
            .bind(key.store.as_str())
            .bind(key.conversation.as_str())
            .bind(lead.as_str())
            .execute(work)
            .await?;
        return Ok(());
    }
    sqlx::query(
        "INSERT OR REPLACE INTO lead_follow_up (store, conversation, lead, state, changed_at)
         VALUES (?, ?, ?, ?, ?)",
    )
    .bind(key.store.as_str())
    .bind(key.conversation.as_str())
    .bind(lead.as_str())
    .bind(follow_up.as_str())
    .bind(time::millis(*at))
    .execute(work)
    .await?;
    Ok(())
}
