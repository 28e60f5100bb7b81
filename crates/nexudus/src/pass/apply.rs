//! Rows of each kind into a batch: what is kept of them, and what they say of conversations.

use crate::decode::record::Record;
use crate::decode::vocabulary;
use crate::derive::batch::{Page, session_keys};
use crate::derive::custom_field;
use crate::derive::moved::{Left, leave_conversations};
use crate::derive::outcome::{self, Candidate, Known};
use crate::derive::time_pass::{LIMIT, says};
use crate::entity::Entity;
use crate::pass::again::rows_of;
use crate::settings::link;
use crate::source::NexudusSource;
use crate::staging::keys::session_key;
use chrono::DateTime;
use model::record::InboxItemRecord;
use model::{Origin, RemoteId};
use sources::SourceError;
use std::collections::{BTreeSet, HashMap};

impl NexudusSource {
    /// Takes rows; answers how many were new or changed.
    pub(crate) async fn take(
        &self,
        page: &mut Page<'_>,
        entity: Entity,
        rows: Vec<Record>,
        kept: &HashMap<String, String>,
        is_fresh: bool,
    ) -> Result<u64, SourceError> {
        let rows: Vec<(i64, Record)> = rows
            .into_iter()
            .filter_map(|row| Some((row.id()?, row)))
            .collect();
        match entity {
            Entity::Messages => self.messages(page, rows, kept).await,
            Entity::AuditTrail => self.deletions(page, rows).await,
            _ => {
                let rows = remember(page, entity, rows, kept).await?;
                let rows: Vec<(i64, Record)> = rows
                    .into_iter()
                    .filter(|(id, row)| {
                        let kept = kept.get(&id.to_string());
                        kept.is_none_or(|kept| !says(entity, kept, row))
                    })
                    .collect();
                self.records(page, entity, &rows, kept, is_fresh).await?;
                Ok(rows.len() as u64)
            }
        }
    }

    pub(crate) async fn records(
        &self,
        page: &mut Page<'_>,
        entity: Entity,
        rows: &[(i64, Record)],
        before: &HashMap<String, String>,
        is_fresh: bool,
    ) -> Result<(), SourceError> {
        let limits = match entity {
            Entity::TimePasses => self.limits(page, rows).await?,
            _ => HashMap::new(),
        };
        let actions = actions_before(page, entity, rows).await?;
        for (id, row) in rows {
            let keys = match entity {
                Entity::Sessions => session_keys(row),
                Entity::ProposedActions => action_keys(row),
                Entity::TimePasses => row.link("ProductId").map(product_key).into_iter().collect(),
                Entity::CustomFields => custom_field::definition_keys(row),
                Entity::Businesses => Vec::new(),
                _ => outcome::keys(entity, *id, row),
            };
            let own: Vec<_> = limits
                .get(id)
                .map(|said| (LIMIT, *said))
                .into_iter()
                .collect();
            let body = row.to_body_with(&[LIMIT], &own);
            page.view.put(entity.name(), &id.to_string(), body, keys);
        }
        match entity {
            Entity::Businesses => rows.iter().for_each(|(id, row)| page.space(*id, row)),
            Entity::Sessions => {
                self.sessions(page, rows, is_fresh).await?;
                self.unsaid(page, rows, before).await?;
            }
            Entity::ProposedActions => {
                let now = rows.iter().map(|(id, row)| (id.to_string(), row)).collect();
                leave_conversations(page, &actions, &now).await?;
                self.actions(page, rows).await?;
            }
            Entity::TimePasses | Entity::CustomFields if is_fresh => {}
            Entity::CustomFields => self.defined(page, rows, before).await?,
            Entity::TimePasses => self.sold(page, rows).await?,
            _ => self.outcomes(page, entity, rows, before, is_fresh).await?,
        }
        Ok(())
    }

    /// Sessions. In a first pass they are told with their messages, which is one write instead of
    /// many; later each change is told at once, with the outcomes that it may have led to.
    pub(crate) async fn sessions(
        &self,
        page: &mut Page<'_>,
        rows: &[(i64, Record)],
        is_fresh: bool,
    ) -> Result<(), SourceError> {
        self.ungroup(page, rows, is_fresh).await?;
        if !is_fresh {
            let ids: Vec<String> = rows.iter().map(|(id, _)| id.to_string()).collect();
            page.look_ahead(&ids).await?;
            for id in &ids {
                page.conversation(id).await?;
                page.refresh(id).await?;
            }
            let keys: BTreeSet<String> = rows.iter().map(|(id, _)| session_key(*id)).collect();
            let actions = page
                .view
                .with_keys(Entity::ProposedActions.name(), &keys)
                .await?;
            self.actions(page, &rows_of(actions.values())).await?;
            let keys: BTreeSet<String> =
                rows.iter().flat_map(|(_, row)| session_keys(row)).collect();
            let candidates = outcome::touched(page, &keys).await?;
            outcome::derive(page, &candidates).await?;
        }
        self.pointed(page, rows.iter().map(|(_, row)| row)).await
    }

    /// Outcomes that sessions led to as they were, and may not lead to as they are.
    async fn unsaid(
        &self,
        page: &mut Page<'_>,
        rows: &[(i64, Record)],
        before: &HashMap<String, String>,
    ) -> Result<(), SourceError> {
        let was = rows.iter().filter_map(|(id, row)| {
            let was = Record::of_body(before.get(&id.to_string())?);
            (session_keys(&was) != session_keys(row)).then_some(was)
        });
        let before: Vec<Record> = was.collect();
        let keys: BTreeSet<String> = before.iter().flat_map(session_keys).collect();
        let candidates = outcome::touched(page, &keys).await?;
        outcome::derive(page, &candidates).await?;
        self.pointed(page, before.iter()).await
    }

    /// Items of the AI Inbox, on the conversations that they come from and that they began.
    pub(crate) async fn actions(
        &self,
        page: &mut Page<'_>,
        rows: &[(i64, Record)],
    ) -> Result<(), SourceError> {
        for (id, row) in rows {
            if let Some(began) = row.link("OutcomeSessionId") {
                let began = began.to_string();
                let mut note = page.note(&began).await?;
                note.origin = Some(Origin::ProactiveOutbound);
                page.learn(&began, note);
                page.refresh(&began).await?;
            }
            let item = InboxItemRecord {
                id: RemoteId(id.to_string()),
                title: vocabulary::action_title(row),
                status: vocabulary::inbox_status(row.word("Status").as_deref()),
                url: link(&page.settings.links.inbox_item, &id.to_string()),
                created_at: row.when("CreatedOn").unwrap_or(DateTime::UNIX_EPOCH),
            };
            for session in action_sessions(row) {
                if let Some(change) = page.conversation(&session.to_string()).await? {
                    change.inbox_items.retain(|one| one.id != item.id);
                    change.inbox_items.push(item.clone());
                }
            }
        }
        Ok(())
    }

    /// What the audit trail says is gone.
    async fn deletions(
        &self,
        page: &mut Page<'_>,
        rows: Vec<(i64, Record)>,
    ) -> Result<u64, SourceError> {
        let mut taken = 0;
        for (_, row) in rows {
            let entity = row.text("EntityShortName").and_then(Entity::of_audit);
            let (Some(entity), Some(id)) = (entity, row.link("EntityId")) else {
                continue;
            };
            let is_kept = page
                .view
                .body(entity.name(), &id.to_string())
                .await?
                .is_some();
            if row.int("AuditType") == Some(3) && is_kept {
                self.forget(page, entity, id).await?;
                taken += 1;
            }
        }
        Ok(taken)
    }

    /// A record is gone.
    pub(crate) async fn forget(
        &self,
        page: &mut Page<'_>,
        entity: Entity,
        id: i64,
    ) -> Result<(), SourceError> {
        let name = id.to_string();
        let body = page.view.body(entity.name(), &name).await?;
        let body = body.unwrap_or_default();
        page.view.drop(entity.name(), &name);
        let record = Record::of_body(&body);
        match entity {
            Entity::Sessions => {
                Self::lose(page, id, &record).await?;
                self.orphans(page, &record).await?;
            }
            Entity::Messages => {
                let left = Left::of(id, record);
                self.take_back(page, left.as_slice()).await?;
                let was = left.iter().map(|one| &one.record);
                self.pointed(page, was).await?;
            }
            Entity::ProposedActions => {
                let before = HashMap::from([(name, body)]);
                leave_conversations(page, &before, &HashMap::new()).await?;
            }
            Entity::TimePasses => self.sold(page, &[(id, record)]).await?,
            Entity::CustomFields => custom_field::undefine(page, id, &record).await?,
            Entity::Coworkers => {
                let keys = outcome::keys(entity, id, &record).into_iter().collect();
                let others = outcome::touched(page, &keys).await?;
                outcome::derive(page, &others).await?;
                self.customers(page, &[(id, record)]).await?;
            }
            _ => {}
        }
        if Entity::OUTCOMES.contains(&entity) {
            let gone = Candidate {
                entity,
                id,
                known: Known::Gone,
            };
            outcome::derive(page, &[gone]).await?;
        }
        Ok(())
    }
}

fn action_keys(row: &Record) -> Vec<String> {
    action_sessions(row).into_iter().map(session_key).collect()
}

/// The sessions that an inbox item comes from and that it began.
pub(crate) fn action_sessions(row: &Record) -> BTreeSet<i64> {
    let keys = ["AiChannelSessionId", "OutcomeSessionId"];
    keys.iter().filter_map(|key| row.link(key)).collect()
}

/// What was kept of inbox items that come again.
async fn actions_before(
    page: &mut Page<'_>,
    entity: Entity,
    rows: &[(i64, Record)],
) -> Result<HashMap<String, String>, SourceError> {
    if entity != Entity::ProposedActions || page.is_first {
        return Ok(HashMap::new());
    }
    let names: Vec<String> = rows.iter().map(|(id, _)| id.to_string()).collect();
    page.view.bodies(entity.name(), &names).await
}

/// The key of what belongs to a product.
pub(crate) fn product_key(product: i64) -> String {
    format!("product:{product}")
}

/// Fields that could not be read are as they were.
async fn remember(
    page: &mut Page<'_>,
    entity: Entity,
    mut rows: Vec<(i64, Record)>,
    kept: &HashMap<String, String>,
) -> Result<Vec<(i64, Record)>, SourceError> {
    for (id, row) in rows.iter_mut().filter(|(_, row)| row.is_unfilled()) {
        let name = id.to_string();
        let before = match kept.get(&name) {
            Some(before) => Some(before.clone()),
            None => page.view.body(entity.name(), &name).await?,
        };
        if let Some(before) = before {
            let known = std::mem::take(row);
            *row = Record::of_body(&before);
            row.learn(known);
        }
    }
    Ok(rows)
}
