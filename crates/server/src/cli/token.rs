//! `token`: who may do what. A token's text is printed once, when it is made, alone on stdout.

use super::settings::Common;
use super::store;
use ::server::{Store, TokenId};
use chrono::{DateTime, Utc};
use clap::{Subcommand, ValueEnum};
use model::Role;
use std::fmt::Write as _;

#[derive(Subcommand)]
pub(super) enum TokenCommand {
    /// Make a token and print it, alone, on stdout. It cannot be shown again.
    Create {
        /// What it may do; each role includes the ones before it.
        #[arg(long)]
        role: RoleName,
        /// A word to know it by.
        #[arg(long, default_value = "")]
        label: String,
    },
    /// List tokens: id, role, made, revoked, label. Never their text.
    List,
    /// Refuse a token from now on.
    Revoke {
        /// Its id, as `token list` prints it.
        id: i64,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum RoleName {
    Read,
    Write,
    Delete,
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Read => Self::Read,
            RoleName::Write => Self::Write,
            RoleName::Delete => Self::Delete,
            RoleName::Admin => Self::Admin,
        }
    }
}

pub(super) async fn run(common: &Common, command: TokenCommand) -> anyhow::Result<()> {
    let store = match &command {
        TokenCommand::Create { .. } => store::open(&common.load(Vec::new())?).await?,
        _ => store::existing(common).await?,
    };
    match command {
        TokenCommand::Create { role, label } => {
            let text = store.create_labelled_token(role.into(), &label).await?;
            println!("{text}");
        }
        TokenCommand::List => print!("{}", list(&store).await?),
        TokenCommand::Revoke { id } => store.revoke_token(TokenId(id)).await?,
    }
    store.close().await?;
    Ok(())
}

async fn list(store: &Store) -> anyhow::Result<String> {
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let mut out = String::new();
    for token in store.tokens().await? {
        let revoked = token.revoked_at.map_or_else(|| "-".to_owned(), time);
        let (id, made) = (token.id, time(token.created_at));
        // A label is an operator's free text: a line break in it must not look like another token.
        let label = token.label.replace(char::is_control, " ");
        writeln!(out, "{id}\t{}\t{made}\t{revoked}\t{label}", token.role)?;
    }
    Ok(out)
}
