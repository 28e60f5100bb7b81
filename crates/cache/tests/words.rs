//! The table of words, which says what letters inside of words stand for: it holds the words of the full-text index,
//! whatever came and went, and no word that nobody says any more.

mod support;

use model::record::TombstoneKind;
use sqlx::Connection;
use std::collections::BTreeSet;
use support::*;

/// The words of the table, and those of the index that belong there, read past the writer.
async fn words_and_index(home: Home) -> (BTreeSet<String>, BTreeSet<String>) {
    let path = home.path().to_owned();
    let Home {
        dir,
        writer,
        reader,
        ..
    } = home;
    drop(reader);
    writer.close().await;
    let mut conn = raw(&path, "cache.db").await;
    let words = sqlx::query_scalar("SELECT term FROM word");
    let words: Vec<String> = words.fetch_all(&mut conn).await.expect("reads");
    // No text of these tests mixes letters and digits.
    let index = sqlx::query_scalar(
        "SELECT term FROM search_word WHERE NOT term GLOB '*[0-9]*' AND term <> char(0xe000)",
    );
    let index: Vec<String> = index.fetch_all(&mut conn).await.expect("reads");
    conn.close().await.expect("closes");
    drop(dir);
    (words.into_iter().collect(), index.into_iter().collect())
}

async fn library() -> Home {
    let home = Home::new().await;
    let mut named = talk(
        "first",
        3,
        &[
            "Wir brauchen einen Besprechungsraum",
            "Нам потрібне приміщення",
        ],
    );
    named.conversation.customer_id = Some("k1".into());
    let changes = model::feed::ChangeSet {
        customers: vec![customer("k1", "Wolkenstein")],
        ..page(vec![
            named,
            talk("second", 2, &["Mitgliedschaftsvertrag, 24 Monate"]),
        ])
    };
    home.commit(&changes, "1").await;
    home
}

#[tokio::test]
async fn a_commit_adds_the_words_of_its_documents() {
    let home = library().await;
    assert_eq!(home.found("vertrag").await, ["second"]);
    home.commit(&page(vec![talk("second", 2, &["Kündigungsfrist"])]), "2")
        .await;
    let (words, index) = words_and_index(home).await;
    assert!(index.is_subset(&words), "{index:?} in {words:?}");
    assert!(words.contains("kundigungsfrist"), "{words:?}");
}

#[tokio::test]
async fn what_nobody_says_any_more_leaves_the_table() {
    let home = library().await;
    let mut gone_by = page(vec![]);
    gone_by.tombstones = vec![
        gone(TombstoneKind::Conversation, "second"),
        gone(TombstoneKind::Customer, "k1"),
    ];
    home.commit(&gone_by, "2").await;
    home.writer.settle_index().await.expect("merges");
    assert!(home.found("vertrag").await.is_empty());
    assert!(home.found("*wolken").await.is_empty());
    assert_eq!(home.found("raum").await, ["first"]);
    let (words, index) = words_and_index(home).await;
    assert_eq!(words, index);
    let left = |word: &str| words.iter().any(|it| it.contains(word));
    assert!(
        !left("vertrag") && !left("wolken") && left("raum"),
        "{words:?}"
    );
}

/// More words than are compared at a time, and the same answers before the table is made as after it.
#[tokio::test]
async fn the_table_of_an_earlier_version_is_made_from_the_index() {
    let home = Home::new().await;
    let letter = |at: usize| char::from(b'a' + u8::try_from(at % 26).expect("a letter"));
    let word = |n: usize| format!("w{}{}{}", letter(n / 676), letter(n / 26), letter(n));
    let texts: Vec<String> = (0..9_000)
        .collect::<Vec<_>>()
        .chunks(100)
        .map(|some| some.iter().map(|n| word(*n)).collect::<Vec<_>>().join(" "))
        .collect();
    let talks = (0_i64..)
        .zip(&texts)
        .map(|(n, text)| talk(&format!("c{n}"), n, &[text]));
    home.commit(&page(talks.collect()), "1").await;
    let as_before = "DELETE FROM word WHERE term > 'wc'; INSERT INTO word VALUES ('wxzzforgotten'); \
        UPDATE meta SET words_from = '', words_whole = 0";
    let home = home.changed_while_closed(as_before).await;
    let rare = || home.found("*czz");
    let before = rare().await;
    assert_eq!(before.len(), 1);
    home.writer.settle_index().await.expect("makes them");
    assert_eq!(rare().await, before);
    let (words, index) = words_and_index(home).await;
    assert!(words.len() > 8_192, "{}", words.len());
    assert_eq!(words, index);
}
