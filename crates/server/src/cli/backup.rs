//! `backup`, `restore` and `renew-id`: copies of a store, and putting one back as a store of its own;
//! `tombstones` and `forget`: what must not come back with it.

use super::settings::CommonArgs;
use super::store;
use ::server::deletion_log::{self, DeletionRecord};
use ::server::{Store, StoreAddress, StoreError};
use anyhow::Context as _;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct BackupArgs {
    /// The file to make; one that is there is left alone.
    file: PathBuf,
}

pub(super) async fn back_up(common: &CommonArgs, arguments: BackupArgs) -> anyhow::Result<()> {
    let store = store::existing(common).await?;
    let made = store.back_up(&arguments.file).await;
    store.close().await?;
    made?;
    println!("backed up to {}", arguments.file.display());
    Ok(())
}

#[derive(clap::Args)]
pub(super) struct RestoreArgs {
    /// A file that `backup` made. It is only read.
    file: PathBuf,
    /// What `tombstones` printed since: it is deleted again before the restored store is there.
    #[arg(long, value_name = "FILE")]
    forget: Option<PathBuf>,
}

pub(super) async fn restore(common: &CommonArgs, arguments: RestoreArgs) -> anyhow::Result<()> {
    let settings = common.load(Vec::new())?;
    let StoreAddress::File(to) = store::address(&settings)? else {
        return Err(StoreError::NotAFile.into());
    };
    let gone = match &arguments.forget {
        Some(file) => tombstones_in(file)?,
        None => Vec::new(),
    };
    ::server::restore_without(&arguments.file, &to, &gone).await?;
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

fn tombstones_in(file: &Path) -> anyhow::Result<Vec<DeletionRecord>> {
    let named = || format!("cannot use {}", file.display());
    let text = std::fs::read_to_string(file).with_context(named)?;
    deletion_log::read(&text).with_context(named)
}

pub(super) async fn tombstones(common: &CommonArgs) -> anyhow::Result<()> {
    let store = store::existing(common).await?;
    let gone = store.tombstones().await;
    store.close().await?;
    print!("{}", deletion_log::write(&gone?)?);
    Ok(())
}

#[derive(clap::Args)]
pub(super) struct ForgetArgs {
    /// What `tombstones` printed, from the store that this one takes the place of.
    file: PathBuf,
}

pub(super) async fn forget(common: &CommonArgs, arguments: ForgetArgs) -> anyhow::Result<()> {
    let gone = tombstones_in(&arguments.file)?;
    let store = store::existing(common).await?;
    let forgotten = store.forget(&gone).await;
    store.close().await?;
    let receipt = forgotten?;
    println!(
        "deleted again: {} conversations, {} customers, {} records",
        receipt.conversations, receipt.customers, receipt.records
    );
    Ok(())
}

pub(super) async fn renew_id(common: &CommonArgs) -> anyhow::Result<()> {
    let store = store::existing(common).await?;
    println!("{}", store.renew_id().await?);
    store.close().await?;
    Ok(())
}
