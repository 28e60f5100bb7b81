//! A Nexudus to test against: the documented wire format to the letter, in this process, on loopback,
//! at a clock that the test holds. Each of its quirks is a knob ([`Quirks`]); everything that it is
//! asked is written down ([`Meter`]).
//!
//! It holds no opinion on what a client should do, and it must never be kinder than the real one.

mod auth;
mod clock;
mod fields;
mod hold;
mod meter;
mod quirks;
mod rows;
mod serve;
mod world;
mod written;

pub use ::nexudus::Entity;
pub use clock::TestClock;
pub use fields::{CustomValue, custom_fields};
pub use meter::{Asked, Meter};
pub use quirks::{Code, Direction, Lists, Meaning, Quirks, Shift, Throttle, TokenPath};
pub use rows::{
    AuditTrailEntry, Booking, Business, Coworker, CoworkerContract, CoworkerMessage,
    CoworkerProduct, CustomField, HelpDeskComment, HelpDeskMessage, Message, ProductTimePass,
    ProposedAction, Row, Session, TimePass, Visitor,
};
pub use world::{Hidden, World};

use auth::Accounts;
use hold::Hold;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The one account that may sign in.
pub const EMAIL: &str = "operator@example.com";
/// Its password.
pub const PASSWORD: &str = "correct horse battery staple";
/// The code of its second factor, where [`Quirks::totp`] asks for one.
pub const TOTP: &str = "482910";

/// The server. It stops when this is dropped.
pub struct NexudusMock {
    inner: Arc<Inner>,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

pub(crate) struct Inner {
    pub(crate) clock: TestClock,
    world: Mutex<World>,
    quirks: Mutex<Quirks>,
    meter: Mutex<Meter>,
    accounts: Mutex<Accounts>,
    pub(crate) hold: Hold,
}

impl NexudusMock {
    /// Starts one, empty and without quirks.
    ///
    /// # Panics
    /// Where no port of this machine can be had.
    pub async fn start(clock: TestClock) -> Self {
        #[allow(clippy::expect_used, reason = "a test that cannot listen cannot go on")]
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        #[allow(clippy::expect_used, reason = "as above")]
        let address = listener.local_addr().expect("an address");
        let inner = Arc::new(Inner {
            world: Mutex::new(World::new(clock.clone())),
            clock,
            quirks: Mutex::default(),
            meter: Mutex::default(),
            accounts: Mutex::default(),
            hold: Hold::default(),
        });
        let app = serve::router(Arc::clone(&inner));
        let serving = tokio::spawn(async move {
            // It ends with the task.
            let _ended = axum::serve(listener, app).await;
        });
        Self {
            inner,
            address,
            serving,
        }
    }

    /// Where it is, without the path of the API.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The clock that it goes by.
    #[must_use]
    pub fn clock(&self) -> TestClock {
        self.inner.clock.clone()
    }

    /// What it holds. Not to be kept over an await.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.inner.world()
    }

    /// How it misbehaves. Not to be kept over an await.
    pub fn quirks(&self) -> MutexGuard<'_, Quirks> {
        self.inner.quirks()
    }

    /// What it was asked. Not to be kept over an await.
    pub fn meter(&self) -> MutexGuard<'_, Meter> {
        self.inner.meter()
    }

    /// Access tokens stop working, as they do after seven days; refresh tokens go on.
    pub fn expire_access(&self) {
        self.inner.accounts().expire_access();
    }

    /// Holds a page of a list, by its path below the API's base, until it is let go.
    pub fn hold(&self, path: &str, page: usize) {
        self.inner.hold.hold(path, page);
    }

    /// Lets every held page go, and holds none from now on.
    pub fn let_go(&self) {
        self.inner.hold.let_go();
    }

    /// Nobody is signed in any more.
    pub fn sign_everybody_out(&self) {
        self.inner.accounts().forget_all();
    }
}

impl Drop for NexudusMock {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Inner {
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn quirks(&self) -> MutexGuard<'_, Quirks> {
        self.quirks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn meter(&self) -> MutexGuard<'_, Meter> {
        self.meter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
