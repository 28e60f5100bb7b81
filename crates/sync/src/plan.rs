//! What a run will do, from what is known before it: pure, so that the same state gives the same
//! operations in the same order.

use crate::SyncMode;
use std::collections::BTreeMap;

/// How far each stream got; a stream that never committed is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncLedger {
    /// Cursor by stream.
    pub cursors: BTreeMap<String, String>,
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncOperation {
    /// From here on, mark what is seen.
    BeginFull,
    /// Pull a stream to its end.
    Pull {
        /// Which.
        stream: String,
        /// From where; `None` is the beginning.
        after: Option<String>,
    },
    /// Remove what a full pass did not see. It may be one that an earlier run began and did not end;
    /// with none begun it does nothing.
    FinishFull,
    /// Compare the counts with the server's.
    Compare,
}

/// Plans a run over the streams, in the source's order (what is named first comes first).
#[must_use]
pub fn plan(streams: &[String], ledger: &SyncLedger, mode: SyncMode) -> Vec<SyncOperation> {
    let full = mode == SyncMode::Full;
    let pulls = streams.iter().map(|stream| SyncOperation::Pull {
        stream: stream.clone(),
        after: if full {
            None
        } else {
            ledger.cursors.get(stream).cloned()
        },
    });
    let mut operations = Vec::with_capacity(streams.len() + 3);
    operations.extend(full.then_some(SyncOperation::BeginFull));
    operations.extend(pulls);
    operations.push(SyncOperation::FinishFull);
    operations.push(SyncOperation::Compare);
    operations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pull(stream: &str, after: Option<&str>) -> SyncOperation {
        SyncOperation::Pull {
            stream: stream.to_owned(),
            after: after.map(str::to_owned),
        }
    }

    #[test]
    fn what_is_planned_follows_from_what_is_known() {
        use SyncOperation::{BeginFull, Compare, FinishFull};
        let known = |stream: &str| (stream.to_owned(), format!("{stream}-7"));
        let cases = [
            (
                "first sync",
                vec!["a"],
                vec![],
                SyncMode::Incremental,
                vec![pull("a", None), FinishFull, Compare],
            ),
            (
                "goes on",
                vec!["a"],
                vec!["a"],
                SyncMode::Incremental,
                vec![pull("a", Some("a-7")), FinishFull, Compare],
            ),
            (
                "a new stream beside an old one, in the source's order",
                vec!["b", "a"],
                vec!["a"],
                SyncMode::Incremental,
                vec![pull("b", None), pull("a", Some("a-7")), FinishFull, Compare],
            ),
            (
                "full forgets the cursors",
                vec!["b", "a"],
                vec!["a", "b"],
                SyncMode::Full,
                vec![
                    BeginFull,
                    pull("b", None),
                    pull("a", None),
                    FinishFull,
                    Compare,
                ],
            ),
            (
                "a cursor of a stream that is no more",
                vec![],
                vec!["z"],
                SyncMode::Incremental,
                vec![FinishFull, Compare],
            ),
        ];
        for (name, streams, cursors, mode, expected) in cases {
            let streams: Vec<String> = streams.into_iter().map(str::to_owned).collect();
            let ledger = SyncLedger {
                cursors: cursors.into_iter().map(known).collect(),
            };
            assert_eq!(plan(&streams, &ledger, mode), expected, "{name}");
        }
    }
}
