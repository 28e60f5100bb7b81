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
    use std::collections::BTreeSet;
    use std::path::Path;

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
