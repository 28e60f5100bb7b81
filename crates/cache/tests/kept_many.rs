//! Very many kept records, which lie in blocks, against a map that does the same: by id, by key, walked
//! and counted, however they came, changed and went.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use model::feed::{ChangeSet, StagedRecord};
use proptest::prelude::*;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::collections::BTreeMap;
use std::sync::Arc;
use support::{Home, SEARCH_BEFORE_COLUMNS, STREAM, cache, key, raw};

async fn closed(home: Home) -> tempfile::TempDir {
    home.writer.close().await;
    home.dir
}

/// Some records of one commit.
#[derive(Clone, Copy, Debug)]
struct Wave {
    from: usize,
    count: usize,
    step: usize,
    /// Each so-manieth goes; 0: none.
    goes: usize,
    keys: usize,
}

fn wave() -> impl Strategy<Value = Wave> {
    let counts = prop_oneof![1..20_usize, 100..400_usize];
    (0..900_usize, counts, 1..4_usize, 0..4_usize, 1..4_usize).prop_map(
        |(from, count, step, goes, keys)| Wave {
            from,
            count,
            step,
            goes,
            keys,
        },
    )
}

impl Wave {
    fn records(self, turn: usize) -> Vec<StagedRecord> {
        let ids = (0..self.count).map(|n| self.from + n * self.step);
        let record = |id: usize| {
            let is_gone = self.goes > 0 && id.is_multiple_of(self.goes * 2);
            let key = format!("key:{}", (id + turn) % 11);
            StagedRecord {
                entity: if id.is_multiple_of(5) { "a" } else { "b" }.to_owned(),
                // Their order as texts is not that of the numbers.
                id: id.to_string(),
                body: (!is_gone).then(|| format!("{{\"turn\":{turn},\"id\":{id}}}")),
                keys: if !is_gone && id.is_multiple_of(self.keys) {
                    vec![key, format!("own:{id}")]
                } else {
                    Vec::new()
                },
            }
        };
        ids.map(record).collect()
    }
}

/// What is to be there, by entity and id.
type Expected = BTreeMap<(String, String), StagedRecord>;

fn apply(expected: &mut Expected, records: &[StagedRecord]) {
    for record in records {
        let name = (record.entity.clone(), record.id.clone());
        match record.body {
            Some(_) => drop(expected.insert(name, record.clone())),
            None => drop(expected.remove(&name)),
        }
    }
}

fn of(expected: &Expected, entity: &str) -> Vec<StagedRecord> {
    let of_entity = expected.values().filter(|record| record.entity == entity);
    of_entity.cloned().collect()
}

async fn walked(home: &Home, entity: &str, limit: u32) -> Vec<StagedRecord> {
    let (mut walked, mut after) = (Vec::<StagedRecord>::new(), String::new());
    loop {
        let some = home.reader.staged_after(home.source, entity, &after, limit);
        let some = some.await.unwrap();
        let Some(last) = some.last() else {
            return walked;
        };
        assert!(some.len() <= limit as usize);
        after.clone_from(&last.id);
        walked.extend(some);
    }
}

async fn check(home: &Home, expected: &Expected) {
    for entity in ["a", "b"] {
        let all = of(expected, entity);
        let count = home.reader.staged_count(home.source, entity).await.unwrap();
        assert_eq!(count, all.len() as u64);
        for limit in [7, 500] {
            assert_eq!(walked(home, entity, limit).await, all, "by {limit}");
        }
        let ids: Vec<String> = (0..2_200).step_by(3).map(|id| id.to_string()).collect();
        let mut found = home.reader.staged(home.source, entity, &ids).await.unwrap();
        found.sort_by(|one, other| one.id.cmp(&other.id));
        let by_id = all.iter().filter(|record| ids.contains(&record.id));
        assert_eq!(found, by_id.cloned().collect::<Vec<_>>());
        let keys: Vec<String> = ["key:3", "key:7", "own:45"].map(str::to_owned).into();
        let found = home.reader.staged_by_key(home.source, entity, &keys).await;
        let has = |record: &&StagedRecord| record.keys.iter().any(|key| keys.contains(key));
        let by_key = all.iter().filter(has);
        assert_eq!(found.unwrap(), by_key.cloned().collect::<Vec<_>>());
    }
}

/// Commits in turn as they come and as they are read ahead.
async fn commit(home: &Home, turn: usize, records: Vec<StagedRecord>) {
    let changes = ChangeSet {
        staged: records.into_iter().map(Arc::new).collect(),
        ..ChangeSet::default()
    };
    let cursor = turn.to_string();
    if turn.is_multiple_of(2) {
        home.commit(&changes, &cursor).await;
    } else {
        let read = cache::PreparedChanges::read(changes);
        let done = home.writer.commit_page(home.source, STREAM, &read, &cursor);
        done.await.unwrap();
    }
}

async fn number(conn: &mut SqliteConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(conn).await.unwrap()
}

/// Whether anything by itself lies in the range of a block, ranges meet, or keys point nowhere.
const ASTRAY: &str = "SELECT
    (SELECT count(*) FROM kept JOIN kept_block AS block USING (source_id, entity)
     WHERE kept.id BETWEEN block.first_id AND block.last_id)
  + (SELECT count(*) FROM kept_block AS one JOIN kept_block AS other USING (source_id, entity)
     WHERE one.id <> other.id AND one.first_id BETWEEN other.first_id AND other.last_id)
  + (SELECT count(*) FROM kept_block WHERE first_id > last_id OR records < 1)";

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn many_records_are_kept_as_a_map_would_keep_them(
        turns in proptest::collection::vec(wave(), 1..7)
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let home = Home::new().await;
            let mut expected = Expected::new();
            for (turn, wave) in turns.iter().enumerate() {
                let records = wave.records(turn);
                apply(&mut expected, &records);
                commit(&home, turn, records).await;
                check(&home, &expected).await;
            }
            let dir = closed(home).await;
            let mut conn = raw(dir.path(), "cache.db").await;
            assert_eq!(number(&mut conn, ASTRAY).await, 0);
            let keys: usize = expected.values().map(|record| record.keys.len()).sum();
            let stored = number(&mut conn, "SELECT count(*) FROM kept_key").await;
            assert_eq!(stored, keys as i64, "no key is left behind");
        });
    }
}

#[tokio::test]
async fn very_many_new_records_take_few_rows() {
    let home = Home::new().await;
    let wave = Wave {
        from: 1_000,
        count: 5_000,
        step: 1,
        goes: 0,
        keys: 9,
    };
    let mut expected = Expected::new();
    apply(&mut expected, &wave.records(0));
    commit(&home, 1, wave.records(0)).await;
    let whole = of(&expected, "b");
    assert_eq!(walked(&home, "b", 1_000).await, whole);
    let dir = closed(home).await;
    let mut conn = raw(dir.path(), "cache.db").await;
    let single = number(&mut conn, "SELECT count(*) FROM kept").await;
    let blocks = number(&mut conn, "SELECT count(*) FROM kept_block").await;
    assert_eq!(single, 0);
    assert!(blocks < 50, "{blocks}");
    conn.close().await.unwrap();
}

#[tokio::test]
async fn of_several_with_the_same_name_in_a_page_the_last_one_counts() {
    let home = Home::new().await;
    let wave = Wave {
        from: 0,
        count: 100,
        step: 1,
        goes: 0,
        keys: 2,
    };
    let mut expected = Expected::new();
    for turn in 0..2 {
        let twice = [wave.records(turn), wave.records(turn + 5)].concat();
        apply(&mut expected, &twice);
        commit(&home, turn, twice).await;
        check(&home, &expected).await;
    }
}

#[tokio::test]
async fn what_was_kept_before_there_were_blocks_is_found_and_changed() {
    let home = Home::new().await;
    let source = home.source;
    let dir = closed(home).await;
    let before = Wave {
        from: 100,
        count: 300,
        step: 2,
        goes: 0,
        keys: 2,
    };
    let mut expected = Expected::new();
    apply(&mut expected, &before.records(0));
    let mut conn = raw(dir.path(), "cache.db").await;
    sqlx::raw_sql(AssertSqlSafe(format!(
        "DROP TABLE question; DROP TABLE kept_block; ALTER TABLE message DROP COLUMN hidden;
         DROP INDEX conversation_by_gap;
         DROP INDEX conversation_by_text_facts;
         DROP INDEX conversation_untold;
         ALTER TABLE conversation DROP COLUMN language;
         ALTER TABLE conversation DROP COLUMN text_facts;
         ALTER TABLE conversation DROP COLUMN longest_gap;
         ALTER TABLE message DROP COLUMN links;
         ALTER TABLE message DROP COLUMN time_said; ALTER TABLE message DROP COLUMN earlier;
         ALTER TABLE conversion DROP COLUMN time_said;
         ALTER TABLE conversion DROP COLUMN taken_back_at;
         ALTER TABLE conversion DROP COLUMN counted_in;
         ALTER TABLE conversion DROP COLUMN moved_to; DROP TABLE former_outcome;
         ALTER TABLE ticket DROP COLUMN escalated_by;
         {SEARCH_BEFORE_COLUMNS}; PRAGMA user_version = 3"
    )))
    .execute(&mut conn)
    .await
    .unwrap();
    for record in expected.values() {
        // As the version before wrote it.
        sqlx::query("INSERT INTO kept (source_id, entity, id, body, keys) VALUES (?, ?, ?, ?, ?)")
            .bind(source.0)
            .bind(&record.entity)
            .bind(&record.id)
            .bind(&record.body)
            .bind((!record.keys.is_empty()).then(|| serde_json::to_string(&record.keys).unwrap()))
            .execute(&mut conn)
            .await
            .unwrap();
        for key in &record.keys {
            sqlx::query("INSERT INTO kept_key (source_id, key, entity, id) VALUES (?, ?, ?, ?)")
                .bind(source.0)
                .bind(key)
                .bind(&record.entity)
                .bind(&record.id)
                .execute(&mut conn)
                .await
                .unwrap();
        }
    }
    conn.close().await.unwrap();
    let (writer, reader) = cache::open(dir.path(), &key()).await.unwrap();
    let home = Home {
        dir,
        writer,
        reader,
        source,
    };
    check(&home, &expected).await;
    let later = [
        Wave {
            from: 200,
            count: 300,
            step: 3,
            goes: 2,
            keys: 1,
        },
        Wave {
            from: 650,
            count: 200,
            step: 1,
            goes: 0,
            keys: 3,
        },
    ];
    for (turn, wave) in later.iter().enumerate() {
        apply(&mut expected, &wave.records(turn));
        commit(&home, turn, wave.records(turn)).await;
        check(&home, &expected).await;
    }
}
