//! Peers, measured in the same run where they are at hand: Python with sqlite-utils, DuckDB and dlt
//! (`DAYBOOK_PEERS` names the interpreter that has them). What is absent is said, not guessed.

use crate::worker::Server;
use anyhow::Result;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const SCRIPT: &str = include_str!("peers.py");

/// Runs the peers over the rows of this server.
pub(crate) fn run(folder: &Path, server: &Server) -> Result<Vec<Value>> {
    let Ok(python) = std::env::var("DAYBOOK_PEERS") else {
        return Ok(vec![
            json!({ "absent": "no peers: DAYBOOK_PEERS names no interpreter that has them" }),
        ]);
    };
    let output = Command::new(python)
        .args(["-c", SCRIPT])
        .arg(folder)
        .env("DAYBOOK_URL", &server.url)
        .env("DAYBOOK_TOKEN", &server.token)
        .stderr(std::process::Stdio::inherit())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect())
}
