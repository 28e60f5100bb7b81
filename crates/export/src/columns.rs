//! The columns of a table: one registry for conversations and one for messages, walked by every format, by
//! `--columns` and by the manifest. What a column is called is a promise to scripts. It must not know a format.

use crate::cell::Cell;
use crate::error::{ExportError, Result};
use crate::line::{ExportItem, SpaceNames, SpokenText, local, title};
use crate::redact::{MaskClass, MaskSession};
use cache::{StoredConversation, StoredMessage};
use catalogue::outcome_badge;
use chrono::{DateTime, Utc};
use model::handover::{ExportUnit, SystemMessages};
use model::view::{ConversationRow, PersonView};
use model::{ConversionKind, Escalation, Sender, Status};

/// What masking does to a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnMask {
    /// Nothing: it says nothing about a person.
    Kept,
    /// Nothing either; but it is a mark of the manager's own, and leaves only where its column is named.
    KeptHere,
    /// It is searched for what names somebody.
    Searched,
    /// All of it names somebody.
    Replaced(MaskClass),
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColumnSpec {
    /// Its name in every file.
    pub(crate) name: &'static str,
    mask: ColumnMask,
}

const fn kept(name: &'static str) -> ColumnSpec {
    ColumnSpec {
        name,
        mask: ColumnMask::Kept,
    }
}

const fn kept_here(name: &'static str) -> ColumnSpec {
    ColumnSpec {
        name,
        mask: ColumnMask::KeptHere,
    }
}

const fn searched(name: &'static str) -> ColumnSpec {
    ColumnSpec {
        name,
        mask: ColumnMask::Searched,
    }
}

const fn replaced(name: &'static str, class: MaskClass) -> ColumnSpec {
    ColumnSpec {
        name,
        mask: ColumnMask::Replaced(class),
    }
}

/// Of a conversation, in the order of [`conversation_cells`].
const CONVERSATION: &[ColumnSpec] = &[
    kept("conversation"),
    replaced("session", MaskClass::Session),
    kept("source"),
    kept("space"),
    kept("channel"),
    kept("status"),
    kept("escalation"),
    searched("subject"),
    replaced("customer", MaskClass::Person),
    replaced("company", MaskClass::Company),
    replaced("identifier", MaskClass::Contact),
    replaced("visitor", MaskClass::Session),
    kept("started_at"),
    kept("started_local"),
    kept("last_activity_at"),
    kept("last_activity_local"),
    kept("time_zone"),
    kept("messages"),
    kept("leads"),
    kept("tours"),
    kept("customers"),
    kept("contracts"),
    kept("bookings"),
    kept("day_passes"),
    kept("outcomes"),
    kept("inferred_outcomes"),
    kept("outcome_words"),
    kept_here("starred"),
    kept_here("reviewed"),
    kept_here("rating"),
];

/// Of a message, in the order of [`message_cells`].
const MESSAGE: &[ColumnSpec] = &[
    kept("conversation"),
    replaced("session", MaskClass::Session),
    kept("source"),
    kept("space"),
    kept("channel"),
    replaced("customer", MaskClass::Person),
    replaced("company", MaskClass::Company),
    kept("message"),
    kept("sent_at"),
    kept("sent_local"),
    kept("time_zone"),
    kept("sender"),
    replaced("sender_name", MaskClass::Staff),
    kept("delivery"),
    searched("text"),
    searched("hidden_text"),
    kept("earlier_texts"),
    kept("time_sent_along"),
];

fn registry(unit: ExportUnit) -> &'static [ColumnSpec] {
    match unit {
        ExportUnit::Conversation => CONVERSATION,
        ExportUnit::Message => MESSAGE,
    }
}

/// The names of all columns, in their order.
#[must_use]
pub fn column_names(unit: ExportUnit) -> Vec<&'static str> {
    registry(unit).iter().map(|column| column.name).collect()
}

/// The columns of one table.
#[derive(Clone, Debug)]
pub(crate) struct ColumnChoice {
    unit: ExportUnit,
    /// Places in the registry.
    places: Vec<usize>,
}

impl ColumnChoice {
    /// Those that are named, in their order; all that may leave unasked where none is.
    pub(crate) fn named(unit: ExportUnit, names: &[String]) -> Result<Self> {
        let all = registry(unit);
        if names.is_empty() {
            let leaves = |place: &usize| all[*place].mask != ColumnMask::KeptHere;
            let places = (0..all.len()).filter(leaves).collect();
            return Ok(Self { unit, places });
        }
        let place = |name: &String| {
            let found = all.iter().position(|column| column.name == name.trim());
            found.ok_or_else(|| ExportError::NoColumn {
                name: name.trim().to_owned(),
                known: column_names(unit).join(", "),
            })
        };
        let places = names.iter().map(place).collect::<Result<_>>()?;
        Ok(Self { unit, places })
    }

    /// Their names.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let all = registry(self.unit);
        self.places.iter().map(|place| all[*place].name).collect()
    }

    /// The rows that a step of the walk becomes.
    pub(crate) fn rows(
        &self,
        item: &ExportItem,
        (names, system): (&SpaceNames, SystemMessages),
        masks: &mut MaskSession,
    ) -> Vec<Vec<Cell>> {
        masks.enter(item);
        let all: Vec<Vec<Cell>> = match (self.unit, item) {
            (ExportUnit::Message, ExportItem::Whole(stored)) => messages(stored, system)
                .map(|message| message_cells(stored, message, names))
                .collect(),
            (ExportUnit::Message, ExportItem::Head(_)) => Vec::new(),
            (ExportUnit::Conversation, item) => vec![conversation_cells(item.row(), names)],
        };
        let chosen = all.into_iter().map(|cells| self.chosen(&cells, masks));
        chosen.collect()
    }

    fn chosen(&self, cells: &[Cell], masks: &mut MaskSession) -> Vec<Cell> {
        let all = registry(self.unit);
        let cell = |place: &usize| masked(cells[*place].clone(), all[*place].mask, masks);
        self.places.iter().map(cell).collect()
    }
}

fn masked(cell: Cell, mask: ColumnMask, masks: &mut MaskSession) -> Cell {
    match (cell, mask) {
        (Cell::Text(text), ColumnMask::Searched) => Cell::Text(masks.text(&text)),
        (Cell::Text(text), ColumnMask::Replaced(class)) => Cell::Text(masks.field(class, &text)),
        (cell, _) => cell,
    }
}

/// The messages of a conversation that are handed over.
pub(crate) fn messages(
    stored: &StoredConversation,
    system: SystemMessages,
) -> impl Iterator<Item = &StoredMessage> {
    let is_wanted = move |message: &&StoredMessage| {
        system == SystemMessages::Included || message.sender.is_visible()
    };
    stored.messages.iter().filter(is_wanted)
}

fn conversation_cells(row: &ConversationRow, names: &SpaceNames) -> Vec<Cell> {
    let (space, source) = names.of(row.space);
    let [customer, company, identifier, visitor] = person(&row.person);
    let [starred, reviewed, rating] = marks(row);
    let times = [row.started_at, row.last_activity_at].map(|at| times(at, &row.time_zone));
    let [[started, started_local], [last, last_local]] = times;
    let kind = |kind| Cell::Count(confirmed(row, Some(&kind)));
    vec![
        Cell::text(row.remote_id.as_str()),
        Cell::text(row.session_id.as_str()),
        Cell::text(source),
        Cell::text(space),
        Cell::text(row.channel.as_str()),
        Cell::optional(row.status.as_ref().map(Status::as_str)),
        Cell::text(row.escalation.as_str()),
        Cell::text(title(row)),
        customer,
        company,
        identifier,
        visitor,
        started,
        started_local,
        last,
        last_local,
        Cell::text(row.time_zone.as_str()),
        Cell::Count(u64::from(row.messages)),
        Cell::Count(u64::from(row.leads)),
        kind(ConversionKind::Tour),
        kind(ConversionKind::Customer),
        kind(ConversionKind::Contract),
        kind(ConversionKind::Booking),
        kind(ConversionKind::DayPass),
        Cell::Count(confirmed(row, None)),
        Cell::Count(inferred(row)),
        Cell::text(outcome_words(row)),
        starred,
        reviewed,
        rating,
    ]
}

/// Confirmed outcomes, of one kind or of any. Those taken back, and those counted elsewhere, are in no row.
pub(crate) fn confirmed(row: &ConversationRow, kind: Option<&ConversionKind>) -> u64 {
    let confirmed = row.conversions.iter().filter(|one| one.confirmed);
    let of_kind = confirmed.filter(|one| kind.is_none_or(|kind| one.kind == *kind));
    of_kind.count() as u64
}

fn inferred(row: &ConversationRow) -> u64 {
    let inferred = row.conversions.iter().filter(|one| !one.confirmed);
    inferred.count() as u64
}

/// Whether a person had to step in.
pub(crate) fn is_escalated(row: &ConversationRow) -> bool {
    row.escalation != Escalation::None
}

pub(crate) fn outcome_words(row: &ConversationRow) -> String {
    let confirmed = row.conversions.iter().filter(|one| one.confirmed);
    let words: Vec<String> = confirmed.map(|one| outcome_badge(&one.kind)).collect();
    words.join("; ")
}

fn person(person: &PersonView) -> [Cell; 4] {
    let mut cells = [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
    match person {
        PersonView::Customer { name, company, .. } => {
            cells[0] = Cell::text(name.as_str());
            cells[1] = Cell::optional(company.as_deref());
        }
        PersonView::External { identifier } => cells[2] = Cell::text(identifier.as_str()),
        PersonView::Visitor { token } => cells[3] = Cell::text(token.as_str()),
        PersonView::Unknown => {}
    }
    cells
}

fn marks(row: &ConversationRow) -> [Cell; 3] {
    let marks = &row.marks;
    let rating = marks.rating.map(|rating| Cell::Count(rating.get().into()));
    [
        Cell::Flag(marks.starred),
        Cell::Flag(marks.reviewed),
        rating.unwrap_or(Cell::Empty),
    ]
}

fn times(at: DateTime<Utc>, zone: &str) -> [Cell; 2] {
    [Cell::Instant(at), Cell::Local(local(at, zone))]
}

fn message_cells(
    stored: &StoredConversation,
    message: &StoredMessage,
    names: &SpaceNames,
) -> Vec<Cell> {
    let row = &stored.row;
    let (space, source) = names.of(row.space);
    let [customer, company, ..] = person(&row.person);
    let [sent, sent_local] = times(message.sent_at, &row.time_zone);
    let spoken = SpokenText::of_message(message);
    vec![
        Cell::text(row.remote_id.as_str()),
        Cell::text(row.session_id.as_str()),
        Cell::text(source),
        Cell::text(space),
        Cell::text(row.channel.as_str()),
        customer,
        company,
        Cell::text(message.remote_id.as_str()),
        sent,
        sent_local,
        Cell::text(row.time_zone.as_str()),
        Cell::text(message.sender.as_str()),
        sender_name(message),
        Cell::optional(message.delivery.as_ref().map(model::Delivery::as_str)),
        Cell::text(spoken.shown),
        Cell::text(spoken.hidden),
        Cell::Count(message.earlier.len() as u64),
        message.time_said.map_or(Cell::Empty, Cell::Instant),
    ]
}

/// The name of a person. That of the assistant is no person's, and of no use in a table.
fn sender_name(message: &StoredMessage) -> Cell {
    match message.sender {
        Sender::AiAgent => Cell::Empty,
        _ => Cell::optional(message.sender_name.as_deref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_once_and_an_unknown_one_is_told_with_those_that_there_are() {
        for unit in [ExportUnit::Conversation, ExportUnit::Message] {
            let mut names = column_names(unit);
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{unit:?}");
        }
        let chosen = [" subject".to_owned(), "channel".to_owned()];
        let choice = ColumnChoice::named(ExportUnit::Conversation, &chosen).expect("both known");
        assert_eq!(choice.names(), ["subject", "channel"]);
        let refused = ColumnChoice::named(ExportUnit::Message, &["colour".to_owned()]);
        let Err(ExportError::NoColumn { name, known }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(name, "colour");
        assert!(known.contains("sender_name"), "{known}");
    }

    #[test]
    fn the_managers_own_marks_leave_only_where_they_are_named() {
        let usual = ColumnChoice::named(ExportUnit::Conversation, &[]).expect("the usual ones");
        for own in ["starred", "reviewed", "rating"] {
            assert!(!usual.names().contains(&own), "{own}");
            let asked = ColumnChoice::named(ExportUnit::Conversation, &[own.to_owned()]);
            assert_eq!(asked.expect("known").names(), [own]);
        }
        assert!(usual.names().contains(&"outcome_words"));
    }
}
