//! For work on the front: a page that loads itself again when its files change. Only with `--reload`;
//! what is tested is the page as it is shipped.

use crate::host::WebHost;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use std::convert::Infallible;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How often the files are looked at. Polling needs no watcher of the operating system, and a few
/// dozen files cost nothing.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// The security policy allows no script inside the page, so this is a file of its own.
const SCRIPT: &str = "new EventSource(\"/reload/events\").onmessage = () => location.reload();\n";
const TAG: &str = "<script type=\"module\" src=\"/reload/script.js\"></script>\n  </head>";

/// The script that waits for a change.
pub(crate) async fn script() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
        SCRIPT,
    )
}

/// The page, with that script in it.
pub(crate) fn with_script(page: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(page) {
        Ok(html) => html.replacen("</head>", TAG, 1).into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// One event whenever the files have changed and are at rest again.
pub(crate) async fn events(
    State(host): State<WebHost>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let shown = newest(&host.pages);
    let changes = futures::stream::unfold((host, shown), |(host, shown)| async move {
        let changed = next_change(&host.pages, shown).await;
        Some((Ok(Event::default().data("changed")), (host, changed)))
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}

async fn next_change(pages: &Path, shown: Option<SystemTime>) -> Option<SystemTime> {
    let mut before = shown;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let now = newest(pages);
        // A file that is still being written would be loaded in half.
        if now != shown && now == before {
            return now;
        }
        before = now;
    }
}

/// When the newest file below a folder was written.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    entries
        .filter_map(|entry| {
            let data = entry.metadata().ok()?;
            if data.is_dir() {
                newest(&entry.path())
            } else {
                data.modified().ok()
            }
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_at_the_end_of_the_head() {
        let page = b"<head><title>Daybook</title></head><body></body>".to_vec();
        let html = String::from_utf8(with_script(page)).expect("text");
        assert!(
            html.contains("src=\"/reload/script.js\"></script>\n  </head><body>"),
            "{html}"
        );
    }
}
