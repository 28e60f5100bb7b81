//! Opens a link outside. What is started gets this process's environment without its secrets: a browser
//! hands it on to whatever it starts, and keeps it readable for as long as it runs.

use std::ffi::OsStr;
use std::io;
use std::process::{Command, Stdio};

/// What of the environment is for this process alone.
const OURS: [&str; 1] = ["DAYBOOK_PASSPHRASE"];

/// Opens a link or a folder with the first program of this desktop that can be started.
///
/// # Errors
/// That of the last one, where none can.
pub(crate) fn open(what: impl AsRef<OsStr>) -> io::Result<()> {
    let mut refused = io::Error::from(io::ErrorKind::NotFound);
    for mut command in ::open::commands(what) {
        match start(prepared(&mut command)) {
            Ok(()) => return Ok(()),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

fn prepared(command: &mut Command) -> &mut Command {
    for name in OURS {
        command.env_remove(name);
    }
    // Its words are for nobody, and what ends this process at a terminal is not for it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}

fn start(command: &mut Command) -> io::Result<()> {
    let mut child = command.spawn()?;
    // Somebody has to hear of its end, or it stays in the list of processes.
    let heard = std::thread::Builder::new()
        .name("browser".to_owned())
        .spawn(move || drop(child.wait()));
    heard.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_is_started_knows_no_passphrase() {
        let mut command = Command::new("sh");
        command
            .args([
                "-c",
                "printf '%s' \"${DAYBOOK_PASSPHRASE-none}${KEPT-none}\"",
            ])
            .env("KEPT", "kept");
        // The environment of a test cannot be changed without harm to others, so it is said of the command.
        command.env("DAYBOOK_PASSPHRASE", "correct horse");
        let said = prepared(&mut command).stdout(Stdio::piped()).output();
        assert_eq!(said.expect("a shell").stdout, b"nonekept");
    }
}
