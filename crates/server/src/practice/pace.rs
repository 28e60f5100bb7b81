//! How long people and machines take to answer, by channel. Gaps stay below the 24 hours after which
//! the server would have ended the conversation.

use super::dice::Dice;
use super::places::Place;
use super::scenario::Road;
use chrono::{DateTime, Duration, Timelike, Utc};

/// Who takes the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hand {
    Machine,
    Person,
    Operator,
}

/// The moment of the next message, `length` bytes long, after one at `at`.
pub(super) fn next(
    dice: &mut Dice,
    place: &Place,
    road: Road,
    hand: Hand,
    at: DateTime<Utc>,
    length: usize,
) -> DateTime<Utc> {
    let seconds = match hand {
        Hand::Machine => machine(dice, road),
        Hand::Person => person(dice, road, length),
        Hand::Operator => operator(dice, road),
    };
    let moment = at + Duration::seconds(seconds);
    match hand {
        Hand::Operator => waking(dice, place, moment, 8, 19),
        Hand::Person if road.is_mail() => waking(dice, place, moment, 7, 23),
        _ => moment,
    }
}

fn machine(dice: &mut Dice, road: Road) -> i64 {
    match road {
        Road::Chat | Road::WhatsApp => dice.between(2, 9),
        Road::Voice => dice.between(2, 5),
        Road::Email | Road::EmailMessage | Road::HelpDesk => dice.between(45, 260),
    }
}

fn person(dice: &mut Dice, road: Road, length: usize) -> i64 {
    let typing = i64::try_from(length / 4).unwrap_or(60);
    match road {
        Road::Voice => dice.between(3, 7) + typing / 4,
        Road::Chat if dice.chance(7) => typing + dice.between(150, 1_500),
        Road::Chat => typing + dice.between(6, 55),
        Road::WhatsApp if dice.chance(18) => typing + dice.between(900, 14_000),
        Road::WhatsApp => typing + dice.between(12, 400),
        Road::Email | Road::EmailMessage | Road::HelpDesk => dice.between(480, 30_000),
    }
}

fn operator(dice: &mut Dice, road: Road) -> i64 {
    match road {
        Road::Chat | Road::WhatsApp | Road::Voice => dice.between(130, 2_400),
        Road::Email | Road::EmailMessage | Road::HelpDesk => dice.between(900, 16_000),
    }
}

/// Moves a moment at night to the morning after.
pub(super) fn waking(
    dice: &mut Dice,
    place: &Place,
    at: DateTime<Utc>,
    from: u32,
    to: u32,
) -> DateTime<Utc> {
    let hour = at.with_timezone(&place.zone).hour();
    if (from..to).contains(&hour) {
        return at;
    }
    let wait = (from + 24 - hour) % 24;
    at + Duration::minutes(i64::from(wait) * 60 + dice.between(2, 50))
}
