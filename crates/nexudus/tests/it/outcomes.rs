//! What a conversation led to: what the server ties to it is confirmed, what the same person did
//! soon after is inferred, and the two are never mixed.

use crate::support::{Desk, Kept, mock, noon};
use chrono::{DateTime, TimeDelta, Utc};
use daybook_nexudus::{Entity, NexudusSettings};
use serde_json::{Value, json};
use sources::Source;
use std::collections::BTreeSet;
use testkit::nexudus::{
    AuditTrailEntry, Booking, Coworker, CoworkerContract, CoworkerProduct, MockRow, NexudusMock,
    ProductTimePass, Session, TimePass, Visitor,
};

/// Puts what happened into a mock; answers its id.
type Happening = Box<dyn Fn(&NexudusMock) -> i64>;

pub(crate) const CHAT: &str = "f3b1c0de-the-session-id";

pub(crate) fn hours(hours: i64) -> DateTime<Utc> {
    noon() + TimeDelta::hours(hours)
}

/// A conversation at noon, of a person who is known by these.
pub(crate) fn talk(
    mock: &NexudusMock,
    chat: &str,
    coworker: Option<i64>,
    contact: Option<&str>,
) -> i64 {
    mock.world().put_at(
        &Session {
            chat_session: Some(chat.to_owned()),
            coworker_id: coworker,
            external_identifier: contact.map(str::to_owned),
            last_activity_utc: Some("2026-11-20T12:10:00Z".to_owned()),
            ..Session::default()
        },
        noon(),
    )
}

pub(crate) fn put<R: MockRow>(mock: &NexudusMock, row: &R, at: DateTime<Utc>) -> i64 {
    mock.world().put_at(row, at)
}

pub(crate) async fn outcomes(mock: &NexudusMock) -> Vec<(String, String, String, bool)> {
    let mut desk = Desk::default();
    Kept::of(mock).await.read(&mut desk).await.unwrap();
    desk.outcomes()
}

pub(crate) fn outcome(
    session: i64,
    kind: &str,
    record: i64,
    confirmed: bool,
) -> (String, String, String, bool) {
    (
        session.to_string(),
        kind.to_owned(),
        record.to_string(),
        confirmed,
    )
}

pub(crate) fn tour(email: &str, custom_fields: Value) -> Visitor {
    Visitor {
        full_name: "V".to_owned(),
        email: email.to_owned(),
        is_tour: true,
        custom_fields,
        ..Visitor::default()
    }
}

#[tokio::test]
async fn undocumented_fields_of_sessions_and_messages_confirm() {
    let mock = mock().await;
    let session = talk(&mock, CHAT, None, None);
    let booking = put(&mock, &Booking::default(), hours(1));
    let contract = put(&mock, &CoworkerContract::default(), hours(1));
    {
        let mut world = mock.world();
        world.change(Entity::Sessions, session, &[("BookingId", json!(booking))]);
        let message = testkit::nexudus::Message {
            ai_channel_session_id: Some(session),
            chat_message_role: Some("assistant".to_owned()),
            content: Some("Done".to_owned()),
            ..testkit::nexudus::Message::default()
        };
        let id = world.put(&message);
        world.change(
            Entity::Messages,
            id,
            &[("CoworkerContractId", json!(contract))],
        );
    }
    assert_eq!(
        outcomes(&mock).await,
        [
            outcome(session, "booking", booking, true),
            outcome(session, "contract", contract, true)
        ]
        .into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn what_a_session_names_is_confirmed_even_where_its_record_may_not_be_read() {
    let mock = mock().await;
    mock.quirks().refused.insert(Entity::Visitors);
    let session = talk(&mock, CHAT, None, None);
    mock.world()
        .change(Entity::Sessions, session, &[("VisitorId", json!(77))]);
    assert_eq!(outcomes(&mock).await, [outcome(session, "tour", 77, true)]);
}

#[tokio::test]
async fn a_session_id_in_the_custom_fields_confirms_in_both_shapes() {
    for fields in [
        json!([{ "Name": "Chat session", "Value": CHAT }]),
        json!({ "Data": [{ "Name": "Other", "Value": 3 }, { "Name": "Chat session", "Value": CHAT }] }),
    ] {
        let mock = mock().await;
        let session = talk(&mock, CHAT, None, None);
        talk(&mock, "another-session-id", None, None);
        let visitor = put(&mock, &tour("nobody@example.com", fields), hours(1));
        assert_eq!(
            outcomes(&mock).await,
            [outcome(session, "tour", visitor, true)]
        );
    }
}

#[tokio::test]
async fn the_same_person_soon_after_is_inferred_and_said_to_be() {
    let known = 9;
    let cases: Vec<(&str, Happening)> = vec![
        (
            "tour",
            Box::new(|mock| put(mock, &tour("Zoe@Example.com", Value::Null), hours(2))),
        ),
        (
            "customer",
            Box::new(|mock| {
                let coworker = Coworker {
                    mobile_phone: Some("+351 912 345 678".to_owned()),
                    ..Coworker::default()
                };
                put(mock, &coworker, hours(2))
            }),
        ),
        (
            "contract",
            Box::new(move |mock| {
                let contract = CoworkerContract {
                    coworker_id: known,
                    ..CoworkerContract::default()
                };
                put(mock, &contract, hours(2))
            }),
        ),
        (
            "booking",
            Box::new(move |mock| {
                let booking = Booking {
                    coworker_id: Some(known),
                    ..Booking::default()
                };
                put(mock, &booking, hours(2))
            }),
        ),
        (
            "day_pass",
            Box::new(move |mock| {
                let product = CoworkerProduct {
                    coworker_id: known,
                    product_name: "Day Pass".to_owned(),
                    ..CoworkerProduct::default()
                };
                put(mock, &product, hours(2))
            }),
        ),
    ];
    for (kind, happens) in cases {
        let mock = mock().await;
        let contact = match kind {
            "tour" => Some("zoe@example.com"),
            "customer" => Some("whatsapp:+351912345678"),
            _ => None,
        };
        let coworker = contact.is_none().then_some(known);
        let session = talk(&mock, CHAT, coworker, contact);
        let record = happens(&mock);
        assert_eq!(
            outcomes(&mock).await,
            [outcome(session, kind, record, false)],
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_person_is_known_through_the_customer_record() {
    let mock = mock().await;
    let coworker = put(
        &mock,
        &Coworker {
            email: "zoe@example.com".to_owned(),
            ..Coworker::default()
        },
        hours(-5_000),
    );
    let session = talk(&mock, CHAT, Some(coworker), None);
    let visitor = put(&mock, &tour("zoe@example.com", Value::Null), hours(1));
    assert_eq!(
        outcomes(&mock).await,
        [outcome(session, "tour", visitor, false)]
    );
}

#[tokio::test]
async fn the_stated_time_is_the_limit_and_an_outcome_before_is_none() {
    let cases = [
        (-1, None, false),
        (71, None, true),
        (73, None, false),
        (71, Some(24), false),
        (1, Some(0), false),
    ];
    for (after, window, expected) in cases {
        let mock = mock().await;
        talk(&mock, CHAT, None, Some("zoe@example.com"));
        put(&mock, &tour("zoe@example.com", Value::Null), hours(after));
        let settings = NexudusSettings {
            inference_hours: window.unwrap_or(72),
            ..NexudusSettings::default()
        };
        let mut desk = Desk::default();
        let kept = Kept::with(&mock, settings, 20).await;
        kept.read(&mut desk).await.unwrap();
        assert_eq!(
            desk.outcomes().len(),
            usize::from(expected),
            "{after} h, {window:?}"
        );
    }
}

#[tokio::test]
async fn of_several_conversations_the_last_one_before_it_is_meant() {
    let mock = mock().await;
    talk(&mock, CHAT, None, Some("zoe@example.com"));
    let later = mock.world().put_at(
        &Session {
            external_identifier: Some("zoe@example.com".to_owned()),
            ..Session::default()
        },
        hours(3),
    );
    mock.world().put_at(
        &Session {
            external_identifier: Some("zoe@example.com".to_owned()),
            ..Session::default()
        },
        hours(9),
    );
    let visitor = put(&mock, &tour("zoe@example.com", Value::Null), hours(5));
    assert_eq!(
        outcomes(&mock).await,
        [outcome(later, "tour", visitor, false)]
    );
}

#[tokio::test]
async fn a_visitor_who_is_no_tour_is_no_outcome() {
    let mock = mock().await;
    talk(&mock, CHAT, None, Some("zoe@example.com"));
    let guest = Visitor {
        is_tour: false,
        ..tour("zoe@example.com", Value::Null)
    };
    put(&mock, &guest, hours(1));
    assert!(outcomes(&mock).await.is_empty());
}

/// Where a mock says how long a product's time pass lasts.
#[derive(Clone, Copy, Debug)]
enum Minutes {
    /// The product has no time pass.
    NoPass,
    /// In the product's own row.
    OnRow(Option<i64>),
    /// In the time pass that the row names.
    OnPass(Option<i64>),
    /// Nowhere.
    Unsaid,
}

fn put_pass(mock: &NexudusMock, product_id: i64, minutes: Minutes) {
    let row = ProductTimePass {
        product_id,
        ..ProductTimePass::default()
    };
    let row = match minutes {
        Minutes::NoPass => return,
        Minutes::Unsaid => row,
        Minutes::OnRow(minutes) => ProductTimePass {
            extra: also(&[("MinutesIncluded", json!(minutes))]),
            ..row
        },
        Minutes::OnPass(minutes_included) => {
            let pass = TimePass {
                minutes_included,
                ..TimePass::default()
            };
            let time_pass_id = Some(put(mock, &pass, hours(-100)));
            ProductTimePass {
                time_pass_id,
                ..row
            }
        }
    };
    put(mock, &row, hours(-100));
}

#[tokio::test]
async fn a_day_pass_is_a_product_whose_time_has_no_limit_else_one_that_is_named_so() {
    use Minutes::{NoPass, OnPass, OnRow, Unsaid};
    let all = BTreeSet::new();
    let no_rows = BTreeSet::from([Entity::TimePasses]);
    let no_limits = BTreeSet::from([Entity::PassLimits]);
    // The minutes of the product's time pass; what may not be read; the name; a day pass?
    let cases = [
        (OnRow(None), &all, "Explorer", true),
        (OnRow(Some(240)), &all, "Day pass (4 hours)", false),
        (OnPass(None), &all, "Explorer", true),
        (OnPass(Some(240)), &all, "Day pass (4 hours)", false),
        (OnPass(None), &no_limits, "Explorer", false),
        (OnPass(Some(240)), &no_limits, "Day pass", true),
        (Unsaid, &all, "Explorer", false),
        (Unsaid, &all, "Day pass", true),
        (NoPass, &all, "Day pass", true),
        (NoPass, &all, "Coffee", false),
        (OnRow(None), &no_rows, "Explorer", false),
        (OnRow(None), &no_rows, "Day pass", true),
    ];
    for (minutes, refused, product_name, expected) in cases {
        let mock = mock().await;
        mock.quirks().refused.clone_from(refused);
        talk(&mock, CHAT, Some(9), None);
        put_pass(&mock, 5, minutes);
        let product = CoworkerProduct {
            coworker_id: 9,
            product_id: 5,
            product_name: product_name.to_owned(),
            ..CoworkerProduct::default()
        };
        put(&mock, &product, hours(1));
        let told = outcomes(&mock).await;
        assert_eq!(
            told.len(),
            usize::from(expected),
            "{minutes:?} {refused:?} {product_name}"
        );
    }
}

#[tokio::test]
async fn an_inferred_outcome_becomes_confirmed_and_moves_once_the_server_says_so() {
    let mock = mock().await;
    let first = talk(&mock, CHAT, None, None);
    let second = talk(&mock, "the-other-session-id", None, Some("zoe@example.com"));
    let visitor = put(&mock, &tour("zoe@example.com", Value::Null), hours(1));
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.outcomes(), [outcome(second, "tour", visitor, false)]);
    mock.clock().advance(TimeDelta::hours(3));
    let fields = json!([{ "Name": "Chat session", "Value": CHAT }]);
    mock.world()
        .change(Entity::Visitors, visitor, &[("CustomFields", fields)]);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.outcomes(), [outcome(first, "tour", visitor, true)]);
    let counts = kept.counts().await.unwrap().unwrap();
    assert_eq!(counts.conversions, 1, "and it counts once");
}

#[tokio::test]
async fn a_conversation_that_arrives_after_its_outcome_finds_it() {
    let mock = mock().await;
    let visitor = put(&mock, &tour("zoe@example.com", Value::Null), hours(1));
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    mock.clock().advance(TimeDelta::hours(2));
    let session = talk(&mock, CHAT, None, Some("zoe@example.com"));
    let ids = [("Subject", json!("touched, so that it is stamped now"))];
    mock.world().change(Entity::Sessions, session, &ids);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.outcomes(), [outcome(session, "tour", visitor, false)]);
}

#[tokio::test]
async fn another_rule_is_applied_to_what_was_kept_without_a_download() {
    let mock = mock().await;
    let session = talk(&mock, CHAT, Some(9), None);
    let product = CoworkerProduct {
        coworker_id: 9,
        product_name: "Explorer".to_owned(),
        ..CoworkerProduct::default()
    };
    let product = put(&mock, &product, hours(1));
    // The newest of a list is always read again; this one is not the one in question.
    put(&mock, &CoworkerProduct::default(), hours(9));
    mock.clock().advance(TimeDelta::hours(10));
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert!(desk.outcomes().is_empty());
    let rule = NexudusSettings {
        day_pass_words: vec!["explorer".to_owned()],
        ..NexudusSettings::default()
    };
    let shelf = std::sync::Arc::clone(&kept.shelf);
    let again = Kept::again(&mock, rule, 20, std::sync::Arc::clone(&shelf)).await;
    mock.clock().advance(TimeDelta::hours(30));
    mock.meter().reset();
    again.read(&mut desk).await.unwrap();
    assert_eq!(
        desk.outcomes(),
        [outcome(session, "day_pass", product, false)]
    );
    let named = format!("{product}");
    let asked_for = |asked: &testkit::nexudus::MeteredRequest| asked.query.contains(&named);
    assert!(
        !mock.meter().asked().iter().any(asked_for),
        "it is not read again"
    );
    // And back: what no rule supports any more goes.
    let back = Kept::again(&mock, NexudusSettings::default(), 20, shelf).await;
    back.read(&mut desk).await.unwrap();
    assert!(desk.outcomes().is_empty());
}

#[tokio::test]
async fn the_audit_trail_tells_deletions_at_once() {
    let mock = mock().await;
    let session = talk(&mock, CHAT, None, Some("zoe@example.com"));
    let visitor = put(&mock, &tour("zoe@example.com", Value::Null), hours(1));
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.outcomes(), [outcome(session, "tour", visitor, false)]);
    mock.clock().advance(TimeDelta::hours(1));
    {
        let mut world = mock.world();
        world.delete(Entity::Visitors, visitor);
        let entry = |audit_type, entity_id| AuditTrailEntry {
            entity_short_name: "Visitor".to_owned(),
            entity_id,
            audit_type,
            ..AuditTrailEntry::default()
        };
        world.put(&entry(2, 123));
        world.put(&entry(3, visitor));
    }
    kept.read(&mut desk).await.unwrap();
    assert!(desk.outcomes().is_empty());
}

#[tokio::test]
async fn links_are_made_from_templates_that_can_be_edited() {
    let mock = mock().await;
    let session = talk(&mock, CHAT, None, Some("zoe@example.com"));
    let visitor = put(&mock, &tour("zoe@example.com", Value::Null), hours(1));
    let own = r#"{"links":{"visitor":"https://desk.example/v/{id}"}}"#;
    let kept = Kept::with(&mock, NexudusSettings::of_json(own).unwrap(), 20).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    let url = desk.one(session).conversions[0].url.clone();
    assert_eq!(url, Some(format!("https://desk.example/v/{visitor}")));
}

/// Fields that the mock's records do not name by themselves.
pub(crate) fn also(fields: &[(&str, Value)]) -> serde_json::Map<String, Value> {
    let owned = |(key, value): &(&str, Value)| ((*key).to_owned(), value.clone());
    fields.iter().map(owned).collect()
}

#[tokio::test]
async fn an_outcome_that_moves_within_one_pass_is_in_one_place() {
    let mock = mock().await;
    let second = talk(&mock, CHAT, None, None);
    let visitor = put(&mock, &tour("zoe@example.com", Value::Null), hours(1));
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert!(desk.outcomes().is_empty());
    mock.clock().advance(TimeDelta::hours(3));
    // Sessions come first: it is inferred to be this one's, until the visitor's own change is read.
    let first = talk(&mock, "the-other-session-id", None, Some("zoe@example.com"));
    let touched = [("Subject", json!("touched, so that it is stamped now"))];
    mock.world().change(Entity::Sessions, first, &touched);
    let fields = json!([{ "Name": "Chat session", "Value": CHAT }]);
    mock.world()
        .change(Entity::Visitors, visitor, &[("CustomFields", fields)]);
    assert_eq!(kept.read(&mut desk).await.unwrap(), 1, "in one batch");
    assert_eq!(desk.outcomes(), [outcome(second, "tour", visitor, true)]);
    let counts = kept.counts().await.unwrap().unwrap();
    assert_eq!(counts.conversions, 1);
}

#[tokio::test]
async fn a_booking_that_is_listed_and_deleted_within_one_pass_is_none() {
    let mock = mock().await;
    talk(&mock, CHAT, Some(9), None);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    mock.clock().advance(TimeDelta::hours(1));
    let booking = Booking {
        coworker_id: Some(9),
        ..Booking::default()
    };
    let booking = mock.world().put(&booking);
    // It goes between the list of bookings and that of deletions.
    mock.world().put(&AuditTrailEntry {
        entity_short_name: "Booking".to_owned(),
        entity_id: booking,
        audit_type: 3,
        ..AuditTrailEntry::default()
    });
    assert_eq!(kept.read(&mut desk).await.unwrap(), 1, "in one batch");
    assert!(desk.outcomes().is_empty());
}

#[tokio::test]
async fn a_field_that_merely_sounds_like_an_outcome_confirms_nothing() {
    let mock = mock().await;
    let session = talk(&mock, CHAT, None, None);
    let booking = put(&mock, &Booking::default(), hours(1));
    for field in ["BookingResourceId", "VisitorCoworkerId"] {
        mock.world()
            .change(Entity::Sessions, session, &[(field, json!(booking))]);
    }
    assert!(outcomes(&mock).await.is_empty());
}

#[tokio::test]
async fn what_a_session_names_must_be_there_where_it_can_be_read() {
    let mock = mock().await;
    let session = talk(&mock, CHAT, None, None);
    let other = talk(&mock, "the-other-session-id", None, None);
    let names = |session, id: i64| {
        mock.world()
            .change(Entity::Sessions, session, &[("VisitorId", json!(id))]);
    };
    names(session, 77);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert!(desk.outcomes().is_empty(), "in a first pass");
    mock.clock().advance(TimeDelta::hours(1));
    names(other, 78);
    kept.read(&mut desk).await.unwrap();
    assert!(desk.outcomes().is_empty(), "in a later one");
    // One that is there, and one that is there by id alone.
    mock.clock().advance(TimeDelta::hours(1));
    let listed = Visitor {
        id: 77,
        ..tour("nobody@example.com", Value::Null)
    };
    mock.world().put(&listed);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.outcomes(), [outcome(session, "tour", 77, true)]);
    mock.clock().advance(TimeDelta::hours(1));
    mock.quirks().hidden_from_lists.insert(Entity::Visitors);
    mock.world().put(&Visitor { id: 78, ..listed });
    names(other, 78);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(
        desk.outcomes(),
        [
            outcome(session, "tour", 77, true),
            outcome(other, "tour", 78, true)
        ]
    );
}

#[tokio::test]
async fn a_named_outcome_that_is_deleted_is_one_no_more() {
    let mock = mock().await;
    let session = talk(&mock, CHAT, None, None);
    let booking = put(&mock, &Booking::default(), hours(1));
    mock.world()
        .change(Entity::Sessions, session, &[("BookingId", json!(booking))]);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert_eq!(
        desk.outcomes(),
        [outcome(session, "booking", booking, true)]
    );
    mock.clock().advance(TimeDelta::hours(1));
    mock.world().delete(Entity::Bookings, booking);
    mock.world().put(&AuditTrailEntry {
        entity_short_name: "Booking".to_owned(),
        entity_id: booking,
        audit_type: 3,
        ..AuditTrailEntry::default()
    });
    kept.read(&mut desk).await.unwrap();
    assert!(desk.outcomes().is_empty());
}

#[tokio::test]
async fn an_outcome_of_a_record_that_was_there_before_happened_in_the_conversation() {
    let mock = mock().await;
    let session = talk(&mock, CHAT, None, None);
    let fields = json!([{ "Name": "Chat session", "Value": CHAT }]);
    put(&mock, &tour("nobody@example.com", fields), hours(-5_000));
    let booking = put(&mock, &Booking::default(), hours(-5_000));
    mock.world()
        .change(Entity::Sessions, session, &[("BookingId", json!(booking))]);
    let mut desk = Desk::default();
    Kept::of(&mock).await.read(&mut desk).await.unwrap();
    let held = &desk.one(session).conversions;
    let times: Vec<_> = held.iter().map(|one| one.occurred_at).collect();
    assert_eq!(times, [noon(), noon()]);
}
