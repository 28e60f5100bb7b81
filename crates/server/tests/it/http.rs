//! The interface: who may pass, what is said to who may not, and what an answer looks like.

use super::home;
use crate::client::Server;
use crate::things::{Mirror, full, read_all};
use axum::body::Bytes;
use axum::http::Method;
use flate2::read::GzDecoder;
use model::Role;
use model::feed::{ChangesPage, RecordCounts, ServerInfo};
use server::{HttpConfig, NewToken};
use std::io::Read as _;

fn guarded() -> HttpConfig {
    HttpConfig::guarded(None)
}

#[tokio::test]
async fn health_needs_no_token() {
    let home = home().await;
    let server = Server::start(&home.store, guarded()).await;
    assert_eq!(server.get("/healthz", &[]).await.status, 200);
    assert_eq!(server.get("/readyz", &[]).await.status, 200);
    home.store.close().await.unwrap();
    assert_eq!(server.get("/healthz", &[]).await.status, 200);
    let reply = server.get("/readyz", &[]).await;
    assert_eq!(reply.error(), (503, "not_ready".to_owned()));
    assert_eq!(reply.header("retry-after"), "1");
}

#[tokio::test]
async fn a_server_says_who_it_is_and_what_the_token_may_do() {
    let home = home().await;
    let server = Server::start(&home.store, guarded()).await;
    for role in Role::KNOWN {
        let token = server.token(role.clone()).await;
        let info = server
            .get_as(&token, "/v1/server")
            .await
            .json::<ServerInfo>();
        assert_eq!(info.product, "daybook-server");
        assert_eq!(
            (info.store_id, info.role),
            (home.store.store_id(), role.clone())
        );
    }
}

#[tokio::test]
async fn who_has_no_token_is_told_so() {
    let home = home().await;
    let server = Server::start(&home.store, guarded()).await;
    let token = server.token(Role::Read).await;
    let last = if token.ends_with('A') { 'B' } else { 'A' };
    let forged = format!("{}{last}", &token[..token.len() - 1]);
    let other_id = token.replacen("dbt_1_", "dbt_2_", 1);
    let headers = [
        None,
        Some("Bearer".to_owned()),
        Some("Bearer nonsense".to_owned()),
        Some(format!("Basic {token}")),
        Some(format!("Bearer {forged}")),
        Some(format!("Bearer {other_id}")),
    ];
    for path in [
        "/v1/server",
        "/v1/changes",
        "/v1/counts",
        "/records/visitor/x",
    ] {
        for header in &headers {
            let header = header.as_deref().map(|value| ("authorization", value));
            let reply = server.get(path, header.as_slice()).await;
            assert_eq!(
                reply.error(),
                (401, "unauthorized".to_owned()),
                "{path} {header:?}"
            );
            // A page is for people: their browser asks them.
            let page = path.starts_with("/records");
            let scheme = if page { "Basic realm=" } else { "Bearer" };
            let asked = reply.header("www-authenticate");
            assert!(asked.starts_with(scheme), "{path}: {asked}");
        }
    }
    assert_eq!(server.get_as(&token, "/v1/counts").await.status, 200);
}

#[tokio::test]
async fn a_role_that_is_not_known_may_do_nothing() {
    let home = home().await;
    let server = Server::start(&home.store, guarded()).await;
    let token = server.token(Role::Other("auditor".to_owned())).await;
    assert_eq!(server.get_as(&token, "/v1/server").await.status, 200);
    for path in ["/v1/changes", "/v1/counts", "/records/visitor/x"] {
        assert_eq!(
            server.get_as(&token, path).await.error(),
            (403, "forbidden".to_owned())
        );
    }
}

#[tokio::test]
async fn a_revoked_token_is_refused() {
    let home = home().await;
    let server = Server::start(&home.store, guarded()).await;
    let token = server.token(Role::Admin).await;
    assert_eq!(server.get_as(&token, "/v1/counts").await.status, 200);
    let rows = home.store.tokens().await.unwrap();
    home.store.revoke_token(rows[0].id).await.unwrap();
    assert_eq!(server.get_as(&token, "/v1/counts").await.status, 401);
}

#[tokio::test]
async fn a_token_that_ran_out_is_refused_and_one_that_will_can_be_revoked() {
    let home = home().await;
    let server = Server::start(&home.store, guarded()).await;
    let day = chrono::TimeDelta::days(1);
    let lasting = async |lasting| {
        let mut token = NewToken::of(Role::Read);
        token.lasting = Some(lasting);
        home.store.create_token_of(&token).await
    };
    let over = lasting(-day).await.unwrap();
    assert_eq!(server.get_as(&over, "/v1/counts").await.status, 401);
    let good = lasting(day).await.unwrap();
    assert_eq!(server.get_as(&good, "/v1/counts").await.status, 200);
    let ends: Vec<_> = home.store.tokens().await.unwrap();
    assert!(
        ends.iter().all(|token| token.revoked_at.is_some()),
        "an end is listed"
    );
    home.store.revoke_token(ends[1].id).await.unwrap();
    assert_eq!(server.get_as(&good, "/v1/counts").await.status, 401);
    let first = ends[0].revoked_at;
    home.store.revoke_token(ends[0].id).await.unwrap();
    let now = home.store.tokens().await.unwrap();
    assert_eq!(
        now[0].revoked_at, first,
        "what was refused before stays so since then"
    );
}

#[tokio::test]
async fn the_feed_over_http_is_the_feed() {
    let home = home().await;
    for nth in 0..30 {
        home.store.put(&full(&format!("c{nth}"), 4)).await.unwrap();
    }
    let server = Server::start(&home.store, HttpConfig::loopback()).await;
    let token = server.token(Role::Read).await;
    let (mut mirror, mut path) = (Mirror::default(), "/v1/changes?limit=50".to_owned());
    loop {
        let page = server.get_as(&token, &path).await.json::<ChangesPage>();
        mirror.apply(page.changes);
        if page.remaining == 0 {
            break;
        }
        path = format!("/v1/changes?limit=50&after={}", page.next);
    }
    let base = format!("http://{}", server.address);
    let (mut expected, _) = read_all(&home.store, 10_000).await;
    for change in expected.conversations.values_mut() {
        let url = &mut change.conversions[0].url;
        *url = url.take().map(|path| format!("{base}{path}"));
    }
    assert_eq!(mirror, expected);
    let counts = server
        .get_as(&token, "/v1/counts")
        .await
        .json::<RecordCounts>();
    assert_eq!(counts, mirror.counts());
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_in_words() {
    let home = home().await;
    let server = Server::start(&home.store, guarded()).await;
    let token = server.token(Role::Read).await;
    let cases = [
        ("/v1/changes?limit=0", 400, "bad_limit"),
        ("/v1/changes?limit=many", 400, "bad_limit"),
        ("/v1/changes?limit=-5", 400, "bad_limit"),
        ("/v1/changes?limit=", 400, "bad_limit"),
        ("/v1/changes?after=garbage", 400, "bad_cursor"),
        ("/v1/changes?after=%27%20OR%201%3D1", 400, "bad_cursor"),
        ("/v1/changes?after=a&after=b", 400, "bad_query"),
        ("/v1/changes?unknown=1", 400, "unknown_name"),
        ("/nothing", 404, "not_found"),
        ("/v1/changes/", 404, "not_found"),
        ("/records/visitor/nobody", 404, "not_found"),
        ("/records/secret/1", 404, "not_found"),
        ("/records/visitor/%FF", 404, "not_found"),
    ];
    for (path, status, code) in cases {
        assert_eq!(
            server.get_as(&token, path).await.error(),
            (status, code.to_owned()),
            "{path}"
        );
    }
    for path in ["/v1/changes?limit=99999999999", "/v1/changes?after="] {
        assert_eq!(server.get_as(&token, path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn another_method_is_refused_and_the_right_one_named() {
    let home = home().await;
    let server = Server::start(&home.store, guarded()).await;
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let reply = server.send(method, "/v1/changes", &[], Bytes::new()).await;
        assert_eq!(reply.error(), (405, "method_not_allowed".to_owned()));
        assert!(reply.header("allow").contains("GET"));
    }
}

#[tokio::test]
async fn a_large_body_is_not_read() {
    let home = home().await;
    let mut settings = server::ServerSettings::default();
    settings.limits.body_bytes = 64 << 10;
    let server = Server::start(&home.store, settings.into()).await;
    let body = Bytes::from(vec![b'x'; 100_000]);
    let reply = server.send(Method::POST, "/v1/changes", &[], body).await;
    assert_eq!(reply.error(), (413, "too_large".to_owned()));
}

#[tokio::test]
async fn pages_travel_compressed_as_agreed() {
    let home = home().await;
    for nth in 0..50 {
        home.store.put(&full(&format!("c{nth}"), 8)).await.unwrap();
    }
    let server = Server::start(&home.store, guarded()).await;
    let token = format!("Bearer {}", server.token(Role::Read).await);
    let get = async |encoding: &str| {
        let headers = [
            ("authorization", token.as_str()),
            ("accept-encoding", encoding),
        ];
        server.get("/v1/changes?limit=10000", &headers).await
    };
    let plain = get("identity").await;
    assert_eq!(plain.header("content-encoding"), "");
    let gzip = get("gzip").await;
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut text = String::new();
    GzDecoder::new(gzip.body.as_ref())
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, plain.text());
    let zstd = get("gzip;q=0.5, zstd").await;
    assert_eq!(zstd.header("content-encoding"), "zstd");
    assert_eq!(
        zstd.body[..4],
        [0x28, 0xb5, 0x2f, 0xfd],
        "zstd's magic number"
    );
    assert!(
        zstd.body.len() * 5 < plain.body.len(),
        "{} bytes",
        zstd.body.len()
    );
    assert!(plain.header("vary").contains("accept-encoding"));
}

#[tokio::test]
async fn every_answer_says_not_to_keep_it() {
    let home = home().await;
    let server = Server::start(&home.store, guarded()).await;
    for path in ["/healthz", "/v1/changes", "/nothing"] {
        let reply = server.get(path, &[]).await;
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn links_are_made_for_who_asks() {
    let home = home().await;
    home.store.put(&full("c", 1)).await.unwrap();
    let public = HttpConfig::guarded(Some("https://daybook.example/base/".parse().unwrap()));
    let there = Server::start(&home.store, public).await;
    let here = Server::start(&home.store, guarded()).await;
    let token = format!("Bearer {}", there.token(Role::Read).await);
    let link = async |server: &Server, host: &str| {
        let headers = [("authorization", token.as_str()), ("host", host)];
        let page = server
            .get("/v1/changes", &headers)
            .await
            .json::<ChangesPage>();
        page.changes.conversations[0].conversions[0].url.clone()
    };
    let public = Some("https://daybook.example/base/records/visitor/V-c".to_owned());
    assert_eq!(link(&there, "127.0.0.1:1").await, public);
    let own = Some("http://localhost:9/records/visitor/V-c".to_owned());
    assert_eq!(link(&here, "localhost:9").await, own);
    assert_eq!(
        link(&here, "evil.example").await,
        None,
        "another's word is not repeated"
    );
}
