//! What a chatbot relies on, over HTTP: which conversation an exchange continues, what counts once, and
//! that nothing lands in a conversation that has ended.

use super::home;
use crate::client::{Reply, Server};
use crate::things::{Home, SPACE, conversation, now};
use axum::body::Bytes;
use axum::http::Method;
use chrono::TimeDelta;
use model::record::{ConversationRecord, CustomerRecord};
use model::{Role, Status};
use serde_json::{Value, json};
use server::{HttpConfig, ServerClock, ServerSettings};

/// A server over the same store, so many minutes later, and a token that may write.
struct Later {
    server: Server,
    token: String,
}

impl Later {
    async fn at(home: &Home, minutes: i64) -> Self {
        let clock = ServerClock::frozen(now() + TimeDelta::minutes(minutes));
        let store = home.reopen_with(clock).await;
        let server = Server::start(&store, HttpConfig::loopback()).await;
        let token = server.token(Role::Write).await;
        Self { server, token }
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let body = Bytes::from(body.to_string());
        self.server.send(Method::POST, path, &headers, body).await
    }

    /// Begins an exchange: the conversation's id, and whether it goes on.
    async fn begin(&self, mut body: Value) -> (String, bool) {
        if body["space_id"].is_null() {
            body["space_id"] = json!(SPACE);
        }
        let reply = self.post("/v1/conversations", body).await;
        let begun = reply.json::<Value>();
        assert!(reply.status.is_success(), "{begun}");
        let continued = begun["continued"].as_bool().unwrap();
        assert_eq!(reply.status, if continued { 200 } else { 201 });
        let session = begun["conversation"]["session_id"].as_str().unwrap();
        assert!(session.len() >= 22, "128 bits are 22 letters: {session}");
        let id = begun["conversation"]["id"].as_str().unwrap();
        (id.to_owned(), continued)
    }

    /// Begins an exchange that is refused.
    async fn refused(&self, mut body: Value) -> (u16, String) {
        body["space_id"] = json!(SPACE);
        self.post("/v1/conversations", body).await.error()
    }

    /// Ends what is stale, as the server does by itself with such a setting.
    async fn clean_up(&self, hours: u32) -> u64 {
        let quiet = TimeDelta::hours(i64::from(hours));
        self.server.store.end_stale(quiet).await.unwrap()
    }

    async fn head(&self, id: &str) -> ConversationRecord {
        let whole = self.server.store.conversation(&id.into()).await.unwrap();
        whole.unwrap().conversation
    }

    /// How many changes the feed has shown so far, a customer or a space included.
    async fn feed(&self) -> String {
        self.server.store.changes(None, 10_000).await.unwrap().next
    }

    async fn say(&self, id: &str, message: &str, body: &str) -> Reply {
        let path = format!("/v1/conversations/{id}/messages");
        let body = json!({"id": message, "sender": "customer", "body": body});
        self.post(&path, body).await
    }

    async fn end(&self, id: &str, how: Value) -> Reply {
        self.post(&format!("/v1/conversations/{id}/end"), how).await
    }
}

const HOUR: i64 = 60;

#[tokio::test]
async fn an_exchange_continues_by_the_rule_of_its_channel() {
    let cases = [
        // channel, what is the same, what it says later, minutes later, goes on
        (
            "chat",
            json!({"thread": "w"}),
            json!({"thread": "w"}),
            90 * HOUR,
            true,
        ),
        (
            "chat",
            json!({"thread": "w"}),
            json!({"thread": "x"}),
            1,
            false,
        ),
        ("chat", json!({}), json!({}), 1, false),
        (
            "voice",
            json!({"thread": "w"}),
            json!({"thread": "w"}),
            1,
            true,
        ),
        (
            "email",
            json!({"thread": "w", "subject": "Office"}),
            json!({"thread": "w", "subject": "Re: office"}),
            48 * HOUR - 1,
            true,
        ),
        (
            "email",
            json!({"thread": "w", "subject": "Office"}),
            json!({"thread": "w", "subject": "Re: office"}),
            48 * HOUR,
            false,
        ),
        (
            "email",
            json!({"thread": "w", "subject": "Office"}),
            json!({"thread": "w", "subject": "Parking"}),
            1,
            false,
        ),
        (
            "whatsapp",
            json!({"external_identifier": "+44 1"}),
            json!({"external_identifier": "+44 1"}),
            24 * HOUR - 1,
            true,
        ),
        (
            "whatsapp",
            json!({"external_identifier": "+44 1"}),
            json!({"external_identifier": "+44 1"}),
            24 * HOUR,
            false,
        ),
        (
            "whatsapp",
            json!({"external_identifier": "+44 1"}),
            json!({"external_identifier": "+44 2"}),
            1,
            false,
        ),
    ];
    for (channel, mut first, mut second, minutes, goes_on) in cases {
        let home = home().await;
        (first["channel"], second["channel"]) = (json!(channel), json!(channel));
        let (one, begun) = Later::at(&home, 0).await.begin(first.clone()).await;
        let (two, continued) = Later::at(&home, minutes).await.begin(second.clone()).await;
        let case = format!("{first} then {second} after {minutes} minutes");
        assert_eq!(
            (begun, continued, one == two),
            (false, goes_on, goes_on),
            "{case}"
        );
    }
}

#[tokio::test]
async fn neither_an_ended_conversation_nor_another_space_goes_on() {
    let home = home().await;
    let served = Later::at(&home, 0).await;
    let exchange = json!({"channel": "chat", "thread": "w"});
    let (first, _) = served.begin(exchange.clone()).await;
    let unasked = served.end(&first, json!({"by": "visitor"})).await;
    assert_eq!(unasked.error().0, 400);
    let asked = json!({"by": "visitor", "confirmed": true});
    let ended = served.end(&first, asked.clone()).await.json::<Value>();
    assert_eq!(
        (&ended["status"], ended["ended_at"].is_string()),
        (&json!("ended"), true)
    );
    assert_eq!(
        served.end(&first, asked).await.status,
        200,
        "ended once is ended"
    );
    let (second, continued) = served.begin(exchange.clone()).await;
    assert!(!continued && second != first);
    let bearer = format!("Bearer {}", served.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let space = Bytes::from(json!({"name": "Quay", "time_zone": "Europe/Berlin"}).to_string());
    let made = served
        .server
        .send(Method::PUT, "/v1/spaces/quay", &headers, space)
        .await;
    assert_eq!(made.status, 200, "{}", made.text());
    let elsewhere = json!({"channel": "chat", "thread": "w", "space_id": "quay"});
    assert!(!served.begin(elsewhere).await.1);
    let nowhere = json!({"channel": "chat", "space_id": "nowhere"});
    let refused = served.post("/v1/conversations", nowhere).await;
    assert_eq!(refused.error(), (404, "unknown_space".to_owned()));
}

#[tokio::test]
async fn what_is_delivered_twice_counts_once_and_the_ended_take_no_message() {
    let home = home().await;
    let served = Later::at(&home, 0).await;
    let given = json!({"id": "c-1", "channel": "chat"});
    assert_eq!(served.begin(given.clone()).await, ("c-1".to_owned(), false));
    assert_eq!(served.begin(given).await, ("c-1".to_owned(), true));
    let other = json!({"id": "c-1", "channel": "voice", "space_id": SPACE});
    assert_eq!(served.post("/v1/conversations", other).await.status, 409);
    assert_eq!(served.say("c-1", "m-1", "Hello").await.status, 201);
    let again = Later::at(&home, 5).await;
    assert_eq!(
        again.say("c-1", "m-1", "Hello").await.status,
        200,
        "minutes later too"
    );
    let other = json!({"id": "m-1", "sender": "operator", "body": "Hello"});
    let other = served.post("/v1/conversations/c-1/messages", other).await;
    assert_eq!(other.error(), (409, "conflict".to_owned()));
    assert_eq!(served.say("c-2", "m-1", "Hello").await.error().0, 404);
    let session = served
        .server
        .store
        .conversation(&"c-1".into())
        .await
        .unwrap();
    let session = session.unwrap().conversation.session_id;
    let outcome = json!({"session_id": session, "kind": "tour", "record": "v-1"});
    assert_eq!(
        served.post("/v1/conversions", outcome.clone()).await.status,
        201
    );
    assert_eq!(served.end("c-1", json!({"by": "api"})).await.status, 200);
    assert_eq!(served.post("/v1/conversions", outcome).await.status, 200);
    assert_eq!(
        served.say("c-1", "m-2", "Late").await.error(),
        (409, "ended".to_owned())
    );
    let counts = home.store.counts().await.unwrap();
    assert_eq!(
        (counts.conversations, counts.messages, counts.conversions),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn who_may_only_read_begins_nothing() {
    let home = home().await;
    let mut served = Later::at(&home, 0).await;
    served.token = served.server.token(Role::Read).await;
    let exchange = json!({"channel": "chat", "space_id": SPACE});
    let refused = served.post("/v1/conversations", exchange).await;
    assert_eq!(refused.error(), (403, "forbidden".to_owned()));
}

#[tokio::test]
async fn the_clean_up_ends_what_is_quiet_and_nothing_else() {
    let home = home().await;
    let served = Later::at(&home, 0).await;
    for nth in 0..250 {
        served
            .begin(json!({"id": format!("quiet-{nth}"), "channel": "chat"}))
            .await;
    }
    let later = Later::at(&home, 60).await;
    later.begin(json!({"id": "fresh", "channel": "chat"})).await;
    assert_eq!(later.say("quiet-7", "m-1", "Still here").await.status, 201);
    let store = &later.server.store;
    assert_eq!(
        store.end_stale(TimeDelta::minutes(60)).await.unwrap(),
        0,
        "the edge is not over it"
    );
    let quiet = TimeDelta::minutes(30);
    assert_eq!(store.end_stale(quiet).await.unwrap(), 249);
    assert_eq!(store.end_stale(quiet).await.unwrap(), 0);
    for (id, status) in [("fresh", 201), ("quiet-7", 201), ("quiet-8", 409)] {
        assert_eq!(later.say(id, "m-2", "More").await.status, status, "{id}");
    }
}

/// The rule of a channel holds whatever the clean-up is set to: at its defaults it runs every ten minutes.
#[tokio::test]
async fn the_clean_up_leaves_each_channel_its_own_time() {
    let home = home().await;
    let email = json!({"channel": "email", "thread": "e", "subject": "Office"});
    let number = json!({"channel": "whatsapp", "external_identifier": "+44 1"});
    let served = Later::at(&home, 0).await;
    let (mailed, _) = served.begin(email.clone()).await;
    let (texted, _) = served.begin(number.clone()).await;
    let (chatted, _) = served
        .begin(json!({"channel": "chat", "thread": "c"}))
        .await;
    let default = ServerSettings::default().stale_hours;
    let hourly = Later::at(&home, 24 * HOUR - 1).await;
    assert_eq!(hourly.clean_up(default).await, 0);
    assert_eq!(hourly.clean_up(1).await, 1, "the chat alone");
    assert_eq!(hourly.say(&chatted, "m", "Late").await.status, 409);
    assert_eq!(hourly.begin(number).await, (texted.clone(), true));
    let daily = Later::at(&home, 30 * HOUR).await;
    assert_eq!(daily.clean_up(default).await, 1, "the number alone");
    assert_eq!(daily.say(&texted, "m", "Late").await.status, 409);
    assert_eq!(daily.begin(email.clone()).await, (mailed.clone(), true));
    let still = Later::at(&home, 48 * HOUR - 1).await;
    assert_eq!(still.clean_up(default).await, 0);
    assert_eq!(still.begin(email.clone()).await, (mailed.clone(), true));
    let over = Later::at(&home, 48 * HOUR + 1).await;
    assert_eq!(over.clean_up(default).await, 1);
    assert_eq!(over.say(&mailed, "m", "Late").await.status, 409);
    assert!(!over.begin(email).await.1);
}

#[tokio::test]
async fn nobody_continues_what_a_stranger_began() {
    let home = home().await;
    home.store.put_customers(&customers()).await.unwrap();
    let served = Later::at(&home, 0).await;
    let sides = [
        ("visitor_token", "v-1", "v-2"),
        ("customer_id", "rosa", "berta"),
        ("external_identifier", "rosa@x.example", "berta@x.example"),
    ];
    for channel in ["chat", "email", "voice", "kiosk"] {
        for (nth, (side, mine, theirs)) in sides.iter().enumerate() {
            let window = json!({"channel": channel, "thread": format!("window-{nth}")});
            let with = |value: &str| {
                let mut window = window.clone();
                window[*side] = json!(value);
                window
            };
            let (first, _) = served.begin(with(mine)).await;
            let (second, continued) = served.begin(with(theirs)).await;
            assert!(!continued && second != first, "{channel} {side}");
            assert_eq!(served.begin(with(mine)).await, (first, true));
            assert_eq!(served.begin(with(theirs)).await, (second, true));
        }
    }
}

/// The token is a lock: who leaves it out, or guesses, gets a conversation of their own and learns nothing.
#[tokio::test]
async fn a_visitor_token_that_was_set_is_required_and_told_to_no_chatbot() {
    let home = home().await;
    let mut served = Later::at(&home, 0).await;
    let writer = served.token.clone();
    served.token = served.server.token(Role::converse()).await;
    for (channel, id) in [("chat", "c-1"), ("email", "c-2"), ("voice", "c-3")] {
        let window = json!({"channel": channel, "thread": "w"});
        let with = |token: &str| {
            let mut window = window.clone();
            window["visitor_token"] = json!(token);
            window
        };
        let mut first = with("secret-of-rosa");
        first["id"] = json!(id);
        served.begin(first.clone()).await;
        let (stranger, continued) = served.begin(window.clone()).await;
        assert!(!continued && stranger != id, "{channel}: nothing was shown");
        assert_eq!(
            served.begin(with("secret-of-rosa")).await,
            (id.to_owned(), true)
        );
        assert_eq!(served.begin(first).await, (id.to_owned(), true));
        let mut named = window.clone();
        named["id"] = json!(id);
        assert_eq!(served.refused(named).await, (409, "conflict".to_owned()));
        // Where none was set, the one that comes is kept, and required from then on.
        let (own, continued) = served.begin(with("secret-of-noel")).await;
        assert!(continued && own == stranger, "{channel}");
        assert!(!served.begin(window).await.1, "{channel}: it is set now");
    }
    for path in ["/v1/conversations/c-1", "/v1/conversations/c-2"] {
        let told = served.server.get_as(&served.token, path).await;
        assert_eq!(told.status, 200);
        assert!(!told.text().contains("secret-of"), "{}", told.text());
    }
    let ended = served
        .post("/v1/conversations/c-1/end", json!({"by": "api"}))
        .await;
    assert!(
        ended.status == 200 && !ended.text().contains("secret-of"),
        "{}",
        ended.text()
    );
    let feed = served.server.get_as(&writer, "/v1/changes").await;
    assert!(
        feed.text().contains("secret-of-rosa"),
        "the feed of a reader carries it"
    );
}

fn customers() -> [CustomerRecord; 2] {
    ["rosa", "berta"].map(|id| CustomerRecord {
        id: id.into(),
        name: id.to_owned(),
        company: None,
        email: None,
        profile_url: None,
    })
}

#[tokio::test]
async fn an_id_of_an_ended_conversation_begins_nothing() {
    let home = home().await;
    let served = Later::at(&home, 0).await;
    let given = json!({"id": "c-1", "channel": "chat", "thread": "w"});
    served.begin(given.clone()).await;
    served.end("c-1", json!({"by": "operator"})).await;
    let counts = home.store.counts().await.unwrap();
    assert_eq!(served.refused(given).await, (409, "ended".to_owned()));
    assert_eq!(home.store.counts().await.unwrap(), counts);
}

#[tokio::test]
async fn what_goes_on_learns_what_was_not_known() {
    let home = home().await;
    home.store.put_customers(&customers()).await.unwrap();
    let served = Later::at(&home, 0).await;
    let first = json!({"id": "c-1", "channel": "chat", "thread": "w", "visitor_token": "v-1",
        "place": {"country": "GB"}});
    served.begin(first.clone()).await;
    let known = json!({"channel": "chat", "thread": "w", "customer_id": "rosa", "visitor_token": "v-1",
        "external_identifier": "rosa@x.example", "place": {"city": "Leeds", "country": "GB"}});
    let before = served.feed().await;
    let reply = {
        let mut known = known.clone();
        known["space_id"] = json!(SPACE);
        served.post("/v1/conversations", known).await
    };
    let told = reply.json::<Value>()["conversation"].clone();
    let head = served.head("c-1").await;
    let untold = ConversationRecord {
        visitor_token: None,
        ..head.clone()
    };
    assert_eq!(told, serde_json::to_value(&untold).unwrap());
    assert_eq!(head.customer_id, Some("rosa".into()));
    let said = [
        head.external_identifier,
        head.visitor_token,
        head.place.city,
    ];
    let said = said.map(Option::unwrap);
    assert_eq!(said, ["rosa@x.example", "v-1", "Leeds"]);
    let page = served.server.store.changes(Some(&before), 10_000).await;
    let page = page.unwrap();
    assert_eq!((page.covered, page.changes.conversations.len()), (1, 1));
    for again in [known, first] {
        assert_eq!(served.begin(again).await, ("c-1".to_owned(), true));
    }
    assert_eq!(served.feed().await, page.next, "nothing new is no change");
    let elsewhere = json!({"channel": "chat", "thread": "w", "visitor_token": "v-1", "place": {"region": "Bavaria", "country": "DE"}});
    served.begin(elsewhere).await;
    assert_eq!(served.head("c-1").await.place.region, None);
}

#[tokio::test]
async fn what_contradicts_or_is_unknown_is_not_learnt() {
    let home = home().await;
    home.store.put_customers(&customers()).await.unwrap();
    let served = Later::at(&home, 0).await;
    let rosa = json!({"id": "c-1", "channel": "chat", "thread": "w", "customer_id": "rosa"});
    served.begin(rosa).await;
    for named in [json!("c-1"), Value::Null] {
        let nobody =
            json!({"id": named, "channel": "chat", "thread": "w", "customer_id": "nobody"});
        let unknown = (404, "unknown_customer".to_owned());
        assert_eq!(served.refused(nobody).await, unknown);
    }
    let berta = json!({"id": "c-1", "channel": "chat", "thread": "w", "customer_id": "berta"});
    assert_eq!(served.refused(berta).await, (409, "conflict".to_owned()));
    assert_eq!(served.head("c-1").await.customer_id, Some("rosa".into()));
}

#[tokio::test]
async fn a_message_from_the_future_is_kept_and_keeps_no_session_open() {
    let home = home().await;
    let served = Later::at(&home, 0).await;
    served
        .begin(json!({"id": "c-1", "channel": "chat", "thread": "w"}))
        .await;
    let at = |seconds| now() + TimeDelta::seconds(seconds);
    let say = |id: &str, seconds| json!({"id": id, "sender": "customer", "body": "Hello", "sent_at": at(seconds)});
    let path = "/v1/conversations/c-1/messages";
    let marked = served.post(path, say("m-1", 86_401)).await;
    assert_eq!(marked.status, 201);
    assert_eq!(marked.json::<Value>()["time_said"], json!(at(86_401)));
    assert_eq!(served.post(path, say("m-2", 300)).await.status, 201);
    assert_eq!(served.post(path, say("m-3", -300)).await.status, 201);
    assert_eq!(served.head("c-1").await.last_activity_at, now());
    let whole = served
        .server
        .store
        .conversation(&"c-1".into())
        .await
        .unwrap();
    let sent = whole.unwrap().messages.iter().map(|it| it.sent_at).max();
    assert_eq!(sent, Some(at(300)), "what was said is kept");
}

#[tokio::test]
async fn a_number_is_the_same_however_it_is_written() {
    let home = home().await;
    home.store.put_customers(&customers()).await.unwrap();
    let served = Later::at(&home, 0).await;
    let text = |mut who: Value| {
        who["channel"] = json!("whatsapp");
        who
    };
    let number = |number: &str| text(json!({"external_identifier": number}));
    let (first, _) = served.begin(number("+44 20 7946 0018")).await;
    for written in [
        "442079460018",
        "0044 (0)20-7946-0018",
        "whatsapp:+442079460018",
    ] {
        let (id, continued) = served.begin(number(written)).await;
        assert!(continued && id == first, "{written}");
    }
    assert!(!served.begin(number("+44 20 7946 0019")).await.1);
    // Who is known by name goes on by name, and then has a number too.
    let (named, _) = served
        .begin(text(json!({"customer_id": "rosa", "thread": "a"})))
        .await;
    let rosa = text(json!({"customer_id": "rosa", "thread": "b"}));
    assert_eq!(served.begin(rosa).await, (named.clone(), true));
    assert!(
        !served
            .begin(text(json!({"customer_id": "berta", "thread": "a"})))
            .await
            .1
    );
    let both = text(json!({"customer_id": "rosa", "external_identifier": "+49 30 123456"}));
    assert_eq!(served.begin(both).await, (named.clone(), true));
    assert_eq!(served.begin(number("4930123456")).await, (named, true));
    // Of whom nothing is known, the thread is.
    let (nameless, _) = served.begin(text(json!({"thread": "t"}))).await;
    assert_eq!(
        served.begin(text(json!({"thread": "t"}))).await,
        (nameless, true)
    );
    assert!(!served.begin(text(json!({"thread": "u"}))).await.1);
}

#[tokio::test]
async fn it_is_known_who_ended_what() {
    let home = home().await;
    let served = Later::at(&home, 0).await;
    let endings = [
        json!({"by": "visitor", "confirmed": true}),
        json!({"by": "operator"}),
        json!({"by": "api"}),
        json!({"by": "api"}),
    ];
    for how in endings {
        let (id, _) = served.begin(json!({"channel": "chat"})).await;
        assert_eq!(served.end(&id, how).await.status, 200);
        let again = served.end(&id, json!({"by": "operator"})).await;
        assert_eq!(again.status, 200, "who ended it first has ended it");
    }
    served.begin(json!({"channel": "chat"})).await;
    Later::at(&home, 25 * HOUR).await.clean_up(24).await;
    let mut imported = conversation("imported");
    imported.conversation.status = Some(Status::Ended);
    imported.conversation.ended_at = Some(now());
    home.store.put(&imported).await.unwrap();
    let mut endings = home.store.endings().await.unwrap();
    endings.sort();
    let known = [("api", 2), ("clean_up", 1), ("operator", 1), ("visitor", 1)];
    let known = known.map(|(by, count)| (Some(by.to_owned()), count));
    assert_eq!(endings[0], (None, 1));
    assert_eq!(endings[1..], known);
}

#[tokio::test]
async fn of_many_that_begin_the_same_at_once_one_begins() {
    let home = home().await;
    let server = Later::at(&home, 0).await;
    let window = json!({"space_id": SPACE, "channel": "chat", "thread": "w"});
    let number =
        json!({"space_id": SPACE, "channel": "whatsapp", "external_identifier": "+44 20 1"});
    let named = json!({"id": "n", "space_id": SPACE, "channel": "voice"});
    let lost = json!({"space_id": "nowhere", "channel": "chat", "thread": "w"});
    let kinds = [&window, &number, &named, &lost];
    let asked = (0..48).map(|nth: usize| server.post("/v1/conversations", kinds[nth % 4].clone()));
    let replies = futures::future::join_all(asked).await;
    for (kind, body) in kinds.iter().enumerate() {
        let mut begun = 0;
        for reply in replies.iter().skip(kind).step_by(4) {
            match reply.status.as_u16() {
                201 => begun += 1,
                200 => {}
                _ => assert_eq!(reply.error(), (404, "unknown_space".to_owned())),
            }
        }
        assert_eq!(begun, usize::from(kind < 3), "{body}");
    }
    assert_eq!(home.store.counts().await.unwrap().conversations, 3);
    home.store.verify().await.unwrap();
}
