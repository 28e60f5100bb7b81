//! Damaged files. Each image of each file of a home opens right, or is mended by one call; the sources, what
//! the window remembered and every conversation are there afterwards. `DAYBOOK_DAMAGE` says how many images
//! are tried and `DAYBOOK_SEED` which, so that a thousand can be run by hand.

use daybook_app::{App, SyncMode};
use model::failure::{Failure, FailureCode};
use model::request::{OpenConversation, OpenList};
use std::path::Path;
use testkit::fixture::{TestHome, TestServer, toured};

const CONVERSATIONS: u32 = 30;
const REMEMBERED: &str = "{\"theme\":\"dark\"}";
/// What a home is made of.
const FILES: [&str; 5] = [
    "cache.db",
    "work.db",
    "work.previous.db",
    "vault.json",
    "vault.copy.json",
];
const PAGE: usize = 4096;

#[derive(Clone, Copy, Debug)]
enum Damage {
    Truncated,
    PageZeroed,
    BitsFlipped,
    Emptied,
    PageScrambled,
    Scrambled,
}

const DAMAGES: [Damage; 6] = [
    Damage::Truncated,
    Damage::PageZeroed,
    Damage::BitsFlipped,
    Damage::Emptied,
    Damage::PageScrambled,
    Damage::Scrambled,
];

/// Numbers that look random and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most.max(1)).expect("a number")).expect("a number")
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count)
            .map(|_| u8::try_from(self.below(256)).expect("a byte"))
            .collect()
    }
}

fn damaged(mut bytes: Vec<u8>, damage: Damage, dice: &mut Dice) -> Vec<u8> {
    let page = (dice.below(bytes.len().div_ceil(PAGE)) * PAGE).min(bytes.len());
    let end = (page + PAGE).min(bytes.len());
    match damage {
        Damage::Truncated => bytes.truncate(1 + dice.below(bytes.len() - 1)),
        Damage::PageZeroed => bytes[page..end].fill(0),
        Damage::PageScrambled => bytes[page..end].copy_from_slice(&dice.bytes(end - page)),
        Damage::Emptied => bytes.clear(),
        Damage::Scrambled => bytes = dice.bytes(bytes.len()),
        Damage::BitsFlipped => {
            for _ in 0..=dice.below(8) {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
            }
        }
    }
    bytes
}

fn number(variable: &str, usual: u64) -> u64 {
    let asked = std::env::var(variable).ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for file in FILES {
        std::fs::copy(from.join(file), to.join(file)).expect(file);
    }
}

async fn pristine(server: &TestServer) -> TestHome {
    let home = TestHome::new();
    let app = home.open().await;
    let source = app
        .connect_daybook(server.connection("Harbour"))
        .await
        .expect("connected");
    app.sync(source.id, SyncMode::Incremental)
        .await
        .expect("synced");
    app.save_window_state(REMEMBERED).await.expect("remembered");
    app.close().await;
    home
}

/// Opens the home, with one repair where it is told as damaged.
async fn opened(home: &TestHome, what: &str) -> (App, bool) {
    let app = home.locate();
    match app.startup().await {
        Ok(view) => {
            assert_eq!(view.remembered, REMEMBERED, "{what}");
            // Some pages are met only by what is read next.
            match app.sources().await {
                Ok(_) => (app, false),
                Err(error) => {
                    let failure = Failure::from(error);
                    assert_eq!(failure, Failure::StoreDamaged, "{what}");
                    app.mend().await.expect(what);
                    (app, true)
                }
            }
        }
        Err(error) => {
            let failure = Failure::from(error);
            assert_eq!(failure.code(), FailureCode::Damaged, "{what}: {failure:?}");
            app.mend().await.expect(what);
            let view = app.startup().await.expect(what);
            assert_eq!(view.remembered, REMEMBERED, "{what}");
            (app, true)
        }
    }
}

async fn assert_whole(app: &App, what: &str) {
    let sources = app.sources().await.expect(what);
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names, ["Harbour"], "{what}");
    app.sync(sources[0].id, SyncMode::Full).await.expect(what);
    let list = app
        .open_list(OpenList {
            first_rows: CONVERSATIONS,
            ..OpenList::default()
        })
        .await
        .expect(what);
    assert_eq!(list.total, CONVERSATIONS, "{what}");
    for row in &list.rows {
        let open = OpenConversation {
            id: row.id,
            text: String::new(),
        };
        let read = app.conversation(&open).await.expect(what);
        assert!(!read.timeline.is_empty(), "{what}");
    }
    let report = app.mend().await.expect(what);
    assert_eq!(report.set_aside, None, "{what}: still damaged");
}

#[tokio::test]
async fn every_damaged_file_opens_right_or_is_mended_by_one_call() {
    let conversations: Vec<_> = (0..CONVERSATIONS)
        .map(|n| toured(&format!("c{n}")))
        .collect();
    let server = TestServer::filled(&conversations).await;
    let whole = pristine(&server).await;
    let mut dice = Dice(number("DAYBOOK_SEED", 7) | 1);
    let mut repaired = 0;
    for image in 0..number("DAYBOOK_DAMAGE", 30) {
        let at = usize::try_from(image).expect("a number");
        let (file, damage) = (
            FILES[at % FILES.len()],
            DAMAGES[at / FILES.len() % DAMAGES.len()],
        );
        let what = format!("image {image}: {file} {damage:?}");
        let home = TestHome::new();
        copy(whole.home().root(), home.home().root());
        let path = home.home().root().join(file);
        let bytes = std::fs::read(&path).expect("reads");
        std::fs::write(&path, damaged(bytes, damage, &mut dice)).expect("writes");
        let (app, was_repaired) = opened(&home, &what).await;
        assert!(
            !was_repaired || file == "cache.db",
            "{what}: only the cache needs a command"
        );
        repaired += u32::from(was_repaired);
        assert_whole(&app, &what).await;
        app.close().await;
    }
    assert!(
        repaired > 0,
        "no image was refused: the generator is too mild"
    );
}

#[tokio::test]
async fn a_lost_vault_is_told_and_the_key_on_paper_opens_the_store() {
    let server = TestServer::filled(&[toured("a")]).await;
    let home = pristine(&server).await;
    let app = home.open().await;
    let paper = app
        .recovery_key()
        .await
        .expect("the key")
        .expose()
        .to_owned();
    app.close().await;
    drop(app);
    let root = home.home().root().to_path_buf();
    for name in ["vault.json", "vault.copy.json"] {
        std::fs::remove_file(root.join(name)).expect("gone");
    }
    let app = home.locate();
    for _ in 0..2 {
        let lost = Failure::from(app.startup().await.expect_err("no key"));
        assert_eq!(lost, Failure::VaultGone);
        assert!(
            !root.join("vault.json").exists(),
            "replaced before a refusal"
        );
    }
    let other = Failure::from(
        app.recover(&paper.replace('A', "B"))
            .await
            .expect_err("a slip"),
    );
    assert_eq!(other, Failure::RecoveryKeyMalformed);
    let view = app.recover(&paper).await.expect("opened");
    assert_eq!(view.remembered, REMEMBERED);
    assert_eq!(app.status().await.expect("a status").conversations, 1);
    app.close().await;
    drop(app);
    let begun = home
        .locate()
        .startup()
        .await
        .expect("from now on by itself");
    assert_eq!(begun.remembered, REMEMBERED);
}

#[tokio::test]
async fn a_token_is_sent_to_the_address_that_it_was_given_for() {
    let (first, second) = (
        TestServer::filled(&[toured("a")]).await,
        TestServer::filled(&[toured("b")]).await,
    );
    let stores = ["cache.db", "work.db", "work.previous.db"];
    let home = pristine(&first).await;
    let root = home.home().root().to_path_buf();
    let backup = tempfile::tempdir().expect("a folder");
    for name in stores {
        std::fs::copy(root.join(name), backup.path().join(name)).expect(name);
        std::fs::remove_file(root.join(name)).expect(name);
    }
    let app = home.open().await;
    let other = app
        .connect_daybook(second.connection("Quay"))
        .await
        .expect("connected");
    app.close().await;
    drop(app);
    for name in stores {
        std::fs::copy(backup.path().join(name), root.join(name)).expect(name);
    }
    let app = home.open().await;
    let sources = app.sources().await.expect("sources");
    assert_eq!(
        (sources[0].id, sources[0].url.as_str()),
        (other.id, first.url.as_str()),
        "files of two days, under one id"
    );
    let refused = app.sync(other.id, SyncMode::Incremental).await;
    let failure = Failure::from(refused.expect_err("the token is the other server's"));
    assert_eq!(failure, Failure::BoundElsewhere);
    app.remove_source(other.id).await.expect("removed");
    let again = app
        .connect_daybook(first.connection("Harbour"))
        .await
        .expect("connected again");
    app.sync(again.id, SyncMode::Incremental)
        .await
        .expect("synced");
    app.close().await;
}
