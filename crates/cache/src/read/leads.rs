//! Leads of many conversations, the newest first, with what became of them. Nothing here writes.

use super::reader::CacheReader;
use crate::error::Result;
use crate::index::bitmap::IdBitmap;
use crate::pool::ReaderLease;
use crate::table::child::lead::{self, LeadName};
use crate::table::conversation;
use crate::table::follow_up::{self, FollowUpMark, LeadKey};
use chrono::{DateTime, Utc};
use model::lead::{FollowUpCount, LEADS_MOST, LeadLine, LeadsPage, LeadsRequest};
use model::view::LeadView;
use model::{Channel, ConversationId, FollowUp, RemoteId};
use std::collections::{BTreeMap, HashMap};

/// A lead that is asked for, and what became of it.
struct FoundLead {
    name: LeadName,
    mark: Option<FollowUpMark>,
}

impl FoundLead {
    fn follow_up(&self) -> &FollowUp {
        self.mark
            .as_ref()
            .map_or(&FollowUp::Open, |(state, _)| state)
    }
}

impl CacheReader {
    /// Leads of the conversations that a filter selects.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn leads(&self, request: &LeadsRequest, now: DateTime<Utc>) -> Result<LeadsPage> {
        // The connection to work.db is never waited for by whoever holds a reader.
        let marks = self.follow_ups().await?;
        let results = self.results_of(&request.filter, now).await?;
        let end = results
            .selection
            .ids
            .iter()
            .max()
            .map_or(0, |id| *id as usize + 1);
        let asked = IdBitmap::of(&results.selection.ids, end);
        let mut conn = self.shared.pool.lease().await?;
        let found: Vec<FoundLead> = lead::names(&mut conn, request.conversation.map(|id| id.0))
            .await?
            .into_iter()
            .filter(|name| u32::try_from(name.conversation_id).is_ok_and(|id| asked.contains(id)))
            .map(|name| FoundLead {
                mark: marks.get(&name.key()).cloned(),
                name,
            })
            .collect();
        let states = states(&found);
        let wanted = |lead: &FoundLead| {
            let state = request.follow_up.as_ref();
            state.is_none_or(|state| lead.follow_up() == state)
        };
        let shown: Vec<FoundLead> = found.into_iter().filter(wanted).collect();
        let total = u32::try_from(shown.len()).unwrap_or(u32::MAX);
        let some = shown.into_iter().skip(request.start as usize);
        let some: Vec<FoundLead> = some.take(request.count.min(LEADS_MOST) as usize).collect();
        let leads = lines(&mut conn, some).await?;
        conn.whole(LeadsPage {
            total,
            states,
            leads,
        })
        .await
    }

    async fn follow_ups(&self) -> Result<HashMap<LeadKey, FollowUpMark>> {
        let mut work = self.shared.work.lock().await;
        match work.readable()? {
            Some(work) => follow_up::all(work).await,
            None => Ok(HashMap::new()),
        }
    }
}

/// How many leads are of each state, those that this version does not know behind the others: they make up all.
fn states(found: &[FoundLead]) -> Vec<FollowUpCount> {
    let mut counts: BTreeMap<&FollowUp, u32> =
        FollowUp::KNOWN.iter().map(|state| (state, 0)).collect();
    for lead in found {
        *counts.entry(lead.follow_up()).or_default() += 1;
    }
    let count = |(follow_up, leads): (&FollowUp, u32)| FollowUpCount {
        follow_up: follow_up.clone(),
        leads,
    };
    counts.into_iter().map(count).collect()
}

async fn lines(conn: &mut ReaderLease<'_>, some: Vec<FoundLead>) -> Result<Vec<LeadLine>> {
    let ids: Vec<i64> = some.iter().map(|lead| lead.name.conversation_id).collect();
    let mut details = lead::details(conn, ids.iter().copied()).await?;
    let heads = conversation::listed(conn, ids).await?;
    let heads: HashMap<i64, conversation::ListedConversation> =
        heads.into_iter().map(|head| (head.row.id, head)).collect();
    let line = |lead: FoundLead| {
        let id = lead.name.conversation_id;
        let details = details.remove(&(id, lead.name.remote_id.clone()))?;
        Some(lead.line(details, heads.get(&id)?))
    };
    Ok(some.into_iter().filter_map(line).collect())
}

impl FoundLead {
    fn line(self, details: LeadView, head: &conversation::ListedConversation) -> LeadLine {
        let follow_up = self.follow_up().clone();
        LeadLine {
            conversation: ConversationId(self.name.conversation_id),
            lead: RemoteId(self.name.remote_id),
            name: details.name,
            email: details.email,
            phone: details.phone,
            note: details.note,
            created_at: details.created_at,
            follow_up,
            followed_up_at: self.mark.map(|(_, at)| at),
            channel: Channel::from(head.channel_name.as_deref().unwrap_or_default()),
            time_zone: head.time_zone.clone().unwrap_or_else(|| "UTC".to_owned()),
        }
    }
}
