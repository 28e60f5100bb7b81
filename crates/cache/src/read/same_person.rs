//! The other conversations of a conversation's person. The full-text index finds where an address or a number
//! stands; whether it names the same person is asked of the one rule of identity each time.

use super::known_person::{KnownPerson, persons};
use super::reader::CacheReader;
use crate::error::Result;
use crate::pool::ReaderLease;
use crate::table::{conversation, search};
use crate::time;
use model::search::{TextScope, WordReach};
use model::view::{PersonLink, RelatedConversation};
use model::{Channel, ConversationId, SourceId};
use query::{Expr, NumberTerm, TextTerm};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// Conversations that are looked at, the newest of those in which an address of the person stands.
const LOOKED_AT: usize = 500;
/// Conversations that are told.
const MOST: usize = 20;

impl CacheReader {
    /// The other conversations of a conversation's person among these sources (none for all), the newest first.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn same_person(
        &self,
        id: ConversationId,
        only: Option<&[SourceId]>,
    ) -> Result<Vec<RelatedConversation>> {
        let mut conn = self.shared.pool.lease().await?;
        let Some(person) = persons(&mut conn, [id.0]).await?.pop() else {
            return Ok(Vec::new());
        };
        let candidates = candidates(&mut conn, &person).await?;
        let mut links: HashMap<i64, PersonLink> = HashMap::new();
        for other in persons(&mut conn, candidates).await? {
            let is_shown = only.is_none_or(|only| only.contains(&SourceId(other.keys.source_id)));
            if other.keys.id != id.0 && is_shown {
                links.extend(person.link(&other).map(|link| (other.keys.id, link)));
            }
        }
        let told = told(&mut conn, &links).await?;
        conn.whole(told).await
    }
}

/// Conversations in which the person may be, by the customer or by an address.
async fn candidates(conn: &mut ReaderLease<'_>, person: &KnownPerson) -> Result<BTreeSet<i64>> {
    let mut found: Vec<i64> = match person.keys.customer_id {
        Some(customer) => conversation::of_customers(conn, &[customer]).await?,
        None => Vec::new(),
    };
    if let Some(asked) = question(person) {
        let ids = search::find(conn, &asked).await?;
        found.extend(ids.into_iter().map(i64::from));
    }
    found.sort_unstable_by_key(|id| Reverse(*id));
    found.dedup();
    Ok(found.into_iter().take(LOOKED_AT).collect())
}

async fn told(
    conn: &mut ReaderLease<'_>,
    links: &HashMap<i64, PersonLink>,
) -> Result<Vec<RelatedConversation>> {
    let listed = conversation::listed(conn, links.keys().copied()).await?;
    let mut related: Vec<RelatedConversation> = listed
        .into_iter()
        .filter_map(|one| {
            let subject = one.row.subject.or(one.row.first_line);
            Some(RelatedConversation {
                id: ConversationId(one.row.id),
                channel: Channel::from(one.channel_name.as_deref().unwrap_or_default()),
                subject: subject.unwrap_or_default(),
                started_at: time::instant(one.row.started_at),
                time_zone: one.time_zone.unwrap_or_else(|| "UTC".to_owned()),
                link: *links.get(&one.row.id)?,
            })
        })
        .collect();
    related.sort_by_key(|one| (Reverse(one.started_at), one.id));
    related.truncate(MOST);
    Ok(related)
}

/// Where any of the person's addresses stands. What was captured in another conversation is found by the
/// words in which the person said it there.
fn question(person: &KnownPerson) -> Option<String> {
    let number = |text: &String| {
        let term = NumberTerm::new(text)?;
        Some(Expr::Number(term.by_its_end()))
    };
    let words = |text: &String| {
        TextTerm::quoted(text, TextScope::Anywhere, WordReach::Whole).map(Expr::Text)
    };
    let asked = person
        .written
        .iter()
        .filter_map(|text| number(text).or_else(|| words(text)));
    Expr::Or(asked.collect()).to_fts5()
}
