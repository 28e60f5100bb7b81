//! `counts`: what the store holds.

use super::settings::Common;
use super::store;
use ::server::Store;

pub(super) async fn counts(common: &Common) -> anyhow::Result<()> {
    let store = store::existing(common).await?;
    print_counts(&store).await?;
    store.close().await?;
    Ok(())
}

pub(super) async fn print_counts(store: &Store) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string(&store.counts().await?)?);
    Ok(())
}
