//! Copies of a store: whole and of one instant however much is written meanwhile, put back as another
//! store, and nothing that is refused leaves a trace.

use crate::client::Server;
use crate::postgres;
use crate::things::{Home, conversation, full, home, message, read_all, space};
use axum::body::Bytes;
use axum::http::Method;
use model::feed::ConversationChange;
use model::record::CustomerRecord;
use model::{RemoteId, Role};
use server::{DeletionReceipt, HttpConfig, Store, StoreAddress, StoreError, restore};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Every file of a folder, with what is in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|it| it.unwrap().path());
    paths
        .map(|it| (it.clone(), std::fs::read(it).unwrap()))
        .collect()
}

/// Writes until it is stopped: how many words it was acknowledged.
async fn keep_writing(store: Store, writer: usize, stop: CancellationToken) -> i64 {
    let id = RemoteId(format!("w{writer}"));
    store.put(&conversation(id.as_str())).await.unwrap();
    for word in 0.. {
        if stop.is_cancelled() {
            return word;
        }
        let said = [message(&format!("{id}/{word}"), word)];
        store.append_messages(&id, &said).await.unwrap();
    }
    unreachable!("it writes until it is stopped")
}

fn writers(store: &Store, stop: &CancellationToken) -> Vec<JoinHandle<i64>> {
    let writer = |nth| tokio::spawn(keep_writing(store.clone(), nth, stop.clone()));
    (0..4).map(writer).collect()
}

/// How many words of each writer a store holds: the first so many, and no hole among them.
async fn words(store: &Store) -> Vec<i64> {
    let mut counts = Vec::new();
    for writer in 0..4 {
        let id = RemoteId(format!("w{writer}"));
        let Some(held) = store.conversation(&id).await.unwrap() else {
            counts.push(0);
            continue;
        };
        let there = held.messages.iter().map(|it| it.id.clone());
        let count = held.messages.len() as i64;
        let said = (0..count).map(|word| RemoteId(format!("{id}/{word}")));
        assert_eq!(there.collect::<Vec<_>>(), said.collect::<Vec<_>>());
        counts.push(count);
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copy_made_under_writers_is_the_store_of_one_instant() {
    let home = home().await;
    home.store.put(&full("before", 40)).await.unwrap();
    let token = home.store.create_token(Role::Read).await.unwrap();
    let stop = CancellationToken::new();
    let writing = writers(&home.store, &stop);
    let mut earlier = vec![0; 4];
    for nth in 0..4 {
        let acknowledged = words(&home.store).await;
        let copy = home.dir.path().join(format!("copy-{nth}"));
        home.store.back_up(&copy).await.unwrap();
        let later = words(&home.store).await;
        let back = home.dir.path().join(format!("back-{nth}.db"));
        restore(&copy, &back).await.unwrap();
        let back = Store::open(&back).await.unwrap();
        back.verify().await.unwrap();
        let held = words(&back).await;
        for writer in 0..4 {
            let range = acknowledged[writer]..=later[writer];
            assert!(range.contains(&held[writer]), "{range:?}: {}", held[writer]);
            assert!(held[writer] >= earlier[writer]);
        }
        read_all(&back, 1_000).await.0.assert_equals(&back).await;
        let grant = back.token_grant(&token).await.unwrap();
        assert_eq!(grant.map(|it| it.role), Some(Role::Read));
        back.close().await.unwrap();
        earlier = held;
    }
    stop.cancel();
    let mut said = Vec::new();
    for writer in writing {
        said.push(writer.await.unwrap());
    }
    assert_eq!(words(&home.store).await, said, "the writers lost nothing");
    home.store.verify().await.unwrap();
}

#[tokio::test]
async fn what_is_put_back_is_another_store_and_goes_on_by_itself() {
    let home = home().await;
    home.store.put(&full("c", 3)).await.unwrap();
    let copy = home.dir.path().join("copy");
    home.store.back_up(&copy).await.unwrap();
    home.store.put(&full("lost", 1)).await.unwrap();
    let (_, ahead) = read_all(&home.store, 100).await;
    let back = home.dir.path().join("back.db");
    restore(&copy, &back).await.unwrap();
    let again = home.dir.path().join("again.db");
    restore(&copy, &again).await.unwrap();
    let (back, again) = (
        Store::open(&back).await.unwrap(),
        Store::open(&again).await.unwrap(),
    );
    assert_ne!(back.store_id(), home.store.store_id());
    assert_ne!(back.store_id(), again.store_id(), "each is its own");
    assert_eq!(
        back.conversation(&"c".into()).await.unwrap(),
        Some(full("c", 3))
    );
    back.put(&full("new", 1)).await.unwrap();
    // The reader stands where "new" is now: with the old id it would never hear of it.
    let refused = back.changes(ahead.as_deref(), 100).await;
    assert!(matches!(refused, Err(StoreError::BadCursor(_))));
    let (anew, _) = read_all(&back, 100).await;
    assert!(anew.conversations.contains_key(&"new".into()));
    anew.assert_equals(&back).await;
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_copies_and_what_is_put_back() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = home().await;
    let (copy, back) = (
        home.dir.path().join("copy"),
        home.dir.path().join("back.db"),
    );
    home.store.back_up(&copy).await.unwrap();
    restore(&copy, &back).await.unwrap();
    let restored = Store::open(&back).await.unwrap();
    restored.put(&full("c", 1)).await.unwrap();
    for path in files(home.dir.path()).into_keys() {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn nothing_is_ever_overwritten() {
    let home = home().await;
    let copy = home.dir.path().join("copy");
    home.store.back_up(&copy).await.unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    for (name, beside) in [("letter", "letter"), ("new.db", "new.db-wal")] {
        let target = elsewhere.path().join(name);
        std::fs::write(elsewhere.path().join(beside), "Dear Sir or Madam").unwrap();
        let before = files(elsewhere.path());
        let refused = home.store.back_up(&target).await;
        assert!(matches!(refused, Err(StoreError::Exists(_))), "{refused:?}");
        let refused = restore(&copy, &target).await;
        assert!(matches!(refused, Err(StoreError::Exists(_))), "{refused:?}");
        assert_eq!(files(elsewhere.path()), before);
    }
    let nowhere = elsewhere.path().join("no/such/folder/copy");
    assert!(matches!(
        home.store.back_up(&nowhere).await,
        Err(StoreError::Io { .. })
    ));
}

/// A change by hand to a copy.
async fn change(path: &Path, sql: &'static str) {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true);
    let mut connection: SqliteConnection = options.connect().await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Takes the checksum off a copy, as those of before had none.
fn unseal(path: &Path) {
    let file = std::fs::File::options().write(true).open(path).unwrap();
    let length = file.metadata().unwrap().len();
    file.set_len(length - length % 512).unwrap();
}

/// A copy with some content, at a path.
async fn copy_at(home: &Home, path: &Path) {
    home.store.back_up(path).await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_put_back_is_refused_in_clear_words_and_leaves_no_trace() {
    let home = home().await;
    for nth in 0..20 {
        home.store.put(&full(&format!("c{nth}"), 30)).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("letter"), "Dear Sir or Madam, ".repeat(900)).unwrap();
    std::fs::write(at("empty"), "").unwrap();
    change(
        &at("foreign"),
        "CREATE TABLE meta (name TEXT, value TEXT); CREATE TABLE event (seq)",
    )
    .await;
    for name in [
        "newer",
        "cut",
        "torn",
        "holed",
        "miscounted",
        "orphaned",
        "used",
    ] {
        copy_at(&home, &at(name)).await;
    }
    for changed in ["newer", "holed", "miscounted", "orphaned"] {
        unseal(&at(changed));
    }
    change(
        &at("newer"),
        "INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, success, checksum, \
         execution_time FROM _sqlx_migrations LIMIT 1",
    )
    .await;
    change(&at("holed"), "DELETE FROM event WHERE seq = 7").await;
    change(
        &at("miscounted"),
        "UPDATE total SET messages = messages - 1",
    )
    .await;
    change(
        &at("orphaned"),
        "PRAGMA foreign_keys = off; UPDATE message SET conversation = 9999 WHERE id = 'c3/4'",
    )
    .await;
    let whole = std::fs::read(at("cut")).unwrap();
    std::fs::write(at("cut"), &whole[..whole.len() / 2]).unwrap();
    let mut torn = whole.clone();
    let middle = torn.len() / 2 / 4096 * 4096;
    torn[middle..middle + 2048].fill(0xa5);
    std::fs::write(at("torn"), torn).unwrap();
    std::fs::write(at("used-wal"), "what the last minutes brought").unwrap();
    let before = files(folder.path());
    let cases = [
        ("letter", "is not a store of daybook-server"),
        ("empty", "is not a store of daybook-server"),
        ("foreign", "is not a store of daybook-server"),
        ("newer", "was written by a newer daybook-server"),
        ("cut", "is damaged: "),
        ("torn", "is damaged: "),
        (
            "holed",
            "is damaged: a number of the change feed is missing",
        ),
        (
            "miscounted",
            "is damaged: it holds other rows than it counted",
        ),
        ("orphaned", "is damaged: a row names one that is not there"),
        ("used", "it is a store in use and no backup"),
        ("missing", "cannot use "),
    ];
    for (name, words) in cases {
        let refused = restore(&at(name), &at("new.db")).await.unwrap_err();
        let said = refused.to_string();
        assert!(said.contains(words), "{name}: {said}");
        assert!(!said.contains(".part"), "{name}: {said}");
        assert!(!refused.is_retryable(), "{name}");
        assert_eq!(files(folder.path()), before, "{name} left a trace");
    }
}

#[tokio::test]
async fn no_bit_of_a_copy_changes_unseen() {
    let home = home().await;
    home.store.put(&full("c", 30)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (copy, bad, back) = (
        folder.path().join("copy"),
        folder.path().join("bad"),
        folder.path().join("back.db"),
    );
    copy_at(&home, &copy).await;
    let whole = std::fs::read(&copy).unwrap();
    let tried = std::env::var("DAYBOOK_FLIPS").ok();
    let tried: usize = tried.and_then(|text| text.parse().ok()).unwrap_or(60);
    // The seal itself is hit too.
    let seal = (whole.len() - 64..whole.len()).step_by(9);
    let spread = (0..tried).map(|nth| 100 + nth * (whole.len() - 100) / tried);
    for at in spread.chain(seal) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        std::fs::write(&bad, &flipped).unwrap();
        let refused = restore(&bad, &back).await.unwrap_err();
        assert!(
            refused.to_string().contains("damaged"),
            "byte {at}: {refused}"
        );
        assert!(!back.exists(), "byte {at}");
    }
    for short in [1, 63, 64, 65, 512, 4096] {
        std::fs::write(&bad, &whole[..whole.len() - short]).unwrap();
        if short != 64 {
            assert!(restore(&bad, &back).await.is_err(), "{short} bytes short");
        }
    }
    restore(&copy, &back).await.unwrap();
    let unsealed = folder.path().join("of-before.db");
    unseal(&copy);
    restore(&copy, &unsealed).await.unwrap();
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_daybook-server"))
        .args(arguments)
        .output()
        .unwrap()
}

fn words_of(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(&[out.as_slice(), err].concat()).into_owned()
}

#[tokio::test]
async fn the_program_copies_beside_an_open_store_and_puts_back() {
    let home = home().await;
    home.store.put(&full("c", 3)).await.unwrap();
    let name = |path: PathBuf| path.to_str().unwrap().to_owned();
    let (db, copy) = (name(home.path()), name(home.dir.path().join("copy")));
    let back = name(home.dir.path().join("back.db"));
    let made = run(&["backup", &copy, "--db", &db]);
    assert!(made.status.success(), "{}", words_of(&made));
    home.store.put(&full("d", 1)).await.unwrap();
    assert_eq!(run(&["backup", &copy, "--db", &db]).status.code(), Some(4));
    let restored = run(&["restore", &copy, "--db", &back]);
    assert!(restored.status.success(), "{}", words_of(&restored));
    assert!(words_of(&restored).contains("1 conversations, 3 messages"));
    assert!(!words_of(&restored).contains(&home.store.store_id()));
    assert_eq!(
        run(&["restore", &copy, "--db", &back]).status.code(),
        Some(4)
    );
    let nothing = run(&["backup", &copy, "--db", "/nowhere/store.db"]);
    assert_eq!(nothing.status.code(), Some(1));
}

/// Reports an outcome for a session; the status, and the code of the refusal.
async fn report(server: &Server, session: &str) -> (u16, String) {
    let bearer = format!("Bearer {}", server.token(Role::Write).await);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let outcome = serde_json::json!({"session_id": session, "kind": "tour", "record": "V",
        "person": {"email": "rosa@visitors.example"}});
    let body = Bytes::from(outcome.to_string());
    let path = "/v1/conversions";
    let reply = server.send(Method::POST, path, &headers, body).await;
    reply.error()
}

/// A conversation of a known person.
fn of_person(id: &str, person: &str) -> ConversationChange {
    let mut change = full(id, 2);
    change.conversation.customer_id = Some(person.into());
    change
}

async fn with_persons(store: &Store) {
    let person = |id: &str| CustomerRecord {
        id: id.into(),
        name: "Rosa Marsh".to_owned(),
        company: None,
        email: None,
        profile_url: None,
    };
    store
        .put_customers(&["p-1", "p-2"].map(person))
        .await
        .unwrap();
    let known = [of_person("c-1", "p-1"), of_person("c-2", "p-2")];
    store.put_many(&known).await.unwrap();
    store.put(&full("c-3", 2)).await.unwrap();
}

#[tokio::test]
async fn who_was_deleted_after_a_copy_does_not_come_back_with_it() {
    let home = home().await;
    with_persons(&home.store).await;
    let name = |path: PathBuf| path.to_str().unwrap().to_owned();
    let at = |file: &str| name(home.dir.path().join(file));
    let (db, copy, back, gone) = (name(home.path()), at("copy"), at("back.db"), at("gone"));
    let server = Server::start(&home.store, HttpConfig::loopback()).await;
    let early = report(&server, "session-young").await;
    assert_eq!(early, (404, "unknown_session".to_owned()));
    home.store
        .back_up(&home.dir.path().join("copy"))
        .await
        .unwrap();
    home.store.put(&full("young", 1)).await.unwrap();
    for id in ["c-3", "young"] {
        home.store.delete_conversation(&id.into()).await.unwrap();
    }
    let bearer = format!("Bearer {}", server.token(Role::Delete).await);
    let headers = [("authorization", bearer.as_str())];
    let (delete, path) = (Method::DELETE, "/v1/persons/p-1");
    let deleted = server.send(delete, path, &headers, Bytes::new()).await;
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    let told = run(&["tombstones", "--db", &db]);
    assert!(told.status.success(), "{}", words_of(&told));
    let lines = String::from_utf8(told.stdout).unwrap();
    // Three conversations and a customer, and the sessions of the three.
    assert_eq!(lines.lines().count(), 7, "{lines}");
    assert!(
        !lines.contains("Rosa") && !lines.contains("session-"),
        "{lines}"
    );
    std::fs::write(&gone, &lines).unwrap();
    let restored = run(&["restore", &copy, "--forget", &gone, "--db", &back]);
    assert!(restored.status.success(), "{}", words_of(&restored));
    assert!(words_of(&restored).contains("1 conversations, 2 messages"));
    let left = files(home.dir.path()).into_keys().map(name);
    let left = left.filter(|it| it.contains(".part")).collect::<Vec<_>>();
    assert_eq!(left, Vec::<String>::new(), "nothing is left of the making");
    let bytes = std::fs::read(&back).unwrap();
    assert!(!bytes.windows(5).any(|it| it == b"c-3/1"), "overwritten");
    let back = Store::open(Path::new(&back)).await.unwrap();
    back.verify().await.unwrap();
    assert!(back.conversation(&"c-2".into()).await.unwrap().is_some());
    for id in ["c-1", "c-3", "young"] {
        assert_eq!(back.conversation(&id.into()).await.unwrap(), None);
        let again = back.put(&full(id, 1)).await;
        assert!(matches!(again, Err(StoreError::Deleted(_))), "{again:?}");
    }
    let again = back
        .forget(&back.tombstones().await.unwrap())
        .await
        .unwrap();
    assert_eq!(
        again,
        DeletionReceipt::default(),
        "told twice, nothing more goes"
    );
    assert_eq!(back.tombstones().await.unwrap().len(), 7);
    let left = back.dead_letters(0, 9).await.unwrap();
    assert_eq!(left, [], "what was kept for a session that is gone went");
    // What comes late is answered as the lost store answered it, and nothing of it is kept.
    let restored = Server::start(&back, HttpConfig::loopback()).await;
    for session in ["session-c-1", "session-c-3", "session-young"] {
        let late = report(&restored, session).await;
        assert_eq!(late, report(&server, session).await, "{session}");
        assert_eq!(late, (410, "deleted".to_owned()), "{session}");
    }
    assert_eq!(back.dead_letters(0, 9).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_no_tombstone_is_refused_before_anything_is_made() {
    let home = home().await;
    with_persons(&home.store).await;
    let at = |file: &str| home.dir.path().join(file).to_str().unwrap().to_owned();
    home.store.back_up(Path::new(&at("copy"))).await.unwrap();
    std::fs::write(at("gone"), "{\"kind\": \"conversation\"}\n").unwrap();
    let refused = run(&[
        "restore",
        &at("copy"),
        "--forget",
        &at("gone"),
        "--db",
        &at("back.db"),
    ]);
    assert_eq!(refused.status.code(), Some(3), "{}", words_of(&refused));
    assert!(
        words_of(&refused).contains("line 1"),
        "{}",
        words_of(&refused)
    );
    assert!(!Path::new(&at("back.db")).exists());
}

#[tokio::test]
async fn a_database_is_copied_by_its_own_tools_and_then_renewed() {
    let (Some(old), Some(new)) = (postgres::database(), postgres::database()) else {
        return;
    };
    let open = async |url: &str| {
        let address = url.parse::<StoreAddress>().unwrap();
        Store::connect(&address).await.unwrap()
    };
    let store = open(&old).await;
    store.put_spaces(&[space()]).await.unwrap();
    store.put(&full("c", 3)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("dump");
    let dump = dump.to_str().unwrap();
    let refused = run(&["backup", dump, "--db", &old]);
    assert_eq!(refused.status.code(), Some(4));
    assert!(
        words_of(&refused).contains("pg_dump"),
        "{}",
        words_of(&refused)
    );
    let refused = run(&["restore", dump, "--db", &new]);
    assert_eq!(refused.status.code(), Some(4));
    assert!(
        words_of(&refused).contains("renew-id"),
        "{}",
        words_of(&refused)
    );
    postgres::run("pg_dump", &["--format=custom", "--file", dump, &old]);
    postgres::run("pg_restore", &["--dbname", &new, dump]);
    store.put(&full("lost", 1)).await.unwrap();
    let (_, ahead) = read_all(&store, 100).await;
    let copied = open(&new).await;
    assert!(copied.conversation(&"c".into()).await.unwrap().is_some());
    copied.close().await.unwrap();
    store.put(&full("gone", 1)).await.unwrap();
    for id in ["c", "gone"] {
        store.delete_conversation(&id.into()).await.unwrap();
    }
    let gone = folder.path().join("gone");
    std::fs::write(&gone, run(&["tombstones", "--db", &old]).stdout).unwrap();
    let forgotten = run(&["forget", gone.to_str().unwrap(), "--db", &new]);
    assert!(forgotten.status.success(), "{}", words_of(&forgotten));
    assert!(words_of(&forgotten).contains("1 conversations"));
    let renewed = run(&["renew-id", "--db", &new]);
    assert!(renewed.status.success(), "{}", words_of(&renewed));
    let back = open(&new).await;
    assert_eq!(words_of(&renewed).trim(), back.store_id());
    assert_ne!(back.store_id(), store.store_id());
    back.verify().await.unwrap();
    assert_eq!(back.conversation(&"c".into()).await.unwrap(), None);
    let restored = Server::start(&back, HttpConfig::loopback()).await;
    for session in ["session-c", "session-gone"] {
        let late = report(&restored, session).await;
        assert_eq!(late, (410, "deleted".to_owned()), "{session}");
    }
    let told = [&back, &store].map(|it| it.tombstones());
    let told = futures::future::join_all(told).await;
    let count = |gone: &Result<Vec<_>, StoreError>| gone.as_ref().map(Vec::len).unwrap();
    assert_eq!(told.iter().map(count).collect::<Vec<_>>(), [4, 4]);
    back.put(&full("new", 1)).await.unwrap();
    let refused = back.changes(ahead.as_deref(), 100).await;
    assert!(matches!(refused, Err(StoreError::BadCursor(_))));
    read_all(&back, 100).await.0.assert_equals(&back).await;
}
