//! The manager's own file: it is mended by itself, with everything that can still be read of it, and never
//! locks the cache away.

mod support;

use cache::{CacheKey, OpenError};
use model::marks::{MarkChange, SetMarks};
use std::path::Path;
use support::*;

const PAGE: usize = 4096;

fn spoil(path: &Path, page: usize) {
    let mut bytes = std::fs::read(path).expect("reads");
    let from = page * PAGE;
    bytes[from..from + PAGE].fill(0x5a);
    std::fs::write(path, bytes).expect("writes");
}

fn value(n: usize) -> String {
    format!("{{\"n\":{n},\"text\":\"{}\"}}", "word ".repeat(150))
}

/// A work.db of many pages, whose earlier generation is older than all of it.
async fn killed_with_many_entries() -> tempfile::TempDir {
    let home = Home::new().await;
    let previous = home.path().join("work.previous.db");
    let before = std::fs::read(&previous).expect("an earlier generation");
    for n in 0..100 {
        home.writer
            .remember(&format!("key-{n:03}"), &value(n))
            .await
            .expect("writes");
    }
    home.writer.close().await;
    // A process that was killed keeps nothing at its end.
    std::fs::write(&previous, before).expect("writes");
    home.dir
}

#[tokio::test]
async fn a_damaged_page_costs_what_was_on_it_and_nothing_else() {
    let dir = killed_with_many_entries().await;
    let file = dir.path().join("work.db");
    let pages = std::fs::metadata(&file).expect("a file").len() as usize / PAGE;
    assert!(pages > 12, "{pages} pages");
    spoil(&file, pages - 2);
    let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
    assert!(
        writer.mended_work().is_some_and(Path::exists),
        "it is kept aside"
    );
    let mut kept = 0;
    for n in 0..100 {
        let found = reader.recall(&format!("key-{n:03}")).await.expect("reads");
        kept += usize::from(found.as_deref() == Some(value(n).as_str()));
        assert!(found.is_none() || found.as_deref() == Some(value(n).as_str()));
    }
    assert!((80..100).contains(&kept), "{kept} of 100");
    assert_eq!(reader.sources().await.expect("reads").len(), 1);
    writer
        .remember("next", "{}")
        .await
        .expect("the next thing works");
    writer.close().await;
    let (writer, _reader) = cache::open(dir.path(), &key()).await.expect("opens");
    assert_eq!(writer.mended_work(), None, "once is enough");
}

#[tokio::test]
async fn what_was_noted_is_mended_like_everything_else_of_the_manager() {
    let home = Home::new().await;
    let many: Vec<_> = (0..300)
        .map(|n| talk(&format!("c{n:03}"), n, &["some words"]))
        .collect();
    home.commit(&page(many), "1").await;
    let before = std::fs::read(home.path().join("work.previous.db")).expect("a generation");
    for n in 0..300 {
        let id = home.reader.find_conversation(&format!("c{n:03}")).await;
        let set = SetMarks {
            conversation: id.expect("reads").expect("is there"),
            changes: vec![MarkChange::Note(value(n))],
        };
        home.writer.set_marks(set, now()).await.expect("noted");
    }
    home.writer.close().await;
    // A process that was killed keeps nothing at its end.
    std::fs::write(home.path().join("work.previous.db"), before).expect("writes");
    let dir = home.dir;
    let file = dir.path().join("work.db");
    let pages = std::fs::metadata(&file).expect("a file").len() as usize / PAGE;
    spoil(&file, pages / 2);
    let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
    assert!(writer.mended_work().is_some());
    let mut kept = 0;
    for n in 0..300 {
        let id = reader.find_conversation(&format!("c{n:03}")).await;
        let id = id.expect("reads").expect("is there");
        let stored = reader.conversation(id).await.expect("reads");
        let note = stored.expect("is there").marks.note;
        assert!(note.is_none() || note == Some(value(n)), "{note:?}");
        kept += usize::from(note.is_some());
    }
    assert!((250..300).contains(&kept), "{kept} of 300");
}

/// Reads every conversation; which of them could not be read.
async fn unread(reader: &cache::CacheReader) -> Vec<String> {
    let mut unread = Vec::new();
    for n in 0..LONG_ONES {
        let name = format!("c{n:03}");
        let read = match reader.find_conversation(&name).await {
            Ok(id) => reader.conversation(id.expect("is there")).await,
            Err(error) => Err(error),
        };
        match read {
            Ok(stored) => {
                let said = &stored.expect("is there").messages[0].body;
                assert_eq!(*said, long_text(), "{name}");
            }
            Err(error) => {
                assert!(
                    matches!(error, cache::CacheError::Damaged { .. }),
                    "{error}"
                );
                unread.push(name);
            }
        }
    }
    unread
}

/// Opens a damaged cache; none where it is told as damaged, and nothing else may be told.
async fn opened(dir: &Path) -> Option<(cache::CacheWriter, cache::CacheReader)> {
    match cache::open(dir, &key()).await {
        Ok(opened) => Some(opened),
        Err(OpenError::Damaged { file: "cache.db" }) => None,
        Err(error) => panic!("{error:?}"),
    }
}

/// Conversations whose message fills some pages of its own.
const LONG_ONES: usize = 3;

fn long_text() -> String {
    "Is a desk free on Thursday? ".repeat(700)
}

/// One damaged page costs the conversation that it is of, and no other, however often it is tried: a
/// connection that met it reads nothing any more, and another one takes its place. No text is told with
/// noughts for its end.
#[tokio::test]
async fn who_met_a_damaged_page_keeps_nobody_from_reading_the_rest() {
    let home = Home::new().await;
    let text = long_text();
    let all = (0..LONG_ONES).map(|n| talk(&format!("c{n:03}"), 5, &[text.as_str()]));
    home.commit(&page(all.collect()), "1").await;
    home.writer.close().await;
    let dir = home.dir;
    let file = dir.path().join("cache.db");
    let whole = std::fs::read(&file).expect("reads");
    let pages = whole.len() / PAGE;
    let mut one_lost = 0;
    for damaged in pages * 2 / 3..pages {
        std::fs::write(&file, &whole).expect("writes");
        spoil(&file, damaged);
        let Some((writer, reader)) = opened(dir.path()).await else {
            continue;
        };
        let lost = unread(&reader).await;
        assert_eq!(unread(&reader).await, lost, "page {damaged}");
        one_lost += usize::from(lost.len() == 1);
        writer.close().await;
    }
    assert!(
        one_lost > 6,
        "{one_lost} pages of {pages} are of one conversation"
    );
}

#[tokio::test]
async fn a_damaged_first_page_is_damage_and_no_lost_key() {
    let dir = killed_with_many_entries().await;
    spoil(&dir.path().join("work.db"), 0);
    let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
    assert!(writer.mended_work().is_some());
    assert_eq!(reader.sources().await.expect("reads").len(), 1);
    writer.close().await;
    drop((writer, reader));
    let wrong = cache::open(dir.path(), &CacheKey::from_bytes([9; 32])).await;
    assert!(
        matches!(wrong, Err(OpenError::WrongKey { .. })),
        "{:?}",
        wrong.err()
    );
}

#[tokio::test]
async fn an_emptied_cache_is_damage_and_keeps_its_sources() {
    let home = Home::new().await;
    home.commit(&page(vec![talk("c1", 1, &["x"])]), "1").await;
    home.writer.close().await;
    let dir = home.dir;
    std::fs::write(dir.path().join("cache.db"), "").expect("writes");
    for _ in 0..2 {
        let refused = cache::open(dir.path(), &key()).await.map(|_| ());
        assert!(
            matches!(refused, Err(OpenError::Damaged { file: "cache.db" })),
            "{refused:?}"
        );
    }
    let aside = cache::repair(dir.path(), &key()).await.expect("repairs");
    assert!(aside.is_some());
    let (_writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
    let sources = reader.sources().await.expect("reads");
    assert_eq!(sources.len(), 1);
    assert_eq!(sources[0].id, home.source, "secrets are kept by the id");
    assert_eq!(
        cache::repair(dir.path(), &key())
            .await
            .map_err(|error| error.is_retryable()),
        Err(true),
        "it is open"
    );
}

#[tokio::test]
async fn what_is_sound_is_not_repaired() {
    let home = Home::new().await;
    home.commit(&page(vec![talk("c1", 1, &["x"])]), "1").await;
    assert!(home.writer.is_sound().await.expect("reads"));
    home.writer.close().await;
    let dir = home.dir;
    assert_eq!(
        cache::repair(dir.path(), &key()).await.expect("looks"),
        None
    );
}

#[tokio::test]
async fn every_spoilt_page_of_the_cache_is_found() {
    let home = Home::new().await;
    let many = (0..60)
        .map(|n| talk(&format!("c{n}"), n, &["some words"]))
        .collect();
    home.commit(&page(many), "1").await;
    home.writer.close().await;
    let dir = home.dir;
    let file = dir.path().join("cache.db");
    let whole = std::fs::read(&file).expect("reads");
    for page in 0..whole.len() / PAGE {
        std::fs::write(&file, &whole).expect("writes");
        spoil(&file, page);
        if let Some((writer, _)) = opened(dir.path()).await {
            writer.close().await;
        }
        let aside = cache::repair(dir.path(), &key()).await.expect("repairs");
        assert!(aside.is_some(), "page {page} of {}", whole.len() / PAGE);
    }
}
