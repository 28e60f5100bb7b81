//! The use cases over a real server on loopback, with homes of their own.

extern crate daybook_app as app;

mod hand_over;
mod locking;
mod numbers;
mod records;
mod store_reset;

use app::{App, AppError, AppOptions, FirstStart, InputRefusal, SyncMode};
use catalogue::failure_text;
use model::event::{AppEvent, ProgressStep};
use model::failure::{Failure, FailureCode};
use model::request::{DataWorld, ListFilter, ListSort, ListWindow, OpenConversation, OpenList};
use model::view::{Completeness, PersonView, StartupStage, SyncState, TimelineItem};
use model::{Channel, SourceKind};
use testkit::fixture::{PASSPHRASE, TestHome, TestServer, escalated, noon, test_options, toured};
use zeroize::Zeroizing;

async fn synced(home: &TestHome, server: &TestServer) -> App {
    let app = home.open().await;
    let source = app
        .connect_daybook(server.connection("Harbour"))
        .await
        .expect("connected");
    app.sync(source.id, SyncMode::Incremental)
        .await
        .expect("synced");
    app
}

fn search(text: &str) -> OpenList {
    OpenList {
        filter: ListFilter {
            text: text.to_owned(),
            ..ListFilter::default()
        },
        first_rows: 50,
        locate: None,
        sort: ListSort::default(),
    }
}

fn failure(error: AppError) -> Failure {
    error.into()
}

// --- startup --------------------------------------------------------------------------------------

#[tokio::test]
async fn a_new_home_asks_for_a_passphrase_and_then_offers_the_first_start() {
    let home = TestHome::new();
    let app = App::locate(
        home.home(),
        AppOptions {
            passphrase: None,
            ..test_options()
        },
    )
    .expect("the home");
    assert_eq!(
        app.startup().await.expect("a stage").stage,
        StartupStage::ChoosePassphrase
    );
    let short = app
        .choose_passphrase(Zeroizing::new("short".to_owned()))
        .await
        .expect_err("too short");
    assert!(matches!(
        short,
        AppError::Invalid(InputRefusal::PassphraseTooShort)
    ));
    let chosen = app
        .choose_passphrase(Zeroizing::new(PASSPHRASE.to_owned()))
        .await
        .expect("chosen");
    assert_eq!(chosen.stage, StartupStage::FirstStart);
    app.close().await;
}

#[tokio::test]
async fn a_locked_home_says_nothing_until_it_is_unlocked() {
    let home = TestHome::new();
    home.open().await.close().await;
    let app = App::locate(
        home.home(),
        AppOptions {
            passphrase: None,
            ..test_options()
        },
    )
    .expect("the home");
    assert_eq!(
        app.startup().await.expect("a stage").stage,
        StartupStage::Locked
    );
    assert_eq!(
        failure(app.status().await.expect_err("locked")).code(),
        FailureCode::Locked
    );
    let wrong = app
        .unlock(Zeroizing::new("not this one".to_owned()))
        .await
        .expect_err("wrong");
    assert_eq!(failure(wrong).code(), FailureCode::WrongPassphrase);
    let open = app
        .unlock(Zeroizing::new(PASSPHRASE.to_owned()))
        .await
        .expect("unlocked");
    assert_eq!(open.stage, StartupStage::FirstStart);
    app.status().await.expect("a status");
}

#[tokio::test]
async fn what_the_window_remembers_is_there_at_the_next_start() {
    let home = TestHome::new();
    let app = home.open().await;
    app.save_window_state("{\"theme\":\"dark\"}")
        .await
        .expect("remembered");
    assert!(
        app.save_window_state(&"x".repeat(70_000)).await.is_err(),
        "too much"
    );
    app.close().await;
    drop(app);
    let begun = home.locate().startup().await.expect("started");
    assert_eq!(begun.remembered, "{\"theme\":\"dark\"}");
}

#[tokio::test]
async fn a_home_that_lost_its_key_says_so_and_can_start_over() {
    let home = TestHome::new();
    let server = TestServer::filled(&[toured("a")]).await;
    synced(&home, &server).await.close().await;
    for name in ["vault.json", "vault.copy.json"] {
        std::fs::remove_file(home.home().root().join(name)).expect("the key goes");
    }
    let app = home.locate();
    let lost = failure(app.startup().await.expect_err("unreadable"));
    assert_eq!(lost.code(), FailureCode::KeyLost);
    let begun = app.start_over().await.expect("a new beginning");
    assert_eq!(begun.stage, StartupStage::FirstStart);
    assert_eq!(app.status().await.expect("a status").conversations, 0);
    let kept = std::fs::read_dir(home.home().root()).expect("the folder");
    let aside = kept.flatten().any(|file| {
        file.file_name()
            .to_string_lossy()
            .starts_with("work.db.unreadable-")
    });
    assert!(
        aside,
        "the manager's own file is kept, though nobody can read it"
    );
}

// --- sources --------------------------------------------------------------------------------------

#[tokio::test]
async fn nothing_is_saved_unless_the_server_accepts() {
    let home = TestHome::new();
    let app = home.open().await;
    let mut server = TestServer::filled(&[]).await;
    let connect = |name: &str, url: &str, token: &str| {
        let (name, url, token) = (name.to_owned(), url.to_owned(), token.to_owned());
        model::request::ConnectDaybook { name, url, token }
    };
    let cases = [
        (
            "no name",
            connect(" ", &server.url, &server.token),
            FailureCode::Invalid,
        ),
        (
            "no token",
            connect("A", &server.url, " "),
            FailureCode::Invalid,
        ),
        (
            "no address",
            connect("A", "harbour", &server.token),
            FailureCode::Invalid,
        ),
        (
            "plain http elsewhere",
            connect("A", "http://harbour.example", &server.token),
            FailureCode::Invalid,
        ),
        (
            "a wrong token",
            connect("A", &server.url, "dbk_wrong"),
            FailureCode::SignInNeeded,
        ),
    ];
    for (name, request, code) in cases {
        let refused = failure(app.connect_daybook(request).await.expect_err(name));
        assert_eq!(refused.code(), code, "{name}: {}", failure_text(&refused));
        assert!(
            !failure_text(&refused).contains(&server.token),
            "{name}: the token is told"
        );
    }
    server.stop().await;
    let offline = failure(
        app.connect_daybook(server.connection("A"))
            .await
            .expect_err("nobody answers"),
    );
    assert_eq!(offline.code(), FailureCode::Offline);
    assert!(
        app.sources().await.expect("sources").is_empty(),
        "something was saved"
    );
}

/// Connects a server that is connected, or under a name that is taken: what is wrong with it.
async fn refused_a_second_time(app: &App, server: &TestServer, name: &str) -> Failure {
    let answer = app.connect_daybook(server.connection(name)).await;
    let refused = failure(answer.expect_err("the second"));
    assert_eq!(refused.code(), FailureCode::Invalid);
    refused
}

#[tokio::test]
async fn a_name_is_used_once() {
    let home = TestHome::new();
    let app = home.open().await;
    let server = TestServer::filled(&[]).await;
    app.connect_daybook(server.connection("Harbour"))
        .await
        .expect("the first");
    refused_a_second_time(&app, &server, "Harbour").await;
    assert_eq!(app.sources().await.expect("sources").len(), 1);
}

#[tokio::test]
async fn a_server_is_connected_once_and_the_refusal_names_the_source_that_is_there() {
    let home = TestHome::new();
    let app = home.open().await;
    let server = TestServer::filled(&[]).await;
    app.connect_daybook(server.connection("Harbour"))
        .await
        .expect("the first");
    let there = refused_a_second_time(&app, &server, "The same elsewhere").await;
    assert!(
        failure_text(&there).contains("“Harbour”"),
        "{}",
        failure_text(&there)
    );
    assert_eq!(app.sources().await.expect("sources").len(), 1);
    let other = TestServer::filled(&[]).await;
    app.connect_daybook(other.connection("Another"))
        .await
        .expect("another server is another source");
}

#[tokio::test]
async fn a_removed_source_takes_its_rows_with_it() {
    let home = TestHome::new();
    let server = TestServer::filled(&[toured("a"), escalated("b")]).await;
    let app = synced(&home, &server).await;
    let source = app.source_named("Harbour").await.expect("the source");
    app.remove_source(source.id).await.expect("removed");
    assert_eq!(app.status().await.expect("a status").conversations, 0);
    assert!(matches!(
        app.source_named("Harbour").await,
        Err(AppError::NoSource)
    ));
    assert_eq!(
        app.startup().await.expect("a stage").stage,
        StartupStage::FirstStart
    );
    app.connect_daybook(server.connection("Harbour"))
        .await
        .expect("connected again");
}

// --- sync -----------------------------------------------------------------------------------------

#[tokio::test]
async fn a_sync_brings_everything_and_says_that_it_is_complete() {
    let home = TestHome::new();
    let server = TestServer::filled(&[toured("a"), escalated("b")]).await;
    let app = home.open().await;
    let source = app
        .connect_daybook(server.connection("Harbour"))
        .await
        .expect("connected");
    assert_eq!(source.sync, SyncState::Never);
    let mut events = app.events();
    let report = app
        .sync(source.id, SyncMode::Incremental)
        .await
        .expect("synced");
    assert_eq!((report.new_conversations, report.messages), (2, 4));
    assert_eq!(
        report.completeness,
        Completeness::Complete { checked_at: noon() }
    );
    let after = app.source_named("Harbour").await.expect("the source");
    assert_eq!(
        (after.sync, after.last_synced_at),
        (SyncState::Idle, Some(noon()))
    );
    assert!(matches!(after.completeness, Completeness::Complete { .. }));
    let mut steps = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let AppEvent::Progress { step, .. } = event {
            steps.push(step);
        }
    }
    assert_eq!(
        (steps.first(), steps.last()),
        (Some(&ProgressStep::Begin), Some(&ProgressStep::End))
    );
}

#[tokio::test]
async fn everything_still_works_when_the_server_is_gone() {
    let home = TestHome::new();
    let mut server = TestServer::filled(&[toured("a"), escalated("b")]).await;
    let app = synced(&home, &server).await;
    server.stop().await;
    let source = app.source_named("Harbour").await.expect("the source");
    let offline = failure(
        app.sync(source.id, SyncMode::Incremental)
            .await
            .expect_err("offline"),
    );
    assert_eq!(offline.code(), FailureCode::Offline);
    let status = app.status().await.expect("a status");
    assert_eq!(status.sources[0].sync, SyncState::Offline { since: noon() });
    assert_eq!(
        status.sources[0].last_synced_at,
        Some(noon()),
        "when it was in step is not forgotten"
    );
    assert_eq!((status.conversations, status.messages), (2, 4));
    assert_eq!(
        app.open_list(search("harbour"))
            .await
            .expect("a list")
            .total,
        1
    );
    server.start_again().await;
    app.sync(source.id, SyncMode::Incremental)
        .await
        .expect("back again");
    assert_eq!(
        app.source_named("Harbour").await.expect("the source").sync,
        SyncState::Idle
    );
}

#[tokio::test]
async fn how_the_last_run_ended_outlives_the_process() {
    let home = TestHome::new();
    let mut server = TestServer::filled(&[toured("a")]).await;
    let app = synced(&home, &server).await;
    app.close().await;
    drop(app);
    let app = home.open().await;
    let source = app.source_named("Harbour").await.expect("the source");
    assert_eq!(source.sync, SyncState::Idle);
    assert_eq!(
        source.completeness,
        Completeness::Complete { checked_at: noon() }
    );
    server.stop().await;
    app.sync(source.id, SyncMode::Incremental)
        .await
        .expect_err("offline");
    app.close().await;
    drop(app);
    let source = home
        .open()
        .await
        .source_named("Harbour")
        .await
        .expect("the source");
    assert_eq!(source.sync, SyncState::Offline { since: noon() });
}

#[tokio::test]
async fn a_token_that_was_revoked_asks_for_a_new_sign_in() {
    let home = TestHome::new();
    let server = TestServer::filled(&[toured("a")]).await;
    let app = synced(&home, &server).await;
    for token in server.store.tokens().await.expect("tokens") {
        server.store.revoke_token(token.id).await.expect("revoked");
    }
    let source = app.source_named("Harbour").await.expect("the source");
    app.sync(source.id, SyncMode::Incremental)
        .await
        .expect_err("not accepted");
    assert_eq!(
        app.source_named("Harbour").await.expect("the source").sync,
        SyncState::SignInNeeded
    );
    assert_eq!(
        app.status().await.expect("a status").conversations,
        1,
        "the rows stay"
    );
}

/// Waits until the source is at work.
async fn at_work(app: &App) {
    let mut events = app.events();
    loop {
        let now = app.source_named("Harbour").await.expect("the source").sync;
        if matches!(now, SyncState::Running { .. }) {
            return;
        }
        events.recv().await.expect("an event");
    }
}

#[tokio::test]
async fn a_sync_stops_when_it_is_told_to_and_runs_once_at_a_time() {
    let home = TestHome::new();
    let mut server = TestServer::filled(&[toured("a")]).await;
    let app = synced(&home, &server).await;
    let source = app.source_named("Harbour").await.expect("the source");
    let silent = server.fall_silent().await;
    let run = tokio::spawn({
        let app = app.clone();
        async move { app.sync(source.id, SyncMode::Incremental).await }
    });
    at_work(&app).await;
    let twice = app.sync(source.id, SyncMode::Incremental).await;
    assert!(matches!(twice, Err(AppError::AlreadySyncing)));
    app.cancel_sync();
    run.await.expect("the run").expect_err("stopped");
    let after = app.source_named("Harbour").await.expect("the source");
    assert_eq!(after.sync, SyncState::Stopped);
    assert_eq!(app.status().await.expect("a status").conversations, 1);
    silent.abort();
}

#[tokio::test]
async fn closing_and_removing_do_not_wait_for_a_silent_server() {
    let home = TestHome::new();
    let mut server = TestServer::filled(&[toured("a")]).await;
    let app = synced(&home, &server).await;
    let source = app.source_named("Harbour").await.expect("the source").id;
    let silent = server.fall_silent().await;
    app.sync_now().await.expect("asked for");
    at_work(&app).await;
    let limit = std::time::Duration::from_secs(10);
    let removed = tokio::time::timeout(limit, app.remove_source(source));
    removed.await.expect("in time").expect("removed");
    tokio::time::timeout(limit, app.close())
        .await
        .expect("in time");
    silent.abort();
}

#[tokio::test]
async fn a_closed_application_locks_and_frees_its_home() {
    let home = TestHome::new();
    let app = home.open().await;
    assert!(matches!(
        App::locate(home.home(), test_options()),
        Err(AppError::HomeInUse)
    ));
    app.close().await;
    assert_eq!(
        failure(app.status().await.expect_err("closed")).code(),
        FailureCode::Locked
    );
    drop(app);
    home.open().await;
}

// --- practice -------------------------------------------------------------------------------------

#[tokio::test]
async fn the_practice_space_opens_fills_and_comes_back_by_itself() {
    let home = TestHome::new();
    let app = home.open().await;
    let (source, clicked_twice) = tokio::join!(app.open_practice(), app.open_practice());
    let source = source.expect("opened");
    assert_eq!(clicked_twice.expect("opened").id, source.id);
    assert_eq!(source.kind, SourceKind::Practice);
    app.sync(source.id, SyncMode::Incremental)
        .await
        .expect("synced");
    assert_eq!(app.status().await.expect("a status").conversations, 40);
    assert_eq!(
        app.open_practice().await.expect("opened twice").id,
        source.id
    );
    app.close().await;
    drop(app);
    let app = home.open().await;
    assert_eq!(
        app.startup().await.expect("a stage").stage,
        StartupStage::Ready
    );
    let report = app
        .sync(source.id, SyncMode::Incremental)
        .await
        .expect("the server starts for the sync");
    assert_eq!(report.new_conversations, 0);
    app.close().await;
}

#[tokio::test]
async fn practice_and_real_data_never_stand_in_one_number() {
    let home = TestHome::new();
    let server = TestServer::filled(&[toured("a"), escalated("b")]).await;
    let app = home.open().await;
    let practice = app.open_practice().await.expect("opened");
    app.sync(practice.id, SyncMode::Incremental)
        .await
        .expect("synced");
    let alone = app.status().await.expect("a status");
    assert_eq!(alone.world.shown, DataWorld::Practice, "it is all there is");
    assert!(!alone.world.has_other);

    let real = app
        .connect_daybook(server.connection("Harbour"))
        .await
        .expect("connected");
    app.sync(real.id, SyncMode::Incremental)
        .await
        .expect("synced");
    for (world, conversations, tours) in [
        (DataWorld::Real, 2, Some(1)),
        (DataWorld::Practice, 40, None),
    ] {
        let status = app.enter_world(world).await.expect("a status");
        assert_eq!((status.world.shown, status.world.has_other), (world, true));
        assert_eq!(status.conversations, conversations, "{world:?}");
        assert_eq!(status.sources.len(), 2, "both are listed");
        let here: u64 = status.spaces.iter().map(|space| space.conversations).sum();
        assert_eq!(here, conversations, "the spaces of {world:?} alone");
        let all = ListFilter::default();
        let list = app.open_list(search("")).await.expect("a list");
        assert_eq!(u64::from(list.total), conversations, "{world:?}");
        assert_eq!(list.tabs_total, conversations);
        let metrics = app.metrics(&all).await.expect("metrics");
        assert_eq!(metrics.total, conversations);
        if let Some(tours) = tours {
            assert_eq!(metrics.tours.conversations, tours);
        }
        // A window that asks for both, or for a source of the other world, gets no more.
        let asked = ListFilter {
            only: None,
            source: Some(if world == DataWorld::Real {
                practice.id
            } else {
                real.id
            }),
            ..all
        };
        assert_eq!(app.metrics(&asked).await.expect("metrics").total, 0);
    }
    app.remove_source(practice.id).await.expect("removed");
    let left = app.status().await.expect("a status");
    assert_eq!(
        (left.world.shown, left.world.has_other),
        (DataWorld::Real, false)
    );
    assert_eq!(left.conversations, 2);
    app.close().await;
}

#[tokio::test]
async fn a_practice_space_that_was_made_anew_replaces_the_old_rows() {
    let home = TestHome::new();
    let app = home.open().await;
    let source = app.open_practice().await.expect("opened");
    app.sync(source.id, SyncMode::Incremental)
        .await
        .expect("synced");
    app.close().await;
    drop(app);
    std::fs::remove_dir_all(home.home().practice_dir()).expect("the practice files go");
    let app = home.open().await;
    let source = app.sources().await.expect("sources").remove(0);
    app.sync(source.id, SyncMode::Incremental)
        .await
        .expect("synced anew");
    let status = app.status().await.expect("a status");
    assert_eq!((status.sources.len(), status.conversations), (1, 40));
    assert!(matches!(
        status.sources[0].completeness,
        Completeness::Complete { .. }
    ));
    app.close().await;
}

#[tokio::test]
async fn the_practice_space_opens_unasked_where_that_was_wished() {
    let home = TestHome::new();
    let wished = AppOptions {
        first_start: FirstStart::Practice,
        ..test_options()
    };
    let app = App::locate(home.home(), wished).expect("the home");
    let (first, second) = tokio::join!(app.startup(), app.startup());
    assert_eq!(first.expect("a stage").stage, StartupStage::Ready);
    assert_eq!(
        second.expect("a stage").stage,
        StartupStage::Ready,
        "whoever asks meanwhile waits"
    );
    assert_eq!(app.sources().await.expect("sources").len(), 1);
    app.close().await;
}

// --- reading --------------------------------------------------------------------------------------

#[tokio::test]
async fn the_list_and_the_metrics_follow_the_search() {
    let home = TestHome::new();
    let server = TestServer::filled(&[toured("a"), escalated("b")]).await;
    let app = synced(&home, &server).await;
    let all = app.open_list(search("")).await.expect("a list");
    assert_eq!((all.total, all.rows.len(), all.metrics.total), (2, 2, 2));
    assert_eq!(all.metrics.tours.rate, Some(0.5));
    let found = app
        .open_list(search("cafe"))
        .await
        .expect("accents do not matter");
    assert_eq!(found.total, 1);
    assert_eq!(found.rows[0].channel, Channel::Email);
    assert!(
        matches!(&found.rows[0].person, PersonView::External { identifier } if identifier == "ada@visitors.example")
    );
    let none = app
        .metrics(&search("nothing-like-this").filter)
        .await
        .expect("metrics");
    assert_eq!((none.total, none.tours.rate), (0, None));
    let window = ListWindow {
        list: all.list,
        start: 1,
        count: u32::MAX,
    };
    assert_eq!(app.list_window(window).await.expect("rows").len(), 1);
    assert!(
        app.open_list(search(&"x".repeat(3_000))).await.is_err(),
        "a monstrous search"
    );
}

#[tokio::test]
async fn a_conversation_is_found_by_each_of_its_names_and_shown_whole() {
    let home = TestHome::new();
    let server = TestServer::filled(&[toured("a"), escalated("b")]).await;
    let app = synced(&home, &server).await;
    let by_remote = app
        .find_conversation("a")
        .await
        .expect("by the server's id");
    for name in [by_remote.to_string().as_str(), "session-a-0123456789abcdef"] {
        assert_eq!(
            app.find_conversation(name).await.expect(name),
            by_remote,
            "{name}"
        );
    }
    assert!(matches!(
        app.find_conversation("987654").await,
        Err(AppError::NoConversation)
    ));
    assert!(matches!(
        app.find_conversation("no such").await,
        Err(AppError::NoConversation)
    ));
    let request = OpenConversation {
        id: by_remote,
        text: "tou".to_owned(),
    };
    let detail = app.conversation(&request).await.expect("the conversation");
    assert_eq!((detail.hidden_rows, detail.row.messages), (1, 2));
    assert_eq!(
        (detail.space_name.as_str(), detail.source_name.as_str()),
        ("Harbour", "Harbour")
    );
    let order: Vec<&str> = detail
        .timeline
        .iter()
        .map(|item| match item {
            TimelineItem::Message(message) => message.sender.as_str(),
            TimelineItem::Escalation(_) => "escalation",
            TimelineItem::Outcome(outcome) => outcome.kind.as_str(),
        })
        .collect();
    assert_eq!(order, ["customer", "tool", "ai_agent", "tour"]);
    let marked = serde_json::to_string(&detail.timeline).expect("JSON");
    assert!(
        marked.contains(r#"{"t":"mark","text":"tour"}"#),
        "the match is marked: {marked}"
    );
    // A whole word finds nothing of it, and nothing is marked.
    assert_eq!(
        app.open_list(search("=tou")).await.expect("a list").total,
        0
    );
    let request = OpenConversation {
        text: "=tou".to_owned(),
        ..request
    };
    let detail = app.conversation(&request).await.expect("the conversation");
    let plain = serde_json::to_string(&detail.timeline).expect("JSON");
    assert!(!plain.contains("mark"), "nothing matched: {plain}");
}

// --- the background -------------------------------------------------------------------------------

#[tokio::test]
async fn a_window_syncs_by_itself_and_hears_of_new_rows() {
    let home = TestHome::new();
    let server = TestServer::filled(&[toured("a"), escalated("b")]).await;
    let hour = std::time::Duration::from_secs(3600);
    let app = App::locate(
        home.home(),
        AppOptions {
            schedule: app::SyncSchedule::Every(hour),
            ..test_options()
        },
    )
    .expect("the home");
    let mut events = app.events();
    app.startup().await.expect("unlocked");
    app.connect_daybook(server.connection("Harbour"))
        .await
        .expect("connected");
    let heard = tokio::time::timeout(std::time::Duration::from_secs(20), async {
        loop {
            match events.recv().await.expect("an event") {
                AppEvent::DataChanged {
                    new_conversations, ..
                } if new_conversations > 0 => return new_conversations,
                _ => {}
            }
        }
    });
    assert_eq!(heard.await.expect("in time"), 2);
    app.close().await;
}

#[tokio::test]
async fn a_window_hears_of_news_long_before_the_next_round() {
    let home = TestHome::new();
    let server = TestServer::filled(&[toured("a")]).await;
    let app = App::locate(
        home.home(),
        AppOptions {
            schedule: app::SyncSchedule::Every(std::time::Duration::from_secs(86_400)),
            ..test_options()
        },
    )
    .expect("the home");
    app.startup().await.expect("unlocked");
    app.connect_daybook(server.connection("Harbour"))
        .await
        .expect("connected");
    let (store, mut said) = (&server.store, escalated("b"));
    tokio::time::timeout(std::time::Duration::from_secs(60), async {
        // Twice: who has heard once goes on listening.
        for (nth, id) in ["b", "c"].into_iter().enumerate() {
            while store.waiting() == 0 {
                tokio::task::yield_now().await;
            }
            said.conversation.id = id.into();
            said.conversation.session_id = format!("session of {id}");
            store.put(&said).await.expect("written");
            while app.status().await.expect("the status").conversations < nth as u64 + 2 {
                tokio::task::yield_now().await;
            }
        }
    })
    .await
    .expect("in time");
    app.close().await;
}
