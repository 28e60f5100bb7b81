//! `cargo xtask ui`: the interface, compiled to wasm and laid out in ui/dist with its page, styles,
//! fonts and icons.
//!
//! The wasm-bindgen library is used directly, so that no tool of a matching version has to be
//! installed. Files are rewritten only when they differ, because the shell embeds them and would
//! be rebuilt.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::{lint_driver, shell};

/// The name the page loads: `daybook.js` and `daybook_bg.wasm`.
const OUT_NAME: &str = "daybook";
/// More than this before compression is worth a question (performance goals).
const GOAL_KB: u64 = 450;
/// What of ui/ is source and not part of the page; all the rest is copied as it is.
const NOT_COPIED: [&str; 5] = ["src", "tests", "dist", "Cargo.toml", "README.md"];

#[derive(clap::Args)]
pub(crate) struct UiArgs {
    /// Compile without optimisation: quicker to build, several times larger
    #[arg(long)]
    dev: bool,
    /// Optimise over everything, as what is shipped: smaller, and takes longer to build
    #[arg(long, conflicts_with = "dev")]
    small: bool,
    /// Lint while building, with warnings denied
    #[arg(long)]
    lint: bool,
    /// Serve the front to a browser, and build and load it again after every edit; implies --dev
    #[arg(long)]
    pub(crate) watch: bool,
    /// Where the browser finds it while it is watched
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4180")]
    pub(crate) listen: String,
    /// What the web host is given while the front is watched, after its own options
    #[arg(last = true, requires = "watch")]
    pub(crate) host: Vec<String>,
}

impl UiArgs {
    /// As it runs on this machine.
    pub(crate) fn release() -> Self {
        Self {
            dev: false,
            small: false,
            lint: false,
            watch: false,
            listen: String::new(),
            host: Vec::new(),
        }
    }

    /// As it is shipped.
    pub(crate) fn shipped() -> Self {
        Self {
            small: true,
            ..Self::release()
        }
    }

    /// As it runs on this machine, with what Clippy says denied.
    pub(crate) fn linted() -> Self {
        Self {
            lint: true,
            ..Self::release()
        }
    }

    fn profile(&self) -> &'static str {
        if self.dev || self.watch {
            "wasm-dev"
        } else if self.small {
            "wasm-dist"
        } else {
            "wasm"
        }
    }
}

/// Builds ui/dist.
///
/// # Errors
/// When the crate does not compile, or a file cannot be written.
pub(crate) fn run(args: &UiArgs) -> Result<()> {
    let profile = args.profile();
    let wasm = compile(args)?;
    let ui = shell::root()?.join("ui");
    let dist = ui.join("dist");
    std::fs::create_dir_all(&dist)?;
    bind(&wasm, &dist, profile)?;
    copy_page(&ui, &dist)?;
    report(&dist, args)
}

fn compile(args: &UiArgs) -> Result<PathBuf> {
    let (target, profile) = (target()?, args.profile());
    let mut cargo = shell::cargo()?;
    if args.lint {
        lint_driver::lint_while_building(&mut cargo)?;
    }
    shell::check(
        cargo
            .args(["build", "--locked", "--package", "daybook-ui", "--lib"])
            .args([
                "--target",
                "wasm32-unknown-unknown",
                "--profile",
                profile,
                "--target-dir",
            ])
            .arg(&target),
    )?;
    Ok(target
        .join("wasm32-unknown-unknown")
        .join(profile)
        .join("daybook_ui.wasm"))
}

/// A folder of its own: a native build and a wasm build do not wait for each other's lock.
pub(crate) fn target() -> Result<PathBuf> {
    Ok(shell::target()?.join("ui"))
}

fn bind(wasm: &Path, dist: &Path, profile: &str) -> Result<()> {
    let stamp = target()?.join(format!("bound-{profile}"));
    let made = dist.join(format!("{OUT_NAME}_bg.wasm"));
    if is_newer(&stamp, wasm) && made.is_file() && last_bound(profile)? {
        return Ok(());
    }
    Bindgen::new()
        .input_path(wasm)
        .web(true)
        .map_err(|error| anyhow!("{error:#}"))?
        .typescript(false)
        .remove_name_section(profile != "wasm-dev")
        .remove_producers_section(true)
        .out_name(OUT_NAME)
        .generate(dist)
        .map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;
    std::fs::write(target()?.join("bound"), profile)?;
    std::fs::write(&stamp, [])?;
    Ok(())
}

/// Whether ui/dist holds this profile's output: `ui --dev` and `ui` write the same files.
fn last_bound(profile: &str) -> Result<bool> {
    Ok(std::fs::read_to_string(target()?.join("bound")).is_ok_and(|last| last == profile))
}

fn is_newer(file: &Path, than: &Path) -> bool {
    match (modified(file), modified(than)) {
        (Some(file), Some(than)) => file >= than,
        _ => false,
    }
}

fn modified(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file)
        .and_then(|data| data.modified())
        .ok()
}

fn copy_page(ui: &Path, dist: &Path) -> Result<()> {
    let mut sources = Vec::new();
    for entry in std::fs::read_dir(ui)? {
        let entry = entry?;
        if !NOT_COPIED.iter().any(|name| entry.file_name() == *name) {
            files_under(&entry.path(), &mut sources)?;
        }
    }
    for source in &sources {
        let bytes =
            std::fs::read(source).with_context(|| format!("cannot read {}", source.display()))?;
        shell::write_if_changed(&dist.join(source.strip_prefix(ui)?), &bytes)?;
    }
    remove_leftovers(ui, dist)
}

fn files_under(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        found.push(path.to_path_buf());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        files_under(&entry?.path(), found)?;
    }
    Ok(())
}

/// A style or font that is gone from ui/ must not live on inside the application.
fn remove_leftovers(ui: &Path, dist: &Path) -> Result<()> {
    let mut present = Vec::new();
    files_under(dist, &mut present)?;
    for file in present {
        let inside = file.strip_prefix(dist)?;
        let bound =
            inside.starts_with("snippets") || inside.to_string_lossy().starts_with(OUT_NAME);
        if !bound && !ui.join(inside).is_file() {
            std::fs::remove_file(&file)?;
        }
    }
    Ok(())
}

fn report(dist: &Path, args: &UiArgs) -> Result<()> {
    let size = std::fs::metadata(dist.join(format!("{OUT_NAME}_bg.wasm")))?
        .len()
        .div_ceil(1024);
    shell::say(format!(
        "ui/dist is ready, {size} KB of wasm (goal {GOAL_KB} KB)"
    ));
    if size > GOAL_KB && args.profile() == "wasm-dist" {
        shell::say(format!("the wasm is {} KB over its goal", size - GOAL_KB));
    }
    Ok(())
}
