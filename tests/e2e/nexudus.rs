//! A Nexudus account in the real window: connecting it, what it may read, a first sync with progress, a
//! server that asks for patience, a sign-in that lapses.

use crate::window::{Answer, PATIENCE, Window};
use crate::window_with;
use chrono::{DateTime, TimeDelta, Utc};
use journeys::driver::LOOK_AGAIN;
use nexudus::Entity;
use std::time::Instant;
use testkit::nexudus::{
    Business, CodeRefusal, EMAIL, ListFields, Message, MeteredRequest, NexudusMock, PASSWORD,
    Session, TOTP, TestClock, ThrottleRule, Visitor,
};

/// Conversations of the account, with two messages each: some pages of each list.
const CONVERSATIONS: u64 = 520;
/// Enough that reading them takes minutes at the documented pace.
const VISITORS: usize = 40_000;

/// Of what list a page is held, and which. The tours stand on pages before it.
const VISITED: &str = "spaces/visitors";
const HELD: usize = 10;

/// The limits hold on this machine too, so that there is a time to tell.
const LIMITED: [(&str, &str); 1] = [("DAYBOOK_LIMITS", "everywhere")];

async fn account() -> NexudusMock {
    let now = chrono::Utc::now();
    let mock = NexudusMock::start(TestClock::at(now)).await;
    let business_id = mock.world().put(&Business {
        name: "Harbour Works".to_owned(),
        ..Business::default()
    });
    for n in 0..CONVERSATIONS {
        let hours = i64::try_from(CONVERSATIONS - n).unwrap_or(0) * 3;
        put_conversation(&mock, business_id, n, now - TimeDelta::hours(hours));
    }
    for _ in 0..VISITORS {
        mock.world().put(&Visitor::default());
    }
    // The first sync stops long after the messages, with much left to do.
    mock.hold(VISITED, HELD);
    let mut quirks = mock.quirks();
    quirks.lists = ListFields::Whole;
    quirks.totp = true;
    quirks.refused.insert(Entity::Bookings);
    quirks.missing.insert(Entity::ProposedActions);
    drop(quirks);
    mock
}

/// A conversation with two messages; now and then a tour follows.
fn put_conversation(mock: &NexudusMock, business_id: i64, n: u64, at: DateTime<Utc>) {
    let mut world = mock.world();
    let chat = format!("session-of-a-conversation-{n}");
    let pick = |from: [&str; 4]| from[usize::try_from(n % 4).unwrap_or(0)].to_owned();
    let session = Session {
        business_id,
        channel: pick(["Chat", "Email", "WhatsApp", "Chat"]),
        chat_session: Some(chat.clone()),
        external_identifier: Some(format!("guest{n}@example.com")),
        subject: Some(pick([
            "A desk on Thursday",
            "A meeting room for six",
            "Parking for a visitor",
            "Looking around on Friday",
        ])),
        ..Session::default()
    };
    let session = world.put_at(&session, at);
    for (role, text) in [
        ("user", "Is there room for us this week?"),
        ("assistant", "Yes, **two** are free. Shall I book one?"),
    ] {
        let message = Message {
            business_id,
            ai_channel_session_id: Some(session),
            chat_session: Some(chat.clone()),
            chat_message_role: Some(role.to_owned()),
            content: Some(text.to_owned()),
            ..Message::default()
        };
        world.put_at(&message, at);
    }
    if n % 7 == 3 {
        let tour = Visitor {
            full_name: "A guest".to_owned(),
            is_tour: true,
            custom_fields: serde_json::json!([{ "Value": chat }]),
            ..Visitor::default()
        };
        world.put_at(&tour, at + TimeDelta::minutes(20));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_connects_nexudus_and_lives_with_it() {
    let mock = account().await;
    let Some(window) = window_with("nexudus", &LIMITED).await else {
        return;
    };
    connect(&window, &mock).await;
    see_the_table(&window).await;
    watch_the_first_sync(&window, &mock).await;
    ask_again(&window, &mock).await;
    change_a_rule(&window).await;
    connect_twice(&window, &mock).await;
    be_asked_to_wait(&window, &mock).await;
    lose_a_role(&window, &mock).await;
    lapse_and_sign_in(&window, &mock).await;
    sign_out(&window).await;
    assert_eq!(mock.meter().writes(), 0, "nothing but reads was sent");
    window.close().await;
}

/// With each thing that can be typed wrong, and what the form says to it.
async fn connect(window: &Window, mock: &NexudusMock) {
    window.wait_for("[data-testid=first-start-nexudus]").await;
    window.pictures("first-start").await;
    window.click("first-start-nexudus").await;
    window.wait_for("[data-testid=nexudus-name]").await;
    window.pictures("connect").await;
    window.click("nexudus-submit").await;
    window
        .text_containing("nexudus-form", "This is needed")
        .await;
    window.type_into("nexudus-name", "Harbour Works").await;
    window.type_into("nexudus-email", EMAIL).await;
    window.type_into("nexudus-password", "a guess").await;
    window.click("nexudus-address").await;
    window.type_into("nexudus-url", &mock.url()).await;
    window.answer(Answer::Once);
    window.click("nexudus-submit").await;
    window
        .text_containing("nexudus-error", "does not accept this e-mail and password")
        .await;
    // It may have been for want of a code, which nothing says; so there is a field for one.
    window.wait_for("[data-testid=nexudus-code]").await;
    window.pictures("connect-refused").await;
    window.type_into("nexudus-password", PASSWORD).await;
    window.click("nexudus-submit").await;
    window
        .text_containing("nexudus-error", "has a second factor")
        .await;
    window.pictures("connect-code").await;
    window.type_into("nexudus-code", TOTP).await;
    window.click("nexudus-submit").await;
}

async fn see_the_table(window: &Window) {
    window.wait_for("[data-testid=access-table]").await;
    // Three attempts at one address are one question.
    let asked = window.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].contains("Password"), "{asked:?}");
    for (thing, words) in [
        ("account-dialog", "Harbour Works"),
        ("account-fresh", "The first sync has begun"),
        ("account-summary", "14 of 16 kinds of record can be read"),
        ("access-sessions", "Available"),
        ("access-bookings", "No permission"),
        (
            "access-bookings",
            "Grant the roles Booking-List and Booking-Read",
        ),
        ("access-proposed_actions", "Not found"),
        ("access-proposed_actions", "sys/proposedactions"),
    ] {
        window.text_containing(thing, words).await;
    }
    assert_eq!(window.number("sent-writes").await, 0);
    assert!(window.number("sent-reads").await > 10);
    window.pictures("table").await;
    window.click("account-close").await;
}

async fn watch_the_first_sync(window: &Window, mock: &NexudusMock) {
    window.text_containing("status-sync", "minutes left").await;
    window.wait_for("[data-testid=row]").await;
    until_held(mock).await;
    window.pictures("first-sync").await;
    // They are gone when their turn comes.
    mock.quirks().hidden_from_lists.insert(Entity::Visitors);
    mock.let_go();
    assert_eq!(window.whole_copy().await, CONVERSATIONS);
}

/// Waits until the sync has come as far as it can.
async fn until_held(mock: &NexudusMock) {
    let page = format!("page={HELD}");
    let is_held = |asked: &MeteredRequest| {
        let mut pairs = asked.query.split('&');
        asked.path.contains(VISITED) && pairs.any(|pair| pair.eq_ignore_ascii_case(&page))
    };
    let started = Instant::now();
    while !mock.meter().asked().iter().any(is_held) {
        assert!(started.elapsed() < PATIENCE, "the held page is asked for");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

async fn ask_again(window: &Window, mock: &NexudusMock) {
    mock.quirks().refused.clear();
    window.click("source-open").await;
    window.wait_for("[data-testid=access-table]").await;
    window.click("ask-again").await;
    window
        .text_containing("account-summary", "15 of 16 kinds of record can be read")
        .await;
    window.text_containing("access-bookings", "Available").await;
    window.pictures("asked-again").await;
}

/// A role that goes is said at the foot of the window, and the page says what it was for.
async fn lose_a_role(window: &Window, mock: &NexudusMock) {
    mock.quirks().refused.insert(Entity::Bookings);
    mock.quirks().list_only.insert(Entity::Sessions);
    window.click("sync-now").await;
    window
        .text_containing("status-unread", "3 kinds of record cannot be read")
        .await;
    window.pictures("role-lost").await;
    window.click("status-unread").await;
    for (thing, words) in [
        ("access-bookings", "No permission"),
        ("access-sessions", "List only"),
        (
            "access-sessions",
            "Grant the role AiChannelSession-Read too",
        ),
        ("account-summary", "1 as a list only"),
    ] {
        window.text_containing(thing, words).await;
    }
    window.pictures("list-only").await;
    window.click("account-close").await;
    mock.quirks().refused.clear();
    mock.quirks().list_only.clear();
    window.click("sync-now").await;
    window
        .text_containing("status-unread", "1 kind of record cannot be read")
        .await;
}

async fn change_a_rule(window: &Window) {
    window.click("account-rules").await;
    window.type_into("rule-hours", "-1").await;
    window.click("rules-paths").await;
    window.type_into("rule-path-sessions", "../token").await;
    window.click("rules-save").await;
    window
        .text_containing("rules-form", "A whole number of hours")
        .await;
    window
        .text_containing("rules-form", "A path reads like")
        .await;
    window.pictures("rules-wrong").await;
    window.type_into("rule-hours", "24").await;
    window
        .type_into("rule-path-sessions", "crm/aichannelsessions")
        .await;
    window.click("rules-save").await;
    window.text_containing("rules-saved", "Saved").await;
    window.pictures("rules").await;
    window.click("account-access").await;
    window.click("ask-again").await;
    window
        .text_containing("access-sessions", "crm/aichannelsessions")
        .await;
    window
        .text_containing("access-sessions", "from Rules")
        .await;
    window.click("account-close").await;
}

/// The same account under another name would count everything twice.
async fn connect_twice(window: &Window, mock: &NexudusMock) {
    mock.quirks().totp = false;
    window.click("add-source").await;
    window.wait_for("[data-testid=card-nexudus]").await;
    window.pictures("add-source").await;
    window.click("card-nexudus").await;
    window.wait_for("[data-testid=nexudus-name]").await;
    window.pictures("add-nexudus").await;
    window.type_into("nexudus-name", "The same").await;
    window.type_into("nexudus-email", EMAIL).await;
    window.type_into("nexudus-password", PASSWORD).await;
    window.click("nexudus-address").await;
    window.type_into("nexudus-url", &mock.url()).await;
    window.click("nexudus-submit").await;
    window
        .text_containing("nexudus-error", "connected already, as “Harbour Works”")
        .await;
    window.pictures("connected-twice").await;
    window.click("dialog-cancel").await;
}

async fn be_asked_to_wait(window: &Window, mock: &NexudusMock) {
    at_rest(window).await;
    ask_for_patience(mock, 3_600);
    window.click("sync-now").await;
    window
        .until(
            "the run ends, and says until when it waits",
            "return words('status-sync').includes('Nexudus asked to wait until') \
             && one('status-stop') === null",
        )
        .await;
    window.pictures("throttled").await;
    ask_for_patience(mock, 2);
    window.click("sync-now").await;
    window
        .until(
            "a run waits, and can be stopped",
            "return words('status-sync').includes('Nexudus asked to wait until') \
             && one('status-stop') !== null",
        )
        .await;
    window.pictures("throttled-run").await;
    mock.quirks().throttle = None;
    at_rest(window).await;
}

fn ask_for_patience(mock: &NexudusMock, seconds: u32) {
    mock.quirks().throttle = Some(ThrottleRule {
        every: 1,
        status: 409,
        retry_after: Some(seconds),
    });
}

async fn lapse_and_sign_in(window: &Window, mock: &NexudusMock) {
    mock.sign_everybody_out();
    window.click("sync-now").await;
    window
        .text_containing("status-sync", "sign-in needed")
        .await;
    assert_eq!(
        window.number("metric-total").await,
        CONVERSATIONS,
        "what is here stays"
    );
    window.pictures("lapsed").await;
    window.click("status-sign-in").await;
    window
        .text_containing("sign-in-lapsed", "Not signed in to Nexudus")
        .await;
    window.text_containing("sign-in-account", EMAIL).await;
    window.pictures("sign-in").await;
    // The right password, and a second factor that the refusal does not name.
    {
        let mut quirks = mock.quirks();
        (quirks.totp, quirks.code) = (true, CodeRefusal::Unsaid);
    }
    window.type_into("sign-in-password", PASSWORD).await;
    window.click("sign-in-submit").await;
    window
        .text_containing("sign-in-error", "does not accept")
        .await;
    window.wait_for("[data-testid=nexudus-code]").await;
    window.pictures("sign-in-refused").await;
    window.type_into("nexudus-code", TOTP).await;
    window.click("sign-in-submit").await;
    at_rest(window).await;
    assert_eq!(window.whole_copy().await, CONVERSATIONS);
}

async fn sign_out(window: &Window) {
    window.click("source-open").await;
    window.click("account-sign-in").await;
    window.wait_for("[data-testid=sign-in-good]").await;
    window.pictures("signed-in").await;
    window.click("sign-out").await;
    window.wait_for("[data-testid=sign-in-lapsed]").await;
    window.click("account-close").await;
    window.wait_for("[data-testid=status-sign-in]").await;
}

/// Waits until no sync runs and the last one was good.
async fn at_rest(window: &Window) {
    window
        .until(
            "the sync is over",
            "return words('status-sync').startsWith('Synced')",
        )
        .await;
}
