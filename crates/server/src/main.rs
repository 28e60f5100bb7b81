//! daybook-server, the program: arguments in, exit code out. It holds no rule of its own: each command
//! is a call or two into the library. The only file of the crate that prints.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program speaks to its terminal"
)]

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand, ValueEnum};
use model::Role;
use server::dialogues::{self, ImportError};
use server::populate::{self, Recipe};
use server::{Clock, Config, Fill, RecordAccess, Settings, Store, StoreError, TokenId};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::net::TcpListener;
use url::Url;

const FAILED: u8 = 1;
const BAD_INPUT: u8 = 3;
const REFUSED: u8 = 4;

const EXIT_CODES: &str = "Exit codes:
  0  done
  1  failed (the file, the disk, the network); nothing is half-written
  2  the arguments cannot be understood
  3  an imported file has a bad line; nothing of it was imported
  4  refused: the store is not empty, half filled, newer than this program, or of another kind";

/// Where conversations live and outcomes are tied to them.
#[derive(Parser)]
#[command(name = "daybook-server", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a store over HTTP until interrupted; the address is printed on stderr.
    Serve(Serve),
    /// Fill an empty store with the practice space.
    Practice(Practice),
    /// Import recorded dialogues into a space; importing twice counts once.
    ImportDialogues(Import),
    /// Make, list and revoke access tokens.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Print what the store holds.
    Counts(Database),
}

#[derive(clap::Args)]
struct Database {
    /// The store: a file, or sqlite:FILE.
    #[arg(long, value_name = "FILE|URL")]
    db: String,
}

#[derive(clap::Args)]
struct Serve {
    #[command(flatten)]
    database: Database,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// The address under which readers reach this server, for the links to records.
    #[arg(long, value_name = "URL")]
    public_url: Option<Url>,
    /// Let anybody who reaches the server open record pages. For practice data.
    #[arg(long)]
    open_records: bool,
}

#[derive(clap::Args)]
struct Practice {
    #[command(flatten)]
    database: Database,
    /// Equal seeds give equal conversations.
    #[arg(long, default_value_t = Recipe::SEED)]
    seed: u64,
    /// How many conversations.
    #[arg(long, default_value_t = Recipe::CONVERSATIONS)]
    conversations: u32,
    /// When the 180 days end (RFC 3339); now, if not given.
    #[arg(long, value_name = "TIME")]
    until: Option<DateTime<Utc>>,
}

#[derive(clap::Args)]
struct Import {
    /// One JSON object a line, gzipped or not.
    file: PathBuf,
    /// The space's name; it is made if it is not there.
    #[arg(long, value_name = "NAME")]
    space: String,
    /// The IANA time zone of a space that is made.
    #[arg(long, value_name = "ZONE", default_value = "Europe/London")]
    time_zone: chrono_tz::Tz,
    #[command(flatten)]
    database: Database,
}

#[derive(Subcommand)]
enum TokenCommand {
    /// Make a token and print it, alone, on stdout. It cannot be shown again.
    Create {
        /// What it may do; each role includes the ones before it.
        #[arg(long)]
        role: RoleName,
        /// A word to know it by.
        #[arg(long, default_value = "")]
        label: String,
        #[command(flatten)]
        database: Database,
    },
    /// List tokens: id, role, made, revoked, label. Never their text.
    List(Database),
    /// Refuse a token from now on.
    Revoke {
        /// Its id, as `token list` prints it.
        id: i64,
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
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

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("DAYBOOK_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .init();
    match run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("daybook-server: {error:#}");
            ExitCode::from(exit_code(&error))
        }
    }
}

fn exit_code(error: &anyhow::Error) -> u8 {
    let import = error.downcast_ref::<ImportError>();
    if matches!(import, Some(ImportError::BadLine { .. })) {
        return BAD_INPUT;
    }
    let store = match import {
        Some(ImportError::Store(store)) => Some(store),
        _ => error.downcast_ref::<StoreError>(),
    };
    match store {
        Some(
            StoreError::NotEmpty
            | StoreError::HalfFilled
            | StoreError::NewerSchema(_)
            | StoreError::NotAStore(_),
        ) => REFUSED,
        _ if error.is::<NotThisVersion>() => REFUSED,
        _ => FAILED,
    }
}

/// A store of a kind that this version does not have.
#[derive(Debug, thiserror::Error)]
#[error("PostgreSQL is not in this version; name a file, or sqlite:FILE")]
struct NotThisVersion;

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(arguments) => serve(arguments).await,
        Command::Practice(arguments) => practice(arguments).await,
        Command::ImportDialogues(arguments) => import(arguments).await,
        Command::Token(command) => token(command).await,
        Command::Counts(database) => counts(&database).await,
    }
}

/// The file that `--db` names.
fn file_of(database: &Database) -> anyhow::Result<PathBuf> {
    let text = database.db.as_str();
    if text.starts_with("postgres:") || text.starts_with("postgresql:") {
        return Err(NotThisVersion.into());
    }
    let path = text
        .strip_prefix("sqlite:")
        .map(|rest| rest.strip_prefix("//").unwrap_or(rest));
    match path.unwrap_or(text) {
        "" | ":memory:" => Err(anyhow!("--db must name a file")),
        path if path == text && text.contains("://") => Err(anyhow!(
            "--db does not understand {text}; name a file, or sqlite:FILE"
        )),
        path => Ok(PathBuf::from(path)),
    }
}

async fn open(database: &Database) -> anyhow::Result<Store> {
    Ok(Store::open(&file_of(database)?).await?)
}

/// Opens a store that must be there: asking a file that does not exist is a slip of the finger.
async fn open_existing(database: &Database) -> anyhow::Result<Store> {
    let path = file_of(database)?;
    if !Path::new(&path).exists() {
        return Err(anyhow!("there is no store at {}", path.display()));
    }
    Ok(Store::open(&path).await?)
}

async fn serve(arguments: Serve) -> anyhow::Result<()> {
    let store = open(&arguments.database).await?;
    if store.fill().await? == Fill::Half {
        return Err(StoreError::HalfFilled.into());
    }
    let records = if arguments.open_records {
        RecordAccess::Open
    } else {
        RecordAccess::Token
    };
    let config = Config::from(Settings {
        public_url: arguments.public_url,
        records,
        ..Settings::default()
    });
    let listener = TcpListener::bind(arguments.listen).await;
    let listener = listener.with_context(|| format!("cannot listen on {}", arguments.listen))?;
    let address = listener.local_addr()?;
    eprintln!("daybook-server: listening on http://{address}");
    if !address.ip().is_loopback() {
        eprintln!("daybook-server: plain HTTP beyond this machine; put a TLS proxy in front of it");
    }
    let app = server::app(store.clone(), config);
    server::serve(listener, app, interrupted())
        .await
        .context("the listener failed")?;
    store.close().await?;
    Ok(())
}

/// Done when the process is asked to stop.
async fn interrupted() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            },
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}

async fn practice(arguments: Practice) -> anyhow::Result<()> {
    let store = open(&arguments.database).await?;
    let recipe = Recipe {
        seed: arguments.seed,
        conversations: arguments.conversations,
        until: arguments.until.unwrap_or_else(|| Clock::system().now()),
    };
    populate::practice_space(&store, recipe).await?;
    print_counts(&store).await?;
    store.close().await?;
    Ok(())
}

async fn import(arguments: Import) -> anyhow::Result<()> {
    let store = open(&arguments.database).await?;
    let zone = arguments.time_zone.name();
    let written = dialogues::import(&store, &arguments.file, &arguments.space, zone).await?;
    println!(
        "{} created, {} changed, {} unchanged, {} kept away (deleted for privacy)",
        written.created, written.changed, written.unchanged, written.kept_away
    );
    store.close().await?;
    Ok(())
}

async fn token(command: TokenCommand) -> anyhow::Result<()> {
    match command {
        TokenCommand::Create {
            role,
            label,
            database,
        } => {
            let store = open(&database).await?;
            println!(
                "{}",
                store.create_labelled_token(role.into(), &label).await?
            );
            store.close().await?;
        }
        TokenCommand::List(database) => {
            let store = open_existing(&database).await?;
            print!("{}", token_list(&store).await?);
            store.close().await?;
        }
        TokenCommand::Revoke { id, database } => {
            let store = open_existing(&database).await?;
            store.revoke_token(TokenId(id)).await?;
            store.close().await?;
        }
    }
    Ok(())
}

async fn token_list(store: &Store) -> anyhow::Result<String> {
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

async fn counts(database: &Database) -> anyhow::Result<()> {
    let store = open_existing(database).await?;
    print_counts(&store).await?;
    store.close().await?;
    Ok(())
}

async fn print_counts(store: &Store) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string(&store.counts().await?)?);
    Ok(())
}
