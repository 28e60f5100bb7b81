//! A home with a real, encrypted cache, a frozen clock and an engine; and a way to say everything
//! that a reader can see of it.

#![allow(dead_code, reason = "each test file uses its own part")]

use cache::{CacheKey, CacheReader, CacheWriter, NewSource, RunOutcome};
use chrono::{DateTime, TimeZone, Utc};
use daybook_sync::testing::FrozenClock;
use daybook_sync::{BackoffPolicy, EngineReport, SyncEngine, SyncError, SyncMode};
use model::event::ProgressStep;
use model::request::{ListFilter, ListSort, OpenList};
use model::{SourceId, SourceKind};
use sources::Source;
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

pub(crate) const STREAM: &str = "changes";

pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 8, 0, 0).unwrap()
}

/// A text without the ports at which servers on this machine happened to be.
pub(crate) fn without_ports(text: &str) -> String {
    const HERE: &str = "http://127.0.0.1:";
    let mut parts = text.split(HERE);
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        told += HERE;
        told += part.trim_start_matches(|it: char| it.is_ascii_digit());
    }
    told
}

/// One laptop with one source.
pub(crate) struct Laptop {
    pub(crate) id: SourceId,
    pub(crate) reader: CacheReader,
    pub(crate) writer: CacheWriter,
    pub(crate) clock: Arc<FrozenClock>,
    pub(crate) steps: Mutex<Vec<ProgressStep>>,
    _folder: tempfile::TempDir,
}

impl Laptop {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (writer, reader) = cache::open(folder.path(), &CacheKey::from_bytes([7; 32]))
            .await
            .unwrap();
        let source = NewSource {
            kind: SourceKind::Daybook,
            name: "Test".to_owned(),
            url: "http://127.0.0.1".to_owned(),
        };
        let id = writer.add_source(source).await.unwrap();
        let clock = Arc::new(FrozenClock::at(now()));
        Self {
            id,
            reader,
            writer,
            clock,
            steps: Mutex::default(),
            _folder: folder,
        }
    }

    pub(crate) fn engine(&self, source: Arc<dyn Source>) -> SyncEngine {
        self.engine_with(
            source,
            Arc::clone(&self.clock) as Arc<dyn daybook_sync::SyncClock>,
        )
    }

    pub(crate) fn engine_with(
        &self,
        source: Arc<dyn Source>,
        clock: Arc<dyn daybook_sync::SyncClock>,
    ) -> SyncEngine {
        SyncEngine::new(
            self.id,
            source,
            self.reader.clone(),
            self.writer.clone(),
            clock,
            BackoffPolicy::seeded(1),
        )
    }

    pub(crate) async fn sync(
        &self,
        source: &Arc<impl Source + 'static>,
        mode: SyncMode,
    ) -> Result<EngineReport, SyncError> {
        self.sync_until(source, mode, &CancellationToken::new())
            .await
    }

    pub(crate) async fn sync_until(
        &self,
        source: &Arc<impl Source + 'static>,
        mode: SyncMode,
        cancel: &CancellationToken,
    ) -> Result<EngineReport, SyncError> {
        let told = |step| self.steps.lock().unwrap().push(step);
        self.engine(Arc::clone(source) as Arc<dyn Source>)
            .run(mode, &told, cancel)
            .await
    }

    pub(crate) fn take_steps(&self) -> Vec<ProgressStep> {
        std::mem::take(&mut self.steps.lock().unwrap())
    }

    pub(crate) async fn cursor(&self) -> Option<String> {
        self.reader.cursor(self.id, STREAM).await.unwrap()
    }

    pub(crate) async fn outcome(&self) -> Option<RunOutcome> {
        let rows = self.reader.sources().await.unwrap();
        let row = rows.into_iter().find(|row| row.id == self.id).unwrap();
        row.last_run.and_then(|run| run.outcome)
    }

    /// [`Laptop::everything`], without the port at which a server on this machine happened to be.
    pub(crate) async fn everything_wherever(&self) -> String {
        without_ports(&self.everything().await)
    }

    /// Everything that a reader can see, as text: the whole list, its numbers, two searches, and every
    /// conversation. Handles and generations are left out; they are not data.
    pub(crate) async fn everything(&self) -> String {
        let mut text = String::new();
        for words in ["", "tour", "thank you"] {
            let filter = ListFilter {
                text: words.to_owned(),
                ..ListFilter::default()
            };
            let request = OpenList {
                filter,
                first_rows: 100_000,
                locate: None,
                sort: ListSort::default(),
            };
            let list = self.reader.open_list(&request, now()).await.unwrap();
            text += &format!(
                "{words}: {} {:?} {:?}\n{:#?}\n",
                list.total, list.tabs, list.metrics, list.rows
            );
            for row in &list.rows {
                let whole = self.reader.conversation(row.id).await.unwrap().unwrap();
                text += &format!("{whole:#?}\n");
            }
        }
        text + &format!(
            "{:?} {:?}",
            self.reader.counts(self.id).await.unwrap(),
            self.reader.spaces(None).await.unwrap()
        )
    }
}
