//! The audit log as it is read.

use crate::sample::text;
use crate::stands;
use chrono::DateTime;
use daybook_model::AuditAction;
use daybook_model::audit::{AuditCheck, AuditEntry, AuditFault, SqlTable, SqlValue};

#[test]
fn audit() {
    stands! {
        "AuditAction": AuditAction::KNOWN.to_vec(),
        "AuditEntry": AuditEntry {
            number: 7,
            at: DateTime::from_timestamp(1_790_000_000, 0).expect("a time"),
            who: text("lena (uid 1000)"),
            action: AuditAction::View,
            what: text(r#"{"conversation":"c1","store":"s1"}"#),
            previous: "0".repeat(64),
            hash: "f".repeat(64),
        },
        "AuditFault": vec![
            AuditFault::Changed { number: 3 },
            AuditFault::Missing { first: 3, last: 5 },
            AuditFault::Unlinked { number: 4 },
            AuditFault::HeadDiffers { number: 9 },
            AuditFault::AnchorUnknown,
        ],
        "SqlTable": SqlTable {
            columns: vec![text("kind"), text("counts"), text("share"), text("url")],
            rows: vec![vec![
                SqlValue::Text(text("tour")),
                SqlValue::Integer(2),
                SqlValue::Real(0.5),
                SqlValue::Null,
            ]],
            is_cut: true,
        },
        "SqlValue": vec![SqlValue::Null, SqlValue::Integer(1)],
        "AuditCheck": AuditCheck {
            entries: 7,
            head: "f".repeat(64),
            anchored_at: Some(6),
            waiting: 1,
            fault: None,
        },
    }
}
