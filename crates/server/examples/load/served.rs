//! The server as a process of its own, so that its memory is its own.

use crate::memory;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

pub(crate) struct Served {
    pub(crate) url: String,
    child: Child,
}

impl Served {
    pub(crate) fn start(db: &str) -> Self {
        let here = std::env::current_exe().unwrap();
        let program = here
            .parent()
            .unwrap()
            .parent()
            .unwrap()
            .join("daybook-server");
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--db", db])
            .env("DAYBOOK_SERVER_LIMITS_REQUESTS_PER_SECOND", "1000000")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let (_, url) = line.split_once("listening on ").unwrap();
        let url = url.to_owned();
        // The log must go on flowing, or the server stops at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { url, child }
    }

    pub(crate) fn memory(&self) -> u64 {
        memory::of(self.child.id())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
