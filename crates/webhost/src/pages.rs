//! The front's own files, under the security policy of the window.

use crate::host::{OnChange, WebHost};
use crate::reload;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::path::{Component, Path, PathBuf};

/// One file, or the page of the one-page application.
pub(crate) async fn page(State(host): State<WebHost>, uri: Uri) -> Response {
    let Some(path) = file_behind(&host.pages, uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match tokio::fs::read(&path).await {
        Ok(content) if is_reloaded(&host, &path) => {
            (headers(&host.policy, &path), reload::with_script(content)).into_response()
        }
        Ok(content) => (headers(&host.policy, &path), content).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn is_reloaded(host: &WebHost, path: &Path) -> bool {
    host.on_change == OnChange::Reload && path.ends_with("index.html")
}

/// The file behind an address; a name without an extension is a page of the one-page application.
fn file_behind(pages: &Path, asked: &str) -> Option<PathBuf> {
    let asked = Path::new(asked.trim_start_matches('/'));
    if !asked
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
    {
        return None;
    }
    Some(pages.join(if asked.extension().is_some() {
        asked
    } else {
        Path::new("index.html")
    }))
}

fn headers(policy: &str, path: &Path) -> HeaderMap {
    let known = [
        (header::CONTENT_TYPE, content_type(path)),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    known
        .into_iter()
        .filter_map(|(name, text): (HeaderName, &str)| Some((name, text.parse().ok()?)))
        .collect()
}

fn content_type(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|text| text.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pages_are_served() {
        let pages = Path::new("/pages");
        let cases = [
            ("/", Some("/pages/index.html")),
            ("/conversations", Some("/pages/index.html")),
            ("/app.wasm", Some("/pages/app.wasm")),
            ("/a/b.js", Some("/pages/a/b.js")),
            ("/../secret.txt", None),
            ("/a/../../secret.txt", None),
        ];
        for (asked, expected) in cases {
            assert_eq!(
                file_behind(pages, asked),
                expected.map(PathBuf::from),
                "{asked}"
            );
        }
    }
}
