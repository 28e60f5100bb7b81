//! What servers and networks do wrong, one named test each.

use crate::daybook::{DaybookSource, daybook_with};
use crate::http::TimeLimits;
use crate::misbehaving_server::{MisbehavingServer, MockReply};
use crate::{SecretText, Source, SourceError, daybook};
use model::{Channel, Role};
use std::time::Duration;

const TOKEN: &str = "dbk_canary";
const EMPTY_PAGE: &str =
    r#"{"next":"n","covered":0,"remaining":0,"server_time":"2026-11-21T08:00:00Z"}"#;

fn source(mock: &MisbehavingServer) -> DaybookSource {
    daybook(&mock.url(), SecretText::new(TOKEN.to_owned())).unwrap()
}

/// A source that runs out of patience at once, for tests of slowness.
fn hasty(mock: &MisbehavingServer) -> DaybookSource {
    let patience = TimeLimits {
        connect: Duration::from_millis(300),
        read: Duration::from_millis(200),
        answer: Duration::from_millis(300),
    };
    daybook_with(&mock.url(), SecretText::new(TOKEN.to_owned()), patience).unwrap()
}

async fn pull(reply: MockReply) -> Result<crate::SourceBatch, SourceError> {
    let mock = MisbehavingServer::saying([reply]).await;
    source(&mock).pull("changes", None).await
}

fn is_malformed<T: std::fmt::Debug>(answer: &Result<T, SourceError>) -> bool {
    matches!(answer, Err(error @ SourceError::Malformed { .. }) if error.is_retryable())
}

#[tokio::test]
async fn a_request_carries_the_token_the_cursor_and_what_we_can_unpack() {
    let mock = MisbehavingServer::saying([MockReply::json(EMPTY_PAGE)]).await;
    let batch = source(&mock)
        .pull("changes", Some("a b&c=d/é"))
        .await
        .unwrap();
    assert_eq!((batch.next.as_str(), batch.remaining), ("n", Some(0)));
    let head = mock.asked().remove(0);
    assert!(
        head.starts_with("GET /v1/changes?limit=10000&after=a+b%26c%3Dd%2F%C3%A9 HTTP/1.1\r\n"),
        "{head}"
    );
    assert!(
        head.contains("authorization: Bearer dbk_canary\r\n"),
        "{head}"
    );
    assert!(head.contains("accept-encoding: identity\r\n"), "{head}");
    assert!(!head.contains("referer"), "{head}");
}

#[tokio::test]
async fn packed_pages_are_unpacked() {
    assert_eq!(
        pull(MockReply::gzip(EMPTY_PAGE.as_bytes()))
            .await
            .unwrap()
            .next,
        "n"
    );
    assert_eq!(
        pull(MockReply::zstd(EMPTY_PAGE.as_bytes()))
            .await
            .unwrap()
            .next,
        "n"
    );
}

#[tokio::test]
async fn a_bomb_is_too_large_and_never_goes_off() {
    let mut bomb = EMPTY_PAGE.as_bytes().to_vec();
    bomb.resize(256 << 20, b' ');
    for packed in [MockReply::gzip(&bomb), MockReply::zstd(&bomb)] {
        let answer = pull(packed).await;
        assert_eq!(answer, Err(SourceError::TooLarge));
    }
}

/// A page with one message of so many letters, and one that is short.
fn large_page(letters: usize) -> Vec<u8> {
    let message = |id: &str, body: String| {
        format!(
            r#"{{"id":"{id}","sender":"customer","format":"plain","body":"{body}","sent_at":"2026-11-21T08:00:00Z"}}"#
        )
    };
    let (large, small) = (
        message("large", "a".repeat(letters)),
        message("small", "hello".to_owned()),
    );
    let page = format!(
        r#"{{"next":"n","covered":1,"remaining":0,"server_time":"2026-11-21T08:00:00Z","conversations":[
        {{"conversation":{{"id":"c","session_id":"s","space_id":"q","channel":"chat","origin":"inbound",
        "escalation":"none","started_at":"2026-11-21T08:00:00Z","last_activity_at":"2026-11-21T08:00:00Z"}},
        "messages":[{large},{small}]}}]}}"#
    );
    page.into_bytes()
}

#[tokio::test]
async fn of_an_answer_that_is_too_large_less_is_asked_for_until_its_large_text_is_named() {
    let page = MockReply::gzip(&large_page(70 << 20));
    let mock = MisbehavingServer::saying([page]).await;
    let source = source(&mock);
    let mut refused = 0;
    let batch = loop {
        match source.pull("changes", Some("x")).await {
            Ok(batch) => break batch,
            Err(error) => assert_eq!(error, SourceError::TooLarge),
        }
        refused += 1;
        assert!(source.ask_for_less(), "less can be asked for");
    };
    assert_eq!(refused, 6);
    let limits = mock.asked().into_iter().map(|head| {
        let (_, rest) = head.split_once("limit=").unwrap();
        rest.split('&').next().unwrap().to_owned()
    });
    let limits = limits.collect::<Vec<_>>();
    assert_eq!(limits, ["10000", "1250", "156", "19", "2", "1", "1"]);
    let [change] = batch.changes.conversations.as_slice() else {
        panic!("one conversation")
    };
    let kept = change.messages.iter().map(|it| it.id.as_str());
    assert_eq!(kept.collect::<Vec<_>>(), ["small"]);
    let [oversized] = batch.changes.oversized.as_slice() else {
        panic!("one message is named")
    };
    assert_eq!(oversized.conversation.as_str(), "c");
    assert_eq!(oversized.message.id.as_str(), "large");
    assert_eq!(oversized.message.body, "a".repeat(1_000));
    // What is behind does not make the rest slow for ever.
    source.pull("changes", Some("y")).await.unwrap_err();
    assert!(mock.asked().last().unwrap().contains("limit=1&"));
}

#[tokio::test]
async fn a_cursor_is_bounded_and_one_that_is_kept_already_begins_anew() {
    let page = |length: usize| {
        let next = "n".repeat(length);
        MockReply::json(EMPTY_PAGE.replace(r#""n""#, &format!("\"{next}\"")))
    };
    assert!(pull(page(4 << 10)).await.is_ok());
    for length in [(4 << 10) + 1, 500 << 10] {
        let answer = pull(page(length)).await;
        assert!(is_malformed(&answer), "{length}: {answer:?}");
    }
    let mock = MisbehavingServer::saying([page(1)]).await;
    let kept = "n".repeat(500 << 10);
    let answer = source(&mock).pull("changes", Some(&kept)).await;
    assert_eq!(answer, Err(SourceError::CursorRejected));
    assert!(mock.asked().is_empty(), "nothing was asked after it");
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_not_kept_in_part() {
    for keep in [0, 1, 20, EMPTY_PAGE.len() - 1] {
        let answer = pull(MockReply::CutOff {
            body: EMPTY_PAGE.into(),
            keep,
        })
        .await;
        assert!(is_malformed(&answer), "{keep}: {answer:?}");
    }
}

#[tokio::test]
async fn an_answer_that_ends_early_and_lies_about_it_is_not_kept() {
    for keep in [0, 1, 20, EMPTY_PAGE.len() - 1] {
        let answer = pull(MockReply::json(&EMPTY_PAGE.as_bytes()[..keep])).await;
        assert!(is_malformed(&answer), "{keep}: {answer:?}");
    }
}

#[tokio::test]
async fn a_connection_that_ends_without_a_word_is_offline() {
    assert_eq!(pull(MockReply::Hangup).await, Err(SourceError::Offline));
    assert_eq!(
        pull(MockReply::Raw(b"what?\r\n\r\n".to_vec())).await,
        Err(SourceError::Offline)
    );
}

#[tokio::test]
async fn a_server_that_says_nothing_times_out() {
    let mock = MisbehavingServer::saying([MockReply::Silent]).await;
    assert_eq!(
        hasty(&mock).pull("changes", None).await,
        Err(SourceError::TimedOut)
    );
}

#[tokio::test]
async fn a_server_that_drips_times_out() {
    let mock = MisbehavingServer::saying([MockReply::Drip]).await;
    assert_eq!(
        hasty(&mock).pull("changes", None).await,
        Err(SourceError::TimedOut)
    );
}

#[tokio::test]
async fn nobody_there_is_offline() {
    let url = {
        let mock = MisbehavingServer::saying([MockReply::Hangup]).await;
        mock.serving_ends().await
    };
    let source = daybook(&url, SecretText::new(TOKEN.to_owned())).unwrap();
    assert_eq!(source.identify().await, Err(SourceError::Offline));
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed_and_the_token_stays() {
    let other = MisbehavingServer::saying([MockReply::json(EMPTY_PAGE)]).await;
    for target in [
        format!("http://127.0.0.1:{}/v1/changes", other.port()),
        format!("http://localhost:{}/", other.port()),
    ] {
        let mock =
            MisbehavingServer::saying([MockReply::status(302).header("location", target)]).await;
        let answer = source(&mock).pull("changes", None).await;
        assert!(
            matches!(&answer, Err(SourceError::Refused { .. })),
            "{answer:?}"
        );
        assert!(!answer.unwrap_err().is_retryable());
    }
    assert_eq!(
        other.asked(),
        Vec::<String>::new(),
        "nothing was asked of the other"
    );
}

#[tokio::test]
async fn a_redirect_on_the_same_host_is_followed_but_not_for_ever() {
    let mock = MisbehavingServer::saying([
        MockReply::status(307).header("location", "/elsewhere"),
        MockReply::json(EMPTY_PAGE),
    ])
    .await;
    assert_eq!(source(&mock).pull("changes", None).await.unwrap().next, "n");
    let ring =
        MisbehavingServer::saying([MockReply::status(307).header("location", "/again")]).await;
    assert!(matches!(
        source(&ring).pull("changes", None).await,
        Err(SourceError::Refused { .. })
    ));
    assert!(ring.asked().len() < 10);
}

#[tokio::test]
async fn patience_is_asked_for_in_several_ways() {
    let date = ("date", "Sat, 21 Nov 2026 08:00:00 GMT");
    let cases = [
        (429, Some("30"), Some(30)),
        (503, Some("30"), Some(30)),
        (429, Some("0"), Some(1)),
        (429, Some("1000000000"), Some(3600)),
        (429, Some("-1"), None),
        (429, Some("whenever"), None),
        (429, None, None),
        (503, Some("Sat, 21 Nov 2026 08:01:00 GMT"), Some(60)),
        (503, Some("Sat, 21 Nov 2026 07:00:00 GMT"), Some(1)),
    ];
    for (status, value, expected) in cases {
        let mut reply = MockReply::status(status).header(date.0, date.1);
        if let Some(value) = value {
            reply = reply.header("retry-after", value);
        }
        let error = pull(reply).await.unwrap_err();
        let expected = SourceError::Throttled {
            retry_after: expected.map(Duration::from_secs),
        };
        assert_eq!(error, expected, "{status} {value:?}");
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let coded = |status, code: &str| {
        MockReply::status(status).body(&format!(r#"{{"code":"{code}","message":"no"}}"#))
    };
    let cases = [
        (
            "the token",
            coded(401, "unauthorized"),
            SourceError::SignInNeeded,
        ),
        (
            "the token, without words",
            MockReply::status(401),
            SourceError::SignInNeeded,
        ),
        (
            "the role",
            coded(403, "forbidden"),
            SourceError::Forbidden {
                what: "read conversations".to_owned(),
            },
        ),
        (
            "the cursor",
            coded(400, "bad_cursor"),
            SourceError::CursorRejected,
        ),
        (
            "its own fault",
            MockReply::status(500),
            SourceError::ServerFault { status: 500 },
        ),
        (
            "a gateway's",
            MockReply::status(502),
            SourceError::ServerFault { status: 502 },
        ),
        (
            "another server's 404",
            MockReply::status(404),
            SourceError::NotDaybook,
        ),
        (
            "a wall's 403",
            MockReply::status(403),
            SourceError::Intercepted,
        ),
        (
            "a wall's 403, as a web page",
            MockReply::status(403)
                .header("content-type", "text/html")
                .body("<h1>Blocked</h1>"),
            SourceError::Intercepted,
        ),
        (
            "a network that wants a sign-in first",
            MockReply::status(511).header("content-type", "text/html"),
            SourceError::Intercepted,
        ),
        (
            "a proxy that wants one",
            MockReply::status(407),
            SourceError::Intercepted,
        ),
    ];
    for (name, reply, expected) in cases {
        assert_eq!(pull(reply).await, Err(expected), "{name}");
    }
}

#[tokio::test]
async fn a_page_of_html_is_something_on_the_way() {
    let portal = || {
        MockReply::typed(
            "text/html; charset=utf-8",
            "<html>Welcome to the guest network</html>",
        )
    };
    assert_eq!(pull(portal()).await, Err(SourceError::Intercepted));
    let mock = MisbehavingServer::saying([portal()]).await;
    assert_eq!(
        source(&mock).identify().await,
        Err(SourceError::Intercepted)
    );
    assert_eq!(source(&mock).counts().await, Err(SourceError::Intercepted));
}

#[tokio::test]
async fn json_under_a_wrong_name_is_not_taken() {
    assert_eq!(
        pull(MockReply::typed("text/plain", EMPTY_PAGE)).await,
        Err(SourceError::Intercepted)
    );
    assert_eq!(
        pull(MockReply::typed(
            "application/json; charset=utf-8",
            EMPTY_PAGE
        ))
        .await
        .unwrap()
        .next,
        "n"
    );
}

#[tokio::test]
async fn text_that_is_not_utf8_is_not_kept() {
    let mut page = EMPTY_PAGE.as_bytes().to_vec();
    let at = page.iter().position(|byte| *byte == b'n').unwrap();
    page[at] = 0xff;
    assert!(is_malformed(&pull(MockReply::json(page)).await));
}

#[tokio::test]
async fn an_encoding_nobody_asked_for_is_not_taken() {
    let answer = pull(MockReply::json(EMPTY_PAGE).header("content-encoding", "br")).await;
    assert!(is_malformed(&answer), "{answer:?}");
}

#[tokio::test]
async fn a_page_that_is_something_else_is_not_kept_and_never_quoted() {
    let bodies = [
        "[]",
        "null",
        "{}",
        "42",
        r#"{"next":7}"#,
        r#"{"next":"n","covered":-1,"remaining":0,"server_time":"2026-11-21T08:00:00Z"}"#,
        r#"{"next":"n","covered":0,"remaining":0,"server_time":"dbk_canary"}"#,
        r#"{"next":"n","covered":0,"remaining":0,"server_time":"2026-11-21T08:00:00Z"} trailing"#,
    ];
    for body in bodies {
        let answer = pull(MockReply::json(body)).await;
        assert!(is_malformed(&answer), "{body}: {answer:?}");
        assert!(
            !answer.unwrap_err().to_string().contains("dbk_canary"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_cursor_that_does_not_move_is_not_followed_for_ever() {
    let stuck = r#"{"next":"n","covered":5,"remaining":3,"server_time":"2026-11-21T08:00:00Z"}"#;
    let mock = MisbehavingServer::saying([MockReply::json(stuck)]).await;
    let source = source(&mock);
    assert!(source.pull("changes", Some("m")).await.is_ok());
    assert!(is_malformed(&source.pull("changes", Some("n")).await));
    let empty = stuck.replace(":5", ":0");
    assert!(
        is_malformed(&pull(MockReply::json(empty)).await),
        "covering nothing with more to come"
    );
}

#[tokio::test]
async fn what_this_version_does_not_know_is_kept_or_passed_over() {
    let page = r#"{"next":"n","covered":1,"remaining":0,"server_time":"2026-11-21T08:00:00Z",
        "weather":{"sunny":true},
        "conversations":[{"conversation":{"id":"c1","session_id":"s","space_id":"sp","channel":"carrier_pigeon",
        "origin":"séance","escalation":"total","status":"asleep","started_at":"2026-11-21T08:00:00+02:00",
        "last_activity_at":"2026-11-21T08:00:00Z","mood":"good"},
        "messages":[{"id":"m","sender":"parrot","format":"runes","body":"hi","sent_at":"2026-11-21T08:00:00Z","x":null}]}]}"#;
    let batch = pull(MockReply::json(page)).await.unwrap();
    let head = &batch.changes.conversations[0].conversation;
    assert_eq!(head.channel, Channel::Other("carrier_pigeon".to_owned()));
    assert_eq!(head.origin.as_str(), "séance");
    assert_eq!(
        head.started_at.to_rfc3339(),
        "2026-11-21T06:00:00+00:00",
        "an offset is an offset"
    );
    assert_eq!(
        batch.changes.conversations[0].messages[0].sender.as_str(),
        "parrot"
    );
}

#[tokio::test]
async fn a_greeting_by_something_else_is_not_daybook() {
    let greeting = |product: &str| {
        format!(r#"{{"product":"{product}","version":"1","store_id":"x","role":"auditor"}}"#)
    };
    let mock = MisbehavingServer::saying([MockReply::json(greeting("daybook-server"))]).await;
    let hello = source(&mock).identify().await.unwrap();
    assert_eq!(
        hello.role,
        Role::Other("auditor".to_owned()),
        "an unknown role is told as it is"
    );
    for body in [
        greeting("jukebox"),
        "{}".to_owned(),
        "[1]".to_owned(),
        r#"{"status":"ok"}"#.to_owned(),
    ] {
        let mock = MisbehavingServer::saying([MockReply::json(body.clone())]).await;
        assert_eq!(
            source(&mock).identify().await,
            Err(SourceError::NotDaybook),
            "{body}"
        );
    }
    let mock = MisbehavingServer::saying([MockReply::json(r#"{"product":"daybook-ser"#)]).await;
    assert!(
        is_malformed(&source(&mock).identify().await),
        "a broken greeting may come better"
    );
}

#[tokio::test]
async fn plain_http_behind_an_https_address_is_refused_in_words() {
    let mock = MisbehavingServer::saying([MockReply::json(EMPTY_PAGE)]).await;
    let url = format!("https://localhost:{}", mock.port());
    let error = daybook(&url, SecretText::new(TOKEN.to_owned()))
        .unwrap()
        .identify()
        .await
        .unwrap_err();
    assert!(matches!(&error, SourceError::Refused { .. }), "{error:?}");
    assert_eq!(mock.asked(), Vec::<String>::new(), "the token was not sent");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused_in_words() {
    let (port, serving) = self_signed().await;
    let url = format!("https://localhost:{port}");
    let error = daybook(&url, SecretText::new(TOKEN.to_owned()))
        .unwrap()
        .identify()
        .await
        .unwrap_err();
    assert!(
        matches!(&error, SourceError::Refused { reason } if reason.contains("not trusted")),
        "{error:?}"
    );
    assert!(!error.is_retryable());
    assert!(
        serving.await.unwrap().is_err(),
        "the handshake was broken off, so the token was not sent"
    );
}

/// A TLS server whose certificate was signed by itself; it takes one connection.
async fn self_signed() -> (u16, tokio::task::JoinHandle<std::io::Result<()>>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    let serving = tokio::spawn(async move {
        let (stream, _) = listener.accept().await?;
        acceptor.accept(stream).await.map(drop)
    });
    (port, serving)
}

#[tokio::test]
async fn no_error_and_no_debug_text_holds_the_token() {
    let replies = [
        MockReply::status(401),
        MockReply::status(500),
        MockReply::Hangup,
        MockReply::json("{"),
    ];
    for reply in replies {
        let error = pull(reply).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains(TOKEN));
    }
    let mock = MisbehavingServer::saying([MockReply::Hangup]).await;
    assert!(!format!("{:?}", source(&mock)).contains(TOKEN));
}
