//! Everything compared by id: the one way to learn of deletions that no audit trail records, and of
//! rows that were missed. Lists alone are read; what differs is then asked for by id, and only what
//! is not there either is taken for gone.

use super::NexudusSource;
use super::entity::Entity;
use super::list::Turned;
use super::page::Page;
use super::pass::following;
use super::position::{Listing, Phase, Position};
use super::record::Record;
use crate::SourceError;
use std::collections::HashMap;

/// What is compared, in this order: messages are gone before their conversation is.
pub(super) const COMPARED: [Entity; 8] = [
    Entity::Messages,
    Entity::Sessions,
    Entity::ProposedActions,
    Entity::Coworkers,
    Entity::Visitors,
    Entity::Contracts,
    Entity::Bookings,
    Entity::Products,
];
/// Kept records walked at a time.
const WALK: u32 = 1_000;

impl NexudusSource {
    /// Turns a page of a comparison.
    pub(super) async fn compare(
        &self,
        position: &mut Position,
        page: &mut Page<'_>,
        mut listing: Listing,
    ) -> Result<(u64, Option<Phase>), SourceError> {
        let entity = listing.entity;
        if !self.is_under_way(&listing).await {
            // Begun by another process: what that one met is not known here.
            listing = Listing::of(entity);
        }
        let (rows, more) = match self.turn(&mut listing, None, "").await? {
            Turned::Rows(rows, _, more) => (rows, more),
            Turned::Refused => {
                position.refused.insert(entity);
                return Ok((0, None));
            }
        };
        let ids: Vec<i64> = rows.iter().filter_map(Record::id).collect();
        if let Some(met) = self.learnt.met.lock().await.get_mut(&entity) {
            met.extend(&ids);
        }
        let mut covered = self.take_missed(page, entity, &mut listing, rows).await?;
        if more {
            return Ok((covered, Some(Phase::Compare(listing))));
        }
        covered += self.take_gone(page, entity).await?;
        Ok((covered, None))
    }

    pub(super) fn after_compared(&self, position: &Position, entity: Entity) -> Option<Phase> {
        let next = following(&COMPARED, entity)?;
        if position.refused.contains(&next) {
            return self.after_compared(position, next);
        }
        Some(Phase::Compare(Listing::of(next)))
    }

    /// Whether the pages before were turned by this very process.
    async fn is_under_way(&self, listing: &Listing) -> bool {
        let mut met = self.learnt.met.lock().await;
        if listing.page == 1 && listing.back == 0 {
            met.insert(listing.entity, std::collections::HashSet::new());
            return true;
        }
        let is_known = met.contains_key(&listing.entity);
        if !is_known {
            met.insert(listing.entity, std::collections::HashSet::new());
        }
        is_known
    }

    /// Rows that are not kept, or that changed since.
    async fn take_missed(
        &self,
        page: &mut Page<'_>,
        entity: Entity,
        listing: &mut Listing,
        rows: Vec<Record>,
    ) -> Result<u64, SourceError> {
        let names: Vec<String> = rows
            .iter()
            .filter_map(|row| Some(row.id()?.to_string()))
            .collect();
        let kept = page.view.bodies(entity.name(), &names).await?;
        let differs = |row: &Record| {
            let body = row.id().and_then(|id| kept.get(&id.to_string()));
            body.map(|body| Record::of_body(body))
                .is_none_or(|kept| kept.changed_on() != row.changed_on() || kept.is_unfilled())
        };
        let missed: Vec<Record> = rows.into_iter().filter(differs).collect();
        let missed = self.fill(listing, missed).await?;
        self.take(page, entity, missed, &kept, false).await
    }

    /// What is kept, was not met, and is not there by id either.
    async fn take_gone(&self, page: &mut Page<'_>, entity: Entity) -> Result<u64, SourceError> {
        let met = self
            .learnt
            .met
            .lock()
            .await
            .remove(&entity)
            .unwrap_or_default();
        let (mut gone, mut after) = (0, String::new());
        loop {
            let some = page.view.after(entity.name(), &after, WALK).await?;
            let Some(last) = some.last() else { break };
            after.clone_from(&last.id);
            let bodies: HashMap<i64, String> = some
                .into_iter()
                .filter_map(|kept| Some((kept.id.parse().ok()?, kept.body?)))
                .filter(|(id, _)| !met.contains(id))
                .collect();
            gone += self.take_absent(page, entity, &bodies).await?;
        }
        Ok(gone)
    }

    async fn take_absent(
        &self,
        page: &mut Page<'_>,
        entity: Entity,
        suspects: &HashMap<i64, String>,
    ) -> Result<u64, SourceError> {
        let mut ids: Vec<i64> = suspects.keys().copied().collect();
        ids.sort_unstable();
        let Some(there) = self.by_id(entity, &ids).await? else {
            return Ok(0);
        };
        let mut gone = 0;
        for id in ids.into_iter().filter(|id| !there.contains_key(id)) {
            self.forget(page, entity, id).await?;
            if entity == Entity::Sessions {
                let session = suspects.get(&id).map(|body| Record::of_body(body));
                self.orphans(page, &session.unwrap_or_default()).await?;
            }
            gone += 1;
        }
        Ok(gone)
    }
}
