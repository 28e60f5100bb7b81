//! The window as it is shipped, driven by WebDriver on a display without a graphics card: how long
//! a start takes until conversations are painted, how evenly they scroll, and how soon a key is answered.
//!
//! A start is counted from the moment at which the kernel made the application's process, so the
//! driver's own start is no part of it. It ends with the page's mark `first-rows`, which stands when
//! the first rows have been painted. Argon2id is in it, because the bench's homes open with a
//! passphrase.

use anyhow::{Context, Result, bail};
use fantoccini::Client;
use fantoccini::wd::TimeoutConfiguration;
use journeys::driver::{self, Driven, LOOK_AGAIN, Programs};
use rustix::time::ClockId;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::fixture::PASSPHRASE;

/// How long rows may take; only a guard.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a script in the page may take; only a guard.
const SCRIPT: Duration = Duration::from_secs(300);
/// Two clocks read within this time were read together.
const UNDISTURBED: Duration = Duration::from_micros(200);
/// The page's clock at the first painted rows, and where that clock begins.
const MARK: &str = "const mark = performance.getEntriesByName('first-rows')[0]; \
                    return mark ? [performance.timeOrigin, mark.startTime] : null";
/// What is asked while the list scrolls.
const SCROLL: &str = include_str!("scroll.js");
/// What is asked while keys are pressed.
const KEYS: &str = include_str!("keys.js");

/// Starts the application once and prints how long its first rows took.
pub(crate) async fn start(home: &Path) -> Result<()> {
    let window = open(home).await?;
    let (origin, rows) = first_rows(window.client()).await?;
    let process = window.process().context("the application runs")?;
    let born = born_ms(process)?;
    window.close().await?;
    println!(
        "{}",
        json!({ "page_ms": origin - born, "rows_ms": origin + rows - born })
    );
    Ok(())
}

/// Scrolls the list and prints what each frame took.
pub(crate) async fn scroll(home: &Path) -> Result<()> {
    run(home, SCROLL).await
}

/// Presses keys and prints how long each took until its answer was painted.
pub(crate) async fn keys(home: &Path) -> Result<()> {
    run(home, KEYS).await
}

async fn run(home: &Path, script: &str) -> Result<()> {
    let window = open(home).await?;
    first_rows(window.client()).await?;
    let patient = TimeoutConfiguration::new(Some(SCRIPT), None, None);
    window.client().update_timeouts(patient).await?;
    let told = window.client().execute_async(script, Vec::new()).await?;
    window.close().await?;
    println!("{told}");
    Ok(())
}

async fn open(home: &Path) -> Result<Driven> {
    let programs = Programs::handed_in().context("no window was handed in")?;
    let home = home.canonicalize()?;
    Driven::open(&programs, &home, &[("DAYBOOK_PASSPHRASE", PASSPHRASE)]).await
}

async fn first_rows(client: &Client) -> Result<(f64, f64)> {
    let started = Instant::now();
    loop {
        let told = client.execute(MARK, Vec::new()).await?;
        if let Some((origin, rows)) = pair(&told) {
            return Ok((origin, rows));
        }
        if started.elapsed() > PATIENCE {
            bail!("no conversation was painted");
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

fn pair(told: &Value) -> Option<(f64, f64)> {
    Some((told.get(0)?.as_f64()?, told.get(1)?.as_f64()?))
}

/// When a process was made, in milliseconds since 1970, to the kernel's tick (10 ms, rounded down).
fn born_ms(process: u32) -> Result<f64> {
    let fields = driver::stat(process).context("the process is known")?;
    // Field 22 of the whole line; the state, where these fields begin, is the third.
    let ticks: f64 = fields.get(19).context("a process has a start")?.parse()?;
    let since_boot = ticks * 1_000.0 / rustix::param::clock_ticks_per_second() as f64;
    Ok(boot_ms()? + since_boot)
}

/// When the machine started, in milliseconds since 1970: both clocks, read with nothing between.
#[expect(
    clippy::disallowed_methods,
    reason = "the kernel's clock is what is measured"
)]
fn boot_ms() -> Result<f64> {
    loop {
        let before = Instant::now();
        let boot = rustix::time::clock_gettime(ClockId::Boottime);
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1_000.0;
        if before.elapsed() < UNDISTURBED {
            return Ok(now - (boot.tv_sec as f64 * 1_000.0 + boot.tv_nsec as f64 / 1e6));
        }
    }
}
