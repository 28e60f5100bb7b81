//! The picture of the direction in docs/ARCHITECTURE.md is the rule: each member has one line there
//! with the members that it knows, and `cargo metadata` must say the same. No arrow exists that is not
//! drawn, none is drawn that does not exist, and each points to a line further down.

use std::collections::BTreeSet;

use super::breach::RuleBreach;
use super::members::WorkspaceMember;

/// The desktop package: the root of the workspace, sources in src-tauri.
pub(super) const SHELL: &str = "daybook";
/// Tests and tasks may know everything: no user's data passes through them.
const FREE: [&str; 4] = ["daybook-testkit", "fuzz", "journeys", "xtask"];

const DOCUMENT: &str = "docs/ARCHITECTURE.md";
/// The line before the picture.
const MARK: &str = "<!-- arrows: compared with the manifests by `cargo xtask tidy` -->";
const ARROW: &str = "─►";

/// One line of the picture.
#[derive(Debug, PartialEq, Eq)]
struct PictureLine {
    number: usize,
    member: String,
    knows: BTreeSet<String>,
}

/// Whether a member may know everything.
pub(super) fn is_free(name: &str) -> bool {
    FREE.contains(&name)
}

/// Each difference between the picture and the manifests.
pub(super) fn breaches(document: &str, members: &[WorkspaceMember]) -> Vec<RuleBreach> {
    let Some(picture) = picture(document) else {
        let why = format!("no picture of the arrows: a block of text after `{MARK}`");
        return vec![RuleBreach::new(DOCUMENT, 1, why)];
    };
    let mut found = upward(&picture);
    for member in members.iter().filter(|member| !is_free(&member.name)) {
        let known = known_members(member, members);
        match picture
            .iter()
            .find(|line| line.member == shown(&member.name))
        {
            Some(line) => found.extend(difference(member, line, &known)),
            None => {
                let names: Vec<&str> = known.iter().map(String::as_str).collect();
                let line = format!("{} {ARROW} {}", shown(&member.name), names.join(", "));
                let why = format!("not in the picture; its line would be `{line}`");
                found.push(RuleBreach::new(&member.manifest, 1, why));
            }
        }
    }
    let names: Vec<&str> = members.iter().map(|member| shown(&member.name)).collect();
    for line in picture
        .iter()
        .filter(|line| !names.contains(&line.member.as_str()))
    {
        let why = format!("`{}` is no member of the workspace", line.member);
        found.push(RuleBreach::new(DOCUMENT, line.number, why));
    }
    found
}

/// A member's name in the picture: the folder that a reader sees.
fn shown(name: &str) -> &str {
    match name {
        SHELL => "src-tauri",
        name => name.strip_prefix("daybook-").unwrap_or(name),
    }
}

fn known_members(member: &WorkspaceMember, members: &[WorkspaceMember]) -> BTreeSet<String> {
    member
        .dependencies
        .iter()
        .filter(|dependency| !dependency.is_for_tests())
        .filter(|dependency| members.iter().any(|other| other.name == dependency.name))
        .map(|dependency| shown(&dependency.name).to_owned())
        .collect()
}

fn picture(document: &str) -> Option<Vec<PictureLine>> {
    let lines = document.lines().enumerate();
    let mut block = lines.skip_while(|(_, line)| line.trim() != MARK).skip(1);
    let fence = block.find(|(_, line)| !line.trim().is_empty())?;
    if !fence.1.starts_with("```") {
        return None;
    }
    let inside = block.take_while(|(_, line)| !line.starts_with("```"));
    Some(
        inside
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(index, line)| picture_line(index + 1, line))
            .collect(),
    )
}

fn picture_line(number: usize, line: &str) -> PictureLine {
    let (member, knows) = line.split_once(ARROW).unwrap_or((line, ""));
    PictureLine {
        number,
        member: member.trim().to_owned(),
        knows: knows
            .split(',')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect(),
    }
}

/// Arrows to the line itself or to one above it.
fn upward(picture: &[PictureLine]) -> Vec<RuleBreach> {
    let mut found = Vec::new();
    for (index, line) in picture.iter().enumerate() {
        for above in &picture[..=index] {
            if line.knows.contains(&above.member) {
                let why = format!("{} {ARROW} {} points up", line.member, above.member);
                found.push(RuleBreach::new(DOCUMENT, line.number, why));
            }
        }
    }
    found
}

fn difference(
    member: &WorkspaceMember,
    line: &PictureLine,
    known: &BTreeSet<String>,
) -> Vec<RuleBreach> {
    let undrawn = known.difference(&line.knows).map(|name| {
        let dependency = member
            .dependencies
            .iter()
            .find(|dependency| shown(&dependency.name) == name);
        let at = dependency.map_or(1, |dependency| member.line_of(dependency));
        let why = format!("{} {ARROW} {name} is not drawn in {DOCUMENT}", line.member);
        RuleBreach::new(&member.manifest, at, why)
    });
    let untrue = line.knows.difference(known).map(|name| {
        let why = format!("{} {ARROW} {name} does not exist", line.member);
        RuleBreach::new(DOCUMENT, line.number, why)
    });
    undrawn.chain(untrue).collect()
}

#[cfg(test)]
mod tests {
    use super::super::members::planted::member;
    use super::*;

    fn document(lines: &str) -> String {
        format!("# Picture\n{MARK}\n\n```\n{lines}\n```\nMore.\n")
    }

    fn members() -> Vec<WorkspaceMember> {
        vec![
            member(SHELL, &["daybook-app", "tauri"]),
            member("daybook-app", &["daybook-model", "dev:daybook-testkit"]),
            member("daybook-model", &["serde"]),
            member("daybook-testkit", &["daybook-app"]),
        ]
    }

    fn whys(lines: &str) -> Vec<String> {
        breaches(&document(lines), &members())
            .into_iter()
            .map(|breach| format!("{}:{}: {}", breach.file, breach.line, breach.why))
            .collect()
    }

    #[test]
    fn a_true_picture_passes() {
        assert_eq!(
            whys("src-tauri ─► app\napp ─► model\nmodel"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn each_untruth_is_a_breach() {
        let cases = [
            ("src-tauri ─► app\napp\nmodel", "app ─► model is not drawn"),
            (
                "src-tauri ─► app, model\napp ─► model\nmodel",
                "src-tauri ─► model does not exist",
            ),
            (
                "src-tauri ─► app\nmodel\napp ─► model",
                "app ─► model points up",
            ),
            ("src-tauri ─► app\napp ─► model", "its line would be `model"),
            (
                "src-tauri ─► app\napp ─► model\nmodel\nattic",
                "`attic` is no member",
            ),
        ];
        for (lines, expected) in cases {
            let found = whys(lines);
            assert_eq!(found.len(), 1, "{lines}: {found:?}");
            assert!(found[0].contains(expected), "{found:?}");
        }
    }

    #[test]
    fn no_picture_is_a_breach() {
        assert_eq!(breaches("# Nothing", &members()).len(), 1);
    }
}
