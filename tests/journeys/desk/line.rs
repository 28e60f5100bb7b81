//! A line between application and server that can be cut after a number of bytes: a forwarder on
//! loopback. While it is cut, connections end at once.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// A line that can be cut.
pub(crate) struct Line {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    /// Bytes that the server may still send.
    left: AtomicI64,
    /// Rings when the line is cut, so that idle connections end too.
    cut: Notify,
}

impl Line {
    /// A line to this server, whole.
    pub(crate) async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            left: AtomicI64::new(i64::MAX),
            cut: Notify::new(),
        });
        let accepting = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, server, Arc::clone(&accepting)));
            }
        });
        Self { address, shared }
    }

    /// Where the application finds it.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets everything through again.
    pub(crate) fn mend(&self) {
        self.shared.left.store(i64::MAX, Ordering::SeqCst);
    }

    /// Cuts it once the server has sent this many more bytes.
    pub(crate) fn cut_after(&self, bytes: u64) {
        self.shared
            .left
            .store(i64::try_from(bytes).unwrap_or(i64::MAX), Ordering::SeqCst);
        if bytes == 0 {
            self.shared.cut.notify_waiters();
        }
    }
}

async fn forward(client: TcpStream, server: SocketAddr, shared: Arc<Shared>) {
    if shared.left.load(Ordering::SeqCst) <= 0 {
        return;
    }
    let Ok(server) = TcpStream::connect(server).await else {
        return;
    };
    let (mut from_client, to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    tokio::select! {
        _ = tokio::io::copy(&mut from_client, &mut to_server) => {}
        () = answer(from_server, to_client, &shared) => {}
        () = shared.cut.notified() => {}
    }
}

async fn answer(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    shared: &Shared,
) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let bytes = i64::try_from(read).unwrap_or(i64::MAX);
        let left = shared.left.fetch_sub(bytes, Ordering::SeqCst);
        let allowed = usize::try_from(left.clamp(0, bytes)).unwrap_or(0);
        if to.write_all(&buffer[..allowed]).await.is_err() || allowed < read {
            return;
        }
    }
}
