//! Builds a cache of a given size and prints how long the pieces take. By hand, in release:
//! `cargo run --release -p daybook-cache --example speed -- 100000`. The figures of the whole
//! product come from `cargo xtask bench`; this one tells which piece of the cache they come from.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for a terminal"
)]

use chrono::{DateTime, Duration, Utc};
use daybook_cache::{CacheKey, CacheReader, CacheWriter, NewSource, open};
use model::feed::{ChangeSet, ConversationChange};
use model::record::{ConversationRecord, ConversionRecord, GeoPlace, MessageRecord, SpaceRecord};
use model::request::{FilterPeriod, ListFilter, ListSort, ListWindow, OpenList};
use model::{
    BodyFormat, Channel, ConversionKind, Escalation, Origin, Sender, SourceId, SourceKind,
};
use std::time::Instant;

const PAGE: usize = 1_000;
const WORDS: u64 = 50_000;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    /// Small numbers are likelier, roughly as words are in a language.
    fn word(&mut self) -> String {
        let unit = self.roll(1_000_000) as f64 / 1_000_000.0;
        let rank = ((WORDS as f64).powf(unit)) as u64;
        format!("w{}", rank * 7_919 % 99_991)
    }

    fn text(&mut self, words: u64) -> String {
        (0..words)
            .map(|_| self.word())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn message(owner: u64, at: u64, dice: &mut Dice, started_at: DateTime<Utc>) -> MessageRecord {
    let words = 20 + dice.roll(80);
    let (format, body) = match dice.roll(20) {
        0..3 => (
            BodyFormat::Html,
            format!("<p>{}</p><p><b>{}</b></p>", dice.text(words), dice.text(5)),
        ),
        3..8 => (
            BodyFormat::Markdown,
            format!(
                "{}\n\n- **{}**\n- {}",
                dice.text(words),
                dice.text(3),
                dice.text(4)
            ),
        ),
        _ => (BodyFormat::Plain, dice.text(words)),
    };
    MessageRecord {
        id: format!("{owner}-{at}").into(),
        sender: if at.is_multiple_of(2) {
            Sender::Customer
        } else {
            Sender::AiAgent
        },
        sender_name: None,
        delivery: None,
        format,
        body,
        sent_at: started_at + Duration::minutes(i64::try_from(at).unwrap()),
        time_said: None,
        earlier: Vec::new(),
    }
}

fn talk(n: u64, dice: &mut Dice) -> ConversationChange {
    let started_at = now() - Duration::minutes(260_000 - i64::try_from(n % 260_000).unwrap());
    let messages: Vec<_> = (0..6 + dice.roll(13))
        .map(|at| message(n, at, dice, started_at))
        .collect();
    let channel = Channel::KNOWN[usize::try_from(dice.roll(5)).unwrap()].clone();
    let conversion = ConversionRecord {
        id: format!("o{n}").into(),
        kind: ConversionKind::KNOWN[usize::try_from(dice.roll(5)).unwrap()].clone(),
        record: format!("r{n}"),
        url: None,
        occurred_at: started_at,
        confirmed: true,
        time_said: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
    };
    ConversationChange {
        conversation: ConversationRecord {
            id: format!("c{n}").into(),
            session_id: format!("{:016x}{:016x}", dice.roll(u64::MAX), dice.roll(u64::MAX)),
            space_id: format!("s{}", n % 3).into(),
            channel,
            origin: Origin::Inbound,
            subject: Some(dice.text(5)),
            customer_id: None,
            external_identifier: Some(format!("{}@visitors.example", dice.roll(100_000))),
            visitor_token: None,
            place: GeoPlace::default(),
            status: None,
            escalation: Escalation::None,
            started_at,
            last_activity_at: messages.last().unwrap().sent_at,
            ended_at: None,
        },
        messages,
        conversions: if dice.roll(5) == 0 {
            vec![conversion]
        } else {
            Vec::new()
        },
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}

fn page(first: u64, count: usize, dice: &mut Dice) -> ChangeSet {
    let space = |n: u64| SpaceRecord {
        id: format!("s{n}").into(),
        name: format!("Space {n}"),
        time_zone: "Europe/Berlin".to_owned(),
    };
    ChangeSet {
        spaces: (0..3).map(space).collect(),
        conversations: (first..).take(count).map(|n| talk(n, dice)).collect(),
        ..ChangeSet::default()
    }
}

/// What the pure parts cost, without a database.
fn pure(changes: &ChangeSet) {
    let messages = || {
        changes
            .conversations
            .iter()
            .flat_map(|change| &change.messages)
    };
    for (name, format) in [
        ("plain", BodyFormat::Plain),
        ("html", BodyFormat::Html),
        ("markdown", BodyFormat::Markdown),
    ] {
        let start = Instant::now();
        let of: Vec<_> = messages()
            .filter(|message| message.format == format)
            .collect();
        let bytes: usize = of
            .iter()
            .map(|message| body::text(&message.format, &message.body).shown.len())
            .sum();
        let each = start.elapsed().as_secs_f64() * 1e6 / of.len() as f64;
        println!(
            "  text of {name:<9} {each:8.2} µs a message ({} bytes each)",
            bytes / of.len()
        );
    }
    let start = Instant::now();
    let bytes: usize = messages()
        .map(|message| query::indexable(&message.body).len())
        .sum();
    let each = start.elapsed().as_secs_f64() * 1e6 / messages().count() as f64;
    println!("  folding           {each:8.2} µs a message ({bytes} bytes)");
}

async fn fill(writer: &CacheWriter, source: SourceId, conversations: u64) {
    let mut dice = Dice(7);
    let (mut messages, mut seconds) = (0_usize, 0.0);
    let mut slowest = 0.0_f64;
    let mut first = 0;
    while first < conversations {
        let changes = page(first, PAGE, &mut dice);
        messages += changes
            .conversations
            .iter()
            .map(|change| change.messages.len())
            .sum::<usize>();
        if first == 0 {
            pure(&changes);
        }
        let start = Instant::now();
        writer
            .commit(source, "changes", &changes, "x")
            .await
            .unwrap();
        let took = start.elapsed().as_secs_f64();
        seconds += took;
        slowest = slowest.max(took);
        first += PAGE as u64;
        if first.is_multiple_of(conversations / 5) {
            println!(
                "  {first:>8} conversations: {:8.0} messages/s so far, slowest page {slowest:.2} s",
                messages as f64 / seconds
            );
        }
    }
    let start = Instant::now();
    writer.settle_index().await.unwrap();
    println!("  merging the index {:.2} s", start.elapsed().as_secs_f64());
}

async fn time<T, F: Future<Output = T>>(
    name: &str,
    rounds: usize,
    mut run: impl FnMut(usize) -> F,
) {
    let mut took: Vec<f64> = Vec::with_capacity(rounds);
    for round in 0..rounds {
        let start = Instant::now();
        run(round).await;
        took.push(start.elapsed().as_secs_f64() * 1e3);
    }
    took.sort_by(f64::total_cmp);
    let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize];
    println!(
        "  {name:<34} p50 {:8.2}  p99 {:8.2}  max {:8.2} ms",
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

async fn list(
    reader: &CacheReader,
    filter: ListFilter,
    first_rows: u32,
) -> model::view::ListOpened {
    let request = OpenList {
        filter,
        first_rows,
        locate: None,
        sort: ListSort::default(),
    };
    reader.open_list(&request, now()).await.unwrap()
}

async fn read(reader: &CacheReader) {
    let open = list(reader, ListFilter::default(), 50).await;
    time("window anywhere", 500, |round| {
        let window = ListWindow {
            list: open.list,
            start: (round as u32).wrapping_mul(7_919_003) % open.total,
            count: 50,
        };
        async move { reader.list_window(&window).await.unwrap() }
    })
    .await;
    time("channel and period, anew", 40, |round| {
        let channel = Some(Channel::KNOWN[round % 5].clone());
        let period = FilterPeriod::LastDays(30 + u16::try_from(round).unwrap());
        list(
            reader,
            ListFilter {
                channel,
                period,
                ..ListFilter::default()
            },
            50,
        )
    })
    .await;
    for (name, base) in [
        ("search, usual word", 800_u64),
        ("search, common word", 1),
        ("search, rare word", 40_000),
    ] {
        time(name, 40, |round| {
            let word = format!("w{}", (base + round as u64) * 7_919 % 99_991);
            list(
                reader,
                ListFilter {
                    text: word,
                    ..ListFilter::default()
                },
                50,
            )
        })
        .await;
    }
    for prefix in ["w1", "w12", "w123"] {
        time(&format!("search as one types, {prefix}"), 20, |round| {
            let text = format!(
                "{prefix}{}",
                if prefix.len() < 4 {
                    String::new()
                } else {
                    (round % 10).to_string()
                }
            );
            // Another channel each time, so that no kept result answers.
            let period = FilterPeriod::LastDays(200 + u16::try_from(round).unwrap());
            list(
                reader,
                ListFilter {
                    text,
                    period,
                    ..ListFilter::default()
                },
                50,
            )
        })
        .await;
    }
}

#[tokio::main]
async fn main() {
    let conversations: u64 = std::env::args()
        .nth(1)
        .map_or(10_000, |count| count.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let key = CacheKey::from_bytes([7; 32]);
    let (writer, reader) = open(dir.path(), &key).await.unwrap();
    let new = NewSource {
        kind: SourceKind::Daybook,
        name: "Main".into(),
        url: "http://127.0.0.1:1".into(),
    };
    let source = writer.add_source(new).await.unwrap();
    fill(&writer, source, conversations).await;
    let messages = reader.overview(None).await.unwrap().messages;
    writer.close().await;
    drop((writer, reader));
    let bytes = std::fs::metadata(dir.path().join("cache.db"))
        .unwrap()
        .len();
    println!(
        "  {} bytes a message, {messages} messages",
        bytes / messages
    );
    let start = Instant::now();
    let (writer, reader) = open(dir.path(), &key).await.unwrap();
    println!("  open {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
    list(&reader, ListFilter::default(), 50).await;
    println!(
        "  open to first list {:.2} ms",
        start.elapsed().as_secs_f64() * 1e3
    );
    read(&reader).await;
    writer.close().await;
}
