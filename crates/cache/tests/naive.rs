//! Random histories against a naive model: after every page, lists, tabs, numbers and search are what
//! a plain recomputation says.

mod numbers;
mod support;

use chrono::{DateTime, Duration, Utc};
use model::feed::{ChangeSet, ConversationChange};
use model::record::{ConversionRecord, TombstoneKind};
use model::request::{FilterPeriod, InferredOutcomes, ListFilter, ListView};
use model::{Channel, ConversionKind, Escalation, Sender, Status};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use support::*;

const WORDS: [&str; 6] = ["desk", "room", "tour", "price", "lunch", "key"];
const ZONES: [&str; 3] = ["America/New_York", "Europe/Berlin", "Pacific/Auckland"];
const CHANNELS: [&str; 4] = ["chat", "email", "voice", "carrier pigeon"];

/// One thing that a server may say.
#[derive(Clone, Debug)]
enum Said {
    Talk {
        id: u8,
        version: u8,
        space: u8,
        channel: u8,
        customer: Option<u8>,
        messages: Vec<(u8, u8, bool)>,
        kinds: Vec<(u8, bool)>,
        lead: bool,
        escalated: bool,
        status: u8,
    },
    Customer {
        id: u8,
        name: u8,
    },
    TalkGone {
        id: u8,
    },
    CustomerGone {
        id: u8,
    },
}

fn said() -> impl Strategy<Value = Said> {
    let talk = (
        (
            0_u8..14,
            0_u8..5,
            0_u8..3,
            0_u8..4,
            prop::option::of(0_u8..3),
        ),
        prop::collection::vec((0_u8..5, 0_u8..6, any::<bool>()), 0..4),
        prop::collection::vec((0_u8..6, any::<bool>()), 0..3),
        (any::<bool>(), any::<bool>(), 0_u8..3),
    );
    let talk = talk.prop_map(
        |((id, version, space, channel, customer), messages, kinds, (lead, escalated, status))| {
            Said::Talk {
                id,
                version,
                space,
                channel,
                customer,
                messages,
                kinds,
                lead,
                escalated,
                status,
            }
        },
    );
    prop_oneof![
        10 => talk,
        2 => (0_u8..3, 0_u8..6).prop_map(|(id, name)| Said::Customer { id, name }),
        1 => (0_u8..14).prop_map(|id| Said::TalkGone { id }),
        1 => (0_u8..3).prop_map(|id| Said::CustomerGone { id }),
    ]
}

#[derive(Default)]
struct Naive {
    talks: BTreeMap<String, ConversationChange>,
    customers: BTreeMap<String, String>,
    gone: BTreeSet<(bool, String)>,
}

fn kind(number: u8) -> ConversionKind {
    ConversionKind::KNOWN
        .get(usize::from(number))
        .cloned()
        .unwrap_or(ConversionKind::Other("locker".into()))
}

fn changes(page: &[Said]) -> ChangeSet {
    let mut changes = ChangeSet::default();
    for (at, zone) in ZONES.iter().enumerate() {
        let mut space = space(&format!("s{at}"));
        space.time_zone = (*zone).to_owned();
        changes.spaces.push(space);
    }
    for said in page {
        match said {
            Said::Talk { .. } => changes.conversations.push(change(said)),
            Said::Customer { id, name } => {
                let mut one = customer(&format!("k{id}"), WORDS[usize::from(*name)]);
                one.company = None;
                one.email = None;
                changes.customers.push(one);
            }
            Said::TalkGone { id } => changes
                .tombstones
                .push(gone(TombstoneKind::Conversation, &format!("c{id}"))),
            Said::CustomerGone { id } => changes
                .tombstones
                .push(gone(TombstoneKind::Customer, &format!("k{id}"))),
        }
    }
    changes
}

fn change(said: &Said) -> ConversationChange {
    let Said::Talk {
        id,
        version,
        space,
        channel,
        customer,
        messages,
        kinds,
        lead: has_lead,
        escalated,
        status,
    } = said
    else {
        unreachable!("only talks are changes")
    };
    let name = format!("c{id}");
    // Starts lie hours apart, so that the zones disagree about days; activity never ties.
    let started_at = now() - Duration::hours(7 * i64::from(*id));
    let mut change = talk(&name, 0, &[]);
    let head = &mut change.conversation;
    head.started_at = started_at;
    head.last_activity_at =
        started_at + Duration::seconds(i64::from(*version) * 50_000 + i64::from(*id));
    head.space_id = format!("s{space}").into();
    head.channel = Channel::from(CHANNELS[usize::from(*channel)]);
    head.customer_id = customer.map(|id| format!("k{id}").into());
    head.escalation = if *escalated {
        Escalation::Active
    } else {
        Escalation::None
    };
    head.status = [None, Some(Status::Active), Some(Status::Ended)][usize::from(*status)].clone();
    let texts: Vec<&str> = messages
        .iter()
        .map(|(_, word, _)| WORDS[usize::from(*word)])
        .collect();
    let template = talk(&name, 0, &texts);
    for ((number, _, hidden), mut message) in messages.iter().zip(template.messages) {
        message.id = format!("{name}-m{number}").into();
        message.sender = if *hidden {
            Sender::System
        } else {
            Sender::Customer
        };
        change.messages.push(message);
    }
    for (number, confirmed) in kinds {
        let mut one = outcome(&format!("o{number}"), kind(*number));
        one.confirmed = *confirmed;
        change.conversions.push(one);
    }
    if *has_lead {
        change.leads.push(lead("l"));
    }
    change
}

impl Naive {
    fn apply(&mut self, changes: &ChangeSet) {
        for tombstone in &changes.tombstones {
            self.gone.insert((
                tombstone.kind == TombstoneKind::Customer,
                tombstone.id.0.clone(),
            ));
        }
        for customer in &changes.customers {
            self.customers
                .insert(customer.id.0.clone(), customer.name.clone());
        }
        for change in &changes.conversations {
            let id = change.conversation.id.0.clone();
            let kept = self.talks.entry(id).or_insert_with(|| ConversationChange {
                messages: vec![],
                conversions: vec![],
                leads: vec![],
                ..change.clone()
            });
            kept.conversation = change.conversation.clone();
            for message in &change.messages {
                match kept.messages.iter_mut().find(|one| one.id == message.id) {
                    Some(one) => *one = message.clone(),
                    None => kept.messages.push(message.clone()),
                }
            }
            for conversion in &change.conversions {
                match kept
                    .conversions
                    .iter_mut()
                    .find(|one| one.id == conversion.id)
                {
                    Some(one) => *one = conversion.clone(),
                    None => kept.conversions.push(conversion.clone()),
                }
            }
            if !change.leads.is_empty() {
                kept.leads.clone_from(&change.leads);
            }
        }
        self.talks
            .retain(|id, _| !self.gone.contains(&(false, id.clone())));
        self.customers
            .retain(|id, _| !self.gone.contains(&(true, id.clone())));
    }

    fn words(&self, talk: &ConversationChange) -> BTreeSet<String> {
        let bodies = talk
            .messages
            .iter()
            .filter(|message| message.sender.is_visible())
            .map(|message| message.body.clone());
        let name = talk
            .conversation
            .customer_id
            .as_ref()
            .and_then(|id| self.customers.get(&id.0));
        bodies.chain(name.cloned()).collect()
    }

    fn admits(&self, talk: &ConversationChange, filter: &ListFilter) -> bool {
        let head = &talk.conversation;
        let day = |at: DateTime<Utc>| {
            let zone = ZONES[usize::from(head.space_id.0.as_bytes()[1] - b'0')];
            insights::day_in_zone(at, zone)
        };
        let in_period = match filter.period {
            FilterPeriod::All => true,
            FilterPeriod::LastDays(days) => {
                let back = day(now()) - day(head.started_at);
                (0..i32::from(days)).contains(&back)
            }
            FilterPeriod::Between(from, to) => from <= head.started_at && head.started_at < to,
        };
        let in_view = match &filter.view {
            ListView::All => true,
            ListView::Escalated => head.escalation != Escalation::None,
            ListView::Unconverted => talk.conversions.is_empty(),
            ListView::WithLead => !talk.leads.is_empty(),
            ListView::Converted(kind) => talk
                .conversions
                .iter()
                .any(|one| one.confirmed && one.kind == *kind),
        };
        let words = self.words(talk);
        in_period
            && in_view
            && filter
                .text
                .split_whitespace()
                .all(|word| words.contains(word))
    }

    /// Newest activity first; tabs beside.
    fn list(&self, filter: &ListFilter) -> (Vec<&ConversationChange>, BTreeMap<String, u64>) {
        let mut admitted: Vec<_> = self
            .talks
            .values()
            .filter(|talk| self.admits(talk, filter))
            .collect();
        let mut tabs = BTreeMap::new();
        for talk in &admitted {
            *tabs
                .entry(talk.conversation.channel.to_string())
                .or_default() += 1;
        }
        admitted.retain(|talk| {
            filter
                .channel
                .as_ref()
                .is_none_or(|channel| *channel == talk.conversation.channel)
        });
        admitted.sort_by_key(|talk| std::cmp::Reverse(talk.conversation.last_activity_at));
        (admitted, tabs)
    }
}

fn filters() -> Vec<ListFilter> {
    let all = ListFilter::default;
    vec![
        all(),
        ListFilter {
            channel: Some(Channel::Chat),
            ..all()
        },
        ListFilter {
            channel: Some(Channel::from("carrier pigeon")),
            view: ListView::Unconverted,
            ..all()
        },
        ListFilter {
            period: FilterPeriod::LastDays(2),
            ..all()
        },
        ListFilter {
            period: FilterPeriod::Between(minutes_ago(3000), minutes_ago(400)),
            channel: Some(Channel::Email),
            ..all()
        },
        ListFilter {
            view: ListView::Escalated,
            ..all()
        },
        ListFilter {
            view: ListView::WithLead,
            ..search("desk")
        },
        ListFilter {
            view: ListView::Converted(ConversionKind::Booking),
            ..all()
        },
        ListFilter {
            view: ListView::Converted(ConversionKind::Other("locker".into())),
            ..all()
        },
        search("desk"),
        search("room tour"),
        ListFilter {
            inferred: InferredOutcomes::Counted,
            ..all()
        },
        ListFilter {
            inferred: InferredOutcomes::Counted,
            channel: Some(Channel::Chat),
            ..search("desk")
        },
        ListFilter {
            period: FilterPeriod::LastDays(3),
            ..search("price")
        },
    ]
}

async fn compare(home: &Home, naive: &Naive) {
    for filter in filters() {
        let (expected, tabs) = naive.list(&filter);
        let list = home.list(filter.clone()).await;
        let ids: Vec<&str> = expected
            .iter()
            .map(|talk| talk.conversation.id.as_str())
            .collect();
        assert_eq!(remote_ids(&list.rows), ids, "{filter:?}");
        assert_eq!(list.total as usize, ids.len(), "{filter:?}");
        let found: BTreeMap<String, u64> = list
            .tabs
            .iter()
            .map(|tab| (tab.channel.to_string(), tab.conversations))
            .collect();
        assert_eq!(found, tabs, "{filter:?}");
        assert_eq!(list.tabs_total, tabs.values().sum::<u64>(), "{filter:?}");
        compare_metrics(&list.metrics, &expected, &filter);
        for (row, talk) in list.rows.iter().zip(&expected) {
            let visible = talk
                .messages
                .iter()
                .filter(|message| message.sender.is_visible())
                .count();
            assert_eq!(
                (
                    row.messages as usize,
                    row.conversions.len(),
                    row.leads as usize
                ),
                (visible, talk.conversions.len(), talk.leads.len()),
                "{}",
                row.remote_id
            );
        }
    }
    let counts = home.reader.counts(home.source).await.expect("counts");
    let sum =
        |of: fn(&ConversationChange) -> usize| naive.talks.values().map(of).sum::<usize>() as u64;
    assert_eq!(counts.conversations, naive.talks.len() as u64);
    assert_eq!(
        (counts.messages, counts.conversions, counts.leads),
        (
            sum(|talk| talk.messages.len()),
            sum(|talk| talk.conversions.len()),
            sum(|talk| talk.leads.len())
        )
    );
}

/// Whether an outcome is in the numbers of a filter.
pub(crate) fn counts(one: &ConversionRecord, filter: &ListFilter) -> bool {
    one.confirmed || filter.inferred == InferredOutcomes::Counted
}

fn compare_metrics(
    metrics: &model::metrics::Metrics,
    expected: &[&ConversationChange],
    filter: &ListFilter,
) {
    let count = |of: &dyn Fn(&ConversationChange) -> bool| {
        expected.iter().filter(|talk| of(talk)).count() as u64
    };
    for kind in ConversionKind::KNOWN {
        let with = count(&|talk| {
            let mut counted = talk.conversions.iter().filter(|one| counts(one, filter));
            counted.any(|one| one.kind == *kind)
        });
        assert_eq!(
            metrics.share(kind).map(|share| share.conversations),
            Some(with),
            "{kind} {filter:?}"
        );
    }
    assert_eq!(
        metrics.any_conversion.conversations,
        count(&|talk| talk.conversions.iter().any(|one| counts(one, filter))),
        "{filter:?}"
    );
    assert_eq!(
        metrics.leads.conversations,
        count(&|talk| !talk.leads.is_empty()),
        "{filter:?}"
    );
    assert_eq!(
        metrics.escalated,
        count(&|talk| talk.conversation.escalation != Escalation::None),
        "{filter:?}"
    );
    let with_status = count(&|talk| talk.conversation.status.is_some());
    let active = count(&|talk| talk.conversation.status == Some(Status::Active));
    assert_eq!(
        metrics.active,
        (with_status > 0).then_some(active),
        "{filter:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn any_history_reads_like_the_naive_model(pages in prop::collection::vec(prop::collection::vec(said(), 0..8), 1..6)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let home = Home::new().await;
            let mut naive = Naive::default();
            for (number, said) in pages.iter().enumerate() {
                let changes = changes(said);
                naive.apply(&changes);
                home.commit(&changes, &number.to_string()).await;
                compare(&home, &naive).await;
            }
            let before = home.dump().await;
            home.writer.close().await;
            let Home { dir, source, writer, reader } = home;
            drop((writer, reader));
            let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens again");
            let home = Home { dir, writer, reader, source };
            compare(&home, &naive).await;
            for filter in filters() {
                numbers::check(&home, &filter, &naive.list(&filter).0).await;
            }
            assert_eq!(home.dump().await, before, "an index that was loaded equals one that was kept up");
        });
    }
}
