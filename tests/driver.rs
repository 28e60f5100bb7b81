//! The application in a real window, under WebKit's own WebDriver. It starts both, waits for them,
//! and leaves no process behind. It must know nothing of the page.
//!
//! WebKit's driver is spoken to directly: the one setting that it misses is a variable, and a second
//! driver between would be one more process to wait for.

use anyhow::{Context, Result, bail};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a process may take to do what it is waited for; only a guard.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between two looks at a process or a page.
pub const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// A free port may be taken by somebody else before the driver takes it.
const ATTEMPTS: u32 = 5;

/// The programs of a window, as `cargo xtask` hands them in.
#[derive(Clone, Debug)]
pub struct Programs {
    application: PathBuf,
    driver: PathBuf,
}

impl Programs {
    /// The programs named by `DAYBOOK_E2E_APP` and `DAYBOOK_E2E_DRIVER`, if they are.
    #[must_use]
    pub fn handed_in() -> Option<Self> {
        let named = |name| std::env::var_os(name).map(PathBuf::from);
        Some(Self {
            application: named("DAYBOOK_E2E_APP")?,
            driver: named("DAYBOOK_E2E_DRIVER")?,
        })
    }
}

/// An application that is driven. It is killed with all its processes when this value is dropped.
#[derive(Debug)]
pub struct Driven {
    client: Client,
    group: Group,
    application: PathBuf,
}

impl Driven {
    /// Starts the application in a home, with more variables of its environment.
    ///
    /// # Errors
    /// When the driver does not answer, or the application opens no window.
    pub async fn open(
        programs: &Programs,
        home: &Path,
        variables: &[(&str, &str)],
    ) -> Result<Self> {
        let (group, port) = start_driver(programs, home, variables).await?;
        let capabilities = capabilities(&programs.application);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let client = tokio::time::timeout(
            PATIENCE,
            builder.connect(&format!("http://127.0.0.1:{port}")),
        )
        .await
        .context("no window opened in time")?
        .context("no window opened")?;
        let application = programs.application.canonicalize()?;
        Ok(Self {
            client,
            group,
            application,
        })
    }

    /// Who asks the page.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The application's process, while it runs.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.group.running(&self.application)
    }

    /// Closes the window as its user would, and waits until the application has ended.
    ///
    /// # Errors
    /// When the window does not close, or the application does not end.
    pub async fn close(self) -> Result<()> {
        self.client.clone().close().await?;
        self.ended().await
    }

    /// Asks the application to end, as the system does when it goes down, and waits until it has.
    ///
    /// # Errors
    /// When the application does not run, or does not end.
    #[cfg(unix)]
    pub async fn terminate(&self) -> Result<()> {
        let process = self.process().context("the application runs")?;
        let process = i32::try_from(process).ok();
        let process = process.and_then(rustix::process::Pid::from_raw);
        let process = process.context("a process has a number")?;
        rustix::process::kill_process(process, rustix::process::Signal::TERM)?;
        self.ended().await
    }

    async fn ended(&self) -> Result<()> {
        let started = Instant::now();
        while let Some(process) = self.process() {
            if started.elapsed() > PATIENCE {
                bail!("the process {process} did not end");
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }
}

fn capabilities(application: &Path) -> Capabilities {
    let mut capabilities = Capabilities::new();
    capabilities.insert("browserName".to_owned(), "wry".into());
    capabilities.insert(
        "webkitgtk:browserOptions".to_owned(),
        serde_json::json!({ "binary": application, "args": [] }),
    );
    capabilities
}

async fn start_driver(
    programs: &Programs,
    home: &Path,
    variables: &[(&str, &str)],
) -> Result<(Group, u16)> {
    for _ in 0..ATTEMPTS {
        let port = free_port()?;
        let mut command = Command::new(&programs.driver);
        command
            .arg("--host=127.0.0.1")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("DAYBOOK_HOME", home)
            .env_remove("DAYBOOK_PRACTICE")
            .env_remove("DAYBOOK_PASSPHRASE")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let mut group = Group::start(command)?;
        if group.answers(port).await? {
            return Ok((group, port));
        }
    }
    bail!("the driver ended before it answered, {ATTEMPTS} times");
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A process and all that it starts, ended together.
#[derive(Debug)]
struct Group(Child);

impl Group {
    fn start(mut command: Command) -> Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn();
        Ok(Self(child.context("the driver cannot be started")?))
    }

    /// Whether it listens; false when it has ended instead.
    async fn answers(&mut self, port: u16) -> Result<bool> {
        let started = Instant::now();
        while self.0.try_wait()?.is_none() {
            if tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .is_ok()
            {
                return Ok(true);
            }
            if started.elapsed() > PATIENCE {
                bail!("the driver does not answer");
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(false)
    }

    /// A process of this group that runs this program.
    fn running(&self, program: &Path) -> Option<u32> {
        let ours = self.0.id().to_string();
        let processes = std::fs::read_dir("/proc").ok()?;
        processes
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .find(|process| {
                stat(*process).is_some_and(|fields| fields.get(2) == Some(&ours))
                    && std::fs::read_link(format!("/proc/{process}/exe"))
                        .is_ok_and(|path| path == program)
            })
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.0.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw)
        {
            // An error means that all of it has ended.
            let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// What Linux says of a process, from its state on: the name before may contain anything.
#[must_use]
pub fn stat(process: u32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = text.rsplit_once(')')?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_fields_begin_with_the_state_and_the_group_is_the_third() {
        let fields = stat(std::process::id()).expect("this process is known");
        assert!(["R", "S"].contains(&fields[0].as_str()), "{fields:?}");
        let group = rustix::process::getpgrp().as_raw_nonzero().to_string();
        assert_eq!(fields[2], group);
    }

    /// How many processes of a group sleep and are not yet over.
    fn sleepers(group: u32) -> usize {
        let processes = std::fs::read_dir("/proc").expect("processes").flatten();
        processes
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter_map(stat)
            .filter(|fields| fields[2] == group.to_string() && fields[0] == "S")
            .count()
    }

    fn wait_for_sleepers(group: u32, wanted: usize) {
        let started = Instant::now();
        while sleepers(group) != wanted {
            assert!(started.elapsed() < PATIENCE, "never {wanted} sleepers");
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_group_ends_with_its_value() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 1000 & exec sleep 1000"]);
        let group = Group::start(command).expect("a shell starts");
        let leader = group.0.id();
        wait_for_sleepers(leader, 2);
        drop(group);
        wait_for_sleepers(leader, 0);
    }
}
