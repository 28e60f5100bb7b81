//! `cargo xtask run`: from a fresh checkout to the window, populated, with no question asked.
//!
//! It must not need an account, a display or a key store: what the machine lacks is made for the
//! length of the run, and said.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::desktop_session::{self, DesktopSession, ScreenSize};
use crate::{setup, shell, ui};

#[derive(clap::Args)]
pub(crate) struct RunArgs {
    /// Take a picture of the window into this PNG file, on a display of its own, and quit
    #[arg(long, value_name = "FILE")]
    screenshot: Option<PathBuf>,
    /// How long to wait before the picture
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 30,
        requires = "screenshot"
    )]
    after: u64,
    /// The size of a display made for the run
    #[arg(long, value_name = "WxH", default_value = "1600x1000")]
    size: ScreenSize,
    /// Show the dark theme, whatever the system says
    #[arg(long)]
    dark: bool,
    /// Build with the release profile
    #[arg(long)]
    release: bool,
    /// What the application itself is given
    #[arg(last = true)]
    args: Vec<String>,
}

/// Opens the application and waits until it is closed.
///
/// # Errors
/// When something is missing, does not build, or the application fails.
pub(crate) fn run(args: &RunArgs) -> Result<()> {
    setup::run(setup::SetupPurpose::Running)?;
    ui::run(&ui::UiArgs::release())?;
    let application = build(args)?;
    let session = prepare(args)?;
    let mut command = start_command(&application, args, &session)?;
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {}", application.display()))?;
    let status = match (&args.screenshot, session.display()) {
        (Some(file), Some(display)) => {
            let taken = photograph(&mut child, display, file, Duration::from_secs(args.after));
            desktop_session::end(&mut child);
            return taken;
        }
        _ => wait(&mut child)?,
    };
    if !status.success() {
        bail!("the application ended with {status}");
    }
    Ok(())
}

fn build(args: &RunArgs) -> Result<PathBuf> {
    let mut cargo = shell::cargo()?;
    cargo.args([
        "build",
        "--locked",
        "--package",
        "daybook",
        "--bin",
        "daybook",
    ]);
    if args.release {
        cargo.arg("--release");
    }
    shell::check(&mut cargo)?;
    let folder = if args.release { "release" } else { "debug" };
    Ok(shell::target()?
        .join(folder)
        .join(format!("daybook{}", std::env::consts::EXE_SUFFIX)))
}

fn prepare(args: &RunArgs) -> Result<DesktopSession> {
    let mut session = DesktopSession::default();
    let pictured = args.screenshot.is_some();
    if pictured || !desktop_session::has_display() {
        session.start_display(args.size)?;
    }
    if pictured || !desktop_session::has_key_store() {
        session.start_key_store()?;
        session.place_window(args.size)?;
    }
    if args.dark {
        session.set("GTK_THEME", "Adwaita:dark");
    }
    if !pictured {
        tell_what_was_made(&session);
    }
    Ok(session)
}

fn tell_what_was_made(session: &DesktopSession) {
    if session.home().is_some() {
        shell::say(
            "this machine has no key store (Secret Service), so a private one serves this run, \
             and nothing is kept afterwards",
        );
    }
    if let Some(display) = session.display() {
        shell::say(format!(
            "this machine has no display, so the window opens on a virtual one, {display}. To look at \
             it: `import -display {display} -window root daybook.png`. Ctrl-C ends the run"
        ));
    }
}

fn start_command(application: &Path, args: &RunArgs, session: &DesktopSession) -> Result<Command> {
    let mut command = if cfg!(target_os = "linux") {
        desktop_session::bound_to_us(&application.to_string_lossy())?
    } else {
        shell::command(application)?
    };
    command.env("DAYBOOK_PRACTICE", "1").args(&args.args);
    session.apply(&mut command);
    Ok(command)
}

fn wait(child: &mut Child) -> Result<ExitStatus> {
    shell::say("Daybook is starting with its practice space; closing the window ends the run");
    Ok(child.wait()?)
}

fn photograph(child: &mut Child, display: &str, file: &Path, after: Duration) -> Result<()> {
    let started = Instant::now();
    while started.elapsed() < after {
        if let Some(status) = child.try_wait()? {
            bail!("the application ended with {status} before its picture was taken");
        }
        desktop_session::pause(Duration::from_millis(100));
    }
    let file = std::path::absolute(file)?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    shell::check(
        shell::command("import")?
            .args(["-display", display, "-window", "root"])
            .arg(&file),
    )?;
    shell::say(format!("the picture is {}", file.display()));
    Ok(())
}
