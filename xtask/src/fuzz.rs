//! `cargo xtask fuzz NAME`: builds a target of `tests/fuzz` so that libFuzzer sees what it reaches, and lets it write for
//! a while. It is no test: what it finds depends on how long it runs. What it found becomes a test, or a seed.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::shell;

/// What libFuzzer needs of the compiler to see which branches a text took; the stable one can do it.
const STEERED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";
/// Beyond these a text is told as a fault: seconds for one text, and megabytes of memory.
const LIMITS: [&str; 2] = ["-timeout=10", "-rss_limit_mb=1024"];

#[derive(clap::Args)]
pub(crate) struct FuzzArgs {
    /// query, body or feed
    target: String,
    /// For how many seconds
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// The longest text, in bytes
    #[arg(long, default_value_t = 16_384)]
    longest: u32,
}

/// Writes until the time is over.
///
/// # Errors
/// When it does not build, or when a text was found that fails: libFuzzer has told where it lies.
pub(crate) fn run(args: &FuzzArgs) -> Result<()> {
    let folder = shell::target()?.join("fuzz");
    let host = host()?;
    let program = build(&args.target, &folder, &host)?;
    let found = folder.join("corpus").join(&args.target);
    std::fs::create_dir_all(&found)?;
    let seeds = shell::root()?.join("tests/fuzz/seeds").join(&args.target);
    let mut fuzz = shell::command(program)?;
    fuzz.arg(&found)
        .arg(seeds)
        .args(LIMITS)
        .arg(format!("-max_total_time={}", args.seconds))
        .arg(format!("-max_len={}", args.longest))
        .arg(format!("-artifact_prefix={}/", folder.display()))
        .args(["-verbosity=0", "-print_final_stats=1"]);
    shell::check(&mut fuzz)
}

/// Optimised, with the assertions of a debug build: an overflow is a fault too. The target is named, so that build
/// scripts are not steered.
fn build(target: &str, folder: &PathBuf, host: &str) -> Result<PathBuf> {
    let assertions = "profile.release.debug-assertions=true";
    let mut cargo = shell::cargo()?;
    cargo
        .args(["build", "--locked", "--release", "--package", "fuzz"])
        .args(["--bin", target, "--target", host, "--config", assertions])
        .arg("--target-dir")
        .arg(folder)
        .env("RUSTFLAGS", STEERED);
    shell::check(&mut cargo)?;
    Ok(folder.join(host).join("release").join(target))
}

/// The machine's own target, as the compiler names it.
fn host() -> Result<String> {
    let told = shell::ask(shell::command("rustc")?.arg("-vV")).context("rustc answers")?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc names its host")
}
