//! What the reader and the writer share: the spine, the readers' connections, work.db's connection,
//! and the generation that watchers see.

use crate::ending::end;
use crate::error::{CacheError, Result};
use crate::pool::Pool;
use crate::spine::{Cell, Delta, Spine};
use crate::table::meta;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{Mutex, watch};

/// The shared part.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) pool: Pool,
    pub(crate) spine: Cell,
    /// The only connection to work.db.
    pub(crate) work: Mutex<Option<SqliteConnection>>,
    generation: watch::Sender<u64>,
}

impl Shared {
    /// Takes work.db's connection over; readers are added to the pool.
    pub(crate) fn new(work: SqliteConnection) -> Self {
        Self {
            pool: Pool::new(),
            spine: Cell::new(),
            work: Mutex::new(Some(work)),
            generation: watch::Sender::new(0),
        }
    }

    /// Tells watchers where the store stands at opening.
    pub(crate) async fn watch_from_store(&self) -> sqlx::Result<()> {
        let mut conn = self
            .pool
            .lease()
            .await
            .map_err(|_| sqlx::Error::PoolClosed)?;
        let stored = meta::generation(&mut conn)
            .await
            .map_err(|error| match error {
                CacheError::Database(source) => source,
                _ => sqlx::Error::PoolClosed,
            })?;
        self.generation.send_replace(stored);
        Ok(())
    }

    /// Hands a commit to the spine and tells the watchers.
    pub(crate) fn publish(&self, delta: Delta) {
        let generation = delta.generation;
        self.spine.apply(delta);
        self.generation.send_if_modified(|known| {
            let is_newer = generation > *known;
            *known = (*known).max(generation);
            is_newer
        });
    }

    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.generation.subscribe()
    }

    /// Runs a pass over the spine, loading it first where needed. It runs on this task: a pass over a
    /// million conversations takes some milliseconds.
    pub(crate) async fn pass<T>(&self, run: impl Fn(&Spine) -> T) -> Result<T> {
        loop {
            if let Some(done) = self.spine.pass(&run) {
                return Ok(done);
            }
            self.load().await?;
        }
    }

    /// Loads the spine, once, whoever asks first.
    pub(crate) async fn load(&self) -> Result<()> {
        let _turn = self.spine.loading().await;
        let Some(ticket) = self.spine.ticket() else {
            return Ok(());
        };
        let mut conn = self.pool.lease().await?;
        let spine = Spine::load(&mut conn).await?;
        self.spine.install(spine, ticket);
        Ok(())
    }

    /// Closes the readers, then work.db.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
        if let Some(work) = self.work.lock().await.take() {
            // Each of its commits has reached the disk already.
            let _ = work.close().await;
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        end(self.work.get_mut().take());
    }
}
