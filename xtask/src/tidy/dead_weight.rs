//! Crates that nobody depends on, dependencies that no code names, and versions in the root manifest
//! that no member takes: each costs building time and a reader's.

use std::collections::{BTreeMap, HashSet};

use quote::ToTokens;

use super::breach::RuleBreach;
use super::members::{WorkspaceMember, declares};
use super::module_tree::{ModuleTree, item_is_for_tests};
use super::tokens;

/// Dependencies that are there without being named in code, and why.
const UNNAMED: [(&str, &str, &str); 2] = [
    ("daybook-cache", "libsqlite3-sys", PINNED),
    ("daybook-server", "libsqlite3-sys", PINNED),
];
const PINNED: &str = "its features and version choose the SQLite that sqlx links";

/// The words of a member's code.
#[derive(Default)]
pub(super) struct CodeWords {
    /// In what is shipped.
    product: HashSet<String>,
    /// In tests, examples and build scripts as well.
    everywhere: HashSet<String>,
}

impl CodeWords {
    /// Adds what a crate's product modules say.
    pub(super) fn add_product(&mut self, tree: &ModuleTree) {
        for (_, module) in tree.product() {
            for item in module.items.iter().filter(|item| !item_is_for_tests(item)) {
                tokens::words(item.to_token_stream(), &mut self.product);
            }
        }
    }

    /// Adds a file, whatever it is compiled for.
    pub(super) fn add_file(&mut self, text: &str) {
        if let Ok(stream) = text.parse() {
            tokens::words(stream, &mut self.everywhere);
        }
    }
}

/// Everything that could leave without anybody noticing. `code` has an entry for each member.
pub(super) fn breaches(
    members: &[WorkspaceMember],
    code: &BTreeMap<&str, CodeWords>,
    root_manifest: &str,
) -> Vec<RuleBreach> {
    let mut found: Vec<RuleBreach> = members
        .iter()
        .filter(|member| !member.is_program && !is_needed(member, members))
        .map(|member| {
            let why = format!(
                "{}: nobody depends on it, and it is no program",
                member.name
            );
            RuleBreach::new(&member.manifest, 1, why)
        })
        .collect();
    for member in members {
        if let Some(words) = code.get(member.name.as_str()) {
            found.extend(unnamed(member, words));
        }
    }
    found.extend(untaken(members, root_manifest));
    found
}

fn is_needed(member: &WorkspaceMember, members: &[WorkspaceMember]) -> bool {
    members
        .iter()
        .filter(|other| other.name != member.name)
        .flat_map(|other| &other.dependencies)
        .any(|dependency| dependency.name == member.name)
}

fn unnamed(member: &WorkspaceMember, words: &CodeWords) -> Vec<RuleBreach> {
    let product_alone = |kind| kind == cargo_metadata::DependencyKind::Normal;
    member
        .dependencies
        .iter()
        .filter(|dependency| dependency.name != member.name)
        .filter(|dependency| {
            let word = dependency.key().replace('-', "_");
            let named = if product_alone(dependency.kind) {
                &words.product
            } else {
                &words.everywhere
            };
            !named.contains(&word)
        })
        .filter(|dependency| !may_be_unnamed(&member.name, &dependency.name))
        .map(|dependency| {
            let why = format!("{}: no code of {} names it", dependency.key(), member.name);
            RuleBreach::new(&member.manifest, member.line_of(dependency), why)
        })
        .collect()
}

fn may_be_unnamed(member: &str, dependency: &str) -> bool {
    UNNAMED
        .iter()
        .any(|(from, to, _)| (*from, *to) == (member, dependency))
}

/// Lines of `[workspace.dependencies]` that no manifest inherits.
fn untaken(members: &[WorkspaceMember], root_manifest: &str) -> Vec<RuleBreach> {
    let mut found = Vec::new();
    let mut inside = false;
    for (index, line) in root_manifest.lines().enumerate() {
        if line.starts_with('[') {
            inside = line == "[workspace.dependencies]";
            continue;
        }
        let key = line.split([' ', '=', '.']).next().unwrap_or("");
        let is_key = inside && !key.is_empty() && !key.starts_with(['#', '"', '}']);
        if is_key && !members.iter().any(|member| inherits(member, key)) {
            let why = format!("{key}: no member takes it");
            found.push(RuleBreach::new("Cargo.toml", index + 1, why));
        }
    }
    found
}

fn inherits(member: &WorkspaceMember, key: &str) -> bool {
    member.manifest_text.lines().any(|line| {
        let line: String = line.split_whitespace().collect();
        declares(&line, key) && line.contains("workspace=true")
    })
}

#[cfg(test)]
mod tests {
    use super::super::members::planted::member;
    use super::super::module_tree::planted;
    use super::*;

    fn words(text: &str) -> CodeWords {
        let mut words = CodeWords::default();
        words.add_product(&planted::tree(&[("lib.rs", text)]));
        words.add_file(text);
        words
    }

    fn whys(members: &[WorkspaceMember], text: &str, manifest: &str) -> Vec<String> {
        let code = BTreeMap::from([("daybook-a", words(text))]);
        breaches(members, &code, manifest)
            .into_iter()
            .map(|breach| format!("{}: {}", breach.line, breach.why))
            .collect()
    }

    fn pair(dependencies: &[&str]) -> [WorkspaceMember; 2] {
        let mut program = member("daybook-b", &["daybook-a"]);
        program.is_program = true;
        [member("daybook-a", dependencies), program]
    }

    #[test]
    fn a_crate_without_a_user_is_a_breach() {
        let found = whys(&[member("daybook-a", &[])], "", "");
        assert_eq!(
            found,
            ["1: daybook-a: nobody depends on it, and it is no program"]
        );
        assert!(whys(&pair(&[]), "", "").is_empty());
    }

    #[test]
    fn a_dependency_that_no_code_names_is_a_breach() {
        let cases = [
            ("// tokio_util::x\nfn a() { \"tokio_util\" }", 1),
            ("#[cfg(test)] mod tests { use tokio_util::x; }", 1),
            ("use tokio_util::x;", 0),
            ("#[derive(tokio_util::Error)] struct A;", 0),
            ("fn a() { select! { x = tokio_util::y() => {} } }", 0),
        ];
        for (text, expected) in cases {
            let found = whys(&pair(&["tokio-util"]), text, "");
            assert_eq!(found.len(), expected, "{text}: {found:?}");
        }
    }

    #[test]
    fn tests_name_their_own_dependencies() {
        let text = "#[cfg(test)] mod tests { use tempfile::x; }";
        assert!(whys(&pair(&["dev:tempfile"]), text, "").is_empty());
        assert_eq!(whys(&pair(&["dev:tempfile"]), "", "").len(), 1);
    }

    #[test]
    fn a_version_that_no_member_takes_is_a_breach() {
        let manifest = "[workspace.dependencies]\n# why\nserde = \"1\"\ninsta = { version = \"1\" }\n[profile.dev]\ndebug = 1\n";
        let found = whys(&pair(&["serde"]), "use serde::x;", manifest);
        assert_eq!(found, ["4: insta: no member takes it"]);
    }
}
