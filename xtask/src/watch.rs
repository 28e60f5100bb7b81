//! `cargo xtask ui --watch`: the front in a plain browser, built and loaded again after every edit.
//!
//! Files are polled: no watcher of an operating system is needed, and a few hundred files cost nothing.

use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};

use crate::desktop_session::pause;
use crate::shell;
use crate::ui::{self, UiArgs};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(300);
/// What the front is made of.
const SOURCES: [&str; 6] = [
    "ui",
    "crates/model",
    "crates/catalogue",
    "crates/query",
    "crates/chart",
    "crates/insights",
];

/// Serves the front until the host ends, and builds it whenever a source has changed.
///
/// # Errors
/// When the first build or the web host fails; a later build that fails is told and waited out.
pub(crate) fn run(args: &UiArgs) -> Result<()> {
    ui::run(args)?;
    let mut host = start_host(args)?;
    shell::say(format!(
        "open http://{} in a browser; Ctrl+C ends it",
        args.listen
    ));
    let mut built = newest_source()?;
    loop {
        pause(LOOK_EVERY);
        if let Some(status) = host.try_wait()? {
            bail!("the web host ended with {status}");
        }
        let now = newest_source()?;
        if now != built {
            built = now;
            build_again(args);
        }
    }
}

fn build_again(args: &UiArgs) {
    let began = Instant::now();
    match ui::run(args) {
        Ok(()) => shell::say(format!("built in {:.1} s", began.elapsed().as_secs_f64())),
        // Half an edit does not compile; the next one may.
        Err(error) => shell::say(format!("not built: {error:#}")),
    }
}

fn start_host(args: &UiArgs) -> Result<Child> {
    shell::check(shell::cargo()?.args(["build", "--locked", "--package", "daybook-webhost"]))?;
    let program = shell::target()?
        .join("debug")
        .join(format!("daybook-host{}", std::env::consts::EXE_SUFFIX));
    let home = shell::target()?.join("ui-home");
    std::fs::create_dir_all(&home)?;
    shell::command(&program)?
        .args(["--reload", "--practice", "--listen", &args.listen, "--home"])
        .arg(home)
        .args(&args.host)
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))
}

/// When the newest source was written.
fn newest_source() -> Result<Option<SystemTime>> {
    let root = shell::root()?;
    let made = root.join("ui").join("dist");
    let newest = SOURCES
        .iter()
        .filter_map(|folder| newest_under(&root.join(folder), &made))
        .max();
    Ok(newest)
}

fn newest_under(folder: &Path, left_out: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    entries
        .filter(|entry| entry.path() != *left_out)
        .filter_map(|entry| {
            let data = entry.metadata().ok()?;
            if data.is_dir() {
                newest_under(&entry.path(), left_out)
            } else {
                data.modified().ok()
            }
        })
        .max()
}
