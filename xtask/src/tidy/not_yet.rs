//! Rules that some rooms do not keep yet. While a room is being rebuilt its breaches are reported and
//! do not fail; a row that tolerates nothing any more fails, so that the table empties itself.

use std::collections::BTreeMap;

use super::breach::{CheckResult, RuleBreach};

/// A check that does not fail yet below a path.
struct NotYet {
    check: &'static str,
    /// Beginning of the file's path.
    below: &'static str,
    /// When the row was written.
    since: &'static str,
}

const NOT_YET: [NotYet; 2] = [
    since_november_29("rooms", "crates/testkit/"),
    since_november_29("homes", "crates/server/"),
];

const fn since_november_29(check: &'static str, below: &'static str) -> NotYet {
    NotYet {
        check,
        below,
        since: "2026-11-29",
    }
}

/// What fails and what is reported, as lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TidyVerdict {
    pub(super) broken: Vec<String>,
    pub(super) tolerated: Vec<String>,
}

/// Sorts the breaches into those that fail and those that are known.
pub(super) fn judge(results: &[CheckResult]) -> TidyVerdict {
    judge_by(&NOT_YET, results)
}

fn judge_by(table: &[NotYet], results: &[CheckResult]) -> TidyVerdict {
    let mut verdict = TidyVerdict::default();
    let mut counts: Vec<BTreeMap<&str, usize>> = vec![BTreeMap::new(); table.len()];
    for result in results {
        for breach in &result.breaches {
            match table
                .iter()
                .position(|row| row.tolerates(result.check, breach))
            {
                Some(row) => *counts[row].entry(room_of(&breach.file)).or_default() += 1,
                None => verdict.broken.push(format!("{breach} [{}]", result.check)),
            }
        }
    }
    for (row, counts) in table.iter().zip(counts) {
        if counts.is_empty() {
            verdict.broken.push(row.kept());
        } else {
            verdict.tolerated.push(row.report(&counts));
        }
    }
    verdict
}

/// `cache` of `crates/cache/src/a.rs`, `ui` of `ui/src/lib.rs`.
fn room_of(file: &str) -> &str {
    let inside = file.strip_prefix("crates/").unwrap_or(file);
    inside.split('/').next().unwrap_or(inside)
}

impl NotYet {
    fn tolerates(&self, check: &str, breach: &RuleBreach) -> bool {
        self.check == check && breach.file.starts_with(self.below)
    }

    fn kept(&self) -> String {
        let (check, below) = (self.check, self.below);
        format!("xtask/src/tidy/not_yet.rs: {check} is kept below `{below}`: remove the row")
    }

    fn report(&self, counts: &BTreeMap<&str, usize>) -> String {
        let rooms: Vec<String> = counts
            .iter()
            .map(|(room, count)| format!("{room} {count}"))
            .collect();
        let (check, since) = (self.check, self.since);
        format!("{check}, since {since}: {}", rooms.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: [NotYet; 1] = [NotYet {
        check: "rooms",
        below: "crates/cache/",
        since: "2026-11-29",
    }];

    fn result(check: &'static str, file: &str) -> CheckResult {
        CheckResult {
            check,
            breaches: vec![RuleBreach::new(file, 1, "why")],
        }
    }

    #[test]
    fn known_breaches_are_reported_and_others_fail() {
        let verdict = judge_by(
            &TABLE,
            &[
                result("rooms", "crates/cache/src/a.rs"),
                result("rooms", "crates/app/src/a.rs"),
                result("homes", "crates/cache/src/a.rs"),
            ],
        );
        assert_eq!(verdict.tolerated, ["rooms, since 2026-11-29: cache 1"]);
        assert_eq!(verdict.broken.len(), 2);
    }

    #[test]
    fn a_row_that_tolerates_nothing_fails() {
        let verdict = judge_by(&TABLE, &[]);
        assert_eq!(verdict.broken.len(), 1);
        assert!(verdict.broken[0].contains("remove the row"));
    }
}
