//! Mail servers that want TLS and a name: a whole server process, told by its environment to trust the
//! certificate of the test, hands its mail over encrypted and signed in; one that was not told hands
//! over nothing.

use crate::client::request;
use crate::python::MailServer;
use crate::things::{conversation, home, message};
use axum::body::Bytes;
use axum::http::Method;
use model::Role;
use serde_json::{Value, json};
use server::settings::{SettingSecret, SmtpSettings, SmtpTls};
use server::transcript::TranscriptSender;
use server::{HttpConfig, ServerSettings, Store};
use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use tokio_util::sync::CancellationToken;

const PASSWORD: &str = "correct horse battery staple";

/// Writes a certificate for 127.0.0.1 that vouches for itself.
fn certify(dir: &Path) {
    let certified = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(dir.join("mail.crt"), certified.cert.pem()).unwrap();
    std::fs::write(dir.join("mail.key"), certified.signing_key.serialize_pem()).unwrap();
}

async fn mail_server(dir: &Path, tls: &str) -> Option<MailServer> {
    let (certificate, key) = (dir.join("mail.crt"), dir.join("mail.key"));
    MailServer::start(&[
        "--tls",
        tls,
        "--certificate",
        certificate.to_str().unwrap(),
        "--key",
        key.to_str().unwrap(),
        "--user",
        "desk",
        "--password",
        PASSWORD,
    ])
    .await
}

/// A server process, and the log that it has not said yet.
struct Served {
    child: Child,
    url: String,
    log: Lines<BufReader<ChildStderr>>,
}

impl Served {
    fn start(dir: &Path, port: u16, tls: &str) -> Self {
        let settings = format!(
            "db = \"store.db\"\n[smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"{tls}\"\n\
             user = \"desk\"\npassword_file = \"smtp.password\"\nfrom = \"desk@quay.example\"\n"
        );
        std::fs::write(dir.join("daybook.toml"), settings).unwrap();
        std::fs::write(dir.join("smtp.password"), PASSWORD).unwrap();
        crate::file::close_to_others(&dir.join("smtp.password"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_daybook-server"))
            .arg("--config")
            .arg(dir.join("daybook.toml"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("SSL_CERT_FILE", dir.join("mail.crt"))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening = log.find_map(|line| {
            let line = line.unwrap();
            line.split_once("listening on ")
                .map(|(_, url)| url.to_owned())
        });
        Self {
            child,
            url: listening.unwrap(),
            log,
        }
    }

    async fn ask(&self, token: &str, email: &str) {
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let url = format!("{}/v1/conversations/c-1/transcript", self.url);
        let body = Bytes::from(json!({ "email": email }).to_string());
        let reply = request(Method::POST, &url, &headers, body).await;
        assert_eq!(reply.status, 202, "{}", reply.text());
    }

    /// Ends the process and returns the rest of its log.
    fn stop(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let lines = self.log.map_while(Result::ok);
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// A store in a folder with a certificate: one conversation, and a token that may write.
async fn served_folder(dir: &Path) -> String {
    certify(dir);
    let store = Store::open(&dir.join("store.db")).await.unwrap();
    store.put_spaces(&[crate::things::space()]).await.unwrap();
    let mut talk = conversation("c-1");
    talk.messages = vec![message("m-1", 0)];
    store.put(&talk).await.unwrap();
    let token = store.create_token(Role::Write).await.unwrap();
    store.close().await.unwrap();
    token
}

async fn hands_over_encrypted(tls: &str) {
    let dir = tempfile::tempdir().unwrap();
    let token = served_folder(dir.path()).await;
    let Some(mut post) = mail_server(dir.path(), tls).await else {
        return;
    };
    let served = Served::start(dir.path(), post.port, tls);
    served.ask(&token, "never@visitors.example").await;
    assert_eq!(post.next().await["status"], 550);
    served.ask(&token, "rosa@visitors.example").await;
    let mail = post.next().await;
    assert_eq!(mail["to"], json!(["rosa@visitors.example"]));
    assert_eq!(
        (&mail["encrypted"], &mail["user"]),
        (&json!(true), &json!("desk"))
    );
    assert!(
        mail["text"].as_str().unwrap().contains("This is m-1."),
        "{mail}"
    );
    let log = served.stop();
    assert!(log.contains("a transcript is given up"), "{log}");
    for personal in ["visitors.example", "rosa", "never@", PASSWORD] {
        assert!(!log.contains(personal), "{personal}: {log}");
    }
}

#[tokio::test]
async fn over_starttls_a_mail_is_handed_over_encrypted_and_signed_in() {
    hands_over_encrypted("starttls").await;
}

#[tokio::test]
async fn over_implicit_tls_a_mail_is_handed_over_encrypted_and_signed_in() {
    hands_over_encrypted("implicit").await;
}

#[tokio::test]
async fn a_mail_server_that_nobody_vouches_for_gets_neither_mail_nor_password() {
    let dir = tempfile::tempdir().unwrap();
    certify(dir.path());
    for (tls, name) in [
        (SmtpTls::StartTls, "starttls"),
        (SmtpTls::Implicit, "implicit"),
    ] {
        let home = home().await;
        let mut talk = conversation("c-1");
        talk.messages = vec![message("m-1", 0)];
        home.store.put(&talk).await.unwrap();
        let Some(post) = mail_server(dir.path(), name).await else {
            return;
        };
        let config = HttpConfig::from(ServerSettings {
            smtp: Some(SmtpSettings {
                host: "127.0.0.1".to_owned(),
                port: post.port,
                tls,
                user: Some("desk".to_owned()),
                password: Some(SettingSecret::new(PASSWORD)),
                from: "desk@quay.example".to_owned(),
            }),
            ..ServerSettings::default()
        });
        let server = crate::client::Server::start(&home.store, config.clone()).await;
        let bearer = format!("Bearer {}", server.token(Role::Write).await);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let body = Bytes::from(json!({ "email": "rosa@visitors.example" }).to_string());
        let path = "/v1/conversations/c-1/transcript";
        let reply = server.send(Method::POST, path, &headers, body).await;
        assert_eq!(reply.status, 202);
        let courier = TranscriptSender::new(
            home.store.clone(),
            &config.settings,
            CancellationToken::new(),
        );
        let delivered = courier.unwrap().unwrap().deliver_due().await.unwrap();
        assert_eq!((delivered.sent, delivered.postponed), (0, 1), "{name}");
        assert_eq!(post.rest().await, Vec::<Value>::new(), "{name}");
    }
}
