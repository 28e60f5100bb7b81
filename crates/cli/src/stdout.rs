//! Results on stdout. A reader that leaves early (`| head`) is an error like any other here, and is
//! forgiven at the end of `main`; nothing panics.

use crate::exit_code::CommandError;
use serde::Serialize;
use std::io::{BufWriter, StdoutLock, Write};

/// For whom the results are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutputFormat {
    /// People.
    Text,
    /// Machines.
    Json,
}

/// Buffered stdout.
pub(crate) struct ResultWriter {
    stdout: BufWriter<StdoutLock<'static>>,
    pub(crate) format: OutputFormat,
}

impl ResultWriter {
    /// Takes stdout.
    pub(crate) fn new(form: OutputFormat) -> Self {
        Self {
            stdout: BufWriter::new(std::io::stdout().lock()),
            format: form,
        }
    }

    /// One line of text.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), CommandError> {
        Ok(writeln!(self.stdout, "{text}")?)
    }

    /// One JSON value, indented, alone on stdout.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), CommandError> {
        serde_json::to_writer_pretty(&mut self.stdout, value)?;
        Ok(writeln!(self.stdout)?)
    }

    /// The next item of a JSON array that is too long to be held in memory.
    pub(crate) fn json_item(
        &mut self,
        place: u64,
        value: &impl Serialize,
    ) -> Result<(), CommandError> {
        self.stdout
            .write_all(if place == 0 { b"[\n  " } else { b",\n  " })?;
        Ok(serde_json::to_writer(&mut self.stdout, value)?)
    }

    /// The end of such an array after `count` items.
    pub(crate) fn json_end(&mut self, count: u64) -> Result<(), CommandError> {
        Ok(self
            .stdout
            .write_all(if count == 0 { b"[]\n" } else { b"\n]\n" })?)
    }

    /// Hands everything over.
    pub(crate) fn flush(&mut self) -> Result<(), CommandError> {
        Ok(self.stdout.flush()?)
    }
}
