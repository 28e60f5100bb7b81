//! `backup`, `restore` and `renew-id`: copies of a store, and putting one back as a store of its own.

use super::settings::Common;
use super::store;
use ::server::{Store, StoreAddress, StoreError};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Backup {
    /// The file to make; one that is there is left alone.
    file: PathBuf,
}

pub(super) async fn back_up(common: &Common, arguments: Backup) -> anyhow::Result<()> {
    let store = store::existing(common).await?;
    let made = store.back_up(&arguments.file).await;
    store.close().await?;
    made?;
    println!("backed up to {}", arguments.file.display());
    Ok(())
}

#[derive(clap::Args)]
pub(super) struct Restore {
    /// A file that `backup` made. It is only read.
    file: PathBuf,
}

pub(super) async fn restore(common: &Common, arguments: Restore) -> anyhow::Result<()> {
    let settings = common.load(Vec::new())?;
    let StoreAddress::File(to) = store::address(&settings)? else {
        return Err(StoreError::NotAFile.into());
    };
    ::server::restore(&arguments.file, &to).await?;
    let store = Store::open(&to).await?;
    let (id, counts) = (store.store_id(), store.counts().await?);
    store.close().await?;
    println!(
        "restored to {} as store {id}: {} conversations, {} messages",
        to.display(),
        counts.conversations,
        counts.messages
    );
    Ok(())
}

pub(super) async fn renew_id(common: &Common) -> anyhow::Result<()> {
    let store = store::existing(common).await?;
    println!("{}", store.renew_id().await?);
    store.close().await?;
    Ok(())
}
