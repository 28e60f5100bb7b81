//! The change feed: a page is the range (after, upto] of the sequence, read in one transaction. A
//! handful of range reads whatever the page holds; never a query per conversation.

use super::table::child::{self, ChildRecord};
use super::table::people::{self, PeopleSelection};
use super::table::{conversation, event, tombstone};
use super::{PageLimit, Store, StoreError, cursor};
use crate::store::db::{DbConnection, keys};
use model::feed::{ChangeSet, ChangesPage, ConversationChange};
use model::record::{ConversionRecord, InboxItemRecord, LeadRecord, MessageRecord, TicketRecord};
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
        let limit = PageLimit::new(limit)?;
        let after = cursor::decode(self.0.id, after)?;
        let mut read = self.read().await?;
        let mut range = event::range(&mut read, after, limit.get()).await?;
        if after > range.last {
            return Err(StoreError::BadCursor("it is newer than this store"));
        }
        if range.upto > after + 1 {
            range.upto = event::within_bytes(&mut read, (after, range.upto), PAGE_BYTES).await?;
        }
        let changes = match range.upto {
            upto if upto == after => ChangeSet::default(),
            upto => collect(&mut read, after, upto).await?,
        };
        Ok(ChangesPage {
            next: cursor::encode(self.0.id, range.upto),
            covered: range.upto.abs_diff(after),
            remaining: range.last.abs_diff(range.upto),
            server_time: self.clock().now(),
            changes,
        })
    }
}

/// Everything of the range.
async fn collect(
    connection: &mut DbConnection,
    after: i64,
    upto: i64,
) -> Result<ChangeSet, StoreError> {
    let mut touched = RangeContents::read(connection, after, upto).await?;
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
    let wanted = |named| PeopleSelection { named, after, upto };
    Ok(ChangeSet {
        spaces: people::spaces(connection, &wanted(&keys(&touched.spaces))).await?,
        customers: people::customers(connection, &wanted(&keys(&touched.customers))).await?,
        conversations: touched.conversations,
        tombstones: tombstone::in_range(connection, after, upto).await?,
        ..ChangeSet::default()
    })
}

/// The conversations of a range, and what they name.
struct RangeContents {
    conversations: Vec<ConversationChange>,
    places: HashMap<i64, usize>,
    spaces: BTreeSet<i64>,
    customers: BTreeSet<i64>,
}

impl RangeContents {
    async fn read(
        connection: &mut DbConnection,
        after: i64,
        upto: i64,
    ) -> Result<Self, StoreError> {
        let heads = conversation::in_range(connection, after, upto).await?;
        Ok(Self {
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
        for (key, row) in child::in_range::<T>(connection, after, upto).await? {
            // A row's conversation has an event where the row's place lies: it is always here.
            let Some(at) = self.places.get(&key) else {
                continue;
            };
            T::of_mut(&mut self.conversations[*at]).push(row);
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
