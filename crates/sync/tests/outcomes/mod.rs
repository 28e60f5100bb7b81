//! Whatever is reported, corrected, moved, taken back and reported again, in whatever order: the server's numbers,
//! those of a laptop that saw it all, those of one that begins now, and those of an evaluator that knows nothing
//! but the rules of docs/server.md are the same, and so is the history.

use crate::support::{Laptop, now};
use chrono::{DateTime, TimeDelta, Utc};
use daybook_sync::SyncMode;
use model::feed::ConversationChange;
use model::record::{ConversationRecord, GeoPlace, MessageRecord, SpaceRecord};
use model::request::ListFilter;
use model::view::ConversionView;
use model::{BodyFormat, Channel, ConversionKind, Escalation, Origin, RemoteId, Role, Sender};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use server::{HttpConfig, MetricScope, ServerClock, Store, StoreAddress};
use sources::{DaybookSource, SecretText, daybook};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const CONVERSATIONS: usize = 4;
const RECORDS: [(&str, &str); 4] = [
    ("booking", "b-1"),
    ("booking", "b-2"),
    ("tour", "v-1"),
    ("tour", "v-2"),
];
const STEPS: usize = 18;

fn at(minutes: i64) -> DateTime<Utc> {
    now() + TimeDelta::minutes(minutes)
}

/// What can be said of an outcome, by the number of its record. Times are minutes.
#[derive(Clone, Copy, Debug)]
enum Said {
    Report {
        session: usize,
        record: usize,
        time: Option<i64>,
    },
    TakeBack {
        record: usize,
    },
    Correct {
        record: usize,
        time: i64,
    },
    Move {
        record: usize,
        session: usize,
    },
    Replace {
        record: usize,
        other: usize,
    },
    Forget {
        conversation: usize,
    },
    Sync,
}

fn said(dice: &mut StdRng) -> Said {
    let record = dice.random_range(0..RECORDS.len());
    let session = dice.random_range(0..CONVERSATIONS);
    let time = dice.random_range(0..3);
    match dice.random_range(0..20) {
        0..=7 => Said::Report {
            session,
            record,
            time: dice.random_bool(0.7).then_some(time),
        },
        8..=11 => Said::TakeBack { record },
        12..=13 => Said::Correct { record, time },
        14..=15 => Said::Move { record, session },
        16 => Said::Replace {
            record,
            other: dice.random_range(0..RECORDS.len()),
        },
        17 if dice.random_bool(0.3) => Said::Forget {
            conversation: session,
        },
        _ => Said::Sync,
    }
}

/// A report of an outcome, as the rules say that it stands.
#[derive(Clone, Debug)]
struct Report {
    record: usize,
    time: i64,
    taken_back: Option<i64>,
    moved: bool,
    /// The times that were said before.
    earlier: Vec<i64>,
}

/// The rules, and nothing else: the reports of each conversation that is there.
#[derive(Clone, Debug)]
struct Naive(Vec<Option<Vec<Report>>>);

impl Naive {
    /// The conversations that report a record, the first first.
    fn of(&mut self, record: usize) -> Vec<(usize, &mut Report)> {
        let all = self.0.iter_mut().enumerate();
        let all = all.filter_map(|(nth, reports)| Some((nth, reports.as_mut()?)));
        let all = all.flat_map(|(nth, reports)| reports.iter_mut().map(move |it| (nth, it)));
        all.filter(|(_, it)| it.record == record).collect()
    }

    fn held(&mut self, conversation: usize, record: usize) -> Option<&mut Report> {
        let reports = self.0[conversation].as_mut()?;
        reports.iter_mut().find(|it| it.record == record)
    }

    fn hear(&mut self, said: Said, now: i64) {
        match said {
            Said::Report {
                session,
                record,
                time,
            } => self.report(session, record, time, now),
            Said::TakeBack { record } => {
                for (_, it) in self.of(record) {
                    it.taken_back.get_or_insert(now);
                }
            }
            Said::Correct { record, time } => {
                for (_, it) in self.of(record).into_iter().filter(|(_, it)| !it.moved) {
                    it.say(time, it.time != time);
                }
            }
            Said::Move { record, session } => self.carry(record, session, now),
            Said::Replace { record, other } => self.replace(record, other, now),
            Said::Forget { conversation } => self.0[conversation] = None,
            Said::Sync => {}
        }
    }

    fn report(&mut self, session: usize, record: usize, time: Option<i64>, now: i64) {
        if self.0[session].is_none() {
            return;
        }
        if let Some(held) = self.held(session, record) {
            if held.taken_back.is_some() && !held.moved && held.is_new(time) {
                held.say(time.unwrap_or(now), true);
            }
            return;
        }
        let elsewhere = self.of(record);
        let gone = elsewhere.iter().all(|(_, it)| it.taken_back.is_some());
        let last = elsewhere.into_iter().max_by_key(|(_, it)| it.taken_back);
        let last = last.filter(|(_, it)| gone && !it.is_new(time));
        let taken_back = last.and_then(|(_, it)| it.taken_back);
        self.put(
            session,
            Report {
                record,
                time: time.unwrap_or(now),
                taken_back,
                moved: false,
                earlier: Vec::new(),
            },
        );
    }

    fn put(&mut self, conversation: usize, report: Report) {
        self.0[conversation].get_or_insert_default().push(report);
    }

    fn carry(&mut self, record: usize, session: usize, now: i64) {
        let counts = self.counted_in(record);
        let mut from = None;
        if self.0[session].is_none() {
            return;
        }
        for (nth, it) in self
            .of(record)
            .into_iter()
            .filter(|(nth, _)| *nth != session)
        {
            let stands = it.taken_back.is_none();
            let rank = (stands, !it.moved, !stands || counts == Some(nth));
            if from.as_ref().is_none_or(|(best, _)| rank >= *best) {
                from = Some((rank, it.clone()));
            }
            if !it.moved {
                if !stands {
                    it.earlier.push(it.time);
                }
                (it.taken_back, it.moved) = (Some(now), true);
            }
        }
        match (self.held(session, record), from) {
            (Some(held), _) => held.say(held.time, false),
            (None, Some((_, mut from))) => {
                from.earlier.push(from.time);
                (from.taken_back, from.moved) = (None, false);
                self.put(session, from);
            }
            (None, None) => {}
        }
    }

    fn replace(&mut self, record: usize, other: usize, now: i64) {
        if record == other {
            for (_, it) in self.of(record).into_iter().filter(|(_, it)| !it.moved) {
                it.say(it.time, false);
            }
            return;
        }
        if self.of(other).iter().any(|(_, it)| it.taken_back.is_none()) {
            return;
        }
        let reports = self.of(record).into_iter().filter(|(_, it)| !it.moved);
        let reports: Vec<(usize, Report)> = reports
            .map(|(nth, it)| {
                let was = it.clone();
                it.taken_back.get_or_insert(now);
                (nth, was)
            })
            .collect();
        for (nth, was) in reports {
            let mut told = was.earlier;
            told.push(was.time);
            match self.held(nth, other) {
                None => self.put(
                    nth,
                    Report {
                        record: other,
                        time: was.time,
                        taken_back: None,
                        moved: false,
                        earlier: told,
                    },
                ),
                Some(held) => {
                    if told.len() >= held.earlier.len() {
                        held.earlier = told;
                    }
                    held.moved = false;
                    held.say(was.time, true);
                }
            }
        }
    }

    /// The conversation in which a record counts: the last of those that report it.
    fn counted_in(&mut self, record: usize) -> Option<usize> {
        let standing = self.of(record).into_iter();
        let standing = standing.filter(|(_, it)| it.taken_back.is_none());
        standing.map(|(nth, _)| nth).max()
    }

    /// Conversations with a booking, with a tour, with either.
    fn numbers(&mut self) -> (u64, u64, u64) {
        let counted = [0, 1, 2, 3].map(|record| self.counted_in(record));
        let having = |records: &[usize]| {
            let has = |nth: &usize| records.iter().any(|it| counted[*it] == Some(*nth));
            (0..CONVERSATIONS).filter(has).count() as u64
        };
        (having(&[0, 1]), having(&[2, 3]), having(&[0, 1, 2, 3]))
    }

    /// What is to be seen in a conversation.
    fn shown(&mut self, nth: usize) -> Vec<String> {
        let counted = [0, 1, 2, 3].map(|record| self.counted_in(record));
        let reports = self.0[nth].clone().unwrap_or_default();
        let lines = reports.iter().map(|it| {
            let elsewhere = it.taken_back.is_none() && counted[it.record] != Some(nth);
            let earlier = it
                .earlier
                .iter()
                .map(|minute| at(*minute))
                .collect::<Vec<_>>();
            let taken_back = it.taken_back.map(at);
            let record = RECORDS[it.record].1;
            format!(
                "{record} {} {taken_back:?} {} {elsewhere} {earlier:?}",
                at(it.time),
                it.moved
            )
        });
        sorted(lines)
    }
}

impl Report {
    /// Whether a delivery with this time reports anew what was taken back.
    fn is_new(&self, time: Option<i64>) -> bool {
        time.is_none_or(|time| time != self.time && !self.earlier.contains(&time))
    }

    /// It stands, at this time. What it was is kept where it was taken back, or something else is said.
    fn say(&mut self, time: i64, otherwise: bool) {
        if otherwise || self.taken_back.is_some() {
            self.earlier.push(self.time);
        }
        (self.time, self.taken_back, self.moved) = (time, None, false);
    }
}

fn sorted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

fn line(it: &ConversionView) -> String {
    let earlier = it
        .earlier
        .iter()
        .map(|one| one.occurred_at)
        .collect::<Vec<_>>();
    format!(
        "{} {} {:?} {} {} {earlier:?}",
        it.record,
        it.occurred_at,
        it.taken_back_at,
        it.moved_to.is_some(),
        it.counted_in.is_some()
    )
}

/// A server whose clock is set, and that is written to over HTTP.
struct ServedOutcomes {
    store: Store,
    clock: Arc<Mutex<DateTime<Utc>>>,
    host: String,
    bearer: String,
    source: Arc<DaybookSource>,
    serving: JoinHandle<std::io::Result<()>>,
    _folder: tempfile::TempDir,
}

fn conversation(nth: usize) -> ConversationChange {
    let said_at = at(nth as i64 - 60);
    ConversationChange {
        conversation: ConversationRecord {
            id: RemoteId(format!("c{nth}")),
            session_id: format!("session-{nth}"),
            space_id: "harbour".into(),
            channel: Channel::Chat,
            origin: Origin::Inbound,
            subject: None,
            customer_id: None,
            external_identifier: None,
            visitor_token: None,
            place: GeoPlace::default(),
            status: None,
            escalation: Escalation::None,
            started_at: said_at,
            last_activity_at: said_at,
            ended_at: None,
        },
        messages: vec![MessageRecord {
            id: "m".into(),
            sender: Sender::Customer,
            sender_name: None,
            delivery: None,
            format: BodyFormat::Plain,
            body: "A room, please".to_owned(),
            sent_at: said_at,
            time_said: None,
            earlier: Vec::new(),
        }],
        conversions: Vec::new(),
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}

impl ServedOutcomes {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Mutex::new(now()));
        let told = Arc::clone(&clock);
        let address = StoreAddress::File(folder.path().join("server.db"));
        let tells = ServerClock::told_by(move || *told.lock().unwrap());
        let store = Store::connect_with_clock(&address, tells).await.unwrap();
        let space = SpaceRecord {
            id: "harbour".into(),
            name: "Harbour".to_owned(),
            time_zone: "UTC".to_owned(),
        };
        store.put_spaces(&[space]).await.unwrap();
        let all: Vec<_> = (0..CONVERSATIONS).map(conversation).collect();
        store.put_many(&all).await.unwrap();
        let token = store.create_token(Role::Admin).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let app = server::router(store.clone(), HttpConfig::loopback());
        let source = daybook(&format!("http://{host}"), SecretText::new(token.clone())).unwrap();
        Self {
            store,
            clock,
            host,
            bearer: token,
            source: Arc::new(source),
            serving: tokio::spawn(server::serve(listener, app, std::future::pending())),
            _folder: folder,
        }
    }

    /// Says it, and answers the status.
    async fn send(&self, method: &str, path: &str, body: &str) -> u16 {
        let mut stream = TcpStream::connect(&self.host).await.unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.host,
            self.bearer,
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap();
        status.parse().unwrap()
    }

    async fn hear(&self, said: Said) {
        let path = |record: usize| {
            let (kind, record) = RECORDS[record];
            format!("/v1/conversions/{kind}/{record}")
        };
        let status = match said {
            Said::Report {
                session,
                record,
                time,
            } => {
                let (kind, record) = RECORDS[record];
                let time = time.map(|it| format!(", \"occurred_at\": \"{}\"", at(it).to_rfc3339()));
                let body = format!(
                    "{{\"session_id\": \"session-{session}\", \"kind\": \"{kind}\", \"record\": \"{record}\"{}}}",
                    time.unwrap_or_default()
                );
                self.send("POST", "/v1/conversions", &body.replace("+00:00", "Z"))
                    .await
            }
            Said::TakeBack { record } => self.send("DELETE", &path(record), "").await,
            Said::Correct { record, time } => {
                let time = at(time).to_rfc3339().replace("+00:00", "Z");
                let body = format!("{{\"occurred_at\": \"{time}\"}}");
                self.send("PUT", &path(record), &body).await
            }
            Said::Move { record, session } => {
                let body = format!("{{\"session_id\": \"session-{session}\"}}");
                self.send("PUT", &path(record), &body).await
            }
            Said::Replace { record, other } => {
                let (kind, other) = RECORDS[other];
                let body = format!("{{\"kind\": \"{kind}\", \"record\": \"{other}\"}}");
                self.send("PUT", &path(record), &body).await
            }
            Said::Forget { conversation } => {
                let id = RemoteId(format!("c{conversation}"));
                drop(self.store.delete_conversation(&id).await);
                return;
            }
            Said::Sync => return,
        };
        assert!(
            [200, 201, 404, 409, 410].contains(&status),
            "{said:?}: {status}"
        );
    }

    async fn numbers(&self) -> (u64, u64, u64) {
        let numbers = self.store.metrics(&MetricScope::default()).await.unwrap();
        counted(&numbers)
    }
}

impl Drop for ServedOutcomes {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn counted(numbers: &model::metrics::Metrics) -> (u64, u64, u64) {
    let of = |kind| numbers.share(&kind).unwrap().conversations;
    (
        of(ConversionKind::Booking),
        of(ConversionKind::Tour),
        numbers.any_conversion.conversations,
    )
}

async fn shown(laptop: &Laptop, nth: usize) -> Vec<String> {
    let name = format!("c{nth}");
    let Some(id) = laptop.reader.find_conversation(&name).await.unwrap() else {
        return Vec::new();
    };
    let whole = laptop.reader.conversation(id).await.unwrap().unwrap();
    sorted(whole.conversions.iter().map(line))
}

async fn agree(server: &ServedOutcomes, laptop: &Laptop, naive: &mut Naive, steps: &[Said]) {
    laptop
        .sync(&server.source, SyncMode::Incremental)
        .await
        .unwrap();
    let expected = naive.numbers();
    assert_eq!(server.numbers().await, expected, "the server: {steps:?}");
    let everything = ListFilter::default();
    let numbers = laptop.reader.metrics(&everything, now()).await;
    let numbers = counted(&numbers.unwrap());
    assert_eq!(numbers, expected, "the laptop: {steps:?}");
    for nth in 0..CONVERSATIONS {
        assert_eq!(
            shown(laptop, nth).await,
            naive.shown(nth),
            "c{nth}: {steps:?}"
        );
    }
}

#[tokio::test]
async fn whatever_is_said_of_outcomes_all_count_alike_and_the_history_is_the_same() {
    for seed in 0..16 {
        let mut dice = StdRng::seed_from_u64(seed);
        let (server, laptop) = (ServedOutcomes::new().await, Laptop::new().await);
        let mut naive = Naive(vec![Some(Vec::new()); CONVERSATIONS]);
        let mut steps = Vec::new();
        for minute in 10..10 + STEPS as i64 {
            let next = said(&mut dice);
            steps.push(next);
            *server.clock.lock().unwrap() = at(minute);
            server.hear(next).await;
            naive.hear(next, minute);
            if matches!(next, Said::Sync) {
                agree(&server, &laptop, &mut naive, &steps).await;
            }
        }
        agree(&server, &laptop, &mut naive, &steps).await;
        agree(&server, &Laptop::new().await, &mut naive, &steps).await;
        server.store.verify().await.unwrap();
    }
}
