//! Runs a measurement in a process of its own and reads the line of JSON that it prints.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Runs a worker to its end.
pub(crate) fn run(args: &[&str]) -> Result<Value> {
    let output = Command::new(std::env::current_exe()?)
        .args(args)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        bail!("the worker {args:?} ended with {}", output.status);
    }
    let text = String::from_utf8(output.stdout)?;
    serde_json::from_str(text.trim())
        .with_context(|| format!("the worker {args:?} printed {text:?}"))
}

/// A server in a process of its own, ended with this value.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) token: String,
    child: Child,
}

impl Server {
    /// Serves on a free port of loopback, by a worker that prints its address.
    pub(crate) fn start(args: &[&str]) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.take().context("the server has an output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let told: Value = serde_json::from_str(&line).context("the server tells its address")?;
        let word = |name: &str| {
            told[name]
                .as_str()
                .map(str::to_owned)
                .context("the server tells all")
        };
        Ok(Self {
            url: word("url")?,
            token: word("token")?,
            child,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
