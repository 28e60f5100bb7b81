//! Builds the shell's permissions: one per command, and no other. It also makes sure that there is a
//! page to embed, so that a fresh clone compiles before the front is built.

use std::fs;
use std::path::Path;

#[path = "src/commands/names.rs"]
mod names;

/// What a window shows when the front was never built.
const PLACEHOLDER: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Daybook</title></head>\n<body><p>The front is not built. Run: cargo xtask ui</p></body></html>\n";
const FRONT: &str = "ui/dist";

fn main() {
    // The embedded pages change without any Rust file changing; without this line a build keeps the old ones.
    println!("cargo:rerun-if-changed={FRONT}");
    println!("cargo:rerun-if-changed=src-tauri/src/commands/names.rs");
    if let Err(error) = ensure_a_page() {
        println!("cargo:warning=no page to embed in {FRONT}: {error}");
    }
    let manifest = tauri_build::AppManifest::new().commands(names::COMMANDS);
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        // A build script has no other way to stop a build.
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
