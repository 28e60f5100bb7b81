//! A file that somebody chose in a field: its text, and nothing else of it.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

/// The text of the file that a field holds; none where it holds none, or one that is no text.
pub(crate) async fn chosen_text(field: &HtmlInputElement) -> Option<String> {
    let files = js_sys::Reflect::get(field, &JsValue::from_str("files")).ok()?;
    let file = js_sys::Reflect::get_u32(&files, 0).ok()?;
    let read = js_sys::Reflect::get(&file, &JsValue::from_str("text")).ok()?;
    let read: js_sys::Function = read.dyn_into().ok()?;
    let promise: js_sys::Promise = read.call0(&file).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.as_string()
}
