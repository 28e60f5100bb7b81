//! Runs a plan: greets, pulls, commits, compares, and writes the ledger. It must never move a cursor
//! but through `CacheWriter::commit`, and never drop a commit half-way.

use crate::feed_course::FeedCourse;
use crate::gap_ledger::GapLedger;
use crate::pipeline::{FetchedBatch, PipelineReceiver, pipeline};
use crate::{
    BackoffPolicy, EngineReport, SyncClock, SyncError, SyncLedger, SyncMode, SyncOperation, plan,
};
use cache::{CacheReader, CacheWriter, CommitReport, RunOutcome};
use futures::future::BoxFuture;
use model::SourceId;
use model::event::ProgressStep;
use model::feed::RecordCounts;
use model::view::Completeness;
use sources::{ServerIdentity, Source, SourceBatch, SourceError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_util::sync::CancellationToken;

/// How often a comparison is put off because the server moved on meanwhile. After that the truth is
/// that we do not know, and the next run compares again.
const MOST_COMPARISONS: u32 = 3;

/// Syncs one source.
pub struct SyncEngine {
    source_id: SourceId,
    source: Arc<dyn Source>,
    reader: CacheReader,
    writer: CacheWriter,
    clock: Arc<dyn SyncClock>,
    backoff: BackoffPolicy,
}

impl SyncEngine {
    /// An engine for one source. It does nothing until it is run.
    #[must_use]
    pub fn new(
        source_id: SourceId,
        source: Arc<dyn Source>,
        reader: CacheReader,
        writer: CacheWriter,
        clock: Arc<dyn SyncClock>,
        backoff: BackoffPolicy,
    ) -> Self {
        Self {
            source_id,
            source,
            reader,
            writer,
            clock,
            backoff,
        }
    }

    /// Brings the cache up to date. Progress is told as one begin, any number of reports, one end,
    /// whatever happens. Cancelling lets a commit that has begun come to its end.
    ///
    /// # Errors
    /// [`SyncError`]. Whatever was committed before stays, and the next run goes on from there.
    pub async fn run(
        &self,
        mode: SyncMode,
        progress: &(dyn Fn(ProgressStep) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<EngineReport, SyncError> {
        let _end = ProgressEnd(progress);
        progress(ProgressStep::Begin);
        let id = self
            .writer
            .begin_run(self.source_id, self.clock.now())
            .await?;
        let mut run = EngineRun {
            engine: self,
            fetcher: BatchFetcher {
                engine: self,
                cancel,
                answered: AtomicBool::new(false),
            },
            progress,
            report: EngineReport::default(),
            done: 0,
            server: None,
            unmet: None,
            told: None,
        };
        let result = run.all(mode).await;
        let outcome = result
            .as_ref()
            .map_or_else(SyncError::outcome, |()| RunOutcome::Complete);
        let ended = self
            .writer
            .end_run(id, self.clock.now(), &outcome, run.server)
            .await;
        // The first thing that went wrong is the one worth telling.
        result
            .and(ended.map_err(SyncError::from))
            .map(|()| run.report)
    }
}

impl std::fmt::Debug for SyncEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("source_id", &self.source_id)
            .finish_non_exhaustive()
    }
}

/// Tells the end of a run however it ends, being dropped included.
struct ProgressEnd<'a>(&'a (dyn Fn(ProgressStep) + Send + Sync));

impl Drop for ProgressEnd<'_> {
    fn drop(&mut self) {
        (self.0)(ProgressStep::End);
    }
}

/// One run.
struct EngineRun<'a> {
    engine: &'a SyncEngine,
    fetcher: BatchFetcher<'a>,
    progress: &'a (dyn Fn(ProgressStep) + Send + Sync),
    report: EngineReport,
    /// Changes done in this run.
    done: u64,
    server: Option<RecordCounts>,
    /// The identity that the first page is to be of, until somebody answered.
    unmet: Option<String>,
    /// What the last page said that there is.
    told: Option<RecordCounts>,
}

impl EngineRun<'_> {
    async fn all(&mut self, mode: SyncMode) -> Result<(), SyncError> {
        self.unmet = self.acquaintance(mode).await?;
        if self.unmet.is_none() {
            self.identify_server().await?;
        }
        let passed = self.pass(mode).await;
        if self.unmet.is_some() && passed.as_ref().is_err_and(may_be_of_another) {
            // Who answers so may be another one, which is the truer word.
            self.identify_server().await?;
        }
        match passed {
            Err(SyncError::Source(SourceError::CursorRejected))
                if mode == SyncMode::Incremental =>
            {
                tracing::info!(source = %self.engine.source_id, "the server no longer knows the cursor: a full pass follows");
                self.pass(SyncMode::Full).await
            }
            Ok(()) if mode == SyncMode::Incremental => self.look_into_gap().await,
            result => result,
        }
    }

    /// Rows that a pull should have brought and did not, or that should be gone, are found by reading all
    /// anew: a server, or something on the way to it, lied once. A gap that stays is looked into more and
    /// more seldom.
    async fn look_into_gap(&mut self) -> Result<(), SyncError> {
        let SyncEngine {
            reader,
            writer,
            source,
            source_id,
            ..
        } = self.engine;
        if !source.is_quick_to_reread() {
            return Ok(());
        }
        let ledger = GapLedger::new(*source_id, reader, writer);
        let before = ledger.runs_with_gap().await?;
        let runs = before.saturating_add(1);
        if self.has_gap() && runs.is_power_of_two() {
            tracing::info!(source = %source_id, runs, "the counts differ: everything is read anew");
            self.reread().await?;
        }
        // A full pass forgets the number with the cursors.
        match self.report.completeness {
            Completeness::Gap { .. } => ledger.note(runs).await,
            Completeness::Complete { .. } if before > 0 => ledger.note(0).await,
            _ => Ok(()),
        }
    }

    fn has_gap(&self) -> bool {
        matches!(self.report.completeness, Completeness::Gap { .. })
    }

    /// Reads everything anew. Nothing is removed where that alone closed the gap.
    async fn reread(&mut self) -> Result<(), SyncError> {
        self.perform(SyncOperation::BeginFull).await?;
        for stream in self.engine.source.streams() {
            self.pull(&stream, None).await?;
        }
        self.perform(SyncOperation::Compare).await?;
        if let Completeness::Complete { .. } = self.report.completeness {
            return Ok(self.engine.writer.leave_full(self.engine.source_id).await?);
        }
        self.perform(SyncOperation::FinishFull).await?;
        self.perform(SyncOperation::Compare).await
    }

    /// Whom the first page is to be of, where who answers need not be asked beforehand: one goes on with a server
    /// that was met in an earlier run, and its pages say whose they are.
    async fn acquaintance(&self, mode: SyncMode) -> Result<Option<String>, SyncError> {
        if mode == SyncMode::Full || !self.engine.source.introduces_itself() {
            return Ok(None);
        }
        if self.ledger().await?.cursors.is_empty() {
            return Ok(None);
        }
        self.known_identity().await
    }

    /// The identity of the server that the rows here are of, once there was one.
    async fn known_identity(&self) -> Result<Option<String>, SyncError> {
        let rows = self.engine.reader.sources().await?;
        let row = rows.into_iter().find(|row| row.id == self.engine.source_id);
        Ok(row.ok_or(SyncError::NoSuchSource)?.identity)
    }

    /// Rows of two stores must not be mixed, so who answers is asked before anything is kept.
    async fn identify_server(&mut self) -> Result<(), SyncError> {
        let hello = self.fetcher.identify().await?;
        let known = self.known_identity().await?;
        self.unmet = None;
        self.report.reach = hello.reach;
        match known {
            Some(expected) => is_expected(expected, hello.identity),
            None => Ok(self
                .engine
                .writer
                .set_source_identity(self.engine.source_id, &hello.identity)
                .await?),
        }
    }

    async fn pass(&mut self, mode: SyncMode) -> Result<(), SyncError> {
        let ledger = self.ledger().await?;
        for operation in plan(&self.engine.source.streams(), &ledger, mode) {
            self.perform(operation).await?;
        }
        Ok(())
    }

    async fn perform(&mut self, operation: SyncOperation) -> Result<(), SyncError> {
        let SyncEngine {
            writer, source_id, ..
        } = self.engine;
        match operation {
            SyncOperation::BeginFull => writer.begin_full(*source_id).await?,
            SyncOperation::Pull { stream, after } => drop(self.pull(&stream, after).await?),
            SyncOperation::FinishFull => self.report.removed += self.finish_full().await?,
            SyncOperation::Compare => self.report.completeness = self.compare().await?,
        }
        Ok(())
    }

    /// What a full pass did not meet is gone at the server, if it could have been met.
    async fn finish_full(&mut self) -> Result<u64, SyncError> {
        let SyncEngine {
            writer,
            source,
            source_id,
            ..
        } = self.engine;
        let ledger = self.ledger().await?;
        let is_told = ledger.cursors.values().all(|at| source.has_told_all(at));
        if is_told && self.has_met_as_many().await? {
            return Ok(writer.finish_full(*source_id).await?);
        }
        tracing::info!(source = %source_id, "not everything could be read: nothing is removed");
        writer.leave_full(*source_id).await?;
        Ok(0)
    }

    /// Whether the pass met as many conversations as the server says that there are. Something on the way may answer
    /// with an earlier page, or say of one that it is the last: nothing is removed on the word of that.
    async fn has_met_as_many(&mut self) -> Result<bool, SyncError> {
        if !self.engine.source.is_quick_to_reread() {
            return Ok(true);
        }
        for _ in 0..MOST_COMPARISONS {
            if self.meets_the_count().await? {
                return Ok(true);
            }
            if self.catch_up().await? == 0 {
                return Ok(false);
            }
        }
        // What the last pull brought counts too.
        self.meets_the_count().await
    }

    async fn meets_the_count(&self) -> Result<bool, SyncError> {
        // Without a full pass nothing is removed anyhow, and who may not count cannot be asked.
        let Some(met) = self.engine.reader.met(self.engine.source_id).await? else {
            return Ok(true);
        };
        let there = self.server_counts().await?;
        Ok(there.is_none_or(|there| met >= there.conversations))
    }

    async fn ledger(&self) -> Result<SyncLedger, SyncError> {
        let mut ledger = SyncLedger::default();
        for stream in self.engine.source.streams() {
            if let Some(cursor) = self
                .engine
                .reader
                .cursor(self.engine.source_id, &stream)
                .await?
            {
                ledger.cursors.insert(stream, cursor);
            }
        }
        Ok(ledger)
    }

    /// Pulls a stream to its end; gives the number of changes that came.
    async fn pull(&mut self, stream: &str, after: Option<String>) -> Result<u64, SyncError> {
        let before = self.done;
        let (sender, receiver) = pipeline(self.engine.source.pages_ahead());
        let Self {
            engine,
            fetcher,
            progress,
            report,
            done,
            unmet,
            told,
            ..
        } = self;
        let fetcher = &*fetcher;
        let committer = BatchCommitter {
            engine,
            fetcher,
            progress: *progress,
            report,
            done,
            unmet,
            told,
        };
        let fetch = |after: Option<String>| -> BoxFuture<'_, _> {
            Box::pin(async move { fetcher.fetch(stream, after.as_deref()).await })
        };
        let fetching = sender.fetch_loop(after.clone(), fetch);
        tokio::select! {
            biased;
            kept = committer.commit_loop(stream, after.as_deref(), receiver) => kept?,
            // The end of fetching is not the end: what was fetched is still to be kept.
            () = async { fetching.await; std::future::pending().await } => {}
        }
        Ok(self.done - before)
    }

    /// RecordCounts here against counts there. Where they differ, the server may have moved on between the
    /// last page and the counting: only a difference that a further pull does not explain is a gap.
    async fn compare(&mut self) -> Result<Completeness, SyncError> {
        for _ in 0..MOST_COMPARISONS {
            let told = self.told.take();
            let there = match told {
                Some(told) => Some(told),
                None => self.server_counts().await?,
            };
            let Some(there) = there else {
                return Ok(Completeness::Unknown);
            };
            self.server = Some(there);
            let here = self.engine.reader.counts(self.engine.source_id).await?;
            let checked_at = self.engine.clock.now();
            if here == there {
                return Ok(Completeness::Complete { checked_at });
            }
            if self.catch_up().await? == 0 {
                return Ok(gap(here, there, checked_at));
            }
        }
        Ok(Completeness::Unknown)
    }

    /// A sign-in that may read but not count is a normal thing: then there is no comparison.
    async fn server_counts(&self) -> Result<Option<RecordCounts>, SyncError> {
        match self
            .fetcher
            .ask_with_retries(|| self.engine.source.counts())
            .await
        {
            Err(SyncError::Source(SourceError::Forbidden { .. })) => Ok(None),
            answer => answer,
        }
    }

    async fn catch_up(&mut self) -> Result<u64, SyncError> {
        let mut came = 0;
        for (stream, after) in self.ledger().await?.cursors {
            came += self.pull(&stream, Some(after)).await?;
        }
        Ok(came)
    }
}

/// Keeps what arrives. A failed fetch does not disturb a commit; a failed commit makes what was fetched
/// worthless.
struct BatchCommitter<'a> {
    engine: &'a SyncEngine,
    fetcher: &'a BatchFetcher<'a>,
    progress: &'a (dyn Fn(ProgressStep) + Send + Sync),
    report: &'a mut EngineReport,
    done: &'a mut u64,
    unmet: &'a mut Option<String>,
    told: &'a mut Option<RecordCounts>,
}

impl BatchCommitter<'_> {
    async fn commit_loop(
        mut self,
        stream: &str,
        after: Option<&str>,
        mut receiver: PipelineReceiver,
    ) -> Result<(), SyncError> {
        let mut course = FeedCourse::default();
        while let Some(arrived) = receiver.next().await {
            let arrived = arrived?;
            self.meet(&arrived).await?;
            *self.told = arrived.standing.counts;
            course.follow(&arrived)?;
            if arrived.covered == 0 && after == Some(arrived.next.as_str()) {
                return Ok(());
            }
            let committed = self
                .engine
                .writer
                .commit_page(self.engine.source_id, stream, &arrived.page, &arrived.next)
                .await?;
            self.note(&arrived, &committed);
        }
        Ok(())
    }

    /// Makes sure of whom the first page is, before it is kept. Who does not say so is asked.
    async fn meet(&mut self, arrived: &FetchedBatch) -> Result<(), SyncError> {
        if self.unmet.is_none() {
            return Ok(());
        }
        let server = match &arrived.standing.server {
            Some(server) => server.clone(),
            None => self.fetcher.identify().await?,
        };
        let expected = self.unmet.take().unwrap_or_default();
        self.report.reach = server.reach;
        is_expected(expected, server.identity)
    }

    fn note(&mut self, arrived: &FetchedBatch, committed: &CommitReport) {
        self.report.batches += 1;
        self.report.conversations += u64::from(committed.conversations);
        self.report.new_conversations += u64::from(committed.new_conversations);
        self.report.messages += u64::from(committed.messages);
        self.report.quarantined += u64::from(committed.quarantined);
        *self.done = self.done.saturating_add(arrived.covered);
        let total = arrived
            .remaining
            .map(|remaining| self.done.saturating_add(remaining));
        (self.progress)(ProgressStep::Report {
            done: *self.done,
            total,
        });
    }
}

/// Asks the server, and nothing else.
struct BatchFetcher<'a> {
    engine: &'a SyncEngine,
    cancel: &'a CancellationToken,
    /// Whether the server has answered in this run.
    answered: AtomicBool,
}

impl BatchFetcher<'_> {
    async fn identify(&self) -> Result<ServerIdentity, SyncError> {
        self.ask_with_retries(|| self.engine.source.identify())
            .await
    }

    async fn fetch(&self, stream: &str, after: Option<&str>) -> Result<SourceBatch, SyncError> {
        loop {
            let pull = || self.engine.source.pull(stream, after);
            match self.ask_with_retries(pull).await {
                Err(SyncError::Source(SourceError::TooLarge))
                    if self.engine.source.ask_for_less() =>
                {
                    tracing::info!(source = %self.engine.source_id, "a page was too large: less is asked for");
                }
                answer => return answer,
            }
        }
    }

    /// Asks until there is an answer, the policy says stop, or the run is cancelled.
    async fn ask_with_retries<'f, T>(
        &self,
        question: impl Fn() -> BoxFuture<'f, Result<T, SourceError>> + Send + Sync,
    ) -> Result<T, SyncError> {
        let mut attempt = 0;
        loop {
            let error = match self.unless_cancelled(question()).await? {
                Ok(answer) => {
                    self.answered.store(true, Ordering::Relaxed);
                    return Ok(answer);
                }
                Err(error) => error,
            };
            let Some(wait) = self.wait_after(attempt, &error) else {
                return Err(error.into());
            };
            tracing::debug!(%error, ?wait, attempt, "asking again");
            self.unless_cancelled(self.engine.clock.sleep(wait)).await?;
            attempt += 1;
        }
    }

    /// A server that never answered in this run is offline, and it is better to say so at once than
    /// to keep somebody waiting for what the next run will find out.
    fn wait_after(&self, attempt: u32, error: &SourceError) -> Option<std::time::Duration> {
        let unheard = *error == SourceError::Offline && !self.answered.load(Ordering::Relaxed);
        if unheard {
            None
        } else {
            self.engine.backoff.wait(attempt, error)
        }
    }

    async fn unless_cancelled<T>(
        &self,
        work: impl Future<Output = T> + Send,
    ) -> Result<T, SyncError> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(SyncError::Cancelled),
            done = work => Ok(done),
        }
    }
}

/// Whether the server is the one that the rows here are of.
fn is_expected(expected: String, found: String) -> Result<(), SyncError> {
    if expected == found {
        Ok(())
    } else {
        Err(SyncError::DifferentServer { expected, found })
    }
}

/// Whether a pull that ended so may have been answered by another server than was thought.
fn may_be_of_another(error: &SyncError) -> bool {
    use SourceError::{CursorRejected, Malformed, NotDaybook, Refused, ServerFault};
    matches!(
        error,
        SyncError::Source(
            CursorRejected | Malformed { .. } | NotDaybook | Refused { .. } | ServerFault { .. }
        )
    )
}

fn gap(
    here: RecordCounts,
    there: RecordCounts,
    checked_at: chrono::DateTime<chrono::Utc>,
) -> Completeness {
    let difference = |there: u64, here: u64| {
        i64::try_from(i128::from(there) - i128::from(here)).unwrap_or(i64::MAX)
    };
    Completeness::Gap {
        conversations: difference(there.conversations, here.conversations),
        messages: difference(there.messages, here.messages),
        checked_at,
    }
}
