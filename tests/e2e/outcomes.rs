//! An outcome that was taken back, one that was corrected, and one that was moved away: struck through where they
//! count no more, with the day, and with what was said before. And what comes while somebody reads.

use super::{Server, connect, script, window};
use crate::window::{ENTER, Window};
use chrono::TimeDelta;
use model::ConversionKind;
use model::feed::ConversationChange;
use model::outcome_history::FormerOutcome;
use model::record::ConversionRecord;

fn outcome(change: &ConversationChange, kind: ConversionKind, record: &str) -> ConversionRecord {
    ConversionRecord {
        id: record.into(),
        kind,
        record: record.to_owned(),
        url: Some(format!("https://bookings.example/{record}")),
        occurred_at: change.conversation.last_activity_at,
        confirmed: true,
        time_said: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
    }
}

/// The newest conversation of the script, with outcomes of which one stands.
fn newest() -> ConversationChange {
    let recipe = script();
    let (_, all) = practice::script(recipe.seed, recipe.conversations, recipe.until);
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|change| change.conversation.last_activity_at);
    let mut change = all.pop().expect("a conversation");
    let at = change.conversation.last_activity_at;
    let booked = outcome(&change, ConversionKind::Booking, "b-1");
    let toured = outcome(&change, ConversionKind::Tour, "v-1");
    let passed = outcome(&change, ConversionKind::DayPass, "p-1");
    let taken_back = ConversionRecord {
        taken_back_at: Some(at + TimeDelta::minutes(40)),
        ..booked
    };
    let former = ConversionRecord {
        occurred_at: at + TimeDelta::minutes(5),
        ..toured.clone()
    };
    let corrected = ConversionRecord {
        earlier: vec![FormerOutcome::of(&former, at + TimeDelta::minutes(50))],
        ..toured
    };
    let moved = ConversionRecord {
        taken_back_at: Some(at + TimeDelta::minutes(60)),
        moved_to: Some("elsewhere".into()),
        ..passed
    };
    change.conversions = vec![taken_back, corrected, moved];
    change
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_taken_back_outcome_is_struck_through_and_says_since_when() {
    let Some(window) = window("taken-back").await else {
        return;
    };
    let server = Server::start().await;
    server.store.put(&newest()).await.expect("it is written");
    connect(&window, &server).await;
    window.whole_copy().await;
    window.selected_place(1).await;
    // In a narrow window the list stands alone until something is read.
    window.press_in("list", ENTER).await;
    let struck = "const badges = [...document.querySelectorAll('.context .badge.struck')]; \
                  return badges.length === 2 && badges.every(it => it.querySelector('s')) \
                  && badges[0].textContent.includes('taken back') \
                  && badges[1].textContent.includes('moved')";
    window.until("two badges are struck through", struck).await;
    let listed = "const row = document.querySelector('[role=row][aria-selected=true]'); \
                  const gone = [...row.querySelectorAll('.badge.struck')]; \
                  return gone.every(it => it.querySelector('.spoken')) \
                  && row.querySelectorAll('.badge:not(.struck)').length > 0";
    window.until("the row says so too", listed).await;
    let said = "const lines = [...document.querySelectorAll('[data-testid=not-counted]')]; \
                const texts = lines.map(it => it.textContent); \
                return texts.some(it => it.startsWith('taken back')) \
                && texts.some(it => it.startsWith('moved to another conversation')) \
                && one('former').textContent.includes('it was Tour')";
    window
        .until("the timeline says why, and what was said before", said)
        .await;
    window
        .run("one('former').scrollIntoView({block: 'center'})")
        .await;
    window.pictures("read").await;
    what_comes_meanwhile(&window, &server).await;
    window.close().await;
    server.stop().await;
}

/// Another conversation than the newest, a minute after it.
fn later() -> ConversationChange {
    let mut change = newest();
    let head = &mut change.conversation;
    head.id = "arrived".into();
    "session-that-arrived".clone_into(&mut head.session_id);
    head.last_activity_at += TimeDelta::minutes(1);
    for message in &mut change.messages {
        message.id = format!("arrived-{}", message.id).into();
    }
    change.conversions.clear();
    change
}

/// A list that somebody works in does not move by itself: a button says what came, and shows it.
async fn what_comes_meanwhile(window: &Window, server: &Server) {
    server.store.put(&later()).await.expect("it is written");
    window.click("sync-now").await;
    window.text_containing("fresh", "1 new").await;
    // No number on the page is newer than the list. A narrow window has none beside it.
    let alike = "const [listed, beside] = ['result-count', 'view-all'].map(number); \
                 return listed > 0 && [listed, -1].includes(beside) && words('status-bar').replace(',', '').includes(listed)";
    window.until("every total is the same", alike).await;
    window.pictures("arrived").await;
    let before = window.number("result-count").await;
    window.click("fresh").await;
    let news = format!(
        "return number('result-count') === {before} + 1 && [{before} + 1, -1].includes(number('view-all'))"
    );
    window.until("all is counted anew together", &news).await;
    let shown = "return !one('fresh') && document.activeElement?.id === 'list' \
                 && document.querySelector('[data-testid=row]').getAttribute('aria-selected') === 'false'";
    window.until("it is the first of the list", shown).await;
}
