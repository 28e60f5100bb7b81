//! Which records may be outcomes because of what was touched: what conversations name, whom they name, and
//! what was told of them. Whether one is an outcome is decided elsewhere.

use crate::derive::batch::BatchBuilder;
use crate::derive::draft::ConversationDraft;
use crate::derive::outcome::told_of;
use crate::derive::touched::TouchedKeys;
use crate::entity::Entity;
use crate::staging::keys::conversation_keys;
use model::feed::StagedRecord;
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet};

/// The records that may be outcomes of these conversations, or may be no more, and those that were touched
/// themselves.
pub(crate) async fn of_conversations(
    batch: &mut BatchBuilder<'_>,
    touched: TouchedKeys,
    placed: &[String],
    drafts: &BTreeMap<String, ConversationDraft>,
) -> Result<BTreeSet<(Entity, i64)>, SourceError> {
    let (mut records, mut keys) = (touched.records, touched.matches);
    for draft in placed.iter().filter_map(|id| drafts.get(id)) {
        keys.extend(conversation_keys(&draft.basis.session));
        records.extend(draft.basis.session.pointers());
        // What came with this batch was touched with all that it points at.
        let moved = draft.members.iter();
        let moved =
            moved.filter(|(id, _)| draft.is_new_here(**id) && !batch.came.contains_key(*id));
        records.extend(moved.flat_map(|(_, row)| row.pointers()));
        if let Some(was) = draft.was_group() {
            keys.extend(conversation_keys(&was));
        }
    }
    records.extend(told_of(batch, placed.iter()).await?);
    records.extend(with_keys(batch, keys).await?);
    for (entity, keys) in touched.records_with {
        let found = batch.view.with_keys(entity.name(), &keys).await?;
        records.extend(ids_of(entity, found));
    }
    Ok(records)
}

/// Those that have any of these keys, or an address of a customer who has one.
async fn with_keys(
    batch: &mut BatchBuilder<'_>,
    mut keys: BTreeSet<String>,
) -> Result<Vec<(Entity, i64)>, SourceError> {
    let people = batch
        .view
        .with_keys(Entity::Coworkers.name(), &keys)
        .await?;
    keys.extend(people.into_values().flat_map(|kept| kept.keys));
    let mut records = Vec::new();
    for entity in Entity::OUTCOMES {
        let found = batch.view.with_keys(entity.name(), &keys).await?;
        records.extend(ids_of(entity, found));
    }
    Ok(records)
}

fn ids_of(
    entity: Entity,
    found: BTreeMap<String, StagedRecord>,
) -> impl Iterator<Item = (Entity, i64)> {
    let ids = found.into_keys().filter_map(|id| id.parse().ok());
    ids.map(move |id| (entity, id))
}
