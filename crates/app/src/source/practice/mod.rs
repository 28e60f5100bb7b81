//! The practice space: an embedded server on loopback, filled with invented conversations, and a
//! source like any other in front of it. It needs no account and no network.
//!
//! Its token lives in memory alone: the server makes a new one each time it starts. The server answers
//! before there is anything to read; the first sync has the conversations made, as it reads them.

mod growing_source;

use crate::App;
use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use cache::{NewSource, SourceRow};
use growing_source::GrowingPracticeSource;
use model::SourceKind;
use model::view::SourceView;
use server::embedded::{PracticeGenerator, PracticeServer, start_practice};
use sources::{Secret, Source};
use std::sync::Arc;
use tokio::runtime::Handle;

/// What the practice space is called among the sources.
const NAME: &str = "Practice space";

/// Where the embedded server is, and what it accepts.
struct PracticeAddress {
    url: String,
    token: Secret,
}

impl App {
    /// Opens the practice space: starts its server, adds it as a source if it is not one yet, and
    /// asks for its sync.
    ///
    /// # Errors
    /// [`AppError::Practice`] when the embedded server cannot start; [`AppError::Cache`] when the
    /// store fails.
    pub async fn open_practice(&self) -> Result<SourceView, AppError> {
        self.unlocked().await?.open_practice().await
    }
}

impl UnlockedHome {
    /// Opens the practice space, as [`App::open_practice`] says.
    pub(crate) async fn open_practice(&self) -> Result<SourceView, AppError> {
        let (server, _) = self.practice_address().await?;
        let row = self.practice_row_or_new(&server.url).await?;
        self.wake.notify_one();
        self.source_view(row).await
    }

    /// One row, however often it is asked for at once.
    async fn practice_row_or_new(&self, url: &str) -> Result<SourceRow, AppError> {
        let _turn = self.practice_turn.lock().await;
        match self.practice_row().await? {
            Some(row) => Ok(row),
            None => self.add_practice(url).await,
        }
    }

    /// The practice space among the sources, if it is one.
    async fn practice_row(&self) -> Result<Option<SourceRow>, AppError> {
        Ok(self
            .reader
            .sources()
            .await?
            .into_iter()
            .find(|row| row.kind == SourceKind::Practice))
    }

    async fn add_practice(&self, url: &str) -> Result<SourceRow, AppError> {
        let new = NewSource {
            kind: SourceKind::Practice,
            name: NAME.to_owned(),
            url: url.to_owned(),
        };
        let source = self.writer.add_source(new).await?;
        self.source_row(source).await
    }

    /// The server behind the practice source; started when it does not run yet.
    pub(crate) async fn practice_server(
        &self,
        row: &SourceRow,
    ) -> Result<Arc<dyn Source>, AppError> {
        let (server, generator) = self.practice_address().await?;
        if row.url != server.url {
            // The port is another one each time; the source shows where the server is now.
            self.writer.set_source_url(row.id, &server.url).await?;
        }
        let server = sources::daybook(&server.url, server.token)?;
        if generator.is_whole() {
            return Ok(Arc::new(server));
        }
        Ok(Arc::new(GrowingPracticeSource::new(server, generator)))
    }

    /// Where the embedded server is and what it accepts, and who makes what it lacks.
    async fn practice_address(&self) -> Result<(PracticeAddress, PracticeGenerator), AppError> {
        let mut slot = self.practice.lock().await;
        let running = match slot.take() {
            Some(running) if running.generator().is_broken().await => {
                end(running).await;
                self.start_practice().await?
            }
            Some(running) => running,
            None => self.start_practice().await?,
        };
        let running = slot.insert(running);
        let address = PracticeAddress {
            url: running.url.clone(),
            token: Secret::new(running.token.clone()),
        };
        Ok((address, running.generator().clone()))
    }

    async fn start_practice(&self) -> Result<PracticeServer, AppError> {
        let (practice, now) = (self.options.practice, self.now());
        let folder = self.home.practice_dir();
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

    /// The practice files were made anew behind a source that knows the old ones: the old rows go,
    /// and the source begins again. Nothing but invented conversations is lost.
    pub(crate) async fn renew_practice(&self, row: &SourceRow) -> Result<SourceRow, AppError> {
        self.cross_checks.leave(row.id).await;
        self.writer.remove_source(row.id).await?;
        self.forget_check(row.id).await?;
        self.monitor.forget(row.id);
        self.add_practice(&row.url).await
    }

    /// Stops the embedded server, if it runs.
    pub(crate) async fn stop_practice(&self) {
        if let Some(running) = self.practice.lock().await.take() {
            end(running).await;
        }
    }
}

async fn end(running: PracticeServer) {
    if let Err(error) = running.shutdown().await {
        tracing::warn!(%error, "the practice space did not stop in order");
    }
}
