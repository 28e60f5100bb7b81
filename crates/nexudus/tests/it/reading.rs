//! What is not known is not empty, and what cannot be read stops nothing else: lists without records,
//! batches that are capped, ignored or refused, paths that answer anything, stamps and filters that lie.

use crate::quirks::is_whole;
use crate::support::{Desk, Kept, fill, mock};
use chrono::TimeDelta;
use daybook_nexudus::{EndpointAccess, Entity, NexudusSettings};
use model::{Delivery, Escalation};
use serde_json::json;
use sources::{Source, SourceError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use testkit::nexudus::{Business, HelpDeskMessage, ListFields, Message, NexudusMock};

/// Another process with the same shelf.
async fn again(mock: &NexudusMock, kept: &Kept) -> Kept {
    Kept::again(
        mock,
        NexudusSettings::default(),
        20,
        Arc::clone(&kept.shelf),
    )
    .await
}

async fn access(kept: &Kept, entity: Entity) -> EndpointAccess {
    let table = kept.source.probe().await.unwrap();
    let row = table.into_iter().find(|row| row.entity == entity);
    row.unwrap().access
}

#[tokio::test]
async fn texts_that_may_not_be_read_are_not_told_as_empty_and_come_with_the_role() {
    let mock = mock().await;
    fill(&mock, 10);
    mock.quirks().list_only.insert(Entity::Messages);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (10, 0));
    assert_eq!(
        access(&kept, Entity::Messages).await,
        EndpointAccess::ListOnly { total: Some(30) }
    );
    mock.clock().advance(TimeDelta::days(3));
    let later = again(&mock, &kept).await;
    later.read(&mut desk).await.unwrap();
    assert_eq!(desk.messages(), 0);
    mock.quirks().list_only.clear();
    later.read(&mut desk).await.unwrap();
    is_whole(&desk, 10);
    // And then nothing is read again.
    mock.clock().advance(TimeDelta::days(1));
    let batch = later.pull("records", desk.cursor.as_deref()).await.unwrap();
    assert_eq!(batch.covered, 0);
}

#[tokio::test]
async fn a_role_that_is_withdrawn_takes_no_text_away() {
    let mock = mock().await;
    let ids = fill(&mock, 10);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    let newest = mock.world().ids(Entity::Messages)[29];
    mock.quirks().list_only.insert(Entity::Messages);
    mock.clock().advance(TimeDelta::minutes(1));
    mock.world().change(
        Entity::Messages,
        newest,
        &[("Content", json!("text as it is now"))],
    );
    for _ in 0..2 {
        kept.read(&mut desk).await.unwrap();
        is_whole(&desk, 10);
    }
    // Everything anew, in another process.
    let full = again(&mock, &kept).await;
    desk.cursor = None;
    full.read(&mut desk).await.unwrap();
    is_whole(&desk, 10);
    mock.quirks().list_only.clear();
    full.read(&mut desk).await.unwrap();
    is_whole(&desk, 10);
    let said = &desk.one(ids[9]).messages;
    assert!(
        said.iter().any(|one| one.body == "text as it is now"),
        "{said:?}"
    );
}

#[tokio::test]
async fn what_was_known_of_a_record_stays_where_only_its_list_can_be_read() {
    let mock = mock().await;
    let ids = fill(&mock, 3);
    mock.world()
        .change(Entity::Sessions, ids[0], &[("EscalationStatus", json!(1))]);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    mock.quirks().list_only.insert(Entity::Sessions);
    mock.clock().advance(TimeDelta::minutes(5));
    mock.world()
        .change(Entity::Sessions, ids[0], &[("Subject", json!("Parking"))]);
    kept.read(&mut desk).await.unwrap();
    let head = &desk.one(ids[0]).conversation;
    assert_eq!(head.subject.as_deref(), Some("Parking"));
    assert_eq!(head.escalation, Escalation::Pending);
}

#[tokio::test]
async fn a_batch_that_is_capped_is_asked_for_its_rest() {
    for most in [1, 7, 25] {
        let mock = mock().await;
        mock.quirks().most_by_id = Some(most);
        fill(&mock, 40);
        let kept = Kept::with(&mock, NexudusSettings::default(), 500).await;
        let mut desk = Desk::default();
        kept.read(&mut desk).await.unwrap();
        is_whole(&desk, 40);
        let batches = mock.meter();
        let batches = batches.asked().iter().filter(|asked| {
            asked.query.starts_with("id=[") && asked.path.ends_with("/openaichatmessages/")
        });
        let (asked, least) = (batches.count(), 120_usize.div_ceil(most));
        assert!(asked <= least + 2, "{asked} batches of {most}");
    }
}

#[tokio::test]
async fn a_capped_batch_deletes_nothing() {
    let mock = mock().await;
    fill(&mock, 10);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    mock.clock().advance(TimeDelta::days(8));
    mock.quirks().most_by_id = Some(3);
    mock.quirks().hidden_from_lists.insert(Entity::Sessions);
    kept.read(&mut desk).await.unwrap();
    is_whole(&desk, 10);
}

#[tokio::test]
async fn one_that_is_gone_spoils_no_batch() {
    for all_or_nothing in [true, false] {
        let mock = mock().await;
        fill(&mock, 60);
        let gone = mock.world().ids(Entity::Messages)[77];
        mock.quirks().batch_all_or_nothing = all_or_nothing;
        mock.quirks().ghosts.insert(gone);
        let kept = Kept::with(&mock, NexudusSettings::default(), 500).await;
        let mut desk = Desk::default();
        for _ in 0..2 {
            kept.read(&mut desk).await.unwrap();
            assert_eq!(desk.messages(), 179);
        }
        let mut bodies = desk.conversations.values().flat_map(|held| &held.messages);
        assert!(bodies.all(|one| one.body.starts_with("text ")));
        let asked = mock.meter().count("GET", "/openaichatmessages");
        assert!(asked < 40, "{asked} requests for one that is gone");
    }
}

#[tokio::test]
async fn where_batches_are_not_understood_records_are_read_one_by_one() {
    for status in [None, Some(400), Some(404), Some(405), Some(500)] {
        let mock = mock().await;
        let ids = fill(&mock, 12);
        mock.world()
            .change(Entity::Sessions, ids[0], &[("EscalationStatus", json!(1))]);
        {
            let mut quirks = mock.quirks();
            match status {
                None => quirks.batch_ignored.extend(Entity::ALL),
                Some(status) => {
                    let all = Entity::ALL.map(|entity| (entity, status));
                    quirks.batch_status = BTreeMap::from(all);
                }
            }
        }
        let kept = Kept::of(&mock).await;
        let mut desk = Desk::default();
        kept.read(&mut desk).await.unwrap();
        is_whole(&desk, 12);
        let messages = mock.world().ids(Entity::Messages);
        let (meter, mut times) = (mock.meter(), BTreeSet::new());
        for asked in meter.asked() {
            let one = asked.path.rsplit('/').next().and_then(|id| id.parse().ok());
            let one = one.filter(|id| messages.contains(id));
            assert!(
                one.is_none_or(|id| times.insert(id) || id == messages[0]),
                "{status:?}: {one:?} was asked for twice"
            );
        }
        assert_eq!(times.len(), messages.len());
        let asked = meter.asked().len();
        assert!(asked < 130, "{status:?}: {asked} requests");
    }
}

/// All of them once, and the likely ones of each: 200 stands for a web page, 201 for half an answer.
fn odd_answers(entity: Entity) -> &'static [u16] {
    if entity == Entity::TimePasses {
        &[200, 201, 302, 400, 405, 415, 500, 502]
    } else {
        &[200, 405, 500]
    }
}

#[tokio::test]
async fn a_path_that_answers_anything_stops_nothing_else() {
    for odd in Entity::ALL {
        for status in odd_answers(odd) {
            let mock = mock().await;
            fill(&mock, 4);
            {
                let mut quirks = mock.quirks();
                match status {
                    200 => drop(quirks.html.insert(odd)),
                    201 => drop(quirks.truncated.insert(odd)),
                    _ => drop(quirks.status.insert(odd, *status)),
                }
            }
            let kept = Kept::of(&mock).await;
            let mut desk = Desk::default();
            kept.identify().await.unwrap();
            for _ in 0..2 {
                kept.read(&mut desk).await.unwrap();
                mock.clock().advance(TimeDelta::minutes(9));
            }
            let what = format!("{} {status}", odd.name());
            let expected = if odd == Entity::Messages { 0 } else { 12 };
            assert_eq!(desk.messages(), expected, "{what}");
            assert_eq!(desk.conversations.len(), 4, "{what}");
            kept.counts().await.unwrap();
            let said = access(&kept, odd).await;
            assert!(
                matches!(said, EndpointAccess::Unusable { .. }),
                "{what}: {said:?}"
            );
        }
    }
}

#[tokio::test]
async fn the_second_path_of_the_table_is_tried_where_the_first_answers_anything() {
    for status in [400, 405, 500] {
        let mock = mock().await;
        fill(&mock, 2);
        mock.quirks().path_status.insert("sys/businesses", status);
        let kept = Kept::of(&mock).await;
        let mut desk = Desk::default();
        kept.read(&mut desk).await.unwrap();
        let names: Vec<&str> = desk
            .spaces
            .values()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["Harbour"], "{status}");
    }
}

#[tokio::test]
async fn a_failure_that_passes_is_waited_for() {
    let mock = mock().await;
    fill(&mock, 30);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    let batch = kept.pull("records", None).await.unwrap();
    desk.take(&batch);
    mock.quirks().hiccups.insert(Entity::Messages, 3);
    kept.read(&mut desk).await.unwrap();
    is_whole(&desk, 30);
    assert!(
        !desk.cursor.unwrap_or_default().contains("\"messages\"]"),
        "it is not taken for refused"
    );
}

#[tokio::test]
async fn a_server_in_trouble_altogether_is_no_answer() {
    let mock = mock().await;
    fill(&mock, 30);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    desk.take(&kept.pull("records", None).await.unwrap());
    mock.quirks().failing.extend(Entity::ALL);
    let fault = Err(SourceError::ServerFault { status: 500 });
    assert_eq!(kept.pull("records", desk.cursor.as_deref()).await, fault);
    assert!(kept.identify().await.is_err());
    assert!(kept.counts().await.is_err());
    mock.quirks().failing.clear();
    kept.read(&mut desk).await.unwrap();
    is_whole(&desk, 30);
}

#[tokio::test]
async fn fields_that_only_newer_records_have_are_noticed_when_lists_leave_them_empty() {
    let mock = mock().await;
    let ids = fill(&mock, 60);
    {
        let mut quirks = mock.quirks();
        quirks.lists = ListFields::Whole;
        quirks.nulled.insert("HelpDeskMessageId");
    }
    // The newest message alone has it.
    let ticket = mock.world().put(&HelpDeskMessage::default());
    let newest = mock.world().ids(Entity::Messages)[179];
    mock.world().change(
        Entity::Messages,
        newest,
        &[("HelpDeskMessageId", json!(ticket))],
    );
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    is_whole(&desk, 60);
    let tickets = &desk.one(ids[59]).tickets;
    assert_eq!(tickets.len(), 1, "{tickets:?}");
}

#[tokio::test]
async fn what_a_list_forgets_of_a_record_is_asked_for() {
    let mock = mock().await;
    let ids = fill(&mock, 3);
    mock.quirks().lists = ListFields::Whole;
    let message = Message {
        ai_channel_session_id: Some(ids[0]),
        content: Some("text with a ticket".to_owned()),
        chat_message_role: Some("user".to_owned()),
        help_desk_message_id: Some(77),
        ..Message::default()
    };
    let id = mock.world().put(&message);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    let delivery = |desk: &Desk| {
        let held = desk.one(ids[0]).messages.iter();
        let mut found = held.filter(|one| one.id.as_str() == id.to_string());
        found.next().and_then(|one| one.delivery.clone())
    };
    assert_eq!(delivery(&desk), Some(Delivery::RepliedViaHelpDesk));
    mock.quirks().nulled.insert("HelpDeskMessageId");
    mock.clock().advance(TimeDelta::hours(1));
    let others = mock.world().ids(Entity::Messages);
    for (n, id) in others.into_iter().enumerate() {
        let text = json!(format!("text again {n}"));
        mock.world()
            .change(Entity::Messages, id, &[("Content", text)]);
    }
    kept.read(&mut desk).await.unwrap();
    assert_eq!(delivery(&desk), Some(Delivery::RepliedViaHelpDesk));
}

#[tokio::test]
async fn a_record_from_the_future_hides_no_change() {
    for hours in [1, 40, 24 * 365 * 73] {
        let mock = mock().await;
        let ahead = mock.clock().read() + TimeDelta::hours(hours);
        let harbour = mock.world().put(&Business {
            name: "Harbour".to_owned(),
            ..Business::default()
        });
        let imported = Business {
            name: "Imported".to_owned(),
            ..Business::default()
        };
        mock.world().put_at(&imported, ahead);
        fill(&mock, 1);
        let kept = Kept::of(&mock).await;
        let mut desk = Desk::default();
        kept.read(&mut desk).await.unwrap();
        mock.clock().advance(TimeDelta::minutes(10));
        mock.world()
            .change(Entity::Businesses, harbour, &[("Name", json!("Quay"))]);
        kept.read(&mut desk).await.unwrap();
        let name = &desk.spaces[&harbour.to_string()].0;
        assert_eq!(name, "Quay", "{hours} hours ahead");
    }
}

#[tokio::test]
async fn a_list_that_ignores_its_filter_teaches_nothing_about_the_clock() {
    use Entity::{Businesses, Messages, Sessions, TimePasses};
    let deaf: [&[Entity]; 3] = [
        &[Businesses, TimePasses],
        &[Businesses, Sessions],
        &[Businesses, Messages],
    ];
    for deaf in deaf {
        let mock = mock().await;
        mock.quirks().unfiltered.extend(deaf);
        // Behind: what is asked for "from noon" is from five in the afternoon on.
        mock.quirks().filter_ahead = -5;
        let ids = fill(&mock, 5);
        mock.world().put(&Business::default());
        let messages = mock.world().ids(Messages);
        // Up to this very hour, so that what follows lies between the clocks.
        mock.world()
            .change(Sessions, ids[4], &[("Subject", json!("now"))]);
        mock.world()
            .change(Messages, messages[14], &[("Content", json!("text now"))]);
        let kept = Kept::of(&mock).await;
        let mut desk = Desk::default();
        kept.read(&mut desk).await.unwrap();
        mock.clock().advance(TimeDelta::hours(1));
        for (entity, id, field) in [
            (Messages, messages[0], "Content"),
            (Sessions, ids[1], "Subject"),
        ] {
            let fields = [(field, json!("text again"))];
            mock.world().change(entity, id, &fields);
        }
        kept.read(&mut desk).await.unwrap();
        let text = &desk.one(ids[0]).messages[0].body;
        assert_eq!(text, "text again", "{deaf:?}");
        let subject = desk.one(ids[1]).conversation.subject.as_deref();
        assert_eq!(subject, Some("text again"), "{deaf:?}");
    }
}
