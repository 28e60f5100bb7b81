//! A real Secret Service of one's own: a private session bus and a gnome-keyring on it, in temporary
//! folders, gone with the value. It must never touch the session of whoever runs the tests.
//!
//! The environment of a running process cannot be changed safely, so whoever wants to talk to it
//! starts a child process with [`SecretService::envs`].

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A loaded machine may be slow to start a daemon, but not slower than this.
const READY_LIMIT: Duration = Duration::from_secs(20);
const READY_STEP: Duration = Duration::from_millis(20);
/// The collection that gnome-keyring opens with the password.
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

/// What stands on the bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateKeyring {
    /// gnome-keyring, unlocked.
    Unlocked,
    /// Nothing: a bus without a Secret Service.
    Absent,
}

/// A private session bus, with or without a keyring. Everything ends when it is dropped.
pub struct SecretService {
    folder: TempDir,
    address: String,
    bus: Child,
    keyring: Option<Child>,
}

/// The programs this needs that are not installed; a test says so and passes over.
#[must_use]
pub fn missing_programs() -> Vec<&'static str> {
    ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"]
        .into_iter()
        .filter(|program| {
            let asked = Command::new(program)
                .arg("--version")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            asked.is_err()
        })
        .collect()
}

impl SecretService {
    /// Starts one and waits until it answers.
    ///
    /// # Errors
    /// Whatever the operating system says, or that it did not answer in time.
    pub fn start(keyring: PrivateKeyring) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("daybook-bus").tempdir()?;
        for name in ["data", "run", "config"] {
            private_folder(&folder.path().join(name))?;
        }
        let (bus, address) = start_bus(&folder)?;
        let mut service = Self {
            folder,
            address,
            bus,
            keyring: None,
        };
        if keyring == PrivateKeyring::Unlocked {
            service.keyring = Some(service.start_keyring()?);
            service.wait_until_it_answers()?;
        }
        Ok(service)
    }

    /// The environment of a process that is to live in this session.
    #[must_use]
    pub fn envs(&self) -> Vec<(&'static str, PathBuf)> {
        let path = |name: &str| self.folder.path().join(name);
        vec![
            ("DBUS_SESSION_BUS_ADDRESS", PathBuf::from(&self.address)),
            ("XDG_RUNTIME_DIR", path("run")),
            ("XDG_DATA_HOME", path("data")),
            ("XDG_CONFIG_HOME", path("config")),
            ("HOME", self.folder.path().to_owned()),
        ]
    }

    /// Locks the keyring, as a screen lock would. Nobody is there to unlock it again.
    ///
    /// # Errors
    /// That the service did not do it.
    pub fn lock(&self) -> io::Result<()> {
        let what = format!("array:objpath:{COLLECTION}");
        self.send(
            "org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            &what,
        )
        .and_then(|output| succeeded(&output))
    }

    fn start_keyring(&self) -> io::Result<Child> {
        let mut keyring = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .envs(self.envs())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        if let Some(mut stdin) = keyring.stdin.take() {
            // The end of the input is the end of the password: no line end.
            stdin.write_all(b"a password for tests")?;
        }
        Ok(keyring)
    }

    #[allow(
        clippy::disallowed_methods,
        reason = "another process is waited for, with a limit"
    )]
    fn wait_until_it_answers(&self) -> io::Result<()> {
        let deadline = Instant::now() + READY_LIMIT;
        loop {
            let asked = self.send(
                "org.freedesktop.secrets",
                "/org/freedesktop/secrets",
                "org.freedesktop.Secret.Service.ReadAlias",
                "string:default",
            )?;
            if String::from_utf8_lossy(&asked.stdout).contains(COLLECTION) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "the private Secret Service did not answer",
                ));
            }
            thread::sleep(READY_STEP);
        }
    }

    fn send(&self, to: &str, path: &str, method: &str, argument: &str) -> io::Result<Output> {
        Command::new("dbus-send")
            .args(["--session", "--print-reply", "--reply-timeout=5000"])
            .arg(format!("--dest={to}"))
            .args([path, method, argument])
            .envs(self.envs())
            .output()
    }
}

impl Drop for SecretService {
    fn drop(&mut self) {
        for child in self.keyring.iter_mut().chain([&mut self.bus]) {
            // It may have ended by itself; then there is nothing to do.
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// A bus that can start nothing on demand: what is on it is what we put there.
fn start_bus(folder: &TempDir) -> io::Result<(Child, String)> {
    let config = folder.path().join("bus.conf");
    fs::write(
        &config,
        bus_config(&folder.path().join("run/bus").to_string_lossy()),
    )?;
    let mut bus = Command::new("dbus-daemon")
        .arg(format!("--config-file={}", config.display()))
        .args(["--nofork", "--nopidfile", "--print-address=1"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut address = String::new();
    if let Some(stdout) = bus.stdout.take() {
        BufReader::new(stdout).read_line(&mut address)?;
    }
    if address.trim().is_empty() {
        drop(bus.kill());
        drop(bus.wait());
        return Err(io::Error::other("the private bus did not start"));
    }
    Ok((bus, address.trim().to_owned()))
}

fn bus_config(socket: &str) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#
    )
}

fn private_folder(path: &std::path::Path) -> io::Result<()> {
    fs::create_dir(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn succeeded(output: &Output) -> io::Result<()> {
    if output.status.success() {
        Ok(())
    } else {
        Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))
    }
}
