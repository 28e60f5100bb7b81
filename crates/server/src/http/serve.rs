//! How connections are taken: so many at once, and each must say what it wants within a time. It must
//! not know a route.

use super::address_places::AddressPlaces;
use super::feed::StopSignal;
use super::patient_stream::PatientStream;
use crate::settings::{ClientAddress, RequestLimits, ServerSettings};
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::{Extension, Router};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io::{self, Write as _};
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

/// Memory that one connection may take for what it says and is told before it is written on.
const BUFFER: usize = 64 << 10;
/// What is said to an address that has as many connections as it may.
const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\n\
    content-length: 93\r\nretry-after: 1\r\nconnection: close\r\n\r\n\
    {\"code\":\"busy\",\"message\":\"this address has too many connections; close some, then try again\"}";

/// How many connections are served at once, and how long each may take to say what it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Connections at once. More wait until one of them is closed.
    pub connections: u32,
    /// Connections of one address. More are told so and closed.
    pub per_address: u32,
    /// How long the other side may take nothing of what is written to it. Then the connection is closed.
    pub write_time: Duration,
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
            per_address: limits.connections_per_address,
            write_time: Duration::from_secs(30),
            head_time: Duration::from_secs(30),
        }
    }
}

impl From<&ServerSettings> for ConnectionLimits {
    /// Behind a proxy every connection is the proxy's, and it is for the proxy to count addresses.
    fn from(settings: &ServerSettings) -> Self {
        let limits = Self::from(settings.limits);
        match settings.client_address {
            ClientAddress::Peer => limits,
            ClientAddress::Forwarded => Self {
                per_address: limits.connections,
                ..limits
            },
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
    let of_addresses = AddressPlaces::new(doors.per_address);
    tokio::pin!(stop);
    loop {
        let taken = tokio::select! {
            biased;
            () = &mut stop => break,
            taken = take(&listener, &places) => taken,
        };
        let Some((stream, peer, place)) = taken else {
            continue;
        };
        let Some(of_address) = of_addresses.take(peer.ip()) else {
            turn_away(stream);
            continue;
        };
        let stream = PatientStream::new(stream, doors.write_time);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(doors.head_time)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(stream), answers(app.clone(), peer));
        let connection = under_way.watch(connection);
        tokio::spawn(async move {
            // Who went away, never said what it wanted or never listened is no failure of ours.
            let _ = connection.await;
            drop((of_address, place));
        });
    }
    drop(listener);
    stopping.cancel();
    // What is not finished by then is cut short.
    let _ = tokio::time::timeout(GRACE, under_way.shutdown()).await;
    Ok(())
}

/// Says why, as far as it can be said at once, and closes the connection.
fn turn_away(stream: TcpStream) {
    tracing::debug!("a connection was turned away: its address has as many as it may");
    if let Ok(mut stream) = stream.into_std() {
        // Who does not listen learns by the end of the connection.
        let _ = stream.write(TOO_MANY);
    }
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
