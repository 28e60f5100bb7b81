//! The server's side: a store filled with the practice script, served on loopback.

use anyhow::Result;
use model::Role;
use server::{HttpConfig, Store, embedded};
use std::path::Path;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

/// The script's seed: every run measures the same conversations.
pub(crate) const SEED: u64 = 20_261_121;
/// When the script's 180 days end.
pub(crate) const UNTIL: &str = "2026-11-01T12:00:00Z";

/// Fills a store.
pub(crate) async fn fill(path: &Path, conversations: u32) -> Result<()> {
    let half = path.with_extension("half");
    drop(std::fs::remove_file(&half));
    let store = Store::open(&half).await?;
    let (script, all) = practice::script(SEED, conversations, UNTIL.parse()?);
    embedded::fill(&store, &script, all).await?;
    store.close().await?;
    std::fs::rename(half, path)?;
    println!("{{}}");
    Ok(())
}

/// Serves a store until the standard input ends.
pub(crate) async fn serve(path: &Path) -> Result<()> {
    let store = Store::open(path).await?;
    let token = store.create_token(Role::Read).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("{}", serde_json::json!({ "url": url, "token": token }));
    let router = server::router(store, HttpConfig::loopback());
    let mut input = tokio::io::stdin();
    let mut nothing = Vec::new();
    tokio::select! {
        served = axum::serve(listener, router) => served?,
        ended = input.read_to_end(&mut nothing) => drop(ended?),
    }
    Ok(())
}
