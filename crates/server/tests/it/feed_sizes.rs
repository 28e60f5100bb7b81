//! How large a page of the feed becomes: bounded in bytes, whatever was said and however it is written.

use super::home;
use crate::things::{conversation, full, message, read_all};
use model::feed::ChangesPage;
use model::record::{CustomerRecord, LeadRecord};
use proptest::prelude::*;

/// What a page of several changes never passes, as JSON: far below the 64 MB that a laptop takes.
const MOST_BYTES: usize = 32 << 20;
/// What a page of ordinary text comes to at the most.
const MOST_TEXT: usize = 6 << 20;
const LIMITS: [u32; 3] = [10_000, 1_000, 7];

fn bytes(page: &ChangesPage) -> usize {
    serde_json::to_vec(page).unwrap().len()
}

/// Reads the feed; the most bytes of a page that covers more than one change, and the pages.
async fn largest(store: &server::Store, limit: u32) -> (usize, usize) {
    let (mut after, mut most, mut pages) = (None, 0, 0);
    loop {
        let page = store.changes(after.as_deref(), limit).await.unwrap();
        pages += 1;
        if page.covered > 1 {
            most = most.max(bytes(&page));
        }
        if page.remaining == 0 {
            return (most, pages);
        }
        assert!(page.covered > 0, "it moves on");
        after = Some(page.next);
    }
}

#[tokio::test]
async fn one_mail_to_three_hundred_members_comes_in_several_pages() {
    let home = home().await;
    let mail = "<p>Dear member, the lift is repaired.</p>".repeat(800);
    let mails = (0..300).map(|nth| {
        let mut change = full(&format!("c{nth}"), 1);
        change.messages[0].body.clone_from(&mail);
        change
    });
    home.store
        .put_many(&mails.collect::<Vec<_>>())
        .await
        .unwrap();
    let (most, pages) = largest(&home.store, 10_000).await;
    assert!(most < MOST_TEXT, "{most} bytes");
    assert_eq!(pages, 3, "ten megabytes, four to a page");
    let (whole, _) = read_all(&home.store, 10_000).await;
    whole.assert_equals(&home.store).await;
}

#[tokio::test]
async fn long_notes_long_names_and_long_heads_are_counted_too() {
    let home = home().await;
    let line = "界".repeat(500);
    for nth in 0..200 {
        let mut change = conversation(&format!("n{nth}"));
        let note = LeadRecord {
            note: Some("\u{1}".repeat(20_000)),
            ..crate::things::lead(&format!("l{nth}"))
        };
        change.leads = vec![note];
        home.store.put(&change).await.unwrap();
    }
    let person = |nth: usize| CustomerRecord {
        id: format!("p{nth}").as_str().into(),
        name: line.clone(),
        company: Some(line.clone()),
        email: Some(line.clone()),
        profile_url: None,
    };
    let people = (0..2_000).map(person).collect::<Vec<_>>();
    home.store.put_customers(&people).await.unwrap();
    let heads = (0..2_000).map(|nth| {
        let mut change = conversation(&format!("h{nth}"));
        change.conversation.subject = Some(line.clone());
        change.conversation.external_identifier = Some(line.clone());
        change.conversation.visitor_token = Some(line.clone());
        change.conversation.customer_id = Some(format!("p{nth}").as_str().into());
        change
    });
    home.store
        .put_many(&heads.collect::<Vec<_>>())
        .await
        .unwrap();
    for limit in LIMITS {
        let (most, _) = largest(&home.store, limit).await;
        assert!(most < MOST_BYTES, "{limit}: {most} bytes");
    }
    let (whole, _) = read_all(&home.store, 10_000).await;
    whole.assert_equals(&home.store).await;
}

/// A letter and how often it stands in a message.
fn sizes() -> impl Strategy<Value = Vec<(char, usize)>> {
    let letter = prop::sample::select(vec!['a', 'é', '界', '\u{1}', '"', '\u{1f642}']);
    let size = prop_oneof![0..200_usize, 1_000..100_000_usize, 200_000..400_000_usize];
    prop::collection::vec((letter, size), 1..24)
}

async fn every_page_is_bounded(sizes: Vec<(char, usize)>) {
    let home = home().await;
    for (nth, (letter, size)) in sizes.iter().enumerate() {
        let id = format!("c{}", nth % 5);
        let mut said = message(&format!("{id}/m{nth}"), nth as i64);
        said.body = letter.to_string().repeat(*size);
        match nth {
            0..5 => {
                let mut change = conversation(&id);
                change.messages = vec![said];
                home.store.put(&change).await.unwrap();
            }
            _ => {
                let id = id.as_str().into();
                home.store.append_messages(&id, &[said]).await.unwrap();
            }
        }
    }
    for limit in LIMITS {
        let (most, _) = largest(&home.store, limit).await;
        assert!(most < MOST_BYTES, "{limit}: {most} bytes");
        let (whole, _) = read_all(&home.store, limit).await;
        whole.assert_equals(&home.store).await;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn of_messages_of_any_size_every_page_is_bounded_and_every_message_comes_once(sizes in sizes()) {
        tokio::runtime::Runtime::new().unwrap().block_on(every_page_is_bounded(sizes));
    }
}
