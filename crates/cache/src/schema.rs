//! Schema versions. `PRAGMA user_version` is the number of the last migration applied; a file of a
//! newer version is refused untouched. Each migration is one transaction with its new version.

use crate::error::OpenError;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

/// One of the two files, and how its schema came to be.
pub(crate) struct FileSchema {
    /// The file's name.
    pub(crate) file: &'static str,
    /// `PRAGMA application_id`.
    application_id: i64,
    migrations: &'static [&'static str],
}

/// What can be downloaded again.
pub(crate) const CACHE: FileSchema = FileSchema {
    file: "cache.db",
    application_id: 0x4461_7943,
    migrations: &[
        include_str!("../../../migrations/cache/0001_first.sql"),
        include_str!("../../../migrations/cache/0002_kept.sql"),
        include_str!("../../../migrations/cache/0003_merge_later.sql"),
        include_str!("../../../migrations/cache/0004_kept_block.sql"),
        include_str!("../../../migrations/cache/0005_hidden.sql"),
        include_str!("../../../migrations/cache/0006_search_columns.sql"),
        include_str!("../../../migrations/cache/0007_times.sql"),
        include_str!("../../../migrations/cache/0008_words.sql"),
        include_str!("../../../migrations/cache/0009_earlier.sql"),
        include_str!("../../../migrations/cache/0010_links.sql"),
        include_str!("../../../migrations/cache/0011_longest_gap.sql"),
        include_str!("../../../migrations/cache/0012_former_outcomes.sql"),
        include_str!("../../../migrations/cache/0013_text_facts.sql"),
        include_str!("../../../migrations/cache/0014_language.sql"),
        include_str!("../../../migrations/cache/0015_inferred_kinds.sql"),
        include_str!("../../../migrations/cache/0016_escalation_cause.sql"),
        include_str!("../../../migrations/cache/0017_word.sql"),
        include_str!("../../../migrations/cache/0018_questions.sql"),
    ],
};

/// What the manager made.
pub(crate) const WORK: FileSchema = FileSchema {
    file: "work.db",
    application_id: 0x4461_7957,
    migrations: WORK_MIGRATIONS,
};

/// The generation of it before this one: whole, and verified when it was made.
pub(crate) const KEPT_WORK: FileSchema = FileSchema {
    file: "work.previous.db",
    application_id: WORK.application_id,
    migrations: WORK_MIGRATIONS,
};

/// The generation that is being made.
pub(crate) const NEXT_WORK: FileSchema = FileSchema {
    file: "work.next.db",
    application_id: WORK.application_id,
    migrations: WORK_MIGRATIONS,
};

const WORK_MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/work/0001_first.sql"),
    include_str!("../../../migrations/work/0002_sources.sql"),
    include_str!("../../../migrations/work/0003_marks.sql"),
    include_str!("../../../migrations/work/0004_saved_views.sql"),
    include_str!("../../../migrations/work/0005_queues.sql"),
    include_str!("../../../migrations/work/0006_lead_follow_up.sql"),
    include_str!("../../../migrations/work/0007_audit.sql"),
    include_str!("../../../migrations/work/0008_rules.sql"),
    include_str!("../../../migrations/work/0009_view_columns.sql"),
    include_str!("../../../migrations/work/0010_deletions.sql"),
    include_str!("../../../migrations/work/0011_hours_and_annotations.sql"),
    include_str!("../../../migrations/work/0012_question_decisions.sql"),
];

impl FileSchema {
    /// The newest version that this program knows.
    pub(crate) fn known(&self) -> i64 {
        i64::try_from(self.migrations.len()).unwrap_or(i64::MAX)
    }

    /// Whether the file is of this kind and of a version that this program knows; answers its version.
    pub(crate) async fn check(&self, conn: &mut SqliteConnection) -> Result<i64, OpenError> {
        let found = self.number(conn, "PRAGMA user_version").await?;
        let application_id = self.number(conn, "PRAGMA application_id").await?;
        if found > 0 && application_id != self.application_id {
            return Err(OpenError::NotDaybook { file: self.file });
        }
        if found > self.known() {
            return Err(OpenError::NewerSchema {
                file: self.file,
                found,
                known: self.known(),
            });
        }
        Ok(found)
    }

    /// Applies what is missing.
    pub(crate) async fn migrate(&self, conn: &mut SqliteConnection) -> Result<(), OpenError> {
        let found = self.check(conn).await?;
        for (version, sql) in (1_i64..).zip(self.migrations) {
            if version > found {
                self.apply(conn, version, sql)
                    .await
                    .map_err(|source| self.refused(source))?;
            }
        }
        Ok(())
    }

    /// Applies what is missing up to a version.
    #[cfg(test)]
    pub(crate) async fn migrate_to(
        &self,
        conn: &mut SqliteConnection,
        version: i64,
    ) -> sqlx::Result<()> {
        for (number, sql) in (1..=version).zip(self.migrations) {
            self.apply(conn, number, sql).await?;
        }
        Ok(())
    }

    /// Does what the next migration does, and commits nothing.
    #[cfg(test)]
    pub(crate) async fn begin_next(&self, conn: &mut SqliteConnection) -> Result<(), OpenError> {
        let next = usize::try_from(self.check(conn).await?).unwrap_or(usize::MAX);
        for sql in self.migrations.iter().skip(next).take(1) {
            let done = sqlx::raw_sql(*sql).execute(&mut *conn).await;
            done.map_err(|source| self.refused(source))?;
        }
        Ok(())
    }

    async fn apply(
        &self,
        conn: &mut SqliteConnection,
        version: i64,
        sql: &'static str,
    ) -> sqlx::Result<()> {
        let mut transaction = conn.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::raw_sql(sql).execute(&mut *transaction).await?;
        // A pragma takes no binds; both numbers are our own.
        let stamp = format!(
            "PRAGMA user_version = {version}; PRAGMA application_id = {}",
            self.application_id
        );
        sqlx::raw_sql(AssertSqlSafe(stamp))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// What stamps an attached file as one of this kind, of the newest version.
    pub(crate) fn stamp_of(&self, attached: &str) -> String {
        format!(
            "PRAGMA {attached}.user_version = {}; PRAGMA {attached}.application_id = {}",
            self.known(),
            self.application_id
        )
    }

    async fn number(
        &self,
        conn: &mut SqliteConnection,
        pragma: &'static str,
    ) -> Result<i64, OpenError> {
        sqlx::query_scalar(pragma)
            .fetch_one(conn)
            .await
            .map_err(|source| self.refused(source))
    }

    /// An engine's error as this file's.
    pub(crate) fn refused(&self, source: sqlx::Error) -> OpenError {
        if crate::error::is_wrong_key(&source) {
            OpenError::WrongKey { file: self.file }
        } else if crate::error::is_full(&source) {
            OpenError::Full
        } else if crate::error::is_damage(&source) {
            OpenError::Damaged { file: self.file }
        } else {
            OpenError::Database {
                file: self.file,
                source,
            }
        }
    }
}
