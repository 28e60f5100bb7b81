//! A temporary cache, and records that a test would otherwise spell out.
#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) use daybook_cache as cache;

use cache::{CacheKey, CacheReader, CacheWriter, NewSource};
use chrono::{DateTime, Duration, Utc};
use model::feed::{ChangeSet, ConversationChange};
use model::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, GeoPlace, InboxItemRecord, LeadRecord,
    MessageRecord, SpaceRecord, TicketRecord, Tombstone, TombstoneKind,
};
use model::request::{ListFilter, ListSort, ListWindow, OpenList};
use model::view::{ConversationRow, ListOpened, TextPiece};
use model::{
    BodyFormat, Channel, ConversionKind, Escalation, InboxStatus, Origin, RemoteId, Sender,
    SourceId, SourceKind, Status,
};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection as _, SqliteConnection};
use std::path::Path;

pub(crate) const STREAM: &str = "changes";

pub(crate) struct Home {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) writer: CacheWriter,
    pub(crate) reader: CacheReader,
    pub(crate) source: SourceId,
}

pub(crate) fn key() -> CacheKey {
    CacheKey::from_bytes([7; 32])
}

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("a time")
}

pub(crate) fn minutes_ago(minutes: i64) -> DateTime<Utc> {
    now() - Duration::minutes(minutes)
}

pub(crate) fn new_source(name: &str) -> NewSource {
    NewSource {
        kind: SourceKind::Daybook,
        name: name.to_owned(),
        url: "http://127.0.0.1:1".to_owned(),
    }
}

impl Home {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
        let source = writer
            .add_source(new_source("Main"))
            .await
            .expect("a source");
        Self {
            dir,
            writer,
            reader,
            source,
        }
    }

    /// The same home, opened anew after SQL was run in its cache that no writer of today runs.
    pub(crate) async fn changed_while_closed(self, sql: &'static str) -> Self {
        let Self {
            dir,
            writer,
            reader,
            source,
        } = self;
        drop(reader);
        writer.close().await;
        drop(writer);
        let mut conn = raw(dir.path(), "cache.db").await;
        sqlx::raw_sql(sql).execute(&mut conn).await.expect("writes");
        conn.close().await.expect("closes");
        let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
        Self {
            dir,
            writer,
            reader,
            source,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) async fn commit(&self, changes: &ChangeSet, next: &str) -> cache::CommitReport {
        self.writer
            .commit(self.source, STREAM, changes, next)
            .await
            .expect("commits")
    }

    pub(crate) async fn list(&self, filter: ListFilter) -> ListOpened {
        let request = OpenList {
            filter,
            first_rows: 1000,
            locate: None,
            sort: ListSort::default(),
        };
        self.reader
            .open_list(&request, now())
            .await
            .expect("a list")
    }

    pub(crate) async fn found(&self, text: &str) -> Vec<String> {
        remote_ids(&self.list(search(text)).await.rows)
    }

    pub(crate) async fn window(
        &self,
        list: &ListOpened,
        start: u32,
        count: u32,
    ) -> Vec<ConversationRow> {
        self.reader
            .list_window(&ListWindow {
                list: list.list,
                start,
                count,
            })
            .await
            .expect("a window")
    }

    /// Everything that a reader can see, as text; local ids left out.
    pub(crate) async fn dump(&self) -> String {
        let list = self.list(ListFilter::default()).await;
        let mut dump = format!("{:?} {:?} {:?}\n", list.tabs, list.tabs_total, list.metrics);
        for row in self.window(&list, 0, list.total).await {
            let whole = self
                .reader
                .conversation(row.id)
                .await
                .expect("reads")
                .expect("exists");
            dump.push_str(&format!(
                "{} {} {:?} {:?} {:?} {} {} {:?} {} {} {:?} {:?} {:?} {:?} {:?} {:?}\n",
                row.remote_id,
                row.session_id,
                row.subject,
                row.excerpt,
                row.excerpt_sender,
                row.messages,
                row.leads,
                row.status,
                row.escalation,
                row.channel,
                row.last_activity_at,
                whole.tickets,
                whole.leads,
                whole.inbox_items,
                whole.conversions,
                whole.space_name,
            ));
            for message in &whole.messages {
                dump.push_str(&format!(
                    "  {} {:?} {:?}\n",
                    message.sender, message.body, message.sent_at
                ));
            }
        }
        let counts = self.reader.counts(self.source).await.expect("counts");
        dump.push_str(&format!("{counts:?}\n"));
        dump
    }
}

pub(crate) fn search(text: &str) -> ListFilter {
    ListFilter {
        text: text.to_owned(),
        ..ListFilter::default()
    }
}

pub(crate) fn remote_ids(rows: &[ConversationRow]) -> Vec<String> {
    rows.iter().map(|row| row.remote_id.0.clone()).collect()
}

pub(crate) fn hits(pieces: &[TextPiece]) -> Vec<&str> {
    pieces
        .iter()
        .filter(|piece| piece.hit)
        .map(|piece| piece.text.as_str())
        .collect()
}

pub(crate) fn text(pieces: &[TextPiece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

pub(crate) fn space(id: &str) -> SpaceRecord {
    SpaceRecord {
        id: id.into(),
        name: format!("Space {id}"),
        time_zone: "Europe/Berlin".to_owned(),
    }
}

pub(crate) fn customer(id: &str, name: &str) -> CustomerRecord {
    CustomerRecord {
        id: id.into(),
        name: name.to_owned(),
        company: Some("Acme".to_owned()),
        email: Some(format!("{id}@acme.example")),
        profile_url: None,
    }
}

/// A conversation in space `s1` that starts so many minutes ago; `bodies` come from customer and
/// assistant in turn, a minute apart.
pub(crate) fn talk(id: &str, minutes: i64, bodies: &[&str]) -> ConversationChange {
    let started_at = minutes_ago(minutes);
    let messages: Vec<MessageRecord> = (0_i64..)
        .zip(bodies)
        .map(|(at, body)| message(id, at, body, started_at))
        .collect();
    let last_activity_at = messages.last().map_or(started_at, |last| last.sent_at);
    ConversationChange {
        conversation: head(id, started_at, last_activity_at),
        messages,
        ..empty(id)
    }
}

fn message(owner: &str, at: i64, body: &str, started_at: DateTime<Utc>) -> MessageRecord {
    MessageRecord {
        id: format!("{owner}-m{at}").into(),
        sender: if at % 2 == 0 {
            Sender::Customer
        } else {
            Sender::AiAgent
        },
        sender_name: None,
        delivery: None,
        format: BodyFormat::Plain,
        body: body.to_owned(),
        sent_at: started_at + Duration::minutes(at),
        time_said: None,
        earlier: Vec::new(),
    }
}

pub(crate) fn head(
    id: &str,
    started_at: DateTime<Utc>,
    last_activity_at: DateTime<Utc>,
) -> ConversationRecord {
    ConversationRecord {
        id: id.into(),
        session_id: format!("session-{id}"),
        space_id: "s1".into(),
        channel: Channel::Chat,
        origin: Origin::Inbound,
        subject: None,
        customer_id: None,
        external_identifier: None,
        visitor_token: None,
        place: GeoPlace::default(),
        status: Some(Status::Active),
        escalation: Escalation::None,
        started_at,
        last_activity_at,
        ended_at: None,
    }
}

fn empty(id: &str) -> ConversationChange {
    ConversationChange {
        conversation: head(id, now(), now()),
        messages: Vec::new(),
        conversions: Vec::new(),
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}

pub(crate) fn outcome(id: &str, kind: ConversionKind) -> ConversionRecord {
    ConversionRecord {
        id: id.into(),
        kind,
        record: format!("record-{id}"),
        url: Some(format!("https://records.example/{id}")),
        occurred_at: minutes_ago(5),
        confirmed: true,
        time_said: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
    }
}

pub(crate) fn lead(id: &str) -> LeadRecord {
    LeadRecord {
        id: id.into(),
        name: Some("Ann".to_owned()),
        email: None,
        phone: None,
        note: None,
        created_at: now(),
    }
}

pub(crate) fn ticket(id: &str) -> TicketRecord {
    TicketRecord {
        id: id.into(),
        subject: format!("Ticket {id}"),
        url: None,
        created_at: now(),
        escalated_by: None,
    }
}

pub(crate) fn inbox_item(id: &str, status: InboxStatus) -> InboxItemRecord {
    InboxItemRecord {
        id: id.into(),
        title: format!("Item {id}"),
        status,
        url: None,
        created_at: now(),
    }
}

pub(crate) fn gone(kind: TombstoneKind, id: &str) -> Tombstone {
    Tombstone {
        kind,
        id: RemoteId::from(id),
        deleted_at: now(),
    }
}

pub(crate) fn page(conversations: Vec<ConversationChange>) -> ChangeSet {
    ChangeSet {
        spaces: vec![space("s1")],
        conversations,
        ..ChangeSet::default()
    }
}

/// Takes the full-text index back to what it was before it had a column for each who speaks.
pub(crate) const SEARCH_BEFORE_COLUMNS: &str = "
    DROP TABLE word;
    ALTER TABLE meta DROP COLUMN words_from;
    ALTER TABLE meta DROP COLUMN words_whole;
    DROP TABLE search_word;
    DROP TABLE search;
    CREATE VIRTUAL TABLE search USING fts5 (
        head, who, body, content = '', contentless_delete = 1,
        tokenize = 'unicode61 remove_diacritics 2'
    );
    ALTER TABLE meta DROP COLUMN reindex_from";

/// A connection to one of the files, past everything that keeps them in order.
pub(crate) async fn raw(dir: &Path, file: &str) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(dir.join(file))
        .pragma("key", format!("\"x'{}'\"", "07".repeat(32)))
        .create_if_missing(true)
        .connect()
        .await
        .expect("connects")
}
