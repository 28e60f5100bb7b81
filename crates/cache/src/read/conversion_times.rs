//! When the outcomes of all conversations came, which the time to convert is estimated from.

use super::followed_reading::{FollowedReading, WholeReading};
use crate::error::Result;
use crate::index::IndexDelta;
use crate::table::child::conversion::{self, OutcomeTime};
use insights::OutcomeTimes;
use sqlx::SqliteConnection;
use std::collections::HashMap;
use std::sync::Arc;

/// When the confirmed outcomes of conversations came, by the conversation's id. One without any is not there.
pub(super) type TimesByConversation = HashMap<u32, OutcomeTimes>;

/// The times as they are held.
#[derive(Debug, Default)]
pub(crate) struct SharedConversionTimes(FollowedReading<TimesByConversation>);

impl SharedConversionTimes {
    /// Notes what a commit changed.
    pub(super) fn note(&self, delta: &IndexDelta) {
        self.0.note(delta.patches.iter().map(|(id, _)| *id));
    }

    /// All is read anew, since a commit may have been missed.
    pub(super) fn distrust(&self) {
        self.0.distrust();
    }

    /// The times as the store has them now.
    pub(super) async fn settled(
        &self,
        conn: &mut SqliteConnection,
    ) -> Result<Arc<TimesByConversation>> {
        self.0.settled(conn, &TimesReading).await
    }
}

struct TimesReading;

impl WholeReading for TimesReading {
    type Value = TimesByConversation;

    const MENDED_MOST: usize = 20_000;

    async fn read(&self, conn: &mut SqliteConnection) -> Result<TimesByConversation> {
        let mut times = TimesByConversation::new();
        conversion::each_time(conn, |one| take(&mut times, &one)).await?;
        Ok(times)
    }

    async fn mended(
        &self,
        conn: &mut SqliteConnection,
        mut before: Arc<TimesByConversation>,
        moved: &[u32],
    ) -> Result<Arc<TimesByConversation>> {
        let times = Arc::make_mut(&mut before);
        for id in moved {
            times.remove(id);
        }
        conversion::times_of(conn, moved, |one| take(times, &one)).await?;
        Ok(before)
    }
}

fn take(times: &mut TimesByConversation, one: &OutcomeTime) {
    let of_conversation = times.entry(one.conversation).or_default();
    of_conversation.came(&one.kind, one.seconds);
}
