//! `practice` and `import-dialogues`: filling a store with conversations that nobody had with it.

use super::settings::CommonArgs;
use super::{show, store};
use ::server::embedded::{self, PracticePlan};
use ::server::{ServerClock, dialogues};
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
    /// When the 180 days end (RFC 3339); now, if not given.
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
    let recipe = PracticePlan {
        seed: arguments.seed,
        conversations: arguments.conversations,
        until: arguments
            .until
            .unwrap_or_else(|| ServerClock::system().now()),
    };
    embedded::practice_space(&store, recipe).await?;
    show::print_counts(&store).await?;
    store.close().await?;
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
