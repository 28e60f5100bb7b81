//! The practice space as a source while it is still being made: what is there is read first, and the
//! next conversations are made when nothing is left to read, so that rows are on the screen long before
//! the last one exists. It must not say that the end was reached while there is something to make.

use async_trait::async_trait;
use server::embedded::{PracticeError, PracticeGenerator};
use sources::{Batch, Capabilities, DaybookSource, Hello, News, Source, SourceError};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The practice space's server, and who makes what it serves.
pub(crate) struct GrowingPracticeSource {
    server: DaybookSource,
    generator: PracticeGenerator,
    /// Conversations that were told as done.
    reported: AtomicU32,
}

impl GrowingPracticeSource {
    pub(crate) fn new(server: DaybookSource, generator: PracticeGenerator) -> Self {
        Self {
            server,
            generator,
            reported: AtomicU32::new(0),
        }
    }

    /// The same page, its progress in conversations: those still to be made are part of the rest.
    fn counted(&self, batch: Batch) -> Batch {
        let before = self.reported.load(Ordering::Relaxed);
        let now = match batch.remaining {
            Some(0) => self.generator.made().max(before + 1),
            _ => before + 1,
        };
        self.reported.store(now, Ordering::Relaxed);
        let to_come = self.generator.all().saturating_sub(now).max(1);
        Batch {
            covered: u64::from(now - before),
            remaining: Some(u64::from(to_come)),
            ..batch
        }
    }
}

#[async_trait]
impl Source for GrowingPracticeSource {
    fn capabilities(&self) -> Capabilities {
        self.server.capabilities()
    }

    fn streams(&self) -> Vec<String> {
        self.server.streams()
    }

    async fn hello(&self) -> Result<Hello, SourceError> {
        self.server.hello().await
    }

    async fn pull(&self, stream: &str, after: Option<&str>) -> Result<Batch, SourceError> {
        if self.generator.made() == 0 {
            // There are places already, and no conversation: a page of those alone shows nothing.
            self.generator
                .make_more()
                .await
                .map_err(|error| not_made(&error))?;
        }
        loop {
            let is_whole = self.generator.is_whole();
            let batch = self.server.pull(stream, after).await?;
            if is_whole {
                return Ok(batch);
            }
            if batch.covered > 0 {
                return Ok(self.counted(batch));
            }
            self.generator
                .make_more()
                .await
                .map_err(|error| not_made(&error))?;
        }
    }

    async fn news(&self, stream: &str, after: &str) -> Result<News, SourceError> {
        self.server.news(stream, after).await
    }

    async fn dashboard(&self) -> Result<Option<model::metrics::ServerMetrics>, SourceError> {
        self.server.dashboard().await
    }

    fn pages_ahead(&self) -> usize {
        self.server.pages_ahead()
    }

    fn has_told_all(&self, cursor: &str) -> bool {
        self.server.has_told_all(cursor)
    }

    async fn counts(&self) -> Result<Option<model::feed::RecordCounts>, SourceError> {
        self.server.counts().await
    }

    fn time_left(&self, remaining: u64) -> Option<Duration> {
        self.server.time_left(remaining)
    }
}

/// What goes wrong is at home: a full disk, or a file that was taken away.
fn not_made(error: &PracticeError) -> SourceError {
    tracing::warn!(%error, "the practice space cannot be made");
    SourceError::Refused {
        reason: "the practice space could not be made to its end, and is made anew by the next sync; check that the disk is not full".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::home::options::{AppOptions, KeyStorage, PracticeOptions};
    use crate::{App, HomeFolder};
    use model::event::ProgressStep;
    use model::request::{ListFilter, OpenList};
    use model::view::Completeness;
    use std::sync::{Arc, Mutex};
    use sync::{BackoffPolicy, SyncEngine, SyncMode};
    use tokio::sync::Semaphore;
    use tokio_util::sync::CancellationToken;
    use zeroize::Zeroizing;

    const ALL: u32 = 400;

    /// Lets so many pulls through as it was given leave for.
    struct Held {
        inner: Arc<dyn Source>,
        leave: Semaphore,
    }

    #[async_trait]
    impl Source for Held {
        fn capabilities(&self) -> Capabilities {
            self.inner.capabilities()
        }

        fn streams(&self) -> Vec<String> {
            self.inner.streams()
        }

        async fn hello(&self) -> Result<Hello, SourceError> {
            self.inner.hello().await
        }

        async fn pull(&self, stream: &str, after: Option<&str>) -> Result<Batch, SourceError> {
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
        };
        let list = app.open_list(request).await.expect("a list");
        assert_eq!(list.rows.is_empty(), list.total == 0);
        list.total
    }

    #[tokio::test]
    async fn rows_are_listed_before_the_last_one_is_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let app = opened(folder.path()).await;
        let open = app.unlocked().await.expect("open");
        let source = app.open_practice().await.expect("opened").id;
        let row = open.source_row(source).await.expect("a row");
        let held = Arc::new(Held {
            inner: open.practice_server(&row).await.expect("a server"),
            leave: Semaphore::new(1),
        });
        let engine = SyncEngine::new(
            source,
            Arc::clone(&held) as Arc<dyn Source>,
            open.reader.clone(),
            open.writer.clone(),
            open.clock(),
            BackoffPolicy::standard(),
        );
        let told = Arc::new(Mutex::new(Vec::new()));
        let telling = Arc::clone(&told);
        let syncing = tokio::spawn(async move {
            let tell = move |step: ProgressStep| telling.lock().expect("steps").push(step);
            let never = CancellationToken::new();
            engine.run(SyncMode::Incremental, &tell, &never).await
        });

        let mut news = open.reader.watch();
        while listed(&app).await == 0 {
            news.changed().await.expect("news");
        }
        let first = listed(&app).await;
        assert!(first < ALL, "{first} rows are seen, and no more are made");
        let practice = open.practice.lock().await;
        let generator = practice.as_ref().expect("it runs").generator().clone();
        drop(practice);
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
        let open = app.unlocked().await.expect("open");
        let row = open.source_row(source).await.expect("a row");
        let server = open.practice_server(&row).await.expect("a server");
        let identity = server.hello().await.expect("an answer").identity;
        let named = open.writer.set_source_identity(source, &identity).await;
        named.expect("named");
        let page = server.pull("changes", None).await.expect("a page");
        let made = open
            .writer
            .commit(source, "changes", &page.changes, &page.next)
            .await;
        assert!(made.expect("kept").conversations > 0);
        drop(open);
        app.close().await;
        drop(app);

        let app = opened(folder.path()).await;
        let source = app.sources().await.expect("sources").remove(0);
        let synced = app.sync(source.id, SyncMode::Incremental).await;
        assert!(synced.is_ok(), "{synced:?}");
        assert_eq!(listed(&app).await, ALL);
        app.close().await;
    }
}
