//! Which conversation an exchange continues, against a model of the rules that is a list and nothing
//! else: chat one per window, e-mail 48 hours in one thread with one subject, WhatsApp 24 hours per
//! number, voice one per call; nobody continues what somebody else began, and what goes on learns.

use super::home;
use crate::cases;
use crate::client::{Reply, Server};
use crate::things::{Home, SPACE, now, space};
use axum::body::Bytes;
use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use model::record::{CustomerRecord, SpaceRecord};
use model::{Role, Status};
use proptest::prelude::*;
use serde_json::{Value, json};
use server::{HttpConfig, ServerClock, Store};
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
    /// By the id that the client knows already.
    Again(prop::sample::Index, Person),
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
    subject: usize,
    space: usize,
    person: Person,
}

/// What is known of who it is.
#[derive(Clone, Debug)]
struct Person {
    /// A number, and which of two ways it is written in.
    number: Option<(u8, bool)>,
    customer: Option<u8>,
    token: Option<u8>,
}

fn exchange() -> impl Strategy<Value = Exchange> {
    let channel = 0..CHANNELS.len();
    let thread = prop::option::weighted(0.9, 0..2_u8);
    let space = prop_oneof![4 => Just(0_usize), 1 => Just(1)];
    let all = (channel, thread, 0..SUBJECTS.len(), space, person());
    all.prop_map(|(channel, thread, subject, space, person)| Exchange {
        channel,
        thread,
        subject,
        space,
        person,
    })
}

fn person() -> impl Strategy<Value = Person> {
    let one_of_two = || prop_oneof![3 => Just(0_u8), 1 => Just(1)];
    let number = prop::option::weighted(0.6, (one_of_two(), any::<bool>()));
    let customer = prop::option::weighted(0.4, one_of_two());
    let token = prop::option::weighted(0.3, one_of_two());
    (number, customer, token).prop_map(|(number, customer, token)| Person {
        number,
        customer,
        token,
    })
}

fn step() -> impl Strategy<Value = Step> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        8 => exchange().prop_map(Step::Begin),
        2 => (index(), person()).prop_map(|(which, person)| Step::Again(which, person)),
        5 => (0..PAUSES.len()).prop_map(Step::Pause),
        4 => index().prop_map(Step::Say),
        2 => index().prop_map(Step::End),
        1 => prop_oneof![Just(1_i64), Just(24), Just(72)].prop_map(Step::CleanUp),
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
        let whatsapp = CHANNELS[new.channel] == "whatsapp";
        let person = &new.person;
        let same_number = |old: &Known| {
            let number = |it: &Person| it.number.map(|(number, _)| number);
            whatsapp && person.number.is_some() && number(&old.exchange.person) == number(person)
        };
        let same_customer = |old: &Known| {
            whatsapp && person.customer.is_some() && old.exchange.person.customer == person.customer
        };
        let unknown = !whatsapp || (person.number.is_none() && person.customer.is_none());
        let same_thread =
            |old: &Known| unknown && new.thread.is_some() && old.exchange.thread == new.thread;
        let traces: [&dyn Fn(&Known) -> bool; 3] = [&same_number, &same_customer, &same_thread];
        let fits = |old: &&(usize, &Known)| old.1.fits(new, now);
        let all = self.0.iter().enumerate().collect::<Vec<_>>();
        let fitting = all.iter().filter(fits).collect::<Vec<_>>();
        let found = traces.iter().find_map(|traced| {
            let traced = fitting.iter().filter(|(_, old)| traced(old));
            let own = |old: &Known| (old.exchange.person.token == person.token, old.last);
            traced.max_by_key(|(_, old)| own(old)).map(|(at, _)| *at)
        });
        found.map(|at| &mut self.0[at])
    }
}

impl Known {
    /// Whether an exchange that leads here may go on here.
    fn fits(&self, new: &Exchange, now: DateTime<Utc>) -> bool {
        let (it, quiet) = (&self.exchange, now - self.last);
        let rule = match CHANNELS[new.channel] {
            "email" => {
                let subject = SUBJECTS[it.subject].1 == SUBJECTS[new.subject].1;
                subject && quiet < TimeDelta::hours(48)
            }
            "whatsapp" => quiet < TimeDelta::hours(24),
            _ => true,
        };
        let same = it.channel == new.channel && it.space == new.space;
        self.active && same && rule && self.is_of(new)
    }

    /// Whether what both sides say of who it is, is the same.
    fn is_of(&self, new: &Exchange) -> bool {
        let (one, other) = (&self.exchange.person, &new.person);
        let number = |it: &Person| it.number.map(|(number, _)| number);
        let differs =
            |one: Option<u8>, other: Option<u8>| one.is_some() && other.is_some() && one != other;
        let numbers = (number(one), number(other));
        let other_number = matches!(numbers, (Some(one), Some(other)) if one != other);
        !other_number
            && !differs(one.customer, other.customer)
            && (one.token.is_none() || one.token == other.token)
    }

    /// What goes on learns what was not known.
    fn learn(&mut self, new: &Person) {
        let held = &mut self.exchange.person;
        held.number = held.number.or(new.number);
        held.customer = held.customer.or(new.customer);
        held.token = held.token.or(new.token);
    }

    /// When the clean-up ends it, if it is quiet for so many hours.
    fn is_stale(&self, hours: i64, now: DateTime<Utc>) -> bool {
        let own = match CHANNELS[self.exchange.channel] {
            "email" => 48,
            "whatsapp" => 24,
            _ => 0,
        };
        now - self.last > TimeDelta::hours(hours.max(own))
    }
}

impl Person {
    /// As a client says it; numbers keep the cases of one store apart.
    fn put(&self, case: u32, body: &mut Value) {
        if let Some((number, way)) = self.number {
            let spaced = format!("+44 20 {case:06}{number}");
            let plain = format!("4420{case:06}{number}");
            body["external_identifier"] = json!(if way { spaced } else { plain });
        }
        if let Some(customer) = self.customer {
            body["customer_id"] = json!(customer_id(case, customer));
        }
        if let Some(token) = self.token {
            body["visitor_token"] = json!(format!("v-{token}"));
        }
    }
}

fn customer_id(case: u32, customer: u8) -> String {
    format!("customer-{case}-{customer}")
}

fn customer(case: u32, number: u8) -> CustomerRecord {
    CustomerRecord {
        id: customer_id(case, number).as_str().into(),
        name: "Rosa".to_owned(),
        email: None,
        company: None,
        profile_url: None,
    }
}

struct ServedStore {
    _home: Home,
    store: Store,
    server: Server,
    bearer: String,
    /// Minutes since the beginning.
    minutes: Arc<AtomicI64>,
}

async fn served() -> Arc<ServedStore> {
    let home = home().await;
    let minutes = Arc::new(AtomicI64::new(0));
    let told = minutes.clone();
    let clock =
        ServerClock::told_by(move || now() + TimeDelta::minutes(told.load(Ordering::SeqCst)));
    let store = home.reopen_with(clock).await;
    let quay = SpaceRecord {
        id: SPACES[1].into(),
        ..space()
    };
    store.put_spaces(&[quay]).await.unwrap();
    let server = Server::start(&store, HttpConfig::loopback()).await;
    let bearer = format!("Bearer {}", server.token(Role::Write).await);
    Arc::new(ServedStore {
        _home: home,
        store,
        server,
        bearer,
        minutes,
    })
}

impl ServedStore {
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

    /// Begins an exchange; by an id, where one is given.
    async fn ask(&self, case: u32, it: &Exchange, id: Option<&str>) -> Reply {
        let mut body = json!({
            "space_id": SPACES[it.space],
            "channel": CHANNELS[it.channel],
            "subject": SUBJECTS[it.subject].0,
            "id": id,
        });
        if let Some(thread) = it.thread {
            body["thread"] = json!(format!("{case}-{thread}"));
        }
        it.person.put(case, &mut body);
        self.post("/v1/conversations", body).await
    }

    async fn begin(&self, case: u32, it: &Exchange) -> (String, bool) {
        let reply = self.ask(case, it, None).await;
        let begun = reply.json::<Value>();
        let id = begun["conversation"]["id"].as_str().unwrap().to_owned();
        (id, begun["continued"].as_bool().unwrap())
    }
}

async fn run(served: Arc<ServedStore>, case: u32, steps: Vec<Step>) {
    let mut rules = Rules::default();
    let customers = [customer(case, 0), customer(case, 1)];
    served.store.put_customers(&customers).await.unwrap();
    for step in steps {
        take(&served, case, &mut rules, step).await;
        // Two things of one instant have no order that a rule could go by.
        served.minutes.fetch_add(1, Ordering::SeqCst);
    }
    for known in rules.0 {
        let whole = served.store.conversation(&known.id.as_str().into()).await;
        let head = whole.unwrap().unwrap().conversation;
        assert_eq!(head.status == Some(Status::Active), known.active);
        assert_eq!(head.last_activity_at, known.last);
        let person = &known.exchange.person;
        let mut expected = json!({});
        person.put(case, &mut expected);
        let said = |name: &str| expected[name].as_str().map(str::to_owned);
        let held = head.customer_id.map(|it| it.to_string());
        assert_eq!(held, said("customer_id"));
        assert_eq!(head.visitor_token, said("visitor_token"));
        assert_eq!(head.external_identifier, said("external_identifier"));
    }
}

async fn take(served: &ServedStore, case: u32, rules: &mut Rules, step: Step) {
    let at = served.now();
    match step {
        Step::Begin(exchange) => {
            let (id, continued) = served.begin(case, &exchange).await;
            match rules.continued(&exchange, at) {
                Some(known) => {
                    assert_eq!((&known.id, true), (&id, continued), "{exchange:?}");
                    known.learn(&exchange.person);
                }
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
        Step::Again(which, person) if !rules.0.is_empty() => {
            let known = which.get_mut(&mut rules.0);
            let new = Exchange {
                person,
                ..known.exchange.clone()
            };
            let reply = served.ask(case, &new, Some(&known.id)).await;
            if !known.is_of(&new) {
                assert_eq!(reply.error(), (409, "conflict".to_owned()));
            } else if !known.active {
                assert_eq!(reply.error(), (409, "ended".to_owned()));
            } else {
                assert_eq!(reply.status, 200);
                known.learn(&new.person);
            }
        }
        Step::Pause(which) => {
            served.minutes.fetch_add(PAUSES[which], Ordering::SeqCst);
        }
        Step::Say(which) if !rules.0.is_empty() => {
            let known = which.get_mut(&mut rules.0);
            let path = format!("/v1/conversations/{}/messages", known.id);
            let said = served
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
            assert_eq!(served.post(&path, json!({"by": "api"})).await.status, 200);
            known.active = false;
        }
        Step::CleanUp(hours) => {
            let quiet = TimeDelta::hours(hours);
            served.store.end_stale(quiet).await.unwrap();
            let stale = rules.0.iter_mut().filter(|it| it.is_stale(hours, at));
            stale.for_each(|it| it.active = false);
        }
        Step::Again(..) | Step::Say(_) | Step::End(_) => {}
    }
}

#[test]
fn an_exchange_continues_what_the_rules_say() {
    let steps = prop::collection::vec(step(), 5..40);
    cases::run(32, &steps, served(), run);
}
