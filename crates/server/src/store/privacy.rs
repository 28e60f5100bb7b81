//! Deletion for privacy, and what is known of one person. What is deleted leaves tombstones with no
//! personal data, and a receipt of how much there was.

use super::table::conversation::{self, Head};
use super::table::dead_letter::{self, DeadLetter};
use super::table::person::{Identifier, phone_is};
use super::table::record::{self, Record};
use super::table::{child, people, tombstone, total};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::links::RecordKind;
use crate::store::db::{Connection, Engine, keys};
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, LeadRecord, Tombstone, TombstoneKind,
};
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::BTreeSet;

/// Dead letters that are read at once.
const LETTERS: u32 = 500;

/// How much was deleted. No personal data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Receipt {
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
pub(crate) struct Known {
    /// The person, as conversations name customers.
    pub(crate) customers: Vec<CustomerRecord>,
    /// The person's conversations.
    pub(crate) conversations: Vec<ConversationRecord>,
    /// Leads that the person left, with their conversations.
    pub(crate) leads: Vec<(RemoteId, LeadRecord)>,
    /// Records about the person.
    pub(crate) records: Vec<Record>,
    /// Transcripts sent, or to be sent, to the person: conversation, and when it was asked for.
    pub(crate) transcripts: Vec<(RemoteId, DateTime<Utc>)>,
    /// Deliveries about the person that nobody could place.
    pub(crate) dead_letters: Vec<DeadLetter>,
    heads: Vec<Head>,
}

impl Known {
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
    pub async fn delete_conversation(&self, id: &RemoteId) -> Result<Receipt, StoreError> {
        let now = self.clock().now();
        let mut pen = self.pen().await?;
        let mut transaction = Transaction::begin(pen.connection()?).await?;
        let head = transaction.head(id).await?;
        let receipt = transaction.forget_conversation(&head, now).await?;
        transaction.commit().await?;
        scrub(pen.connection()?).await;
        Ok(receipt)
    }

    /// What is known of one person: by an id, an e-mail address or a telephone number.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub(crate) async fn person(&self, identifier: &str) -> Result<Known, StoreError> {
        known(&mut *self.read().await?, &Identifier::new(identifier)).await
    }

    /// Deletes all that is known of one person, for privacy.
    ///
    /// # Errors
    /// Nothing is known of such a person, or the database failed.
    pub(crate) async fn delete_person(&self, identifier: &str) -> Result<Receipt, StoreError> {
        let now = self.clock().now();
        let mut pen = self.pen().await?;
        let mut transaction = Transaction::begin(pen.connection()?).await?;
        let known = known(transaction.connection(), &Identifier::new(identifier)).await?;
        if known.is_empty() {
            // What was looked for is personal, and is not said again.
            return Err(super::write::missing("person known by that", "identifier"));
        }
        let mut receipt = Receipt::default();
        for head in &known.heads {
            receipt += transaction.forget_conversation(head, now).await?;
        }
        transaction.forget_rest(&known, now, &mut receipt).await?;
        transaction.commit().await?;
        scrub(pen.connection()?).await;
        Ok(receipt)
    }

    /// Whether a customer was deleted for privacy.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub(crate) async fn is_customer_deleted(&self, id: &RemoteId) -> Result<bool, StoreError> {
        tombstone::is_customer(&mut *self.read().await?, id).await
    }
}

impl Transaction<'_> {
    /// Removes a conversation, what hangs on it, and every mention of its session.
    async fn forget_conversation(
        &mut self,
        head: &Head,
        now: DateTime<Utc>,
    ) -> Result<Receipt, StoreError> {
        let mut receipt = hanging(self.connection(), head.key).await?;
        let session = head.record.session_id.as_str();
        receipt.records = self.forget_session(head, now).await?;
        receipt.dead_letters = dead_letter::delete_session(self.connection(), session).await?;
        let tombstone = Tombstone {
            kind: TombstoneKind::Conversation,
            id: head.record.id.clone(),
            deleted_at: now,
        };
        self.delete(head, &tombstone).await?;
        Ok(receipt)
    }

    /// Takes a session out of the records that it led to; those that nothing else led to go. How many
    /// went.
    async fn forget_session(&mut self, head: &Head, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let outcomes =
            child::of_conversation::<ConversionRecord>(self.connection(), head.key).await?;
        let mut gone = 0;
        for outcome in outcomes {
            let Some(kind) = RecordKind::of(&outcome.kind) else {
                continue;
            };
            let held = record::get(self.connection(), kind, &outcome.record).await?;
            let Some(mut held) = held else {
                continue;
            };
            if held.forget(&head.record.session_id) {
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
        known: &Known,
        now: DateTime<Utc>,
        receipt: &mut Receipt,
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
        self.bury(&tombstone).await
    }
}

/// What hangs on one conversation.
async fn hanging(connection: &mut Connection, key: i64) -> Result<Receipt, StoreError> {
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
    Ok(Receipt {
        conversations: 1,
        messages: gone.messages.unsigned_abs(),
        conversions: gone.conversions.unsigned_abs(),
        leads: gone.leads.unsigned_abs(),
        tickets: count(0)?,
        inbox_items: count(1)?,
        links: count(2)?,
        transcripts: count(3)?,
        ..Receipt::default()
    })
}

/// Everything that names a person.
async fn known(connection: &mut Connection, wanted: &Identifier) -> Result<Known, StoreError> {
    let customers = people::customers_known_as(connection, wanted).await?;
    let records = record::of_person(connection, wanted).await?;
    let leads = leads_of(connection, wanted).await?;
    let transcripts = transcripts_of(connection, wanted).await?;
    let mut found = conversations_of(connection, wanted, &customers).await?;
    found.extend(leads.iter().map(|(key, _)| *key));
    found.extend(transcripts.iter().map(|(key, _)| *key));
    for session in records.iter().flat_map(Record::session_ids) {
        let head = conversation::by_session(connection, session).await?;
        found.extend(head.map(|head| head.key));
    }
    let mut known = Known {
        customers: customers
            .into_iter()
            .map(|(_, customer)| customer)
            .collect(),
        records,
        dead_letters: letters_of(connection, wanted).await?,
        ..Known::default()
    };
    for key in found {
        let Some(head) = conversation::by_key(connection, key).await? else {
            continue;
        };
        let id = &head.record.id;
        let mine = leads.iter().filter(|(of, _)| *of == key);
        known
            .leads
            .extend(mine.map(|(_, lead)| (id.clone(), lead.clone())));
        let mine = transcripts.iter().filter(|(of, _)| *of == key);
        known
            .transcripts
            .extend(mine.map(|(_, at)| (id.clone(), *at)));
        known.conversations.push(head.record.clone());
        known.heads.push(head);
    }
    Ok(known)
}

/// The conversations of these customers, and those with the person's own address or number.
async fn conversations_of(
    connection: &mut Connection,
    wanted: &Identifier,
    customers: &[(i64, CustomerRecord)],
) -> Result<BTreeSet<i64>, StoreError> {
    let sql = format!(
        "SELECT key FROM conversation WHERE customer IN ({}) OR external_identifier = $1 \
         OR lower(external_identifier) = $2 OR visitor_token = $1 OR {}",
        keys(customers.iter().map(|(key, _)| key)),
        phone_is("external_identifier", 3),
    );
    let found = sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql)).persistent(false);
    let found = found
        .bind(wanted.text())
        .bind(wanted.folded())
        .bind(wanted.digits())
        .fetch_all(connection)
        .await?;
    Ok(found.into_iter().collect())
}

async fn leads_of(
    connection: &mut Connection,
    wanted: &Identifier,
) -> Result<Vec<(i64, LeadRecord)>, StoreError> {
    let sql = format!(
        "SELECT conversation, id, name, email, phone, note, created_at FROM lead \
         WHERE lower(email) = $1 OR {} ORDER BY place",
        phone_is("phone", 2)
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(wanted.folded())
        .bind(wanted.digits())
        .fetch_all(connection)
        .await?;
    let read = |row| Ok((sqlx::Row::try_get(row, 0)?, child::Child::read(row, 1)?));
    rows.iter()
        .map(read)
        .collect::<sqlx::Result<_>>()
        .map_err(Into::into)
}

async fn transcripts_of(
    connection: &mut Connection,
    wanted: &Identifier,
) -> Result<Vec<(i64, DateTime<Utc>)>, StoreError> {
    let rows = sqlx::query(
        "SELECT conversation, requested_at FROM transcript WHERE lower(email) = $1 \
         ORDER BY requested_at",
    );
    let rows = rows.bind(wanted.folded()).fetch_all(connection).await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, super::table::instant(row, 1)?)))
        .collect::<sqlx::Result<_>>()
        .map_err(Into::into)
}

/// The dead letters whose payload names the person.
async fn letters_of(
    connection: &mut Connection,
    wanted: &Identifier,
) -> Result<Vec<DeadLetter>, StoreError> {
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let letters = dead_letter::after(connection, after, LETTERS).await?;
        let Some(last) = letters.last() else {
            return Ok(found);
        };
        after = last.id;
        found.extend(letters.into_iter().filter(|it| names(&it.payload, wanted)));
    }
}

/// Whether any text in a JSON document names the person.
fn names(payload: &str, wanted: &Identifier) -> bool {
    fn within(value: &serde_json::Value, wanted: &Identifier) -> bool {
        match value {
            serde_json::Value::String(text) => wanted.is(text),
            serde_json::Value::Array(all) => all.iter().any(|it| within(it, wanted)),
            serde_json::Value::Object(all) => all.values().any(|it| within(it, wanted)),
            _ => false,
        }
    }
    serde_json::from_str(payload).is_ok_and(|value| within(&value, wanted))
}

/// Empties the write-ahead log, which still holds the pages of what was deleted. An effort, not a
/// promise: a reader of an older view can hold it open, and then a later checkpoint does it. The
/// writer waits for such a reader a moment only.
async fn scrub(connection: &mut Connection) {
    if Engine::of(connection) == Engine::Postgres {
        return;
    }
    let patience = sqlx::query("PRAGMA busy_timeout = 200")
        .execute(&mut *connection)
        .await;
    if patience.is_ok() {
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&mut *connection)
            .await;
        let _ = sqlx::query("PRAGMA busy_timeout = 10000")
            .execute(&mut *connection)
            .await;
    }
}

impl std::ops::AddAssign for Receipt {
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
