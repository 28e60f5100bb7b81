//! A display and a key store for a machine that has none: Xvfb, a private D-Bus and a
//! gnome-keyring unlocked with a random password, all ended with the value that holds them.
//!
//! Nothing of it outlives the task: the home that the application is given is removed as well, since
//! its database could never be opened again.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::shell;

/// A display for tests and measurements.
pub(crate) const SCREEN: ScreenSize = ScreenSize {
    width: 1600,
    height: 1000,
};

/// How long a helper process may take to answer before the task gives up.
const PATIENCE: Duration = Duration::from_secs(20);
/// WebKit's own driver, of the package `webkit2gtk-driver`.
const WINDOW_DRIVER: &str = "WebKitWebDriver";
const HOME_PREFIX: &str = "run-home-";

/// The size of a display made here, in pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScreenSize {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl std::str::FromStr for ScreenSize {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let (width, height) = text
            .split_once('x')
            .context("a size is written 1600x1000")?;
        Ok(Self {
            width: width.parse()?,
            height: height.parse()?,
        })
    }
}

/// Helper processes, the variables that lead to them, and a home that is thrown away.
#[derive(Default)]
pub(crate) struct DesktopSession {
    variables: Vec<(String, String)>,
    children: Vec<Child>,
    home: Option<PathBuf>,
    display: Option<String>,
}

/// The driver that moves the window, once `setup` has been through.
fn window_driver() -> Result<PathBuf> {
    shell::which(WINDOW_DRIVER)
        .with_context(|| format!("{WINDOW_DRIVER} is missing: run `cargo xtask setup`"))
}

/// Whether this machine shows windows by itself.
pub(crate) fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Whether a Secret Service runs on this machine's session bus, or starts when it is called.
pub(crate) fn has_key_store() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let Some(address) = session_bus() else {
        return false;
    };
    ["ListNames", "ListActivatableNames"].iter().any(|list| {
        bus_call(&address, &[&format!("org.freedesktop.DBus.{list}")])
            .is_some_and(|names| names.contains("\"org.freedesktop.secrets\""))
    })
}

fn session_bus() -> Option<String> {
    if let Ok(address) = std::env::var("DBUS_SESSION_BUS_ADDRESS") {
        return Some(address);
    }
    let socket = PathBuf::from(std::env::var_os("XDG_RUNTIME_DIR")?).join("bus");
    socket
        .exists()
        .then(|| format!("unix:path={}", socket.display()))
}

fn bus_call(address: &str, call: &[&str]) -> Option<String> {
    shell::ask(
        Command::new("dbus-send")
            .args(["--session", "--print-reply", "--reply-timeout=3000"])
            .args(["--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
            .args(call)
            .env("DBUS_SESSION_BUS_ADDRESS", address),
    )
}

impl DesktopSession {
    /// What the application needs to find these helpers.
    pub(crate) fn apply(&self, command: &mut Command) {
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
    }

    /// The private display, when there is one.
    pub(crate) fn display(&self) -> Option<&str> {
        self.display.as_deref()
    }

    /// The home that is thrown away, when there is one.
    pub(crate) fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// Makes the window fill the display, as if it had been left like that: on a virtual display no
    /// window manager would. The form of the file is that of tauri-plugin-window-state.
    pub(crate) fn place_window(&self, size: ScreenSize) -> Result<()> {
        let (Some(home), Some(_)) = (&self.home, &self.display) else {
            return Ok(());
        };
        let folder = home.join("daybook/window");
        private_folder(&folder)?;
        let state = serde_json::json!({ "main": {
            "width": size.width, "height": size.height, "x": 0, "y": 0, "prev_x": 0, "prev_y": 0,
            "maximized": false, "visible": true, "decorated": true, "fullscreen": false,
        }});
        std::fs::write(folder.join("state.json"), state.to_string())?;
        Ok(())
    }

    /// Sets one more variable for the processes started in it.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.variables.push((name.to_owned(), value.into()));
    }

    /// Names the application and its driver to programs that drive a window (`journeys::driver`);
    /// without these names they say that they had none.
    pub(crate) fn hand_in_window(&mut self, profile: &str) -> Result<()> {
        let application = shell::target()?.join(profile).join("daybook");
        self.set("DAYBOOK_E2E_APP", text(&application));
        self.set("DAYBOOK_E2E_DRIVER", text(&window_driver()?));
        Ok(())
    }

    /// Starts a display that nobody sees.
    pub(crate) fn start_display(&mut self, size: ScreenSize) -> Result<()> {
        let screen = format!("{}x{}x24", size.width, size.height);
        let mut server = bound_to_us("Xvfb")?;
        server.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            &screen,
            "-nolisten",
            "tcp",
        ]);
        let number = self.start_and_read_line(server, "Xvfb")?;
        let display = format!(":{number}");
        self.set("DISPLAY", &display);
        self.set("GDK_BACKEND", "x11");
        self.set("WAYLAND_DISPLAY", "");
        // There is no graphics card behind Xvfb; WebKit's buffer sharing would draw nothing.
        self.set("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        self.set("LIBGL_ALWAYS_SOFTWARE", "1");
        self.display = Some(display);
        Ok(())
    }

    /// Starts a private bus and an unlocked key store on it, with a home that is thrown away.
    pub(crate) fn start_key_store(&mut self) -> Result<()> {
        let home = self.make_home()?;
        let runtime = home.join("runtime");
        private_folder(&runtime)?;
        let rules = home.join("bus.conf");
        std::fs::write(&rules, bus_rules()?)?;
        let mut bus = bound_to_us("dbus-daemon")?;
        bus.arg(format!("--config-file={}", rules.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .env("XDG_RUNTIME_DIR", &runtime);
        let address = self.start_and_read_line(bus, "dbus-daemon")?;
        self.set("DBUS_SESSION_BUS_ADDRESS", &address);
        self.set("XDG_RUNTIME_DIR", text(&runtime));
        // No screen reader is on this bus; without this the toolkit looks for one, and complains.
        self.set("NO_AT_BRIDGE", "1");
        self.start_keyring(&home, &runtime, &address)
    }

    fn start_keyring(&mut self, home: &Path, runtime: &Path, address: &str) -> Result<()> {
        let mut keyring = bound_to_us("gnome-keyring-daemon")?;
        keyring
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", address)
            .env("XDG_RUNTIME_DIR", runtime)
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("share"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = keyring
            .spawn()
            .context("cannot start gnome-keyring-daemon")?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(random_word()?.as_bytes())?;
        }
        self.children.push(child);
        let asked = Instant::now();
        while !owns_secrets(address) {
            if asked.elapsed() > PATIENCE {
                bail!("gnome-keyring did not answer on its private bus");
            }
            pause(Duration::from_millis(50));
        }
        Ok(())
    }

    /// A folder of this process alone; what earlier tasks left behind is removed first.
    fn make_home(&mut self) -> Result<PathBuf> {
        let target = shell::target()?;
        remove_abandoned(&target);
        let home = target.join(format!("{HOME_PREFIX}{}", std::process::id()));
        private_folder(&home)?;
        let data = home.join("daybook");
        private_folder(&data)?;
        self.set("DAYBOOK_HOME", text(&data));
        self.home = Some(home.clone());
        Ok(home)
    }

    fn start_and_read_line(&mut self, mut command: Command, name: &str) -> Result<String> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {name}: run `cargo xtask setup`"))?;
        let stdout = child.stdout.take();
        self.children.push(child);
        let mut line = String::new();
        if let Some(stdout) = stdout {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let line = line.trim().to_owned();
        if line.is_empty() {
            bail!("{name} ended before it was ready");
        }
        Ok(line)
    }
}

impl Drop for DesktopSession {
    fn drop(&mut self) {
        // The key store goes before the bus it lives on, the display last started goes first.
        for child in self.children.iter_mut().rev() {
            end(child);
        }
        if let Some(home) = &self.home
            && let Err(error) = remove_written(home)
        {
            shell::say(format!("could not remove {}: {error}", home.display()));
        }
    }
}

/// Ends a process and waits, so that no zombie stays.
pub(crate) fn end(child: &mut Child) {
    // An error here means that it has ended by itself.
    let _already_gone = child.kill();
    let _status = child.wait();
}

/// Removes a folder into which a process that was just ended may still write: WebKit's own processes
/// end a moment after the window's.
fn remove_written(folder: &Path) -> std::io::Result<()> {
    let started = Instant::now();
    loop {
        match std::fs::remove_dir_all(folder) {
            Err(error) if folder.exists() => {
                if started.elapsed() > PATIENCE {
                    return Err(error);
                }
                pause(Duration::from_millis(50));
            }
            _ => return Ok(()),
        }
    }
}

/// A short wait between two looks at another process.
#[expect(
    clippy::disallowed_methods,
    reason = "a task waits for other processes; it has no runtime"
)]
pub(crate) fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// A command whose process ends when this one does, even when this one is killed.
pub(crate) fn bound_to_us(program: &str) -> Result<Command> {
    if shell::which("setpriv").is_none() {
        return shell::command(program);
    }
    let mut command = shell::command("setpriv")?;
    command.args(["--pdeathsig", "KILL", "--", program]);
    Ok(command)
}

fn owns_secrets(address: &str) -> bool {
    bus_call(
        address,
        &[
            "org.freedesktop.DBus.NameHasOwner",
            "string:org.freedesktop.secrets",
        ],
    )
    .is_some_and(|answer| answer.contains("true"))
}

fn private_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Homes whose task was killed: their keys went with it, so nothing in them can be read.
fn remove_abandoned(target: &Path) {
    let Ok(entries) = std::fs::read_dir(target) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(owner) = name
            .to_str()
            .and_then(|name| name.strip_prefix(HOME_PREFIX))
        else {
            continue;
        };
        if !Path::new("/proc").join(owner).exists() {
            // Somebody else's leftovers may be out of reach; they are harmless.
            let _left = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// A bus that starts nothing by itself: the services of a desktop would outlive their bus for a moment,
/// and write into a home that is being removed. Its socket is no file, so nothing is left behind.
fn bus_rules() -> Result<String> {
    let name = random_word()?;
    Ok(format!(
        "<busconfig><type>session</type><listen>unix:abstract=/daybook/{name}</listen>\
         <auth>EXTERNAL</auth><policy context=\"default\"><allow send_destination=\"*\"/>\
         <allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>"
    ))
}

fn random_word() -> Result<String> {
    let mut bytes = [0_u8; 24];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_two_numbers() {
        let size: ScreenSize = "1100x700".parse().expect("a size");
        assert_eq!((size.width, size.height), (1100, 700));
        assert!("1100".parse::<ScreenSize>().is_err());
        assert!("ax7".parse::<ScreenSize>().is_err());
    }

    fn have(programs: &[&str]) -> bool {
        let missing = programs.iter().find(|name| shell::which(name).is_none());
        if let Some(missing) = missing {
            println!("skipped: {missing} is not installed");
        }
        missing.is_none()
    }

    fn value<'a>(session: &'a DesktopSession, name: &str) -> &'a str {
        let found = session.variables.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }

    #[test]
    fn a_key_store_answers_in_a_home_that_goes_with_it() {
        if !have(&["dbus-daemon", "dbus-send", "gnome-keyring-daemon"]) {
            return;
        }
        let mut session = DesktopSession::default();
        session.start_key_store().expect("a key store");
        let address = value(&session, "DBUS_SESSION_BUS_ADDRESS").to_owned();
        let home = PathBuf::from(value(&session, "DAYBOOK_HOME"));
        assert!(owns_secrets(&address) && home.is_dir());
        drop(session);
        assert!(!owns_secrets(&address), "the bus outlived its session");
        assert!(!home.exists(), "the home outlived its session");
    }

    #[test]
    fn a_folder_that_is_still_written_to_is_removed() {
        let folder = shell::target()
            .expect("the target")
            .join(format!("written-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("inner")).expect("a folder");
        let writing = folder.join("inner");
        let writer = std::thread::spawn(move || {
            // Ends with the folder.
            let mut file = 0_u32;
            while file < 20_000 && std::fs::write(writing.join(file.to_string()), "x").is_ok() {
                file += 1;
            }
        });
        remove_written(&folder).expect("it is removed");
        writer.join().expect("the writer ends");
        assert!(!folder.exists());
    }

    #[test]
    fn a_display_of_the_size_asked_for_opens() {
        if !have(&["Xvfb", "import"]) {
            return;
        }
        let mut session = DesktopSession::default();
        let size = ScreenSize {
            width: 320,
            height: 200,
        };
        session.start_display(size).expect("a display");
        let display = session.display().expect("its name").to_owned();
        let picture = shell::command("import")
            .expect("the checkout")
            .args([
                "-display", &display, "-window", "root", "-format", "%wx%h", "info:-",
            ])
            .output()
            .expect("import runs");
        assert_eq!(String::from_utf8_lossy(&picture.stdout).trim(), "320x200");
    }
}
