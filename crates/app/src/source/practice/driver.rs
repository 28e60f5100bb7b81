//! The practice space: an embedded server on loopback, filled with invented conversations, and a
//! source like any other in front of it. It needs no account and no network.
//!
//! Its token lives in memory alone: the server makes a new one each time it starts. The server answers
//! before there is anything to read; the first sync has the conversations made, as it reads them.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use crate::source::driver::{ConnectionDraft, DraftCredential, SourceDriver};
use crate::source::practice::growing_source::GrowingPracticeSource;
use async_trait::async_trait;
use cache::{NewSource, SourceRow};
use model::capability::{SignInMethod, SourceCapabilities};
use model::{SourceId, SourceKind};
use server::embedded::{PracticeGenerator, PracticeServer, start_practice};
use sources::{SecretText, Source};
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::Mutex;

/// What the practice space is called among the sources.
const NAME: &str = "Practice space";

/// Where the embedded server is, and what it accepts.
struct PracticeAddress {
    url: String,
    token: SecretText,
}

/// The practice space of a home.
pub(crate) struct PracticeDriver {
    home: Arc<UnlockedHome>,
    kind: SourceKind,
    /// The embedded server, while it runs.
    running: Mutex<Option<PracticeServer>>,
    /// Held while the practice space becomes a source.
    adding: Mutex<()>,
}

impl PracticeDriver {
    pub(crate) fn new(home: Arc<UnlockedHome>, kind: SourceKind) -> Self {
        Self {
            home,
            kind,
            running: Mutex::default(),
            adding: Mutex::default(),
        }
    }

    /// Starts the server, and adds it as a source if it is not one yet.
    pub(crate) async fn add(&self) -> Result<SourceId, AppError> {
        let draft = ConnectionDraft {
            name: NAME.to_owned(),
            url: String::new(),
            credential: DraftCredential::None,
        };
        self.connect(draft).await
    }

    /// The practice space among the sources, if it is one.
    async fn row(&self) -> Result<Option<SourceRow>, AppError> {
        let rows = self.home.reader.sources().await?;
        Ok(rows.into_iter().find(|row| row.kind == self.kind))
    }

    async fn add_row(&self, url: &str) -> Result<SourceId, AppError> {
        let new = NewSource {
            kind: self.kind.clone(),
            name: NAME.to_owned(),
            url: url.to_owned(),
        };
        Ok(self.home.writer.add_source(new).await?)
    }

    /// Where the embedded server is and what it accepts, and who makes what it lacks.
    async fn address(&self) -> Result<(PracticeAddress, PracticeGenerator), AppError> {
        let mut slot = self.running.lock().await;
        let running = match slot.take() {
            Some(running) if running.generator().is_broken().await => {
                end(running).await;
                self.start().await?
            }
            Some(running) => running,
            None => self.start().await?,
        };
        let running = slot.insert(running);
        let address = PracticeAddress {
            url: running.url.clone(),
            token: SecretText::new(running.token.clone()),
        };
        Ok((address, running.generator().clone()))
    }

    async fn start(&self) -> Result<PracticeServer, AppError> {
        let (practice, now) = (self.home.options.practice, self.home.now());
        let folder = self.home.folder.practice_dir();
        let runtime = Handle::current();
        // On a thread where work is allowed: people are invented before their conversations are.
        let starting = tokio::task::spawn_blocking(move || {
            runtime.block_on(start_practice(
                &folder,
                practice.seed,
                practice.conversations,
                now,
            ))
        });
        Ok(starting.await??)
    }

    /// Stops the embedded server, if it runs.
    async fn stop(&self) {
        if let Some(running) = self.running.lock().await.take() {
            end(running).await;
        }
    }

    /// Who makes the conversations of the server that runs.
    #[cfg(test)]
    pub(crate) async fn generator(&self) -> Option<PracticeGenerator> {
        let running = self.running.lock().await;
        running.as_ref().map(|running| running.generator().clone())
    }
}

#[async_trait]
impl SourceDriver for PracticeDriver {
    fn kind(&self) -> &SourceKind {
        &self.kind
    }

    fn capabilities(&self) -> SourceCapabilities {
        SourceCapabilities {
            sign_in: SignInMethod::None,
            long_poll: false,
            invented: true,
            ..sources::daybook::capabilities()
        }
    }

    /// One row, however often it is asked for at once.
    async fn connect(&self, _draft: ConnectionDraft) -> Result<SourceId, AppError> {
        let (server, _) = self.address().await?;
        let _adding = self.adding.lock().await;
        match self.row().await? {
            Some(row) => Ok(row.id),
            None => self.add_row(&server.url).await,
        }
    }

    /// The server is started when it does not run yet.
    async fn open(&self, row: &SourceRow) -> Result<Arc<dyn Source>, AppError> {
        let (server, generator) = self.address().await?;
        if row.url != server.url {
            // The port is another one each time; the source shows where the server is now.
            self.home.writer.set_source_url(row.id, &server.url).await?;
        }
        let server = sources::daybook(&server.url, server.token)?;
        if generator.is_whole() {
            return Ok(Arc::new(server));
        }
        Ok(Arc::new(GrowingPracticeSource::new(server, generator)))
    }

    /// The practice files were made anew behind a source that knows the old ones: the old rows go,
    /// and the source begins again. Nothing but invented conversations is lost.
    async fn renew(&self, row: &SourceRow) -> Result<Option<SourceRow>, AppError> {
        self.home.writer.remove_source(row.id).await?;
        let source = self.add_row(&row.url).await?;
        self.home.source_row(source).await.map(Some)
    }

    async fn forget(&self, _source: SourceId) -> Result<(), AppError> {
        self.stop().await;
        Ok(())
    }

    async fn close(&self) {
        self.stop().await;
    }
}

async fn end(running: PracticeServer) {
    if let Err(error) = running.shutdown().await {
        tracing::warn!(%error, "the practice space did not stop in order");
    }
}
