//! The orders on offer, and what a column's heading does with them.

use crate::i18n::TextKey;
use model::list_columns::ListColumn;
use model::request::{ListSort, SortDirection, SortKey};

/// An order on offer: its name in a form, what it is, and how it is called.
pub type SortOffer = (&'static str, ListSort, TextKey);

const fn sort(by: SortKey, direction: SortDirection) -> ListSort {
    ListSort { by, direction }
}

/// Every order, in the order of the menu.
pub const SORTS: [SortOffer; 10] = {
    use SortDirection::{Ascending, Descending};
    use SortKey::{Customer, LastActivity, Messages, Started, Subject};
    [
        (
            "activity",
            sort(LastActivity, Descending),
            TextKey::SortActivityNewest,
        ),
        (
            "activity-oldest",
            sort(LastActivity, Ascending),
            TextKey::SortActivityOldest,
        ),
        (
            "started",
            sort(Started, Descending),
            TextKey::SortStartedNewest,
        ),
        (
            "started-oldest",
            sort(Started, Ascending),
            TextKey::SortStartedOldest,
        ),
        (
            "messages",
            sort(Messages, Descending),
            TextKey::SortMessagesMost,
        ),
        (
            "messages-fewest",
            sort(Messages, Ascending),
            TextKey::SortMessagesFewest,
        ),
        ("subject", sort(Subject, Ascending), TextKey::SortSubjectUp),
        (
            "subject-down",
            sort(Subject, Descending),
            TextKey::SortSubjectDown,
        ),
        (
            "customer",
            sort(Customer, Ascending),
            TextKey::SortCustomerUp,
        ),
        (
            "customer-down",
            sort(Customer, Descending),
            TextKey::SortCustomerDown,
        ),
    ]
};

/// The offer of an order.
#[must_use]
pub fn offer_of(sort: ListSort) -> &'static SortOffer {
    let found = SORTS.iter().find(|(_, offered, _)| *offered == sort);
    found.unwrap_or(&SORTS[0])
}

/// The order of a name; an unknown name is the usual one.
#[must_use]
pub fn sort_named(name: &str) -> ListSort {
    let found = SORTS.iter().find(|(has, _, _)| *has == name);
    found.map_or_else(ListSort::default, |(_, sort, _)| *sort)
}

/// The order after a column's heading was pressed: by that column, and the other way where it stood so.
#[must_use]
pub fn pressed(before: ListSort, by: SortKey) -> ListSort {
    let direction = if before.by == by {
        before.direction.reversed()
    } else {
        by.usual_direction()
    };
    ListSort { by, direction }
}

/// The order of a column, as `aria-sort` says it.
#[must_use]
pub fn aria_sort(now: ListSort, by: SortKey) -> &'static str {
    match now.direction {
        _ if now.by != by => "none",
        SortDirection::Ascending => "ascending",
        SortDirection::Descending => "descending",
    }
}

/// What the list stands by where a column's heading is pressed; none where it cannot stand by that column.
#[must_use]
pub const fn sort_of(column: ListColumn) -> Option<SortKey> {
    match column {
        ListColumn::Subject => Some(SortKey::Subject),
        ListColumn::Customer => Some(SortKey::Customer),
        ListColumn::Messages => Some(SortKey::Messages),
        ListColumn::Started => Some(SortKey::Started),
        ListColumn::Activity => Some(SortKey::LastActivity),
        ListColumn::Outcome
        | ListColumn::Company
        | ListColumn::Channel
        | ListColumn::Status
        | ListColumn::Space
        | ListColumn::Marks => None,
    }
}

/// What the column of times shows: the instant by which the list stands.
#[must_use]
pub fn time_column(now: ListSort) -> SortKey {
    match now.by {
        SortKey::Started => SortKey::Started,
        _ => SortKey::LastActivity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_on_offer_once_and_found_by_its_name() {
        for by in SortKey::ALL {
            for direction in [SortDirection::Ascending, SortDirection::Descending] {
                let wanted = ListSort { by, direction };
                let (name, offered, _) = offer_of(wanted);
                assert_eq!(*offered, wanted);
                assert_eq!(sort_named(name), wanted);
            }
        }
        assert_eq!(sort_named("by mood"), ListSort::default());
    }

    #[test]
    fn a_heading_sorts_by_its_column_and_then_the_other_way() {
        let once = pressed(ListSort::default(), SortKey::Subject);
        assert_eq!(aria_sort(once, SortKey::Subject), "ascending");
        assert_eq!(aria_sort(once, SortKey::LastActivity), "none");
        let twice = pressed(once, SortKey::Subject);
        assert_eq!(aria_sort(twice, SortKey::Subject), "descending");
        let back = pressed(twice, SortKey::LastActivity);
        assert_eq!(back, ListSort::default());
    }
}
