//! The facts of conversations that facets count and an entry of the index has no room for.

use crate::bulk::id_list;
use crate::error::Result;
use crate::from_row::from_row;
use crate::index::fact_codes::StoredFacts;
use futures::TryStreamExt;
use model::record::GeoPlace;
use sqlx::SqliteConnection;

struct FactRow {
    id: i64,
    origin: String,
    escalation: String,
    city: Option<String>,
    region: Option<String>,
    country: Option<String>,
    language: String,
}

from_row!(FactRow: id, origin, escalation, city, region, country, language);

impl FactRow {
    fn hand_over(self, take: &mut impl FnMut(u32, StoredFacts)) {
        let facts = StoredFacts {
            origin: self.origin,
            escalation: self.escalation,
            language: self.language,
            place: GeoPlace {
                city: self.city,
                region: self.region,
                country: self.country,
            },
        };
        if let Ok(id) = u32::try_from(self.id) {
            take(id, facts);
        }
    }
}

/// Hands over the facts of every conversation.
pub(crate) async fn each(
    conn: &mut SqliteConnection,
    mut take: impl FnMut(u32, StoredFacts),
) -> Result<()> {
    let question =
        "SELECT id, origin, escalation, city, region, country, language FROM conversation";
    let mut rows = sqlx::query_as::<_, FactRow>(question).fetch(conn);
    while let Some(row) = rows.try_next().await? {
        row.hand_over(&mut take);
    }
    Ok(())
}

/// The same of some conversations, in no order.
pub(crate) async fn of(
    conn: &mut SqliteConnection,
    ids: &[u32],
    mut take: impl FnMut(u32, StoredFacts),
) -> Result<()> {
    let question =
        "SELECT id, origin, escalation, city, region, country, language FROM conversation
         WHERE id IN (SELECT value FROM json_each(?))";
    let mut rows = sqlx::query_as::<_, FactRow>(question)
        .bind(id_list(ids.iter().map(|id| i64::from(*id))))
        .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        row.hand_over(&mut take);
    }
    Ok(())
}
