//! How what may be of several spaces lies to a token's reach: a record of the business where the conversations
//! are that led to it, a customer where there is a conversation of theirs. What follows from it stands with
//! the question.

use super::StoreError;
use super::db::DbConnection;
use super::table::conversation;
use super::table::reach::ReachKeys;
use super::table::record::StoredRecord;
use model::RemoteId;
use model::record::ConversionRecord;
use std::collections::BTreeMap;

/// What an outcome that counts in a conversation out of reach says of where: nothing but that.
const ELSEWHERE: &str = "elsewhere";

/// How a thing lies to a reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReachStanding {
    /// Nobody knows of it in any space.
    Unknown,
    /// Wherever it is known is within reach.
    Within,
    /// It is known within reach, and beyond it.
    Shared,
    /// It is known beyond reach alone.
    Beyond,
}

impl ReachStanding {
    /// Where it is known, told by one word for each place: whether that is within.
    pub(super) fn of(places: impl Iterator<Item = bool>) -> Self {
        let (mut within, mut beyond) = (false, false);
        for included in places {
            within |= included;
            beyond |= !included;
        }
        match (within, beyond) {
            (false, false) => Self::Unknown,
            (true, false) => Self::Within,
            (true, true) => Self::Shared,
            (false, true) => Self::Beyond,
        }
    }
}

/// How a record lies. A session that led to it and is not here is in no space.
pub(super) async fn of_record(
    connection: &mut DbConnection,
    reach: &ReachKeys,
    record: &StoredRecord,
) -> Result<ReachStanding, StoreError> {
    if reach.is_everywhere() {
        return Ok(ReachStanding::Within);
    }
    let mut places = Vec::new();
    for session in record.session_ids() {
        let head = conversation::by_session(connection, session).await?;
        places.extend(head.map(|head| reach.includes(head.space)));
    }
    Ok(ReachStanding::of(places.into_iter()))
}

/// How a customer lies, by key.
pub(super) async fn of_customer(
    connection: &mut DbConnection,
    reach: &ReachKeys,
    customer: i64,
) -> Result<ReachStanding, StoreError> {
    if reach.is_everywhere() {
        return Ok(ReachStanding::Within);
    }
    let spaces =
        sqlx::query_scalar::<_, i64>("SELECT DISTINCT space FROM conversation WHERE customer = $1");
    let spaces = spaces.bind(customer).fetch_all(connection).await?;
    Ok(ReachStanding::of(
        spaces.into_iter().map(|it| reach.includes(it)),
    ))
}

/// The other conversations that an outcome names: where it counts, and where it was moved to.
fn named_conversations(outcome: &mut ConversionRecord) -> impl Iterator<Item = &mut RemoteId> {
    let former = outcome.earlier.iter_mut();
    let former = former.filter_map(|it| it.moved_to.as_mut());
    let present = [&mut outcome.counted_in, &mut outcome.moved_to];
    present.into_iter().flatten().chain(former)
}

/// Leaves out of outcomes which conversations beyond reach they count in, or were moved to.
pub(super) async fn mask(
    connection: &mut DbConnection,
    reach: &ReachKeys,
    outcomes: impl Iterator<Item = &mut ConversionRecord>,
) -> Result<(), StoreError> {
    if reach.is_everywhere() {
        return Ok(());
    }
    let mut known = BTreeMap::new();
    for named in outcomes.flat_map(named_conversations) {
        let within = match known.get(named) {
            Some(within) => *within,
            None => {
                let head = conversation::by_id(connection, named).await?;
                head.is_some_and(|head| reach.includes(head.space))
            }
        };
        known.insert(named.clone(), within);
        if !within {
            *named = RemoteId::from(ELSEWHERE);
        }
    }
    Ok(())
}
