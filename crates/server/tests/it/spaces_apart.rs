//! A token that is bound to spaces: over every route there is, no word of another space comes out and none is
//! written there. Two spaces hold the same, in words that tell whose they are.

#[path = "spaces_attempts.rs"]
mod attempts;

use super::home;
use super::outcomes::ServedStore;
use crate::client::Reply;
use crate::things::{Home, SPACE, conversation, full, read_all};
use attempts::{RouteAttempt, readings, writings, writings_in_a_conversation};
use axum::http::Method;
use model::feed::{ChangesPage, RecordCounts, ServerInfo};
use model::record::{SpaceRecord, TombstoneKind};
use model::{Reach, RemoteId, Role};
use serde_json::{Value, json};
use server::settings::{CallToActionKind, LinkTemplate, SmtpSettings, SmtpTls};
use server::{NewToken, ServerSettings};
use std::collections::BTreeSet;

/// The other space.
const QUAY: &str = "quay";
const ROUTES: &str = include_str!("../../src/router.rs");

fn quay() -> SpaceRecord {
    SpaceRecord {
        id: QUAY.into(),
        name: "theirs-name".to_owned(),
        time_zone: "Europe/London".to_owned(),
    }
}

fn settings() -> ServerSettings {
    let mut settings = ServerSettings {
        records: server::RecordAccess::Token,
        limits: server::settings::RequestLimits::unhurried(),
        smtp: Some(SmtpSettings {
            host: "localhost".to_owned(),
            port: 25,
            tls: SmtpTls::None,
            user: None,
            password: None,
            from: "desk@quay.example".to_owned(),
        }),
        ..ServerSettings::default()
    };
    let tour = LinkTemplate::parse("https://harbour.example/{target}?s={session_id}").unwrap();
    settings.links.set(CallToActionKind::Tour, tour);
    settings
}

/// A server over two spaces. The token is an administrator's.
async fn served(home: &Home) -> ServedStore {
    home.store.put_spaces(&[quay()]).await.unwrap();
    ServedStore::later(home, 0, settings()).await
}

/// A token of a role, bound to one space.
async fn bound(served: &ServedStore, role: Role, space: &str) -> String {
    let mut token = NewToken::of(role);
    token.reach = Reach::Spaces([RemoteId::from(space)].into());
    served.server.store.create_token_of(&token).await.unwrap()
}

/// What cannot be guessed of a space that was filled.
struct SpaceContents {
    session: String,
    link: String,
}

/// Fills a space with everything there is, each word of which says whose it is.
async fn fill(served: &ServedStore, whose: &str, space: &str) -> SpaceContents {
    let own = |word: &str| format!("{whose}-{word}");
    let of_it = |path: &str| format!("/v1/conversations/{whose}-c{path}");
    for person in [own("customer"), own("goner")] {
        let about = json!({
            "name": own("name"), "company": own("company"), "email": format!("{whose}@people.example")
        });
        put(served, &format!("/v1/customers/{person}"), about).await;
    }
    let begin = json!({
        "space_id": space, "subject": own("subject"), "thread": own("thread"),
        "customer_id": own("customer"), "external_identifier": format!("{whose}@people.example"),
        "visitor_token": own("visitor"), "place": {"city": own("city")},
    });
    let session = served.begin(&own("c"), begin).await;
    let gone = json!({"space_id": space, "customer_id": own("goner")});
    served.begin(&own("gone"), gone).await;
    served.say(&own("c"), &own("m"), &own("words")).await;
    let offer = json!({"kind": "tour", "target": own("target"), "message_id": own("m")});
    let offered = made(served, &of_it("/links"), offer).await;
    let link = offered["url"].as_str().unwrap().rsplit('/').next().unwrap();
    let (tour, contract) = (own("tour"), own("contract"));
    for (kind, record) in [("tour", &tour), ("contract", &contract)] {
        let outcome = json!({
            "session_id": session, "kind": kind, "record": record, "title": own("title"),
            "person": {"name": own("name"), "email": format!("{whose}@people.example")},
            "coworker": (kind == "contract").then(|| own("coworker")),
        });
        made(served, "/v1/conversions", outcome).await;
    }
    let lead = json!({"id": own("lead"), "name": own("name"), "note": own("note")});
    made(served, &of_it("/leads"), lead).await;
    let ticket = json!({"id": own("ticket"), "subject": own("subject")});
    made(served, &of_it("/escalate"), ticket).await;
    let item = json!({"title": own("title"), "status": "pending"});
    put(
        served,
        &of_it(&format!("/inbox-items/{}", own("item"))),
        item,
    )
    .await;
    let mail = json!({"id": own("mail"), "email": format!("{whose}@people.example")});
    made(served, &of_it("/transcript"), mail).await;
    let lost = json!({"session_id": own("nowhere"), "kind": "booking", "record": own("booking")});
    served.refused("/v1/conversions", lost).await;
    let goner = format!("/v1/conversations/{whose}-gone");
    let goner = served.send(Method::DELETE, &goner, Value::Null).await;
    assert_eq!(goner.status, 200);
    SpaceContents {
        session,
        link: link.to_owned(),
    }
}

async fn put(served: &ServedStore, path: &str, body: Value) {
    let reply = served.send(Method::PUT, path, body).await;
    assert!(reply.status.is_success(), "{path}: {}", reply.text());
}

async fn made(served: &ServedStore, path: &str, body: Value) -> Value {
    let reply = served.post(path, body).await;
    assert!(reply.status.is_success(), "{path}: {}", reply.text());
    reply.json()
}

/// The words of a text that say that they are of the other space.
fn words_of_theirs(text: &str) -> BTreeSet<String> {
    let part_of_word = |it: char| it.is_alphanumeric() || "._:~@-".contains(it);
    let words = text.split(|it| !part_of_word(it));
    let theirs = words.filter(|word| {
        ["theirs-", "theirs@"]
            .iter()
            .any(|mark| word.contains(mark))
    });
    theirs.map(str::to_owned).collect()
}

/// Fails where an answer says more of the other space than the question did.
fn says_nothing_of(theirs: &SpaceContents, asked: &RouteAttempt, reply: &Reply) {
    let question = format!("{} {}", asked.path, asked.body);
    let (known, text) = (words_of_theirs(&question), reply.text());
    let told = words_of_theirs(&text);
    let at = format!("{} {}: {text}", asked.method, asked.path);
    assert_eq!(told.difference(&known).count(), 0, "{at}");
    for secret in [&theirs.session, &theirs.link] {
        assert!(question.contains(secret) || !text.contains(secret), "{at}");
    }
}

async fn send(served: &ServedStore, it: &RouteAttempt) -> Reply {
    if it.route != "/mcp" {
        return served
            .send(it.method.clone(), &it.path, it.body.clone())
            .await;
    }
    let bearer = format!("Bearer {}", served.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("accept", "application/json, text/event-stream"),
    ];
    let body = it.body.to_string().into();
    served
        .server
        .send(it.method.clone(), &it.path, &headers, body)
        .await
}

/// All that an administrator sees of the other space.
async fn state_of_theirs(served: &ServedStore) -> String {
    let page = served.get("/v1/changes?limit=10000").await.json::<Value>();
    let mut state = Vec::new();
    for list in ["spaces", "customers", "conversations", "tombstones"] {
        let rows = page[list].as_array().unwrap().iter().map(Value::to_string);
        state.extend(rows.filter(|row| !words_of_theirs(row).is_empty()));
    }
    for path in [
        "/v1/conversations/theirs-c/links",
        "/v1/persons/theirs@people.example",
        "/v1/records/visitor/theirs-tour",
        "/v1/records/visitor/both-tour",
        "/v1/records/coworker/theirs-coworker",
        "/v1/metrics?space=quay",
        "/v1/offers?space=quay",
    ] {
        state.push(served.get(path).await.text());
    }
    state.join("\n")
}

/// Two spaces that were filled alike, and an outcome that both reported and that counts in the other.
async fn two_spaces(served: &ServedStore) -> (SpaceContents, SpaceContents) {
    let mine = fill(served, "mine", SPACE).await;
    let theirs = fill(served, "theirs", QUAY).await;
    let clicked = served
        .server
        .get(&format!("/go/{}", theirs.link), &[])
        .await;
    assert_eq!(clicked.status, 302);
    for session in [&mine.session, &theirs.session] {
        let outcome = json!({"session_id": session, "kind": "tour", "record": "both-tour"});
        made(served, "/v1/conversions", outcome).await;
    }
    let counted = &served.whole("mine-c").await["conversions"];
    assert!(
        counted.to_string().contains("\"counted_in\":\"theirs-c\""),
        "{counted}"
    );
    (mine, theirs)
}

#[tokio::test]
async fn over_every_route_nothing_of_another_space_comes_out_and_nothing_is_written_there() {
    let home = home().await;
    let mut served = served(&home).await;
    let (mine, theirs) = two_spaces(&served).await;
    let (all, before) = (served.token.clone(), state_of_theirs(&served).await);
    for role in [Role::Admin, Role::Read, Role::Write, Role::converse()] {
        let token = bound(&served, role.clone(), SPACE).await;
        let mut attempts = readings();
        attempts.extend(writings_in_a_conversation());
        attempts.extend(writings(&mine, &theirs));
        served.token = token;
        for it in &attempts {
            let reply = send(&served, it).await;
            says_nothing_of(&theirs, it, &reply);
            let at = format!("{role} {} {}: {}", it.method, it.path, reply.text());
            if role == Role::Admin {
                assert_eq!(reply.status, it.status, "{at}");
                assert!(it.code.is_empty() || reply.error().1 == it.code, "{at}");
            } else if it.status >= 400 {
                assert!(reply.status.is_client_error(), "{at}");
            }
        }
        served.token.clone_from(&all);
        assert_eq!(state_of_theirs(&served).await, before, "{role}");
    }
    what_a_bound_token_delivered_lands_nowhere_else(&served, &theirs, &before).await;
}

/// The letter that the delivery to their session left is tried again by somebody who reaches everything.
async fn what_a_bound_token_delivered_lands_nowhere_else(
    served: &ServedStore,
    theirs: &SpaceContents,
    before: &str,
) {
    let letters = served.get("/v1/dead-letters").await.json::<Value>();
    let letters = letters["dead_letters"].as_array().unwrap();
    let named = |it: &&Value| it["payload"]["session_id"] == theirs.session.as_str();
    let letter = letters.iter().find(named).unwrap();
    let replay = format!("/v1/dead-letters/{}/replay", letter["id"]);
    let refused = served.refused(&replay, Value::Null).await;
    assert_eq!(refused, (404, "unknown_session".to_owned()));
    assert_eq!(state_of_theirs(served).await, before);
}

#[tokio::test]
async fn the_attempts_are_of_every_route_that_there_is() {
    let home = home().await;
    let served = served(&home).await;
    let nobody = SpaceContents {
        session: String::new(),
        link: String::new(),
    };
    let mut attempts = readings();
    attempts.extend(writings_in_a_conversation());
    attempts.extend(writings(&nobody, &nobody));
    let tried = attempts.iter().map(|it| it.route).collect::<BTreeSet<_>>();
    let named = ROUTES.split('"').skip(1).step_by(2);
    let mut routes = named
        .filter(|it| it.starts_with('/'))
        .collect::<BTreeSet<_>>();
    routes.insert("/v1/webhooks/{name}");
    assert_eq!(tried, routes);
    let document = served.get("/openapi.json").await.json::<Value>();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            let method = method.to_uppercase();
            let mut all = attempts.iter();
            let there = all.any(|it| it.route == path && it.method.as_str() == method);
            // The administrator's own reads of a person's or a conversation's parts are among them by path.
            assert!(there || method == "PARAMETERS", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn of_its_own_space_a_bound_token_sees_and_writes_everything() {
    let home = home().await;
    let mut served = served(&home).await;
    let (mine, _) = two_spaces(&served).await;
    served.token = bound(&served, Role::Admin, SPACE).await;
    for path in [
        "/v1/conversations/mine-c",
        "/v1/conversations/mine-c/links",
        "/v1/persons/mine@people.example",
        "/v1/records/visitor/mine-tour",
        "/v1/metrics?space=harbour",
        "/v1/offers?space=harbour",
        "/v1/changes",
        "/records/contract/mine-contract",
        "/records/customer/mine-customer",
        "/records/ticket/mine-ticket",
        "/visitors/mine-tour",
    ] {
        let reply = served.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    }
    let changes = served.get("/v1/changes").await.text();
    for part in [
        "mine-words",
        "mine-lead",
        "mine-ticket",
        "mine-item",
        "mine-name",
    ] {
        assert!(changes.contains(part), "{part} in {changes}");
    }
    assert!(
        changes.contains("\"counted_in\":\"elsewhere\""),
        "{changes}"
    );
    served.say("mine-c", "mine-more", "More").await;
    let outcome = json!({"session_id": mine.session, "kind": "booking", "record": "mine-b"});
    assert_eq!(served.post("/v1/conversions", outcome).await.status, 201);
    let back = served.send(
        Method::DELETE,
        "/v1/conversions/booking/mine-b",
        Value::Null,
    );
    assert_eq!(back.await.status, 200);
    let begun = json!({"customer_id": "mine-customer"});
    served.begin("mine-new", begun).await;
    let space = json!({"name": "Harbour", "time_zone": "Europe/London"});
    put(&served, "/v1/spaces/harbour", space).await;
    let changes = served.get("/v1/changes").await.text();
    assert!(
        changes.contains("\"name\":\"Harbour\""),
        "a new name is told"
    );
    let info = served.get("/v1/server").await.json::<ServerInfo>();
    assert_eq!(info.reach, Reach::Spaces([SPACE.into()].into()));
}

/// Everything that a token reads of the feed, page by page.
async fn read_feed(served: &ServedStore, limit: u32, after: Option<String>) -> Vec<ChangesPage> {
    let mut pages: Vec<ChangesPage> = Vec::new();
    loop {
        let after = pages.last().map(|page| page.next.clone()).or(after.clone());
        let after = after.map(|it| format!("&after={it}")).unwrap_or_default();
        let page = served
            .get(&format!("/v1/changes?limit={limit}{after}"))
            .await;
        let page = page.json::<ChangesPage>();
        if page.covered == 0 {
            return pages;
        }
        pages.push(page);
    }
}

#[tokio::test]
async fn the_cursor_passes_what_is_left_out_and_the_counts_are_of_what_is_seen() {
    let home = home().await;
    let mut served = served(&home).await;
    for nth in 0..30 {
        let mut change = full(&format!("c{nth}"), nth % 4);
        if nth % 3 > 0 {
            change.conversation.space_id = QUAY.into();
        }
        home.store.put(&change).await.unwrap();
    }
    served.token = bound(&served, Role::Read, SPACE).await;
    let whole = read_feed(&served, 10_000, None).await;
    let counts = served.get("/v1/counts").await.json::<RecordCounts>();
    for limit in [1, 7, 10_000] {
        let pages = read_feed(&served, limit, None).await;
        let seen = pages.iter().flat_map(|page| &page.changes.conversations);
        let seen = seen.collect::<Vec<_>>();
        assert!(
            seen.iter()
                .all(|it| it.conversation.space_id.as_str() == SPACE)
        );
        let messages = seen.iter().map(|it| it.messages.len() as u64).sum::<u64>();
        assert_eq!(
            (seen.len() as u64, messages),
            (counts.conversations, counts.messages)
        );
        assert_eq!(pages.last().unwrap().next, whole.last().unwrap().next);
        assert_eq!(pages.last().unwrap().remaining, 0);
    }
    assert_eq!(
        (counts.conversations, counts.conversions, counts.leads),
        (10, 10, 10)
    );
}

#[tokio::test]
async fn a_cursor_of_other_spaces_is_refused_so_that_everything_is_read_anew() {
    let home = home().await;
    let mut served = served(&home).await;
    home.store.put(&full("c", 1)).await.unwrap();
    let harbour = bound(&served, Role::Read, SPACE).await;
    let other = bound(&served, Role::Read, QUAY).await;
    let all = served.token.clone();
    for (made_for, shown_by) in [(&harbour, &other), (&all, &harbour), (&harbour, &all)] {
        served.token.clone_from(made_for);
        let next = read_feed(&served, 100, None).await.pop().unwrap().next;
        assert!(read_feed(&served, 100, Some(next.clone())).await.is_empty());
        served.token.clone_from(shown_by);
        let refused = served.get(&format!("/v1/changes?after={next}")).await;
        assert_eq!(refused.error(), (400, "bad_cursor".to_owned()));
    }
}

#[tokio::test]
async fn a_deletion_is_told_where_it_was_known_and_nowhere_else() {
    let home = home().await;
    let mut served = served(&home).await;
    two_spaces(&served).await;
    for person in ["mine@people.example", "theirs@people.example"] {
        let person = format!("/v1/persons/{person}");
        let gone = served.send(Method::DELETE, &person, Value::Null).await;
        assert_eq!(gone.status, 200);
    }
    served.token = bound(&served, Role::Read, SPACE).await;
    let pages = read_feed(&served, 100, None).await;
    let told = pages.iter().flat_map(|page| &page.changes.tombstones);
    let told = told
        .map(|it| (it.kind, it.id.to_string()))
        .collect::<Vec<_>>();
    let of = |kind, id: &str| told.contains(&(kind, id.to_owned()));
    for id in ["mine-c", "mine-gone"] {
        assert!(of(TombstoneKind::Conversation, id), "{id} in {told:?}");
    }
    for id in ["mine-customer", "mine-goner"] {
        assert!(of(TombstoneKind::Customer, id), "{id} in {told:?}");
    }
    assert!(
        told.iter().all(|(_, id)| words_of_theirs(id).is_empty()),
        "{told:?}"
    );
    let late = json!({"sender": "customer", "body": "Hello"});
    let gone = |id: &str| format!("/v1/conversations/{id}/messages");
    served.token = bound(&served, Role::Write, SPACE).await;
    assert_eq!(served.refused(&gone("mine-c"), late.clone()).await.0, 404);
    assert_eq!(served.refused(&gone("theirs-c"), late).await.0, 404);
}

#[tokio::test]
async fn a_person_whom_two_spaces_know_is_forgotten_in_one() {
    let home = home().await;
    let mut served = served(&home).await;
    put(
        &served,
        "/v1/customers/rosa",
        json!({"name": "Rosa", "email": "rosa@people.example"}),
    )
    .await;
    for (id, space) in [("here", SPACE), ("there", QUAY)] {
        let begin = json!({"space_id": space, "customer_id": "rosa"});
        served.begin(id, begin).await;
    }
    let all = served.token.clone();
    served.token = bound(&served, Role::Delete, SPACE).await;
    let found = served.get("/v1/persons/rosa").await.json::<Value>();
    assert_eq!(
        found["conversations"].as_array().unwrap().len(),
        1,
        "{found}"
    );
    assert_eq!(
        found["customers"][0]["name"], "Rosa",
        "this space knows her"
    );
    let gone = served
        .send(Method::DELETE, "/v1/persons/rosa", Value::Null)
        .await;
    let receipt = gone.json::<Value>();
    assert_eq!(
        (&receipt["conversations"], &receipt["customers"]),
        (&json!(1), &json!(0))
    );
    let found = served.get("/v1/persons/rosa").await.json::<Value>();
    assert_eq!(found["customers"].as_array().unwrap().len(), 0, "{found}");
    served.token = all;
    let left = served.get("/v1/persons/rosa").await.json::<Value>();
    assert_eq!(left["conversations"][0]["id"], "there", "{left}");
    assert_eq!(left["customers"][0]["name"], "Rosa");
}

#[tokio::test]
async fn what_a_token_is_bound_to_must_be_there() {
    let home = home().await;
    let mut token = NewToken::of(Role::Read);
    token.reach = Reach::Spaces([SPACE.into(), "nowhere".into()].into());
    let refused = home.store.create_token_of(&token).await.unwrap_err();
    assert!(
        refused.to_string().contains("no space nowhere"),
        "{refused}"
    );
    assert_eq!(
        home.store.tokens().await.unwrap(),
        [],
        "nothing is left of it"
    );
    token.reach = Reach::Spaces([SPACE.into()].into());
    home.store.create_token_of(&token).await.unwrap();
    assert_eq!(home.store.tokens().await.unwrap()[0].reach, token.reach);
}

#[tokio::test]
async fn a_conversation_that_moves_is_seen_where_it_is() {
    let home = home().await;
    let mut served = served(&home).await;
    let mut moved = full("moved", 2);
    home.store.put(&moved).await.unwrap();
    home.store.put(&conversation("stays")).await.unwrap();
    moved.conversation.space_id = QUAY.into();
    home.store.put(&moved).await.unwrap();
    for (space, seen) in [(SPACE, vec!["stays"]), (QUAY, vec!["moved"])] {
        served.token = bound(&served, Role::Read, space).await;
        let pages = read_feed(&served, 100, None).await;
        let ids = pages.iter().flat_map(|page| &page.changes.conversations);
        let ids = ids
            .map(|it| it.conversation.id.as_str())
            .collect::<Vec<_>>();
        assert_eq!(ids, seen);
        let counts = served.get("/v1/counts").await.json::<RecordCounts>();
        assert_eq!(counts.conversations, 1);
        let status = served.get("/v1/conversations/moved").await.status;
        assert_eq!(status, if space == QUAY { 200 } else { 404 });
    }
    let (all, _) = read_all(&home.store, 100).await;
    assert_eq!(all.conversations.len(), 2);
}
