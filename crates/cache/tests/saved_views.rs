//! The manager's own views: their names, their order, taking one back, and what is left of them when the
//! file is damaged; and what the window remembers.

mod support;

use cache::CacheError;
use model::SavedViewId;
use model::list_columns::ListColumns;
use model::request::{ListSort, SortDirection, SortKey};
use model::saved_view::ViewDraft;
use sqlx::Connection as _;
use std::path::Path;
use support::*;

fn draft(name: &str) -> ViewDraft {
    ViewDraft {
        name: name.to_owned(),
        query: format!("about {name}"),
        sort: ListSort {
            by: SortKey::Subject,
            direction: SortDirection::Ascending,
        },
        place: None,
        columns: Some(ListColumns::from("subject customer:120".to_owned())),
    }
}

async fn added(home: &Home, name: &str) -> SavedViewId {
    home.writer.add_view(&draft(name)).await.expect("saves")
}

async fn names(home: &Home) -> Vec<String> {
    let views = home.reader.saved_views().await.expect("reads");
    for (place, view) in (0..).zip(&views) {
        assert_eq!(view.draft.place, Some(place), "no gap and no place twice");
    }
    views.into_iter().map(|view| view.draft.name).collect()
}

#[tokio::test]
async fn views_stand_where_they_are_put_and_come_back_where_they_were() {
    let home = Home::new().await;
    let (_a, b, c) = (
        added(&home, "a").await,
        added(&home, "b").await,
        added(&home, "c").await,
    );
    let first = ViewDraft {
        place: Some(0),
        ..draft("c")
    };
    home.writer.change_view(c, &first).await.expect("moves");
    assert_eq!(names(&home).await, ["c", "a", "b"]);
    home.writer
        .change_view(b, &draft("B"))
        .await
        .expect("renames");
    assert_eq!(
        names(&home).await,
        ["c", "a", "B"],
        "it stays where it stands"
    );
    let gone = home.writer.remove_view(c).await.expect("removes");
    assert_eq!(names(&home).await, ["a", "B"]);
    home.writer.add_view(&gone).await.expect("taken back");
    assert_eq!(names(&home).await, ["c", "a", "B"]);
    let views = home.reader.saved_views().await.expect("reads");
    assert_eq!(views[0].draft, first, "all of it");
}

#[tokio::test]
async fn no_two_views_are_called_alike_and_the_next_name_is_taken() {
    let home = Home::new().await;
    let id = added(&home, "Über").await;
    let again = home.writer.add_view(&draft("über")).await;
    assert!(matches!(again, Err(CacheError::ViewNameTaken)), "{again:?}");
    home.writer
        .change_view(id, &draft("ÜBER"))
        .await
        .expect("its own name");
    let other = added(&home, "other").await;
    let taken = home.writer.change_view(other, &draft("über")).await;
    assert!(matches!(taken, Err(CacheError::ViewNameTaken)), "{taken:?}");
    home.writer.remove_view(id).await.expect("removes");
    home.writer
        .change_view(other, &draft("über"))
        .await
        .expect("free now");
    let gone = home.writer.remove_view(id).await;
    assert!(matches!(gone, Err(CacheError::NotFound)), "{gone:?}");
}

/// A home with 60 views, closed as by a kill: the generation before has none of them.
async fn sixty_views() -> tempfile::TempDir {
    let home = Home::new().await;
    let before = std::fs::read(home.path().join("work.previous.db")).expect("a generation");
    for n in 0..60 {
        let long = ViewDraft {
            query: "word ".repeat(300),
            ..draft(&format!("view {n}"))
        };
        home.writer.add_view(&long).await.expect("saves");
    }
    home.writer.close().await;
    std::fs::write(home.path().join("work.previous.db"), before).expect("writes");
    home.dir
}

fn damage_the_last_page_but_one(file: &Path) {
    const PAGE: usize = 4096;
    let mut bytes = std::fs::read(file).expect("reads");
    let from = (bytes.len() / PAGE - 2) * PAGE;
    bytes[from..from + PAGE].fill(0x5a);
    std::fs::write(file, bytes).expect("writes");
}

#[tokio::test]
async fn views_of_the_version_before_survive_a_damaged_file() {
    let dir = sixty_views().await;
    let mut older = raw(dir.path(), "work.db").await;
    sqlx::raw_sql("ALTER TABLE saved_view DROP COLUMN columns; PRAGMA user_version = 8")
        .execute(&mut older)
        .await
        .expect("takes it back");
    older.close().await.expect("closes");
    damage_the_last_page_but_one(&dir.path().join("work.db"));
    let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
    assert!(writer.mended_work().is_some_and(Path::exists));
    let kept = reader.saved_views().await.expect("reads");
    assert!((40..=60).contains(&kept.len()), "{} of 60", kept.len());
    assert!(kept.iter().all(|view| view.draft.columns.is_none()));
}

#[tokio::test]
async fn views_survive_a_lost_cache_and_a_damaged_file() {
    let dir = sixty_views().await;
    damage_the_last_page_but_one(&dir.path().join("work.db"));
    let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
    assert!(writer.mended_work().is_some_and(Path::exists));
    let kept = reader.saved_views().await.expect("reads");
    assert!((40..60).contains(&kept.len()), "{} of 60", kept.len());
    assert!(
        kept.iter()
            .all(|view| view.draft.query.starts_with("word word") && view.draft.columns.is_some())
    );
    writer
        .add_view(&draft("next"))
        .await
        .expect("the next thing works");
}

#[tokio::test]
async fn the_window_is_remembered() {
    let home = Home::new().await;
    assert_eq!(home.reader.recall("window").await.expect("reads"), None);
    for json in ["{}", r#"{"theme":"dark"}"#] {
        home.writer.remember("window", json).await.expect("writes");
        assert_eq!(
            home.reader
                .recall("window")
                .await
                .expect("reads")
                .as_deref(),
            Some(json)
        );
    }
}
