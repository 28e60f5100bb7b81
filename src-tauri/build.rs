//! Builds the shell's permissions: one per command of the table, and no other; and the one capability,
//! which grants them to the one window. It also makes sure that there is a page to embed, so that a
//! fresh clone compiles before the front is built.

use model::command::COMMANDS;
use std::fs;
use std::path::Path;

/// What a window shows when the front was never built.
const PLACEHOLDER: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Daybook</title></head>\n<body><p>The front is not built. Run: cargo xtask ui</p></body></html>\n";
const FRONT: &str = "ui/dist";
/// Where the capability is made, beside the schemas that Tauri makes. Not in the repository.
const CAPABILITIES: &str = "gen/capabilities";

fn main() {
    // The embedded pages change without any Rust file changing; without this line a build keeps the old ones.
    println!("cargo:rerun-if-changed={FRONT}");
    if let Err(error) = ensure_a_page() {
        println!("cargo:warning=no page to embed in {FRONT}: {error}");
    }
    if let Err(error) = write_capability() {
        // A build script has no other way to stop a build.
        panic!("the capability cannot be written to {CAPABILITIES}: {error}");
    }
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./gen/capabilities/*.json")
        .app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the shell's configuration is not usable: {error:#}");
    }
}

fn ensure_a_page() -> std::io::Result<()> {
    let page = Path::new(FRONT).join("index.html");
    if page.exists() {
        return Ok(());
    }
    fs::create_dir_all(FRONT)?;
    fs::write(page, PLACEHOLDER)
}

/// What the one window may call: our own commands, and hearing our events. Nothing of a plugin,
/// nothing for a remote page.
fn write_capability() -> std::io::Result<()> {
    let own = COMMANDS
        .iter()
        .map(|name| format!("allow-{}", name.replace('_', "-")));
    let events = ["core:event:allow-listen", "core:event:allow-unlisten"];
    let permissions: Vec<String> = events
        .map(str::to_owned)
        .into_iter()
        .chain(own)
        .map(|name| format!("    \"{name}\""))
        .collect();
    let json = format!(
        "{{\n  \"identifier\": \"main\",\n  \"description\": \"What the one window may call.\",\n  \"local\": true,\n  \"windows\": [\"main\"],\n  \"permissions\": [\n{}\n  ]\n}}\n",
        permissions.join(",\n")
    );
    let file = Path::new(CAPABILITIES).join("main.json");
    // A file that is written anew each time would make each build a new one.
    if fs::read_to_string(&file).is_ok_and(|before| before == json) {
        return Ok(());
    }
    fs::create_dir_all(CAPABILITIES)?;
    fs::write(file, json)
}
