//! What a manager can do: unlock, connect, sync, list, read, measure.
//!
//! The folders stand in the order in which a request passes through them, and each imports only what
//! stands after it: `app` (the use cases as the window and the terminal call them), `review` (reading
//! what is here), `sync` (runs, their schedule and what is compared after them), `source` (one driver
//! per kind of server), `home` (the folder, its keys and its stores).
//!
//! This crate owns the other rooms (cache, vault, engine, sources, the embedded server) and must not
//! know a window, a terminal or a line of SQL. Nothing here prints.

mod app;
mod error;
pub mod explain;
mod home;
pub mod process;
mod review;
mod source;
mod sync;

pub use ::cache::{QuarantineEntry, SqlLimits};
pub use ::sync::SyncMode;
pub use app::App;
pub use app::command::{CommandHost, perform};
pub use app::outward::OutwardQuestions;
pub use app::repair::RepairReport;
pub use error::{AppError, InputRefusal};
pub use export::{
    ExistingTarget, ExportError, ExportOrder, ExportWatch, ProductionOrder, ReportOrder, csv_line,
    guarded_field,
};
pub use home::clock::SystemClock;
pub use home::folder::{HOME_VARIABLE, HomeError, HomeFolder};
pub use home::options::{
    AppOptions, FirstStart, HomeSharing, KeyStorage, NexudusLimits, PracticeOptions, SyncSchedule,
};
pub use review::links::{LinkDestination, copyable};
pub use sync::run::SyncReport;
