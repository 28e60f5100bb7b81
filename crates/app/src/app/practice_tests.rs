//! The practice space while it is still being made, through the application: rows are seen early, and
//! what was left half made is made anew.

use crate::app::App;
use crate::home::folder::HomeFolder;
use crate::home::options::{AppOptions, KeyStorage, PracticeOptions};
use async_trait::async_trait;
use model::event::ProgressStep;
use model::request::{ListFilter, ListSort, OpenList};
use model::view::Completeness;
use sources::{ServerIdentity, Source, SourceBatch, SourceCapabilities, SourceError};
use std::sync::{Arc, Mutex};
use sync::{BackoffPolicy, SyncEngine, SyncMode};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

const ALL: u32 = 400;

/// Lets so many pulls through as it was given leave for.
struct HeldSource {
    inner: Arc<dyn Source>,
    leave: Semaphore,
}

#[async_trait]
impl Source for HeldSource {
    fn capabilities(&self) -> SourceCapabilities {
        self.inner.capabilities()
    }

    fn streams(&self) -> Vec<String> {
        self.inner.streams()
    }

    async fn identify(&self) -> Result<ServerIdentity, SourceError> {
        self.inner.identify().await
    }

    async fn pull(&self, stream: &str, after: Option<&str>) -> Result<SourceBatch, SourceError> {
        if let Ok(leave) = self.leave.acquire().await {
            leave.forget();
        }
        self.inner.pull(stream, after).await
    }

    async fn counts(&self) -> Result<Option<model::feed::RecordCounts>, SourceError> {
        self.inner.counts().await
    }
}

async fn opened(folder: &std::path::Path) -> App {
    let options = AppOptions {
        key_storage: KeyStorage::Passphrase,
        passphrase: Some(Zeroizing::new("correct horse battery".to_owned())),
        practice: PracticeOptions {
            seed: 7,
            conversations: ALL,
        },
        ..AppOptions::terminal()
    };
    let app = App::locate(HomeFolder::at(folder.join("home")), options).expect("the home");
    app.startup().await.expect("unlocked");
    app
}

async fn listed(app: &App) -> u32 {
    let request = OpenList {
        filter: ListFilter::default(),
        first_rows: 10,
        locate: None,
        sort: ListSort::default(),
    };
    let list = app.open_list(request).await.expect("a list");
    assert_eq!(list.rows.is_empty(), list.total == 0);
    list.total
}

#[tokio::test]
async fn rows_are_listed_before_the_last_one_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = opened(folder.path()).await;
    let service = app.unlocked().await.expect("unlocked");
    let source = app.open_practice().await.expect("opened").id;
    let row = service.home.source_row(source).await.expect("a row");
    let driver = service.drivers.of(&row).expect("a driver");
    let held = Arc::new(HeldSource {
        inner: driver.open(&row).await.expect("a server"),
        leave: Semaphore::new(1),
    });
    let engine = SyncEngine::new(
        source,
        Arc::clone(&held) as Arc<dyn Source>,
        service.home.reader.clone(),
        service.home.writer.clone(),
        service.home.clock(),
        BackoffPolicy::standard(),
    );
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let syncing = tokio::spawn(async move {
        let tell = move |step: ProgressStep| telling.lock().expect("steps").push(step);
        let never = CancellationToken::new();
        engine.run(SyncMode::Incremental, &tell, &never).await
    });

    let mut news = service.home.reader.watch();
    while listed(&app).await == 0 {
        news.changed().await.expect("news");
    }
    let first = listed(&app).await;
    assert!(first < ALL, "{first} rows are seen, and no more are made");
    let generator = service.drivers.practice().generator().await;
    let generator = generator.expect("it runs");
    assert_eq!((generator.made(), generator.is_whole()), (first, false));

    held.leave.add_permits(1_000);
    let report = syncing.await.expect("an end").expect("synced");
    assert!(
        matches!(report.completeness, Completeness::Complete { .. }),
        "{report:?}"
    );
    assert_eq!(listed(&app).await, ALL);
    assert!(generator.is_whole());
    let told = told.lock().expect("steps").clone();
    let reports = told.iter().filter_map(|step| match step {
        ProgressStep::Report { done, total } => Some((*done, *total)),
        _ => None,
    });
    let reports: Vec<_> = reports.collect();
    assert_eq!(reports[0], (first.into(), Some(ALL.into())));
    assert_eq!(reports.last().map(|(done, _)| *done), Some(ALL.into()));
    app.close().await;
}

#[tokio::test]
async fn one_that_was_left_half_made_is_made_anew_at_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = opened(folder.path()).await;
    let source = app.open_practice().await.expect("opened").id;
    let service = app.unlocked().await.expect("unlocked");
    let row = service.home.source_row(source).await.expect("a row");
    let driver = service.drivers.of(&row).expect("a driver");
    let server = driver.open(&row).await.expect("a server");
    let identity = server.identify().await.expect("an answer").identity;
    let named = service
        .home
        .writer
        .set_source_identity(source, &identity)
        .await;
    named.expect("named");
    let page = server.pull("changes", None).await.expect("a page");
    let made = service
        .home
        .writer
        .commit(source, "changes", &page.changes, &page.next)
        .await;
    assert!(made.expect("kept").conversations > 0);
    drop(service);
    app.close().await;
    drop(app);

    let app = opened(folder.path()).await;
    let source = app.sources().await.expect("sources").remove(0);
    let synced = app.sync(source.id, SyncMode::Incremental).await;
    assert!(synced.is_ok(), "{synced:?}");
    assert_eq!(listed(&app).await, ALL);
    app.close().await;
}
