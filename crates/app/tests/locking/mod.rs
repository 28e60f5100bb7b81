//! Locking a home, and forgetting it.

use super::{failure, search, synced};
use model::event::AppEvent;
use model::failure::FailureCode;
use model::view::StartupStage;
use testkit::fixture::{PASSPHRASE, TestHome, TestServer, escalated, toured};
use zeroize::Zeroizing;

/// Whoever locks is asked again, though the passphrase was handed in at the start, and finds everything as it was.
#[tokio::test]
async fn a_home_that_somebody_locks_is_closed_until_it_is_unlocked() {
    let server = TestServer::filled(&[toured("c1"), escalated("c2")]).await;
    let home = TestHome::new();
    let app = synced(&home, &server).await;
    let mut events = app.events();
    app.lock().await.expect("locked");
    app.lock().await.expect("locked already");
    while events.recv().await.expect("an event") != AppEvent::Locked {}
    let refused = app.open_list(search("")).await.expect_err("locked");
    assert_eq!(failure(refused).code(), FailureCode::Locked);
    let stage = app.startup().await.expect("a stage").stage;
    assert_eq!(stage, StartupStage::Locked);
    let stage = app.unlock_with_key_store().await.expect("a stage").stage;
    assert_eq!(stage, StartupStage::Locked, "no key store has this key");
    let wrong = app.unlock(Zeroizing::new("not this one".to_owned())).await;
    let wrong = failure(wrong.expect_err("wrong"));
    assert_eq!(wrong.code(), FailureCode::WrongPassphrase);
    let stage = app.startup().await.expect("a stage").stage;
    assert_eq!(stage, StartupStage::Locked, "and stays locked");
    let open = app.unlock(Zeroizing::new(PASSPHRASE.to_owned())).await;
    assert_eq!(open.expect("unlocked").stage, StartupStage::Ready);
    let list = app.open_list(search("")).await.expect("a list");
    assert_eq!(list.total, 2);
    let status = app.sync_now().await;
    status.expect("it syncs again");
    app.close().await;
}

/// Every file that a home is made of goes, and so do its secrets; what is not Daybook's stays.
#[tokio::test]
async fn a_laptop_that_is_forgotten_is_as_new() {
    let server = TestServer::filled(&[toured("c1"), escalated("c2")]).await;
    let home = TestHome::new();
    let app = synced(&home, &server).await;
    let held = app.laptop_holdings().await.expect("counted");
    assert_eq!((held.sources, held.conversations), (1, 2));
    let home_folder = home.home();
    let root = home_folder.root();
    let foreign = root.join("cache.txt");
    std::fs::write(&foreign, "mine").expect("written");
    std::fs::write(root.join("work.damaged-1.db"), "set aside").expect("written");
    let mut events = app.events();
    app.forget_laptop().await.expect("forgotten");
    while events.recv().await.expect("an event") != AppEvent::Locked {}
    let mut left: Vec<_> = std::fs::read_dir(root).expect("a folder").collect();
    left.retain(|entry| {
        let entry = entry.as_ref().expect("an entry");
        let name = entry.file_name();
        let name = name.to_str().expect("a name");
        let is_empty = std::fs::metadata(entry.path()).expect("there").len() == 0;
        entry.path() != foreign && entry.path().is_file() && !(name.ends_with(".lock") && is_empty)
    });
    assert!(left.is_empty() && foreign.exists(), "{left:?}");
    // The passphrase of these tests is handed in, so a new home is made with it.
    let begun = app.startup().await.expect("begins anew");
    assert_eq!(begun.stage, StartupStage::FirstStart);
    let held = app.laptop_holdings().await.expect("counted");
    assert_eq!((held.sources, held.conversations), (0, 0));
    let entries = app.audit_entries(0).await.expect("read");
    assert_eq!(entries.len(), 1, "a log of its own: {entries:?}");
    app.close().await;
}
