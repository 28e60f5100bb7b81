//! Rebuilds the crate when a migration is added: `sqlx::migrate!` embeds the folder, and cargo does
//! not look there by itself.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/server/sqlite");
    println!("cargo:rerun-if-changed=../../migrations/server/postgres");
}
