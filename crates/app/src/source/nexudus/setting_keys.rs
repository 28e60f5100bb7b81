//! Where it is remembered, in the manager's own file, what is known of an account beside its rows.

use model::SourceId;

/// Its rules.
pub(super) fn settings_key(source: SourceId) -> String {
    format!("source/{source}/settings")
}

/// What it may read.
pub(super) fn access_key(source: SourceId) -> String {
    format!("source/{source}/table")
}

/// How much was sent.
pub(super) fn totals_key(source: SourceId) -> String {
    format!("source/{source}/sent")
}

/// When it was sent, for the limits.
pub(super) fn pace_key(source: SourceId) -> String {
    format!("source/{source}/pace")
}

/// All of them, for when the source goes.
pub(super) fn all_keys(source: SourceId) -> [String; 4] {
    [
        settings_key(source),
        totals_key(source),
        pace_key(source),
        access_key(source),
    ]
}
