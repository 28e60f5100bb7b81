//! How long a time pass lasts: null minutes are no limit, and minutes that nobody names are not known.

use crate::decode::record::Record;
use crate::derive::batch::Page;
use crate::entity::Entity;
use crate::source::NexudusSource;
use sources::SourceError;
use std::collections::{BTreeSet, HashMap};

/// The field of a kept time pass that says whether it has a limit; absent where nobody knows.
pub(crate) const LIMIT: &str = "_limit";
/// It has one.
const LIMITED: &str = "some";
/// It has none.
const UNLIMITED: &str = "none";

impl NexudusSource {
    /// What is said of the length of these time passes, by the id of the product's row: null is no
    /// limit, and nothing said is nothing known. Where the row does not say, its time pass may.
    pub(crate) async fn limits(
        &self,
        page: &mut Page<'_>,
        rows: &[(i64, Record)],
    ) -> Result<HashMap<i64, &'static str>, SourceError> {
        let silent = rows.iter().filter(|(_, row)| limit(row) != Some(LIMITED));
        let asked: BTreeSet<i64> = silent
            .filter_map(|(_, row)| row.link("TimePassId"))
            .collect();
        let asked: Vec<i64> = asked.into_iter().collect();
        let passes = self.beside(page, Entity::PassLimits, &asked).await?;
        let passes = passes.unwrap_or_default();
        let said = |row: &Record| {
            let pass = row.link("TimePassId").and_then(|id| passes.get(&id));
            let own = limit(row);
            let is_limited = own == Some(LIMITED);
            own.filter(|_| is_limited).or_else(|| limit(pass?)).or(own)
        };
        Ok(rows
            .iter()
            .filter_map(|(id, row)| Some((*id, said(row)?)))
            .collect())
    }
}

/// Whether a kept body says what a row says.
pub(crate) fn says(entity: Entity, kept: &str, row: &Record) -> bool {
    match entity {
        Entity::TimePasses => Record::of_body(kept).to_body_with(&[LIMIT], &[]) == row.to_body(),
        _ => kept == row.to_body(),
    }
}

/// What a record itself says of its length, or is kept to have said.
fn limit(record: &Record) -> Option<&'static str> {
    let named = ["MinutesIncluded", "TimePassMinutesIncluded"];
    let named: Vec<&str> = named.into_iter().filter(|key| record.names(key)).collect();
    let is_told = named.iter().any(|key| !record.is_unknown(key));
    let said = if is_told { LIMITED } else { UNLIMITED };
    let kept = || is_unlimited(record).map(|is| if is { UNLIMITED } else { LIMITED });
    (!named.is_empty()).then_some(said).or_else(kept)
}

/// Whether a kept time pass has no limit; `None` where nobody knows.
pub(crate) fn is_unlimited(kept: &Record) -> Option<bool> {
    kept.text(LIMIT).map(|said| said == UNLIMITED)
}
