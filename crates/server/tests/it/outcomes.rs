//! What the systems around a conversation rely on, over HTTP: links that carry the session, outcomes with
//! their records, deliveries that nobody can place, leads and tickets, and a person who is forgotten.

use super::home;
use crate::client::{Reply, Server};
use crate::things::{Home, SPACE, now};
use axum::body::Bytes;
use axum::http::Method;
use chrono::TimeDelta;
use model::Role;
use serde_json::{Value, json};
use server::settings::{CallToActionKind, LinkTemplate, ServerSettings};
use server::{HttpConfig, ServerClock};

/// A server with links configured, and a token that may do everything.
pub(super) struct ServedStore {
    pub(super) server: Server,
    pub(super) token: String,
}

fn settings() -> ServerSettings {
    let mut settings = ServerSettings {
        records: server::RecordAccess::Token,
        limits: server::settings::RequestLimits::unhurried(),
        ..ServerSettings::default()
    };
    let template = |text| LinkTemplate::parse(text).unwrap();
    let tour = template("https://harbour.example/tour?s={session_id}");
    settings.links.set(CallToActionKind::Tour, tour);
    let plan = template("https://harbour.example/plans/{target}?s={session_id}");
    settings.links.set(CallToActionKind::Plan, plan);
    settings
}

impl ServedStore {
    pub(super) async fn of(home: &Home) -> Self {
        Self::later(home, 0, settings()).await
    }

    pub(super) async fn later(home: &Home, minutes: i64, settings: ServerSettings) -> Self {
        let clock = ServerClock::frozen(now() + TimeDelta::minutes(minutes));
        let store = home.reopen_with(clock).await;
        let server = Server::start(&store, HttpConfig::from(settings)).await;
        let token = server.token(Role::Admin).await;
        Self { server, token }
    }

    pub(super) async fn send(&self, method: Method, path: &str, body: Value) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let body = Bytes::from(body.to_string());
        self.server.send(method, path, &headers, body).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, body).await
    }

    pub(super) async fn get(&self, path: &str) -> Reply {
        self.server.get_as(&self.token, path).await
    }

    /// The status and the code of a refusal.
    pub(super) async fn refused(&self, path: &str, body: Value) -> (u16, String) {
        self.post(path, body).await.error()
    }

    /// Begins a conversation; its session id.
    pub(super) async fn begin(&self, id: &str, more: Value) -> String {
        let mut body = json!({"id": id, "space_id": SPACE, "channel": "chat"});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        let begun = self.post("/v1/conversations", body).await;
        assert_eq!(begun.status, 201, "{}", begun.text());
        let session = &begun.json::<Value>()["conversation"]["session_id"];
        session.as_str().unwrap().to_owned()
    }

    pub(super) async fn say(&self, id: &str, message: &str, body: &str) {
        let path = format!("/v1/conversations/{id}/messages");
        let body = json!({"id": message, "sender": "ai_agent", "body": body});
        assert_eq!(self.post(&path, body).await.status, 201);
    }

    /// A conversation as the feed would tell it.
    pub(super) async fn whole(&self, id: &str) -> Value {
        let whole = self.get(&format!("/v1/conversations/{id}")).await;
        assert_eq!(whole.status, 200, "{}", whole.text());
        whole.json()
    }
}

/// The part of an address behind the host.
fn path_of(url: &Value) -> String {
    let url = url::Url::parse(url.as_str().unwrap()).unwrap();
    url.path().to_owned()
}

#[tokio::test]
async fn a_link_carries_the_session_and_counts_who_follows_it() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let session = served.begin("c-1", json!({})).await;
    served.say("c-1", "m-1", "Come and see us").await;
    let offer = json!({"kind": "tour", "message_id": "m-1"});
    let offered = served
        .post("/v1/conversations/c-1/links", offer.clone())
        .await;
    assert_eq!(offered.status, 201, "{}", offered.text());
    let link = offered.json::<Value>();
    let again = served.post("/v1/conversations/c-1/links", offer).await;
    assert_eq!(
        again.json::<Value>(),
        link,
        "the same offer is the same link"
    );
    let address = link["url"].as_str().unwrap_or_default();
    assert!(
        address.ends_with("?for=tour"),
        "it says what it offers: {address}"
    );
    let path = path_of(&link["url"]);
    let followed = served.server.get(&path, &[]).await;
    assert_eq!(followed.status, 302);
    let target = format!("https://harbour.example/tour?s={session}");
    assert_eq!(followed.headers["location"], target.as_str());
    let looked = served.server.send(Method::HEAD, &path, &[], Bytes::new());
    let looked = looked.await;
    assert_eq!(looked.status, 302, "a preview sees where it leads");
    assert_eq!(looked.headers["location"], target.as_str());
    let links = served
        .get("/v1/conversations/c-1/links")
        .await
        .json::<Value>();
    assert_eq!(links["links"].as_array().unwrap().len(), 1);
    assert_eq!(
        links["links"][0]["clicks"], 1,
        "who only looks follows nothing"
    );
    assert_eq!(links["links"][0]["message_id"], "m-1");
    let made_up = served.server.get("/go/AAAAAAAAAAAAAAAAAAAAAA", &[]).await;
    assert_eq!(made_up.status, 404);
    let looked = "/go/AAAAAAAAAAAAAAAAAAAAAA";
    let looked = served.server.send(Method::HEAD, looked, &[], Bytes::new());
    assert_eq!(looked.await.status, 404);
    assert!(made_up.text().contains("leads nowhere"));
}

#[tokio::test]
async fn a_link_leads_only_where_the_operator_says_now() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let session = served.begin("c-1", json!({})).await;
    let links = "/v1/conversations/c-1/links";
    let plan = json!({"kind": "plan", "target": "Hot desk/1"});
    let link = served.post(links, plan).await.json::<Value>();
    let path = path_of(&link["url"]);
    let mut moved = settings();
    let elsewhere = LinkTemplate::parse("https://new.example/{target}/{session_id}").unwrap();
    moved.links.set(CallToActionKind::Plan, elsewhere);
    let after = ServedStore::later(&home, 5, moved).await;
    let followed = after.server.get(&path, &[]).await;
    let target = format!("https://new.example/Hot%20desk%2F1/{session}");
    assert_eq!(followed.headers["location"], target.as_str());
    let bare = ServedStore::later(&home, 5, ServerSettings::default()).await;
    assert_eq!(
        bare.server.get(&path, &[]).await.status,
        404,
        "nothing is configured"
    );
    let cases = [
        (json!({"kind": "booking"}), 409, "not_configured"),
        (json!({"kind": "tour", "target": "x"}), 400, "bad_request"),
        (json!({"kind": "plan"}), 400, "bad_request"),
        (
            json!({"kind": "tour", "message_id": "m-9"}),
            404,
            "not_found",
        ),
        (json!({"kind": "https://evil.example"}), 400, "bad_request"),
    ];
    for (body, status, code) in cases {
        let refused = served.refused(links, body.clone()).await;
        assert_eq!(refused, (status, code.to_owned()), "{body}");
    }
    served
        .post("/v1/conversations/c-1/end", json!({"by": "api"}))
        .await;
    let refused = served.refused(links, json!({"kind": "tour"})).await;
    assert_eq!(refused, (409, "ended".to_owned()));
    let nobody = served.refused("/v1/conversations/c-9/links", json!({"kind": "tour"}));
    assert_eq!(nobody.await.0, 404);
}

#[tokio::test]
async fn offered_followed_and_taken_are_told_apart() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    for nth in 0..3 {
        let id = format!("c-{nth}");
        let session = served.begin(&id, json!({})).await;
        let links = format!("/v1/conversations/{id}/links");
        let link = served
            .post(&links, json!({"kind": "tour"}))
            .await
            .json::<Value>();
        if nth > 0 {
            served.server.get(&path_of(&link["url"]), &[]).await;
        }
        if nth > 1 {
            let tour = json!({"session_id": session, "kind": "tour", "record": "V1"});
            assert_eq!(served.post("/v1/conversions", tour).await.status, 201);
        }
    }
    let offers = served.get("/v1/offers").await.json::<Value>();
    let tour = &offers["offers"][2];
    let expected = json!({"kind": "tour", "offered": 3, "followed": 2, "taken": 1});
    assert_eq!(tour, &expected, "{offers}");
    let elsewhere = served.get("/v1/offers?space=nowhere").await.json::<Value>();
    assert_eq!(elsewhere["offers"][2]["offered"], 0);
    let later = served.get("/v1/offers?from=2026-11-22T08:00:00Z").await;
    assert_eq!(later.json::<Value>()["offers"][2]["offered"], 0);
}

#[tokio::test]
async fn a_tour_makes_a_visitor_who_remembers_the_sessions() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let one = served.begin("c-1", json!({})).await;
    let two = served.begin("c-2", json!({})).await;
    served.say("c-1", "m-1", "Tuesday at ten?").await;
    let tour = json!({"session_id": one, "kind": "tour", "record": "V-7",
        "person": {"name": "Ada Byron", "email": "ada@example.com"}});
    let made = served.post("/v1/conversions", tour.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json::<Value>();
    let later = ServedStore::later(&home, 60, settings()).await;
    let again = later.post("/v1/conversions", tour).await;
    assert_eq!(again.status, 200);
    let again = again.json::<Value>();
    let at = |it: &Value| it["conversions"][0]["occurred_at"].clone();
    assert_eq!(at(&again), at(&made), "the first delivery says when");
    let second = json!({"session_id": two, "kind": "tour", "record": "V-7",
        "person": {"phone": "+44 20 7946 0000"}});
    assert_eq!(served.post("/v1/conversions", second).await.status, 201);
    let visitor = served.get("/v1/records/visitor/V-7").await.json::<Value>();
    assert_eq!(visitor["custom_fields"]["session_ids"], json!([one, two]));
    assert_eq!(visitor["name"], "Ada Byron", "what is not said again stays");
    assert_eq!(visitor["phone"], "+44 20 7946 0000");
    let unasked = served.server.get("/visitors/V-7", &[]).await;
    assert_eq!(unasked.status, 401);
    let asks = unasked.headers["www-authenticate"].to_str().unwrap();
    assert!(asks.starts_with("Basic"), "a browser asks its user: {asks}");
    let basic = base64(&format!("me:{}", served.token));
    let page = served
        .server
        .get("/visitors/V-7", &[("authorization", &basic)])
        .await;
    assert_eq!(page.status, 200);
    for words in ["Ada Byron", "Tuesday at ten?", one.as_str(), two.as_str()] {
        assert!(page.text().contains(words), "{words}");
    }
    let counts = home.store.counts().await.unwrap();
    assert_eq!(counts.conversions, 2);
}

fn base64(pair: &str) -> String {
    use base64::Engine as _;
    let pair = base64::engine::general_purpose::STANDARD.encode(pair);
    format!("Basic {pair}")
}

#[tokio::test]
async fn a_sign_up_of_somebody_new_is_two_outcomes_and_of_a_known_one_is_one() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let one = served.begin("c-1", json!({})).await;
    let two = served.begin("c-2", json!({})).await;
    let sign_up = |session: &str, contract: &str| {
        json!({"session_id": session, "kind": "contract", "record": contract,
            "coworker": "P-1", "title": "Hot desk", "person": {"name": "Ada", "email": "ada@example.com"}})
    };
    let kinds = |reply: &Value| {
        let all = reply["conversions"].as_array().unwrap().iter();
        let mut all = all
            .map(|it| it["kind"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>();
        all.sort();
        all
    };
    let first = served.post("/v1/conversions", sign_up(&one, "K-1")).await;
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(kinds(&first.json()), ["contract", "customer"]);
    let again = served.post("/v1/conversions", sign_up(&one, "K-1")).await;
    assert_eq!(again.status, 200);
    assert_eq!(kinds(&again.json()), ["contract", "customer"]);
    let known = served.post("/v1/conversions", sign_up(&two, "K-2")).await;
    assert_eq!(kinds(&known.json()), ["contract"], "known by then");
    assert_eq!(home.store.counts().await.unwrap().conversions, 3);
    let person = served.get("/v1/records/coworker/P-1").await.json::<Value>();
    assert_eq!(person["name"], "Ada");
    let named = json!({"id": "c-3", "space_id": SPACE, "channel": "chat", "customer_id": "P-1"});
    assert_eq!(served.post("/v1/conversations", named).await.status, 201);
    let owner = &served.whole("c-1").await["conversation"]["customer_id"];
    assert_eq!(owner, "P-1", "the conversation is theirs now");
    let stray = json!({"session_id": one, "kind": "customer", "record": "V", "coworker": "P-1"});
    assert_eq!(served.refused("/v1/conversions", stray).await.0, 400);
}

#[tokio::test]
async fn what_nobody_can_place_is_kept_and_replayed() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let booking = json!({"session_id": "not-yet", "kind": "booking", "record": "B-1"});
    for _ in 0..2 {
        let refused = served.refused("/v1/conversions", booking.clone()).await;
        assert_eq!(refused, (404, "unknown_session".to_owned()));
    }
    let letters = served.get("/v1/dead-letters").await.json::<Value>();
    let letters = letters["dead_letters"].as_array().unwrap();
    assert_eq!(letters.len(), 1, "the same delivery is the same letter");
    assert_eq!(letters[0]["attempts"], 2);
    assert_eq!(letters[0]["origin"], "api");
    assert_eq!(letters[0]["payload"]["record"], "B-1");
    let replay = format!("/v1/dead-letters/{}/replay", letters[0]["id"]);
    let early = served.refused(&replay, Value::Null).await;
    assert_eq!(early, (404, "unknown_session".to_owned()));
    // The conversation comes by another way, an hour later, with that session.
    let mut change = crate::things::conversation("late");
    change.conversation.session_id = "not-yet".to_owned();
    home.store.put(&change).await.unwrap();
    let later = ServedStore::later(&home, 60, settings()).await;
    let replayed = later.post(&replay, Value::Null).await;
    assert_eq!(replayed.status, 200, "{}", replayed.text());
    let tied = &replayed.json::<Value>()["conversions"][0];
    assert_eq!(
        tied["occurred_at"],
        json!(now()),
        "it happened when it first came"
    );
    assert_eq!(later.refused(&replay, Value::Null).await.1, "replayed");
    let whole = later.whole("late").await;
    assert_eq!(whole["conversions"][0]["record"], "B-1");
    let drop = format!("/v1/dead-letters/{}", letters[0]["id"]);
    assert_eq!(
        later.send(Method::DELETE, &drop, Value::Null).await.status,
        204
    );
    assert_eq!(
        later.send(Method::DELETE, &drop, Value::Null).await.status,
        404
    );
}

#[tokio::test]
async fn leads_tickets_and_inbox_items_hang_on_their_conversation() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    served.begin("c-1", json!({})).await;
    let at = |path: &str| format!("/v1/conversations/c-1/{path}");
    let lead = json!({"id": "l-1", "email": "ada@example.com", "note": "An office for six"});
    assert_eq!(served.post(&at("leads"), lead.clone()).await.status, 201);
    let later = ServedStore::later(&home, 30, settings()).await;
    assert_eq!(later.post(&at("leads"), lead).await.status, 200);
    let other = json!({"id": "l-1", "email": "bob@example.com"});
    assert_eq!(
        served.refused(&at("leads"), other).await,
        (409, "conflict".to_owned())
    );
    assert_eq!(
        served
            .refused(&at("leads"), json!({"note": "no one"}))
            .await
            .0,
        400
    );
    let ticket = json!({"id": "t-1", "subject": "The door is stuck"});
    let opened = served.post(&at("escalate"), ticket.clone()).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    assert_eq!(
        path_of(&opened.json::<Value>()["url"]),
        "/records/ticket/t-1"
    );
    assert_eq!(later.post(&at("escalate"), ticket).await.status, 200);
    assert_eq!(
        served.whole("c-1").await["conversation"]["escalation"],
        "pending"
    );
    let state = json!({"state": "resolved"});
    let resolved = served.send(Method::PUT, &at("escalation"), state).await;
    assert_eq!(resolved.json::<Value>()["escalation"], "resolved");
    let item = |status: &str| json!({"title": "Offer a day pass", "status": status});
    let path = at("inbox-items/i-1");
    assert_eq!(
        served
            .send(Method::PUT, &path, item("pending"))
            .await
            .status,
        201
    );
    let decided = later.send(Method::PUT, &path, item("approved")).await;
    assert_eq!(decided.status, 200);
    assert_eq!(
        decided.json::<Value>()["created_at"],
        json!(now()),
        "made when first written"
    );
    let whole = served.whole("c-1").await;
    for (kind, count) in [("leads", 1), ("tickets", 1), ("inbox_items", 1)] {
        assert_eq!(whole[kind].as_array().unwrap().len(), count, "{kind}");
    }
    assert_eq!(whole["inbox_items"][0]["status"], "approved");
    let javascript = json!({"subject": "x", "url": "javascript:alert(1)"});
    assert_eq!(served.refused(&at("escalate"), javascript).await.0, 400);
}

#[tokio::test]
async fn a_deleted_conversation_is_gone_everywhere() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let gone = served.begin("c-1", json!({})).await;
    let kept = served.begin("c-2", json!({})).await;
    served.say("c-1", "m-1", "a secret word").await;
    for (session, record) in [(&gone, "V-1"), (&gone, "V-2"), (&kept, "V-2")] {
        let tour = json!({"session_id": session, "kind": "tour", "record": record});
        assert_eq!(served.post("/v1/conversions", tour).await.status, 201);
    }
    let link = json!({"kind": "tour"});
    let link = served
        .post("/v1/conversations/c-1/links", link)
        .await
        .json::<Value>();
    served
        .post("/v1/conversations/c-1/leads", json!({"name": "Ada"}))
        .await;
    let receipt = served
        .send(Method::DELETE, "/v1/conversations/c-1", Value::Null)
        .await;
    assert_eq!(receipt.status, 200, "{}", receipt.text());
    let receipt = receipt.json::<Value>();
    let expected = [
        ("conversations", 1),
        ("messages", 1),
        ("conversions", 2),
        ("leads", 1),
        ("links", 1),
        ("records", 1),
    ];
    for (what, count) in expected {
        assert_eq!(receipt[what], count, "{what} in {receipt}");
    }
    assert_eq!(served.get("/v1/conversations/c-1").await.status, 404);
    assert_eq!(served.get("/v1/records/visitor/V-1").await.status, 404);
    let other = served.get("/v1/records/visitor/V-2").await.json::<Value>();
    assert_eq!(other["custom_fields"]["session_ids"], json!([kept]));
    assert_eq!(
        served.server.get(&path_of(&link["url"]), &[]).await.status,
        404
    );
    let again = json!({"id": "c-1", "space_id": SPACE, "channel": "chat"});
    assert_eq!(
        served.refused("/v1/conversations", again).await,
        (410, "deleted".to_owned())
    );
    let feed = served.get("/v1/changes").await;
    assert!(!feed.text().contains("a secret word") && !feed.text().contains(&gone));
    assert_eq!(feed.json::<Value>()["tombstones"][0]["id"], "c-1");
}

#[tokio::test]
async fn a_person_is_found_by_any_of_their_names_and_forgotten_whole() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let ada = json!({"name": "Ada Byron", "email": "Ada@Example.com"});
    assert_eq!(
        served
            .send(Method::PUT, "/v1/customers/P-1", ada.clone())
            .await
            .status,
        200
    );
    served.begin("by-id", json!({"customer_id": "P-1"})).await;
    served
        .begin(
            "by-mail",
            json!({"channel": "email", "external_identifier": "ada@example.com"}),
        )
        .await;
    let toured = served.begin("by-record", json!({})).await;
    served.begin("by-lead", json!({})).await;
    served
        .begin("of-bob", json!({"external_identifier": "bob@example.com"}))
        .await;
    let lead = json!({"email": "ADA@example.com"});
    served.post("/v1/conversations/by-lead/leads", lead).await;
    let tour = json!({"session_id": toured, "kind": "tour", "record": "V-1",
        "person": {"email": "ada@example.com"}});
    served.post("/v1/conversions", tour).await;
    let stray = json!({"session_id": "nobody's", "kind": "tour", "record": "V-9",
        "person": {"email": "ada@example.com"}});
    served.post("/v1/conversions", stray).await;
    let path = "/v1/persons/ada%40example.com";
    let known = served.get(path).await.json::<Value>();
    let ids = known["conversations"].as_array().unwrap().iter();
    let ids = ids
        .map(|it| it["id"].as_str().unwrap())
        .collect::<std::collections::BTreeSet<_>>();
    let expected = ["by-id", "by-lead", "by-mail", "by-record"];
    assert_eq!(ids.into_iter().collect::<Vec<_>>(), expected);
    for (what, count) in [
        ("customers", 1),
        ("leads", 1),
        ("records", 1),
        ("dead_letters", 1),
    ] {
        assert_eq!(known[what].as_array().unwrap().len(), count, "{what}");
    }
    let receipt = served.send(Method::DELETE, path, Value::Null).await;
    assert_eq!(receipt.status, 200, "{}", receipt.text());
    let receipt = receipt.json::<Value>();
    let expected = [
        ("conversations", 4),
        ("customers", 1),
        ("records", 1),
        ("dead_letters", 1),
        ("leads", 1),
        ("conversions", 1),
    ];
    for (what, count) in expected {
        assert_eq!(receipt[what], count, "{what} in {receipt}");
    }
    let known = served.get(path).await.json::<Value>();
    assert!(
        known
            .as_object()
            .unwrap()
            .values()
            .all(|it| it.as_array().unwrap().is_empty())
    );
    assert_eq!(
        served.send(Method::DELETE, path, Value::Null).await.status,
        404
    );
    let back = served.send(Method::PUT, "/v1/customers/P-1", ada).await;
    assert_eq!(
        back.status, 410,
        "who was deleted does not come back by accident"
    );
    let feed = served.get("/v1/changes").await;
    assert!(
        !feed.text().to_lowercase().contains("ada@example.com"),
        "{}",
        feed.text()
    );
    let kinds = feed.json::<Value>()["tombstones"].as_array().unwrap().len();
    assert_eq!(kinds, 5, "four conversations and a customer");
    assert_eq!(served.get("/v1/conversations/of-bob").await.status, 200);
}

#[tokio::test]
async fn a_telephone_number_is_the_same_however_it_is_written() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let number = json!({"channel": "whatsapp", "external_identifier": "+44 20 7946-0000"});
    served.begin("c-1", number).await;
    let known = served
        .get("/v1/persons/+442079460000")
        .await
        .json::<Value>();
    assert_eq!(known["conversations"][0]["id"], "c-1");
    let none = served
        .get("/v1/persons/+442079460001")
        .await
        .json::<Value>();
    assert_eq!(none["conversations"], json!([]));
}

/// A lead of somebody else who wrote that there is no number, and records that are numbered like a
/// person.
#[tokio::test]
async fn nobody_else_is_found_or_forgotten_with_a_person() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    served.begin("of-noel", json!({})).await;
    let lead = json!({"name": "Noel", "phone": "none"});
    served.post("/v1/conversations/of-noel/leads", lead).await;
    let session = served.begin("of-mia", json!({})).await;
    for kind in ["booking", "contract", "tour"] {
        let made = json!({"session_id": session, "kind": kind, "record": "1001"});
        assert_eq!(served.post("/v1/conversions", made).await.status, 201);
    }
    served
        .begin(
            "of-rosa",
            json!({"external_identifier": "rosa@example.com"}),
        )
        .await;
    let rosa = json!({"name": "Rosa"});
    served.send(Method::PUT, "/v1/customers/1001", rosa).await;
    served
        .begin("of-1001", json!({"customer_id": "1001"}))
        .await;
    for (name, conversation) in [("rosa@example.com", "of-rosa"), ("1001", "of-1001")] {
        let path = format!("/v1/persons/{name}");
        let known = served.get(&path).await.json::<Value>();
        let all = known["conversations"].as_array().unwrap();
        assert_eq!(all.len(), 1, "{name}: {known}");
        assert_eq!(all[0]["id"], conversation);
        assert_eq!(known["records"], json!([]), "{name}");
        served.send(Method::DELETE, &path, Value::Null).await;
    }
    for id in ["of-noel", "of-mia"] {
        let whole = served.get(&format!("/v1/conversations/{id}")).await;
        assert_eq!(whole.status, 200, "{id}");
    }
}

#[tokio::test]
async fn whoever_was_deleted_does_not_come_back_by_a_late_delivery() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let session = served.begin("c-1", json!({})).await;
    let other = served.begin("c-2", json!({})).await;
    let ada = json!({"name": "Ada", "email": "ada@example.com"});
    let sign_up = |session: &str, record: &str| {
        json!({"session_id": session, "kind": "contract", "record": record, "coworker": "P-1",
            "person": ada})
    };
    assert_eq!(
        served
            .post("/v1/conversions", sign_up(&session, "K-1"))
            .await
            .status,
        201
    );
    // The person is known by then: the other conversation has no outcome of kind customer.
    assert_eq!(
        served
            .post("/v1/conversions", sign_up(&other, "K-2"))
            .await
            .status,
        201
    );
    let receipt = served.send(Method::DELETE, "/v1/conversations/c-2", Value::Null);
    assert_eq!(receipt.await.status, 200);
    let person = served.get("/v1/records/coworker/P-1").await.json::<Value>();
    assert_eq!(person["custom_fields"]["session_ids"], json!([session]));
    let late = served
        .refused("/v1/conversions", sign_up(&other, "K-3"))
        .await;
    assert_eq!(
        late,
        (410, "deleted".to_owned()),
        "its conversation was deleted"
    );
    assert_eq!(
        served
            .send(Method::DELETE, "/v1/persons/P-1", Value::Null)
            .await
            .status,
        200
    );
    let later = served.begin("c-4", json!({})).await;
    let back = [
        sign_up(&session, "K-1"),
        sign_up(&later, "K-4"),
        json!({"session_id": later, "kind": "customer", "record": "P-1", "person": ada}),
    ];
    for delivery in back {
        let refused = served.refused("/v1/conversions", delivery.clone()).await;
        assert_eq!(refused, (410, "deleted".to_owned()), "{delivery}");
    }
    let letters = served.get("/v1/dead-letters").await;
    assert_eq!(
        letters.json::<Value>()["dead_letters"],
        json!([]),
        "nothing is kept of it"
    );
    let known = served
        .get("/v1/persons/ada@example.com")
        .await
        .json::<Value>();
    assert!(
        known
            .as_object()
            .unwrap()
            .values()
            .all(|it| it == &json!([])),
        "{known}"
    );
}

#[tokio::test]
async fn a_person_is_forgotten_by_number_with_all_that_is_theirs() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let session = served.begin("c-1", json!({})).await;
    let sign_up = json!({"session_id": session, "kind": "contract", "record": "K-1", "coworker": "P-1",
        "person": {"name": "Ada", "email": "ada@example.com", "phone": "+44 20 7946 0000"}});
    assert_eq!(served.post("/v1/conversions", sign_up).await.status, 201);
    served.begin("c-2", json!({"customer_id": "P-1"})).await;
    served.begin("c-3", json!({})).await;
    let lead = json!({"email": "ada@example.com"});
    served.post("/v1/conversations/c-3/leads", lead).await;
    let gone = served
        .send(Method::DELETE, "/v1/persons/442079460000", Value::Null)
        .await;
    let receipt = gone.json::<Value>();
    for (what, count) in [
        ("conversations", 3),
        ("customers", 1),
        ("leads", 1),
        ("records", 2),
    ] {
        assert_eq!(receipt[what], count, "{what} in {receipt}");
    }
    let feed = served.get("/v1/changes").await.text();
    assert!(
        !feed.contains("ada@example.com") && !feed.contains("Ada"),
        "{feed}"
    );
}

#[tokio::test]
async fn a_replayed_letter_says_nothing_any_more() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let stray = json!({"session_id": "late", "kind": "tour", "record": "V-1",
        "person": {"email": "ada@example.com"}});
    served.post("/v1/conversions", stray).await;
    let mut change = crate::things::conversation("c-1");
    change.conversation.session_id = "late".to_owned();
    home.store.put(&change).await.unwrap();
    let letters = served.get("/v1/dead-letters").await.json::<Value>();
    let replay = format!(
        "/v1/dead-letters/{}/replay",
        letters["dead_letters"][0]["id"]
    );
    assert_eq!(served.post(&replay, Value::Null).await.status, 200);
    let letters = served.get("/v1/dead-letters").await;
    assert!(!letters.text().contains("ada@example.com"));
    assert_eq!(served.refused(&replay, Value::Null).await.1, "replayed");
}

#[tokio::test]
async fn who_was_deleted_may_be_deleted_again_after_an_import() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let ada = json!({"name": "Ada"});
    served
        .send(Method::PUT, "/v1/customers/P-1", ada.clone())
        .await;
    assert_eq!(
        served
            .send(Method::DELETE, "/v1/persons/P-1", Value::Null)
            .await
            .status,
        200
    );
    let space = model::record::SpaceRecord {
        id: SPACE.into(),
        name: "Harbour".to_owned(),
        time_zone: "UTC".to_owned(),
    };
    let mut change = crate::things::conversation("imported");
    change.conversation.customer_id = Some("P-1".into());
    let customer = model::record::CustomerRecord {
        id: "P-1".into(),
        name: "Ada".to_owned(),
        company: None,
        email: None,
        profile_url: None,
    };
    let item = server::ImportedConversation {
        customer: Some(customer),
        change,
    };
    let items = std::iter::once(Ok::<_, server::StoreError>(item));
    let written = home.store.import(&space, items).await.unwrap();
    assert_eq!((written.created, written.kept_away), (0, 1));
    assert_eq!(
        served
            .send(Method::PUT, "/v1/customers/P-1", ada)
            .await
            .status,
        410
    );
}
