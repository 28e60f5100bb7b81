//! One write transaction: allocates the sequence, writes rows, keeps the counts. The sequence is
//! taken inside the transaction by the only writer, so that its order is the order of commits.
//!
//! Heads and events are written last, or when the database is asked about them: each head once, whatever
//! became of it, and many to a statement. What hangs on a conversation is written at once.

use super::StoreError;
use super::conversation_buffer::ConversationBuffer;
use super::ended_by::EndedBy;
use super::notify::CommitNotifier;
use super::table::child::{self, ChildRecord, RowStanding};
use super::table::conversation::{self, ContinuationTrace, ConversationHead};
use super::table::damage::is_damage;
use super::table::event::{self, FeedEvent};
use super::table::total::{self, CountDelta};
use super::table::{conversion, people, tombstone};
use super::write_lock::{WriterConnection, WriterStanding};
use super::write_summary::WriteSummary;
use crate::store::db::{DatabaseEngine, DbConnection};
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::feed::ConversationChange;
use model::identity::NumberHome;
use model::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, InboxItemRecord, LeadRecord,
    MessageRecord, SpaceRecord, TicketRecord, Tombstone, TombstoneKind,
};
use std::collections::{HashMap, HashSet};
use tokio::time::Instant;

/// Conversations that are looked up and inserted together.
const BATCH: usize = 256;
/// Customers of one event: fewer than a page of the feed holds.
const PEOPLE_PER_EVENT: usize = 500;
/// So many events wait to be written, and no more.
const MOST_EVENTS: usize = 1_024;
/// Persons that are remembered, and no more: an import names a million.
const MOST_PERSONS: usize = 4_096;

/// A transaction under way. Dropped before its commit, it is rolled back by who gives the pen back.
pub(super) struct StoreTransaction<'c> {
    inner: &'c mut DbConnection,
    standing: &'c mut WriterStanding,
    news: &'c CommitNotifier,
    proved: &'c mut Option<Instant>,
    /// When it was begun.
    now: DateTime<Utc>,
    last_seq: i64,
    last_key: i64,
    /// The last key that was given away before.
    first_key: i64,
    delta: CountDelta,
    spaces: HashMap<RemoteId, i64>,
    customers: HashMap<RemoteId, i64>,
    /// Customers as they were written here.
    persons: HashMap<RemoteId, CustomerRecord>,
    /// Persons who were not deleted.
    alive: HashSet<RemoteId>,
    heads: ConversationBuffer,
    /// Events that are not written yet.
    events: Vec<FeedEvent>,
}

/// The rows of one kind that a change really writes.
struct FreshRows<'a, T> {
    rows: Vec<&'a T>,
    new: usize,
}

impl<'c> StoreTransaction<'c> {
    /// Begins, taking the right to write at once: nothing read here can be outdated at the commit,
    /// and the sequence is taken in the order of commits, also beside other processes.
    pub(super) async fn begin(writer: &'c mut WriterConnection) -> Result<Self, StoreError> {
        writer.recover().await;
        let WriterConnection {
            connection: inner,
            news,
            proved,
            standing,
            clock,
        } = writer;
        *proved = None;
        // Before the answer: whoever goes away while it waits leaves an open transaction behind.
        *standing = WriterStanding::Begun;
        let engine = DatabaseEngine::of(inner);
        sqlx::raw_sql(engine.begin_write())
            .execute(&mut *inner)
            .await?;
        total::lock(inner, engine).await?;
        let start = total::start(inner).await?;
        Ok(Self {
            inner,
            standing,
            news,
            proved,
            now: clock.now(),
            last_seq: start.last_seq,
            last_key: start.last_key,
            first_key: start.last_key,
            delta: CountDelta::default(),
            spaces: HashMap::new(),
            customers: HashMap::new(),
            persons: HashMap::new(),
            alive: HashSet::new(),
            heads: ConversationBuffer::default(),
            events: Vec::new(),
        })
    }

    /// Commits. When this returns the change is on the disk, and whoever waited for it knows.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        self.settle().await?;
        self.write_events().await?;
        if self.delta != CountDelta::default() || self.last_key != self.first_key {
            total::add(self.inner, self.delta, self.last_key).await?;
        }
        sqlx::raw_sql("COMMIT").execute(&mut *self.inner).await?;
        *self.standing = WriterStanding::Idle;
        *self.proved = Some(Instant::now());
        self.news.tell(self.last_seq);
        Ok(())
    }

    /// Ends with nothing written.
    pub(super) async fn give_up(self) -> Result<(), StoreError> {
        sqlx::raw_sql("ROLLBACK").execute(&mut *self.inner).await?;
        *self.standing = WriterStanding::Idle;
        Ok(())
    }

    /// The connection, for reads and small writes within the transaction. Of conversations and events it
    /// shows what was settled.
    pub(super) fn connection(&mut self) -> &mut DbConnection {
        self.inner
    }

    /// Writes the heads that wait for it.
    pub(super) async fn settle(&mut self) -> Result<(), StoreError> {
        let heads = self.heads.unwritten();
        if !heads.is_empty() {
            conversation::put(self.inner, &heads).await?;
        }
        self.heads.written();
        Ok(())
    }

    async fn write_events(&mut self) -> Result<(), StoreError> {
        event::insert(self.inner, &self.events).await?;
        self.events.clear();
        Ok(())
    }

    /// The next event; its number.
    async fn event(&mut self, conversation: Option<i64>, rows: usize) -> Result<i64, StoreError> {
        if self.events.len() >= MOST_EVENTS {
            self.write_events().await?;
        }
        self.last_seq += 1;
        self.events.push(FeedEvent {
            seq: self.last_seq,
            conversation,
            rows,
        });
        Ok(self.last_seq)
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
            rows += usize::from(people::put_space(self.inner, seq, space).await?);
        }
        self.record(rows).await
    }

    /// Writes customers, some hundred to an event.
    pub(super) async fn put_customers(
        &mut self,
        customers: &[CustomerRecord],
    ) -> Result<(), StoreError> {
        for chunk in customers.chunks(PEOPLE_PER_EVENT) {
            let known = |it: &&CustomerRecord| self.persons.get(&it.id) != Some(*it);
            let new = chunk.iter().filter(known).collect::<Vec<_>>();
            self.refuse_deleted(new.iter().map(|it| it.id.as_str()))
                .await?;
            let seq = self.last_seq + 1;
            let written = people::put_customers(self.inner, seq, &new).await?;
            self.record(written.len()).await?;
            self.remember(&new, written);
        }
        Ok(())
    }

    fn remember(&mut self, written: &[&CustomerRecord], keys: Vec<(RemoteId, i64)>) {
        if self.persons.len() > MOST_PERSONS {
            self.persons.clear();
        }
        let written = written.iter().map(|&it| (it.id.clone(), it.clone()));
        self.persons.extend(written);
        self.customers.extend(keys);
    }

    /// The persons among these who were deleted for privacy.
    pub(super) async fn deleted_persons<'i>(
        &mut self,
        ids: impl Iterator<Item = &'i RemoteId>,
    ) -> Result<HashSet<RemoteId>, StoreError> {
        let ids = ids.map(RemoteId::as_str).collect::<Vec<_>>();
        let mut gone = HashSet::new();
        for batch in ids.chunks(BATCH) {
            gone.extend(tombstone::customers(self.inner, batch).await?);
        }
        Ok(gone)
    }

    /// Refuses persons who were deleted for privacy.
    pub(super) async fn refuse_deleted<'i>(
        &mut self,
        ids: impl Iterator<Item = &'i str>,
    ) -> Result<(), StoreError> {
        let ids = ids.map(RemoteId::from);
        let ids = ids.filter(|id| !self.alive.contains(id));
        let ids = ids.collect::<Vec<_>>();
        if !self.deleted_persons(ids.iter()).await?.is_empty() {
            return Err(StoreError::PersonDeleted);
        }
        if self.alive.len() > MOST_PERSONS {
            self.alive.clear();
        }
        self.alive.extend(ids);
        Ok(())
    }

    /// Records an event of no conversation, unless it wrote nothing.
    async fn record(&mut self, rows: usize) -> Result<(), StoreError> {
        if rows > 0 {
            self.event(None, rows).await?;
        }
        Ok(())
    }

    /// Writes conversations, one event each.
    pub(super) async fn put_many(
        &mut self,
        changes: &[ConversationChange],
    ) -> Result<WriteSummary, StoreError> {
        let mut written = WriteSummary::default();
        self.settle().await?;
        for batch in changes.chunks(BATCH) {
            let ids = id_list(batch);
            if let Some(id) = tombstone::deleted(self.inner, &ids).await?.pop() {
                return Err(StoreError::Deleted(id));
            }
            let distinct = batch
                .iter()
                .map(|it| &it.conversation.id)
                .collect::<HashSet<_>>();
            let known = conversation::count_known(self.inner, &ids).await?;
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
            gone.extend(tombstone::deleted(self.inner, &id_list(batch)).await?);
        }
        Ok(gone)
    }

    async fn put_each(
        &mut self,
        changes: &[ConversationChange],
        written: &mut WriteSummary,
    ) -> Result<(), StoreError> {
        for change in changes {
            match self.lookup(&change.conversation.id).await? {
                None => {
                    self.insert_new(std::slice::from_ref(change)).await?;
                    written.created += 1;
                }
                Some(head) => match self.put_known(&head, change).await? {
                    RowStanding::Same => written.unchanged += 1,
                    RowStanding::New | RowStanding::Changed => written.changed += 1,
                },
            }
        }
        Ok(())
    }

    /// Inserts conversations that are not there yet, with all that hangs on them.
    async fn insert_new(&mut self, changes: &[ConversationChange]) -> Result<(), StoreError> {
        let mut heads = Vec::with_capacity(changes.len());
        let mut events = Vec::with_capacity(changes.len());
        for change in changes {
            let record = &change.conversation;
            let (space, customer) = self.keys_of(record).await?;
            let (key, seq) = self.next(rows_of(change)).await?;
            self.heads.set_taken(&record.id);
            events.push((key, seq));
            heads.push(conversation::HeadRow {
                seq,
                key,
                space,
                customer,
                thread: None,
                ended_by: None,
                record,
            });
        }
        conversation::put(self.inner, &heads).await?;
        self.delta.conversations += changes.len() as i64;
        self.insert_children::<MessageRecord>(&events, changes)
            .await?;
        self.insert_children::<ConversionRecord>(&events, changes)
            .await?;
        self.insert_children::<LeadRecord>(&events, changes).await?;
        self.insert_children::<TicketRecord>(&events, changes)
            .await?;
        self.insert_children::<InboxItemRecord>(&events, changes)
            .await
    }

    /// The key of a new conversation, and the event that writes it.
    async fn next(&mut self, rows: usize) -> Result<(i64, i64), StoreError> {
        self.last_key += 1;
        let key = self.last_key;
        Ok((key, self.event(Some(key), rows).await?))
    }

    /// Inserts the rows of one kind of all of these changes.
    async fn insert_children<T: ChildRecord>(
        &mut self,
        events: &[(i64, i64)],
        changes: &[ConversationChange],
    ) -> Result<(), StoreError> {
        let mut all = Vec::new();
        for ((key, seq), change) in events.iter().zip(changes) {
            all.extend(placed(*seq, *key, T::of(change))?);
        }
        child::insert(self.inner, &all).await?;
        self.count::<T>(all.len());
        Ok(())
    }

    /// Counts new rows of a kind.
    fn count<T: ChildRecord>(&mut self, rows: usize) {
        if let Some(count) = T::counted(&mut self.delta) {
            *count += i64::try_from(rows).unwrap_or(i64::MAX);
        }
    }

    /// A conversation begins, with nothing that hangs on it; its head.
    pub(super) async fn begin_conversation(
        &mut self,
        record: ConversationRecord,
        thread: Option<String>,
    ) -> Result<(), StoreError> {
        let id = &record.id;
        let free = self.heads.is_free(id)
            || tombstone::deleted(self.inner, &[id.as_str()])
                .await?
                .is_empty();
        if !free {
            return Err(StoreError::Deleted(record.id));
        }
        let (space, customer) = self.keys_of(&record).await?;
        let (key, seq) = self.next(1).await?;
        let head = ConversationHead {
            key,
            space,
            customer,
            record,
        };
        self.delta.conversations += 1;
        self.heads.begin(head, seq, thread);
        Ok(())
    }

    /// Adds rows to a conversation; how many of them are new. One that is there and says the same counts
    /// once. What they change of the head is the caller's to say, by [`Self::change_head`], which makes
    /// their event.
    ///
    /// # Errors
    /// An id is taken by another row, or used twice; then none was added.
    pub(super) async fn add<T: ChildRecord>(
        &mut self,
        head: &ConversationHead,
        rows: &[T],
    ) -> Result<usize, StoreError> {
        let ids = rows.iter().map(ChildRecord::id).collect::<HashSet<_>>();
        if ids.len() < rows.len() {
            return Err(StoreError::Conflict);
        }
        self.insert_conversation(head.key).await?;
        let seq = self.last_seq + 1;
        let added = child::insert_free(self.inner, &placed(seq, head.key, rows)?).await?;
        if added < rows.len() {
            let standings = child::standings(self.inner, head.key, rows).await?;
            if standings.contains(&RowStanding::Changed) {
                child::take_back::<T>(self.inner, seq).await?;
                return Err(StoreError::Conflict);
            }
        }
        self.count::<T>(added);
        Ok(added)
    }

    /// Writes the head of a conversation that began here, so that something can hang on it.
    pub(super) async fn insert_conversation(&mut self, key: i64) -> Result<(), StoreError> {
        if self.heads.is_new(key) {
            self.settle().await?;
        }
        Ok(())
    }

    /// Writes what differs from what the store holds; no event where nothing does.
    pub(super) async fn put_known(
        &mut self,
        head: &ConversationHead,
        change: &ConversationChange,
    ) -> Result<RowStanding, StoreError> {
        let conversions = self.beside_held(head.key, &change.conversions).await?;
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
            return Ok(RowStanding::Same);
        }
        self.change_head(head, rows, &change.conversation).await?;
        if rows > 0 {
            self.insert_conversation(head.key).await?;
        }
        self.write_fresh(head.key, &messages).await?;
        self.write_fresh(head.key, &conversions).await?;
        self.write_fresh(head.key, &leads).await?;
        self.write_fresh(head.key, &tickets).await?;
        self.write_fresh(head.key, &items).await?;
        Ok(RowStanding::Changed)
    }

    /// Outcomes under the ids that the store holds for them, with what was said of them until now: the same
    /// outcome under another id is the same outcome.
    async fn beside_held(
        &mut self,
        key: i64,
        rows: &[ConversionRecord],
    ) -> Result<Vec<ConversionRecord>, StoreError> {
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            let held = conversion::id_of(self.inner, key, &row.kind, &row.record).await?;
            let id = held.unwrap_or_else(|| row.id.clone());
            let told = ConversionRecord { id, ..row.clone() };
            out.push(self.with_history(key, told).await?);
        }
        Ok(out)
    }

    /// An outcome with what was said of it until now. What was damaged has no history, and is mended.
    async fn with_history(
        &mut self,
        key: i64,
        told: ConversionRecord,
    ) -> Result<ConversionRecord, StoreError> {
        match child::find::<ConversionRecord>(self.inner, key, &told.id).await {
            Ok(Some(held)) => Ok(held.revised(told, self.now)),
            Ok(None) => Ok(told),
            Err(StoreError::Database(error)) if is_damage(&error) => Ok(told),
            Err(error) => Err(error),
        }
    }

    /// The rows that are new or changed; the old forms of changed ones make room.
    async fn fresh<'a, T: ChildRecord>(
        &mut self,
        key: i64,
        rows: &'a [T],
    ) -> Result<FreshRows<'a, T>, StoreError> {
        let standings = child::standings(self.inner, key, rows).await?;
        let mut fresh = FreshRows {
            rows: Vec::new(),
            new: 0,
        };
        for (row, standing) in rows.iter().zip(standings) {
            match standing {
                RowStanding::Same => continue,
                RowStanding::New => fresh.new += 1,
                RowStanding::Changed => child::delete::<T>(self.inner, key, row.id()).await?,
            }
            fresh.rows.push(row);
        }
        Ok(fresh)
    }

    /// Writes the fresh rows of one kind in the newest event.
    async fn write_fresh<T: ChildRecord>(
        &mut self,
        conversation: i64,
        fresh: &FreshRows<'_, T>,
    ) -> Result<(), StoreError> {
        let placed = placed(self.last_seq, conversation, fresh.rows.iter().copied())?;
        child::insert(self.inner, &placed).await?;
        self.count::<T>(fresh.new);
        Ok(())
    }

    /// Records an event of a known conversation, which writes so many rows beside the head.
    pub(super) async fn change_head(
        &mut self,
        head: &ConversationHead,
        children: usize,
        record: &ConversationRecord,
    ) -> Result<(), StoreError> {
        if self.heads.is_full() {
            self.settle().await?;
        }
        let (space, customer) = if record.space_id == head.record.space_id
            && record.customer_id == head.record.customer_id
        {
            (head.space, head.customer)
        } else {
            if record.space_id != head.record.space_id || head.customer.is_some() {
                self.remember_spaces(head).await?;
            }
            self.keys_of(record).await?
        };
        let seq = self.event(Some(head.key), 1 + children).await?;
        let head = ConversationHead {
            key: head.key,
            space,
            customer,
            record: record.clone(),
        };
        self.heads.change(head, seq);
        Ok(())
    }

    /// Says who ended a conversation whose end was just written.
    pub(super) fn ended_by(&mut self, head: &ConversationHead, by: EndedBy) {
        self.heads.end(head.key, by);
    }

    /// The open conversations of a trace that spoke after `since`, the last one first.
    pub(super) async fn open_of(
        &mut self,
        trace: &ContinuationTrace<'_>,
        since: Option<DateTime<Utc>>,
    ) -> Result<Vec<ConversationHead>, StoreError> {
        if self.heads.may_hide(trace) {
            self.settle().await?;
        }
        conversation::open(self.inner, trace, since).await
    }

    /// The head of a conversation, if there is one.
    pub(super) async fn lookup(
        &mut self,
        id: &RemoteId,
    ) -> Result<Option<ConversationHead>, StoreError> {
        if let Some(head) = self.heads.by_id(id) {
            return Ok(Some(head.clone()));
        }
        if self.heads.is_free(id) {
            return Ok(None);
        }
        let head = conversation::by_id(self.inner, id).await?;
        Ok(head.inspect(|head| self.heads.load(head.clone())))
    }

    /// The head of a session's conversation, if there is one.
    pub(super) async fn find_session(
        &mut self,
        session: &str,
    ) -> Result<Option<ConversationHead>, StoreError> {
        if let Some(head) = self.heads.by_session(session) {
            return Ok(Some(head.clone()));
        }
        let head = conversation::by_session(self.inner, session).await?;
        Ok(head.inspect(|head| self.heads.load(head.clone())))
    }

    /// Says that an id was never anybody's, and need not be looked for.
    pub(super) fn set_free(&mut self, id: RemoteId) {
        self.heads.release(id);
    }

    /// Asks for all these conversations at once, before they are asked for one by one.
    pub(super) async fn meet(&mut self, ids: &[&RemoteId]) -> Result<(), StoreError> {
        for batch in ids.chunks(BATCH) {
            let heads = conversation::by_ids(self.inner, batch).await?;
            heads.into_iter().for_each(|head| self.heads.load(head));
            let missing = batch.iter().filter(|id| self.heads.by_id(id).is_none());
            let missing = missing.map(|id| id.as_str()).collect::<Vec<_>>();
            if missing.is_empty() {
                continue;
            }
            let gone = tombstone::deleted(self.inner, &missing).await?;
            let free = missing.into_iter().map(RemoteId::from);
            let free = free.filter(|id| !gone.contains(id));
            free.for_each(|id| self.heads.release(id));
        }
        Ok(())
    }

    /// Removes a conversation and leaves a tombstone.
    pub(super) async fn delete(
        &mut self,
        head: &ConversationHead,
        tombstone: &Tombstone,
    ) -> Result<(), StoreError> {
        let gone = total::of_conversation(self.inner, head.key).await?;
        self.delta.conversations += gone.conversations;
        self.delta.messages += gone.messages;
        self.delta.conversions += gone.conversions;
        self.delta.leads += gone.leads;
        self.heads.forget(head);
        self.remember_spaces(head).await?;
        conversation::delete(self.inner, head.key).await?;
        self.insert_tombstone(tombstone).await
    }

    /// Remembers where a conversation and its customer are, before that is otherwise: the readers of that
    /// space are told when either is gone.
    async fn remember_spaces(&mut self, head: &ConversationHead) -> Result<(), StoreError> {
        let (kind, id) = (TombstoneKind::Conversation, &head.record.id);
        tombstone::remember_space(self.inner, kind, id, head.space).await?;
        if let Some(customer) = &head.record.customer_id {
            let kind = TombstoneKind::Customer;
            tombstone::remember_space(self.inner, kind, customer, head.space).await?;
        }
        Ok(())
    }

    /// Leaves a tombstone, in an event of its own.
    pub(super) async fn insert_tombstone(
        &mut self,
        tombstone: &Tombstone,
    ) -> Result<(), StoreError> {
        self.alive.remove(&tombstone.id);
        self.persons.remove(&tombstone.id);
        self.customers.remove(&tombstone.id);
        let seq = self.event(None, 1).await?;
        tombstone::insert(self.inner, seq, tombstone).await
    }

    /// The keys of what a head names: its space, and its customer.
    async fn keys_of(
        &mut self,
        record: &ConversationRecord,
    ) -> Result<(i64, Option<i64>), StoreError> {
        let space = self.space(&record.space_id).await?;
        let customer = match &record.customer_id {
            Some(id) => Some(self.customer(id).await?),
            None => None,
        };
        Ok((space, customer))
    }

    async fn space(&mut self, id: &RemoteId) -> Result<i64, StoreError> {
        if let Some(key) = self.spaces.get(id) {
            return Ok(*key);
        }
        let key = people::space_key(self.inner, id).await?;
        let key = key.ok_or_else(|| StoreError::UnknownSpace(id.clone()))?;
        self.spaces.insert(id.clone(), key);
        Ok(key)
    }

    /// The country of a space: where a number is at home that does not say so.
    pub(super) async fn number_home(&mut self, id: &RemoteId) -> Result<NumberHome, StoreError> {
        let space = people::space(self.inner, id).await?;
        Ok(space.map_or(NumberHome::NOWHERE, |it| NumberHome::of_zone(&it.time_zone)))
    }

    /// The key of a customer.
    ///
    /// # Errors
    /// There is no such customer, or the database failed.
    pub(super) async fn customer(&mut self, id: &RemoteId) -> Result<i64, StoreError> {
        let key = self.find_customer(id).await?;
        key.ok_or_else(|| StoreError::UnknownCustomer(id.clone()))
    }

    /// The key of a customer, if there is one.
    pub(super) async fn find_customer(&mut self, id: &RemoteId) -> Result<Option<i64>, StoreError> {
        if let Some(key) = self.customers.get(id) {
            return Ok(Some(*key));
        }
        let key = people::customer_key(self.inner, id).await?;
        self.customers.extend(key.map(|key| (id.clone(), key)));
        Ok(key)
    }
}

/// Rows at their places in the event `seq`.
fn placed<'a, T: ChildRecord>(
    seq: i64,
    conversation: i64,
    rows: impl IntoIterator<Item = &'a T>,
) -> Result<Vec<child::ChildRow<'a, T>>, StoreError> {
    let rows = rows.into_iter().enumerate();
    rows.map(|(ordinal, row)| {
        Ok(child::ChildRow {
            place: child::place(seq, ordinal)?,
            conversation,
            row,
        })
    })
    .collect()
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
