//! What heads refer to: spaces, customers, channels, as local ids. They are written before the
//! conversations; what is only named gets a placeholder.

use super::intake::Intake;
use super::{Outcome, of_space};
use crate::error::{CacheError, Result};
use crate::spine::{self, SpaceFact};
use crate::table::channel::{self, Codes};
use crate::table::conversation::{self, Ties};
use crate::table::{customer, quarantine, space};
use model::record::{ConversationRecord, CustomerRecord};
use model::{Channel, RemoteId, SourceId};
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashMap};

/// The local ids behind a page.
pub(crate) struct Settled {
    spaces: HashMap<String, space::Row>,
    customers: HashMap<String, customer::Row>,
    codes: Codes,
    /// Conversations of customers whose words changed: they must be indexed again.
    pub(crate) renamed: BTreeSet<i64>,
}

/// Writes spaces and customers, and finds the ids of all that the page names.
pub(crate) async fn settle(
    conn: &mut SqliteConnection,
    source: SourceId,
    intake: &mut Intake<'_>,
    outcome: &mut Outcome,
) -> Result<Settled> {
    let spaces = settle_spaces(conn, source, intake, outcome).await?;
    let (customers, renamed) = settle_customers(conn, source, intake, outcome).await?;
    let codes = channel::load(conn).await?;
    Ok(Settled {
        spaces,
        customers,
        codes,
        renamed,
    })
}

impl Settled {
    /// What a head refers to; none when the server has more channels than can be kept.
    pub(crate) async fn of(
        &mut self,
        conn: &mut SqliteConnection,
        head: &ConversationRecord,
    ) -> Result<Option<Ties>> {
        let Some(channel) = self.codes.code(conn, &head.channel).await? else {
            return Ok(None);
        };
        let space = self.space(&head.space_id)?.id;
        let customer = head
            .customer_id
            .as_ref()
            .and_then(|id| self.customers.get(id.as_str()));
        Ok(Some(Ties {
            space,
            customer: customer.map(|row| row.id),
            channel,
        }))
    }

    /// The calendar of a head's space.
    pub(crate) fn calendar(&self, head: &ConversationRecord) -> Result<insights::Calendar> {
        Ok(insights::Calendar::of(
            &self.space(&head.space_id)?.time_zone,
        ))
    }

    /// The customer of a head.
    pub(crate) fn customer(&self, head: &ConversationRecord) -> Option<&customer::Row> {
        self.customers.get(head.customer_id.as_ref()?.as_str())
    }

    /// The channels that are new.
    pub(crate) fn into_channels(self) -> Vec<(u16, Channel)> {
        self.codes.into_added()
    }

    fn space(&self, id: &RemoteId) -> Result<&space::Row> {
        self.spaces
            .get(id.as_str())
            .ok_or(CacheError::Damaged { what: "space" })
    }
}

async fn settle_spaces(
    conn: &mut SqliteConnection,
    source: SourceId,
    intake: &Intake<'_>,
    outcome: &mut Outcome,
) -> Result<HashMap<String, space::Row>> {
    let heads = intake
        .conversations
        .iter()
        .map(|change| change.conversation.space_id.as_str());
    let named: BTreeSet<&str> = heads
        .chain(intake.spaces.iter().map(|space| space.id.as_str()))
        .collect();
    let stored = space::by_remote(conn, source, named.iter().copied()).await?;
    let mut rows: HashMap<String, space::Row> = stored
        .into_iter()
        .map(|row| (row.remote_id.clone(), row))
        .collect();
    for record in &intake.spaces {
        let before = rows.get(record.id.as_str());
        if before.is_some_and(|row| row.agrees(record)) {
            continue;
        }
        let moved = before.is_some_and(|row| row.time_zone != record.time_zone);
        let row = space::put(conn, source, record).await?;
        note_space(&row, outcome);
        if moved {
            restate_days(conn, &row, outcome).await?;
        }
        rows.insert(row.remote_id.clone(), row);
        release(conn, source, intake, "space", &record.id).await?;
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

fn note_space(row: &space::Row, outcome: &mut Outcome) {
    outcome.is_visible = true;
    outcome.delta.spaces.extend(spine::space_fact(row));
}

/// A space moved to another zone: its conversations started on other days.
async fn restate_days(
    conn: &mut SqliteConnection,
    row: &space::Row,
    outcome: &mut Outcome,
) -> Result<()> {
    let Some((_, SpaceFact { calendar, .. })) = spine::space_fact(row) else {
        return Ok(());
    };
    for (id, mut fact) in of_space(conn, row.id).await? {
        fact.day = spine::start_day(fact.started, calendar);
        outcome.delta.patches.push((id, Some(fact)));
    }
    Ok(())
}

async fn settle_customers(
    conn: &mut SqliteConnection,
    source: SourceId,
    intake: &Intake<'_>,
    outcome: &mut Outcome,
) -> Result<(HashMap<String, customer::Row>, BTreeSet<i64>)> {
    let named = named_customers(intake);
    if named.is_empty() {
        return Ok((HashMap::new(), BTreeSet::new()));
    }
    let stored = customer::by_remote(conn, source, named.iter().copied()).await?;
    let before: HashMap<&str, &customer::Row> = stored
        .iter()
        .map(|row| (row.remote_id.as_str(), row))
        .collect();
    let changed: Vec<&CustomerRecord> = intake
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
    let arriving: BTreeSet<&str> = intake
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
        release(conn, source, intake, "customer", &record.id).await?;
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
    Ok((
        rows.into_iter()
            .map(|row| (row.remote_id.clone(), row))
            .collect(),
        of_renamed.into_iter().collect(),
    ))
}

fn named_customers<'i>(intake: &'i Intake<'_>) -> BTreeSet<&'i str> {
    let heads = intake
        .conversations
        .iter()
        .filter_map(|change| change.conversation.customer_id.as_ref());
    let named = heads
        .map(RemoteId::as_str)
        .filter(|id| !intake.gone_customers.contains(*id));
    named
        .chain(intake.customers.iter().map(|customer| customer.id.as_str()))
        .collect()
}

/// Customers who are known already, and whom other words find now.
fn renamed(before: &HashMap<&str, &customer::Row>, changed: &[&CustomerRecord]) -> Vec<i64> {
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
    intake: &Intake<'_>,
    kind: &'static str,
    id: &RemoteId,
) -> Result<()> {
    if intake.has_quarantine {
        quarantine::release(conn, source, kind, id.as_str(), id.as_str()).await?;
    }
    Ok(())
}
