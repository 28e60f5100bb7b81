//! Where the API is: what was typed, made whole. It must not lead to the members' portal.

use crate::settings::PORTAL;
use sources::SourceError;
use sources::http::ServerAddress;

/// Where Nexudus documents its REST API.
pub const USUAL_URL: &str = "https://spaces.nexudus.com/api";

/// The address of the API for what was typed, as it is kept and shown.
///
/// # Errors
/// [`SourceError::BadUrl`] unless it is https, or http on this machine.
pub fn api_url(url: &str) -> Result<String, SourceError> {
    let url = if url.trim().is_empty() {
        USUAL_URL
    } else {
        url
    };
    let address = api_address(url)?.join("")?;
    Ok(address.as_str().trim_end_matches('/').to_owned())
}

/// The base of the API: what was typed, with the path that Nexudus documents where none was.
pub(crate) fn api_address(url: &str) -> Result<ServerAddress, SourceError> {
    let trimmed = url.trim().trim_end_matches('/');
    let has_path = trimmed
        .split_once("://")
        .is_some_and(|(_, rest)| rest.contains('/'));
    let address = if has_path {
        ServerAddress::parse(trimmed)?
    } else {
        ServerAddress::parse(&format!("{trimmed}/api"))?
    };
    if address.leads_through("public") {
        return Err(SourceError::bad_url(PORTAL));
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_path_is_added_where_none_was_typed() {
        let cases = [
            (
                "https://spaces.nexudus.com",
                "https://spaces.nexudus.com/api/token",
            ),
            (
                "https://spaces.nexudus.com/",
                "https://spaces.nexudus.com/api/token",
            ),
            (USUAL_URL, "https://spaces.nexudus.com/api/token"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api/token"),
            (
                "https://proxy.example/nexudus/api/",
                "https://proxy.example/nexudus/api/token",
            ),
        ];
        for (typed, expected) in cases {
            let address = api_address(typed).unwrap();
            assert_eq!(address.join("token").unwrap().as_str(), expected);
        }
        assert!(api_address("http://spaces.nexudus.com").is_err());
        let portal = "https://works.spaces.nexudus.com/api";
        assert!(api_address(portal).is_ok());
        for chat in ["public", "Public/ai/chats", "%70ublic/ai"] {
            assert!(api_address(&format!("{portal}/{chat}")).is_err(), "{chat}");
        }
        assert!(api_address("spaces.nexudus.com").is_err());
    }
}
