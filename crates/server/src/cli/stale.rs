//! `end-stale`: the clean-up of conversations that went quiet, once; the server runs the same one by
//! itself.

use super::settings::{CommonArgs, FlagSetting};
use super::store;
use ::server::{ServerSettings, Store, StoreError};
use chrono::TimeDelta;

#[derive(clap::Args)]
pub(super) struct EndStale {
    /// Hours without activity; 24, or what the settings say, if not given. E-mail is never ended before
    /// 48 hours, WhatsApp never before 24.
    #[arg(long)]
    hours: Option<u32>,
}

pub(super) async fn run(common: &CommonArgs, arguments: EndStale) -> anyhow::Result<()> {
    let hours = arguments.hours.map(|it| it.to_string());
    let flag = hours.map(|it| -> FlagSetting { ("--hours", "stale_hours", it) });
    let settings = common.load(flag.into_iter().collect())?;
    let store = store::existing(common).await?;
    println!("{} ended", end(&store, &settings).await?);
    store.close().await?;
    Ok(())
}

/// Ends what is stale by the settings; how many conversations there were.
pub(super) async fn end(store: &Store, settings: &ServerSettings) -> Result<u64, StoreError> {
    let quiet = TimeDelta::hours(i64::from(settings.stale_hours));
    store.end_stale(quiet).await
}
