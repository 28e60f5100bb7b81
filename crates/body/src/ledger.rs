//! What all parts of a body share while it is converted: its table of links, and the cells that its
//! tables may still lay out.

use crate::budget::MAX_CELLS;
use crate::link::target;
use model::body_tree::LinkTarget;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// The ledger of one body.
#[derive(Debug, Default)]
pub(crate) struct BodyLedger {
    links: RefCell<LinkTable>,
    cells_left: Cell<usize>,
}

/// The targets of links, each once.
#[derive(Debug, Default)]
struct LinkTable {
    targets: Vec<LinkTarget>,
    places: HashMap<String, u32>,
    /// The addresses of the body's link elements by their numbers; none where nothing may be opened.
    addresses: Vec<Option<LinkTarget>>,
}

/// Cells that any body may lay out; a longer one may lay out one more for each of its bytes, so that many
/// small messages together become no more than one large one.
const CELLS_OF_ANY: usize = 1_024;

impl BodyLedger {
    /// A ledger that knows the length of the body, and the sanitised addresses of its link elements.
    pub(crate) fn new(bytes: usize, addresses: Vec<Option<String>>) -> Self {
        let read = |address: Option<String>| address.as_deref().and_then(target);
        Self {
            links: RefCell::new(LinkTable {
                addresses: addresses.into_iter().map(read).collect(),
                ..LinkTable::default()
            }),
            cells_left: Cell::new(cells_of(bytes)),
        }
    }

    /// The place of a target in the table.
    pub(crate) fn place_of(&self, target: LinkTarget) -> u32 {
        self.links.borrow_mut().place_of(target)
    }

    /// The place of the target of a link element.
    pub(crate) fn place_of_number(&self, number: &str) -> Option<u32> {
        let mut table = self.links.borrow_mut();
        let number: usize = number.parse().ok()?;
        let target = table.addresses.get(number)?.clone()?;
        Some(table.place_of(target))
    }

    /// Whether a table may lay out so many cells; they are then spent.
    pub(crate) fn spend_cells(&self, cells: usize) -> bool {
        let left = self.cells_left.get().checked_sub(cells);
        self.cells_left.set(left.unwrap_or(self.cells_left.get()));
        left.is_some()
    }

    /// The table of links.
    pub(crate) fn take_links(&self) -> Vec<LinkTarget> {
        std::mem::take(&mut self.links.borrow_mut().targets)
    }
}

/// The cells that a body of some bytes may lay out.
pub(crate) fn cells_of(bytes: usize) -> usize {
    MAX_CELLS.min(CELLS_OF_ANY + bytes)
}

impl LinkTable {
    fn place_of(&mut self, target: LinkTarget) -> u32 {
        if let Some(place) = self.places.get(&target.url) {
            return *place;
        }
        let place = u32::try_from(self.targets.len()).unwrap_or(u32::MAX);
        self.places.insert(target.url.clone(), place);
        self.targets.push(target);
        place
    }
}
