//! Which room may know which, and which external crate lives in which room. The table below is the
//! picture of docs/ARCHITECTURE.md; a new line in it is a decision and deserves an ADR.

use std::path::Path;

use anyhow::Result;
use cargo_metadata::{DependencyKind, MetadataCommand};

use super::Breach;

/// The desktop package: the root of the workspace, sources in src-tauri.
const SHELL: &str = "daybook";
/// Tests and tasks may know everything: no user's data passes through them.
const FREE: [&str; 3] = ["daybook-testkit", "journeys", "xtask"];

/// A member and the members it may depend on.
const MAY_KNOW: [(&str, &[&str]); 14] = [
    ("daybook-model", &[]),
    ("daybook-query", &["daybook-model"]),
    ("daybook-chart", &["daybook-model"]),
    ("daybook-insights", &["daybook-model"]),
    ("daybook-body", &["daybook-model"]),
    (
        "daybook-cache",
        &[
            "daybook-model",
            "daybook-query",
            "daybook-insights",
            "daybook-body",
        ],
    ),
    ("daybook-sources", &["daybook-model"]),
    (
        "daybook-sync",
        &["daybook-model", "daybook-sources", "daybook-cache"],
    ),
    ("daybook-vault", &[]),
    (
        "daybook-server",
        &["daybook-model", "daybook-insights", "daybook-body"],
    ),
    (
        "daybook-app",
        &[
            "daybook-model",
            "daybook-query",
            "daybook-chart",
            "daybook-insights",
            "daybook-body",
            "daybook-cache",
            "daybook-sources",
            "daybook-sync",
            "daybook-vault",
            "daybook-server",
        ],
    ),
    ("daybook-cli", &["daybook-app", "daybook-model"]),
    (SHELL, &["daybook-app", "daybook-model"]),
    (
        "daybook-ui",
        &["daybook-model", "daybook-query", "daybook-chart"],
    ),
];

/// External crates that live in some rooms only.
struct Room {
    holds: fn(&str) -> bool,
    rooms: &'static [&'static str],
    /// What would be lost if they were known elsewhere.
    why: &'static str,
}

const ROOMS: [Room; 6] = [
    Room {
        holds: |name| name == "tauri" || name.starts_with("tauri-"),
        rooms: &[SHELL],
        why: "only src-tauri names tauri: everything else runs and is tested without a window",
    },
    Room {
        holds: |name| name.starts_with("sqlx") || name == "libsqlite3-sys" || name == "rusqlite",
        rooms: &["daybook-cache", "daybook-server"],
        why: "only cache and server name a database: every line of SQL is in one of two places",
    },
    Room {
        holds: |name| name.starts_with("reqwest"),
        rooms: &["daybook-sources"],
        why: "only sources opens connections: what leaves the laptop is in one place",
    },
    Room {
        holds: |name| name.starts_with("keyring") || name.ends_with("keyring-store"),
        rooms: &["daybook-vault"],
        why: "only vault names a key store: secrets have one door",
    },
    Room {
        holds: |name| {
            name.starts_with("leptos") || ["wasm-bindgen", "web-sys", "js-sys"].contains(&name)
        },
        rooms: &["daybook-ui"],
        why: "only ui knows a browser",
    },
    Room {
        holds: |name| ["ammonia", "scraper", "html5ever", "pulldown-cmark"].contains(&name),
        rooms: &["daybook-body"],
        why: "only body reads a stranger's markup",
    },
];

/// What the boundary crate may build on: it is compiled into every room, the browser included.
const MODEL_MAY_USE: [&str; 2] = ["serde", "chrono"];

/// A member of the workspace, as far as this check needs it.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    /// The manifest, relative to the checkout.
    pub(super) manifest: String,
    pub(super) text: String,
    pub(super) dependencies: Vec<Dependency>,
}

/// A direct dependency as the manifest declares it.
#[derive(Debug)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) alias: Option<String>,
    pub(super) tests_only: bool,
}

/// Reads the members from cargo.
pub(super) fn members(root: &Path) -> Result<Vec<Member>> {
    let metadata = MetadataCommand::new()
        .current_dir(root)
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .exec()?;
    metadata
        .workspace_packages()
        .into_iter()
        .map(|package| {
            let manifest = package.manifest_path.as_std_path();
            Ok(Member {
                name: package.name.to_string(),
                manifest: manifest
                    .strip_prefix(root)?
                    .to_string_lossy()
                    .replace('\\', "/"),
                text: std::fs::read_to_string(manifest)?,
                dependencies: package.dependencies.iter().map(dependency).collect(),
            })
        })
        .collect()
}

fn dependency(declared: &cargo_metadata::Dependency) -> Dependency {
    Dependency {
        name: declared.name.clone(),
        alias: declared.rename.clone(),
        tests_only: declared.kind == DependencyKind::Development,
    }
}

/// Every dependency that points the wrong way or names a crate outside its room.
pub(super) fn breaches(members: &[Member]) -> Vec<Breach> {
    let mut found = Vec::new();
    for member in members.iter().filter(|member| !is_free(&member.name)) {
        if table_line(&member.name).is_none() {
            let why = format!(
                "{} has no place in the picture: xtask/src/tidy/direction.rs",
                member.name
            );
            found.push(Breach::new(&member.manifest, 1, why));
            continue;
        }
        let real = member
            .dependencies
            .iter()
            .filter(|dependency| !dependency.tests_only);
        for dependency in real {
            if let Some(why) = objection(members, &member.name, &dependency.name) {
                found.push(Breach::new(
                    &member.manifest,
                    member.line_of(dependency),
                    why,
                ));
            }
        }
    }
    found
}

/// Dependencies of tests that would be a breach anywhere else, one line each.
pub(super) fn exempt(members: &[Member]) -> Vec<String> {
    let mut lines = Vec::new();
    for member in members.iter().filter(|member| !is_free(&member.name)) {
        for dependency in member
            .dependencies
            .iter()
            .filter(|dependency| dependency.tests_only)
        {
            if objection(members, &member.name, &dependency.name).is_some() {
                lines.push(format!("{} -> {}", member.name, dependency.name));
            }
        }
    }
    lines
}

fn objection(members: &[Member], from: &str, to: &str) -> Option<String> {
    if from == to {
        // A crate's tests name the crate itself to switch on a feature that only they want.
        return None;
    }
    if members.iter().any(|member| member.name == to) {
        let allowed = table_line(from)?;
        return (!allowed.contains(&to)).then(|| format!("{from} must not know {to}"));
    }
    if from == "daybook-model" && !MODEL_MAY_USE.contains(&to) {
        return Some(format!(
            "the boundary crate builds on serde and chrono alone, not on {to}"
        ));
    }
    ROOMS
        .iter()
        .find(|room| (room.holds)(to) && !room.rooms.contains(&from))
        .map(|room| format!("{from} names {to}: {}", room.why))
}

fn table_line(name: &str) -> Option<&'static [&'static str]> {
    MAY_KNOW
        .iter()
        .find(|(member, _)| *member == name)
        .map(|(_, allowed)| *allowed)
}

fn is_free(name: &str) -> bool {
    FREE.contains(&name)
}

impl Member {
    /// The manifest's line that declares it, 1 when it cannot be found.
    fn line_of(&self, dependency: &Dependency) -> usize {
        let key = dependency.alias.as_ref().unwrap_or(&dependency.name);
        self.text
            .lines()
            .position(|line| {
                line.trim_start()
                    .strip_prefix(key.as_str())
                    .is_some_and(|rest| rest.starts_with([' ', '.', '=']))
            })
            .map_or(1, |line| line + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, dependencies: &[(&str, bool)]) -> Member {
        Member {
            name: name.to_owned(),
            manifest: format!("crates/{name}/Cargo.toml"),
            text: dependencies
                .iter()
                .map(|(name, _)| format!("{name}.workspace = true\n"))
                .collect(),
            dependencies: dependencies
                .iter()
                .map(|(name, tests_only)| Dependency {
                    name: (*name).to_owned(),
                    alias: None,
                    tests_only: *tests_only,
                })
                .collect(),
        }
    }

    fn whys(members: &[Member]) -> Vec<String> {
        breaches(members)
            .into_iter()
            .map(|breach| breach.why)
            .collect()
    }

    #[test]
    fn the_picture_itself_passes() {
        let members: Vec<Member> = MAY_KNOW
            .iter()
            .map(|(name, allowed)| {
                let allowed: Vec<_> = allowed.iter().map(|name| (*name, false)).collect();
                member(name, &allowed)
            })
            .collect();
        assert_eq!(whys(&members), Vec::<String>::new());
    }

    #[test]
    fn each_wrong_arrow_is_a_breach() {
        let cases = [
            ("daybook-cache", "daybook-sources"),
            ("daybook-ui", "daybook-app"),
            ("daybook-server", "daybook-cache"),
            ("daybook-model", "daybook-query"),
            ("daybook", "daybook-cache"),
            ("daybook-cli", "daybook-sync"),
        ];
        for (from, to) in cases {
            let members = [
                member(from, &[("serde", false), (to, false)]),
                member(to, &[]),
            ];
            let found = breaches(&members);
            assert_eq!(found.len(), 1, "{from} -> {to}");
            assert_eq!(found[0].line, 2, "{from} -> {to} names its line");
        }
    }

    #[test]
    fn each_external_crate_has_its_room() {
        let cases = [
            ("daybook-app", "sqlx"),
            ("daybook-app", "tauri"),
            ("daybook-server", "reqwest"),
            ("daybook-app", "keyring-core"),
            ("daybook-sync", "dbus-secret-service-keyring-store"),
            ("daybook-chart", "leptos"),
            ("daybook-cache", "ammonia"),
            ("daybook-model", "serde_json"),
            ("daybook-cli", "tauri-plugin-opener"),
        ];
        for (from, to) in cases {
            assert_eq!(
                breaches(&[member(from, &[(to, false)])]).len(),
                1,
                "{from} -> {to}"
            );
        }
        assert!(breaches(&[member("daybook-cache", &[("sqlx", false)])]).is_empty());
        assert!(breaches(&[member("journeys", &[("reqwest", false)])]).is_empty());
    }

    #[test]
    fn dependencies_of_tests_are_listed_and_pass() {
        let members = [
            member("daybook-sync", &[("daybook-server", true)]),
            member("daybook-server", &[]),
        ];
        assert!(breaches(&members).is_empty());
        assert_eq!(exempt(&members), ["daybook-sync -> daybook-server"]);
    }

    #[test]
    fn a_member_without_a_place_is_a_breach() {
        assert_eq!(breaches(&[member("daybook-attic", &[])]).len(), 1);
    }
}
