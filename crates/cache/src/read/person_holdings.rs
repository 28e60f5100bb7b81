//! Everything that is held on one person. Unlike the strip of a person's other conversations it looks at every
//! conversation: what is to be shown to its subject, or erased, must be all there is. It must not know a file.

use super::known_person::{KnownPerson, WantedWriting, persons, with_captured};
use super::person_graph::{PersonGraph, ReachedConversations};
use super::person_names::{any_differ, commonest, names_fit};
use super::reader::CacheReader;
use crate::bulk::id_list;
use crate::error::Result;
use crate::pool::ReaderLease;
use crate::table::child::conversion;
use crate::table::{contact, conversation};
use crate::time;
use model::person::{
    HeldConversation, HeldIdentity, HoldingReason, HoldingStanding, PersonHoldings, PersonQuestion,
    PersonRequest,
};
use model::view::ConversionView;
use model::{Channel, ConversationId, SourceId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Heads that are read at once.
const TOGETHER: u32 = 5_000;

/// What a look at every conversation found.
#[derive(Default)]
struct WholeLook {
    graph: PersonGraph,
    /// From where it begins.
    asked: BTreeMap<i64, HoldingReason>,
}

impl CacheReader {
    /// Everything that is held on a person in these sources.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn person_holdings(
        &self,
        request: &PersonRequest,
        only: &[SourceId],
    ) -> Result<PersonHoldings> {
        let marks = self.shared.marks().await?;
        let mut conn = self.shared.pool.lease().await?;
        let look = look_at_all(&mut conn, &request.who, only).await?;
        let from: Vec<i64> = look.asked.keys().copied().collect();
        let left_out: BTreeSet<i64> = request.left_out.iter().map(|id| id.0).collect();
        let all = look.graph.reach(&from, &BTreeSet::new());
        let taken = look.graph.reach(&from, &left_out);
        let people = persons(&mut conn, all.keys().copied()).await?;
        // What is left out says nothing of the person.
        let theirs = people.iter().filter(|it| taken.contains_key(&it.id));
        let theirs: Vec<&KnownPerson> = theirs.collect();
        let mut holdings = named(&theirs, &look.asked);
        let fits = holdings.name.clone();
        let mut held = read(&mut conn, &people).await?;
        for (person, one) in &mut held {
            one.standing = standing(one.id, &left_out, &taken);
            one.reason = reason(person, &look.asked, (&taken, &all));
            one.is_noted = marks.of(one.id.0).is_some();
            one.has_other_name = fits.as_ref().is_some_and(|name| is_other(&one.names, name));
        }
        holdings.conversations = held.into_iter().map(|(_, one)| one).collect();
        let newest_first = |one: &HeldConversation| (Reverse(one.started_at), one.id);
        holdings.conversations.sort_by_key(newest_first);
        conn.whole(holdings).await
    }
}

async fn look_at_all(
    conn: &mut ReaderLease<'_>,
    who: &PersonQuestion,
    only: &[SourceId],
) -> Result<WholeLook> {
    let wanted = match who {
        PersonQuestion::Writing(text) => Some(WantedWriting::new(text)),
        PersonQuestion::Conversation(_) => None,
    };
    let mut look = WholeLook::default();
    let mut after = i64::MIN;
    loop {
        let keys = contact::keys_after(conn, only, after, TOGETHER).await?;
        let Some(last) = keys.last().map(|it| it.id) else {
            return Ok(look);
        };
        after = last;
        for person in with_captured(conn, keys).await? {
            look.take(person, who, wanted.as_ref());
        }
    }
}

impl WholeLook {
    fn take(&mut self, person: KnownPerson, who: &PersonQuestion, wanted: Option<&WantedWriting>) {
        let asked = match (who, wanted) {
            (PersonQuestion::Conversation(id), _) => {
                (id.0 == person.id).then_some(HoldingReason::Asked)
            }
            (_, Some(wanted)) => named_in(&person, wanted),
            (_, None) => None,
        };
        self.asked.extend(asked.map(|reason| (person.id, reason)));
        let keys = person.known_by.into_iter().map(|own| own.key);
        self.graph.add(person.id, keys);
    }
}

fn named_in(person: &KnownPerson, wanted: &WantedWriting) -> Option<HoldingReason> {
    if wanted.text.is_empty() {
        return None;
    }
    let named = person.named_by(wanted).map(|own| HoldingReason::Named {
        link: own.key.link(),
        written: own.written.clone(),
    });
    let is_it = || person.is_conversation(&wanted.text);
    named.or_else(|| is_it().then_some(HoldingReason::Asked))
}

/// By what the person is known. The name is that of the conversation that was asked about, where it bears one.
fn named(people: &[&KnownPerson], asked: &BTreeMap<i64, HoldingReason>) -> PersonHoldings {
    let names = |is_wanted: &dyn Fn(&KnownPerson) -> bool| {
        let people = people.iter().filter(|it| is_wanted(it));
        let all: Vec<&[String]> = people.map(|it| it.names.as_slice()).collect();
        commonest(&all).cloned()
    };
    let is_asked = |it: &KnownPerson| asked.contains_key(&it.id);
    PersonHoldings {
        name: names(&is_asked).or_else(|| names(&|_| true)),
        identities: identities(people),
        conversations: Vec::new(),
    }
}

fn identities(people: &[&KnownPerson]) -> Vec<HeldIdentity> {
    let mut by_key: BTreeMap<_, HeldIdentity> = BTreeMap::new();
    let mut ordered: Vec<&KnownPerson> = people.to_vec();
    ordered.sort_by_key(|it| it.id);
    for person in ordered {
        let mut counted = BTreeSet::new();
        for own in &person.known_by {
            let held = by_key.entry(&own.key).or_insert_with(|| HeldIdentity {
                link: own.key.link(),
                written: Vec::new(),
                conversations: 0,
                names: Vec::new(),
                may_be_shared: false,
            });
            add_new(&mut held.written, &own.written);
            if counted.insert(&own.key) {
                held.conversations += 1;
                person
                    .names
                    .iter()
                    .for_each(|it| add_new(&mut held.names, it));
            }
        }
    }
    let mut all: Vec<HeldIdentity> = by_key.into_values().collect();
    for held in &mut all {
        held.names.sort_unstable();
        held.may_be_shared = any_differ(&held.names);
    }
    all
}

fn add_new(list: &mut Vec<String>, text: &str) {
    if !list.iter().any(|it| it == text) {
        list.push(text.to_owned());
    }
}

fn is_other(names: &[String], name: &str) -> bool {
    !names.is_empty() && !names.iter().any(|it| names_fit(it, name))
}

fn standing(
    id: ConversationId,
    left_out: &BTreeSet<i64>,
    taken: &ReachedConversations,
) -> HoldingStanding {
    if left_out.contains(&id.0) {
        HoldingStanding::LeftOut
    } else if taken.contains_key(&id.0) {
        HoldingStanding::Included
    } else {
        HoldingStanding::Unreached
    }
}

/// Why it is the person's: as it is reached without what is left out, else as it would be with it.
fn reason(
    person: &KnownPerson,
    asked: &BTreeMap<i64, HoldingReason>,
    (taken, all): (&ReachedConversations, &ReachedConversations),
) -> HoldingReason {
    if let Some(reason) = asked.get(&person.id) {
        return reason.clone();
    }
    let step = taken.get(&person.id).or_else(|| all.get(&person.id));
    match step {
        Some(Some((key, with))) => HoldingReason::Shared {
            link: key.link(),
            written: person.written(key).to_owned(),
            with: ConversationId(*with),
        },
        _ => HoldingReason::Asked,
    }
}

/// The conversations of some persons as they are told.
async fn read<'p>(
    conn: &mut ReaderLease<'_>,
    people: &'p [KnownPerson],
) -> Result<Vec<(&'p KnownPerson, HeldConversation)>> {
    let ids = || people.iter().map(|it| it.id);
    let listed = conversation::listed(conn, ids()).await?;
    let mut outcomes = conversion::of(conn, ids()).await?;
    let sources = source_names(conn, ids()).await?;
    let by_id: HashMap<i64, &KnownPerson> = people.iter().map(|it| (it.id, it)).collect();
    let held = listed.into_iter().filter_map(|one| {
        let person = *by_id.get(&one.row.id)?;
        let outcomes: Vec<ConversionView> = outcomes.remove(&one.row.id).unwrap_or_default();
        let subject = one.row.subject.or(one.row.first_line);
        Some((
            person,
            HeldConversation {
                id: ConversationId(one.row.id),
                remote_id: one.row.remote_id.into(),
                source: sources.get(&one.row.id).cloned().unwrap_or_default(),
                channel: Channel::from(one.channel_name.as_deref().unwrap_or_default()),
                subject: subject.unwrap_or_default(),
                started_at: time::instant(one.row.started_at),
                time_zone: one.time_zone.unwrap_or_else(|| "UTC".to_owned()),
                messages: one.row.messages.cast_unsigned(),
                outcomes: u64::try_from(outcomes.len()).unwrap_or(u64::MAX),
                leads: one.row.leads.cast_unsigned(),
                is_noted: false,
                names: person.names.clone(),
                has_other_name: false,
                reason: HoldingReason::Asked,
                standing: HoldingStanding::Included,
            },
        ))
    });
    Ok(held.collect())
}

async fn source_names(
    conn: &mut ReaderLease<'_>,
    ids: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, String>> {
    let named: Vec<(i64, String)> = sqlx::query_as(
        "SELECT conversation.id, source.name
         FROM conversation JOIN source ON source.id = conversation.source_id
         WHERE conversation.id IN (SELECT value FROM json_each(?))",
    )
    .bind(id_list(ids))
    .fetch_all(&mut **conn)
    .await?;
    Ok(named.into_iter().collect())
}
