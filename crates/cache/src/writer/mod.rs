//! Everything that writes. `cache_writer` is the type, `connection` its transactions; `removal` and
//! `maintenance` are its longer work, `saved_views` what the manager writes. `open` makes writer and reader, over `connect`; `work_file`,
//! `damaged_file`, `source_list` and `keeping` are against the loss of a file.

mod annotations;
mod audit;
pub(crate) mod cache_writer;
mod connect;
mod connection;
mod damaged_file;
mod deletion;
mod keeping;
mod last_look;
mod leads;
mod maintenance;
mod marks;
pub(crate) mod open;
mod opening_hours;
mod private_file;
mod queues;
pub(crate) mod read_only_sql;
mod removal;
mod rules;
mod saved_views;
mod source_list;
#[cfg(test)]
mod tests;
mod themes;
#[cfg(test)]
mod upgrade_tests;
mod work_file;
