//! Rules that some rooms do not keep yet. While a room is being rebuilt its breaches are reported and
//! do not fail; a row that tolerates nothing any more fails, so that the table empties itself.

use super::breach::{CheckResult, RuleBreach};

/// A check that does not fail yet below a path.
struct NotYet {
    check: &'static str,
    /// Beginning of the file's path.
    below: &'static str,
    /// When the row was written.
    since: &'static str,
}

const NOT_YET: [NotYet; 7] = [
    NotYet {
        check: "rooms",
        below: "",
        since: "2026-11-29",
    },
    NotYet {
        check: "homes",
        below: "",
        since: "2026-11-29",
    },
    NotYet {
        check: "names",
        below: "",
        since: "2026-11-29",
    },
    NotYet {
        check: "kinds",
        below: "",
        since: "2026-11-29",
    },
    NotYet {
        check: "dead",
        below: "",
        since: "2026-11-29",
    },
    NotYet {
        check: "samples",
        below: "",
        since: "2026-11-29",
    },
    NotYet {
        check: "arrows",
        below: "",
        since: "2026-11-29",
    },
];

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
    let mut counts = vec![0_usize; table.len()];
    for result in results {
        for breach in &result.breaches {
            match table
                .iter()
                .position(|row| row.tolerates(result.check, breach))
            {
                Some(row) => counts[row] += 1,
                None => verdict.broken.push(format!("{breach} [{}]", result.check)),
            }
        }
    }
    for (row, count) in table.iter().zip(counts) {
        let (check, below, since) = (row.check, row.below, row.since);
        if count == 0 {
            let line =
                format!("xtask/src/tidy/not_yet.rs: {check} below {below} is kept: remove the row");
            verdict.broken.push(line);
        } else {
            let line = format!("{check}: {count} below {below}, since {since}");
            verdict.tolerated.push(line);
        }
    }
    verdict
}

impl NotYet {
    fn tolerates(&self, check: &str, breach: &RuleBreach) -> bool {
        self.check == check && breach.file.starts_with(self.below)
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
        assert_eq!(
            verdict.tolerated,
            ["rooms: 1 below crates/cache/, since 2026-11-29"]
        );
        assert_eq!(verdict.broken.len(), 2);
    }

    #[test]
    fn a_row_that_tolerates_nothing_fails() {
        let verdict = judge_by(&TABLE, &[]);
        assert_eq!(verdict.broken.len(), 1);
        assert!(verdict.broken[0].contains("remove the row"));
    }
}
