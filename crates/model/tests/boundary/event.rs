//! What the back end tells the window unasked, and the names of what the window may ask.

use crate::{is_written, stands};
use daybook_model::SourceId;
use daybook_model::event::{AppEvent, ProgressStep};

#[test]
fn events() {
    let progress = |step| AppEvent::Progress {
        source: SourceId(1),
        step,
    };
    stands! {
        "AppEvent": vec![
            AppEvent::StatusChanged,
            AppEvent::HandOverChanged,
            AppEvent::Locked,
            AppEvent::Woke,
            AppEvent::DataChanged { generation: 7, new_conversations: 2 },
            progress(ProgressStep::Begin),
            progress(ProgressStep::End),
        ],
        "ProgressStep": ProgressStep::Report { done: 3, total: Some(9) },
    }
}

#[test]
fn commands() {
    is_written! { "COMMANDS": daybook_model::command::COMMANDS }
}
