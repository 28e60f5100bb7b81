//! How long a time pass lasts: null minutes are no limit, and minutes that nobody names are not known.

use crate::decode::record::NexudusRecord;
use crate::entity::Entity;

/// The field of a kept time pass that says whether it has a limit; absent where nobody knows.
pub(crate) const LIMIT: &str = "_limit";
/// It has one.
pub(crate) const LIMITED: &str = "some";
/// It has none.
const UNLIMITED: &str = "none";

/// Whether a kept body says what a row says.
pub(crate) fn same_record(entity: Entity, kept: &str, row: &NexudusRecord) -> bool {
    match entity {
        Entity::TimePasses => {
            NexudusRecord::of_body(kept).to_body_with(&[LIMIT], &[]) == row.to_body()
        }
        _ => kept == row.to_body(),
    }
}

/// What a record itself says of its length, or is kept to have said.
pub(crate) fn own_limit(record: &NexudusRecord) -> Option<&'static str> {
    let named = ["MinutesIncluded", "TimePassMinutesIncluded"];
    let named: Vec<&str> = named.into_iter().filter(|key| record.names(key)).collect();
    let is_told = named.iter().any(|key| !record.is_unknown(key));
    let said = if is_told { LIMITED } else { UNLIMITED };
    let kept = || is_unlimited(record).map(|is| if is { UNLIMITED } else { LIMITED });
    (!named.is_empty()).then_some(said).or_else(kept)
}

/// Whether a kept time pass has no limit; `None` where nobody knows.
pub(crate) fn is_unlimited(kept: &NexudusRecord) -> Option<bool> {
    kept.text(LIMIT).map(|said| said == UNLIMITED)
}
