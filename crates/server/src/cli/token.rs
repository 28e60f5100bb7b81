//! `token`: who may do what. A token's text is printed once, when it is made, alone on stdout.

use super::settings::CommonArgs;
use super::store;
use ::server::{Store, TokenId};
use chrono::{DateTime, TimeDelta, Utc};
use clap::Subcommand;
use model::Role;
use std::fmt::Write as _;

#[derive(Subcommand)]
pub(super) enum TokenCommand {
    /// Make a token and print it, alone, on stdout. It cannot be shown again.
    Create {
        /// What it may do: read, write, delete or admin, each of which includes the ones before it; or
        /// no more than converse (for a chatbot), metrics, records, or the records of one kind
        /// (records:visitor).
        #[arg(long, value_parser = role)]
        role: Role,
        /// A word to know it by.
        #[arg(long, default_value = "")]
        label: String,
        /// Refuse it after so many days; without this it holds until it is revoked.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: Option<u32>,
    },
    /// List tokens: id, role, made, refused since (or from then on), label. Never their text.
    List,
    /// Refuse a token from now on.
    Revoke {
        /// Its id, as `token list` prints it.
        id: i64,
    },
}

/// A role as an operator writes it.
fn role(text: &str) -> Result<Role, String> {
    let role = Role::from(text);
    if Role::KNOWN.contains(&role) || role.is_narrow() {
        return Ok(role);
    }
    Err("read, write, delete, admin, converse, metrics, records or records:KIND".to_owned())
}

pub(super) async fn run(common: &CommonArgs, command: TokenCommand) -> anyhow::Result<()> {
    let store = match &command {
        TokenCommand::Create { .. } => store::open(&common.load(Vec::new())?).await?,
        _ => store::existing(common).await?,
    };
    match command {
        TokenCommand::Create { role, label, days } => {
            let lasting = days.map(|days| TimeDelta::days(i64::from(days)));
            let text = store.create_token_lasting(role, &label, lasting).await?;
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
