//! Opens the store that the settings name.

use super::settings::CommonArgs;
use ::server::{ServerSettings, Store, StoreAddress};
use anyhow::{Context as _, anyhow};

/// The store of these settings, made if it is not there.
pub(super) async fn open(settings: &ServerSettings) -> anyhow::Result<Store> {
    Ok(Store::connect(&address(settings)?).await?)
}

/// The store that must be there: asking a file that does not exist is a slip of the finger.
pub(super) async fn existing(common: &CommonArgs) -> anyhow::Result<Store> {
    let address = address(&common.load(Vec::new())?)?;
    match &address {
        StoreAddress::File(path) if !path.exists() => {
            Err(anyhow!("there is no store at {}", path.display()))
        }
        _ => Ok(Store::connect(&address).await?),
    }
}

/// Where the settings say that the store is.
pub(super) fn address(settings: &ServerSettings) -> anyhow::Result<StoreAddress> {
    let db = settings
        .db
        .as_ref()
        .context("no store is named: say --db, DAYBOOK_SERVER_DB, or db in the settings file")?;
    Ok(db.reveal().parse::<StoreAddress>()?)
}
