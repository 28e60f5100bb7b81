//! A Nexudus to test against: the documented wire format to the letter, in this process, on loopback,
//! at a clock that the test holds. Each of its quirks is a knob ([`ServerQuirks`]); everything that it is
//! asked is written down ([`RequestMeter`]).
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
mod state;
mod world;
mod written;

pub use ::nexudus::Entity;
pub use auth::{EMAIL, PASSWORD, TOTP};
pub use clock::TestClock;
pub use fields::{CustomValue, custom_fields};
pub use meter::{MeteredRequest, RequestMeter};
pub use quirks::{
    CodeRefusal, DirMeaning, ListDirection, ListFields, RowShift, ServerQuirks, ThrottleRule,
    TokenPath,
};
pub use rows::{
    AuditTrailEntry, Booking, Business, Coworker, CoworkerContract, CoworkerMessage,
    CoworkerProduct, CustomField, HelpDeskComment, HelpDeskMessage, Message, MockRow,
    ProductTimePass, ProposedAction, Session, TimePass, Visitor,
};
pub use world::{HiddenRecords, MockWorld};

use state::MockState;
use std::net::SocketAddr;
use std::sync::{Arc, MutexGuard};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The server. It stops when this is dropped.
pub struct NexudusMock {
    inner: Arc<MockState>,
    address: SocketAddr,
    serving: JoinHandle<()>,
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
        let inner = Arc::new(MockState::new(clock));
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
    pub fn world(&self) -> MutexGuard<'_, MockWorld> {
        self.inner.world()
    }

    /// How it misbehaves. Not to be kept over an await.
    pub fn quirks(&self) -> MutexGuard<'_, ServerQuirks> {
        self.inner.quirks()
    }

    /// What it was asked. Not to be kept over an await.
    pub fn meter(&self) -> MutexGuard<'_, RequestMeter> {
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
