//! What is wrong with the audit log, in words: what happened, and where.

use crate::{Phrase, TextKey};
use model::audit::AuditFault;

/// A fault of the log.
#[must_use]
pub fn audit_fault_phrase(fault: &AuditFault) -> Phrase {
    match fault {
        AuditFault::Changed { number } => {
            Phrase::new(TextKey::AuditChanged).number("number", plain(*number))
        }
        AuditFault::Missing { first, last } => Phrase::new(TextKey::AuditMissing)
            .number("first", plain(*first))
            .number("last", plain(*last)),
        AuditFault::Unlinked { number } => {
            Phrase::new(TextKey::AuditUnlinked).number("number", plain(*number))
        }
        AuditFault::HeadDiffers { number } => {
            Phrase::new(TextKey::AuditHeadDiffers).number("number", plain(*number))
        }
        AuditFault::AnchorUnknown => TextKey::AuditAnchorUnknown.into(),
    }
}

fn plain(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
