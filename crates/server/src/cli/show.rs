//! `counts` and `stats`: what the store holds, for a program and for eyes.

use super::settings::CommonArgs;
use super::store;
use ::server::{MetricScope, Store};

pub(super) async fn counts(common: &CommonArgs) -> anyhow::Result<()> {
    let store = store::existing(common).await?;
    print_counts(&store).await?;
    store.close().await?;
    Ok(())
}

pub(super) async fn print_counts(store: &Store) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string(&store.counts().await?)?);
    Ok(())
}

pub(super) async fn stats(common: &CommonArgs) -> anyhow::Result<()> {
    let store = store::existing(common).await?;
    let metrics = store.metrics(&MetricScope::default()).await?;
    let levels = store.levels().await?;
    let mut rows = vec![
        ("conversations", metrics.total),
        ("active", metrics.active.unwrap_or_default()),
        ("ended", metrics.ended.unwrap_or_default()),
        ("messages", levels.messages),
        ("with a lead", metrics.leads.conversations),
        ("escalated", metrics.escalated),
        ("with an outcome", metrics.any_conversion.conversations),
        ("dead letters", levels.dead_letters),
        ("transcripts waiting", levels.transcripts_waiting),
    ];
    let channels = metrics.by_channel.iter();
    rows.extend(channels.map(|it| (it.channel.as_str(), it.conversations)));
    for (what, count) in rows {
        println!("{what:<22}{count:>12}");
    }
    for (by, count) in store.endings().await? {
        let what = format!("ended by {}", by.as_deref().unwrap_or("(not said)"));
        println!("{what:<22}{count:>12}");
    }
    for line in store.uptake(None, None, None).await? {
        let (kind, offered) = (line.kind, line.offered);
        let what = format!("offered {kind}");
        println!(
            "{what:<22}{offered:>12}  followed {}  taken {}",
            line.followed, line.taken
        );
    }
    store.close().await?;
    Ok(())
}
