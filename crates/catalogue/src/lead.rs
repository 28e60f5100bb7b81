//! What became of a lead, in words.

use crate::{TextKey, text};
use model::FollowUp;

/// A state of a lead. One that a newer Daybook wrote is told as it stands.
#[must_use]
pub fn follow_up_name(state: &FollowUp) -> String {
    let key = match state {
        FollowUp::Open => TextKey::FollowUpOpen,
        FollowUp::NotReached => TextKey::FollowUpNotReached,
        FollowUp::InTouch => TextKey::FollowUpInTouch,
        FollowUp::Won => TextKey::FollowUpWon,
        FollowUp::Lost => TextKey::FollowUpLost,
        FollowUp::Other(other) => return other.replace('_', " "),
    };
    text(key).to_owned()
}
