//! `token`: who may do what. A token's text is printed once, when it is made, alone on stdout.

use super::settings::CommonArgs;
use super::store;
use ::server::{NewToken, Store, TokenId};
use chrono::{DateTime, TimeDelta, Utc};
use clap::Subcommand;
use model::{Reach, RemoteId, Role};
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
        /// Bind it to the space of this id, given once for each space: of others it sees nothing, and it
        /// writes nothing there. Without this it reaches every space.
        #[arg(long = "space", value_name = "ID")]
        spaces: Vec<String>,
    },
    /// List tokens: id, role, made, refused since (or from then on), label, spaces (or everywhere). Never
    /// their text.
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
        TokenCommand::Create {
            role,
            label,
            days,
            spaces,
        } => {
            let token = NewToken {
                role,
                label,
                lasting: days.map(|days| TimeDelta::days(i64::from(days))),
                reach: reach(spaces),
            };
            println!("{}", store.create_token_of(&token).await?);
        }
        TokenCommand::List => print!("{}", list(&store).await?),
        TokenCommand::Revoke { id } => store.revoke_token(TokenId(id)).await?,
    }
    store.close().await?;
    Ok(())
}

/// Where a token reaches for which these spaces were named.
fn reach(spaces: Vec<String>) -> Reach {
    if spaces.is_empty() {
        return Reach::Everywhere;
    }
    Reach::Spaces(spaces.into_iter().map(RemoteId).collect())
}

async fn list(store: &Store) -> anyhow::Result<String> {
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let mut out = String::new();
    for token in store.tokens().await? {
        let revoked = token.revoked_at.map_or_else(|| "-".to_owned(), time);
        let (id, made) = (token.id, time(token.created_at));
        // A label is an operator's free text: a line break in it must not look like another token.
        let label = token.label.replace(char::is_control, " ");
        let role = token.role;
        let spaces = match &token.reach {
            Reach::Everywhere => "everywhere".to_owned(),
            bound @ Reach::Spaces(_) => bound.listed(),
        };
        writeln!(out, "{id}\t{role}\t{made}\t{revoked}\t{label}\t{spaces}")?;
    }
    Ok(out)
}
