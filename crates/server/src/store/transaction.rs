//! One write transaction: allocates the sequence, writes rows, keeps the counts. The sequence is
//! taken inside the transaction by the only writer, so that its order is the order of commits.

use super::StoreError;
use super::news::News;
use super::pen::Writer;
use super::table::child::{self, Child, Standing};
use super::table::conversation::{self, Head};
use super::table::event::{self, Event};
use super::table::total::{self, Delta};
use super::table::{conversion, people, tombstone};
use super::write::Written;
use crate::store::db::{Connection, Db, Engine};
use model::RemoteId;
use model::feed::ConversationChange;
use model::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, InboxItemRecord, LeadRecord,
    MessageRecord, SpaceRecord, TicketRecord, Tombstone,
};
use sqlx::Connection as _;
use std::collections::{HashMap, HashSet};
use tokio::time::Instant;

/// Conversations that are looked up and inserted together.
const BATCH: usize = 256;
/// Customers of one event: fewer than a page of the feed holds.
const PEOPLE_PER_EVENT: usize = 500;

/// A transaction under way. Dropped before its commit, it never was.
pub(super) struct Transaction<'c> {
    inner: sqlx::Transaction<'c, Db>,
    news: &'c News,
    proved: &'c mut Option<Instant>,
    last_seq: i64,
    delta: Delta,
    spaces: HashMap<RemoteId, i64>,
    customers: HashMap<RemoteId, i64>,
}

/// The rows of one kind that a change really writes.
struct Fresh<'a, T> {
    rows: Vec<&'a T>,
    new: i64,
}

impl<'c> Transaction<'c> {
    /// Begins, taking the right to write at once: nothing read here can be outdated at the commit,
    /// and the sequence is taken in the order of commits, also beside other processes.
    pub(super) async fn begin(writer: &'c mut Writer) -> Result<Self, StoreError> {
        let Writer {
            connection,
            news,
            proved,
        } = writer;
        *proved = None;
        let engine = Engine::of(connection);
        let mut inner = connection.begin_with(engine.begin_write()).await?;
        total::lock(&mut inner, engine).await?;
        let last_seq = event::last(&mut inner).await?;
        let (spaces, customers) = (HashMap::new(), HashMap::new());
        Ok(Self {
            inner,
            news,
            proved,
            last_seq,
            delta: Delta::default(),
            spaces,
            customers,
        })
    }

    /// Commits. When this returns the change is on the disk, and whoever waited for it knows.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        total::add(&mut self.inner, self.delta).await?;
        self.inner.commit().await?;
        *self.proved = Some(Instant::now());
        self.news.tell(self.last_seq);
        Ok(())
    }

    /// Ends with nothing written.
    pub(super) async fn give_up(self) -> Result<(), StoreError> {
        self.inner.rollback().await.map_err(Into::into)
    }

    /// The connection, for reads and small writes within the transaction.
    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.inner
    }

    /// The newest change, this transaction's own included.
    pub(super) fn last_seq(&self) -> i64 {
        self.last_seq
    }

    /// Writes spaces, in one event if any of them changed.
    pub(super) async fn put_spaces(&mut self, spaces: &[SpaceRecord]) -> Result<(), StoreError> {
        let seq = self.last_seq + 1;
        let mut rows = 0;
        for space in spaces {
            rows += usize::from(people::put_space(&mut self.inner, seq, space).await?);
        }
        self.record(rows).await
    }

    /// Writes customers, some hundred to an event.
    pub(super) async fn put_customers(
        &mut self,
        customers: &[CustomerRecord],
    ) -> Result<(), StoreError> {
        for chunk in customers.chunks(PEOPLE_PER_EVENT) {
            self.refuse_deleted(chunk.iter().map(|it| it.id.as_str()))
                .await?;
            let seq = self.last_seq + 1;
            let mut rows = 0;
            for customer in chunk {
                rows += usize::from(people::put_customer(&mut self.inner, seq, customer).await?);
            }
            self.record(rows).await?;
        }
        Ok(())
    }

    /// The persons among these who were deleted for privacy.
    pub(super) async fn deleted_persons<'i>(
        &mut self,
        ids: impl Iterator<Item = &'i RemoteId>,
    ) -> Result<HashSet<RemoteId>, StoreError> {
        let ids = ids.map(RemoteId::as_str).collect::<Vec<_>>();
        let mut gone = HashSet::new();
        for batch in ids.chunks(BATCH) {
            gone.extend(tombstone::customers(&mut self.inner, batch).await?);
        }
        Ok(gone)
    }

    /// Refuses persons who were deleted for privacy.
    pub(super) async fn refuse_deleted<'i>(
        &mut self,
        ids: impl Iterator<Item = &'i str>,
    ) -> Result<(), StoreError> {
        let ids = ids.collect::<Vec<_>>();
        if tombstone::customers(&mut self.inner, &ids)
            .await?
            .is_empty()
        {
            Ok(())
        } else {
            Err(StoreError::PersonDeleted)
        }
    }

    /// Records an event of no conversation, unless it wrote nothing.
    async fn record(&mut self, rows: usize) -> Result<(), StoreError> {
        if rows == 0 {
            return Ok(());
        }
        self.last_seq += 1;
        let event = Event {
            seq: self.last_seq,
            conversation: None,
            rows,
        };
        event::insert(&mut self.inner, &[event]).await
    }

    /// Writes conversations, one event each.
    pub(super) async fn put_many(
        &mut self,
        changes: &[ConversationChange],
    ) -> Result<Written, StoreError> {
        let mut written = Written::default();
        for batch in changes.chunks(BATCH) {
            let ids = id_list(batch);
            if let Some(id) = tombstone::deleted(&mut self.inner, &ids).await?.pop() {
                return Err(StoreError::Deleted(id));
            }
            let distinct = batch
                .iter()
                .map(|it| &it.conversation.id)
                .collect::<HashSet<_>>();
            let known = conversation::count_known(&mut self.inner, &ids).await?;
            if known == 0 && distinct.len() == batch.len() {
                self.insert_new(batch).await?;
                written.created += batch.len() as u64;
            } else {
                self.put_each(batch, &mut written).await?;
            }
        }
        Ok(written)
    }

    /// The ids among these that were deleted for privacy.
    pub(super) async fn deleted(
        &mut self,
        changes: &[ConversationChange],
    ) -> Result<HashSet<RemoteId>, StoreError> {
        let mut gone = HashSet::new();
        for batch in changes.chunks(BATCH) {
            gone.extend(tombstone::deleted(&mut self.inner, &id_list(batch)).await?);
        }
        Ok(gone)
    }

    async fn put_each(
        &mut self,
        changes: &[ConversationChange],
        written: &mut Written,
    ) -> Result<(), StoreError> {
        for change in changes {
            match conversation::by_id(&mut self.inner, &change.conversation.id).await? {
                None => {
                    self.insert_new(std::slice::from_ref(change)).await?;
                    written.created += 1;
                }
                Some(head) => match self.put_known(&head, change).await? {
                    Standing::Same => written.unchanged += 1,
                    Standing::New | Standing::Changed => written.changed += 1,
                },
            }
        }
        Ok(())
    }

    /// Inserts conversations that are not there yet, with all that hangs on them.
    async fn insert_new(&mut self, changes: &[ConversationChange]) -> Result<(), StoreError> {
        let first_key = total::take_keys(&mut self.inner, changes.len()).await?;
        let mut heads = Vec::with_capacity(changes.len());
        let mut events = Vec::with_capacity(changes.len());
        for (key, change) in (first_key..).zip(changes) {
            self.last_seq += 1;
            let seq = self.last_seq;
            heads.push(self.placed(key, seq, &change.conversation).await?);
            events.push(Event {
                seq,
                conversation: Some(key),
                rows: rows_of(change),
            });
        }
        event::insert(&mut self.inner, &events).await?;
        conversation::insert(&mut self.inner, &heads).await?;
        self.delta.conversations += changes.len() as i64;
        self.delta.messages += self
            .insert_children::<MessageRecord>(&events, changes)
            .await?;
        self.delta.conversions += self
            .insert_children::<ConversionRecord>(&events, changes)
            .await?;
        self.delta.leads += self.insert_children::<LeadRecord>(&events, changes).await?;
        self.insert_children::<TicketRecord>(&events, changes)
            .await?;
        self.insert_children::<InboxItemRecord>(&events, changes)
            .await?;
        Ok(())
    }

    /// Inserts the rows of one kind of all of these changes; how many they were.
    async fn insert_children<T: Child>(
        &mut self,
        events: &[Event],
        changes: &[ConversationChange],
    ) -> Result<i64, StoreError> {
        let mut placed = Vec::new();
        for (event, change) in events.iter().zip(changes) {
            let conversation = event.conversation.unwrap_or_default();
            for (ordinal, row) in T::of(change).iter().enumerate() {
                let place = child::place(event.seq, ordinal)?;
                placed.push(child::Placed {
                    place,
                    conversation,
                    row,
                });
            }
        }
        child::insert(&mut self.inner, &placed).await?;
        Ok(placed.len() as i64)
    }

    /// Writes what differs from what the store holds; no event where nothing does.
    pub(super) async fn put_known(
        &mut self,
        head: &Head,
        change: &ConversationChange,
    ) -> Result<Standing, StoreError> {
        let conversions = self.under_held_ids(head.key, &change.conversions).await?;
        let messages = self.fresh(head.key, &change.messages).await?;
        let conversions = self.fresh(head.key, &conversions).await?;
        let leads = self.fresh(head.key, &change.leads).await?;
        let tickets = self.fresh(head.key, &change.tickets).await?;
        let items = self.fresh(head.key, &change.inbox_items).await?;
        let rows = messages.rows.len()
            + conversions.rows.len()
            + leads.rows.len()
            + tickets.rows.len()
            + items.rows.len();
        if rows == 0 && head.record == change.conversation {
            return Ok(Standing::Same);
        }
        self.change_head(head.key, rows, &change.conversation)
            .await?;
        self.delta.messages += self.write_fresh(head.key, &messages).await?;
        self.delta.conversions += self.write_fresh(head.key, &conversions).await?;
        self.delta.leads += self.write_fresh(head.key, &leads).await?;
        self.write_fresh(head.key, &tickets).await?;
        self.write_fresh(head.key, &items).await?;
        Ok(Standing::Changed)
    }

    /// Outcomes under the ids that the store holds for them: the same outcome under another id is
    /// the same outcome.
    async fn under_held_ids(
        &mut self,
        key: i64,
        rows: &[ConversionRecord],
    ) -> Result<Vec<ConversionRecord>, StoreError> {
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            let held = conversion::id_of(&mut self.inner, key, &row.kind, &row.record).await?;
            let id = held.unwrap_or_else(|| row.id.clone());
            out.push(ConversionRecord { id, ..row.clone() });
        }
        Ok(out)
    }

    /// The rows that are new or changed; the old forms of changed ones make room.
    async fn fresh<'a, T: Child>(
        &mut self,
        key: i64,
        rows: &'a [T],
    ) -> Result<Fresh<'a, T>, StoreError> {
        let standings = child::standings(&mut self.inner, key, rows).await?;
        let mut fresh = Fresh {
            rows: Vec::new(),
            new: 0,
        };
        for (row, standing) in rows.iter().zip(standings) {
            match standing {
                Standing::Same => continue,
                Standing::New => fresh.new += 1,
                Standing::Changed => child::delete::<T>(&mut self.inner, key, row.id()).await?,
            }
            fresh.rows.push(row);
        }
        Ok(fresh)
    }

    /// Writes the fresh rows of one kind in the newest event; how many are new.
    async fn write_fresh<T: Child>(
        &mut self,
        conversation: i64,
        fresh: &Fresh<'_, T>,
    ) -> Result<i64, StoreError> {
        let mut placed = Vec::with_capacity(fresh.rows.len());
        for (ordinal, row) in fresh.rows.iter().copied().enumerate() {
            let place = child::place(self.last_seq, ordinal)?;
            placed.push(child::Placed {
                place,
                conversation,
                row,
            });
        }
        child::insert(&mut self.inner, &placed).await?;
        Ok(fresh.new)
    }

    /// Records an event of a known conversation and writes its head.
    async fn change_head(
        &mut self,
        key: i64,
        children: usize,
        record: &ConversationRecord,
    ) -> Result<(), StoreError> {
        self.last_seq += 1;
        let event = Event {
            seq: self.last_seq,
            conversation: Some(key),
            rows: 1 + children,
        };
        event::insert(&mut self.inner, &[event]).await?;
        let placed = self.placed(key, self.last_seq, record).await?;
        conversation::update(&mut self.inner, &placed).await
    }

    /// Removes a conversation and leaves a tombstone.
    pub(super) async fn delete(
        &mut self,
        head: &Head,
        tombstone: &Tombstone,
    ) -> Result<(), StoreError> {
        let gone = total::of_conversation(&mut self.inner, head.key).await?;
        self.delta.conversations += gone.conversations;
        self.delta.messages += gone.messages;
        self.delta.conversions += gone.conversions;
        self.delta.leads += gone.leads;
        conversation::delete(&mut self.inner, head.key).await?;
        self.bury(tombstone).await
    }

    /// Leaves a tombstone, in an event of its own.
    pub(super) async fn bury(&mut self, tombstone: &Tombstone) -> Result<(), StoreError> {
        self.last_seq += 1;
        let event = Event {
            seq: self.last_seq,
            conversation: None,
            rows: 1,
        };
        event::insert(&mut self.inner, &[event]).await?;
        tombstone::insert(&mut self.inner, self.last_seq, tombstone).await
    }

    /// A head with the keys of what it names.
    async fn placed<'a>(
        &mut self,
        key: i64,
        seq: i64,
        record: &'a ConversationRecord,
    ) -> Result<conversation::Placed<'a>, StoreError> {
        let space = self.space(&record.space_id).await?;
        let customer = match &record.customer_id {
            Some(id) => Some(self.customer(id).await?),
            None => None,
        };
        Ok(conversation::Placed {
            seq,
            key,
            space,
            customer,
            record,
        })
    }

    async fn space(&mut self, id: &RemoteId) -> Result<i64, StoreError> {
        if let Some(key) = self.spaces.get(id) {
            return Ok(*key);
        }
        let key = people::space_key(&mut self.inner, id).await?;
        let key = key.ok_or_else(|| StoreError::UnknownSpace(id.clone()))?;
        self.spaces.insert(id.clone(), key);
        Ok(key)
    }

    /// The key of a customer.
    ///
    /// # Errors
    /// There is no such customer, or the database failed.
    pub(super) async fn customer(&mut self, id: &RemoteId) -> Result<i64, StoreError> {
        if let Some(key) = self.customers.get(id) {
            return Ok(*key);
        }
        let key = people::customer_key(&mut self.inner, id).await?;
        let key = key.ok_or_else(|| StoreError::UnknownCustomer(id.clone()))?;
        self.customers.insert(id.clone(), key);
        Ok(key)
    }
}

/// The rows that a new conversation writes: its head and what hangs on it.
fn rows_of(change: &ConversationChange) -> usize {
    1 + change.messages.len()
        + change.conversions.len()
        + change.leads.len()
        + change.tickets.len()
        + change.inbox_items.len()
}

/// The ids of these conversations.
fn id_list(changes: &[ConversationChange]) -> Vec<&str> {
    changes
        .iter()
        .map(|it| it.conversation.id.as_str())
        .collect()
}
