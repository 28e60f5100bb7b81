//! What is written is what is read: round trips, replays, orders of arrival, tombstones, quarantine.

mod support;

use model::feed::RecordCounts;
use model::record::TombstoneKind;
use model::request::{ListFilter, ListView};
use model::view::PersonView;
use model::{BodyFormat, Channel, ConversionKind, Escalation, InboxStatus, Sender, Status};
use support::*;

fn full() -> model::feed::ChangeSet {
    let mut talk = talk("c1", 60, &["Is a desk free?", "Yes, **two** are."]);
    talk.messages[1].format = BodyFormat::Markdown;
    talk.conversation.subject = Some("A desk".to_owned());
    talk.conversation.customer_id = Some("k1".into());
    talk.conversation.channel = Channel::Other("Carrier Pigeon".to_owned());
    talk.conversation.escalation = Escalation::Pending;
    talk.conversation.place.city = Some("Austin".to_owned());
    talk.conversions = vec![
        outcome("o1", ConversionKind::Tour),
        outcome("o2", ConversionKind::Other("Locker".into())),
    ];
    talk.leads = vec![lead("l1")];
    talk.tickets = vec![ticket("t1")];
    talk.inbox_items = vec![inbox_item("i1", InboxStatus::Snoozed)];
    model::feed::ChangeSet {
        customers: vec![customer("k1", "Zoë Ångström")],
        ..page(vec![talk])
    }
}

#[tokio::test]
async fn a_conversation_comes_back_whole() {
    let home = Home::new().await;
    let done = home.commit(&full(), "1").await;
    assert_eq!(
        (
            done.new_conversations,
            done.conversations,
            done.messages,
            done.quarantined
        ),
        (1, 1, 2, 0)
    );
    let row = home.list(ListFilter::default()).await.rows.remove(0);
    assert_eq!(
        (text(&row.subject), text(&row.excerpt)),
        ("A desk".to_owned(), "Yes, two are.".to_owned())
    );
    assert_eq!(
        (row.excerpt_sender, row.messages, row.leads),
        (Some(Sender::AiAgent), 2, 1)
    );
    assert_eq!(row.channel.as_str(), "Carrier Pigeon");
    assert_eq!(row.time_zone, "Europe/Berlin");
    assert!(
        matches!(row.person, PersonView::Customer { ref name, .. } if name == "Zoë Ångström"),
        "{:?}",
        row.person
    );
    let whole = home
        .reader
        .conversation(row.id)
        .await
        .expect("reads")
        .expect("exists");
    assert_eq!(whole.place.city.as_deref(), Some("Austin"));
    assert_eq!(
        (whole.space_name.as_str(), whole.source_name.as_str()),
        ("Space s1", "Main")
    );
    assert_eq!(
        whole.messages[1].body, "Yes, **two** are.",
        "the body is kept as it came"
    );
    assert_eq!(
        (
            whole.conversions.len(),
            whole.leads.len(),
            whole.tickets.len(),
            whole.inbox_items.len()
        ),
        (2, 1, 1, 1)
    );
    assert_eq!(whole.inbox_items[0].status, InboxStatus::Snoozed);
    for name in ["c1", "session-c1"] {
        assert_eq!(
            home.reader.find_conversation(name).await.expect("reads"),
            Some(row.id),
            "{name}"
        );
    }
    assert_eq!(
        home.reader.find_conversation("c2").await.expect("reads"),
        None
    );
    let counts = home.reader.counts(home.source).await.expect("counts");
    assert_eq!(
        counts,
        RecordCounts {
            conversations: 1,
            messages: 2,
            conversions: 2,
            leads: 1
        }
    );
    assert_eq!(
        home.reader
            .cursor(home.source, STREAM)
            .await
            .expect("reads")
            .as_deref(),
        Some("1")
    );
}

#[tokio::test]
async fn a_replay_writes_nothing() {
    let home = Home::new().await;
    let first = home.commit(&full(), "1").await;
    let before = home.dump().await;
    let again = home.commit(&full(), "2").await;
    assert_eq!(
        (again.new_conversations, again.conversations, again.messages),
        (0, 0, 0)
    );
    assert_eq!(
        again.generation, first.generation,
        "nobody needs to read anything again"
    );
    assert_eq!(home.dump().await, before);
    assert_eq!(
        home.reader
            .cursor(home.source, STREAM)
            .await
            .expect("reads")
            .as_deref(),
        Some("2")
    );
}

#[tokio::test]
async fn a_reopened_cache_reads_the_same() {
    let home = Home::new().await;
    home.commit(&full(), "1").await;
    let before = home.dump().await;
    home.writer.close().await;
    let Home {
        dir,
        source,
        writer,
        reader,
    } = home;
    drop((writer, reader));
    let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens again");
    let home = Home {
        dir,
        writer,
        reader,
        source,
    };
    assert_eq!(home.dump().await, before);
    assert_eq!(home.found("angstrom").await, ["c1"]);
}

#[tokio::test]
async fn shuffled_and_doubled_pages_end_in_the_same_state() {
    let talks: Vec<_> = (0..12)
        .map(|n| {
            talk(
                &format!("c{n}"),
                10 * n + 5,
                &["first words", "then more", "the end"],
            )
        })
        .collect();
    let halves = |talk: &model::feed::ConversationChange| {
        let (mut first, mut second) = (talk.clone(), talk.clone());
        first.messages.truncate(1);
        second.messages.remove(0);
        (page(vec![first]), page(vec![second]))
    };
    let straight = Home::new().await;
    straight.commit(&page(talks.clone()), "1").await;
    let shuffled = Home::new().await;
    for talk in talks.iter().rev() {
        let (first, second) = halves(talk);
        for part in [&second, &first, &second] {
            shuffled.commit(part, "1").await;
        }
    }
    let mut doubled = page(talks.clone());
    doubled.conversations.extend(talks);
    shuffled.commit(&doubled, "1").await;
    assert_eq!(shuffled.dump().await, straight.dump().await);
    for text in ["first", "\"then more\"", "end"] {
        assert_eq!(
            shuffled.found(text).await,
            straight.found(text).await,
            "{text}"
        );
    }
}

#[tokio::test]
async fn children_arrive_later_and_change() {
    let home = Home::new().await;
    home.commit(&page(vec![talk("c1", 60, &["hello"])]), "1")
        .await;
    let mut later = talk("c1", 60, &["hello", "a booking was made"]);
    later.messages.remove(0);
    later.conversation.status = Some(Status::Ended);
    later.conversation.ended_at = Some(now());
    later.conversions = vec![outcome("o1", ConversionKind::Booking)];
    later.inbox_items = vec![inbox_item("i1", InboxStatus::Pending)];
    home.commit(&page(vec![later.clone()]), "2").await;
    let list = home.list(ListFilter::default()).await;
    assert_eq!(
        (list.metrics.bookings.conversations, list.metrics.ended),
        (1, Some(1))
    );
    assert_eq!(list.rows[0].messages, 2);
    later.inbox_items[0].status = InboxStatus::Approved;
    later.messages[0].body = "a booking was moved".to_owned();
    let done = home.commit(&page(vec![later]), "3").await;
    assert_eq!((done.conversations, done.messages), (1, 1));
    let whole = home
        .reader
        .conversation(list.rows[0].id)
        .await
        .expect("reads")
        .expect("exists");
    assert_eq!(whole.inbox_items[0].status, InboxStatus::Approved);
    assert_eq!(home.found("moved").await, ["c1"]);
    assert_eq!(
        home.found("made").await,
        [""; 0],
        "the text that was replaced is not found"
    );
}

#[tokio::test]
async fn what_is_gone_stays_gone() {
    let home = Home::new().await;
    home.commit(
        &page(vec![
            talk("c1", 60, &["secret words"]),
            talk("c2", 50, &["other words"]),
        ]),
        "1",
    )
    .await;
    let opened = home.list(ListFilter::default()).await;
    let mut deletion = page(vec![]);
    deletion.tombstones = vec![
        gone(TombstoneKind::Conversation, "c1"),
        gone(TombstoneKind::Conversation, "never seen"),
    ];
    home.commit(&deletion, "2").await;
    home.commit(&page(vec![talk("c1", 60, &["secret words"])]), "3")
        .await;
    assert_eq!(home.found("words").await, ["c2"]);
    assert_eq!(
        remote_ids(&home.list(ListFilter::default()).await.rows),
        ["c2"]
    );
    assert_eq!(
        remote_ids(&home.window(&opened, 0, 10).await),
        ["c2"],
        "a held list leaves out what went"
    );
    let counts = home.reader.counts(home.source).await.expect("counts");
    assert_eq!(
        counts,
        RecordCounts {
            conversations: 1,
            messages: 1,
            conversions: 0,
            leads: 0
        }
    );
    assert!(
        home.reader
            .conversation(opened.rows[1].id)
            .await
            .expect("reads")
            .is_none()
    );
    home.writer.settle_index().await.expect("merges");
    assert_eq!(home.found("words").await, ["c2"]);
}

#[tokio::test]
async fn a_tombstone_in_the_page_of_its_conversation_wins() {
    let home = Home::new().await;
    let mut changes = page(vec![talk("c1", 60, &["words"])]);
    changes.tombstones = vec![gone(TombstoneKind::Conversation, "c1")];
    home.commit(&changes, "1").await;
    assert_eq!(home.list(ListFilter::default()).await.total, 0);
}

#[tokio::test]
async fn a_space_goes_with_its_conversations() {
    let home = Home::new().await;
    let mut elsewhere = talk("c2", 50, &["elsewhere"]);
    elsewhere.conversation.space_id = "s2".into();
    let mut changes = page(vec![talk("c1", 60, &["here"]), elsewhere]);
    changes.spaces.push(space("s2"));
    home.commit(&changes, "1").await;
    let mut deletion = page(vec![]);
    deletion.spaces.clear();
    deletion.tombstones = vec![gone(TombstoneKind::Space, "s1")];
    home.commit(&deletion, "2").await;
    assert_eq!(
        remote_ids(&home.list(ListFilter::default()).await.rows),
        ["c2"]
    );
    let spaces = home.reader.spaces(None).await.expect("spaces");
    assert_eq!(
        spaces
            .iter()
            .map(|space| (space.name.as_str(), space.conversations))
            .collect::<Vec<_>>(),
        [("Space s2", 1)]
    );
}

#[tokio::test]
async fn a_customer_goes_and_the_conversations_stay() {
    let home = Home::new().await;
    home.commit(&full(), "1").await;
    let mut deletion = page(vec![]);
    deletion.tombstones = vec![gone(TombstoneKind::Customer, "k1")];
    home.commit(&deletion, "2").await;
    home.commit(&full(), "3").await;
    let list = home.list(ListFilter::default()).await;
    // What the person gave as a lead is the conversation's, and stays with it.
    let identifier = "Ann".to_owned();
    assert_eq!(list.rows[0].person, PersonView::External { identifier });
    assert_eq!(home.found("angstrom").await, [""; 0]);
    assert_eq!(home.found("desk").await, ["c1"]);
}

#[tokio::test]
async fn a_space_may_arrive_after_its_conversations() {
    let home = Home::new().await;
    let mut early = page(vec![talk("c1", 60, &["early"])]);
    early.spaces.clear();
    home.commit(&early, "1").await;
    assert_eq!(
        home.list(ListFilter::default()).await.rows[0].time_zone,
        "UTC"
    );
    home.commit(&page(vec![]), "2").await;
    let row = home.list(ListFilter::default()).await.rows.remove(0);
    assert_eq!(row.time_zone, "Europe/Berlin");
    assert_eq!(
        home.reader.spaces(None).await.expect("spaces")[0].name,
        "Space s1"
    );
}

#[tokio::test]
async fn a_space_that_moves_to_another_zone_moves_its_days() {
    let home = Home::new().await;
    let mut late = talk("c1", 0, &["late"]);
    late.conversation.started_at = "2026-11-20T22:30:00Z".parse().expect("a time");
    home.commit(&page(vec![late]), "1").await;
    let today = ListFilter {
        period: model::request::FilterPeriod::LastDays(1),
        ..ListFilter::default()
    };
    assert_eq!(
        home.list(today.clone()).await.total,
        0,
        "22:30 UTC is the 20th in Berlin"
    );
    let mut moved = page(vec![]);
    moved.spaces[0].time_zone = "Asia/Tokyo".to_owned();
    home.commit(&moved, "2").await;
    assert_eq!(home.list(today).await.total, 1, "and the 21st in Tokyo");
}

/// A page named twice, messages that changed on the way, HTML, and a conversation out of quarantine:
/// what was read before says the same as what is read when it is written.
#[tokio::test]
async fn a_page_that_was_read_before_is_kept_alike() {
    let mut bad = talk("bad", 60, &["early words"]);
    bad.conversation.space_id = "".into();
    let mut mended = talk("bad", 60, &[]);
    mended.messages.clear();
    let mut again = talk("c1", 50, &["other", "<p>Rich &amp; <b>poor</b></p>"]);
    again.messages[1].format = model::BodyFormat::Html;
    let mut marked = talk("c2", 40, &["**strong** words", "plain ones"]);
    marked.messages[0].format = model::BodyFormat::Markdown;
    let first = page(vec![talk("c1", 50, &["one", "two"]), bad, again, marked]);
    let pages = [full(), first, page(vec![mended])];
    let (straight, ahead) = (Home::new().await, Home::new().await);
    for changes in &pages {
        let expected = straight.commit(changes, "1").await;
        let read = cache::PreparedChanges::read(changes.clone());
        let done = ahead
            .writer
            .commit_page(ahead.source, STREAM, &read, "1")
            .await;
        assert_eq!(done.expect("commits"), expected);
    }
    assert_eq!(ahead.dump().await, straight.dump().await);
    for (text, expected) in [
        ("poor", "c1"),
        ("other", "c1"),
        ("strong", "c2"),
        ("early", "bad"),
    ] {
        assert_eq!(ahead.found(text).await, [expected], "{text}");
        assert_eq!(straight.found(text).await, [expected], "{text}");
    }
}

/// A mail that hides words is told by what it shows and found by what it hides, whether its page was read
/// before it was written, or its conversation is indexed again.
#[tokio::test]
async fn what_a_mail_hid_is_found_and_not_told() {
    let fill = "&#847;&zwnj;&nbsp;".repeat(60);
    let mail = format!(
        "<div style=\"display:none;max-height:0\">Second month free{fill}</div><p>Hello Rosa</p>"
    );
    let mut conversation = talk("c1", 60, &[&mail]);
    conversation.messages[0].format = BodyFormat::Html;
    let (straight, ahead) = (Home::new().await, Home::new().await);
    straight
        .commit(&page(vec![conversation.clone()]), "1")
        .await;
    let read = cache::PreparedChanges::read(page(vec![conversation.clone()]));
    let done = ahead.writer.commit_page(ahead.source, STREAM, &read, "1");
    assert_eq!(done.await.expect("commits").quarantined, 0);
    conversation
        .messages
        .push(talk("c1", 59, &["one", "Bye"]).messages.remove(1));
    for home in [&straight, &ahead] {
        for more in [false, true] {
            if more {
                home.commit(&page(vec![conversation.clone()]), "2").await;
            }
            let row = home.list(ListFilter::default()).await.rows.remove(0);
            let last = if more { "Bye" } else { "Hello Rosa" };
            assert_eq!(
                (text(&row.subject), text(&row.excerpt)),
                ("Hello Rosa".to_owned(), last.to_owned())
            );
            assert_eq!(home.found("\"second month\"").await, ["c1"]);
            assert_eq!(
                home.found("\"free hello\"").await,
                [""; 0],
                "they stand apart"
            );
            let rows = home.list(search("second")).await.rows;
            assert_eq!(text(&rows[0].excerpt), last, "a list does not tell it");
        }
    }
}

#[tokio::test]
async fn a_subject_or_a_name_that_nobody_sees_is_none() {
    let home = Home::new().await;
    let mut unseen = talk("c1", 60, &["\u{200B}\nIs there parking?"]);
    unseen.conversation.subject = Some("\u{FEFF}\u{200D}\u{2060}".to_owned());
    unseen.conversation.customer_id = Some("k1".into());
    unseen.conversation.external_identifier = Some("rosa@quay.example".to_owned());
    let changes = model::feed::ChangeSet {
        customers: vec![customer("k1", "\u{200F}\u{200E}")],
        ..page(vec![unseen])
    };
    home.commit(&changes, "1").await;
    let row = home.list(ListFilter::default()).await.rows.remove(0);
    assert_eq!(text(&row.subject), "Is there parking?");
    assert!(
        matches!(row.person, PersonView::External { ref identifier } if identifier == "rosa@quay.example"),
        "{:?}",
        row.person
    );
}

/// A message that would become too much is kept as it came, named, and takes nothing else with it; when
/// it comes again as something else, it is no longer named.
#[tokio::test]
async fn a_message_over_the_budget_is_kept_and_named() {
    let home = Home::new().await;
    let lines = "a\n".repeat(100_000);
    let poisonous = || talk("bad", 60, &["before words", &lines, "after words"]);
    let named = async || home.reader.quarantined(home.source).await.expect("counts");
    let done = home
        .commit(&page(vec![poisonous(), talk("good", 50, &["fine"])]), "1")
        .await;
    assert_eq!(
        (done.new_conversations, done.messages, done.quarantined),
        (2, 4, 1)
    );
    for (words, expected) in [("before", "bad"), ("after", "bad"), ("fine", "good")] {
        assert_eq!(home.found(words).await, [expected]);
    }
    let id = home.list(search("before")).await.rows[0].id;
    let stored = home.reader.conversation(id).await.expect("reads");
    assert_eq!(
        stored.expect("exists").messages[1].body,
        lines,
        "as it came"
    );
    let again = home.commit(&page(vec![poisonous()]), "2").await;
    assert_eq!((again.messages, named().await), (0, 1), "it is still named");
    let mut mended = poisonous();
    mended.messages[1].body = "short".to_owned();
    home.commit(&page(vec![mended]), "3").await;
    assert_eq!(
        (home.found("short").await, named().await),
        (vec!["bad".to_owned()], 0)
    );
}

#[tokio::test]
async fn what_cannot_be_stored_is_set_aside_and_the_page_goes_on() {
    let home = Home::new().await;
    let mut bad = talk("bad", 60, &["kept words", "more"]);
    bad.conversation.space_id = "".into();
    let mut half = talk("half", 50, &["good", "absurd"]);
    half.messages[1].id = "".into();
    half.leads = vec![lead("")];
    let done = home
        .commit(&page(vec![bad, half, talk("good", 40, &["fine"])]), "1")
        .await;
    assert_eq!((done.quarantined, done.new_conversations), (3, 2));
    assert_eq!(
        home.reader.quarantined(home.source).await.expect("counts"),
        3
    );
    assert_eq!(
        remote_ids(&home.list(ListFilter::default()).await.rows),
        ["good", "half"]
    );
    let mut mended = talk("bad", 60, &[]);
    mended.conversation.last_activity_at = minutes_ago(59);
    home.commit(&page(vec![mended]), "2").await;
    assert_eq!(
        home.found("kept").await,
        ["bad"],
        "its messages were kept, and come with it"
    );
    assert_eq!(
        home.reader.quarantined(home.source).await.expect("counts"),
        2
    );
}

#[tokio::test]
async fn a_full_resync_sweeps_what_the_server_no_longer_has() {
    let home = Home::new().await;
    home.commit(
        &page(vec![talk("c1", 60, &["one"]), talk("c2", 50, &["two"])]),
        "9",
    )
    .await;
    assert_eq!(
        home.writer.finish_full(home.source).await.expect("ends"),
        0,
        "nothing was begun: nothing is swept"
    );
    home.writer.begin_full(home.source).await.expect("begins");
    assert_eq!(
        home.reader
            .cursor(home.source, STREAM)
            .await
            .expect("reads"),
        None
    );
    assert!(home.reader.sources().await.expect("reads")[0].full_pending);
    home.commit(
        &page(vec![talk("c2", 50, &["two"]), talk("c3", 40, &["three"])]),
        "9",
    )
    .await;
    assert_eq!(home.writer.finish_full(home.source).await.expect("ends"), 1);
    assert_eq!(
        remote_ids(&home.list(ListFilter::default()).await.rows),
        ["c3", "c2"]
    );
    assert_eq!(home.found("one").await, [""; 0]);
    assert!(!home.reader.sources().await.expect("reads")[0].full_pending);
}

#[tokio::test]
async fn a_removed_source_leaves_nothing() {
    let home = Home::new().await;
    let other = home
        .writer
        .add_source(new_source("Other"))
        .await
        .expect("a source");
    home.commit(
        &page(
            (0..600)
                .map(|n| talk(&format!("c{n}"), n, &["mine"]))
                .collect(),
        ),
        "1",
    )
    .await;
    home.writer
        .commit(other, STREAM, &page(vec![talk("c1", 9, &["theirs"])]), "1")
        .await
        .expect("commits");
    assert_eq!(home.list(ListFilter::default()).await.total, 601);
    home.writer
        .remove_source(home.source)
        .await
        .expect("removes");
    let list = home.list(ListFilter::default()).await;
    assert_eq!(
        (
            list.total,
            home.found("mine").await.len(),
            home.found("theirs").await.len()
        ),
        (1, 0, 1)
    );
    assert_eq!(home.reader.sources().await.expect("reads").len(), 1);
    assert_eq!(home.reader.overview(None).await.expect("reads").messages, 1);
    home.writer
        .add_source(new_source("Main"))
        .await
        .expect("the name is free again");
}

/// Begun and not ended, it is begun again; then the source is as new, but for its id and its name.
#[tokio::test]
async fn a_source_begins_anew_with_another_store() {
    let home = Home::new().await;
    let other = home.writer.add_source(new_source("Other")).await;
    let other = other.expect("adds");
    let theirs = page(vec![talk("c1", 9, &["theirs"])]);
    let kept = home.writer.commit(other, STREAM, &theirs, "1").await;
    kept.expect("commits");
    let talks = (0..600).map(|n| talk(&format!("c{n}"), n, &["mine"]));
    let mut first = page(talks.collect());
    first.tombstones = vec![gone(TombstoneKind::Conversation, "lost")];
    home.commit(&first, "9").await;
    home.writer.begin_full(home.source).await.expect("begins");
    let emptied = home.writer.begin_anew(home.source, "store-2").await;
    assert_eq!(emptied.expect("empties"), 600);
    let row = home.reader.sources().await.expect("reads").remove(0);
    assert_eq!((row.id, row.name.as_str()), (home.source, "Main"));
    assert_eq!(row.identity.as_deref(), Some("store-2"));
    assert_eq!((row.last_run, row.full_pending), (None, false));
    let cursor = home.reader.cursor(home.source, STREAM).await;
    assert_eq!(cursor.expect("reads"), None);
    let counts = home.reader.counts(home.source).await.expect("counts");
    assert_eq!(counts, RecordCounts::default());
    assert_eq!(home.found("mine").await, [""; 0]);
    assert_eq!(home.found("theirs").await, ["c1"]);
    // What the store before had deleted is in this one.
    let talks = vec![talk("lost", 5, &["back"]), talk("c7", 4, &["mine again"])];
    home.commit(&page(talks), "1").await;
    assert_eq!(home.list(ListFilter::default()).await.total, 3);
    assert_eq!(home.found("back").await, ["lost"]);
    assert_eq!(home.found("mine").await, ["c7"]);
    let nobody = home.writer.begin_anew(model::SourceId(99), "store-2").await;
    assert!(matches!(nobody, Err(cache::CacheError::NotFound)));
}

#[tokio::test]
async fn sources_and_their_runs() {
    use cache::{CacheError, RunOutcome};
    let home = Home::new().await;
    let taken = home.writer.add_source(new_source("Main")).await;
    assert!(
        matches!(taken, Err(CacheError::NameTaken { .. })),
        "{taken:?}"
    );
    home.writer
        .set_source_identity(home.source, "store-1")
        .await
        .expect("writes");
    home.writer
        .set_source_url(home.source, "https://elsewhere.example")
        .await
        .expect("writes");
    let run = home
        .writer
        .begin_run(home.source, minutes_ago(9))
        .await
        .expect("begins");
    let counts = RecordCounts {
        conversations: 4,
        messages: 8,
        conversions: 1,
        leads: 0,
    };
    home.writer
        .end_run(run, minutes_ago(8), &RunOutcome::Complete, Some(counts))
        .await
        .expect("ends");
    let run = home
        .writer
        .begin_run(home.source, minutes_ago(2))
        .await
        .expect("begins");
    home.writer
        .end_run(
            run,
            minutes_ago(1),
            &RunOutcome::Failed("it broke".into()),
            None,
        )
        .await
        .expect("ends");
    let row = home.reader.sources().await.expect("reads").remove(0);
    assert_eq!(
        (row.identity.as_deref(), row.url.as_str()),
        (Some("store-1"), "https://elsewhere.example")
    );
    assert_eq!(row.last_complete_at, Some(minutes_ago(8)));
    let last = row.last_run.expect("a run");
    assert_eq!(
        (last.outcome, last.server),
        (Some(RunOutcome::Failed("it broke".into())), None)
    );
    let nobody = home.writer.set_source_url(model::SourceId(99), "x").await;
    assert!(matches!(nobody, Err(CacheError::NotFound)), "{nobody:?}");
}

#[tokio::test]
async fn watchers_see_each_change() {
    let home = Home::new().await;
    let mut watch = home.reader.watch();
    let start = *watch.borrow_and_update();
    let done = home.commit(&full(), "1").await;
    assert!(watch.has_changed().expect("alive"));
    assert_eq!(*watch.borrow_and_update(), done.generation);
    assert!(done.generation > start);
    home.commit(&full(), "2").await;
    assert!(
        !watch.has_changed().expect("alive"),
        "a replay changes nothing"
    );
}

#[tokio::test]
async fn the_status_bar_sees_everything() {
    let home = Home::new().await;
    let mut escalated = talk("c2", 600, &["help"]);
    escalated.conversation.escalation = Escalation::Resolved;
    home.commit(&full(), "1").await;
    home.commit(&page(vec![escalated]), "2").await;
    let overview = home.reader.overview(None).await.expect("reads");
    assert_eq!((overview.conversations, overview.messages), (2, 3));
    assert_eq!(
        (overview.oldest, overview.newest),
        (Some(minutes_ago(600)), Some(minutes_ago(59)))
    );
    assert_eq!(
        (
            overview.views.escalated,
            overview.views.unconverted,
            overview.views.with_lead
        ),
        (2, 1, 1)
    );
    for (view, total) in [
        (ListView::Escalated, 2),
        (ListView::Unconverted, 1),
        (ListView::WithLead, 1),
    ] {
        assert_eq!(
            home.list(ListFilter {
                view: view.clone(),
                ..ListFilter::default()
            })
            .await
            .total,
            total,
            "{view:?}"
        );
    }
}
