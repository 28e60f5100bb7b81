//! Which conversation an exchange continues, against a model of the rules that is a list and nothing
//! else: chat one per window, e-mail 48 hours in one thread with one subject, WhatsApp 24 hours per
//! number, voice one per call.

use super::home;
use crate::cases;
use crate::client::{Reply, Server};
use crate::things::{Home, SPACE, now, space};
use axum::body::Bytes;
use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use model::record::SpaceRecord;
use model::{Role, Status};
use proptest::prelude::*;
use serde_json::{Value, json};
use server::{Clock, Config, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const CHANNELS: [&str; 4] = ["chat", "email", "whatsapp", "voice"];
const SPACES: [&str; 2] = [SPACE, "quay"];
/// Two subjects, each with what a mail program makes of it.
const SUBJECTS: [(&str, usize); 4] = [
    ("Office", 0),
    ("Re: office", 0),
    ("Parking", 1),
    ("FWD: parking ", 1),
];
/// Minutes that pass beside the one of each step: within the rules, and just at their edges.
const PAUSES: [i64; 6] = [0, 7, 24 * 60 - 3, 24 * 60 - 2, 48 * 60 - 3, 48 * 60 - 2];

#[derive(Clone, Debug)]
enum Step {
    Begin(Exchange),
    Pause(usize),
    Say(prop::sample::Index),
    End(prop::sample::Index),
    CleanUp(i64),
}

/// What a channel says of an exchange, by numbers.
#[derive(Clone, Debug)]
struct Exchange {
    channel: usize,
    thread: Option<u8>,
    number: Option<u8>,
    subject: usize,
    space: usize,
}

fn exchange() -> impl Strategy<Value = Exchange> {
    let channel = 0..CHANNELS.len();
    let name = || prop::option::weighted(0.9, 0..2_u8);
    let space = prop_oneof![4 => Just(0_usize), 1 => Just(1)];
    let all = (channel, name(), name(), 0..SUBJECTS.len(), space);
    all.prop_map(|(channel, thread, number, subject, space)| Exchange {
        channel,
        thread,
        number,
        subject,
        space,
    })
}

fn step() -> impl Strategy<Value = Step> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        8 => exchange().prop_map(Step::Begin),
        5 => (0..PAUSES.len()).prop_map(Step::Pause),
        4 => index().prop_map(Step::Say),
        2 => index().prop_map(Step::End),
        1 => prop_oneof![Just(24_i64), Just(48)].prop_map(Step::CleanUp),
    ]
}

/// A conversation as the model knows it.
struct Known {
    id: String,
    exchange: Exchange,
    last: DateTime<Utc>,
    active: bool,
}

/// The rules, over a list.
#[derive(Default)]
struct Rules(Vec<Known>);

impl Rules {
    /// The one that an exchange continues: of several, the one that spoke last.
    fn continued(&mut self, new: &Exchange, now: DateTime<Utc>) -> Option<&mut Known> {
        let fits = |old: &&mut Known| {
            let (it, quiet) = (&old.exchange, now - old.last);
            let same_thread = new.thread.is_some() && it.thread == new.thread;
            let rule = match CHANNELS[new.channel] {
                "email" => {
                    let subject = SUBJECTS[it.subject].1 == SUBJECTS[new.subject].1;
                    same_thread && subject && quiet < TimeDelta::hours(48)
                }
                "whatsapp" => {
                    let number = new.number.is_some() && it.number == new.number;
                    number && quiet < TimeDelta::hours(24)
                }
                _ => same_thread,
            };
            old.active && it.channel == new.channel && it.space == new.space && rule
        };
        let fitting = self.0.iter_mut().filter(fits);
        fitting.max_by_key(|it| it.last)
    }
}

struct Desk {
    _home: Home,
    store: Store,
    server: Server,
    bearer: String,
    /// Minutes since the beginning.
    minutes: Arc<AtomicI64>,
}

async fn desk() -> Arc<Desk> {
    let home = home().await;
    let minutes = Arc::new(AtomicI64::new(0));
    let told = minutes.clone();
    let clock = Clock::told_by(move || now() + TimeDelta::minutes(told.load(Ordering::SeqCst)));
    let store = home.reopen_with(clock).await;
    let quay = SpaceRecord {
        id: SPACES[1].into(),
        ..space()
    };
    store.put_spaces(&[quay]).await.unwrap();
    let server = Server::start(&store, Config::loopback()).await;
    let bearer = format!("Bearer {}", server.token(Role::Write).await);
    Arc::new(Desk {
        _home: home,
        store,
        server,
        bearer,
        minutes,
    })
}

impl Desk {
    fn now(&self) -> DateTime<Utc> {
        now() + TimeDelta::minutes(self.minutes.load(Ordering::SeqCst))
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        let headers = [
            ("authorization", self.bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let body = Bytes::from(body.to_string());
        self.server.send(Method::POST, path, &headers, body).await
    }

    async fn begin(&self, case: u32, it: &Exchange) -> (String, bool) {
        let mut body = json!({
            "space_id": SPACES[it.space],
            "channel": CHANNELS[it.channel],
            "subject": SUBJECTS[it.subject].0,
        });
        if let Some(thread) = it.thread {
            body["thread"] = json!(format!("{case}-{thread}"));
        }
        if let Some(number) = it.number {
            body["external_identifier"] = json!(format!("+44 {case} {number}"));
        }
        let reply = self.post("/v1/conversations", body).await;
        let begun = reply.json::<Value>();
        let id = begun["conversation"]["id"].as_str().unwrap().to_owned();
        (id, begun["continued"].as_bool().unwrap())
    }
}

async fn run(desk: Arc<Desk>, case: u32, steps: Vec<Step>) {
    let mut rules = Rules::default();
    for step in steps {
        take(&desk, case, &mut rules, step).await;
        // Two things of one instant have no order that a rule could go by.
        desk.minutes.fetch_add(1, Ordering::SeqCst);
    }
    for known in rules.0 {
        let whole = desk.store.conversation(&known.id.as_str().into()).await;
        let head = whole.unwrap().unwrap().conversation;
        assert_eq!(head.status == Some(Status::Active), known.active);
        assert_eq!(head.last_activity_at, known.last);
    }
}

async fn take(desk: &Desk, case: u32, rules: &mut Rules, step: Step) {
    let at = desk.now();
    match step {
        Step::Begin(exchange) => {
            let (id, continued) = desk.begin(case, &exchange).await;
            match rules.continued(&exchange, at) {
                Some(known) => assert_eq!((&known.id, true), (&id, continued), "{exchange:?}"),
                None => {
                    assert!(!continued, "{exchange:?}");
                    assert!(rules.0.iter().all(|it| it.id != id), "a new one");
                    rules.0.push(Known {
                        id,
                        exchange,
                        last: at,
                        active: true,
                    });
                }
            }
        }
        Step::Pause(which) => {
            desk.minutes.fetch_add(PAUSES[which], Ordering::SeqCst);
        }
        Step::Say(which) if !rules.0.is_empty() => {
            let known = which.get_mut(&mut rules.0);
            let path = format!("/v1/conversations/{}/messages", known.id);
            let said = desk
                .post(&path, json!({"sender": "customer", "body": "Hello"}))
                .await;
            assert_eq!(said.status, if known.active { 201 } else { 409 });
            if known.active {
                known.last = at;
            }
        }
        Step::End(which) if !rules.0.is_empty() => {
            let known = which.get_mut(&mut rules.0);
            let path = format!("/v1/conversations/{}/end", known.id);
            assert_eq!(desk.post(&path, json!({"by": "api"})).await.status, 200);
            known.active = false;
        }
        Step::CleanUp(hours) => {
            let before = at - TimeDelta::hours(hours);
            desk.store.end_stale(before).await.unwrap();
            let stale = rules.0.iter_mut().filter(|it| it.last < before);
            stale.for_each(|it| it.active = false);
        }
        Step::Say(_) | Step::End(_) => {}
    }
}

#[test]
fn an_exchange_continues_what_the_rules_say() {
    let steps = prop::collection::vec(step(), 5..40);
    cases::run(32, &steps, desk(), run);
}
