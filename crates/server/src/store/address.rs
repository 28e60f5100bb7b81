//! Where a store is: a file, or a PostgreSQL server. It must not open anything, and never shows a
//! password.

use std::fmt;
use std::path::PathBuf;
use url::Url;

/// Where a store is.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreAddress {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL database, `postgres://user@host/database`.
    Postgres(Box<Url>),
}

impl fmt::Display for StoreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Postgres(url) => {
                let (host, database) = (url.host_str().unwrap_or("localhost"), url.path());
                write!(f, "postgres://{host}{database}")
            }
        }
    }
}

impl fmt::Debug for StoreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_keeps_its_password_to_itself() {
        let cases = [
            ("store.db", "store.db"),
            ("sqlite:/var/lib/store.db", "/var/lib/store.db"),
            (
                "postgres://daybook:secret@db.example/chats",
                "postgres://db.example/chats",
            ),
            (
                "postgresql:///chats?host=/run",
                "postgres://localhost/chats",
            ),
        ];
        for (text, shown) in cases {
            let address = text.parse::<StoreAddress>().unwrap();
            assert_eq!(address.to_string(), shown, "{text}");
            assert!(!format!("{address:?}").contains("secret"), "{text}");
        }
        assert!("postgres://:::".parse::<StoreAddress>().is_err());
    }
}
