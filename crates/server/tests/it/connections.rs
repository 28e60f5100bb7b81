//! Who may come in: so many connections at once, and none that never says what it wants.

use crate::client::Server;
use crate::things::home;
use server::{ConnectionLimits, HttpConfig};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// Nothing that is waited for here takes so long.
const GUARD: Duration = Duration::from_secs(120);

async fn open(
    store: &server::Store,
    doors: ConnectionLimits,
) -> (std::net::SocketAddr, CancellationToken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let app = server::router(store.clone(), HttpConfig::loopback());
    let until = stop.clone().cancelled_owned();
    tokio::spawn(server::serve_through(listener, app, doors, until));
    (address, stop)
}

/// Everything that a connection says until it is closed from the other side.
async fn rest(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let read = tokio::time::timeout(GUARD, stream.read_to_end(&mut said));
    read.await.expect("the server closes it").unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn who_never_says_what_it_wants_is_cut() {
    let home = home().await;
    let doors = ConnectionLimits {
        head_time: Duration::from_millis(200),
        ..ConnectionLimits::default()
    };
    let (address, _stop) = open(&home.store, doors).await;
    for beginning in ["", "G", "P", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        assert!(!said.contains("200 OK"), "{beginning:?}: {said}");
    }
}

#[tokio::test]
async fn more_than_there_are_places_for_wait_and_are_served() {
    let home = home().await;
    let doors = ConnectionLimits {
        connections: 2,
        ..ConnectionLimits::default()
    };
    let (address, _stop) = open(&home.store, doors).await;
    let ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut first = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(ask).await.unwrap();
        let mut byte = [0];
        stream.read_exact(&mut byte).await.unwrap();
        first.push(stream);
    }
    // Both places are taken by connections that stay open: this one is let in by the machine alone.
    let mut third = TcpStream::connect(address).await.unwrap();
    third
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    // Whoever is served goes on being served meanwhile.
    first[0].write_all(ask).await.unwrap();
    let mut second_answer = [0; 64];
    first[0].read_exact(&mut second_answer).await.unwrap();
    let mut early = [0];
    let nothing = third.try_read(&mut early).unwrap_err();
    assert_eq!(nothing.kind(), std::io::ErrorKind::WouldBlock);
    drop(first.pop());
    let answer = rest(&mut third).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[tokio::test]
async fn an_idle_connection_does_not_keep_the_server_from_stopping() {
    let home = home().await;
    let (address, stop) = open(&home.store, ConnectionLimits::default()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let mut byte = [0];
    stream.read_exact(&mut byte).await.unwrap();
    stop.cancel();
    assert!(rest(&mut stream).await.contains("200 OK"));
    let server = Server::start(&home.store, HttpConfig::loopback()).await;
    assert_eq!(server.get("/healthz", &[]).await.status, 200);
}
