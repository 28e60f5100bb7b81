//! What a manager can do: unlock, connect, sync, list, read, measure. One file per use case.
//!
//! This crate owns the other rooms (cache, vault, engine, sources, the embedded server) and must not
//! know a window, a terminal or a line of SQL. Nothing here prints.

mod account;
mod accounts;
mod anew;
mod app;
mod board;
mod clock;
mod connect;
mod conversation;
mod cross_check;
mod error;
pub mod messages;
mod filling;
mod home;
mod links;
mod list;
mod listen;
mod lock;
mod nexudus;
mod open;
mod options;
mod practice;
mod remember;
mod runs;
mod schedule;
mod source_list;
mod startup;
mod status;

pub use app::App;
pub use clock::SystemClock;
pub use error::{AppError, InputRefusal};
pub use home::{HOME_VARIABLE, HomeFolder, HomeError};
pub use links::{allowed_link, copyable};
pub use options::{HomeSharing, FirstStart, KeyStorage, NexudusLimits, AppOptions, PracticeOptions, SyncSchedule};
pub use runs::SyncReport;
pub use sync::SyncMode;
