//! `config`: what the settings come to, before anything is started with them.

use super::settings::CommonArgs;
use ::server::settings;
use clap::Subcommand;

#[derive(Subcommand)]
pub(super) enum ConfigCommand {
    /// Say whether the settings can be used; the exit code says the same.
    Check,
    /// Print the settings in force as a settings file, secrets left out.
    Print,
    /// Print every key: what it takes, what holds without it, what it is for.
    Keys,
}

pub(super) fn run(common: &CommonArgs, command: &ConfigCommand) -> anyhow::Result<()> {
    match command {
        ConfigCommand::Check => {
            common.load(Vec::new())?;
            match common.file() {
                Some(file) => println!("the settings of {} can be used", file.display()),
                None => println!("the settings can be used (no settings file was named)"),
            }
        }
        ConfigCommand::Print => print!("{}", common.load(Vec::new())?.to_toml()),
        ConfigCommand::Keys => print!("{}", settings::table()),
    }
    Ok(())
}
