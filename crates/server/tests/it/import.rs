//! The importer, against an independent reading of the real file: another parser, another CRC.

use crate::things::{home, read_all};
use model::feed::ConversationChange;
use model::{Channel, Status};
use serde_json::Value;
use server::dialogues::{ImportError, import};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

fn shared(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let path = root.join("../shared/data/sgd").join(name);
    path.exists().then_some(path)
}

/// CRC-32 (IEEE), bit by bit.
fn crc(text: &str) -> u32 {
    !text.bytes().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Numbers {
    conversations: usize,
    messages: usize,
    by_channel: BTreeMap<String, usize>,
    by_kind: BTreeMap<String, usize>,
    conversions: usize,
    leads: usize,
    escalated: usize,
    tickets: usize,
    ended: usize,
    known: usize,
    /// Sums, so that any shift of any time or text shows.
    started: i64,
    last_activity: i64,
    ended_at: i64,
    occurred: i64,
    subject_chars: usize,
    persons: BTreeMap<String, usize>,
}

fn expected(text: &str) -> Numbers {
    let mut sum = Numbers::default();
    for line in text.lines() {
        let dialogue: Value = serde_json::from_str(line).unwrap();
        let id = dialogue["id"].as_str().unwrap();
        let turns = dialogue["turns"].as_array().unwrap();
        let outcomes = dialogue["outcomes"].as_array().unwrap();
        let (channel, step) = [
            ("chat", 45),
            ("email", 1800),
            ("whatsapp", 300),
            ("voice", 45),
        ][[0, 0, 0, 0, 0, 1, 1, 2, 2, 3][(crc(id) % 10) as usize]];
        let start = 1_767_225_600 + i64::from(crc(&format!("{id}:start")) % 26_352_000);
        let last = start + step * (turns.len() as i64 - 1);
        sum.conversations += 1;
        sum.messages += turns.len();
        *sum.by_channel.entry(channel.to_owned()).or_default() += 1;
        sum.started += start;
        sum.last_activity += last;
        if 1_793_642_400 - last >= 86_400 {
            sum.ended += 1;
            sum.ended_at += last + 86_400;
        }
        for outcome in outcomes.iter().filter(|it| it["ok"] == true) {
            let kinds: &[&str] = match outcome["task"].as_str().unwrap() {
                "ScheduleVisit" => &["tour"],
                "BookHouse" => &["contract", "customer"],
                "ReserveHotel"
                | "ReserveRestaurant"
                | "BookAppointment"
                | "ReserveCar"
                | "ReserveOnewayFlight"
                | "ReserveRoundtripFlights" => &["booking"],
                "BuyEventTickets" | "BuyBusTicket" => &["day_pass"],
                _ => &[],
            };
            for kind in kinds {
                *sum.by_kind.entry((*kind).to_owned()).or_default() += 1;
                sum.conversions += 1;
                sum.occurred += start + step * outcome["turn"].as_i64().unwrap();
            }
        }
        let failed = outcomes.iter().filter(|it| it["ok"] == false).count();
        sum.leads += usize::from(failed >= 1);
        sum.escalated += usize::from(failed >= 2);
        sum.tickets += usize::from(failed >= 2);
        let known = crc(&format!("{id}:known"));
        let person = if known.is_multiple_of(2) {
            sum.known += 1;
            format!(
                "Customer {:04} of Company {:02}",
                known % 5000,
                known % 5000 % 97
            )
        } else {
            format!("{:04}@visitors.example", known % 5000)
        };
        *sum.persons.entry(person).or_default() += 1;
        let first = turns.iter().find(|it| it["who"] == "customer").unwrap();
        sum.subject_chars += first["text"].as_str().unwrap().chars().count().min(120);
    }
    sum
}

fn seen<'a>(
    conversations: impl Iterator<Item = &'a ConversationChange>,
    names: &BTreeMap<model::RemoteId, (String, String)>,
) -> Numbers {
    let mut sum = Numbers::default();
    for change in conversations {
        let head = &change.conversation;
        sum.conversations += 1;
        sum.messages += change.messages.len();
        *sum.by_channel.entry(head.channel.to_string()).or_default() += 1;
        sum.started += head.started_at.timestamp();
        sum.last_activity += head.last_activity_at.timestamp();
        assert_eq!(
            Some(head.last_activity_at),
            change.messages.iter().map(|it| it.sent_at).max()
        );
        sum.ended += usize::from(head.status == Some(Status::Ended));
        sum.ended_at += head.ended_at.map_or(0, |at| at.timestamp());
        for conversion in &change.conversions {
            *sum.by_kind.entry(conversion.kind.to_string()).or_default() += 1;
            sum.conversions += 1;
            sum.occurred += conversion.occurred_at.timestamp();
        }
        sum.leads += change.leads.len();
        sum.escalated += usize::from(head.escalation.as_str() == "active");
        sum.tickets += change.tickets.len();
        sum.known += usize::from(head.customer_id.is_some());
        let person = match &head.customer_id {
            Some(id) => format!("{} of {}", names[id].0, names[id].1),
            None => head.external_identifier.clone().unwrap(),
        };
        *sum.persons.entry(person).or_default() += 1;
        sum.subject_chars += head.subject.as_ref().unwrap().chars().count();
    }
    sum
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_dialogues_give_the_numbers_that_the_file_says() {
    let Some(file) = shared("dev.jsonl.gz") else {
        eprintln!("skipped: dev.jsonl.gz is not beside the repository (../shared/data/sgd)");
        return;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(&file).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    let home = home().await;
    let written = import(&home.store, &file, "Real", "Europe/London")
        .await
        .unwrap();
    let expected = expected(&text);
    assert_eq!(written.created, expected.conversations as u64);
    let (mirror, end) = read_all(&home.store, 10_000).await;
    let mut names = BTreeMap::new();
    let mut after = None;
    loop {
        let page = home.store.changes(after.as_deref(), 10_000).await.unwrap();
        for customer in page.changes.customers {
            names.insert(customer.id, (customer.name, customer.company.unwrap()));
        }
        after = Some(page.next);
        if page.remaining == 0 {
            break;
        }
    }
    assert_eq!(seen(mirror.conversations.values(), &names), expected);
    assert!(mirror.conversations.contains_key(&"Real/1_00000".into()));
    mirror.assert_equals(&home.store).await;
    let again = import(&home.store, &file, "Real", "Europe/London")
        .await
        .unwrap();
    assert_eq!(
        (again.unchanged, again.created),
        (expected.conversations as u64, 0)
    );
    assert_eq!(
        read_all(&home.store, 10_000).await.1,
        end,
        "importing twice counts once"
    );
}

const ONE: &str = r#"{"id":"1","services":[],"turns":[{"who":"customer","text":"Hello"},{"who":"assistant","text":"Hi"}],"outcomes":[{"turn":1,"task":"ScheduleVisit","ok":true,"facts":{}}]}"#;

fn file(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test]
async fn a_bad_line_is_named_and_nothing_is_imported() {
    let home = home().await;
    let good = |nth: usize| ONE.replace("\"1\"", &format!("\"{nth}\""));
    let cases: [(&str, &[u8]); 5] = [
        ("not json", b"{"),
        (
            "an unknown speaker",
            br#"{"id":"x","turns":[{"who":"robot","text":""}],"outcomes":[]}"#,
        ),
        (
            "no such turn",
            br#"{"id":"x","turns":[],"outcomes":[{"turn":0,"task":"X","ok":true}]}"#,
        ),
        ("no id", br#"{"turns":[],"outcomes":[]}"#),
        ("not text", b"\xff\xfe"),
    ];
    for (name, bad) in cases {
        let mut bytes = (0..600)
            .map(|nth| good(nth) + "\n")
            .collect::<String>()
            .into_bytes();
        bytes.extend(bad);
        bytes.extend(b"\n");
        let path = file(home.dir.path(), "bad.jsonl", &bytes);
        match import(&home.store, &path, "New", "Europe/London").await {
            Err(ImportError::BadLine { line: 601, reason }) => assert!(!reason.is_empty()),
            other => panic!("{name}: {other:?}"),
        }
        assert_eq!(
            home.store.counts().await.unwrap().conversations,
            0,
            "{name}"
        );
        assert_eq!(home.store.space_named("New").await.unwrap(), None, "{name}");
    }
}

#[tokio::test]
async fn a_gzipped_file_is_known_by_its_bytes() {
    let home = home().await;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(ONE.as_bytes()).unwrap();
    let zipped = file(home.dir.path(), "one.jsonl", &gzip.finish().unwrap());
    let plain = file(
        home.dir.path(),
        "plain.gz",
        format!("\n{ONE}\n\n").as_bytes(),
    );
    assert_eq!(
        import(&home.store, &zipped, "A", "Asia/Tokyo")
            .await
            .unwrap()
            .created,
        1
    );
    assert_eq!(
        import(&home.store, &plain, "A", "Asia/Tokyo")
            .await
            .unwrap()
            .unchanged,
        1
    );
    assert_eq!(
        import(&home.store, &plain, "B", "Asia/Tokyo")
            .await
            .unwrap()
            .created,
        1
    );
    let space = home.store.space_named("A").await.unwrap().unwrap();
    assert_eq!(space.time_zone, "Asia/Tokyo");
    let whole = home
        .store
        .conversation(&"A/1".into())
        .await
        .unwrap()
        .unwrap();
    let step = if whole.conversation.channel == Channel::Email {
        1800
    } else {
        45
    };
    let gap = (whole.messages[1].sent_at - whole.messages[0].sent_at).num_seconds();
    assert!(gap == step || gap == 300);
}

#[tokio::test]
async fn what_was_deleted_for_privacy_is_not_imported_again() {
    let home = home().await;
    let path = file(home.dir.path(), "one.jsonl", ONE.as_bytes());
    import(&home.store, &path, "A", "Europe/London")
        .await
        .unwrap();
    home.store.delete_conversation(&"A/1".into()).await.unwrap();
    let again = import(&home.store, &path, "A", "Europe/London")
        .await
        .unwrap();
    assert_eq!((again.kept_away, again.created), (1, 0));
    assert_eq!(home.store.counts().await.unwrap().conversations, 0);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_named() {
    let home = home().await;
    let path = home.dir.path().join("nothing.jsonl");
    let error = import(&home.store, &path, "A", "Europe/London")
        .await
        .unwrap_err();
    assert!(error.to_string().contains("nothing.jsonl"), "{error}");
    assert!(!error.is_retryable());
}
