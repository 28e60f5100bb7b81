//! The other conversations of a conversation's person. The full-text index finds where an address or a number
//! stands; whether it names the same person is asked of the one rule of identity each time.

use super::reader::CacheReader;
use crate::error::Result;
use crate::pool::ReaderLease;
use crate::table::contact::{self, CapturedContact, PersonKeys};
use crate::table::{conversation, search};
use crate::time;
use model::identity::{ContactIdentity, NumberHome};
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

/// By what a person is known in one conversation.
struct KnownPerson {
    keys: PersonKeys,
    identities: Vec<ContactIdentity>,
    /// The same as they are written.
    written: Vec<String>,
}

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

async fn persons(
    conn: &mut ReaderLease<'_>,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<KnownPerson>> {
    let keys = contact::keys(conn, ids).await?;
    let captured = contact::captured(conn, keys.iter().map(|it| it.id)).await?;
    let mut by_id: HashMap<i64, Vec<CapturedContact>> = HashMap::new();
    for one in captured {
        by_id.entry(one.id).or_default().push(one);
    }
    let known = |keys: PersonKeys| {
        let captured = by_id.remove(&keys.id).unwrap_or_default();
        KnownPerson::new(keys, captured)
    };
    Ok(keys.into_iter().map(known).collect())
}

/// Conversations in which the person may be, by the customer or by an address.
async fn candidates(conn: &mut ReaderLease<'_>, person: &KnownPerson) -> Result<BTreeSet<i64>> {
    let mut found: Vec<i64> = match person.keys.customer_id {
        Some(customer) => conversation::of_customers(conn, &[customer]).await?,
        None => Vec::new(),
    };
    if let Some(question) = person.question() {
        let ids = search::find(conn, &question).await?;
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

impl KnownPerson {
    fn new(keys: PersonKeys, captured: Vec<CapturedContact>) -> Self {
        let home = NumberHome::of_zone(keys.time_zone.as_deref().unwrap_or_default());
        let channel = Channel::from(keys.channel.as_deref().unwrap_or_default());
        let mut written: Vec<String> = keys.email.iter().cloned().collect();
        for one in captured {
            written.extend(one.email.into_iter().chain(one.phone));
        }
        written.retain(|text| !text.trim().is_empty());
        let mut identities: Vec<ContactIdentity> = written
            .iter()
            .map(|text| ContactIdentity::read(text, home))
            .collect();
        if let Some(identifier) = keys.identifier.as_ref().filter(|it| !it.trim().is_empty()) {
            identities.push(ContactIdentity::read(identifier, home.on(&channel)));
            written.push(identifier.clone());
        }
        Self {
            keys,
            identities,
            written,
        }
    }

    /// What the two have in common that names one person.
    fn link(&self, other: &Self) -> Option<PersonLink> {
        let is_customer =
            self.keys.customer_id.is_some() && self.keys.customer_id == other.keys.customer_id;
        if is_customer {
            return Some(PersonLink::Customer);
        }
        let mut common = self.identities.iter();
        let common = common.find(|identity| other.identities.contains(identity))?;
        Some(if common.is_number() {
            PersonLink::Phone
        } else if common.as_str().contains('@') {
            PersonLink::Email
        } else {
            PersonLink::Identifier
        })
    }

    /// Where any of the person's addresses stands. What was captured in another conversation is found by the
    /// words in which the person said it there.
    fn question(&self) -> Option<String> {
        let number = |text: &String| {
            let term = NumberTerm::new(text)?;
            Some(Expr::Number(term.by_its_end()))
        };
        let words = |text: &String| {
            TextTerm::quoted(text, TextScope::Anywhere, WordReach::Whole).map(Expr::Text)
        };
        let asked = self
            .written
            .iter()
            .filter_map(|text| number(text).or_else(|| words(text)));
        Expr::Or(asked.collect()).to_fts5()
    }
}
