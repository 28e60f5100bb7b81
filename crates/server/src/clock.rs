//! The server's clock, passed in so that tests can freeze it. It must not be read anywhere else.

use chrono::{DateTime, Utc};
use std::fmt;
use std::sync::Arc;

/// Tells the time, in UTC.
#[derive(Clone)]
pub struct ServerClock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl ServerClock {
    /// The machine's clock. The only place of this crate that asks the operating system for the time.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everything else is handed"
    )]
    pub fn system() -> Self {
        Self(Arc::new(|| {
            DateTime::<Utc>::from(std::time::SystemTime::now())
        }))
    }

    /// A clock that always says the same.
    #[must_use]
    pub fn frozen(at: DateTime<Utc>) -> Self {
        Self(Arc::new(move || at))
    }

    /// A clock that somebody else sets.
    #[must_use]
    pub fn told_by(tell: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)()
    }
}

impl fmt::Debug for ServerClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
