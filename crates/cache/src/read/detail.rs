//! One conversation, whole: the head, what hangs on it, and its messages by one range scan.

use super::reader::CacheReader;
use super::rows::{self, RowHighlight};
use crate::error::Result;
use crate::pool::ReaderLease;
use crate::table::child::{conversion, inbox_item, lead, ticket};
use crate::table::conversation::{self, ListedConversation};
use crate::table::message::{self, StoredMessage};
use crate::time;
use chrono::{DateTime, Utc};
use model::language::language_name;
use model::marks::{ConversationMarks, MessageFlag};
use model::record::GeoPlace;
use model::view::{ConversationRow, ConversionView, InboxItemView, LeadView, TicketView};
use model::{ConversationId, Origin, visible};
use std::collections::BTreeMap;

/// A conversation as it stands in the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredConversation {
    /// The same as in a list without a search.
    pub row: ConversationRow,
    /// How it began.
    pub origin: Origin,
    /// The person's addresses and numbers, besides what names them in the row.
    pub contacts: Vec<String>,
    /// The code of the language in which it is held; none where nobody can tell.
    pub language: Option<String>,
    /// Where the visitor was.
    pub place: GeoPlace,
    /// The space's name.
    pub space_name: String,
    /// The source's name.
    pub source_name: String,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Linked inbox items, by time.
    pub inbox_items: Vec<InboxItemView>,
    /// Tickets, by time.
    pub tickets: Vec<TicketView>,
    /// Leads, by time.
    pub leads: Vec<LeadView>,
    /// Messages, hidden ones included, by time.
    pub messages: Vec<StoredMessage>,
    /// Outcomes, by time.
    pub conversions: Vec<ConversionView>,
    /// What the manager noted about it.
    pub marks: ConversationMarks,
    /// The flags of its messages, by the server's id of the message.
    pub flags: BTreeMap<String, MessageFlag>,
}

impl CacheReader {
    /// One conversation; none if it is gone.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn conversation(&self, id: ConversationId) -> Result<Option<StoredConversation>> {
        let marks = self.shared.marks().await?;
        let mut conn = self.shared.pool.lease().await?;
        let Some(listed) = conversation::listed(&mut conn, [id.0]).await?.pop() else {
            return Ok(None);
        };
        let stored = complete(&mut conn, listed).await?;
        let mut stored = conn.whole(stored).await?;
        if let Some(marked) = marks.of(id.0).cloned() {
            stored.row.marks = marked.marks.for_row();
            stored.marks = marked.marks;
            stored.flags = marked.flags;
        }
        Ok(Some(stored))
    }
}

pub(super) async fn complete(
    conn: &mut ReaderLease<'_>,
    listed: ListedConversation,
) -> Result<StoredConversation> {
    let id = listed.row.id;
    let (space_name, source_name) = names(conn, &listed).await?;
    let conversions = conversion::of(conn, [id])
        .await?
        .remove(&id)
        .unwrap_or_default();
    Ok(StoredConversation {
        origin: Origin::from(listed.row.origin.as_str()),
        contacts: contacts(&listed),
        language: language_name(&listed.row.language).map(|_| listed.row.language.clone()),
        place: place(&listed),
        space_name,
        source_name,
        ended_at: listed.row.ended_at.map(time::instant),
        inbox_items: inbox_item::of(conn, id).await?,
        tickets: ticket::of(conn, id).await?,
        leads: lead::of(conn, id).await?,
        messages: message::of(conn, id).await?,
        row: rows::row(listed, conversions.clone(), None, RowHighlight::Nothing),
        conversions,
        marks: ConversationMarks::default(),
        flags: BTreeMap::new(),
    })
}

/// What the person can be reached by. Whom only an identifier names is named by it already.
fn contacts(listed: &ListedConversation) -> Vec<String> {
    let is_named = listed.customer_name.as_deref().and_then(visible).is_some();
    let identifier = listed.row.external_identifier.as_ref();
    let mut contacts: Vec<String> = listed.customer_email.iter().cloned().collect();
    for identifier in identifier.into_iter().filter(|_| is_named) {
        let is_new = |it: &String| !it.eq_ignore_ascii_case(identifier);
        if contacts.iter().all(is_new) {
            contacts.push(identifier.clone());
        }
    }
    contacts
}

fn place(listed: &ListedConversation) -> GeoPlace {
    GeoPlace {
        city: listed.row.city.clone(),
        region: listed.row.region.clone(),
        country: listed.row.country.clone(),
    }
}

async fn names(
    conn: &mut ReaderLease<'_>,
    listed: &ListedConversation,
) -> Result<(String, String)> {
    let names: Option<(String, String)> = sqlx::query_as(
        "SELECT coalesce(space.name, space.remote_id), source.name
         FROM space JOIN source ON source.id = space.source_id WHERE space.id = ?",
    )
    .bind(listed.row.space_id)
    .fetch_optional(&mut **conn)
    .await?;
    Ok(names.unwrap_or_default())
}
