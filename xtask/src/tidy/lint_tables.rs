//! Each member takes the workspace's lints. What clippy checks for all of them (printing, leftovers,
//! clocks) is only checked where they are switched on.

use super::breach::RuleBreach;
use super::members::WorkspaceMember;

/// Printing is what a task runner is for: it lists its lints itself.
const OWN_LINTS: [&str; 1] = ["xtask"];

/// Members without them.
pub(super) fn breaches(members: &[WorkspaceMember]) -> Vec<RuleBreach> {
    members
        .iter()
        .filter(|member| !OWN_LINTS.contains(&member.name.as_str()))
        .filter(|member| !inherits(&member.manifest_text))
        .map(|member| {
            let why = "the manifest lacks `[lints]` with `workspace = true`";
            RuleBreach::new(&member.manifest, 1, why)
        })
        .collect()
}

fn inherits(manifest: &str) -> bool {
    let mut lines = manifest
        .lines()
        .skip_while(|line| *line != "[lints]")
        .skip(1);
    lines.next() == Some("workspace = true")
}

#[cfg(test)]
mod tests {
    use super::super::members::planted::member;
    use super::*;

    #[test]
    fn a_member_without_the_lints_is_a_breach() {
        let mut one = member("daybook-a", &["serde"]);
        assert_eq!(breaches(std::slice::from_ref(&one)).len(), 1);
        one.manifest_text.push_str("\n[lints]\nworkspace = true\n");
        assert!(breaches(&[one]).is_empty());
    }
}
