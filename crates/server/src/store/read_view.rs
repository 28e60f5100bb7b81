//! A consistent view for reading: a transaction that is never committed. It begins by a statement of our
//! own and ends where its connection goes back to the pool, for the reason that write_lock.rs gives: an
//! error of the disk ends a read too, without sqlx noticing.

use super::StoreError;
use super::db::{DatabaseEngine, DbConnection, DbDriver, DbPool};
use sqlx::pool::{PoolConnection, PoolOptions};
use std::ops::{Deref, DerefMut};

/// A view of one state of the store. Dropping it ends it.
pub(super) struct ReadView(PoolConnection<DbDriver>);

impl ReadView {
    /// Begins a view over a connection of a pool that [`ending_views`] made.
    pub(super) async fn begin(pool: &DbPool, engine: DatabaseEngine) -> Result<Self, StoreError> {
        let mut connection = pool.acquire().await?;
        sqlx::raw_sql(engine.begin_read())
            .execute(&mut *connection)
            .await?;
        Ok(Self(connection))
    }
}

/// A pool whose connections come back without an open view, however it ended.
pub(super) fn ending_views(pool: PoolOptions<DbDriver>) -> PoolOptions<DbDriver> {
    pool.after_release(|connection, _| {
        Box::pin(async move {
            // That there is nothing to roll back is no error of ours; a connection that is broken is
            // found out by the pool, which asks it next.
            let _ = sqlx::raw_sql("ROLLBACK").execute(connection).await;
            Ok(true)
        })
    })
}

impl Deref for ReadView {
    type Target = DbConnection;

    fn deref(&self) -> &DbConnection {
        &self.0
    }
}

impl DerefMut for ReadView {
    fn deref_mut(&mut self) -> &mut DbConnection {
        &mut self.0
    }
}
