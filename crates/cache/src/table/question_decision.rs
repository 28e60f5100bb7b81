//! What the manager decided of questions, in work.db.

use crate::error::Result;
use crate::from_row::from_row;
use crate::table::salvaged::SalvagedTable;
use model::theme::{ThemeDecision, ThemeDecisionKind};
use sqlx::SqliteConnection;

/// What of a damaged work.db is copied over its earlier generation.
pub(crate) const SALVAGED: SalvagedTable = SalvagedTable {
    from_either_end: [
        "SELECT json_array(wording, kind, value) FROM question_decision ORDER BY wording, kind",
        "SELECT json_array(wording, kind, value) FROM question_decision
         ORDER BY wording DESC, kind DESC",
    ],
    put: "INSERT OR REPLACE INTO question_decision (wording, kind, value)
         SELECT row ->> 0, row ->> 1, row ->> 2 FROM (SELECT ? AS row)",
};

struct DecisionRow {
    wording: String,
    kind: String,
    value: String,
}

from_row!(DecisionRow: wording, kind, value);

/// All of them. What a newer version decides is left alone.
pub(crate) async fn all(work: &mut SqliteConnection) -> Result<Vec<ThemeDecision>> {
    let rows: Vec<DecisionRow> =
        sqlx::query_as("SELECT wording, kind, value FROM question_decision ORDER BY wording, kind")
            .fetch_all(work)
            .await?;
    let decision = |row: DecisionRow| {
        Some(ThemeDecision {
            kind: kind_of(&row.kind)?,
            wording: row.wording,
            value: Some(row.value),
        })
    };
    Ok(rows.into_iter().filter_map(decision).collect())
}

/// Writes a decision in the place of the one before; answers that one.
pub(crate) async fn put(
    work: &mut SqliteConnection,
    decision: &ThemeDecision,
) -> Result<ThemeDecision> {
    let kind = name_of(decision.kind);
    let before: Option<String> =
        sqlx::query_scalar("SELECT value FROM question_decision WHERE wording = ? AND kind = ?")
            .bind(decision.wording.as_str())
            .bind(kind)
            .fetch_optional(&mut *work)
            .await?;
    let statement = match &decision.value {
        Some(value) => sqlx::query(
            "INSERT INTO question_decision (value, wording, kind) VALUES (?, ?, ?)
             ON CONFLICT (wording, kind) DO UPDATE SET value = excluded.value",
        )
        .bind(value.as_str()),
        None => sqlx::query("DELETE FROM question_decision WHERE wording = ? AND kind = ?"),
    };
    statement
        .bind(decision.wording.as_str())
        .bind(kind)
        .execute(work)
        .await?;
    Ok(ThemeDecision {
        value: before,
        ..decision.clone()
    })
}

const KINDS: [(ThemeDecisionKind, &str); 3] = [
    (ThemeDecisionKind::Name, "name"),
    (ThemeDecisionKind::Home, "home"),
    (ThemeDecisionKind::Part, "part"),
];

const fn name_of(kind: ThemeDecisionKind) -> &'static str {
    KINDS[kind as usize].1
}

fn kind_of(name: &str) -> Option<ThemeDecisionKind> {
    let known = KINDS.iter().find(|(_, it)| *it == name);
    known.map(|(kind, _)| *kind)
}
