//! The words for each metric: its title, and a count of it in a sentence. The strip, the comparison with
//! the server and whatever shows metrics next take them from here. What a metric is stands in
//! `model::metrics` and `insights::metric`.

use crate::i18n::TextKey;
use model::metrics::MetricId;

/// Its title.
#[must_use]
pub const fn title(what: MetricId) -> TextKey {
    match what {
        MetricId::Conversations => TextKey::MetricTotal,
        MetricId::Bookings => TextKey::MetricBookings,
        MetricId::Customers => TextKey::MetricCustomers,
        MetricId::Tours => TextKey::MetricTours,
        MetricId::Contracts => TextKey::MetricContracts,
        MetricId::DayPasses => TextKey::MetricDayPasses,
        MetricId::AnyOutcome => TextKey::NumberAny,
        MetricId::Leads => TextKey::ViewWithLead,
        MetricId::Escalated => TextKey::ViewEscalated,
        MetricId::Active => TextKey::StatusActive,
        MetricId::Ended => TextKey::StatusEnded,
        MetricId::MessagesEach => TextKey::NumberMessages,
    }
}

/// A count of it in a sentence ("12 tours"); none where it is not told there.
#[must_use]
pub const fn counted(what: MetricId) -> Option<TextKey> {
    match what {
        MetricId::Conversations => Some(TextKey::CountConversations),
        MetricId::Bookings => Some(TextKey::CountBookings),
        MetricId::Customers => Some(TextKey::CountCustomers),
        MetricId::Tours => Some(TextKey::CountTours),
        MetricId::Contracts => Some(TextKey::CountContracts),
        MetricId::DayPasses => Some(TextKey::CountDayPasses),
        MetricId::Leads => Some(TextKey::CountLeads),
        MetricId::AnyOutcome
        | MetricId::Escalated
        | MetricId::Active
        | MetricId::Ended
        | MetricId::MessagesEach => None,
    }
}
