//! What heads refer to: spaces, customers, channels, as local ids. They are written before the
//! conversations; what is only named gets a placeholder.

use super::report::CommitSummary;
use super::validate::ValidatedChanges;
use crate::error::{CacheError, Result};
use crate::index::conversation_index::{SpaceEntry, start_day};
use crate::table::channel::{self, ChannelCodes};
use crate::table::conversation::{self, HeadReferences};
use crate::table::{customer, packed_index, quarantine, space};
use model::record::{ConversationRecord, CustomerRecord};
use model::{Channel, RemoteId, SourceId};
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashMap};

/// The local ids behind a page.
pub(crate) struct ResolvedReferences {
    spaces: HashMap<String, space::CachedSpace>,
    customers: HashMap<String, customer::CachedCustomer>,
    codes: ChannelCodes,
    /// Conversations of customers whose words changed: they must be indexed again.
    pub(crate) renamed: BTreeSet<i64>,
}

/// Writes spaces and customers, and finds the ids of all that the page names.
pub(crate) async fn resolve(
    conn: &mut SqliteConnection,
    source: SourceId,
    validated: &mut ValidatedChanges<'_>,
    outcome: &mut CommitSummary,
) -> Result<ResolvedReferences> {
    let spaces = resolve_spaces(conn, source, validated, outcome).await?;
    let (customers, renamed) = resolve_customers(conn, source, validated, outcome).await?;
    let codes = channel::load(conn).await?;
    Ok(ResolvedReferences {
        spaces,
        customers,
        codes,
        renamed,
    })
}

impl ResolvedReferences {
    /// What a head refers to; none when the server has more channels than can be kept.
    pub(crate) async fn of(
        &mut self,
        conn: &mut SqliteConnection,
        head: &ConversationRecord,
    ) -> Result<Option<HeadReferences>> {
        let Some(channel) = self.codes.code(conn, &head.channel).await? else {
            return Ok(None);
        };
        let space = self.space(&head.space_id)?.id;
        let customer = head
            .customer_id
            .as_ref()
            .and_then(|id| self.customers.get(id.as_str()));
        Ok(Some(HeadReferences {
            space,
            customer: customer.map(|row| row.id),
            channel,
        }))
    }

    /// The calendar of a head's space.
    pub(crate) fn calendar(&self, head: &ConversationRecord) -> Result<insights::SpaceCalendar> {
        Ok(insights::SpaceCalendar::of(
            &self.space(&head.space_id)?.time_zone,
        ))
    }

    /// The customer of a head.
    pub(crate) fn customer(&self, head: &ConversationRecord) -> Option<&customer::CachedCustomer> {
        self.customers.get(head.customer_id.as_ref()?.as_str())
    }

    /// The channels that are new.
    pub(crate) fn into_channels(self) -> Vec<(u16, Channel)> {
        self.codes.into_added()
    }

    fn space(&self, id: &RemoteId) -> Result<&space::CachedSpace> {
        self.spaces
            .get(id.as_str())
            .ok_or(CacheError::Damaged { what: "space" })
    }
}

async fn resolve_spaces(
    conn: &mut SqliteConnection,
    source: SourceId,
    validated: &ValidatedChanges<'_>,
    outcome: &mut CommitSummary,
) -> Result<HashMap<String, space::CachedSpace>> {
    let heads = validated
        .conversations
        .iter()
        .map(|change| change.conversation.space_id.as_str());
    let named: BTreeSet<&str> = heads
        .chain(validated.spaces.iter().map(|space| space.id.as_str()))
        .collect();
    let stored = space::by_remote(conn, source, named.iter().copied()).await?;
    let mut rows: HashMap<String, space::CachedSpace> = stored
        .into_iter()
        .map(|row| (row.remote_id.clone(), row))
        .collect();
    for record in &validated.spaces {
        let before = rows.get(record.id.as_str());
        if before.is_some_and(|row| row.agrees(record)) {
            continue;
        }
        // The day of a start is kept in the index, by the calendar of the space as it was then.
        let moved = before.is_some_and(|row| row.time_zone != record.time_zone);
        let row = space::put(conn, source, record).await?;
        note_space(&row, outcome);
        if moved {
            restate_days(conn, &row, outcome).await?;
        }
        rows.insert(row.remote_id.clone(), row);
        release(conn, source, validated, "space", &record.id).await?;
    }
    for remote in named {
        if !rows.contains_key(remote) {
            let row = space::put_placeholder(conn, source, remote).await?;
            note_space(&row, outcome);
            rows.insert(row.remote_id.clone(), row);
        }
    }
    Ok(rows)
}

fn note_space(row: &space::CachedSpace, outcome: &mut CommitSummary) {
    outcome.is_visible = true;
    outcome.delta.spaces.extend(row.index_entry());
}

/// A space moved to another zone: its conversations started on other days.
async fn restate_days(
    conn: &mut SqliteConnection,
    row: &space::CachedSpace,
    outcome: &mut CommitSummary,
) -> Result<()> {
    let Some((_, SpaceEntry { calendar, .. })) = row.index_entry() else {
        return Ok(());
    };
    for (id, mut entry) in packed_index::of_space(conn, row.id).await? {
        entry.day = start_day(entry.started, calendar);
        outcome.delta.patches.push((id, Some(entry)));
    }
    Ok(())
}

async fn resolve_customers(
    conn: &mut SqliteConnection,
    source: SourceId,
    validated: &ValidatedChanges<'_>,
    outcome: &mut CommitSummary,
) -> Result<(HashMap<String, customer::CachedCustomer>, BTreeSet<i64>)> {
    let named = named_customers(validated);
    if named.is_empty() {
        return Ok((HashMap::new(), BTreeSet::new()));
    }
    let stored = customer::by_remote(conn, source, named.iter().copied()).await?;
    let before: HashMap<&str, &customer::CachedCustomer> = stored
        .iter()
        .map(|row| (row.remote_id.as_str(), row))
        .collect();
    let changed: Vec<&CustomerRecord> = validated
        .customers
        .iter()
        .filter(|record| {
            before
                .get(record.id.as_str())
                .is_none_or(|row| !row.agrees(record))
        })
        .copied()
        .collect();
    let renamed = renamed(&before, &changed);
    let arriving: BTreeSet<&str> = validated
        .customers
        .iter()
        .map(|record| record.id.as_str())
        .collect();
    let unknown: Vec<&str> = named
        .iter()
        .filter(|id| !before.contains_key(*id) && !arriving.contains(*id))
        .copied()
        .collect();
    outcome.is_visible |= !changed.is_empty();
    customer::put(conn, source, &changed).await?;
    customer::put_placeholders(conn, source, &unknown).await?;
    for record in &changed {
        release(conn, source, validated, "customer", &record.id).await?;
    }
    let rows = if changed.is_empty() && unknown.is_empty() {
        stored
    } else {
        customer::by_remote(conn, source, named.iter().copied()).await?
    };
    let of_renamed = if renamed.is_empty() {
        Vec::new()
    } else {
        conversation::of_customers(conn, &renamed).await?
    };
    let called_otherwise = of_renamed.iter().filter_map(|id| u32::try_from(*id).ok());
    outcome.delta.renamed.extend(called_otherwise);
    Ok((
        rows.into_iter()
            .map(|row| (row.remote_id.clone(), row))
            .collect(),
        of_renamed.into_iter().collect(),
    ))
}

fn named_customers<'i>(validated: &'i ValidatedChanges<'_>) -> BTreeSet<&'i str> {
    let heads = validated
        .conversations
        .iter()
        .filter_map(|change| change.conversation.customer_id.as_ref());
    let named = heads
        .map(RemoteId::as_str)
        .filter(|id| !validated.gone_customers.contains(*id));
    named
        .chain(
            validated
                .customers
                .iter()
                .map(|customer| customer.id.as_str()),
        )
        .collect()
}

/// Customers who are known already, and whom other words find now.
fn renamed(
    before: &HashMap<&str, &customer::CachedCustomer>,
    changed: &[&CustomerRecord],
) -> Vec<i64> {
    let known = changed
        .iter()
        .filter_map(|record| Some((*record, *before.get(record.id.as_str())?)));
    known
        .filter(|(record, row)| !row.is_found_alike(record))
        .map(|(_, row)| row.id)
        .collect()
}

async fn release(
    conn: &mut SqliteConnection,
    source: SourceId,
    validated: &ValidatedChanges<'_>,
    kind: &'static str,
    id: &RemoteId,
) -> Result<()> {
    if validated.has_quarantine {
        quarantine::release(conn, source, kind, id.as_str(), id.as_str()).await?;
    }
    Ok(())
}
