//! A conversation as it is read from top to bottom: messages and outcomes, with the days and the
//! silences between them.

use chrono::{DateTime, Utc};
use model::view::TimelineItem;

/// A silence longer than this is worth a line, in minutes.
const SILENCE: i64 = 60;

/// Entries that are drawn together. The first so many fill a pane.
pub const CHUNK: usize = 12;

/// How many entries are drawn in the next frame, after so many: twice as many, as long as the page answers meanwhile.
#[must_use]
pub fn drawn_next(drawn: usize) -> usize {
    const MOST_AT_ONCE: usize = 10 * CHUNK;
    drawn + drawn.clamp(CHUNK, MOST_AT_ONCE)
}

/// A thing in the reading order. Indices are into the timeline of the detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimelineEntry {
    /// A new day begins.
    Day(DateTime<Utc>),
    /// Nobody wrote for so many minutes.
    Silence(i64),
    /// A message.
    Message {
        /// Its index.
        at: usize,
        /// Whether the same writer goes on: the name is then not repeated.
        follows: MessageGrouping,
    },
    /// An escalation.
    Escalation {
        /// Its index.
        at: usize,
    },
    /// An outcome.
    Outcome {
        /// Its index.
        at: usize,
        /// Minutes after the message before it, where there is one.
        after: Option<i64>,
    },
}

/// Whether a message goes on where the one before ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageGrouping {
    /// Another writer, or a while later.
    No,
    /// The same writer, at once.
    Yes,
}

/// Whether system and tool rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HiddenRows {
    /// They are not.
    #[default]
    Hidden,
    /// They are.
    Shown,
}

/// The reading order. `day` numbers the calendar day of an instant in the zone that is shown.
pub fn entries(
    items: &[TimelineItem],
    rows: HiddenRows,
    day: impl Fn(DateTime<Utc>) -> i64,
) -> Vec<TimelineEntry> {
    let mut order = Vec::with_capacity(items.len() + 8);
    let mut seen: Option<(usize, DateTime<Utc>)> = None;
    let mut today = None;
    for (at, item) in items.iter().enumerate() {
        let when = moment(item);
        if is_hidden(item, rows) {
            continue;
        }
        let gap = seen.map(|(_, before)| (when - before).num_minutes());
        if today != Some(day(when)) {
            today = Some(day(when));
            order.push(TimelineEntry::Day(when));
        } else if let Some(minutes) = gap.filter(|minutes| *minutes > SILENCE && is_message(item)) {
            order.push(TimelineEntry::Silence(minutes));
        }
        order.push(match item {
            TimelineItem::Message(_) => TimelineEntry::Message {
                at,
                follows: follows(items, at, order.last(), gap),
            },
            TimelineItem::Escalation(_) => TimelineEntry::Escalation { at },
            // A time that cannot be, or from before the beginning, says nothing of how long it took.
            TimelineItem::Outcome(outcome) => TimelineEntry::Outcome {
                at,
                after: gap.filter(|_| outcome.time_mark.is_none()),
            },
        });
        if is_message(item) {
            seen = Some((at, when));
        }
    }
    order
}

fn moment(item: &TimelineItem) -> DateTime<Utc> {
    match item {
        TimelineItem::Message(message) => message.sent_at,
        TimelineItem::Escalation(ticket) => ticket.created_at,
        TimelineItem::Outcome(outcome) => outcome.occurred_at,
    }
}

const fn is_message(item: &TimelineItem) -> bool {
    matches!(item, TimelineItem::Message(_))
}

fn is_hidden(item: &TimelineItem, rows: HiddenRows) -> bool {
    matches!(item, TimelineItem::Message(message) if rows == HiddenRows::Hidden && !message.sender.is_visible())
}

fn follows(
    items: &[TimelineItem],
    at: usize,
    last: Option<&TimelineEntry>,
    gap: Option<i64>,
) -> MessageGrouping {
    let Some(TimelineEntry::Message { at: before, .. }) = last else {
        return MessageGrouping::No;
    };
    let (Some(TimelineItem::Message(one)), Some(TimelineItem::Message(two))) =
        (items.get(*before), items.get(at))
    else {
        return MessageGrouping::No;
    };
    let same = one.sender == two.sender
        && one.sender_name == two.sender_name
        && one.delivery == two.delivery;
    if same && gap.is_some_and(|minutes| minutes < 2) {
        MessageGrouping::Yes
    } else {
        MessageGrouping::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use model::body_tree::BodyView;
    use model::view::{ConversionView, MessageView, TicketView};
    use model::{ConversionKind, MessageId, Sender};

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn message(minutes: i64, sender: Sender) -> TimelineItem {
        TimelineItem::Message(MessageView {
            id: MessageId(minutes),
            sender,
            sender_name: None,
            delivery: None,
            body: BodyView::default(),
            sent_at: at(minutes),
            time_mark: None,
            earlier: Vec::new(),
            offers: Vec::new(),
            flag: None,
        })
    }

    fn outcome(minutes: i64) -> TimelineItem {
        TimelineItem::Outcome(ConversionView {
            kind: ConversionKind::Tour,
            record: "1".to_owned(),
            url: None,
            occurred_at: at(minutes),
            confirmed: true,
            time_mark: None,
            taken_back_at: None,
            counted_in: None,
            moved_to: None,
            earlier: Vec::new(),
            offered_at: None,
        })
    }

    fn escalation(minutes: i64) -> TimelineItem {
        TimelineItem::Escalation(TicketView {
            subject: "Invoice".to_owned(),
            url: None,
            created_at: at(minutes),
            escalated_by: None,
        })
    }

    #[test]
    fn an_escalation_stands_at_its_time_and_the_writer_is_named_again_below_it() {
        let items = [
            message(600, Sender::AiAgent),
            escalation(600),
            message(601, Sender::AiAgent),
        ];
        let order = entries(&items, HiddenRows::Hidden, utc_day);
        let follows = MessageGrouping::No;
        assert_eq!(
            order[1..],
            [
                TimelineEntry::Message { at: 0, follows },
                TimelineEntry::Escalation { at: 1 },
                TimelineEntry::Message { at: 2, follows },
            ]
        );
    }

    fn utc_day(at: DateTime<Utc>) -> i64 {
        at.timestamp().div_euclid(86_400)
    }

    #[test]
    fn days_and_silences_stand_between_messages() {
        let items = [
            message(600, Sender::Customer),
            message(600, Sender::AiAgent),
            message(601, Sender::AiAgent),
            outcome(607),
            message(732, Sender::Customer),
            message(1500, Sender::Customer),
        ];
        let expected = [
            TimelineEntry::Day(at(600)),
            TimelineEntry::Message {
                at: 0,
                follows: MessageGrouping::No,
            },
            TimelineEntry::Message {
                at: 1,
                follows: MessageGrouping::No,
            },
            TimelineEntry::Message {
                at: 2,
                follows: MessageGrouping::Yes,
            },
            TimelineEntry::Outcome {
                at: 3,
                after: Some(6),
            },
            TimelineEntry::Silence(131),
            TimelineEntry::Message {
                at: 4,
                follows: MessageGrouping::No,
            },
            TimelineEntry::Day(at(1500)),
            TimelineEntry::Message {
                at: 5,
                follows: MessageGrouping::No,
            },
        ];
        assert_eq!(entries(&items, HiddenRows::Hidden, utc_day), expected);
    }

    #[test]
    fn the_day_is_the_day_of_the_zone_that_is_shown() {
        let items = [
            message(1430, Sender::Customer),
            message(1450, Sender::Customer),
        ];
        let days = |order: Vec<TimelineEntry>| {
            order
                .iter()
                .filter(|entry| matches!(entry, TimelineEntry::Day(_)))
                .count()
        };
        assert_eq!(days(entries(&items, HiddenRows::Hidden, utc_day)), 2);
        assert_eq!(
            days(entries(&items, HiddenRows::Hidden, |at| utc_day(
                at + TimeDelta::hours(2)
            ))),
            1
        );
    }

    #[test]
    fn system_rows_are_shown_on_request_only() {
        let items = [
            message(1, Sender::Customer),
            message(2, Sender::Tool),
            message(3, Sender::System),
        ];
        assert_eq!(entries(&items, HiddenRows::Hidden, utc_day).len(), 2);
        assert_eq!(entries(&items, HiddenRows::Shown, utc_day).len(), 4);
        assert!(entries(&[], HiddenRows::Shown, utc_day).is_empty());
    }

    #[test]
    fn what_is_drawn_grows_in_whole_chunks_and_soon_reaches_a_long_conversation() {
        let mut drawn = CHUNK;
        let mut frames = 1;
        while drawn < 10_000 {
            let next = drawn_next(drawn);
            assert!(next > drawn && next - drawn <= 120, "{drawn} to {next}");
            assert_eq!(next % CHUNK, 0);
            (drawn, frames) = (next, frames + 1);
        }
        assert!(frames < 100, "{frames}");
    }
}
