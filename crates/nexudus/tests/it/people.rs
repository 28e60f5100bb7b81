//! Who is the same person: whose numbers and addresses are whose, however they are written.

use crate::outcomes::{CHAT, also, hours, outcome, outcomes, put, talk, tour};
use crate::support::{Desk, Kept, mock, noon, read};
use chrono::TimeDelta;
use daybook_nexudus::{Entity, StagingStore};
use serde_json::{Value, json};
use testkit::nexudus::{Booking, Business, Coworker, NexudusMock, Session, Visitor};

/// A customer with a number of their own, and their company's.
fn colleague(mock: &NexudusMock, name: &str, mobile: &str, land_line: &str) -> i64 {
    let coworker = Coworker {
        full_name: name.to_owned(),
        email: format!("{name}@example.com"),
        mobile_phone: Some(mobile.to_owned()),
        extra: also(&[("LandLine", json!(land_line))]),
        ..Coworker::default()
    };
    put(mock, &coworker, hours(-5_000))
}

/// A conversation at noon of a customer whose numbers are copied.
fn talk_of(mock: &NexudusMock, coworker: i64, mobile: &str, land_line: &str) -> i64 {
    mock.world().put_at(
        &Session {
            coworker_id: Some(coworker),
            coworker_mobile_phone: Some(mobile.to_owned()),
            extra: also(&[("CoworkerLandLine", json!(land_line))]),
            ..Session::default()
        },
        noon(),
    )
}

const ANAS: &str = "+351 912 345 678";
const BENS: &str = "+351 933 222 111";
const ACMES: &str = "+351 21 345 67 89";

fn guest(phone: &str) -> Visitor {
    Visitor {
        phone_number: Some(phone.to_owned()),
        ..tour("guest@example.com", Value::Null)
    }
}

#[tokio::test]
async fn two_customers_who_share_a_phone_number_are_two_people() {
    let mock = mock().await;
    let ana = colleague(&mock, "ana", ANAS, ACMES);
    let ben = colleague(&mock, "ben", BENS, ACMES);
    let anas = talk_of(&mock, ana, ANAS, ACMES);
    let bens = Booking {
        coworker_id: Some(ben),
        extra: also(&[("CoworkerLandLine", json!(ACMES))]),
        ..Booking::default()
    };
    put(&mock, &bens, hours(1));
    // Somebody of Acme, nobody knows who.
    put(&mock, &guest(ACMES), hours(2));
    let hers = put(&mock, &guest(ANAS), hours(3));
    assert_eq!(outcomes(&mock).await, [outcome(anas, "tour", hers, false)]);
}

#[tokio::test]
async fn copies_of_a_number_tell_that_it_is_shared_where_customers_may_not_be_read() {
    let mock = mock().await;
    mock.quirks().refused.insert(Entity::Coworkers);
    talk_of(&mock, 1, ANAS, ACMES);
    talk_of(&mock, 2, BENS, ACMES);
    put(&mock, &guest(ACMES), hours(2));
    assert!(outcomes(&mock).await.is_empty());
}

#[tokio::test]
async fn a_number_that_turns_out_to_be_shared_tells_nobody_any_more() {
    let mock = mock().await;
    let ana = colleague(&mock, "ana", ANAS, ACMES);
    let anas = talk_of(&mock, ana, ANAS, ACMES);
    let visitor = put(&mock, &guest(ACMES), hours(2));
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.outcomes(), [outcome(anas, "tour", visitor, false)]);
    mock.clock().advance(TimeDelta::hours(3));
    let ben = colleague(&mock, "ben", BENS, ACMES);
    let touched = [("CompanyName", json!("Acme"))];
    mock.world().change(Entity::Coworkers, ben, &touched);
    kept.read(&mut desk).await.unwrap();
    assert!(desk.outcomes().is_empty());
    // He gives it up: the number is hers again.
    mock.clock().advance(TimeDelta::hours(3));
    let none = [("LandLine", json!("000 000 000"))];
    mock.world().change(Entity::Coworkers, ben, &none);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.outcomes(), [outcome(anas, "tour", visitor, false)]);
}

#[tokio::test]
async fn an_address_of_a_contact_is_that_of_the_customer_whose_it_is() {
    let mock = mock().await;
    let ana = colleague(&mock, "ana", ANAS, ACMES);
    colleague(&mock, "ben", BENS, ACMES);
    let written = talk(&mock, CHAT, None, Some("whatsapp:+351912345678"));
    let booking = Booking {
        coworker_id: Some(ana),
        ..Booking::default()
    };
    let booking = put(&mock, &booking, hours(1));
    assert_eq!(
        outcomes(&mock).await,
        [outcome(written, "booking", booking, false)]
    );
}

/// A location in a zone.
fn location(mock: &NexudusMock, zone: &str) -> i64 {
    let location = Business {
        name: "Harbour".to_owned(),
        extra: also(&[("SimpleTimeZoneIanaName", json!(zone))]),
        ..Business::default()
    };
    put(mock, &location, hours(-5_000))
}

/// A conversation at noon on WhatsApp, which says whose number it is with its country.
fn talk_at(mock: &NexudusMock, business_id: i64, number: &str) -> i64 {
    mock.world().put_at(
        &Session {
            business_id,
            channel: "WhatsApp".to_owned(),
            external_identifier: Some(number.to_owned()),
            ..Session::default()
        },
        noon(),
    )
}

#[tokio::test]
async fn writings_of_one_number_are_one_person_and_numbers_that_end_alike_are_not() {
    let cases = [
        ("Europe/Lisbon", "351912345678", "912 345 678", true),
        (
            "Europe/Lisbon",
            "+351 912 345 678",
            "00351 912-345-678",
            true,
        ),
        ("Europe/London", "447946001800", "07946 001800", true),
        ("Europe/London", "447946001800", "٠٧٩٤٦٠٠١٨٠٠", true),
        (
            "America/Sao_Paulo",
            "551187654321",
            "(011) 98765-4321",
            true,
        ),
        ("America/New_York", "12125550123", "(212) 555-0123", true),
        // Nine digits at the end are the same, and it is another city.
        ("America/New_York", "12125550123", "(312) 555-0123", false),
        ("America/New_York", "12125550123", "+44 125550123", false),
        // What is national elsewhere is another number there.
        ("Europe/Berlin", "351912345678", "912 345 678", false),
    ];
    for (zone, platform, written, is_one) in cases {
        let mock = mock().await;
        let business = location(&mock, zone);
        let session = talk_at(&mock, business, platform);
        let visitor = put(&mock, &guest(written), hours(1));
        let expected = [outcome(session, "tour", visitor, false)];
        let expected = if is_one { &expected[..] } else { &[] };
        assert_eq!(
            outcomes(&mock).await,
            expected,
            "{zone} {platform} {written}"
        );
    }
}

#[tokio::test]
async fn what_stands_for_no_address_makes_nobody_the_same() {
    let mock = mock().await;
    let session = Session {
        external_identifier: Some("n/a".to_owned()),
        coworker_mobile_phone: Some("+351 912 345 678".to_owned()),
        ..Session::default()
    };
    mock.world().put_at(&session, noon());
    // Its number ends in the same six digits, so that the two are looked at side by side.
    let visitor = Visitor {
        email: "n/a".to_owned(),
        ..guest("+351 933 345 678")
    };
    put(&mock, &visitor, hours(1));
    assert!(outcomes(&mock).await.is_empty());
}

#[tokio::test]
async fn a_location_that_turns_out_to_be_elsewhere_has_other_numbers() {
    let mock = mock().await;
    let business = location(&mock, "Europe/Berlin");
    let session = talk_at(&mock, business, "351912345678");
    let visitor = put(&mock, &guest("912 345 678"), hours(1));
    let (kept, mut desk) = read(&mock).await;
    assert!(desk.outcomes().is_empty());
    mock.clock().advance(TimeDelta::hours(3));
    let zone = [("SimpleTimeZoneIanaName", json!("Europe/Lisbon"))];
    mock.world().change(Entity::Businesses, business, &zone);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.outcomes(), [outcome(session, "tour", visitor, false)]);
}

#[tokio::test]
async fn what_lies_under_keys_of_an_earlier_version_is_found_again() {
    let mock = mock().await;
    let business = location(&mock, "Europe/Lisbon");
    let session = talk_at(&mock, business, "351912345678");
    let ana = colleague(&mock, "ana", ANAS, ACMES);
    let (kept, mut desk) = read(&mock).await;
    for list in ["sessions", "coworkers"] {
        let mut all = kept.shelf.after(list, "", 100).await.unwrap();
        assert!(
            all.iter()
                .any(|one| one.keys.iter().any(|key| key.starts_with("phone:#")))
        );
        for one in &mut all {
            one.keys.retain(|key| !key.starts_with("phone:#"));
            one.keys.push("phone:912345678".to_owned());
        }
        kept.shelf.commit(&all);
    }
    let cursor = desk.cursor.take().unwrap();
    let earlier = cursor.replace("\"key_version\":2,", "");
    assert_ne!(cursor, earlier);
    desk.cursor = Some(earlier);
    mock.clock().advance(TimeDelta::hours(1));
    let booking = Booking {
        coworker_id: Some(ana),
        ..Booking::default()
    };
    let booking = put(&mock, &booking, hours(1));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(
        desk.outcomes(),
        [outcome(session, "booking", booking, false)]
    );
}
