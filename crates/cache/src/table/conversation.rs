//! Conversations: the head, and what a list row needs of the children, kept beside it. The writer
//! makes a whole row anew and stores it only where it differs.

use crate::bulk::{BulkInsert, id_list, text_list};
use crate::content_hash::ContentHash;
use crate::error::Result;
use crate::from_row::from_row;
use crate::index::entry::{EntryFlags, IndexEntry, MessageCount};
use crate::table::child::conversion::OutcomeKinds;
use crate::table::search::parse_ids;
use crate::time;
use model::record::ConversationRecord;
use model::search::DurationSpan;
use model::{Escalation, SourceId, Status};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _, SqliteConnection};

/// Characters of an excerpt and of a first line.
pub(crate) const EXCERPT_CHARS: usize = 160;

/// The columns of [`CachedConversation`].
macro_rules! columns {
    () => {
        "conversation.id, conversation.source_id, conversation.remote_id, conversation.head_hash,
         conversation.next_ordinal, conversation.space_id, conversation.customer_id,
         conversation.channel, conversation.started_at, conversation.last_activity_at,
         conversation.ended_at, conversation.messages, conversation.visible_messages,
         conversation.leads, conversation.kinds, conversation.other_kinds, conversation.session_id,
         conversation.origin, conversation.status, conversation.escalation, conversation.subject,
         conversation.external_identifier, conversation.visitor_token, conversation.city,
         conversation.region, conversation.country, conversation.first_line, conversation.excerpt,
         conversation.excerpt_sender, conversation.longest_gap, conversation.text_facts,
         conversation.language"
    };
}

const PUT: BulkInsert = BulkInsert {
    head: "INSERT INTO conversation
        (id, source_id, remote_id, head_hash, next_ordinal, space_id, customer_id, channel, started_at,
         last_activity_at, ended_at, messages, visible_messages, leads, kinds, other_kinds, session_id,
         origin, status, escalation, subject, external_identifier, visitor_token, city, region, country,
         first_line, excerpt, excerpt_sender, longest_gap, text_facts, language)",
    columns: 32,
    tail: "ON CONFLICT (id) DO UPDATE SET head_hash = excluded.head_hash,
        next_ordinal = excluded.next_ordinal, space_id = excluded.space_id,
        customer_id = excluded.customer_id, channel = excluded.channel,
        started_at = excluded.started_at, last_activity_at = excluded.last_activity_at,
        ended_at = excluded.ended_at, messages = excluded.messages,
        visible_messages = excluded.visible_messages, leads = excluded.leads, kinds = excluded.kinds,
        other_kinds = excluded.other_kinds, session_id = excluded.session_id,
        origin = excluded.origin, status = excluded.status, escalation = excluded.escalation,
        subject = excluded.subject, external_identifier = excluded.external_identifier,
        visitor_token = excluded.visitor_token, city = excluded.city, region = excluded.region,
        country = excluded.country, first_line = excluded.first_line, excerpt = excluded.excerpt,
        excerpt_sender = excluded.excerpt_sender, longest_gap = excluded.longest_gap,
        text_facts = excluded.text_facts, language = excluded.language",
};

/// A conversation as it stands in the cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CachedConversation {
    pub(crate) id: i64,
    pub(crate) source_id: i64,
    pub(crate) remote_id: String,
    pub(crate) head_hash: i64,
    pub(crate) next_ordinal: i64,
    pub(crate) space_id: i64,
    pub(crate) customer_id: Option<i64>,
    pub(crate) channel: i64,
    pub(crate) started_at: i64,
    pub(crate) last_activity_at: i64,
    pub(crate) ended_at: Option<i64>,
    pub(crate) messages: i64,
    pub(crate) visible_messages: i64,
    pub(crate) leads: i64,
    pub(crate) kinds: i64,
    pub(crate) other_kinds: i64,
    pub(crate) session_id: String,
    pub(crate) origin: String,
    pub(crate) status: Option<String>,
    pub(crate) escalation: String,
    pub(crate) subject: Option<String>,
    pub(crate) external_identifier: Option<String>,
    pub(crate) visitor_token: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) first_line: Option<String>,
    pub(crate) excerpt: Option<String>,
    pub(crate) excerpt_sender: Option<String>,
    /// The longest silence between two messages that a reader sees, in seconds.
    pub(crate) longest_gap: i64,
    /// What rules ask of its words, as [`insights::TextFacts`] is stored.
    pub(crate) text_facts: i64,
    /// The code of its language, or the word for none; empty where nobody has looked yet.
    pub(crate) language: String,
}

from_row!(
    CachedConversation:
    id,
    source_id,
    remote_id,
    head_hash,
    next_ordinal,
    space_id,
    customer_id,
    channel,
    started_at,
    last_activity_at,
    ended_at,
    messages,
    visible_messages,
    leads,
    kinds,
    other_kinds,
    session_id,
    origin,
    status,
    escalation,
    subject,
    external_identifier,
    visitor_token,
    city,
    region,
    country,
    first_line,
    excerpt,
    excerpt_sender,
    longest_gap,
    text_facts,
    language,
);

/// A conversation for a list: its row, and what stands in other tables.
#[derive(Clone, Debug)]
pub(crate) struct ListedConversation {
    pub(crate) row: CachedConversation,
    pub(crate) channel_name: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) customer_name: Option<String>,
    pub(crate) customer_company: Option<String>,
    pub(crate) customer_profile_url: Option<String>,
    pub(crate) customer_email: Option<String>,
    /// The name that the person gave, where it was taken down.
    pub(crate) lead_name: Option<String>,
}

impl FromRow<'_, SqliteRow> for ListedConversation {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            row: CachedConversation::from_row(row)?,
            channel_name: row.try_get("channel_name")?,
            time_zone: row.try_get("time_zone")?,
            customer_name: row.try_get("customer_name")?,
            customer_company: row.try_get("customer_company")?,
            customer_profile_url: row.try_get("customer_profile_url")?,
            customer_email: row.try_get("customer_email")?,
            lead_name: row.try_get("lead_name")?,
        })
    }
}

/// What a head refers to, as local ids.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeadReferences {
    pub(crate) space: i64,
    pub(crate) customer: Option<i64>,
    pub(crate) channel: u16,
}

/// Subject, session, remote id, external identifier, visitor token, customer: what a search reads of a head.
type FoundBy<'a> = (
    Option<&'a str>,
    &'a str,
    &'a str,
    Option<&'a str>,
    Option<&'a str>,
    Option<i64>,
);

impl CachedConversation {
    /// Takes the head over as it came.
    pub(crate) fn set_head(&mut self, head: &ConversationRecord, references: HeadReferences) {
        self.head_hash = hash(head);
        self.space_id = references.space;
        self.customer_id = references.customer;
        self.channel = i64::from(references.channel);
        self.session_id.clone_from(&head.session_id);
        self.origin = head.origin.as_str().to_owned();
        self.status = head
            .status
            .as_ref()
            .map(|status| status.as_str().to_owned());
        self.escalation = head.escalation.as_str().to_owned();
        self.set_times(head);
        self.set_texts(head);
    }

    fn set_times(&mut self, head: &ConversationRecord) {
        self.started_at = time::millis(head.started_at);
        self.last_activity_at = time::millis(head.last_activity_at);
        self.ended_at = time::millis_of(head.ended_at);
    }

    fn set_texts(&mut self, head: &ConversationRecord) {
        self.subject.clone_from(&head.subject);
        self.external_identifier
            .clone_from(&head.external_identifier);
        self.visitor_token.clone_from(&head.visitor_token);
        self.city.clone_from(&head.place.city);
        self.region.clone_from(&head.place.region);
        self.country.clone_from(&head.place.country);
    }

    /// Takes the kinds of its outcomes over.
    pub(crate) fn set_kinds(&mut self, kinds: OutcomeKinds) {
        self.kinds = i64::from(kinds.known);
        self.other_kinds = i64::from(kinds.other);
    }

    /// Whether a search finds both by the same words of the head.
    pub(crate) fn is_found_alike(&self, other: &Self) -> bool {
        self.found_by() == other.found_by()
    }

    fn found_by(&self) -> FoundBy<'_> {
        (
            self.subject.as_deref(),
            &self.session_id,
            &self.remote_id,
            self.external_identifier.as_deref(),
            self.visitor_token.as_deref(),
            self.customer_id,
        )
    }

    /// What every pass over the conversations needs of this one.
    pub(crate) fn index_entry(&self, day: i32) -> IndexEntry {
        IndexEntry {
            last_activity: self.last_activity_at,
            started: self.started_at,
            day,
            visible: MessageCount::of(u32::try_from(self.visible_messages).unwrap_or(u32::MAX)),
            inferred_kinds: OutcomeKinds::inferred(self.other_outcomes()),
            space: u32::try_from(self.space_id).unwrap_or(u32::MAX),
            channel: u16::try_from(self.channel).unwrap_or(u16::MAX),
            kinds: u8::try_from(self.kinds).unwrap_or(0),
            flags: self.flags(),
        }
    }

    /// As [`OutcomeKinds`] has them.
    fn other_outcomes(&self) -> u8 {
        u8::try_from(self.other_kinds).unwrap_or(0)
    }

    fn flags(&self) -> EntryFlags {
        let other = self.other_outcomes();
        let status = self.status.as_deref().map(Status::from);
        EntryFlags::PRESENT
            .with(EntryFlags::LEAD, self.leads > 0)
            .with(
                EntryFlags::ESCALATED,
                Escalation::from(self.escalation.as_str()) != Escalation::None,
            )
            .with(EntryFlags::ACTIVE, status == Some(Status::Active))
            .with(EntryFlags::ENDED, status == Some(Status::Ended))
            .with(EntryFlags::OTHER_KIND, other & OutcomeKinds::UNKNOWN != 0)
            .with(EntryFlags::INFERRED, other & OutcomeKinds::INFERRED != 0)
    }
}

/// The hash of a head as it came.
pub(crate) fn hash(head: &ConversationRecord) -> i64 {
    ContentHash::new()
        .text(&head.session_id)
        .text(head.space_id.as_str())
        .text(head.channel.as_str())
        .text(head.origin.as_str())
        .optional(head.subject.as_deref())
        .optional(head.customer_id.as_ref().map(|id| id.as_str()))
        .optional(head.external_identifier.as_deref())
        .optional(head.visitor_token.as_deref())
        .optional(head.place.city.as_deref())
        .optional(head.place.region.as_deref())
        .optional(head.place.country.as_deref())
        .optional(head.status.as_ref().map(Status::as_str))
        .text(head.escalation.as_str())
        .number(time::millis(head.started_at))
        .number(time::millis(head.last_activity_at))
        .number(time::millis_of(head.ended_at).unwrap_or(-1))
        .finish()
}

/// The conversations of a source that have these remote ids.
pub(crate) async fn by_remote<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    remote: impl IntoIterator<Item = &'t str>,
) -> Result<Vec<CachedConversation>> {
    Ok(sqlx::query_as(concat!(
        "SELECT ",
        columns!(),
        " FROM conversation WHERE source_id = ? AND remote_id IN (SELECT value FROM json_each(?))"
    ))
    .bind(source.0)
    .bind(text_list(remote))
    .fetch_all(conn)
    .await?)
}

/// The local ids of the conversations of a source that have these remote ids, with those.
pub(crate) async fn ids_by_remote<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    remote: impl IntoIterator<Item = &'t str>,
) -> Result<Vec<(i64, String)>> {
    // CROSS JOIN fixes the order: each wanted name is one look into the index of names.
    Ok(sqlx::query_as(
        "SELECT conversation.id, conversation.remote_id
         FROM json_each(?) AS wanted CROSS JOIN conversation
             ON conversation.source_id = ? AND conversation.remote_id = wanted.value",
    )
    .bind(text_list(remote))
    .bind(source.0)
    .fetch_all(conn)
    .await?)
}

/// The name of a conversation that holds in any cache: its store, and its id there.
pub(crate) async fn lasting_name(
    conn: &mut SqliteConnection,
    id: i64,
) -> Result<Option<(String, String)>> {
    Ok(sqlx::query_as(
        "SELECT coalesce(source.identity, source.url), conversation.remote_id
         FROM conversation JOIN source ON source.id = conversation.source_id
         WHERE conversation.id = ? AND source.state = 'live'",
    )
    .bind(id)
    .fetch_optional(conn)
    .await?)
}

/// The conversations that have these ids, in no order.
pub(crate) async fn by_id(
    conn: &mut SqliteConnection,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<CachedConversation>> {
    Ok(sqlx::query_as(concat!(
        "SELECT ",
        columns!(),
        " FROM conversation WHERE id IN (SELECT value FROM json_each(?))"
    ))
    .bind(id_list(ids))
    .fetch_all(conn)
    .await?)
}

/// The conversations that have these ids as a list shows them, in no order.
pub(crate) async fn listed(
    conn: &mut SqliteConnection,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<ListedConversation>> {
    Ok(sqlx::query_as(concat!(
        "SELECT ",
        columns!(),
        ", channel.name AS channel_name, space.time_zone AS time_zone,
           customer.name AS customer_name, customer.company AS customer_company,
           customer.profile_url AS customer_profile_url, customer.email AS customer_email,
           CASE WHEN conversation.leads > 0 THEN (
               SELECT name FROM lead WHERE conversation_id = conversation.id AND trim(name) <> ''
               ORDER BY created_at, remote_id LIMIT 1
           ) END AS lead_name
         FROM conversation
         LEFT JOIN channel ON channel.code = conversation.channel
         LEFT JOIN space ON space.id = conversation.space_id
         LEFT JOIN customer ON customer.id = conversation.customer_id
         WHERE conversation.id IN (SELECT value FROM json_each(?))"
    ))
    .bind(id_list(ids))
    .fetch_all(conn)
    .await?)
}

/// Writes rows, new or changed.
pub(crate) async fn put(conn: &mut SqliteConnection, rows: &[&CachedConversation]) -> Result<()> {
    PUT.run(conn, rows, |statement, row| {
        statement
            .bind(row.id)
            .bind(row.source_id)
            .bind(row.remote_id.as_str())
            .bind(row.head_hash)
            .bind(row.next_ordinal)
            .bind(row.space_id)
            .bind(row.customer_id)
            .bind(row.channel)
            .bind(row.started_at)
            .bind(row.last_activity_at)
            .bind(row.ended_at)
            .bind(row.messages)
            .bind(row.visible_messages)
            .bind(row.leads)
            .bind(row.kinds)
            .bind(row.other_kinds)
            .bind(row.session_id.as_str())
            .bind(row.origin.as_str())
            .bind(row.status.as_deref())
            .bind(row.escalation.as_str())
            .bind(row.subject.as_deref())
            .bind(row.external_identifier.as_deref())
            .bind(row.visitor_token.as_deref())
            .bind(row.city.as_deref())
            .bind(row.region.as_deref())
            .bind(row.country.as_deref())
            .bind(row.first_line.as_deref())
            .bind(row.excerpt.as_deref())
            .bind(row.excerpt_sender.as_deref())
            .bind(row.longest_gap)
            .bind(row.text_facts)
            .bind(row.language.as_str())
    })
    .await
}

/// The conversations of these customers, ascending.
pub(crate) async fn of_customers(
    conn: &mut SqliteConnection,
    customers: &[i64],
) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM conversation WHERE customer_id IN (SELECT value FROM json_each(?)) ORDER BY id",
    )
    .bind(id_list(customers.iter().copied()))
    .fetch_all(conn)
    .await?)
}

/// Each conversation of a known customer, with that: by customer, then by id.
pub(crate) async fn by_customer(conn: &mut SqliteConnection) -> Result<Vec<(i64, u32)>> {
    // The index has both, so that no head is read.
    Ok(sqlx::query_as(
        "SELECT customer_id, id FROM conversation INDEXED BY conversation_by_customer
         WHERE customer_id IS NOT NULL ORDER BY customer_id, id",
    )
    .fetch_all(conn)
    .await?)
}

/// Some conversations of a source, lowest ids first.
pub(crate) async fn some_of(
    conn: &mut SqliteConnection,
    source: SourceId,
    limit: i64,
) -> Result<Vec<i64>> {
    Ok(
        sqlx::query_scalar("SELECT id FROM conversation WHERE source_id = ? ORDER BY id LIMIT ?")
            .bind(source.0)
            .bind(limit)
            .fetch_all(conn)
            .await?,
    )
}

/// The conversation that a remote id or a session id names; the newest, if several sources have it.
pub(crate) async fn find(conn: &mut SqliteConnection, name: &str) -> Result<Option<i64>> {
    // Two look-ups and not an OR: each column has its own index, whatever the planner makes of an OR.
    Ok(sqlx::query_scalar(
        "SELECT id FROM (
             SELECT id, source_id FROM conversation WHERE remote_id = ?1
             UNION SELECT id, source_id FROM conversation WHERE session_id = ?1)
         WHERE source_id IN (SELECT id FROM source WHERE state = 'live') ORDER BY id DESC LIMIT 1",
    )
    .bind(name)
    .fetch_optional(conn)
    .await?)
}

/// Cuts the ties to customers that are gone.
pub(crate) async fn forget_customers(conn: &mut SqliteConnection, customers: &[i64]) -> Result<()> {
    sqlx::query(
        "UPDATE conversation SET customer_id = NULL
         WHERE customer_id IN (SELECT value FROM json_each(?))",
    )
    .bind(id_list(customers.iter().copied()))
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes a conversation's own row.
pub(crate) async fn delete(conn: &mut SqliteConnection, id: i64) -> Result<()> {
    sqlx::query("DELETE FROM conversation WHERE id = ?")
        .bind(id)
        .execute(conn)
        .await?;
    Ok(())
}

/// The next ids from one on, ascending.
pub(crate) async fn ids_from(
    conn: &mut SqliteConnection,
    from: i64,
    most: i64,
) -> Result<Vec<i64>> {
    let ids = sqlx::query_scalar("SELECT id FROM conversation WHERE id >= ? ORDER BY id LIMIT ?");
    Ok(ids.bind(from).bind(most).fetch_all(conn).await?)
}

/// A column with few values that a search may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactColumn {
    Origin,
    Escalation,
}

/// The conversations with a value in a column, ascending.
pub(crate) async fn ids_with(
    conn: &mut SqliteConnection,
    column: FactColumn,
    value: &str,
) -> Result<Vec<u32>> {
    let ids: Option<String> = sqlx::query_scalar(match column {
        FactColumn::Origin => "SELECT group_concat(id) FROM (SELECT id FROM conversation WHERE origin = ? ORDER BY id)",
        FactColumn::Escalation => "SELECT group_concat(id) FROM (SELECT id FROM conversation WHERE escalation = ? ORDER BY id)",
    })
    .bind(value)
    .fetch_one(conn)
    .await?;
    Ok(ids.map(|text| parse_ids(&text)).unwrap_or_default())
}

/// The conversations whose longest silence is in a span, ascending.
pub(crate) async fn with_gap(conn: &mut SqliteConnection, span: DurationSpan) -> Result<Vec<u32>> {
    let ids: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(id) FROM (SELECT id FROM conversation
         WHERE longest_gap BETWEEN ? AND ? ORDER BY id)",
    )
    .bind(span.shortest.unwrap_or(0))
    .bind(span.longest.unwrap_or(u32::MAX))
    .fetch_one(conn)
    .await?;
    Ok(ids.map(|text| parse_ids(&text)).unwrap_or_default())
}

/// The places that visitors were in.
pub(crate) async fn places(conn: &mut SqliteConnection) -> Result<Vec<VisitorPlace>> {
    Ok(sqlx::query_as(
        "SELECT DISTINCT city, region, country FROM conversation \
         WHERE city IS NOT NULL OR region IS NOT NULL OR country IS NOT NULL",
    )
    .fetch_all(conn)
    .await?)
}

/// A place as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VisitorPlace {
    pub(crate) city: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) country: Option<String>,
}

from_row!(
    VisitorPlace:
    city,
    region,
    country
);

/// The conversations whose visitors were in one of these places, ascending.
pub(crate) async fn ids_at(
    conn: &mut SqliteConnection,
    places: &[VisitorPlace],
) -> Result<Vec<u32>> {
    let mut found = Vec::new();
    for place in places {
        let ids: Option<String> = sqlx::query_scalar(
            "SELECT group_concat(id) FROM conversation WHERE city IS ? AND region IS ? AND country IS ?",
        )
        .bind(&place.city)
        .bind(&place.region)
        .bind(&place.country)
        .fetch_one(&mut *conn)
        .await?;
        found.extend(ids.map(|text| parse_ids(&text)).unwrap_or_default());
    }
    found.sort_unstable();
    Ok(found)
}
