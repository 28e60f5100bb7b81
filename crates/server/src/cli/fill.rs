//! `practice` and `import-dialogues`: filling a store with conversations that nobody had with it.

use super::fill_progress::FillProgress;
use super::settings::CommonArgs;
use super::{process, show, store};
use ::server::embedded::{PracticeLoad, PracticePlan, PracticeRequest};
use ::server::{ServerClock, dialogues};
use anyhow::bail;
use chrono::{DateTime, Utc};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct PracticeArgs {
    /// Equal seeds give equal conversations.
    #[arg(long, default_value_t = PracticePlan::SEED)]
    seed: u64,
    /// How many conversations.
    #[arg(long, default_value_t = PracticePlan::CONVERSATIONS)]
    conversations: u32,
    /// When the 180 days end (RFC 3339); now, if not given, or as it was said when the fill began.
    #[arg(long, value_name = "TIME")]
    until: Option<DateTime<Utc>>,
}

#[derive(clap::Args)]
pub(super) struct ImportArgs {
    /// One JSON object a line, gzipped or not.
    file: PathBuf,
    /// The space's name; it is made if it is not there.
    #[arg(long, value_name = "NAME")]
    space: String,
    /// The IANA time zone of a space that is made.
    #[arg(long, value_name = "ZONE", default_value = "Europe/London")]
    time_zone: zone::Zone,
}

pub(super) async fn practice(common: &CommonArgs, arguments: PracticeArgs) -> anyhow::Result<()> {
    let store = store::open(&common.load(Vec::new())?).await?;
    let request = PracticeRequest {
        seed: arguments.seed,
        conversations: arguments.conversations,
        until: arguments.until,
    };
    let load = PracticeLoad::open(&store, &request, ServerClock::system().now()).await?;
    let filled = fill(load).await;
    if filled.is_ok() {
        show::print_counts(&store).await?;
    }
    store.close().await?;
    filled
}

/// Plays what is missing, and says how far it has come. Asked to stop, it ends between two transactions.
async fn fill(mut load: PracticeLoad) -> anyhow::Result<()> {
    let stop = process::stop_request();
    let mut progress = FillProgress::begin(load.played(), load.all());
    loop {
        if stop.is_cancelled() {
            progress.clear();
            let (played, all) = (load.played(), load.all());
            bail!(
                "stopped at {played} of {all} conversations; the same command goes on from there"
            );
        }
        match load.go_on(PracticeLoad::BATCH).await {
            Ok(0) => break,
            Ok(_) => progress.tell(load.played()),
            Err(error) => {
                progress.clear();
                return Err(error.into());
            }
        }
    }
    progress.clear();
    Ok(())
}

pub(super) async fn import(common: &CommonArgs, arguments: ImportArgs) -> anyhow::Result<()> {
    let store = store::open(&common.load(Vec::new())?).await?;
    let zone = arguments.time_zone.name();
    let written = dialogues::import(&store, &arguments.file, &arguments.space, zone).await?;
    println!(
        "{} created, {} changed, {} unchanged, {} kept away (deleted for privacy)",
        written.created, written.changed, written.unchanged, written.kept_away
    );
    store.close().await?;
    Ok(())
}
