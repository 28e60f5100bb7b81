//! What is known, reported or feared of the real Nexudus, one named test each.

use crate::support::{Desk, Kept, config, fill, mock, signed_in};
use chrono::TimeDelta;
use daybook_nexudus::{EndpointAccess, Entity, MemoryStagingStore, NexudusSettings, hasty_nexudus};
use model::{Channel, Escalation, Sender};
use serde_json::json;
use sources::{Source, SourceError};
use std::collections::BTreeSet;
use std::sync::Arc;
use testkit::nexudus::{
    Booking, DirMeaning, ListDirection, ListFields, Message, MeteredRequest, NexudusMock, RowShift,
    Session, ThrottleRule,
};

async fn read(mock: &NexudusMock) -> Desk {
    let mut desk = Desk::default();
    Kept::of(mock).await.read(&mut desk).await.unwrap();
    desk
}

pub(crate) fn is_whole(desk: &Desk, conversations: usize) {
    assert_eq!(desk.conversations.len(), conversations);
    assert_eq!(desk.messages(), conversations * 3);
    for (id, held) in &desk.conversations {
        for message in &held.messages {
            assert!(message.body.starts_with("text "), "{id}: {message:?}");
        }
    }
}

#[tokio::test]
async fn partial_lists_are_filled_by_id() {
    for lists in [ListFields::Partial, ListFields::Null, ListFields::Whole] {
        let mock = mock().await;
        mock.quirks().lists = lists;
        let ids = fill(&mock, 30);
        mock.world()
            .change(Entity::Sessions, ids[0], &[("EscalationStatus", json!(1))]);
        let desk = read(&mock).await;
        is_whole(&desk, 30);
        let escalation = &desk.one(ids[0]).conversation.escalation;
        assert_eq!(*escalation, Escalation::Pending, "{lists:?}");
    }
}

#[tokio::test]
async fn whole_lists_of_messages_are_not_read_twice() {
    let mock = mock().await;
    mock.quirks().lists = ListFields::Whole;
    fill(&mock, 60);
    read(&mock).await;
    let asked = mock.meter().count("GET", "/openaichatmessages");
    // One for the probe, nine pages of twenty, the last one once more, and one sample by id; the clock
    // is learnt of the sessions.
    assert!(asked <= 12, "{asked} requests for nine pages");
}

#[tokio::test]
async fn batches_are_bare_arrays_and_no_address_is_too_long() {
    let mock = mock().await;
    fill(&mock, 90);
    let mut desk = Desk::default();
    let kept = Kept::with(&mock, NexudusSettings::default(), 500).await;
    kept.read(&mut desk).await.unwrap();
    is_whole(&desk, 90);
    let meter = mock.meter();
    let sizes = |path: &str| -> Vec<usize> {
        let batches = meter
            .asked()
            .iter()
            .filter(|asked| asked.query.starts_with("id=[") && asked.path.ends_with(path));
        let sizes = batches.map(|asked| asked.query.split(',').count());
        // The probe asks for one.
        sizes.filter(|size| *size > 1).collect()
    };
    assert_eq!(sizes("/aichannelsessions/"), [90]);
    let messages = sizes("/openaichatmessages/");
    assert!(
        messages.len() == 2 && messages.iter().sum::<usize>() == 270,
        "{messages:?}"
    );
    let address = |asked: &MeteredRequest| {
        "https://spaces.nexudus.com".len() + asked.path.len() + asked.query.len() + 1
    };
    assert!(meter.asked().iter().all(|asked| address(asked) < 2_048));
}

#[tokio::test]
async fn whatever_dir_means_nothing_is_missed() {
    for order in [ListDirection::Ascending, ListDirection::Descending] {
        for dir in [
            DirMeaning::ZeroOne,
            DirMeaning::OneMinusOne,
            DirMeaning::Words,
        ] {
            let mock = mock().await;
            mock.quirks().order = order;
            mock.quirks().dir = dir;
            fill(&mock, 50);
            let desk = read(&mock).await;
            is_whole(&desk, 50);
            let meter = mock.meter();
            let names = |asked: &testkit::nexudus::MeteredRequest| asked.query.contains("dir=");
            assert!(!meter.asked().iter().any(names), "dir is never sent");
        }
    }
}

#[tokio::test]
async fn a_filter_of_the_minute_misses_no_change_within_it() {
    let mock = mock().await;
    let ids = fill(&mock, 5);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    for second in 0..5 {
        mock.clock().advance(TimeDelta::seconds(7));
        let subject = format!("subject {second}");
        mock.world()
            .change(Entity::Sessions, ids[0], &[("Subject", json!(subject))]);
        kept.read(&mut desk).await.unwrap();
        let told = desk.one(ids[0]).conversation.subject.clone();
        assert_eq!(told, Some(subject));
    }
    let meter = mock.meter();
    let filters = meter.asked().iter().filter_map(|asked| {
        let from = asked
            .query
            .split("from_AiChannelSession_UpdatedOn=")
            .nth(1)?;
        Some(from.split('&').next()?.to_owned())
    });
    for filter in filters {
        assert_eq!(filter.len(), "2026-11-20T12:00".len(), "{filter}");
    }
}

#[tokio::test]
async fn a_filter_in_another_zone_misses_nothing() {
    for ahead in [-12, -5, 0, 5, 14] {
        let mock = mock().await;
        mock.quirks().filter_ahead = ahead;
        fill(&mock, 5);
        let kept = Kept::of(&mock).await;
        let mut desk = Desk::default();
        kept.read(&mut desk).await.unwrap();
        mock.clock().advance(TimeDelta::hours(1));
        let ids = mock.world().ids(Entity::Messages);
        mock.world().change(
            Entity::Messages,
            ids[0],
            &[("Content", json!("text again"))],
        );
        kept.read(&mut desk).await.unwrap();
        let said: BTreeSet<String> = desk
            .conversations
            .values()
            .flat_map(|held| held.messages.iter().map(|one| one.body.clone()))
            .collect();
        assert!(said.contains("text again"), "{ahead} hours ahead");
    }
}

#[tokio::test]
async fn what_did_not_change_is_not_told_again() {
    let mock = mock().await;
    fill(&mock, 30);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    mock.clock().advance(TimeDelta::minutes(3));
    let batch = kept.pull("records", desk.cursor.as_deref()).await.unwrap();
    // When it was read, and by whom, is said of every batch.
    let nothing = model::feed::ChangeSet {
        as_of: batch.changes.as_of,
        outcome_authority: batch.changes.outcome_authority,
        ..model::feed::ChangeSet::default()
    };
    assert_eq!((batch.covered, &batch.changes), (0, &nothing));
    assert_eq!(Some(batch.next), desk.cursor, "and the position stays");
}

#[tokio::test]
async fn a_throttled_answer_is_waited_for_as_long_as_it_asks() {
    for (status, retry_after, wait) in [(409, Some(7), 7), (429, Some(3), 3), (409, None, 5)] {
        let mock = mock().await;
        fill(&mock, 10);
        let kept = Kept::of(&mock).await;
        mock.quirks().throttle = Some(ThrottleRule {
            every: 4,
            status,
            retry_after,
        });
        let before = mock.clock().read();
        let mut desk = Desk::default();
        kept.read(&mut desk).await.unwrap();
        is_whole(&desk, 10);
        let throttled = kept.source.client().tally().throttled;
        assert!(throttled > 3, "{throttled}");
        let waited = (mock.clock().read() - before).num_seconds();
        assert_eq!(waited, wait * i64::try_from(throttled).unwrap());
    }
}

#[tokio::test]
async fn a_long_wish_for_patience_is_left_to_the_sync() {
    let mock = mock().await;
    let kept = Kept::of(&mock).await;
    mock.quirks().throttle = Some(ThrottleRule {
        every: 1,
        status: 409,
        retry_after: Some(900),
    });
    let answer = kept.pull("records", None).await;
    let wish = Some(std::time::Duration::from_secs(900));
    assert_eq!(answer, Err(SourceError::Throttled { retry_after: wish }));
    let error = answer.unwrap_err();
    assert!(error.is_retryable() && error.retry_after() == wish);
}

#[tokio::test]
async fn a_missing_permission_stops_nothing_else() {
    for refused in Entity::ALL {
        let mock = mock().await;
        mock.quirks().refused.insert(refused);
        fill(&mock, 10);
        let kept = Kept::of(&mock).await;
        let mut desk = Desk::default();
        kept.read(&mut desk).await.unwrap();
        let expected = if refused == Entity::Messages { 0 } else { 30 };
        assert_eq!(desk.messages(), expected, "{}", refused.name());
        assert_eq!(desk.conversations.len(), 10, "{}", refused.name());
        let table = kept.source.probed().await.unwrap().unwrap();
        let row = table.iter().find(|row| row.entity == refused).unwrap();
        assert_eq!(row.access, EndpointAccess::NoPermission);
        assert_eq!(
            mock.meter().count("POST", "/token"),
            1,
            "no loop of renewals"
        );
    }
}

#[tokio::test]
async fn without_sessions_messages_are_grouped_by_their_session_id() {
    let mock = mock().await;
    mock.quirks().missing.insert(Entity::Sessions);
    let ids = fill(&mock, 12);
    {
        let mut world = mock.world();
        // Older rows name the session id alone.
        let older = Message {
            chat_session: Some("an-older-session-id-0001".to_owned()),
            chat_message_role: Some("user".to_owned()),
            content: Some("text of old".to_owned()),
            channel: Some("WhatsApp".to_owned()),
            ai_channel_session_external_identifier: Some("+351912345678".to_owned()),
            ..Message::default()
        };
        world.put(&older);
        world.put(&older);
        world.put(&Message {
            content: Some("text of nobody".to_owned()),
            ..Message::default()
        });
    }
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (14, 39));
    let whatsapp: Vec<_> = desk
        .conversations
        .values()
        .filter(|held| held.conversation.channel == Channel::WhatsApp)
        .collect();
    assert_eq!(whatsapp.len(), 1);
    let head = &whatsapp[0].conversation;
    assert_eq!(head.session_id, "an-older-session-id-0001");
    assert_eq!(head.external_identifier.as_deref(), Some("+351912345678"));
    assert_eq!(whatsapp[0].messages.len(), 2);
    let counts = kept.counts().await.unwrap().unwrap();
    assert_eq!((counts.conversations, counts.messages), (14, 39));

    // The operator grants the role, or corrects the path: the same conversations, now whole.
    mock.quirks().missing.clear();
    {
        let mut world = mock.world();
        world.change(Entity::Sessions, ids[0], &[("Subject", json!("Parking"))]);
        world.put(&Session {
            channel: "WhatsApp".to_owned(),
            chat_session: Some("an-older-session-id-0001".to_owned()),
            ..Session::default()
        });
    }
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (14, 39));
    assert_eq!(
        desk.one(ids[0]).conversation.subject.as_deref(),
        Some("Parking")
    );
    let counts = kept.counts().await.unwrap().unwrap();
    assert_eq!((counts.conversations, counts.messages), (14, 39));
}

#[tokio::test]
async fn another_path_can_be_written_into_the_settings() {
    let mock = mock().await;
    fill(&mock, 3);
    let elsewhere = r#"{"paths":{"sessions":"crm/aichannelsessions"}}"#;
    let kept = Kept::with(&mock, NexudusSettings::of_json(elsewhere).unwrap(), 20).await;
    kept.read(&mut Desk::default()).await.unwrap();
    assert!(mock.meter().count("GET", "/crm/aichannelsessions") > 0);
    assert_eq!(mock.meter().count("GET", "/sys/aichannelsessions"), 0);
}

#[tokio::test]
async fn the_second_path_of_the_table_is_tried_where_nothing_is_at_the_first() {
    let mock = mock().await;
    mock.quirks().missing.insert(Entity::Coworkers);
    let kept = Kept::of(&mock).await;
    let table = kept.source.probe().await.unwrap();
    let row = table
        .iter()
        .find(|row| row.entity == Entity::Coworkers)
        .unwrap();
    assert_eq!(row.access, EndpointAccess::NotFound);
    assert_eq!(mock.meter().count("GET", "/spaces/coworkers"), 1);
    assert_eq!(mock.meter().count("GET", "/sys/coworkers"), 1);
}

#[tokio::test]
async fn a_web_page_instead_of_data_is_no_data() {
    let mock = mock().await;
    fill(&mock, 3);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    mock.quirks().html.insert(Entity::Messages);
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (3, 0));
    mock.quirks().html.clear();
    mock.quirks().failing.insert(Entity::Messages);
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (3, 0));
    let table = kept.source.probe().await.unwrap();
    let row = table
        .iter()
        .find(|row| row.entity == Entity::Messages)
        .unwrap();
    assert!(
        matches!(row.access, EndpointAccess::Unusable { .. }),
        "{row:?}"
    );
    mock.quirks().failing.clear();
    kept.read(&mut desk).await.unwrap();
    is_whole(&desk, 3);
}

#[tokio::test]
async fn local_times_with_a_false_z_are_kept_as_they_came() {
    let mock = mock().await;
    fill(&mock, 1);
    mock.world().put(&Booking {
        resource_name: "Room 1".to_owned(),
        // Two hours ahead of UTC in truth.
        from_time: "2026-11-20T15:00:00Z".to_owned(),
        from_time_local: Some("2026-11-20T15:00:00".to_owned()),
        ..Booking::default()
    });
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    let shelf = kept.shelf.dump();
    assert!(
        shelf.contains("2026-11-20T15:00:00Z") && shelf.contains("FromTimeLocal"),
        "{shelf}"
    );
    assert!(
        desk.outcomes().is_empty(),
        "a booking's own time decides nothing"
    );
}

#[tokio::test]
async fn unknown_values_and_fields_are_no_failure() {
    let mock = mock().await;
    mock.quirks().unknown_field = true;
    mock.quirks().direction_as_text = true;
    let ids = fill(&mock, 2);
    {
        let mut world = mock.world();
        let fields = [("Channel", json!("Telex")), ("EscalationStatus", json!(9))];
        world.change(Entity::Sessions, ids[0], &fields);
        let first = world.ids(Entity::Messages)[0];
        let fields = [("ChatMessageRole", json!("oracle")), ("Action", json!(77))];
        world.change(Entity::Messages, first, &fields);
    }
    let desk = read(&mock).await;
    let held = desk.one(ids[0]);
    assert_eq!(
        held.conversation.channel,
        Channel::Other("Telex".to_owned())
    );
    assert_eq!(
        held.conversation.escalation,
        Escalation::Other("9".to_owned())
    );
    assert_eq!(held.messages[0].sender, Sender::Other("oracle".to_owned()));
}

#[tokio::test]
async fn ids_of_ten_digits_survive() {
    let mock = mock().await;
    let ids = fill(&mock, 1);
    assert!(ids[0] > 1_000_000_000);
    let desk = read(&mock).await;
    assert_eq!(
        desk.one(ids[0]).conversation.id.as_str(),
        ids[0].to_string()
    );
}

#[tokio::test]
async fn rows_that_move_between_pages_are_neither_missed_nor_doubled() {
    for order in [ListDirection::Ascending, ListDirection::Descending] {
        let mock = mock().await;
        mock.quirks().order = order;
        let ids = fill(&mock, 60);
        let shift = |entity, page, delete, insert| RowShift {
            entity,
            page,
            delete,
            insert,
        };
        mock.quirks().shifts = vec![
            shift(Entity::Sessions, 2, 3, 0),
            shift(Entity::Messages, 3, 9, 0),
            shift(Entity::Messages, 5, 0, 4),
        ];
        let kept = Kept::of(&mock).await;
        let mut desk = Desk::default();
        kept.read(&mut desk).await.unwrap();
        if order == ListDirection::Descending {
            // What came to the front of the list meanwhile is the next pass's.
            kept.read(&mut desk).await.unwrap();
        }
        let left: BTreeSet<String> = mock
            .world()
            .ids(Entity::Messages)
            .iter()
            .map(i64::to_string)
            .collect();
        let there: BTreeSet<String> = desk.told.keys().cloned().collect();
        assert!(
            left.is_subset(&there),
            "{order:?}: {:?}",
            left.difference(&there)
        );
        for id in &ids[3..] {
            let messages = &desk.one(*id).messages;
            let named: BTreeSet<_> = messages.iter().map(|one| &one.id).collect();
            assert_eq!(named.len(), messages.len(), "{order:?}");
        }
    }
}

#[tokio::test]
async fn rows_missed_behind_an_unchanged_total_are_found_by_the_count() {
    let mock = mock().await;
    fill(&mock, 40);
    // One goes and one comes, in the same moment: no total tells.
    mock.quirks().shifts = vec![RowShift {
        entity: Entity::Messages,
        page: 3,
        delete: 1,
        insert: 1,
    }];
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    // The counts do not differ here either, for what went is still kept: the next comparison finds
    // both, and the one after it has nothing left to say.
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    let left: BTreeSet<String> = mock
        .world()
        .ids(Entity::Messages)
        .iter()
        .map(i64::to_string)
        .collect();
    let here: BTreeSet<String> = desk
        .conversations
        .values()
        .flat_map(|held| held.messages.iter().map(|one| one.id.to_string()))
        .collect();
    assert_eq!(here, left);
}

#[tokio::test]
async fn deletions_are_found_by_comparing_ids() {
    let mock = mock().await;
    let ids = fill(&mock, 30);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    let messages = mock.world().ids(Entity::Messages);
    {
        let mut world = mock.world();
        // A conversation with its messages, and a single message of another.
        world.delete(Entity::Sessions, ids[4]);
        for id in &messages[12..15] {
            world.delete(Entity::Messages, *id);
        }
        world.delete(Entity::Messages, messages[0]);
    }
    let counts = kept.counts().await.unwrap().unwrap();
    assert_eq!((counts.conversations, counts.messages), (29, 86));
    // The counts differ from what is kept, so the next pull looks into it.
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (29, 86));
    assert!(!desk.conversations.contains_key(&ids[4].to_string()));
    assert_eq!(desk.one(ids[0]).messages.len(), 2);
    let counts = kept.counts().await.unwrap().unwrap();
    assert_eq!((counts.conversations, counts.messages), (29, 86));
}

#[tokio::test]
async fn what_a_comparison_does_not_find_listed_is_asked_for_before_it_goes() {
    let mock = mock().await;
    fill(&mock, 10);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    mock.clock().advance(TimeDelta::days(8));
    // The list comes back empty, as when a role was narrowed; by id everything is there.
    mock.quirks().shifts = Vec::new();
    let before = desk.conversations.len();
    mock.quirks().hidden_from_lists.insert(Entity::Sessions);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(
        desk.conversations.len(),
        before,
        "nothing goes on a list's word alone"
    );
}

#[tokio::test]
async fn a_slow_answer_times_out_and_a_cut_one_is_not_kept_in_part() {
    let mock = mock().await;
    fill(&mock, 3);
    let credential = signed_in(&mock).await;
    let shelf = Arc::new(MemoryStagingStore::default());
    let source = hasty_nexudus(config(&mock, credential, shelf)).unwrap();
    mock.quirks().silent.insert(Entity::Messages);
    assert_eq!(
        source.pull("records", None).await,
        Err(SourceError::TimedOut)
    );
    mock.quirks().silent.clear();
    mock.quirks().truncated.insert(Entity::Messages);
    // With patience: a machine that is busy is not slow on purpose.
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (3, 0));
    mock.quirks().truncated.clear();
    kept.read(&mut desk).await.unwrap();
    is_whole(&desk, 3);
}

#[tokio::test]
async fn a_server_that_gives_fewer_rows_than_asked_is_read_to_its_end() {
    let mock = mock().await;
    mock.quirks().most_rows = Some(7);
    fill(&mock, 20);
    let mut desk = Desk::default();
    let kept = Kept::with(&mock, NexudusSettings::default(), 500).await;
    kept.read(&mut desk).await.unwrap();
    is_whole(&desk, 20);
}

#[tokio::test]
async fn without_a_date_header_the_overlap_is_wide_and_nothing_is_missed() {
    let mock = mock().await;
    mock.quirks().no_date = true;
    mock.quirks().takes = std::time::Duration::from_secs(60);
    let ids = fill(&mock, 30);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    mock.world()
        .change(Entity::Sessions, ids[0], &[("Subject", json!("Later"))]);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(
        desk.one(ids[0]).conversation.subject.as_deref(),
        Some("Later")
    );
}

#[tokio::test]
async fn what_changes_while_a_long_list_is_read_is_told_by_the_next_pass() {
    let mock = mock().await;
    mock.quirks().takes = std::time::Duration::from_secs(120);
    let ids = fill(&mock, 100);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    // After the first batches the first sessions were read; now one of them changes.
    for _ in 0..3 {
        let batch = kept.pull("records", desk.cursor.as_deref()).await.unwrap();
        desk.take(&batch);
    }
    mock.world()
        .change(Entity::Sessions, ids[0], &[("Subject", json!("Meanwhile"))]);
    mock.clock().advance(TimeDelta::minutes(40));
    // Something newer is read at the end of the same list.
    mock.world()
        .change(Entity::Sessions, ids[99], &[("Subject", json!("Newest"))]);
    kept.read(&mut desk).await.unwrap();
    kept.read(&mut desk).await.unwrap();
    assert_eq!(
        desk.one(ids[0]).conversation.subject.as_deref(),
        Some("Meanwhile")
    );
    assert_eq!(
        desk.one(ids[99]).conversation.subject.as_deref(),
        Some("Newest")
    );
}

#[tokio::test]
async fn nothing_is_ever_written_and_the_assistant_is_never_talked_to() {
    let mock = mock().await;
    mock.quirks().secret = Some("canary".to_owned());
    fill(&mock, 20);
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.identify().await.unwrap();
    kept.source.probe().await.unwrap();
    kept.read(&mut desk).await.unwrap();
    kept.counts().await.unwrap();
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    let meter = mock.meter();
    assert_eq!(meter.writes(), 0);
    assert_eq!(meter.count("POST", "/api/token"), 1);
    assert!(
        meter
            .asked()
            .iter()
            .all(|asked| !asked.path.contains("/public/"))
    );
    assert_eq!(
        kept.source.client().tally().reads as usize,
        meter.asked().len() - 1
    );
    assert!(!kept.shelf.dump().contains("canary"), "no secret is kept");
    let told = format!("{:?} {:?}", desk.conversations, desk.customers);
    assert!(!told.contains("canary"), "nor told");
}
