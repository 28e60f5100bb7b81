//! What becomes of an outcome that a conversation has no longer. Only what the server says of the record itself takes
//! it back or moves it; what is concluded otherwise because more is known, or set up, was never that conversation's.

use crate::outcomes::{CHAT, hours, outcome, put, talk, tour};
use crate::support::{Desk, Kept, mock};
use chrono::TimeDelta;
use daybook_nexudus::{Entity, NexudusSettings};
use model::feed::RetractionCause;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::nexudus::{AuditTrailEntry, Booking, NexudusMock};

const OTHER: &str = "the-other-session-id";
const ZOE: &str = "zoe@example.com";

/// Changes that a server makes, to the record of an outcome or around it.
type Change = fn(&NexudusMock, i64);

fn delete(mock: &NexudusMock, entity: Entity, short_name: &str, id: i64) {
    let mut world = mock.world();
    world.delete(entity, id);
    world.put(&AuditTrailEntry {
        entity_short_name: short_name.to_owned(),
        entity_id: id,
        audit_type: 3,
        ..AuditTrailEntry::default()
    });
}

fn fields(chat: &str) -> Value {
    json!([{ "Name": "Chat session", "Value": chat }])
}

#[tokio::test]
async fn a_tour_is_taken_back_or_moved_by_what_the_server_says_of_it() {
    let deleted: Change = |mock, visitor| delete(mock, Entity::Visitors, "Visitor", visitor);
    let no_tour: Change = |mock, visitor| {
        let flag = [("IsTour", json!(false)), ("CustomFields", json!([]))];
        mock.world().change(Entity::Visitors, visitor, &flag);
    };
    let elsewhere: Change = |mock, visitor| {
        let fields = [("CustomFields", fields(OTHER))];
        mock.world().change(Entity::Visitors, visitor, &fields);
    };
    // Confirmed by its field, or only inferred by the person.
    let confirmed = (fields(CHAT), "nobody@example.com");
    let inferred = (Value::Null, ZOE);
    let cases = [
        (&confirmed, deleted, Some(None)),
        (&inferred, deleted, Some(None)),
        (&confirmed, no_tour, Some(None)),
        (&inferred, no_tour, Some(None)),
        (&confirmed, elsewhere, Some(Some(()))),
        // It was never known to be that of the first.
        (&inferred, elsewhere, None),
    ];
    for (nth, ((custom, email), change, expected)) in cases.into_iter().enumerate() {
        let mock = mock().await;
        let session = talk(&mock, CHAT, None, Some(ZOE));
        let other = talk(&mock, OTHER, None, None);
        let visitor = put(&mock, &tour(email, custom.clone()), hours(1));
        let (kept, mut desk) = (Kept::of(&mock).await, Desk::default());
        kept.read(&mut desk).await.unwrap();
        let is_confirmed = !custom.is_null();
        let first = outcome(session, "tour", visitor, is_confirmed);
        assert_eq!(desk.outcomes(), [first], "case {nth}");
        assert!(desk.left.is_empty(), "case {nth}");
        mock.clock().advance(TimeDelta::hours(3));
        change(&mock, visitor);
        kept.read(&mut desk).await.unwrap();
        let expected = match expected {
            None => RetractionCause::Reassigned,
            Some(None) => RetractionCause::TakenBack,
            Some(Some(())) => RetractionCause::Moved(other.to_string().as_str().into()),
        };
        let left: Vec<_> = desk.left.iter().map(|it| it.cause.clone()).collect();
        assert_eq!(left, [expected], "case {nth}");
        assert_eq!(desk.left[0].conversation.as_str(), session.to_string());
    }
}

#[tokio::test]
async fn a_booking_that_is_deleted_is_taken_back() {
    let mock = mock().await;
    let session = talk(&mock, CHAT, None, None);
    let booking = put(&mock, &Booking::default(), hours(1));
    mock.world()
        .change(Entity::Sessions, session, &[("BookingId", json!(booking))]);
    let (kept, mut desk) = (Kept::of(&mock).await, Desk::default());
    kept.read(&mut desk).await.unwrap();
    mock.clock().advance(TimeDelta::hours(1));
    delete(&mock, Entity::Bookings, "Booking", booking);
    kept.read(&mut desk).await.unwrap();
    let left: Vec<_> = desk.left.iter().map(|it| it.cause.clone()).collect();
    assert_eq!(left, [RetractionCause::TakenBack]);
}

#[tokio::test]
async fn another_setting_takes_nothing_back() {
    let mock = mock().await;
    talk(&mock, CHAT, None, Some(ZOE));
    put(&mock, &tour(ZOE, Value::Null), hours(1));
    let (kept, mut desk) = (Kept::of(&mock).await, Desk::default());
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.outcomes().len(), 1);
    let certain = NexudusSettings {
        inference_hours: 0,
        ..NexudusSettings::default()
    };
    let again = Kept::again(&mock, certain, 20, Arc::clone(&kept.shelf)).await;
    mock.clock().advance(TimeDelta::hours(30));
    again.read(&mut desk).await.unwrap();
    assert!(desk.outcomes().is_empty());
    let left: Vec<_> = desk.left.iter().map(|it| it.cause.clone()).collect();
    assert_eq!(left, [RetractionCause::Reassigned]);
}
