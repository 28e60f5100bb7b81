//! What a write came to.

/// What a write of conversations came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteSummary {
    /// Conversations that were not there before.
    pub created: u64,
    /// Conversations of which something changed.
    pub changed: u64,
    /// Conversations that were there already, just so. They leave no trace in the feed.
    pub unchanged: u64,
    /// Conversations that were deleted for privacy and stay away.
    pub kept_away: u64,
}

/// Whether a thing that counts once was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteStatus {
    /// It was new, and is recorded.
    Recorded,
    /// It was known, and nothing changed.
    AlreadyKnown,
}

impl std::ops::AddAssign for WriteSummary {
    fn add_assign(&mut self, other: Self) {
        self.created += other.created;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.kept_away += other.kept_away;
    }
}
