//! How connections are taken: so many at once, and each must say what it wants within a time. It must
//! not know a route.

use super::feed::StopSignal;
use crate::settings::RequestLimits;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::{Extension, Router};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// How long requests under way may take once the server was asked to stop.
const GRACE: Duration = Duration::from_secs(10);
/// The pause after a connection could not be taken: where files have run out, some are closed meanwhile.
const PAUSE: Duration = Duration::from_millis(500);

/// How many connections are served at once, and how long each may take to say what it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Connections at once. More wait until one of them is closed.
    pub connections: u32,
    /// Until when a request's head must be there, from the connection's beginning or from the end of the
    /// request before it. Then the connection is closed.
    pub head_time: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        RequestLimits::default().into()
    }
}

impl From<RequestLimits> for ConnectionLimits {
    fn from(limits: RequestLimits) -> Self {
        Self {
            connections: limits.connections,
            head_time: Duration::from_secs(30),
        }
    }
}

/// Serves until `stop` is done; then requests under way are finished, within a limit, and those that
/// wait for news are answered at once.
///
/// # Errors
/// The listener failed.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_through(listener, app, ConnectionLimits::default(), stop).await
}

/// The same, with limits of the caller's.
///
/// # Errors
/// The listener failed.
pub async fn serve_through(
    listener: TcpListener,
    app: Router,
    doors: ConnectionLimits,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let stopping = CancellationToken::new();
    let app = app.layer(Extension(StopSignal(stopping.clone())));
    let under_way = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(doors.connections as usize));
    tokio::pin!(stop);
    loop {
        let taken = tokio::select! {
            biased;
            () = &mut stop => break,
            taken = take(&listener, &places) => taken,
        };
        if let Some((stream, peer, place)) = taken {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(doors.head_time)
                .serve_connection(TokioIo::new(stream), answers(app.clone(), peer));
            let connection = under_way.watch(connection);
            tokio::spawn(async move {
                // Who went away, or never said what it wanted, is told nothing and is no failure of ours.
                let _ = connection.await;
                drop(place);
            });
        }
    }
    drop(listener);
    stopping.cancel();
    // What is not finished by then is cut short.
    let _ = tokio::time::timeout(GRACE, under_way.shutdown()).await;
    Ok(())
}

/// The next connection, once there is a place for it; none where it could not be taken.
async fn take(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, place)),
        Err(error) if is_of_the_peer(&error) => None,
        Err(error) => {
            tracing::error!(%error, "a connection could not be taken");
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}

/// Whether the other side went away before it was let in.
fn is_of_the_peer(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

/// Answers the requests of one connection, which say where they come from.
fn answers(
    app: Router,
    peer: SocketAddr,
) -> TowerToHyperService<
    impl tower::Service<
        Request<Incoming>,
        Response = axum::response::Response,
        Error = std::convert::Infallible,
        Future = impl Send,
    > + Clone
    + Send,
> {
    let app = app.map_request(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    TowerToHyperService::new(app)
}
