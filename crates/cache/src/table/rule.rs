//! Rules that the manager wrote, and what was drawn to measure rules, in work.db.

use crate::error::{CacheError, Result};
use crate::from_row::from_row;
use crate::table::salvaged::SalvagedTable;
use model::rule::{RuleDraw, RuleTrial, SavedRule};
use sqlx::SqliteConnection;

/// What of a damaged work.db is copied over its earlier generation.
pub(crate) const SALVAGED: [SalvagedTable; 2] = [
    SalvagedTable {
        from_either_end: [
            "SELECT json_array(id, name, version, query) FROM rule ORDER BY id",
            "SELECT json_array(id, name, version, query) FROM rule ORDER BY id DESC",
        ],
        put: "INSERT OR REPLACE INTO rule (id, name, version, query)
             SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3 FROM (SELECT ? AS row)",
    },
    SalvagedTable {
        from_either_end: [
            "SELECT json_array(rule, version, queue, draw) FROM rule_trial ORDER BY rule, queue",
            "SELECT json_array(rule, version, queue, draw) FROM rule_trial
             ORDER BY rule DESC, queue DESC",
        ],
        put: "INSERT OR REPLACE INTO rule_trial (rule, version, queue, draw)
             SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3 FROM (SELECT ? AS row)",
    },
];

struct RuleRow {
    id: String,
    name: String,
    version: u32,
    query: String,
}

from_row!(RuleRow: id, name, version, query);

/// Every rule that the manager wrote, by name.
pub(crate) async fn all(work: &mut SqliteConnection) -> Result<Vec<SavedRule>> {
    let rows: Vec<RuleRow> = sqlx::query_as(
        "SELECT id, name, version, query FROM rule ORDER BY name COLLATE NOCASE, id",
    )
    .fetch_all(work)
    .await?;
    let rule = |row: RuleRow| SavedRule {
        id: row.id,
        name: row.name,
        version: row.version,
        query: row.query,
    };
    Ok(rows.into_iter().map(rule).collect())
}

/// Writes a rule, new or in the place of the one of its id.
pub(crate) async fn put(work: &mut SqliteConnection, rule: &SavedRule) -> Result<()> {
    sqlx::query(
        "INSERT INTO rule (id, name, version, query) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, version = excluded.version,
             query = excluded.query",
    )
    .bind(rule.id.as_str())
    .bind(rule.name.as_str())
    .bind(rule.version)
    .bind(rule.query.as_str())
    .execute(work)
    .await?;
    Ok(())
}

/// Takes a rule away. What was drawn to measure it stays, for the case that it is had back.
pub(crate) async fn remove(work: &mut SqliteConnection, id: &str) -> Result<()> {
    sqlx::query("DELETE FROM rule WHERE id = ?")
        .bind(id)
        .execute(work)
        .await?;
    Ok(())
}

/// Forgets what was drawn to measure a rule of this id: another one begins under it.
pub(crate) async fn forget_trials(work: &mut SqliteConnection, id: &str) -> Result<()> {
    sqlx::query("DELETE FROM rule_trial WHERE rule = ?")
        .bind(id)
        .execute(work)
        .await?;
    Ok(())
}

/// What was drawn to measure rules.
pub(crate) async fn trials(work: &mut SqliteConnection) -> Result<Vec<RuleTrial>> {
    let rows: Vec<(String, u32, String, String)> =
        sqlx::query_as("SELECT rule, version, queue, draw FROM rule_trial ORDER BY rule, queue")
            .fetch_all(work)
            .await?;
    let read = |(rule, version, queue, draw): (String, u32, String, String)| {
        Ok(RuleTrial {
            rule,
            version,
            queue,
            draw: read_draw(&draw)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Notes what was drawn to measure a rule.
pub(crate) async fn add_trial(work: &mut SqliteConnection, trial: &RuleTrial) -> Result<()> {
    sqlx::query("INSERT INTO rule_trial (rule, version, queue, draw) VALUES (?, ?, ?, ?)")
        .bind(trial.rule.as_str())
        .bind(trial.version)
        .bind(trial.queue.as_str())
        .bind(serde_json::to_string(&trial.draw)?)
        .execute(work)
        .await?;
    Ok(())
}

fn read_draw(json: &str) -> Result<RuleDraw> {
    serde_json::from_str(json).map_err(|_| CacheError::Damaged {
        what: "what was drawn to measure a rule",
    })
}
