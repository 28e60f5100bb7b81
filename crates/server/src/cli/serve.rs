//! `serve`: the store over HTTP until the process is asked to stop; then requests and jobs under way
//! are finished, and the store is closed in order.

use super::settings::{CommonArgs, FlagSetting};
use super::{stale, store};
use ::server::embedded;
use ::server::jobs::BackgroundJobs;
use ::server::settings::LogFormat;
use ::server::transcript::{MailError, TranscriptSender};
use ::server::{FillState, HttpConfig, ServerSettings, Store, telemetry};
use anyhow::Context as _;
use chrono::TimeDelta;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How often the server looks for transcripts whose time has come; a new one is sent at once.
const TRANSCRIPTS_EVERY: Duration = Duration::from_secs(15);
/// How often the log of writes is emptied of what was deleted, where a reader held it open.
const SCRUB_EVERY: Duration = Duration::from_secs(60);
/// How often the server looks for dead letters that are past their time.
const EXPIRE_EVERY: Duration = Duration::from_secs(3600);
/// How often what the dashboard counts is brought up to date, so that who asks need not wait for it.
const FACTS_EVERY: Duration = Duration::from_secs(60);
/// How long jobs under way may take once the server was asked to stop.
const JOBS_GRACE: Duration = Duration::from_secs(10);

#[derive(clap::Args)]
pub(super) struct ServeArgs {
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// The address under which readers reach this server, for the links to records.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Let anybody who reaches the server open record pages. For practice data.
    #[arg(long)]
    open_records: bool,
    /// The shape of the log: text or json.
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
}

impl ServeArgs {
    fn flags(self) -> Vec<FlagSetting> {
        let open = self.open_records.then(|| "open".to_owned());
        let said = [
            self.listen.map(|it| ("--listen", "listen", it)),
            self.public_url.map(|it| ("--public-url", "public_url", it)),
            open.map(|it| ("--open-records", "records", it)),
            self.log_format.map(|it| ("--log-format", "log.format", it)),
        ];
        said.into_iter().flatten().collect()
    }
}

pub(super) async fn run(common: &CommonArgs, arguments: ServeArgs) -> anyhow::Result<()> {
    let settings = common.load(arguments.flags())?;
    telemetry::start_log(&settings.log);
    let store = store::open(&settings).await?;
    if store.fill().await? == FillState::Half {
        return Err(embedded::half_filled(&store).await?.into());
    }
    let listener = TcpListener::bind(settings.listen).await;
    let listener = listener.with_context(|| format!("cannot listen on {}", settings.listen))?;
    announce(&settings, listener.local_addr()?);
    let config = HttpConfig::from(settings);
    let jobs = jobs(&store, &config)?;
    let doors = config.settings.as_ref().into();
    let app = ::server::router(store.clone(), config);
    let served = ::server::serve_through(listener, app, doors, super::process::interrupted()).await;
    jobs.finish(JOBS_GRACE).await;
    store.close().await?;
    served.context("the listener failed")?;
    Ok(())
}

/// What the server does by itself.
fn jobs(store: &Store, config: &HttpConfig) -> Result<BackgroundJobs, MailError> {
    let mut jobs = BackgroundJobs::new();
    end_stale(&mut jobs, store.clone(), config.settings.clone());
    scrub(&mut jobs, store.clone());
    expire_dead_letters(&mut jobs, store.clone(), &config.settings);
    keep_facts(&mut jobs, store.clone());
    let courier = TranscriptSender::new(store.clone(), &config.settings, jobs.stopping())?;
    if let Some(courier) = courier {
        let bell = config.mail.clone();
        jobs.every_or_rung("transcripts", TRANSCRIPTS_EVERY, bell, move || {
            let courier = courier.clone();
            async move {
                if let Err(error) = courier.deliver_due().await {
                    tracing::warn!(%error, "transcripts wait: the store failed");
                }
            }
        });
    }
    Ok(jobs)
}

fn end_stale(jobs: &mut BackgroundJobs, store: Store, settings: Arc<ServerSettings>) {
    jobs.every("end-stale", settings.stale_check_every(), move || {
        let (store, settings) = (store.clone(), settings.clone());
        async move {
            match stale::end(&store, &settings).await {
                Ok(0) => {}
                Ok(ended) => tracing::info!(ended, "stale conversations ended"),
                Err(error) => tracing::warn!(%error, "the clean-up failed; it comes again"),
            }
        }
    });
}

fn keep_facts(jobs: &mut BackgroundJobs, store: Store) {
    jobs.every("keep-facts", FACTS_EVERY, move || {
        let store = store.clone();
        async move {
            if let Err(error) = store.keep_facts().await {
                tracing::warn!(%error, "what the dashboard counts waits; it is brought up to date later");
            }
        }
    });
}

fn scrub(jobs: &mut BackgroundJobs, store: Store) {
    jobs.every("scrub", SCRUB_EVERY, move || {
        let store = store.clone();
        async move {
            if let Err(error) = store.scrub().await {
                tracing::warn!(%error, "deleted rows wait in the write-ahead log");
            }
        }
    });
}

fn expire_dead_letters(jobs: &mut BackgroundJobs, store: Store, settings: &ServerSettings) {
    let keep = settings.dead_letters.keep();
    let Some(keep) = keep.and_then(|keep| TimeDelta::from_std(keep).ok()) else {
        return;
    };
    jobs.every("expire-dead-letters", EXPIRE_EVERY, move || {
        let store = store.clone();
        async move {
            match store.expire_dead_letters(keep).await {
                Ok(0) => {}
                Ok(expired) => tracing::info!(expired, "dead letters dropped: nobody placed them"),
                Err(error) => tracing::warn!(%error, "dead letters stay past their time"),
            }
        }
    });
}

/// Says where the server listens: to eyes in plain words, to a collector in a line of its own kind.
fn announce(settings: &ServerSettings, address: SocketAddr) {
    let mut words = vec![format!("listening on http://{address}")];
    if !address.ip().is_loopback() {
        words.push("plain HTTP beyond this machine; put a TLS proxy in front of it".to_owned());
    }
    for words in words {
        match settings.log.format {
            LogFormat::Text => super::process::say(&words),
            LogFormat::Json => tracing::info!("{words}"),
        }
    }
}
