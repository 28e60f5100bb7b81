//! Who may come in: so many connections at once, and none that never says what it wants.

use crate::client::Server;
use crate::things::home;
use server::{ConnectionLimits, HttpConfig};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
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

/// A connection from an address of this machine: 127.0.0.1 is one of many.
async fn connect_from(last: u8, server: std::net::SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    let own = std::net::SocketAddr::from(([127, 0, 0, last], 0));
    socket.bind(own).unwrap();
    socket.connect(server).await.unwrap()
}

const ASK_AND_CLOSE: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

async fn is_served_from(last: u8, server: std::net::SocketAddr) {
    let mut stream = connect_from(last, server).await;
    stream.write_all(ASK_AND_CLOSE).await.unwrap();
    let said = rest(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 200 OK"), "{said}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn one_address_does_not_take_every_place() {
    let home = home().await;
    let doors = ConnectionLimits {
        connections: 8,
        per_address: 4,
        ..ConnectionLimits::default()
    };
    let (address, _stop) = open(&home.store, doors).await;
    let mut half_sent = Vec::new();
    let mut turned_away = 0;
    for _ in 0..100 {
        let mut stream = connect_from(2, address).await;
        // Who was turned away may be gone before it has spoken.
        let _ = stream.write_all(b"GET /v1/changes HTTP/1.1\r\nHos").await;
        half_sent.push(stream);
        is_served_from(1, address).await;
    }
    for stream in &mut half_sent {
        let mut said = [0; 12];
        let told = tokio::time::timeout(Duration::from_millis(1), stream.read(&mut said)).await;
        turned_away += usize::from(told.is_ok());
    }
    assert_eq!(turned_away, 96);
    drop(half_sent);
    // The places are given back.
    let mut stream = connect_from(2, address).await;
    loop {
        let _ = stream.write_all(ASK_AND_CLOSE).await;
        let mut said = String::new();
        let _ = stream.read_to_string(&mut said).await;
        if said.starts_with("HTTP/1.1 200 OK") {
            break;
        }
        tokio::task::yield_now().await;
        stream = connect_from(2, address).await;
    }
}

#[tokio::test]
async fn who_has_too_many_connections_is_told_so() {
    let home = home().await;
    let doors = ConnectionLimits {
        per_address: 1,
        ..ConnectionLimits::default()
    };
    let (address, _stop) = open(&home.store, doors).await;
    let mut held = TcpStream::connect(address).await.unwrap();
    held.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    held.read_exact(&mut [0]).await.unwrap();
    let mut second = TcpStream::connect(address).await.unwrap();
    let said = rest(&mut second).await;
    let (head, body) = said.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 503 "), "{head}");
    assert!(
        head.contains(&format!("content-length: {}", body.len())),
        "{said}"
    );
    let body = serde_json::from_str::<model::feed::ErrorBody>(body).unwrap();
    assert_eq!(body.code, "busy");
}

#[tokio::test]
async fn who_never_reads_its_answer_is_cut_and_its_place_given_to_another() {
    let home = home().await;
    let mut large = crate::things::full("c", 1);
    large.messages[0].body = "word ".repeat(4 << 20);
    home.store.put(&large).await.unwrap();
    let doors = ConnectionLimits {
        connections: 1,
        write_time: Duration::from_secs(1),
        ..ConnectionLimits::default()
    };
    let (address, _stop) = open(&home.store, doors).await;
    let token = home.store.create_token(model::Role::Read).await.unwrap();
    let mut deaf = TcpStream::connect(address).await.unwrap();
    // The space comes first, in a page of its own.
    let after = home.store.changes(None, 1).await.unwrap().next;
    let ask = format!(
        "GET /v1/changes?after={after} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    deaf.write_all(ask.as_bytes()).await.unwrap();
    deaf.read_exact(&mut [0]).await.unwrap();
    // There is one place, and it is taken until the server has had enough.
    is_served_from(1, address).await;
    let mut left = Vec::new();
    let _ = tokio::time::timeout(GUARD, deaf.read_to_end(&mut left))
        .await
        .expect("it was cut");
    assert!(left.len() < large.messages[0].body.len(), "{}", left.len());

    // Who reads slowly, and reads, is served to the end.
    let mut slow = TcpStream::connect(address).await.unwrap();
    let ask = ask.replace("Host: x", "Host: x\r\nConnection: close");
    slow.write_all(ask.as_bytes()).await.unwrap();
    let mut read = 0;
    let mut piece = vec![0; 1 << 20];
    loop {
        match slow.read(&mut piece).await.unwrap() {
            0 => break,
            bytes => read += bytes,
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(read > large.messages[0].body.len(), "{read}");
}

#[tokio::test]
async fn a_body_is_not_read_for_somebody_who_may_not_send_one() {
    let home = home().await;
    let (address, _stop) = open(&home.store, ConnectionLimits::default()).await;
    let token = home.store.create_token(model::Role::Admin).await.unwrap();
    let routes = [
        "POST /v1/conversations",
        "POST /v1/conversations/c/messages",
        "POST /v1/conversations/c/end",
        "POST /v1/conversations/c/transcript",
        "POST /v1/conversations/c/links",
        "POST /v1/conversations/c/leads",
        "POST /v1/conversations/c/escalate",
        "PUT /v1/conversations/c/escalation",
        "PUT /v1/conversations/c/inbox-items/i",
        "PUT /v1/spaces/s",
        "PUT /v1/customers/p",
        "POST /v1/conversions",
        "POST /v1/webhooks/unknown",
        "POST /v1/dead-letters/1/replay",
        "POST /mcp",
    ];
    for route in routes {
        for shown in ["", "Authorization: Bearer dbt_1_made-up\r\n"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let head = format!(
                "{route} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{shown}\
                 Content-Length: 500000\r\nConnection: close\r\n\r\n{{"
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            // The body never comes, and the answer does.
            let said = rest(&mut stream).await;
            assert!(said.starts_with("HTTP/1.1 401 "), "{route} {shown}: {said}");
        }
    }
    let mut stream = TcpStream::connect(address).await.unwrap();
    let body = r#"{"name": "Quay", "time_zone": "Europe/London"}"#;
    let head = format!(
        "PUT /v1/spaces/quay HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
         Authorization: Bearer {token}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let said = rest(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 200 OK"), "{said}");
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
