//! Everything that writes. `cache_writer` is the type, `connection` its transactions; `removal` and
//! `maintenance` are its longer work, and `open` makes writer and reader.

pub(crate) mod cache_writer;
mod connection;
mod maintenance;
pub(crate) mod open;
mod removal;
#[cfg(test)]
mod tests;
