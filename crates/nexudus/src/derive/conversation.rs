//! Conversations, derived whole: whatever touched one, it is made again of all of its rows, compared with
//! what was told of it last, and told where that differs. Nothing is amended.

use crate::decode::vocabulary;
use crate::derive::batch::{BatchBuilder, location_of};
use crate::derive::candidates::of_conversations;
use crate::derive::draft::{ConversationDraft, draft};
use crate::derive::linked_parts::ConversationParts;
use crate::derive::message::message_record;
use crate::derive::outcome::derive_outcomes;
use crate::derive::placement::MessagePlacement;
use crate::derive::snapshot::ConversationSnapshot;
use crate::entity::Entity;
use crate::fingerprint::print;
use crate::staging::store::name;
use chrono::DateTime;
use model::feed::{ConversationChange, MessageMove, RetractedKind, Retraction, RetractionCause};
use model::record::{ConversationRecord, GeoPlace};
use model::{Origin, RemoteId};
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Derives whatever this batch touched, and tells it.
pub(crate) async fn derive_touched(batch: &mut BatchBuilder<'_>) -> Result<(), SourceError> {
    let mut placement = MessagePlacement::default();
    let mut drafts = BTreeMap::new();
    let mut is_cause = true;
    while !batch.touched.is_empty() {
        let touched = std::mem::take(&mut batch.touched);
        tell_customers(batch, &touched.customers).await?;
        let placed = placement.place(batch, &touched).await?;
        draft_all(batch, &placement, &placed, &mut drafts)?;
        if !std::mem::take(&mut is_cause) {
            // These have other outcomes than they had, and are what they were otherwise.
            break;
        }
        let records = of_conversations(batch, touched, &placed, &drafts).await?;
        let changed = derive_outcomes(batch, records).await?;
        batch.touched.conversations.extend(changed);
    }
    tell(batch, &placement, drafts).await
}

/// Makes conversations of their rows. What is none any more is known as such from here on, and what is
/// known by its messages alone is found by what they say.
fn draft_all(
    batch: &mut BatchBuilder<'_>,
    placement: &MessagePlacement,
    placed: &[String],
    drafts: &mut BTreeMap<String, ConversationDraft>,
) -> Result<(), SourceError> {
    let mut members = placement.members(placed);
    for id in placed {
        let of_one = members.remove(id).unwrap_or_default();
        let session = placement.sessions.get(id).cloned().flatten();
        let told = placement.told.get(id);
        let Some(draft) = draft(session, of_one, told) else {
            // Nothing is found by what it said.
            if told.is_some() {
                batch.view.drop(name::GROUP, id);
            }
            continue;
        };
        let snapshot = draft.snapshot();
        if draft.is_group && !told.is_some_and(|told| told.is_of(&snapshot)) {
            batch
                .view
                .put(name::GROUP, id, snapshot.to_body()?, draft.keys());
        } else if !draft.is_group && told.is_some_and(ConversationSnapshot::is_group) {
            batch.view.drop(name::GROUP, id);
        }
        batch.derived.insert(id.clone(), draft.basis.clone());
        drafts.insert(id.clone(), draft);
    }
    Ok(())
}

/// Customers who changed, where somebody talked with them.
async fn tell_customers(
    batch: &mut BatchBuilder<'_>,
    customers: &BTreeSet<i64>,
) -> Result<(), SourceError> {
    let keys: BTreeSet<String> = customers
        .iter()
        .map(|id| format!("coworker:{id}"))
        .collect();
    for list in [Entity::Sessions.name(), name::GROUP] {
        let theirs = batch.view.with_keys(list, &keys).await?;
        for (id, _) in theirs {
            let Some(basis) = batch.basis(&id).await? else {
                continue;
            };
            if let Some(coworker) = basis.session.link("CoworkerId") {
                batch.customer(coworker, &basis.session).await?;
            }
        }
    }
    Ok(())
}

/// Tells what differs from what was told last.
async fn tell(
    batch: &mut BatchBuilder<'_>,
    placement: &MessagePlacement,
    drafts: BTreeMap<String, ConversationDraft>,
) -> Result<(), SourceError> {
    let moves = moves_between(batch, placement, &drafts);
    let parts = ConversationParts::load(batch, &drafts).await?;
    for id in placement.told.keys() {
        if !drafts.contains_key(id) {
            batch.view.drop(name::CONVERSATION, id);
            batch.view.drop(name::GROUP, id);
            batch.absent.insert(id.clone());
        }
    }
    for (id, draft) in &drafts {
        tell_one(batch, (id, draft), &parts, &moves).await?;
    }
    Ok(())
}

/// Messages that are told without their texts, because those are here: by id, where from and where to.
type MessageMoves<'d> = HashMap<i64, (&'d str, &'d str)>;

/// Messages that changed places, and those of which something but the text was learnt.
fn moves_between<'d>(
    batch: &BatchBuilder<'_>,
    placement: &'d MessagePlacement,
    drafts: &'d BTreeMap<String, ConversationDraft>,
) -> MessageMoves<'d> {
    let mut former: HashMap<i64, &str> = HashMap::new();
    for (id, told) in &placement.told {
        former.extend(told.messages().map(|message| (message, id.as_str())));
    }
    if former.is_empty() {
        return HashMap::new();
    }
    let mut moves = HashMap::new();
    for (to, draft) in drafts {
        for message in draft.members.keys() {
            let Some(from) = former.get(message).copied() else {
                continue;
            };
            let is_other = from != to || batch.amended.contains(message);
            if is_other && !batch.came.contains_key(message) {
                moves.insert(*message, (from, to.as_str()));
            }
        }
    }
    moves
}

async fn tell_one(
    batch: &mut BatchBuilder<'_>,
    (id, draft): (&str, &ConversationDraft),
    parts: &ConversationParts,
    moves: &MessageMoves<'_>,
) -> Result<(), SourceError> {
    let conversation = head(batch, id, draft, parts.was_begun(id)).await?;
    let customer = match draft.basis.session.link("CoworkerId") {
        Some(coworker) => Some(batch.customer(coworker, &draft.basis.session).await?),
        None => None,
    };
    let change = ConversationChange {
        messages: Vec::new(),
        conversions: parts.outcomes(id),
        leads: Vec::new(),
        tickets: parts.tickets(batch.settings, draft),
        inbox_items: parts.items(batch.settings, id),
        conversation,
    };
    let mut now = draft.snapshot();
    now.tickets = numbers(change.tickets.iter().map(|one| &one.id));
    now.items = numbers(change.inbox_items.iter().map(|one| &one.id));
    now.told_in = batch.full_pass;
    let all = serde_json::to_string(&(&change, customer))
        .map_err(|_| SourceError::refused("a conversation could not be compared"))?;
    now.print = print(&all);
    let told = draft.told.as_deref();
    let taken_back = retractions(id, draft, told, &now, moves);
    let messages = texts(batch, draft);
    let moved = moved_here(id, draft, moves);
    let is_same = told == Some(&now);
    if is_same && taken_back.is_empty() && messages.is_empty() && moved.is_empty() {
        return Ok(());
    }
    batch
        .view
        .put(draft.list(), id, now.to_body()?, draft.keys());
    let other = if draft.is_group {
        name::CONVERSATION
    } else {
        name::GROUP
    };
    if told.is_some_and(|told| told.is_group() != draft.is_group) {
        batch.view.drop(other, id);
    }
    batch.retracted.extend(taken_back);
    batch.moved.extend(moved);
    batch
        .conversations
        .push(ConversationChange { messages, ..change });
    Ok(())
}

fn numbers<'i>(ids: impl Iterator<Item = &'i RemoteId>) -> Vec<i64> {
    ids.filter_map(|id| id.as_str().parse().ok()).collect()
}

/// Messages that came with their texts.
fn texts(batch: &BatchBuilder<'_>, draft: &ConversationDraft) -> Vec<model::record::MessageRecord> {
    let came = draft.members.iter();
    let came = came.filter(|(id, _)| batch.came.contains_key(*id));
    came.map(|(id, row)| message_record(*id, row, &draft.basis.session))
        .collect()
}

/// Messages whose texts are here, and that are told as they are now.
fn moved_here(id: &str, draft: &ConversationDraft, moves: &MessageMoves<'_>) -> Vec<MessageMove> {
    if moves.is_empty() {
        return Vec::new();
    }
    let members = draft.members.iter();
    let moved = members.filter_map(|(message, row)| {
        let (from, _) = moves.get(message)?;
        Some(MessageMove {
            from: RemoteId::from(*from),
            to: RemoteId::from(id),
            message: message_record(*message, row, &draft.basis.session),
        })
    });
    moved.collect()
}

/// What was told and is not so any more.
fn retractions(
    id: &str,
    draft: &ConversationDraft,
    told: Option<&ConversationSnapshot>,
    now: &ConversationSnapshot,
    moves: &MessageMoves<'_>,
) -> Vec<Retraction> {
    let Some(told) = told else { return Vec::new() };
    let retract = |kind: RetractedKind, part_id: i64| Retraction {
        conversation: RemoteId::from(id),
        kind,
        id: RemoteId(part_id.to_string()),
        cause: RetractionCause::Reassigned,
    };
    let left = told.messages();
    let left = left.filter(|one| !draft.members.contains_key(one) && !moves.contains_key(one));
    let mut all: Vec<Retraction> = left
        .map(|one| retract(RetractedKind::Message, one))
        .collect();
    let tickets = told.tickets.iter().filter(|one| !now.tickets.contains(one));
    all.extend(tickets.map(|one| retract(RetractedKind::Ticket, *one)));
    let items = told.items.iter().filter(|one| !now.items.contains(one));
    all.extend(items.map(|one| retract(RetractedKind::InboxItem, *one)));
    all
}

/// A head as it is known now; where it names a place, that is told beside it.
async fn head(
    batch: &mut BatchBuilder<'_>,
    id: &str,
    draft: &ConversationDraft,
    was_begun: bool,
) -> Result<ConversationRecord, SourceError> {
    let (basis, session) = (&draft.basis, &draft.basis.session);
    let space = location_of(session);
    if !batch.spaces.contains_key(&space) {
        let told = batch.location(session).await?;
        batch.spaces.insert(space.clone(), told);
    }
    let trimmed = |key: &str| session.text(key).map(|text| text.trim().to_owned());
    let started_at = basis
        .began()
        .or_else(|| session.when("LastActivityUtc"))
        .unwrap_or(DateTime::UNIX_EPOCH);
    let origin = if was_begun {
        Some(Origin::ProactiveOutbound)
    } else {
        draft.origin.clone()
    };
    let session_id = trimmed("ChatSession").or_else(|| trimmed("UniqueId"));
    Ok(ConversationRecord {
        id: RemoteId::from(id),
        // The one that links carry; where none is told, the conversation's own.
        session_id: session_id.unwrap_or_else(|| id.to_owned()),
        space_id: RemoteId(space),
        channel: vocabulary::channel(session.text("Channel")),
        origin: origin.unwrap_or(Origin::Inbound),
        subject: trimmed("Subject"),
        customer_id: session
            .link("CoworkerId")
            .map(|id| RemoteId(id.to_string())),
        external_identifier: trimmed("ExternalIdentifier"),
        visitor_token: None,
        place: GeoPlace::default(),
        status: None,
        escalation: vocabulary::escalation(session.word("EscalationStatus").as_deref()),
        started_at,
        last_activity_at: basis.last(started_at),
        ended_at: None,
    })
}
