//! The settings of this run: what every command is told on the command line, put over the environment
//! and the file. The only place that reads the environment.

use ::server::settings::{self, SettingSources};
use ::server::{ServerSettings, SettingsError};
use std::path::PathBuf;

/// What every command takes.
#[derive(clap::Args)]
pub(super) struct CommonArgs {
    /// The settings file (TOML).
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "DAYBOOK_SERVER_CONFIG"
    )]
    config: Option<PathBuf>,
    /// The store: a file, sqlite:FILE or postgres://USER@HOST/DATABASE.
    #[arg(long, global = true, value_name = "FILE|URL")]
    db: Option<String>,
}

/// A flag that says a setting: the flag, the key, the value.
pub(super) type FlagSetting = (&'static str, &'static str, String);

impl CommonArgs {
    /// Reads and checks the settings, with these flags over everything.
    pub(super) fn load(&self, flags: Vec<FlagSetting>) -> Result<ServerSettings, SettingsError> {
        let db = self.db.clone().map(|db| ("--db", "db", db));
        settings::load(&SettingSources {
            file: self.config.clone(),
            environment: environment(),
            flags: db.into_iter().chain(flags).collect(),
        })
    }

    /// The settings file, if one was named.
    pub(super) fn file(&self) -> Option<&PathBuf> {
        self.config.as_ref()
    }
}

fn environment() -> Vec<(String, String)> {
    // A variable that is not Unicode is kept, with what is wrong in it replaced: if it is ours, it
    // is refused by name.
    let text = |it: std::ffi::OsString| it.to_string_lossy().into_owned();
    std::env::vars_os()
        .map(|(name, value)| (text(name), text(value)))
        .collect()
}
