//! What goes and what only seems to: deletions that are concluded, and taken back where that was wrong.

use crate::support::{Desk, Kept, fill, mock};
use chrono::TimeDelta;
use daybook_sources::Source;
use daybook_sources::nexudus::Entity;
use testkit::nexudus::NexudusMock;

async fn read(mock: &NexudusMock) -> (Kept, Desk) {
    let (kept, mut desk) = (Kept::of(mock).await, Desk::default());
    kept.read(&mut desk).await.unwrap();
    (kept, desk)
}

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
