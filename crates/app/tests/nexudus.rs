//! A Nexudus account from connecting to forgetting, in the application, against the mock.

extern crate daybook_app as app;

use app::{App, AppError, SyncMode};
use catalogue::failure_text;
use model::account::ChangeAccount;
use model::failure::FailureCode;
use model::request::{
    ConnectNexudus, ListFilter, ListSort, OpenConversation, OpenList, SignInNexudus,
};
use model::view::{AccessView, Completeness, EndpointView, ProbeView, SyncState, TimelineItem};
use model::{ConversionKind, SourceKind};
use nexudus::{Entity, SignInError};
use serde_json::json;
use sources::SourceError;
use sync::SyncError;
use testkit::fixture::{TestHome, noon, test_options};
use testkit::nexudus::{
    Business, EMAIL, Message, NexudusMock, PASSWORD, Session, TOTP, TestClock, ThrottleRule,
    TokenPath, Visitor,
};

async fn mock() -> NexudusMock {
    let mock = NexudusMock::start(TestClock::at(noon())).await;
    let mut world = mock.world();
    let business_id = world.put(&Business {
        name: "Harbour".to_owned(),
        ..Business::default()
    });
    for n in 0..12 {
        let chat = format!("session-id-of-conversation-{n}");
        let id = world.put(&Session {
            business_id,
            channel: "Chat".to_owned(),
            chat_session: Some(chat.clone()),
            external_identifier: Some(format!("person{n}@example.com")),
            ..Session::default()
        });
        for (role, text) in [
            ("user", "Is a desk free?"),
            ("assistant", "Yes, **two** are."),
        ] {
            world.put(&Message {
                business_id,
                ai_channel_session_id: Some(id),
                chat_session: Some(chat.clone()),
                chat_message_role: Some(role.to_owned()),
                content: Some(text.to_owned()),
                ..Message::default()
            });
        }
        if n % 4 == 0 {
            world.put(&Visitor {
                full_name: "V".to_owned(),
                is_tour: true,
                custom_fields: json!([{ "Value": chat }]),
                ..Visitor::default()
            });
        }
    }
    drop(world);
    mock
}

/// Another process, as far as memory goes.
async fn opened(home: &TestHome, mock: &NexudusMock) -> App {
    let options = app::AppOptions {
        clock: std::sync::Arc::new(mock.clock()),
        ..test_options()
    };
    let app = App::locate(home.home(), options).expect("the home");
    app.startup().await.expect("unlocked");
    app
}

fn request(mock: &NexudusMock) -> ConnectNexudus {
    ConnectNexudus {
        name: "Harbour".to_owned(),
        url: mock.url(),
        email: EMAIL.to_owned(),
        password: PASSWORD.to_owned(),
        totp: None,
    }
}

async fn connected(app: &App, mock: &NexudusMock) -> ProbeView {
    app.connect_nexudus(request(mock)).await.expect("connected")
}

/// Signs in with the right password, and sees that reading goes on.
async fn signed_in_again(app: &App, source: model::SourceId) {
    let request = SignInNexudus {
        source,
        password: PASSWORD.to_owned(),
        totp: None,
    };
    app.sign_in_nexudus(request).await.expect("signed in");
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
}

async fn rows(app: &App) -> model::view::ListOpened {
    let request = OpenList {
        filter: ListFilter::default(),
        first_rows: 100,
        locate: None,
        sort: ListSort::default(),
    };
    app.open_list(request).await.expect("a list")
}

#[tokio::test]
async fn an_account_is_connected_read_and_compared() {
    let (home, mock) = (TestHome::new(), mock().await);
    mock.quirks().refused.insert(Entity::Bookings);
    let app = opened(&home, &mock).await;
    let probed = connected(&app, &mock).await;
    assert_eq!(probed.source.kind, SourceKind::Nexudus);
    assert_eq!((probed.table.len(), probed.writes), (Entity::ALL.len(), 0));
    let access = |name: &str| {
        let row = probed.table.iter().find(|row| row.entity == name);
        row.expect("a row").access.clone()
    };
    assert_eq!(
        access("sessions"),
        AccessView::Available { total: Some(12) }
    );
    assert_eq!(access("bookings"), AccessView::NoPermission);

    let report = app
        .sync(probed.source.id, SyncMode::Incremental)
        .await
        .expect("synced");
    assert!(
        matches!(report.completeness, Completeness::Complete { .. }),
        "{report:?}"
    );
    let list = rows(&app).await;
    assert_eq!(list.total, 12);
    let tours = list.rows.iter().filter(|row| !row.conversions.is_empty());
    let tours: Vec<_> = tours.collect();
    assert_eq!(tours.len(), 3);
    assert_eq!(tours[0].conversions[0].kind, ConversionKind::Tour);
    assert!(tours[0].conversions[0].confirmed);
    let open = OpenConversation {
        id: list.rows[0].id,
        text: String::new(),
    };
    let detail = app.conversation(&open).await.expect("a conversation");
    assert!(!detail.timeline.is_empty());

    let report = app
        .sync(probed.source.id, SyncMode::Incremental)
        .await
        .expect("synced");
    assert_eq!(
        (report.conversations, report.messages),
        (0, 0),
        "nothing is new"
    );
    let report = app
        .sync(probed.source.id, SyncMode::Full)
        .await
        .expect("synced");
    assert_eq!(report.removed, 0);
    assert!(
        matches!(report.completeness, Completeness::Complete { .. }),
        "{report:?}"
    );
    let probed = app.probe_nexudus(probed.source.id).await.expect("a table");
    let sent = mock.meter().asked().len() as u64 - 1;
    assert_eq!(
        (probed.reads, probed.writes),
        (sent, 0),
        "every request is counted"
    );
    assert_eq!(mock.meter().writes(), 0);
    app.close().await;
}

#[tokio::test]
async fn a_time_that_has_not_come_yet_is_no_time_of_a_message_there_either() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    let first = mock.world().ids(Entity::Messages)[0];
    let never = [("CreatedOn", json!("2999-01-01T00:00:00Z"))];
    mock.world().change(Entity::Messages, first, &never);
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    let list = rows(&app).await;
    assert_eq!(list.total, 12, "nothing is lost for its time");
    let stands_at = doubted_time(&app, &list).await.expect("a marked message");
    assert!(
        stands_at < noon() + chrono::TimeDelta::days(3_650),
        "{stands_at}"
    );
    // A later delivery with the right time corrects it.
    mock.clock().advance(chrono::TimeDelta::hours(1));
    let said = noon() - chrono::TimeDelta::minutes(5);
    let right = [("CreatedOn", json!(said.to_rfc3339()))];
    mock.world().change(Entity::Messages, first, &right);
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    let list = rows(&app).await;
    assert_eq!(doubted_time(&app, &list).await, None);
    app.close().await;
}

/// Where the first message stands that is marked for its time.
async fn doubted_time(
    app: &App,
    list: &model::view::ListOpened,
) -> Option<chrono::DateTime<chrono::Utc>> {
    for row in &list.rows {
        let open = OpenConversation {
            id: row.id,
            text: String::new(),
        };
        let detail = app.conversation(&open).await.expect("a conversation");
        for item in &detail.timeline {
            if let TimelineItem::Message(message) = item
                && message.time_mark.is_some()
            {
                return Some(message.sent_at);
            }
        }
    }
    None
}

#[tokio::test]
async fn what_is_deleted_there_leaves_at_the_next_full_sync() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    let (sessions, messages) = {
        let world = mock.world();
        (world.ids(Entity::Sessions), world.ids(Entity::Messages))
    };
    {
        let mut world = mock.world();
        world.delete(Entity::Sessions, sessions[0]);
        world.delete(Entity::Messages, messages[0]);
        world.delete(Entity::Messages, messages[1]);
    }
    let report = app.sync(source, SyncMode::Full).await.expect("synced");
    assert!(
        matches!(report.completeness, Completeness::Complete { .. }),
        "{report:?}"
    );
    assert_eq!(rows(&app).await.total, 11);
    // And without being asked for everything: the counts alone tell.
    mock.world().delete(Entity::Messages, messages[5]);
    let report = app
        .sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    assert!(
        matches!(report.completeness, Completeness::Complete { .. }),
        "{report:?}"
    );
    app.close().await;
}

#[tokio::test]
async fn a_wrong_password_or_a_missing_code_saves_nothing() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let wrong = ConnectNexudus {
        password: "guess".to_owned(),
        ..request(&mock)
    };
    let answer = app.connect_nexudus(wrong).await;
    assert!(
        matches!(answer, Err(AppError::SignIn(SignInError::Refused))),
        "{answer:?}"
    );
    mock.quirks().totp = true;
    let answer = app.connect_nexudus(request(&mock)).await;
    assert!(
        matches!(answer, Err(AppError::SignIn(SignInError::CodeNeeded))),
        "{answer:?}"
    );
    for (email, password) in [("nobody", "x"), ("a@b.example", " ")] {
        let unusable = ConnectNexudus {
            email: email.to_owned(),
            password: password.to_owned(),
            ..request(&mock)
        };
        let answer = app.connect_nexudus(unusable).await;
        assert!(matches!(answer, Err(AppError::Invalid(_))), "{answer:?}");
    }
    let plain = ConnectNexudus {
        url: "http://spaces.nexudus.com/api".to_owned(),
        ..request(&mock)
    };
    let failure: model::failure::Failure = app
        .connect_nexudus(plain)
        .await
        .expect_err("a refusal")
        .into();
    assert_eq!(failure.code(), FailureCode::Invalid);
    assert!(app.sources().await.expect("sources").is_empty());
    let with_code = ConnectNexudus {
        totp: Some(TOTP.to_owned()),
        ..request(&mock)
    };
    app.connect_nexudus(with_code).await.expect("connected");
    app.close().await;
}

#[tokio::test]
async fn a_lapsed_sign_in_is_renewed_by_a_password_and_everything_stays() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    app.close().await;
    drop(app);

    let app = opened(&home, &mock).await;
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("the tokens were kept");
    mock.expire_access();
    mock.clock().advance(chrono::TimeDelta::days(8));
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("and renewed");
    app.close().await;
    drop(app);

    let app = opened(&home, &mock).await;
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("and the renewed ones kept");
    mock.sign_everybody_out();
    mock.clock().advance(chrono::TimeDelta::days(20));
    let answer = app.sync(source, SyncMode::Incremental).await;
    assert!(
        matches!(
            answer,
            Err(AppError::Sync(SyncError::Source(SourceError::SignInNeeded)))
        ),
        "{answer:?}"
    );
    let view = &app.sources().await.expect("sources")[0];
    assert_eq!(view.sync, SyncState::SignInNeeded);
    assert_eq!(rows(&app).await.total, 12, "what is here can be read");
    let request = |password: &str| SignInNexudus {
        source,
        password: password.to_owned(),
        totp: None,
    };
    let answer = app.sign_in_nexudus(request("guess")).await;
    assert!(
        matches!(answer, Err(AppError::SignIn(SignInError::Refused))),
        "{answer:?}"
    );
    app.sign_in_nexudus(request(PASSWORD))
        .await
        .expect("signed in");
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    app.close().await;
}

#[tokio::test]
async fn without_tokens_the_password_lasts_as_long_as_the_process() {
    let (home, mock) = (TestHome::new(), mock().await);
    mock.quirks().token = TokenPath::Absent;
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    app.close().await;
    drop(app);
    let app = opened(&home, &mock).await;
    let answer = app.sync(source, SyncMode::Incremental).await;
    assert!(
        matches!(answer, Err(AppError::Source(SourceError::SignInNeeded))),
        "{answer:?}"
    );
    signed_in_again(&app, source).await;
    app.close().await;
}

/// Opened where the limits hold on this computer too, by the mock's clock.
async fn opened_within_limits(home: &TestHome, mock: &NexudusMock) -> App {
    let options = app::AppOptions {
        clock: std::sync::Arc::new(mock.clock()),
        limits: app::NexudusLimits::Everywhere,
        ..test_options()
    };
    let app = App::locate(home.home(), options).expect("the home");
    app.startup().await.expect("unlocked");
    app
}

#[tokio::test]
async fn connecting_syncing_and_signing_in_share_one_pace_over_processes() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened_within_limits(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    app.close().await;
    drop(app);
    // Ended and begun again, signed out and in: the limits do not begin anew.
    for _ in 0..6 {
        let app = opened_within_limits(&home, &mock).await;
        app.probe_nexudus(source).await.expect("a table");
        app.sign_out_nexudus(source).await.expect("signed out");
        signed_in_again(&app, source).await;
        app.close().await;
    }
    let meter = mock.meter();
    let all = meter.asked().len();
    let minute = meter.most_within(60_000);
    assert!(all > 150, "{all} requests");
    assert!(minute <= 120, "{minute} in a minute");
    assert_eq!(meter.most_within(100), 1, "one in 100 ms");
}

#[tokio::test]
async fn a_role_that_goes_is_shown_without_being_asked_for() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    let unread = async || app.sources().await.expect("sources")[0].unread.clone();
    assert!(unread().await.is_empty());
    mock.quirks().refused.insert(Entity::Bookings);
    mock.clock().advance(chrono::TimeDelta::hours(1));
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    assert_eq!(unread().await, ["bookings"]);
    let account = app.nexudus_account(source).await.expect("an account");
    assert_eq!(account.asked_at, Some(mock.clock().read()));
    // What is known already is not asked for again.
    let probes = || {
        let meter = mock.meter();
        let asked = meter.asked().iter();
        asked
            .filter(|one| one.path.ends_with("/visitors") && one.query.contains("size=1&"))
            .count()
    };
    let before = probes();
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    assert_eq!(probes(), before);
    mock.quirks().refused.clear();
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    assert!(unread().await.is_empty());
    app.close().await;
}

#[tokio::test]
async fn a_blank_at_the_end_of_a_password_is_part_of_it() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    for (typed, is_right) in [
        (format!("{PASSWORD} "), false),
        (format!("{PASSWORD}\r\n"), true),
    ] {
        let request = ConnectNexudus {
            password: typed.clone(),
            ..request(&mock)
        };
        let answer = app.connect_nexudus(request).await;
        assert_eq!(answer.is_ok(), is_right, "{typed:?}");
    }
    app.close().await;
}

#[tokio::test]
async fn removing_an_account_forgets_everything() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    app.set_nexudus_settings(source, r#"{"inference_hours":24}"#)
        .await
        .expect("set");
    app.remove_source(source).await.expect("removed");
    assert_eq!(rows(&app).await.total, 0);
    let answer = app.probe_nexudus(source).await;
    assert!(matches!(answer, Err(AppError::NoSource)), "{answer:?}");
    // The next one begins as the first did: nothing of the old sign-in or settings is left.
    mock.sign_everybody_out();
    let source = connected(&app, &mock).await.source.id;
    let settings = app.nexudus_settings(source).await.expect("settings");
    assert!(settings.contains("\"inference_hours\":72"), "{settings}");
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    assert_eq!(rows(&app).await.total, 12);
    app.close().await;
}

#[tokio::test]
async fn a_path_that_was_wrong_is_put_right_in_the_settings() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    let bad = app
        .set_nexudus_settings(source, r#"{"paths":{"sessions":"../x"}}"#)
        .await;
    assert!(matches!(bad, Err(AppError::Settings { .. })), "{bad:?}");
    app.set_nexudus_settings(source, r#"{"paths":{"sessions":"crm/aichannelsessions"}}"#)
        .await
        .expect("set");
    let probed = app.probe_nexudus(source).await.expect("a table");
    let row = probed
        .table
        .iter()
        .find(|row| row.entity == "sessions")
        .expect("a row");
    assert_eq!(
        (row.path.as_str(), row.sureness.as_str()),
        ("crm/aichannelsessions", "settings")
    );
    app.close().await;
}

#[tokio::test]
async fn the_password_and_the_tokens_are_in_no_file() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    app.close().await;
    let mut files = vec![home.folder().to_owned()];
    let mut seen = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("a folder");
            files.extend(entries.map(|entry| entry.expect("an entry").path()));
            continue;
        }
        seen += 1;
        let bytes = std::fs::read(&path).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        for secret in [PASSWORD, "access-1", "refresh-1"] {
            assert!(!text.contains(secret), "{secret} in {}", path.display());
        }
    }
    assert!(seen > 2, "there are files to look into");
}

#[tokio::test]
async fn an_account_or_a_server_is_connected_once_and_the_refusal_names_it() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    connected(&app, &mock).await;
    let again = ConnectNexudus {
        name: "Harbour again".to_owned(),
        ..request(&mock)
    };
    let answer = app.connect_nexudus(again).await;
    let failure: model::failure::Failure = answer.expect_err("a refusal").into();
    assert_eq!(failure.code(), FailureCode::Invalid);
    assert!(
        failure_text(&failure).contains("“Harbour”"),
        "{}",
        failure_text(&failure)
    );
    assert_eq!(app.sources().await.expect("sources").len(), 1);
    app.close().await;
}

#[tokio::test]
async fn the_page_of_an_account_says_what_was_found_and_sent_without_asking() {
    let (home, mock) = (TestHome::new(), mock().await);
    mock.quirks().refused.insert(Entity::Bookings);
    let app = opened(&home, &mock).await;
    let probed = connected(&app, &mock).await;
    let source = probed.source.id;
    let asked = mock.meter().asked().len();
    let account = app.nexudus_account(source).await.expect("an account");
    assert_eq!((account.email.as_str(), account.writes), (EMAIL, 0));
    assert_eq!(account.reads, asked as u64 - 1, "all but the sign-in");
    assert_eq!(account.table, probed.table);
    assert_eq!(account.asked_at, Some(mock.clock().read()));
    assert_eq!(account.settings, account.usual);
    assert_eq!(mock.meter().asked().len(), asked, "nobody was asked");

    mock.quirks().refused.clear();
    mock.clock().advance(chrono::TimeDelta::hours(1));
    app.probe_nexudus(source).await.expect("asked again");
    let account = app.nexudus_account(source).await.expect("an account");
    assert!(
        account
            .table
            .iter()
            .all(|row| matches!(row.access, AccessView::Available { .. })),
        "{:?}",
        account.table
    );
    assert_eq!(account.asked_at, Some(mock.clock().read()));
    assert_eq!(account.reads, mock.meter().asked().len() as u64 - 1);
    app.close().await;
}

/// The account has the role to list messages and not the one to read them.
#[tokio::test]
async fn a_list_whose_records_cannot_be_read_has_a_word_and_a_role_of_its_own() {
    let (home, mock) = (TestHome::new(), mock().await);
    mock.quirks().list_only.insert(Entity::Messages);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    let account = app.nexudus_account(source).await.expect("an account");
    let is_messages = |row: &&EndpointView| row.entity == "messages";
    let row = account.table.iter().find(is_messages).expect("a row");
    assert!(
        matches!(row.access, AccessView::ListOnly { total: Some(n) } if n > 0),
        "{row:?}"
    );
    assert_eq!(row.read_role(), "OpenAiChatMessage-Read");
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    let view = &app.sources().await.expect("sources")[0];
    assert_eq!(view.unread, ["messages"], "it is said at the foot as well");

    mock.quirks().list_only.clear();
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    let account = app.nexudus_account(source).await.expect("an account");
    let row = account.table.iter().find(is_messages).expect("a row");
    assert!(
        matches!(row.access, AccessView::Available { .. }),
        "{row:?}"
    );
    app.close().await;
}

#[tokio::test]
async fn rules_are_changed_in_a_form_or_not_at_all() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    let mut settings = app.nexudus_account(source).await.expect("one").settings;
    settings.inference_hours = 24;
    settings
        .paths
        .insert("sessions".to_owned(), "crm/aichannelsessions".to_owned());
    let change = |settings| ChangeAccount { source, settings };
    app.change_nexudus(change(settings.clone()))
        .await
        .expect("changed");
    let mut bad = settings.clone();
    bad.links.ticket = "http://plain.example".to_owned();
    let answer = app.change_nexudus(change(bad)).await;
    assert!(
        matches!(answer, Err(AppError::Settings { .. })),
        "{answer:?}"
    );
    let account = app.nexudus_account(source).await.expect("an account");
    assert_eq!(account.settings, settings);
    assert_ne!(account.settings, account.usual);
    app.close().await;
}

#[tokio::test]
async fn signing_out_forgets_the_tokens_and_keeps_what_was_read() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    let view = app.sign_out_nexudus(source).await.expect("signed out");
    assert_eq!(view.sync, SyncState::SignInNeeded);
    let asked = mock.meter().asked().len();
    let answer = app.sync(source, SyncMode::Incremental).await;
    assert!(
        matches!(answer, Err(AppError::Source(SourceError::SignInNeeded))),
        "{answer:?}"
    );
    assert_eq!(mock.meter().asked().len(), asked, "nothing was sent");
    assert_eq!(rows(&app).await.total, 12);
    let account = app.nexudus_account(source).await.expect("an account");
    assert_eq!(account.email, EMAIL, "who signs in is still known");
    signed_in_again(&app, source).await;
    app.close().await;
}

#[tokio::test]
async fn a_wish_for_patience_is_shown_with_its_end() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    mock.quirks().throttle = Some(ThrottleRule {
        every: 1,
        status: 409,
        retry_after: Some(600),
    });
    let asked_at = mock.clock().read();
    app.sync(source, SyncMode::Incremental)
        .await
        .expect_err("it is asked to wait");
    let view = &app.sources().await.expect("sources")[0];
    let until = asked_at + chrono::TimeDelta::seconds(600);
    assert_eq!(view.sync, SyncState::Waiting { until });
    mock.quirks().throttle = None;
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    app.close().await;
}

/// What the window shows while a run waits a little: the end of the last wait that was asked for.
#[tokio::test]
async fn a_short_wait_stands_on_the_board_while_the_run_goes_on() {
    let (home, mock) = (TestHome::new(), mock().await);
    let app = opened(&home, &mock).await;
    let source = connected(&app, &mock).await.source.id;
    let mut events = app.events();
    mock.quirks().throttle = Some(ThrottleRule {
        every: 5,
        status: 429,
        retry_after: Some(30),
    });
    let before = mock.clock().read();
    app.sync(source, SyncMode::Incremental)
        .await
        .expect("synced");
    assert!(mock.clock().read() >= before + chrono::TimeDelta::seconds(30));
    let mut changes = 0;
    while let Ok(event) = events.try_recv() {
        changes += usize::from(event == model::event::AppEvent::StatusChanged);
    }
    assert!(changes > 2, "a beginning, an end, and waits between");
    app.close().await;
}
