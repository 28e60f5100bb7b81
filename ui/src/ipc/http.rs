//! The transport of a plain browser: the same commands by POST to this page's own host, events by
//! Server-Sent Events. For tests; the desktop shell never uses it.

use super::transport::{CommandTransport, PendingAnswer, failure};
use model::event::AppEvent;
use model::failure::Failure;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventSource, MessageEvent, RequestInit, Response};

/// HTTP to the page's own host.
pub(super) struct HttpTransport;

impl CommandTransport for HttpTransport {
    fn call(&self, command: &'static str, arguments: String) -> PendingAnswer {
        Box::pin(post(command, arguments))
    }

    fn listen(&self, heard: Box<dyn Fn(AppEvent)>) {
        let Ok(source) = EventSource::new("ipc/events") else {
            return;
        };
        let callback = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            let text = message.data().as_string().unwrap_or_default();
            if let Ok(event) = serde_json::from_str(&text) {
                heard(event);
            }
        });
        // The page listens as long as it lives, so the closure is given away.
        source.set_onmessage(Some(callback.into_js_value().unchecked_ref()));
    }
}

async fn post(command: &'static str, arguments: String) -> Result<String, Failure> {
    let window = web_sys::window().ok_or(Failure::NoAnswer)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&arguments));
    let promise = window.fetch_with_str_and_init(&format!("ipc/{command}"), &init);
    let response: Response = JsFuture::from(promise)
        .await
        .map_err(|_| Failure::NoAnswer)?
        .dyn_into()
        .map_err(|_| Failure::NoAnswer)?;
    let text = JsFuture::from(response.text().map_err(|_| Failure::NoAnswer)?)
        .await
        .map_err(|_| Failure::NoAnswer)?;
    let text = text.as_string().unwrap_or_default();
    if response.ok() {
        Ok(text)
    } else {
        Err(failure(&text))
    }
}
