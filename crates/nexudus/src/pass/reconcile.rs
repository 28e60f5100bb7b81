//! Everything compared by id: the one way to learn of deletions that no audit trail records, and of
//! rows that were missed. Lists alone are read; what differs is then asked for by id, and only what
//! is not there either is taken for gone.

use crate::decode::record::NexudusRecord;
use crate::derive::batch::BatchBuilder;
use crate::derive::linked_parts::gone_ticket;
use crate::derive::snapshot::{read_ids, written_ids};
use crate::entity::{Entity, following};
use crate::pass::apply::{PassScope, apply_deletion};
use crate::pass::checkpoint::{PassPhase, SyncCheckpoint};
use crate::pass::runner::PassRunner;
use crate::pass::touch::touch_tickets;
use crate::read::list_progress::ListProgress;
use crate::read::reader_state::ListOutcome;
use crate::staging::store::name;
use model::feed::StagedRecord;
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet};

/// What is compared, in this order: messages are gone before their conversation is.
pub(crate) const COMPARED: [Entity; 10] = [
    Entity::Messages,
    Entity::Sessions,
    Entity::ProposedActions,
    Entity::Coworkers,
    Entity::Visitors,
    Entity::Contracts,
    Entity::Bookings,
    Entity::TimePasses,
    Entity::Products,
    Entity::CustomFields,
];
/// Kept records walked at a time.
const WALK: u32 = 1_000;

impl PassRunner {
    /// Turns a page of a comparison. What it met is kept, so that another run goes on from there.
    pub(crate) async fn compare(
        &self,
        position: &mut SyncCheckpoint,
        batch: &mut BatchBuilder<'_>,
        mut listing: ListProgress,
    ) -> Result<(u64, Option<PassPhase>), SourceError> {
        let entity = listing.entity;
        if listing.page == 1 && listing.back == 0 {
            // One that was left off for good.
            forget_met(batch).await?;
        }
        *self.state.met.lock().await = None;
        let at = format!("{:08}-{:03}", listing.page, listing.back);
        let (rows, count, more) = match self
            .reader
            .read_pages::<NexudusRecord>(&mut listing, None, "")
            .await?
        {
            ListOutcome::Rows(rows, count, more) => (rows, count, more),
            ListOutcome::Refused => {
                position.refused.insert(entity);
                return Ok((0, self.after_compared(position, entity)));
            }
        };
        let ids = rows.iter().filter_map(NexudusRecord::id).collect();
        batch.view.put(name::MET, &at, written_ids(ids), Vec::new());
        if self.take_missed(batch, entity, &mut listing, rows).await? > 0 {
            position.unexplained = None;
        }
        let next = if more {
            PassPhase::Compare(listing)
        } else {
            let after = String::new();
            PassPhase::Gone { entity, after }
        };
        Ok((count, Some(next)))
    }

    /// What follows when an entity was compared.
    pub(crate) fn after_compared(
        &self,
        position: &SyncCheckpoint,
        entity: Entity,
    ) -> Option<PassPhase> {
        let Some(next) = following(&COMPARED, entity) else {
            let after = String::new();
            return Some(PassPhase::Beside { after });
        };
        if position.refused.contains(&next) {
            return self.after_compared(position, next);
        }
        Some(PassPhase::Compare(ListProgress::of(next)))
    }

    /// Rows that are not kept, or that changed since.
    async fn take_missed(
        &self,
        batch: &mut BatchBuilder<'_>,
        entity: Entity,
        listing: &mut ListProgress,
        rows: Vec<NexudusRecord>,
    ) -> Result<u64, SourceError> {
        let names: Vec<String> = rows
            .iter()
            .filter_map(|row| Some(row.id()?.to_string()))
            .collect();
        let kept = batch.view.bodies(entity.name(), &names).await?;
        let differs = |row: &NexudusRecord| {
            let body = row.id().and_then(|id| kept.get(&id.to_string()));
            body.map(|body| NexudusRecord::of_body(body))
                .is_none_or(|kept| kept.changed_on() != row.changed_on() || kept.is_unfilled())
        };
        let missed: Vec<NexudusRecord> = rows.into_iter().filter(differs).collect();
        let missed = self.reader.complete_rows(listing, missed).await?;
        self.apply_rows(batch, entity, missed, PassScope::ChangeSet)
            .await
    }

    /// Looks for what is kept, was not met, and is not there by id either.
    pub(crate) async fn gone(
        &self,
        position: &mut SyncCheckpoint,
        batch: &mut BatchBuilder<'_>,
        entity: Entity,
        after: &str,
    ) -> Result<(u64, Option<PassPhase>), SourceError> {
        let some = batch.view.after(entity.name(), after, WALK).await?;
        let Some(last) = some.last().map(|kept| kept.id.clone()) else {
            forget_met(batch).await?;
            *self.state.met.lock().await = None;
            return Ok((0, self.after_compared(position, entity)));
        };
        let covered = some.len() as u64;
        let suspects = self.not_met(batch, some).await?;
        if self.take_absent(batch, entity, &suspects).await? > 0 {
            position.unexplained = None;
        }
        let after = last;
        Ok((covered, Some(PassPhase::Gone { entity, after })))
    }

    /// Those of these that no list named.
    async fn not_met(
        &self,
        batch: &mut BatchBuilder<'_>,
        some: Vec<StagedRecord>,
    ) -> Result<BTreeMap<i64, String>, SourceError> {
        let mut known = self.state.met.lock().await;
        let met = match &mut *known {
            Some(met) => met,
            none => none.insert(met(batch).await?),
        };
        let bodies = some
            .into_iter()
            .filter_map(|kept| Some((kept.id.parse().ok()?, kept.body?)));
        Ok(bodies
            .filter(|(id, _)| met.binary_search(id).is_err())
            .collect())
    }

    /// Takes what is not there by id.
    async fn take_absent(
        &self,
        batch: &mut BatchBuilder<'_>,
        entity: Entity,
        suspects: &BTreeMap<i64, String>,
    ) -> Result<u64, SourceError> {
        let ids: Vec<i64> = suspects.keys().copied().collect();
        let Some(there) = self.reader.by_id(entity, &ids).await? else {
            return Ok(0);
        };
        let mut gone = 0;
        for id in ids.into_iter().filter(|id| !there.contains_key(id)) {
            apply_deletion(batch, entity, id).await?;
            gone += 1;
        }
        Ok(gone)
    }

    /// Compares tickets, which no list of ours tells: each is asked for by id. Those that changed are
    /// told again, and those that are gone leave their conversations.
    pub(crate) async fn compare_beside(
        &self,
        batch: &mut BatchBuilder<'_>,
        after: &str,
    ) -> Result<(u64, Option<PassPhase>), SourceError> {
        let entity = Entity::Tickets;
        let some = batch.view.after(entity.name(), after, WALK).await?;
        let Some(last) = some.last().map(|kept| kept.id.clone()) else {
            return Ok((0, None));
        };
        let covered = some.len() as u64;
        let bodies = some
            .into_iter()
            .filter_map(|kept| Some((kept.id.parse().ok()?, kept.body?)));
        let before: BTreeMap<i64, String> = bodies.collect();
        let ids: Vec<i64> = before.keys().copied().collect();
        let Some(there) = self.fetch_linked(batch, entity, &ids).await? else {
            return Ok((0, None));
        };
        let mut differ = BTreeSet::new();
        for (id, body) in before {
            let now = match there.get(&id) {
                Some(row) if row.is_unfilled() => continue,
                Some(row) => row.to_body(),
                None => gone_ticket(),
            };
            if now != body {
                batch
                    .view
                    .put(entity.name(), &id.to_string(), now, Vec::new());
                differ.insert(id);
            }
        }
        touch_tickets(batch, &differ).await?;
        Ok((covered, Some(PassPhase::Beside { after: last })))
    }
}

/// The ids that the comparison under way met, ascending.
async fn met(batch: &mut BatchBuilder<'_>) -> Result<Vec<i64>, SourceError> {
    let (mut ids, mut after) = (Vec::new(), String::new());
    while let Some(some) = batch.view.next(name::MET, &mut after, WALK).await? {
        let bodies = some.iter().filter_map(|kept| kept.body.as_deref());
        ids.extend(bodies.flat_map(read_ids));
    }
    ids.sort_unstable();
    Ok(ids)
}

async fn forget_met(batch: &mut BatchBuilder<'_>) -> Result<(), SourceError> {
    let mut after = String::new();
    while let Some(some) = batch.view.next(name::MET, &mut after, WALK).await? {
        for kept in &some {
            batch.view.drop(name::MET, &kept.id);
        }
    }
    Ok(())
}
