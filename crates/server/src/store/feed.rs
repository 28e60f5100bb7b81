//! The change feed: a page is the range (after, upto] of the sequence, read in one transaction. A
//! handful of range reads whatever the page holds; never a query per conversation.

use super::bound_store::BoundStore;
use super::table::child::{self, ChildRecord};
use super::table::damage::DamagedRow;
use super::table::event::RangeTrace;
use super::table::people::{self, PeopleSelection};
use super::table::reach::ReachKeys;
use super::table::{conversation, event, tombstone};
use super::{PageLimit, Store, StoreError, cursor, reach_standing};
use crate::store::db::{DbConnection, keys};
use model::feed::{ChangeSet, ChangesPage, ConversationChange, RowKind, UnreadableRow};
use model::record::{ConversionRecord, InboxItemRecord, LeadRecord, MessageRecord, TicketRecord};
use model::{Reach, RemoteId};
use std::collections::{BTreeSet, HashMap};

/// Bytes of text that a page holds before it ends. As JSON they are at most six times as many, which is far
/// below what a laptop takes, and both halves hold a page in memory.
const PAGE_BYTES: i64 = 4 << 20;

impl Store {
    /// The page of the feed after a cursor; with no cursor, the first. `limit` is in rows, from 1;
    /// at least one change comes, and never more than [`PageLimit::MAX`] rows and one change. A page of
    /// several changes is bounded in bytes, too.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`], [`StoreError::BadLimit`], or the database failed or is busy.
    pub async fn changes(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<ChangesPage, StoreError> {
        let everywhere = Reach::Everywhere;
        self.bound_to(&everywhere).changes(after, limit).await
    }
}

impl BoundStore<'_> {
    /// The same of what is within reach. What a page covers, and what remains, are changes of the whole feed:
    /// of those out of reach nothing is in it, and the cursor moves on all the same.
    ///
    /// # Errors
    /// As for [`Store::changes`].
    pub(crate) async fn changes(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<ChangesPage, StoreError> {
        let limit = PageLimit::new(limit)?;
        let id = self.store.0.id;
        let after = cursor::decode(id, self.reach, after)?;
        let mut read = self.store.read().await?;
        let mut range = event::range(&mut read, after, limit.get()).await?;
        if after > range.last {
            return Err(StoreError::BadCursor("it is newer than this store"));
        }
        if range.upto > after + 1 {
            range.upto = event::within_bytes(&mut read, (after, range.upto), PAGE_BYTES).await?;
        }
        let changes = match range.upto {
            upto if upto == after => ChangeSet::default(),
            upto => {
                let reach = ReachKeys::of(&mut read, self.reach).await?;
                collect(&mut read, &reach, range.trace, (after, upto)).await?
            }
        };
        self.store.0.unreadable.note(&changes.unreadable);
        Ok(ChangesPage {
            next: cursor::encode(id, self.reach, range.upto),
            covered: range.upto.abs_diff(after),
            remaining: range.last.abs_diff(range.upto),
            server_time: self.store.clock().now(),
            server: None,
            counts: None,
            changes,
        })
    }
}

/// Everything of the range that is within reach.
async fn collect(
    connection: &mut DbConnection,
    reach: &ReachKeys,
    trace: RangeTrace,
    (after, upto): (i64, i64),
) -> Result<ChangeSet, StoreError> {
    let mut touched = RangeContents::read(connection, reach, trace, (after, upto)).await?;
    touched
        .attach::<MessageRecord>(connection, after, upto)
        .await?;
    touched
        .attach::<ConversionRecord>(connection, after, upto)
        .await?;
    touched
        .attach::<LeadRecord>(connection, after, upto)
        .await?;
    touched
        .attach::<TicketRecord>(connection, after, upto)
        .await?;
    touched
        .attach::<InboxItemRecord>(connection, after, upto)
        .await?;
    let outcomes = touched.conversations.iter_mut();
    let outcomes = outcomes.flat_map(|it| it.conversions.iter_mut());
    reach_standing::mask(connection, reach, outcomes).await?;
    let (of_spaces, of_customers) = (keys(&touched.spaces), keys(&touched.customers));
    let wanted = |named| PeopleSelection {
        named,
        after,
        upto,
        reach,
    };
    let spaces = people::spaces(connection, &wanted(&of_spaces)).await?;
    let customers = people::customers(connection, &wanted(&of_customers)).await?;
    let tombstones = tombstone::within(connection, reach, (after, upto)).await?;
    let mut unreadable = touched.unreadable;
    Ok(ChangeSet {
        spaces: readable(spaces, RowKind::Space, &mut unreadable),
        customers: readable(customers, RowKind::Customer, &mut unreadable),
        conversations: touched.conversations,
        tombstones: readable(tombstones, RowKind::Tombstone, &mut unreadable),
        unreadable,
        ..ChangeSet::default()
    })
}

/// The rows that can be read; the others are named.
fn readable<T>(
    rows: Vec<Result<T, DamagedRow>>,
    kind: RowKind,
    unreadable: &mut Vec<UnreadableRow>,
) -> Vec<T> {
    let mut good = Vec::with_capacity(rows.len());
    for row in rows {
        match row {
            Ok(row) => good.push(row),
            Err(damaged) => unreadable.push(of_no_conversation(kind, damaged.id)),
        }
    }
    good
}

fn of_no_conversation(kind: RowKind, id: RemoteId) -> UnreadableRow {
    UnreadableRow {
        kind,
        conversation: None,
        id,
    }
}

/// The conversations of a range, and what they name.
struct RangeContents {
    conversations: Vec<ConversationChange>,
    places: HashMap<i64, usize>,
    spaces: BTreeSet<i64>,
    customers: BTreeSet<i64>,
    /// Rows that were damaged.
    unreadable: Vec<UnreadableRow>,
}

impl RangeContents {
    async fn read(
        connection: &mut DbConnection,
        reach: &ReachKeys,
        trace: RangeTrace,
        (after, upto): (i64, i64),
    ) -> Result<Self, StoreError> {
        let (mut heads, mut unreadable) = (Vec::new(), Vec::new());
        for head in conversation::in_range(connection, trace, (after, upto)).await? {
            match head {
                Ok(head) => heads.extend(reach.includes(head.space).then_some(head)),
                Err(damaged) if reach.includes(damaged.owner) => {
                    unreadable.push(of_no_conversation(RowKind::Conversation, damaged.id));
                }
                Err(_) => {}
            }
        }
        Ok(Self {
            unreadable,
            places: heads
                .iter()
                .enumerate()
                .map(|(at, head)| (head.key, at))
                .collect(),
            spaces: heads.iter().map(|head| head.space).collect(),
            customers: heads.iter().filter_map(|head| head.customer).collect(),
            conversations: heads.into_iter().map(|head| bare(head.record)).collect(),
        })
    }

    /// Hangs the rows of one kind on their conversations, oldest first.
    async fn attach<T: ChildRecord>(
        &mut self,
        connection: &mut DbConnection,
        after: i64,
        upto: i64,
    ) -> Result<(), StoreError> {
        for row in child::in_range::<T>(connection, after, upto).await? {
            let key = match &row {
                Ok((key, _)) => *key,
                Err(damaged) => damaged.owner,
            };
            // A row's conversation has an event where the row's place lies, or is looked for where that is
            // missing: it is always here, unless it is out of reach or damaged.
            let Some(at) = self.places.get(&key) else {
                continue;
            };
            let change = &mut self.conversations[*at];
            match row {
                Ok((_, row)) => T::of_mut(change).push(row),
                Err(damaged) => self.unreadable.push(UnreadableRow {
                    kind: T::KIND,
                    conversation: Some(change.conversation.id.clone()),
                    id: damaged.id,
                }),
            }
        }
        for change in &mut self.conversations {
            T::of_mut(change).sort_by_key(ChildRecord::at);
        }
        Ok(())
    }
}

fn bare(conversation: model::record::ConversationRecord) -> ConversationChange {
    ConversationChange {
        conversation,
        messages: Vec::new(),
        conversions: Vec::new(),
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}
