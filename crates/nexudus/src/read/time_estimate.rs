//! How many requests a first pass still takes, about: of what the probe counted, how far the lists are,
//! and what of them is read by id as well. A number for people; nothing is decided by it.

use crate::entity::Entity;
use crate::read::endpoint::EndpointProbe;
use crate::read::list_progress::ListProgress;
use crate::read::reader::RecordReader;

/// Ids of ten digits that fit into one address.
const IDS: u64 = 177;

/// How many rows an answer holds.
#[derive(Clone, Copy, Debug)]
struct AnswerSizes {
    page: u64,
    by_id: u64,
}

impl RecordReader {
    /// The requests of what is left of the lists, where this one is under way, or was the last.
    pub(crate) fn requests_left(
        &self,
        table: &[EndpointProbe],
        current: Entity,
        listing: Option<&ListProgress>,
    ) -> Option<u64> {
        let rows = u64::from(self.page_rows.get());
        let sizes = AnswerSizes {
            page: rows,
            by_id: IDS.min(self.batch_rows.max(rows)),
        };
        let at = Entity::LISTED.iter().position(|one| *one == current)?;
        let later = Entity::LISTED.iter().skip(at + 1);
        let later: u64 = later
            .map(|entity| of_list(rows_of(table, *entity), is_read_twice(*entity), sizes))
            .sum();
        Some(later + listing.map_or(0, |listing| of_rest(table, listing, sizes)))
    }
}

/// What is left of the list under way, whose rows are known to be whole or not.
fn of_rest(table: &[EndpointProbe], listing: &ListProgress, sizes: AnswerSizes) -> u64 {
    let rows = listing.total.unwrap_or(rows_of(table, listing.entity));
    let rows = rows.saturating_sub((listing.page - 1) * sizes.page);
    let is_spared = listing.whole == Some(true) && !listing.entity.is_always_read();
    of_list(rows, !is_spared, sizes)
}

fn of_list(rows: u64, is_read_twice: bool, sizes: AnswerSizes) -> u64 {
    let again = if is_read_twice { rows } else { 0 };
    rows.div_ceil(sizes.page) + again.div_ceil(sizes.by_id)
}

/// Whether rows of a list that was not begun are likely to be read by id: the texts of messages are
/// what lists leave out.
fn is_read_twice(entity: Entity) -> bool {
    entity.is_always_read() || entity == Entity::Messages
}

fn rows_of(table: &[EndpointProbe], entity: Entity) -> u64 {
    // Of what was deleted before nothing is read.
    let is_read = entity != Entity::AuditTrail;
    let row = table.iter().find(|row| is_read && row.entity == entity);
    row.and_then(|row| row.access.rows()).unwrap_or(0)
}
