//! A server on loopback that misbehaves as told, down to the bytes: what a real server's library
//! would never send must be tried too. Replies are given in order; the last one stays.

use std::collections::VecDeque;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One answer.
#[derive(Clone, Debug)]
pub(crate) enum MockReply {
    /// Head and body as given; the length is told right.
    Plain {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    },
    /// Tells one length and sends less, then closes.
    CutOff { body: Vec<u8>, keep: usize },
    /// Takes the request and never says anything.
    Silent,
    /// Sends the head at once and then a byte at a time, for ever.
    Drip,
    /// These very bytes, then the end.
    Raw(Vec<u8>),
    /// The end, without a word.
    Hangup,
}

impl MockReply {
    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::typed("application/json", body)
    }

    pub(crate) fn typed(kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::Plain {
            status: 200,
            headers: vec![("content-type", kind.to_owned())],
            body: body.into(),
        }
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::Plain {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Plain { headers, .. } = &mut self {
            headers.push((name, value.into()));
        }
        self
    }

    pub(crate) fn body(mut self, text: &str) -> Self {
        if let Self::Plain { headers, body, .. } = &mut self {
            headers.push(("content-type", "application/json".to_owned()));
            *body = text.as_bytes().to_vec();
        }
        self
    }

    pub(crate) fn gzip(bytes: &[u8]) -> Self {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        Self::json(encoder.finish().unwrap()).header("content-encoding", "gzip")
    }

    pub(crate) fn zstd(bytes: &[u8]) -> Self {
        Self::json(zstd::encode_all(bytes, 3).unwrap()).header("content-encoding", "zstd")
    }
}

/// The server.
pub(crate) struct MisbehavingServer {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl MisbehavingServer {
    pub(crate) async fn saying(replies: impl IntoIterator<Item = MockReply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let replies = Arc::new(Mutex::new(replies.into_iter().collect::<VecDeque<_>>()));
        let heard = Arc::clone(&asked);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&heard), Arc::clone(&replies)));
            }
        });
        Self {
            address,
            asked,
            serving,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Stops listening; gives the address at which nobody is any more.
    pub(crate) async fn serving_ends(mut self) -> String {
        self.serving.abort();
        drop((&mut self.serving).await);
        self.url()
    }

    /// The heads of the requests so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for MisbehavingServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(
    mut stream: TcpStream,
    asked: Arc<Mutex<Vec<String>>>,
    replies: Arc<Mutex<VecDeque<MockReply>>>,
) {
    let Some(head) = read_head(&mut stream).await else {
        // What is not HTTP (a TLS greeting, say) is answered as servers do.
        drop(send(&mut stream, MockReply::status(400)).await);
        return;
    };
    asked.lock().unwrap().push(head);
    let reply = {
        let mut replies = replies.lock().unwrap();
        if replies.len() > 1 {
            replies.pop_front()
        } else {
            replies.front().cloned()
        }
    };
    // The client may have gone; that is its right.
    drop(send(&mut stream, reply.unwrap_or(MockReply::Hangup)).await);
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok().filter(u8::is_ascii)?);
        if head[0].is_ascii_control() {
            return None;
        }
    }
    String::from_utf8(head).ok()
}

async fn send(stream: &mut TcpStream, reply: MockReply) -> std::io::Result<()> {
    match reply {
        MockReply::Plain {
            status,
            headers,
            body,
        } => {
            stream
                .write_all(head(status, &headers, body.len()).as_bytes())
                .await?;
            stream.write_all(&body).await?;
        }
        MockReply::CutOff { body, keep } => {
            let headers = [("content-type", "application/json".to_owned())];
            stream
                .write_all(head(200, &headers, body.len()).as_bytes())
                .await?;
            stream.write_all(&body[..keep]).await?;
        }
        MockReply::Silent => std::future::pending().await,
        MockReply::Drip => {
            let headers = [("content-type", "application/json".to_owned())];
            stream
                .write_all(head(200, &headers, 1 << 20).as_bytes())
                .await?;
            loop {
                stream.write_all(b" ").await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        MockReply::Raw(bytes) => stream.write_all(&bytes).await?,
        MockReply::Hangup => {}
    }
    stream.shutdown().await
}

fn head(status: u16, headers: &[(&str, String)], length: usize) -> String {
    let mut head =
        format!("HTTP/1.1 {status} Said\r\ncontent-length: {length}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head + "\r\n"
}
