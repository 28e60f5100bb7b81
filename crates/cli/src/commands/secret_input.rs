//! Secrets come on stdin: an argument is visible to every process of the machine.

use crate::exit_code::CommandError;
use std::io::Read;

/// The longest token that is read from stdin, in bytes: no token is near it, and a file that was
/// piped in by mistake is not swallowed whole.
const TOKEN_MOST: u64 = 16 * 1024;

/// A token or a password, or another short text.
pub(super) fn secret_from_stdin() -> Result<String, CommandError> {
    let mut token = String::new();
    std::io::stdin()
        .lock()
        .take(TOKEN_MOST)
        .read_to_string(&mut token)?;
    Ok(token)
}
