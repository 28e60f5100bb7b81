//! Opens the store that the settings name.

use super::settings::Common;
use ::server::{Settings, Store};
use anyhow::{Context as _, anyhow};
use std::path::{Path, PathBuf};

/// A store of a kind that this version does not have.
#[derive(Debug, thiserror::Error)]
#[error("PostgreSQL is not in this version; name a file, or sqlite:FILE")]
pub(super) struct NotThisVersion;

/// The store of these settings, made if it is not there.
pub(super) async fn open(settings: &Settings) -> anyhow::Result<Store> {
    Ok(Store::open(&file(settings)?).await?)
}

/// The store that must be there: asking a file that does not exist is a slip of the finger.
pub(super) async fn existing(common: &Common) -> anyhow::Result<Store> {
    let path = file(&common.load(Vec::new())?)?;
    if !Path::new(&path).exists() {
        return Err(anyhow!("there is no store at {}", path.display()));
    }
    Ok(Store::open(&path).await?)
}

fn file(settings: &Settings) -> anyhow::Result<PathBuf> {
    let db = settings
        .db
        .as_ref()
        .context("no store is named: say --db, DAYBOOK_SERVER_DB, or db in the settings file")?;
    let text = db.reveal();
    if text.starts_with("postgres:") || text.starts_with("postgresql:") {
        return Err(NotThisVersion.into());
    }
    Ok(PathBuf::from(text.strip_prefix("sqlite:").unwrap_or(text)))
}
