//! A Nexudus account's page. Its settings are kept as text by the source, so their shape is a store's.

use crate::sample::{at, text};
use crate::{stands, view};
use daybook_model::SourceId;
use daybook_model::account::{AccountLinks, AccountSettings, AccountView, ChangeAccount};

fn links() -> AccountLinks {
    AccountLinks {
        customer: text("https://example.org/customers/{id}"),
        visitor: text("https://example.org/visitors/{id}"),
        contract: text("https://example.org/contracts/{id}"),
        booking: text("https://example.org/bookings/{id}"),
        product: text("https://example.org/products/{id}"),
        ticket: text("https://example.org/tickets/{id}"),
        inbox_item: String::new(),
    }
}

fn settings() -> AccountSettings {
    AccountSettings {
        paths: [(text("sessions"), text("ai/sessions"))].into(),
        links: links(),
        inference_hours: 48,
        day_pass_words: vec![text("day pass")],
        session_field_names: vec![text("AI session")],
        time_zone: Some(text("Europe/Lisbon")),
        compare_days: 7,
    }
}

#[test]
fn accounts() {
    stands! {
        "AccountLinks": links(),
        "AccountSettings": settings(),
        "AccountView": AccountView {
            source: view::source(),
            email: text("ana@example.org"),
            table: vec![view::endpoint()],
            asked_at: Some(at(1)),
            reads: 12,
            writes: 0,
            settings: settings(),
            usual: settings(),
        },
        "ChangeAccount": ChangeAccount { source: SourceId(1), settings: settings() },
    }
}
