//! Outcomes in any order, any number of times, from several systems at once: the rows, the counts and
//! the events are those of each outcome delivered once.

use super::home;
use crate::cases;
use crate::client::Server;
use crate::things::{Home, conversation, now, read_all};
use axum::body::Bytes;
use axum::http::Method;
use model::{RemoteId, Role};
use proptest::prelude::*;
use serde_json::{Value, json};
use server::HttpConfig;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many systems deliver at the same time.
const SYSTEMS: usize = 3;
const KINDS: [&str; 5] = ["tour", "customer", "contract", "booking", "day_pass"];

/// An outcome by the numbers of its conversation, kind and record, and whether somebody new signs up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Happening {
    conversation: usize,
    kind: usize,
    record: usize,
}

/// What happened, and in which order it is delivered, repetitions included.
#[derive(Clone, Debug)]
struct Deliveries(Vec<Happening>);

fn deliveries() -> impl Strategy<Value = Deliveries> {
    let happening = (0..3_usize, 0..KINDS.len(), 0..3_usize);
    let happening = happening.prop_map(|(conversation, kind, record)| Happening {
        conversation,
        kind,
        record,
    });
    let happened = prop::collection::btree_set(happening, 1..8);
    let delivered = happened.prop_flat_map(|happened| {
        let happened = happened.into_iter().collect::<Vec<_>>();
        let again = prop::sample::subsequence(happened.clone(), 0..=happened.len());
        let and_again = prop::sample::subsequence(happened.clone(), 0..=happened.len());
        (Just(happened), again, and_again)
    });
    let delivered =
        delivered.prop_map(|(first, again, and_again)| [first, again, and_again].concat());
    delivered.prop_shuffle().prop_map(Deliveries)
}

struct ServedStore {
    home: Home,
    server: Server,
    bearer: String,
}

async fn served() -> Arc<ServedStore> {
    let home = home().await;
    let server = Server::start(&home.store, HttpConfig::loopback()).await;
    let bearer = format!("Bearer {}", server.token(Role::Write).await);
    Arc::new(ServedStore {
        home,
        server,
        bearer,
    })
}

/// The rows that an outcome makes: a sign-up of somebody new makes two.
fn rows(case: u32, it: Happening) -> Vec<(String, String)> {
    let record = format!("{case}-{}", it.record);
    let mut rows = vec![(KINDS[it.kind].to_owned(), record)];
    if KINDS[it.kind] == "contract" {
        rows.push(("customer".to_owned(), coworker(case, it)));
    }
    rows
}

/// Everybody signs up once: a second contract of the same person makes no new customer.
fn coworker(case: u32, it: Happening) -> String {
    format!("person-{case}-{}-{}", it.conversation, it.record)
}

fn body(case: u32, it: Happening) -> Value {
    let kind = KINDS[it.kind];
    let mut body = json!({
        "session_id": format!("session-i{case}-{}", it.conversation),
        "kind": kind,
        "record": format!("{case}-{}", it.record),
        "occurred_at": now(),
        "person": {"name": "Rosa", "email": "rosa@visitors.example"},
    });
    if kind == "contract" {
        body["coworker"] = json!(coworker(case, it));
    }
    body
}

/// Delivers; whether it was new.
async fn deliver(served: &ServedStore, case: u32, it: Happening) -> bool {
    let headers = [
        ("authorization", served.bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let body = Bytes::from(body(case, it).to_string());
    let sent = served
        .server
        .send(Method::POST, "/v1/conversions", &headers, body);
    let reply = sent.await;
    match reply.status.as_u16() {
        201 => true,
        200 => false,
        _ => panic!("{}: {}", reply.status, reply.text()),
    }
}

async fn run(served: Arc<ServedStore>, case: u32, Deliveries(delivered): Deliveries) {
    let store = &served.home.store;
    let ids = (0..3)
        .map(|nth| RemoteId(format!("i{case}-{nth}")))
        .collect::<Vec<_>>();
    let all = ids.iter().map(|id| conversation(id.as_str()));
    store.put_many(&all.collect::<Vec<_>>()).await.unwrap();
    let before = store.counts().await.unwrap();
    let after = read_all(store, 10_000).await.1;
    let systems = (0..SYSTEMS).map(|nth| {
        let (served, own) = (served.clone(), delivered.clone());
        tokio::spawn(async move {
            let mut new = Vec::new();
            for it in own.into_iter().skip(nth).step_by(SYSTEMS) {
                if deliver(&served, case, it).await {
                    new.push(it);
                }
            }
            new
        })
    });
    let new = futures::future::join_all(systems.collect::<Vec<_>>()).await;
    let mut new = new.into_iter().flat_map(Result::unwrap).collect::<Vec<_>>();
    new.sort();
    let happened = delivered.iter().copied().collect::<BTreeSet<_>>();
    assert_eq!(
        new,
        happened.iter().copied().collect::<Vec<_>>(),
        "each is new once"
    );

    let mut expected = BTreeMap::<usize, BTreeSet<(String, String)>>::new();
    for it in &happened {
        expected
            .entry(it.conversation)
            .or_default()
            .extend(rows(case, *it));
    }
    for (nth, id) in ids.iter().enumerate() {
        let whole = store.conversation(id).await.unwrap().unwrap();
        let rows = whole.conversions.iter();
        let rows = rows.map(|it| (it.kind.as_str().to_owned(), it.record.clone()));
        let rows = rows.collect::<Vec<_>>();
        let expected = expected.remove(&nth).unwrap_or_default();
        assert_eq!(rows.len(), expected.len(), "{rows:?}");
        assert_eq!(rows.into_iter().collect::<BTreeSet<_>>(), expected);
        assert!(whole.conversions.iter().all(|it| it.occurred_at == now()));
    }
    let made = |it: &&Happening| KINDS[it.kind] == "contract";
    let customers = happened.iter().filter(made).count() as u64;
    let outcomes = happened.len() as u64;
    let counts = store.counts().await.unwrap();
    assert_eq!(
        counts.conversions,
        before.conversions + outcomes + customers
    );
    let page = store.changes(after.as_deref(), 10_000).await.unwrap();
    let mut stand = BTreeMap::<(String, String), usize>::new();
    for id in &ids {
        let whole = store.conversation(id).await.unwrap().unwrap();
        for it in whole.conversions {
            let name = (it.kind.as_str().to_owned(), it.record.clone());
            *stand.entry(name).or_default() += usize::from(it.counts());
        }
    }
    assert!(
        stand.values().all(|it| *it == 1),
        "one outcome is one: {stand:?}"
    );
    // An event for each outcome and each new customer, and for each that counts elsewhere from then on.
    assert!(page.covered >= outcomes + customers);
}

#[test]
fn any_order_and_repetition_of_outcomes_comes_to_the_same() {
    cases::run(24, &deliveries(), served(), run);
}
