//! The application in a home of the bench's own.

use anyhow::Result;
use app::{App, AppOptions, HomeFolder, KeyStorage};
use std::path::Path;
use zeroize::Zeroizing;

/// What opens every home of the bench.
pub(crate) const PASSPHRASE: &str = "a passphrase for measuring";

/// Opens a home and unlocks it. The passphrase costs what Argon2id is set to cost, once.
pub(crate) async fn open(home: &Path) -> Result<App> {
    let options = AppOptions {
        key_storage: KeyStorage::Passphrase,
        passphrase: Some(Zeroizing::new(PASSPHRASE.to_owned())),
        ..AppOptions::terminal()
    };
    let app = App::locate(HomeFolder::at(home), options)?;
    app.startup().await?;
    Ok(app)
}
