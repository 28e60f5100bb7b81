//! The newest change that this process knows of, for all who wait for one.

use tokio::sync::{Mutex, watch};

/// What the newest change is called when the store closes, so that nobody goes on waiting.
const CLOSED: i64 = i64::MAX;

/// The newest change that this process knows of.
#[derive(Debug)]
pub(super) struct CommitNotifier {
    pub(super) newest: watch::Sender<i64>,
    /// Who sits here looks for the others too.
    pub(super) lookout: Mutex<()>,
}

impl CommitNotifier {
    pub(super) fn new() -> Self {
        Self {
            newest: watch::Sender::new(0),
            lookout: Mutex::new(()),
        }
    }

    /// Says that changes up to `seq` are committed.
    pub(super) fn tell(&self, seq: i64) {
        self.newest.send_if_modified(|held| {
            let newer = seq > *held;
            *held = seq.max(*held);
            newer
        });
    }

    /// Lets everybody who waits go.
    pub(super) fn close(&self) {
        self.tell(CLOSED);
    }
}
