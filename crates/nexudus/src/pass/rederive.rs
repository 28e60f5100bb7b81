//! What is here already, derived again: by another rule, or with what the account may read by now. What is
//! kept is not downloaded again.

use crate::decode::page::ListPage;
use crate::decode::record::NexudusRecord;
use crate::derive::batch::BatchBuilder;
use crate::derive::custom_field::is_of_earlier_version;
use crate::derive::time_pass::LIMIT;
use crate::entity::Entity;
use crate::pass::apply::set_direction;
use crate::pass::checkpoint::{PassPhase, SyncCheckpoint};
use crate::pass::linked_records::undirected;
use crate::pass::runner::PassRunner;
use crate::pass::touch::rows_of;
use crate::read::request::{ONE_ROW, RecordAnswer};
use crate::staging::keys::{message_keys, product_key, record_keys};
use crate::staging::store::name;
use chrono::TimeDelta;
use model::feed::StagedRecord;
use sources::SourceError;
use std::collections::BTreeSet;

/// What is derived again, in this order: what is named comes before what names it.
pub(crate) const REDERIVED_ORDER: [Entity; 9] = [
    Entity::Businesses,
    Entity::TimePasses,
    Entity::Messages,
    Entity::Sessions,
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

impl PassRunner {
    /// Has some of a kind derived again.
    pub(crate) async fn rederive(
        &self,
        position: &SyncCheckpoint,
        batch: &mut BatchBuilder<'_>,
        entity: Entity,
        after: &str,
    ) -> Result<(u64, Option<PassPhase>), SourceError> {
        let group = after.strip_prefix(GROUPS);
        let list = group.map_or(entity.name(), |_| name::GROUP);
        let some = batch.view.after(list, group.unwrap_or(after), WALK).await?;
        let next = match (some.last(), group) {
            (Some(last), Some(_)) => Some(format!("{GROUPS}{}", last.id)),
            (Some(last), None) => Some(last.id.clone()),
            (None, None) if entity == Entity::Sessions => Some(GROUPS.to_owned()),
            (None, _) => None,
        };
        self.touch_again(position, batch, entity, &some).await?;
        let covered = some.len() as u64;
        Ok((
            covered,
            next.map(|after| PassPhase::Derive { entity, after }),
        ))
    }

    async fn touch_again(
        &self,
        position: &SyncCheckpoint,
        batch: &mut BatchBuilder<'_>,
        entity: Entity,
        some: &[StagedRecord],
    ) -> Result<(), SourceError> {
        match entity {
            Entity::Businesses => rows_of(some)
                .iter()
                .for_each(|(id, row)| batch.space(*id, row)),
            Entity::TimePasses => self.limits_again(batch, some).await?,
            Entity::Messages => self.messages_again(position, batch, some).await?,
            Entity::Sessions => {
                let ids = some.iter().map(|kept| kept.id.clone());
                batch.touched.conversations.extend(ids);
            }
            _ => {
                if entity == Entity::Visitors {
                    self.renew_visitors(batch, some).await?;
                }
                let ids = some.iter().filter_map(|kept| kept.id.parse().ok());
                batch.touched.records.extend(ids.map(|id| (entity, id)));
            }
        }
        Ok(())
    }

    /// How long time passes last may be known by now.
    async fn limits_again(
        &self,
        batch: &mut BatchBuilder<'_>,
        some: &[StagedRecord],
    ) -> Result<(), SourceError> {
        let rows = rows_of(some);
        let limits = self.limits(batch, &rows).await?;
        for (id, row) in rows {
            if let Some(said) = limits
                .get(&id)
                .filter(|said| row.text(LIMIT) != Some(**said))
            {
                let body = row.to_body_with(&[LIMIT], &[(LIMIT, said)]);
                let keys = row.link("ProductId").map(product_key).into_iter().collect();
                batch.stage((Entity::TimePasses, id), None, (&row, body, keys));
            }
        }
        Ok(())
    }

    /// The tickets that messages name; and where customer messages or comments can be read by now, who sent
    /// the messages that only those tell the sender of, and which ticket they lead to.
    async fn messages_again(
        &self,
        position: &SyncCheckpoint,
        batch: &mut BatchBuilder<'_>,
        some: &[StagedRecord],
    ) -> Result<(), SourceError> {
        let mut rows = rows_of(some);
        let is_open = |entity: Entity| position.opened.contains(&entity);
        if is_open(Entity::Comments) {
            rows = self.with_tickets(batch, rows).await?;
        }
        if is_open(Entity::CoworkerMessages) {
            self.directions_again(batch, &mut rows).await?;
        }
        let tickets = rows.iter().map(|(_, row)| row);
        self.fetch_tickets(batch, tickets).await?;
        for ((id, row), kept) in rows.iter().zip(some) {
            let body = row.to_body();
            if kept.body.as_ref() != Some(&body) {
                let keys = message_keys(row);
                batch.amended.insert(*id);
                batch.stage((Entity::Messages, *id), None, (row, body, keys));
            } else if row.link("HelpDeskMessageId").is_some() {
                batch.touched.add_row(Entity::Messages, *id, row);
            }
        }
        Ok(())
    }

    async fn directions_again(
        &self,
        batch: &mut BatchBuilder<'_>,
        rows: &mut [(i64, NexudusRecord)],
    ) -> Result<(), SourceError> {
        let wanted: BTreeSet<i64> = rows.iter().filter_map(|(_, row)| undirected(row)).collect();
        let wanted: Vec<i64> = wanted.into_iter().collect();
        let entity = Entity::CoworkerMessages;
        let Some(found) = self.fetch_linked(batch, entity, &wanted).await? else {
            return Ok(());
        };
        for (_, row) in rows {
            let carrier = undirected(row).and_then(|id| found.get(&id));
            if let Some(incoming) = carrier.and_then(|row| row.flag("Incoming")) {
                set_direction(row, incoming);
            }
        }
        Ok(())
    }

    /// An older Daybook kept neither names of a visitor's fields nor what is short: such a visitor is read
    /// again, once.
    async fn renew_visitors(
        &self,
        batch: &mut BatchBuilder<'_>,
        some: &[StagedRecord],
    ) -> Result<(), SourceError> {
        let entity = Entity::Visitors;
        let mut old = rows_of(some);
        old.retain(|(_, row)| is_of_earlier_version(row));
        let ids: Vec<i64> = old.iter().map(|(id, _)| *id).collect();
        let mut found = self.reader.by_id(entity, &ids).await?.unwrap_or_default();
        found.retain(|_, row| !row.is_unfilled());
        for (id, was) in old {
            if let Some(row) = found.remove(&id) {
                let mut now = was.clone();
                now.learn(row);
                let keys = record_keys(entity, id, &now);
                batch.stage((entity, id), Some(&was), (&now, now.to_body(), keys));
            }
        }
        Ok(())
    }

    /// Takes over what a step learnt of what is read by id alone.
    pub(crate) fn note_access(&self, position: &mut SyncCheckpoint, batch: &mut BatchBuilder<'_>) {
        let now = self.reader.client.pace().timer().now();
        for entity in std::mem::take(&mut batch.refused) {
            position.refuse(entity, now);
        }
        for entity in std::mem::take(&mut batch.answered) {
            position.open(entity);
        }
    }

    /// What is read by id alone, and was refused, is asked for again from time to time: a role may
    /// have been granted.
    pub(crate) async fn ask_again(&self, position: &mut SyncCheckpoint) -> Result<(), SourceError> {
        let now = self.reader.client.pace().timer().now();
        let is_due = position.asked_at.is_none_or(|at| at + ASK_AGAIN <= now);
        if position.closed.is_empty() || !is_due {
            return Ok(());
        }
        position.asked_at = Some(now);
        for entity in position.closed.clone() {
            let asked = self.reader.ask::<ListPage>(entity, "", ONE_ROW).await?;
            if let RecordAnswer::Got(..) = asked {
                position.open(entity);
            }
        }
        Ok(())
    }
}
