//! Which crate from outside lives in which room. A new line in the table is a decision and deserves
//! an ADR.

use super::arrows::{SHELL, is_free};
use super::breach::RuleBreach;
use super::members::WorkspaceMember;

/// External crates that live in some rooms only.
struct CrateHome {
    holds: fn(&str) -> bool,
    rooms: &'static [&'static str],
    /// What would be lost if they were known elsewhere.
    why: &'static str,
}

const HOMES: [CrateHome; 6] = [
    CrateHome {
        holds: |name| name == "tauri" || name.starts_with("tauri-"),
        rooms: &[SHELL],
        why: "only src-tauri names tauri: everything else runs and is tested without a window",
    },
    CrateHome {
        holds: |name| name.starts_with("sqlx") || name == "libsqlite3-sys" || name == "rusqlite",
        rooms: &["daybook-cache", "daybook-server"],
        why: "only cache and server name a database: every line of SQL is in one of two places",
    },
    CrateHome {
        holds: |name| name.starts_with("reqwest"),
        rooms: &["daybook-sources"],
        why: "only sources opens connections: what leaves the laptop is in one place",
    },
    CrateHome {
        holds: |name| name.starts_with("keyring") || name.ends_with("keyring-store"),
        rooms: &["daybook-vault"],
        why: "only vault names a key store: secrets have one door",
    },
    CrateHome {
        holds: |name| {
            name.starts_with("leptos") || ["wasm-bindgen", "web-sys", "js-sys"].contains(&name)
        },
        rooms: &["daybook-ui"],
        why: "only ui knows a browser",
    },
    CrateHome {
        holds: |name| ["ammonia", "scraper", "html5ever", "pulldown-cmark"].contains(&name),
        rooms: &["daybook-body"],
        why: "only body reads a stranger's markup",
    },
];

/// What the boundary crate may build on: it is compiled into every room, the browser included.
const MODEL_MAY_USE: [&str; 2] = ["serde", "chrono"];

/// Every dependency that names a crate outside its room.
pub(super) fn breaches(members: &[WorkspaceMember]) -> Vec<RuleBreach> {
    let mut found = Vec::new();
    for member in members.iter().filter(|member| !is_free(&member.name)) {
        for dependency in &member.dependencies {
            if dependency.is_for_tests() {
                continue;
            }
            if let Some(why) = objection(members, &member.name, &dependency.name) {
                let line = member.line_of(dependency);
                found.push(RuleBreach::new(&member.manifest, line, why));
            }
        }
    }
    found
}

/// Dependencies of tests that would be a breach anywhere else, one line each.
pub(super) fn exempt(members: &[WorkspaceMember]) -> Vec<String> {
    let mut lines = Vec::new();
    for member in members.iter().filter(|member| !is_free(&member.name)) {
        for dependency in &member.dependencies {
            if dependency.is_for_tests()
                && objection(members, &member.name, &dependency.name).is_some()
            {
                lines.push(format!("{} -> {}", member.name, dependency.name));
            }
        }
    }
    lines
}

fn objection(members: &[WorkspaceMember], from: &str, to: &str) -> Option<String> {
    if members.iter().any(|member| member.name == to) {
        return None;
    }
    if from == "daybook-model" && !MODEL_MAY_USE.contains(&to) {
        return Some(format!(
            "the boundary crate builds on serde and chrono alone, not on {to}"
        ));
    }
    HOMES
        .iter()
        .find(|home| (home.holds)(to) && !home.rooms.contains(&from))
        .map(|home| format!("{from} names {to}: {}", home.why))
}

#[cfg(test)]
mod tests {
    use super::super::members::planted::member;
    use super::*;

    #[test]
    fn each_external_crate_has_its_room() {
        let cases = [
            ("daybook-app", "sqlx"),
            ("daybook-app", "tauri"),
            ("daybook-server", "reqwest"),
            ("daybook-nexudus", "reqwest"),
            ("daybook-app", "keyring-core"),
            ("daybook-sync", "dbus-secret-service-keyring-store"),
            ("daybook-chart", "leptos"),
            ("daybook-cache", "ammonia"),
            ("daybook-model", "serde_json"),
            ("daybook-cli", "tauri-plugin-clipboard-manager"),
        ];
        for (from, to) in cases {
            let found = breaches(&[member(from, &["serde", to])]);
            assert_eq!(found.len(), 1, "{from} -> {to}");
            assert_eq!(found[0].line, 2, "{from} -> {to} names its line");
        }
        assert!(breaches(&[member("daybook-cache", &["sqlx"])]).is_empty());
        assert!(breaches(&[member("journeys", &["reqwest"])]).is_empty());
    }

    #[test]
    fn dependencies_of_tests_are_listed_and_pass() {
        let members = [member("daybook-sync", &["dev:sqlx"])];
        assert!(breaches(&members).is_empty());
        assert_eq!(exempt(&members), ["daybook-sync -> sqlx"]);
    }
}
