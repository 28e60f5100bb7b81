//! Deletion for privacy: after it no byte of what was deleted is found in any page of any file of the home, free pages
//! and earlier generations included, and no late page of a sync brings it back.

mod support;

use aes::cipher::generic_array::GenericArray;
use aes::cipher::{BlockDecrypt as _, KeyInit as _};
use cache::CacheError;
use model::ConversationId;
use model::deletion::DeletionStage;
use model::failure::Failure;
use model::feed::ChangeSet;
use model::marks::{FlagMessage, MarkChange, MessageFlag, SetMarks};
use model::request::ListFilter;
use model::{FlagKind, MessageId, RemoteId};
use std::path::Path;
use support::*;

/// SQLCipher's usual page, and what it keeps at the end of each: an initialisation vector and a checksum.
const PAGE: usize = 4096;
const RESERVED: usize = 80;
/// What stands at the beginning of a file in the place of SQLite's own first bytes.
const SALT: usize = 16;

/// Every page of a file as SQLite sees it, free ones included. The key is used as it is, so a page is AES-256 in CBC
/// mode under the vector that stands at its end.
fn decrypted(file: &Path) -> Vec<u8> {
    let sealed = std::fs::read(file).expect("reads");
    let aes = aes::Aes256::new(GenericArray::from_slice(&[7; 32]));
    let mut plain = Vec::with_capacity(sealed.len());
    for (at, page) in sealed.chunks_exact(PAGE).enumerate() {
        let begin = if at == 0 { SALT } else { 0 };
        let end = PAGE - RESERVED;
        let mut before = page[end..end + 16].to_vec();
        for block in page[begin..end].chunks_exact(16) {
            let mut opened = GenericArray::clone_from_slice(block);
            aes.decrypt_block(&mut opened);
            plain.extend(opened.iter().zip(&before).map(|(byte, mask)| byte ^ mask));
            before = block.to_vec();
        }
    }
    plain
}

/// The files of a home in whose pages a text stands.
fn found_in(dir: &Path, text: &str) -> Vec<String> {
    let entries = std::fs::read_dir(dir).expect("reads");
    let files = entries.map(|entry| entry.expect("an entry").path());
    let holds = |file: &std::path::PathBuf| {
        let plain = decrypted(file);
        plain.windows(text.len()).any(|it| it == text.as_bytes())
    };
    let found = files.filter(|file| file.is_file() && holds(file));
    let mut names: Vec<String> = found.map(|file| file.display().to_string()).collect();
    names.sort();
    names
}

/// What temporary files of this process hold, while they are open. SQLite takes their names away at once.
#[cfg(target_os = "linux")]
fn temporary_files() -> Vec<Vec<u8>> {
    let open = std::fs::read_dir("/proc/self/fd").into_iter().flatten();
    let open = open.filter_map(|entry| Some(entry.ok()?.path()));
    let is_temporary = |path: &std::path::PathBuf| {
        let target = std::fs::read_link(path).unwrap_or_default();
        target.to_string_lossy().contains("etilqs")
    };
    let read = |path: std::path::PathBuf| std::fs::read(path).ok().filter(|it| !it.is_empty());
    open.filter(is_temporary).filter_map(read).collect()
}

/// A text of 12 KB that nothing makes smaller, so that the store is larger than what is held in memory.
#[cfg(target_os = "linux")]
fn unlike(seed: u64) -> String {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        format!("{:016x}", state)
    };
    (0..768).map(|_| next()).collect()
}

/// Whatever is written on the way is sealed as the files are, and the whole store is never held in memory.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_on_the_way_is_sealed_too() {
    let home = Home::new().await;
    for page_of in 0..8 {
        let talks = (0..250).map(|n| {
            let long = format!("conspicuous words {}", unlike(page_of * 250 + n));
            talk(&format!("c{page_of}-{n}"), 5, &[long.as_str()])
        });
        home.commit(&page(talks.collect()), &page_of.to_string())
            .await;
    }
    let writer = home.writer.clone();
    let source = home.source;
    let erasing =
        tokio::spawn(async move { writer.erase(source, vec!["c0-0".into()], now()).await });
    let mut largest = 0;
    while !erasing.is_finished() {
        for held in temporary_files() {
            largest = largest.max(held.len());
            let is_found = |text: &str| held.windows(text.len()).any(|it| it == text.as_bytes());
            assert!(!is_found("conspicuous words") && !is_found("SQLite format"));
        }
        tokio::task::yield_now().await;
    }
    erasing.await.expect("no panic").expect("erases");
    assert!(
        largest > 1 << 20,
        "the copy on the way was looked at: {largest}"
    );
}

async fn id_of(home: &Home, word: &str) -> ConversationId {
    home.list(search(word)).await.rows[0].id
}

/// Everything that may be noted about a conversation.
async fn note(home: &Home, id: ConversationId) {
    let set = SetMarks {
        conversation: id,
        changes: vec![MarkChange::Note("quoted zanzibarword".to_owned())],
    };
    home.writer.set_marks(set, now()).await.expect("notes");
    let flag = FlagMessage {
        message: MessageId(id.0 << 20),
        flag: Some(MessageFlag {
            kind: FlagKind::Rude,
            note: Some("zanzibarword again".to_owned()),
        }),
    };
    home.writer.flag_message(flag).await.expect("flags");
}

#[tokio::test]
async fn no_byte_of_what_was_deleted_stays_in_any_file() {
    let home = Home::new().await;
    let long = format!("zanzibarword {}", "unrepeatable prose ".repeat(600));
    let mut secret = talk("gone", 5, &[&long, "zanzibarword in the answer"]);
    secret.conversation.subject = Some("zanzibarword in the subject".to_owned());
    secret.leads.push(lead("l"));
    secret.conversation.customer_id = Some("known".into());
    let others = (0..400).map(|n| talk(&format!("c{n}"), 5, &["kept words of others", "and more"]));
    let mut all: Vec<_> = others.collect();
    all.insert(200, secret.clone());
    let changes = ChangeSet {
        customers: vec![customer("known", "zanzibarword the customer")],
        ..page(all)
    };
    home.commit(&changes, "1").await;
    // An edit and a second generation leave older copies behind.
    secret.messages[1].body = "zanzibarword edited".to_owned();
    home.commit(&page(vec![secret.clone()]), "2").await;
    let id = id_of(&home, "zanzibarword").await;
    note(&home, id).await;
    let aside = home.path().join("cache.damaged-1.db");
    std::fs::copy(home.path().join("cache.db"), &aside).expect("copies");

    let (store, name) = home.reader.lasting_name(id).await.expect("its name");
    let asked = home.writer.ask_deletion(vec![(store, name)], now());
    asked.await.expect("asks");
    let noted = home.reader.deletions().await.expect("reads");
    assert_eq!((noted.len(), noted[0].erased_at), (1, None));
    assert_eq!(home.reader.noted_among(&[id]).await.expect("reads"), 1);
    assert_eq!(home.reader.messages_in(&[id]).await.expect("reads"), 2);
    assert_eq!(home.writer.set_aside_files().len(), 1);
    let erased = home.writer.erase(home.source, vec!["gone".into()], now());
    erased.await.expect("erases");

    assert_eq!(home.list(search("zanzibarword")).await.total, 0);
    assert_eq!(home.list(ListFilter::default()).await.total, 400);
    let noted = home.reader.deletions().await.expect("reads");
    assert_eq!(noted[0].erased_at, Some(now()), "only at the end");
    assert!(!aside.exists(), "a copy that was put aside goes whole");
    // A page that was on its way does not bring it back.
    home.commit(&page(vec![secret]), "3").await;
    assert_eq!(home.list(search("zanzibarword")).await.total, 0);
    assert!(home.writer.is_sound().await.expect("looks"));
    home.writer.close().await;
    assert_eq!(found_in(home.path(), "zanzibarword"), Vec::<String>::new());
    assert_eq!(
        found_in(home.path(), "unrepeatable prose"),
        Vec::<String>::new()
    );
    let kept = found_in(home.path(), "kept words of others");
    assert_eq!(kept.len(), 1, "the pages are read right: {kept:?}");

    let (_writer, reader) = cache::open(home.path(), &key()).await.expect("opens");
    let gone = reader.lasting_name(id).await;
    assert!(matches!(gone, Err(CacheError::NotFound)), "{gone:?}");
}

#[tokio::test]
async fn a_deletion_is_remembered_until_its_server_has_heard_of_it() {
    let home = Home::new().await;
    let names = ["a", "b"].map(|id| ("store".to_owned(), RemoteId::from(id)));
    home.writer
        .ask_deletion(names.to_vec(), now())
        .await
        .expect("asks");
    let stages = async || {
        let all = home.reader.deletions().await.expect("reads");
        all.into_iter().map(|it| it.state).collect::<Vec<_>>()
    };
    assert_eq!(
        stages().await,
        [DeletionStage::Waiting, DeletionStage::Waiting]
    );
    let carried = DeletionStage::Carried { at: now() };
    let refused = DeletionStage::Refused {
        failure: Failure::Internal,
    };
    for (id, stage) in [("a", &carried), ("b", &refused)] {
        let settled = home
            .writer
            .settle_deletion("store".to_owned(), id.into(), stage.clone());
        settled.await.expect("settles");
    }
    assert_eq!(stages().await, [carried.clone(), refused]);
    let withdrawn = home
        .writer
        .withdraw_deletion(None, "store".to_owned(), "b".into());
    withdrawn.await.expect("withdraws");
    assert_eq!(stages().await.as_slice(), std::slice::from_ref(&carried));
    // A cache that is lost loses none of it.
    home.writer.close().await;
    std::fs::remove_file(home.path().join("cache.db")).expect("removes");
    let (_writer, reader) = cache::open(home.path(), &key()).await.expect("opens");
    let kept = reader.deletions().await.expect("reads");
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].state, carried);
}

#[tokio::test]
async fn what_is_withdrawn_comes_back_when_it_is_told_again() {
    let home = Home::new().await;
    let told = ChangeSet {
        conversations: vec![talk("c", 5, &["words"])],
        ..page(Vec::new())
    };
    home.commit(&told, "1").await;
    let erased = home.writer.erase(home.source, vec!["c".into()], now());
    erased.await.expect("erases");
    home.commit(&told, "2").await;
    assert_eq!(home.list(ListFilter::default()).await.total, 0);
    let source = Some(home.source);
    let withdrawn = home
        .writer
        .withdraw_deletion(source, "store".to_owned(), "c".into());
    withdrawn.await.expect("withdraws");
    home.commit(&told, "3").await;
    assert_eq!(home.list(ListFilter::default()).await.total, 1);
}
