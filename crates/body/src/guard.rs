//! The one place where a fault of the conversion is caught. A message that makes it fail must not take
//! its conversation, its page or its server along: it is kept and shown as it came.

use crate::convert::is_override;
use model::body_tree::{BodyBlock, BodyNote, BodyView};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does work that a stranger's text may make fail; none where it did. The work owns what it changes, so
/// nothing half done is seen afterwards.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// A body that could not be converted.
pub(crate) fn as_it_came(body: &str) -> BodyView {
    BodyView {
        blocks: vec![BodyBlock::Code {
            text: body.chars().filter(|c| !is_override(*c)).collect(),
        }],
        note: Some(BodyNote::AsItCame),
        ..BodyView::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_fails_is_caught_and_the_next_goes_on() {
        let failed: Option<u8> = guarded(|| panic!("a body of a kind that nobody thought of"));
        assert_eq!(failed, None);
        assert_eq!(guarded(|| 1), Some(1));
    }

    #[test]
    fn a_body_as_it_came_is_only_text() {
        let view = as_it_came("<b>x\u{202E}");
        assert_eq!(
            view.blocks,
            [BodyBlock::Code {
                text: "<b>x".to_owned()
            }]
        );
        assert_eq!(view.note, Some(BodyNote::AsItCame));
    }
}
