//! A server whose store was put back from a backup: the laptop says so, keeps what it has, and begins anew
//! when the manager wants it to. Afterwards it holds what that store holds, and nothing else.

use super::{failure, search, synced};
use app::{App, AppError, InputRefusal, SyncMode};
use catalogue::failure_text;
use model::Sender;
use model::failure::FailureCode;
use model::request::{ConnectDaybook, ListWindow, OpenConversation};
use model::view::{Completeness, SourceView, SyncState};
use server::Store;
use std::collections::BTreeMap;
use std::path::Path;
use testkit::fixture::{TestHome, TestServer, escalated, message, noon, toured};

/// What the window remembers: work that no server has.
const REMEMBERED: &str = "{\"theme\":\"dark\"}";

/// The server copies its store, goes on for a while, loses it and has the copy put back.
async fn lose_and_restore(app: &App, server: &mut TestServer, folder: &Path) {
    let copy = folder.join("copy");
    server.store.back_up(&copy).await.expect("a backup");
    let more = [message("a-late", Sender::Customer, 9, "And the parking?")];
    let appended = server.store.append_messages(&"a".into(), &more).await;
    appended.expect("more is said");
    server.store.put(&toured("lost")).await.expect("a tour");
    let deleted = server.store.delete_conversation(&"b".into()).await;
    deleted.expect("a deletion");
    let source = app.source_named("Harbour").await.expect("the source");
    app.sync(source.id, SyncMode::Incremental)
        .await
        .expect("in step");
    put_back(server, &copy, &folder.join("back.db")).await;
    server.store.put(&toured("after")).await.expect("a tour");
}

async fn put_back(server: &mut TestServer, copy: &Path, to: &Path) {
    server.stop().await;
    server.store.close().await.expect("closed");
    server::restore(copy, to).await.expect("restored");
    server.store = Store::open(to).await.expect("the store");
    server.start_again().await;
}

async fn source(app: &App) -> SourceView {
    app.source_named("Harbour").await.expect("the source")
}

/// Every conversation that the laptop shows, by its id on the server, with what was visibly said.
async fn shown(app: &App) -> BTreeMap<String, Vec<String>> {
    let opened = app.open_list(search("")).await.expect("a list");
    let window = ListWindow {
        list: opened.list,
        start: 0,
        count: 200,
    };
    let mut shown = BTreeMap::new();
    for row in app.list_window(window).await.expect("the rows") {
        let request = OpenConversation {
            id: row.id,
            text: String::new(),
        };
        let whole = app.conversation(&request).await.expect("it opens");
        let whole = serde_json::to_string(&whole).expect("JSON");
        let said = ["harbour office", "parking", "invoice is wrong"];
        let said = said.iter().filter(|words| whole.contains(**words));
        let said = said.map(|words| (*words).to_owned()).collect();
        shown.insert(remote(&whole), said);
    }
    shown
}

/// The session id begins with the conversation's own.
fn remote(whole: &str) -> String {
    let (_, rest) = whole.split_once("session-").expect("a session id");
    rest.split('-').next().unwrap_or_default().to_owned()
}

fn is_other_store(state: &SyncState) -> bool {
    matches!(state, SyncState::OtherStore)
}

#[tokio::test]
async fn a_store_that_was_put_back_is_begun_anew_when_the_manager_says_so() {
    let home = TestHome::new();
    let mut server = TestServer::filled(&[escalated("a"), toured("b")]).await;
    let app = synced(&home, &server).await;
    app.save_window_state(REMEMBERED).await.expect("remembered");
    lose_and_restore(&app, &mut server, home.folder()).await;
    let before = shown(&app).await;
    assert_eq!(before["a"], ["parking", "invoice is wrong"]);
    assert_eq!(before.keys().collect::<Vec<_>>(), ["a", "lost"]);

    // It is said, and nothing is touched: not by this process, and not by the next one.
    let id = source(&app).await.id;
    for _ in 0..2 {
        let said = failure(
            app.sync(id, SyncMode::Full)
                .await
                .expect_err("another store"),
        );
        assert_eq!(said.code(), FailureCode::Other);
        assert!(
            failure_text(&said).contains("sync the source anew"),
            "{said:?}"
        );
        assert!(is_other_store(&source(&app).await.sync));
        assert_eq!(shown(&app).await, before);
    }
    app.close().await;
    drop(app);
    let app = home.open().await;
    assert!(is_other_store(&source(&app).await.sync));

    // A server that is away costs nothing either.
    server.stop().await;
    let offline = app.reset_source(id).await.expect_err("offline");
    assert_eq!(failure(offline).code(), FailureCode::Offline);
    assert_eq!(shown(&app).await, before);
    server.start_again().await;

    let gone = app.reset_source(id).await.expect("begun anew");
    assert_eq!(gone, 2);
    assert_eq!(source(&app).await.sync, SyncState::Never);
    let report = app.sync(id, SyncMode::Incremental).await.expect("synced");
    assert_eq!(report.new_conversations, 3);
    let after = source(&app).await;
    assert_eq!((after.id, after.name.as_str()), (id, "Harbour"));
    assert_eq!(
        after.completeness,
        Completeness::Complete { checked_at: noon() }
    );
    let now = shown(&app).await;
    assert_eq!(now.keys().collect::<Vec<_>>(), ["a", "after", "b"]);
    assert_eq!(now["a"], ["invoice is wrong"], "as the store has it");
    assert_eq!(
        now["b"],
        ["harbour office"],
        "it was deleted after the backup"
    );
    let counts = server.store.counts().await.expect("the server counts");
    let status = app.status().await.expect("a status");
    assert_eq!(
        (status.conversations, status.messages),
        (counts.conversations, counts.messages)
    );
    let startup = app.startup().await.expect("a start");
    let startup = serde_json::to_string(&startup).expect("JSON");
    assert!(
        startup.contains("theme"),
        "what the window remembers stays: {startup}"
    );

    // What is written from now on comes as ever.
    server.store.put(&toured("later")).await.expect("a tour");
    let report = app.sync(id, SyncMode::Incremental).await.expect("synced");
    assert_eq!(report.new_conversations, 1);
    let same = app.reset_source(id).await.expect_err("the same store");
    assert!(matches!(same, AppError::Invalid(InputRefusal::SameStore)));
    assert_eq!(shown(&app).await.len(), 4);
}

#[tokio::test]
async fn a_store_that_is_another_source_already_is_not_counted_twice() {
    let home = TestHome::new();
    let mut server = TestServer::filled(&[escalated("a"), toured("b")]).await;
    let app = synced(&home, &server).await;
    lose_and_restore(&app, &mut server, home.folder()).await;
    let id = source(&app).await.id;
    let second: ConnectDaybook = server.connection("Restored");
    let second = app.connect_daybook(second).await.expect("connected");
    let refused = app.reset_source(id).await.expect_err("it is there already");
    assert!(matches!(refused, AppError::AlreadyConnected { name } if name == "Restored"));
    assert_eq!(shown(&app).await.len(), 2);
    app.remove_source(second.id).await.expect("removed");
    app.reset_source(id).await.expect("begun anew");
}

/// The store before the loss comes back, and nothing has happened. A store of somebody else's knows other
/// tokens: it is not even asked which it is.
#[tokio::test]
async fn the_old_store_that_comes_back_is_gone_on_with() {
    let home = TestHome::new();
    let mut server = TestServer::filled(&[escalated("a"), toured("b")]).await;
    let app = synced(&home, &server).await;
    let strangers = TestServer::filled(&[toured("z")]).await;
    let id = source(&app).await.id;
    let ours = std::mem::replace(&mut server.store, strangers.store.clone());
    server.stop().await;
    server.start_again().await;
    let refused = app.reset_source(id).await.expect_err("an unknown token");
    assert_eq!(failure(refused).code(), FailureCode::SignInNeeded);
    assert_eq!(shown(&app).await.len(), 2);
    server.store = ours;
    server.stop().await;
    server.start_again().await;
    server.store.put(&toured("c")).await.expect("a tour");
    let report = app.sync(id, SyncMode::Incremental).await.expect("synced");
    assert_eq!(report.new_conversations, 1);
    assert_eq!(source(&app).await.sync, SyncState::Idle);
}
