//! What the mock's requests share, each behind its own lock. A test that panics with a lock held has
//! failed already: the others go on with what is there.

use super::auth::MockAccounts;
use super::clock::TestClock;
use super::hold::RequestHold;
use super::meter::RequestMeter;
use super::quirks::ServerQuirks;
use super::world::MockWorld;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The server's inside.
pub(crate) struct MockState {
    pub(crate) clock: TestClock,
    world: Mutex<MockWorld>,
    quirks: Mutex<ServerQuirks>,
    meter: Mutex<RequestMeter>,
    accounts: Mutex<MockAccounts>,
    pub(crate) hold: RequestHold,
}

impl MockState {
    /// Empty and without quirks, at a clock.
    pub(crate) fn new(clock: TestClock) -> Self {
        Self {
            world: Mutex::new(MockWorld::new(clock.clone())),
            clock,
            quirks: Mutex::default(),
            meter: Mutex::default(),
            accounts: Mutex::default(),
            hold: RequestHold::default(),
        }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, MockWorld> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn quirks(&self) -> MutexGuard<'_, ServerQuirks> {
        self.quirks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn meter(&self) -> MutexGuard<'_, RequestMeter> {
        self.meter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn accounts(&self) -> MutexGuard<'_, MockAccounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
