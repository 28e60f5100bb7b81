//! How long people and machines take to answer, by channel. Gaps stay below the 24 hours after which
//! the server would have ended the conversation.

use super::places::PracticePlace;
use super::rng::SeededRng;
use super::scenario::ChannelKey;
use chrono::{DateTime, Duration, Timelike, Utc};

/// Who takes the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MessageAuthor {
    Machine,
    Person,
    Operator,
}

/// The moment of the next message, `length` bytes long, after one at `at`.
pub(super) fn next(
    dice: &mut SeededRng,
    place: &PracticePlace,
    road: ChannelKey,
    hand: MessageAuthor,
    at: DateTime<Utc>,
    length: usize,
) -> DateTime<Utc> {
    let seconds = match hand {
        MessageAuthor::Machine => machine(dice, road),
        MessageAuthor::Person => person(dice, road, length),
        MessageAuthor::Operator => operator(dice, road),
    };
    let moment = at + Duration::seconds(seconds);
    match hand {
        MessageAuthor::Operator => waking(dice, place, moment, 8, 19),
        MessageAuthor::Person if road.is_mail() => waking(dice, place, moment, 7, 23),
        _ => moment,
    }
}

fn machine(dice: &mut SeededRng, road: ChannelKey) -> i64 {
    match road {
        ChannelKey::Chat | ChannelKey::WhatsApp => dice.between(2, 9),
        ChannelKey::Voice => dice.between(2, 5),
        ChannelKey::Email | ChannelKey::EmailMessage | ChannelKey::HelpDesk => {
            dice.between(45, 260)
        }
    }
}

fn person(dice: &mut SeededRng, road: ChannelKey, length: usize) -> i64 {
    let typing = i64::try_from(length / 4).unwrap_or(60);
    match road {
        ChannelKey::Voice => dice.between(3, 7) + typing / 4,
        ChannelKey::Chat if dice.chance(7) => typing + dice.between(150, 1_500),
        ChannelKey::Chat => typing + dice.between(6, 55),
        ChannelKey::WhatsApp if dice.chance(18) => typing + dice.between(900, 14_000),
        ChannelKey::WhatsApp => typing + dice.between(12, 400),
        ChannelKey::Email | ChannelKey::EmailMessage | ChannelKey::HelpDesk => {
            dice.between(480, 30_000)
        }
    }
}

fn operator(dice: &mut SeededRng, road: ChannelKey) -> i64 {
    match road {
        ChannelKey::Chat | ChannelKey::WhatsApp | ChannelKey::Voice => dice.between(130, 2_400),
        ChannelKey::Email | ChannelKey::EmailMessage | ChannelKey::HelpDesk => {
            dice.between(900, 16_000)
        }
    }
}

/// Moves a moment at night to the morning after.
pub(super) fn waking(
    dice: &mut SeededRng,
    place: &PracticePlace,
    at: DateTime<Utc>,
    from: u32,
    to: u32,
) -> DateTime<Utc> {
    let hour = at.with_timezone(&place.zone()).hour();
    if (from..to).contains(&hour) {
        return at;
    }
    let wait = (from + 24 - hour) % 24;
    at + Duration::minutes(i64::from(wait) * 60 + dice.between(2, 50))
}
