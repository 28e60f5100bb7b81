//! The orders of a list against a reference that sorts everything anew: random histories, in which
//! conversations come, change, are renamed and go, and every order after each page.

mod support;

use chrono::Duration;
use model::ConversationId;
use model::feed::{ChangeSet, ConversationChange};
use model::record::{CustomerRecord, LeadRecord, TombstoneKind};
use model::request::{ListFilter, ListSort, OpenList, SortDirection, SortKey};
use model::search::DaySpan;
use model::view::ConversationRow;
use proptest::prelude::*;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use support::*;

/// Texts in the order of a dictionary. The reference knows this order and nothing of collation.
const DICTIONARY: [&str; 9] = [
    "3 desks",
    "20 desks",
    "Äpfel desk",
    "apple",
    "Desk",
    "desk and roof",
    "Zebra desk",
    "Ωmega",
    "Яна",
];
/// Conversations and customers of one history.
const TALKS: usize = 12;
const CUSTOMERS: usize = 4;

/// One thing of a page.
#[derive(Clone, Debug)]
enum PageEvent {
    /// A conversation comes, or is another one now.
    Talk {
        who: usize,
        subject: Option<usize>,
        customer: Option<usize>,
        started: i64,
        messages: usize,
        /// The name that a lead of it has.
        lead: Option<usize>,
    },
    /// A customer comes, or is called otherwise.
    Named {
        who: usize,
        name: usize,
    },
    Gone {
        who: usize,
    },
}

fn page_event() -> impl Strategy<Value = PageEvent> {
    let text = || 0..DICTIONARY.len();
    let talk = (
        0..TALKS,
        prop::option::of(text()),
        prop::option::of(0..CUSTOMERS),
        0_i64..5,
        0_usize..4,
        prop::option::of(text()),
    );
    prop_oneof![
        6 => talk.prop_map(|(who, subject, customer, started, messages, lead)| PageEvent::Talk {
            who, subject, customer, started, messages, lead
        }),
        2 => (0..CUSTOMERS, text()).prop_map(|(who, name)| PageEvent::Named { who, name }),
        1 => (0..TALKS).prop_map(|who| PageEvent::Gone { who }),
    ]
}

/// What a server that never forgets would hold.
#[derive(Debug, Default)]
struct History {
    talks: BTreeMap<usize, ConversationChange>,
    names: BTreeMap<usize, usize>,
    /// A conversation that is deleted at the server never comes back under its id.
    gone: Vec<usize>,
}

impl History {
    /// The page in which something happens.
    fn page(&mut self, happenings: &[PageEvent]) -> ChangeSet {
        let mut page = page(Vec::new());
        let mut named: BTreeMap<usize, CustomerRecord> = BTreeMap::new();
        let mut talks: BTreeMap<usize, ConversationChange> = BTreeMap::new();
        for happening in happenings {
            match happening {
                PageEvent::Named { who, name } => {
                    self.names.insert(*who, *name);
                    named.insert(*who, customer(&format!("p{who}"), DICTIONARY[*name]));
                }
                PageEvent::Gone { who } => {
                    talks.remove(who);
                    if self.talks.remove(who).is_some() {
                        self.gone.push(*who);
                        page.tombstones
                            .push(gone(TombstoneKind::Conversation, &format!("c{who}")));
                    }
                }
                PageEvent::Talk { who, .. } if self.gone.contains(who) => {}
                PageEvent::Talk { who, .. } => {
                    let mut told = told(happening);
                    // What is not told again stays.
                    let before = self.talks.get(who).map(|before| &before.messages);
                    let longer = before.filter(|before| before.len() > told.messages.len());
                    told.messages = longer.cloned().unwrap_or(told.messages);
                    let before = self.talks.get(who).map(|before| before.leads.clone());
                    if told.leads.is_empty() {
                        told.leads = before.unwrap_or_default();
                    }
                    self.talks.insert(*who, told.clone());
                    talks.insert(*who, told);
                }
            }
        }
        page.customers = named.into_values().collect();
        page.conversations = talks.into_values().collect();
        page
    }

    fn talk(&self, row: &ConversationRow) -> &ConversationChange {
        let who: usize = row.remote_id.as_str()[1..].parse().expect("a number");
        &self.talks[&who]
    }

    /// The text that is compared, by its place in the dictionary.
    fn title(&self, row: &ConversationRow) -> Option<usize> {
        let talk = self.talk(row);
        let first = talk.messages.first().map(|message| message.body.as_str());
        let shown = talk.conversation.subject.as_deref().or(first)?;
        DICTIONARY.iter().position(|text| *text == shown)
    }

    fn person(&self, row: &ConversationRow) -> Option<usize> {
        let talk = self.talk(row);
        let customer = talk.conversation.customer_id.as_ref();
        let customer = customer.and_then(|id| {
            let who: usize = id.as_str()[1..].parse().expect("a number");
            self.names.get(&who).copied()
        });
        // Who has no name otherwise is called by their lead.
        customer.or_else(|| {
            let lead = talk.leads.first()?.name.as_deref();
            DICTIONARY.iter().position(|text| Some(*text) == lead)
        })
    }

    /// The order that a list must have.
    fn sorted(&self, rows: &[ConversationRow], sort: ListSort) -> Vec<ConversationId> {
        let mut rows: Vec<&ConversationRow> = rows.iter().collect();
        rows.sort_by(|a, b| self.compared(a, b, sort));
        rows.into_iter().map(|row| row.id).collect()
    }

    fn compared(&self, a: &ConversationRow, b: &ConversationRow, sort: ListSort) -> Ordering {
        let text = |row| match sort.by {
            SortKey::Subject => self.title(row),
            SortKey::Customer => self.person(row),
            _ => None,
        };
        let (a_text, b_text) = (text(a), text(b));
        let ids = a.id.0.cmp(&b.id.0);
        let up = match sort.by {
            SortKey::LastActivity => a.last_activity_at.cmp(&b.last_activity_at),
            SortKey::Started => a.started_at.cmp(&b.started_at),
            SortKey::Messages => {
                let count = |row| self.talk(row).messages.len();
                count(a).cmp(&count(b))
            }
            SortKey::Subject | SortKey::Customer => match (a_text, b_text) {
                (Some(_), None) => return Ordering::Less,
                (None, Some(_)) => return Ordering::Greater,
                (None, None) => return ids,
                (Some(a), Some(b)) => a.cmp(&b),
            },
        };
        let up = up.then(ids);
        match sort.direction {
            SortDirection::Ascending => up,
            SortDirection::Descending => up.reverse(),
        }
    }
}

fn told(happening: &PageEvent) -> ConversationChange {
    let PageEvent::Talk {
        who,
        subject,
        customer,
        started,
        messages,
        lead: called,
    } = happening
    else {
        panic!("not a conversation");
    };
    let bodies: Vec<&str> = DICTIONARY.iter().take(*messages).copied().collect();
    let mut told = talk(&format!("c{who}"), started * 10, &bodies);
    told.conversation.subject = subject.map(|at| DICTIONARY[at].to_owned());
    told.conversation.customer_id = customer.map(|who| format!("p{who}").as_str().into());
    let called = called.map(|at| LeadRecord {
        name: Some(DICTIONARY[at].to_owned()),
        ..lead("l")
    });
    told.leads.extend(called);
    for (at, message) in (0_i64..).zip(&mut told.messages) {
        message.sent_at = now() - Duration::minutes(60 - at);
    }
    told
}

fn every_sort() -> impl Iterator<Item = ListSort> {
    let both = [SortDirection::Ascending, SortDirection::Descending];
    SortKey::ALL
        .into_iter()
        .flat_map(move |by| both.map(|direction| ListSort { by, direction }))
}

async fn opened(home: &Home, filter: &ListFilter, sort: ListSort) -> Vec<ConversationRow> {
    let request = OpenList {
        filter: filter.clone(),
        sort,
        first_rows: 3,
        locate: None,
    };
    let opened = home.reader.open_list(&request, now()).await.expect("opens");
    let rows = home.window(&opened, 0, opened.total).await;
    assert_eq!(opened.rows, rows[..opened.rows.len()], "the first rows");
    for (at, row) in (0_u32..).zip(&rows) {
        let request = OpenList {
            locate: Some(row.id),
            ..request.clone()
        };
        let located = home.reader.open_list(&request, now()).await.expect("opens");
        assert_eq!(located.located, Some(at), "{sort:?}");
    }
    rows
}

async fn agree(home: &Home, history: &History) {
    for text in ["", "desk"] {
        let filter = ListFilter {
            text: text.to_owned(),
            ..ListFilter::default()
        };
        let rows = home.list(filter.clone()).await.rows;
        for sort in every_sort() {
            let ids: Vec<_> = opened(home, &filter, sort)
                .await
                .iter()
                .map(|row| row.id)
                .collect();
            assert_eq!(ids, history.sorted(&rows, sort), "{sort:?} of {text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_order_is_what_sorting_anew_gives(
        pages in prop::collection::vec(prop::collection::vec(page_event(), 1..8), 1..6)
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let home = Home::new().await;
            let mut history = History::default();
            for (at, happenings) in pages.iter().enumerate() {
                home.commit(&history.page(happenings), &at.to_string()).await;
                agree(&home, &history).await;
            }
        });
    }
}

/// More changes at once than are mended one by one.
#[tokio::test]
async fn an_order_is_read_anew_after_many_changes() {
    let home = Home::new().await;
    let talks = |from: usize| {
        let talk = move |number: usize| {
            let mut told = talk(&format!("c{number}"), 5, &[]);
            told.conversation.subject = Some(format!("Desk {}", (number * 7 + from) % 2_500));
            told
        };
        page((0..2_500).map(talk).collect())
    };
    let by_subject = ListSort {
        by: SortKey::Subject,
        direction: SortDirection::Ascending,
    };
    for (page, from) in [("1", 0), ("2", 1)] {
        home.commit(&talks(from), page).await;
        let request = OpenList {
            sort: by_subject,
            ..OpenList::default()
        };
        let list = home.reader.open_list(&request, now()).await.expect("opens");
        let rows = home.window(&list, 0, 2_500).await;
        let titles: Vec<String> = rows.iter().map(|row| text(&row.subject)).collect();
        let expected: Vec<String> = (0..2_500).map(|number| format!("Desk {number}")).collect();
        assert_eq!(titles, expected);
    }
}

/// A list that stands by a time comes to a day at its first conversation there, or at the next one.
#[tokio::test]
async fn a_list_comes_to_a_day() {
    let home = Home::new().await;
    let day = 24 * 60;
    let talks = [("new", 0), ("mid", 2 * day), ("old", 9 * day)];
    let talks = talks.map(|(id, minutes)| talk(id, minutes, &["Hello"]));
    home.commit(&page(talks.to_vec()), "1").await;
    let ascending = ListSort {
        by: SortKey::Started,
        direction: SortDirection::Ascending,
    };
    let cases = [
        (
            ListSort::default(),
            "2026-11-21",
            Some("new"),
            "its own day",
        ),
        (
            ListSort::default(),
            "2026-11-20",
            Some("mid"),
            "none then: the next",
        ),
        (
            ListSort::default(),
            "2026-11-12",
            Some("old"),
            "the last of them",
        ),
        (
            ListSort::default(),
            "2001-01-01",
            Some("old"),
            "before all: the end",
        ),
        (ascending, "2026-11-13", Some("mid"), "the other way"),
        (ascending, "2026-11-30", Some("new"), "after all: the end"),
    ];
    for (sort, day, expected, why) in cases {
        assert_eq!(
            at_day(&home, "", sort, day).await.as_deref(),
            expected,
            "{why}"
        );
    }
    let by_subject = ListSort {
        by: SortKey::Subject,
        direction: SortDirection::Ascending,
    };
    assert_eq!(at_day(&home, "", by_subject, "2026-11-21").await, None);
    let nothing = at_day(&home, "nobody-said-this", ListSort::default(), "2026-11-21");
    assert_eq!(nothing.await, None, "an empty list has no day");
}

/// The server's id of the conversation at which a search's list comes to a day.
async fn at_day(home: &Home, text: &str, sort: ListSort, day: &str) -> Option<String> {
    let day = Some(day.parse().expect("a day"));
    let days = DaySpan {
        first: day,
        last: day,
    };
    let filter = search(text);
    let found = home.reader.conversation_of_day(&filter, sort, days, now());
    let id = found.await.expect("is asked")?;
    let rows = home.list(ListFilter::default()).await.rows;
    let row = rows
        .into_iter()
        .find(|row| row.id == id)
        .expect("is listed");
    Some(row.remote_id.0)
}
