//! What rows name beside themselves, asked for when they are staged, so that whatever is derived later needs
//! nothing but what is kept: the customer message that says which way it went, the ticket that came of a
//! message, the comment that leads to one, and the outcomes that are named.

use crate::decode::record::NexudusRecord;
use crate::decode::vocabulary;
use crate::derive::batch::BatchBuilder;
use crate::derive::linked_parts::gone_ticket;
use crate::derive::message::INCOMING;
use crate::entity::Entity;
use crate::pass::apply::{PassScope, set_direction};
use crate::pass::runner::PassRunner;
use crate::staging::keys::record_keys;
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap};

impl PassRunner {
    /// What is read by id alone; whether it may be read is noted. `None` where it cannot be.
    pub(crate) async fn fetch_linked(
        &self,
        batch: &mut BatchBuilder<'_>,
        entity: Entity,
        ids: &[i64],
    ) -> Result<Option<BTreeMap<i64, NexudusRecord>>, SourceError> {
        if ids.is_empty() {
            return Ok(Some(BTreeMap::new()));
        }
        let found = self.reader.by_id(entity, ids).await?;
        match &found {
            Some(_) => batch.answered.insert(entity),
            None => batch.refused.insert(entity),
        };
        Ok(found)
    }

    /// The ticket of a message that names only a comment on one is the comment's.
    pub(crate) async fn with_tickets(
        &self,
        batch: &mut BatchBuilder<'_>,
        mut rows: Vec<(i64, NexudusRecord)>,
    ) -> Result<Vec<(i64, NexudusRecord)>, SourceError> {
        let wanted: BTreeSet<i64> = rows
            .iter()
            .filter_map(|(_, row)| bare_comment(row))
            .collect();
        if wanted.is_empty() {
            return Ok(rows);
        }
        let comments = self.comments(batch, wanted).await?;
        for (_, row) in &mut rows {
            let comment = bare_comment(row).and_then(|id| comments.get(&id));
            if let Some(ticket) = comment.and_then(|row| row.link("HelpDeskMessageId")) {
                row.set("HelpDeskMessageId", &ticket.to_string());
            }
        }
        Ok(rows)
    }

    async fn comments(
        &self,
        batch: &mut BatchBuilder<'_>,
        wanted: BTreeSet<i64>,
    ) -> Result<HashMap<i64, NexudusRecord>, SourceError> {
        let entity = Entity::Comments;
        let mut known = kept_rows(batch, entity, &wanted).await?;
        let missing: Vec<i64> = wanted
            .into_iter()
            .filter(|id| !known.contains_key(id))
            .collect();
        let found = self.fetch_linked(batch, entity, &missing).await?;
        for (id, row) in found.unwrap_or_default() {
            if !row.is_unfilled() {
                let body = row.to_body();
                batch
                    .view
                    .put(entity.name(), &id.to_string(), body, Vec::new());
                known.insert(id, row);
            }
        }
        Ok(known)
    }

    /// Which way customer messages went, where nothing else says who wrote.
    pub(crate) async fn with_directions(
        &self,
        batch: &mut BatchBuilder<'_>,
        rows: &mut [(i64, NexudusRecord)],
        before: &HashMap<String, String>,
    ) -> Result<(), SourceError> {
        for (id, row) in rows.iter_mut() {
            if vocabulary::needs_direction(row)
                && let Some(was) = before.get(&id.to_string())
            {
                let was = NexudusRecord::of_body(was);
                let is_same = was.link("CoworkerMessageId") == row.link("CoworkerMessageId");
                if let Some(incoming) = was.flag(INCOMING).filter(|_| is_same) {
                    set_direction(row, incoming);
                }
            }
        }
        let wanted: BTreeSet<i64> = rows.iter().filter_map(|(_, row)| undirected(row)).collect();
        let wanted: Vec<i64> = wanted.into_iter().collect();
        let entity = Entity::CoworkerMessages;
        let Some(found) = self.fetch_linked(batch, entity, &wanted).await? else {
            return Ok(());
        };
        for (_, row) in rows.iter_mut() {
            let carrier = undirected(row).and_then(|id| found.get(&id));
            if let Some(incoming) = carrier.and_then(|row| row.flag("Incoming")) {
                set_direction(row, incoming);
            }
        }
        Ok(())
    }

    /// The tickets that messages name, read by id and once. That one is gone is kept as well; of what cannot
    /// be read nothing is.
    pub(crate) async fn fetch_tickets<'r>(
        &self,
        batch: &mut BatchBuilder<'_>,
        rows: impl Iterator<Item = &'r NexudusRecord>,
    ) -> Result<(), SourceError> {
        let entity = Entity::Tickets;
        let wanted: BTreeSet<i64> = rows
            .filter_map(|row| row.link("HelpDeskMessageId"))
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let known = kept_rows(batch, entity, &wanted).await?;
        let missing = wanted.into_iter().filter(|id| !known.contains_key(id));
        let missing: Vec<i64> = missing.collect();
        let Some(mut found) = self.fetch_linked(batch, entity, &missing).await? else {
            return Ok(());
        };
        for id in missing {
            let body = match found.remove(&id) {
                Some(row) if row.is_unfilled() => continue,
                Some(row) => row.to_body(),
                None => gone_ticket(),
            };
            batch
                .view
                .put(entity.name(), &id.to_string(), body, Vec::new());
        }
        Ok(())
    }

    /// Outcomes that rows name and that are not kept are asked for by id, so that only what is there is
    /// told. In a pass over everything the lists, which come later, tell what they hold. One that may not be
    /// read is kept as such: nobody can say that it is not there.
    pub(crate) async fn fetch_named<'r>(
        &self,
        batch: &mut BatchBuilder<'_>,
        rows: impl Iterator<Item = &'r NexudusRecord>,
        scope: PassScope,
    ) -> Result<(), SourceError> {
        let mut named: BTreeMap<Entity, BTreeSet<i64>> = BTreeMap::new();
        for (entity, id) in rows.flat_map(NexudusRecord::pointers) {
            named.entry(entity).or_default().insert(id);
        }
        for (entity, ids) in named {
            if scope == PassScope::Everything && batch.is_listed(entity).await? {
                continue;
            }
            let known = kept_rows(batch, entity, &ids).await?;
            let missing: Vec<i64> = ids
                .into_iter()
                .filter(|id| known.get(id).is_none_or(is_unreadable))
                .collect();
            if missing.is_empty() {
                continue;
            }
            match self.reader.by_id(entity, &missing).await? {
                Some(mut found) => {
                    for id in missing {
                        let was = known.get(&id);
                        match (found.remove(&id), was) {
                            (Some(row), _) => stage_named(batch, (entity, id), was, &row),
                            (None, Some(was)) => batch.unstage(entity, id, was),
                            (None, None) => {}
                        }
                    }
                }
                None => {
                    for id in missing.into_iter().filter(|id| !known.contains_key(id)) {
                        stage_named(batch, (entity, id), None, &NexudusRecord::unfilled(id));
                    }
                }
            }
        }
        Ok(())
    }
}

fn stage_named(
    batch: &mut BatchBuilder<'_>,
    (entity, id): (Entity, i64),
    was: Option<&NexudusRecord>,
    row: &NexudusRecord,
) {
    let keys = record_keys(entity, id, row);
    batch.stage((entity, id), was, (row, row.to_body(), keys));
}

/// Whether nothing but the id is known of a record that is named.
fn is_unreadable(kept: &NexudusRecord) -> bool {
    kept.is_unfilled() && kept.made_on().is_none()
}

/// What is kept of these.
async fn kept_rows(
    batch: &mut BatchBuilder<'_>,
    entity: Entity,
    ids: &BTreeSet<i64>,
) -> Result<HashMap<i64, NexudusRecord>, SourceError> {
    let names: Vec<String> = ids.iter().map(i64::to_string).collect();
    let kept = batch.view.bodies(entity.name(), &names).await?;
    let read =
        |(id, body): (String, String)| Some((id.parse().ok()?, NexudusRecord::of_body(&body)));
    Ok(kept.into_iter().filter_map(read).collect())
}

/// The comment that a message names, where it names no ticket.
pub(crate) fn bare_comment(message: &NexudusRecord) -> Option<i64> {
    let comment = message.link("HelpDeskCommentId");
    comment.filter(|_| message.link("HelpDeskMessageId").is_none())
}

/// The customer message that alone can say who wrote a message, where that is not known yet.
pub(crate) fn undirected(message: &NexudusRecord) -> Option<i64> {
    let carrier = message.link("CoworkerMessageId");
    carrier.filter(|_| vocabulary::needs_direction(message) && message.flag(INCOMING).is_none())
}
