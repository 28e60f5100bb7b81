//! Rows that were read, staged: what is kept of them and under which keys. Each says what it touches, as it
//! was and as it is; what follows from that is derived at the end of the batch. It must not decide what a
//! row means.

use crate::decode::record::NexudusRecord;
use crate::derive::batch::BatchBuilder;
use crate::derive::message::{
    INCOMING, OF_SESSION, TextState, kept_message, still_unread, written_out,
};
use crate::derive::snapshot::ConversationSnapshot;
use crate::derive::time_pass::{LIMIT, LIMITED, own_limit, same_record};
use crate::entity::Entity;
use crate::pass::runner::PassRunner;
use crate::staging::keys::{
    action_keys, chat_of, conversation_keys, definition_keys, message_keys, product_key,
    record_keys,
};
use crate::staging::store::name;
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What a pass takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PassScope {
    /// Everything that is listed, whatever is kept of it.
    Everything,
    /// What is new or changed.
    ChangeSet,
}

impl PassRunner {
    /// Stages rows; answers how many were new or changed.
    pub(crate) async fn apply_rows(
        &self,
        batch: &mut BatchBuilder<'_>,
        entity: Entity,
        rows: Vec<NexudusRecord>,
        scope: PassScope,
    ) -> Result<u64, SourceError> {
        let rows: Vec<(i64, NexudusRecord)> = rows
            .into_iter()
            .filter_map(|row| Some((row.id()?, row)))
            .collect();
        match entity {
            Entity::Messages => self.apply_messages(batch, rows, scope).await,
            Entity::AuditTrail => self.apply_deletions(batch, rows).await,
            _ => self.apply_records(batch, entity, rows, scope).await,
        }
    }

    /// Stages rows of any kind but messages.
    pub(crate) async fn apply_records(
        &self,
        batch: &mut BatchBuilder<'_>,
        entity: Entity,
        mut rows: Vec<(i64, NexudusRecord)>,
        scope: PassScope,
    ) -> Result<u64, SourceError> {
        if entity == Entity::Businesses && scope == PassScope::Everything {
            rows.iter().for_each(|(id, row)| batch.space(*id, row));
        }
        let names: Vec<String> = rows.iter().map(|(id, _)| id.to_string()).collect();
        let before = batch.view.bodies(entity.name(), &names).await?;
        keep_unreadable_fields(&mut rows, &before);
        rows.retain(|(id, row)| {
            let was = before.get(&id.to_string());
            was.is_none_or(|was| !same_record(entity, was, row))
        });
        let limits = match entity {
            Entity::TimePasses => self.limits(batch, &rows).await?,
            _ => HashMap::new(),
        };
        for (id, row) in &rows {
            let limit = limits.get(id).map(|said| (LIMIT, *said));
            let was = before.get(&id.to_string());
            self.apply_record(batch, (entity, *id), was, (row, limit), scope)
                .await?;
        }
        if entity == Entity::Sessions {
            let named = rows.iter().map(|(_, row)| row);
            self.fetch_named(batch, named, scope).await?;
        }
        Ok(rows.len() as u64)
    }

    async fn apply_record(
        &self,
        batch: &mut BatchBuilder<'_>,
        (entity, id): (Entity, i64),
        was: Option<&String>,
        (row, limit): (&NexudusRecord, Option<(&str, &str)>),
        scope: PassScope,
    ) -> Result<(), SourceError> {
        let keys = match entity {
            Entity::Sessions => conversation_keys(row),
            Entity::ProposedActions => action_keys(row),
            Entity::TimePasses => row.link("ProductId").map(product_key).into_iter().collect(),
            Entity::CustomFields => definition_keys(row),
            Entity::Businesses => Vec::new(),
            _ => record_keys(entity, id, row),
        };
        let body = row.to_body_with(&[LIMIT], limit.as_slice());
        let was = was.map(|was| NexudusRecord::of_body(was));
        match entity {
            Entity::Businesses => {
                if scope == PassScope::ChangeSet {
                    batch.compare_zone(id, was.as_ref(), row);
                }
                batch.space(id, row);
            }
            Entity::ProposedActions => note_begun(batch, row),
            Entity::Sessions => {
                if let Some(was) = was.as_ref().filter(|was| is_told_otherwise(was, row)) {
                    write_out_messages(batch, id, was).await?;
                }
                // In a pass over everything what is new is told with its messages, or after them: one write
                // instead of two.
                let is_new = was.is_none() && !batch.view.has(name::GROUP, &id.to_string()).await?;
                if is_new && scope == PassScope::Everything {
                    batch.view.put(entity.name(), &id.to_string(), body, keys);
                    return Ok(());
                }
            }
            _ => {}
        }
        batch.stage((entity, id), was.as_ref(), (row, body, keys));
        Ok(())
    }

    /// Stages messages.
    pub(crate) async fn apply_messages(
        &self,
        batch: &mut BatchBuilder<'_>,
        rows: Vec<(i64, NexudusRecord)>,
        scope: PassScope,
    ) -> Result<u64, SourceError> {
        let mut rows = self.with_tickets(batch, rows).await?;
        let sessions = self.sessions_of(batch, &rows).await?;
        let names: Vec<String> = rows.iter().map(|(id, _)| id.to_string()).collect();
        let before = batch.view.bodies(Entity::Messages.name(), &names).await?;
        self.with_directions(batch, &mut rows, &before).await?;
        let mut staged = Vec::with_capacity(rows.len());
        for (id, row) in rows {
            let session = row.link("AiChannelSessionId");
            let session = session.and_then(|id| sessions.get(&id));
            let was = before.get(&id.to_string());
            if let Some(row) = stage_message(batch, (id, row), was, session, scope) {
                staged.push(row);
            }
        }
        let named = staged.iter().map(Arc::as_ref);
        self.fetch_tickets(batch, named.clone()).await?;
        self.fetch_named(batch, named, scope).await?;
        Ok(staged.len() as u64)
    }

    /// The rows of the sessions that messages name; one that is not here yet is asked for.
    async fn sessions_of(
        &self,
        batch: &mut BatchBuilder<'_>,
        rows: &[(i64, NexudusRecord)],
    ) -> Result<HashMap<i64, NexudusRecord>, SourceError> {
        let named = rows
            .iter()
            .filter_map(|(_, row)| row.link("AiChannelSessionId"));
        let ids: BTreeSet<i64> = named.collect();
        let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
        let mut known = batch.view.bodies(Entity::Sessions.name(), &ids).await?;
        if known.len() < ids.len() {
            self.fetch_sessions(batch, &ids, &known).await?;
            known = batch.view.bodies(Entity::Sessions.name(), &ids).await?;
        }
        let read =
            |(id, body): (String, String)| Some((id.parse().ok()?, NexudusRecord::of_body(&body)));
        Ok(known.into_iter().filter_map(read).collect())
    }

    /// Sessions that messages name and that are not here yet.
    async fn fetch_sessions(
        &self,
        batch: &mut BatchBuilder<'_>,
        ids: &[String],
        known: &HashMap<String, String>,
    ) -> Result<(), SourceError> {
        let grouped = batch.view.bodies(name::GROUP, ids).await?;
        let missing: Vec<i64> = ids
            .iter()
            .filter(|id| !known.contains_key(*id) && !grouped.contains_key(*id))
            .filter_map(|id| id.parse().ok())
            .collect();
        let Some(mut found) = self.reader.by_id(Entity::Sessions, &missing).await? else {
            return Ok(());
        };
        found.retain(|_, row| !row.is_unfilled());
        // No list will tell them as something new.
        let found: Vec<(i64, NexudusRecord)> = found.into_iter().collect();
        let scope = PassScope::ChangeSet;
        self.apply_records(batch, Entity::Sessions, found, scope)
            .await
            .map(|_| ())
    }

    /// What the audit trail says is gone.
    async fn apply_deletions(
        &self,
        batch: &mut BatchBuilder<'_>,
        rows: Vec<(i64, NexudusRecord)>,
    ) -> Result<u64, SourceError> {
        let mut applied = 0;
        for (_, row) in rows {
            let entity = row.text("EntityShortName").and_then(Entity::of_audit);
            let (Some(entity), Some(id)) = (entity, row.link("EntityId")) else {
                continue;
            };
            let is_kept = batch.view.has(entity.name(), &id.to_string()).await?;
            if row.int("AuditType") == Some(3) && is_kept {
                apply_deletion(batch, entity, id).await?;
                applied += 1;
            }
        }
        Ok(applied)
    }

    /// What is said of the length of these time passes, by the id of the product's row: null is no
    /// limit, and nothing said is nothing known. Where the row does not say, its time pass may.
    pub(crate) async fn limits(
        &self,
        batch: &mut BatchBuilder<'_>,
        rows: &[(i64, NexudusRecord)],
    ) -> Result<HashMap<i64, &'static str>, SourceError> {
        let silent = rows
            .iter()
            .filter(|(_, row)| own_limit(row) != Some(LIMITED));
        let asked: BTreeSet<i64> = silent
            .filter_map(|(_, row)| row.link("TimePassId"))
            .collect();
        let asked: Vec<i64> = asked.into_iter().collect();
        let passes = self.fetch_linked(batch, Entity::PassLimits, &asked).await?;
        let passes: BTreeMap<i64, NexudusRecord> = passes.unwrap_or_default();
        let said = |row: &NexudusRecord| {
            let pass = row.link("TimePassId").and_then(|id| passes.get(&id));
            let own = own_limit(row);
            let is_limited = own == Some(LIMITED);
            own.filter(|_| is_limited)
                .or_else(|| own_limit(pass?))
                .or(own)
        };
        Ok(rows
            .iter()
            .filter_map(|(id, row)| Some((*id, said(row)?)))
            .collect())
    }
}

/// A record is gone.
pub(crate) async fn apply_deletion(
    batch: &mut BatchBuilder<'_>,
    entity: Entity,
    id: i64,
) -> Result<(), SourceError> {
    let body = batch.view.body(entity.name(), &id.to_string()).await?;
    let was = NexudusRecord::of_body(&body.unwrap_or_default());
    if entity == Entity::Sessions {
        write_out_messages(batch, id, &was).await?;
    }
    if entity == Entity::Messages {
        batch.came.remove(&id);
        look_at_chat(batch, &was).await?;
    }
    batch.unstage(entity, id, &was);
    Ok(())
}

/// Stages a message, unless it is kept as it comes; answers its row.
fn stage_message(
    batch: &mut BatchBuilder<'_>,
    (id, row): (i64, NexudusRecord),
    was: Option<&String>,
    session: Option<&NexudusRecord>,
    scope: PassScope,
) -> Option<Arc<NexudusRecord>> {
    let text = TextState::of(&row);
    let was_row = was.map(|was| NexudusRecord::of_body(was));
    let (body, keys) = match (was, &was_row) {
        // What is here stays as it is, and is asked for again.
        (Some(was), Some(row)) if text == TextState::Unread => {
            (still_unread(was), message_keys(row))
        }
        _ => (kept_message(&row, session), message_keys(&row)),
    };
    if scope == PassScope::ChangeSet && was == Some(&body) {
        return None;
    }
    let row = match &was_row {
        Some(was) if text == TextState::Unread => Arc::new(was.clone()),
        _ => Arc::new(row),
    };
    if session.is_none() {
        let rows = was_row.iter().chain([row.as_ref()]);
        batch.touched.chats.extend(rows.filter_map(chat_of));
    }
    if let Some(session) = row.link("AiChannelSessionId") {
        let of_session = batch.staged_of.entry(session.to_string()).or_default();
        of_session.insert(id);
    }
    batch.stage((Entity::Messages, id), was_row.as_ref(), (&row, body, keys));
    if text == TextState::Known {
        batch.came.insert(id, Arc::clone(&row));
    }
    Some(row)
}

/// The chat of a message whose session is not known may be another conversation's without it.
async fn look_at_chat(
    batch: &mut BatchBuilder<'_>,
    was: &NexudusRecord,
) -> Result<(), SourceError> {
    if let Some(session) = was.link("AiChannelSessionId") {
        let session = session.to_string();
        if !batch.view.has(Entity::Sessions.name(), &session).await? {
            batch.touched.chats.extend(chat_of(was));
        }
    }
    Ok(())
}

/// A conversation that the assistant began stays so, whatever becomes of the item that says it.
pub(crate) fn note_begun(batch: &mut BatchBuilder<'_>, action: &NexudusRecord) {
    if let Some(session) = action.link("OutcomeSessionId") {
        let session = session.to_string();
        batch
            .view
            .put(name::BEGAN, &session, "{}".to_owned(), Vec::new());
    }
}

/// Whether a session says otherwise of what is not kept of its messages.
fn is_told_otherwise(was: &NexudusRecord, now: &NexudusRecord) -> bool {
    OF_SESSION
        .iter()
        .any(|key| !(was.agrees(key, now) || (was.is_unknown(key) && now.is_unknown(key))))
}

/// What a session said as well is written into its messages before it says otherwise, or goes.
async fn write_out_messages(
    batch: &mut BatchBuilder<'_>,
    id: i64,
    session: &NexudusRecord,
) -> Result<(), SourceError> {
    let conversation = id.to_string();
    let told = batch.view.body(name::CONVERSATION, &conversation).await?;
    let told = told.and_then(|body| ConversationSnapshot::of_body(&body));
    let mut ids: BTreeSet<i64> = told
        .iter()
        .flat_map(ConversationSnapshot::messages)
        .collect();
    ids.extend(batch.staged_of.get(&conversation).into_iter().flatten());
    let names: Vec<String> = ids.iter().map(i64::to_string).collect();
    let bodies = batch.view.bodies(Entity::Messages.name(), &names).await?;
    for (message, body) in bodies {
        let row = NexudusRecord::of_body(&body);
        if row.link("AiChannelSessionId") == Some(id) {
            let keys = message_keys(&row);
            let body = written_out(&body, session);
            batch
                .view
                .put(Entity::Messages.name(), &message, body, keys);
        }
    }
    Ok(())
}

/// Fields that could not be read are as they were.
fn keep_unreadable_fields(rows: &mut [(i64, NexudusRecord)], before: &HashMap<String, String>) {
    for (id, row) in rows.iter_mut().filter(|(_, row)| row.is_unfilled()) {
        if let Some(before) = before.get(&id.to_string()) {
            let known = std::mem::take(row);
            *row = NexudusRecord::of_body(before);
            row.learn(known);
        }
    }
}

/// Sets which way the customer message went that carried a message.
pub(crate) fn set_direction(row: &mut NexudusRecord, incoming: bool) {
    row.set(INCOMING, if incoming { "true" } else { "false" });
}
