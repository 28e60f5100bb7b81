//! A source that a newer Daybook made: it is seen, it says what is wrong, it can be removed, and nobody
//! takes it for a daybook-server.

use crate::app::App;
use crate::error::AppError;
use crate::home::folder::HomeFolder;
use crate::home::options::{AppOptions, KeyStorage};
use ::sync::SyncMode;
use cache::NewSource;
use model::SourceKind;
use model::capability::SourceCapabilities;
use model::failure::Failure;
use model::view::SyncState;
use zeroize::Zeroizing;

#[tokio::test]
async fn a_kind_that_only_a_newer_version_knows_is_a_clear_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = AppOptions {
        key_storage: KeyStorage::Passphrase,
        passphrase: Some(Zeroizing::new("correct horse battery".to_owned())),
        ..AppOptions::terminal()
    };
    let app = App::locate(HomeFolder::at(folder.path()), options).expect("the home");
    app.startup().await.expect("unlocked");
    let service = app.unlocked().await.expect("unlocked");
    let new = NewSource {
        kind: SourceKind::from("later"),
        name: "Harbour".to_owned(),
        url: "https://later.example".to_owned(),
    };
    let added = service.home.writer.add_source(new).await;
    let source = added.expect("a row");

    let refused = app.sync(source, SyncMode::Incremental).await;
    assert!(matches!(refused, Err(AppError::UnknownKind)), "{refused:?}");
    let shown = app.sources().await.expect("the others are not hidden");
    assert_eq!(shown[0].kind.as_str(), "later");
    assert_eq!(shown[0].capabilities, SourceCapabilities::default());
    match &shown[0].sync {
        SyncState::Failed { failure, retryable } => {
            assert_eq!(*failure, Failure::UnknownKind);
            assert!(!retryable);
        }
        other => panic!("{other:?}"),
    }
    let account = app.nexudus_account(source).await;
    assert!(matches!(account, Err(AppError::UnknownKind)));
    app.remove_source(source).await.expect("removed");
    assert!(app.sources().await.expect("sources").is_empty());
    app.close().await;
}
