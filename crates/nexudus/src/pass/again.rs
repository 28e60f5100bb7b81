//! What is here already, told again: by another rule, or with what the account may read by now. What
//! is kept is not downloaded again.

use crate::decode::page::Listed;
use crate::decode::record::Record;
use crate::decode::vocabulary;
use crate::derive::batch::Page;
use crate::derive::linked_records::bare_comment;
use crate::derive::message::Said;
use crate::derive::outcome;
use crate::entity::Entity;
use crate::pass::checkpoint::{Phase, Position};
use crate::read::request::{Asked, ONE_ROW};
use crate::source::NexudusSource;
use crate::staging::store::name;
use chrono::TimeDelta;
use model::feed::StagedRecord;
use sources::SourceError;
use std::collections::{BTreeMap, HashMap};

/// What is told again, in this order: what is named comes before what names it.
pub(crate) const AGAIN: [Entity; 10] = [
    Entity::Businesses,
    Entity::TimePasses,
    Entity::Sessions,
    Entity::ProposedActions,
    Entity::Messages,
    Entity::Coworkers,
    Entity::Visitors,
    Entity::Contracts,
    Entity::Bookings,
    Entity::Products,
];
/// Kept records walked at a time.
const WALK: u32 = 500;
/// What a place among the groups of messages begins with; they come after the sessions.
pub(crate) const GROUPS: &str = "@";
/// How often what is read by id alone, and was refused, is asked for again.
const ASK_AGAIN: TimeDelta = TimeDelta::hours(1);

impl NexudusSource {
    /// Tells some of a kind again.
    pub(crate) async fn again(
        &self,
        position: &Position,
        page: &mut Page<'_>,
        entity: Entity,
        after: &str,
    ) -> Result<(u64, Option<Phase>), SourceError> {
        let group = after.strip_prefix(GROUPS);
        let list = group.map_or(entity.name(), |_| name::GROUP);
        let some = page.view.after(list, group.unwrap_or(after), WALK).await?;
        let next = match (some.last(), group) {
            (Some(last), Some(_)) => Some(format!("{GROUPS}{}", last.id)),
            (Some(last), None) => Some(last.id.clone()),
            (None, None) if entity == Entity::Sessions => Some(GROUPS.to_owned()),
            (None, _) => None,
        };
        let before = page.rows();
        self.tell_again(position, page, entity, &some).await?;
        let covered = (page.rows() - before) as u64;
        Ok((covered, next.map(|after| Phase::Derive { entity, after })))
    }

    async fn tell_again(
        &self,
        position: &Position,
        page: &mut Page<'_>,
        entity: Entity,
        some: &[StagedRecord],
    ) -> Result<(), SourceError> {
        match entity {
            Entity::Businesses => rows_of(some)
                .iter()
                .for_each(|(id, row)| page.space(*id, row)),
            Entity::TimePasses => {
                let rows = rows_of(some);
                self.records(page, entity, &rows, &HashMap::new(), false)
                    .await?;
            }
            Entity::Sessions => {
                let ids: Vec<String> = some.iter().map(|kept| kept.id.clone()).collect();
                page.look_ahead(&ids).await?;
                for id in &ids {
                    page.conversation(id).await?;
                }
            }
            Entity::ProposedActions => self.actions(page, &rows_of(some)).await?,
            Entity::Messages => self.messages_again(position, page, some).await?,
            Entity::Visitors => {
                let candidates = self.renewed(page, some).await?;
                outcome::derive(page, &candidates).await?;
            }
            _ => {
                let of_kept = |kept| outcome::of_kept(entity, kept);
                let candidates: Vec<_> = some.iter().filter_map(of_kept).collect();
                outcome::derive(page, &candidates).await?;
            }
        }
        Ok(())
    }

    /// The tickets that messages name; and where customer messages or comments can be read by now, the
    /// messages that only those tell the sender or the ticket of. Their texts are not kept, so these few are read again.
    async fn messages_again(
        &self,
        position: &Position,
        page: &mut Page<'_>,
        some: &[StagedRecord],
    ) -> Result<(), SourceError> {
        let said: Vec<Said> = some.iter().filter_map(Said::of_kept).collect();
        let tickets = self.tickets(page, &said).await?;
        self.tell_tickets(page, &said, &tickets).await?;
        let is_open = |entity: Entity| position.opened.contains(&entity);
        let lacks = |said: &&Said| {
            (is_open(Entity::CoworkerMessages) && vocabulary::needs_direction(&said.record))
                || (is_open(Entity::Comments) && bare_comment(&said.record).is_some())
        };
        let unknown: Vec<i64> = said.iter().filter(lacks).map(|said| said.id).collect();
        let found = self.by_id(Entity::Messages, &unknown).await?;
        let found: Vec<(i64, Record)> = found.unwrap_or_default().into_iter().collect();
        self.messages(page, found, &HashMap::new()).await?;
        Ok(())
    }

    /// What is read by id alone; whether it may be read is noted. `None` where it cannot be.
    pub(crate) async fn beside(
        &self,
        page: &mut Page<'_>,
        entity: Entity,
        ids: &[i64],
    ) -> Result<Option<BTreeMap<i64, Record>>, SourceError> {
        if ids.is_empty() {
            return Ok(Some(BTreeMap::new()));
        }
        let found = self.by_id(entity, ids).await?;
        match &found {
            Some(_) => page.came.insert(entity),
            None => page.refused.insert(entity),
        };
        Ok(found)
    }

    /// Takes over what a step learnt of what is read by id alone.
    pub(crate) fn note_access(&self, position: &mut Position, page: &mut Page<'_>) {
        let now = self.client.pace().timer().now();
        for entity in std::mem::take(&mut page.refused) {
            position.refuse(entity, now);
        }
        for entity in std::mem::take(&mut page.came) {
            position.open(entity);
        }
    }

    /// What is read by id alone, and was refused, is asked for again from time to time: a role may
    /// have been granted.
    pub(crate) async fn ask_again(&self, position: &mut Position) -> Result<(), SourceError> {
        let now = self.client.pace().timer().now();
        let is_due = position.asked_at.is_none_or(|at| at + ASK_AGAIN <= now);
        if position.closed.is_empty() || !is_due {
            return Ok(());
        }
        position.asked_at = Some(now);
        for entity in position.closed.clone() {
            if let Asked::Got(..) = self.ask::<Listed>(entity, "", ONE_ROW).await? {
                position.open(entity);
            }
        }
        Ok(())
    }
}

/// Kept rows, with their ids.
pub(crate) fn rows_of<'k>(some: impl IntoIterator<Item = &'k StagedRecord>) -> Vec<(i64, Record)> {
    let row = |kept: &StagedRecord| {
        let record = Record::of_body(kept.body.as_deref()?);
        Some((kept.id.parse().ok()?, record))
    };
    some.into_iter().filter_map(row).collect()
}
