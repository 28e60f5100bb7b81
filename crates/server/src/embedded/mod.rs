//! The practice space inside another program: a store in a folder, made once, and a server on
//! loopback with a token that lives as long as the process. It must not print, and keeps no token.

mod error;
mod generator;
mod load;

pub use error::PracticeError;
pub use generator::PracticeGenerator;
pub use load::{PracticeLoad, PracticePlan, PracticeRequest, fill, half_filled, practice_space};

use crate::{FillState, HttpConfig, ServerClock, Store, router, serve};
use chrono::{DateTime, Utc};
use model::Role;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const FILE: &str = "practice.db";
const LABEL: &str = "practice";
const PORT: &str = "practice_port";

/// A running practice space. Dropping it stops it; [`PracticeServer::shutdown`] waits for that.
pub struct PracticeServer {
    /// Where it answers, on loopback.
    pub url: String,
    /// A token that may read, made for this start and kept nowhere else.
    pub token: String,
    generator: PracticeGenerator,
    stop: CancellationToken,
    serving: Option<JoinHandle<io::Result<()>>>,
    store: Store,
}

impl std::fmt::Debug for PracticeServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PracticeServer")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl PracticeServer {
    /// Stops answering, finishes what is under way, and closes the store.
    ///
    /// # Errors
    /// The store could not be closed in order. Nothing written is lost by it.
    pub async fn shutdown(mut self) -> Result<(), PracticeError> {
        self.stop.cancel();
        self.generator.stop().await;
        if let Some(serving) = self.serving.take() {
            serving.await.map_err(io::Error::other)??;
        }
        self.store.close().await.map_err(Into::into)
    }

    /// Who makes what is missing. Until somebody has it made, the space is smaller than it will be.
    #[must_use]
    pub fn generator(&self) -> &PracticeGenerator {
        &self.generator
    }

    /// The store behind it, so that a test or a demonstration can let something happen.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }
}

impl Drop for PracticeServer {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Starts the practice space of a folder. At the first start nothing is in it, and [`PracticeServer::generator`]
/// makes it, `conversations` of them up to `now`; later starts find it as it is. One that was left
/// half made is begun anew.
///
/// # Errors
/// The folder or the loopback cannot be used, or the store failed.
pub async fn start_practice(
    dir: &Path,
    seed: u64,
    conversations: u32,
    now: DateTime<Utc>,
) -> Result<PracticeServer, PracticeError> {
    create_private(dir)?;
    let recipe = PracticePlan {
        seed,
        conversations,
        until: now,
    };
    let store = whole_or_empty(&dir.join(FILE)).await?;
    let generator = match store.fill().await? {
        FillState::Empty => {
            PracticeGenerator::of(PracticeLoad::begin(&store, recipe).await?, conversations)
        }
        _ => PracticeGenerator::idle(),
    };
    // Tokens of earlier starts are of no use to anybody who should have one.
    store.revoke_labelled(LABEL).await?;
    // Deleting for privacy is practised too.
    let token = store.create_labelled_token(Role::Delete, LABEL).await?;
    let listener = listen(&store).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let stop = CancellationToken::new();
    let router = router(store.clone(), HttpConfig::loopback());
    let serving = tokio::spawn(serve(listener, router, stop.clone().cancelled_owned()));
    Ok(PracticeServer {
        url,
        token,
        generator,
        stop,
        serving: Some(serving),
        store,
    })
}

/// The store at `path`; one that was left half made is put away.
async fn whole_or_empty(path: &Path) -> Result<Store, PracticeError> {
    let store = Store::open_with_clock(path, ServerClock::system()).await?;
    if store.fill().await? != FillState::Half {
        return Ok(store);
    }
    store.close().await?;
    remove(path)?;
    Ok(Store::open_with_clock(path, ServerClock::system()).await?)
}

/// Removes a store's file and those beside it. Practice data can be made again.
fn remove(path: &Path) -> io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Listens where the last start did, if that is free: links that were synced then still open. Else
/// anywhere on loopback.
async fn listen(store: &Store) -> Result<TcpListener, PracticeError> {
    let held = store
        .meta(PORT)
        .await?
        .and_then(|text| text.parse::<u16>().ok());
    let on = |port| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let listener = match on(held.unwrap_or(0)).await {
        Ok(listener) => listener,
        Err(_) => on(0).await?,
    };
    let port = listener.local_addr()?.port();
    if held != Some(port) {
        store.set_meta(PORT, &port.to_string()).await?;
    }
    Ok(listener)
}

fn create_private(dir: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}
