//! What follows from rows that no conversation names by itself: it is looked up which messages name them.

use crate::decode::record::NexudusRecord;
use crate::derive::batch::BatchBuilder;
use crate::entity::Entity;
use crate::staging::keys::ticket_key;
use model::feed::StagedRecord;
use sources::SourceError;
use std::collections::BTreeSet;

/// The conversations whose messages name these tickets are derived again.
pub(crate) async fn touch_tickets(
    batch: &mut BatchBuilder<'_>,
    tickets: &BTreeSet<i64>,
) -> Result<(), SourceError> {
    let keys: BTreeSet<String> = tickets.iter().map(|id| ticket_key(*id)).collect();
    let naming = batch.view.with_keys(Entity::Messages.name(), &keys).await?;
    for (id, row) in rows_of(naming.values()) {
        batch.touched.add_row(Entity::Messages, id, &row);
    }
    Ok(())
}

/// Kept rows, with their ids.
pub(crate) fn rows_of<'k>(
    some: impl IntoIterator<Item = &'k StagedRecord>,
) -> Vec<(i64, NexudusRecord)> {
    let row = |kept: &StagedRecord| {
        let record = NexudusRecord::of_body(kept.body.as_deref()?);
        Some((kept.id.parse().ok()?, record))
    };
    some.into_iter().filter_map(row).collect()
}
