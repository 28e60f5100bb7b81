//! What is said on stderr: progress, hints and errors. A stderr that takes nothing (a full disk behind it,
//! a reader that left) is no reason to fail, and none to panic.

use std::io::Write;

/// Says a line.
pub(crate) fn say(text: &str) {
    let _nobody_listens = writeln!(std::io::stderr().lock(), "{text}");
}
