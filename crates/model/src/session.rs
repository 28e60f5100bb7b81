//! How long an exchange may pause and still be the same session. The server decides by these rules,
//! and the practice space keeps to them, so that what it invents could have happened.
//!
//! It must not read a clock.

use crate::Channel;
use chrono::TimeDelta;

/// How long an e-mail thread stays one session.
const EMAIL_HOURS: i64 = 48;
/// How long a number stays one session.
const WHATSAPP_HOURS: i64 = 24;
/// Hours without activity after which a conversation is ended, if nothing else is said.
pub const STALE_HOURS: u32 = 24;

/// How long an exchange of a channel may pause and still be the same session; as long as it is open,
/// if nothing is said.
#[must_use]
pub fn continuation_window(channel: &Channel) -> Option<TimeDelta> {
    match channel {
        Channel::Email => Some(TimeDelta::hours(EMAIL_HOURS)),
        Channel::WhatsApp => Some(TimeDelta::hours(WHATSAPP_HOURS)),
        _ => None,
    }
}

/// How long a conversation is quiet before the clean-up ends it: for longer than `quiet`, and for longer
/// than an exchange on its channel may pause.
#[must_use]
pub fn quiet_limit(channel: &Channel, quiet: TimeDelta) -> TimeDelta {
    continuation_window(channel).map_or(quiet, |window| quiet.max(window))
}
