//! What of a page is taken: duplicates become one, what is gone stays gone, and what cannot be stored
//! is set aside with the reason. Nothing is written here.

use crate::error::Result;
use crate::table::child::ConversationChild;
use crate::table::quarantine::{self, QuarantinedRow};
use crate::table::tombstone;
use crate::time;
use chrono::{DateTime, Utc};
use model::feed::{ChangeSet, ConversationChange, OversizedMessage};
use model::record::{CustomerRecord, MessageRecord, SpaceRecord, Tombstone, TombstoneKind};
use model::{RemoteId, SourceId};
use sqlx::SqliteConnection;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// An id longer than this is a server's mistake.
const LONGEST_ID: usize = 1024;

const BAD_ID: &str = "the id is empty, too long or not text";
const UNREADABLE: &str = "the server cannot read the row: its store was damaged";
const TOO_LARGE: &str = "the message is too large to be read";
const BAD_TIME: &str = "a time lies outside the years 1970 to 2999";

/// A page, ready to be written.
#[derive(Debug)]
pub(crate) struct ValidatedChanges<'p> {
    pub(crate) spaces: Vec<&'p SpaceRecord>,
    pub(crate) customers: Vec<&'p CustomerRecord>,
    pub(crate) conversations: Vec<Cow<'p, ConversationChange>>,
    pub(crate) tombstones: &'p [Tombstone],
    pub(crate) absent: &'p [RemoteId],
    pub(crate) refused: Vec<QuarantinedRow>,
    /// Whether rows of the source lie in quarantine, so that good ones must let them go.
    pub(crate) has_quarantine: bool,
    /// Customers who are gone; a head that names one has none.
    pub(crate) gone_customers: HashSet<String>,
}

/// Looks a page through.
pub(crate) async fn validate<'p>(
    conn: &mut SqliteConnection,
    source: SourceId,
    changes: &'p ChangeSet,
) -> Result<ValidatedChanges<'p>> {
    let gone = DeletedIds::of(conn, source, changes).await?;
    let mut validated = ValidatedChanges {
        spaces: changes
            .spaces
            .iter()
            .filter(|space| !gone.spaces.contains(space.id.as_str()))
            .collect(),
        customers: changes
            .customers
            .iter()
            .filter(|one| !gone.customers.contains(one.id.as_str()))
            .collect(),
        conversations: one_each(changes, &gone),
        tombstones: &changes.tombstones,
        absent: &changes.absent,
        refused: named_alone(changes, &gone)?,
        has_quarantine: !quarantine::is_empty(conn, source).await?,
        gone_customers: gone.customers,
    };
    validated.join_quarantined(conn, source).await?;
    validated.settle_times(changes.as_of.unwrap_or_else(time::latest));
    validated.set_invalid_aside()?;
    Ok(validated)
}

/// What is gone, now or since long.
struct DeletedIds {
    conversations: HashSet<String>,
    customers: HashSet<String>,
    spaces: HashSet<String>,
}

impl DeletedIds {
    async fn of(
        conn: &mut SqliteConnection,
        source: SourceId,
        changes: &ChangeSet,
    ) -> Result<Self> {
        let heads = || {
            changes
                .conversations
                .iter()
                .map(|change| &change.conversation)
        };
        let conversations = heads().map(|head| head.id.as_str());
        let spaces = heads()
            .map(|head| head.space_id.as_str())
            .chain(changes.spaces.iter().map(|s| s.id.as_str()));
        let named = heads()
            .filter_map(|head| head.customer_id.as_ref())
            .map(RemoteId::as_str);
        let customers = named.chain(
            changes
                .customers
                .iter()
                .map(|customer| customer.id.as_str()),
        );
        let mut gone = Self {
            conversations: tombstone::among(
                conn,
                source,
                TombstoneKind::Conversation,
                conversations,
            )
            .await?,
            customers: tombstone::among(conn, source, TombstoneKind::Customer, customers).await?,
            spaces: tombstone::among(conn, source, TombstoneKind::Space, spaces).await?,
        };
        for tombstone in &changes.tombstones {
            gone.of_kind(tombstone.kind)
                .insert(tombstone.id.as_str().to_owned());
        }
        let absent = changes.absent.iter().map(|id| id.as_str().to_owned());
        gone.conversations.extend(absent);
        Ok(gone)
    }

    fn of_kind(&mut self, kind: TombstoneKind) -> &mut HashSet<String> {
        match kind {
            TombstoneKind::Conversation => &mut self.conversations,
            TombstoneKind::Customer => &mut self.customers,
            TombstoneKind::Space => &mut self.spaces,
        }
    }

    fn has(&self, change: &ConversationChange) -> bool {
        let head = &change.conversation;
        self.conversations.contains(head.id.as_str())
            || self.spaces.contains(head.space_id.as_str())
    }
}

/// The conversations of a page, each once, in the order of the page.
fn one_each<'p>(changes: &'p ChangeSet, gone: &DeletedIds) -> Vec<Cow<'p, ConversationChange>> {
    let mut taken: Vec<Cow<'p, ConversationChange>> =
        Vec::with_capacity(changes.conversations.len());
    let mut places: HashMap<&str, usize> = HashMap::new();
    for change in changes
        .conversations
        .iter()
        .filter(|change| !gone.has(change))
    {
        match places.get(change.conversation.id.as_str()) {
            Some(place) => join_later(taken[*place].to_mut(), change.clone()),
            None => {
                places.insert(change.conversation.id.as_str(), taken.len());
                taken.push(Cow::Borrowed(change));
            }
        }
    }
    taken
}

/// Joins a later change of the same conversation to an earlier one: the later head counts.
fn join_later(earlier: &mut ConversationChange, later: ConversationChange) {
    earlier.conversation = later.conversation;
    earlier.messages.extend(later.messages);
    earlier.conversions.extend(later.conversions);
    earlier.leads.extend(later.leads);
    earlier.tickets.extend(later.tickets);
    earlier.inbox_items.extend(later.inbox_items);
}

/// What came by name alone: it was too large to be read, or the server cannot read it.
fn named_alone(changes: &ChangeSet, gone: &DeletedIds) -> Result<Vec<QuarantinedRow>> {
    let mut refused = oversized(changes, gone)?;
    for row in &changes.unreadable {
        let owner = row.conversation.as_ref().unwrap_or(&row.id);
        if !gone.conversations.contains(owner.as_str()) {
            refused.push(refusal(row.kind.as_str(), owner, &row.id, UNREADABLE, row)?);
        }
    }
    Ok(refused)
}

/// What was too large to be read is set aside by name.
fn oversized(changes: &ChangeSet, gone: &DeletedIds) -> Result<Vec<QuarantinedRow>> {
    let kept = |it: &&OversizedMessage| !gone.conversations.contains(it.conversation.as_str());
    let rows = changes.oversized.iter().filter(kept).map(|it| {
        let (owner, message) = (&it.conversation, &it.message);
        refusal("message", owner, &message.id, TOO_LARGE, message)
    });
    rows.collect()
}

impl<'p> ValidatedChanges<'p> {
    /// A conversation whose head was refused before takes along what came with it then.
    async fn join_quarantined(
        &mut self,
        conn: &mut SqliteConnection,
        source: SourceId,
    ) -> Result<()> {
        if !self.has_quarantine {
            return Ok(());
        }
        let ids = self
            .conversations
            .iter()
            .map(|change| change.conversation.id.as_str());
        let kept: HashMap<String, String> = quarantine::conversations(conn, source, ids)
            .await?
            .into_iter()
            .collect();
        for change in &mut self.conversations {
            // What lies in quarantine may be of a version that read otherwise: then what came now is
            // all that there is.
            let raw = kept.get(change.conversation.id.as_str());
            if let Some(mut before) =
                raw.and_then(|raw| serde_json::from_str::<ConversationChange>(raw).ok())
            {
                join_later(&mut before, change.as_ref().clone());
                *change = Cow::Owned(before);
            }
        }
        Ok(())
    }

    /// Keeps what an older server took with a time that cannot be, as a newer one would have. One that is
    /// right at first look costs a comparison a row.
    fn settle_times(&mut self, now: DateTime<Utc>) {
        let doubtful = self.conversations.iter_mut();
        for change in doubtful.filter(|change| change.has_implausible_time(now)) {
            change.to_mut().settle_times(now);
        }
    }

    /// Sets aside what cannot be stored, and makes duplicates one.
    fn set_invalid_aside(&mut self) -> Result<()> {
        let refused = &mut self.refused;
        keep_valid(&mut self.spaces, refused, |space| {
            let fault = id_fault(&space.id)?;
            Some(refusal("space", &space.id, &space.id, fault, *space))
        })?;
        keep_valid(&mut self.customers, refused, |one| {
            let fault = id_fault(&one.id)?;
            Some(refusal("customer", &one.id, &one.id, fault, *one))
        })?;
        keep_valid(&mut self.conversations, refused, |change| {
            let (id, fault) = (&change.conversation.id, head_fault(change)?);
            Some(refusal("conversation", id, id, fault, change.as_ref()))
        })?;
        for change in &mut self.conversations {
            if has_fault_or_duplicate(change) {
                drop_invalid(change.to_mut(), refused)?;
            }
        }
        self.customers = last_each(std::mem::take(&mut self.customers), |one| one.id.as_str());
        Ok(())
    }
}

/// Leaves the rows that can be stored; for the others `refuse` says what goes to quarantine.
fn keep_valid<T>(
    rows: &mut Vec<T>,
    refused: &mut Vec<QuarantinedRow>,
    refuse: impl Fn(&T) -> Option<Result<QuarantinedRow>>,
) -> Result<()> {
    let mut valid = Vec::with_capacity(rows.len());
    for row in rows.drain(..) {
        match refuse(&row) {
            Some(refusal) => refused.push(refusal?),
            None => valid.push(row),
        }
    }
    *rows = valid;
    Ok(())
}

/// A row that is set aside.
pub(crate) fn refusal<T: serde::Serialize>(
    kind: &'static str,
    owner: &RemoteId,
    id: &RemoteId,
    reason: &'static str,
    row: &T,
) -> Result<QuarantinedRow> {
    Ok(QuarantinedRow {
        kind,
        owner: clean(owner),
        remote_id: clean(id),
        reason,
        raw: serde_json::to_string(row)?,
    })
}

/// An id that can stand in the quarantine, whatever it was.
fn clean(id: &RemoteId) -> String {
    id.as_str()
        .replace('\0', "\u{fffd}")
        .chars()
        .take(LONGEST_ID)
        .collect()
}

fn id_fault(id: &RemoteId) -> Option<&'static str> {
    let text = id.as_str();
    (text.is_empty() || text.len() > LONGEST_ID || text.contains('\0')).then_some(BAD_ID)
}

fn time_fault(at: DateTime<Utc>) -> Option<&'static str> {
    (!time::is_storable(at)).then_some(BAD_TIME)
}

fn head_fault(change: &ConversationChange) -> Option<&'static str> {
    let head = &change.conversation;
    id_fault(&head.id)
        .or_else(|| id_fault(&head.space_id))
        .or_else(|| head.customer_id.as_ref().and_then(id_fault))
        .or_else(|| time_fault(head.started_at))
        .or_else(|| time_fault(head.last_activity_at))
        .or_else(|| head.ended_at.and_then(time_fault))
}

fn message_fault(message: &MessageRecord) -> Option<&'static str> {
    id_fault(&message.id).or_else(|| time_fault(message.sent_at))
}

fn child_fault<C: ConversationChild>(child: &C) -> Option<&'static str> {
    id_fault(child.remote()).or_else(|| time_fault(child.at()))
}

fn has_fault_or_duplicate(change: &ConversationChange) -> bool {
    let mut seen = HashSet::with_capacity(change.messages.len());
    change
        .messages
        .iter()
        .any(|message| !seen.insert(message.id.as_str()) || message_fault(message).is_some())
        || change
            .conversions
            .iter()
            .any(|child| child_fault(child).is_some())
        || change
            .leads
            .iter()
            .any(|child| child_fault(child).is_some())
        || change
            .tickets
            .iter()
            .any(|child| child_fault(child).is_some())
        || change
            .inbox_items
            .iter()
            .any(|child| child_fault(child).is_some())
}

fn drop_invalid(change: &mut ConversationChange, refused: &mut Vec<QuarantinedRow>) -> Result<()> {
    let owner = change.conversation.id.clone();
    keep_valid(&mut change.messages, refused, |message| {
        let fault = message_fault(message)?;
        Some(refusal("message", &owner, &message.id, fault, message))
    })?;
    change.messages = last_each(std::mem::take(&mut change.messages), |message| {
        message.id.as_str()
    });
    drop_invalid_children(&mut change.conversions, &owner, refused)?;
    drop_invalid_children(&mut change.leads, &owner, refused)?;
    drop_invalid_children(&mut change.tickets, &owner, refused)?;
    drop_invalid_children(&mut change.inbox_items, &owner, refused)
}

fn drop_invalid_children<C: ConversationChild>(
    children: &mut Vec<C>,
    owner: &RemoteId,
    refused: &mut Vec<QuarantinedRow>,
) -> Result<()> {
    keep_valid(children, refused, |child| {
        let fault = child_fault(child)?;
        Some(refusal(C::KIND, owner, child.remote(), fault, child))
    })
}

/// Of rows with the same id the last one, at the place of the first.
fn last_each<T>(rows: Vec<T>, id: impl Fn(&T) -> &str) -> Vec<T> {
    let mut places: HashMap<String, usize> = HashMap::with_capacity(rows.len());
    let mut kept: Vec<T> = Vec::with_capacity(rows.len());
    for row in rows {
        match places.get(id(&row)) {
            Some(place) => kept[*place] = row,
            None => {
                places.insert(id(&row).to_owned(), kept.len());
                kept.push(row);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_equal_ids_stands_at_the_first_place() {
        let rows = vec![("a", 1), ("b", 2), ("a", 3)];
        assert_eq!(last_each(rows, |row| row.0), [("a", 3), ("b", 2)]);
    }

    #[test]
    fn ids_that_cannot_be_keys_have_a_fault() {
        for (id, expected) in [("x-1", None), ("", Some(BAD_ID)), ("a\0b", Some(BAD_ID))] {
            assert_eq!(id_fault(&RemoteId::from(id)), expected, "{id:?}");
        }
        assert_eq!(
            id_fault(&RemoteId::from("x".repeat(LONGEST_ID + 1))),
            Some(BAD_ID)
        );
    }
}
