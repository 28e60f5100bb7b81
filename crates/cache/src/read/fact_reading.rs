//! The coded facts of all conversations, which facets count.

use super::followed_reading::{FollowedReading, WholeReading};
use crate::error::Result;
use crate::index::IndexDelta;
use crate::index::fact_codes::FactCodes;
use crate::table::fact;
use sqlx::SqliteConnection;
use std::sync::Arc;

/// The facts as they are held.
#[derive(Debug, Default)]
pub(crate) struct SharedFacts(FollowedReading<FactCodes>);

impl SharedFacts {
    /// Notes what a commit changed.
    pub(super) fn note(&self, delta: &IndexDelta) {
        let patched = delta.patches.iter().map(|(id, _)| *id);
        self.0.note(patched.chain(delta.told.iter().copied()));
    }

    /// All is read anew, since a commit may have been missed.
    pub(super) fn distrust(&self) {
        self.0.distrust();
    }

    /// The facts as the store has them now.
    pub(super) async fn settled(&self, conn: &mut SqliteConnection) -> Result<Arc<FactCodes>> {
        self.0.settled(conn, &FactReading).await
    }
}

struct FactReading;

impl WholeReading for FactReading {
    type Value = FactCodes;

    const MENDED_MOST: usize = 20_000;

    async fn read(&self, conn: &mut SqliteConnection) -> Result<FactCodes> {
        let mut codes = FactCodes::default();
        fact::each(conn, |id, facts| codes.put(id, facts)).await?;
        Ok(codes)
    }

    async fn mended(
        &self,
        conn: &mut SqliteConnection,
        mut before: Arc<FactCodes>,
        moved: &[u32],
    ) -> Result<Arc<FactCodes>> {
        let codes = Arc::make_mut(&mut before);
        fact::of(conn, moved, |id, facts| codes.put(id, facts)).await?;
        Ok(before)
    }
}
