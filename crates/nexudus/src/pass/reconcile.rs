//! Everything compared by id: the one way to learn of deletions that no audit trail records, and of
//! rows that were missed. Lists alone are read; what differs is then asked for by id, and only what
//! is not there either is taken for gone.

use crate::decode::record::Record;
use crate::derive::batch::Page;
use crate::derive::message::Said;
use crate::entity::Entity;
use crate::pass::checkpoint::{Listing, Phase, Position};
use crate::pass::steps::following;
use crate::read::list::Turned;
use crate::source::NexudusSource;
use crate::staging::keys::ticket_key;
use crate::staging::store::name;
use model::feed::StagedRecord;
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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

impl NexudusSource {
    /// Turns a page of a comparison. What it met is kept, so that another run goes on from there.
    pub(crate) async fn compare(
        &self,
        position: &mut Position,
        page: &mut Page<'_>,
        mut listing: Listing,
    ) -> Result<(u64, Option<Phase>), SourceError> {
        let entity = listing.entity;
        if listing.page == 1 && listing.back == 0 {
            // One that was left off for good.
            forget_met(page).await?;
        }
        *self.learnt.met.lock().await = None;
        let at = format!("{:08}-{:03}", listing.page, listing.back);
        let (rows, count, more) = match self.turn::<Record>(&mut listing, None, "").await? {
            Turned::Rows(rows, count, more) => (rows, count, more),
            Turned::Refused => {
                position.refused.insert(entity);
                return Ok((0, self.after_compared(position, entity)));
            }
        };
        let ids = rows.iter().filter_map(Record::id).collect();
        page.view.put(name::MET, &at, written(ids), Vec::new());
        if self.take_missed(page, entity, &mut listing, rows).await? > 0 {
            position.unexplained = None;
        }
        let next = if more {
            Phase::Compare(listing)
        } else {
            let after = String::new();
            Phase::Gone { entity, after }
        };
        Ok((count, Some(next)))
    }

    /// What follows when an entity was compared.
    pub(crate) fn after_compared(&self, position: &Position, entity: Entity) -> Option<Phase> {
        let Some(next) = following(&COMPARED, entity) else {
            let after = String::new();
            return Some(Phase::Beside { after });
        };
        if position.refused.contains(&next) {
            return self.after_compared(position, next);
        }
        Some(Phase::Compare(Listing::of(next)))
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

    /// Looks for what is kept, was not met, and is not there by id either.
    pub(crate) async fn gone(
        &self,
        position: &mut Position,
        page: &mut Page<'_>,
        entity: Entity,
        after: &str,
    ) -> Result<(u64, Option<Phase>), SourceError> {
        let some = page.view.after(entity.name(), after, WALK).await?;
        let Some(last) = some.last().map(|kept| kept.id.clone()) else {
            forget_met(page).await?;
            *self.learnt.met.lock().await = None;
            if entity == Entity::Sessions {
                self.join_late(page).await?;
            }
            return Ok((0, self.after_compared(position, entity)));
        };
        let covered = some.len() as u64;
        let suspects = self.not_met(page, some).await?;
        if self.take_absent(page, entity, &suspects).await? > 0 {
            position.unexplained = None;
        }
        let after = last;
        Ok((covered, Some(Phase::Gone { entity, after })))
    }

    /// Those of these that no list named.
    async fn not_met(
        &self,
        page: &Page<'_>,
        some: Vec<StagedRecord>,
    ) -> Result<BTreeMap<i64, String>, SourceError> {
        let mut known = self.learnt.met.lock().await;
        let met = match &mut *known {
            Some(met) => met,
            none => none.insert(met(page).await?),
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
        page: &mut Page<'_>,
        entity: Entity,
        suspects: &BTreeMap<i64, String>,
    ) -> Result<u64, SourceError> {
        let ids: Vec<i64> = suspects.keys().copied().collect();
        let Some(there) = self.by_id(entity, &ids).await? else {
            return Ok(0);
        };
        let mut gone = 0;
        for id in ids.into_iter().filter(|id| !there.contains_key(id)) {
            self.forget(page, entity, id).await?;
            gone += 1;
        }
        Ok(gone)
    }

    /// Compares tickets, which no list of ours tells: each is asked for by id. Those that changed are
    /// told again, and those that are gone leave their conversations.
    pub(crate) async fn compare_beside(
        &self,
        page: &mut Page<'_>,
        after: &str,
    ) -> Result<(u64, Option<Phase>), SourceError> {
        let entity = Entity::Tickets;
        let some = page.view.after(entity.name(), after, WALK).await?;
        let Some(last) = some.last().map(|kept| kept.id.clone()) else {
            return Ok((0, None));
        };
        let covered = some.len() as u64;
        let bodies = some
            .into_iter()
            .filter_map(|kept| Some((kept.id.parse().ok()?, kept.body?)));
        let before: BTreeMap<i64, String> = bodies.collect();
        let ids: Vec<i64> = before.keys().copied().collect();
        let Some(there) = self.beside(page, entity, &ids).await? else {
            return Ok((0, None));
        };
        let mut differ: HashMap<i64, Option<Record>> = HashMap::new();
        for (id, body) in before {
            match there.get(&id) {
                Some(row) if row.is_unfilled() || row.to_body() == body => {}
                row => drop(differ.insert(id, row.cloned())),
            }
        }
        self.retie(page, &differ).await?;
        Ok((covered, Some(Phase::Beside { after: last })))
    }

    /// Tickets as they are now, on the conversations whose messages name them.
    async fn retie(
        &self,
        page: &mut Page<'_>,
        tickets: &HashMap<i64, Option<Record>>,
    ) -> Result<(), SourceError> {
        for (id, row) in tickets {
            let name = id.to_string();
            match row {
                Some(row) => {
                    let body = row.to_body();
                    page.view
                        .put(Entity::Tickets.name(), &name, body, Vec::new());
                }
                None => page.view.drop(Entity::Tickets.name(), &name),
            }
        }
        let keys: BTreeSet<String> = tickets.keys().map(|id| ticket_key(*id)).collect();
        let naming = page.view.with_keys(Entity::Messages.name(), &keys).await?;
        let said: Vec<Said> = naming.values().filter_map(Said::of_kept).collect();
        self.tell_tickets(page, &said, tickets).await
    }
}

/// The ids that the comparison under way met, ascending.
async fn met(page: &Page<'_>) -> Result<Vec<i64>, SourceError> {
    let (mut ids, mut after) = (Vec::new(), String::new());
    while let Some(some) = page.view.next(name::MET, &mut after, WALK).await? {
        let bodies = some.iter().filter_map(|kept| kept.body.as_deref());
        ids.extend(bodies.flat_map(read));
    }
    ids.sort_unstable();
    Ok(ids)
}

async fn forget_met(page: &mut Page<'_>) -> Result<(), SourceError> {
    let mut after = String::new();
    while let Some(some) = page.view.next(name::MET, &mut after, WALK).await? {
        for kept in &some {
            page.view.drop(name::MET, &kept.id);
        }
    }
    Ok(())
}

/// Ids as text: each but the smallest by how far it is from the one before. There may be a million.
fn written(mut ids: Vec<i64>) -> String {
    ids.sort_unstable();
    let mut before = 0;
    let steps = ids.into_iter().map(|id| {
        let step = id - before;
        before = id;
        step.to_string()
    });
    steps.collect::<Vec<_>>().join(",")
}

fn read(text: &str) -> impl Iterator<Item = i64> {
    let steps = text.split(',').filter_map(|step| step.parse::<i64>().ok());
    steps.scan(0, |before, step| {
        *before += step;
        Some(*before)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_survive_their_text() {
        assert_eq!(written(vec![1_414_000_003, 1_414_000_001]), "1414000001,2");
        for ids in [vec![], vec![7], vec![-3, 0, 5], vec![1, 2, i64::MAX]] {
            assert_eq!(read(&written(ids.clone())).collect::<Vec<_>>(), ids);
        }
    }
}
