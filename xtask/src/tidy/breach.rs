//! One broken rule at one place, as every check reports it.

use std::fmt;

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RuleBreach {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) why: String,
}

impl RuleBreach {
    pub(super) fn new(file: &str, line: usize, why: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            why: why.into(),
        }
    }
}

impl fmt::Display for RuleBreach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.why)
    }
}

/// What one check found.
pub(super) struct CheckResult {
    /// The check's name, as the output has it.
    pub(super) check: &'static str,
    pub(super) breaches: Vec<RuleBreach>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breach_is_a_place_an_editor_can_open() {
        let breach = RuleBreach::new("crates/a/src/lib.rs", 7, "why not");
        assert_eq!(breach.to_string(), "crates/a/src/lib.rs:7: why not");
    }
}
