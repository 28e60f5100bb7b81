//! Transcripts, from the request to the mail in a real mail server's hands.

use super::home;
use crate::client::{Reply, Server};
use crate::python::MailServer;
use crate::things::{Home, conversation, message, now};
use axum::body::Bytes;
use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use model::feed::ConversationChange;
use model::{BodyFormat, Role, Sender};
use serde_json::{Value, json};
use server::settings::{BrandSettings, SmtpSettings, SmtpTls};
use server::transcript::{DeliveryRound, TranscriptSender};
use server::{HttpConfig, ServerClock, ServerSettings, Store};
use tokio_util::sync::CancellationToken;

const SENT: DeliveryRound = DeliveryRound {
    sent: 1,
    postponed: 0,
    given_up: 0,
    withdrawn: 0,
};
const POSTPONED: DeliveryRound = DeliveryRound {
    sent: 0,
    postponed: 1,
    given_up: 0,
    withdrawn: 0,
};
const GIVEN_UP: DeliveryRound = DeliveryRound {
    sent: 0,
    postponed: 0,
    given_up: 1,
    withdrawn: 0,
};
const NOTHING: DeliveryRound = DeliveryRound {
    sent: 0,
    postponed: 0,
    given_up: 0,
    withdrawn: 0,
};

fn config(port: u16) -> HttpConfig {
    HttpConfig::from(ServerSettings {
        smtp: Some(SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port,
            tls: SmtpTls::None,
            user: None,
            password: None,
            from: "Quay & Co <desk@quay.example>".to_owned(),
        }),
        brand: BrandSettings {
            name: "Quay & Co".to_owned(),
            contact: "1 Quay Street\nhello@quay.example".to_owned(),
        },
        ..ServerSettings::default()
    })
}

/// A conversation in which everybody speaks, the platform too.
fn talk(id: &str) -> ConversationChange {
    let mut change = conversation(id);
    let said = [
        (
            Sender::Customer,
            BodyFormat::Plain,
            "Do you have an office for six?",
        ),
        (Sender::System, BodyFormat::Plain, "prompt: sell offices"),
        (
            Sender::Tool,
            BodyFormat::Plain,
            "{\"offices\": [\"corner\"]}",
        ),
        (
            Sender::AiAgent,
            BodyFormat::Markdown,
            "The **corner** office.",
        ),
        (
            Sender::Operator,
            BodyFormat::Html,
            "<p>Come by, <em>grüß Gott</em>.</p>",
        ),
    ];
    for (minute, (sender, format, body)) in (0_i64..).zip(said) {
        let mut message = message(&format!("{id}/{minute}"), minute);
        (message.sender, message.format, message.body) = (sender, format, body.to_owned());
        change.messages.push(message);
    }
    change
}

struct ServedStore {
    server: Server,
    token: String,
}

impl ServedStore {
    async fn open(store: &Store, config: HttpConfig) -> Self {
        let server = Server::start(store, config).await;
        let token = server.token(Role::Write).await;
        Self { server, token }
    }

    async fn ask(&self, conversation: &str, email: &str) -> Reply {
        self.ask_for(conversation, json!({ "email": email })).await
    }

    async fn ask_for(&self, conversation: &str, body: Value) -> Reply {
        let path = format!("/v1/conversations/{conversation}/transcript");
        let bearer = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let body = Bytes::from(body.to_string());
        self.server.send(Method::POST, &path, &headers, body).await
    }

    async fn queue(&self, conversation: &str, email: &str) -> String {
        let reply = self.ask(conversation, email).await;
        assert_eq!(reply.status, 202, "{}", reply.text());
        reply.json::<Value>()["id"].as_str().unwrap().to_owned()
    }
}

/// One round of the courier at a time of the test's.
async fn deliver(home: &Home, config: &HttpConfig, at: DateTime<Utc>) -> DeliveryRound {
    let store = home.reopen_with(ServerClock::frozen(at)).await;
    let courier = TranscriptSender::new(store.clone(), &config.settings, CancellationToken::new());
    let delivered = courier.unwrap().unwrap().deliver_due().await.unwrap();
    store.close().await.unwrap();
    delivered
}

async fn waiting(home: &Home) -> u64 {
    home.store.levels().await.unwrap().transcripts_waiting
}

#[tokio::test]
async fn a_transcript_arrives_as_text_and_html_with_everything_but_the_machinery() {
    let home = home().await;
    let Some(mut post) = MailServer::start(&[]).await else {
        return;
    };
    let config = config(post.port);
    home.store.put(&talk("c-1")).await.unwrap();
    let served = ServedStore::open(&home.store, config.clone()).await;
    let id = served.queue("c-1", "Rosa@Visitors.example").await;
    assert_eq!(waiting(&home).await, 1);
    assert_eq!(deliver(&home, &config, now()).await, SENT);
    assert_eq!(waiting(&home).await, 0);
    let mail = post.next().await;
    let headers = &mail["headers"];
    assert_eq!(mail["sender"], "desk@quay.example");
    assert_eq!(mail["to"], json!(["rosa@visitors.example"]));
    assert_eq!(headers["from"], "Quay & Co <desk@quay.example>");
    assert_eq!(headers["to"], "rosa@visitors.example");
    assert_eq!(headers["subject"], "Your conversation with Quay & Co");
    assert_eq!(headers["message-id"], format!("<{id}@quay.example>"));
    assert_eq!(headers["auto-submitted"], "auto-generated");
    assert_eq!(headers["date"], "Sat, 21 Nov 2026 09:00:00 +0000");
    assert_eq!(mail["kind"], "multipart/alternative");
    assert_eq!(mail["parts"], json!(["text/plain", "text/html"]));
    assert_eq!(mail["defects"], json!([]));
    let (text, html) = (
        mail["text"].as_str().unwrap(),
        mail["html"].as_str().unwrap(),
    );
    let said = "Visitor, 21 November 2026, 09:00\nDo you have an office for six?\n\n\
                Assistant, 21 November 2026, 09:03\nThe corner office.\n\n\
                Team, 21 November 2026, 09:04\nCome by, grüß Gott.\n";
    assert!(text.replace("\r\n", "\n").contains(said), "{text}");
    for there in [
        "#1d4ed8\">Visitor</strong>",
        "#047857\">Assistant</strong>",
        "#6d28d9\">Team</strong>",
        "<strong>corner</strong>",
        "<em>grüß Gott</em>",
        "Quay &amp; Co",
        "hello@quay.example",
    ] {
        assert!(html.contains(there), "{there}: {html}");
    }
    for hidden in ["prompt", "sell offices", "\"offices\"", "session-c-1"] {
        assert!(!text.contains(hidden) && !html.contains(hidden), "{hidden}");
    }
    assert_eq!(
        deliver(&home, &config, now() + TimeDelta::days(7)).await,
        NOTHING
    );
    assert_eq!(post.rest().await, Vec::<Value>::new(), "one mail, not two");
}

#[tokio::test]
async fn what_is_refused_for_now_is_tried_again_after_a_while() {
    let home = home().await;
    let Some(mut post) = MailServer::start(&[]).await else {
        return;
    };
    let config = config(post.port);
    home.store.put(&talk("c-1")).await.unwrap();
    let served = ServedStore::open(&home.store, config.clone()).await;
    served.queue("c-1", "later-2@visitors.example").await;
    let minutes = [
        (0, POSTPONED),
        (0, NOTHING),
        (1, POSTPONED),
        (5, NOTHING),
        (6, SENT),
    ];
    for (minute, expected) in minutes {
        let at = now() + TimeDelta::minutes(minute);
        assert_eq!(
            deliver(&home, &config, at).await,
            expected,
            "minute {minute}"
        );
    }
    assert_eq!(post.next().await["status"], 451);
    assert_eq!(post.next().await["status"], 451);
    assert_eq!(post.next().await["to"], json!(["later-2@visitors.example"]));
    assert_eq!(waiting(&home).await, 0);
}

#[tokio::test]
async fn what_is_refused_for_good_or_for_a_day_is_given_up() {
    let home = home().await;
    let Some(mut post) = MailServer::start(&[]).await else {
        return;
    };
    let config = config(post.port);
    home.store.put(&talk("c-1")).await.unwrap();
    let served = ServedStore::open(&home.store, config.clone()).await;
    served.queue("c-1", "never@visitors.example").await;
    assert_eq!(deliver(&home, &config, now()).await, GIVEN_UP);
    assert_eq!(post.next().await["status"], 550);
    served.queue("c-1", "later-99@visitors.example").await;
    let mut at = now();
    for minutes in [1, 5, 15, 60, 120, 240, 360, 720] {
        assert_eq!(deliver(&home, &config, at).await, POSTPONED, "at {at}");
        at += TimeDelta::minutes(minutes);
    }
    assert_eq!(waiting(&home).await, 1);
    assert_eq!(deliver(&home, &config, at).await, GIVEN_UP);
    assert_eq!(waiting(&home).await, 0);
    assert_eq!(
        deliver(&home, &config, at + TimeDelta::days(30)).await,
        NOTHING
    );
    assert_eq!(post.rest().await.len(), 9);
}

#[tokio::test]
async fn a_mail_server_that_is_away_costs_one_attempt_a_round() {
    let home = home().await;
    // It hangs up on everybody.
    let rude = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let away = rude.local_addr().unwrap().port();
    tokio::spawn(async move { while rude.accept().await.is_ok() {} });
    home.store.put(&talk("c-1")).await.unwrap();
    let served = ServedStore::open(&home.store, config(away)).await;
    for nth in 0..3 {
        served
            .queue("c-1", &format!("rosa-{nth}@visitors.example"))
            .await;
    }
    assert_eq!(deliver(&home, &config(away), now()).await, POSTPONED);
    let Some(mut post) = MailServer::start(&[]).await else {
        return;
    };
    let back = config(post.port);
    let two = DeliveryRound { sent: 2, ..NOTHING };
    assert_eq!(deliver(&home, &back, now()).await, two);
    assert_eq!(
        deliver(&home, &back, now() + TimeDelta::minutes(1)).await,
        SENT
    );
    for _ in 0..3 {
        assert_eq!(post.next().await["sender"], "desk@quay.example");
    }
}

#[tokio::test]
async fn two_couriers_send_each_transcript_once() {
    let home = home().await;
    let Some(post) = MailServer::start(&[]).await else {
        return;
    };
    let config = config(post.port);
    home.store.put(&talk("c-1")).await.unwrap();
    home.store.put(&talk("c-2")).await.unwrap();
    let served = ServedStore::open(&home.store, config.clone()).await;
    for nth in 0..5 {
        served
            .queue("c-1", &format!("rosa-{nth}@visitors.example"))
            .await;
        served
            .queue("c-2", &format!("noel-{nth}@visitors.example"))
            .await;
    }
    let rounds = [(); 3].map(|()| deliver(&home, &config, now()));
    let rounds = futures::future::join_all(rounds).await;
    assert_eq!(rounds.iter().map(|it| it.sent).sum::<u32>(), 10);
    let mut to = post.rest().await;
    to.iter_mut().for_each(|mail| *mail = mail["to"][0].take());
    to.sort_by_key(Value::to_string);
    let once =
        |name: &'static str| (0..5).map(move |nth| json!(format!("{name}-{nth}@visitors.example")));
    assert_eq!(to, once("noel").chain(once("rosa")).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_in_words() {
    let home = home().await;
    home.store.put(&talk("c-1")).await.unwrap();
    home.store.put(&conversation("silent")).await.unwrap();
    let mute = ServedStore::open(&home.store, HttpConfig::guarded(None)).await;
    let reply = mute.ask("c-1", "rosa@visitors.example").await;
    assert_eq!(reply.error(), (409, "no_mail_server".to_owned()));
    let mut served = ServedStore::open(&home.store, config(25)).await;
    let cases = [
        ("nowhere", "rosa@visitors.example", 404, "not_found"),
        ("silent", "rosa@visitors.example", 409, "nothing_said"),
        ("c-1", "rosa", 400, "bad_request"),
        (
            "c-1",
            "rosa@visitors.example, eve@evil.example",
            400,
            "bad_request",
        ),
        (
            "c-1",
            "rosa@visitors.example\r\nBcc: eve@evil.example",
            400,
            "bad_request",
        ),
    ];
    for (conversation, email, status, code) in cases {
        let reply = served.ask(conversation, email).await;
        assert_eq!(
            reply.error(),
            (status, code.to_owned()),
            "{conversation} {email}"
        );
    }
    served.token = served.server.token(Role::Read).await;
    let reply = served.ask("c-1", "rosa@visitors.example").await;
    assert_eq!(reply.error(), (403, "forbidden".to_owned()));
    assert_eq!(waiting(&home).await, 0);
}

#[tokio::test]
async fn a_conversation_and_an_address_get_a_few_an_hour() {
    let home = home().await;
    for id in ["c-1", "c-2", "c-3"] {
        home.store.put(&talk(id)).await.unwrap();
    }
    let served = ServedStore::open(&home.store, config(25)).await;
    for nth in 0..5 {
        served
            .queue("c-1", &format!("rosa-{nth}@visitors.example"))
            .await;
    }
    let often = served.ask("c-1", "noel@visitors.example").await;
    assert_eq!(often.error(), (429, "too_many_requests".to_owned()));
    let wait = often.header("retry-after").parse::<i64>().unwrap();
    assert_eq!(wait, 3601, "a whole hour, rounded up");
    for nth in 0..5 {
        let written = ["ann@visitors.example", "Ann@Visitors.Example"][nth % 2];
        served.queue(["c-2", "c-3"][nth % 2], written).await;
    }
    let often = served.ask("c-2", "ANN@visitors.example").await;
    assert_eq!(often.error(), (429, "too_many_requests".to_owned()));
    served.queue("c-2", "bea@visitors.example").await;
    let later = home
        .reopen_with(ServerClock::frozen(now() + TimeDelta::seconds(wait)))
        .await;
    let later = ServedStore::open(&later, config(25)).await;
    later.queue("c-1", "ann@visitors.example").await;
}

/// The server is no cannon: many addresses in no time, of one space or of many.
#[tokio::test]
async fn a_space_and_the_server_get_so_many_an_hour_whoever_they_go_to() {
    let home = home().await;
    for nth in 0..40 {
        home.store.put(&talk(&format!("c-{nth}"))).await.unwrap();
    }
    let mut elsewhere = crate::things::space();
    elsewhere.id = "quay".into();
    home.store.put_spaces(&[elsewhere]).await.unwrap();
    for nth in 0..40 {
        let mut change = talk(&format!("q-{nth}"));
        change.conversation.space_id = "quay".into();
        home.store.put(&change).await.unwrap();
    }
    let mut settings = (*config(25).settings).clone();
    settings.limits.transcripts_per_hour_of_space = 12;
    settings.limits.transcripts_per_hour_of_server = 17;
    let served = ServedStore::open(&home.store, HttpConfig::from(settings)).await;
    let mut taken = Vec::new();
    for space in ["c", "q"] {
        let mut of_space = 0;
        for nth in 0..40 {
            let email = format!("{space}-{nth}@visitors.example");
            let reply = served.ask(&format!("{space}-{nth}"), &email).await;
            of_space += u32::from(reply.status == 202);
            if reply.status != 202 {
                assert_eq!(reply.error(), (429, "too_many_requests".to_owned()));
            }
        }
        taken.push(of_space);
    }
    assert_eq!(taken, [12, 5]);
    assert_eq!(waiting(&home).await, 17);
}

#[tokio::test]
async fn an_address_written_otherwise_is_the_same_to_its_limit() {
    let home = home().await;
    for nth in 0..20 {
        home.store.put(&talk(&format!("c-{nth}"))).await.unwrap();
    }
    let served = ServedStore::open(&home.store, config(25)).await;
    let mut taken = 0;
    for nth in 0..20 {
        let dots = if nth % 2 == 0 { "ro.sa" } else { "rosa" };
        let at = if nth % 3 == 0 {
            "gmail.com"
        } else {
            "GoogleMail.com"
        };
        let reply = served
            .ask(&format!("c-{nth}"), &format!("{dots}+{nth}@{at}"))
            .await;
        taken += u32::from(reply.status == 202);
    }
    assert_eq!(taken, 5);
}

#[tokio::test]
async fn a_request_with_an_id_is_mailed_once_however_often_it_is_made() {
    let home = home().await;
    let Some(post) = MailServer::start(&[]).await else {
        return;
    };
    let config = config(post.port);
    for id in ["c-1", "c-2"] {
        home.store.put(&talk(id)).await.unwrap();
    }
    let served = ServedStore::open(&home.store, config.clone()).await;
    let ask = async |conversation: &str, email: &str| {
        let body = json!({ "email": email, "id": "try-1" });
        served.ask_for(conversation, body).await
    };
    let first = ask("c-1", "rosa@visitors.example").await;
    assert_eq!(first.status, 202, "{}", first.text());
    // More often than an hour allows, and that is no matter.
    for _ in 0..6 {
        let again = ask("c-1", "Rosa@Visitors.example").await;
        assert_eq!(again.json::<Value>(), first.json::<Value>());
    }
    assert_eq!(deliver(&home, &config, now()).await, SENT);
    let again = ask("c-1", "rosa@visitors.example").await;
    assert_eq!(again.status, 202, "asked once more after it was sent");
    assert_eq!(deliver(&home, &config, now()).await, NOTHING);
    let other = ask("c-1", "noel@visitors.example").await;
    assert_eq!(other.error(), (409, "conflict".to_owned()));
    let elsewhere = ask("c-2", "rosa@visitors.example").await;
    assert_eq!(elsewhere.status, 202, "the id belongs to its conversation");
    assert_eq!(deliver(&home, &config, now()).await, SENT);
    let bad = json!({ "email": "rosa@visitors.example", "id": "try 1" });
    assert_eq!(served.ask_for("c-1", bad).await.status, 400);
    assert_eq!(post.rest().await.len(), 2);
}
