//! The front of Daybook: what the window shows, compiled to wasm. It knows views and requests, and
//! must never know a store, a server or a secret; every fact on the screen came over `ipc`.

pub mod i18n;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod components;
#[cfg(target_arch = "wasm32")]
mod ipc;
#[cfg(target_arch = "wasm32")]
mod pages;
#[cfg(target_arch = "wasm32")]
mod state;

#[cfg(target_arch = "wasm32")]
mod start {
    //! Where the browser enters.

    use wasm_bindgen::prelude::wasm_bindgen;

    /// Mounts the window. Called by the page once the module is loaded.
    #[wasm_bindgen(start)]
    pub(crate) fn start() {
        leptos::mount::mount_to_body(crate::pages::root);
    }
}
