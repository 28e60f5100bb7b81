//! The Python of the tests (xtask/src/python.rs), and its mail server.

use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A guard, not a wait: what is waited for here has happened or is about to.
const PATIENCE: Duration = Duration::from_secs(300);

/// The interpreter; none where there is no such Python.
///
/// # Panics
/// If it was said to be there, and is not.
pub(crate) fn interpreter() -> Option<PathBuf> {
    let Some(python) = std::env::var_os("DAYBOOK_TEST_PYTHON") else {
        let required = std::env::var_os("DAYBOOK_TEST_PYTHON_REQUIRED").is_some();
        assert!(!required, "DAYBOOK_TEST_PYTHON is not set");
        eprintln!("skipped: no Python for the tests (cargo xtask test makes one)");
        return None;
    };
    Some(PathBuf::from(python))
}

/// A script of tests/python.
pub(crate) fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/python")
        .join(name)
}

/// A real SMTP server on a loopback port of its own. It ends with this.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    says: UnboundedReceiver<Value>,
    process: Child,
}

impl MailServer {
    /// Starts it; none where there is no Python for the tests.
    pub(crate) async fn start(arguments: &[&str]) -> Option<Self> {
        let mut process = Command::new(interpreter()?)
            .arg(script("mail_server.py"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (sender, mut says) = unbounded_channel::<Value>();
        std::thread::spawn(move || {
            for line in lines {
                let line = serde_json::from_str(&line.unwrap()).unwrap();
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let port = next(&mut says).await.as_u64().unwrap();
        Some(Self {
            port: port.try_into().unwrap(),
            says,
            process,
        })
    }

    /// The next mail that it took, or refused.
    pub(crate) async fn next(&mut self) -> Value {
        next(&mut self.says).await
    }

    /// Everything else that it said until now: what it said stands in the pipe before its answer is
    /// sent, but may not have been read. So it is stopped first.
    pub(crate) async fn rest(mut self) -> Vec<Value> {
        drop(self.process.stdin.take());
        let mut rest = Vec::new();
        while let Some(line) = tokio::time::timeout(PATIENCE, self.says.recv())
            .await
            .unwrap()
        {
            rest.push(line);
        }
        rest
    }
}

async fn next(says: &mut UnboundedReceiver<Value>) -> Value {
    let line = tokio::time::timeout(PATIENCE, says.recv()).await.unwrap();
    line.expect("the mail server ended")
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
