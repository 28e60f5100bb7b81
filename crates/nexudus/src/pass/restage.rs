//! What an earlier version kept, staged again: under the keys of this one, and with every conversation kept
//! as it is told. Nothing is asked for, and nothing is here when it is done that this version would not keep.

use crate::decode::record::NexudusRecord;
use crate::derive::batch::BatchBuilder;
use crate::derive::message::{is_of_earlier_version, whole_message, written_out};
use crate::derive::snapshot::ConversationSnapshot;
use crate::entity::Entity;
use crate::pass::apply::note_begun;
use crate::pass::checkpoint::{PassPhase, RestagePart, SyncCheckpoint};
use crate::pass::runner::PassRunner;
use crate::pass::touch::rows_of;
use crate::staging::keys::{KEY_VERSION, conversation_keys, message_keys, record_keys};
use crate::staging::store::name;
use model::Origin;
use model::feed::StagedRecord;
use serde_json::Value;
use sources::SourceError;

/// Kept records walked at a time.
const WALK: u32 = 1_000;

impl RestagePart {
    /// What this version, or an earlier one, calls it.
    fn list(self) -> &'static str {
        match self {
            Self::Actions => Entity::ProposedActions.name(),
            Self::Notes => name::NOTE,
            Self::Messages => Entity::Messages.name(),
            Self::Sessions => Entity::Sessions.name(),
            Self::Groups => name::GROUP,
            Self::Coworkers => Entity::Coworkers.name(),
            Self::Visitors => Entity::Visitors.name(),
            Self::Contracts => Entity::Contracts.name(),
            Self::Bookings => Entity::Bookings.name(),
            Self::Products => Entity::Products.name(),
        }
    }

    fn next(self) -> Option<Self> {
        match self {
            Self::Actions => Some(Self::Notes),
            Self::Notes => Some(Self::Messages),
            Self::Messages => Some(Self::Coworkers),
            Self::Coworkers => Some(Self::Sessions),
            Self::Sessions => Some(Self::Groups),
            Self::Groups => Some(Self::Visitors),
            Self::Visitors => Some(Self::Contracts),
            Self::Contracts => Some(Self::Bookings),
            Self::Bookings => Some(Self::Products),
            Self::Products => None,
        }
    }
}

impl PassRunner {
    /// Stages some of it again.
    pub(crate) async fn restage(
        &self,
        position: &mut SyncCheckpoint,
        batch: &mut BatchBuilder<'_>,
        part: RestagePart,
        after: &str,
    ) -> Result<(u64, Option<PassPhase>), SourceError> {
        let some = batch.view.after(part.list(), after, WALK).await?;
        let next = match some.last() {
            Some(last) => Some((part, last.id.clone())),
            None => part.next().map(|part| (part, String::new())),
        };
        if next.is_none() {
            position.keyed = true;
            position.key_version = KEY_VERSION;
        }
        let covered = some.len() as u64;
        match part {
            RestagePart::Actions => rows_of(&some)
                .iter()
                .for_each(|(_, row)| note_begun(batch, row)),
            RestagePart::Notes => some.iter().for_each(|kept| take_note(batch, kept)),
            RestagePart::Messages => restage_messages(batch, some).await?,
            RestagePart::Sessions => restage_sessions(batch, &some),
            RestagePart::Groups => drop_earlier(batch, &some).await?,
            RestagePart::Coworkers => restage_records(batch, Entity::Coworkers, &some),
            RestagePart::Visitors => restage_records(batch, Entity::Visitors, &some),
            RestagePart::Contracts => restage_records(batch, Entity::Contracts, &some),
            RestagePart::Bookings => restage_records(batch, Entity::Bookings, &some),
            RestagePart::Products => restage_records(batch, Entity::Products, &some),
        }
        let next = next.map(|(part, after)| PassPhase::Restage { part, after });
        Ok((covered, next))
    }
}

/// An earlier version noted how a conversation began; the rest of the note is derived.
fn take_note(batch: &mut BatchBuilder<'_>, kept: &StagedRecord) {
    let body = kept.body.as_deref().unwrap_or_default();
    let note: Value = serde_json::from_str(body).unwrap_or_default();
    let origin = note.get("origin").and_then(Value::as_str);
    if origin == Some(Origin::ProactiveOutbound.as_str()) {
        batch
            .view
            .put(name::BEGAN, &kept.id, "{}".to_owned(), Vec::new());
    }
    batch.view.drop(name::NOTE, &kept.id);
}

fn restage_sessions(batch: &mut BatchBuilder<'_>, some: &[StagedRecord]) {
    for (id, row) in rows_of(some) {
        let (body, keys) = (row.to_body(), conversation_keys(&row));
        batch.stage((Entity::Sessions, id), None, (&row, body, keys));
    }
}

/// What may be an outcome is found by the person whom it names.
fn restage_records(batch: &mut BatchBuilder<'_>, entity: Entity, some: &[StagedRecord]) {
    for (id, row) in rows_of(some) {
        let (body, keys) = (row.to_body(), record_keys(entity, id, &row));
        batch.stage((entity, id), None, (&row, body, keys));
    }
}

async fn restage_messages(
    batch: &mut BatchBuilder<'_>,
    some: Vec<StagedRecord>,
) -> Result<(), SourceError> {
    for kept in some {
        let (Some(mut body), Ok(id)) = (kept.body, kept.id.parse::<i64>()) else {
            continue;
        };
        let mut row = NexudusRecord::of_body(&body);
        if is_of_earlier_version(&row) {
            let session = row.link("AiChannelSessionId").map(|id| id.to_string());
            let session = match &session {
                Some(id) => batch.view.body(Entity::Sessions.name(), id).await?,
                None => None,
            };
            // What it said beside its session was not said of it: all of it is written out.
            let session = session
                .map(|body| NexudusRecord::of_body(&body))
                .unwrap_or_default();
            body = written_out(&body, &session);
            row = whole_message(&body, None);
        }
        if let Some(session) = row.link("AiChannelSessionId") {
            let of_session = batch.staged_of.entry(session.to_string()).or_default();
            of_session.insert(id);
        }
        let keys = message_keys(&row);
        batch.stage((Entity::Messages, id), None, (&row, body, keys));
    }
    Ok(())
}

/// Groups that an earlier version kept, and that no message is of, go.
async fn drop_earlier(
    batch: &mut BatchBuilder<'_>,
    some: &[StagedRecord],
) -> Result<(), SourceError> {
    for kept in some {
        let body = kept.body.as_deref();
        if body.and_then(ConversationSnapshot::of_body).is_some() {
            batch.touched.conversations.insert(kept.id.clone());
            continue;
        }
        batch.view.drop(name::GROUP, &kept.id);
        if !batch.view.has(Entity::Sessions.name(), &kept.id).await? {
            batch.absent.insert(kept.id.clone());
        }
    }
    Ok(())
}
