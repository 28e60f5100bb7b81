//! Which custom field of a tour carries the session id: by its name, told by itself or by its
//! definition; and what is done where neither is known.

use crate::support::{Desk, Kept, mock, noon};
use chrono::TimeDelta;
use daybook_nexudus::{EndpointAccess, Entity, MemoryStagingStore, NexudusSettings};
use model::feed::StagedRecord;
use serde_json::json;
use sources::Source;
use std::sync::Arc;
use testkit::nexudus::{
    AuditTrailEntry, CustomField, CustomValue, MeteredRequest, NexudusMock, Session, Visitor,
    custom_fields,
};

/// Two session ids: one that cannot be met by coincidence, and one that can.
const LONG: &str = "f3b1c0de-the-session-id";
const SHORT: &str = "s-42";
/// The numbers of kinds of records and fields.
const VISITOR: i64 = 5;
const COWORKER: i64 = 1;
const TEXT: i64 = 1;
const LOCATION: i64 = 77;

/// A conversation at noon.
fn talk(mock: &NexudusMock, chat: &str) -> i64 {
    let session = Session {
        chat_session: Some(chat.to_owned()),
        ..Session::default()
    };
    mock.world().put_at(&session, noon())
}

/// A tour an hour later. The newest of a list is always read again, so there is a newer one.
fn tour(mock: &NexudusMock, values: &[CustomValue]) -> i64 {
    let visitor = |custom_fields| Visitor {
        business_id: LOCATION,
        email: "nobody@example.com".to_owned(),
        is_tour: true,
        custom_fields,
        ..Visitor::default()
    };
    let mut world = mock.world();
    let tour = visitor(custom_fields(values));
    let tour = world.put_at(&tour, noon() + TimeDelta::hours(1));
    let newer = visitor(custom_fields(&[]));
    world.put_at(&newer, noon() + TimeDelta::hours(9));
    tour
}

fn field(name: &str) -> CustomField {
    CustomField {
        business_id: LOCATION,
        name: name.to_owned(),
        record_type: VISITOR,
        field_type: TEXT,
        custom_field_index: 3,
        available_options: Some("a,b".to_owned()),
        ..CustomField::default()
    }
}

fn define(mock: &NexudusMock, field: &CustomField) -> i64 {
    mock.world().put_at(field, noon() - TimeDelta::days(9))
}

async fn read(mock: &NexudusMock) -> (Kept, Desk) {
    let (kept, mut desk) = (Kept::of(mock).await, Desk::default());
    mock.clock().advance(TimeDelta::hours(30));
    kept.read(&mut desk).await.unwrap();
    (kept, desk)
}

/// The next pass, some hours later.
async fn read_on(mock: &NexudusMock, kept: &Kept, desk: &mut Desk) {
    mock.clock().advance(TimeDelta::hours(3));
    mock.meter().reset();
    kept.read(desk).await.unwrap();
}

/// What is told, as pairs of a conversation and its confirmed tour.
fn confirmed(desk: &Desk) -> Vec<(i64, i64)> {
    let told = desk.outcomes().into_iter();
    let told = told.map(|(session, kind, record, is_confirmed)| {
        assert_eq!((kind.as_str(), is_confirmed), ("tour", true));
        (session.parse().unwrap(), record.parse().unwrap())
    });
    told.collect()
}

fn asked_by_id(mock: &NexudusMock, id: i64) -> bool {
    let named = id.to_string();
    let is_named =
        |asked: &MeteredRequest| asked.query.contains(&named) || asked.path.contains(&named);
    mock.meter().asked().iter().any(is_named)
}

#[tokio::test]
async fn a_field_of_that_name_carries_a_session_id_however_short_in_both_shapes() {
    for bare in [false, true] {
        for name in ["Chat session", "session_id", "AiChannelSessionId"] {
            let mock = mock().await;
            mock.quirks().bare_fields = bare;
            let session = talk(&mock, SHORT);
            talk(&mock, "s-43");
            let values = [
                CustomValue::named("Company size", "s-43"),
                CustomValue::named(name, SHORT),
            ];
            let tour = tour(&mock, &values);
            let (_, desk) = read(&mock).await;
            assert_eq!(confirmed(&desk), [(session, tour)], "{name} {bare}");
        }
    }
}

#[tokio::test]
async fn a_field_is_known_by_its_definition_in_both_shapes() {
    for bare in [false, true] {
        let mock = mock().await;
        mock.quirks().bare_fields = bare;
        let session = talk(&mock, SHORT);
        talk(&mock, "s-43");
        let named = define(&mock, &field("AI session ID"));
        let other = define(&mock, &field("Company size"));
        let values = [
            CustomValue::of(other, "s-43"),
            CustomValue::of(named, SHORT),
        ];
        let tour = tour(&mock, &values);
        let (_, desk) = read(&mock).await;
        assert_eq!(confirmed(&desk), [(session, tour)], "{bare}");
    }
}

#[tokio::test]
async fn where_the_index_maps_values_to_definitions_it_is_that_of_the_location_and_the_kind() {
    let session_field = field("Session");
    let cases = [
        ("it", session_field.clone(), 3, true),
        ("another index", session_field.clone(), 4, false),
        (
            "a customer's field of the same index",
            CustomField {
                record_type: COWORKER,
                ..session_field.clone()
            },
            3,
            false,
        ),
        (
            "another location's field of the same index",
            CustomField {
                business_id: 78,
                ..session_field
            },
            3,
            false,
        ),
        ("another name", field("Company size"), 3, false),
    ];
    for (what, definition, index, expected) in cases {
        for value in [
            CustomValue::indexed(index, SHORT),
            CustomValue::named(&index.to_string(), SHORT),
        ] {
            let mock = mock().await;
            talk(&mock, SHORT);
            define(&mock, &definition);
            tour(&mock, &[value]);
            let (_, desk) = read(&mock).await;
            assert_eq!(confirmed(&desk).len(), usize::from(expected), "{what}");
        }
    }
}

#[tokio::test]
async fn definitions_of_other_records_and_locations_do_not_stand_in_the_way_of_the_right_one() {
    let mock = mock().await;
    let session = talk(&mock, SHORT);
    let right = field("Session");
    define(
        &mock,
        &CustomField {
            name: "Colour".to_owned(),
            record_type: COWORKER,
            ..right.clone()
        },
    );
    define(
        &mock,
        &CustomField {
            name: "Colour".to_owned(),
            business_id: 78,
            ..right.clone()
        },
    );
    define(&mock, &right);
    let tour = tour(&mock, &[CustomValue::indexed(3, SHORT)]);
    let (_, desk) = read(&mock).await;
    assert_eq!(confirmed(&desk), [(session, tour)]);
}

#[tokio::test]
async fn a_value_elsewhere_counts_only_if_it_is_too_long_for_a_coincidence() {
    let cases = [
        (CustomValue::named("Company size", SHORT), SHORT, false),
        (CustomValue::nameless(SHORT), SHORT, false),
        (CustomValue::named("Sessions attended", SHORT), SHORT, false),
        (CustomValue::named("How did you find us", LONG), LONG, true),
        (CustomValue::nameless(LONG), LONG, true),
        (CustomValue::of(1_414_999_999, LONG), LONG, true),
        (CustomValue::of(1_414_999_999, SHORT), SHORT, false),
    ];
    for (value, chat, expected) in cases {
        let mock = mock().await;
        talk(&mock, chat);
        tour(&mock, std::slice::from_ref(&value));
        let (_, desk) = read(&mock).await;
        assert_eq!(confirmed(&desk).len(), usize::from(expected), "{value:?}");
    }
}

#[tokio::test]
async fn a_value_is_never_known_by_its_place_among_the_others() {
    let mock = mock().await;
    talk(&mock, SHORT);
    for index in 0..3 {
        define(
            &mock,
            &CustomField {
                custom_field_index: index,
                ..field("Session")
            },
        );
    }
    let values = ["s-1", SHORT, "s-3"].map(CustomValue::nameless);
    tour(&mock, &values);
    let (_, desk) = read(&mock).await;
    assert!(confirmed(&desk).is_empty());
}

#[tokio::test]
async fn fields_of_yes_and_no_of_dates_and_of_numbers_carry_none() {
    for (field_type, expected) in [(1, 2), (2, 2), (3, 0), (4, 2), (5, 0), (6, 0), (7, 0)] {
        let mock = mock().await;
        talk(&mock, SHORT);
        talk(&mock, LONG);
        let field = CustomField {
            field_type,
            ..field("Session")
        };
        let field = define(&mock, &field);
        for chat in [SHORT, LONG] {
            tour(&mock, &[CustomValue::of(field, chat)]);
        }
        let (_, desk) = read(&mock).await;
        assert_eq!(confirmed(&desk).len(), expected, "{field_type}");
    }
}

#[tokio::test]
async fn a_field_of_that_name_is_believed_before_a_value_that_is_merely_long() {
    for chats in [[LONG, SHORT], [SHORT, LONG]] {
        let mock = mock().await;
        // Whichever has the lower id.
        let sessions = chats.map(|chat| talk(&mock, chat));
        let named = chats.iter().position(|chat| *chat == SHORT).unwrap();
        let values = [
            CustomValue::named("Notes", LONG),
            CustomValue::named("Session", SHORT),
        ];
        let tour = tour(&mock, &values);
        let (_, desk) = read(&mock).await;
        assert_eq!(confirmed(&desk), [(sessions[named], tour)], "{chats:?}");
    }
}

#[tokio::test]
async fn a_definition_that_arrives_later_is_applied_to_tours_that_are_here() {
    let mock = mock().await;
    mock.quirks().refused.insert(Entity::CustomFields);
    let session = talk(&mock, SHORT);
    let field = define(&mock, &field("Session"));
    let tour = tour(&mock, &[CustomValue::of(field, SHORT)]);
    let (kept, mut desk) = read(&mock).await;
    assert!(confirmed(&desk).is_empty());
    // The role is granted.
    mock.quirks().refused.clear();
    read_on(&mock, &kept, &mut desk).await;
    assert_eq!(confirmed(&desk), [(session, tour)]);
    assert!(!asked_by_id(&mock, tour), "the tour is not read again");
    let counts = kept.counts().await.unwrap().unwrap();
    assert_eq!(counts.conversions, 1);
}

#[tokio::test]
async fn a_definition_that_changes_or_goes_is_applied_to_tours_that_are_here() {
    let mock = mock().await;
    let session = talk(&mock, SHORT);
    let field = define(&mock, &field("Company size"));
    let tour = tour(&mock, &[CustomValue::of(field, SHORT)]);
    let (kept, mut desk) = read(&mock).await;
    let change = |key: &str, value| {
        let mut world = mock.world();
        world.change(Entity::CustomFields, field, &[(key, value)]);
    };
    assert!(confirmed(&desk).is_empty());
    for (key, value, expected) in [
        ("Name", json!("Session"), true),
        ("FieldType", json!(3), false),
        ("FieldType", json!(2), true),
        ("RecordType", json!(COWORKER), false),
        ("RecordType", json!(VISITOR), true),
        ("Name", json!("Company size"), false),
        ("Name", json!("session-id"), true),
    ] {
        mock.clock().advance(TimeDelta::hours(1));
        change(key, value.clone());
        read_on(&mock, &kept, &mut desk).await;
        let told = confirmed(&desk);
        assert_eq!(told.len(), usize::from(expected), "{key} {value}");
        assert!(!asked_by_id(&mock, tour), "the tour is not read again");
    }
    assert_eq!(confirmed(&desk), [(session, tour)]);
    // Nobody tells that it is gone: everything is compared once a week.
    mock.world().delete(Entity::CustomFields, field);
    mock.clock().advance(TimeDelta::days(8));
    read_on(&mock, &kept, &mut desk).await;
    assert!(confirmed(&desk).is_empty());
    assert!(!kept.shelf.dump().contains("session-id"), "nor is it kept");
}

#[tokio::test]
async fn a_definition_that_the_audit_trail_says_is_gone_goes_at_once() {
    let mock = mock().await;
    let session = talk(&mock, SHORT);
    let field = define(&mock, &field("Session"));
    let tour = tour(&mock, &[CustomValue::of(field, SHORT)]);
    let (kept, mut desk) = read(&mock).await;
    assert_eq!(confirmed(&desk), [(session, tour)]);
    mock.clock().advance(TimeDelta::hours(1));
    {
        let mut world = mock.world();
        world.delete(Entity::CustomFields, field);
        world.put(&AuditTrailEntry {
            entity_short_name: "CustomField".to_owned(),
            entity_id: field,
            audit_type: 3,
            ..AuditTrailEntry::default()
        });
    }
    read_on(&mock, &kept, &mut desk).await;
    assert!(confirmed(&desk).is_empty());
}

#[tokio::test]
async fn a_conversation_that_arrives_after_its_tour_is_found_by_a_short_id() {
    let mock = mock().await;
    let tour = tour(&mock, &[CustomValue::named("Session", SHORT)]);
    let (kept, mut desk) = read(&mock).await;
    assert!(desk.outcomes().is_empty());
    let session = mock.world().put(&Session {
        chat_session: Some(SHORT.to_owned()),
        ..Session::default()
    });
    read_on(&mock, &kept, &mut desk).await;
    assert_eq!(confirmed(&desk), [(session, tour)]);
}

#[tokio::test]
async fn another_name_in_the_settings_is_applied_without_a_download_and_taken_back() {
    let mock = mock().await;
    let session = talk(&mock, SHORT);
    let defined = define(&mock, &field("Gesprächs-Nr."));
    let tours = [
        tour(&mock, &[CustomValue::of(defined, SHORT)]),
        tour(&mock, &[CustomValue::named("gesprächs nr", SHORT)]),
    ];
    let (kept, mut desk) = read(&mock).await;
    assert!(confirmed(&desk).is_empty());
    let all = [(session, tours[0]), (session, tours[1])];
    let cases = [
        (
            r#"{"session_field_names":["GESPRÄCHS NR"]}"#.to_owned(),
            &all[..],
        ),
        (r#"{"session_field_names":[" ", "-"]}"#.to_owned(), &[]),
        // Who may not read definitions knows the number from the dashboard.
        (
            format!(r#"{{"session_field_names":["{defined}"]}}"#),
            &all[..1],
        ),
        ("{}".to_owned(), &[]),
    ];
    for (settings, expected) in cases {
        let parsed = NexudusSettings::of_json(&settings).unwrap();
        let again = Kept::again(&mock, parsed, 20, Arc::clone(&kept.shelf)).await;
        read_on(&mock, &again, &mut desk).await;
        assert_eq!(confirmed(&desk), expected, "{settings}");
        let is_read_again = tours.iter().any(|tour| asked_by_id(&mock, *tour));
        assert!(!is_read_again, "{settings}");
    }
}

#[tokio::test]
async fn definitions_that_cannot_be_read_stop_nothing_and_lower_nothing() {
    type Spoil = fn(&NexudusMock);
    let cases: [(&str, Spoil); 4] = [
        ("refused", |mock| {
            mock.quirks().refused.insert(Entity::CustomFields);
        }),
        ("elsewhere", |mock| {
            mock.quirks().missing.insert(Entity::CustomFields);
        }),
        ("a web page", |mock| {
            mock.quirks().html.insert(Entity::CustomFields);
        }),
        ("failing", |mock| {
            mock.quirks().failing.insert(Entity::CustomFields);
        }),
    ];
    for (what, spoil) in cases {
        let mock = mock().await;
        spoil(&mock);
        let by_length = talk(&mock, LONG);
        let by_name = talk(&mock, SHORT);
        talk(&mock, "s-43");
        let defined = define(&mock, &field("Session"));
        let tours = [
            tour(&mock, &[CustomValue::of(defined, LONG)]),
            tour(&mock, &[CustomValue::named("Session", SHORT)]),
        ];
        tour(&mock, &[CustomValue::of(defined, "s-43")]);
        let (kept, desk) = read(&mock).await;
        let expected = [(by_length, tours[0]), (by_name, tours[1])];
        assert_eq!(confirmed(&desk), expected, "{what}");
        assert!(kept.has_told_all(desk.cursor.as_deref().unwrap()), "{what}");
        let counts = kept.counts().await.unwrap().unwrap();
        assert_eq!((counts.conversations, counts.conversions), (3, 2), "{what}");
        let table = kept.source.probe().await.unwrap();
        let row = table.iter().find(|row| row.entity == Entity::CustomFields);
        let row = row.unwrap();
        assert_eq!(row.path, "crm/customfields");
        assert!(
            !matches!(row.access, EndpointAccess::Available { .. }),
            "{what}"
        );
    }
}

#[tokio::test]
async fn definitions_that_only_their_list_tells_are_enough() {
    let mock = mock().await;
    mock.quirks().list_only.insert(Entity::CustomFields);
    let session = talk(&mock, SHORT);
    let defined = define(&mock, &field("Session"));
    let tour = tour(&mock, &[CustomValue::of(defined, SHORT)]);
    let (_, desk) = read(&mock).await;
    assert_eq!(confirmed(&desk), [(session, tour)]);
}

#[tokio::test]
async fn definitions_elsewhere_are_read_from_the_path_of_the_settings() {
    let mock = mock().await;
    let session = talk(&mock, SHORT);
    let defined = define(&mock, &field("Session"));
    let tour = tour(&mock, &[CustomValue::of(defined, SHORT)]);
    let (wrong, right) = ("sys/customfields", "crm/customfields");
    let shelf = Arc::new(MemoryStagingStore::default());
    let mut desk = Desk::default();
    for (path, expected) in [(wrong, vec![]), (right, vec![(session, tour)])] {
        let settings = format!(r#"{{"paths":{{"custom_fields":"{path}"}}}}"#);
        let settings = NexudusSettings::of_json(&settings).unwrap();
        let kept = Kept::again(&mock, settings, 20, Arc::clone(&shelf)).await;
        read_on(&mock, &kept, &mut desk).await;
        assert_eq!(confirmed(&desk), expected, "{path}");
    }
}

#[tokio::test]
async fn of_the_values_and_of_who_gave_them_nothing_is_kept_that_can_be_read() {
    let mock = mock().await;
    talk(&mock, SHORT);
    let defined = define(&mock, &field("Session"));
    let texts = [
        "canary",
        "canary7",
        "canary and a long story about it",
        "canary7@example.com",
        "1999-12-canary",
    ];
    let values = texts.map(|text| CustomValue::named(&format!("Field of {text}"), text));
    let defined = texts.map(|text| CustomValue::of(defined, text));
    let nameless = texts.map(CustomValue::nameless);
    for values in [values, defined, nameless] {
        tour(&mock, &values);
    }
    let (kept, desk) = read(&mock).await;
    let dump = kept.shelf.dump();
    assert!(dump.contains("\"custom_fields\"") && dump.contains("items"));
    assert!(!dump.to_lowercase().contains("canary"), "{dump}");
    assert!(!dump.contains("1999"), "{dump}");
    let told = format!("{:?}", desk.conversations);
    assert!(!told.contains("canary"));
}

/// What a Daybook before this one kept of a tour's custom fields: fingerprints of long values alone.
fn as_older(shelf: &MemoryStagingStore, tour: i64, prints: &str, keys: &[String]) {
    let body = format!(
        r#"{{"BusinessId":77,"CreatedOn":"2026-11-20T13:00:00Z","CustomFields":{prints},
            "Email":"nobody@example.com","Id":{tour},"IsTour":true,
            "UpdatedOn":"2026-11-20T13:00:00Z"}}"#
    );
    shelf.commit(&[StagedRecord {
        entity: "visitors".to_owned(),
        id: tour.to_string(),
        body: Some(body),
        keys: keys.to_vec(),
    }]);
}

/// The key of the conversation of the long session id.
async fn key_of(kept: &Kept, session: i64) -> String {
    use daybook_nexudus::StagingStore;
    let ids = [session.to_string()];
    let found = kept.shelf.by_id("sessions", &ids).await.unwrap();
    let mut keys = found[0].keys.iter();
    keys.find(|key| key.starts_with("chat:")).unwrap().clone()
}

#[tokio::test]
async fn what_an_older_daybook_kept_works_on_where_tours_cannot_be_read_again() {
    let mock = mock().await;
    let session = talk(&mock, LONG);
    let tour = tour(&mock, &[CustomValue::named("Notes", LONG)]);
    let (kept, mut desk) = read(&mock).await;
    let key = key_of(&kept, session).await;
    let prints = format!(r#"["{}"]"#, key.trim_start_matches("chat:"));
    as_older(&kept.shelf, tour, &prints, &[key]);
    mock.quirks().list_only.insert(Entity::Visitors);
    let settings = NexudusSettings::of_json(r#"{"inference_hours":5}"#).unwrap();
    let again = Kept::again(&mock, settings, 20, Arc::clone(&kept.shelf)).await;
    read_on(&mock, &again, &mut desk).await;
    assert_eq!(confirmed(&desk), [(session, tour)]);
    assert!(!asked_by_id(&mock, tour), "it cannot be read");
    // The role is granted.
    mock.quirks().list_only.clear();
    read_on(&mock, &again, &mut desk).await;
    assert_eq!(confirmed(&desk), [(session, tour)]);
    assert!(asked_by_id(&mock, tour));
}

#[tokio::test]
async fn what_an_older_daybook_did_not_keep_is_read_once() {
    let mock = mock().await;
    let session = talk(&mock, SHORT);
    let tour = tour(&mock, &[CustomValue::named("Session", SHORT)]);
    let (kept, mut desk) = read(&mock).await;
    // As if all of it had been read by the older one.
    as_older(&kept.shelf, tour, "[]", &[]);
    mock.clock().advance(TimeDelta::hours(1));
    let touched = [("Subject", json!("touched, so that it is told anew"))];
    mock.world().change(Entity::Sessions, session, &touched);
    let mut older = async |hours: u16| {
        let settings = format!(r#"{{"inference_hours":{hours}}}"#);
        let settings = NexudusSettings::of_json(&settings).unwrap();
        let again = Kept::again(&mock, settings, 20, Arc::clone(&kept.shelf)).await;
        read_on(&mock, &again, &mut desk).await;
        (confirmed(&desk), asked_by_id(&mock, tour))
    };
    assert_eq!(older(5).await, (vec![(session, tour)], true));
    assert_eq!(older(6).await, (vec![(session, tour)], false));
}
