//! What the desktop carries of the server: SQLite, the feed and the practice space. No driver of
//! PostgreSQL, no SMTP, no MCP and no OpenAPI crate may come with it. They would make the two programs
//! half as large again, slower to build, and give more to attack.

use std::process::Command;

/// Crates that only the server's own program needs.
const SERVER_ALONE: [&str; 6] = [
    "sqlx-postgres",
    "lettre",
    "rmcp",
    "schemars",
    "utoipa",
    "tokio-postgres",
];

/// The crates that a program of the workspace links, by name.
fn linked(package: &str) -> Vec<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "tree",
            "--locked",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
        ])
        .args(["--format", "{p}", "--package", package])
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "cargo tree {package}: {words}");
    let text = String::from_utf8(tree.stdout).unwrap();
    let names = text.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

#[test]
fn the_terminal_and_the_window_carry_nothing_that_only_the_server_needs() {
    for package in ["daybook-cli", "daybook"] {
        let linked = linked(package);
        assert!(linked.iter().any(|name| name == "sqlx-sqlite"), "{package}");
        for name in SERVER_ALONE {
            assert!(
                !linked.iter().any(|it| it == name),
                "{package} links {name}: see the features in crates/server/Cargo.toml"
            );
        }
    }
}

#[test]
fn the_server_itself_carries_all_of_it() {
    let linked = linked("daybook-server");
    for name in ["sqlx-postgres", "lettre", "rmcp", "utoipa"] {
        assert!(linked.iter().any(|it| it == name), "{name}");
    }
}
