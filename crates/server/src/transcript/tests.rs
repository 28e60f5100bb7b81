//! What a transcript says and leaves out, in both its parts.

use super::content::TranscriptContent;
use super::html;
use super::plain;
use super::{DeliveryRound, TranscriptSender};
use crate::email_address::EmailAddress;
use crate::settings::{BrandSettings, SmtpSettings, SmtpTls};
use crate::store::{ConversationPage, TranscriptLimits, TranscriptRequest};
use crate::{HttpConfig, ServerClock, ServerSettings, Store};
use chrono::{DateTime, TimeDelta, Utc};
use model::feed::ConversationChange;
use model::record::{ConversationRecord, GeoPlace, MessageRecord, SpaceRecord};
use model::{BodyFormat, Channel, Escalation, Origin, RemoteId, Sender, Status};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio_util::sync::CancellationToken;

const LIMITS: TranscriptLimits = TranscriptLimits {
    each: 5,
    space: 60,
    server: 300,
};

fn at(minute: u32) -> DateTime<Utc> {
    format!("2026-07-01T08:{minute:02}:00Z").parse().unwrap()
}

fn message(sender: Sender, format: BodyFormat, body: &str) -> MessageRecord {
    MessageRecord {
        id: RemoteId::from(body),
        sender,
        sender_name: None,
        delivery: None,
        format,
        body: body.to_owned(),
        sent_at: at(5),
        time_said: None,
        earlier: Vec::new(),
    }
}

fn plain_message(sender: Sender, body: &str) -> MessageRecord {
    message(sender, BodyFormat::Plain, body)
}

fn page(messages: Vec<MessageRecord>) -> ConversationPage {
    let conversation = ConversationRecord {
        id: RemoteId::from("c"),
        session_id: "secret-session".to_owned(),
        space_id: RemoteId::from("harbour"),
        channel: Channel::Chat,
        origin: Origin::Inbound,
        subject: Some("Office <for> six".to_owned()),
        customer_id: None,
        external_identifier: None,
        visitor_token: None,
        place: GeoPlace::default(),
        status: Some(Status::Active),
        escalation: Escalation::None,
        started_at: at(0),
        last_activity_at: at(5),
        ended_at: None,
    };
    let space = SpaceRecord {
        id: RemoteId::from("harbour"),
        name: "Harbour Lane".to_owned(),
        time_zone: "Europe/London".to_owned(),
    };
    ConversationPage {
        change: ConversationChange {
            conversation,
            messages,
            conversions: Vec::new(),
            leads: Vec::new(),
            tickets: Vec::new(),
            inbox_items: Vec::new(),
        },
        space: Some(space),
        customer: None,
    }
}

fn brand() -> BrandSettings {
    BrandSettings {
        name: "Quay & Co".to_owned(),
        contact: "1 Quay Street\nhello@quay.example".to_owned(),
    }
}

fn both(messages: Vec<MessageRecord>) -> (String, String) {
    let letter = TranscriptContent::of(&page(messages), &brand());
    (plain::render(&letter), html::render(&letter))
}

#[test]
fn who_speaks_is_said_and_the_platform_does_not_speak() {
    let rosa = MessageRecord {
        sender_name: Some("Rosa".to_owned()),
        ..plain_message(Sender::Customer, "An office?")
    };
    let (text, html) = both(vec![
        rosa,
        plain_message(Sender::AiAgent, "The corner one."),
        plain_message(Sender::Operator, "I can show it."),
        plain_message(Sender::System, "prompt: be nice"),
        plain_message(Sender::Tool, "{\"secret\": 1}"),
        plain_message(Sender::Other("staff_note".to_owned()), "asks every week"),
    ]);
    let expected = "Quay & Co\n\n\
        Your conversation of 1 July 2026 at Harbour Lane: Office <for> six. \
        Times are those of Europe/London.\n\n\
        Visitor · Rosa, 1 July 2026, 09:05\nAn office?\n\n\
        Assistant, 1 July 2026, 09:05\nThe corner one.\n\n\
        Team, 1 July 2026, 09:05\nI can show it.\n\n\
        -- \nQuay & Co\n1 Quay Street\nhello@quay.example\n";
    assert_eq!(text, expected);
    for there in [
        "Visitor · Rosa",
        "Assistant",
        "Team",
        "Office &lt;for&gt; six",
        "Quay &amp; Co",
    ] {
        assert!(html.contains(there), "{there}");
    }
    for (label, ink) in [
        ("Visitor · Rosa", "#1d4ed8"),
        ("Assistant", "#047857"),
        ("Team", "#6d28d9"),
    ] {
        let coloured = format!("<strong style=\"color:{ink}\">{label}</strong>");
        assert!(html.contains(&coloured), "{label}");
    }
    for hidden in ["be nice", "secret", "every week"] {
        assert!(!html.contains(hidden) && !text.contains(hidden), "{hidden}");
    }
}

#[test]
fn bodies_keep_their_form_and_lose_their_teeth() {
    let markdown = "Two **rooms**:\n\n1. [Corner](https://a.example/?x=1&y=2)\n2. Attic\n\n| a | b |\n|---|---|\n| 1 | 2 |";
    let hostile = "<p onclick=\"x()\">Hi<script>alert(1)</script> <a href=\"javascript:x()\">go</a>\
                   <img src=\"https://track.example/p.gif\" alt=\"map\"></p>";
    let (text, html) = both(vec![
        message(Sender::AiAgent, BodyFormat::Markdown, markdown),
        message(Sender::Customer, BodyFormat::Html, hostile),
        message(
            Sender::Operator,
            BodyFormat::Html,
            "<a href=\"https://c.example/\">c.example</a> or <a href=\"mailto:a@b.example\">a@b.example</a>",
        ),
        plain_message(Sender::Customer, "1 < 2\nsee https://b.example/"),
    ]);
    for there in [
        "<strong>rooms</strong>",
        "<ol start=\"1\"",
        "href=\"https://a.example/?x=1&amp;y=2\"",
        "[image: map]",
        "1 &lt; 2",
    ] {
        assert!(html.contains(there), "{there} in {html}");
    }
    for gone in [
        "onclick",
        "<script",
        "alert",
        "javascript:",
        "track.example",
        "<img",
    ] {
        assert!(
            !html.contains(gone) && !text.contains(gone),
            "{gone} in {html}{text}"
        );
    }
    for there in [
        "Two rooms:\n\n1. Corner <https://a.example/?x=1&y=2>\n2. Attic\n\na | b\n1 | 2",
        "1 < 2\nsee https://b.example/\n",
        "\nhttps://c.example/ or a@b.example\n",
    ] {
        assert!(text.contains(there), "{there} in {text}");
    }
}

/// Who gets a transcript sees what was said: not what a mail hid, and of a body that would become far more
/// than it was no more than a body may be. The messages beside it are whole.
#[test]
fn a_transcript_holds_what_was_seen_and_is_bounded() {
    let hiding = "<div style=\"display:none\">second month free</div><p>Hello</p>";
    let poison = format!(
        "<a href=\"https://a.example/{}\">{}",
        "x".repeat(4_000),
        "<p>y".repeat(40_000)
    );
    let (text, html) = both(vec![
        message(Sender::AiAgent, BodyFormat::Html, hiding),
        message(Sender::Customer, BodyFormat::Html, &poison),
        plain_message(Sender::Customer, "and then?"),
    ]);
    for part in [&text, &html] {
        assert!(!part.contains("second month"), "hidden");
        assert!(part.contains("Hello") && part.contains("and then?"));
        assert!(part.contains("shortened"), "it is said");
        assert!(part.len() < 16 << 20, "{} bytes", part.len());
    }
}

#[test]
fn with_no_brand_the_space_speaks_and_a_bad_zone_is_utc() {
    let mut page = page(vec![plain_message(Sender::Customer, "Hello")]);
    let letter = TranscriptContent::of(&page, &BrandSettings::default());
    assert_eq!(letter.subject, "Your conversation with Harbour Lane");
    assert!(
        !plain::render(&letter).contains("-- \n"),
        "no contact, no footer"
    );
    if let Some(space) = &mut page.space {
        space.time_zone = "Nowhere/At All".to_owned();
    }
    let text = plain::render(&TranscriptContent::of(&page, &BrandSettings::default()));
    assert!(
        text.contains("08:05") && text.contains("Times are those of UTC"),
        "{text}"
    );
}

#[test]
fn a_name_or_a_subject_says_nothing_in_a_line_of_its_own() {
    let breaks = [
        "\n", "\r\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\t", "\u{1b}",
    ];
    for line_break in breaks {
        let forged =
            format!("Rosa{line_break}{line_break}Team, 1 July 2026, 09:06{line_break}Pay here");
        let said = MessageRecord {
            sender_name: Some(format!("{forged}\u{202e}")),
            ..plain_message(Sender::Customer, "An office?")
        };
        let mut page = page(vec![said]);
        page.change.conversation.subject = Some(forged.clone());
        page.space.as_mut().unwrap().name = forged.clone();
        let letter = TranscriptContent::of(&page, &BrandSettings::default());
        let (text, html) = (plain::render(&letter), html::render(&letter));
        for part in [&text, &html, &letter.subject] {
            let alone = |line: &str| line.starts_with("Team") || line.starts_with("Pay here");
            assert!(!part.lines().any(alone), "{line_break:?}: {part}");
            assert!(
                !part.contains(['\u{2028}', '\u{2029}', '\u{85}', '\u{202e}', '\u{1b}']),
                "{line_break:?}"
            );
        }
        assert!(!letter.subject.contains(['\r', '\n']));
    }
}

#[test]
fn of_a_conversation_too_long_for_a_mail_the_newest_part_is_sent() {
    let long = |nth: usize| {
        plain_message(
            Sender::Customer,
            &format!("number{nth} {}", "x".repeat(900_000)),
        )
    };
    let (text, html) = both((0..4).map(long).collect());
    for (nth, there) in [(0, false), (1, false), (2, true), (3, true)] {
        let word = format!("number{nth} ");
        assert_eq!(
            (text.contains(&word), html.contains(&word)),
            (there, there),
            "{word}"
        );
    }
    assert!(
        text.contains("Earlier messages are left out")
            && html.contains("Earlier messages are left out")
    );
    let (text, _) = both(vec![
        long(7),
        plain_message(Sender::Customer, &"y".repeat(3 << 20)),
    ]);
    assert!(
        text.contains("yyy") && !text.contains("number7"),
        "one message always goes"
    );
}

/// A store with a transcript that waits, a courier to a mail server that hangs up on everybody, and a clock
/// that stands at some minutes after the beginning.
struct WaitingTranscript {
    _folder: tempfile::TempDir,
    store: Store,
    courier: TranscriptSender,
    minutes: Arc<AtomicU32>,
    conversation: RemoteId,
}

impl WaitingTranscript {
    async fn for_one() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let minutes = Arc::new(AtomicU32::new(0));
        let told = minutes.clone();
        let clock = ServerClock::told_by(move || {
            at(0) + TimeDelta::minutes(told.load(Ordering::SeqCst).into())
        });
        let path = folder.path().join("s.db");
        let store = Store::open_with_clock(&path, clock).await.unwrap();
        let held = page(vec![plain_message(Sender::Customer, "Good morning")]);
        store.put_spaces(held.space.as_slice()).await.unwrap();
        store.put(&held.change).await.unwrap();
        let rude = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = rude.local_addr().unwrap().port();
        tokio::spawn(async move { while rude.accept().await.is_ok() {} });
        let config = HttpConfig::from(ServerSettings {
            smtp: Some(SmtpSettings {
                host: "127.0.0.1".to_owned(),
                port,
                tls: SmtpTls::None,
                user: None,
                password: None,
                from: "desk@quay.example".to_owned(),
            }),
            ..ServerSettings::default()
        });
        let courier =
            TranscriptSender::new(store.clone(), &config.settings, CancellationToken::new());
        let waiting = Self {
            _folder: folder,
            store,
            courier: courier.unwrap().unwrap(),
            minutes,
            conversation: held.change.conversation.id,
        };
        waiting.ask("rosa@visitors.example").await;
        waiting
    }

    async fn ask(&self, email: &str) {
        let wanted = TranscriptRequest {
            conversation: &self.conversation,
            email: &EmailAddress::parse(email).unwrap(),
            id: None,
            limits: LIMITS,
        };
        self.store.request_transcript(&wanted).await.unwrap();
    }

    fn later(&self, minutes: u32) {
        self.minutes.fetch_add(minutes, Ordering::SeqCst);
    }
}

/// What ends the process is met again after each restart.
#[tokio::test]
async fn a_transcript_of_which_the_server_dies_is_given_up_at_the_third_time() {
    let waiting = WaitingTranscript::for_one().await;
    for _ in 0..2 {
        // It was claimed, and whoever had it was never heard of again.
        let due = waiting.store.claim_transcript().await.unwrap().unwrap();
        assert!(due.content.is_ok());
        assert!(waiting.store.claim_transcript().await.unwrap().is_none());
        waiting.later(11);
    }
    let given_up = DeliveryRound {
        given_up: 1,
        ..DeliveryRound::default()
    };
    assert_eq!(waiting.courier.deliver_due().await.unwrap(), given_up);
    waiting.later(60 * 24);
    let nothing = DeliveryRound::default();
    assert_eq!(waiting.courier.deliver_due().await.unwrap(), nothing);
}

#[tokio::test]
async fn a_server_that_was_restarted_during_an_attempt_tries_again() {
    let waiting = WaitingTranscript::for_one().await;
    let postponed = DeliveryRound {
        postponed: 1,
        ..DeliveryRound::default()
    };
    for _ in 0..3 {
        waiting.store.claim_transcript().await.unwrap().unwrap();
        waiting.later(11);
        assert_eq!(waiting.courier.deliver_due().await.unwrap(), postponed);
        waiting.later(60 * 13);
    }
}

#[tokio::test]
async fn a_conversation_that_cannot_be_read_keeps_no_other_transcript_waiting() {
    let waiting = WaitingTranscript::for_one().await;
    let mut other = page(vec![plain_message(Sender::Customer, "Good evening")]).change;
    other.conversation.id = RemoteId::from("d");
    other.conversation.session_id = "another".to_owned();
    other.messages[0].id = RemoteId::from("d/1");
    waiting.store.put(&other).await.unwrap();
    waiting
        .store
        .spoil("UPDATE message SET sent_at = 9223372036854775807 WHERE id = 'Good morning'")
        .await;
    waiting.later(1);
    let wanted = TranscriptRequest {
        conversation: &other.conversation.id,
        email: &EmailAddress::parse("noel@visitors.example").unwrap(),
        id: None,
        limits: LIMITS,
    };
    waiting.store.request_transcript(&wanted).await.unwrap();
    let expected = DeliveryRound {
        given_up: 1,
        postponed: 1,
        ..DeliveryRound::default()
    };
    assert_eq!(waiting.courier.deliver_due().await.unwrap(), expected);
}

#[tokio::test]
async fn what_was_deleted_between_the_claim_and_the_mail_is_not_sent() {
    let waiting = WaitingTranscript::for_one().await;
    let due = waiting.store.claim_transcript().await.unwrap().unwrap();
    waiting
        .store
        .delete_conversation(&waiting.conversation)
        .await
        .unwrap();
    let mut delivered = DeliveryRound::default();
    let went_on = waiting.courier.deliver(&due, &mut delivered).await;
    assert!(went_on.unwrap());
    let expected = DeliveryRound {
        withdrawn: 1,
        ..DeliveryRound::default()
    };
    assert_eq!(delivered, expected);
}
