//! The transport of the desktop shell. Tauri's internals are reached by name, so that the page needs
//! no global API and no script of its own.

use super::transport::{CommandTransport, PendingAnswer, failure};
use js_sys::{Function, JSON, Object, Promise, Reflect};
use model::event::AppEvent;
use model::failure::Failure;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The name under which the back end speaks.
const EVENT: &str = "daybook";

/// The shell's invoke.
pub(super) struct ShellTransport {
    internals: JsValue,
    invoke: Function,
}

impl ShellTransport {
    /// The shell around this page, if there is one.
    pub(super) fn find() -> Option<Self> {
        let internals = get(web_sys::window()?.as_ref(), "__TAURI_INTERNALS__")?;
        let invoke = get(&internals, "invoke")?.dyn_into().ok()?;
        Some(Self { internals, invoke })
    }

    fn invoke(&self, command: &str, arguments: &JsValue) -> Option<Promise> {
        self.invoke
            .call2(&self.internals, &command.into(), arguments)
            .ok()?
            .dyn_into()
            .ok()
    }

    fn handler(&self, heard: Box<dyn Fn(AppEvent)>) -> Option<JsValue> {
        let transform: Function = get(&self.internals, "transformCallback")?.dyn_into().ok()?;
        let callback = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            if let Some(event) = get(&event, "payload").and_then(|payload| read(&payload)) {
                heard(event);
            }
        });
        // The page listens as long as it lives, so the closure is given away.
        transform
            .call1(&self.internals, &callback.into_js_value())
            .ok()
    }
}

impl CommandTransport for ShellTransport {
    fn call(&self, command: &'static str, arguments: String) -> PendingAnswer {
        let arguments = JSON::parse(&arguments).unwrap_or(JsValue::UNDEFINED);
        let promise = self.invoke(command, &arguments);
        Box::pin(async move {
            match JsFuture::from(promise.ok_or(Failure::NoAnswer)?).await {
                Ok(value) => Ok(written(&value).unwrap_or_else(|| "null".to_owned())),
                Err(error) => Err(refused(&error)),
            }
        })
    }

    fn listen(&self, heard: Box<dyn Fn(AppEvent)>) {
        let arguments = Object::new();
        let target = Object::new();
        let set = |object: &Object, name: &str, value: &JsValue| {
            // Setting a property of a fresh plain object cannot fail.
            let _ = Reflect::set(object, &name.into(), value);
        };
        set(&target, "kind", &"Any".into());
        set(&arguments, "event", &EVENT.into());
        set(&arguments, "target", &target);
        if let Some(handler) = self.handler(heard) {
            set(&arguments, "handler", &handler);
            // Events are a convenience: without them the window still asks.
            drop(self.invoke("plugin:event|listen", &arguments));
        }
    }
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into())
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

fn written(value: &JsValue) -> Option<String> {
    JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
}

fn read(payload: &JsValue) -> Option<AppEvent> {
    serde_json::from_str(&written(payload)?).ok()
}

fn refused(error: &JsValue) -> Failure {
    written(error).map_or(Failure::NoAnswer, |json| failure(&json))
}
