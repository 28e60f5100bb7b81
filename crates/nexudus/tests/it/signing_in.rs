//! Signing in, staying signed in, and being told apart: a lapsed sign-in, a missing role, a second
//! factor, an address that has no tokens, a certificate that nobody trusts.

use crate::support::{
    CLIENT, Desk, Keeper, Kept, config, fill, mock, password, signed_in, unlimited,
};
use async_trait::async_trait;
use chrono::TimeDelta;
use daybook_nexudus::{
    AccountCredential, AccountTokens, Entity, MemoryStagingStore, NexudusConfig, RateLimiter,
    SignIn, SignInError, TokenKeeper, nexudus, sign_in,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use sources::{SecretText, Source, SourceError};
use std::sync::Arc;
use testkit::nexudus::{CodeRefusal, TOTP, TestClock, TokenPath};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;

#[tokio::test]
async fn the_exchange_is_a_form_and_names_the_installation() {
    let mock = mock().await;
    // The mock reads nothing but forms, so that this succeeds at all shows the form.
    let AccountCredential::Bearer(tokens) = signed_in(&mock).await else {
        panic!("tokens were to be had");
    };
    assert!(tokens.to_secret().unwrap().expose().contains(CLIENT));
    assert!(
        !tokens.to_secret().unwrap().expose().contains("horse"),
        "the password is not kept"
    );
    assert_eq!(mock.meter().asked().len(), 1);
    assert_eq!(mock.meter().count("POST", "/api/token"), 1);
}

#[tokio::test]
async fn a_wrong_password_is_said_to_be_one() {
    let mock = mock().await;
    let mut wrong = password();
    wrong.password = SecretText::new("guess".to_owned());
    let answer = sign_in(&mock.url(), &wrong, &unlimited(&mock)).await;
    assert!(matches!(answer, Err(SignInError::Refused)), "{answer:?}");
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_then_accepted() {
    let mock = mock().await;
    mock.quirks().totp = true;
    let answer = sign_in(&mock.url(), &password(), &unlimited(&mock)).await;
    assert!(matches!(answer, Err(SignInError::CodeNeeded)), "{answer:?}");
    for (code, expected) in [("000000", false), (TOTP, true), (" 482910 ", true)] {
        let mut with_code = password();
        with_code.totp = Some(code.to_owned());
        let answer = sign_in(&mock.url(), &with_code, &unlimited(&mock)).await;
        assert_eq!(answer.is_ok(), expected, "{code:?}");
    }
}

fn keeping(
    mock: &testkit::nexudus::NexudusMock,
    credential: AccountCredential,
) -> (Kept, Arc<Keeper>) {
    let (keeper, shelf) = (
        Arc::new(Keeper::default()),
        Arc::new(MemoryStagingStore::default()),
    );
    let config = NexudusConfig {
        sign_in: SignIn::new(credential.clone(), keeper.clone()),
        ..config(mock, credential, Arc::clone(&shelf))
    };
    (Kept::new(nexudus(config).unwrap(), shelf), keeper)
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_new_one_is_kept() {
    let mock = mock().await;
    let (kept, keeper) = keeping(&mock, signed_in(&mock).await);
    kept.identify().await.unwrap();
    mock.expire_access();
    mock.clock().advance(TimeDelta::days(8));
    kept.identify().await.unwrap();
    kept.source.probe().await.unwrap();
    assert_eq!(mock.meter().count("POST", "/api/token"), 2);
    let kept_tokens = keeper.0.lock().unwrap().clone();
    assert_eq!(kept_tokens.len(), 1);
    assert!(kept_tokens[0].contains("refresh-2") && kept_tokens[0].contains(CLIENT));
    // What was kept opens another process's source; what was before does not.
    let tokens = AccountTokens::of_secret(&SecretText::new(kept_tokens[0].clone())).unwrap();
    let (other, _) = keeping(&mock, AccountCredential::Bearer(tokens));
    mock.expire_access();
    mock.clock().advance(TimeDelta::days(8));
    other.identify().await.unwrap();
    mock.expire_access();
    mock.clock().advance(TimeDelta::days(8));
    assert_eq!(
        kept.identify().await,
        Err(SourceError::SignInNeeded),
        "its refresh is spent"
    );
}

#[tokio::test]
async fn two_installations_do_not_sign_each_other_out() {
    let mock = mock().await;
    let (one, _) = keeping(&mock, signed_in(&mock).await);
    let mut elsewhere = password();
    elsewhere.client_id = "00000000-0000-4000-8000-000000000002".to_owned();
    let other = sign_in(&mock.url(), &elsewhere, &unlimited(&mock))
        .await
        .unwrap();
    let (other, _) = keeping(&mock, other);
    for _ in 0..3 {
        mock.expire_access();
        mock.clock().advance(TimeDelta::days(8));
        one.identify().await.unwrap();
        other.identify().await.unwrap();
    }
}

#[tokio::test]
async fn a_lapsed_sign_in_is_said_at_once_and_never_looped_over() {
    let mock = mock().await;
    let (kept, _) = keeping(&mock, signed_in(&mock).await);
    kept.identify().await.unwrap();
    mock.sign_everybody_out();
    mock.clock().advance(TimeDelta::days(20));
    for _ in 0..3 {
        assert_eq!(kept.identify().await, Err(SourceError::SignInNeeded));
        assert_eq!(
            kept.pull("records", None).await,
            Err(SourceError::SignInNeeded)
        );
        assert_eq!(kept.counts().await, Err(SourceError::SignInNeeded));
    }
    // One sign-in, one renewal that failed, and no further one.
    assert_eq!(mock.meter().count("POST", "/api/token"), 2);
}

#[tokio::test]
async fn an_account_that_may_read_nothing_is_told_apart_from_a_lapsed_one() {
    let mock = mock().await;
    mock.quirks().refused.extend(Entity::ALL);
    let (kept, _) = keeping(&mock, signed_in(&mock).await);
    let answer = kept.identify().await;
    assert!(
        matches!(answer, Err(SourceError::Forbidden { .. })),
        "{answer:?}"
    );
    // A password that was changed a minute ago looks the same until the sign-in is doubted.
    mock.quirks().refused.clear();
    mock.sign_everybody_out();
    let (kept, _) = keeping(&mock, signed_in(&mock).await);
    mock.sign_everybody_out();
    assert_eq!(kept.identify().await, Err(SourceError::SignInNeeded));
}

/// Keeps tokens when it is let, and says what is kept.
#[derive(Default)]
struct Slow {
    begun: Notify,
    go_on: Notify,
    kept: std::sync::Mutex<Option<AccountTokens>>,
}

#[async_trait]
impl TokenKeeper for Slow {
    async fn keep(&self, tokens: &AccountTokens) -> Result<(), SourceError> {
        self.begun.notify_one();
        self.go_on.notified().await;
        *self.kept.lock().unwrap() = Some(tokens.clone());
        Ok(())
    }

    async fn kept(&self) -> Option<AccountTokens> {
        self.kept.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn a_renewal_is_kept_though_whoever_asked_has_gone() {
    let mock = mock().await;
    let keeper = Arc::new(Slow::default());
    let credential = signed_in(&mock).await;
    let sign_in = SignIn::new(credential.clone(), keeper.clone());
    let config = NexudusConfig {
        sign_in: sign_in.clone(),
        ..config(&mock, credential, Arc::default())
    };
    let source = nexudus(config).unwrap();
    mock.expire_access();
    mock.clock().advance(TimeDelta::days(8));
    let asking = tokio::spawn(async move { source.identify().await });
    keeper.begun.notified().await;
    // Somebody stops the sync, or closes the window.
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    keeper.go_on.notify_one();
    sign_in.settled().await;
    let kept = keeper.kept().await.expect("the only tokens that work");
    let (again, _) = keeping(&mock, AccountCredential::Bearer(kept));
    again.identify().await.unwrap();
}

#[tokio::test]
async fn a_renewal_that_somebody_else_made_is_no_lapsed_sign_in() {
    let mock = mock().await;
    let credential = signed_in(&mock).await;
    let keeper = Arc::new(Slow::default());
    let of = |sign_in: &SignIn, credential: &AccountCredential| {
        let config = NexudusConfig {
            sign_in: sign_in.clone(),
            ..config(&mock, credential.clone(), Arc::default())
        };
        nexudus(config).unwrap()
    };
    let (one, other) = (
        SignIn::new(credential.clone(), keeper.clone()),
        SignIn::new(credential.clone(), keeper.clone()),
    );
    mock.expire_access();
    mock.clock().advance(TimeDelta::days(8));
    keeper.go_on.notify_one();
    of(&one, &credential).identify().await.unwrap();
    // Its own refresh is spent; what is kept is not.
    of(&other, &credential).identify().await.unwrap();
    // Two that share one sign-in never come so far.
    let before = mock.meter().count("POST", "/api/token");
    mock.expire_access();
    mock.clock().advance(TimeDelta::days(8));
    keeper.go_on.notify_one();
    let (first, second) = (of(&one, &credential), of(&one, &credential));
    let (first, second) = tokio::join!(first.identify(), second.identify());
    assert_eq!((first.is_ok(), second.is_ok()), (true, true));
    assert_eq!(mock.meter().count("POST", "/api/token"), before + 1);
}

#[tokio::test]
async fn whoever_signed_out_is_asked_for_nothing_and_nothing_is_kept() {
    let mock = mock().await;
    let keeper = Arc::new(Keeper::default());
    let sign_in = SignIn::new(signed_in(&mock).await, keeper.clone());
    let config = NexudusConfig {
        sign_in: sign_in.clone(),
        ..config(&mock, signed_in(&mock).await, Arc::default())
    };
    let source = nexudus(config).unwrap();
    mock.expire_access();
    mock.clock().advance(TimeDelta::days(8));
    sign_in.end().await;
    let asked = mock.meter().asked().len();
    assert_eq!(source.identify().await, Err(SourceError::SignInNeeded));
    assert_eq!(mock.meter().asked().len(), asked);
    assert!(keeper.0.lock().unwrap().is_empty());
}

/// Within half an hour of a sign-in nothing is renewed for a refusal; nor is everything believed.
#[tokio::test]
async fn a_password_that_is_changed_meanwhile_does_not_read_as_missing_roles() {
    let mock = mock().await;
    fill(&mock, 10);
    mock.quirks().refused.insert(Entity::Bookings);
    let (kept, _) = keeping(&mock, signed_in(&mock).await);
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    let renewals = mock.meter().count("POST", "/api/token");
    assert_eq!(renewals, 1, "a missing role costs none");
    let tried = || {
        let meter = mock.meter();
        let tried = meter.asked().iter();
        tried.filter(|one| one.query == "page=1&size=1").count()
    };
    assert_eq!(tried(), 1, "the sign-in was tried because of it");
    kept.read(&mut desk).await.unwrap();
    assert_eq!(tried(), 1, "and not again for what was refused before");
    mock.sign_everybody_out();
    let answer = kept.read(&mut desk).await;
    assert_eq!(answer, Err(SourceError::SignInNeeded));
    // A role that goes is still no lapsed sign-in.
    let (kept, _) = keeping(&mock, signed_in(&mock).await);
    kept.read(&mut desk).await.unwrap();
    mock.quirks().refused.insert(Entity::Visitors);
    kept.read(&mut desk).await.unwrap();
    let access = kept.source.access().await;
    assert_eq!(access.get(&Entity::Visitors), Some(&false));
    assert_eq!(access.get(&Entity::Messages), Some(&true));
}

#[tokio::test]
async fn nothing_is_called_complete_that_nexudus_does_not_count() {
    let mock = mock().await;
    fill(&mock, 10);
    let (kept, _) = keeping(&mock, signed_in(&mock).await);
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert!(kept.counts().await.unwrap().is_some());
    // A role goes: what is here is no longer compared with anything.
    mock.quirks().refused.insert(Entity::Messages);
    assert_eq!(kept.counts().await.unwrap(), None);
    mock.quirks().refused = [Entity::Sessions].into();
    assert_eq!(kept.counts().await.unwrap(), None);
    // What can still be compared and differs is said.
    let message = mock.world().ids(Entity::Messages)[0];
    mock.world().delete(Entity::Messages, message);
    let there = kept.counts().await.unwrap().unwrap();
    assert_eq!((there.conversations, there.messages), (10, 29));
}

#[tokio::test]
async fn no_path_leads_to_the_members_portal() {
    let mock = mock().await;
    let (kept, _) = keeping(&mock, signed_in(&mock).await);
    let asked = mock.meter().asked().len();
    for path in [
        "public/ai/chats/7",
        "sys/../public/ai/chats/7",
        "Public/ai",
        "%70ublic/ai/chats/7",
        "https://elsewhere.example/api/sys/x",
        "//elsewhere.example/x",
    ] {
        let answer = kept.source.client().get(path, "page=1").await;
        assert!(matches!(answer, Err(SourceError::Refused { .. })), "{path}");
    }
    assert_eq!(mock.meter().asked().len(), asked);
}

/// Nobody documents how a missing code is refused.
#[tokio::test]
async fn a_second_factor_that_is_refused_like_a_password_can_still_be_used() {
    let mock = mock().await;
    (mock.quirks().totp, mock.quirks().code) = (true, CodeRefusal::Unsaid);
    let answer = sign_in(&mock.url(), &password(), &unlimited(&mock)).await;
    assert!(matches!(answer, Err(SignInError::Refused)), "{answer:?}");
    let mut with_code = password();
    with_code.totp = Some(TOTP.to_owned());
    let answer = sign_in(&mock.url(), &with_code, &unlimited(&mock)).await;
    assert!(answer.is_ok(), "{answer:?}");
}

#[tokio::test]
async fn where_no_tokens_are_to_be_had_basic_authentication_serves() {
    let mock = mock().await;
    mock.quirks().token = TokenPath::Absent;
    let credential = signed_in(&mock).await;
    assert!(matches!(credential, AccountCredential::Basic { .. }));
    assert!(!format!("{credential:?}").contains("horse"));
    let (kept, keeper) = keeping(&mock, credential);
    kept.identify().await.unwrap();
    assert!(keeper.0.lock().unwrap().is_empty(), "nothing of it is kept");
    let wrong = AccountCredential::Basic {
        email: testkit::nexudus::EMAIL.to_owned(),
        password: SecretText::new("guess".to_owned()),
    };
    let (kept, _) = keeping(&mock, wrong);
    assert_eq!(kept.identify().await, Err(SourceError::SignInNeeded));
}

#[tokio::test]
async fn what_is_no_nexudus_is_said_to_be_none() {
    let mock = mock().await;
    let credential = signed_in(&mock).await;
    mock.quirks().missing.extend(Entity::ALL);
    let (kept, _) = keeping(&mock, credential);
    assert_eq!(kept.identify().await, Err(SourceError::NotNexudus));
}

fn anywhere() -> RateLimiter {
    RateLimiter::unlimited(Arc::new(TestClock::at(crate::support::noon())))
}

#[tokio::test]
async fn a_certificate_that_nobody_trusts_ends_the_sign_in_before_the_password() {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(
        certified.signing_key.serialize_der(),
    ));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let serving = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        acceptor.accept(stream).await.is_err()
    });
    let answer = sign_in(&url, &password(), &anywhere()).await;
    let Err(SignInError::Source(SourceError::Refused { reason })) = answer else {
        panic!("{answer:?}");
    };
    assert!(reason.contains("certificate"), "{reason}");
    assert!(
        serving.await.unwrap(),
        "no connection was made, so nothing was sent"
    );
}

#[tokio::test]
async fn plain_http_is_for_this_machine_alone() {
    let answer = sign_in("http://spaces.nexudus.com/api", &password(), &anywhere()).await;
    assert!(
        matches!(answer, Err(SignInError::Source(SourceError::BadUrl { .. }))),
        "{answer:?}"
    );
}

/// If the client had any of these methods, they would be found before the trait's, and their answer
/// would not be [`Absent`]: this would not compile.
#[tokio::test]
async fn the_client_has_no_method_that_writes() {
    struct Absent;
    trait Writing {
        fn post(&self) -> Absent {
            Absent
        }
        fn put(&self) -> Absent {
            Absent
        }
        fn patch(&self) -> Absent {
            Absent
        }
        fn delete(&self) -> Absent {
            Absent
        }
        fn request(&self) -> Absent {
            Absent
        }
        fn send(&self) -> Absent {
            Absent
        }
        fn execute(&self) -> Absent {
            Absent
        }
    }
    impl Writing for daybook_nexudus::ReadOnlyClient {}
    let mock = mock().await;
    let (kept, _) = keeping(&mock, signed_in(&mock).await);
    let client = kept.source.client();
    let absent: [Absent; 7] = [
        client.post(),
        client.put(),
        client.patch(),
        client.delete(),
        client.request(),
        client.send(),
        client.execute(),
    ];
    assert_eq!(absent.len(), 7);
}
