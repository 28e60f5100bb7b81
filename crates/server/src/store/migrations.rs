//! The migrations of the server's store, as they are embedded. The files are append-only; a file that is not
//! listed here is found by a test.
//!
//! They are named one by one, because the macro of sqlx that embeds a folder compiles the whole driver a
//! second time for itself.

use sqlx::SqlStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// A migration: its number, its name, its text.
type EmbeddedMigration = (i64, &'static str, &'static str);

/// The migrations of both databases: the same numbers and names, each in its own SQL.
macro_rules! embedded {
    ($($number:literal $name:literal $file:literal),* $(,)?) => {
        const SQLITE: &[EmbeddedMigration] = &[$((
            $number,
            $name,
            include_str!(concat!("../../../../migrations/server/sqlite/", $file)),
        ),)*];
        const POSTGRES: &[EmbeddedMigration] = &[$((
            $number,
            $name,
            include_str!(concat!("../../../../migrations/server/postgres/", $file)),
        ),)*];
    };
}

embedded! {
    1 "first" "0001_first.sql",
    2 "lifecycle" "0002_lifecycle.sql",
    3 "desk" "0003_desk.sql",
    4 "sessions" "0004_sessions.sql",
    5 "privacy" "0005_privacy.sql",
    6 "letters by age" "0006_letters_by_age.sql",
    7 "facts" "0007_facts.sql",
    8 "transcripts by time" "0008_transcripts_by_time.sql",
    9 "times" "0009_times.sql",
    10 "identity" "0010_identity.sql",
    11 "words" "0011_words.sql",
    12 "earlier" "0012_earlier.sql",
    13 "merged" "0013_merged.sql",
    14 "token spaces" "0014_token_spaces.sql",
    15 "former outcomes" "0015_former_outcomes.sql",
    16 "escalation cause" "0016_escalation_cause.sql",
}

/// The migrations of a store in a file.
pub(super) fn sqlite() -> Migrator {
    migrator(SQLITE)
}

/// The migrations of a store in PostgreSQL.
pub(super) fn postgres() -> Migrator {
    migrator(POSTGRES)
}

fn migrator(embedded: &[EmbeddedMigration]) -> Migrator {
    let migrations = embedded.iter().map(|(number, name, text)| {
        let sql = SqlStr::from_static(text);
        Migration::new(*number, (*name).into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
    use sqlx::{ConnectOptions as _, Connection as _};
    use std::collections::BTreeSet;
    use std::path::Path;

    /// A conversation with a word, an outcome and a lead, as the first version kept them.
    const FIRST_ROWS: &str = "\
        INSERT INTO space (key, id, seq, name, time_zone) VALUES (1, 's', 1, 'Harbour', 'Europe/London'); \
        INSERT INTO event (seq, conversation, row_count) VALUES (1, NULL, 1), (2, 1, 4); \
        INSERT INTO conversation (key, id, session_id, seq, space, channel, origin, external_identifier, \
            status, escalation, started_at, last_activity_at) \
        VALUES (1, 'c', 'session-c', 2, 1, 'whatsapp', 'inbound', '+44 20 7946 0018', 'active', 'none', \
            1764000000000000, 1764000060000000); \
        INSERT INTO message (place, conversation, id, sender, format, sent_at, body) \
        VALUES (2097152, 1, 'm', 'customer', 'plain', 1764000060000000, 'May I see it?'); \
        INSERT INTO conversion (place, conversation, id, kind, record, occurred_at, confirmed) \
        VALUES (2097153, 1, 'o', 'tour', 'v-1', 1764000060000000, 1); \
        INSERT INTO lead (place, conversation, id, name, phone, created_at) \
        VALUES (2097154, 1, 'l', 'Rosa', '020 7946 0018', 1764000060000000); \
        UPDATE total SET conversations = 1, messages = 1, conversions = 1, leads = 1";

    async fn connect(file: &Path) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(file);
        let connection = options.create_if_missing(true).connect().await;
        connection.expect("it opens")
    }

    /// A store that was begun by the first version and last served by this one.
    async fn of_version(file: &Path, version: usize) {
        let mut store = connect(file).await;
        let first = migrator(&SQLITE[..1]).run(&mut store).await;
        first.expect("the first version");
        let filled = sqlx::raw_sql(FIRST_ROWS).execute(&mut store).await;
        filled.expect("the first rows");
        let rest = migrator(&SQLITE[..version]).run(&mut store).await;
        rest.expect("the versions after it");
        store.close().await.expect("it closes");
    }

    async fn schema(file: &Path) -> Vec<String> {
        let mut store = connect(file).await;
        let parts = sqlx::query_scalar(
            "SELECT name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name",
        );
        let parts = parts.fetch_all(&mut store).await.expect("it reads");
        store.close().await.expect("it closes");
        parts
    }

    #[tokio::test]
    async fn a_store_of_every_past_version_opens_with_what_it_held() {
        let folder = tempfile::tempdir().expect("a folder");
        let fresh = folder.path().join("fresh.db");
        let store = Store::open(&fresh).await.expect("it opens");
        store.close().await.expect("it closes");
        for version in 1..SQLITE.len() {
            let file = folder.path().join(format!("{version}.db"));
            of_version(&file, version).await;
            let store = Store::open(&file).await.expect("it opens");
            store.verify().await.expect("it is whole");
            let page = store.changes(None, 100).await.expect("it is read");
            let mut held = page.changes.conversations;
            assert_eq!(held.len(), 1, "version {version}");
            let mut held = held.remove(0);
            let of_each = (
                held.messages.len(),
                held.conversions.len(),
                held.leads.len(),
            );
            assert_eq!(of_each, (1, 1, 1), "version {version}");
            assert_eq!(held.messages[0].body, "May I see it?", "version {version}");
            held.conversation.id = "d".into();
            held.conversation.session_id = "session-d".to_owned();
            held.messages[0].id = "n".into();
            (held.conversions, held.leads) = (Vec::new(), Vec::new());
            store.put(&held).await.expect("it takes another one");
            store.verify().await.expect("it is whole");
            store.close().await.expect("it closes");
            assert_eq!(
                schema(&file).await,
                schema(&fresh).await,
                "version {version}"
            );
        }
    }

    #[test]
    fn every_file_is_embedded_under_its_number_and_name() {
        for (folder, embedded) in [("sqlite", SQLITE), ("postgres", POSTGRES)] {
            let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/server");
            let files = std::fs::read_dir(migrations.join(folder)).expect("the folder");
            let files: BTreeSet<String> = files
                .map(|file| {
                    file.expect("a file")
                        .file_name()
                        .into_string()
                        .expect("a name")
                })
                .collect();
            let named = embedded
                .iter()
                .map(|(number, name, _)| format!("{number:04}_{}.sql", name.replace(' ', "_")));
            assert_eq!(named.collect::<BTreeSet<_>>(), files, "{folder}");
        }
    }
}
