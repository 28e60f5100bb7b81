//! The scenarios, grouped by theme, and the pool of common questions. Tables only; facts come from
//! `places` through slots, so that no line states a price of its own.

mod bookings;
mod complaints;
mod day_passes;
mod events;
mod faq;
mod german;
mod help_desk;
mod languages;
mod members;
mod memberships;
mod messages;
mod off_topic;
mod outreach;
mod phone;
mod spanish;
mod tours;

pub(super) use faq::{FAQ, STRANGERS_FAQ};

use super::scenario::Scenario;

const GROUPS: &[&[Scenario]] = &[
    tours::SCENES,
    bookings::SCENES,
    day_passes::SCENES,
    memberships::SCENES,
    members::SCENES,
    complaints::SCENES,
    events::SCENES,
    off_topic::SCENES,
    phone::SCENES,
    messages::SCENES,
    help_desk::SCENES,
    outreach::SCENES,
    german::SCENES,
    spanish::SCENES,
    languages::SCENES,
];

/// Every scenario, in a fixed order.
pub(super) fn all() -> impl Iterator<Item = &'static Scenario> {
    GROUPS.iter().copied().flatten()
}
