//! daybook-server from outside: the store's promises, and the interface over a real loopback port.
//! One binary, because linking is what costs.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on says so, and one that is skipped says why"
)]

mod backup;
mod cases;
mod cli;
mod client;
mod connections;
mod disk_limit;
mod file;
mod filled_again;
mod guide;
mod held_open;
mod import;
mod killed;
mod lean;
mod log;
mod on_postgres;
mod on_sqlite;
mod operate;
mod packaging;
mod postgres;
mod practice;
mod python;
mod reconnect;
mod schemathesis;
mod soak;
mod speed;
mod start;
mod things;
mod trusted;
