//! What a transcript says and leaves out, in both its parts.

use super::content::TranscriptContent;
use super::html;
use super::plain;
use super::{DeliveryRound, TranscriptSender};
use crate::email_address::EmailAddress;
use crate::settings::{BrandSettings, SmtpSettings, SmtpTls};
use crate::store::{ConversationPage, TranscriptRequest};
use crate::{HttpConfig, ServerSettings, Store};
use chrono::{DateTime, Utc};
use model::feed::ConversationChange;
use model::record::{ConversationRecord, GeoPlace, MessageRecord, SpaceRecord};
use model::{BodyFormat, Channel, Escalation, Origin, RemoteId, Sender, Status};
use tokio_util::sync::CancellationToken;

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

#[tokio::test]
async fn what_was_deleted_between_the_claim_and_the_mail_is_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("s.db")).await.unwrap();
    let held = page(vec![plain_message(Sender::Customer, "Good morning")]);
    store.put_spaces(held.space.as_slice()).await.unwrap();
    store.put(&held.change).await.unwrap();
    let conversation = held.change.conversation.id;
    let wanted = TranscriptRequest {
        conversation: &conversation,
        email: &EmailAddress::parse("rosa@visitors.example").unwrap(),
        id: None,
        per_hour: 5,
    };
    store.request_transcript(&wanted).await.unwrap();
    // It hangs up on everybody: whoever is sent there is postponed.
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
    let courier = TranscriptSender::new(store.clone(), &config.settings, CancellationToken::new());
    let courier = courier.unwrap().unwrap();
    let due = store.claim_transcript().await.unwrap().unwrap();
    store.delete_conversation(&conversation).await.unwrap();
    let mut delivered = DeliveryRound::default();
    assert!(courier.deliver(&due, &mut delivered).await.unwrap());
    let expected = DeliveryRound {
        withdrawn: 1,
        ..DeliveryRound::default()
    };
    assert_eq!(delivered, expected);
}
