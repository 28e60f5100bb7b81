//! `dead-letters`: deliveries of outcomes that named a session nobody knew. Their payloads are personal
//! and are not printed; the interface shows them to an administrator.

use super::settings::CommonArgs;
use super::store;
use ::server::outcome_delivery::{self, DeliveryError};
use ::server::{DeadLetter, Store};
use chrono::{DateTime, Utc};
use clap::Subcommand;

/// Letters that are read at once.
const AT_ONCE: u32 = 500;

#[derive(Subcommand)]
pub(super) enum DeadLetterCommand {
    /// List them: number, received, origin, attempts, replayed, session id. Never what they say.
    List,
    /// Try one again, or every one that is not recorded yet.
    Replay {
        /// Its number, as `dead-letters list` prints it.
        #[arg(required_unless_present = "all")]
        id: Option<i64>,
        /// Every one.
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
    /// Drop one for good.
    Drop {
        /// Its number.
        id: i64,
    },
}

pub(super) async fn run(common: &CommonArgs, command: DeadLetterCommand) -> anyhow::Result<()> {
    let store = store::existing(common).await?;
    match command {
        DeadLetterCommand::List => list(&store).await?,
        DeadLetterCommand::Replay { id: Some(id), .. } => {
            outcome_delivery::replay(&store, id).await?;
            println!("1 recorded");
        }
        DeadLetterCommand::Replay { id: None, .. } => replay_all(&store).await?,
        DeadLetterCommand::Drop { id } => store.drop_dead_letter(id).await?,
    }
    store.close().await?;
    Ok(())
}

async fn list(store: &Store) -> anyhow::Result<()> {
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    for letter in all(store).await? {
        let received = time(letter.received_at);
        let replayed = letter.replayed_at.map_or_else(|| "-".to_owned(), time);
        // What a client wrote must not look like another line.
        let session = letter.session_id.replace(char::is_control, " ");
        let (id, origin, attempts) = (letter.id, letter.origin, letter.attempts);
        println!("{id}\t{received}\t{origin}\t{attempts}\t{replayed}\t{session}");
    }
    Ok(())
}

async fn replay_all(store: &Store) -> anyhow::Result<()> {
    let (mut recorded, mut left) = (0, 0);
    for letter in all(store).await? {
        if letter.replayed_at.is_some() {
            continue;
        }
        match outcome_delivery::replay(store, letter.id).await {
            Ok(_) => recorded += 1,
            Err(DeliveryError::Store(error)) => return Err(error.into()),
            Err(_) => left += 1,
        }
    }
    println!("{recorded} recorded, {left} left");
    Ok(())
}

async fn all(store: &Store) -> anyhow::Result<Vec<DeadLetter>> {
    let mut letters = Vec::new();
    loop {
        let after = letters.last().map_or(0, |it: &DeadLetter| it.id);
        let more = store.dead_letters(after, AT_ONCE).await?;
        if more.is_empty() {
            return Ok(letters);
        }
        letters.extend(more);
    }
}
