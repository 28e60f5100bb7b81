//! Annotations of the trend in work.db: written, changed, removed and had back, in their own world, and there again in a
//! cache that is downloaded anew.

mod support;

use model::annotation::{AnnotatedSpace, AnnotationDraft, TrendAnnotation};
use model::request::DataWorld;
use model::{AnnotationId, SpaceId};
use support::*;

fn draft(day: &str, words: &str, space: Option<SpaceId>) -> AnnotationDraft {
    AnnotationDraft {
        day: day.parse().expect("a day"),
        words: words.to_owned(),
        space,
    }
}

async fn all(home: &Home, world: DataWorld) -> Vec<TrendAnnotation> {
    home.reader.annotations(world).await.expect("read")
}

async fn words(home: &Home) -> Vec<String> {
    let all = all(home, DataWorld::Real).await.into_iter();
    all.map(|one| one.words).collect()
}

#[tokio::test]
async fn an_annotation_is_changed_removed_and_had_back() {
    let home = Home::new().await;
    home.commit(&page(vec![talk("c1", 1, &["x"])]), "1").await;
    let real = DataWorld::Real;
    let add = async |draft: AnnotationDraft, world| {
        let added = home.writer.add_annotation(&draft, world).await;
        added.expect("written")
    };
    let late = add(draft("2026-11-02", "New prompt", None), real).await;
    add(draft("2026-10-01", "Prices", Some(SpaceId(1))), real).await;
    add(draft("2026-10-05", "Tried", None), DataWorld::Practice).await;
    assert_eq!(words(&home).await, ["Prices", "New prompt"], "by day");
    let found = all(&home, real).await;
    assert_eq!(found[0].space, AnnotatedSpace::One(SpaceId(1)));
    assert_eq!(found[1].space, AnnotatedSpace::Every);
    assert_eq!(all(&home, DataWorld::Practice).await.len(), 1);
    let other = draft("2026-09-01", "Older prompt", Some(SpaceId(1)));
    let before = home.writer.change_annotation(late, &other, real).await;
    let before = before.expect("changed");
    assert_eq!(words(&home).await, ["Older prompt", "Prices"]);
    home.writer.restore_annotation(before).await.expect("back");
    assert_eq!(words(&home).await, ["Prices", "New prompt"]);
    let removed = home.writer.remove_annotation(late).await.expect("gone");
    assert_eq!(words(&home).await, ["Prices"]);
    home.writer.restore_annotation(removed).await.expect("back");
    assert_eq!(all(&home, real).await, found, "as it was, under its number");
    let nobody = home.writer.remove_annotation(AnnotationId(99)).await;
    assert!(matches!(nobody, Err(cache::CacheError::NotFound)));
    let nowhere = draft("2026-09-01", "x", Some(SpaceId(99)));
    let refused = home.writer.add_annotation(&nowhere, real).await;
    assert!(matches!(refused, Err(cache::CacheError::NotFound)));
}

#[tokio::test]
async fn annotations_outlive_the_cache() {
    let home = Home::new().await;
    let changes = page(vec![talk("c1", 1, &["x"])]);
    home.commit(&changes, "1").await;
    let written = draft("2026-11-02", "New prompt", Some(SpaceId(1)));
    let added = home.writer.add_annotation(&written, DataWorld::Real).await;
    added.expect("written");
    let Home {
        dir,
        writer,
        reader,
        source,
    } = home;
    drop(reader);
    writer.close().await;
    drop(writer);
    cache::wipe_cache(dir.path()).await.expect("wiped");
    let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
    let home = Home {
        dir,
        writer,
        reader,
        source,
    };
    let space = async |home: &Home| all(home, DataWorld::Real).await[0].space;
    assert_eq!(space(&home).await, AnnotatedSpace::Absent, "not synced yet");
    home.commit(&changes, "1").await;
    assert!(matches!(space(&home).await, AnnotatedSpace::One(_)));
}
