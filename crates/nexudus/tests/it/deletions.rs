//! What goes and what only seems to: deletions that are concluded, and taken back where that was wrong.

use crate::support::{Desk, Kept, compared, fill, mock, read};
use chrono::TimeDelta;
use daybook_nexudus::{Entity, NexudusSettings};
use sources::Source;
use std::sync::Arc;

#[tokio::test]
async fn a_pass_that_could_not_read_what_conversations_are_made_of_has_not_told_all() {
    for (refused, expected) in [
        (vec![], true),
        (vec![Entity::Businesses, Entity::Bookings], true),
        (vec![Entity::Sessions], false),
        (vec![Entity::Messages], false),
        (vec![Entity::Sessions, Entity::Messages], false),
    ] {
        let mock = mock().await;
        fill(&mock, 5);
        mock.quirks().refused.extend(&refused);
        let (kept, mut desk) = read(&mock).await;
        let told_all = |desk: &Desk| kept.has_told_all(desk.cursor.as_deref().unwrap());
        assert_eq!(told_all(&desk), expected, "{refused:?}");
        mock.quirks().refused.clear();
        kept.read(&mut desk).await.unwrap();
        assert!(told_all(&desk), "{refused:?}: granted again");
    }
    let kept = Kept::of(&mock().await).await;
    assert!(!kept.has_told_all("of another server"));
}

#[tokio::test]
async fn conversations_that_come_into_sight_again_come_back() {
    let mock = mock().await;
    let ids = fill(&mock, 12);
    let (kept, mut desk) = read(&mock).await;
    let messages = mock.world().ids(Entity::Messages);
    let sessions = mock.world().hide(Entity::Sessions, &ids[..4]);
    let messages = mock.world().hide(Entity::Messages, &messages[..12]);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (8, 24));
    mock.world().show(sessions);
    mock.world().show(messages);
    // The counts differ, so the next pass compares.
    kept.counts().await.unwrap();
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (12, 36));
    let counts = kept.counts().await.unwrap().unwrap();
    assert_eq!((counts.conversations, counts.messages), (12, 36));
}

#[tokio::test]
async fn a_difference_that_a_comparison_does_not_explain_is_not_looked_into_each_minute() {
    let mock = mock().await;
    fill(&mock, 10);
    let (kept, mut desk) = read(&mock).await;
    let shelf = Arc::clone(&kept.shelf);
    // Lists say that there are none, but by id they are there.
    mock.quirks().hidden_from_lists.insert(Entity::Sessions);
    let mut run = async || {
        let before = compared(&mock).len();
        mock.clock().advance(TimeDelta::minutes(1));
        let shelf = Arc::clone(&shelf);
        let kept = Kept::again(&mock, NexudusSettings::default(), 20, shelf).await;
        kept.read(&mut desk).await.unwrap();
        kept.counts().await.unwrap();
        kept.read(&mut desk).await.unwrap();
        compared(&mock).len() - before
    };
    assert!(run().await > 0, "looked into once");
    for minute in 0..3 {
        assert_eq!(run().await, 0, "minute {minute}");
    }
    let last = *mock.world().ids(Entity::Messages).last().unwrap();
    mock.world().delete(Entity::Messages, last);
    assert!(run().await > 0, "another difference is looked into");
    mock.quirks().hidden_from_lists.clear();
    mock.clock().advance(TimeDelta::days(8));
    assert!(run().await > 0, "and any of them once a week");
    assert_eq!((desk.conversations.len(), desk.messages()), (10, 29));
}

#[tokio::test]
async fn the_same_difference_is_looked_into_again_once_it_was_explained() {
    let mock = mock().await;
    fill(&mock, 10);
    let (kept, mut desk) = read(&mock).await;
    let shelf = Arc::clone(&kept.shelf);
    for left in [29, 28, 27] {
        let last = *mock.world().ids(Entity::Messages).last().unwrap();
        mock.world().delete(Entity::Messages, last);
        let shelf = Arc::clone(&shelf);
        let kept = Kept::again(&mock, NexudusSettings::default(), 20, shelf).await;
        kept.counts().await.unwrap();
        kept.read(&mut desk).await.unwrap();
        assert_eq!(desk.messages(), left);
    }
}
