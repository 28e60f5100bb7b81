//! What holds of the words of all conversations, as rules ask it. It is read from one index; what an older version
//! derived is derived anew from the messages, which takes longer, and how far that is can be asked meanwhile.

use super::followed_reading::{FollowedReading, WholeReading};
use crate::error::Result;
use crate::index::IndexDelta;
use crate::table::text_fact;
use insights::TextFacts;
use sqlx::SqliteConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Conversations whose messages are read at once.
const AT_ONCE: usize = 256;

/// The facts of every conversation, by its id.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextFactTable(Vec<TextFacts>);

impl TextFactTable {
    /// Those of a conversation.
    pub(crate) fn of(&self, id: u32) -> TextFacts {
        self.0.get(id as usize).copied().unwrap_or_default()
    }

    /// The conversations of which something holds, ascending. There may be ids among them that no conversation has.
    pub(crate) fn ids_where(&self, holds: impl Fn(TextFacts) -> bool) -> Vec<u32> {
        let all = (0_u32..).zip(&self.0);
        all.filter(|(_, facts)| holds(**facts))
            .map(|(id, _)| id)
            .collect()
    }

    fn put(&mut self, id: u32, facts: TextFacts) {
        let at = id as usize;
        if at >= self.0.len() {
            self.0.resize(at + 1, TextFacts::NONE);
        }
        self.0[at] = facts;
    }
}

/// The facts as they are held.
#[derive(Debug, Default)]
pub(crate) struct SharedTextFacts {
    table: FollowedReading<TextFactTable>,
    progress: ReadingProgress,
}

/// How far a long reading is.
#[derive(Debug, Default)]
pub(super) struct ReadingProgress {
    done: AtomicU64,
    of: AtomicU64,
}

impl SharedTextFacts {
    /// Notes what a commit changed.
    pub(super) fn note(&self, delta: &IndexDelta) {
        self.table.note(delta.patches.iter().map(|(id, _)| *id));
    }

    /// All is read anew, since a commit may have been missed.
    pub(super) fn distrust(&self) {
        self.table.distrust();
    }

    /// The facts as the store has them now. Whoever lets go of it meanwhile ends it.
    pub(super) async fn settled(&self, conn: &mut SqliteConnection) -> Result<Arc<TextFactTable>> {
        let reading = TextFactReading(&self.progress);
        self.table.settled(conn, &reading).await
    }

    /// How many conversations are read of how many, while messages are.
    pub(super) fn progress(&self) -> Option<(u64, u64)> {
        self.progress.told()
    }
}

struct TextFactReading<'p>(&'p ReadingProgress);

impl TextFactReading<'_> {
    async fn derive(
        &self,
        conn: &mut SqliteConnection,
        table: &mut TextFactTable,
        old: &[u32],
    ) -> Result<()> {
        let _ended = self.0.begin(old.len() as u64);
        for some in old.chunks(AT_ONCE) {
            for (id, facts) in text_fact::derived(conn, some).await? {
                table.put(id, facts);
            }
            self.0.add(some.len() as u64);
        }
        Ok(())
    }
}

impl ReadingProgress {
    pub(super) fn begin(&self, of: u64) -> EndOfReading<'_> {
        self.done.store(0, Ordering::Relaxed);
        self.of.store(of, Ordering::Relaxed);
        EndOfReading(self)
    }

    pub(super) fn add(&self, done: u64) {
        self.done.fetch_add(done, Ordering::Relaxed);
    }

    /// How many are done, of how many; none while nothing is read.
    pub(super) fn told(&self) -> Option<(u64, u64)> {
        let of = self.of.load(Ordering::Relaxed);
        (of > 0).then(|| (self.done.load(Ordering::Relaxed), of))
    }
}

/// Says that nothing is read any more, also where whoever waited went away.
pub(super) struct EndOfReading<'p>(&'p ReadingProgress);

impl Drop for EndOfReading<'_> {
    fn drop(&mut self) {
        self.0.of.store(0, Ordering::Relaxed);
    }
}

impl WholeReading for TextFactReading<'_> {
    type Value = TextFactTable;

    const MENDED_MOST: usize = 20_000;

    async fn read(&self, conn: &mut SqliteConnection) -> Result<TextFactTable> {
        let mut table = TextFactTable::default();
        let mut old = Vec::new();
        for (stored, ids) in text_fact::groups(conn).await? {
            match TextFacts::from_stored(stored) {
                Some(facts) => ids.into_iter().for_each(|id| table.put(id, facts)),
                None => old.extend(ids),
            }
        }
        self.derive(conn, &mut table, &old).await?;
        Ok(table)
    }

    async fn mended(
        &self,
        conn: &mut SqliteConnection,
        mut before: Arc<TextFactTable>,
        moved: &[u32],
    ) -> Result<Arc<TextFactTable>> {
        let table = Arc::make_mut(&mut before);
        let mut old = Vec::new();
        moved.iter().for_each(|id| table.put(*id, TextFacts::NONE));
        for (id, stored) in text_fact::stored(conn, moved).await? {
            match TextFacts::from_stored(stored) {
                Some(facts) => table.put(id, facts),
                None => old.push(id),
            }
        }
        self.derive(conn, table, &old).await?;
        Ok(before)
    }
}
