//! Full-text documents: made anew for conversations whose words changed, and only for those. This is
//! the last step of a page.

use super::purge::PurgedConversations;
use super::report::IndexWork;
use super::summary::{self, MessageSummary, SummaryLine};
use crate::error::Result;
use crate::table::conversation::{self, CachedConversation};
use crate::table::customer;
use crate::table::message::{self, ReadableMessage};
use crate::table::meta::{self, MergeDebt};
use crate::table::search::{self, SaidWords, SearchDocument};
use crate::table::word;
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashMap};

/// Conversations read at a time when a customer's are indexed again.
const AT_ONCE: usize = 64;

/// Conversations whose documents are made again in one transaction.
const REINDEX_STEP: i64 = 1_024;

/// The document of a conversation.
pub(crate) fn of(
    row: &CachedConversation,
    customer: Option<&customer::CachedCustomer>,
    said: SaidWords,
) -> SearchDocument {
    let mut said = said;
    if let Some(identifier) = &row.external_identifier {
        summary::push_numbers(&mut said.numbers, identifier);
    }
    SearchDocument {
        id: row.id,
        subject: summary::joined([row.subject.as_deref()]),
        ids: summary::joined([
            Some(row.session_id.as_str()),
            Some(&row.remote_id),
            row.external_identifier.as_deref(),
            row.visitor_token.as_deref(),
        ]),
        customer: summary::joined([
            customer.and_then(|one| one.name.as_deref()),
            customer.and_then(|one| one.email.as_deref()),
        ]),
        company: summary::joined([customer.and_then(|one| one.company.as_deref())]),
        said,
    }
}

/// The summary of messages that were read in the order of time.
pub(crate) fn summary_of(session_id: &str, messages: &[ReadableMessage]) -> MessageSummary {
    summary::summarize(session_id, messages.iter().map(line))
}

fn line(message: &ReadableMessage) -> SummaryLine<'_> {
    SummaryLine {
        sender: &message.sender,
        is_visible: message.is_visible(),
        text: &message.text,
        hidden: message.hidden.as_deref(),
        links: message.links.as_deref(),
        words: None,
        hidden_words: None,
        link_words: None,
        sent_at: message.sent_at,
    }
}

/// Brings the index up to date: what went, what changed, what is new, each by ascending id.
pub(crate) async fn index(
    conn: &mut SqliteConnection,
    written: IndexWork,
    purged: &PurgedConversations,
) -> Result<()> {
    // First, for a statement of many rows after it would break the index's work into small segments.
    let written_words = written.fresh.iter().chain(&written.documents);
    word::add(conn, &written_words.collect::<Vec<_>>()).await?;
    let mut again: BTreeSet<i64> = &written.reindex | &purged.reindex;
    for id in &purged.conversations {
        again.remove(id);
        search::remove(conn, *id).await?;
    }
    let mut made: HashMap<i64, SearchDocument> = written
        .documents
        .into_iter()
        .map(|made| (made.id, made))
        .collect();
    let unmerged = again.len() + written.fresh.len();
    let again: Vec<i64> = again.into_iter().collect();
    for ids in again.chunks(AT_ONCE) {
        index_again(conn, ids, &mut made).await?;
    }
    let fresh: Vec<&SearchDocument> = written
        .fresh
        .iter()
        .filter(|document| !purged.conversations.contains(&document.id))
        .collect();
    search::add(conn, &fresh).await?;
    owe(conn, unmerged, purged).await
}

async fn owe(
    conn: &mut SqliteConnection,
    unmerged: usize,
    purged: &PurgedConversations,
) -> Result<()> {
    let debt = MergeDebt {
        unmerged: i64::try_from(unmerged).unwrap_or(i64::MAX),
        // A name that went with its customer lies in the segments as the words of a conversation do.
        purged: !purged.conversations.is_empty() || !purged.reindex.is_empty(),
    };
    if debt.unmerged > 0 || debt.purged {
        meta::owe(conn, debt).await
    } else {
        Ok(())
    }
}

async fn index_again(
    conn: &mut SqliteConnection,
    ids: &[i64],
    made: &mut HashMap<i64, SearchDocument>,
) -> Result<()> {
    let missing: Vec<i64> = ids
        .iter()
        .filter(|id| !made.contains_key(id))
        .copied()
        .collect();
    let read = read(conn, &missing).await?;
    word::add(conn, &read.iter().collect::<Vec<_>>()).await?;
    made.extend(read.into_iter().map(|document| (document.id, document)));
    for id in ids {
        search::remove(conn, *id).await?;
        if let Some(document) = made.remove(id) {
            search::add(conn, &[&document]).await?;
        }
    }
    Ok(())
}

/// Makes documents again that an earlier version made in another way: one bounded step, by ascending id.
/// Answers whether there was anything to do. What a commit has indexed meanwhile is indexed once more.
pub(crate) async fn reindex_step(conn: &mut SqliteConnection) -> Result<bool> {
    let Some(from) = meta::reindex_from(conn).await? else {
        return Ok(false);
    };
    let ids = conversation::ids_from(conn, from, REINDEX_STEP).await?;
    for some in ids.chunks(AT_ONCE) {
        index_again(conn, some, &mut HashMap::new()).await?;
    }
    meta::set_reindex_from(conn, ids.last().map(|last| last + 1)).await?;
    Ok(true)
}

/// Documents made from what the store holds.
async fn read(conn: &mut SqliteConnection, ids: &[i64]) -> Result<Vec<SearchDocument>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = conversation::by_id(conn, ids.iter().copied()).await?;
    let customers = customer::by_id(conn, rows.iter().filter_map(|row| row.customer_id)).await?;
    let customers: HashMap<i64, customer::CachedCustomer> =
        customers.into_iter().map(|row| (row.id, row)).collect();
    let messages = message::shown(conn, ids.iter().copied()).await?;
    let mut said: HashMap<i64, SaidWords> = HashMap::new();
    for (conversation, of_one) in message::by_conversation(&messages) {
        // What rules ask is no part of the document, so the session makes no difference here.
        said.insert(conversation, summary_of("", of_one).said);
    }
    let document = |row: &CachedConversation| {
        let customer = row.customer_id.and_then(|id| customers.get(&id));
        of(row, customer, said.remove(&row.id).unwrap_or_default())
    };
    Ok(rows.iter().map(document).collect())
}
