//! Deletion for privacy, and what is known of one person. What is deleted leaves tombstones with no
//! personal data, and a receipt of how much there was.

use super::bound_store::BoundStore;
use super::reach_standing::{self, ReachStanding};
use super::table::conversation::{self, ConversationHead};
use super::table::dead_letter::{self, DeadLetter};
use super::table::person::PersonIdentifier;
use super::table::reach::ReachKeys;
use super::table::record::{self, StoredRecord};
use super::table::{child, merged, people, tombstone, total};
use super::transaction::StoreTransaction;
use super::{Store, StoreError};
use crate::record_links::RecordKind;
use crate::store::db::{DatabaseEngine, DbConnection, keys};
use crate::store::deletion_log::SessionDigest;
use chrono::{DateTime, Utc};
use model::identity::NumberHome;
use model::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, LeadRecord, Tombstone, TombstoneKind,
};
use model::{Channel, RemoteId};
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

/// Dead letters that are read at once.
const LETTERS: u32 = 500;

/// How much was deleted. No personal data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Receipt))]
pub struct DeletionReceipt {
    /// Conversations.
    pub conversations: u64,
    /// Messages in them.
    pub messages: u64,
    /// Outcomes tied to them.
    pub conversions: u64,
    /// Leads.
    pub leads: u64,
    /// Tickets.
    pub tickets: u64,
    /// Items of the AI Inbox.
    pub inbox_items: u64,
    /// Links that were offered.
    pub links: u64,
    /// Transcripts asked for.
    pub transcripts: u64,
    /// Records of the business.
    pub records: u64,
    /// Known persons.
    pub customers: u64,
    /// Deliveries that were kept.
    pub dead_letters: u64,
}

/// What is known of one person.
#[derive(Clone, Debug, Default)]
pub(crate) struct PersonReport {
    /// The person, as conversations name customers.
    pub(crate) customers: Vec<CustomerRecord>,
    /// The person's conversations.
    pub(crate) conversations: Vec<ConversationRecord>,
    /// Leads that the person left, with their conversations.
    pub(crate) leads: Vec<(RemoteId, LeadRecord)>,
    /// Records about the person.
    pub(crate) records: Vec<StoredRecord>,
    /// Transcripts sent, or to be sent, to the person: conversation, and when it was asked for.
    pub(crate) transcripts: Vec<(RemoteId, DateTime<Utc>)>,
    /// Deliveries about the person that nobody could place.
    pub(crate) dead_letters: Vec<DeadLetter>,
    heads: Vec<ConversationHead>,
}

impl PersonReport {
    /// Whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.customers.is_empty()
            && self.conversations.is_empty()
            && self.records.is_empty()
            && self.dead_letters.is_empty()
    }
}

impl Store {
    /// Deletes a conversation for privacy, with all that hangs on it. A tombstone without personal
    /// data remains, and the same id is refused from then on.
    ///
    /// # Errors
    /// There is no such conversation.
    pub async fn delete_conversation(&self, id: &RemoteId) -> Result<DeletionReceipt, StoreError> {
        let now = self.clock().now();
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let head = transaction.head(id).await?;
        let receipt = transaction.forget_conversation(&head, now).await?;
        transaction.commit().await?;
        self.scrub_with(pen.connection()?).await;
        Ok(receipt)
    }

    /// Empties the write-ahead log of what was deleted, where a reader held it open at the time. To be
    /// called again and again.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        if self.0.unscrubbed.load(Ordering::Acquire) {
            let mut pen = self.lock_for_write().await?;
            self.scrub_with(pen.connection()?).await;
        }
        Ok(())
    }

    /// An effort, not a promise: what is left is left to [`Store::scrub`].
    pub(super) async fn scrub_with(&self, connection: &mut DbConnection) {
        let clean = scrubbed(connection).await;
        self.0.unscrubbed.store(!clean, Ordering::Release);
    }
}

impl BoundStore<'_> {
    /// What is known of one person within reach: by an id, an e-mail address or a telephone number.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub(crate) async fn person(&self, identifier: &str) -> Result<PersonReport, StoreError> {
        let mut view = self.store.begin_scan().await?;
        let mut report = known(&mut view, &PersonIdentifier::new(identifier)).await?;
        let reach = ReachKeys::of(&mut view, self.reach).await?;
        report.narrow(&mut view, &reach).await?;
        Ok(report)
    }

    /// Deletes all that is known of one person within reach, for privacy. A customer of whom a conversation
    /// is left beyond it stays, and so does a record that another space has to do with.
    ///
    /// # Errors
    /// Nothing is known of such a person within reach, or the database failed.
    pub(crate) async fn delete_person(
        &self,
        identifier: &str,
    ) -> Result<DeletionReceipt, StoreError> {
        let now = self.store.clock().now();
        let mut pen = self.store.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let connection = transaction.connection();
        let mut known = known(connection, &PersonIdentifier::new(identifier)).await?;
        let reach = ReachKeys::of(connection, self.reach).await?;
        known.narrow(connection, &reach).await?;
        if known.is_empty() {
            // What was looked for is personal, and is not said again.
            return Err(super::import::missing("person known by that", "identifier"));
        }
        known.keep_shared(connection, &reach).await?;
        let mut receipt = DeletionReceipt::default();
        for head in &known.heads {
            receipt += transaction.forget_conversation(head, now).await?;
        }
        transaction.forget_rest(&known, now, &mut receipt).await?;
        transaction.commit().await?;
        self.store.scrub_with(pen.connection()?).await;
        Ok(receipt)
    }
}

impl PersonReport {
    /// Leaves what is beyond reach out. A letter is of no space.
    async fn narrow(
        &mut self,
        connection: &mut DbConnection,
        reach: &ReachKeys,
    ) -> Result<(), StoreError> {
        if reach.is_everywhere() {
            return Ok(());
        }
        self.heads.retain(|head| reach.includes(head.space));
        let ids = self.heads.iter().map(|head| head.record.id.clone());
        let ids = ids.collect::<BTreeSet<_>>();
        self.conversations.retain(|it| ids.contains(&it.id));
        self.leads.retain(|(of, _)| ids.contains(of));
        self.transcripts.retain(|(of, _)| ids.contains(of));
        self.dead_letters.clear();
        let mut records = Vec::new();
        for record in self.records.drain(..) {
            let standing = reach_standing::of_record(connection, reach, &record).await?;
            records.extend((standing == ReachStanding::Within).then_some(record));
        }
        self.records = records;
        self.keep_customers(
            connection,
            reach,
            &[ReachStanding::Within, ReachStanding::Shared],
        )
        .await
    }

    /// Leaves the customers out, of those who are to go, who are known beyond reach too.
    async fn keep_shared(
        &mut self,
        connection: &mut DbConnection,
        reach: &ReachKeys,
    ) -> Result<(), StoreError> {
        if reach.is_everywhere() {
            return Ok(());
        }
        self.keep_customers(connection, reach, &[ReachStanding::Within])
            .await
    }

    async fn keep_customers(
        &mut self,
        connection: &mut DbConnection,
        reach: &ReachKeys,
        kept: &[ReachStanding],
    ) -> Result<(), StoreError> {
        let mut customers = Vec::new();
        for customer in self.customers.drain(..) {
            let key = people::customer_key(connection, &customer.id).await?;
            let key = key.unwrap_or_default();
            let standing = reach_standing::of_customer(connection, reach, key).await?;
            customers.extend(kept.contains(&standing).then_some(customer));
        }
        self.customers = customers;
        Ok(())
    }
}

impl StoreTransaction<'_> {
    /// Removes a conversation, what hangs on it, and every mention of its session.
    async fn forget_conversation(
        &mut self,
        head: &ConversationHead,
        now: DateTime<Utc>,
    ) -> Result<DeletionReceipt, StoreError> {
        let mut receipt = hanging(self.connection(), head.key).await?;
        let session = head.record.session_id.as_str();
        receipt.records = self.forget_session(head, now).await?;
        receipt.dead_letters = dead_letter::delete_session(self.connection(), session).await?;
        let tombstone = Tombstone {
            kind: TombstoneKind::Conversation,
            id: head.record.id.clone(),
            deleted_at: now,
        };
        let outcomes =
            child::of_conversation::<ConversionRecord>(self.connection(), head.key).await?;
        self.delete(head, &tombstone).await?;
        for it in outcomes.iter().filter(|it| it.confirmed) {
            // What was also reported elsewhere counts there from now on.
            self.count_once(&it.kind, &it.record).await?;
        }
        Ok(receipt)
    }

    /// Takes a session out of the records that it led to; those that nothing else led to go. How many
    /// went.
    async fn forget_session(
        &mut self,
        head: &ConversationHead,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let session = head.record.session_id.as_str();
        tombstone::bury_session(self.connection(), &SessionDigest::of(session), now).await?;
        let mut gone = 0;
        for mut held in record::of_session(self.connection(), session).await? {
            if held.forget(session) {
                held.updated_at = now;
                record::put(self.connection(), &held).await?;
            } else {
                record::delete(self.connection(), &held.kind, &held.id).await?;
                gone += 1;
            }
        }
        Ok(gone)
    }

    /// Removes what is known of a person beside conversations.
    async fn forget_rest(
        &mut self,
        known: &PersonReport,
        now: DateTime<Utc>,
        receipt: &mut DeletionReceipt,
    ) -> Result<(), StoreError> {
        for it in &known.records {
            let kind = RecordKind::from_word(&it.kind);
            let left = match kind {
                Some(kind) => record::get(self.connection(), kind, &it.id).await?,
                None => None,
            };
            if left.is_some() {
                record::delete(self.connection(), &it.kind, &it.id).await?;
                receipt.records += 1;
            }
        }
        for letter in &known.dead_letters {
            let found = dead_letter::delete(self.connection(), letter.id).await?;
            receipt.dead_letters += u64::from(found);
        }
        for customer in &known.customers {
            self.forget_customer(&customer.id, now).await?;
            receipt.customers += 1;
        }
        Ok(())
    }

    async fn forget_customer(
        &mut self,
        id: &RemoteId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        people::delete_customer(self.connection(), id).await?;
        let tombstone = Tombstone {
            kind: TombstoneKind::Customer,
            id: id.clone(),
            deleted_at: now,
        };
        self.insert_tombstone(&tombstone).await
    }
}

/// What hangs on one conversation.
async fn hanging(connection: &mut DbConnection, key: i64) -> Result<DeletionReceipt, StoreError> {
    let gone = total::of_conversation(connection, key).await?;
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM ticket WHERE conversation = $1), \
                (SELECT count(*) FROM inbox_item WHERE conversation = $1), \
                (SELECT count(*) FROM link WHERE conversation = $1), \
                (SELECT count(*) FROM transcript WHERE conversation = $1)",
    );
    let row = row.bind(key).fetch_one(connection).await?;
    let count = |at: usize| -> sqlx::Result<u64> {
        Ok(u64::try_from(row.try_get::<i64, _>(at)?).unwrap_or_default())
    };
    Ok(DeletionReceipt {
        conversations: 1,
        messages: gone.messages.unsigned_abs(),
        conversions: gone.conversions.unsigned_abs(),
        leads: gone.leads.unsigned_abs(),
        tickets: count(0)?,
        inbox_items: count(1)?,
        links: count(2)?,
        transcripts: count(3)?,
        ..DeletionReceipt::default()
    })
}

/// Everything that names a person: by what was asked for, and by the ids and addresses of the persons
/// whom that finds. Telephone numbers that are found are not followed: colleagues share them.
async fn known(
    connection: &mut DbConnection,
    wanted: &PersonIdentifier,
) -> Result<PersonReport, StoreError> {
    let mut found = PersonMatches {
        homes: people::number_homes(connection).await?,
        ..PersonMatches::default()
    };
    let mut names = vec![wanted.clone()];
    let mut next = 0;
    while let Some(name) = names.get(next).cloned() {
        for more in found.look_for(connection, &name).await? {
            if !names.contains(&more) {
                names.push(more);
            }
        }
        next += 1;
    }
    found.finish(connection, &names).await
}

/// What was found so far, each once.
#[derive(Default)]
struct PersonMatches {
    homes: Vec<NumberHome>,
    customers: BTreeMap<i64, CustomerRecord>,
    records: BTreeMap<(String, String), StoredRecord>,
    leads: BTreeMap<(i64, String), LeadRecord>,
    transcripts: BTreeSet<(i64, DateTime<Utc>)>,
    conversations: BTreeSet<i64>,
}

impl PersonMatches {
    /// Looks for one name; the further names of the persons whom it finds.
    async fn look_for(
        &mut self,
        connection: &mut DbConnection,
        name: &PersonIdentifier,
    ) -> Result<Vec<PersonIdentifier>, StoreError> {
        let mut names = Vec::new();
        let customers = people::customers_known_as(connection, name).await?;
        let keys = customers.iter().map(|(key, _)| *key).collect::<Vec<_>>();
        let own = conversations_of(connection, name, &keys).await?;
        self.conversations.extend(own);
        for (key, customer) in customers {
            names.push(PersonIdentifier::new(customer.id.as_str()));
            names.extend(customer.email.as_deref().map(PersonIdentifier::new));
            // Whoever was said to be the same person is.
            let mut same = merged::merged_with(connection, &customer.id).await?;
            same.extend(merged::into_of(connection, &customer.id).await?);
            names.extend(same.iter().map(|id| PersonIdentifier::new(id.as_str())));
            self.customers.insert(key, customer);
        }
        self.look_in_children(connection, name).await?;
        for record in record::of_person(connection, name, &self.homes).await? {
            if RecordKind::from_word(&record.kind) == Some(RecordKind::Coworker) {
                names.push(PersonIdentifier::new(&record.id));
                names.extend(record.person.email.as_deref().map(PersonIdentifier::new));
            }
            self.add_record(connection, record).await?;
        }
        Ok(names)
    }

    async fn look_in_children(
        &mut self,
        connection: &mut DbConnection,
        name: &PersonIdentifier,
    ) -> Result<(), StoreError> {
        for (key, lead) in leads_of(connection, name).await? {
            self.conversations.insert(key);
            self.leads.insert((key, lead.id.to_string()), lead);
        }
        for (key, at) in transcripts_of(connection, name).await? {
            self.conversations.insert(key);
            self.transcripts.insert((key, at));
        }
        Ok(())
    }

    async fn add_record(
        &mut self,
        connection: &mut DbConnection,
        record: StoredRecord,
    ) -> Result<(), StoreError> {
        for session in record.session_ids() {
            let head = conversation::by_session(connection, session).await?;
            self.conversations.extend(head.map(|head| head.key));
        }
        let key = (record.kind.clone(), record.id.clone());
        self.records.insert(key, record);
        Ok(())
    }

    async fn finish(
        self,
        connection: &mut DbConnection,
        names: &[PersonIdentifier],
    ) -> Result<PersonReport, StoreError> {
        let mut known = PersonReport {
            customers: self.customers.into_values().collect(),
            records: self.records.into_values().collect(),
            dead_letters: letters_of(connection, names, &self.homes).await?,
            ..PersonReport::default()
        };
        for key in self.conversations {
            let Some(head) = conversation::by_key(connection, key).await? else {
                continue;
            };
            let id = &head.record.id;
            let mine = self.leads.iter().filter(|((of, _), _)| *of == key);
            let mine = mine.map(|(_, lead)| (id.clone(), lead.clone()));
            known.leads.extend(mine);
            let mine = self.transcripts.iter().filter(|(of, _)| *of == key);
            known
                .transcripts
                .extend(mine.map(|(_, at)| (id.clone(), *at)));
            known.conversations.push(head.record.clone());
            known.heads.push(head);
        }
        Ok(known)
    }
}

/// The conversations of these customers, and those with the person's own address or number.
async fn conversations_of(
    connection: &mut DbConnection,
    wanted: &PersonIdentifier,
    customers: &[i64],
) -> Result<Vec<i64>, StoreError> {
    let customers = keys(customers);
    let sql = format!(
        "SELECT c.key, CASE WHEN c.customer IN ({customers}) OR c.visitor_token = $1 THEN NULL \
             ELSE c.external_identifier END, c.channel, space.time_zone \
         FROM conversation AS c JOIN space ON space.key = c.space \
         WHERE c.customer IN ({customers}) OR c.visitor_token = $1 OR c.identity = $2"
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    let rows = rows.bind(wanted.text()).bind(wanted.key());
    let mut own = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let doubt = row.try_get::<Option<String>, _>(1)?;
        let channel = Channel::from(row.try_get::<&str, _>(2)?);
        let home = NumberHome::of_zone(row.try_get(3)?).on(&channel);
        if doubt.is_none_or(|text| wanted.is(&text, home)) {
            own.push(row.try_get(0)?);
        }
    }
    Ok(own)
}

async fn leads_of(
    connection: &mut DbConnection,
    wanted: &PersonIdentifier,
) -> Result<Vec<(i64, LeadRecord)>, StoreError> {
    let rows = sqlx::query(
        "SELECT space.time_zone, lead.conversation, lead.id, lead.name, lead.email, lead.phone, lead.note, \
             lead.created_at \
         FROM lead JOIN conversation ON conversation.key = lead.conversation \
         JOIN space ON space.key = conversation.space \
         WHERE lead.email_key = $1 OR lead.phone_key = $1 ORDER BY lead.place",
    );
    let rows = rows.bind(wanted.key()).fetch_all(connection).await?;
    let mut leads = Vec::new();
    for row in &rows {
        let lead: LeadRecord = child::ChildRecord::read(row, 2)?;
        let home = NumberHome::of_zone(row.try_get(0)?);
        if wanted.is_any([&lead.email, &lead.phone], home) {
            leads.push((row.try_get(1)?, lead));
        }
    }
    Ok(leads)
}

async fn transcripts_of(
    connection: &mut DbConnection,
    wanted: &PersonIdentifier,
) -> Result<Vec<(i64, DateTime<Utc>)>, StoreError> {
    let rows = sqlx::query(
        "SELECT conversation, requested_at, email FROM transcript WHERE email_key = $1 ORDER BY requested_at",
    );
    let rows = rows.bind(wanted.key()).fetch_all(connection).await?;
    let mut transcripts = Vec::new();
    for row in &rows {
        if wanted.is(row.try_get(2)?, NumberHome::NOWHERE) {
            transcripts.push((row.try_get(0)?, super::table::instant(row, 1)?));
        }
    }
    Ok(transcripts)
}

/// The dead letters whose payload names the person.
async fn letters_of(
    connection: &mut DbConnection,
    wanted: &[PersonIdentifier],
    homes: &[NumberHome],
) -> Result<Vec<DeadLetter>, StoreError> {
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let letters = dead_letter::after(connection, after, LETTERS).await?;
        let Some(last) = letters.last() else {
            return Ok(found);
        };
        after = last.id;
        let named = letters.into_iter();
        found.extend(named.filter(|it| names(&it.payload, wanted, homes)));
    }
}

/// Whether any text in a JSON document names the person.
fn names(payload: &str, wanted: &[PersonIdentifier], homes: &[NumberHome]) -> bool {
    let named = |text: &str| {
        let mut all = homes
            .iter()
            .flat_map(|home| wanted.iter().map(move |it| (it, *home)));
        all.any(|(it, home)| it.is(text, home))
    };
    serde_json::from_str(payload).is_ok_and(|value| any_text(&value, &named))
}

fn any_text(value: &serde_json::Value, named: &impl Fn(&str) -> bool) -> bool {
    match value {
        serde_json::Value::String(text) => named(text),
        serde_json::Value::Array(all) => all.iter().any(|it| any_text(it, named)),
        serde_json::Value::Object(all) => all.values().any(|it| any_text(it, named)),
        _ => false,
    }
}

/// Empties the write-ahead log, which still holds the pages of what was deleted; whether it is empty. The
/// writer waits for a reader of an older view a moment only.
async fn scrubbed(connection: &mut DbConnection) -> bool {
    if DatabaseEngine::of(connection) == DatabaseEngine::Postgres {
        return true;
    }
    let patience = sqlx::query("PRAGMA busy_timeout = 200")
        .execute(&mut *connection)
        .await;
    if patience.is_err() {
        return false;
    }
    let emptied = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(&mut *connection)
        .await;
    let _ = sqlx::query("PRAGMA busy_timeout = 10000")
        .execute(&mut *connection)
        .await;
    // The first column says whether it was kept from finishing.
    emptied.is_ok_and(|row| row.try_get::<i64, _>(0).is_ok_and(|busy| busy == 0))
}

impl std::ops::AddAssign for DeletionReceipt {
    fn add_assign(&mut self, other: Self) {
        self.conversations += other.conversations;
        self.messages += other.messages;
        self.conversions += other.conversions;
        self.leads += other.leads;
        self.tickets += other.tickets;
        self.inbox_items += other.inbox_items;
        self.links += other.links;
        self.transcripts += other.transcripts;
        self.records += other.records;
        self.customers += other.customers;
        self.dead_letters += other.dead_letters;
    }
}
